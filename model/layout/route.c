/* SPDX-License-Identifier: MIT */
/* route.c - tracks of the lines in each channel, then the main axis.
 * A net that does not run straight has one track. Where a net leaves on the row on which another
 * arrives, it must turn first; cycles of that rule are broken by a dogleg: the net turns twice,
 * with a short run on a row that nobody uses. Nets that lead to nothing but one port of one box
 * are a bus: they share a track. Order: topological, then moved while crossings
 * drop; tracks: the first one behind all that the net overlaps.
 * Source:   channel routing after Hashimoto, Stevens 1971; doglegs after Deutsch 1976. */
#include "layered.h"

#include <stdlib.h>

/* One upright run: a net or a bus, or the head or the tail of a split one. */
struct job {
    int net;       /* the first net; the others follow in router.next_net */
    int nets;
    bool head, tail;
    int dog;       /* order coordinate between head and tail */
    int lo, hi;
    int waits;     /* jobs that must stand before it and do not yet */
    bool done;
    int key;
};

struct router {
    struct lay *l;
    struct channel *c;
    struct job *jobs;
    int job_count;
    int rows;           /* coordinates that exist */
    int *leaver;        /* per coordinate: job that comes in there, -1 */
    int *arrive_first;  /* per coordinate: the jobs that go out there */
    int *arrive_job;
    bool *taken;        /* coordinate used by a port, a dogleg or a border */
    int *next_net;      /* in the same bus, -1 */
    int *seq;           /* jobs in the order of their tracks */
    int seq_count;
    int *heap, heap_count;
};

/* What needs room in the channel besides tracks. */
static void note_signs(const struct lay *l, struct channel *c, const struct seg *s)
{
    const struct tree *t = &l->trees[s->tree];
    int cells = t->link_count > LINES_FEW ? signs_cells(t->link_count) : 0;

    if (s->link >= 0 && l->links[s->link].crossing)
        *(t->gathers ? &c->early_marks : &c->marks) = true;
    if (l->items[s->a].tree < 0 && t->kind != LINK_FORWARD)
        c->back_heads = true;
    if (!t->gathers && s->a == t->root)
        c->number_out = max_int(c->number_out, cells);
    if (t->gathers && s->b == t->root)
        c->number_in = max_int(c->number_in, cells);
}

static void make_nets(struct lay *l, int r)
{
    struct channel *c = &l->channels[r];
    int first = l->seg_first[r], end = l->seg_first[r + 1];

    c->nets = arena_array(l->arena, (size_t)(end - first), sizeof *c->nets);
    for (int i = first; i < end; i++) {
        const struct seg *s = &l->segs[i];
        struct net *net = c->net_count ? &c->nets[c->net_count - 1] : NULL;

        if (!net || net->tree != s->tree || net->source != s->a) {
            net = &c->nets[c->net_count++];
            *net = (struct net){.tree = s->tree, .source = s->a, .first = i, .from = s->from,
                                .lo = s->from, .hi = s->from, .track = -1, .dog_track = -1};
        }
        net->count++;
        net->lo = min_int(net->lo, s->to);
        net->hi = max_int(net->hi, s->to);
        note_signs(l, c, s);
    }
}

static const struct seg *net_seg(const struct router *q, const struct net *n, int i)
{
    return &q->l->segs[n->first + i];
}

/* A job comes in and goes out at one or more order coordinates; the cursor walks over them. */
struct cursor {
    int net, i;
};

static struct cursor job_start(const struct job *j)
{
    return (struct cursor){j->net, 0};
}

static bool job_in(const struct router *q, const struct job *j, struct cursor *c, int *row)
{
    if (c->net < 0)
        return false;
    *row = j->tail ? j->dog : q->c->nets[c->net].from;
    c->net = j->tail ? -1 : q->next_net[c->net];
    return true;
}

/* All nets of a bus go out at the same place, so those of the first one are enough. */
static bool job_out(const struct router *q, const struct job *j, struct cursor *c, int *row)
{
    const struct net *n = &q->c->nets[j->net];

    if (c->i >= (j->head ? 1 : n->count))
        return false;
    *row = j->head ? j->dog : net_seg(q, n, c->i)->to;
    c->i++;
    return true;
}

