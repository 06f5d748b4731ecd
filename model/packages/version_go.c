/* SPDX-License-Identifier: MIT */
/* version_go.c - module versions of Go: semantic versions behind a "v", which advisories leave out;
 * pseudo-versions are prereleases, "+incompatible" is a build. */
#include "version_parts.h"

static struct str without_v(struct str v)
{
    return str_starts(v, STR("v")) ? str_from_at(v, 1) : v;
}

static bool is_go(struct str v)
{
    struct version_semantic out;
    return version_semantic_read(without_v(v), 3, &out);
}

static int compare_go(struct str a, struct str b)
{
    struct version_semantic x, y;
    version_semantic_read(without_v(a), 3, &x);
    version_semantic_read(without_v(b), 3, &y);
    return version_semantic_compare(&x, &y, false);
}

const struct version_order version_go = {is_go, compare_go};
