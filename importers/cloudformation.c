/* SPDX-License-Identifier: MIT */
/* cloudformation.c - templates as files, by hand or in a cdk.out.
 * Bids: 80 for a template; 40 for one of SAM, whose own types are shown as unknown ones here. */
#include "cfn.h"
#include "cfn_graph.h"

static bool is_type(struct str type)
{
    return str_starts(type, STR("AWS::")) || str_starts(type, STR("Custom::")) ||
           str_starts(type, STR("Alexa::"));
}

bool cfn_is_template(const struct doc *doc)
{
    const struct doc_node *root = doc_root(doc), *resources = doc_get(root, "Resources");
    if (!doc_is_map(root))
        return false;
    if (doc_get(root, "AWSTemplateFormatVersion"))
        return true;
    if (!doc_is_map(resources))
        return false;
    for (const struct doc_node *r = doc_first(resources); r; r = r->next)
        if (str_starts(r->key, STR("Fn::ForEach::")) ||
            (doc_is_map(r) && is_type(doc_text(doc_get(r, "Type")))))
            return true;
    return false;
}

bool cfn_has_transform(const struct doc *doc, const char *macro)
{
    const struct doc_node *t = doc_get(doc_root(doc), "Transform");
    if (!doc_is_list(t))
        return str_is(doc_text(doc_is_map(t) ? doc_get(t, "Name") : t), macro);
    for (const struct doc_node *c = doc_first(t); c; c = c->next)
        if (str_is(doc_text(doc_is_map(c) ? doc_get(c, "Name") : c), macro))
            return true;
    return false;
}

static int claim(const struct candidate *c)
{
    if (!c->doc || !cfn_is_template(c->doc))
        return 0;
    return cfn_has_transform(c->doc, "AWS::Serverless-2016-10-31") ? 40 : 80;
}

bool cfn_tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *resources = doc_get(doc_root(c->doc), "Resources");
    size_t functions = 0;
    for (const struct doc_node *r = doc_is_map(resources) ? doc_first(resources) : NULL; r;
         r = r->next) {
        struct str type = doc_is_map(r) ? doc_text(doc_get(r, "Type")) : STR_NONE;
        functions += str_is(type, "AWS::Lambda::Function") ||
                     str_is(type, "AWS::Serverless::Function");
    }
    if (functions)
        buf_count(out, functions, "function");
    else if (doc_is_map(resources))
        buf_count(out, resources->count, "resource");
    return true;
}

static void import(struct import *im, const struct candidate *unit)
{
    struct cfn_options o = {.scope = unit->path};
    cfn_import(im, unit->doc, &o);
}

const struct importer importer_cloudformation = {
    .name = "cloudformation",
    .title = "AWS CloudFormation templates",
    .unit = "CloudFormation template",
    .files = "*.json, *.yaml with AWSTemplateFormatVersion or Resources of AWS types",
    .help = "Reads CloudFormation templates in JSON and YAML, written by hand or made by CDK: "
            "functions of values, conditions (--param decides), nested stacks with local "
            "templates, exports and imports; inline code and handlers that lie beside them.",
    .claim = claim,
    .import = import,
    .finish = cfn_finish,
    .tell = cfn_tell,
    .lone = true,
};
