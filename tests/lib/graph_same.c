/* SPDX-License-Identifier: MIT */
#include "graph_same.h"

#include "arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void same_text(const char *what, struct str id, struct str a, struct str b)
{
    if (!str_eq(a, b))
        fail_msg("%s of '%.*s': '%.*s' against '%.*s'", what, (int)id.len, id.ptr, (int)a.len,
                 a.ptr, (int)b.len, b.ptr);
}

static void same_long(const char *what, struct str id, long a, long b)
{
    if (a != b)
        fail_msg("%s of '%.*s': %ld against %ld", what, (int)id.len, id.ptr, a, b);
}

static void same_where(struct str id, const struct origin *a, const struct origin *b)
{
    same_text("file", id, a->file, b->file);
    same_text("field", id, a->field, b->field);
    same_long("line", id, a->line, b->line);
    same_long("column", id, a->col, b->col);
}

static void same_attrs(const char *what, struct str id, const struct attr *a, uint32_t a_count,
                       const struct attr *b, uint32_t b_count)
{
    same_long(what, id, a_count, b_count);
    for (uint32_t i = 0; i < a_count; i++) {
        same_text("key", id, a[i].key, b[i].key);
        same_text("value", id, a[i].value, b[i].value);
        same_long("type", a[i].key, a[i].type, b[i].type);
    }
}

static void same_texts(const char *what, struct str id, const struct str *a, uint32_t a_count,
                       const struct str *b, uint32_t b_count)
{
    same_long(what, id, a_count, b_count);
    for (uint32_t i = 0; i < a_count; i++)
        same_text(what, id, a[i], b[i]);
}

static void same_node(const struct node *a, const struct node *b)
{
    same_text("id", a->id, a->id, b->id);
    same_long("kind", a->id, a->kind, b->kind);
    same_text("name", a->id, a->name, b->name);
    same_text("provider type", a->id, a->type, b->type);
    same_text("provider", a->id, a->provider, b->provider);
    same_text("stage", a->id, a->stage, b->stage);
    same_text("condition", a->id, a->condition, b->condition);
    same_text("zone", a->id, a->zone, b->zone);
    same_long("zone_set", a->id, a->zone_set, b->zone_set);
    same_long("external", a->id, a->external, b->external);
    same_long("sensitivity", a->id, a->sensitivity, b->sensitivity);
    same_where(a->id, &a->where, &b->where);
    same_attrs("attributes", a->id, a->attrs, a->attr_count, b->attrs, b->attr_count);
    same_attrs("tags", a->id, a->tags, a->tag_count, b->tags, b->tag_count);
    same_texts("policies", a->id, a->policies, a->policy_count, b->policies, b->policy_count);
}

static void same_edge(const struct graph *x, const struct graph *y, edge_id e)
{
    struct arena *arena = arena_new();
    const struct edge *a = graph_edge_at(x, e), *b = graph_edge_at(y, e);
    struct str id = graph_edge_id(x, e, arena);
    same_text("id", id, id, graph_edge_id(y, e, arena));
    same_long("kind", id, a->kind, b->kind);
    same_long("from", id, a->from, b->from);
    same_long("to", id, a->to, b->to);
    same_long("evidence", id, a->evidence, b->evidence);
    same_long("confidence", id, a->confidence, b->confidence);
    same_long("auth", id, a->auth, b->auth);
    same_text("condition", id, a->condition, b->condition);
    same_where(id, &a->where, &b->where);
    same_attrs("attributes", id, a->attrs, a->attr_count, b->attrs, b->attr_count);
    same_texts("actions", id, a->actions, a->action_count, b->actions, b->action_count);
    same_texts("guards", id, a->guards, a->guard_count, b->guards, b->guard_count);
    arena_free(arena);
}

