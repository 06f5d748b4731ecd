/* SPDX-License-Identifier: MIT */
/* aws_policy.h - a policy document of AWS, parsed once and made ready to be matched many times.
 * Place:     iam; aws_match.h asks one statement, aws_eval.h decides over several documents.
 * Accepts:   Statement as object or list; every list-valued element as text or list; Action or
 *            NotAction, Resource or NotResource, Principal or NotPrincipal in every form; conditions.
 *            Version absent or 2008-10-17: "${...}" is literal text. Element names are case-sensitive.
 *            Our own members of a statement: "where" ("file:line:col") says where it was written,
 *            "when" the conditions of the template without which it is not there (terms.h),
 *            "things" which nodes its resources mean, in their order: null, or {"node": id, "tail":
 *            what stands behind its ARN}. "${Name}" without a colon stands for what only the
 *            deployment knows, in documents of every version: it may be anything, it is no wildcard.
 * Invalid:   a statement with an unknown element, effect or operator, or without actions, is left
 *            out, with a problem that says so. What cannot be matched (an action whose service has a
 *            wildcard) stays and matches nothing, with a problem.
 * Ownership: everything lies in the arena; texts may borrow the bytes of the JSON.
 * Source:    IAM user guide, "IAM JSON policy reference": elements, grammar, condition operators.
 */
#ifndef FAASMAP_AWS_POLICY_H
#define FAASMAP_AWS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "json_value.h"
#include "str.h"

struct aws_action {
    struct str text;    /* in lower case, compiled (aws_glob.h) */
    struct str written;
    uint32_t literal;   /* bytes before the first wildcard */
    const struct aws_action_row *row; /* NULL: not in the table, or a pattern */
    bool wild, all, invalid;
};

enum { ARN_SEGMENTS = 6 };
struct aws_arn {
    struct str part[ARN_SEGMENTS]; /* compiled; missing ones are one GLOB_RUN */
    struct str written;
    bool all;                      /* "*" */
    bool variables;                /* "${" stands in the last part and is to be replaced */
    bool unknown;                  /* nothing is known of it */
    uint32_t thing;                /* the node that it means; 0: whatever matches */
    uint32_t own;                  /* bytes of the last part that are the thing itself */
};

enum aws_principal_kind {
    AWS_PRINCIPAL_ALL,       /* "*" */
    AWS_PRINCIPAL_ACCOUNT,   /* its root or number */
    AWS_PRINCIPAL_ARN,
    AWS_PRINCIPAL_SERVICE,
    AWS_PRINCIPAL_FEDERATED,
    AWS_PRINCIPAL_CANONICAL,
    AWS_PRINCIPAL_UNKNOWN,   /* an account or identity that only the deployment knows */
};
struct aws_principal {
    enum aws_principal_kind kind;
    struct str text; /* number, ARN or name */
};

enum aws_family {
    AWS_STRING,
    AWS_STRING_FOLD,
    AWS_STRING_LIKE,
    AWS_NUMERIC,
    AWS_DATE,
    AWS_BOOL,
    AWS_BINARY,
    AWS_IP,
    AWS_ARN,
    AWS_NULL,
};
enum aws_order { AWS_EQUAL, AWS_LESS, AWS_LESS_EQUAL, AWS_GREATER, AWS_GREATER_EQUAL };
enum aws_set { AWS_ONE_VALUE, AWS_FOR_ALL, AWS_FOR_ANY };

struct aws_condition {
    enum aws_family family;
    enum aws_order order;
    enum aws_set set;
    bool negated, if_exists, variables;
    struct str key, op;    /* as written */
    struct str *values;    /* as written */
    uint32_t value_count;
};

struct aws_named_thing {
    struct str node, tail; /* empty: none */
};

struct aws_statement {
    bool allow;
    bool not_action, not_resource, not_principal;
    bool plain;            /* its actions name all that it is about, without wildcards */
    bool has_resource, has_principal;
    struct str sid, where, when;
    struct aws_action *actions;
    struct aws_arn *resources;
    struct aws_principal *principals;
    struct aws_condition *conditions;
    struct aws_named_thing *things; /* of the resources */
    uint32_t action_count, resource_count, principal_count, condition_count, thing_count;
    uint32_t index;        /* in the document, from 0 */
    size_t at;             /* offset in the JSON; of the whole document if that is a text in it */
};

/* It holds for every call, however the template is deployed. */
static inline bool aws_is_unconditional(const struct aws_statement *s)
{
    return !s->condition_count && !s->when.len;
}

struct aws_problem {
    const char *text;
    size_t at; /* offset in the JSON */
};

struct aws_policy {
    struct str name;       /* of the attachment; the caller's */
    bool managed;          /* AWS keeps it, by that name; the caller's */
    struct str connector;  /* that the author declared and AWS made it of; empty: none; the caller's */
    struct str arn;        /* of the customer's own policy that is attached here; empty: none, it is
                              inline, or its text is elsewhere; the caller's */
    struct aws_statement *statements;
    uint32_t statement_count;
    struct aws_problem *problems;
    uint32_t problem_count;
};

/* value: the document, or a text that holds one as JSON. false: it is no policy document at all
 * (then the problems say why). */
bool aws_policy_read(struct arena *a, const struct json_value *value, struct aws_policy *out);

/* An ARN or a pattern of one; variables: "${" stands for context keys. */
struct aws_arn aws_arn_read(struct arena *a, struct str text, bool variables);
/* Everything of the service: "*", "arn:aws:sqs:*:*:*", "arn:aws:s3:::*" and with a slash. */
bool aws_is_broad(const struct aws_arn *p, struct str service);
/* One element of Principal: type "AWS", "Service", "Federated" or "CanonicalUser". */
bool aws_principal_read(struct str type, struct str text, struct aws_principal *out);
bool aws_is_account(struct str text); /* twelve digits */
bool aws_is_placeholder(struct str name); /* what stands in "${...}" is no context key */

#endif
