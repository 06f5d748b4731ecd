/* SPDX-License-Identifier: MIT */
#include "surface.h"

#include "attack.h"
#include "mem.h"

static bool is_function(const struct graph *g, node_id n)
{
    return graph_node_at(g, n)->kind == NODE_FUNCTION;
}

/* --- Outer ------------------------------------------------------------------------------------ */

static void find_outer(const struct graph *g, struct surface *s)
{
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    const struct path_question q = {.seat = &seat, .mode = MODE_FLOW};
    struct path_answer *a = paths_between(g, &q, NULL, 0);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        if (!is_function(g, (node_id)n))
            continue;
        s->functions++;
        if (!path_answer_reached(a, (node_id)n, STATE_INPUT))
            continue;
        s->of[n] = SURFACE_OUTER;
        s->outer++;
    }
    path_answer_free(a);
}

/* --- Inner ------------------------------------------------------------------------------------ */

/* Up to two different functions whose code gets to a vertex. */
struct origins {
    const struct attack *a;
    node_id (*from)[2];
    struct {
        vertex_id v;
        node_id origin;
    } *queue;
    size_t count;
};

static void arrive(struct origins *o, vertex_id v, node_id origin)
{
    node_id *from = o->from[v];
    if (from[1] || from[0] == origin)
        return;
    from[from[0] != 0] = origin;
    o->queue[o->count].v = v;
    o->queue[o->count++].origin = origin;
}

static void find_inner(const struct graph *g, struct surface *s)
{
    struct origins o = {0};
    struct attack *a = attack_build(g, &(struct spread_terms){.mode = MODE_FLOW});
    o.a = a;
    o.from = mem_zalloc(a->vertex_count + 1u, sizeof *o.from);
    o.queue = mem_alloc((2 * (size_t)a->vertex_count + 1) * sizeof *o.queue);
    for (size_t n = 1; n <= graph_node_count(g); n++)
        if (is_function(g, (node_id)n))
            arrive(&o, attack_vertex(a, (node_id)n, STATE_CONTROL), (node_id)n);
    for (size_t i = 0; i < o.count; i++)
        for (arc_id arc = a->out_at[o.queue[i].v]; arc < a->out_at[o.queue[i].v + 1]; arc++)
            arrive(&o, a->arc_to[arc], o.queue[i].origin);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        if (!is_function(g, (node_id)n) || s->of[n] != SURFACE_NONE)
            continue;
        const node_id *from = o.from[attack_vertex(a, (node_id)n, STATE_INPUT)];
        if (!from[0] || (from[0] == n && !from[1]))
            continue;
        s->of[n] = SURFACE_INNER;
        s->inner++;
    }
    mem_free(o.from);
    mem_free(o.queue);
    attack_free(a);
}

/* --- Measure ---------------------------------------------------------------------------------- */

static unsigned measure(const struct graph *g, const struct jewels *jewels,
                        const struct surface *s, enum surface_of of)
{
    struct what_if w = what_if_new(g);
    struct seat nobody = {.text = STR_NONE};
    const struct path_question q = {.seat = &nobody, .change = &w};
    for (size_t n = 1; n <= graph_node_count(g); n++)
        if (s->of[n] == of)
            what_if_give(&w, (node_id)n, STATE_CONTROL);
    struct path_answer *a = paths_between(g, &q, NULL, 0);
    unsigned result = w.given_count ? blast_measure(a, jewels) : 0;
    path_answer_free(a);
    what_if_release(&w);
    return result;
}

void surface_find(const struct graph *g, const struct exposure *x, const struct jewels *jewels,
                  struct surface *out)
{
    *out = (struct surface){.of = mem_zalloc(graph_node_count(g) + 1, 1)};
    find_outer(g, out);
    find_inner(g, out);
    out->outer_per_mille = measure(g, jewels, out, SURFACE_OUTER);
    out->inner_per_mille = measure(g, jewels, out, SURFACE_INNER);
    if (x)
        out->doors = doors_find(&(struct doors_question){g, x, jewels, NULL});
}

void surface_release(struct surface *s)
{
    doors_release(&s->doors);
    mem_free(s->of);
    *s = (struct surface){0};
}
