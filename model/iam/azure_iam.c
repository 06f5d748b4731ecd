/* SPDX-License-Identifier: MIT */
/* azure_iam.c - role assignments and access policies of Azure -> grants (iam.h). */
#include <stdlib.h>

#include "arena.h"
#include "azure_docs.h"
#include "buf.h"
#include "facts.h"
#include "iam.h"
#include "iam_clouds.h"
#include "json_value.h"
#include "json_writer.h"
#include "limits.h"
#include "mem.h"

/* One edge to be: collected first and sorted, so that the order of documents does not matter. */
struct grant {
    node_id from, to;
    unsigned ops;
    bool controls;
    struct str role, actions, condition;
    struct origin where;
};

struct work {
    struct graph *g;
    struct arena *arena;
    uint32_t *first, *children; /* compressed rows: what lies in a node */
    size_t nodes;
    bool *seen;
    node_id *stack, *hits;
    struct grant *grants;
    size_t grant_count, grant_cap;
};

/* --- What lies in what ------------------------------------------------------------------------ */

static bool holds(struct work *w, const struct edge *e, node_id *box, node_id *part)
{
    if (e->kind != EDGE_RESIDES_IN && e->kind != EDGE_HOSTED_BY)
        return false;
    if (edge_fact_bool(e, FACT_IMPLICIT, false))
        return false;
    *box = graph_resolve(w->g, e->to);
    *part = graph_resolve(w->g, e->from);
    return *box != *part;
}

static void build_tree(struct work *w)
{
    node_id box, part;
    w->nodes = graph_node_count(w->g);
    size_t edges = graph_edge_count(w->g), total = 0;
    w->first = mem_zalloc(w->nodes + 2, sizeof *w->first);
    for (size_t i = 1; i <= edges; i++)
        if (holds(w, graph_edge_at(w->g, (edge_id)i), &box, &part)) {
            w->first[box + 1]++;
            total++;
        }
    for (size_t i = 1; i <= w->nodes + 1; i++)
        w->first[i] += w->first[i - 1];
    uint32_t *next = mem_zalloc(w->nodes + 2, sizeof *next);
    memcpy(next, w->first, (w->nodes + 2) * sizeof *next);
    w->children = mem_zalloc(total, sizeof *w->children);
    for (size_t i = 1; i <= edges; i++)
        if (holds(w, graph_edge_at(w->g, (edge_id)i), &box, &part))
            w->children[next[box]++] = part;
    mem_free(next);
    w->seen = mem_zalloc(w->nodes + 1, sizeof *w->seen);
    w->stack = mem_zalloc(w->nodes + 1, sizeof *w->stack);
    w->hits = mem_zalloc(w->nodes + 1, sizeof *w->hits);
}

/* The topmost things of this target at or below scope, into w->hits. */
static size_t find_things(struct work *w, const struct azure_target *t, node_id scope)
{
    size_t depth = 0, count = 0;
    if (scope > w->nodes)
        return 0;
    memset(w->seen, 0, (w->nodes + 1) * sizeof *w->seen);
    w->stack[depth++] = scope;
    w->seen[scope] = true;
    while (depth > 0) {
        node_id n = w->stack[--depth];
        if (azure_target_holds(t, graph_node_at(w->g, n))) {
            w->hits[count++] = n;
            continue;
        }
        for (uint32_t i = w->first[n]; i < w->first[n + 1]; i++) {
            if (w->seen[w->children[i]])
                continue;
            w->seen[w->children[i]] = true;
            w->stack[depth++] = w->children[i];
        }
    }
    return count;
}

/* --- Grants ----------------------------------------------------------------------------------- */

static void add(struct work *w, struct grant grant)
{
    if (grant.from == grant.to)
        return;
    if (w->grant_count == w->grant_cap)
        w->grants = mem_grow(w->grants, &w->grant_cap, sizeof *w->grants);
    w->grants[w->grant_count++] = grant;
}

static struct str bare_type(const struct azure_target *t)
{
    struct str type = str_from(t->types[0]);
    return str_ends(type, STR("$")) ? str_sub(type, 0, type.len - 1) : type;
}

