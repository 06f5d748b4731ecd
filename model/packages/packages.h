/* SPDX-License-Identifier: MIT */
/* packages.h - the packages that lock files pin: name, version, place, and who installs them.
 * Place:     packages; the importers fill it (pinned.h), advisories are matched against it.
 * Sets:      one per lock file, or per manifest that pins without one; functions that share it share
 *            the set. A package that stands in a set more than once with one version is one, at its
 *            first place; for development only, if it is so at all of them.
 * Ownership: all texts are copied. Order: as added.
 */
#ifndef FAASMAP_PACKAGES_H
#define FAASMAP_PACKAGES_H

#include <stdint.h>

#include "ecosystem.h"
#include "graph.h"

struct package {
    enum ecosystem ecosystem;
    bool development;      /* the lock file says that it is for development only */
    uint32_t set, line;
    uint32_t next;         /* index + 1 of the next one with this name, 0: none */
    struct str name, version;
};

struct packages;

enum { PACKAGES_MAX = 1000000 };

struct packages *packages_new(void) ATTR_RETURNS_NONNULL;
void packages_free(struct packages *p); /* NULL is allowed */

/* A new set. file: what its lines are lines of. */
uint32_t packages_set(struct packages *p, struct str file);
/* Into the set that was made last. Without a name or a version, and beyond PACKAGES_MAX: nothing. */
void packages_add(struct packages *p, const struct package *one);
void packages_used(struct packages *p, uint32_t set, node_id by); /* in id order */

size_t packages_set_count(const struct packages *p);
struct str packages_file(const struct packages *p, uint32_t set);
size_t packages_users(const struct packages *p, uint32_t set, const node_id **users);
size_t packages_in(const struct packages *p, uint32_t set); /* how many it pins */

size_t packages_count(const struct packages *p);
const struct package *packages_at(const struct packages *p, size_t i);
/* Index + 1 of the first one that the registry calls so, 0: none; go on with its `next`. */
uint32_t packages_find(const struct packages *p, enum ecosystem e, struct str name);
/* Is any of any registry called so, or nearly? false: surely none. For who has many names to ask. */
bool packages_may_have(const struct packages *p, struct str name);

#endif
