/* SPDX-License-Identifier: MIT */
#include "path_ask.h"

#include <string.h>

#include "blast.h"
#include "map_view.h"
#include "mem.h"
#include "query.h"
#include "session.h"

/* One search: up to SEAT_PARTS sources at once. */
struct asked {
    struct seat seat;
    struct path_answer *answer;
};

/* The best path so far. */
struct best {
    struct arena *arena;
    struct path path;
    bool found;
};

static struct seat seat_at(const struct explorer *x, const node_id *from, size_t count)
{
    struct seat seat = {.part_count = 0};

    if (count == 0)
        return seat_of(SEAT_ANONYMOUS, 0);
    for (size_t i = 0; i < count; i++) {
        struct seat said = seat_of(from[i] == graph_internet(x->graph) ? SEAT_ANONYMOUS : SEAT_NODE,
                                   from[i] == graph_internet(x->graph) ? 0 : from[i]);
        struct seat one = blast_seat(x->graph, &said);
        seat.parts[seat.part_count++] = one.parts[0];
    }
    return seat;
}

static bool is_better(const struct path *a, const struct path *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->effort != b->effort)
        return a->effort < b->effort;
    return a->hop_count < b->hop_count;
}

static void offer(struct best *best, struct arena *arena, const struct path *path)
{
    if (best->found && !is_better(path, &best->path)) {
        arena_free(arena);
        return;
    }
    arena_free(best->arena);
    *best = (struct best){arena, *path, true};
}

static bool leads_through(const struct path *p, node_id via)
{
    for (size_t i = 0; i < p->hop_count; i++) {
        if (p->hops[i].from == via || p->hops[i].to == via)
            return true;
    }
    return false;
}

static bool fits(const struct path_ask *q, const struct path *p)
{
    return p->hop_count > 0 && (!q->most || p->hop_count <= q->most) &&
           (!q->via || leads_through(p, q->via));
}

static bool is_nearer(const struct path_target *a, const struct path_target *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->effort != b->effort)
        return a->effort < b->effort;
    return a->hops < b->hops;
}

/* Of very many targets the nearest are enough. */
static void keep(struct path_target *best_of, size_t *count, const struct path_target *t)
{
    size_t i = *count;

    if (i == PATH_ASK_TARGETS && !is_nearer(t, &best_of[i - 1]))
        return;
    i = i == PATH_ASK_TARGETS ? i - 1 : (*count)++;
    for (; i > 0 && is_nearer(t, &best_of[i - 1]); i--)
        best_of[i] = best_of[i - 1];
    best_of[i] = *t;
}

/* The best path to a target, else the first of its other ways that is as it was asked for. */
static void try_target(const struct path_ask *q, const struct path_answer *a,
                       const struct path_target *t, struct best *best)
{
    struct arena *arena = arena_new();
    struct path path;
    struct path_ways ways;

    if (path_answer_path(a, t->node, t->best, arena, &path) && fits(q, &path)) {
        offer(best, arena, &path);
        return;
    }
    if (q->most || q->via) {
        ways = path_answer_ways(a, t->node, t->best, PATH_WAYS_MAX, false, arena);
        for (size_t i = 0; i < ways.count; i++) {
            if (fits(q, &ways.paths[i])) {
                offer(best, arena, &ways.paths[i]);
                return;
            }
        }
    }
    arena_free(arena);
}

/* --- Two paths put together -------------------------------------------------------------------- */

static void join(const struct path *a, const struct path *b, struct arena *arena, struct path *out)
{
    struct path_hop *hops = arena_alloc(arena, (a->hop_count + b->hop_count) * sizeof *hops);
    const struct path *gated = b->rank > a->rank ? b : a;

    memcpy(hops, a->hops, a->hop_count * sizeof *hops);
    memcpy(hops + a->hop_count, b->hops, b->hop_count * sizeof *hops);
    *out = *b;
    out->hops = hops;
    out->hop_count = a->hop_count + b->hop_count;
    out->gate = gated->gate;
    out->rank = gated->rank;
    out->effort = a->effort + b->effort;
    out->confidence = a->confidence < b->confidence ? a->confidence : b->confidence;
    out->certainty = a->certainty > b->certainty ? a->certainty : b->certainty;
    out->weakest = 0;
    for (size_t i = 1; i < out->hop_count; i++) {
        const struct path_hop *h = &hops[i], *w = &hops[out->weakest];
        if (h->certainty > w->certainty ||
            (h->certainty == w->certainty && h->confidence < w->confidence))
            out->weakest = i;
    }
}

