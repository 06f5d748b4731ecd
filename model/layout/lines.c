/* SPDX-License-Identifier: MIT */
#include "lines_parts.h"

#include "mem.h"

/* How a piece of line looks and where it leads. */
struct ink {
    int tree, goal, edge;
    bool heavy;
};

enum arm lines_arm_next(const struct lay *l)
{
    return lay_is_tb(l) ? ARM_DOWN : ARM_RIGHT;
}
enum arm lines_arm_prev(const struct lay *l)
{
    return lay_is_tb(l) ? ARM_UP : ARM_LEFT;
}
static enum arm arm_up(const struct lay *l)
{
    return lay_is_tb(l) ? ARM_LEFT : ARM_UP;
}
static enum arm arm_down(const struct lay *l)
{
    return lay_is_tb(l) ? ARM_RIGHT : ARM_DOWN;
}
int lines_row(const struct lay *l, int main, int order)
{
    return lay_is_tb(l) ? main : order;
}
int lines_col(const struct lay *l, int main, int order)
{
    return lay_is_tb(l) ? order : main;
}

int lines_cell(const struct drawing *d, int main, int order)
{
    return lines_row(d->l, main, order) * d->canvas->cols + lines_col(d->l, main, order);
}

static void visit(struct drawing *d, int main, int order, unsigned arms, struct ink ink)
{
    int cell = lines_cell(d, main, order);

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        struct visit *v = &d->visits[i];

        if (v->tree == ink.tree && v->goal == ink.goal) {
            v->arms = arms_join(v->arms, arms);
            if (ink.heavy && !v->heavy) {
                v->heavy = true;
                v->edge = ink.edge;
            }
            return;
        }
    }
    if (d->count == d->cap)
        d->visits = mem_grow(d->visits, &d->cap, sizeof *d->visits);
    d->visits[d->count] =
        (struct visit){d->head[cell], ink.tree, arms, ink.goal, ink.edge, ink.heavy};
    d->head[cell] = (int)d->count++;
}

/* Along the main axis, both ends included; the ends have an outward arm if open. */
static void run_main(struct drawing *d, int order, int m0, int m1, bool open0, bool open1,
                     struct ink ink)
{
    enum weight w = ink.heavy ? WEIGHT_HEAVY : WEIGHT_LIGHT;

    for (int m = m0; m <= m1; m++) {
        unsigned arms = 0;

        if (m > m0 || open0)
            arms |= arm_bits(lines_arm_prev(d->l), w);
        if (m < m1 || open1)
            arms |= arm_bits(lines_arm_next(d->l), w);
        visit(d, m, order, arms, ink);
    }
}

/* Along the order axis, both ends included, nothing outward. */
static void run_order(struct drawing *d, int main, int a, int b, struct ink ink)
{
    enum weight w = ink.heavy ? WEIGHT_HEAVY : WEIGHT_LIGHT;
    int lo = min_int(a, b), hi = max_int(a, b);

    for (int o = lo; o <= hi && lo < hi; o++) {
        unsigned arms = 0;

        if (o > lo)
            arms |= arm_bits(arm_up(d->l), w);
        if (o < hi)
            arms |= arm_bits(arm_down(d->l), w);
        visit(d, main, o, arms, ink);
    }
}

/* The edge that a segment stands for: its own, or for a trunk the nearest one it leads to or has
 * gathered. */
static int seg_edge(const struct lay *l, const struct seg *s)
{
    const struct tree *t = &l->trees[s->tree];
    int found = -1;

    if (s->link >= 0)
        return l->links[s->link].edge;
    for (int k = t->first_link; k < t->first_link + t->link_count; k++) {
        const struct link *link = &l->links[k];

        if (t->gathers ? l->items[link->left].rank >= l->items[s->a].rank
                       : l->items[link->right].rank <= l->items[s->b].rank)
            continue;
        if (link->heavy)
            return link->edge;
        if (found < 0 || t->gathers)
            found = link->edge;
    }
    return found;
}

int lines_track(const struct lay *l, const struct channel *c, int track)
{
    return c->first_track + track * l->opt.pitch;
}

int lines_start(const struct lay *l, int item)
{
    int start = l->rank_start[l->items[item].rank];

    return l->items[item].tree < 0 ? start + l->depth[item] : start;
}

static struct ink seg_ink(const struct lay *l, const struct seg *s, bool alone)
{
    const struct tree *t = &l->trees[s->tree];
    int goal = t->gathers ? t->root : alone && s->link >= 0 ? l->links[s->link].right : -1;

