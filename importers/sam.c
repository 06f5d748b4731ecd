/* SPDX-License-Identifier: MIT */
/* sam.c - AWS SAM templates: the importer. A template without the transform is one as well, if it
 * has a resource of SAM: somebody forgot the line. */
#include "sam.h"

#include "cfn.h"

static const char transform[] = "AWS::Serverless-2016-10-31";

static bool is_sam_resource(const struct doc_node *resource)
{
    return sam_is_type(doc_text(doc_get(resource, "Type")));
}

static int claim(const struct candidate *c)
{
    if (!c->doc || !doc_is_map(doc_get(doc_root(c->doc), "Resources")))
        return 0;
    if (cfn_has_transform(c->doc, transform))
        return 95;
    bool any = doc_may_have_type(c->doc, sam_is_type) &&
               doc_any(doc_get(doc_root(c->doc), "Resources"), is_sam_resource);
    return any ? 92 : 0; /* the transform was forgotten */
}

static void import(struct import *im, const struct candidate *unit)
{
    struct doc *lowered = sam_lower(im, unit->doc);
    if (!lowered)
        return;
    struct cfn_options options = {.scope = unit->path, .origin = STR("sam")};
    cfn_import(im, lowered, &options);
    doc_free(lowered);
}

const struct importer importer_sam = {
    .name = "sam",
    .title = "AWS SAM templates",
    .unit = "SAM template",
    .files = "template.yaml, template.json with the transform AWS::Serverless-2016-10-31",
    .help = "Reads AWS SAM templates as AWS's own translator does: Globals, events, implicit and "
            "written APIs, policy templates, connectors, generated roles and permissions; and "
            "the handlers in Python, JavaScript and TypeScript that lie beside them.",
    .claim = claim,
    .import = import,
    .tell = cfn_tell,
    .lone = true,
};
