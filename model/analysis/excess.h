/* SPDX-License-Identifier: MIT */
/* excess.h - least privilege: what an identity is given beyond what it is needed for.
 * Place:     analysis, on model/iam (aws_needs.h, aws_docs.h) and what_if.h. Identities of AWS whose
 *            policies are in the input.
 * Three values: an action of a statement is needed (a need asks for it), possible (a setting names the
 *            thing and nothing says what is done to it), or without evidence. Without evidence is no
 *            proof where the code of a user was not read: then code_known is false, and it is said.
 * Matters:   which excess changes what an attacker gets: actions, or needed ones on more than needed.
 *            Narrowed means: every grant to a thing that is not needed, and every privilege path, is
 *            cut; a grant to a thing that is needed stays whole. So the figures are the least that
 *            narrowing closes, by the rules of spread.tsv in mode strict. Nodes are things: what stands
 *            for all of a service counts with its members only.
 * Minimal:   `matters` marks statements that must all be narrowed for anyone on the internet to lose
 *            what narrowing everything takes from him: none of them can be left as it is. It is one
 *            such set (found by giving back one statement after the other, the weakest first).
 * Narrowed policy: what is needed and given, and on things that are perhaps needed the data actions
 *            that are given, by thing. excess_verify() proves that all that is needed and was given is
 *            in it, and nothing that was not.
 * Paths:     a privilege path counts as closed when no path of the table that may end there has all its
 *            actions left, those that are done to the end of it on that very end: it is closed then, by
 *            whatever path. To a collective, and to what only the deployment names, any is taken to
 *            lead: that they are closed is said too seldom rather than too often, and that a statement
 *            matters for them may be said too often.
 * Order:     identities by what narrowing closes to the internet (jewels, nodes), those that matter,
 *            what it closes if a user is taken over, then by the classes of what is too much, then by id.
 * Ownership: excess_free() frees all; the graph and jewels are borrowed.
 */
#ifndef FAASMAP_EXCESS_H
#define FAASMAP_EXCESS_H

#include "aws_docs.h"
#include "aws_needs.h"
#include "jewels.h"

struct excess_statement {
    const struct aws_policy *policy;
    const struct aws_statement *statement;
    struct origin where;
    uint32_t given, used;       /* actions of the table that it allows; those that a need asks for */
    const struct aws_action_row **unused; /* the rest, by name */
    uint32_t unused_count;
    unsigned ops;               /* classes of the rest, OP_ bits */
    bool all_actions, all_resources; /* "*" stands for either */
    bool wider;                 /* narrowing takes an edge away that it gives: a thing, or a collective */
    bool matters;
};

struct excess_closed { /* by narrowing: fewer nodes, and crown jewels among them */
    uint32_t nodes, jewels;
};

struct excess_identity {
    node_id identity;
    const node_id *users;       /* who runs as it, by id */
    size_t user_count;
    struct aws_needs needs;
    bool *met;                  /* per need: some statement gives it */
    struct excess_statement *statements; /* allowing ones, as they stand in the policies */
    size_t statement_count;
    unsigned ops;               /* classes of all that is too much */
    bool matters;               /* one of the statements does */
    uint32_t unused_count;      /* pairs of statement and action */
    struct excess_closed from_internet, if_taken;
    struct str narrowed;        /* a policy document, JSON on several lines; empty: nothing is needed */
};

struct excess;

struct excess *excess_find(const struct graph *g, const struct jewels *jewels) ATTR_RETURNS_NONNULL;
/* What is given and needed only, by identity id: no figures of what narrowing closes, no narrowed
 * policies. Whoever runs code without being given anything is there as well: its needs are not met.
 * Linear in statements, times the needs of their identity. */
struct excess *excess_find_given(const struct graph *g) ATTR_RETURNS_NONNULL;
void excess_free(struct excess *x); /* NULL is allowed */
const struct graph *excess_graph(const struct excess *x);
size_t excess_count(const struct excess *x);
const struct excess_identity *excess_at(const struct excess *x, size_t i);
struct excess_closed excess_all(const struct excess *x); /* everything narrowed, from the internet */
/* Reads each narrowed policy again and asks the evaluator; walks the hops of the model once more for
 * every figure, and for the statements that matter; *why gets a line for what is wrong. */
bool excess_verify(const struct excess *x, struct buf *why);
/* What excess_find_given() found: the same is found with narrowed policies, and that answer holds. */
bool excess_verify_given(const struct excess *x, struct buf *why);
/* The same for one text, for tests of wrong answers. */
bool excess_verify_policy(const struct excess *x, const struct excess_identity *i, struct str policy,
                          struct buf *why);

#endif
