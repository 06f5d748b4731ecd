/* SPDX-License-Identifier: MIT */
/* version_semver.c - Semantic Versioning 2.0.0, items 9 to 11. Missing numbers and leading zeros are
 * let pass: advisories have them. */
#include "version_parts.h"

static bool is_identifiers(struct str text)
{
    if (!text.len)
        return false;
    for (struct str rest = text, one; str_cut(&rest, '.', &one);) {
        for (size_t i = 0; i < one.len; i++)
            if (!version_is_digit(one.ptr[i]) && !version_is_letter(one.ptr[i]) && one.ptr[i] != '-')
                return false;
        if (!one.len)
            return false;
    }
    return true;
}

bool version_semantic_read(struct str v, size_t numbers, struct version_semantic *out)
{
    *out = (struct version_semantic){0};
    size_t build = str_chr(v, '+');
    if (build != STR_NPOS && !is_identifiers(str_from_at(v, build + 1)))
        return false;
    v = str_sub(v, 0, build);
    size_t dash = str_chr(v, '-');
    if (dash != STR_NPOS) {
        out->prerelease = str_from_at(v, dash + 1);
        if (!is_identifiers(out->prerelease))
            return false;
        v = str_sub(v, 0, dash);
    }
    size_t count = 0;
    if (!v.len)
        return false;
    for (struct str rest = v, one; str_cut(&rest, '.', &one); count++) {
        if (count == numbers || !version_is_number(one))
            return false;
        out->numbers[count] = one;
    }
    return true;
}

static int compare_bytes(struct str a, struct str b, bool fold)
{
    for (size_t i = 0; fold && i < a.len && i < b.len; i++) {
        char x = str_lower(a.ptr[i]), y = str_lower(b.ptr[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    if (fold)
        return (a.len > b.len) - (a.len < b.len);
    return version_sign(str_cmp(a, b));
}

static int compare_identifier(struct str a, struct str b, bool fold)
{
    bool number = version_is_number(a), other = version_is_number(b);
    if (number != other)
        return number ? -1 : 1;
    return number ? version_compare_numbers(a, b) : compare_bytes(a, b, fold);
}

int version_semantic_compare(const struct version_semantic *a, const struct version_semantic *b,
                             bool fold)
{
    for (size_t i = 0; i < VERSION_NUMBERS_MAX; i++) {
        int order = version_compare_numbers(a->numbers[i], b->numbers[i]);
        if (order)
            return order;
    }
    if (!a->prerelease.len || !b->prerelease.len)
        return (a->prerelease.len == 0) - (b->prerelease.len == 0);
    struct str rest = a->prerelease, others = b->prerelease, one, other;
    for (;;) {
        bool more = str_cut(&rest, '.', &one), more_others = str_cut(&others, '.', &other);
        if (!more || !more_others)
            return (int)more - (int)more_others;
        int order = compare_identifier(one, other, fold);
        if (order)
            return order;
    }
}

static bool is_semver(struct str v)
{
    struct version_semantic out;
    return version_semantic_read(v, 3, &out);
}

static int compare_semver(struct str a, struct str b)
{
    struct version_semantic x, y;
    version_semantic_read(a, 3, &x);
    version_semantic_read(b, 3, &y);
    return version_semantic_compare(&x, &y, false);
}

const struct version_order version_semver = {is_semver, compare_semver};
