/* SPDX-License-Identifier: MIT */
/* eight.h - eight bytes of a text looked at at once.
 * Marks:     the top bits of the bytes that are meant. The first mark is always right; behind it some
 *            may stand that are not, as differences borrow from the byte before.
 * Source:    "Bit Twiddling Hacks" (Sean Anderson, Stanford), bytes less than n and equal to n.
 */
#ifndef FAASMAP_EIGHT_H
#define FAASMAP_EIGHT_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHT_ONES UINT64_C(0x0101010101010101)
#define EIGHT_TOPS UINT64_C(0x8080808080808080)

static inline uint64_t eight(const char *p) /* the first byte lowest */
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return le64toh(x);
}
static inline uint64_t eight_is(uint64_t x, char c)
{
    uint64_t other = x ^ EIGHT_ONES * (unsigned char)c;
    return (other - EIGHT_ONES) & ~other & EIGHT_TOPS;
}
static inline uint64_t eight_below(uint64_t x, unsigned char n) /* n: at most 0x80 */
{
    return (x - EIGHT_ONES * n) & ~x & EIGHT_TOPS;
}
/* A quote, a backslash, a control, or what is not ASCII: where a string of JSON needs a look. */
static inline uint64_t eight_special(uint64_t x)
{
    uint64_t quote = x ^ EIGHT_ONES * '"', slash = x ^ EIGHT_ONES * '\\';
    return (x | (x - EIGHT_ONES * 0x20) | (quote - EIGHT_ONES) | (slash - EIGHT_ONES)) & EIGHT_TOPS;
}
static inline size_t eight_first(uint64_t marks) /* which byte; marks is not 0 */
{
    return (size_t)__builtin_ctzll(marks) / 8;
}

/* memcpy() for texts, of which most are short: two words that may overlap instead of a call. */
static inline void eight_copy(char *to, const char *from, size_t n)
{
    uint64_t first, last;
    uint32_t head, tail;
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        memcpy(&first, from, 8);
        memcpy(&last, from + n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + n - 8, &last, 8);
    } else if (n >= 4) {
        memcpy(&head, from, 4);
        memcpy(&tail, from + n - 4, 4);
        memcpy(to, &head, 4);
        memcpy(to + n - 4, &tail, 4);
    } else if (n) {
        char middle = from[n / 2], end = from[n - 1];
        to[0] = from[0];
        to[n / 2] = middle;
        to[n - 1] = end;
    }
}

#endif
