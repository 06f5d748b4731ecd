/* SPDX-License-Identifier: MIT */
/* view_inventory.c - everything there is, as a tree: zone, container, kind, node, with counts.
 * The tree comes with the graph (inventory_tree.h); folding hides lines. */
#include "act_work.h"
#include "inventory_tree.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "query.h"

enum { FOLD_ABOVE = 80 };

struct inventory {
    struct page page;
    struct inventory_tree tree;
    unsigned built_shown, built_map;
    node_id shows;
    int fitted;               /* to a window of that many rows; 0: not yet */
    bool built;
    bool chosen;              /* the user has folded or unfolded something */
    bool lent;                /* some groups are; the cursor stood before on: */
    struct page_target before;
};

enum fold_state { FOLD_UNKNOWN, FOLD_OPEN, FOLD_CLOSED };

/* --- The tree ----------------------------------------------------------------------------------- */

/* The tree is there already: it comes with the graph. */
static void inventory_open(struct explorer *x, void *self)
{
    struct inventory *v = self;

    v->tree = x->inventory_tree;
    x->inventory_tree = (struct inventory_tree){0};
    for (size_t i = 0; i < v->tree.count; i++)
        v->tree.groups[i].folded = graph_node_count(x->graph) > FOLD_ABOVE;
    v->fitted = 0;
}

/* True if the next group begins inside of this one, so its nodes are that group's lines. */
static bool has_groups(const struct inventory *v, size_t i)
{
    return v->tree.groups[i].end > i + 1;
}

/* Lines below the group: those of its own groups or nodes; all: of all that is inside. */
static size_t lines_below(const struct inventory *v, size_t i, bool all)
{
    const struct inventory_group *g = v->tree.groups;
    size_t lines = has_groups(v, i) ? 0 : g[i].count;

    for (size_t k = i + 1; k < g[i].end; k = all ? k + 1 : g[k].end)
        lines += 1 + (all && !has_groups(v, k) ? g[k].count : 0);
    return lines;
}

/* Large systems begin folded: from the top on each zone for which the window has room is unfolded, then
 * each group inside it. */
static void unfold_to_fit(struct inventory *v, int rows)
{
    struct inventory_group *g = v->tree.groups;
    size_t room = (size_t)rows;

    for (size_t i = 0; i < v->tree.count; i = g[i].end)
        room -= room > 0;
    for (size_t i = 0; i < v->tree.count;) {
        bool whole = lines_below(v, i, true) <= room;
        size_t lines = lines_below(v, i, whole);
        g[i].folded = lines > room;
        for (size_t k = i + 1; k < g[i].end; k++)
            g[k].folded = !whole;
        room -= g[i].folded ? 0 : lines;
        i = g[i].folded || whole ? g[i].end : i + 1;
    }
}

/* Until the user folds something. */
static void fit_folds(const struct explorer *x, struct inventory *v, int rows)
{
    if (v->chosen || v->fitted == rows || rows > x->rows) /* more than the screen: it is written to a file */
        return;
    if (graph_node_count(x->graph) > FOLD_ABOVE) {
        unfold_to_fit(v, rows);
        v->shows = 0; /* what is selected is unfolded again */
        v->built = false;
    }
    v->fitted = rows;
}

/* --- Lines -------------------------------------------------------------------------------------- */

static struct str group_name(const struct explorer *x, const struct inventory *v,
                             const struct inventory_group *g)
{
    node_id n = v->tree.order[g->first], holder;

    switch (g->level) {
    case LEVEL_ZONE:
        return graph_node_zone(x->graph, n)->name;
    case LEVEL_HOLDER:
        holder = graph_container(x->graph, n);
        return holder ? session_name(x, holder) : STR("in no container");
    case LEVEL_KIND:
        break;
    }
    return str_from(node_kinds[graph_node_at(x->graph, n)->kind].name);
}

/* How many nodes of the group the view shows. */
static uint32_t passing(const struct explorer *x, const struct inventory *v, const struct inventory_group *g)
{
    const uint8_t *fits = sight_fits(x, VIEW_INVENTORY);
    uint32_t count = 0;

    if (!fits && !work_hidden_count(x))
        return g->count;
    for (uint32_t k = 0; k < g->count; k++) {
        node_id n = v->tree.order[g->first + k];
        count += (!fits || fits[n]) && !work_hidden(x, n);
    }
    return count;
}

