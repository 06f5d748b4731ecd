/* SPDX-License-Identifier: MIT */
/* excess_taken.c - what narrowing an identity closes to whoever has taken over its users.
 * Every identity has starts of its own, so one search does not do for all. But in a system with wide
 * rights most of them lead to the same large strong component, and then to all that lies behind it. So
 * what is reached from one vertex of it, the hub, is found once, and what is lost of that is asked
 * (loss.h). A walk then goes over what is not reached from the hub only. With no hub it goes over
 * everything that the user reaches: where many reach much and no component is large, that is the cost.
 * Which hub is taken makes no difference to what is found. */
#include <stdlib.h>

#include "excess_matter.h"
#include "mem.h"
#include "scc.h"

enum { HUBS = 4, HUB_LEAST = 8 /* vertices of its component */ };

struct hub {
    vertex_id at;
    struct loss *loss;
    arc_id *next;                /* by vertex: the arc that leads to the hub; ARC_NONE: none does */
    struct excess_closed total;  /* that is reached from it */
    uint32_t reach;              /* of the proof */
};

struct taking {
    struct matter *m;
    struct attack *attack;       /* as whoever has taken something over */
    uint32_t *arcs_at;           /* of it, by edge */
    arc_id *arcs;
    struct hub hubs[HUBS];       /* those from which most is reached first */
    size_t hub_count;
    vertex_id *starts;
    size_t start_count;
    vertex_id *queue;
    arc_id *entered_by;          /* by vertex in the queue; ARC_NONE: a start */
    uint32_t *seen, *tried;      /* by vertex: in which walk */
    uint32_t walk;
    arc_id *way;                 /* to the hub */
    size_t way_count;
    vertex_id way_start;
};

/* --- Hubs ------------------------------------------------------------------------------------- */

struct component {
    uint32_t number, size;
};

