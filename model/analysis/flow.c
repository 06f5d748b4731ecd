/* SPDX-License-Identifier: MIT */
#include "flow.h"

#include <string.h>

#include "mem.h"

#define UNSEEN UINT32_MAX
#define DONE   (UINT32_MAX - 1)

/* Arcs as they were added; then, in compressed rows, both directions of each: what may still go
 * along it. Direction 2k is arc k, 2k + 1 its reverse. */
struct flow {
    uint32_t count, arc_count, source, sink;
    bool taking;         /* ways are being taken: queue[] is [rows][count] then */
    uint32_t *from, *to;
    uint64_t *capacity;
    size_t from_cap, to_cap, capacity_cap;
    uint32_t *at;        /* [count + 1] into rows */
    uint32_t *head;      /* by row: where it leads */
    uint32_t *twin;      /* by row: the row of the other direction */
    uint64_t *left;      /* by row: what may still go */
    uint32_t *row;       /* by arc: the row of its forward direction */
    uint32_t *level, *next, *queue, *way;
};

struct flow *flow_new(uint32_t vertices)
{
    struct flow *f = mem_zalloc(1, sizeof *f);
    f->count = vertices;
    return f;
}

void flow_free(struct flow *f)
{
    if (!f)
        return;
    void *const parts[] = {f->from, f->to,  f->capacity, f->at,   f->head,  f->twin,
                           f->left, f->row, f->level,    f->next, f->queue, f->way};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        mem_free(parts[i]);
    mem_free(f);
}

uint32_t flow_arc(struct flow *f, uint32_t from, uint32_t to, uint64_t capacity)
{
    if (f->arc_count == f->from_cap) {
        f->from = mem_grow(f->from, &f->from_cap, sizeof *f->from);
        f->to = mem_grow(f->to, &f->to_cap, sizeof *f->to);
        f->capacity = mem_grow(f->capacity, &f->capacity_cap, sizeof *f->capacity);
    }
    f->count = from >= f->count ? from + 1 : f->count;
    f->count = to >= f->count ? to + 1 : f->count;
    f->from[f->arc_count] = from;
    f->to[f->arc_count] = to;
    f->capacity[f->arc_count] = capacity;
    return f->arc_count++;
}

uint32_t flow_vertices(const struct flow *f)
{
    return f->count;
}

static void make_rows(struct flow *f)
{
    size_t rows = (size_t)f->arc_count * 2;
    f->at = mem_zalloc((size_t)f->count + 2, sizeof *f->at);
    f->head = mem_alloc((rows + 1) * sizeof *f->head);
    f->twin = mem_alloc((rows + 1) * sizeof *f->twin);
    f->left = mem_alloc((rows + 1) * sizeof *f->left);
    f->row = mem_alloc(((size_t)f->arc_count + 1) * sizeof *f->row);
    for (uint32_t i = 0; i < f->arc_count; i++) {
        f->at[f->from[i] + 2]++;
        f->at[f->to[i] + 2]++;
    }
    for (uint32_t v = 2; v < f->count + 2; v++)
        f->at[v] += f->at[v - 1];
    for (uint32_t i = 0; i < f->arc_count; i++) { /* at[v + 1] is where the next row of v goes */
        uint32_t forward = f->at[f->from[i] + 1]++, back = f->at[f->to[i] + 1]++;
        f->head[forward] = f->to[i];
        f->left[forward] = f->capacity[i];
        f->head[back] = f->from[i];
        f->left[back] = 0;
        f->twin[forward] = back;
        f->twin[back] = forward;
        f->row[i] = forward;
    }
    f->level = mem_alloc(((size_t)f->count + 1) * sizeof *f->level);
    f->next = mem_alloc(((size_t)f->count + 1) * sizeof *f->next);
    f->queue = mem_alloc(((size_t)f->count + 1) * sizeof *f->queue);
    f->way = mem_alloc(((size_t)f->count + 1) * sizeof *f->way);
}

/* --- Running ---------------------------------------------------------------------------------- */

