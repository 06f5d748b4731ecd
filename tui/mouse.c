/* SPDX-License-Identifier: MIT */
/* mouse.c - clicks, wheel and drags: what they hit, and the action of that key there. */
#include "page.h"
#include "session.h"

enum { WHEEL_LINES = 3 };

void mouse_set(struct explorer *x, bool on)
{
    x->mouse.on = on;
    x->mouse.view = VIEW_ANY;
    term_mouse(x->term, on);
}

/* --- What is there -------------------------------------------------------------------------------- */

static bool inside(const struct layout_rect *r, int row, int col)
{
    return row >= r->row && row < r->row + r->rows && col >= r->col && col < r->col + r->cols;
}

/* The topmost pane: later ones are drawn over earlier ones. */
static const struct pane *pane_at(const struct explorer *x, int row, int col)
{
    for (int i = x->pane_count; i-- > 0;) {
        if (inside(&x->panes[i].rect, row, col))
            return &x->panes[i];
    }
    return NULL;
}

static bool press_spot(struct explorer *x, int row, int col)
{
    for (int i = x->spot_count; i-- > 0;) {
        const struct spot s = x->spots[i];
        if (row != s.row || col < s.col || col >= s.col + s.cols)
            continue;
        if (s.action == ACTION_NONE)
            session_select(x, s.node);
        else
            session_perform(x, s.action);
        return true;
    }
    return false;
}

/* Selects what stands at the mouse in the view with the keys. */
static bool point(struct explorer *x)
{
    const struct pane *p = screen_pane(x, x->focus);
    const struct view_kind *view = view_kinds[x->focus];
    struct page *page = view_page(x, x->focus);
    struct layout_rect in;

    if (!p)
        return false;
    in = screen_inside(x, p);
    if (!inside(&in, x->mouse.row, x->mouse.col))
        return false;
    if (view->point)
        return view->point(x, x->views[x->focus], x->mouse.row - in.row, x->mouse.col - in.col);
    return page && page_point(page, x->mouse.row - in.row, x->mouse.col - in.col) &&
           view->act(x, x->views[x->focus], ACTION_POINT) == ACT_HANDLED;
}

unsigned mouse_act(struct explorer *x, int action)
{
    if (action == ACTION_MOUSE) {
        mouse_set(x, !x->mouse.on);
        session_say(x, x->mouse.on ? "mouse on" : "mouse off: the terminal marks text");
        return ACT_HANDLED;
    }
    if (!point(x) && action == ACTION_POINT_OPEN)
        return ACT_HANDLED;
    if (action == ACTION_POINT_OPEN)
        return session_perform(x, ACTION_OPEN);
    if (action == ACTION_POINT_MENU)
        pick_context(x, x->mouse.row, x->mouse.col);
    return ACT_HANDLED;
}

/* --- What happens --------------------------------------------------------------------------------- */

static bool is_wheel(struct key key)
{
    return key.code >= KEYCODE_WHEEL_UP && key.code <= KEYCODE_WHEEL_RIGHT;
}

/* The wheel turns what is under it; the keys stay where they are. */
static void turn_wheel(struct explorer *x, const struct pane *p, enum action action)
{
    bool scrolls = action >= ACTION_SCROLL_UP && action <= ACTION_SCROLL_RIGHT;

    for (int i = 0; i < (scrolls ? WHEEL_LINES : 1); i++)
        view_kinds[p->view]->act(x, x->views[p->view], action);
}

static void give_keys(struct explorer *x, const struct pane *p)
{
    if (x->focus == p->view)
        return;
    x->focus = p->view;
    x->is_lent = false;
    screen_arrange(x);
}

void mouse_point(struct explorer *x, int row, int col)
{
    const struct pane *p = pane_at(x, row, col);

    if (!p)
        return;
    give_keys(x, p);
    x->mouse.row = row;
    x->mouse.col = col;
    point(x);
}

static void in_pane(struct explorer *x, const struct pane *p, struct key key)
{
    enum action action = ACTION_NONE;

    if (keymap_find(&x->keys, p->view, &key, 1, &action) != KEYMAP_FOUND)
        return;
    if (is_wheel(key)) {
        turn_wheel(x, p, action);
        return;
    }
    give_keys(x, p);
    session_perform(x, action);
}

/* The place counts from where the button went down, so a drag stays with its view. */
static void drag(struct explorer *x, int row, int col)
{
    enum action action = ACTION_NONE;
    struct key key = {KEYCODE_DRAG, 0};

    if (x->mouse.bar && screen_pane(x, x->mouse.view)) {
        scrollbar_point(x, screen_pane(x, x->mouse.view), row, x->mouse.col);
        return;
    }
    x->mouse.down = row - x->mouse.row;
    x->mouse.right = col - x->mouse.col;
    x->mouse.row = row;
    x->mouse.col = col;
    if (x->mouse.view == VIEW_ANY || x->focus != x->mouse.view ||
        (x->mouse.down == 0 && x->mouse.right == 0) ||
        keymap_find(&x->keys, x->focus, &key, 1, &action) != KEYMAP_FOUND)
        return;
    view_kinds[x->focus]->act(x, x->views[x->focus], action);
}

static void in_pick(struct explorer *x, struct key key, int row, int col)
{
    if (is_wheel(key))
        pick_key(x, key);
    else if (key.code != KEYCODE_DRAG)
        pick_point(x, row, col, key.code != KEYCODE_RIGHT_CLICK);
}

void mouse_key(struct explorer *x, struct key key, int row, int col)
{
    const struct pane *p;

    if (!x->mouse.on || x->size == SIZE_NOTHING || row < 0 || col < 0 || row >= x->rows ||
        col >= x->cols)
        return;
    if (key.code == KEYCODE_DRAG && !x->pick.kind) {
        drag(x, row, col);
        return;
    }
    if (!is_wheel(key))
        session_catch_up(x);
    x->mouse.row = row;
    x->mouse.col = col;
    x->mouse.view = VIEW_ANY;
    x->mouse.bar = false;
    if (x->pick.kind) {
        in_pick(x, key, row, col);
        return;
    }
    if (x->prompt.kind != PROMPT_NONE && prompt_mouse(x, key, row))
        return;
    p = pane_at(x, row, col);
    if (!is_wheel(key)) {
        buf_reset(&x->message);
        x->jump.on = false;
        x->prompt.menu.open = false;
        if (x->prompt.kind != PROMPT_NONE)
            prompt_key(x, (struct key){KEYCODE_ESC, 0}); /* a click elsewhere leaves the line */
        bool pressed = key.code != KEYCODE_RIGHT_CLICK && press_spot(x, row, col);
        x->typed_count = 0;
        if (pressed)
            return;
        x->mouse.view = p ? p->view : VIEW_ANY;
        x->mouse.bar = p && scrollbar_point(x, p, row, col);
        if (x->mouse.bar)
            return;
    }
    if (p)
        in_pane(x, p, key);
}
