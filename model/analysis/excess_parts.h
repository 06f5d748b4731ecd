/* SPDX-License-Identifier: MIT */
/* excess_parts.h - between the files of excess.h: excess.c (what is given and used), excess_narrow.c
 * (the narrowed policy), excess_matter.h (what narrowing closes), check_excess.c (is it so?). */
#ifndef FAASMAP_EXCESS_PARTS_H
#define FAASMAP_EXCESS_PARTS_H

#include "aws_asked.h"
#include "excess.h"

/* --- The certificate of the figures (excess_proof.c; check_excess.c reads it) ------------------ */

#define EXCESS_NONE UINT32_MAX

/* Something reached; of a start edge is 0 and from EXCESS_NONE, of the others from is an earlier step. */
struct excess_step {
    node_id node;
    edge_id edge; /* 0: by a rule about the node alone */
    uint32_t from;
    uint8_t state;
};
/* All that is reached from the starts, which are those of anyone on the internet, or one hub. */
struct excess_reach {
    struct excess_step *steps;
    uint32_t count;
};
/* Of what breaks off, this is entered from elsewhere: from another step, or (given) by what the narrowed
 * policy keeps of a collective. */
struct excess_repair {
    uint32_t step, from;
    edge_id edge;
    bool given;
};
/* What is lost of a reach when one identity is narrowed; all else of it is still reached. */
struct excess_loss {
    node_id identity;
    uint32_t reach;
    uint32_t *lost;                /* steps */
    struct excess_repair *repairs;
    uint32_t lost_count, repair_count;
};
/* How a user leads to the hub of a reach: the first is what its attacker has. */
struct excess_way {
    uint32_t reach;                /* EXCESS_NONE: what he reaches is walked, without a hub */
    struct excess_step *steps;
    uint32_t count;
};
struct excess_taken {
    node_id identity;
    struct excess_way before, after; /* as it is; narrowed */
};

struct excess_proof {
    uint32_t internet;             /* its reach */
    struct excess_reach *reaches;
    struct excess_loss *losses;    /* by identity */
    struct excess_taken *taken;
    size_t reach_count, reach_cap, loss_count, loss_cap, taken_count, taken_cap;
};

struct excess {
    const struct graph *graph;
    const struct jewels *jewels; /* NULL: only what is given and needed */
    struct arena *arena;
    struct aws_docs *docs;
    struct aws_things things;
    struct aws_asked *asked;     /* NULL: there are no policies, and no things */
    struct excess_identity *items;
    size_t count, cap;
    struct excess_closed all;
    struct excess_kept *keeps;   /* what the narrowed policies give of collectives, by identity */
    size_t keep_count, keep_cap;
    struct excess_cut *cuts;     /* what narrowing takes away, by identity: the certificate */
    size_t cut_count, cut_cap;
    uint32_t *givers;
    size_t giver_count, giver_cap;
    struct excess_proof proof;
};

/* A collective is taken away as a whole; whoever holds the identity still has this of a member. */
struct excess_kept {
    node_id identity;
    edge_id cut;       /* the edge to the collective */
    node_id node;
    unsigned states;   /* bits 1 << STATE_x */
};

/* An edge that narrowing takes away, and the statements (their numbers at the identity) besides which
 * nothing gives any of it: it is gone when all of them are narrowed. A privilege path is gone when
 * besides no row of the table has all its actions, those that are done to its end on that end. */
struct excess_cut {
    node_id identity;
    edge_id edge;
    uint32_t first, count; /* into givers */
};

/* The rows of the table that an allowing statement names, whatever the resource, ascending; written
 * to rows (as many as the table has). */
size_t excess_rows(const struct aws_statement *s, uint32_t *rows);
/* Does it reach the thing (0: any) with this action (NULL: one that is not in the table)? */
bool excess_reaches(const struct excess *x, const struct aws_statement *s, node_id thing,
                    const struct aws_action_row *row);
/* May the identity do it, by its own policies and boundary? thing 0: on resource, a text. */
bool excess_may(const struct excess *x, node_id identity, node_id thing, struct str resource,
                struct str action);

/* To compare sets of classes: policy > exec > admin > write > delete > invoke > read > list. */
unsigned excess_weight(unsigned ops);

/* false: it is no policy, or empty. */
bool excess_read_policy(const struct excess *x, struct str text, struct aws_policy *out);

/* --- excess_paths.c --------------------------------------------------------------------------- */
struct excess_paths;
struct excess_paths *excess_paths_new(const struct excess *x, const struct aws_policy *narrowed)
    ATTR_RETURNS_NONNULL; /* narrowed[identity] */
void excess_paths_free(struct excess_paths *p);
/* Has the identity all actions of some path that may end there, by its narrowed policy and those
 * statements that stay as they are (kept[statement])? */
bool excess_path_left(struct excess_paths *p, size_t identity, node_id to, const uint8_t *kept);
/* May it write what the node loads its code from, by one statement? */
bool excess_gives_code(const struct excess *x, const struct aws_statement *s, node_id runs);

/* --- check_excess.c --------------------------------------------------------------------------- */
bool excess_check_figures(const struct excess *x, struct buf *why);

void excess_narrow(struct excess *x, struct excess_identity *i);
void excess_matter(struct excess *x);

#endif
