/* SPDX-License-Identifier: MIT */
/* prompt.c - the line that is being typed: commands and searches. */
#include "command.h"
#include "map_view.h"
#include "mem.h"
#include "session.h"
#include "text.h"

void prompt_open(struct explorer *x, enum prompt_kind kind, bool backward)
{
    struct prompt *p = &x->prompt;

    p->kind = kind;
    p->before = x->at;
    p->history_at = p->history_count;
    p->at = 0;
    buf_reset(&p->text);
    if (kind == PROMPT_SEARCH)
        session_search(x, STR_NONE, backward);
}

void prompt_release(struct prompt *p)
{
    for (size_t i = 0; i < p->history_count; i++)
        buf_release(&p->history[i]);
    mem_free(p->history);
    buf_release(&p->text);
    *p = (struct prompt){0};
}

/* Puts text in place of length bytes at from. */
static void replace(struct prompt *p, size_t from, size_t length, struct str text)
{
    struct buf out = {0};

    buf_add(&out, str_sub(buf_str(&p->text), 0, from));
    buf_add(&out, text);
    buf_add(&out, str_from_at(buf_str(&p->text), from + length));
    buf_release(&p->text);
    p->text = out;
    p->at = from + text.len;
}

static size_t before(const struct prompt *p, size_t at)
{
    while (at > 0 && ((unsigned char)p->text.ptr[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t behind(const struct prompt *p, size_t at)
{
    while (at < p->text.len && ((unsigned char)p->text.ptr[++at] & 0xc0) == 0x80)
        ;
    return at;
}

static void remember(struct prompt *p)
{
    struct buf copy = {0};

    if (p->text.len == 0)
        return;
    buf_add(&copy, buf_str(&p->text));
    if (p->history_count == p->history_cap)
        p->history = mem_grow(p->history, &p->history_cap, sizeof *p->history);
    p->history[p->history_count++] = copy;
}

static void recall(struct prompt *p, int direction)
{
    if (direction < 0 ? p->history_at == 0 : p->history_at >= p->history_count)
        return;
    p->history_at = direction < 0 ? p->history_at - 1 : p->history_at + 1;
    replace(p, 0, p->text.len,
            p->history_at < p->history_count ? buf_str(&p->history[p->history_at]) : STR(""));
}

/* A live search: goes to the first hit from where it began. */
static void search_live(struct explorer *x)
{
    const struct view_kind *view = view_kinds[x->focus];

    x->at = x->prompt.before;
    session_search(x, buf_str(&x->prompt.text), x->search.backward);
    if (view->find) {
        x->search.count = view->find(x, x->views[x->focus], 0);
        return;
    }
    if (x->search.count && !(x->at.node && x->search.hit[x->at.node]))
        x->at = (struct selection){session_search_hit(x, 1), 0};
    map_follow(x);
}

static void finish(struct explorer *x)
{
    struct prompt *p = &x->prompt;
    struct buf line = {0};

    buf_add(&line, buf_str(&p->text));
    if (p->kind == PROMPT_COMMAND) {
        remember(p);
        p->kind = PROMPT_NONE;
        if (line.len) {
            buf_reset(&x->last_command);
            buf_add(&x->last_command, buf_str(&line));
            command_run(x, buf_str(&line));
        }
    } else {
        p->kind = PROMPT_NONE;
        if (x->search.count && !view_kinds[x->focus]->find)
            session_select(x, x->at.node); /* only now it counts for the history */
        else if (line.len && x->search.count == 0)
            session_complain(x, view_kinds[x->focus]->find ? "no line has this"
                                                           : "no node is called like that");
    }
    buf_release(&line);
}

static void give_up(struct explorer *x)
{
    if (x->prompt.kind == PROMPT_SEARCH) {
        session_search(x, STR_NONE, false);
        x->at = x->prompt.before;
    }
    x->prompt.kind = PROMPT_NONE;
}

static void complete(struct explorer *x)
{
    struct prompt *p = &x->prompt;
    struct buf out = {0};
    size_t hits;

    if (p->kind != PROMPT_COMMAND || str_chr(buf_str(&p->text), ' ') != STR_NPOS)
        return;
    hits = command_complete(buf_str(&p->text), &out);
    if (hits == 1)
        buf_putc(&out, ' ');
    if (hits)
        replace(p, 0, p->text.len, buf_str(&out));
    else
        term_bell(x->term);
    buf_release(&out);
}

static size_t word_start(const struct prompt *p)
{
    size_t at = p->at;

    while (at > 0 && p->text.ptr[at - 1] == ' ')
        at--;
    while (at > 0 && p->text.ptr[at - 1] != ' ')
        at--;
    return at;
}

static void control_key(struct prompt *p, uint32_t letter)
{
    size_t at;

    switch (letter) {
    case 'a':
        p->at = 0;
        break;
    case 'e':
        p->at = p->text.len;
        break;
    case 'u':
        replace(p, 0, p->at, STR(""));
        break;
    case 'k':
        replace(p, p->at, p->text.len - p->at, STR(""));
        break;
    case 'w':
        at = word_start(p);
        replace(p, at, p->at - at, STR(""));
        break;
    default:
        break;
    }
}

static void edit(struct explorer *x, struct key key)
{
    struct prompt *p = &x->prompt;
    struct buf text = {0};
    size_t at;

    if (key_is_text(key)) {
        buf_utf8(&text, key.code);
        replace(p, p->at, 0, buf_str(&text));
        buf_release(&text);
    } else if (key.mods & MOD_CTRL) {
        control_key(p, key.code);
    } else {
        switch (key.code) {
        case KEYCODE_BACKSPACE:
            if (p->text.len == 0) {
                give_up(x);
                return;
            }
            at = before(p, p->at);
            replace(p, at, p->at - at, STR(""));
            break;
        case KEYCODE_DELETE:
            at = p->at;
            replace(p, at, behind(p, at) - at, STR(""));
            break;
        case KEYCODE_LEFT:
            p->at = before(p, p->at);
            break;
        case KEYCODE_RIGHT:
            p->at = behind(p, p->at);
            break;
        case KEYCODE_HOME:
            p->at = 0;
            break;
        case KEYCODE_END:
            p->at = p->text.len;
            break;
        case KEYCODE_UP:
            recall(p, -1);
            break;
        case KEYCODE_DOWN:
            recall(p, 1);
            break;
        case KEYCODE_TAB:
            complete(x);
            break;
        default:
            break;
        }
    }
}

void prompt_key(struct explorer *x, struct key key)
{
    bool escape = key.code == KEYCODE_ESC ||
                  (key.mods & MOD_CTRL && (key.code == 'c' || key.code == 'g'));

    if (escape) {
        give_up(x);
    } else if (key.code == KEYCODE_ENTER) {
        finish(x);
    } else {
        edit(x, key);
        if (x->prompt.kind == PROMPT_SEARCH)
            search_live(x);
    }
}
