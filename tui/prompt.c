/* SPDX-License-Identifier: MIT */
/* prompt.c - the line that is being typed: its keys, its history, what Enter and Esc do. */
#include <string.h>

#include "command.h"
#include "map_view.h"
#include "page.h"
#include "session.h"
#include "sight_prompt.h"

/* --- Where a search began ------------------------------------------------------------------------- */

static void sight_keep(struct explorer *x, struct prompt_sight *s)
{
    map_window(x, &s->map_top, &s->map_left);
    for (int v = 0; v < VIEW_COUNT; v++) {
        const struct page *p = view_page(x, (enum view_id)v);
        s->top[v] = p ? p->top : 0;
    }
}

/* The cursors of lists follow the selection. */
static void sight_return(struct explorer *x, const struct prompt_sight *s)
{
    map_window_to(x, s->map_top, s->map_left);
    for (int v = 0; v < VIEW_COUNT; v++) {
        struct page *p = view_page(x, (enum view_id)v);
        if (p && s->top[v] < (int)p->line_count)
            p->top = s->top[v];
    }
}

void prompt_open(struct explorer *x, enum prompt_kind kind, bool backward)
{
    struct prompt *p = &x->prompt;

    p->kind = kind;
    p->before = x->at;
    p->history_at = p->history.count;
    p->seeking = false;
    p->menu.open = false;
    line_set(&p->line, STR(""));
    buf_reset(&p->kept);
    p->fresh = true;
    if (kind == PROMPT_SEARCH) {
        session_search(x, STR_NONE, backward);
        sight_keep(x, &p->sight);
    }
    if (kind == PROMPT_FILTER) {
        line_set(&p->line, sight_filter(x, sight_view(x)));
        buf_reset(&p->search);
        buf_add(&p->search, buf_str(&x->search.text));
        p->search_backward = x->search.backward;
        filter_prompt_live(x);
    }
}

void prompt_begin(struct explorer *x, struct str text)
{
    prompt_open(x, PROMPT_COMMAND, false);
    line_set(&x->prompt.line, text);
}

void prompt_release(struct prompt *p)
{
    history_release(&p->history);
    line_release(&p->line);
    line_release(&p->sought);
    buf_release(&p->kept);
    buf_release(&p->search);
    completions_release(&p->menu);
    *p = (struct prompt){0};
}

/* --- History ------------------------------------------------------------------------------------ */

/* Shows the line of the history, or behind its last one what was typed. */
static void show_line(struct prompt *p, size_t at)
{
    p->history_at = at;
    line_set(&p->line, at < p->history.count ? buf_str(&p->history.lines[at]) : buf_str(&p->kept));
}

static void recall(struct explorer *x, int direction)
{
    struct prompt *p = &x->prompt;
    size_t at;

    if (p->history_at == p->history.count) {
        buf_reset(&p->kept);
        buf_add(&p->kept, line_text(&p->line));
    }
    at = history_next(&p->history, p->history_at, direction, buf_str(&p->kept));
    if (at == p->history.count && (direction < 0 || p->history_at == at))
        term_bell(x->term);
    else
        show_line(p, at);
}

static void seek_start(struct prompt *p)
{
    buf_reset(&p->kept);
    buf_add(&p->kept, line_text(&p->line));
    line_set(&p->sought, STR(""));
    p->history_at = p->history.count;
    p->seeking = true;
}

static void seek(struct explorer *x, size_t from)
{
    struct prompt *p = &x->prompt;
    size_t at = history_find(&p->history, from, -1, line_text(&p->sought));

    if (at == p->history.count)
        term_bell(x->term);
    else
        show_line(p, at);
}

