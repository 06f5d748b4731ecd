/* SPDX-License-Identifier: MIT */
/* changes_parts.h - private to changes*.c. */
#ifndef FAASMAP_CHANGES_PARTS_H
#define FAASMAP_CHANGES_PARTS_H

#include "changes.h"
#include "facts.h"
#include "map.h"

/* What identifies a change, before it has a number. */
struct change_spec {
    enum change_kind kind;
    node_id subject, other;
    edge_id place; /* statements: the edge that says where; connections: the edge itself; else 0 */
};

struct pair { /* an edge by its ends */
    node_id from, to;
    edge_id edge;
};

struct changes {
    const struct attack *attack;
    struct change_options options;
    struct arena *arena;
    struct change *items;
    size_t count, cap;
    uint32_t *chains;   /* [arc count][CHANGE_CHAIN] */
    uint8_t *implied;   /* [arc count] */
    struct map numbers; /* key of a spec -> number + 1 */
    struct pair *pairs; /* all edges, sorted by ends */
    size_t pair_count;
};

/* --- changes_need.c --------------------------------------------------------------------------- */

/* The edges from one node to another, in edge order. */
struct pair_range {
    const struct pair *items;
    size_t count;
};
struct pair_range changes_between(const struct changes *c, node_id from, node_id to);
/* Does the code in `code` need op class OP_READ, OP_WRITE or OP_INVOKE on a thing? */
bool changes_needs(const struct changes *c, node_id code, node_id thing, unsigned op);
/* Does anything that runs as the identity need it? */
bool changes_role_needs(const struct changes *c, node_id identity, node_id thing, unsigned op);
/* Calls see() for everything that runs as an identity, functions of its app among them. */
void changes_runners(const struct changes *c, node_id identity,
                     void (*see)(void *arg, node_id code), void *arg);
/* Code that an edge of this kind may take away, because it only follows from a policy, a name or a
 * setting; op: the class that it stands for. */
bool changes_follows(const struct changes *c, const struct edge *e, unsigned *op);
/* The hops from f's vertex over its identity to the thing that imply a hop over such an edge; false:
 * there are none. statement: the grant among them. */
bool changes_support(const struct changes *c, struct hop hop, struct change_look *out);
/* Its identity (through its app as well) and the edge by which it may do op on a thing; 0: none. */
edge_id changes_right(const struct changes *c, node_id code, node_id thing, unsigned op);

/* --- changes_look.c --------------------------------------------------------------------------- */
size_t changes_classify(const struct changes *c, struct hop hop, struct change_spec *out);
bool changes_is_managed(const struct edge *grant); /* a ready-made policy of the provider */

#endif