    return (struct ink){.tree = s->tree, .edge = seg_edge(l, s), .heavy = s->heavy, .goal = goal};
}

static void draw_net(struct drawing *d, const struct channel *c, const struct net *n, int end)
{
    struct lay *l = d->l;
    int start = lines_start(l, n->source);

    for (int i = 0; i < n->count; i++) {
        const struct seg *s = &l->segs[n->first + i];
        struct ink trunk = seg_ink(l, s, n->count == 1), leaf = seg_ink(l, s, true);
        int from = n->from;

        if (n->track < 0) {
            run_main(d, from, start, end, true, true, leaf);
            continue;
        }
        int x = lines_track(l, c, n->track);
        if (n->dog_track >= 0) {
            int xh = lines_track(l, c, n->dog_track);

            run_main(d, from, start, xh, true, false, trunk);
            run_order(d, xh, from, n->dog, trunk);
            run_main(d, n->dog, xh, x, false, false, trunk);
            from = n->dog;
        } else {
            run_main(d, from, start, x, true, false, trunk);
        }
        run_order(d, x, from, s->to, trunk);
        run_main(d, s->to, x, end, false, true, leaf);
    }
}

unsigned lines_arms(unsigned arms)
{
    unsigned out = 0;

    for (int i = 0; i < ARM_COUNT; i++)
        out |= arm_weight(arms, (enum arm)i) ? 1u << i : 0;
    return out;
}

/* What the nets of one cell do together. */
struct meeting {
    unsigned arms;         /* all */
    int trees;
    bool level, upright;   /* some net runs straight that way */
    bool turns;            /* some net turns or branches */
    bool common_level, common_upright, common; /* those nets lead to one box */
    const struct visit *shown;
};

static bool leads_to(const struct drawing *d, int cell, int tree, int goal)
{
    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next)
        if (d->visits[i].tree == tree && d->visits[i].goal == goal)
            return true;
    return false;
}

/* Arms of one net in a cell, without weights. */
static unsigned tree_arms(const struct drawing *d, int cell, int tree)
{
    unsigned arms = 0;

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next)
        if (d->visits[i].tree == tree)
            arms |= lines_arms(d->visits[i].arms);
    return arms;
}

/* Whether all nets of the cell whose arms lie within mask have a box in common. */
static bool share_goal(const struct drawing *d, int cell, unsigned mask)
{
    int first = -1;

    for (int i = d->head[cell]; i >= 0 && first < 0; i = d->visits[i].next)
        if (!(tree_arms(d, cell, d->visits[i].tree) & ~mask))
            first = d->visits[i].tree;
    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        const struct visit *v = &d->visits[i];
        bool all = v->goal >= 0;

        if (v->tree != first)
            continue;
        for (int k = d->head[cell]; k >= 0 && all; k = d->visits[k].next) {
            int tree = d->visits[k].tree;
            all = (tree_arms(d, cell, tree) & ~mask) || leads_to(d, cell, tree, v->goal);
        }
        if (all)
            return true;
    }
    return false;
}

static struct meeting meet(const struct drawing *d, int cell)
{
    struct meeting m = {.shown = NULL};

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        const struct visit *v = &d->visits[i];
        unsigned arms = tree_arms(d, cell, v->tree);
        bool seen = false;

        m.arms = arms_join(m.arms, v->arms);
        if (!m.shown || (v->heavy && !m.shown->heavy))
            m.shown = v;
        for (int k = d->head[cell]; k != i; k = d->visits[k].next)
            seen = seen || d->visits[k].tree == v->tree;
        if (seen)
            continue;
        m.trees++;
        m.level = m.level || arms == LEVEL;
        m.upright = m.upright || arms == UPRIGHT;
        m.turns = m.turns || (arms != LEVEL && arms != UPRIGHT);
    }
    if (m.trees > 1) {
        m.common = share_goal(d, cell, ~0u);
        m.common_level = share_goal(d, cell, LEVEL);
        m.common_upright = share_goal(d, cell, UPRIGHT);
    }
    return m;
}

static int trees_within(const struct drawing *d, int cell, unsigned mask)
{
    int count = 0;

    for (int i = d->head[cell]; i >= 0; i = d->visits[i].next) {
        bool seen = false;

        for (int k = d->head[cell]; k != i; k = d->visits[k].next)
            seen = seen || d->visits[k].tree == d->visits[i].tree;
        count += !seen && tree_arms(d, cell, d->visits[i].tree) == mask;
    }
    return count;
}

