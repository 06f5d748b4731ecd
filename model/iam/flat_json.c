/* SPDX-License-Identifier: MIT */
#include "flat_json.h"

#include "buf.h"

enum { FLAT_DEPTH = 64 };

static void blanks(struct str json, size_t *at)
{
    while (*at < json.len && (json.ptr[*at] == ' ' || json.ptr[*at] == '\t' ||
                              json.ptr[*at] == '\n' || json.ptr[*at] == '\r'))
        ++*at;
}

static bool take(struct str json, size_t *at, char c)
{
    blanks(json, at);
    if (*at >= json.len || json.ptr[*at] != c)
        return false;
    ++*at;
    return true;
}

static bool hex4(struct str json, size_t at, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = at + i < json.len ? str_lower(json.ptr[at + i]) : 'x';
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
            return false;
        *out = *out << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Behind the opening quote; *at ends behind the closing one. */
static bool text(struct str json, size_t *at, struct buf *out)
{
    for (; *at < json.len; ++*at) {
        char c = json.ptr[*at];
        if (c == '"') {
            ++*at;
            return true;
        }
        if (c != '\\') {
            buf_putc(out, c);
            continue;
        }
        static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
        char e = ++*at < json.len ? json.ptr[*at] : '\0';
        const char *found = e ? strchr(names, e) : NULL;
        uint32_t code, low;
        if (found) {
            buf_putc(out, values[found - names]);
            continue;
        }
        if (e != 'u' || !hex4(json, *at + 1, &code))
            return false;
        *at += 4;
        if (code >= 0xd800 && code < 0xdc00 && str_starts(str_from_at(json, *at + 1), STR("\\u")) &&
            hex4(json, *at + 3, &low) && low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            *at += 6;
        }
        buf_utf8(out, code);
    }
    return false;
}

/* A value that is no text: up to the comma or brace behind it. */
static bool pass_over(struct str json, size_t *at)
{
    unsigned depth = 0;
    struct buf ignored = {0};
    bool good = true;
    for (; good && *at < json.len; ++*at) {
        char c = json.ptr[*at];
        if (depth == 0 && (c == ',' || c == '}'))
            break;
        if (c == '{' || c == '[')
            good = ++depth < FLAT_DEPTH;
        else if (c == '}' || c == ']')
            depth--;
        else if (c == '"') {
            ++*at;
            good = text(json, at, &ignored);
            --*at;
        }
    }
    buf_release(&ignored);
    return good && *at < json.len;
}

bool flat_json_get(struct arena *a, struct str json, const char *key, struct str *value)
{
    size_t at = 0;
    struct buf name = {0}, word = {0};
    bool found = false, more = take(json, &at, '{');
    while (more) {
        buf_reset(&name);
        buf_reset(&word);
        if (!take(json, &at, '"') || !text(json, &at, &name) || !take(json, &at, ':'))
            break;
        bool is_text = take(json, &at, '"');
        if (is_text ? !text(json, &at, &word) : !pass_over(json, &at))
            break;
        if (is_text && str_is(buf_str(&name), key)) {
            *value = arena_str(a, buf_str(&word));
            found = true;
        }
        more = take(json, &at, ',');
    }
    buf_release(&name);
    buf_release(&word);
    return found;
}