/* Steps to the sink for all vertices that are no further from it than the source; false: the source
 * does not reach it any more. */
static bool find_levels(struct flow *f)
{
    uint32_t first = 0, last = 0;
    memset(f->level, 0xff, (size_t)f->count * sizeof *f->level);
    f->level[f->sink] = 0;
    f->queue[last++] = f->sink;
    while (first < last) {
        uint32_t v = f->queue[first++];
        if (f->level[v] >= f->level[f->source]) /* UNSEEN is the greatest */
            break;
        for (uint32_t i = f->at[v]; i < f->at[v + 1]; i++) {
            uint32_t other = f->head[i];
            if (f->level[other] != UNSEEN || !f->left[f->twin[i]])
                continue;
            f->level[other] = f->level[v] + 1;
            f->queue[last++] = other;
        }
    }
    return f->level[f->source] != UNSEEN;
}

static uint64_t push(struct flow *f, uint32_t depth)
{
    uint64_t amount = FLOW_INFINITE;
    for (uint32_t i = 0; i < depth; i++)
        amount = f->left[f->way[i]] < amount ? f->left[f->way[i]] : amount;
    if (amount == FLOW_INFINITE)
        return amount;
    for (uint32_t i = 0; i < depth; i++) {
        uint32_t row = f->way[i], back = f->twin[row];
        if (f->left[row] != FLOW_INFINITE)
            f->left[row] -= amount;
        if (f->left[back] != FLOW_INFINITE)
            f->left[back] += amount;
    }
    return amount;
}

/* One vertex after another towards the sink. After a push the way is kept up to its first full arc. */
static uint64_t block(struct flow *f)
{
    uint64_t value = 0;
    uint32_t depth = 0, v = f->source;
    memcpy(f->next, f->at, (size_t)f->count * sizeof *f->next);
    for (;;) {
        if (v == f->sink) {
            uint64_t amount = push(f, depth);
            if (amount == FLOW_INFINITE)
                return amount;
            value += amount;
            for (uint32_t i = 0; i < depth; i++)
                if (!f->left[f->way[i]]) {
                    depth = i;
                    v = f->head[f->twin[f->way[i]]];
                    break;
                }
            continue;
        }
        uint32_t i = f->next[v], end = f->at[v + 1];
        while (i < end && !(f->left[i] && f->level[f->head[i]] + 1 == f->level[v]))
            i++;
        f->next[v] = i;
        if (i < end) {
            f->way[depth++] = i;
            v = f->head[i];
        } else if (depth) {
            v = f->head[f->twin[f->way[--depth]]];
            f->next[v]++;
        } else {
            return value;
        }
    }
}

uint64_t flow_run(struct flow *f, uint32_t source, uint32_t sink)
{
    uint64_t value = 0;
    f->source = source;
    f->sink = sink;
    make_rows(f);
    while (find_levels(f)) {
        uint64_t more = block(f);
        if (more == FLOW_INFINITE)
            return more;
        value += more;
    }
    return value;
}

/* --- Asking ----------------------------------------------------------------------------------- */

/* What an arc without bound carries stands on its reverse. */
uint64_t flow_on(const struct flow *f, uint32_t arc)
{
    return f->left[f->twin[f->row[arc]]];
}

void flow_side_of_source(const struct flow *f, uint8_t *side)
{
    uint32_t first = 0, last = 0;
    memset(side, 0, f->count);
    side[f->source] = 1;
    f->queue[last++] = f->source;
    while (first < last) {
        uint32_t v = f->queue[first++];
        for (uint32_t i = f->at[v]; i < f->at[v + 1]; i++)
            if (f->left[i] && !side[f->head[i]]) {
                side[f->head[i]] = 1;
                f->queue[last++] = f->head[i];
            }
    }
}

void flow_side_of_sink(const struct flow *f, uint8_t *side)
{
    uint32_t first = 0, last = 0;
    memset(side, 1, f->count);
    side[f->sink] = 0;
    f->queue[last++] = f->sink;
    while (first < last) {
        uint32_t v = f->queue[first++];
        for (uint32_t i = f->at[v]; i < f->at[v + 1]; i++)
            if (f->left[f->twin[i]] && side[f->head[i]]) {
                side[f->head[i]] = 0;
                f->queue[last++] = f->head[i];
            }
    }
}

