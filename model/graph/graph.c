/* SPDX-License-Identifier: MIT */
#include "graph.h"

#include <assert.h>
#include <stdlib.h>

#include "graph_internal.h"
#include "limits.h"
#include "mem.h"

struct graph *graph_new(void)
{
    struct graph *g = mem_zalloc(1, sizeof *g);
    g->arena = arena_new();
    g->diags = diags_new();
    g->last = (struct origin){.file = STR(""), .field = STR("")};
    g->last_provider = STR("");
    return g;
}

void graph_free(struct graph *g)
{
    if (!g)
        return;
    arena_free(g->arena);
    diags_free(g->diags);
    map_release(&g->texts);
    map_release(&g->by_id);
    map_release(&g->zone_index);
    graph_indexes_drop(g);
    mem_free(g->nodes);
    mem_free(g->alias);
    mem_free(g->edges);
    mem_free(g->providers);
    mem_free(g->table.slots);
    mem_free(g->zones);
    mem_free(g->unresolved);
    mem_free(g->sources);
    mem_free(g->out_start);
    mem_free(g->in_start);
    mem_free(g->out_edges);
    mem_free(g->in_edges);
    labels_free(g->labels);
    mem_free(g);
}

void graph_watch(struct graph *g, atomic_size_t *count)
{
    g->watch = count;
}

struct diags *graph_diags(const struct graph *g)
{
    return g->diags;
}

struct str graph_intern(struct graph *g, struct str s)
{
    return s.len ? map_intern(&g->texts, g->arena, s) : STR("");
}

struct str graph_keep(struct graph *g, struct str s)
{
    return s.len ? arena_str(g->arena, s) : STR("");
}

