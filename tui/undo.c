/* SPDX-License-Identifier: MIT */
/* undo.c - taking back what was done to the view of a system: marks, notes, tags, hidden nodes, what
 * the map looks like, what was tried on paper. */
#include "undo.h"

#include <string.h>

#include "mem.h"
#include "session.h"

/* What is kept; a state holds its own copy of all of it. */
struct undo_step {
    struct work work;
    struct map_choices map;
    struct trial *trials;
    size_t trial_count;
};

static struct undo_step present(const struct explorer *x)
{
    struct undo_step s = {.work = work_copy(&x->work), .map = x->map,
                          .trial_count = x->trials.count};

    if (s.trial_count) {
        s.trials = mem_alloc(s.trial_count * sizeof *s.trials);
        memcpy(s.trials, x->trials.items, s.trial_count * sizeof *s.trials);
    }
    return s;
}

static void step_release(struct undo_step *s)
{
    work_release(&s->work);
    mem_free(s->trials);
}

static bool same_map(const struct map_choices *a, const struct map_choices *b)
{
    return a->layers == b->layers && a->arrangement == b->arrangement && a->frames == b->frames &&
           a->compact == b->compact && a->downward == b->downward && a->wide == b->wide;
}

static bool same_trials(const struct undo_step *s, const struct explorer *x)
{
    if (s->trial_count != x->trials.count)
        return false;
    for (size_t i = 0; i < s->trial_count; i++) {
        const struct trial *a = &s->trials[i], *b = &x->trials.items[i];
        if (a->kind != b->kind || a->node != b->node || a->edge != b->edge)
            return false;
    }
    return true;
}

static bool same(const struct undo_step *s, const struct explorer *x)
{
    return work_same(&s->work, &x->work) && same_map(&s->map, &x->map) && same_trials(s, x);
}

static void forget_newer(struct undo *u)
{
    while (u->count > u->at)
        step_release(&u->steps[--u->count]);
}

void undo_note(struct explorer *x)
{
    struct undo *u = &x->undo;

    if (u->at && u->at == u->count && same(&u->steps[u->at - 1], x))
        return; /* nothing came of the change that was announced before */
    forget_newer(u);
    if (u->count == UNDO_STEPS) {
        step_release(&u->steps[0]);
        memmove(u->steps, u->steps + 1, (UNDO_STEPS - 1) * sizeof *u->steps);
        u->count--;
    }
    if (u->count == u->cap)
        u->steps = mem_grow(u->steps, &u->cap, sizeof *u->steps);
    u->steps[u->count++] = present(x);
    u->at = u->count;
}

void undo_release(struct undo *u)
{
    u->at = 0;
    forget_newer(u);
    mem_free(u->steps);
    *u = (struct undo){0};
}