/* true: the key was for the search in the history. */
static bool seek_key(struct explorer *x, struct key key)
{
    struct prompt *p = &x->prompt;

    if (key.mods & MOD_CTRL && key.code == 'r') {
        seek(x, p->history_at);
        return true;
    }
    if (key_is_text(key) || key.code == KEYCODE_BACKSPACE) {
        if (line_key(&p->sought, key) == LINE_CHANGED)
            seek(x, p->history.count);
        return true;
    }
    p->seeking = false; /* the line stays; the key is for it */
    return false;
}

/* --- Completion --------------------------------------------------------------------------------- */

static void insert(struct explorer *x, struct str text, bool more)
{
    struct prompt *p = &x->prompt;

    line_replace(&p->line, p->menu.from, p->menu.length, text);
    if (more && p->line.at == p->line.text.len)
        line_replace(&p->line, p->line.at, 0, STR(" "));
    p->menu.length = p->line.at - p->menu.from;
    if (p->kind == PROMPT_FILTER)
        filter_prompt_live(x);
}

static void choose(struct explorer *x, int direction)
{
    struct completions *c = &x->prompt.menu;
    int count = (int)c->count;

    c->chosen = c->chosen < 0 ? (direction > 0 ? 0 : count - 1)
                              : (c->chosen + direction + count) % count;
    insert(x, c->items[c->chosen].text, false);
}

static void look_up(struct explorer *x)
{
    struct prompt *p = &x->prompt;

    struct buf command = {0};
    size_t before = p->kind == PROMPT_FILTER ? strlen("filter ") : 0;

    buf_puts(&command, before ? "filter " : ""); /* a filter is completed as that command is */
    buf_add(&command, str_sub(line_text(&p->line), 0, p->line.at));
    complete_command(x, buf_str(&command), &p->menu);
    p->menu.from -= before < p->menu.from ? before : p->menu.from;
    buf_release(&command);
    p->menu.open = p->menu.open && p->menu.count > 0;
}

/* First the letters that all have in common, then the menu, then one after the other. */
static void complete(struct explorer *x, int direction)
{
    struct prompt *p = &x->prompt;
    struct str word, common;

    if (p->kind == PROMPT_SEARCH)
        return;
    if (p->menu.open) {
        choose(x, direction);
        p->menu.open = p->menu.count > 1; /* nothing to go on to: the next one looks further */
        return;
    }
    look_up(x);
    if (p->menu.count == 0) {
        term_bell(x->term);
        return;
    }
    if (p->menu.count == 1) {
        insert(x, p->menu.items[0].text, p->menu.items[0].more);
        return;
    }
    word = str_sub(line_text(&p->line), p->menu.from, p->menu.length);
    common = completions_common(&p->menu, word);
    if (common.len > word.len)
        insert(x, common, false);
    p->menu.open = true;
}

/* The wheel goes no further than the ends. */
static void turn_menu(struct explorer *x, int direction)
{
    struct completions *c = &x->prompt.menu;
    int to = c->chosen + direction;

    if (to >= 0 && to < (int)c->count)
        choose(x, direction);
}

bool prompt_mouse(struct explorer *x, struct key key, int row)
{
    struct prompt *p = &x->prompt;
    struct completions *c = &p->menu;
    bool in_menu = c->open && row >= c->row && row < c->row + c->rows;

    if (key.code == KEYCODE_WHEEL_UP || key.code == KEYCODE_WHEEL_DOWN) {
        if (in_menu)
            turn_menu(x, key.code == KEYCODE_WHEEL_UP ? -1 : 1);
        return in_menu;
    }
    if (!in_menu)
        return row == x->cursor_row;
    c->chosen = c->top + row - c->row;
    insert(x, c->items[c->chosen].text, c->items[c->chosen].more);
    c->open = false;
    return true;
}

/* --- Enter, Esc, and the rest ------------------------------------------------------------------- */

/* A live search: goes to the first hit from where it began. */
static void search_live(struct explorer *x)
{
    x->at = x->prompt.before;
    sight_return(x, &x->prompt.sight);
    if (!session_search_here(x, line_text(&x->prompt.line), x->search.backward))
        session_search_live(x);
}

