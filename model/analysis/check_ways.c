/* SPDX-License-Identifier: MIT */
/* check_ways.c - that several ways to one fact are what they are said to be. That none is left out is
 * shown by walking: from the starts hop by hop, wherever the rest can still be better than the last way
 * that is told. Before each step it is looked whether there is such a rest past what was walked, so the
 * walk never goes where no way is, and its cost is that of the ways there are. */
#include <stdlib.h>
#include <string.h>

#include "check_net.h"

enum { WORK_MAX = 200 * 1000 * 1000 }; /* arcs looked at; then it is said that it is too much */

struct key { /* as good as a way is: less is better, but for the confidence */
    uint8_t rank, confidence;
    cost cost;
};

static const struct key key_start = {0, 100, 0};

static int key_order(struct key x, struct key y)
{
    if (x.rank != y.rank)
        return x.rank < y.rank ? -1 : 1;
    if (x.cost != y.cost)
        return x.cost < y.cost ? -1 : 1;
    return (int)y.confidence - (int)x.confidence;
}

static struct key key_with(struct key k, const struct check_arc *a)
{
    k.rank = a->gate > k.rank ? a->gate : k.rank;
    k.confidence = a->confidence < k.confidence ? a->confidence : k.confidence;
    k.cost += check_cost(a);
    return k;
}

static struct key key_of(const struct path *p)
{
    return (struct key){.rank = (uint8_t)p->rank, .confidence = (uint8_t)p->confidence,
                        .cost = ((cost)p->effort << 32) + p->hop_count};
}

static bool fail(struct buf *why, size_t way, const char *what)
{
    buf_printf(why, "way %zu: %s", way + 1, what);
    return false;
}

/* --- Each for itself -------------------------------------------------------------------------- */

static const struct check_arc *arc_of(const struct check_net *n, const struct path_hop *h)
{
    uint32_t from = check_vertex(h->from, h->from_state), to = check_vertex(h->to, h->to_state);
    for (uint32_t i = n->out_at[from]; i < n->out_at[from + 1]; i++)
        if (n->arcs[i].to == to && n->arcs[i].edge == h->edge &&
            &spread_rows[n->arcs[i].row] == h->row)
            return &n->arcs[i];
    return NULL;
}

/* NULL: it is a simple way of this net, as good as it says; else what is wrong. */
static const char *complaint(const struct check_net *n, const struct path *p, uint32_t target)
{
    struct key key = key_start;
    uint32_t at = p->hop_count ? check_vertex(p->hops[0]->from, p->hops[0]->from_state) : target;
    uint8_t *seen = mem_zalloc(n->vertices, 1);
    const char *what = n->is_start[at] ? NULL : "it does not begin at a start fact of the seat";
    for (size_t i = 0; i < p->hop_count && !what; i++) {
        const struct check_arc *a = arc_of(n, p->hops[i]);
        if (!a)
            what = "a hop is none";
        else if (a->from != at)
            what = "its hops do not join";
        else if (n->is_start[a->to] || seen[a->to])
            what = "it passes a fact twice, or a second start";
        else
            key = key_with(key, a);
        seen[at] = 1;
        at = a ? a->to : at;
    }
    if (!what && (at != target || check_vertex(p->target, p->state) != target))
        what = "it ends elsewhere";
    if (!what && key_order(key, key_of(p)) != 0)
        what = "its gate, effort, hops or confidence are other ones";
    mem_free(seen);
    return what;
}

static bool same_hop(const struct path_hop *x, const struct path_hop *y)
{
    return x->row == y->row && x->edge == y->edge && x->from == y->from;
}

static bool same_hops(const struct path *x, const struct path *y)
{
    bool same = x->hop_count == y->hop_count;
    for (size_t i = 0; same && i < x->hop_count; i++)
        same = same_hop(x->hops[i], y->hops[i]);
    return same;
}

static void next_technique(const struct path *p, size_t *i)
{
    while (*i < p->hop_count && p->hops[*i]->row->technique[0] == '-')
        ++*i;
}

