/* SPDX-License-Identifier: MIT */
/* Which boxes stay: what fits, what is near the focus, what was revealed. */
#include <stdlib.h>

#include "mem.h"
#include "visible_parts.h"

enum { HIDDEN = 1, FITS = 2 };

/* What the options say about each candidate box. */
static uint8_t *states_of(const struct builder *b)
{
    const struct visible_options *o = b->o;
    uint8_t *state = mem_zalloc(b->box_count + 1, sizeof *state);
    for (node_id n = 1; o->fits && n <= graph_node_count(b->g); n++) {
        int box = o->fits[n] ? b->box[line_end(b, n)] : VISIBLE_NONE;
        if (box >= 0)
            state[box] |= FITS;
    }
    for (size_t i = 0; i < o->hidden_count; i++) {
        int box = b->box[o->hidden[i]];
        if (box >= 0)
            state[box] |= HIDDEN;
    }
    return state;
}

static bool box_fits(const struct builder *b, const uint8_t *state, int box)
{
    return !(state[box] & HIDDEN) && (!b->o->fits || state[box] & FITS);
}

/* --- Focus -------------------------------------------------------------------------------------- */

static void keep(struct builder *b, int box)
{
    if (!b->keep[box])
        b->kept[b->kept_count++] = box;
    b->keep[box] = true;
}

/* Where the walk begins: the box of the focus, or all boxes within it if it is a frame. */
static size_t focus_roots(const struct builder *b, const uint8_t *state, int *queue)
{
    node_id focus = line_end(b, b->o->focus);
    size_t count = 0;
    if (b->box[focus] >= 0 && (!b->holds[focus] || (b->members && b->members[focus]))) {
        if (!(state[b->box[focus]] & HIDDEN))
            queue[count++] = b->box[focus];
        return count;
    }
    for (size_t i = 0; i < b->box_count; i++) {
        node_id n = b->node[i];
        while (n && n != focus)
            n = b->frame[n];
        if (n && !(state[i] & HIDDEN))
            queue[count++] = (int)i;
    }
    return count;
}

struct walk {
    const struct builder *b;
    const uint8_t *state;
    bool *seen;
    int *queue;
    size_t end, roots;
    size_t shown; /* of the queue: what fits, and the roots */
};

static void take(struct walk *w, int box)
{
    if (w->seen[box] || w->state[box] & HIDDEN)
        return;
    w->seen[box] = true;
    w->queue[w->end++] = box;
    w->shown += box_fits(w->b, w->state, box);
}

/* The neighbours of what stands in the queue from `from` on. */
static void walk_hop(struct walk *w, size_t from)
{
    const struct builder *b = w->b;
    int limit = b->o->hub_degree ? b->o->hub_degree : VISIBLE_HUB_DEGREE;
    for (size_t i = from, end = w->end; i < end; i++) {
        int box = w->queue[i];
        int degree = (int)(b->lines_of.start[box + 1] - b->lines_of.start[box]);
        if (i >= w->roots && limit > 0 && degree > limit)
            continue;
        for (uint32_t k = b->lines_of.start[box]; k < b->lines_of.start[box + 1]; k++) {
            const struct line *l = &b->lines[b->lines_of.at[k]];
            take(w, l->from == box ? l->to : l->from);
        }
    }
}

/* Hop by hop, while there is room. A hop that does not fit wholly is given up, except for the first
 * one: the neighbours of a hub are cut off. */
static void walk_from_focus(struct builder *b, const uint8_t *state, struct visible *out)
{
    struct walk w = {.b = b, .state = state,
                     .seen = mem_zalloc(b->box_count + 1, sizeof *w.seen),
                     .queue = mem_zalloc(b->box_count + 1, sizeof *w.queue)};
    size_t most = b->o->focus_most > 0 ? (size_t)b->o->focus_most : SIZE_MAX, from = 0, cut;
    w.end = w.roots = w.shown = focus_roots(b, state, w.queue);
    for (size_t i = 0; i < w.end; i++)
        w.seen[w.queue[i]] = true;
    cut = w.end;
    for (out->hops = 0; out->hops < b->o->hops && from < w.end; out->hops++) {
        walk_hop(&w, from);
        from = cut;
        if (w.shown > most && out->hops > 0)
            break;
        cut = w.end;
        if (w.shown > most) {
            cut = w.roots + (size_t)b->o->focus_last;
            cut = cut > w.end ? w.end : cut;
            out->hops++;
            break;
        }
    }
    for (size_t i = 0; i < cut; i++)
        if (i < w.roots || box_fits(b, state, w.queue[i]))
            keep(b, w.queue[i]);
    mem_free(w.queue);
    mem_free(w.seen);
}

static int int_cmp(const void *pa, const void *pb)
{
    const int *a = pa, *b = pb;

    return (*a > *b) - (*a < *b);
}

void choose_kept(struct builder *b, struct visible *out)
{
    const struct visible_options *o = b->o;
    uint8_t *state = states_of(b);

    for (size_t i = 0; i < b->box_count; i++)
        out->node_fitting += box_fits(b, state, (int)i);
    out->near = o->focus && !o->only_revealed && out->node_fitting > (size_t)o->focus_above;
    if (out->near)
        walk_from_focus(b, state, out);
    for (size_t i = 0; !out->near && !o->only_revealed && i < b->box_count; i++)
        if (box_fits(b, state, (int)i))
            keep(b, (int)i);
    for (size_t i = 0; i < o->revealed_count; i++) {
        int box = b->box[line_end(b, o->revealed[i])];
        if (box >= 0 && !(state[box] & HIDDEN))
            keep(b, box);
    }
    if (b->kept_count)
        qsort(b->kept, b->kept_count, sizeof *b->kept, int_cmp);
    mem_free(state);
}

int hidden_lines(const struct builder *b, int box)
{
    int hidden = 0;

    for (uint32_t k = b->lines_of.start[box]; k < b->lines_of.start[box + 1]; k++) {
        const struct line *l = &b->lines[b->lines_of.at[k]];
        hidden += !b->keep[l->from == box ? l->to : l->from];
    }
    return hidden;
}
