/* SPDX-License-Identifier: MIT */
/* cfn_nested.c - what crosses a template: nested stacks, custom resources, exports and imports.
 * Joins: cfn_finish() looks at attributes only, so it does not matter who imported a template.
 *    stack     a Stack resource with the attribute nested is the stack whose template it names
 *    parameter an external node with the attribute parameter is what the outer Stack gives it, if
 *              all outer stacks give the same
 *    output    an external node with output and stack is what the nested stack puts out
 *    import    an external node with import is what the one stack exports under that name; names
 *              that are partly unknown match as patterns, if exactly one does
 *    arn       an external node with an ARN is the one defined node whose ARN matches it */
#include <stdlib.h>

#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Resources -------------------------------------------------------------------------------- */

void cfn_emit_stack(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *url = cfn_prop(c, r, "TemplateURL");
    struct str path, local = url && !doc_is_map(url) ? cfn_known(&c->scope, url) : STR("");
    graph_attr(c->g, r->node, FACT_CLASS, STR("stack"));
    if (local.len && str_find(local, STR("://")) == STR_NPOS &&
        import_join(c->im, c->folder, local, &path) && import_exists(c->im, path))
        graph_attr(c->g, r->node, "nested", path);
    else
        graph_unresolved(c->g, r->id, STR("the template of this stack is not among the files"),
                         r->node, r->where);
    const struct doc_node *params = cfn_prop(c, r, "Parameters");
    const struct doc_node *p = doc_is_map(params) && !cfn_call(params) ? doc_first(params) : NULL;
    for (; p; p = p->next) {
        struct cfn_value v = cfn_value(&c->scope, p);
        node_id n = v.refs || cfn_arn_kind(v.text, &(enum node_kind){0})
                        ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, p))
                        : 0;
        if (!n)
            continue;
        graph_attr_typed(c->g, r->node, ARENA_JOIN(c->arena, STR("parameter:"), p->key), ATTR_TEXT,
                         graph_node_at(c->g, n)->id);
        cfn_edge(c, EDGE_DEPENDS, r->node, n, p, r->condition);
    }
}

struct custom {
    struct cfn *c;
    struct cfn_resource *r;
};

static void custom_ref(void *arg, const struct cfn_ref *ref)
{
    struct custom *u = arg;
    struct cfn_resource *to =
        ref->kind == CFN_REF_RESOURCE ? cfn_find(u->c, ref->id) : NULL;
    node_id n = to ? cfn_node_of(u->c, to) : 0;
    if (n && n != u->r->node)
        cfn_edge(u->c, EDGE_DEPENDS, u->r->node, n, u->r->at, u->r->condition);
}

/* A custom resource calls its function at each deployment. */
void cfn_emit_custom(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link calls = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                          "when", "deployment"};
    cfn_link(c, r->node, cfn_prop(c, r, "ServiceToken"), &calls, r->condition);
    for (const struct doc_node *p = doc_is_map(r->props) ? doc_first(r->props) : NULL; p;
         p = p->next)
        if (!str_is(p->key, "ServiceToken"))
            cfn_each_ref(&c->scope, p, custom_ref, &(struct custom){c, r});
    if (!str_is(r->type, "Custom::S3") || !cfn_prop(c, r, "NotificationConfiguration"))
        return;
    const struct doc_node *bucket = cfn_prop(c, r, "BucketName"); /* of an existing one */
    node_id from = bucket ? cfn_target_of(c, bucket, NODE_BUCKET) : 0;
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, cfn_prop(c, r, "BucketConfigs"), &items);
    for (size_t i = 0; i < count; i++)
        cfn_edge(c, EDGE_TRIGGERS, from,
                 cfn_target_of(c, cfn_prop(c, r, "FunctionName"), NODE_FUNCTION), r->at,
                 r->condition);
}

static void setting_list(struct cfn *c, struct cfn_resource *r, const struct doc_node *list,
                         const char *name_key, const char *value_key)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *value = doc_get(items[i].node, value_key);
        if (!value)
            continue;
        struct doc_node named = *value; /* a setting is called by its key */
        named.key = cfn_text(&c->scope, doc_get(items[i].node, name_key));
        cfn_setting(c, r->node, r->id, &named);
    }
}

/* Containers and machines: settings and secrets of a task, what its image is. */
void cfn_emit_compute(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link image = {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED,
                                          NULL, NULL};
    static const struct cfn_link group = {EDGE_TRIGGERS, NODE_SERVICE, true, EVIDENCE_DECLARED,
                                          NULL, NULL};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "ContainerDefinitions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "Image"), &image, r->condition);
        setting_list(c, r, cfn_get(&c->scope, items[i].node, "Environment"), "Name", "Value");
        setting_list(c, r, cfn_get(&c->scope, items[i].node, "Secrets"), "Name", "ValueFrom");
    }
    setting_list(c, r, cfn_prop(c, r, "ContainerProperties.Environment"), "Name", "Value");
    setting_list(c, r, cfn_prop(c, r, "Environment.EnvironmentVariables"), "Name", "Value");
    list = cfn_prop(c, r, "LoadBalancers");
    count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "TargetGroupArn"), &group,
                 r->condition);
}

/* --- Joins ------------------------------------------------------------------------------------ */

struct entry {
    struct str key;
    node_id node; /* 0: several */
};

struct joins {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct map exports;   /* name -> node */
    struct map outputs;   /* "stack\nname" -> node */
    struct map templates; /* path -> stack */
    struct map params;    /* "path\nname" -> node; UINT32_MAX: not the same everywhere */
    struct map arns;      /* pattern -> node; UINT32_MAX: several */
    struct entry *patterns; /* exports with '*' */
    size_t pattern_count, pattern_cap;
};