static bool same_techniques(const struct path *x, const struct path *y)
{
    for (size_t i = 0, k = 0;; i++, k++) {
        next_technique(x, &i);
        next_technique(y, &k);
        if (i == x->hop_count || k == y->hop_count)
            return i == x->hop_count && k == y->hop_count;
        if (strcmp(x->hops[i]->row->technique, y->hops[k]->row->technique) != 0)
            return false;
    }
}

static bool are_alike(const struct path *x, const struct path *y, bool differing)
{
    if (same_hops(x, y))
        return true;
    bool begin = x->hop_count && y->hop_count && same_hop(x->hops[0], y->hops[0]);
    return differing && begin && same_techniques(x, y);
}

static bool check_each(const struct check_net *const *nets, size_t net_count,
                       const struct path_ways *w, uint32_t target, bool differing, struct buf *why)
{
    for (size_t i = 0; i < w->count; i++) {
        const char *what = NULL;
        for (size_t n = 0; n < net_count && (n == 0 || what); n++)
            what = complaint(nets[n], &w->paths[i], target);
        if (what)
            return fail(why, i, what);
        if (i && key_order(key_of(&w->paths[i - 1]), key_of(&w->paths[i])) > 0)
            return fail(why, i, "it is better than the one before it");
        for (size_t k = 0; k < i; k++)
            if (are_alike(&w->paths[k], &w->paths[i], differing))
                return fail(why, i, "it is like one before it");
    }
    return true;
}

/* --- None is left out ------------------------------------------------------------------------- */

struct frame {
    uint32_t at, next; /* vertex; arc to try */
    struct key key;
};

struct walker {
    const struct check_net *n;
    const struct path_ways *told;
    uint32_t target;
    bool bounded;              /* only ways that are better than `last` */
    struct key last;
    cost *left[AUTH_CLASS_COUNT];
    struct frame *frames;
    size_t depth, cap;
    uint8_t *on_way;
    cost *far;                 /* of one look ahead, COST_FAR between them */
    uint32_t *touched;
    size_t touched_count;
    struct heap heap;
    size_t work;
};

static const cost *left_of(struct walker *w, uint8_t level)
{
    if (!w->left[level])
        w->left[level] = check_distances(w->n, w->target, level);
    return w->left[level];
}

/* The least cost of a rest from v past what was walked, over hops with a gate of at most `level` that
 * are surer than `above`; COST_FAR if that is more than `most`. */
static cost look_ahead(struct walker *w, uint32_t v, uint8_t level, int above, cost most)
{
    const struct check_net *n = w->n;
    const cost *left = left_of(w, level);
    cost found = COST_FAR;
    if (left[v] == COST_FAR || left[v] > most)
        return COST_FAR;
    w->far[v] = 0;
    w->touched[w->touched_count++] = v;
    heap_push(&w->heap, (struct heap_entry){.bound = left[v], .cost = 0, .at = v});
    while (w->heap.count && found == COST_FAR) {
        struct heap_entry e = heap_pop(&w->heap);
        if (e.cost != w->far[e.at])
            continue;
        if (e.at == w->target)
            found = e.cost;
        w->work += n->out_at[e.at + 1] - n->out_at[e.at];
        for (uint32_t i = n->out_at[e.at]; i < n->out_at[e.at + 1]; i++) {
            const struct check_arc *a = &n->arcs[i];
            cost sum = e.cost + check_cost(a);
            if (a->gate > level || a->confidence <= above || w->on_way[a->to] ||
                n->is_start[a->to] || left[a->to] == COST_FAR || sum + left[a->to] > most ||
                sum >= w->far[a->to])
                continue;
            if (w->far[a->to] == COST_FAR)
                w->touched[w->touched_count++] = a->to;
            w->far[a->to] = sum;
            heap_push(&w->heap, (struct heap_entry){.bound = sum + left[a->to], .cost = sum,
                                                    .at = a->to});
        }
    }
    w->heap.count = 0;
    while (w->touched_count)
        w->far[w->touched[--w->touched_count]] = COST_FAR;
    return found;
}

