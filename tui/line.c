/* SPDX-License-Identifier: MIT */
#include "line.h"

void line_release(struct line *l)
{
    buf_release(&l->text);
    buf_release(&l->killed);
    *l = (struct line){0};
}

void line_replace(struct line *l, size_t from, size_t length, struct str text)
{
    struct buf out = {0};

    if (l->text.len - length + text.len > LINE_MAX_BYTES)
        return;
    buf_add(&out, str_sub(line_text(l), 0, from));
    buf_add(&out, text);
    buf_add(&out, str_from_at(line_text(l), from + length));
    buf_release(&l->text);
    l->text = out;
    l->at = from + text.len;
}

void line_set(struct line *l, struct str text)
{
    line_replace(l, 0, l->text.len, text);
}

/* --- Places ------------------------------------------------------------------------------------- */

static size_t before(const struct line *l, size_t at)
{
    while (at > 0 && ((unsigned char)l->text.ptr[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t behind(const struct line *l, size_t at)
{
    while (at < l->text.len && ((unsigned char)l->text.ptr[++at] & 0xc0) == 0x80)
        ;
    return at;
}

/* Letters, digits and all that is not ASCII; C-w of shells goes to the blank instead. */
static bool in_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static size_t word_before(const struct line *l, size_t at)
{
    while (at > 0 && !in_word(l->text.ptr[at - 1]))
        at--;
    while (at > 0 && in_word(l->text.ptr[at - 1]))
        at--;
    return at;
}

static size_t word_behind(const struct line *l, size_t at)
{
    while (at < l->text.len && !in_word(l->text.ptr[at]))
        at++;
    while (at < l->text.len && in_word(l->text.ptr[at]))
        at++;
    return at;
}

static size_t blank_before(const struct line *l, size_t at)
{
    while (at > 0 && l->text.ptr[at - 1] == ' ')
        at--;
    while (at > 0 && l->text.ptr[at - 1] != ' ')
        at--;
    return at;
}

/* --- Keys --------------------------------------------------------------------------------------- */

static enum line_answer move(struct line *l, size_t to)
{
    l->at = to;
    return LINE_MOVED;
}

static enum line_answer take(struct line *l, size_t from, size_t to)
{
    if (from == to)
        return LINE_MOVED;
    line_replace(l, from, to - from, STR(""));
    return LINE_CHANGED;
}

static enum line_answer kill(struct line *l, size_t from, size_t to)
{
    if (from != to) {
        buf_reset(&l->killed);
        buf_add(&l->killed, str_sub(line_text(l), from, to - from));
    }
    return take(l, from, to);
}

static enum line_answer put_back(struct line *l)
{
    size_t length = l->text.len;

    line_replace(l, l->at, 0, buf_str(&l->killed));
    return l->text.len == length ? LINE_MOVED : LINE_CHANGED;
}

static enum line_answer control_key(struct line *l, uint32_t code)
{
    switch (code) {
    case 'a':
        return move(l, 0);
    case 'e':
        return move(l, l->text.len);
    case 'b':
        return move(l, before(l, l->at));
    case 'f':
        return move(l, behind(l, l->at));
    case 'd':
        return take(l, l->at, behind(l, l->at));
    case 'h':
        return take(l, before(l, l->at), l->at);
    case 'u':
        return kill(l, 0, l->at);
    case 'k':
        return kill(l, l->at, l->text.len);
    case 'w':
        return kill(l, blank_before(l, l->at), l->at);
    case 'y':
        return put_back(l);
    case KEYCODE_LEFT:
        return move(l, word_before(l, l->at));
    case KEYCODE_RIGHT:
        return move(l, word_behind(l, l->at));
    default:
        return LINE_NOT;
    }
}

static enum line_answer alt_key(struct line *l, uint32_t code)
{
    switch (code) {
    case 'b':
    case KEYCODE_LEFT:
        return move(l, word_before(l, l->at));
    case 'f':
    case KEYCODE_RIGHT:
        return move(l, word_behind(l, l->at));
    case 'd':
        return kill(l, l->at, word_behind(l, l->at));
    case KEYCODE_BACKSPACE:
        return kill(l, word_before(l, l->at), l->at);
    default:
        return LINE_NOT;
    }
}

static enum line_answer plain_key(struct line *l, uint32_t code)
{
    switch (code) {
    case KEYCODE_BACKSPACE:
        return take(l, before(l, l->at), l->at);
    case KEYCODE_DELETE:
        return take(l, l->at, behind(l, l->at));
    case KEYCODE_LEFT:
        return move(l, before(l, l->at));
    case KEYCODE_RIGHT:
        return move(l, behind(l, l->at));
    case KEYCODE_HOME:
        return move(l, 0);
    case KEYCODE_END:
        return move(l, l->text.len);
    default:
        return LINE_NOT;
    }
}

enum line_answer line_key(struct line *l, struct key key)
{
    if (key_is_text(key)) {
        struct buf text = {0};
        size_t length = l->text.len;
        buf_utf8(&text, key.code);
        line_replace(l, l->at, 0, buf_str(&text));
        buf_release(&text);
        return l->text.len == length ? LINE_MOVED : LINE_CHANGED;
    }
    if (key.mods & MOD_CTRL)
        return control_key(l, key.code);
    if (key.mods & MOD_ALT)
        return alt_key(l, key.code);
    return plain_key(l, key.code);
}
