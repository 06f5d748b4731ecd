/* SPDX-License-Identifier: MIT */
/* aws_iam.h - what the files that derive edges from policies of AWS share.
 * Place:     private to iam: aws_iam.c (the run, and what functions do through their role),
 *            aws_grants.c (identity policies), aws_trust.c (who may become whom), aws_federation.c
 *            (identity providers), aws_exposure.c (resource policies), aws_privilege.c (privilege paths), aws_called.c (calls that code
 *            makes and the role may not).
 * Collective: aws:any:SERVICE stands for all things of a service, aws:any:* for everything,
 *            aws:any:SERVICE:PATTERN for what a pattern touches, aws:any:iam:role:SERVICE for the
 *            roles that a service may assume. Its members reside in it. All templates that are read
 *            together count as one account here: whoever may do it to everything may do it to
 *            whatever is deployed beside him, and nothing in a template says that it is not.
 */
#ifndef FAASMAP_AWS_IAM_H
#define FAASMAP_AWS_IAM_H

#include "aws_docs.h"
#include "aws_tables.h"
#include "aws_things.h"
#include "facts.h"

struct aws_work {
    struct graph *g;
    struct arena *arena;
    struct aws_docs *docs;
    struct aws_things things;
    node_id *holders;         /* identities with an ARN or documents, by id */
    size_t holder_count;
    edge_id *calls;           /* edges with what code calls by name, in their order */
    size_t call_count;
    struct str *accounts;     /* by node: that of a stack */
    size_t account_count;     /* nodes that were there when they were found */
};

/* The collective with these members (indices of things), made if it is not there. tail: behind
 * "aws:any:". */
node_id aws_any(struct aws_work *w, struct str tail, struct str name, const struct aws_touch *members,
                size_t count);
void aws_any_join(struct aws_work *w, node_id any, node_id member);
node_id aws_any_service(struct aws_work *w, struct str service); /* "*": everything */
node_id aws_any_pattern(struct aws_work *w, struct str service, const struct aws_arn *p,
                        struct aws_touches touched);
/* A thing outside of the input that a pattern names in full. */
struct aws_outside {
    enum node_kind kind;
    struct str name, arn, account; /* account: if it is known */
    bool placed;                   /* its region or account is */
};
/* false: it names none of a kind that we know. */
bool aws_outside_read(struct aws_work *w, const struct aws_arn *p, struct str service,
                      struct aws_outside *out);
node_id aws_outside_node(struct aws_work *w, const struct aws_outside *o, struct origin where);
bool aws_is_everything(const struct aws_statement *s); /* all actions on all resources */

/* The conditions of the template without which it is not there, then its own. */
struct str aws_condition_text(struct arena *a, const struct aws_statement *s);
/* e was made or found again, and holds under this condition (empty: always). Edges up to before were
 * there already, those behind since are of this derivation: what holds without a condition, or under
 * a term and its contrary, has none. */
void aws_edge_under(struct aws_work *w, edge_id e, size_t before, size_t since,
                    struct str condition);
/* "factor", "network" or "undecided": what the conditions of the statement ask for. */
const char *aws_condition_kind(const struct aws_statement *s);
/* A request at design time: nothing is known but what holds for every call. */
struct aws_request aws_design_request(struct aws_work *w, struct str principal, struct str action,
                                      struct str resource);
struct str aws_holder_arn(const struct aws_work *w, node_id holder); /* of a role, if it has none */
struct aws_case aws_case_of(const struct aws_work *w, node_id holder);

node_id aws_partner(struct aws_work *w);  /* the actor that stands for other accounts */
node_id aws_internet(struct aws_work *w);
/* It names another account than this one (empty: not known) by number, or whoever the deployment says. */
bool aws_is_foreign(const struct aws_principal *p, struct str own);
bool aws_names_foreign(const struct aws_statement *s, struct str own);
struct str aws_account_of(const struct aws_work *w, node_id n); /* that it lies in; empty: not known */
void aws_accounts_find(struct aws_work *w);
struct str aws_foreign_condition(struct arena *a, const struct aws_statement *s);
/* The conditions that a decision depends on, as text, and what they ask for. */
struct str aws_open_conditions(struct aws_work *w, const struct aws_decision *d, const char **kind);
/* May it, by the trust policy of target? holder 0: nobody in the graph, so without own policies. */
enum aws_answer aws_ask_trust(struct aws_work *w, node_id holder, struct str principal,
                              struct str action, node_id target, struct aws_decision *d);

/* Grants that open things to others (aws_opens.c): made before the first grant. */
struct aws_opens;
struct aws_opens *aws_opens_new(void);
void aws_opens_free(struct aws_opens *o);
bool aws_opens_by(const struct aws_opens *o, size_t action_row);
/* Names the path on the edge, if one of the actions, rows of the table, is one and of the classes that
 * the edge gives. */
void aws_opens_name(struct aws_work *w, struct aws_opens *o, edge_id grant, node_id to,
                    unsigned ops, const uint32_t *rows, size_t count);

void aws_derive_grants(struct aws_work *w);
void aws_derive_routes(struct aws_work *w); /* of APIs that ask for a signature; behind all grants */
void aws_derive_called(struct aws_work *w); /* calls of code that the role's policies refuse */
void aws_derive_trust(struct aws_work *w);
bool aws_trusts_provider(const struct aws_work *w, node_id role, bool saml);
void aws_derive_federation(struct aws_work *w);
void aws_derive_privilege(struct aws_work *w);
void aws_derive_exposure(struct aws_work *w);

#endif
