/* SPDX-License-Identifier: MIT */
/* aws_eval.h - may this principal do this action on this resource? As AWS decides it.
 * Place:     iam; above aws_match.h. Knows no graph: aws_iam.c and the command `can` give it policies.
 * Rule:      an explicit Deny anywhere wins; then every level of service and resource control
 *            policies must allow; then, in the same account, the resource policy or the identity
 *            policies must allow (within boundary and session policy), across accounts both. Key
 *            policies and role trust policies must themselves name the caller or its account. Service
 *            principals, federated and anonymous callers have nothing but the resource policy (and
 *            resource control policies); service-linked roles are not met by those of the
 *            organization. Deny with NotPrincipal meets every user and role with a boundary.
 * Logic:     three-valued; `depends` if a value that is not known decides. Statements that are there
 *            under conditions of the template only ("when") are asked once with each condition and once
 *            without it: what is the same in all cases is no matter of the template.
 * Cost:      linear in the statements; no allocation unless a variable, an ARN condition or a condition
 *            of the template is met.
 * Source:    IAM user guide, "Policy evaluation logic" (single account, cross-account).
 */
#ifndef FAASMAP_AWS_EVAL_H
#define FAASMAP_AWS_EVAL_H

#include "aws_match.h"

enum aws_layer {
    AWS_LAYER_IDENTITY,
    AWS_LAYER_RESOURCE,
    AWS_LAYER_BOUNDARY,
    AWS_LAYER_SESSION,
    AWS_LAYER_SCP,
    AWS_LAYER_RCP,
    AWS_LAYER_COUNT
};
extern const char *const aws_layer_names[AWS_LAYER_COUNT];

struct aws_policies {
    const struct aws_policy *items;
    size_t count;
    bool given;          /* of boundary, session, SCP and RCP: false means that there is none */
    const size_t *level; /* SCP and RCP: per policy the level that it stands on (ascending), or NULL:
                            all on one */
};

struct aws_case {
    struct aws_policies layers[AWS_LAYER_COUNT];
    struct aws_request request; /* ready */
    struct str assumed;         /* conditions of the template that hold (terms.h) */
};

enum aws_answer { AWS_DENIED, AWS_DEPENDS, AWS_ALLOWED };
enum aws_reason {
    AWS_EXPLICIT_DENY,    /* a statement says so */
    AWS_IMPLICIT_DENY,    /* nothing allows it; `layer` is where the allowance is missing */
    AWS_EXPLICIT_ALLOW,
    AWS_UNKNOWN_VALUE,    /* conditions or names that are not known */
};
extern const char *const aws_answer_names[3]; /* "denied", "depends", "allowed" */
extern const char *const aws_reason_names[4]; /* "explicit-deny", "implicit-deny", ... */

struct aws_hit {
    const struct aws_policy *policy;
    const struct aws_statement *statement;
    enum aws_layer layer;
    enum tri match; /* true or unknown */
};

enum { AWS_HITS_MAX = 24, AWS_OPEN_MAX = 4 };
struct aws_decision {
    enum aws_answer answer;
    enum aws_reason reason;
    enum aws_layer layer;
    struct aws_hit hits[AWS_HITS_MAX]; /* the statements that decided */
    size_t hit_count;                  /* at most AWS_HITS_MAX; further ones are left out */
    struct aws_unknown unknown;        /* keys that it depends on */
    struct str open[AWS_OPEN_MAX];     /* conditions of the template that it depends on */
    unsigned open_count;
};

void aws_decide(const struct aws_case *c, struct aws_decision *out);

#endif
