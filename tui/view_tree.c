/* SPDX-License-Identifier: MIT */
/* view_tree.c - what leads on from the selected node, or leads to it, line by line: every line says
 * in words what its edge does. What was listed before is marked ^seen, what is above itself @loop;
 * Enter goes to its first line. Nothing is worked out that is not a line. */
#include "act_work.h"
#include "edge_words.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "session.h"
#include "sight.h"
#include "tree.h"
#include "tree_view.h"

enum {
    BURST_LINES = 2000,  /* and lines of a whole tree */
    COUNT_MOST = 99,     /* a folded line counts so far what stands in it */
    MORE = 1 << 30,      /* item of the line that lists the rest: the branch is added */
    INDENT = 2,
};

struct tree_view {
    struct page page;
    struct tree tree;
    bool up, built;
    node_id root, shows; /* shows: the selection that the cursor has followed */
    unsigned built_shown, version;
    int rows, width;
    uint64_t filter;     /* what is left out changed when these did */
    size_t shown;
    uint8_t *open;       /* the system was read again: per node, what was unfolded; else NULL */
};

static const struct page_target no_target = {0};

static struct tree_view *self_of(const struct explorer *x)
{
    return x->views[VIEW_TREE];
}

/* --- The page ------------------------------------------------------------------------------------ */

/* v, > or nothing, and what folding hides. */
static void fold_mark(const struct explorer *x, struct tree_view *v, const struct branch *b,
                      size_t inside)
{
    bool some = b->mark == BRANCH_FIRST && (b->child || inside);

    if (some)
        linear_glyph(x, &v->page, "", b->open ? GLYPH_OPEN : GLYPH_CLOSED, ROLE_HINT);
    page_puts(&v->page, some ? " " : "  ", ROLE_HINT);
}

/* Far down the lines begin in the middle of the pane, with their depth in front. */
static void indent(struct tree_view *v, uint32_t depth)
{
    uint32_t most = (uint32_t)(v->width > 16 ? v->width / 2 : 8);

    if (depth * INDENT <= most) {
        page_at(&v->page, (int)depth * INDENT);
        return;
    }
    page_at(&v->page, (int)most - 8);
    page_printf(&v->page, ROLE_HINT, "%u", depth);
    page_at(&v->page, (int)most);
}

static void node_words(const struct explorer *x, struct page *p, node_id n)
{
    page_puts(p, node_kinds[graph_node_at(x->graph, n)->kind].tag, ROLE_LABEL);
    page_puts(p, " ", ROLE_LABEL);
    page_add(p, session_name(x, n), session_zone_role(x, n));
    if (exposure_reach(x->exposure, n).reached) {
        linear_glyph(x, p, " ", GLYPH_REACHED, ROLE_REACH);
        page_sign(p);
    }
}

static void edge_rest(const struct explorer *x, struct page *p, edge_id id)
{
    const struct edge *e = graph_edge_at(x->graph, id);
    enum auth tried = what_if_gate_of(session_change(x), id);

    if (e->auth != AUTH_ABSENT)
        page_printf(p, auths[e->auth].class == AUTH_CLASS_NONE ? ROLE_GATE_OPEN : ROLE_LABEL,
                    "  gate %s", auths[e->auth].name);
    if (tried != AUTH_ABSENT)
        page_printf(p, ROLE_GATE_STRONG, ", %s tried", auths[tried].name);
    if (x->outer[id]) {
        linear_glyph(x, p, "  ", GLYPH_CROSSING, ROLE_CROSSING);
        page_sign(p);
    }
    if (session_is_off(x, id))
        page_puts(p, "  switched off on paper", ROLE_GATE_STRONG);
}

static void branch_line(const struct explorer *x, struct tree_view *v, branch_id id)
{
    const struct branch *b = &v->tree.items[id];
    size_t inside = b->mark == BRANCH_FIRST && !b->listed
                        ? tree_degree(&v->tree, b->node, COUNT_MOST + 1)
                        : 0;

    page_line(&v->page, (struct page_target){.node = b->node, .edge = b->edge, .item = id + 1,
                                             .rest = true});
    indent(v, b->depth);
    fold_mark(x, v, b, inside);
    if (b->edge) {
        const struct edge *e = graph_edge_at(x->graph, b->edge);
        bool passive = e->from != v->tree.items[b->parent].node;
        page_puts(&v->page, edge_words(e->kind, passive), ROLE_LABEL);
        page_puts(&v->page, " ", ROLE_LABEL);
    }
    node_words(x, &v->page, b->node);
    if (b->edge)
        edge_rest(x, &v->page, b->edge);
    if (b->mark != BRANCH_FIRST) {
        page_puts(&v->page, b->mark == BRANCH_LOOP ? "  @loop" : "  ^seen", ROLE_HUB);
        page_sign(&v->page);
    } else if (inside) {
        page_printf(&v->page, ROLE_HINT, inside > COUNT_MOST ? "  +99 and more" : "  +%zu", inside);
    }
}

