/* SPDX-License-Identifier: MIT */
/* version.c - the choice among the orderings, and texts that are no version. */
#include "version_parts.h"

static const struct version_order *const orders[VERSION_SCHEME_COUNT] = {
    [VERSION_SEMVER] = &version_semver, [VERSION_PEP440] = &version_pep440,
    [VERSION_GO] = &version_go,         [VERSION_MAVEN] = &version_maven,
    [VERSION_NUGET] = &version_nuget,   [VERSION_GEM] = &version_gem,
};

bool version_is_number(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!version_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

static struct str without_zeros(struct str s)
{
    size_t zeros = 0;
    while (zeros < s.len && s.ptr[zeros] == '0')
        zeros++;
    return str_from_at(s, zeros);
}

int version_compare_numbers(struct str a, struct str b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return version_sign(str_cmp(a, b));
}

bool version_is_valid(enum version_scheme s, struct str v)
{
    return v.len > 0 && v.len <= VERSION_BYTES_MAX && orders[s]->is_valid(v);
}

int version_compare(enum version_scheme s, struct str a, struct str b)
{
    bool good = version_is_valid(s, a), other = version_is_valid(s, b);
    if (good && other)
        return orders[s]->compare(a, b);
    if (good != other)
        return good ? 1 : -1;
    return version_sign(str_cmp(a, b));
}
