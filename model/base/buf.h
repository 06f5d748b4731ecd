/* SPDX-License-Identifier: MIT */
/* buf.h - a growing run of bytes: what output is written into before it goes anywhere.
 * Ownership: the caller owns the struct; buf_release() frees the bytes. {0} is an empty buffer.
 * Failure:   out of memory ends in die().
 */
#ifndef FAASMAP_BUF_H
#define FAASMAP_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "attr.h"
#include "str.h"

struct buf {
    char *ptr; /* NUL stands behind len as soon as anything was added */
    size_t len, cap;
};

void buf_release(struct buf *b);
void buf_reset(struct buf *b); /* empty again, memory kept */
void buf_reserve(struct buf *b, size_t more); /* room for so much: saves growing step by step */
void buf_add(struct buf *b, struct str s);
static inline void buf_puts(struct buf *b, const char *literal)
{
    buf_add(b, str_from(literal)); /* inline: the length of a literal is known */
}
void buf_putc_slow(struct buf *b, char c); /* for buf_putc() only */
void buf_fill(struct buf *b, char c, size_t count);
void buf_printf(struct buf *b, const char *fmt, ...) ATTR_PRINTF(2, 3);
/* "12 functions", "1 function", "2 assemblies" */
void buf_count(struct buf *b, size_t n, const char *thing);
void buf_vprintf(struct buf *b, const char *fmt, va_list args) ATTR_PRINTF(2, 0);
void buf_utf8(struct buf *b, uint32_t code_point); /* > U+10FFFF becomes U+FFFD */
static inline void buf_putc(struct buf *b, char c)
{
    if (b->cap - b->len < 2) {
        buf_putc_slow(b, c);
        return;
    }
    b->ptr[b->len++] = c;
    b->ptr[b->len] = '\0';
}
static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->ptr, b->len};
}

#endif