static void same_zones(const struct graph *a, const struct graph *b)
{
    same_long("zones", STR("graph"), (long)graph_zone_count(a), (long)graph_zone_count(b));
    for (size_t i = 0; i < graph_zone_count(a); i++) {
        const struct zone *x = graph_zone_at(a, i), *y = graph_zone_at(b, i);
        same_text("id", x->id, x->id, y->id);
        same_text("name", x->id, x->name, y->name);
        same_text("parent", x->id, x->parent, y->parent);
        same_long("kind", x->id, x->kind, y->kind);
        same_long("trust", x->id, x->trust, y->trust);
    }
}

static void same_lists(const struct graph *a, const struct graph *b)
{
    struct str graph = STR("graph");
    same_long("unresolved", graph, (long)graph_unresolved_count(a), (long)graph_unresolved_count(b));
    for (size_t i = 0; i < graph_unresolved_count(a); i++) {
        const struct unresolved *x = graph_unresolved_at(a, i), *y = graph_unresolved_at(b, i);
        same_text("unresolved text", graph, x->text, y->text);
        same_text("reason", x->text, x->reason, y->reason);
        same_long("node", x->text, x->node, y->node);
        same_where(x->text, &x->where, &y->where);
    }
    same_long("sources", graph, (long)graph_source_count(a), (long)graph_source_count(b));
    for (size_t i = 0; i < graph_source_count(a); i++) {
        const struct source *x = graph_source_at(a, i), *y = graph_source_at(b, i);
        same_text("source", graph, x->file, y->file);
        same_text("importer", x->file, x->importer, y->importer);
    }
    const struct diags *d = graph_diags(a), *e = graph_diags(b);
    for (size_t i = 0; i < diags_count(d) && i < diags_count(e); i++) {
        const struct diag *x = diags_at(d, i), *y = diags_at(e, i);
        same_text("diagnostic", graph, x->text, y->text);
        same_long("level", x->text, x->level, y->level);
        same_where(x->text, &x->where, &y->where);
    }
    same_long("diagnostics", graph, (long)diags_count(d), (long)diags_count(e));
}

void graph_same(const struct graph *a, const struct graph *b)
{
    same_text("name", STR("graph"), graph_name(a), graph_name(b));
    same_long("nodes", STR("graph"), (long)graph_node_count(a), (long)graph_node_count(b));
    for (node_id n = 1; n <= graph_node_count(a); n++)
        same_node(graph_node_at(a, n), graph_node_at(b, n));
    same_long("edges", STR("graph"), (long)graph_edge_count(a), (long)graph_edge_count(b));
    for (edge_id e = 1; e <= graph_edge_count(a); e++)
        same_edge(a, b, e);
    same_zones(a, b);
    same_lists(a, b);
}

/* --- Everything ---------------------------------------------------------------------------------- */

static struct origin at(uint32_t line, const char *field)
{
    return (struct origin){STR("app/functions \xc3\xa9.json"), line, line + 4, str_from(field)};
}

