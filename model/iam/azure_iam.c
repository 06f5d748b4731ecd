/* SPDX-License-Identifier: MIT */
/* azure_iam.c - role assignments and access policies of Azure -> grants (iam.h). */
#include <stdlib.h>

#include "arena.h"
#include "azure_roles.h"
#include "buf.h"
#include "facts.h"
#include "flat_json.h"
#include "iam.h"
#include "iam_clouds.h"
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

static unsigned ops_of(struct str classes, bool *controls)
{
    unsigned ops = 0;
    *controls = false;
    for (struct str rest = classes, one; classes.len && str_cut(&rest, ',', &one);) {
        for (unsigned b = 0; b < OP_COUNT; b++)
            if (str_is(one, op_class_names[b]))
                ops |= 1u << b;
        if (str_is(one, "controls"))
            *controls = true;
    }
    return ops;
}

/* "target:class,class target:class" */
static void grant_listed(struct work *w, struct grant grant, node_id scope, struct str list)
{
    bool alone = str_chr(list, ' ') == STR_NPOS;
    for (struct str rest = list, one; list.len && str_cut(&rest, ' ', &one);) {
        struct str classes = one, target;
        str_cut(&classes, ':', &target);
        struct grant g = grant;
        g.ops = ops_of(classes, &g.controls);
        grant_target(w, g, scope, target, alone);
    }
}

struct custom {
    struct work *w;
    struct grant grant;
    node_id scope;
};

static void grant_custom(void *arg, const char *target, unsigned ops)
{
    struct custom *c = arg;
    struct grant g = c->grant;
    g.ops = ops;
    grant_target(c->w, g, c->scope, str_from(target), false);
}

/* --- Documents -------------------------------------------------------------------------------- */

struct document {
    struct work *w;
    struct str json;
};

static struct str get(const struct document *d, const char *key)
{
    struct str value = STR_NONE;
    flat_json_get(d->w->arena, d->json, key, &value);
    return value;
}

static uint32_t get_number(const struct document *d, const char *key)
{
    long n;
    return str_to_long(get(d, key), &n) && n > 0 && n < INT32_MAX ? (uint32_t)n : 0;
}

static void role_assignment(struct document *d, struct grant grant, node_id scope)
{
    struct work *w = d->w;
    struct str guid = get(d, "role");
    const struct azure_role *role = azure_role_find(guid);
    struct azure_actions a = {get(d, "actions"), get(d, "notActions"), get(d, "dataActions"),
                              get(d, "notDataActions")};
    grant.condition = get(d, "condition");
    if (role) {
        grant.role = str_from(role->name);
        grant.actions = str_from(role->actions);
        grant_listed(w, grant, scope, str_from(role->grants));
    } else if (a.actions.len || a.data_actions.len) {
        struct custom c = {w, grant, scope};
        c.grant.role = get(d, "name");
        if (!c.grant.role.len)
            c.grant.role = guid;
        c.grant.actions = ARENA_JOIN(w->arena, a.actions, STR(" "), a.data_actions);
        azure_actions_classify(&a, grant_custom, &c);
    } else {
        graph_unresolved(w->g, guid, STR("this role is not in the table of built-in roles"),
                         grant.from, grant.where);
    }
}

static unsigned permission_ops(struct str words, bool keys)
{
    static const struct {
        const char *word;
        unsigned secret, key;
    } rows[] = {
        {"all", OP_READ | OP_WRITE | OP_DELETE, OP_READ | OP_WRITE | OP_DELETE | OP_ADMIN},
        {"backup", OP_READ, OP_READ},
        {"create", 0, OP_ADMIN},
        {"decrypt", 0, OP_READ},
        {"delete", OP_DELETE, OP_DELETE},
        {"encrypt", 0, OP_WRITE},
        {"get", OP_READ, 0},
        {"import", 0, OP_ADMIN},
        {"purge", OP_DELETE, OP_DELETE},
        {"restore", OP_WRITE, OP_WRITE},
        {"rotate", 0, OP_ADMIN},
        {"set", OP_WRITE, 0},
        {"sign", 0, OP_WRITE},
        {"unknown", OP_READ | OP_WRITE | OP_DELETE, OP_READ | OP_WRITE | OP_DELETE},
        {"unwrapKey", 0, OP_READ},
        {"update", 0, OP_ADMIN},
        {"wrapKey", 0, OP_WRITE},
    };
    unsigned ops = 0;
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);)
        for (size_t i = 0; i < COUNT(rows); i++)
            if (str_iis(one, rows[i].word) || str_is(one, "*"))
                ops |= keys ? rows[i].key : rows[i].secret;
    return ops;
}

static void access_policy(struct document *d, struct grant grant, node_id vault)
{
    if (node_fact_bool(graph_node_at(d->w->g, vault), "rbac", false))
        return; /* roles count, policies do not */
    grant.role = STR("access policy");
    struct str secrets = get(d, "secrets"), keys = get(d, "keys");
    grant.ops = permission_ops(secrets, false);
    if (grant.ops)
        grant_target(d->w, grant, vault, STR("secret"), true);
    grant.ops = permission_ops(keys, true);
    if (grant.ops)
        grant_target(d->w, grant, vault, STR("key"), true);
}

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

static void read_document(struct work *w, node_id holder, struct str json)
{
    struct document d = {w, json};
    struct str kind = get(&d, "azure");
    if (str_empty(kind))
        return;
    struct grant grant = {.from = holder};
    grant.where = (struct origin){.file = get(&d, "file"),
                                  .line = get_number(&d, "line"),
                                  .col = get_number(&d, "column"),
                                  .field = get(&d, "field")};
    node_id scope = graph_find(w->g, get(&d, "scope"));
    if (!scope && is_derived(w, holder, grant.where))
        return;
    if (!scope) {
        graph_unresolved(w->g, get(&d, "scope"),
                         STR("the scope of this assignment is not in the graph"), holder,
                         grant.where);
        return;
    }
    scope = graph_resolve(w->g, scope);
    if (str_is(kind, "roleAssignment"))
        role_assignment(&d, grant, scope);
    else if (str_is(kind, "accessPolicy"))
        access_policy(&d, grant, scope);
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

static struct str document_at(const struct work *w, size_t n, uint32_t i)
{
    return graph_node_at(w->g, (node_id)n)->policies[i]; /* nodes move when one is added */
}

static void read_documents(struct work *w)
{
    for (size_t n = 1; n <= w->nodes; n++)
        for (uint32_t i = 0; i < graph_node_at(w->g, (node_id)n)->policy_count; i++)
            if (!iam_is_aws(document_at(w, n, i)))
                read_document(w, graph_resolve(w->g, (node_id)n), document_at(w, n, i));
}

void azure_derive(struct graph *g)
{
    struct work w = {.g = g, .arena = arena_new()};
    bool any = false;
    for (size_t n = 1; n <= graph_node_count(g) && !any; n++)
        for (uint32_t i = 0; i < graph_node_at(g, (node_id)n)->policy_count && !any; i++)
            any = !iam_is_aws(document_at(&w, n, i));
    if (any) {
        build_tree(&w);
        read_documents(&w);
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
