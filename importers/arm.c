/* SPDX-License-Identifier: MIT */
/* arm.c - ARM templates: JSON written by hand or made by Bicep.
 * Parameters: --param wins; then a parameter file beside the template ("x.parameters.json", with
 *            --stage S first "x.parameters.S.json" and "x.S.parameters.json"), whose placeholders
 *            ("GEN-UNIQUE", "changeme", "<..>", "${..}", "") do not count; then defaultValue.
 *            What is left is unknown and stands in names as "{parameter}".
 * Order:     all templates are imported when all claims are known, so that a template that another
 *            one links to is imported as part of it and not once more by itself. */
#include "arm_graph.h"
#include "importer.h"
#include "map.h"

static int claim(const struct candidate *c)
{
    if (arm_is_template(c->doc))
        return 90;
    /* Parameter files are read with their template; claimed, so that nobody else reads them. */
    struct str schema = doc_text(doc_get(doc_root(c->doc), "$schema"));
    return str_ifind(schema, STR("deploymentParameters.json")) != STR_NPOS ? 90 : 0;
}

static bool tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *resources = doc_get(doc_root(c->doc), "resources");
    if (!arm_is_template(c->doc))
        return false;
    if (doc_is_map(resources) || doc_is_list(resources))
        buf_count(out, resources->count, "resource");
    return true;
}

static void import(struct import *im, const struct candidate *unit)
{
    (void)im; /* see finish() */
    (void)unit;
}

/* The parameter file of a template, or NULL. */
static const struct doc *parameters_of(struct import *im, struct str path)
{
    struct arena *a = import_arena(im);
    struct str stem = str_iends(path, STR(".json")) ? str_sub(path, 0, path.len - 5) : path;
    struct str stage = import_stage(im);
    struct str names[] = {
        ARENA_JOIN(a, stem, STR(".parameters."), stage, STR(".json")),
        ARENA_JOIN(a, stem, STR("."), stage, STR(".parameters.json")),
        ARENA_JOIN(a, stem, STR(".parameters.json")),
    };
    for (size_t i = str_empty(stage) ? 2 : 0; i < COUNT(names); i++)
        if (import_exists(im, names[i]))
            return import_load(im, names[i]);
    return NULL;
}

static void note_link(void *arg, struct str path)
{
    map_set(arg, path, 1);
}

static void finish(struct import *im)
{
    struct graph *g = import_graph(im);
    size_t sources = graph_source_count(g), count = 0;
    struct str *paths = arena_array(import_arena(im), sources, sizeof *paths);
    struct map linked = {0};
    for (size_t i = 0; i < sources; i++) {
        const struct source *s = graph_source_at(g, i);
        if (!str_is(s->importer, "arm"))
            continue;
        struct str path = arena_str(import_arena(im), s->file);
        const struct doc *doc = import_load(im, path);
        if (!arm_is_template(doc))
            continue;
        paths[count++] = path;
        arm_template_links(im, path, doc, note_link, &linked);
    }
    for (size_t i = 0; i < count; i++) {
        if (map_get(&linked, paths[i], NULL))
            continue;
        struct arm_set set;
        arm_set_load(&set, im, paths[i], import_load(im, paths[i]), parameters_of(im, paths[i]));
        arm_graph_emit(im, &set);
        arm_set_release(&set);
    }
    map_release(&linked);
}

const struct importer importer_arm = {
    .name = "arm",
    .title = "Azure Resource Manager templates",
    .unit = "ARM template",
    .files = "*.json with the schema deploymentTemplate",
    .help = "Reads ARM templates, written by hand or made by Bicep: nested and linked templates, "
            "loops and conditions, parameters by --param, parameter file or default.",
    .claim = claim,
    .import = import,
    .finish = finish,
    .tell = tell,
    .lone = true,
};