static void add_attrs(struct graph *g, node_id n)
{
    static const struct attr rows[] = {
        {STR_INIT("text"), STR_INIT("7"), ATTR_TEXT},
        {STR_INIT("looks-true"), STR_INIT("true"), ATTR_TEXT},
        {STR_INIT("looks-null"), STR_INIT("null"), ATTR_TEXT},
        {STR_INIT("tilde"), STR_INIT("~"), ATTR_TEXT},
        {STR_INIT("empty"), STR_INIT(""), ATTR_TEXT},
        {STR_INIT("number"), STR_INIT("-1.50e3"), ATTR_NUMBER},
        {STR_INIT("big"), STR_INIT("123456789012345678901234567890"), ATTR_NUMBER},
        {STR_INIT("yes"), STR_INIT("true"), ATTR_BOOL},
        {STR_INIT("no"), STR_INIT("false"), ATTR_BOOL},
        {STR_INIT("nothing"), STR_INIT(""), ATTR_NULL},
        {STR_INIT("json"), STR_INIT("{\"a\": [1, \"x\\ny\", null, {}], \"b\": []}"), ATTR_JSON},
        {STR_INIT("key \"with\"\n\xe2\x80\xae"), STR_INIT("value\t\x1b[31m\\"), ATTR_TEXT},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        graph_attr_typed(g, n, rows[i].key, rows[i].type, rows[i].value);
}

struct graph *graph_of_everything(void)
{
    struct graph *g = graph_new();
    graph_set_name(g, STR("every \"thing\""));
    graph_zone(g, STR("plant"), STR("The plant"), ZONE_CUSTOM, STR("management"), 42);
    graph_zone(g, STR("shop"), STR("Shop"), ZONE_PARTNER, STR(""), 7);
    graph_source(g, STR("b/host.json"), STR("azure-functions"));
    graph_source(g, STR("azuredeploy.json"), STR("arm"));
    node_id a = graph_node(g, NODE_FUNCTION, STR("aws:s:function:a"), STR("Zed"), at(3, "A.B"));
    graph_set_type(g, a, STR("AWS::Lambda::Function"));
    graph_set_provider(g, a, STR("aws"));
    graph_set_stage(g, a, STR("prod"));
    graph_set_node_condition(g, a, STR("IsProd && !IsEu"));
    graph_set_zone(g, a, STR("plant"));
    graph_set_external(g, a, true);
    graph_set_sensitivity(g, a, 2);
    add_attrs(g, a);
    graph_tag(g, a, STR("owner"), STR("team-1"));
    graph_tag(g, a, STR("cost"), STR("12"));
    graph_policy(g, a, STR("{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\"}]}"));
    graph_policy(g, a, STR("\"arn:aws:iam::aws:policy/AdministratorAccess\""));
    node_id b = graph_node(g, NODE_QUEUE, STR("a queue: with [odd] \"id\""), STR("Ann"),
                           (struct origin){0});
    node_id c = graph_node(g, NODE_SERVICE, STR("x:y:service:c"), STR("12345"), at(9, ""));
    graph_set_sensitivity(g, c, 0);
    graph_set_zone(g, c, STR("shop"));
    edge_id e = graph_edge(g, EDGE_WRITES, a, b, EVIDENCE_CODE, 55, at(70, "body"));
    graph_edge_auth(g, e, AUTH_WEBHOOK_SIG);
    graph_edge_condition(g, e, STR("aws:SourceIp is 10.0.0.0/8"));
    graph_edge_guard(g, e, STR("waf"));
    graph_edge_guard(g, e, STR("ratelimit"));
    graph_edge_action(g, e, STR("sqs:SendMessage"));
    graph_edge_action(g, e, STR("write"));
    graph_edge_attr(g, e, "batch", STR("10"));
    graph_edge_attr_typed(g, e, STR("sync"), ATTR_BOOL, STR("false"));
    graph_edge(g, EDGE_READS, a, b, EVIDENCE_NAME, 0, (struct origin){0});
    graph_edge_with_id(g, STR("named-2"), EDGE_WRITES, a, b, EVIDENCE_POLICY, -1, at(1, ""));
    graph_edge_with_id(g, STR("named-1"), EDGE_INVOKES, a, c, EVIDENCE_GUESS, 31, at(2, "f"));
    graph_edge(g, EDGE_TRIGGERS, b, a, EVIDENCE_DECLARED, -1, at(5, "f"));
    graph_unresolved(g, STR("${Unknown}"), STR("no such parameter"), a, at(8, "R.U"));
    graph_unresolved(g, STR("arn:x"), STR("not in the input"), 0, (struct origin){0});
    diags_add(graph_diags(g), DIAG_ERROR, at(1, ""), "broken %s", "100%");
    diags_add(graph_diags(g), DIAG_WARNING, (struct origin){0}, "odd");
    diags_add(graph_diags(g), DIAG_NOTE, at(2, "x"), "by the way");
    return g;
}