static void finish(struct explorer *x)
{
    struct prompt *p = &x->prompt;
    enum prompt_kind kind = p->kind;
    struct buf line = {0};

    if (kind == PROMPT_FILTER) {
        if (filter_prompt_done(x))
            p->kind = PROMPT_NONE;
        return;
    }
    buf_add(&line, line_text(&p->line));
    p->kind = PROMPT_NONE;
    if (kind == PROMPT_COMMAND) {
        if (!str_empty(str_trim(buf_str(&line))))
            command_typed(x, buf_str(&line));
    } else if (x->search.count && !view_kinds[x->focus]->find) {
        session_search_done(x);
    } else if (line.len && x->search.count == 0 && !session_search_await(x)) {
        session_complain(x, view_kinds[x->focus]->find ? "no line has this"
                                                       : "no node is called like that");
    }
    if (kind == PROMPT_SEARCH && line.len)
        tutor_did(x, ACTION_SEARCH_FORWARD);
    buf_release(&line);
}

static void give_up(struct explorer *x)
{
    if (x->prompt.kind == PROMPT_SEARCH) {
        session_search(x, STR_NONE, false);
        x->at = x->prompt.before;
        sight_return(x, &x->prompt.sight);
    }
    if (x->prompt.kind == PROMPT_FILTER)
        filter_prompt_leave(x);
    x->prompt.kind = PROMPT_NONE;
}

/* Keys that are not for the text itself; false: it is. */
static bool other_key(struct explorer *x, struct key key)
{
    struct prompt *p = &x->prompt;
    bool command = p->kind == PROMPT_COMMAND;

    if (key.code == KEYCODE_TAB) {
        complete(x, key.mods & MOD_SHIFT ? -1 : 1);
    } else if (key.code == KEYCODE_UP || key.code == KEYCODE_DOWN ||
               (key.mods & MOD_CTRL && (key.code == 'p' || key.code == 'n'))) {
        int direction = key.code == KEYCODE_UP || key.code == 'p' ? -1 : 1;
        if (p->menu.open)
            choose(x, direction);
        else if (command)
            recall(x, direction);
    } else if (command && key.mods & MOD_CTRL && key.code == 'r') {
        p->menu.open = false;
        seek_start(p);
    } else if (key.code == KEYCODE_BACKSPACE && p->line.text.len == 0) {
        give_up(x);
    } else {
        return false;
    }
    return true;
}

static void edit(struct explorer *x, struct key key)
{
    struct prompt *p = &x->prompt;
    enum line_answer answer = line_key(&p->line, key);

    if (answer == LINE_NOT)
        return;
    p->history_at = p->history.count;
    if (p->menu.open)
        look_up(x);
    if (p->kind == PROMPT_SEARCH && answer == LINE_CHANGED)
        search_live(x);
    if (p->kind == PROMPT_FILTER && answer == LINE_CHANGED)
        filter_prompt_live(x);
}

static bool is_escape(struct key key)
{
    return key.code == KEYCODE_ESC ||
           (key.mods & MOD_CTRL && (key.code == 'c' || key.code == 'g'));
}

void prompt_key(struct explorer *x, struct key key)
{
    struct prompt *p = &x->prompt;
    bool fresh = p->fresh;

    p->fresh = false;
    if (p->kind == PROMPT_FILTER && fresh && key.code == '&') { /* && clears */
        line_set(&p->line, STR(""));
        finish(x);
    } else if (is_escape(key)) {
        if (p->seeking)
            line_set(&p->line, buf_str(&p->kept));
        else if (!p->menu.open)
            give_up(x);
        p->seeking = p->menu.open = false;
    } else if (p->seeking && seek_key(x, key)) {
        return;
    } else if (key.code == KEYCODE_ENTER) {
        finish(x);
    } else if (!other_key(x, key)) {
        edit(x, key);
    }
}