static int job_size(const struct router *q, const struct job *j)
{
    return j->nets + q->c->nets[j->net].count;
}

static void set_span(const struct router *q, struct job *j)
{
    int row;

    j->lo = INT32_MAX;
    j->hi = -1;
    for (struct cursor c = job_start(j); job_in(q, j, &c, &row);) {
        j->lo = min_int(j->lo, row);
        j->hi = max_int(j->hi, row);
    }
    int in_lo = j->lo, in_hi = j->hi;
    for (struct cursor c = job_start(j); job_out(q, j, &c, &row);) {
        j->lo = min_int(j->lo, row);
        j->hi = max_int(j->hi, row);
    }
    /* downward: lower source first; upward: upper source first */
    j->key = j->hi - in_hi >= in_lo - j->lo ? -in_hi : in_lo - q->rows;
}

static bool bus_member(const struct router *q, const struct net *n)
{
    return n->count == 1 && n->lo != n->hi &&
           (net_seg(q, n, 0)->link >= 0 || q->l->trees[n->tree].gathers);
}

/* Chains the nets that lead to one port of one box only, or to the place where the trunk that gathers
 * them passes the next rank; only those of one kind ever share one.
 * last_of: per coordinate, the last net so far of the bus that goes out there. */
static bool join_bus(struct router *q, int net, int *last_of)
{
    const struct net *n = &q->c->nets[net];

    q->next_net[net] = -1;
    if (!bus_member(q, n))
        return false;
    int to = net_seg(q, n, 0)->to, last = last_of[to];
    last_of[to] = net;
    if (last < 0)
        return false;
    q->next_net[last] = net;
    return true;
}

static void index_arrivals(struct router *q)
{
    int *count = q->arrive_first, row;

    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < q->job_count; i++) {
            for (struct cursor c = job_start(&q->jobs[i]); job_out(q, &q->jobs[i], &c, &row);) {
                if (pass == 0)
                    count[row + 2]++;
                else
                    q->arrive_job[count[row + 1]++] = i;
            }
        }
        for (row = 0; pass == 0 && row < q->rows; row++)
            count[row + 2] += count[row + 1];
    }
}

static void make_jobs(struct router *q)
{
    struct channel *c = q->c;
    int *last_of = arena_array(q->l->arena, (size_t)q->rows + 1, sizeof(int)), row;

    for (row = 0; row <= q->rows; row++)
        last_of[row] = -1;
    for (int i = 0; i < c->net_count; i++) {
        struct net *n = &c->nets[i];

        q->taken[n->from] = true;
        for (int k = 0; k < n->count; k++)
            q->taken[net_seg(q, n, k)->to] = true;
        if (!join_bus(q, i, last_of) && n->lo != n->hi)
            q->jobs[q->job_count++] = (struct job){.net = i};
    }
    for (int i = 0; i < q->job_count; i++) {
        struct job *j = &q->jobs[i];

        for (struct cursor k = job_start(j); job_in(q, j, &k, &row); j->nets++)
            q->leaver[row] = i;
        set_span(q, j);
    }
    index_arrivals(q);
    for (row = 0; row < q->rows; row++) {
        if (q->leaver[row] < 0)
            continue;
        for (int k = q->arrive_first[row]; k < q->arrive_first[row + 1]; k++)
            if (q->arrive_job[k] != q->leaver[row])
                q->jobs[q->arrive_job[k]].waits++;
    }
}

static bool before(const struct router *q, int a, int b)
{
    if (q->jobs[a].key != q->jobs[b].key)
        return q->jobs[a].key < q->jobs[b].key;
    return a < b;
}

