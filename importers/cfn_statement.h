/* SPDX-License-Identifier: MIT */
/* cfn_statement.h - policy documents as they are recorded (cfn_statement.c, cfn_cases.c).
 * Place:     private to CloudFormation; cfn_policy.c records what it writes.
 * Cases:     a statement that conditions of the template change stands there once for each case, with
 *            the member "when": the terms under which it does (terms.h). Elements of Action, Resource
 *            and Principal that are always there have a case of their own without "when".
 */
#ifndef FAASMAP_CFN_STATEMENT_H
#define FAASMAP_CFN_STATEMENT_H

#include "cfn_graph.h"
#include "json_writer.h"

struct cfn_statement {
    struct cfn *c;
    node_id owner;                    /* the node that has the policy */
    struct str given;                 /* what holds wherever the policy is there */
    struct buf things;                /* of the statement that is being written, as JSON */
    struct json_writer things_writer;
    bool any_thing;
    const struct str *only;           /* elements with this condition; NULL: all */
};

/* The document as the next value of w, which is writing on one line; its statements have "where"
 * and, if their resources are references, "things". given: what holds wherever it is there. */
void cfn_statements(struct cfn *c, node_id owner, const struct doc_node *document,
                    struct str given, struct json_writer *w);

/* Statement n, once for each case: as the hook of cfn_json_into(). arg: the cfn_statement. */
void cfn_statement_cases(void *arg, struct json_writer *w, const struct doc_node *n,
                         struct str when, bool alone);

/* Whom AWS: of a principal names. What nobody gave is no wildcard: without a name in the template it is
 * the own account (AWS::AccountId), with one "${NAME}". */
struct str cfn_account_text(struct cfn *c, const struct cfn_value *v);

/* --- Between the two files -------------------------------------------------------------------- */
/* Key and value of a member with actions, resources or principals. */
void cfn_statement_member(struct cfn_statement *s, struct json_writer *w,
                          const struct doc_node *statement, const struct doc_node *m,
                          const struct str *only);
void cfn_statement_things(struct cfn_statement *s, struct json_writer *w); /* the member "things" */
/* Names of resources that are parameters: noted before conditions are assumed. */
void cfn_note_names(struct cfn *c);

#endif