static void more_line(struct tree_view *v, branch_id id)
{
    const struct branch *b = &v->tree.items[id];

    page_line(&v->page, (struct page_target){.item = MORE + id, .rest = true});
    indent(v, b->depth + 1);
    page_printf(&v->page, ROLE_HINT, "  %u more: Enter lists them", b->more);
}

/* The lines of unlisted rests whose branches end between one line and the one below it. */
static void close_lines(struct tree_view *v, branch_id from, branch_id to)
{
    const struct branch *items = v->tree.items;

    for (branch_id b = from;; b = items[b].parent) {
        bool ends = b != from || !(items[b].open && items[b].child);
        bool holds = to && items[to].parent == b;
        if (holds)
            return;
        if (ends && items[b].open && items[b].child && items[b].more)
            more_line(v, b);
        if (!b)
            return;
    }
}

static void build(struct explorer *x, struct tree_view *v)
{
    struct page *p = &v->page;
    branch_id b = 0, next;

    page_reset(p);
    v->built = true;
    v->built_shown = x->shown;
    v->version = x->trials.version;
    page_line(p, no_target);
    if (!v->tree.count) {
        page_puts(p, "Nothing is selected.", ROLE_DIM);
        return;
    }
    page_puts(p, v->up ? "What leads to it" : "What it leads on to", ROLE_TITLE);
    page_puts(p, v->up ? "  upstream, against the flow; " : "  downstream, with the flow; ", ROLE_HINT);
    page_puts(p, v->up ? linear_or(x, ">", "tree down") : linear_or(x, "<", "tree up"), ROLE_HINT);
    page_puts(p, " turns it round", ROLE_HINT);
    do {
        branch_line(x, v, b);
        next = tree_next(&v->tree, b);
        close_lines(v, b, next);
        b = next;
    } while (b);
    if (!v->tree.items[0].child) {
        page_line(p, no_target);
        page_puts(p, v->up ? "  nothing that is shown leads to it" : "  it leads on to nothing that is shown",
                  ROLE_DIM);
    }
    page_return(p);
}

/* --- Following the selection --------------------------------------------------------------------- */

static int line_of(const struct tree_view *v, branch_id b)
{
    for (size_t i = 0; i < v->page.line_count; i++) {
        if (v->page.lines[i].target.item == b + 1)
            return (int)i;
    }
    return -1;
}

static void go_to_branch(struct explorer *x, struct tree_view *v, branch_id b)
{
    tree_show(&v->tree, b);
    build(x, v);
    page_move_to(&v->page, line_of(v, b));
}

static bool is_wanted(const void *arg, node_id n)
{
    return sight_shows(arg, VIEW_TREE, n);
}

/* True if the layers, the filter or what is hidden are others than those that the tree grew with. */
static bool outgrown(const struct explorer *x, const struct tree_view *v)
{
    return v->tree.graph != x->graph || v->tree.layers != x->map.layers ||
           v->filter != str_hash(sight_filter(x, VIEW_TREE)) ||
           v->shown != sight_counts(x, VIEW_TREE).shown;
}

static void grow(struct explorer *x, struct tree_view *v, node_id root, bool up)
{
    int rows = v->rows ? v->rows : x->rows - 4; /* not drawn yet: what the bars leave */
    size_t room = rows > 8 ? (size_t)rows - 1 : 8;

    v->filter = str_hash(sight_filter(x, VIEW_TREE));
    v->shown = sight_counts(x, VIEW_TREE).shown;
    v->tree.wanted = is_wanted;
    v->tree.wanted_arg = x;
    tree_open(&v->tree, x->graph, root, up, x->map.layers);
    v->root = v->shows = root;
    v->up = up;
    tree_unfold_all(&v->tree, room);
    build(x, v);
    page_move_to(&v->page, 0);
    v->page.top = 0;
}

/* What was unfolded before the system was read again, and nothing else. */
static void grow_again(struct explorer *x, struct tree_view *v)
{
    uint8_t *open = v->open;

    v->open = NULL;
    v->filter = str_hash(sight_filter(x, VIEW_TREE));
    v->shown = sight_counts(x, VIEW_TREE).shown;
    v->tree.wanted = is_wanted;
    v->tree.wanted_arg = x;
    tree_open(&v->tree, x->graph, v->root, v->up, x->map.layers);
    for (branch_id b = 0; b < v->tree.count; b++) { /* unfolding adds behind the last */
        if (open[v->tree.items[b].node] && v->tree.items[b].mark == BRANCH_FIRST)
            tree_unfold(&v->tree, b, TREE_PAGE);
    }
    mem_free(open);
    build(x, v);
}

