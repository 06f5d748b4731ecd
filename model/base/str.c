/* SPDX-License-Identifier: MIT */
#include "str.h"

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    if (n && a.ptr[0] != b.ptr[0]) /* half of all */
        return (unsigned char)a.ptr[0] - (unsigned char)b.ptr[0];
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_istarts(struct str s, struct str head)
{
    if (s.len < head.len)
        return false;
    for (size_t i = 0; i < head.len; i++)
        if (str_lower(s.ptr[i]) != str_lower(head.ptr[i]))
            return false;
    return true;
}

bool str_ends(struct str s, struct str tail)
{
    return s.len >= tail.len && str_starts(str_from_at(s, s.len - tail.len), tail);
}

bool str_iends(struct str s, struct str tail)
{
    return s.len >= tail.len && str_istarts(str_from_at(s, s.len - tail.len), tail);
}

size_t str_find(struct str s, struct str needle)
{
    enum { TRIES = 8 };
    if (!needle.len)
        return 0;
    if (s.len < needle.len)
        return STR_NPOS;
    /* Mostly not even its first byte is there, or it is the right one: memmem() would prepare for more.
     * Where the byte comes again and again, that is what it is for. */
    const char *at = s.ptr, *last = s.ptr + (s.len - needle.len);
    for (int tries = 0; tries < TRIES; tries++, at++) {
        at = at <= last ? memchr(at, needle.ptr[0], (size_t)(last - at) + 1) : NULL;
        if (!at)
            return STR_NPOS;
        if (str_same_bytes(at, needle.ptr, needle.len))
            return (size_t)(at - s.ptr);
    }
    at = memmem(at, (size_t)(s.ptr + s.len - at), needle.ptr, needle.len);
    return at ? (size_t)(at - s.ptr) : STR_NPOS;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the number ends that begins at i; *i is moved behind its zeros. */
static size_t number_end(struct str s, size_t *i)
{
    size_t end = *i;

    while (end < s.len && is_digit(s.ptr[end]))
        end++;
    while (*i + 1 < end && s.ptr[*i] == '0')
        ++*i;
    return end;
}

int str_name_cmp(struct str a, struct str b)
{
    size_t i = 0, k = 0;

    while (i < a.len && k < b.len) {
        if (is_digit(a.ptr[i]) && is_digit(b.ptr[k])) {
            size_t a_end = number_end(a, &i), b_end = number_end(b, &k);
            int order = a_end - i != b_end - k ? (a_end - i < b_end - k ? -1 : 1)
                                               : memcmp(a.ptr + i, b.ptr + k, a_end - i);
            if (order)
                return order;
            i = a_end;
            k = b_end;
            continue;
        }
        char x = str_lower(a.ptr[i++]), y = str_lower(b.ptr[k++]);
        if (x != y)
            return (unsigned char)x < (unsigned char)y ? -1 : 1;
    }
    if (i < a.len || k < b.len)
        return k < b.len ? -1 : 1;
    return str_cmp(a, b);
}

size_t str_ifind(struct str s, struct str needle)
{
    char first = needle.len ? str_lower(needle.ptr[0]) : '\0';
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (!needle.len ||
            (str_lower(s.ptr[i]) == first && str_istarts(str_from_at(s, i), needle)))
            return i;
    return STR_NPOS;
}

size_t str_rchr(struct str s, char c)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == c)
            return i - 1;
    return STR_NPOS;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool str_cut(struct str *rest, char sep, struct str *word)
{
    if (!rest->ptr)
        return false;
    size_t at = str_chr(*rest, sep);
    if (at == STR_NPOS) {
        *word = *rest;
        *rest = STR_NONE;
    } else {
        *word = str_sub(*rest, 0, at);
        *rest = (struct str){rest->ptr + at + 1, rest->len - at - 1};
    }
    return true;
}

static uint64_t load(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Up to eight bytes, by loads that overlap: a copy of so many would be a call. */
static uint64_t load_few(const char *p, size_t count)
{
    uint32_t first, last;
    if (count < sizeof first)
        return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[count / 2] << 8 |
               (uint64_t)(unsigned char)p[count - 1] << 16;
    memcpy(&first, p, sizeof first);
    memcpy(&last, p + count - sizeof last, sizeof last);
    return first | (uint64_t)last << 32;
}

/* Eight bytes at a time, each step a multiplication that is folded back (as MurmurHash and its
 * successors do); the last step takes what is left. */
uint64_t str_hash(struct str s)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t h = s.len * odd;
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        h = (h ^ load(s.ptr + i)) * odd;
        h ^= h >> 32;
    }
    if (i < s.len) {
        h = (h ^ (i ? load(s.ptr + s.len - 8) : load_few(s.ptr, s.len))) * odd;
        h ^= h >> 32;
    }
    return h * odd;
}

struct str str_decimal(char room[STR_DIGITS], long value)
{
    unsigned long rest = value < 0 ? 0ul - (unsigned long)value : (unsigned long)value;
    char *end = room + STR_DIGITS, *p = end;
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    return (struct str){p, (size_t)(end - p)};
}

bool str_to_long(struct str s, long *out)
{
    size_t i = 0;
    bool minus = false;
    if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+'))
        minus = s.ptr[i++] == '-';
    if (i == s.len)
        return false;
    long value = 0;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        long digit = s.ptr[i] - '0';
        if (__builtin_mul_overflow(value, 10L, &value) ||
            __builtin_add_overflow(value, minus ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

bool str_glob(struct str pattern, struct str s, bool fold)
{
    size_t p = 0, i = 0, star = STR_NPOS, mark = 0;
    while (i < s.len) {
        char a = p < pattern.len ? pattern.ptr[p] : '\0';
        if (p < pattern.len && a == '*') {
            star = p++;
            mark = i;
            continue;
        }
        if (p < pattern.len &&
            (a == '?' || (fold ? str_lower(a) == str_lower(s.ptr[i]) : a == s.ptr[i]))) {
            p++;
            i++;
            continue;
        }
        if (star == STR_NPOS)
            return false;
        p = star + 1;
        i = ++mark;
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}
