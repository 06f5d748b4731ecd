/* SPDX-License-Identifier: MIT */
/* aws_match.h - one request, and whether one statement of a policy matches it.
 * Place:     iam; above aws_policy.h, below aws_eval.h.
 * Logic:     three-valued (aws_glob.h): unknown where a context key or a part of the resource is not
 *            known at design time, and the unknown part decides.
 * Design:    a request with `design` set speaks of things that are not deployed yet: '*' in its ARNs
 *            stands for what is not known. Partition, region and account then count as the same if
 *            they may be; only the last part of a resource makes an answer unknown. An account that
 *            a policy names by number is another one than the account that is not known.
 * Decisions where AWS leaves it open: several request values under an operator without set prefix
 *            count as ForAnyValue (negated: all must differ); a value that cannot be read (a
 *            number that is none) or a variable without a value makes its comparison fail in both
 *            senses.
 * Source:    IAM user guide: "Policy evaluation logic", "Condition operators", "Multivalued context
 *            keys", "Policy variables".
 */
#ifndef FAASMAP_AWS_MATCH_H
#define FAASMAP_AWS_MATCH_H

#include "aws_glob.h"
#include "aws_policy.h"
#include "buf.h"

struct aws_context {
    struct str key;
    const struct str *values;
    uint32_t count;
    bool unknown; /* the key may be there or not, with any value */
};

/* The last part of the ARN of a thing that is not deployed yet, compiled. The name of a secret has six
 * characters more, that only the deployment knows. */
struct str aws_name_compile(struct arena *a, struct str service, struct str last);

enum aws_caller {
    AWS_CALLER_ANONYMOUS,
    AWS_CALLER_ROOT,     /* of an account */
    AWS_CALLER_USER,
    AWS_CALLER_ROLE,     /* any session of a role */
    AWS_CALLER_SESSION,  /* one session: arn:aws:sts::N:assumed-role/ROLE/SESSION */
    AWS_CALLER_FEDERATED,
    AWS_CALLER_SERVICE,
    AWS_CALLER_OTHER,    /* federated-user and what else has an ARN */
};

enum { AWS_OWN_KEYS = 8, AWS_UNKNOWN_MAX = 4 };

struct aws_request {
    /* given */
    struct str principal;        /* an ARN, an account, a service or provider name, "*" */
    struct str action, resource; /* resource "*": the action asks for no particular one */
    struct str resource_account; /* empty: that of the ARN, or else the principal's */
    const struct aws_context *context;
    size_t context_count;
    uint32_t thing, owner;       /* the node that it is, that it is a part of; 0: not known */
    bool context_open;           /* a key that is not listed is unknown, otherwise it is absent */
    bool design;
    /* made by aws_request_ready() */
    enum aws_caller caller;
    struct str account;          /* of the principal; empty: none */
    struct str role_name;        /* of a role or session: the last part of its path */
    struct str action_lower;
    struct str part[ARN_SEGMENTS];
    bool any_resource;
    struct aws_context own[AWS_OWN_KEYS]; /* what follows from the rest, unless context says so */
    size_t own_count;
};

/* How a resource policy names the caller, from weak to strong. */
enum aws_named {
    AWS_NAMED_ACCOUNT,  /* its account, which then has to allow it */
    AWS_NAMED_ROLE,
    AWS_NAMED_DIRECTLY, /* its very ARN or name, or everybody */
    AWS_NAMED_COUNT
};

/* Keys that were asked for and are not known. */
struct aws_unknown {
    struct str keys[AWS_UNKNOWN_MAX];
    unsigned count;
};

/* r is filled in and may then be asked about often; it must not be moved afterwards. */
void aws_request_ready(struct arena *a, struct aws_request *r);

/* Action, resource and condition; the principal is left aside. */
enum tri aws_statement_matches(const struct aws_statement *s, const struct aws_request *r,
                               struct aws_unknown *unknown);
bool aws_actions_match(const struct aws_statement *s, struct str action_lower);
enum tri aws_resources_match(const struct aws_statement *s, const struct aws_request *r);
enum tri aws_conditions_hold(const struct aws_statement *s, const struct aws_request *r,
                             struct aws_unknown *unknown);
/* Is the statement there at all, if these conditions of the template hold (terms.h)? */
enum tri aws_is_there(const struct aws_statement *s, struct str assumed);
/* False: the statement does not speak of the caller. NotPrincipal gives AWS_NAMED_DIRECTLY. */
enum tri aws_principal_matches(const struct aws_statement *s, const struct aws_request *r,
                               enum aws_named *how);

/* --- Between the files of the matcher --------------------------------------------------------- */
enum aws_known { AWS_KEY_ABSENT, AWS_KEY_UNKNOWN, AWS_KEY_PRESENT };
enum aws_known aws_context_find(const struct aws_request *r, struct str key,
                                const struct aws_context **out);
/* Replaces "${...}" into *out, as a compiled pattern; wildcards: '*' and '?' of the text are such.
 * False: a key is absent. Unknown: GLOB_RUN stands for what is not known. */
enum tri aws_expand(const struct aws_request *r, struct str text, bool wildcards, struct buf *out,
                    struct aws_unknown *unknown);
enum tri aws_condition_holds(const struct aws_condition *c, const struct aws_request *r,
                             struct aws_unknown *unknown);
void aws_unknown_add(struct aws_unknown *unknown, struct str key);

/* Values of conditions (aws_values.c). Each gives false if one of the texts cannot be read. */
bool aws_compare_numbers(struct str a, struct str b, int *order);
bool aws_compare_dates(struct str a, struct str b, int *order);
bool aws_address_in(struct str address, struct str range, bool *inside);

#endif
