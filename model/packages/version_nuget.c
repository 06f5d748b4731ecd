/* SPDX-License-Identifier: MIT */
/* version_nuget.c - NuGet: semantic versions with up to four numbers, labels without case. */
#include "version_parts.h"

static bool is_nuget(struct str v)
{
    struct version_semantic out;
    return version_semantic_read(v, 4, &out);
}

static int compare_nuget(struct str a, struct str b)
{
    struct version_semantic x, y;
    version_semantic_read(a, 4, &x);
    version_semantic_read(b, 4, &y);
    return version_semantic_compare(&x, &y, true);
}

const struct version_order version_nuget = {is_nuget, compare_nuget};
