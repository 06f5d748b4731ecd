/* SPDX-License-Identifier: MIT */
/* act_work.c - keys for what the user adds: marks, bookmarks, hiding, undo. */
#include "act_work.h"

#include "jewels.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "path_ask.h"
#include "session.h"

/* --- Marks ------------------------------------------------------------------------------------- */

static void say_marks(struct explorer *x)
{
    size_t count = work_marked_count(x);

    if (count)
        session_say(x, "%zu node%s marked", count, count == 1 ? "" : "s");
    else
        session_say(x, "nothing is marked any more");
}

static unsigned mark(struct explorer *x)
{
    node_id n = x->at.node;

    if (!n)
        return act_said(false);
    undo_note(x);
    x->range_from = n;
    work_mark(x, n, !work_marked(x, n));
    say_marks(x);
    return ACT_HANDLED;
}

static void take(struct explorer *x, node_id n)
{
    work_mark(x, n, true);
}

/* From the node that was marked last to the selected one, in the order of the view. */
static unsigned mark_range(struct explorer *x)
{
    const struct view_kind *view = view_kinds[x->focus];
    node_id from = x->range_from ? x->range_from : x->at.node;

    if (!x->at.node)
        return act_said(false);
    undo_note(x);
    work_mark(x, from, true);
    work_mark(x, x->at.node, true);
    if (view->between)
        view->between(x, x->views[x->focus], from, x->at.node, take);
    x->range_from = x->at.node;
    say_marks(x);
    return ACT_HANDLED;
}

/* The view that the keys are for, if it is a list of its own; else one that a filter is for. */
static enum view_id listing_view(const struct explorer *x)
{
    const struct view_kind *kind = view_kinds[x->focus];

    return kind->listed || kind->lists_lines ? x->focus : sight_view(x);
}

/* in[id]: the view lists it. */
static void find_listed(struct explorer *x, enum view_id view, uint8_t *in)
{
    const struct view_kind *kind = view_kinds[view];
    const struct visible *v = view == VIEW_MAP ? map_visible(x) : NULL;
    const struct page *page = view_page(x, view);

    if (kind->listed) {
        kind->listed(x, x->views[view], in);
    } else if (kind->lists_lines) {
        for (size_t i = 0; i < page->line_count; i++)
            in[page->lines[i].target.node] = 1;
    } else if (v) {
        for (int i = 0; i < v->input.node_count; i++)
            in[v->node_of[i]] = 1;
    } else {
        for (node_id n = 1; n <= graph_node_count(x->graph); n++)
            in[n] = sight_shows(x, view, n);
    }
}

/* Of what the view lists. */
static unsigned mark_invert(struct explorer *x)
{
    enum view_id view = listing_view(x);
    uint8_t *in = mem_zalloc(graph_node_count(x->graph) + 1, 1);
    bool any = false;

    find_listed(x, view, in);
    undo_note(x);
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        if (!in[n] || work_hidden(x, n))
            continue;
        any = true;
        work_mark(x, n, !work_marked(x, n));
    }
    mem_free(in);
    if (any)
        say_marks(x);
    else
        session_complain(x, "nothing is listed here that could be marked");
    return ACT_HANDLED;
}

/* --- Bookmarks --------------------------------------------------------------------------------- */

static void list_bookmarks(struct explorer *x)
{
    struct buf text = {0};

    for (char c = 'a'; c <= 'z'; c++) {
        node_id n = work_bookmarked(x, c);
        if (!n)
            continue;
        buf_printf(&text, "%s%c ", text.len ? "  " : "go to ", c);
        buf_add(&text, session_name(x, n));
    }
    if (text.len)
        session_say(x, "%s", text.ptr);
    else
        session_say(x, "no bookmark is set: m and a letter sets one");
    buf_release(&text);
}

static unsigned want_letter(struct explorer *x, enum action action)
{
    if (action == ACTION_BOOKMARK && !x->at.node)
        return act_said(false);
    x->letter_for = action;
    if (action == ACTION_BOOKMARK_GO)
        list_bookmarks(x);
    else if (action == ACTION_MACRO_PLAY)
        session_say(x, "play a macro: a letter a to z");
    else
        session_say(x, "bookmark: a letter a to z");
    return ACT_HANDLED;
}

/* . plays it once more. */
static void remember(struct explorer *x, struct key key)
{
    buf_reset(&x->last_command);
    buf_printf(&x->last_command, "macro play %c", (char)key.code);
}

void work_letter(struct explorer *x, struct key key)
{
    enum action action = x->letter_for;
    node_id n;

    x->letter_for = ACTION_NONE;
    if (key.code == KEYCODE_ESC)
        return;
    if (action == ACTION_MACRO_PLAY) {
        if (macro_play(x, key.mods || key.code > 'z' ? 0 : (char)key.code, 1))
            remember(x, key);
        return;
    }
    if (key.mods || key.code < 'a' || key.code > 'z') {
        session_complain(x, "a bookmark is a letter a to z");
        return;
    }
    if (action == ACTION_BOOKMARK) {
        struct str name = session_name(x, x->at.node);
        undo_note(x);
        work_bookmark(x, (char)key.code, x->at.node);
        session_say(x, "bookmark %c: %.*s", (char)key.code, (int)name.len, name.ptr);
        return;
    }
    n = work_bookmarked(x, (char)key.code);
    if (n)
        session_select(x, n);
    else
        session_complain(x, "bookmark %c is not set", (char)key.code);
}