struct origin graph_intern_origin(struct graph *g, struct origin where)
{
    if (!str_eq(where.file, g->last.file))
        g->last.file = graph_intern(g, where.file);
    if (!str_eq(where.field, g->last.field))
        g->last.field = graph_keep(g, where.field);
    where.file = g->last.file;
    where.field = g->last.field;
    return where;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

#define BLANK_NODE                                                                                 \
    {                                                                                              \
        .id = STR(""), .name = STR(""), .type = STR(""), .provider = STR(""), .stage = STR(""),    \
        .condition = STR(""), .zone = STR(""), .sensitivity = -1                                   \
    }

/* What is said of it goes nowhere. */
static struct node *open_node(struct graph *g, node_id n)
{
    assert(!g->sealed);
    struct node *node = graph_node_of(g, n);
    if (!n)
        *node = (struct node)BLANK_NODE;
    return node;
}

static bool limit_reached(struct graph *g, size_t count, size_t limit, const char *name)
{
    if (count < limit)
        return false;
    if (g->full)
        return true;
    diags_add(g->diags, DIAG_ERROR, (struct origin){0},
              "limit %s (%zu) reached: the rest of the input is left out", name, limit);
    g->full = true;
    g->nodes = mem_reserve(g->nodes, &g->node_cap, 1, sizeof *g->nodes);
    g->alias = mem_reserve(g->alias, &g->alias_cap, 1, sizeof *g->alias);
    g->edges = mem_reserve(g->edges, &g->edge_cap, 1, sizeof *g->edges);
    g->nodes[0] = (struct node)BLANK_NODE;
    g->edges[0] = (struct edge){.own_id = STR(""), .condition = STR("")};
    g->alias[0] = 0;
    return true;
}

void graph_set_name(struct graph *g, struct str name)
{
    g->name = graph_keep(g, name);
}

enum { BYTES_A_NODE = 800 }; /* with its edges, texts and attributes, about */

void graph_expect(struct graph *g, size_t nodes, size_t edges)
{
    nodes = nodes < LIMIT_GRAPH_NODES ? nodes : LIMIT_GRAPH_NODES;
    edges = edges < LIMIT_GRAPH_EDGES ? edges : LIMIT_GRAPH_EDGES;
    arena_expect(g->arena, nodes * BYTES_A_NODE);
    size_t node_end = g->node_count + nodes + 2, edge_end = g->edge_count + edges + 2;
    g->nodes = mem_reserve(g->nodes, &g->node_cap, node_end, sizeof *g->nodes);
    g->alias = mem_reserve(g->alias, &g->alias_cap, node_end, sizeof *g->alias);
    g->edges = mem_reserve(g->edges, &g->edge_cap, edge_end, sizeof *g->edges);
    map_reserve(&g->by_id, nodes);
    graph_edge_table_reserve(g, edges);
}

static struct str last_part(struct str id)
{
    size_t at = str_rchr(id, ':');
    return at == STR_NPOS ? id : str_from_at(id, at + 1);
}

node_id graph_node(struct graph *g, enum node_kind kind, struct str id, struct str name,
                   struct origin where)
{
    assert(!g->sealed);
    bool added;
    if (g->node_count >= LIMIT_GRAPH_NODES && !map_get(&g->by_id, id, NULL) &&
        limit_reached(g, g->node_count, LIMIT_GRAPH_NODES, "graph-nodes"))
        return 0;
    uint32_t *at = map_put_copy(&g->by_id, g->arena, id, &id, &added);
    if (!added) {
        if (str_empty(g->nodes[*at].where.file) && !str_empty(where.file))
            g->nodes[*at].where = graph_intern_origin(g, where);
        return *at;
    }
    g->nodes = mem_reserve(g->nodes, &g->node_cap, g->node_count + 2, sizeof *g->nodes);
    g->alias = mem_reserve(g->alias, &g->alias_cap, g->node_count + 2, sizeof *g->alias);
    node_id n = *at = (node_id)++g->node_count;
    if (g->watch)
        atomic_store_explicit(g->watch, n, memory_order_relaxed);
    g->alias[n] = 0;
    g->kinds[kind] = true;
    struct str last = last_part(id);
    g->nodes[n] = (struct node){
        .kind = kind,
        .id = id,
        .name = str_empty(name) || str_eq(name, last) ? last : graph_keep(g, name),
        .type = STR(""), .provider = STR(""), .stage = STR(""), .condition = STR(""),
        .zone = STR(""),
        .sensitivity = -1,
        .where = graph_intern_origin(g, where),
    };
    return n;
}

node_id graph_find(const struct graph *g, struct str id)
{
    uint32_t at;
    return map_get(&g->by_id, id, &at) ? at : 0;
}

void graph_set_node_name(struct graph *g, node_id n, struct str name)
{
    open_node(g, n)->name = graph_intern(g, name);
}

void graph_set_type(struct graph *g, node_id n, struct str type)
{
    open_node(g, n)->type = graph_intern(g, type);
}

static void note_provider(struct graph *g)
{
    if (graph_has_provider(g, g->last_provider))
        return;
    if (g->provider_count == g->provider_cap)
        g->providers = mem_grow(g->providers, &g->provider_cap, sizeof *g->providers);
    g->providers[g->provider_count++] = g->last_provider;
}

void graph_set_provider(struct graph *g, node_id n, struct str provider)
{
    if (!str_eq(provider, g->last_provider)) { /* nearly always the same */
        g->last_provider = graph_intern(g, provider);
        note_provider(g);
    }
    open_node(g, n)->provider = g->last_provider;
}

void graph_set_stage(struct graph *g, node_id n, struct str stage)
{
    open_node(g, n)->stage = graph_intern(g, stage);
}

void graph_set_node_condition(struct graph *g, node_id n, struct str condition)
{
    open_node(g, n)->condition = graph_intern(g, condition);
}

void graph_set_zone(struct graph *g, node_id n, struct str zone_id)
{
    struct node *node = open_node(g, n);
    node->zone = graph_intern(g, zone_id);
    node->zone_set = true;
}

void graph_set_external(struct graph *g, node_id n, bool external)
{
    open_node(g, n)->external = external;
}

void graph_set_sensitivity(struct graph *g, node_id n, int level)
{
    struct node *node = open_node(g, n);
    if (level > node->sensitivity)
        node->sensitivity = level > 3 ? 3 : level;
}

void graph_set_where(struct graph *g, node_id n, struct origin where)
{
    open_node(g, n)->where = graph_intern_origin(g, where);
}

/* --- Attributes and sets ------------------------------------------------------------------------ */

void graph_attr_typed(struct graph *g, node_id n, struct str key, enum attr_type type,
                      struct str value)
{
    graph_attr_kept(g, n, graph_intern(g, key), type, value);
}

void graph_attr_kept(struct graph *g, node_id n, struct str key, enum attr_type type,
                     struct str value)
{
    struct node *node = open_node(g, n);
    graph_attrs_set(g, &node->attrs, &node->attr_count, &node->attr_bits,
                    (struct attr){key, value, type}, true);
}

void graph_tag(struct graph *g, node_id n, struct str key, struct str value)
{
    struct node *node = open_node(g, n);
    struct attr tag = {graph_intern(g, key), value, ATTR_TEXT};
    graph_attrs_set(g, &node->tags, &node->tag_count, NULL, tag, true);
}

void graph_policy(struct graph *g, node_id n, struct str json)
{
    struct node *node = open_node(g, n);
    graph_set_add(g, &node->policies, &node->policy_count, json);
}

/* --- Edges ------------------------------------------------------------------------------------ */

static struct edge *open_edge(struct graph *g, edge_id e)
{
    assert(!g->sealed);
    struct edge *edge = graph_edge_of(g, e);
    if (!e)
        *edge = (struct edge){.own_id = STR(""), .condition = STR("")};
    return edge;
}

static int usual_confidence(enum evidence evidence)
{
    static const int usual[EVIDENCE_COUNT] = {
        [EVIDENCE_DECLARED] = 100, [EVIDENCE_CODE] = 90, [EVIDENCE_POLICY] = 60,
        [EVIDENCE_NAME] = 50, [EVIDENCE_GUESS] = 30,
    };
    return usual[evidence];
}

/* none first, then unknown (which may be none), then by resistance. */
static int auth_weight(enum auth auth)
{
    if (auth == AUTH_UNKNOWN)
        return 1;
    return auth_class_ranks[auths[auth].class] * 100 + (int)auth * 2;
}

static enum auth weaker(enum auth a, enum auth b)
{
    if (a == AUTH_ABSENT || b == AUTH_ABSENT)
        return a == AUTH_ABSENT ? b : a;
    return auth_weight(a) <= auth_weight(b) ? a : b;
}

void graph_edge_absorb(struct graph *g, struct edge *into, const struct edge *other)
{
    int mine = evidence_strength[into->evidence], theirs = evidence_strength[other->evidence];
    if (theirs > mine || (theirs == mine && other->confidence > into->confidence)) {
        into->evidence = other->evidence;
        into->confidence = other->confidence;
        if (!str_empty(other->where.file) || str_empty(into->where.file))
            into->where = other->where;
    }
    into->auth = weaker(into->auth, other->auth);
    if (str_empty(into->condition))
        into->condition = other->condition;
    for (uint32_t i = 0; i < other->attr_count; i++)
        graph_attrs_set(g, &into->attrs, &into->attr_count, &into->attr_bits, other->attrs[i], false);
    for (uint32_t i = 0; i < other->action_count; i++)
        graph_set_add(g, &into->actions, &into->action_count, other->actions[i]);
    for (uint32_t i = 0; i < other->guard_count; i++)
        graph_set_add(g, &into->guards, &into->guard_count, other->guards[i]);
}

void graph_node_absorb(struct graph *g, struct node *into, const struct node *other)
{
    struct str *const own[] = {&into->type, &into->provider, &into->stage, &into->condition};
    const struct str theirs[] = {other->type, other->provider, other->stage, other->condition};
    for (size_t i = 0; i < COUNT(own); i++)
        if (str_empty(*own[i]))
            *own[i] = theirs[i];
    if (!into->zone_set && other->zone_set) {
        into->zone = other->zone;
        into->zone_set = true;
    }
    into->external = into->external && other->external;
    if (other->sensitivity > into->sensitivity)
        into->sensitivity = other->sensitivity;
    if (str_empty(into->where.file))
        into->where = other->where;
    for (uint32_t i = 0; i < other->attr_count; i++)
        graph_attrs_set(g, &into->attrs, &into->attr_count, &into->attr_bits, other->attrs[i], false);
    for (uint32_t i = 0; i < other->tag_count; i++)
        graph_attrs_set(g, &into->tags, &into->tag_count, NULL, other->tags[i], false);
    for (uint32_t i = 0; i < other->policy_count; i++)
        graph_set_add(g, &into->policies, &into->policy_count, other->policies[i]);
}

static edge_id add_edge(struct graph *g, struct str own_id, enum edge_kind kind, node_id from,
                        node_id to, enum evidence evidence, int confidence, struct origin where)
{
    graph_node_of(g, from);
    graph_node_of(g, to);
    assert(!g->sealed);
    if (!from || !to)
        return 0;
    struct edge fresh = {
        .kind = kind, .from = from, .to = to, .own_id = STR(""), .evidence = evidence,
        .confidence = confidence < 0 ? usual_confidence(evidence)
                                     : (confidence > 100 ? 100 : confidence),
        .auth = AUTH_ABSENT, .condition = STR(""), .where = graph_intern_origin(g, where),
    };
    edge_id *slot = graph_edge_slot(g, kind, from, to, own_id);
    if (*slot) {
        graph_edge_absorb(g, &g->edges[*slot], &fresh);
        return *slot;
    }
    if (limit_reached(g, g->edge_count, LIMIT_GRAPH_EDGES, "graph-edges"))
        return 0;
    g->edges = mem_reserve(g->edges, &g->edge_cap, g->edge_count + 2, sizeof *g->edges);
    edge_id e = (edge_id)++g->edge_count;
    fresh.own_id = graph_keep(g, own_id);
    g->edges[e] = fresh;
    *slot = e;
    g->table.used++;
    return e;
}

edge_id graph_edge(struct graph *g, enum edge_kind kind, node_id from, node_id to,
                   enum evidence evidence, int confidence, struct origin where)
{
    return add_edge(g, STR_NONE, kind, from, to, evidence, confidence, where);
}

edge_id graph_edge_with_id(struct graph *g, struct str id, enum edge_kind kind, node_id from,
                           node_id to, enum evidence evidence, int confidence,
                           struct origin where)
{
    return add_edge(g, id, kind, from, to, evidence, confidence, where);
}

void graph_edge_auth(struct graph *g, edge_id e, enum auth auth)
{
    struct edge *edge = open_edge(g, e);
    edge->auth = weaker(edge->auth, auth);
}

void graph_edge_confidence(struct graph *g, edge_id e, int confidence)
{
    open_edge(g, e)->confidence = confidence;
}

void graph_edge_condition(struct graph *g, edge_id e, struct str condition)
{
    open_edge(g, e)->condition = graph_intern(g, condition);
}

void graph_edge_guard(struct graph *g, edge_id e, struct str guard)
{
    struct edge *edge = open_edge(g, e);
    graph_set_add(g, &edge->guards, &edge->guard_count, guard);
}

void graph_edge_action(struct graph *g, edge_id e, struct str action)
{
    struct edge *edge = open_edge(g, e);
    graph_set_add(g, &edge->actions, &edge->action_count, action);
}

void graph_edge_attr(struct graph *g, edge_id e, const char *key, struct str value)
{
    graph_edge_attr_kept(g, e, str_from(key), ATTR_TEXT, value);
}

void graph_edge_attr_typed(struct graph *g, edge_id e, struct str key, enum attr_type type,
                           struct str value)
{
    graph_edge_attr_kept(g, e, graph_intern(g, key), type, value);
}

void graph_edge_attr_kept(struct graph *g, edge_id e, struct str key, enum attr_type type,
                          struct str value)
{
    struct edge *edge = open_edge(g, e);
    graph_attrs_set(g, &edge->attrs, &edge->attr_count, &edge->attr_bits,
                    (struct attr){key, value, type}, true);
}

/* --- Merges and the other lists ----------------------------------------------------------------- */

node_id graph_resolve(const struct graph *g, node_id n)
{
    graph_node_of(g, n);
    while (g->alias[n])
        n = g->alias[n];
    return n;
}

void graph_merge(struct graph *g, node_id keep, node_id drop)
{
    assert(!g->sealed);
    keep = graph_resolve(g, keep);
    drop = graph_resolve(g, drop);
    if (keep != drop && keep && drop)
        g->alias[drop] = keep;
}

void graph_zone(struct graph *g, struct str id, struct str name, enum zone_kind kind,
                struct str parent, int trust)
{
    assert(!g->sealed);
    struct zone z = {graph_intern(g, id), graph_intern(g, name), graph_intern(g, parent), kind,
                     trust < 0 ? zone_kinds[kind].trust : trust};
    bool added;
    uint32_t *at = map_put(&g->zone_index, z.id, &added);
    if (!added) {
        g->zones[*at] = z;
        return;
    }
    *at = (uint32_t)g->zone_count;
    if (g->zone_count == g->zone_cap)
        g->zones = mem_grow(g->zones, &g->zone_cap, sizeof *g->zones);
    g->zones[g->zone_count++] = z;
}

void graph_unresolved(struct graph *g, struct str text, struct str reason, node_id node,
                      struct origin where)
{
    assert(!g->sealed);
    if (g->unresolved_count == g->unresolved_cap)
        g->unresolved = mem_grow(g->unresolved, &g->unresolved_cap, sizeof *g->unresolved);
    g->unresolved[g->unresolved_count++] =
        (struct unresolved){graph_keep(g, text), graph_intern(g, reason), node,
                            graph_intern_origin(g, where)};
}

void graph_settle(struct graph *g, struct str text, node_id node)
{
    assert(!g->sealed);
    size_t kept = 0;
    node = node ? graph_resolve(g, node) : 0;
    for (size_t i = 0; i < g->unresolved_count; i++) {
        const struct unresolved *u = &g->unresolved[i];
        node_id at = u->node ? graph_resolve(g, u->node) : 0;
        if (at != node || !str_eq(u->text, text))
            g->unresolved[kept++] = *u;
    }
    g->unresolved_count = kept;
}

void graph_source(struct graph *g, struct str file, struct str importer)
{
    if (g->source_count == g->source_cap)
        g->sources = mem_grow(g->sources, &g->source_cap, sizeof *g->sources);
    g->sources[g->source_count++] = (struct source){graph_intern(g, file),
                                                    graph_intern(g, importer)};
}
