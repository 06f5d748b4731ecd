/* SPDX-License-Identifier: MIT */
#include "text_form.h"

#include "limit_say.h"
#include "mem.h"

static unsigned char byte_at(struct str s, size_t i)
{
    return i < s.len ? (unsigned char)s.ptr[i] : 0;
}

struct text_mark text_mark_of(struct str s)
{
    unsigned char a = byte_at(s, 0), b = byte_at(s, 1), c = byte_at(s, 2), d = byte_at(s, 3);
    if (s.len >= 3 && a == 0xef && b == 0xbb && c == 0xbf)
        return (struct text_mark){TEXT_UTF8, 3};
    if (s.len >= 4 && a == 0xff && b == 0xfe && !c && !d)
        return (struct text_mark){TEXT_UTF32, 4};
    if (s.len >= 4 && !a && !b && c == 0xfe && d == 0xff)
        return (struct text_mark){TEXT_UTF32, 4};
    if (s.len >= 2 && a == 0xff && b == 0xfe)
        return (struct text_mark){TEXT_UTF16_LE, 2};
    if (s.len >= 2 && a == 0xfe && b == 0xff)
        return (struct text_mark){TEXT_UTF16_BE, 2};
    bool even = s.len >= 2 && s.len % 2 == 0, second = s.len >= 4;
    if (even && a && a < 0x80 && !b && (!second || (c && !d)))
        return (struct text_mark){TEXT_UTF16_LE, 0};
    if (even && !a && b && b < 0x80 && (!second || (!c && d)))
        return (struct text_mark){TEXT_UTF16_BE, 0};
    return (struct text_mark){TEXT_UTF8, 0};
}

static const char *form_name(enum text_form form)
{
    static const char *const names[] = {
        [TEXT_UTF8] = "UTF-8",
        [TEXT_UTF16_LE] = "UTF-16 (little endian)",
        [TEXT_UTF16_BE] = "UTF-16 (big endian)",
        [TEXT_UTF32] = "UTF-32",
    };
    return names[form];
}

static uint32_t unit_at(struct str s, size_t i, bool big_endian)
{
    uint32_t a = (unsigned char)s.ptr[i], b = (unsigned char)s.ptr[i + 1];
    return big_endian ? a << 8 | b : b << 8 | a;
}

/* false: half a character; out holds what stands before it. out never moves while it is filled,
 * so that no copy of a raw text stays behind. */
static bool from_utf16(struct str s, bool big_endian, struct buf *out)
{
    /* A unit of 2 bytes becomes at most 3. */
    out->ptr = mem_reserve(NULL, &out->cap, s.len / 2 * 3 + 2, 1);
    size_t at = 0;
    while (at + 2 <= s.len) {
        uint32_t c = unit_at(s, at, big_endian);
        if (c >= 0xd800 && c <= 0xdfff) {
            uint32_t low = at + 4 <= s.len ? unit_at(s, at + 2, big_endian) : 0;
            if (c > 0xdbff || low < 0xdc00 || low > 0xdfff)
                break;
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            at += 2;
        }
        buf_utf8(out, c);
        at += 2;
    }
    return at == s.len;
}

void text_line_col(struct str s, size_t offset, uint32_t *line, uint32_t *col)
{
    *line = *col = 1;
    for (size_t i = 0; i < offset && i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\n' || (c == '\r' && byte_at(s, i + 1) != '\n')) {
            ++*line;
            *col = 1;
        } else if (((unsigned char)c & 0xc0) != 0x80) {
            ++*col;
        }
    }
}

bool text_open(struct str bytes, struct str file, bool utf16_allowed, struct diags *diags,
               struct buf *own, struct str *text)
{
    struct origin start = {file, 1, 1, STR_NONE};
    if (bytes.len > LIMIT_DOCUMENT_BYTES) {
        limit_say(diags, start, LIMIT_ID_DOCUMENT_BYTES);
        return false;
    }
    struct text_mark mark = text_mark_of(bytes);
    const char *name = form_name(mark.form);
    *text = str_from_at(bytes, mark.bytes);
    if (mark.form == TEXT_UTF8) {
        if (mark.bytes)
            diags_add(diags, DIAG_NOTE, start, "a byte order mark was passed over");
        return true;
    }
    if (mark.form == TEXT_UTF32 || !utf16_allowed) {
        diags_add(diags, DIAG_ERROR, start, "the text is %s, it should be UTF-8", name);
        return false;
    }
    bool whole = from_utf16(*text, mark.form == TEXT_UTF16_BE, own);
    *text = buf_str(own);
    if (!whole) {
        text_line_col(*text, text->len, &start.line, &start.col);
        diags_add(diags, DIAG_ERROR, start, "this is not valid %s", name);
        return false;
    }
    diags_add(diags, DIAG_NOTE, start, "the text is %s and was read as such", name);
    return true;
}
