/* SPDX-License-Identifier: MIT */
/* growth_azure.h - growth.h for Azure: identities with role assignments or access policies that they did not
 * have in an older state of the system, and that need no more.
 * Grown:     who has all that it had (the same role on the same scope), and something that nothing it had
 *            gives as well: no assignment around it that gives its classes on everything, and not the
 *            same role further out. Roles of which only the GUID is known say nothing.
 * Needed:    as azure_needs.h has it; whoever needs something new has not only grown.
 * Ownership: everything lies in the arena; both graphs are borrowed.
 */
#ifndef FAASMAP_GROWTH_AZURE_H
#define FAASMAP_GROWTH_AZURE_H

#include "arena.h"
#include "azure_docs.h"

struct grown_azure {
    node_id identity;                      /* of the newer graph */
    const struct azure_assignment **added; /* as they are recorded */
    uint32_t added_count;
    bool known;                            /* all code was followed, before and now */
};

/* Returns how many there are, by identity. O(needs + assignments of each squared). */
size_t growth_azure_find(const struct graph *before, const struct graph *now, struct arena *a,
                         const struct grown_azure **out);

#endif
