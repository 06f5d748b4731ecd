/* SPDX-License-Identifier: MIT */
/* Searches with changes made, and what every way passes. */
#include <string.h>

#include "cut_parts.h"
#include "dominators.h"
#include "mem.h"

bool cut_is_stored(const struct spread_row *row)
{
    return row->partial && row->conclusion == STATE_INPUT;
}

bool cut_arc_off(const struct cut *c, arc_id arc)
{
    return changes_arc_implied(c->changes, arc) ||
           (c->question.direct && cut_is_stored(&spread_rows[c->attack->arc_row[arc]]));
}

enum { ARC_IMPLIED = 1, ARC_STORED = 2, ARC_HAS_CHANGES = 4 };

void cut_marks_find(struct cut *c)
{
    c->arc_marks = mem_alloc((size_t)c->attack->arc_count + 1);
    for (arc_id arc = 0; arc < c->attack->arc_count; arc++)
        c->arc_marks[arc] =
            (uint8_t)((changes_arc_implied(c->changes, arc) ? ARC_IMPLIED : 0) |
                      (cut_is_stored(&spread_rows[c->attack->arc_row[arc]]) ? ARC_STORED : 0) |
                      (changes_of_arc(c->changes, arc)[0] != CHANGE_NONE ? ARC_HAS_CHANGES : 0));
}

bool cut_arc_gone(const struct cut *c, arc_id arc, const uint8_t *made)
{
    uint8_t marks = c->arc_marks[arc];
    if (marks & ARC_IMPLIED || (marks & ARC_STORED && c->question.direct))
        return true;
    if (!made || !(marks & ARC_HAS_CHANGES))
        return false;
    const uint32_t *chain = changes_of_arc(c->changes, arc);
    for (size_t i = 0; i < CHANGE_CHAIN && chain[i] != CHANGE_NONE; i++)
        if (made[chain[i]])
            return true;
    return false;
}

/* What else is out of bounds: a model node or a model edge; 0: nothing. */
struct out_of_bounds {
    node_id node;
    edge_id edge;
    const uint8_t *until; /* by vertex: enough is known once one of these is reached; NULL: none */
};

static bool may_pass(const struct cut *c, arc_id arc, const uint8_t *made,
                     const struct out_of_bounds *out)
{
    const struct attack *a = c->attack;
    if (out && out->node && a->vertex_node[a->arc_to[arc]] == out->node)
        return false;
    if (out && out->edge && a->arc_edge[arc] == out->edge)
        return false;
    return !cut_arc_gone(c, arc, made);
}

static void search(const struct cut *c, const uint8_t *made, const struct out_of_bounds *out,
                   uint8_t *reached, arc_id *from)
{
    const struct attack *a = c->attack;
    vertex_id *queue = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *queue);
    size_t head = 0, tail = 0;
    memset(reached, 0, a->vertex_count);
    for (size_t i = 0; i < c->start_count; i++) {
        vertex_id v = c->starts[i];
        if (reached[v] || (out && out->node && a->vertex_node[v] == out->node))
            continue;
        reached[v] = 1;
        if (from)
            from[v] = ARC_NONE;
        queue[tail++] = v;
    }
    while (head < tail) {
        vertex_id v = queue[head++];
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
            vertex_id to = a->arc_to[arc];
            if (reached[to] || a->vertex_state[to] == STATE_EXHAUST ||
                !may_pass(c, arc, made, out))
                continue;
            reached[to] = 1;
            if (from)
                from[to] = arc;
            queue[tail++] = to;
            if (out && out->until && out->until[to]) { /* ends both loops */
                head = tail;
                break;
            }
        }
    }
    mem_free(queue);
}

void cut_reach(const struct cut *c, const uint8_t *made, uint8_t *reached, arc_id *from)
{
    search(c, made, NULL, reached, from);
}

bool cut_goal_falls(const struct cut *c, const struct cut_goal *goal, const uint8_t *made,
                    const uint8_t *reached)
{
    return reached[goal->vertex] &&
           (goal->arc == ARC_NONE || !cut_arc_gone(c, goal->arc, made));
}