/* Is there a rest from v that makes a way that has to be told? */
static bool leads_on(struct walker *w, uint32_t v, struct key key)
{
    if (!w->bounded)
        return look_ahead(w, v, AUTH_CLASS_COUNT - 1, -1, COST_FAR - 1) != COST_FAR;
    if (key.rank < w->last.rank &&
        look_ahead(w, v, (uint8_t)(w->last.rank - 1), -1, COST_FAR - 1) != COST_FAR)
        return true;
    if (key.rank > w->last.rank || key.cost > w->last.cost)
        return false;
    cost most = w->last.cost - key.cost;
    cost rest = look_ahead(w, v, w->last.rank, -1, most);
    if (rest != most)
        return rest < most;
    return key.confidence > w->last.confidence &&
           look_ahead(w, v, w->last.rank, w->last.confidence, most) == most;
}

static bool is_told(const struct walker *w, const struct check_arc *last)
{
    for (size_t i = 0; i < w->told->count; i++) {
        const struct path *p = &w->told->paths[i];
        bool same = p->hop_count == w->depth;
        for (size_t k = 0; same && k < w->depth; k++) {
            const struct check_arc *a =
                k + 1 < w->depth ? &w->n->arcs[w->frames[k].next - 1] : last;
            same = p->hops[k]->edge == a->edge && p->hops[k]->row == &spread_rows[a->row] &&
                   check_vertex(p->hops[k]->from, p->hops[k]->from_state) == a->from;
        }
        if (same)
            return true;
    }
    return false;
}

static void enter(struct walker *w, uint32_t v, struct key key)
{
    if (w->depth == w->cap)
        w->frames = mem_grow(w->frames, &w->cap, sizeof *w->frames);
    w->frames[w->depth++] = (struct frame){v, w->n->out_at[v], key};
    w->on_way[v] = 1;
}

static bool walk_from(struct walker *w, uint32_t start, struct buf *why)
{
    enter(w, start, key_start);
    while (w->depth) {
        struct frame *f = &w->frames[w->depth - 1];
        if (w->work > WORK_MAX) {
            buf_puts(why, "there are too many ways to check that none is left out");
            return false;
        }
        if (f->next == w->n->out_at[f->at + 1]) {
            w->on_way[f->at] = 0;
            w->depth--;
            continue;
        }
        const struct check_arc *a = &w->n->arcs[f->next++];
        struct key key = key_with(f->key, a);
        if (w->on_way[a->to] || w->n->is_start[a->to])
            continue;
        if (a->to != w->target) {
            if (leads_on(w, a->to, key))
                enter(w, a->to, key);
        } else if ((!w->bounded || key_order(key, w->last) < 0) && !is_told(w, a)) {
            return fail(why, w->told->count, "a better one than the last is left out");
        }
    }
    return true;
}

/* What a seat has from the beginning needs no hop, and no way is better. */
static bool check_start(const struct path_ways *told, struct buf *why)
{
    for (size_t i = 0; i < told->count; i++)
        if (!told->paths[i].hop_count)
            return true;
    return fail(why, told->count, "that it is a start is left out");
}

static bool check_all(const struct check_net *n, const struct path_ways *told, uint32_t target,
                      struct buf *why)
{
    struct walker w = {.n = n, .told = told, .target = target, .bounded = told->more,
                       .last = told->count ? key_of(&told->paths[told->count - 1]) : key_start,
                       .on_way = mem_zalloc(n->vertices, 1),
                       .far = mem_alloc(n->vertices * sizeof *w.far),
                       .touched = mem_alloc(n->vertices * sizeof *w.touched)};
    bool good = true;
    memset(w.far, 0xff, n->vertices * sizeof *w.far);
    for (uint32_t v = 0; good && v < n->vertices; v++)
        if (n->is_start[v] && leads_on(&w, v, key_start))
            good = walk_from(&w, v, why);
    for (size_t i = 0; i < AUTH_CLASS_COUNT; i++)
        mem_free(w.left[i]);
    mem_free(w.frames);
    mem_free(w.on_way);
    mem_free(w.far);
    mem_free(w.touched);
    mem_free(w.heap.items);
    return good;
}