/* --- Taking the flow apart -------------------------------------------------------------------- */

/* The next arc out of v that carries flow: a forward row, which stands among its rows with what it
 * carries on its twin. UNSEEN: none. */
static uint32_t carrying(struct flow *f, uint32_t v)
{
    for (uint32_t i = f->next[v]; i < f->at[v + 1]; i++) {
        f->next[v] = i;
        uint32_t arc = f->queue[i];
        if (arc != UNSEEN && f->left[f->twin[i]])
            return i;
    }
    f->next[v] = f->at[v + 1];
    return UNSEEN;
}

/* Lowers what the ways from `from` to `to` of way[] carry by the least of it. */
static uint64_t lower(struct flow *f, uint32_t from, uint32_t to)
{
    uint64_t amount = FLOW_INFINITE;
    for (uint32_t i = from; i < to; i++) {
        uint64_t on = f->left[f->twin[f->way[i]]];
        amount = on < amount ? on : amount;
    }
    for (uint32_t i = from; i < to; i++)
        f->left[f->twin[f->way[i]]] -= amount;
    return amount;
}

/* queue[] becomes, by row, the arc whose forward direction it is; behind that is room for a way. */
static void begin_taking(struct flow *f)
{
    size_t rows = (size_t)f->arc_count * 2;
    f->queue = mem_realloc(f->queue, rows + f->count + 1, sizeof *f->queue);
    memset(f->queue, 0xff, rows * sizeof *f->queue);
    for (uint32_t k = 0; k < f->arc_count; k++)
        f->queue[f->row[k]] = k;
    memcpy(f->next, f->at, (size_t)f->count * sizeof *f->next);
    f->taking = true;
}

/* From one vertex on, depth first along what carries flow; level[] is the place of a vertex on the
 * way, DONE where no ring can start any more. A ring is lowered until one of its arcs is empty. */
static void take_rings_from(struct flow *f, uint32_t v)
{
    uint32_t depth = 0;
    f->level[v] = 0;
    for (;;) {
        uint32_t i = carrying(f, v);
        if (i == UNSEEN) {
            f->level[v] = DONE;
            if (!depth)
                return;
            v = f->head[f->twin[f->way[--depth]]];
            f->next[v]++;
            continue;
        }
        uint32_t to = f->head[i];
        if (f->level[to] == DONE) {
            f->next[v]++;
            continue;
        }
        f->way[depth++] = i;
        if (f->level[to] == UNSEEN) {
            f->level[to] = depth;
        } else {
            uint32_t start = f->level[to];
            lower(f, start, depth);
            while (depth > start)
                f->level[f->head[f->way[--depth]]] = UNSEEN;
            f->level[to] = start;
        }
        v = to;
    }
}

static void take_rings(struct flow *f)
{
    memset(f->level, 0xff, (size_t)f->count * sizeof *f->level);
    for (uint32_t v = 0; v < f->count; v++)
        if (f->level[v] == UNSEEN)
            take_rings_from(f, v);
    memcpy(f->next, f->at, (size_t)f->count * sizeof *f->next);
}

uint64_t flow_take_way(struct flow *f, const uint32_t **arcs, size_t *count)
{
    uint32_t depth = 0, v = f->source;
    if (!f->taking) {
        begin_taking(f);
        take_rings(f);
    }
    uint32_t *out = f->queue + (size_t)f->arc_count * 2;
    for (uint32_t i; v != f->sink; v = f->head[i]) {
        i = carrying(f, v);
        if (i == UNSEEN)
            return 0; /* only the source can have nothing that goes on */
        f->way[depth++] = i;
    }
    for (uint32_t i = 0; i < depth; i++)
        out[i] = f->queue[f->way[i]];
    *arcs = out;
    *count = depth;
    return lower(f, 0, depth);
}
