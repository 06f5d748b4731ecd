/* SPDX-License-Identifier: MIT */
/* JSON text that was made elsewhere, written again in our form: one pass, own stack, so that neither
 * a broken nor a hostile text can break the document that it goes into. */
#include "json_writer.h"

#include "text.h"

struct raw {
    struct str s;
    size_t at;
};

static void skip_space(struct raw *r)
{
    while (r->at < r->s.len && r->s.ptr[r->at] && strchr(" \t\r\n", r->s.ptr[r->at]))
        r->at++;
}

static bool take(struct raw *r, char c)
{
    skip_space(r);
    if (r->at >= r->s.len || r->s.ptr[r->at] != c)
        return false;
    r->at++;
    return true;
}

static bool hex4(struct raw *r, uint32_t *unit)
{
    if (r->s.len - r->at < 4)
        return false;
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char c = str_lower(r->s.ptr[r->at++]);
        if (c >= '0' && c <= '9')
            *unit = *unit << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            *unit = *unit << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* Behind "\u": one code point, of two units where the first is a high surrogate. */
static bool take_code(struct raw *r, struct buf *out)
{
    uint32_t c, low;
    if (!hex4(r, &c) || (c >= 0xdc00 && c < 0xe000))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (!str_starts(str_from_at(r->s, r->at), STR("\\u")))
            return false;
        r->at += 2;
        if (!hex4(r, &low) || low < 0xdc00 || low >= 0xe000)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    buf_utf8(out, c);
    return true;
}

/* Behind the opening quote: the text, unescaped, appended to out. */
static bool take_text(struct raw *r, struct buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    while (r->at < r->s.len) {
        char c = r->s.ptr[r->at++];
        if (c == '"')
            return utf8_valid(buf_str(out));
        if ((unsigned char)c < 0x20)
            return false;
        if (c != '\\') {
            buf_putc(out, c);
            continue;
        }
        if (r->at >= r->s.len)
            return false;
        c = r->s.ptr[r->at++];
        const char *known = c ? strchr(from, c) : NULL;
        if (known)
            buf_putc(out, to[known - from]);
        else if (c != 'u' || !take_code(r, out))
            return false;
    }
    return false;
}

static struct str take_word(struct raw *r)
{
    size_t start = r->at;
    while (r->at < r->s.len && r->s.ptr[r->at] && !strchr(" \t\r\n,]}:", r->s.ptr[r->at]))
        r->at++;
    return str_sub(r->s, start, r->at - start);
}

static bool write_word(struct json_writer *w, struct str word)
{
    if (json_is_number(word))
        json_number(w, word);
    else if (str_is(word, "true") || str_is(word, "false"))
        json_bool(w, str_is(word, "true"));
    else if (str_is(word, "null"))
        json_null(w);
    else
        return false;
    return true;
}

static bool write_key(struct json_writer *w, struct raw *r, struct buf *text)
{
    buf_reset(text);
    if (!take(r, '"') || !take_text(r, text) || !take(r, ':'))
        return false;
    json_key_str(w, buf_str(text));
    return true;
}

/* One value at r; a level that is opened stays open. */
static bool write_start(struct json_writer *w, struct raw *r, struct buf *text, bool *opened)
{
    *opened = false;
    if (take(r, '"')) {
        buf_reset(text);
        if (!take_text(r, text))
            return false;
        json_text(w, buf_str(text));
        return true;
    }
    bool object = take(r, '{');
    if (!object && !take(r, '['))
        return write_word(w, take_word(r));
    if (w->depth + 1 >= JSON_WRITER_DEPTH)
        return false;
    if (object)
        json_object_inline(w);
    else
        json_list_inline(w);
    *opened = true;
    return true;
}

static bool rewrite(struct json_writer *w, struct raw *r, struct buf *text)
{
    unsigned base = w->depth;
    bool opened;
    if (!write_start(w, r, text, &opened))
        return false;
    while (w->depth > base) {
        char close = w->close[w->depth - 1];
        if (take(r, close)) {
            json_end(w);
            continue;
        }
        if (!w->empty && !take(r, ','))
            return false;
        if (close == '}' && !write_key(w, r, text))
            return false;
        if (!write_start(w, r, text, &opened))
            return false;
    }
    skip_space(r);
    return r->at == r->s.len;
}

void json_raw(struct json_writer *w, struct str json)
{
    struct json_writer before = *w;
    struct raw r = {json, 0};
    struct buf text = {0};
    size_t len = w->out->len;
    if (!rewrite(w, &r, &text)) {
        struct buf *out = w->out;
        *w = before;
        out->len = len;
        if (out->ptr)
            out->ptr[len] = '\0';
        json_text(w, json);
    }
    buf_release(&text);
}