static void group_line(const struct explorer *x, struct inventory *v, size_t i, uint32_t shown)
{
    const struct inventory_group *g = &v->tree.groups[i];

    page_line(&v->page, (struct page_target){.item = (uint32_t)i + 1, .rest = true});
    if (g->depth)
        page_at(&v->page, g->depth * 2);
    linear_glyph(x, &v->page, "", g->folded ? GLYPH_CLOSED : GLYPH_OPEN, ROLE_HINT);
    page_puts(&v->page, " ", ROLE_HINT);
    page_add(&v->page, group_name(x, v, g),
             g->level == LEVEL_ZONE ? session_zone_role(x, v->tree.order[g->first]) : ROLE_NORMAL);
    if (shown < g->count)
        page_printf(&v->page, ROLE_HINT, " %u of", shown);
    page_printf(&v->page, ROLE_HINT, " %u", g->count);
}

/* When it comes into sight. */
static void node_text(void *arg, struct page *p, const struct page_target *t)
{
    const struct explorer *x = arg;
    const struct visible *map = map_visible(x);
    bool off = map && visible_box(map, t->node) == VISIBLE_NONE;

    page_puts(p, node_kinds[graph_node_at(x->graph, t->node)->kind].tag, ROLE_LABEL);
    page_puts(p, " ", ROLE_LABEL);
    page_add(p, session_name(x, t->node), off ? ROLE_DIM : session_zone_role(x, t->node));
    if (exposure_reach(x->exposure, t->node).reached) {
        linear_glyph(x, p, " ", GLYPH_REACHED, ROLE_REACH);
        page_sign(p);
    }
}

static void inventory_build(struct explorer *x, struct inventory *v)
{
    const uint8_t *fits = sight_fits(x, VIEW_INVENTORY);

    page_reset(&v->page);
    v->page.text = node_text;
    v->page.text_arg = x;
    for (size_t i = 0; i < v->tree.count;) {
        const struct inventory_group *g = &v->tree.groups[i];
        uint32_t shown = passing(x, v, g);
        if (shown)
            group_line(x, v, i, shown);
        for (uint32_t k = 0; shown && !g->folded && !has_groups(v, i) && k < g->count; k++) {
            node_id n = v->tree.order[g->first + k];
            if ((!fits || fits[n]) && !work_hidden(x, n))
                page_line_later_at(&v->page, (struct page_target){.node = n, .rest = true},
                                   (g->depth + 1) * 2);
        }
        i = g->folded || !shown ? g->end : i + 1;
    }
    if (v->page.line_count == 0 && v->tree.count)
        page_add(&v->page, linear_nothing_passes(x), ROLE_DIM);
    page_return(&v->page);
    v->built = true;
    v->built_shown = x->shown;
    v->built_map = map_later(x);
}

/* Unfolds what holds the node; while a search is typed it is lent only. */
static void unfold_to(const struct explorer *x, struct inventory *v, node_id n)
{
    bool typed = x->prompt.kind == PROMPT_SEARCH;
    uint32_t at = 0;

    while (v->tree.count && v->tree.order[at] != n)
        at++; /* every node stands in it */
    for (size_t i = 0; i < v->tree.count; i++) {
        struct inventory_group *g = &v->tree.groups[i];
        if (at < g->first || at >= g->first + g->count || !g->folded)
            continue;
        g->folded = false;
        g->lent = typed;
        v->lent = v->lent || typed;
    }
}

static void move_to_target(struct inventory *v, const struct page_target *t)
{
    for (size_t i = 0; i < v->page.line_count; i++) {
        if (page_same_target(&v->page.lines[i].target, t))
            page_move_to(&v->page, (int)i);
    }
}

/* What was unfolded for another hit than this one, or for none as the search was given up, is folded
 * again; what the search ended at stays. */
static void fold_lent(struct explorer *x, struct inventory *v)
{
    bool typed = x->prompt.kind == PROMPT_SEARCH, given_up = !typed && !x->search.text.len;

    if (!v->lent || (typed && v->shows == x->at.node))
        return;
    given_up = given_up || (typed && !x->search.count); /* so far */
    for (size_t i = 0; i < v->tree.count; i++) {
        v->tree.groups[i].folded = v->tree.groups[i].folded || v->tree.groups[i].lent;
        v->tree.groups[i].lent = false;
    }
    v->lent = false;
    inventory_build(x, v);
    if (given_up)
        move_to_target(v, &v->before);
    v->shows = given_up ? x->at.node : 0;
}

