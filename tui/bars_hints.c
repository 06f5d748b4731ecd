/* SPDX-License-Identifier: MIT */
/* bars_hints.c - the last row: what the keys do here. */
#include <string.h>

#include "map_view.h"
#include "session.h"
#include "text.h"

static int puts_at(struct explorer *x, int row, int col, int end, const char *text, enum role role)
{
    if (col >= end)
        return col;
    return col + canvas_text(&x->screen, row, col, end - col, str_from(text), role, x->ascii);
}

enum { FUNCTION_KEY_COLS = 140 }; /* so wide that hints fit beside them */

struct hint {
    enum action action;
    const char *label;
};

/* Most wanted first; the last ones are dropped on narrow screens. */
static const struct hint hints[VIEW_COUNT][12] = {
    [VIEW_MAP] = {{ACTION_OPEN, "detail"}, {ACTION_PATH_HERE, "path from internet"},
                  {ACTION_VIEW_PATHS, "all paths"}, {ACTION_SEARCH_FORWARD, "search"},
                  {ACTION_EDGE_NEXT, "edges"}, {ACTION_LAYER_IDENTITY, "identities"},
                  {ACTION_ALONE, "map alone"}, {ACTION_FRAMES, "frames"},
                  {ACTION_DIRECTION, "direction"}, {ACTION_EDIT, "edit"}, {ACTION_THEME, "theme"},
                  {ACTION_NONE, NULL}},
    [VIEW_INVENTORY] = {{ACTION_OPEN, "open"}, {ACTION_FOLD_TOGGLE, "fold"},
                        {ACTION_VIEW_MAP, "map"}, {ACTION_VIEW_PATHS, "paths"},
                        {ACTION_SEARCH_FORWARD, "search"}, {ACTION_PATH_HERE, "path from internet"},
                        {ACTION_EDIT, "edit"}},
    [VIEW_DETAIL] = {{ACTION_OPEN, "follow"}, {ACTION_FILTER_VALUE, "only these"},
                     {ACTION_VIEW_MAP, "map"}, {ACTION_EDIT, "edit"},
                     {ACTION_PATH_HERE, "path from internet"}, {ACTION_HISTORY_BACK, "back"},
                     {ACTION_PANE_NEXT, "next pane"}},
    [VIEW_PATHS] = {{ACTION_STEP, "step"}, {ACTION_STEP_BACK, "back"}, {ACTION_OPEN, "show on map"},
                    {ACTION_VIEW_MAP, "map"}, {ACTION_EDIT, "edit"}},
    [VIEW_FINDINGS] = {{ACTION_OPEN, "show on map"}, {ACTION_FOLD_TOGGLE, "fold"},
                       {ACTION_STEP, "step along the path"}, {ACTION_EDIT, "edit"},
                       {ACTION_SEARCH_FORWARD, "search"}, {ACTION_FOLD_NONE, "unfold all"},
                       {ACTION_VIEW_MAP, "map"}},
    [VIEW_BLAST] = {{ACTION_OPEN, "show on map"}, {ACTION_STEP, "step along the path"},
                    {ACTION_VIEW_BLAST, "of this one"}, {ACTION_EDIT, "edit"},
                    {ACTION_VIEW_MAP, "map"}},
    [VIEW_CUT] = {{ACTION_OPEN, "show on map"}, {ACTION_VIEW_WHATIF, "what if"},
                  {ACTION_VIEW_BLAST, "blast"}, {ACTION_VIEW_MAP, "map"}},
    [VIEW_WHATIF] = {{ACTION_OPEN, "take back"}, {ACTION_VIEW_PATHS, "paths"},
                     {ACTION_VIEW_MAP, "map"}, {ACTION_CLOSE, "close"}},
    [VIEW_MATRIX] = {{ACTION_OPEN, "show"}, {ACTION_MATRIX_TURN, "zones or identities"},
                     {ACTION_FILTER, "filter"}, {ACTION_EDIT, "edit"},
                     {ACTION_SEARCH_FORWARD, "search"}, {ACTION_VIEW_MAP, "map"}},
    [VIEW_OVERVIEW] = {{ACTION_OPEN, "go in"}, {ACTION_COUNTER_NEXT, "counters"},
                       {ACTION_VIEW_MAP, "map"},
                       {ACTION_VIEW_FINDINGS, "findings"}, {ACTION_VIEW_INVENTORY, "inventory"},
                       {ACTION_SEARCH_FORWARD, "search"}, {ACTION_VIEW_PATHS, "paths"}},
    [VIEW_TREE] = {{ACTION_OPEN, "unfold"}, {ACTION_TREE_DOWN, "downstream"},
                   {ACTION_TREE_UP, "upstream"}, {ACTION_VIEW_TREE, "from here"},
                   {ACTION_FOLD_NONE, "unfold all"}, {ACTION_VIEW_MAP, "map"},
                   {ACTION_EDIT, "edit"}},
    [VIEW_TABLE] = {{ACTION_OPEN, "detail"}, {ACTION_SORT_NEXT, "next column"},
                    {ACTION_SORT_REVERSE, "turn"}, {ACTION_FILTER_VALUE, "only these"},
                    {ACTION_FILTER, "filter"}, {ACTION_VIEW_MAP, "map"},
                    {ACTION_SEARCH_FORWARD, "search"}, {ACTION_EDIT, "edit"}},
    [VIEW_SOURCE] = {{ACTION_SOURCE_NEXT, "next place"}, {ACTION_EDIT, "edit"},
                     {ACTION_OPEN, "show on map"}, {ACTION_CENTRE, "back to the line"},
                     {ACTION_SEARCH_FORWARD, "search"}, {ACTION_VIEW_MAP, "map"}},
    [VIEW_TIME] = {{ACTION_OPEN, "details"}, {ACTION_FILTER, "filter"}, {ACTION_EDIT, "edit"},
                   {ACTION_SEARCH_FORWARD, "search"}, {ACTION_VIEW_MAP, "map"}},
    [VIEW_MESSAGES] = {{ACTION_OPEN, "open the place"}, {ACTION_VIEW_MAP, "map"},
                       {ACTION_DOWN, "down"}, {ACTION_CLOSE, "close"}},
    [VIEW_HELP] = {{ACTION_DOWN, "down"}, {ACTION_SEARCH_FORWARD, "search"},
                   {ACTION_LEGEND, "legend"}, {ACTION_CLOSE, "close"}},
};

