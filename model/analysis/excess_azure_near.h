/* SPDX-License-Identifier: MIT */
/* excess_azure_near.h - of one holder in Azure: which needs, edges and assignments have to do with a scope,
 * without a look at all of them.
 * Place:     analysis, for excess_azure_roles.c, on azure_needs.h. The checker looks at all.
 * Answers:   positions, ascending, each once; more may be among them than asked for, never fewer. Valid
 *            until the same question is asked again.
 * Cost:      O((needs + edges + assignments) * the boxes around each * log) once; then what is told.
 * Ownership: azure_near_free(); everything else is borrowed.
 */
#ifndef FAASMAP_EXCESS_AZURE_NEAR_H
#define FAASMAP_EXCESS_AZURE_NEAR_H

#include "azure_docs.h"
#include "azure_needs.h"

struct azure_near;

struct azure_near *azure_near_new(const struct graph *g, node_id holder,
                                  const struct azure_needs *needs,
                                  const struct azure_assignment *all, size_t count)
    ATTR_RETURNS_NONNULL;
void azure_near_free(struct azure_near *n); /* NULL is allowed */

struct azure_near_list {
    const uint32_t *at;
    size_t count;
};

/* Needs that concern what lies in the scope (azure_need_in). */
struct azure_near_list azure_near_needs(struct azure_near *n, node_id scope);
/* Edges of the holder that lead to what lies in the scope: positions in graph_out(). */
struct azure_near_list azure_near_edges(struct azure_near *n, node_id scope);
/* Assignments in whose scope the need is. */
struct azure_near_list azure_near_serving(struct azure_near *n, const struct azure_need *need);
/* Assignments in whose scope the node lies. */
struct azure_near_list azure_near_over(struct azure_near *n, node_id node);

#endif
