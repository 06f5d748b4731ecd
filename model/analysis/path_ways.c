/* SPDX-License-Identifier: MIT */
/* path_ways.c - more than one way to a node: those of all parts of the seat, the best first. */
#include "mem.h"
#include "path_parts.h"
#include "ways.h"

/* The ways of each part; the next one of each is held ready. */
struct heads {
    struct ways *ways[PATH_PARTS];
    struct way_found next[PATH_PARTS];
    bool there[PATH_PARTS];
};

struct taking {
    const struct path_answer *a;
    vertex_id v;
    struct arena *arena;
    struct path_ways *out;
    size_t max;
};

static void begin(struct heads *h, const struct taking *t, bool differing)
{
    for (size_t i = 0; i < t->a->part_count; i++) {
        const struct path_part *part = &t->a->parts[i];
        h->ways[i] = NULL;
        h->there[i] = path_part_reaches(part, t->v);
        if (!h->there[i])
            continue;
        h->ways[i] = ways_new(part->search, part->starts, part->start_count, t->v, differing);
        h->there[i] = ways_next(h->ways[i], &h->next[i]);
    }
}

/* Frees them; false: one of the searches was cut short. */
static bool end(struct heads *h, const struct taking *t)
{
    bool complete = true;
    for (size_t i = 0; i < t->a->part_count; i++) {
        complete = complete && (!h->ways[i] || ways_complete(h->ways[i]));
        ways_free(h->ways[i]);
    }
    return complete;
}

/* The best of all parts; false: there is none. */
static bool next_path(struct heads *h, const struct taking *t, struct path *out)
{
    size_t count = t->a->part_count, best = count;
    for (size_t i = 0; i < count; i++)
        if (h->there[i] && (best == count || ways_compare(&h->next[i], &h->next[best]) < 0))
            best = i;
    if (best == count)
        return false;
    const struct way_found *w = &h->next[best];
    *out = path_make_way(t->a->parts[best].attack, w->arcs, w->count, t->v, t->arena);
    h->there[best] = ways_next(h->ways[best], &h->next[best]);
    return true;
}

static bool same_from(const struct path *x, size_t i, const struct path *y, size_t k)
{
    if (x->hop_count - i != y->hop_count - k)
        return false;
    for (; i < x->hop_count; i++, k++)
        if (x->hops[i]->row != y->hops[k]->row || x->hops[i]->edge != y->hops[k]->edge ||
            x->hops[i]->from != y->hops[k]->from)
            return false;
    return true;
}

static bool same_hops(const struct path *x, const struct path *y)
{
    return same_from(x, 0, y, 0);
}

/* How many hops lead through an api to its route; 0: it does not begin like that. */
static size_t through_api(const struct path *p)
{
    bool api = p->hop_count > 1 && p->hops[0]->row->edge == EDGE_EXPOSES &&
               p->hops[1]->row->edge == EDGE_ROUTES;
    return api ? 2 : 0;
}

/* A route is one door, whether it is told with its api or without. */
static bool same_door(const struct path *x, const struct path *y)
{
    size_t in_x = through_api(x), in_y = through_api(y);
    if (!in_x == !in_y || x->hop_count == 0 || y->hop_count == 0 ||
        x->hops[0]->row->edge != EDGE_EXPOSES || y->hops[0]->row->edge != EDGE_EXPOSES)
        return same_hops(x, y);
    return same_from(x, in_x ? in_x : 1, y, in_y ? in_y : 1);
}

/* The techniques one after another, those that say nothing left out. */
static bool same_chain(const struct path *x, const struct path *y)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < x->hop_count && *x->hops[i]->row->technique == '-')
            i++;
        while (k < y->hop_count && *y->hops[k]->row->technique == '-')
            k++;
        if (i == x->hop_count || k == y->hop_count)
            return i == x->hop_count && k == y->hop_count;
        if (strcmp(x->hops[i++]->row->technique, y->hops[k++]->row->technique) != 0)
            return false;
    }
}

static bool same_story(const struct path *x, const struct path *y)
{
    return same_chain(x, y) || same_door(x, y);
}

static bool known(const struct path_ways *ways, const struct path *p,
                  bool (*same)(const struct path *x, const struct path *y))
{
    for (size_t i = 0; i < ways->count; i++)
        if (same(&ways->paths[i], p))
            return true;
    return false;
}

/* Keeps the order: the new one goes behind all that are as good. */
static void put(struct path_ways *ways, const struct path *p)
{
    struct way_found x = {.rank = (uint8_t)p->rank, .effort = p->effort,
                          .count = (uint32_t)p->hop_count, .confidence = (uint8_t)p->confidence};
    size_t at = ways->count++;
    for (; at > 0; at--) {
        const struct path *q = &ways->paths[at - 1];
        struct way_found y = {.rank = (uint8_t)q->rank, .effort = q->effort,
                              .count = (uint32_t)q->hop_count,
                              .confidence = (uint8_t)q->confidence};
        if (ways_compare(&x, &y) >= 0)
            break;
        ways->paths[at] = *q;
    }
    ways->paths[at] = *p;
}

/* Takes ways while there is room, those that are like a known one left out; false: there may be some
 * that were not looked at. */
static bool take(const struct taking *t, bool differing,
                 bool (*same)(const struct path *x, const struct path *y))
{
    struct heads heads;
    struct path p;
    size_t looked = 0, most = t->max + PATH_WAYS_MAX;
    begin(&heads, t, differing);
    while (!t->out->more && looked < most && next_path(&heads, t, &p)) {
        looked++;
        if (known(t->out, &p, same))
            continue;
        if (t->out->count == t->max)
            t->out->more = true;
        else
            put(t->out, &p);
    }
    return end(&heads, t) && (t->out->more || looked < most);
}

struct path_ways path_answer_ways(const struct path_answer *a, node_id n, enum state s, size_t max,
                                  bool differing, struct arena *arena)
{
    vertex_id v = path_vertex(a, n, s);
    struct path_ways out = {.paths = arena_array(arena, max + 1, sizeof *out.paths)};
    struct taking t = {.a = a, .v = v, .arena = arena, .out = &out, .max = max};
    if (v == VERTEX_NONE || !path_best_part(a, v) || max == 0)
        return out;
    if (a->exact) {
        out.count = path_answer_path(a, n, s, arena, &out.paths[0]);
        return out;
    }
    out.complete = take(&t, differing, differing ? same_door : same_hops);
    if (differing && !out.more)
        take(&t, false, same_story);
    return out;
}
