/* SPDX-License-Identifier: MIT */
#include "buf.h"

#include <stdio.h>

#include "eight.h"
#include "mem.h"

enum { PRINTED_USUALLY = 64 }; /* bytes: most of what is formatted fits at the first try */

void buf_release(struct buf *b)
{
    mem_free(b->ptr);
    *b = (struct buf){0};
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    if (b->ptr)
        b->ptr[0] = '\0';
}

static char *room(struct buf *b, size_t more)
{
    size_t want;
    if (b->cap - b->len > more)
        return b->ptr + b->len;
    if (__builtin_add_overflow(b->len, more, &want) || __builtin_add_overflow(want, (size_t)1, &want))
        die("out of memory (size overflow)");
    b->ptr = mem_reserve(b->ptr, &b->cap, want, 1);
    return b->ptr + b->len;
}

void buf_reserve(struct buf *b, size_t more)
{
    room(b, more);
}

void buf_add(struct buf *b, struct str s)
{
    char *at = room(b, s.len);
    eight_copy(at, s.ptr, s.len);
    b->len += s.len;
    b->ptr[b->len] = '\0';
}

void buf_putc_slow(struct buf *b, char c)
{
    buf_add(b, (struct str){&c, 1});
}

void buf_fill(struct buf *b, char c, size_t count)
{
    memset(room(b, count), c, count);
    b->len += count;
    b->ptr[b->len] = '\0';
}

void buf_vprintf(struct buf *b, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    char *at = room(b, PRINTED_USUALLY);
    size_t space = b->cap - b->len;
    int len = vsnprintf(at, space, fmt, args);
    if (len < 0)
        die("cannot format a message");
    if ((size_t)len >= space)
        vsnprintf(room(b, (size_t)len), (size_t)len + 1, fmt, again);
    va_end(again);
    b->len += (size_t)len;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    buf_vprintf(b, fmt, args);
    va_end(args);
}

void buf_count(struct buf *b, size_t n, const char *thing)
{
    size_t len = strlen(thing);
    bool y = len > 1 && thing[len - 1] == 'y' && !strchr("aeiou", thing[len - 2]);
    buf_printf(b, "%zu %.*s%s", n, (int)(n != 1 && y ? len - 1 : len), thing,
               n == 1 ? "" : y ? "ies" : "s");
}

void buf_utf8(struct buf *b, uint32_t c)
{
    if (c > 0x10ffff)
        c = 0xfffd;
    if (c < 0x80) {
        buf_putc(b, (char)c);
    } else if (c < 0x800) {
        buf_putc(b, (char)(0xc0 | c >> 6));
        buf_putc(b, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        buf_putc(b, (char)(0xe0 | c >> 12));
        buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_putc(b, (char)(0x80 | (c & 0x3f)));
    } else {
        buf_putc(b, (char)(0xf0 | c >> 18));
        buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
        buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_putc(b, (char)(0x80 | (c & 0x3f)));
    }
}
