/* SPDX-License-Identifier: MIT */
/* chalice.c - AWS Chalice: the importer. An application is the file app.py that makes a Chalice; what
 * `chalice package` would make of it is a SAM template, and goes the way of those. */
#include "chalice.h"

#include "cfn.h"
#include "sam.h"

static int claim(const struct candidate *c)
{
    bool named = str_is(c->base, "app.py") && !c->doc;
    return named && str_find(c->head, STR("import")) != STR_NPOS &&
                   str_find(c->head, STR("chalice")) != STR_NPOS &&
                   str_find(c->head, STR("Chalice")) != STR_NPOS
               ? 85 : 0;
}

/* What stands in it is known only when the code is read. */
static bool tell(const struct candidate *c, struct buf *out)
{
    (void)c;
    (void)out;
    return true;
}

static void import(struct import *im, const struct candidate *unit)
{
    struct chalice_code code = {.im = im, .arena = import_arena(im)};
    struct doc *template = chalice_lower(&code, unit->path, import_stage(im));
    struct doc *lowered = code.use_count ? sam_lower(im, template) : NULL;
    if (lowered) {
        struct cfn_options options = {.scope = unit->path, .title = code.name,
                                      .origin = STR("chalice"),
                                      .folder = import_folder(unit->path)};
        cfn_import(im, lowered, &options);
        doc_free(lowered);
    }
    chalice_code_free(&code);
    doc_free(template);
}

const struct importer importer_chalice = {
    .name = "chalice",
    .title = "AWS Chalice",
    .unit = "Chalice application",
    .files = "app.py that makes a Chalice, .chalice/config.json, chalicelib/*.py",
    .help = "Reads applications of AWS Chalice: routes with what asks who calls, schedules, events of "
            "buckets, queues, topics, streams and buses, WebSockets, blueprints; stages, variables "
            "and policy files of .chalice/config.json. --stage chooses one (dev).",
    .claim = claim,
    .import = import,
    .tell = tell,
    .lone = true,
};