/* --- The best of each first hop --------------------------------------------------------------- */

static bool leads_route(const struct check_net *n, uint32_t from, uint32_t to)
{
    for (uint32_t i = n->out_at[from]; i < n->out_at[from + 1]; i++)
        if (n->arcs[i].to == to && spread_rows[n->arcs[i].row].edge == EDGE_ROUTES)
            return true;
    return false;
}

/* The first hop `a` is that of the way, or leads through the same door: to the way's route from its
 * API, or past the API that the way takes. */
static bool same_door(const struct check_net *n, const struct check_arc *a, const struct path *p)
{
    if (!p->hop_count)
        return false;
    const struct path_hop *h = p->hops[0], *second = p->hop_count > 1 ? p->hops[1] : NULL;
    if (h->edge == a->edge && h->row == &spread_rows[a->row] &&
        check_vertex(h->from, h->from_state) == a->from)
        return true;
    if (spread_rows[a->row].edge != EDGE_EXPOSES || h->row->edge != EDGE_EXPOSES)
        return false;
    return leads_route(n, a->to, check_vertex(h->to, h->to_state)) ||
           (second && second->row->edge == EDGE_ROUTES &&
            check_vertex(second->to, second->to_state) == a->to);
}

/* Gate, effort and hops of the best way with this first hop; false: it leads nowhere. */
static bool best_with(const struct check_net *n, const struct check_arc *a,
                      cost *const left[AUTH_CLASS_COUNT], struct key *out)
{
    for (uint8_t level = a->gate; level < AUTH_CLASS_COUNT; level++) {
        if (n->is_start[a->to] || left[level][a->to] == COST_FAR)
            continue;
        *out = (struct key){.rank = level, .cost = check_cost(a) + left[level][a->to]};
        return true;
    }
    return false;
}

static bool is_no_worse(struct key x, struct key y)
{
    return x.rank < y.rank || (x.rank == y.rank && x.cost <= y.cost);
}

static bool check_first(const struct check_net *n, const struct path_ways *told,
                        const struct check_arc *a, cost *const left[AUTH_CLASS_COUNT],
                        struct buf *why)
{
    struct key best;
    bool found = false;
    if (!best_with(n, a, left, &best))
        return true;
    for (size_t i = 0; i < told->count && !found; i++)
        found = same_door(n, a, &told->paths[i]) && is_no_worse(key_of(&told->paths[i]), best);
    if (!found && told->more && told->count)
        found = is_no_worse(key_of(&told->paths[told->count - 1]), best);
    return found || fail(why, told->count, "the best one with another first hop is left out");
}

static bool check_firsts(const struct check_net *n, const struct path_ways *told, uint32_t target,
                         struct buf *why)
{
    cost *left[AUTH_CLASS_COUNT];
    bool good = true;
    for (uint8_t level = 0; level < AUTH_CLASS_COUNT; level++)
        left[level] = check_distances(n, target, level);
    for (uint32_t i = 0; good && i < n->arc_count; i++)
        if (n->is_start[n->arcs[i].from])
            good = check_first(n, told, &n->arcs[i], left, why);
    for (uint8_t level = 0; level < AUTH_CLASS_COUNT; level++)
        mem_free(left[level]);
    return good;
}

bool check_ways(const struct check_net *const *nets, size_t net_count,
                const struct path_ways *ways, struct fact target, bool differing, struct buf *why)
{
    uint32_t to = check_vertex(target.node, target.state);
    bool good = check_each(nets, net_count, ways, to, differing, why);
    for (size_t i = 0; good && ways->complete && i < net_count; i++)
        if (nets[i]->is_start[to])
            good = check_start(ways, why);
        else
            good = differing ? check_firsts(nets[i], ways, to, why)
                             : check_all(nets[i], ways, to, why);
    return good;
}
