/* SPDX-License-Identifier: MIT */
/* signs.c - signs on lines: the marks of outer boundaries, and how many lines a bus stands for. */
#include "lines_parts.h"

#include <stdio.h>

/* Whether a cell shows nothing but a straight piece of this net's way to goal; lenient: nets that
 * lead to the same box may share it. */
static bool mark_fits(const struct drawing *d, int main, int order, int tree, int goal,
                      bool lenient)
{
    int cell = lines_cell(d, main, order);
    unsigned arms = 0;

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        const struct visit *v = &d->visits[i];

        if (v->goal != goal || (v->tree != tree && (goal < 0 || !lenient)))
            return false;
        arms |= lines_arms(v->arms);
    }
    return arms == LEVEL || arms == UPRIGHT;
}

static void put_mark(struct drawing *d, int main, int order, bool along_order,
                     const struct link *link)
{
    const struct lay *l = d->l;
    int row = lines_row(l, main, order), col = lines_col(l, main, order);

    canvas_put(d->canvas, row, col, glyph_boundary(lay_is_tb(l) != along_order, l->opt.ascii),
               ROLE_CROSSING);
    canvas_own(d->canvas, row, col, 1, OWNER_EDGE, (uint32_t)link->edge);
    if (link->heavy)
        canvas_flags(d->canvas, row, col, 1, CELL_HEAVY | CELL_BOLD);
}

/* A run of cells in which the mark may stand: from..to, one axis fixed. */
struct mark_run {
    bool along_order;
    int fixed, from, to;
    int goal; /* which the lines in these cells lead to; -1: to several */
};

static bool mark_in(struct drawing *d, const struct mark_run *run, const struct seg *s,
                    bool lenient)
{
    const struct link *link = &d->l->links[s->link];
    int step = run->to < run->from ? -1 : 1;

    for (int at = run->from; at != run->to + step; at += step) {
        int main = run->along_order ? run->fixed : at, order = run->along_order ? at : run->fixed;

        if (mark_fits(d, main, order, s->tree, run->goal, lenient)) {
            put_mark(d, main, order, run->along_order, link);
            return true;
        }
    }
    return false;
}

/* Where the first of the other lines that a tree gathers in a channel stands; turn: where this one
 * does. */
static int gather_start(const struct lay *l, const struct channel *c, const struct net *n, int turn,
                        int end)
{
    int first = n->track < 0 ? end + 1 : turn;

    for (int i = 0; i < c->net_count; i++) {
        const struct net *other = &c->nets[i];

        if (other->tree == n->tree && other->track >= 0)
            first = min_int(first, lines_track(l, c, other->dog_track >= 0 ? other->dog_track
                                                                           : other->track));
    }
    return first;
}

/* Where the piece of the track ends, coming from the box of s, that no other target of the net needs;
 * from: where the net comes in. The cell at the end is shared. */
static int own_track(const struct lay *l, const struct net *n, const struct seg *s, int from)
{
    int end = from;

    for (int i = 0; i < n->count; i++) {
        int to = l->segs[n->first + i].to;

        if (&l->segs[n->first + i] == s)
            continue;
        if (s->to < from ? to <= s->to : to >= s->to)
            return s->to;
        end = s->to < from ? min_int(end, to) : max_int(end, to);
    }
    return end;
}

/* The mark stands as near to the box as the line is its own; shared cells only as a last resort. */
static void draw_mark(struct drawing *d, const struct channel *c, const struct net *n,
                      const struct seg *s, int end)
{
    const struct lay *l = d->l;
    bool head = l->trees[n->tree].kind != LINK_FORWARD && l->items[n->source].tree < 0;
    int start = lines_start(l, n->source) + head, from = n->dog_track >= 0 ? n->dog : n->from;
    int x = n->track < 0 ? start - 1 : lines_track(l, c, n->track);
    int turn = n->dog_track >= 0 ? lines_track(l, c, n->dog_track) : x;
    int goal = l->links[s->link].right, last = n->track < 0 ? 1 : n->count == 1 ? 3 : 2;
    struct mark_run runs[] = {
        {false, s->to, end - 1, x + 1, goal},                                       /* to the box */
        {true, x, s->to, own_track(l, n, s, from), n->count == 1 ? goal : -1}, /* on the track */
        {false, n->from, turn - 1, start, goal}                                /* from the source */
    };

    if (l->trees[s->tree].gathers) { /* before it meets the others */
        struct mark_run own = {false, n->from, start, gather_start(l, c, n, turn, end) - 1, goal};

        mark_in(d, &own, s, false);
        return;
    }
    for (int lenient = 0; lenient < 2; lenient++) {
        for (int i = 0; i < last; i++) {
            bool empty = runs[i].along_order ? runs[i].goal < 0 && runs[i].from == runs[i].to
                                             : runs[i].from < runs[i].to;

            if (!empty && mark_in(d, &runs[i], s, lenient))
                return;
        }
    }
}

void signs_mark(struct drawing *d, const struct channel *c, const struct net *n, int end)
{
    for (int i = 0; i < n->count; i++) {
        const struct seg *s = &d->l->segs[n->first + i];

        if (s->link >= 0 && d->l->links[s->link].crossing)
            draw_mark(d, c, n, s, end);
    }
}


/* --- Numbers ------------------------------------------------------------------------------------ */

int signs_cells(int count)
{
    int cells = 1;

    for (; count > 9; count /= 10)
        cells++;
    return cells;
}

