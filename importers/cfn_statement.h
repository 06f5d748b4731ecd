/* SPDX-License-Identifier: MIT */
/* cfn_statement.h - policy documents as they are recorded (cfn_statement.c).
 * Place: private to CloudFormation; cfn_policy.c records what it writes.
 */
#ifndef FAASMAP_CFN_STATEMENT_H
#define FAASMAP_CFN_STATEMENT_H

#include "cfn_graph.h"
#include "json_writer.h"

struct cfn_statement {
    struct cfn *c;
    node_id owner;                    /* the node that has the policy */
    struct buf things;                /* of the statement that is being written, as JSON */
    struct json_writer things_writer;
    bool any_thing;
};

/* The document as the next value of w, which is writing on one line; its statements have "where" and, if their resources are references,
 * "things". */
void cfn_statements(struct cfn *c, node_id owner, const struct doc_node *document,
                    struct json_writer *w);

#endif
