/* SPDX-License-Identifier: MIT */
/* lock_dev.h - which packages of pnpm-lock.yaml (9) and bun.lock are for development only: these files do
 * not say it of a package, but what the project and each package ask for.
 * Place:     importers, for lock_node.c.
 * So:        what is reached from development dependencies of the project, or of any of its parts, and not
 *            from the others. If something that is needed to run cannot be followed, nothing is said to
 *            be for development.
 * Cost:      O(packages + what they ask for), for Bun times the depth.
 * Ownership: lock_dev_free(); the document is borrowed.
 */
#ifndef FAASMAP_LOCK_DEV_H
#define FAASMAP_LOCK_DEV_H

#include "doc.h"

struct lock_dev;

struct lock_dev *lock_dev_pnpm(const struct doc *d) ATTR_RETURNS_NONNULL;
struct lock_dev *lock_dev_bun(const struct doc *d) ATTR_RETURNS_NONNULL;
void lock_dev_free(struct lock_dev *d); /* NULL is allowed */
/* key: of the member of `packages`. */
bool lock_dev_is(const struct lock_dev *d, struct str key);

#endif
