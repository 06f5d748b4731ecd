/* SPDX-License-Identifier: MIT */
/* link_parts.h - what the files of link.c share. */
#ifndef FAASMAP_LINK_PARTS_H
#define FAASMAP_LINK_PARTS_H

#include "graph.h"
#include "importer.h"

struct link {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    bool changed;
};

/* The two are one, if they are not yet. The rules of link.h say which stays. */
void link_join(struct link *l, node_id x, node_id y);
bool link_is(struct link *l, node_id n, enum node_kind kind); /* a survivor of this kind */
/* Ends of an edge after all merges so far. */
node_id link_from(struct link *l, const struct edge *e);
node_id link_to(struct link *l, const struct edge *e);
bool link_name_known(const struct node *n); /* no placeholder in it */

void link_apps(struct link *l);     /* rules 1 to 3 */
void link_gates(struct link *l);    /* rules 6 and 7 */

#endif