static void put_unique(struct map *m, struct str key, node_id n)
{
    bool added;
    uint32_t *at = map_put(m, key, &added);
    *at = added || *at == n ? n : UINT32_MAX;
}

static void index_stack(struct joins *j, const struct node *n, node_id id)
{
    struct str path = node_attr_text(n, "template"), nested = node_attr_text(n, "nested");
    if (path.len)
        map_set(&j->templates, path, id);
    for (uint32_t i = 0; i < n->attr_count; i++) {
        const struct attr *a = &n->attrs[i];
        node_id to = graph_find(j->g, a->value);
        if (!to)
            continue;
        if (str_starts(a->key, STR("export:"))) {
            struct str name = str_from_at(a->key, 7);
            put_unique(&j->exports, name, to);
            if (str_chr(name, '*') != STR_NPOS) {
                if (j->pattern_count == j->pattern_cap)
                    j->patterns = mem_grow(j->patterns, &j->pattern_cap, sizeof *j->patterns);
                j->patterns[j->pattern_count++] = (struct entry){name, to};
            }
        } else if (str_starts(a->key, STR("output:"))) {
            map_set(&j->outputs, ARENA_JOIN(j->arena, path, STR("\n"), str_from_at(a->key, 7)),
                    to);
        } else if (nested.len && str_starts(a->key, STR("parameter:"))) {
            put_unique(&j->params, ARENA_JOIN(j->arena, nested, STR("\n"),
                                              str_from_at(a->key, 10)), to);
        }
    }
}

static void index_all(struct joins *j)
{
    for (node_id id = 1; id <= graph_node_count(j->g); id++) {
        const struct node *n = graph_node_at(j->g, id);
        struct str arn = node_attr_text(n, FACT_ARN);
        if (!str_is(n->provider, "aws"))
            continue;
        if (n->kind == NODE_BOUNDARY)
            index_stack(j, n, id);
        if (arn.len && !n->external && !str_ends(arn, STR(":*")))
            put_unique(&j->arns, arn, id);
    }
}

static void join(struct joins *j, node_id keep, node_id drop)
{
    if (keep && keep != UINT32_MAX && graph_resolve(j->g, keep) != graph_resolve(j->g, drop))
        graph_merge(j->g, graph_resolve(j->g, keep), drop);
}

static node_id exported(struct joins *j, struct str name)
{
    uint32_t n;
    node_id found = 0;
    if (map_get(&j->exports, name, &n))
        return n == UINT32_MAX ? 0 : n;
    for (size_t i = 0; i < j->pattern_count; i++) {
        if (!str_glob(j->patterns[i].key, name, false) &&
            !str_glob(name, j->patterns[i].key, false))
            continue;
        if (found && found != j->patterns[i].node)
            return 0;
        found = j->patterns[i].node;
    }
    return found;
}

/* "arn:aws:sqs:eu-west-1:111122223333:orders" is "arn:aws:sqs:*:*:orders", if that is the one. */
static node_id of_arn(struct joins *j, struct str arn)
{
    struct str rest = arn, part[5];
    uint32_t n;
    for (int i = 0; i < 5; i++)
        if (!str_cut(&rest, ':', &part[i]))
            return 0;
    struct str key = ARENA_JOIN(j->arena, part[0], STR(":"), part[1], STR(":"), part[2],
                                str_is(part[2], "s3") ? STR(":::") : str_is(part[2], "iam")
                                    ? STR("::*:") : STR(":*:*:"), rest);
    if (map_get(&j->arns, key, &n) && n != UINT32_MAX)
        return n;
    return 0;
}

static void join_one(struct joins *j, node_id id)
{
    const struct node *n = graph_node_at(j->g, id);
    uint32_t to = 0;
    struct str name = node_attr_text(n, "import");
    struct str output = node_attr_text(n, "output"), parameter = node_attr_text(n, "parameter");
    if (name.len) {
        join(j, exported(j, name), id);
    } else if (output.len) {
        node_id stack = graph_find(j->g, node_attr_text(n, "stack"));
        struct str path = stack ? node_attr_text(graph_node_at(j->g, stack), "nested") : STR("");
        if (map_get(&j->outputs, ARENA_JOIN(j->arena, path, STR("\n"), output), &to))
            join(j, to, id);
    } else if (parameter.len) {
        if (map_get(&j->params, ARENA_JOIN(j->arena, n->where.file, STR("\n"), parameter), &to))
            join(j, to, id);
    } else if (node_attr(n, FACT_ARN)) {
        join(j, of_arn(j, node_attr_text(n, FACT_ARN)), id);
    }
}

void cfn_finish(struct import *im)
{
    struct joins j = {.im = im, .g = import_graph(im), .arena = import_arena(im)};
    index_all(&j);
    size_t count = graph_node_count(j.g);
    for (node_id id = 1; id <= count; id++) {
        const struct node *n = graph_node_at(j.g, id);
        uint32_t to;
        if (!str_is(n->provider, "aws"))
            continue;
        struct str nested = n->kind == NODE_BOUNDARY ? node_attr_text(n, "nested") : STR("");
        if (nested.len && map_get(&j.templates, nested, &to)) /* the nested stack lies in it */
            graph_edge(j.g, EDGE_RESIDES_IN, to, id, EVIDENCE_DECLARED, -1, n->where);
        if (n->external)
            join_one(&j, id);
    }
    map_release(&j.exports);
    map_release(&j.outputs);
    map_release(&j.templates);
    map_release(&j.params);
    map_release(&j.arns);
    mem_free(j.patterns);
}
