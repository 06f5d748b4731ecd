/* SPDX-License-Identifier: MIT */
/* Which boxes stay: what fits, what is near the focus, what was revealed. */
#include "mem.h"
#include "visible_parts.h"

enum { HIDDEN = 1, FITS = 2, REVEALED = 4 };

/* Lines per box as compressed rows. */
struct rows {
    uint32_t *start;
    uint32_t *line;
};

static struct rows rows_of(const struct builder *b)
{
    struct rows r = {mem_zalloc(b->box_count + 2, sizeof *r.start),
                     mem_zalloc(2 * b->p->line_count + 1, sizeof *r.line)};
    for (size_t i = 0; i < b->p->line_count; i++) {
        r.start[b->p->lines[i].from + 1]++;
        r.start[b->p->lines[i].to + 1]++;
    }
    for (size_t i = 1; i <= b->box_count; i++)
        r.start[i] += r.start[i - 1];
    uint32_t *at = mem_zalloc(b->box_count + 1, sizeof *at);
    for (size_t i = 0; i < b->p->line_count; i++) {
        const struct line *l = &b->p->lines[i];
        r.line[r.start[l->from] + at[l->from]++] = (uint32_t)i;
        r.line[r.start[l->to] + at[l->to]++] = (uint32_t)i;
    }
    mem_free(at);
    return r;
}

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
    for (size_t i = 0; !o->fits && i < b->box_count; i++)
        state[i] |= FITS;
    for (size_t i = 0; i < o->revealed_count; i++) {
        int box = b->box[line_end(b, o->revealed[i])];
        if (box >= 0)
            state[box] |= REVEALED;
    }
    for (size_t i = 0; i < o->hidden_count; i++) {
        int box = b->box[o->hidden[i]];
        if (box >= 0)
            state[box] |= HIDDEN;
    }
    return state;
}

/* --- Focus -------------------------------------------------------------------------------------- */

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
    struct rows rows;
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
    w->shown += (w->state[box] & FITS) != 0;
}

/* The neighbours of what stands in the queue from `from` on. */
static void walk_hop(struct walk *w, size_t from)
{
    const struct builder *b = w->b;
    int limit = b->o->hub_degree ? b->o->hub_degree : VISIBLE_HUB_DEGREE;
    for (size_t i = from, end = w->end; i < end; i++) {
        int box = w->queue[i];
        int degree = (int)(w->rows.start[box + 1] - w->rows.start[box]);
        if (i >= w->roots && limit > 0 && degree > limit)
            continue;
        for (uint32_t k = w->rows.start[box]; k < w->rows.start[box + 1]; k++) {
            const struct line *l = &b->p->lines[w->rows.line[k]];
            take(w, l->from == box ? l->to : l->from);
        }
    }
}

/* Hop by hop, while there is room. A hop that does not fit wholly is given up, except for the first
 * one: the neighbours of a hub are cut off. */
static void walk_from_focus(struct builder *b, const uint8_t *state, struct visible *out)
{
    struct walk w = {.b = b, .state = state, .rows = rows_of(b),
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
        b->keep[w.queue[i]] = i < w.roots || state[w.queue[i]] & FITS;
    mem_free(w.rows.start);
    mem_free(w.rows.line);
    mem_free(w.queue);
    mem_free(w.seen);
}

void choose_kept(struct builder *b, struct visible *out)
{
    const struct visible_options *o = b->o;
    uint8_t *state = states_of(b);
    for (size_t i = 0; i < b->box_count; i++) {
        bool fits = (state[i] & (FITS | HIDDEN)) == FITS;
        out->node_fitting += fits;
        b->keep[i] = fits && !o->only_revealed;
    }
    out->near = o->focus && !o->only_revealed && out->node_fitting > (size_t)o->focus_above;
    if (out->near) {
        memset(b->keep, 0, b->box_count * sizeof *b->keep);
        walk_from_focus(b, state, out);
    }
    for (size_t i = 0; i < b->box_count; i++)
        b->keep[i] = b->keep[i] || (state[i] & (REVEALED | HIDDEN)) == REVEALED;
    for (size_t i = 0; i < b->p->line_count; i++) {
        const struct line *l = &b->p->lines[i];
        if (b->keep[l->from] && !b->keep[l->to])
            b->hidden_lines[l->from]++;
        if (b->keep[l->to] && !b->keep[l->from])
            b->hidden_lines[l->to]++;
    }
    mem_free(state);
}