static void inventory_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct inventory *v = self;
    int width = screen_page_cols(x, c);

    fit_folds(x, v, c->rows);
    if (!v->built || v->built_shown != x->shown || v->built_map != map_later(x))
        inventory_build(x, v);
    fold_lent(x, v);
    if (v->shows != x->at.node) { /* somebody else selected a node */
        int line = page_find(&v->page, x->at.node, 0);
        if (line < 0 && x->at.node) {
            unfold_to(x, v, x->at.node);
            inventory_build(x, v);
            line = page_find(&v->page, x->at.node, 0);
        }
        if (line >= 0)
            page_move_to(&v->page, line);
        v->shows = x->at.node;
    }
    if (x->prompt.kind != PROMPT_SEARCH && page_current(&v->page))
        v->before = *page_current(&v->page);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
    if (!focused && x->at.node) { /* the selection stays to be seen, without the cursor's weight */
        const struct page_target *t = page_current(&v->page);
        if (t && t->node == x->at.node)
            canvas_role(c, page_cursor_row(&v->page), 1, width, ROLE_MARK);
    }
}

/* --- Acting ------------------------------------------------------------------------------------- */

static struct inventory_group *group_at_cursor(struct inventory *v)
{
    const struct page_target *t = page_current(&v->page);
    return t && t->item ? &v->tree.groups[t->item - 1] : NULL;
}

/* The line of the innermost group above the cursor line that holds it. */
static bool to_parent(struct inventory *v)
{
    const struct inventory_group *g = group_at_cursor(v);
    int depth = g ? g->depth : 255;

    for (int line = v->page.cursor - 1; line >= 0; line--) {
        const struct page_target *t = &v->page.lines[line].target;
        if (t->item && v->tree.groups[t->item - 1].depth < depth) {
            page_move_to(&v->page, line);
            return true;
        }
    }
    return false;
}

static void after_move(struct explorer *x, struct inventory *v)
{
    const struct page_target *t = page_current(&v->page);

    if (t && t->node) {
        v->shows = t->node;
        session_select(x, t->node);
    }
}

static unsigned set_fold(struct explorer *x, struct inventory *v, struct inventory_group *g, bool folded)
{
    if (!g || g->folded == folded)
        return ACT_HANDLED | ACT_BELL;
    g->folded = folded;
    v->chosen = true;
    inventory_build(x, v);
    return ACT_HANDLED;
}

static unsigned fold_all(struct explorer *x, struct inventory *v, bool folded)
{
    struct inventory_group *g = group_at_cursor(v);
    size_t others = 0;

    for (size_t i = 0; i < v->tree.count; i++) {
        others += v->tree.groups[i].folded != folded;
        v->tree.groups[i].folded = folded;
    }
    if (!others)
        return act_said(false);
    v->chosen = true;
    inventory_build(x, v);
    for (size_t i = 0; i < v->page.line_count; i++) { /* stay where the cursor was */
        const struct page_target *t = &v->page.lines[i].target;
        if (g ? t->item && &v->tree.groups[t->item - 1] == g : t->node && t->node == x->at.node) {
            page_move_to(&v->page, (int)i);
            return ACT_HANDLED;
        }
    }
    page_move_to(&v->page, 0);
    return ACT_HANDLED;
}

static unsigned inventory_act(struct explorer *x, void *self, enum action action)
{
    struct inventory *v = self;
    struct inventory_group *g = group_at_cursor(v);

    if (page_takes(action)) {
        bool moved = page_act(&v->page, action);
        if (moved && !v->page.loose)
            after_move(x, v);
        return act_said(moved);
    }
    switch ((int)action) {
    case ACTION_OPEN:
    case ACTION_FOLD_TOGGLE:
        if (g)
            return set_fold(x, v, g, !g->folded);
        if (action == ACTION_FOLD_TOGGLE)
            return to_parent(v) ? set_fold(x, v, group_at_cursor(v), true) : act_said(false);
        after_move(x, v);
        return ACT_NOT; /* a node: its details, as everywhere */
    case ACTION_RIGHT:
    case ACTION_FOLD_OPEN:
        return set_fold(x, v, g, false);
    case ACTION_LEFT:
        if (g && !g->folded)
            return set_fold(x, v, g, true);
        return act_said(to_parent(v));
    case ACTION_FOLD_CLOSE:
        if (!g && to_parent(v))
            g = group_at_cursor(v);
        return set_fold(x, v, g, true);
    case ACTION_FOLD_ALL:
        return fold_all(x, v, true);
    case ACTION_FOLD_NONE:
        return fold_all(x, v, false);
    default:
        return ACT_NOT;
    }
}