/* The boundary that stands for all things of a target in a scope. */
static node_id any_of(struct work *w, const struct azure_target *t, node_id scope, size_t hits,
                      struct origin where)
{
    struct str id =
        ARENA_JOIN(w->arena, graph_node_at(w->g, scope)->id, STR("/any:"), str_from(t->name));
    node_id any = graph_node(w->g, NODE_BOUNDARY, id, str_from(t->what), where);
    graph_set_type(w->g, any, bare_type(t));
    graph_set_provider(w->g, any, STR("azure"));
    graph_attr(w->g, any, FACT_CLASS, str_from(boundary_class_names[BOUNDARY_ANY]));
    graph_edge(w->g, EDGE_RESIDES_IN, any, scope, EVIDENCE_DECLARED, -1, where);
    for (size_t i = 0; i < hits; i++) {
        edge_id e =
            graph_edge(w->g, EDGE_RESIDES_IN, w->hits[i], any, EVIDENCE_DECLARED, -1, where);
        graph_edge_attr_typed(w->g, e, STR(FACT_IMPLICIT), ATTR_BOOL, STR("true"));
    }
    return any;
}

/* The actions of a role that speak of this target, of all if it has only one. */
static struct str actions_for(struct work *w, const struct azure_target *t, struct str actions)
{
    struct buf b = {0};
    if (!t)
        return actions;
    struct str type = bare_type(t);
    size_t slash = str_chr(type, '/');
    struct str provider = str_sub(type, 0, slash == STR_NPOS ? type.len : slash + 1);
    for (struct str rest = actions, one; actions.len && str_cut(&rest, ' ', &one);) {
        if (!str_istarts(one, provider) && !str_istarts(one, STR("Microsoft.Authorization/")))
            continue;
        if (b.len)
            buf_putc(&b, ' ');
        buf_add(&b, one);
    }
    struct str out = arena_str(w->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

/* alone: the role is about this target only; then it is said even if there is no such thing yet. */
static void grant_target(struct work *w, struct grant grant, node_id scope, struct str target,
                         bool alone)
{
    if (str_is(target, "any")) {
        grant.to = scope;
        add(w, grant);
        return;
    }
    const struct azure_target *t = azure_target_find(target);
    if (!t)
        return;
    grant.actions = actions_for(w, t, grant.actions);
    size_t hits = find_things(w, t, scope);
    if (hits == 0 && !alone)
        return;
    if (hits == 0 || hits > LIMIT_GRANT_TARGETS) {
        grant.to = any_of(w, t, scope, hits, grant.where);
        add(w, grant);
        return;
    }
    for (size_t i = 0; i < hits; i++) {
        grant.to = w->hits[i];
        add(w, grant);
    }
}

struct giving {
    struct work *w;
    struct grant grant;
    node_id scope;
};

static void give(void *arg, struct str target, unsigned ops, bool takes, bool only)
{
    const struct giving *x = arg;
    struct grant grant = x->grant;
    grant.ops = ops;
    grant.controls = takes;
    grant_target(x->w, grant, x->scope, target, only);
}

/* --- Documents -------------------------------------------------------------------------------- */

/* A graph that was written and read back has the edges; the scope may have been joined away. */
static bool is_derived(const struct work *w, node_id holder, struct origin where)
{
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        if (e->kind == EDGE_GRANTS && graph_resolve(w->g, e->from) == holder &&
            e->where.line == where.line && e->where.col == where.col &&
            str_eq(e->where.file, where.file))
            return true;
    }
    return false;
}

static void read_assignment(struct work *w, const struct azure_assignment *x)
{
    struct giving to = {.w = w, .scope = x->scope};
    to.grant = (struct grant){.from = x->holder, .role = x->name, .condition = x->condition,
                              .actions = x->actions, .where = x->where};
    if (!x->scope && is_derived(w, x->holder, x->where))
        return;
    if (!x->scope)
        graph_unresolved(w->g, x->scope_id,
                         STR("the scope of this assignment is not in the graph"), x->holder,
                         x->where);
    else if (x->form == AZURE_UNKNOWN)
        graph_unresolved(w->g, x->name, STR("this role is not in the table of built-in roles"),
                         x->holder, x->where);
    else
        azure_assignment_gives(w->g, x, give, &to);
}

/* The scope was joined with another node: the document still names it when the graph is read back. */
static void record_alias(struct work *w, const struct azure_assignment *x)
{
    const struct attr *old = x->scope ? node_attr(graph_node_at(w->g, x->scope), FACT_STANDS_FOR)
                                      : NULL;
    struct buf b = {0};
    if (!x->scope || str_eq(graph_node_at(w->g, x->scope)->id, x->scope_id))
        return;
    struct json_writer list = json_writer(&b);
    const struct json_value *ids = old ? json_value_read(w->arena, old->value, NULL) : NULL;
    bool there = false;
    json_list_inline(&list);
    for (const struct json_value *id = ids ? ids->first : NULL; id; id = id->next) {
        int order = str_cmp(x->scope_id, json_value_text(id));
        if (!there && order < 0)
            json_text(&list, x->scope_id);
        there = there || order <= 0;
        json_text(&list, json_value_text(id));
    }
    if (!there)
        json_text(&list, x->scope_id);
    json_end(&list);
    graph_attr_typed(w->g, x->scope, STR(FACT_STANDS_FOR), ATTR_JSON, str_trim(buf_str(&b)));
    buf_release(&b);
}

/* --- Edges ------------------------------------------------------------------------------------ */

/* Grants between the same ends meet in one edge; the order among them decides what it says first.
 */
static int by_text(const void *a, const void *b)
{
    const struct grant *x = a, *y = b;
    int c = str_cmp(x->role, y->role);
    if (c == 0)
        c = str_cmp(x->condition, y->condition);
    if (c == 0)
        c = str_cmp(x->where.file, y->where.file);
    if (c == 0)
        c = (x->where.line > y->where.line) - (x->where.line < y->where.line);
    if (c == 0)
        c = (x->where.col > y->where.col) - (x->where.col < y->where.col);
    return c;
}

static void emit(struct work *w, const struct grant *x)
{
    const struct node *from = graph_node_at(w->g, x->from), *to = graph_node_at(w->g, x->to);
    edge_id e;
    if (x->condition.len) { /* beside an unconditional grant, not in its place */
        struct str id = ARENA_JOIN(w->arena, STR("assignment:"), from->id, STR("=>"), to->id,
                                   STR("?"), x->role);
        e = graph_edge_with_id(w->g, id, EDGE_GRANTS, x->from, x->to, EVIDENCE_DECLARED, -1,
                               x->where);
        graph_edge_condition(w->g, e, x->condition);
        graph_edge_attr(w->g, e, FACT_COND_KIND, STR("undecided"));
    } else {
        e = graph_edge(w->g, EDGE_GRANTS, x->from, x->to, EVIDENCE_DECLARED, -1, x->where);
    }
    if (!e)
        return;
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (x->ops & 1u << b)
            graph_edge_action(w->g, e, str_from(op_class_names[b]));
    for (struct str rest = x->actions, one; x->actions.len && str_cut(&rest, ' ', &one);)
        if (one.len)
            graph_edge_action(w->g, e, one);
    struct str roles = edge_attr_text(graph_edge_at(w->g, e), "role");
    bool there = false;
    for (struct str rest = roles, one; roles.len && str_cut(&rest, ';', &one);)
        there = there || str_eq(one, x->role);
    if (!there)
        graph_edge_attr(w->g, e, "role",
                        roles.len ? ARENA_JOIN(w->arena, roles, STR(";"), x->role) : x->role);
    if (x->controls) {
        edge_id c =
            graph_edge(w->g, EDGE_CONTROLS, x->from, x->to, EVIDENCE_DECLARED, -1, x->where);
        graph_edge_attr(w->g, c, FACT_PRIMITIVE, STR("adds a federated credential"));
    }
}

void azure_derive(struct graph *g)
{
    struct work w = {.g = g, .arena = arena_new()};
    struct azure_assignment *items;
    size_t count = azure_docs_read(g, w.arena, &items);
    if (count) {
        build_tree(&w);
        for (size_t i = 0; i < count; i++)
            record_alias(&w, &items[i]);
        for (size_t i = 0; i < count; i++)
            read_assignment(&w, &items[i]);
        if (w.grant_count > 1)
            qsort(w.grants, w.grant_count, sizeof *w.grants, by_text);
        for (size_t i = 0; i < w.grant_count; i++)
            emit(&w, &w.grants[i]);
    }
    mem_free(w.first);
    mem_free(w.children);
    mem_free(w.seen);
    mem_free(w.stack);
    mem_free(w.hits);
    mem_free(w.grants);
    arena_free(w.arena);
}