void cut_facts(const struct cut *c, const uint32_t *changes, size_t count, node_id without_node,
               edge_id without_edge, uint8_t *facts)
{
    const struct attack *a = c->attack;
    const struct out_of_bounds out = {.node = without_node, .edge = without_edge};
    uint8_t *made = mem_zalloc(changes_count(c->changes) + 1, 1);
    uint8_t *reached = mem_alloc((size_t)a->vertex_count + 1);
    for (size_t i = 0; i < count; i++)
        made[changes[i]] = 1;
    search(c, made, &out, reached, NULL);
    for (vertex_id v = 0; v < a->vertex_count; v++)
        if (reached[v])
            facts[a->vertex_node[v]] |= (uint8_t)(1u << a->vertex_state[v]);
    mem_free(made);
    mem_free(reached);
}

arc_id *cut_way_back(const struct cut *c, const struct cut_goal *goal, const arc_id *from,
                     size_t *count)
{
    const struct attack *a = c->attack;
    size_t hops = goal->arc != ARC_NONE;
    for (vertex_id v = goal->vertex; from[v] != ARC_NONE; v = attack_tail(a, from[v]))
        hops++;
    arc_id *way = hops ? mem_alloc(hops * sizeof *way) : NULL;
    *count = hops;
    if (goal->arc != ARC_NONE)
        way[--hops] = goal->arc;
    for (vertex_id v = goal->vertex; from[v] != ARC_NONE; v = attack_tail(a, from[v]))
        way[--hops] = from[v];
    return way;
}

/* --- Choke points ----------------------------------------------------------------------------- */

static bool any_falls(const struct cut *c, const uint8_t *made, const struct out_of_bounds *out,
                      uint8_t *reached)
{
    const struct attack *a = c->attack;
    search(c, made, out, reached, NULL);
    for (size_t i = 0; i < c->goal_count; i++) {
        arc_id arc = c->goals[i].arc;
        if (c->goals[i].reached && cut_goal_falls(c, &c->goals[i], made, reached) &&
            (arc == ARC_NONE || !out || !out->edge || a->arc_edge[arc] != out->edge))
            return true;
    }
    return false;
}

static void add_choke(struct cut *c, struct cut_choke choke)
{
    if (c->choke_count == c->choke_cap)
        c->chokes = mem_grow(c->chokes, &c->choke_cap, sizeof *c->chokes);
    c->chokes[c->choke_count++] = choke;
}

struct candidates { /* of one way, as it goes */
    node_id *nodes;
    edge_id *edges;
    uint32_t *changes;
    size_t node_count, edge_count, change_count;
};

/* Keeps the first of equal ones: a way can pass a node in several states. */
static void add_once(uint32_t *items, size_t *count, uint32_t value)
{
    for (size_t i = 0; i < *count; i++)
        if (items[i] == value)
            return;
    items[(*count)++] = value;
}

/* All that one shortest way to the first goal passes: only that can be on every way. A start and the
 * goal itself are no choke points. */
static struct candidates candidates_of(const struct cut *c, const struct cut_goal *goal,
                                       const arc_id *from)
{
    const struct attack *a = c->attack;
    struct candidates k = {0};
    size_t hops;
    arc_id *way = cut_way_back(c, goal, from, &hops);
    k.nodes = mem_alloc((hops + 1) * sizeof *k.nodes);
    k.edges = mem_alloc((hops + 1) * sizeof *k.edges);
    k.changes = mem_alloc((hops + 1) * CHANGE_CHAIN * sizeof *k.changes);
    for (size_t i = 0; i < hops; i++) {
        const uint32_t *chain = changes_of_arc(c->changes, way[i]);
        node_id n = a->vertex_node[a->arc_to[way[i]]];
        if (n != goal->node && way[i] != goal->arc)
            add_once(k.nodes, &k.node_count, n);
        if (a->arc_edge[way[i]])
            add_once(k.edges, &k.edge_count, a->arc_edge[way[i]]);
        for (size_t x = 0; x < CHANGE_CHAIN && chain[x] != CHANGE_NONE; x++)
            add_once(k.changes, &k.change_count, chain[x]);
    }
    mem_free(way);
    return k;
}

