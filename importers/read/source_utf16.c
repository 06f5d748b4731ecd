/* SPDX-License-Identifier: MIT */
#include "source_utf16.h"

#include "buf.h"
#include "mem.h"

enum { LITTLE = 0, BIG = 1, NOT_UTF16 = 2 };

static unsigned char byte_at(struct str s, size_t i)
{
    return (unsigned char)s.ptr[i];
}

/* By the mark; without one, by zero bytes beside ASCII in the first two characters. */
static int utf16_order(struct str s)
{
    if (s.len < 2)
        return NOT_UTF16;
    if (byte_at(s, 0) == 0xFF && byte_at(s, 1) == 0xFE)
        return LITTLE;
    if (byte_at(s, 0) == 0xFE && byte_at(s, 1) == 0xFF)
        return BIG;
    if (s.len < 4)
        return NOT_UTF16;
    if (byte_at(s, 0) && !byte_at(s, 1) && byte_at(s, 2) && !byte_at(s, 3))
        return LITTLE;
    if (!byte_at(s, 0) && byte_at(s, 1) && !byte_at(s, 2) && byte_at(s, 3))
        return BIG;
    return NOT_UTF16;
}

static uint32_t unit_at(struct str s, size_t i, int order)
{
    uint32_t first = byte_at(s, i), second = byte_at(s, i + 1);
    return order == BIG ? first << 8 | second : second << 8 | first;
}

static struct str from_utf16(struct arena *a, struct str s, int order)
{
    struct buf out = {0};
    for (size_t i = 0; i + 1 < s.len; i += 2) {
        uint32_t c = unit_at(s, i, order);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < s.len) {
            uint32_t low = unit_at(s, i + 2, order);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (c == 0xFEFF && i == 0)
            continue;
        buf_utf8(&out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    struct str text = arena_str(a, buf_str(&out));
    if (out.ptr)
        mem_wipe(out.ptr, out.len);
    buf_release(&out);
    return text;
}

struct str source_as_utf8(struct arena *a, struct str bytes)
{
    int order = utf16_order(bytes);
    if (order != NOT_UTF16)
        return from_utf16(a, bytes, order);
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_from_at(bytes, 3);
    return arena_str(a, bytes);
}
