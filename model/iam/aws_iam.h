/* SPDX-License-Identifier: MIT */
/* aws_iam.h - what the files that derive edges from policies of AWS share.
 * Place:     private to iam: aws_iam.c (grants, and what functions do through their role),
 *            aws_trust.c (who may become whom, who is let in by resource policies, privilege paths).
 */
#ifndef FAASMAP_AWS_IAM_H
#define FAASMAP_AWS_IAM_H

#include "aws_docs.h"
#include "aws_tables.h"
#include "facts.h"

struct aws_thing { /* a node that has an ARN */
    node_id node;
    struct str arn, service;
    struct aws_request itself, inside; /* its ARN, that with a slash and '*' */
};

struct aws_work {
    struct graph *g;
    struct arena *arena;
    struct aws_docs *docs;
    struct aws_thing *things; /* sorted by service, then id */
    size_t thing_count;
    node_id *holders;         /* identities with an ARN or documents, by id */
    size_t holder_count;
};

/* The boundary of class any that stands for all things of a service ("*": of all), or of those whose
 * ARN matches the pattern. */
node_id aws_any(struct aws_work *w, struct str service, const struct aws_arn *pattern);
struct str aws_node_arn(const struct graph *g, node_id n); /* empty: none */
struct str aws_condition_text(struct arena *a, const struct aws_statement *s);
bool aws_is_everything(const struct aws_statement *s); /* all actions on all resources */
/* "factor", "network" or "undecided": what the conditions of the statement ask for. */
const char *aws_condition_kind(const struct aws_statement *s);
/* A request at design time: nothing is known but what holds for every call. */
struct aws_request aws_design_request(struct aws_work *w, struct str principal, struct str action,
                                      struct str resource);
struct aws_case aws_case_of(const struct aws_work *w, node_id holder);

void aws_derive_trust(struct aws_work *w);
void aws_derive_paths(struct aws_work *w);
void aws_derive_exposure(struct aws_work *w);

#endif