/* The glyph of a cell, with everything that the metrics want to know about it. */
static uint32_t judge(struct drawing *d, int cell, const struct meeting *m)
{
    struct layout_metrics *metrics = &d->l->metrics;
    bool ascii = d->l->opt.ascii;

    if (m->trees > 1 && !m->turns && m->level && m->upright) {
        metrics->drawn_crossings++;
        if ((trees_within(d, cell, LEVEL) > 1 && !m->common_level) ||
            (trees_within(d, cell, UPRIGHT) > 1 && !m->common_upright))
            metrics->illegal++;
        return glyph_crossing(m->arms, ascii);
    }
    if (m->trees > 1) {
        metrics->illegal += !m->common;
        metrics->merges += m->turns;
    }
    metrics->contacts4 += lines_arms(m->arms) == (LEVEL | UPRIGHT);
    return glyph_contact(m->arms, ascii);
}

static void write_lines(struct drawing *d)
{
    const struct lay *l = d->l;

    for (int row = 0; row < d->canvas->rows; row++) {
        for (int col = 0; col < d->canvas->cols; col++) {
            int cell = row * d->canvas->cols + col;

            if (d->head[cell] < 0)
                continue;
            d->on_frame[cell] = canvas_get(d->canvas, row, col)->owner_kind == OWNER_FRAME;
            struct meeting m = meet(d, cell);
            canvas_put(d->canvas, row, col, judge(d, cell, &m),
                       l->in->edges[m.shown->edge].role);
            canvas_own(d->canvas, row, col, 1, OWNER_EDGE, (uint32_t)m.shown->edge);
            if (m.shown->heavy)
                canvas_flags(d->canvas, row, col, 1, CELL_HEAVY | CELL_BOLD);
        }
    }
}

static void put_head(struct drawing *d, int main, int order, enum arm arm, const struct seg *s,
                     bool heavy)
{
    const struct lay *l = d->l;
    int row = lines_row(l, main, order), col = lines_col(l, main, order), edge = seg_edge(l, s);

    canvas_put(d->canvas, row, col, glyph_arrow(arm, l->opt.ascii), l->in->edges[edge].role);
    canvas_own(d->canvas, row, col, 1, OWNER_EDGE, (uint32_t)edge);
    if (heavy)
        canvas_flags(d->canvas, row, col, 1, CELL_HEAVY | CELL_BOLD);
}

static void draw_heads(struct drawing *d, const struct net *n, int end)
{
    const struct lay *l = d->l;
    enum link_kind kind = l->trees[n->tree].kind;
    bool heavy = false;

    for (int i = 0; i < n->count; i++) {
        const struct seg *s = &l->segs[n->first + i];

        heavy = heavy || s->heavy;
        if (l->items[s->b].tree >= 0 || kind == LINK_REVERSED)
            continue;
        const struct cell *there =
            canvas_get(d->canvas, lines_row(l, end, s->to), lines_col(l, end, s->to));
        bool was_heavy = there->flags & CELL_HEAVY; /* another net that shares the port */
        if (!was_heavy || s->heavy)
            put_head(d, end, s->to, lines_arm_next(l), s, s->heavy);
        else
            canvas_put(d->canvas, lines_row(l, end, s->to), lines_col(l, end, s->to),
                       glyph_arrow(lines_arm_next(l), l->opt.ascii), (enum role)there->role);
    }
    if (kind != LINK_FORWARD && l->items[n->source].tree < 0)
        put_head(d, lines_start(l, n->source), n->from, lines_arm_prev(l), &l->segs[n->first],
                 heavy);
}

void lines_draw(struct lay *l, struct canvas *canvas)
{
    size_t cells = (size_t)canvas->rows * (size_t)canvas->cols;
    struct drawing d = {.l = l, .canvas = canvas, .head = mem_alloc(cells * sizeof(int)),
                        .on_frame = mem_zalloc(cells, sizeof(bool))};

    for (size_t i = 0; i < cells; i++)
        d.head[i] = -1;
    for (int r = 0; r + 1 < l->rank_count; r++)
        for (int i = 0; i < l->channels[r].net_count; i++)
            draw_net(&d, &l->channels[r], &l->channels[r].nets[i], l->rank_start[r + 1] - 1);
    write_lines(&d);
    for (int r = 0; r + 1 < l->rank_count; r++) {
        for (int i = 0; i < l->channels[r].net_count; i++) {
            const struct channel *c = &l->channels[r];

            draw_heads(&d, &c->nets[i], l->rank_start[r + 1] - 1);
            signs_mark(&d, c, &c->nets[i], l->rank_start[r + 1] - 1);
        }
    }
    signs_count(&d);
    mem_free(d.on_frame);
    mem_free(d.visits);
    mem_free(d.head);
}
