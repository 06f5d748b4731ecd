/* SPDX-License-Identifier: MIT */
#include "str.h"

char str_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(struct str a, const char *literal)
{
    return str_eq(a, str_from(literal));
}

bool str_ieq(struct str a, struct str b)
{
    return a.len == b.len && str_istarts(a, b);
}

bool str_iis(struct str a, const char *literal)
{
    return str_ieq(a, str_from(literal));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
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
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_starts(str_from_at(s, i), needle))
            return i;
    return STR_NPOS;
}

size_t str_ifind(struct str s, struct str needle)
{
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_istarts(str_from_at(s, i), needle))
            return i;
    return STR_NPOS;
}

size_t str_chr(struct str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : STR_NPOS;
}

size_t str_rchr(struct str s, char c)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == c)
            return i - 1;
    return STR_NPOS;
}

struct str str_sub(struct str s, size_t from, size_t len)
{
    if (from >= s.len)
        return (struct str){s.ptr ? s.ptr + s.len : NULL, 0};
    if (len > s.len - from)
        len = s.len - from;
    return (struct str){s.ptr + from, len};
}

struct str str_from_at(struct str s, size_t from)
{
    return str_sub(s, from, s.len);
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

uint64_t str_hash(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a with a final mix */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    h ^= h >> 32;
    return h * 0x9e3779b97f4a7c15u;
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