static void heap_push(struct router *q, int job)
{
    int i = q->heap_count++;

    while (i > 0 && before(q, job, q->heap[(i - 1) / 2])) {
        q->heap[i] = q->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    q->heap[i] = job;
}

static int heap_pop(struct router *q)
{
    int top = q->heap[0], last = q->heap[--q->heap_count], i = 0;

    for (int kid = 1; kid < q->heap_count; kid = 2 * i + 1) {
        if (kid + 1 < q->heap_count && before(q, q->heap[kid + 1], q->heap[kid]))
            kid++;
        if (!before(q, q->heap[kid], last))
            break;
        q->heap[i] = q->heap[kid];
        i = kid;
    }
    q->heap[i] = last;
    return top;
}

static void release(struct router *q, int job)
{
    if (--q->jobs[job].waits == 0)
        heap_push(q, job);
}

static void finish(struct router *q, int job)
{
    struct job *j = &q->jobs[job];
    int row;

    j->done = true;
    q->seq[q->seq_count++] = job;
    if (j->head)
        release(q, q->leaver[j->dog]); /* the tail */
    if (j->tail)
        return;
    for (struct cursor c = job_start(j); job_in(q, j, &c, &row);) {
        for (int k = q->arrive_first[row]; k < q->arrive_first[row + 1]; k++)
            if (q->arrive_job[k] != job &&
                !(j->head && q->jobs[q->arrive_job[k]].net == j->net))
                release(q, q->arrive_job[k]);
    }
}

/* A job that this one waits for and that has not been placed: the way back along a cycle. */
static int waits_for(const struct router *q, int job)
{
    int row;

    for (struct cursor c = job_start(&q->jobs[job]); job_out(q, &q->jobs[job], &c, &row);) {
        int other = q->leaver[row];

        if (other >= 0 && other != job && !q->jobs[other].done && !q->jobs[other].tail)
            return other;
    }
    return -1;
}

/* The smallest job in some cycle of jobs that wait for each other. */
static int cycle_victim(const struct router *q, int start)
{
    int slow = start, fast = start, best;

    do {
        slow = waits_for(q, slow);
        fast = waits_for(q, waits_for(q, fast));
    } while (slow != fast);
    best = slow;
    for (int j = waits_for(q, slow); j != slow; j = waits_for(q, j))
        if (job_size(q, &q->jobs[j]) < job_size(q, &q->jobs[best]))
            best = j;
    return best;
}

/* Doglegs keep off the borders of frames that touch the channel. */
static void take_borders(struct router *q, int r)
{
    for (int b = 0; b < q->l->band_count; b++) {
        const struct band *band = &q->l->bands[b];

        if (band_framed(band) && band->o0 <= band->o1 && band->r0 <= r + 1 && band->r1 >= r)
            q->taken[max_int(band->o0, 0)] = q->taken[min_int(band->o1, q->rows)] = true;
    }
}

/* The nearest coordinate that nothing uses. */
static int free_row(struct router *q, int near)
{
    for (int d = 1;; d++) {
        if (near - d >= 0 && !q->taken[near - d])
            return near - d;
        if (!q->taken[near + d]) /* there is room for all nets behind the last row */
            return near + d;
    }
}

static void split(struct router *q, int job)
{
    struct job *tail = &q->jobs[job], *head = &q->jobs[q->job_count];
    int head_index = q->job_count++, row;

    *head = *tail;
    head->head = true;
    head->waits = 0;
    head->dog = free_row(q, q->c->nets[tail->net].from);
    q->l->order_size = max_int(q->l->order_size, head->dog + 1);
    q->l->metrics.doglegs++;
    for (struct cursor c = job_start(head); job_in(q, head, &c, &row);)
        q->leaver[row] = head_index;
    tail->tail = true;
    tail->dog = head->dog;
    tail->waits++; /* for its head */
    set_span(q, tail);
    set_span(q, head);
    q->taken[head->dog] = true;
    q->leaver[head->dog] = job;
    heap_push(q, head_index);
}

static void order_jobs(struct router *q)
{
    int start = 0, whole = q->job_count;

    for (int i = 0; i < whole; i++)
        if (q->jobs[i].waits == 0)
            heap_push(q, i);
    for (;;) {
        while (q->heap_count > 0)
            finish(q, heap_pop(q));
        while (start < whole && q->jobs[start].done)
            start++;
        if (start == whole)
            return;
        split(q, cycle_victim(q, start));
    }
}

/* Crossings if a stands before b. */
static int pair_cost(const struct router *q, const struct job *a, const struct job *b)
{
    int cost = 0, row;

    for (struct cursor c = job_start(b); job_in(q, b, &c, &row);)
        cost += row > a->lo && row < a->hi;
    for (struct cursor c = job_start(a); job_out(q, a, &c, &row);)
        cost += row > b->lo && row < b->hi;
    return cost;
}

/* Whether a must stand before b. */
static bool must_precede(const struct router *q, const struct job *a, const struct job *b)
{
    int in, out;

    if (a->net == b->net)
        return a->head;
    for (struct cursor c = job_start(a); !a->tail && job_in(q, a, &c, &in);)
        for (struct cursor k = job_start(b); job_out(q, b, &k, &out);)
            if (in == out)
                return true;
    return false;
}

static bool apart(const struct job *a, const struct job *b)
{
    return a->hi + 1 < b->lo || b->hi + 1 < a->lo;
}

/* Moves the job at seq[i] to where it causes the fewest crossings, one direction. */
static bool shift_job(struct router *q, int i, int step)
{
    enum { REACH = 48 };
    const struct job *j = &q->jobs[q->seq[i]];
    int delta = 0, best = 0, to = i;

    for (int k = i + step, n = 0; k >= 0 && k < q->seq_count && n < REACH; k += step, n++) {
        const struct job *other = &q->jobs[q->seq[k]];

        if (apart(j, other))
            continue;
        const struct job *first = step > 0 ? j : other, *second = step > 0 ? other : j;
        if (must_precede(q, first, second))
            break;
        delta += pair_cost(q, second, first) - pair_cost(q, first, second);
        if (delta < best) {
            best = delta;
            to = k;
        }
    }
    if (to == i)
        return false;
    int moved = q->seq[i];
    for (int k = i; k != to; k += step)
        q->seq[k] = q->seq[k + step];
    q->seq[to] = moved;
    return true;
}

static void uncross_jobs(struct router *q)
{
    enum { ROUNDS = 6 };
    bool moved = true;

    for (int round = 0; moved && round < ROUNDS && !lay_stopped(q->l); round++) {
        moved = false;
        for (int i = 0; i < q->seq_count; i++)
            moved = shift_job(q, i, 1) || moved;
        for (int i = q->seq_count - 1; i >= 0; i--)
            moved = shift_job(q, i, -1) || moved;
    }
}

static void set_tracks(struct router *q)
{
    int *used = arena_array(q->l->arena, (size_t)q->l->order_size + 2, sizeof(int));

    for (int i = 0; i < q->seq_count; i++) {
        struct job *j = &q->jobs[q->seq[i]];
        int track = 0;

        for (int row = max_int(j->lo - 1, 0); row <= j->hi + 1; row++)
            track = max_int(track, used[row]);
        for (int row = j->lo; row <= j->hi; row++)
            used[row] = track + 1;
        for (int k = j->net; k >= 0; k = q->next_net[k]) {
            q->c->nets[k].dog = j->dog;
            if (j->head)
                q->c->nets[k].dog_track = track;
            else
                q->c->nets[k].track = track;
        }
        q->c->tracks = max_int(q->c->tracks, track + 1);
    }
}

static void route_channel(struct lay *l, int r)
{
    struct channel *c = &l->channels[r];
    size_t rows = (size_t)l->order_size, nets = (size_t)c->net_count;
    size_t arrivals = (size_t)(l->seg_first[r + 1] - l->seg_first[r]);
    struct arena *a = l->arena;
    struct router q = {.l = l, .c = c, .rows = l->order_size,
                       .jobs = arena_array(a, 2 * nets, sizeof *q.jobs),
                       .leaver = arena_array(a, rows + nets + 2, sizeof(int)),
                       .arrive_first = arena_array(a, rows + nets + 4, sizeof(int)),
                       .arrive_job = arena_array(a, arrivals, sizeof(int)),
                       .taken = arena_array(a, rows + nets + 2, sizeof(bool)),
                       .next_net = arena_array(a, nets, sizeof(int)),
                       .seq = arena_array(a, 2 * nets, sizeof(int)),
                       .heap = arena_array(a, 2 * nets, sizeof(int))};

    for (size_t i = 0; i < rows + nets + 2; i++)
        q.leaver[i] = -1;
    take_borders(&q, r);
    make_jobs(&q);
    order_jobs(&q);
    uncross_jobs(&q);
    set_tracks(&q);
}

void route_channels(struct lay *l)
{
    l->channels = arena_array(l->arena, (size_t)l->rank_count, sizeof *l->channels);
    for (int r = 0; r < l->rank_count; r++) {
        make_nets(l, r);
        if (l->channels[r].net_count)
            route_channel(l, r);
    }
}
