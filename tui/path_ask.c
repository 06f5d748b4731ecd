/* SPDX-License-Identifier: MIT */
#include "path_ask.h"

#include <string.h>

#include "blast.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "query.h"
#include "session.h"
#include "stop.h"

/* The best path so far. */
struct best {
    struct arena *arena;
    struct path path;
    bool found;
};

static struct seat seat_at(const struct graph *g, const node_id *from, size_t count)
{
    struct seat seat = {.part_count = 0};

    if (count == 0)
        return seat_of(SEAT_ANONYMOUS, 0);
    for (size_t i = 0; i < count; i++) {
        struct seat said = seat_of(from[i] == graph_internet(g) ? SEAT_ANONYMOUS : SEAT_NODE,
                                   from[i] == graph_internet(g) ? 0 : from[i]);
        struct seat one = blast_seat(g, &said);
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
        if (p->hops[i]->from == via || p->hops[i]->to == via)
            return true;
    }
    return false;
}

static bool fits(const struct graph *g, const struct path_ask *q, const struct path *p)
{
    if (q->anyone) /* without a hop: it is in the attacker's hands */
        return p->hop_count || graph_node_zone(g, p->target)->kind != ZONE_INTERNET;
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
    const struct graph *g = path_answer_graph(a);
    struct arena *arena = arena_new();
    struct path path;
    struct path_ways ways;

    if (path_answer_path(a, t->node, t->best, arena, &path) && fits(g, q, &path)) {
        offer(best, arena, &path);
        return;
    }
    if (q->most || q->via) {
        ways = path_answer_ways(a, t->node, t->best, PATH_WAYS_MAX, false, arena);
        for (size_t i = 0; i < ways.count; i++) {
            if (fits(g, q, &ways.paths[i])) {
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
    struct path_hop **hops = arena_alloc(arena, (a->hop_count + b->hop_count) * sizeof *hops);
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
        const struct path_hop *h = hops[i], *w = hops[out->weakest];
        if (h->certainty > w->certainty ||
            (h->certainty == w->certainty && h->confidence < w->confidence))
            out->weakest = i;
    }
}

/* From what the first answer reaches at the node on to the target. */
static void try_joined(const struct graph *g, const struct path_ask *q,
                       const struct what_if *change, const struct path_answer *first,
                       struct best *best)
{
    struct seat seat = seat_at(g, &q->via, 1);
    const struct path_question question = {.seat = &seat, .mode = MODE_STRICT,
                                           .auth = AUTH_VIEW_WORST, .change = change,
                                           .ways_only = true};
    struct path_answer *second = paths_between(g, &question, q->to, q->to_count);

    for (size_t i = 0; i < path_answer_count(second); i++) {
        const struct path_target *t = path_answer_at(second, i);
        struct arena *arena = arena_new();
        struct path tail, head, whole;
        bool good = t->states && path_answer_path(second, t->node, t->best, arena, &tail) &&
                    tail.hop_count && tail.hops[0]->from == q->via &&
                    path_answer_path(first, q->via, tail.hops[0]->from_state, arena, &head) &&
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

static void search(const struct graph *g, const struct path_ask *q, const node_id *from,
                   size_t count, const struct what_if *change, struct best *best)
{
    struct seat seat = seat_at(g, from, count);
    const struct path_question question = {.seat = &seat, .mode = MODE_STRICT,
                                           .auth = AUTH_VIEW_WORST, .change = change,
                                           .ways_only = true};
    struct path_answer *a = paths_between(g, &question, q->to, q->to_count);
    struct path_target best_of[PATH_ASK_TARGETS];
    size_t kept = 0;

    for (size_t i = 0; i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        if (t->states && !is_in(from, count, t->node))
            keep(best_of, &kept, t);
    }
    for (size_t i = 0; i < kept && !stop_asked(); i++)
        try_target(q, a, &best_of[i], best);
    if (q->via && !best->found && !stop_asked()) {
        struct path_answer *first = paths_between(g, &question, &q->via, 1);
        try_joined(g, q, change, first, best);
        path_answer_free(first);
    }
    path_answer_free(a);
}

/* --- The question and its answer ------------------------------------------------------------------ */

struct way {
    struct path_ask ask; /* its nodes are copies */
};

struct way_job {
    const struct graph *graph;
    struct way *way;
    struct what_if *change;
    bool renew;              /* the exposure that is there is of another change */
    struct best best;
    bool input_alone;        /* no code is taken over on the way */
};

static const node_id *copied(const node_id *nodes, size_t count)
{
    node_id *copy = count ? mem_alloc(count * sizeof *copy) : NULL;

    if (count)
        memcpy(copy, nodes, count * sizeof *copy);
    return copy;
}

static struct way *way_new(const struct path_ask *q)
{
    struct way *w = mem_zalloc(1, sizeof *w);

    w->ask = *q;
    w->ask.from = copied(q->from, q->from_count);
    w->ask.to = copied(q->to, q->to_count);
    w->ask.avoid = copied(q->avoid, q->avoid_count);
    return w;
}

static void list_free(const node_id *nodes)
{
    union {
        const node_id *lent;
        node_id *own;
    } list = {.lent = nodes};

    mem_free(list.own);
}

void path_ask_drop(struct way *w)
{
    if (w) {
        list_free(w->ask.from);
        list_free(w->ask.to);
        list_free(w->ask.avoid);
    }
    mem_free(w);
}

static void way_fill(struct explorer *x, void *job)
{
    struct way_job *j = job;

    j->graph = x->graph;
    j->way = x->way;
    x->way = NULL;
    j->change = session_change_copy(x);
    for (size_t i = 0; i < j->way->ask.avoid_count; i++)
        what_if_cut_node(j->change, j->way->ask.avoid[i]);
    j->renew = inquiry_busy(x, INQUIRY_REACH);
}

/* What data alone does, if that reaches it. */
static bool by_input(const struct exposure *e, const struct path_ask *q, struct best *best)
{
    struct arena *arena;
    struct path path;

    if (!exposure_reach(e, q->to[0]).reached)
        return false;
    arena = arena_new();
    path = exposure_path(e, q->to[0], arena);
    offer(best, arena, &path);
    return true;
}

static void way_work(void *job)
{
    struct way_job *j = job;
    const struct path_ask *q = &j->way->ask;
    node_id from[PATH_ASK_SOURCES];
    size_t count = sources(q, from);

    if (q->anyone && j->renew) {
        struct exposure *e = exposure_build_changed(j->graph, j->change);
        j->input_alone = by_input(e, q, &j->best);
        exposure_free(e);
    }
    for (size_t i = 0; !j->input_alone && (i == 0 || i < count) && !stop_asked(); i += SEAT_PARTS)
        search(j->graph, q, from + i, count - i < SEAT_PARTS ? count - i : SEAT_PARTS, j->change,
               &j->best);
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

static void say_found(struct explorer *x, const struct path_ask *q, const struct path *p,
                      bool input_alone)
{
    struct buf from = {0}, to = {0};

    if (!q->anyone) {
        buf_puts(&from, " from ");
        buf_add(&from, session_name(x, p->hops[0]->from));
    }
    buf_add(&to, session_name(x, p->target));
    session_say(x, "path of %zu hop%s%s to %s%s: %s", p->hop_count,
                p->hop_count == 1 ? "" : "s", q->anyone ? "" : from.ptr, to.ptr,
                q->anyone && !input_alone ? ", taking over code" : "",
                linear_or(x, "s steps along it, Esc clears", "path off clears it"));
    buf_release(&from);
    buf_release(&to);
}

static void say_none(struct explorer *x, const struct path_ask *q)
{
    struct buf from = {0}, to = {0};

    name_nodes(x, q->from, q->from_count, "the internet", &from);
    name_nodes(x, q->to, q->to_count, "nothing", &to);
    if (q->anyone && graph_node_zone(x->graph, q->to[0])->kind == ZONE_INTERNET)
        session_complain(x, "%s stands in the internet: p shows the way to what is behind", to.ptr);
    else if (q->anyone)
        session_complain(x, "no input of the internet was found to reach %s", to.ptr);
    else
        session_complain(x, "no %spath from %s to %s was found, under these assumptions",
                         q->via || q->most || q->avoid_count ? "such " : "", from.ptr, to.ptr);
    buf_release(&from);
    buf_release(&to);
}

/* The path becomes the one that is lit; after another reading the hop cursor and the selection stay. */
static bool deliver(struct explorer *x, const struct path_ask *q, struct best *best,
                    bool input_alone)
{
    struct path *p = &best->path;

    if (best->found) {
        session_path_set(x, best->arena, p);
        best->arena = NULL;
    }
    if (q->again) {
        x->path.hop = q->hop < x->path.path.hop_count ? q->hop : x->path.path.hop_count;
        return best->found;
    }
    if (!best->found) {
        say_none(x, q);
        return false;
    }
    if (q->select)
        session_select(x, p->target);
    if (!q->anyone)
        map_follow(x);
    say_found(x, q, p, input_alone);
    return true;
}

static void way_take(struct explorer *x, void *job)
{
    struct way_job *j = job;

    x->way_found = deliver(x, &j->way->ask, &j->best, j->input_alone);
}

static void way_drop(void *job)
{
    struct way_job *j = job;

    arena_free(j->best.arena);
    session_change_free(j->change);
    path_ask_drop(j->way);
}

const struct inquiry_kind inquiry_way = {
    .doing = "looking for a path... Esc stops it",
    .job_size = sizeof(struct way_job),
    .fill = way_fill,
    .work = way_work,
    .take = way_take,
    .drop = way_drop,
};

bool path_ask(struct explorer *x, const struct path_ask *q)
{
    node_id from[PATH_ASK_SOURCES];
    struct best best = {.found = false};

    if (q->from_count && !sources(q, from)) {
        session_complain(x, "a path leads from one node to another");
        return false;
    }
    if (q->anyone && !inquiry_busy(x, INQUIRY_REACH) && by_input(x->exposure, q, &best)) {
        inquiry_stop(x, INQUIRY_WAY); /* another one is not wanted any more */
        return deliver(x, q, &best, true);
    }
    path_ask_drop(x->way);
    x->way = way_new(q);
    x->way_found = false;
    inquiry_ask(x, INQUIRY_WAY, x->inquiries[INQUIRY_WAY].stamp + 1);
    if (x->options.patient)
        inquiry_wait(x, INQUIRY_WAY);
    return x->way_found || inquiry_busy(x, INQUIRY_WAY);
}

bool session_path_asked(struct explorer *x, node_id node, bool select)
{
    return node && path_ask(x, &(struct path_ask){.anyone = true, .to = &node, .to_count = 1,
                                                  .select = select});
}