static int by_size(const void *a, const void *b)
{
    const struct component *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_total(const void *a, const void *b)
{
    const struct hub *x = a, *y = b;
    if (x->loss->count != y->loss->count)
        return x->loss->count < y->loss->count ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Backwards from the hub. */
static arc_id *lead_to(const struct taking *t, vertex_id hub)
{
    const struct attack *a = t->attack;
    arc_id *next = mem_alloc((a->vertex_count + 1u) * sizeof *next);
    size_t head = 0, tail = 0;
    memset(next, 0xff, (a->vertex_count + 1u) * sizeof *next);
    for (vertex_id v = hub;; v = t->queue[head++]) {
        for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++)
            if (next[a->in_from[i]] == ARC_NONE && a->in_from[i] != hub) {
                next[a->in_from[i]] = a->in_arc[i];
                t->queue[tail++] = a->in_from[i];
            }
        if (head == tail)
            return next;
    }
}

static void add_hub(struct taking *t, vertex_id at)
{
    struct hub *h = &t->hubs[t->hub_count++];
    h->at = at;
    h->loss = loss_new(t->attack, &at, 1, t->m->weak);
    h->next = lead_to(t, at);
    h->total = excess_reached(t->m, h->loss);
}

/* Of each of the largest components the vertex that most arcs lead to. */
static void find_hubs(struct taking *t)
{
    const struct attack *a = t->attack;
    const struct digraph g = {a->vertex_count, a->out_at, a->arc_to};
    uint32_t *of = mem_alloc((a->vertex_count + 1u) * sizeof *of);
    uint32_t count = scc_find(&g, of);
    struct component *sizes = mem_zalloc(count + 1u, sizeof *sizes);
    vertex_id best[HUBS];
    for (uint32_t c = 0; c < count; c++)
        sizes[c].number = c;
    for (vertex_id v = 0; v < a->vertex_count; v++)
        sizes[of[v]].size++;
    if (count > 1)
        qsort(sizes, count, sizeof *sizes, by_size);
    for (uint32_t c = 0; c < HUBS && c < count && sizes[c].size >= HUB_LEAST; c++) {
        best[c] = VERTEX_NONE;
        for (vertex_id v = 0; v < a->vertex_count; v++)
            if (of[v] == sizes[c].number &&
                (best[c] == VERTEX_NONE || a->in_at[v + 1] - a->in_at[v] >
                                               a->in_at[best[c] + 1] - a->in_at[best[c]]))
                best[c] = v;
        add_hub(t, best[c]);
    }
    if (t->hub_count > 1)
        qsort(t->hubs, t->hub_count, sizeof *t->hubs, by_total);
    for (size_t h = 0; h < t->hub_count; h++)
        t->hubs[h].reach = excess_prove_reach(t->m->x, t->hubs[h].loss);
    mem_free(of);
    mem_free(sizes);
}

/* --- The way to a hub ------------------------------------------------------------------------- */

static bool is_gone(const struct taking *t, arc_id arc)
{
    return t->m->gone[t->attack->arc_edge[arc]] != 0; /* 0, no edge, is never gone */
}

/* From the vertex on the shortest way, if nothing of it is gone. Where others failed it is not tried
 * again. */
static bool leads_straight(struct taking *t, const struct hub *h, vertex_id v)
{
    for (vertex_id at = v; at != h->at; at = t->attack->arc_to[h->next[at]]) {
        if (t->tried[at] == t->walk || is_gone(t, h->next[at]))
            return false;
        t->tried[at] = t->walk;
    }
    return true;
}

static void note_way(struct taking *t, const struct hub *h, vertex_id v)
{
    const struct attack *a = t->attack;
    vertex_id at = v;
    t->way_count = 0;
    for (; t->entered_by[at] != ARC_NONE; at = attack_tail(a, t->entered_by[at]))
        t->way[t->way_count++] = t->entered_by[at];
    t->way_start = at;
    for (size_t i = 0; i < t->way_count / 2; i++) {
        arc_id last = t->way[t->way_count - 1 - i];
        t->way[t->way_count - 1 - i] = t->way[i];
        t->way[i] = last;
    }
    for (at = v; at != h->at; at = a->arc_to[h->next[at]])
        t->way[t->way_count++] = h->next[at];
}

static void visit(struct taking *t, vertex_id v, arc_id arc, size_t *tail)
{
    if (t->seen[v] == t->walk)
        return;
    t->seen[v] = t->walk;
    t->entered_by[v] = arc;
    t->queue[(*tail)++] = v;
}

/* Goes over nothing but what leads to the hub when nothing is gone. */
static bool leads_to(struct taking *t, const struct hub *h)
{
    const struct attack *a = t->attack;
    size_t tail = 0;
    t->walk++;
    for (size_t i = 0; i < t->start_count; i++)
        if (t->starts[i] == h->at || h->next[t->starts[i]] != ARC_NONE)
            visit(t, t->starts[i], ARC_NONE, &tail);
    for (size_t head = 0; head < tail; head++) {
        vertex_id v = t->queue[head];
        if (leads_straight(t, h, v)) {
            note_way(t, h, v);
            return true;
        }
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
            vertex_id to = a->arc_to[arc];
            if (!is_gone(t, arc) && (to == h->at || h->next[to] != ARC_NONE))
                visit(t, to, arc, &tail);
        }
    }
    return false;
}

static const struct hub *find_hub(struct taking *t)
{
    for (size_t h = 0; h < t->hub_count; h++)
        if (leads_to(t, &t->hubs[h]))
            return &t->hubs[h];
    return NULL;
}

/* --- What is reached -------------------------------------------------------------------------- */

static bool is_in(const struct hub *h, vertex_id v)
{
    return h && h->loss->in[v] == LOSS_IN;
}

static unsigned states_in(const struct taking *t, const struct hub *h, node_id n, bool walked)
{
    const struct attack *a = t->attack;
    unsigned states = 0;
    for (vertex_id v = a->node_first[n]; v < a->node_first[n + 1]; v++)
        if (a->vertex_state[v] != STATE_EXHAUST &&
            (is_in(h, v) || (walked && t->seen[v] == t->walk)))
            states |= 1u << a->vertex_state[v];
    return states;
}

/* Nodes and jewels that are reached besides those reached from the hub: of those that were walked. */
static struct excess_closed count_walked(struct taking *t, const struct hub *h, size_t tail)
{
    struct excess_closed out = {0};
    uint8_t *told = t->m->told;
    for (size_t i = 0; i < tail; i++) {
        node_id n = t->attack->vertex_node[t->queue[i]];
        if (!told[n])
            excess_count_node(t->m, n, states_in(t, h, n, true), states_in(t, h, n, false), &out);
        told[n] = 1;
    }
    for (size_t i = 0; i < tail; i++)
        told[t->attack->vertex_node[t->queue[i]]] = 0;
    return out;
}