static int hint_print(const struct explorer *x, const struct hint *h, struct buf *keys)
{
    const struct binding *b = keymap_for(&x->keys, x->focus, h->action);

    buf_reset(keys);
    if (b)
        binding_show(keys, b);
    return b ? (int)(text_width(buf_str(keys)) + strlen(h->label) + 1) : 0;
}

/* --- While something else has the keys ------------------------------------------------------------ */

struct typed_hint {
    const char *keys, *label;
};

enum { TYPED_HINTS = 5 };

/* What the keys do now: those of the view are letters of what is typed. Most wanted first, and the way
 * out is wanted. NULL: the keys are the view's. */
static const struct typed_hint *typed_hints(const struct explorer *x)
{
    static const struct typed_hint pick[TYPED_HINTS] = {
        {"<Enter>", "take"}, {"<Esc>", "close"}, {"a-z", "narrow"}, {"<Up> <Down>", "choose"}};
    static const struct typed_hint read[TYPED_HINTS] = {
        {"<Esc>", "close"}, {"a-z", "narrow"}, {"<Up> <Down>", "move"}};
    static const struct typed_hint jump[TYPED_HINTS] = {{"a-z", "go there"}, {"<Esc>", "stay"}};
    static const struct typed_hint menu[TYPED_HINTS] = {
        {"<Tab>", "next"}, {"<Esc>", "close the list"}, {"<Enter>", "done"}};
    static const struct typed_hint seek[TYPED_HINTS] = {
        {"<C-r>", "one before"}, {"<Esc>", "back"}, {"<Enter>", "run"}};
    static const struct typed_hint lines[][TYPED_HINTS] = {
        [PROMPT_COMMAND] = {{"<Enter>", "run"}, {"<Esc>", "give up"}, {"<Tab>", "complete"},
                            {"<Up>", "earlier"}},
        [PROMPT_SEARCH] = {{"<Enter>", "stay here"}, {"<Esc>", "as before"}},
        [PROMPT_FILTER] = {{"<Enter>", "keep"}, {"<Esc>", "as before"}, {"<Tab>", "complete"}},
    };
    const struct prompt *p = &x->prompt;

    if (x->pick.kind)
        return x->pick.kind->take ? pick : read;
    if (x->jump.on)
        return jump;
    if (p->kind == PROMPT_NONE)
        return NULL;
    return p->menu.open ? menu : p->seeking ? seek : lines[p->kind];
}

static void draw_typed_hints(struct explorer *x, const struct typed_hint *h)
{
    int row = x->rows - 1, col = 1;

    for (int i = 0; i < TYPED_HINTS && h[i].keys; i++) {
        if (col + (int)(strlen(h[i].keys) + strlen(h[i].label)) + 1 > x->cols)
            break;
        col = puts_at(x, row, col, x->cols, h[i].keys, ROLE_KEY) + 1;
        col = puts_at(x, row, col, x->cols, h[i].label, ROLE_HINT) + 2;
    }
}

/* The way to help is the last thing to go. */
void bars_hints(struct explorer *x)
{
    const struct typed_hint *typed = typed_hints(x);
    static const struct hint help = {ACTION_VIEW_HELP, "help"};
    struct buf keys = {0};
    int row = x->rows - 1, col = 1, end = x->cols, width;

    if (typed) {
        draw_typed_hints(x, typed);
        return;
    }
    width = hint_print(x, &help, &keys);
    if (width && width + 2 <= end) {
        end -= width + 1;
        screen_spot(x, row, end, width, help.action, 0);
        puts_at(x, row, end, x->cols, keys.ptr, ROLE_KEY);
        puts_at(x, row, end + (int)keys.len + 1, x->cols, help.label, ROLE_HINT);
        end -= 2;
    }
    if (x->cols >= FUNCTION_KEY_COLS)
        col = bars_function_keys(x, row, end);
    for (const struct hint *h = hints[x->focus]; h->label && h < hints[x->focus] + 12; h++) {
        width = hint_print(x, h, &keys);
        if (!width)
            continue;
        if (col + width > end)
            break;
        screen_spot(x, row, col, width, h->action, 0);
        col = puts_at(x, row, col, end, keys.ptr, ROLE_KEY) + 1;
        col = puts_at(x, row, col, end, h->label, ROLE_HINT) + 2;
    }
    buf_release(&keys);
}