static bool is_start(const struct cut *c, node_id n)
{
    for (size_t i = 0; i < c->start_count; i++)
        if (c->attack->vertex_node[c->starts[i]] == n)
            return true;
    return false;
}

void cut_find_chokes(struct cut *c)
{
    const struct attack *a = c->attack;
    uint8_t *reached = mem_alloc((size_t)a->vertex_count + 1);
    uint8_t *made = mem_zalloc(changes_count(c->changes) + 1, 1);
    arc_id *from = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *from);
    uint8_t *until = mem_zalloc((size_t)a->vertex_count + 1, 1); /* goals that fall when reached */
    const struct cut_goal *first = NULL;
    for (size_t i = 0; i < c->goal_count; i++) {
        if (!first && c->goals[i].reached)
            first = &c->goals[i];
        if (c->goals[i].reached && c->goals[i].arc == ARC_NONE)
            until[c->goals[i].vertex] = 1;
    }
    if (first) {
        cut_reach(c, NULL, reached, from);
        struct candidates k = candidates_of(c, first, from);
        for (size_t i = 0; i < k.node_count; i++) {
            const struct out_of_bounds out = {.node = k.nodes[i], .until = until};
            if (!is_start(c, k.nodes[i]) && !any_falls(c, NULL, &out, reached))
                add_choke(c, (struct cut_choke){.node = k.nodes[i], .change = CHANGE_NONE});
        }
        for (size_t i = 0; i < k.edge_count; i++) {
            const struct out_of_bounds out = {.edge = k.edges[i], .until = until};
            if (!any_falls(c, NULL, &out, reached))
                add_choke(c, (struct cut_choke){.edge = k.edges[i], .change = CHANGE_NONE});
        }
        for (size_t i = 0; i < k.change_count; i++) {
            made[k.changes[i]] = 1;
            const struct out_of_bounds out = {.until = until};
            if (!any_falls(c, made, &out, reached))
                add_choke(c, (struct cut_choke){.change = k.changes[i]});
            made[k.changes[i]] = 0;
        }
        mem_free(k.nodes);
        mem_free(k.edges);
        mem_free(k.changes);
    }
    mem_free(reached);
    mem_free(made);
    mem_free(from);
    mem_free(until);
}

/* --- What every way passes, state by state ---------------------------------------------------- */

/* The arcs that are ways of their own, without load, as rows. */
void cut_find_dominators(struct cut *c)
{
    const struct attack *a = c->attack;
    uint32_t *at = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *at);
    uint32_t *to = mem_alloc(((size_t)a->arc_count + 1) * sizeof *to), used = 0;
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        at[v] = used;
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++)
            if (a->vertex_state[a->arc_to[arc]] != STATE_EXHAUST && !cut_arc_off(c, arc))
                to[used++] = a->arc_to[arc];
    }
    at[a->vertex_count] = used;
    const struct digraph g = {a->vertex_count, at, to};
    c->before = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *c->before);
    dominators_find(&g, c->starts, (uint32_t)c->start_count, c->before);
    mem_free(at);
    mem_free(to);
}

size_t cut_passes(const struct cut *c, size_t goal, struct arena *arena, const vertex_id **out)
{
    vertex_id end = c->goals[goal].vertex, root = c->attack->vertex_count;
    size_t count = 0;
    *out = NULL;
    if (!c->goals[goal].reached)
        return 0;
    for (vertex_id v = c->before[end]; v != root; v = c->before[v])
        count++;
    vertex_id *list = arena_array(arena, count + 1, sizeof *list);
    size_t at = count, starts = 0;
    for (vertex_id v = c->before[end]; v != root; v = c->before[v])
        list[--at] = v;
    for (size_t i = 0; count && i < c->start_count; i++)
        starts = starts || list[0] == c->starts[i];
    *out = list + starts;
    return count - starts;
}
