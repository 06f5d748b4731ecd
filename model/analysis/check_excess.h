/* SPDX-License-Identifier: MIT */
/* check_excess.h - between the checkers of what narrowing closes: check_excess.c (are the edges taken away
 * by it?), check_tree.c (what is reached, and lost of it: is the certificate one?) and check_figures.c
 * (is it what was said?). They share no code with those who found it: hops are those of check_net.h,
 * and policies are asked of the evaluator.
 * Cost:      that of the hops, then for each identity that of what it loses, and of what its users reach
 *            besides the hubs: nothing is searched for.
 */
#ifndef FAASMAP_CHECK_EXCESS_H
#define FAASMAP_CHECK_EXCESS_H

#include "check_net.h"
#include "excess_parts.h"

struct check_excess {
    const struct excess *x;
    struct check_net *outside, *taken; /* hops of anyone on the internet; of who has taken something */
    struct aws_policy *narrowed;       /* [identity] */
    uint32_t *number;                  /* by node: 1 + its place among the identities; 0: it is none */
    uint32_t *first_cut, *cuts;        /* [identity + 1]; numbers of its cuts */
    uint32_t *first_keep, *keeps;      /* the same of what it keeps */
    size_t *first;                     /* [identity]: its first statement in kept */
    uint8_t *kept;                     /* per statement: not narrowed */
    uint32_t *gone;                    /* by edge: how many cuts take it away now */
    uint8_t *falls;                    /* by node: the states that are the fall of a jewel */
    uint8_t *told;                     /* by node, zero between counts */
    uint32_t *starts, *queue;          /* vertices */
    size_t start_count;
    struct buf *why;
};

bool check_excess_fail(const struct check_excess *c, node_id n, const char *what);
/* Marks in gone[] what narrowing the identity takes away, as far as its statements are narrowed, or
 * takes that back. */
void check_excess_take(struct check_excess *c, size_t identity, bool on);
/* The narrowed policy of the identity, which is held after it, gives something of the thing, a member
 * of a collective that it takes away; but nothing of it is left. */
bool check_excess_forgets(const struct check_excess *c, size_t identity, node_id thing);
bool check_excess_is_node(const struct check_excess *c, node_id n); /* no collective */

/* --- check_tree.c ----------------------------------------------------------------------------- */

/* A reach of the certificate, proved; and what one answer says of it. */
struct check_tree {
    struct check_excess *c;
    const struct check_net *net;
    const struct excess_reach *reach;
    uint32_t *place;               /* by vertex: 1 + step; 0: not reached */
    uint32_t *child_at, *children; /* steps */
    uint8_t *lost;                 /* by step */
    uint32_t *repaired;            /* by step: 1 + the repair */
    uint32_t *climbed;             /* by step: in which climb it was found to hang on a start */
    uint32_t climb;
    struct excess_closed total;
};

static inline uint32_t check_step(const struct excess_step *s)
{
    return check_vertex(s->node, (enum state)s->state);
}
/* A hop from one to the other over this edge (0: over none), which is not gone. */
bool check_is_hop(const struct check_excess *c, const struct check_net *net, uint32_t from, uint32_t to,
                  edge_id edge);
/* NULL: it is wrong. */
struct check_tree *check_tree_new(struct check_excess *c, const struct check_net *net,
                                  const struct excess_reach *r, const uint32_t *starts,
                                  size_t start_count);
void check_tree_free(struct check_tree *t); /* NULL is allowed */
/* What the identity, whose edges are marked in gone[], loses of it. The marks stay until it is
 * forgotten, and it is to be forgotten if it is wrong as well. */
bool check_tree_lose(struct check_tree *t, size_t identity, const struct excess_loss *l);
void check_tree_forget(struct check_tree *t, const struct excess_loss *l);
struct excess_closed check_tree_lost(const struct check_tree *t, const struct excess_loss *l);
/* Reached and not lost; t NULL: no. */
bool check_tree_has(const struct check_tree *t, uint32_t vertex);
unsigned check_tree_states(const struct check_tree *t, node_id n, bool left); /* without exhaust */
void check_count_node(const struct check_excess *c, node_id n, unsigned before, unsigned after,
                      struct excess_closed *out);

/* --- check_figures.c -------------------------------------------------------------------------- */

/* All that the certificate says, the figures of each identity, and the statements that matter. */
bool check_excess_figures(struct check_excess *c);

#endif