/* The cursor goes to what somebody else has selected; what is not listed becomes the root. */
static void follow(struct explorer *x, struct tree_view *v)
{
    branch_id b;

    if (v->open)
        grow_again(x, v);
    if (outgrown(x, v))
        grow(x, v, v->root ? v->root : x->at.node, v->up);
    if (v->shows == x->at.node)
        return;
    v->shows = x->at.node;
    if (tree_find(&v->tree, x->at.node, &b))
        go_to_branch(x, v, b);
    else
        grow(x, v, x->at.node, v->up);
}

void tree_go(struct explorer *x)
{
    struct tree_view *v = self_of(x);

    if (x->main == VIEW_TREE && x->at.node && x->at.node != v->root)
        grow(x, v, x->at.node, v->up);
    session_show_view(x, VIEW_TREE);
}

void tree_turn(struct explorer *x, bool up)
{
    grow(x, self_of(x), x->at.node, up);
    session_show_view(x, VIEW_TREE);
}

static void tree_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct tree_view *v = self;
    int width = screen_page_cols(x, c);
    bool stale = !v->built || v->built_shown != x->shown || v->version != x->trials.version ||
                 v->width != width;

    v->rows = c->rows;
    v->width = width;
    follow(x, v);
    if (stale)
        build(x, v);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
    if (!focused && page_current(&v->page))
        canvas_role(c, page_cursor_row(&v->page), 1, width, ROLE_MARK);
}

/* --- Acting -------------------------------------------------------------------------------------- */

/* The branch of the cursor line, also where it stands for the rest of it; false: none. */
static bool current(const struct tree_view *v, branch_id *b, bool *more)
{
    const struct page_target *t = page_current(&v->page);

    if (!t || !t->item)
        return false;
    *more = t->item >= MORE;
    *b = *more ? t->item - MORE : t->item - 1;
    return true;
}

static void after_move(struct explorer *x, struct tree_view *v)
{
    const struct page_target *t = page_current(&v->page);

    if (t && t->node) {
        v->shows = t->node;
        session_select(x, t->node);
    }
}

/* Keeps the line of the branch under the cursor. */
static unsigned redo(struct explorer *x, struct tree_view *v, branch_id b)
{
    int cursor = v->page.cursor, line;

    build(x, v);
    line = line_of(v, b);
    page_move_to(&v->page, line >= 0 ? line : cursor);
    after_move(x, v);
    return ACT_HANDLED;
}

static unsigned unfold(struct explorer *x, struct tree_view *v, branch_id b)
{
    if (v->tree.items[b].open && v->tree.items[b].child)
        return ACT_HANDLED | ACT_BELL;
    if (!tree_unfold(&v->tree, b, TREE_PAGE))
        return ACT_HANDLED | ACT_BELL;
    return redo(x, v, b);
}

/* The next ones of a long list; the cursor goes to the first of them. */
static unsigned list_more(struct explorer *x, struct tree_view *v, branch_id b)
{
    branch_id last = v->tree.items[b].last;

    tree_unfold(&v->tree, b, TREE_PAGE);
    return redo(x, v, last ? v->tree.items[last].next : v->tree.items[b].child);
}

static unsigned fold(struct explorer *x, struct tree_view *v, branch_id b)
{
    if (!v->tree.items[b].open || !v->tree.items[b].child) {
        if (!b)
            return ACT_HANDLED | ACT_BELL;
        b = v->tree.items[b].parent;
    }
    tree_fold(&v->tree, b);
    return redo(x, v, b);
}

static unsigned to_parent(struct explorer *x, struct tree_view *v, branch_id b)
{
    if (!b)
        return ACT_HANDLED | ACT_BELL;
    page_move_to(&v->page, line_of(v, v->tree.items[b].parent));
    after_move(x, v);
    return ACT_HANDLED;
}

static unsigned fold_all(struct explorer *x, struct tree_view *v)
{
    size_t lines = v->page.line_count;

    for (branch_id b = 1; b < v->tree.count; b++)
        tree_fold(&v->tree, b);
    redo(x, v, 0);
    return act_said(v->page.line_count != lines);
}

static unsigned unfold_all(struct explorer *x, struct tree_view *v, branch_id b)
{
    size_t before = v->tree.count, lines = v->page.line_count;

    if (tree_unfold_all(&v->tree, before + BURST_LINES))
        session_say(x, "%zu lines more; there is still more", v->tree.count - before);
    redo(x, v, b);
    return act_said(v->page.line_count != lines);
}

static bool is_open(const struct tree_view *v, branch_id b)
{
    return v->tree.items[b].open && v->tree.items[b].child;
}