static void inventory_between(struct explorer *x, void *self, node_id from, node_id to,
                              void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct inventory *)self)->page, from, to, take, x);
}

static void inventory_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct inventory *)self)->page);
    *col = 1;
}

/* Groups that have a node in common with one of before stay folded or unfolded as that was. */
static void keep_folds(struct inventory *v, const uint8_t *folds, size_t nodes)
{
    for (size_t i = 0; i < v->tree.count; i++) {
        struct inventory_group *g = &v->tree.groups[i];
        const uint8_t *of = folds + (size_t)g->level * (nodes + 1);
        for (uint32_t k = 0; k < g->count; k++) {
            if (of[v->tree.order[g->first + k]] == FOLD_UNKNOWN)
                continue;
            g->folded = of[v->tree.order[g->first + k]] == FOLD_CLOSED;
            break;
        }
    }
}

static void inventory_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct inventory *v = self;
    size_t nodes = graph_node_count(x->graph);
    uint8_t *folds = mem_zalloc(3 * (nodes + 1), 1);
    int fitted = v->fitted;
    bool same = false; /* system, read again */

    for (size_t n = 1; n <= old_count && !same; n++)
        same = now[n] != 0;
    for (size_t i = 0; i < v->tree.count; i++) {
        const struct inventory_group *g = &v->tree.groups[i];
        uint8_t *of = folds + (size_t)g->level * (nodes + 1);
        for (uint32_t k = 0; k < g->count; k++)
            of[now[v->tree.order[g->first + k]]] = g->folded ? FOLD_CLOSED : FOLD_OPEN;
    }
    session_page_moved(x, &v->page, now, old_count);
    inventory_tree_release(&v->tree);
    inventory_open(x, v);
    keep_folds(v, folds, nodes);
    v->fitted = same ? fitted : 0;
    v->chosen = v->chosen && same;
    mem_free(folds);
    v->shows = v->shows <= old_count ? now[v->shows] : 0;
    v->built = false;
}

static void inventory_close(struct explorer *x, void *self)
{
    struct inventory *v = self;

    (void)x;
    page_release(&v->page);
    inventory_tree_release(&v->tree);
}

/* Of a group what it stands for; of a node its name. */
static bool inventory_value(struct explorer *x, void *self, struct buf *out)
{
    struct inventory *v = self;
    const struct page_target *t = page_current(&v->page);
    const struct inventory_group *g = group_at_cursor(v);
    node_id n = g ? v->tree.order[g->first] : t ? t->node : 0;

    if (!n || (g && g->level == LEVEL_HOLDER && !graph_container(x->graph, n)))
        return false;
    if (!g)
        sight_value(out, "name", session_name(x, n));
    else if (g->level == LEVEL_ZONE)
        sight_value(out, "zone", graph_node_at(x->graph, n)->zone);
    else
        sight_value(out, g->level == LEVEL_HOLDER ? "cluster" : "kind", group_name(x, v, g));
    return true;
}

/* In the order of the tree, folded or not; from a group on, its first node is the next. */
static node_id inventory_next_hit(struct explorer *x, void *self, int direction)
{
    struct inventory *v = self;
    const struct inventory_group *g = group_at_cursor(v);
    size_t nodes = graph_node_count(x->graph), at = 0, step = direction > 0 ? 1 : nodes - 1;

    if (g && x->prompt.kind == PROMPT_NONE)
        at = g->first + (direction > 0 ? nodes - 1 : 0);
    else
        while (at < nodes && v->tree.order[at] != x->at.node)
            at++;
    for (size_t tried = 0; tried < nodes; tried++) {
        at = (at + step) % nodes;
        if (x->search.hit[v->tree.order[at]] && sight_shows(x, VIEW_INVENTORY, v->tree.order[at]))
            return v->tree.order[at];
    }
    return 0;
}

const struct view_kind view_inventory = {
    .value = inventory_value,
    .name = "inventory",
    .help = "All there is, by zone and container, and marked what the internet reaches",
    .private_size = sizeof(struct inventory),
    .follows = true,
    .page_at = PAGE_AT(struct inventory, page),
    .open = inventory_open,
    .close = inventory_close,
    .moved = inventory_moved,
    .draw = inventory_draw,
    .act = inventory_act,
    .next_hit = inventory_next_hit,
    .between = inventory_between,
    .cursor = inventory_cursor,
};
