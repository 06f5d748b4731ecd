/* SPDX-License-Identifier: MIT */
/* sight.c - what the user wants to see, as a value: copies, comparisons, sets of nodes. */
#include "sight.h"

#include <string.h>

#include "mem.h"

const char *const colour_by_names[COLOUR_BY_COUNT] = {"zone", "kind", "reach", "privilege",
                                                      "finding"};

/* --- Sets of nodes ------------------------------------------------------------------------------ */

static size_t place_of(const struct node_set *s, node_id n)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->ids[middle] < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool node_set_has(const struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    return at < s->count && s->ids[at] == n;
}

bool node_set_add(struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    if (at < s->count && s->ids[at] == n)
        return false;
    if (s->count == s->cap)
        s->ids = mem_grow(s->ids, &s->cap, sizeof *s->ids);
    memmove(s->ids + at + 1, s->ids + at, (s->count - at) * sizeof *s->ids);
    s->ids[at] = n;
    s->count++;
    return true;
}

bool node_set_remove(struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    if (at == s->count || s->ids[at] != n)
        return false;
    s->count--;
    memmove(s->ids + at, s->ids + at + 1, (s->count - at) * sizeof *s->ids);
    return true;
}

static void set_copy(struct node_set *to, const struct node_set *from)
{
    *to = (struct node_set){.count = from->count, .cap = from->count};
    if (from->count == 0)
        return;
    to->ids = mem_alloc(from->count * sizeof *to->ids);
    memcpy(to->ids, from->ids, from->count * sizeof *to->ids);
}

static bool set_same(const struct node_set *a, const struct node_set *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0);
}

static void set_translate(struct node_set *s, const node_id *now, size_t old_count)
{
    struct node_set out = {0};

    for (size_t i = 0; i < s->count; i++) {
        if (s->ids[i] <= old_count && now[s->ids[i]])
            node_set_add(&out, now[s->ids[i]]);
    }
    mem_free(s->ids);
    *s = out;
}

/* --- The whole ---------------------------------------------------------------------------------- */

void sight_release(struct sight *s)
{
    for (size_t v = 0; v < VIEW_COUNT; v++)
        buf_release(&s->filter[v]);
    mem_free(s->revealed.ids);
    mem_free(s->folded.ids);
    mem_free(s->opened.ids);
    *s = (struct sight){0};
}

void sight_copy(struct sight *to, const struct sight *from)
{
    sight_release(to);
    *to = *from;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        to->filter[v] = (struct buf){0};
        buf_add(&to->filter[v], buf_str(&from->filter[v]));
    }
    set_copy(&to->revealed, &from->revealed);
    set_copy(&to->folded, &from->folded);
    set_copy(&to->opened, &from->opened);
}

bool sight_same(const struct sight *a, const struct sight *b)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!str_eq(buf_str(&a->filter[v]), buf_str(&b->filter[v])))
            return false;
    }
    return a->hops_chosen == b->hops_chosen && a->hops == b->hops && a->focus == b->focus &&
           a->only == b->only && a->ungrouped == b->ungrouped && a->colour == b->colour && set_same(&a->revealed, &b->revealed) &&
           set_same(&a->folded, &b->folded) && set_same(&a->opened, &b->opened);
}

void sight_translate(struct sight *s, const node_id *now, size_t old_count)
{
    if (s->focus)
        s->focus = s->focus <= old_count ? now[s->focus] : 0;
    set_translate(&s->revealed, now, old_count);
    set_translate(&s->folded, now, old_count);
    set_translate(&s->opened, now, old_count);
    s->only = s->only && s->revealed.count; /* else nothing at all would be shown */
}
