/* SPDX-License-Identifier: MIT */
#include "blast.h"

#include "mem.h"
#include "path_parts.h"

enum { LEVELS = 4 };

/* --- The seat --------------------------------------------------------------------------------- */

static enum seat_kind kind_of_fall(enum node_kind kind)
{
    static const uint8_t falls[NODE_KIND_COUNT] = {
        [NODE_FUNCTION] = SEAT_COMPROMISED, [NODE_COMPUTE] = SEAT_COMPROMISED,
        [NODE_APP] = SEAT_COMPROMISED,      [NODE_WORKFLOW] = SEAT_COMPROMISED,
        [NODE_IDENTITY] = SEAT_LEAKED,      [NODE_SECRET] = SEAT_LEAKED,
        [NODE_KEY] = SEAT_LEAKED,           [NODE_PARAM] = SEAT_LEAKED,
        [NODE_CODE] = SEAT_MALICIOUS_DEPENDENCY,
    };
    return falls[kind] ? (enum seat_kind)falls[kind] : SEAT_NODE;
}

struct seat blast_seat(const struct graph *g, const struct seat *said)
{
    struct seat seat = *said;
    for (size_t i = 0; i < seat.part_count; i++)
        if (seat.parts[i].kind == SEAT_NODE)
            seat.parts[i].kind = kind_of_fall(graph_node_at(g, seat.parts[i].node)->kind);
    return seat;
}

/* --- The measure ------------------------------------------------------------------------------ */

unsigned blast_measure(const struct path_answer *a, const struct jewels *jewels)
{
    const struct graph *g = path_answer_graph(a);
    uint64_t lost = 0, all = 0;
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        uint64_t weight = jewels_weight(g, jewels, n);
        int level = 0;
        for (int s = 0; s < STATE_COUNT; s++)
            if (state_levels[s] > level && path_answer_reached(a, n, (enum state)s))
                level = state_levels[s];
        lost += weight * (uint64_t)level;
        all += weight * LEVELS;
    }
    return all ? (unsigned)(lost * 1000 / all) : 0;
}

/* --- What it means ---------------------------------------------------------------------------- */

static uint8_t *own_nodes(const struct path_answer *a)
{
    uint8_t *own = mem_zalloc(graph_node_count(a->graph) + 1, 1);
    for (size_t i = 0; i < a->part_count; i++)
        for (size_t k = 0; k < a->parts[i].start_count; k++)
            own[a->parts[i].attack->vertex_node[a->parts[i].starts[k]]] = 1;
    return own;
}

static void count_nodes(struct blast *b, const uint8_t *own)
{
    const struct graph *g = b->answer->graph;
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        unsigned legal = state_mask(graph_node_at(g, (node_id)n)->kind);
        bool falls = false;
        for (int s = 0; s < STATE_COUNT; s++)
            falls = falls || (s != STATE_EXHAUST &&
                              path_answer_reached(b->answer, (node_id)n, (enum state)s));
        b->nodes += legal != 0;
        b->fallen += falls && !own[n];
    }
}

static void find_roles(struct blast *b, const uint8_t *own)
{
    const struct graph *g = b->answer->graph;
    b->roles = arena_array(b->arena, graph_node_count(g) + 1, sizeof *b->roles);
    for (size_t n = 1; n <= graph_node_count(g); n++)
        if (graph_node_at(g, (node_id)n)->kind == NODE_IDENTITY && !own[n] &&
            path_answer_reached(b->answer, (node_id)n, STATE_HOLD))
            b->roles[b->role_count++] = (node_id)n;
}

/* A secret that is read, an identity that is held. */
static bool is_obtained(const struct path_answer *a, node_id n)
{
    const struct node *node = graph_node_at(a->graph, n);
    if (node->kind == NODE_IDENTITY)
        return path_answer_reached(a, n, STATE_HOLD);
    bool secret = node->kind == NODE_SECRET || node->kind == NODE_KEY ||
                  (node->kind == NODE_PARAM && node->sensitivity >= 2);
    return secret && path_answer_reached(a, n, STATE_READ);
}

static void find_shared(struct blast *b, const uint8_t *own)
{
    const struct graph *g = b->answer->graph;
    size_t nodes = graph_node_count(g);
    uint8_t *seen = mem_zalloc(nodes + 1, 1);
    b->shared = arena_array(b->arena, nodes + 1, sizeof *b->shared);
    for (size_t n = 1; n <= nodes; n++) {
        struct edge_list list = graph_in(g, (node_id)n);
        if (!is_obtained(b->answer, (node_id)n) || list.count == 0)
            continue;
        node_id *users = arena_array(b->arena, list.count, sizeof *users);
        size_t count = 0, all = 0;
        for (size_t i = 0; i < list.count; i++) {
            const struct edge *e = graph_edge_at(g, list.ids[i]);
            if ((e->kind != EDGE_USES && e->kind != EDGE_RUNS_AS) || seen[e->from])
                continue;
            seen[e->from] = 1;
            all++;
            if (!own[e->from])
                users[count++] = e->from;
        }
        for (size_t i = 0; i < list.count; i++)
            seen[graph_edge_at(g, list.ids[i])->from] = 0;
        if (count && all > 1)
            b->shared[b->shared_count++] =
                (struct blast_share){.what = (node_id)n, .users = users, .user_count = count};
    }
    mem_free(seen);
}

/* --- Depth ------------------------------------------------------------------------------------ */

