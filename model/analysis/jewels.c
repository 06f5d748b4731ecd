/* SPDX-License-Identifier: MIT */
#include "jewels.h"

#include "by_node.h"
#include "facts.h"
#include "mem.h"

enum { WEIGHT_MAX = 3 };

#define X(e, name, help) [JEWEL_##e] = name,
const char *const jewel_reason_names[JEWEL_REASON_COUNT] = {JEWEL_REASONS(X)};
#undef X
#define X(e, name, help) [JEWEL_##e] = help,
const char *const jewel_reason_help[JEWEL_REASON_COUNT] = {JEWEL_REASONS(X)};
#undef X

enum { SENSITIVE = 2 };

unsigned jewel_states(enum node_kind kind)
{
    unsigned legal = state_mask(kind);
    if (legal & 1u << STATE_HOLD)
        return 1u << STATE_HOLD;
    if (kind != NODE_BOUNDARY && legal & 1u << STATE_CONTROL)
        return 1u << STATE_CONTROL;
    return legal & (1u << STATE_READ | 1u << STATE_CONTROL);
}

/* --- Powerful identities ---------------------------------------------------------------------- */

/* One thing in the graph that stands for a whole account or all of its services. */
static bool is_whole(const struct node *n)
{
    if (n->kind != NODE_BOUNDARY)
        return false;
    switch (node_boundary_class(n)) {
    case BOUNDARY_ACCOUNT:
    case BOUNDARY_SUBSCRIPTION:
    case BOUNDARY_RESOURCE_GROUP:
        return true;
    case BOUNDARY_ANY:
        return str_ends(n->id, STR(":any:*"));
    case BOUNDARY_NONE:
    case BOUNDARY_DATA_ACCOUNT:
    case BOUNDARY_REGION:
    case BOUNDARY_STACK:
    case BOUNDARY_STAGE:
    case BOUNDARY_PLAN:
    case BOUNDARY_CLASS_COUNT:
        break;
    }
    return false;
}

bool jewel_is_power(const struct graph *g, edge_id id)
{
    const struct edge *e = graph_edge_at(g, id);
    if (graph_node_at(g, e->from)->kind != NODE_IDENTITY || !str_empty(e->condition) ||
        !edge_fact_bool(e, FACT_ENABLED, true))
        return false;
    if (e->kind == EDGE_CONTROLS)
        return e->to != e->from;
    return e->kind == EDGE_GRANTS && edge_ops(e) & (OP_ADMIN | OP_POLICY) &&
           is_whole(graph_node_at(g, e->to));
}

bool jewel_is_powerful(const struct graph *g, node_id identity)
{
    struct edge_list out = graph_out(g, identity);
    for (size_t i = 0; i < out.count; i++)
        if (jewel_is_power(g, out.ids[i]))
            return true;
    return false;
}

/* --- Finding ---------------------------------------------------------------------------------- */

static bool is_jewel(const struct graph *g, node_id id, enum jewel_reason *reason)
{
    const struct node *n = graph_node_at(g, id);
    if (n->kind == NODE_SECRET)
        *reason = JEWEL_SECRET;
    else if (n->kind == NODE_IDENTITY && jewel_is_powerful(g, id))
        *reason = JEWEL_IDENTITY;
    else if (node_kind_is_store(n->kind) && n->sensitivity >= SENSITIVE)
        *reason = JEWEL_STORE;
    else
        return false;
    return true;
}

static void add(struct jewels *j, struct jewel jewel)
{
    if (!jewel.states)
        return;
    if (j->count == j->cap)
        j->items = mem_grow(j->items, &j->cap, sizeof *j->items);
    j->items[j->count++] = jewel;
}

/* What one entry means: states per node. An id, a name or a glob of either is tried first, so that
 * an id with colons is never taken for a filter. */
