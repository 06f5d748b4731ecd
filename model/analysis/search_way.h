/* SPDX-License-Identifier: MIT */
/* search_way.h - what a search carries along a way, and how a search is filled in.
 * Place:     analysis, shared by search.c and exact.c. Nobody else needs it.
 */
#ifndef FAASMAP_SEARCH_WAY_H
#define FAASMAP_SEARCH_WAY_H

#include "search.h"

/* What is known of the way to a vertex. */
struct way {
    uint8_t confidence, certainty, gate, gate_class, way_out;
};

struct way way_start(void);
struct way way_longer(const struct attack *a, struct way way, arc_id arc);
struct way way_with(struct way way, struct way other); /* both are needed */
/* The attacker can send to the outside from here: an actor, or code with a way out. */
bool way_out_at(const struct attack *a, vertex_id v);

struct search *search_new(const struct attack *a) ATTR_RETURNS_NONNULL; /* nothing is reached */
void search_note(struct search *s, vertex_id v, struct way way);

#endif
