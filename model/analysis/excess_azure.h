/* SPDX-License-Identifier: MIT */
/* excess_azure.h - least privilege in Azure: each role assignment against what its holder is needed for.
 * Place:     analysis, on model/iam (azure_docs.h, azure_needs.h). excess.h is the same for AWS,
 *            statement by statement; a role is given whole, so what is too much is told in op classes,
 *            and what would do is another built-in role on a narrower scope.
 * Would do:  for each thing that is needed, of the built-in roles about its group alone the one that
 *            gives least of those that give all that is needed and perhaps needed of it, and nothing
 *            that the assignment does not give; on the thing itself if a template defines it, else on
 *            what it lies in. Several things in one box share the role on the box.
 * Too much:  the assignment is not needed at all, or what would do gives fewer classes, or does not
 *            reach all that the assignment reaches. What a narrower assignment of the same holder gives
 *            as well (a role about data instead of one about everything, or no more classes, and no
 *            wider a scope) is not needed of the wider one. Only where the code of all who run as the holder
 *            was followed: else it is a question, nothing is said to be too much.
 * Closes:    nodes and crown jewels that are no longer reached once this assignment alone is
 *            replaced: by anyone on the internet, and from those who run as the holder if they are
 *            taken over. Mode strict. Where a further assignment gives the same, nothing is closed.
 * Left out:  roles without an op class (they only show), principals outside the input that nothing
 *            runs as: people, groups, pipelines.
 * Order:     by what is closed to the internet (jewels, nodes), then if taken over, then those that are
 *            too much before those that are not and before questions, by the gravest class that is too
 *            much, then by identity and place.
 * Cost:      per assignment O(what is needed in its scope * (assignments around that + roles)), and one search
 *            per identity if taken over.
 * Ownership: excess_azure_free(); the graph and the jewels are borrowed.
 */
#ifndef FAASMAP_EXCESS_AZURE_H
#define FAASMAP_EXCESS_AZURE_H

#include "azure_docs.h"
#include "azure_needs.h"
#include "excess.h"
#include "excess_azure_near.h"

struct excess_azure_role { /* a role that would do */
    const struct azure_role *role;
    const char *target;
    node_id scope;
    unsigned ops; /* what of it is needed there, or perhaps */
    bool perhaps; /* nothing of it is surely needed */
};

struct excess_azure_gift { /* what is kept of an edge that narrowing takes away */
    edge_id cut;
    node_id node;
    unsigned ops;
    const struct azure_assignment *from; /* another one gives it; NULL: it is needed */
};

struct excess_azure_row {
    const struct azure_assignment *assignment;
    const struct azure_needs *needs;  /* of the holder */
    const struct azure_need **served; /* those that the assignment serves */
    uint32_t served_count;
    uint32_t elsewhere;               /* further ones, which narrower assignments serve */
    unsigned given, needed, perhaps;  /* OP_ bits; needed and perhaps: of those given */
    unsigned over;                    /* what would not be given any more */
    bool wider;                       /* it reaches what nothing needs */
    bool too_much;
    const struct excess_azure_role *would;
    uint32_t would_count;             /* 0 and too_much: it is not needed, or a policy, see form */
    struct azure_actions actions;     /* of a role that a template defines: what of it would do; of those */
    struct str secrets, keys;         /* of a policy; empty: nothing, or it is not known */
    bool own;                         /* they are told */
    const node_id *places;            /* where the role that is left of them would be assigned */
    uint32_t place_count;
    const edge_id *cuts;              /* edges that narrowing takes away */
    const struct excess_azure_gift *gifts;
    uint32_t cut_count, gift_count;
    struct excess_closed from_internet, if_taken;
};

struct excess_azure {
    const struct graph *graph;
    const struct jewels *jewels;
    struct arena *arena;
    struct excess_azure_row *rows;
    size_t count, cap;
    struct excess_closed all; /* everything replaced at once, from the internet */
};

/* jewels NULL: what is too much only, nothing of what it closes; the order is then by identity. */
struct excess_azure *excess_azure_find(const struct graph *g, const struct jewels *jewels)
    ATTR_RETURNS_NONNULL;
void excess_azure_free(struct excess_azure *x); /* NULL is allowed */
/* Reads the roles of the table and the needs once more, tries all other roles, and walks the hops of the
 * model for every figure; *why gets a line for what is wrong. */
bool excess_azure_verify(const struct excess_azure *x, struct buf *why);

/* --- Between its files ------------------------------------------------------------------------ */

/* excess_azure_roles.c: what would do, what is too much, and which edges that takes away. */
void excess_azure_compare(struct excess_azure *x, struct excess_azure_row *row,
                          const struct azure_assignment *all, struct azure_near *near);
/* All classes that it gives; what its holder may become counts as policy. */
unsigned excess_azure_given(const struct graph *g, const struct azure_assignment *a);
/* excess_azure_own.c: what would do of the actions and permissions that a template lists itself; and what is
 * wrong with what is told of it, NULL: nothing. */
void excess_azure_own(struct excess_azure *x, struct excess_azure_row *row);
const char *excess_azure_check_own(const struct excess_azure *x, const struct excess_azure_row *row);
/* excess_azure_matter.c: the figures of all rows. */
void excess_azure_matter(struct excess_azure *x);

#endif