/* The line that the node is unfolded at. A route may stand below its API, which is unfolded for it. */
static bool find_first(struct tree_view *v, branch_id b, branch_id *first)
{
    const struct branch *i = &v->tree.items[b];
    node_id n = i->node, api = tree_gateway(&v->tree, v->tree.items[i->parent].node, n);
    branch_id at;

    if (api && tree_find(&v->tree, api, &at)) {
        while (!tree_find(&v->tree, n, first) && tree_unfold(&v->tree, at, TREE_PAGE) &&
               v->tree.items[at].more)
            ;
    }
    return tree_find(&v->tree, n, first);
}

/* Enter: to the first line of what was seen, else unfold or fold; a leaf shows its details. */
static unsigned open_line(struct explorer *x, struct tree_view *v, branch_id b)
{
    branch_id first;

    if (v->tree.items[b].mark != BRANCH_FIRST && find_first(v, b, &first)) {
        go_to_branch(x, v, first);
        after_move(x, v);
        return ACT_HANDLED;
    }
    if (is_open(v, b))
        return fold(x, v, b);
    return unfold(x, v, b) & ACT_BELL ? ACT_NOT : ACT_HANDLED;
}

static unsigned fold_act(struct explorer *x, struct tree_view *v, enum action action, branch_id b,
                         bool more)
{
    switch ((int)action) {
    case ACTION_OPEN:
        return more ? list_more(x, v, b) : open_line(x, v, b);
    case ACTION_FOLD_TOGGLE:
        return is_open(v, b) || v->tree.items[b].mark != BRANCH_FIRST ? fold(x, v, b)
                                                                      : unfold(x, v, b);
    case ACTION_RIGHT:
    case ACTION_FOLD_OPEN:
        return more ? list_more(x, v, b) : unfold(x, v, b);
    case ACTION_LEFT:
        return is_open(v, b) && !more ? fold(x, v, b)
               : more                 ? to_parent(x, v, v->tree.items[b].child)
                                      : to_parent(x, v, b);
    case ACTION_FOLD_CLOSE:
        return fold(x, v, b);
    case ACTION_FOLD_ALL:
        return fold_all(x, v);
    case ACTION_FOLD_NONE:
        return unfold_all(x, v, b);
    default:
        return ACT_NOT;
    }
}

static unsigned tree_act(struct explorer *x, void *self, enum action action)
{
    struct tree_view *v = self;
    branch_id b = 0;
    bool more = false;

    follow(x, v);
    if (page_takes(action)) {
        bool moved = page_act(&v->page, action);
        if (moved && !v->page.loose)
            after_move(x, v);
        return act_said(moved);
    }
    if (action == ACTION_TREE_DOWN || action == ACTION_TREE_UP) {
        if (v->root == x->at.node && v->up == (action == ACTION_TREE_UP))
            return act_said(false);
        tree_turn(x, action == ACTION_TREE_UP);
        return ACT_HANDLED;
    }
    return current(v, &b, &more) ? fold_act(x, v, action, b, more) : ACT_NOT;
}

static void tree_between(struct explorer *x, void *self, node_id from, node_id to,
                         void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct tree_view *)self)->page, from, to, take, x);
}

static void tree_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct tree_view *)self)->page);
    *col = 1;
}

static void view_tree_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct tree_view *v = self;
    uint8_t *before = v->open; /* read again before it was drawn */

    session_page_moved(x, &v->page, now, old_count);
    v->open = NULL;
    v->root = v->root <= old_count ? now[v->root] : 0;
    v->shows = v->shows <= old_count ? now[v->shows] : 0;
    if (v->root)
        v->open = mem_zalloc(graph_node_count(x->graph) + 1, 1);
    for (branch_id b = 0; v->open && b < v->tree.count; b++)
        if (v->tree.items[b].open && v->tree.items[b].child)
            v->open[now[v->tree.items[b].node]] = 1;
    for (node_id n = 1; v->open && before && n <= old_count; n++)
        if (before[n])
            v->open[now[n]] = 1;
    mem_free(before);
    tree_release(&v->tree);
    v->built = false;
}

static void tree_close(struct explorer *x, void *self)
{
    struct tree_view *v = self;

    (void)x;
    page_release(&v->page);
    tree_release(&v->tree);
    mem_free(v->open);
}

const struct view_kind view_tree = {
    .name = "tree",
    .help = "From the selected node with the flow (>) or against it (<), a line an edge",
    .private_size = sizeof(struct tree_view),
    .follows = true,
    .page_at = PAGE_AT(struct tree_view, page),
    .lists_lines = true,
    .close = tree_close,
    .moved = view_tree_moved,
    .draw = tree_draw,
    .act = tree_act,
    .between = tree_between,
    .cursor = tree_cursor,
};
