/* SPDX-License-Identifier: MIT */
/* str.h - text as a pointer and a length; never NUL-terminated by promise, never owned.
 * Place:     knows nothing; used by all. Text from input travels in this type: it may hold any
 *            byte, so it goes to a terminal or a file only through the functions of text.h.
 * Ownership: a struct str borrows its bytes (from an arena, a literal or a buffer).
 * Encoding:  bytes; case rules are ASCII only, so results do not depend on the locale.
 */
#ifndef FAASMAP_STR_H
#define FAASMAP_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr; /* NULL only where len is 0 */
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}
#define STR_NONE ((struct str){NULL, 0})
#define STR_NPOS ((size_t)-1)

static inline struct str str_from(const char *text) /* NULL gives the empty text */
{
    return (struct str){text, text ? strlen(text) : 0};
}
static inline bool str_empty(struct str s)
{
    return s.len == 0;
}

/* The short ones stand here: a literal's length is then known where it is compared. Nearly all that is
 * compared is short and of unknown length; two words that may overlap are then quicker than a call. */
static inline bool str_same_bytes(const char *a, const char *b, size_t n)
{
    uint64_t a8, b8, c8, d8;
    uint32_t a4, b4, c4, d4;
    if (n > 16)
        return memcmp(a, b, n) == 0;
    if (n >= 8) {
        memcpy(&a8, a, 8);
        memcpy(&b8, b, 8);
        memcpy(&c8, a + n - 8, 8);
        memcpy(&d8, b + n - 8, 8);
        return ((a8 ^ b8) | (c8 ^ d8)) == 0;
    }
    if (n >= 4) {
        memcpy(&a4, a, 4);
        memcpy(&b4, b, 4);
        memcpy(&c4, a + n - 4, 4);
        memcpy(&d4, b + n - 4, 4);
        return ((a4 ^ b4) | (c4 ^ d4)) == 0;
    }
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}
static inline bool str_eq(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    return __builtin_constant_p(b.len) ? b.len == 0 || memcmp(a.ptr, b.ptr, b.len) == 0
                                       : str_same_bytes(a.ptr, b.ptr, a.len);
}
/* To a C string, mostly a literal. */
__attribute__((always_inline)) static inline bool str_is(struct str a, const char *literal)
{
    return str_eq(a, str_from(literal));
}
static inline bool str_starts(struct str s, struct str head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}
static inline char str_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline struct str str_sub(struct str s, size_t from, size_t len) /* clipped to s */
{
    if (from >= s.len)
        return (struct str){s.ptr ? s.ptr + s.len : NULL, 0};
    if (len > s.len - from)
        len = s.len - from;
    return (struct str){s.ptr + from, len};
}
static inline struct str str_from_at(struct str s, size_t from) /* the rest from there on */
{
    return str_sub(s, from, s.len);
}
static inline size_t str_chr(struct str s, char c) /* first c, or STR_NPOS */
{
    const char *at = s.len ? (const char *)memchr(s.ptr, c, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : STR_NPOS;
}
bool str_istarts(struct str s, struct str head); /* ASCII case ignored */
static inline bool str_ieq(struct str a, struct str b)
{
    return a.len == b.len && str_istarts(a, b);
}
static inline bool str_iis(struct str a, const char *literal)
{
    return str_ieq(a, str_from(literal));
}
int str_cmp(struct str a, struct str b);             /* byte order, as strcmp */
/* As people look for names: letter case counts only between those that are equal without it, and numbers
 * by their value, "queue-2" before "queue-10". */
int str_name_cmp(struct str a, struct str b);
bool str_ends(struct str s, struct str tail);
bool str_iends(struct str s, struct str tail);
size_t str_find(struct str s, struct str needle);    /* offset, or STR_NPOS */
size_t str_ifind(struct str s, struct str needle);
size_t str_rchr(struct str s, char c);               /* last c, or STR_NPOS */
struct str str_trim(struct str s);                   /* without ASCII white space at both ends */
/* Cuts *rest at the first sep: returns what stands before it and moves *rest behind it.
 * Without a sep the whole of *rest comes back and *rest becomes empty with ptr NULL:
 *     for (struct str rest = list, word; str_cut(&rest, ',', &word);)
 */
bool str_cut(struct str *rest, char sep, struct str *word);
uint64_t str_hash(struct str s);                     /* stable within one build only */
/* The hash for tables of many texts, by its low bits: texts that differ in the last byte alone ("Queue10",
 * "Queue11") have places side by side, so that what comes together is in the caches together. */
static inline uint32_t str_place(struct str s)
{
    enum { SIDE_BY_SIDE = 15 };
    if (!s.len)
        return 0;
    struct str stem = {s.ptr, s.len - 1};
    return ((uint32_t)(str_hash(stem) >> 32) & ~(uint32_t)SIDE_BY_SIDE) |
           ((unsigned char)s.ptr[s.len - 1] & SIDE_BY_SIDE);
}
/* One of 64 bits, by length, first and last byte: the union of those of some texts tells which texts
 * are surely not among them. */
static inline uint64_t str_bit(struct str s)
{
    size_t h = s.len ? s.len * 11 + (unsigned char)s.ptr[0] * 5u + (unsigned char)s.ptr[s.len - 1]
                     : 0;
    return (uint64_t)1 << (h & 63);
}
/* The decimal digits of a number, in room that the caller has. */
enum { STR_DIGITS = 24 };
struct str str_decimal(char room[STR_DIGITS], long value);
bool str_to_long(struct str s, long *out);           /* whole text, decimal, optional sign */
/* '*' any run, '?' one byte; ignores ASCII case if fold. Linear space, O(n*m) time, no recursion. */
bool str_glob(struct str pattern, struct str s, bool fold);

#endif
