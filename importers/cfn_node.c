/* SPDX-License-Identifier: MIT */
/* cfn_node.c - the node of a resource, and the facts that are shown on it. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"

/* "Stack/Orders/Resource" -> "Orders": what a person called it who wrote constructs of CDK. */
static struct str construct_path(struct cfn *c, const struct cfn_resource *r)
{
    uint32_t i;
    struct str path = doc_text(doc_get(doc_get(r->at, "Metadata"), "aws:cdk:path"));
    if (str_empty(path) && map_get(&c->paths, r->id, &i))
        path = c->options->paths[i - 1].value;
    return path;
}

static struct str construct_name(struct cfn *c, struct str path)
{
    struct str title = c->options->title;
    bool own = title.len && str_starts(path, title) && path.len > title.len &&
               path.ptr[title.len] == '/';
    size_t slash = own ? title.len : str_chr(path, '/');
    if (slash != STR_NPOS)
        path = str_from_at(path, slash + 1);
    if (str_ends(path, STR("/Resource")))
        return str_sub(path, 0, path.len - 9);
    return str_ends(path, STR("/Default")) ? str_sub(path, 0, path.len - 8) : path;
}

void cfn_make_node(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_type_row *row = r->row;
    struct str safe = cfn_safe(c, r->id), path = construct_path(c, r), called = safe;
    struct str id = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":"),
                               str_from(node_kinds[row->kind].name), STR(":"), safe);
    bool literal = r->named && str_find(r->name, STR("://")) == STR_NPOS;
    if (path.len)
        called = cfn_safe(c, construct_name(c, path));
    node_id n = graph_node(c->g, row->kind, id, literal ? r->name : called, r->where);
    if (path.len)
        graph_attr(c->g, n, "construct", cfn_safe(c, path));
    graph_set_type(c->g, n, r->type);
    graph_set_provider(c->g, n, STR("aws"));
    graph_attr(c->g, n, "logical-id", safe);
    if (r->named)
        graph_attr(c->g, n, "physical-name", r->name);
    r->arn = cfn_arn_of(c, r);
    if (r->arn.len)
        graph_attr(c->g, n, FACT_ARN, r->arn);
    if (r->condition.len)
        graph_set_node_condition(c->g, n, r->condition);
    struct str cause = c->options->origin.len ? doc_text(doc_get(r->at, CFN_ORIGIN)) : STR("");
    if (cause.len)
        graph_attr(c->g, n, FACT_ORIGIN, c->options->origin);
    if (cause.len && !str_is(cause, "*"))
        graph_attr(c->g, n, FACT_ORIGIN_OF, cfn_safe(c, cause));
    edge_id e = c->stack ? graph_edge(c->g, EDGE_RESIDES_IN, n, c->stack, EVIDENCE_DECLARED, -1,
                                      r->where) : 0;
    if (e && r->condition.len)
        graph_edge_condition(c->g, e, r->condition);
    r->node = n;
}

node_id cfn_node_of(struct cfn *c, struct cfn_resource *r)
{
    if (r->node || r->row->place != CFN_FOLD || r->resolving || !r->row->name.len)
        return r->node;
    r->resolving = true;
    const struct doc_node *into = cfn_folded_into(c, r);
    struct cfn_resource *of = cfn_resource_of(c, into);
    r->node = of ? cfn_node_of(c, of) : cfn_target_of(c, into, r->row->kind);
    r->resolving = false;
    return r->node;
}

static void show_attr(struct cfn *c, node_id n, struct str key, const struct doc_node *value)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    if (!n || v.none || v.secure || str_empty(v.text))
        return;
    if (v.other || (v.unknown && str_is(v.text, "*"))) {
        if (!doc_is_map(value) || !cfn_call(value))
            return; /* a list or a map */
        graph_attr_kept(c->g, n, key, ATTR_TEXT, STR(FACT_UNDECIDED));
        return;
    }
    struct str text = cfn_safe(c, v.text);
    bool number = doc_is_scalar(value) && value->plain && text.len < 12;
    long ignored;
    enum attr_type type = ATTR_TEXT;
    if (number && str_to_long(text, &ignored))
        type = ATTR_NUMBER;
    else if (str_is(text, "true") || str_is(text, "false"))
        type = ATTR_BOOL;
    graph_attr_kept(c->g, n, key, type, text);
}

void cfn_attr(struct cfn *c, node_id n, const char *key, const struct doc_node *value)
{
    show_attr(c, n, str_from(key), value);
}

static void show_attrs(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *props = cfn_node(&c->scope, r->props);
    for (size_t i = 0; i < r->row->attr_count; i++) {
        const struct cfn_attr_row *a = &r->row->attrs[i];
        const struct doc_node *value = cfn_get_str(&c->scope, props, a->first);
        if (value && a->rest.len)
            value = cfn_path_str(&c->scope, value, a->rest);
        if (value)
            show_attr(c, r->node, a->key, value);
    }
}

static void show_tags(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *tags = cfn_prop(c, r, "Tags");
    for (const struct doc_node *t = doc_first(tags); t; t = t->next) {
        struct str key = doc_is_map(tags) ? t->key : cfn_known(&c->scope, doc_get(t, "Key"));
        struct str value = cfn_known(&c->scope, doc_is_map(tags) ? t : doc_get(t, "Value"));
        if (secret_classify(key, value).verdict == SECRET_YES)
            value = import_secret(c->im, value);
        if (key.len && doc_is_map(doc_is_map(tags) ? tags : t))
            graph_tag(c->g, r->node, cfn_safe(c, key), cfn_safe(c, value));
    }
}

void cfn_show_facts(struct cfn *c, struct cfn_resource *r)
{
    show_attrs(c, r);
    show_tags(c, r);
}