/* --- Paths ------------------------------------------------------------------------------------- */

/* The marked nodes but one; the caller frees them. */
static node_id *others_marked(const struct explorer *x, node_id but, size_t *count)
{
    node_id *nodes = mem_alloc((work_marked_count(x) + 1) * sizeof *nodes);

    *count = 0;
    for (node_id n = work_next(x->work.marked, 0); n; n = work_next(x->work.marked, n)) {
        if (n != but && !work_hidden(x, n))
            nodes[(*count)++] = n;
    }
    return nodes;
}

bool work_path_to(struct explorer *x, node_id n)
{
    size_t count;
    node_id *from = others_marked(x, n, &count);

    if (count && n)
        path_ask(x, &(struct path_ask){.from = from, .from_count = count, .to = &n, .to_count = 1});
    mem_free(from);
    return count && n;
}

/* To the marked nodes, else to the crown jewels. */
static unsigned path_from(struct explorer *x)
{
    node_id n = x->at.node;
    size_t count;
    node_id *to = others_marked(x, n, &count);

    if (!n) {
        mem_free(to);
        return act_said(false);
    }
    if (count == 0) {
        const struct jewels *jewels = session_jewels(x);
        mem_free(to);
        to = mem_alloc((jewels->count + 1) * sizeof *to);
        for (size_t i = 0; i < jewels->count; i++) {
            if (jewels->items[i].node != n)
                to[count++] = jewels->items[i].node;
        }
    }
    if (count)
        path_ask(x, &(struct path_ask){.from = &n, .from_count = 1, .to = to, .to_count = count});
    else
        session_complain(x, "nothing is marked, and there is no crown jewel to go to");
    mem_free(to);
    return ACT_HANDLED;
}

/* --- Hiding ------------------------------------------------------------------------------------ */

/* A neighbour that is still there, so that the cursor stays where one was working. */
static node_id beside(const struct explorer *x, node_id n)
{
    enum { LOOK = 64 };
    struct edge_list lists[2] = {graph_out(x->graph, n), graph_in(x->graph, n)};

    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < lists[side].count && i < LOOK; i++) {
            const struct edge *e = graph_edge_at(x->graph, lists[side].ids[i]);
            node_id other = session_boxed(x, e->from == n ? e->to : e->from);
            if (other != n && !work_hidden(x, other) &&
                (!map_visible(x) || visible_box(map_visible(x), other) != VISIBLE_NONE))
                return other;
        }
    }
    return 0;
}

void work_hide_node(struct explorer *x, node_id n, bool hidden)
{
    struct str name = session_name(x, n);
    struct buf what = {0};
    node_id other = hidden && n == x->at.node ? beside(x, n) : 0;

    undo_note(x);
    if (!work_hide(x, n, hidden))
        return;
    session_renew(x);
    if (other)
        session_select(x, other);
    buf_puts(&what, hidden ? "hidden " : "back ");
    buf_add(&what, name);
    session_say_effect(x, buf_str(&what));
    buf_release(&what);
}

static unsigned off_limits(struct explorer *x)
{
    if (x->at.edge) {
        session_trial(x, (struct trial){.kind = TRIAL_OFF, .edge = x->at.edge});
        return ACT_HANDLED;
    }
    if (!x->at.node)
        return act_said(false);
    work_hide_node(x, x->at.node, !work_hidden(x, x->at.node));
    return ACT_HANDLED;
}

/* --- All of them ------------------------------------------------------------------------------- */

unsigned work_act(struct explorer *x, int action)
{
    switch (action) {
    case ACTION_MARK:
        return mark(x);
    case ACTION_MARK_RANGE:
        return mark_range(x);
    case ACTION_MARK_INVERT:
        return mark_invert(x);
    case ACTION_BOOKMARK:
    case ACTION_BOOKMARK_GO:
    case ACTION_MACRO_PLAY:
        return want_letter(x, (enum action)action);
    case ACTION_SWITCH_OFF:
        return off_limits(x);
    case ACTION_PATH_FROM:
        return path_from(x);
    case ACTION_UNDO:
        undo_step(x, -1);
        return ACT_HANDLED;
    case ACTION_REDO:
        undo_step(x, 1);
        return ACT_HANDLED;
    default:
        return ACT_NOT;
    }
}

/* --- Signs ------------------------------------------------------------------------------------- */

void work_signs(const struct explorer *x, const struct page *p, struct canvas *c, int row, int col,
                int rows)
{
    for (int i = 0; i < rows && (size_t)(p->top + i) < p->line_count; i++) {
        node_id n = p->lines[p->top + i].target.node;
        if (n && work_marked(x, n))
            linear_sign(x, c, row + i, col, GLYPH_MARKED);
        else if (n && work_said(x, n))
            linear_sign(x, c, row + i, col, GLYPH_NOTED);
    }
}
