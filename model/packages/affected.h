/* SPDX-License-Identifier: MIT */
/* affected.h - is a version among those that an entry of `affected` names?
 * Place:     private to packages; the rules of it stand in advisories.h.
 */
#ifndef FAASMAP_AFFECTED_H
#define FAASMAP_AFFECTED_H

#include "doc.h"
#include "version.h"

/* *fixed: the least version that a range calls fixed and that is newer; empty: none. */
bool affected_has(const struct doc_node *affected, enum version_scheme scheme, struct str version,
                  struct str *fixed);

#endif
