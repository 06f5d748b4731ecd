/* SPDX-License-Identifier: MIT */
/* opened.h - what the benches of the explorer share: one opened on the memory terminal of 160x48 for a
 * graph, keys that are pressed, what a thread spends on a frame, and the yardstick for it.
 * Processor time, not that of the clock: other work on the machine counts only as far as it takes caches
 * away. A failure ends the program with 2.
 */
#ifndef FAASMAP_BENCH_OPENED_H
#define FAASMAP_BENCH_OPENED_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "session.h"

enum { ROWS = 48, COLS = 160 };

static inline double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline struct explorer *open_with(const struct graph *g, const struct explorer_options *more)
{
    struct explorer_options options = *more;
    struct buf why = {0};
    struct explorer *x;

    options.kind = &term_memory;
    options.term.rows = ROWS;
    options.term.cols = COLS;
    x = explorer_open(&options, g, &why);
    if (!x) {
        fprintf(stderr, "bench: %s\n", why.ptr);
        exit(2);
    }
    buf_release(&why);
    return x;
}

/* judged: the rules may be asked, as of one day. */
static inline struct explorer *open_at(const struct graph *g, bool judged)
{
    static const struct rule_options today = {.today = {2026, 11, 1}};
    const struct explorer_options options = {.rules = judged ? &today : NULL};

    return open_with(g, &options);
}

static inline void push_key(struct explorer *x, struct key key)
{
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = key,
                                                           .row = ROWS / 2, .col = COLS / 2});
}

static inline int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static volatile size_t looks_seen; /* so that no compiler leaves the looks out */

/* One look at every node and edge: the yardstick of gates, which other work on the machine slows down as
 * it does the keys. The best of some. */
static inline double look_ms(const struct graph *g)
{
    enum { ROUNDS = 3 };
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double from = now_ms(CLOCK_THREAD_CPUTIME_ID), took;
        size_t sum = 0;
        for (node_id n = 1; n <= graph_node_count(g); n++)
            sum += (size_t)graph_node_at(g, n)->kind + graph_in(g, n).count;
        for (edge_id e = 1; e <= graph_edge_count(g); e++)
            sum += graph_edge_at(g, e)->to;
        took = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
        best = round == 0 || took < best ? took : best;
        looks_seen = sum;
    }
    return best;
}

/* Sorts. */
static inline double percentile_of(double *ms, size_t count, int percent)
{
    if (count)
        qsort(ms, count, sizeof *ms, by_size);
    return count ? ms[(count - 1) * (size_t)percent / 100] : 0;
}

#endif
