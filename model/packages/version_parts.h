/* SPDX-License-Identifier: MIT */
/* version_parts.h - what the orderings share, and what each gives to version.c.
 * Place:     private to packages.
 */
#ifndef FAASMAP_VERSION_PARTS_H
#define FAASMAP_VERSION_PARTS_H

#include "version.h"

struct version_order {
    bool (*is_valid)(struct str v);
    int (*compare)(struct str a, struct str b); /* both are valid */
};

extern const struct version_order version_semver, version_pep440, version_go, version_maven,
    version_nuget, version_gem;

static inline bool version_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool version_is_letter(char c)
{
    c = str_lower(c);
    return c >= 'a' && c <= 'z';
}
bool version_is_number(struct str s); /* digits, at least one */
/* Numbers of any length; empty counts as 0. */
int version_compare_numbers(struct str a, struct str b);
static inline int version_sign(int order)
{
    return (order > 0) - (order < 0);
}

/* Semantic versions and what is made like them: 1 to `numbers` numbers with dots between, those
 * that are missing are 0; then -PRERELEASE and +BUILD. */
enum { VERSION_NUMBERS_MAX = 4 };
struct version_semantic {
    struct str numbers[VERSION_NUMBERS_MAX];
    struct str prerelease; /* empty: none */
};
bool version_semantic_read(struct str v, size_t numbers, struct version_semantic *out);
int version_semantic_compare(const struct version_semantic *a, const struct version_semantic *b,
                             bool fold);

#endif
