/* SPDX-License-Identifier: MIT */
/* stats.h - the figures of a system: counts by kind, entries, reach by gate, crossings, secrets.
 * Place:     analysis, on exposure.h. One pass over nodes and edges: O(V + E).
 */
#ifndef FAASMAP_STATS_H
#define FAASMAP_STATS_H

#include "exposure.h"

struct stats {
    size_t nodes, edges, zones, sources, unresolved, external;
    size_t node_kinds[NODE_KIND_COUNT], edge_kinds[EDGE_KIND_COUNT];
    size_t evidence[EVIDENCE_COUNT];          /* edges */
    size_t entries[AUTH_COUNT + 1];           /* exposes from actors by gate; last: not said */
    size_t third_party_entries;
    size_t reached, reach[AUTH_COUNT];        /* nodes by the gate of their weakest way in */
    /* Functions: at all, with no gate, and with one that is not known. */
    size_t functions_reached, functions_open, functions_unknown;
    size_t outer, inner;                      /* edges that cross */
    size_t secrets_shared;                    /* used by two functions or more */
    size_t secrets_unused;                    /* used by no function; keys of the platform do not
                                                 count: nobody put them there to be used; nor
                                                 does what the host or callers read */
    size_t errors, warnings, notes;
};

void stats_count(const struct graph *g, const struct exposure *x, struct stats *out);
bool stats_secret_shared(const struct graph *g, node_id n); /* false for other kinds */
bool stats_secret_unused(const struct graph *g, node_id n);
/* Functions that read the secret themselves (uses from function, compute, workflow). */
size_t stats_secret_users(const struct graph *g, node_id secret);

#endif