/* What is reached, less what the last question of the hub has lost. */
static struct excess_closed reached(struct taking *t, const struct hub *h,
                                    const struct loss_gift *gifts, size_t gift_count)
{
    const struct attack *a = t->attack;
    struct excess_closed sum = h ? h->total : (struct excess_closed){0}, less = {0}, more;
    size_t head = 0, tail = 0, before;
    t->walk++;
    for (size_t i = 0; i < t->start_count; i++)
        if (!is_in(h, t->starts[i]))
            visit(t, t->starts[i], ARC_NONE, &tail);
    do {
        before = tail;
        for (; head < tail; head++)
            for (arc_id arc = a->out_at[t->queue[head]]; arc < a->out_at[t->queue[head] + 1]; arc++)
                if (!is_in(h, a->arc_to[arc]) && !is_gone(t, arc))
                    visit(t, a->arc_to[arc], arc, &tail);
        for (size_t i = 0; i < gift_count; i++)
            if ((t->seen[gifts[i].from] == t->walk || is_in(h, gifts[i].from)) &&
                !is_in(h, gifts[i].to))
                visit(t, gifts[i].to, ARC_NONE, &tail);
    } while (tail > before);
    if (h)
        less = excess_lost(t->m, h->loss);
    more = count_walked(t, h, tail);
    return (struct excess_closed){sum.nodes - less.nodes + more.nodes,
                                  sum.jewels - less.jewels + more.jewels};
}

static struct excess_way prove_way(struct taking *t, const struct hub *h)
{
    if (!h)
        return (struct excess_way){.reach = EXCESS_NONE};
    return excess_prove_way(t->m->x, h->reach, t->attack, t->way_start, t->way, t->way_count);
}

static void if_taken(struct taking *t, size_t identity)
{
    struct matter *m = t->m;
    struct excess_identity *i = &m->x->items[identity];
    uint32_t first = m->first_gift[identity], end = m->first_gift[identity + 1];
    const struct loss_question nothing = {.gone = m->gone};
    const struct hub *hub = find_hub(t);
    struct excess_way before = prove_way(t, hub);
    if (hub)
        loss_ask(hub->loss, t->arcs_at, t->arcs, &nothing);
    struct excess_closed all = reached(t, hub, NULL, 0);
    excess_cut_edges(m, identity, true);
    hub = find_hub(t);
    excess_cut_edges(m, identity, false);
    struct excess_way after = prove_way(t, hub);
    if (hub) {
        excess_ask(m, hub->loss, t->arcs_at, t->arcs, identity);
        excess_prove_answer(m->x, hub->reach, i->identity, hub->loss);
    }
    excess_cut_edges(m, identity, true);
    struct excess_closed left = reached(t, hub, &m->gifts[first], end - first);
    excess_cut_edges(m, identity, false);
    i->if_taken.nodes = all.nodes - left.nodes;
    i->if_taken.jewels = all.jewels - left.jewels;
    excess_prove_taken(m->x, i->identity, before, after);
}

void excess_if_taken(struct matter *m)
{
    struct excess *x = m->x;
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(SEAT_COMPROMISED, MODE_STRICT)};
    struct taking t = {.m = m};
    if (!x->cut_count)
        return;
    t.attack = attack_build(x->graph, &terms);
    size_t room = t.attack->vertex_count + 1u;
    loss_index(t.attack, &t.arcs_at, &t.arcs);
    t.starts = mem_alloc(room * sizeof *t.starts);
    t.queue = mem_alloc(room * sizeof *t.queue);
    t.entered_by = mem_alloc(room * sizeof *t.entered_by);
    t.way = mem_alloc(2 * room * sizeof *t.way);
    t.seen = mem_zalloc(room, sizeof *t.seen);
    t.tried = mem_zalloc(room, sizeof *t.tried);
    find_hubs(&t);
    for (size_t k = 0; k < x->count; k++) {
        const struct excess_identity *i = &x->items[k];
        t.start_count = 0;
        for (size_t u = 0; u < i->user_count; u++)
            t.start_count += excess_sit(t.attack, SEAT_COMPROMISED, i->users[u],
                                        &t.starts[t.start_count]);
        if (t.start_count && m->first_cut[k] < m->first_cut[k + 1])
            if_taken(&t, k);
    }
    for (size_t h = 0; h < t.hub_count; h++) {
        loss_free(t.hubs[h].loss);
        mem_free(t.hubs[h].next);
    }
    attack_free(t.attack);
    void *const parts[] = {t.arcs_at, t.arcs, t.starts, t.queue, t.entered_by, t.way, t.seen, t.tried};
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        mem_free(parts[k]);
}