/* From what the first answer reaches at the node on to the target. */
static void try_joined(struct explorer *x, const struct path_ask *q, const struct what_if *change,
                       const struct path_answer *first, struct best *best)
{
    struct seat seat = seat_at(x, &q->via, 1);
    const struct path_question question = {.seat = &seat, .mode = MODE_STRICT,
                                           .auth = AUTH_VIEW_WORST, .change = change};
    struct path_answer *second = paths_between(x->graph, &question, q->to, q->to_count);

    for (size_t i = 0; i < path_answer_count(second); i++) {
        const struct path_target *t = path_answer_at(second, i);
        struct arena *arena = arena_new();
        struct path tail, head, whole;
        bool good = t->states && path_answer_path(second, t->node, t->best, arena, &tail) &&
                    tail.hop_count && tail.hops[0].from == q->via &&
                    path_answer_path(first, q->via, tail.hops[0].from_state, arena, &head) &&
                    head.hop_count && (!q->most || head.hop_count + tail.hop_count <= q->most);
        if (good) {
            join(&head, &tail, arena, &whole);
            offer(best, arena, &whole);
        } else {
            arena_free(arena);
        }
    }
    path_answer_free(second);
}

/* --- The whole --------------------------------------------------------------------------------- */

static bool is_in(const node_id *nodes, size_t count, node_id n)
{
    for (size_t i = 0; i < count; i++) {
        if (nodes[i] == n)
            return true;
    }
    return false;
}

/* A node that is to be reached is no source, or else no way would lead there. */
static size_t sources(const struct path_ask *q, node_id out[PATH_ASK_SOURCES])
{
    size_t count = 0;

    for (size_t i = 0; i < q->from_count && count < PATH_ASK_SOURCES; i++) {
        if (q->to_count != 1 || q->from[i] != q->to[0])
            out[count++] = q->from[i];
    }
    return count;
}

static void search(struct explorer *x, const struct path_ask *q, const node_id *from, size_t count,
                   const struct what_if *change, struct best *best)
{
    struct seat seat = seat_at(x, from, count);
    const struct path_question question = {.seat = &seat, .mode = MODE_STRICT,
                                           .auth = AUTH_VIEW_WORST, .change = change};
    struct path_answer *a = paths_between(x->graph, &question, q->to, q->to_count);
    struct path_target best_of[PATH_ASK_TARGETS];
    size_t kept = 0;

    for (size_t i = 0; i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        if (t->states && !is_in(from, count, t->node))
            keep(best_of, &kept, t);
    }
    for (size_t i = 0; i < kept; i++)
        try_target(q, a, &best_of[i], best);
    if (q->via && !best->found) {
        struct path_answer *first = paths_between(x->graph, &question, &q->via, 1);
        try_joined(x, q, change, first, best);
        path_answer_free(first);
    }
    path_answer_free(a);
}

static void name_nodes(const struct explorer *x, const node_id *nodes, size_t count,
                       const char *none, struct buf *out)
{
    if (count == 0)
        buf_puts(out, none);
    else if (count == 1)
        buf_add(out, session_name(x, nodes[0]));
    else
        buf_printf(out, "%zu nodes", count);
}

static void say(struct explorer *x, const struct path_ask *q, const struct best *best)
{
    struct buf from = {0}, to = {0};

    if (best->found) {
        buf_add(&from, session_name(x, best->path.hops[0].from));
        buf_add(&to, session_name(x, best->path.target));
        session_say(x, "path of %zu hop%s from %s to %s: s steps along it, Esc clears",
                    best->path.hop_count, best->path.hop_count == 1 ? "" : "s", from.ptr, to.ptr);
    } else {
        name_nodes(x, q->from, q->from_count, "the internet", &from);
        name_nodes(x, q->to, q->to_count, "nothing", &to);
        session_complain(x, "no path from %s to %s was found%s, under these assumptions", from.ptr,
                         to.ptr, q->via || q->most || q->avoid_count ? " like that" : "");
    }
    buf_release(&from);
    buf_release(&to);
}

bool path_ask(struct explorer *x, const struct path_ask *q)
{
    node_id from[PATH_ASK_SOURCES];
    size_t count = sources(q, from);
    struct what_if change;
    struct best best = {.found = false};

    if (q->from_count && !count) {
        session_complain(x, "a path leads from one node to another");
        return false;
    }
    change = what_if_new(x->graph);
    session_change_fill(x, &change);
    for (size_t i = 0; i < q->avoid_count; i++)
        what_if_cut_node(&change, q->avoid[i]);
    for (size_t i = 0; i == 0 || i < count; i += SEAT_PARTS)
        search(x, q, from + i, count - i < SEAT_PARTS ? count - i : SEAT_PARTS,
               &change, &best);
    what_if_release(&change);
    if (best.found) {
        session_path_set(x, best.arena, &best.path);
        map_follow(x);
    }
    say(x, q, &best);
    return best.found;
}