/* The arc stays within reach: exact answers do not walk hops whose conditions are not proved. */
static bool walks(const struct path_answer *a, const struct path_part *part, arc_id arc)
{
    if (!a->exact || !part->attack->arc_conditions[arc])
        return true;
    struct spread_hop hop = attack_hop(part->attack, arc);
    return exact_missing(a->exact, &hop) == CONDITION_COUNT;
}

/* Fewest crossings from a part's starts to each vertex, UINT32_MAX where it does not get. Layer by
 * layer: what costs nothing is walked at once, what crosses waits for the next layer. */
static void measure_depth(const struct path_answer *a, const struct path_part *part,
                          uint32_t *depth)
{
    const struct attack *attack = part->attack;
    size_t room = attack->vertex_count + (size_t)attack->arc_count + 1;
    vertex_id *now = mem_alloc(room * sizeof *now), *next = mem_alloc(room * sizeof *next);
    size_t count = 0, later = 0;
    for (size_t i = 0; i < part->start_count; i++)
        now[count++] = part->starts[i];
    for (uint32_t layer = 0; count; layer++) {
        later = 0;
        for (size_t i = 0; i < count; i++) {
            vertex_id v = now[i];
            if (depth[v] <= layer && !(layer == 0 && depth[v] == UINT32_MAX))
                continue;
            depth[v] = layer;
            for (arc_id arc = attack->out_at[v]; arc < attack->out_at[v + 1]; arc++) {
                vertex_id to = attack->arc_to[arc];
                edge_id e = attack->arc_edge[arc];
                if (depth[to] <= layer || !walks(a, part, arc))
                    continue;
                bool crosses =
                    e && crossing_applies(graph_edge_at(a->graph, e)->kind) &&
                    crossing_between(a->graph, attack->vertex_node[v], attack->vertex_node[to],
                                     NULL) != CROSSING_NONE;
                if (crosses)
                    next[later++] = to;
                else
                    now[count++] = to;
            }
        }
        vertex_id *swap = now;
        now = next;
        next = swap;
        count = later;
    }
    mem_free(now);
    mem_free(next);
}

static void find_jewels(struct blast *b, const struct jewels *jewels)
{
    const struct path_answer *a = b->answer;
    uint32_t vertices = a->part_count ? a->parts[0].attack->vertex_count : 0;
    uint32_t *depth = mem_alloc((vertices + 1u) * sizeof *depth);
    b->jewels = arena_array(b->arena, jewels->count, sizeof *b->jewels);
    b->jewel_count = jewels->count;
    for (size_t i = 0; i < jewels->count; i++)
        b->jewels[i] = (struct blast_jewel){.node = jewels->items[i].node, .depth = UINT32_MAX};
    for (size_t part = 0; part < a->part_count; part++) {
        memset(depth, 0xff, (vertices + 1u) * sizeof *depth);
        measure_depth(a, &a->parts[part], depth);
        for (size_t i = 0; i < jewels->count; i++)
            for (int s = 0; s < STATE_COUNT; s++) {
                struct blast_jewel *j = &b->jewels[i];
                vertex_id v = path_vertex(a, j->node, (enum state)s);
                if (!(jewels->items[i].states & 1u << s) || v == VERTEX_NONE ||
                    depth[v] == UINT32_MAX)
                    continue;
                j->states |= 1u << s;
                j->depth = depth[v] < j->depth ? depth[v] : j->depth;
            }
    }
    for (size_t i = 0; i < jewels->count; i++)
        b->jewels_fallen += b->jewels[i].states != 0;
    mem_free(depth);
}

/* --- The whole -------------------------------------------------------------------------------- */

struct blast *blast_find(const struct graph *g, const struct path_question *q,
                         const struct jewels *jewels)
{
    struct blast *b = mem_zalloc(1, sizeof *b);
    b->arena = arena_new();
    b->answer = paths_from(g, q);
    uint8_t *own = own_nodes(b->answer);
    b->per_mille = blast_measure(b->answer, jewels);
    count_nodes(b, own);
    find_roles(b, own);
    find_shared(b, own);
    find_jewels(b, jewels);
    mem_free(own);
    return b;
}

void blast_free(struct blast *b)
{
    if (!b)
        return;
    path_answer_free(b->answer);
    arena_free(b->arena);
    mem_free(b);
}

bool blast_verify(const struct blast *b, const struct jewels *jewels, struct buf *why)
{
    if (!path_answer_verify(b->answer, why))
        return false;
    if (b->per_mille != blast_measure(b->answer, jewels)) {
        buf_puts(why, "the measure is another one");
        return false;
    }
    for (size_t i = 0; i < b->role_count; i++)
        if (!path_answer_reached(b->answer, b->roles[i], STATE_HOLD)) {
            buf_puts(why, "an identity is not held");
            return false;
        }
    for (size_t i = 0; i < b->shared_count; i++)
        if (!is_obtained(b->answer, b->shared[i].what)) {
            buf_puts(why, "what is shared is not obtained");
            return false;
        }
    size_t fallen = 0;
    for (size_t i = 0; i < b->jewel_count; i++) {
        unsigned states = 0;
        for (int s = 0; s < STATE_COUNT; s++)
            if (jewels->items[i].states & 1u << s &&
                path_answer_reached(b->answer, b->jewels[i].node, (enum state)s))
                states |= 1u << s;
        fallen += states != 0;
        if (states != b->jewels[i].states) {
            buf_puts(why, "a jewel falls in other states");
            return false;
        }
    }
    if (fallen != b->jewels_fallen)
        buf_puts(why, "another number of jewels falls");
    return fallen == b->jewels_fallen;
}
