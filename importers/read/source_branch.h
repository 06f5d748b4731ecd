/* SPDX-License-Identifier: MIT */
/* source_branch.h - which branch of #if ... #endif stays.
 * Place:     importers/read, beside read_source.c; the rule stands in read_source.h.
 * Ownership: names are borrowed from the source; branch_release() frees the rest. {0} is the start.
 */
#ifndef FAASMAP_SOURCE_BRANCH_H
#define FAASMAP_SOURCE_BRANCH_H

#include <stdbool.h>
#include <stddef.h>

#include "map.h"
#include "str.h"

struct branch_level;
struct branch {
    struct branch_level *levels;
    size_t count, cap;
    struct map symbols; /* 1 defined, 2 undefined */
};

/* A line that begins with '#', without the mark. */
void branch_directive(struct branch *b, struct str line);
bool branch_active(const struct branch *b);
void branch_release(struct branch *b);

#endif
