/* SPDX-License-Identifier: MIT */
/* aws_needs.h - what an identity of AWS is needed for, read off the graph.
 * Place:     iam, on a sealed graph. The privilege gap (analysis/excess.h) compares it with what the
 *            policies give.
 * Needed:    calls that code makes (edges with evidence code and their actions), what a trigger that
 *            is polled asks of its source, what goes to a dead-letter queue or destination, the tasks
 *            of a workflow, and what every function does: its logs.
 * Possible:  a setting or declaration names the thing, and nothing says what is done to it: any data
 *            action on it may be needed. Not so where code of the same user calls the thing.
 * Not here:  edges with evidence policy: they are what is given, not what is needed.
 * Source:    AWS Lambda developer guide, "Execution role" and the pages of the event sources; the
 *            policies AWSLambda*ExecutionRole.
 */
#ifndef FAASMAP_AWS_NEEDS_H
#define FAASMAP_AWS_NEEDS_H

#include "aws_things.h"

struct aws_need {
    node_id user;         /* who runs as the identity */
    node_id node;         /* the thing, which has an ARN; 0: none in particular */
    edge_id edge;         /* that shows it; 0: every function does it, or a call of unknown target */
    struct str action;    /* "dynamodb:GetItem"; empty: any data action (possible) */
    const struct aws_action_row *row; /* of it; NULL: any, or not in the table */
    struct str service;   /* "dynamodb" */
    bool possible;
    bool spared;          /* the service does without it in some configurations */
    bool anywhere;        /* a call whose target only the run knows: node is 0 */
    const char *why;      /* "its code calls it" */
    struct origin where;
};

struct aws_needs {
    struct aws_need *items; /* by user, node, action; each once, the surer one kept */
    size_t count;
    bool code_known;        /* the code of every user was read, or its definition says it all */
};

/* Everything lies in the arena. Users: whoever has a runs-as edge to it, by id. */
struct aws_needs aws_needs_of(const struct graph *g, node_id identity, struct arena *a);

/* Is the action (a row of the table) of this statement what is needed? */
bool aws_need_is(const struct aws_need *need, const struct aws_action_row *row);
/* A request about the thing as the action sees it: an object in it, its stream, itself. node 0: about
 * this resource, a text. */
struct aws_request aws_need_request(const struct aws_things *t, struct arena *a, struct str action,
                                    node_id node, struct str resource);
/* A query may go over an index instead, which has an ARN of its own: makes the request one about that.
 * False: the action is asked of the thing only. */
bool aws_need_index(const struct aws_things *t, node_id node, const struct aws_action_row *row,
                    struct aws_request *r);

#endif
