/* SPDX-License-Identifier: MIT */
/* crossings.h - where a hop passes a trust boundary.
 * Place:     analysis; needs a sealed graph and nothing else.
 * Outer:     the ends differ in actor class (internet, third party, partner, own), account, stage,
 *            provider or network (public, private), or one end is a gateway.
 * Inner:     both ends are our own and the hop leaves the app or stack that it starts in, goes from
 *            code to messaging, data, identity or management, or goes between two different zones
 *            of which one is drawn by hand.
 * Zones:     the node's zone (kind, or what the overlay says); a custom zone counts as the built-in
 *            zone that it lies in, if any.
 * Ways:      an account, stage or provider counts as different only where both ends say theirs.
 *            Containment (resides-in, hosted-by) and depends move nothing and cross nothing.
 */
#ifndef FAASMAP_CROSSINGS_H
#define FAASMAP_CROSSINGS_H

#include "graph.h"

enum crossing { CROSSING_NONE, CROSSING_INNER, CROSSING_OUTER };

/* X(ENUM, "what changes") in the order in which they are looked for. */
#define CROSSING_REASONS(X)                                                                        \
    X(NONE, "")                                                                                    \
    X(ACTOR_CLASS, "who owns it")                                                                  \
    X(ACCOUNT, "account")                                                                          \
    X(STAGE, "stage")                                                                              \
    X(PROVIDER, "provider")                                                                        \
    X(NETWORK, "network")                                                                          \
    X(GATEWAY, "gateway")                                                                          \
    X(APP, "app or stack")                                                                         \
    X(ZONE, "zone")

#define X(e, ...) CROSSING_BY_##e,
enum crossing_reason { CROSSING_REASONS(X) CROSSING_REASON_COUNT };
#undef X
extern const char *const crossing_names[3]; /* "", "inner", "outer" */
extern const char *const crossing_reason_texts[CROSSING_REASON_COUNT];

/* From one node to another, in the way a hop goes. reason may be NULL. */
enum crossing crossing_between(const struct graph *g, node_id from, node_id to,
                               enum crossing_reason *reason);
/* Of an edge in its stored direction; reason may be NULL. */
enum crossing crossing_of_edge(const struct graph *g, edge_id e, enum crossing_reason *reason);
/* Of all edges, [1..count], enum crossing; to be freed by mem_free(). One pass over nodes and edges. */
uint8_t *crossings_of_all(const struct graph *g);
bool crossing_applies(enum edge_kind kind); /* false for containment and depends */
/* The built-in zone kind that a node counts as; ZONE_CUSTOM: a hand-drawn zone of our own. */
enum zone_kind crossing_zone(const struct graph *g, node_id n);

#endif