/* Whether a cell shows nothing but a straight piece of the tree along the main axis. */
static bool is_plain(const struct drawing *d, int main, int order, int tree)
{
    int cell = lines_cell(d, main, order);
    unsigned arms = 0;

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        if (d->visits[i].tree != tree)
            return false;
        arms |= lines_arms(d->visits[i].arms);
    }
    const struct cell *there =
        canvas_get(d->canvas, lines_row(d->l, main, order), lines_col(d->l, main, order));
    return arms == (lay_is_tb(d->l) ? UPRIGHT : LEVEL) && there->role != ROLE_CROSSING;
}

/* A digit on a frame's border would be taken for a part of its title. */
static bool takes_digit(const struct drawing *d, int main, int order, int tree)
{
    return is_plain(d, main, order, tree) && !d->on_frame[lines_cell(d, main, order)];
}

/* The number has the cells [main, main + digits) of the line in LR, and one beside it at each end; in
 * TB it lies across the line, on cells that nothing else uses. */
static bool number_fits(const struct drawing *d, int main, int order, int digits, int tree)
{
    if (!lay_is_tb(d->l)) {
        for (int m = main - 1; m <= main + digits; m++)
            if (!takes_digit(d, m, order, tree))
                return false;
        return true;
    }
    if (!takes_digit(d, main, order, tree))
        return false;
    for (int k = 0; k < digits; k++) {
        int col = order - (digits - 1) / 2 + k;
        const struct cell *c = canvas_get(d->canvas, main, col);

        if (!c || (col != order && (c->owner_kind != OWNER_NONE || c->glyph != ' ')))
            return false;
    }
    return true;
}

static void put_number(struct drawing *d, int main, int order, int digits, const char *number)
{
    bool tb = lay_is_tb(d->l);
    int row = lines_row(d->l, main, order);
    int col = lines_col(d->l, main, order) - (tb ? (digits - 1) / 2 : 0);
    struct cell line = *canvas_get(d->canvas, row, lines_col(d->l, main, order));

    canvas_puts(d->canvas, row, col, number, (enum role)line.role);
    canvas_own(d->canvas, row, col, digits, OWNER_EDGE, line.owner);
    canvas_flags(d->canvas, row, col, digits, (uint8_t)(line.flags | CELL_BOLD));
}

/* Light lines with a number are doubled where nothing else touches them. */
static void double_line(struct drawing *d, int m0, int m1, int order, int tree)
{
    const struct lay *l = d->l;

    for (int m = m0; m <= m1; m++) {
        struct cell *c = canvas_at(d->canvas, lines_row(l, m, order), lines_col(l, m, order));
        uint32_t bus = glyph_bus(lay_is_tb(l), l->opt.ascii);

        if (c->glyph == glyph_plain(lay_is_tb(l), l->opt.ascii) && is_plain(d, m, order, tree))
            c->glyph = bus;
    }
}

/* On the piece m0..m1 of a line; last: as far behind as it goes. */
static void number_line(struct drawing *d, int m0, int m1, int order, const struct tree *t, bool last)
{
    int tree = (int)(t - d->l->trees), digits = signs_cells(t->link_count);
    int beside = lay_is_tb(d->l) ? 0 : 1, width = lay_is_tb(d->l) ? 1 : digits;
    int first = m0 + beside, end = m1 + 1 - width - beside;
    char number[12];

    snprintf(number, sizeof number, "%d", t->link_count);
    for (int i = 0; first + i <= end; i++) {
        int m = last ? end - i : first + i;

        if (!number_fits(d, m, order, digits, tree))
            continue;
        double_line(d, m0, m1, order, tree);
        put_number(d, m, order, digits, number);
        d->l->metrics.buses++;
        return;
    }
}

/* The first cell behind the place where the last line has joined a tree that gathers; n: its first net
 * in the channel. */
static int gathered_at(const struct lay *l, const struct channel *c, const struct net *n)
{
    int at = lines_start(l, n->source), tree = n->tree;

    for (; n < c->nets + c->net_count && n->tree == tree; n++)
        if (n->track >= 0)
            at = max_int(at, lines_track(l, c, n->track) + 1);
    return at;
}

/* At the root of each tree of many lines, between its box and the first that leaves or joins it. */
void signs_count(struct drawing *d)
{
    const struct lay *l = d->l;

    for (int r = 0; r + 1 < l->rank_count; r++) {
        const struct channel *c = &l->channels[r];

        for (int i = 0; i < c->net_count; i++) {
            const struct net *n = &c->nets[i];
            const struct tree *t = &l->trees[n->tree];
            const struct seg *s = &l->segs[n->first];
            bool back = t->kind != LINK_FORWARD, first = i == 0 || c->nets[i - 1].tree != n->tree;

            if (t->link_count <= LINES_FEW || !first)
                continue;
            if (!t->gathers && n->source == t->root) {
                int turn = n->track < 0      ? l->rank_start[r + 1] - 1
                           : n->dog_track >= 0 ? lines_track(l, c, n->dog_track)
                                               : lines_track(l, c, n->track);
                number_line(d, lines_start(l, n->source) + back, turn - 1, n->from, t, false);
            } else if (t->gathers && s->b == t->root) {
                number_line(d, gathered_at(l, c, n), l->rank_start[r + 1] - 2, s->to, t, true);
            }
        }
    }
}