static size_t mark_named(const struct graph *g, struct str pattern, enum state state, uint8_t *states)
{
    size_t found = 0;
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        unsigned fall = state == STATE_COUNT ? jewel_states(n->kind)
                                             : state_mask(n->kind) & 1u << state;
        if (!fall || (!str_glob(pattern, n->id, false) && !str_glob(pattern, n->name, true)))
            continue;
        states[i] |= (uint8_t)fall;
        found++;
    }
    return found;
}

static size_t mark_filter(const struct graph *g, const struct exposure *x, struct str text,
                          enum state state, uint8_t *states, struct buf *error)
{
    size_t found = 0;
    struct filter *f = filter_compile(g, x, NULL, text, error, NULL);
    for (size_t i = 1; f && i <= graph_node_count(g); i++) {
        enum node_kind kind = graph_node_at(g, (node_id)i)->kind;
        unsigned fall =
            state == STATE_COUNT ? jewel_states(kind) : state_mask(kind) & 1u << state;
        if (!fall || !filter_test(f, (node_id)i))
            continue;
        states[i] |= (uint8_t)fall;
        found++;
    }
    filter_free(f);
    return found;
}

static void mark_entry(const struct graph *g, const struct exposure *x,
                       const struct jewel_name *name, uint8_t *states, struct diags *diags)
{
    struct str entry = str_trim(name->text);
    struct buf error = {0};
    enum state state;
    size_t colon = str_rchr(entry, ':'), found = mark_named(g, entry, STATE_COUNT, states);
    if (!found && colon != STR_NPOS && state_find(str_from_at(entry, colon + 1), &state))
        found = mark_named(g, str_sub(entry, 0, colon), state, states);
    struct str bare = filter_without_state(entry, &state);
    if (!found && filter_is_meant(bare))
        found = mark_filter(g, x, bare, state, states, &error);
    if (!found && diags)
        diags_add(diags, error.len ? DIAG_ERROR : DIAG_WARNING, name->where,
                  "the jewel '%.*s' cannot be found: %s", (int)entry.len, entry.ptr,
                  error.len ? error.ptr : "it fits no node that can fall");
    buf_release(&error);
}

static void find_named(struct jewels *j, const struct graph *g, const struct exposure *x,
                       const struct jewel_name *names, size_t count, struct diags *diags)
{
    uint8_t *states = mem_zalloc(graph_node_count(g) + 1, 1);
    for (size_t i = 0; i < count; i++)
        mark_entry(g, x, &names[i], states, diags);
    for (size_t i = 1; i <= graph_node_count(g); i++)
        add(j, (struct jewel){(node_id)i, JEWEL_NAMED, states[i]});
    mem_free(states);
}

struct jewels *jewels_find(const struct graph *g, const struct exposure *x,
                           const struct jewel_name *names, size_t count, struct diags *diags)
{
    struct jewels *j = mem_zalloc(1, sizeof *j);
    enum jewel_reason reason;
    j->named = count > 0;
    if (j->named)
        find_named(j, g, x, names, count, diags);
    for (size_t i = 1; !j->named && i <= graph_node_count(g); i++)
        if (is_jewel(g, (node_id)i, &reason))
            add(j, (struct jewel){(node_id)i, reason,
                                  jewel_states(graph_node_at(g, (node_id)i)->kind)});
    return j;
}

void jewels_free(struct jewels *j)
{
    if (!j)
        return;
    mem_free(j->items);
    mem_free(j);
}

const struct jewel *jewels_at(const struct jewels *j, node_id n)
{
    size_t i = by_node_first(j->items, j->count, sizeof *j->items, n);
    return i < j->count && j->items[i].node == n ? &j->items[i] : NULL;
}

uint64_t jewels_weight(const struct graph *g, const struct jewels *j, node_id n)
{
    const struct jewel *jewel = j ? jewels_at(j, n) : NULL;
    int own = graph_node_at(g, n)->sensitivity;
    return jewel && jewel->reason == JEWEL_NAMED ? WEIGHT_MAX : (uint64_t)(own > 0 ? own : 0);
}
