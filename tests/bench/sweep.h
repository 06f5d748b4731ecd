/* SPDX-License-Identifier: MIT */
/* sweep.h - what the benches that press very many keys share: a sample per frame with its view and its
 * cause, the percentiles, the worst of them.
 * A sample is what the thread that has the screen does for one event, from the event to its frame: a key,
 * or work beside that has ended and is shown. Waiting for such work is no part of it, for nobody has to
 * wait. Processor time on the memory terminal.
 */
#ifndef FAASMAP_BENCH_SWEEP_H
#define FAASMAP_BENCH_SWEEP_H

#include <string.h>

#include "attr.h"
#include "mem.h"
#include "opened.h"

enum { SWEEP_WORST = 30, SWEEP_EVENTS_MAX = 1000 };
static const double goal_key_ms = 16;

struct sample {
    enum view_id view;
    int cause;  /* of the bench: an action, a scene */
    int press;  /* which key of the cause, from 1; 0: of restoring */
    bool later; /* not the key itself but the end of work that it began */
    double ms;
};
struct samples {
    struct sample *rows;
    size_t count, cap;
};

static inline void sweep_note(struct samples *s, const struct sample *one)
{
    if (s->count == s->cap)
        s->rows = mem_grow(s->rows, &s->cap, sizeof *s->rows);
    s->rows[s->count++] = *one;
}

/* One event after the other until nothing comes any more. s: NULL is allowed. */
static inline void sweep_pump(struct explorer *x, struct sample about, struct samples *s)
{
    for (int i = 0; i < SWEEP_EVENTS_MAX; i++) {
        double from = now_ms(CLOCK_THREAD_CPUTIME_ID);
        if (!explorer_frame(x))
            return;
        about.ms = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
        about.later = i > 0;
        if (s)
            sweep_note(s, &about);
    }
}

static inline void sweep_press(struct explorer *x, struct key key, struct sample about,
                               struct samples *s)
{
    push_key(x, key);
    sweep_pump(x, about, s);
}

static inline void sweep_close_overlays(struct explorer *x)
{
    for (int i = 0; i < 4; i++) {
        bool open = x->prompt.kind != PROMPT_NONE || x->pick.kind || x->jump.on ||
                    x->letter_for != ACTION_NONE || x->typed_count;
        if (open)
            sweep_press(x, (struct key){KEYCODE_ESC, 0}, (struct sample){.ms = 0}, NULL);
    }
}

/* Changes are taken back by the keys that a user has for it; these are measured too, as `cause`. */
static inline void sweep_undo(struct explorer *x, size_t undos, int cause, struct samples *s)
{
    sweep_close_overlays(x);
    for (int i = 0; x->undo.at > undos && i < UNDO_STEPS; i++) {
        const struct binding *b = keymap_for(&x->keys, x->focus, ACTION_UNDO);
        sweep_press(x, b->keys[0], (struct sample){.view = x->focus, .cause = cause}, s);
    }
}

static inline int sweep_by_cost(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;
    return (x->ms < y->ms) - (x->ms > y->ms);
}

/* One line per cause: its worst view, and in how many it is over the goal. Sorted by cost. */
static inline void sweep_print_worst(const struct samples *s, const char *(*name)(int cause),
                                     size_t causes)
{
    bool *seen = mem_zalloc(causes + 1, sizeof *seen);

    for (size_t i = 0, lines = 0; i < s->count && lines < SWEEP_WORST; i++) {
        const struct sample *w = &s->rows[i];
        unsigned views = 0;
        if (seen[w->cause])
            continue;
        seen[w->cause] = true;
        lines++;
        for (size_t k = i; k < s->count && s->rows[k].ms > goal_key_ms; k++) {
            if (s->rows[k].cause == w->cause)
                views |= 1u << s->rows[k].view;
        }
        printf("  %9.3f ms  %s in %s, press %d%s; over the goal in", w->ms, name(w->cause),
               view_names[w->view], w->press, w->later ? ", later" : "");
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            if (views & 1u << v)
                printf(" %s", view_names[v]);
        }
        printf("%s\n", views ? "" : " none");
    }
    mem_free(seen);
}

/* Sorts. */
static inline void sweep_print(struct samples *s, const char *(*name)(int cause), size_t causes)
{
    static const int parts[] = {50, 95, 99};
    size_t over = 0;

    qsort(s->rows, s->count, sizeof *s->rows, sweep_by_cost);
    while (over < s->count && s->rows[over].ms > goal_key_ms)
        over++;
    printf("  %zu frames:", s->count);
    for (size_t i = 0; i < COUNT(parts); i++)
        printf(" %d%% %.3f ms", parts[i], s->rows[(s->count - 1) * (size_t)(100 - parts[i]) / 100].ms);
    printf(" worst %.3f ms, %zu above %.0f ms\n", s->rows[0].ms, over, goal_key_ms);
    sweep_print_worst(s, name, causes);
}

#endif
