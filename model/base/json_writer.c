/* SPDX-License-Identifier: MIT */
#include "json_writer.h"

#include <assert.h>

#include "arena.h"
#include "text.h"

struct json_writer json_writer(struct buf *out)
{
    return (struct json_writer){.out = out, .empty = true};
}

static bool is_inline(const struct json_writer *w)
{
    return w->inline_from && w->depth >= w->inline_from;
}

static void new_line(struct json_writer *w)
{
    buf_putc(w->out, '\n');
    buf_fill(w->out, ' ', 2 * (size_t)w->depth);
}

/* What stands before a value or a key: comma, line break. */
static void separate(struct json_writer *w)
{
    if (w->keyed) {
        w->keyed = false;
        return;
    }
    if (w->depth == 0)
        return;
    if (!w->empty)
        buf_putc(w->out, ',');
    if (!is_inline(w))
        new_line(w);
    else if (!w->empty)
        buf_putc(w->out, ' ');
    w->empty = false;
}

static void open_level(struct json_writer *w, char opening, char closing, bool in_line)
{
    assert(w->depth < JSON_WRITER_DEPTH);
    separate(w);
    buf_putc(w->out, opening);
    w->close[w->depth++] = closing;
    if (in_line && !w->inline_from)
        w->inline_from = w->depth;
    w->empty = true;
}

void json_object(struct json_writer *w)
{
    open_level(w, '{', '}', false);
}

void json_list(struct json_writer *w)
{
    open_level(w, '[', ']', false);
}

void json_object_inline(struct json_writer *w)
{
    open_level(w, '{', '}', true);
}

void json_list_inline(struct json_writer *w)
{
    open_level(w, '[', ']', true);
}

void json_end(struct json_writer *w)
{
    assert(w->depth > 0 && !w->keyed);
    bool in_line = is_inline(w);
    if (w->inline_from == w->depth)
        w->inline_from = 0;
    w->depth--;
    if (!w->empty && !in_line)
        new_line(w);
    buf_putc(w->out, w->close[w->depth]);
    w->empty = false;
    if (w->depth == 0)
        buf_putc(w->out, '\n');
}

static void quoted(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    esc_json(out, s);
    buf_putc(out, '"');
}

void json_key_str(struct json_writer *w, struct str key)
{
    assert(w->depth > 0 && w->close[w->depth - 1] == '}' && !w->keyed);
    separate(w);
    quoted(w->out, key);
    buf_putc(w->out, ':');
    buf_putc(w->out, ' ');
    w->keyed = true;
}

void json_key(struct json_writer *w, const char *key)
{
    json_key_str(w, str_from(key));
}

void json_text(struct json_writer *w, struct str s)
{
    separate(w);
    quoted(w->out, s);
}

void json_literal(struct json_writer *w, const char *s)
{
    json_text(w, str_from(s));
}

/* A token that needs no quotes. */
static void bare(struct json_writer *w, struct str s)
{
    separate(w);
    buf_add(w->out, s);
}

void json_long(struct json_writer *w, long value)
{
    char room[STR_DIGITS];
    bare(w, str_decimal(room, value));
}

void json_bool(struct json_writer *w, bool value)
{
    bare(w, value ? STR("true") : STR("false"));
}

void json_null(struct json_writer *w)
{
    bare(w, STR("null"));
}

static size_t digits(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9')
        end++;
    return end - at;
}

bool json_is_number(struct str s)
{
    size_t at = s.len && s.ptr[0] == '-' ? 1 : 0, run = digits(s, at);
    if (run == 0 || (run > 1 && s.ptr[at] == '0'))
        return false;
    at += run;
    if (at < s.len && s.ptr[at] == '.') {
        run = digits(s, ++at);
        if (run == 0)
            return false;
        at += run;
    }
    if (at < s.len && (s.ptr[at] | 32) == 'e') {
        at++;
        if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
            at++;
        run = digits(s, at);
        if (run == 0)
            return false;
        at += run;
    }
    return at == s.len;
}

void json_number(struct json_writer *w, struct str text)
{
    if (json_is_number(text))
        bare(w, text);
    else
        json_text(w, text);
}

static void doc_value(struct json_writer *w, const struct doc_node *n, unsigned depth)
{
    if (doc_is_null(n)) {
        json_null(w);
    } else if (doc_is_scalar(n)) {
        struct str s = doc_text(n);
        if (n->plain && (str_is(s, "true") || str_is(s, "false") || json_is_number(s)))
            bare(w, s);
        else
            json_text(w, s);
    } else if (depth >= LIMIT_DEPTH) {
        json_null(w); /* readers do not build such documents */
    } else {
        bool map = doc_is_map(n);
        if (map)
            json_object_inline(w);
        else
            json_list_inline(w);
        for (const struct doc_node *c = doc_first(n); c; c = c->next) {
            if (map)
                json_key_str(w, c->key);
            doc_value(w, c, depth + 1);
        }
        json_end(w);
    }
}

void json_doc(struct json_writer *w, const struct doc_node *n)
{
    doc_value(w, n, w->depth);
}

struct str json_from_doc(struct arena *a, const struct doc_node *n)
{
    struct buf b = {0};
    struct json_writer w = json_writer(&b);
    json_doc(&w, n);
    struct str s = arena_str(a, str_trim(buf_str(&b)));
    buf_release(&b);
    return s;
}

void json_member(struct json_writer *w, const char *key, struct str s)
{
    json_key(w, key);
    json_text(w, s);
}

void json_member_if(struct json_writer *w, const char *key, struct str s)
{
    if (!str_empty(s))
        json_member(w, key, s);
}

void json_member_long(struct json_writer *w, const char *key, long value)
{
    json_key(w, key);
    json_long(w, value);
}

void json_member_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, key);
    json_bool(w, value);
}
