/* SPDX-License-Identifier: MIT */
/* asl.h - state machines of AWS Step Functions: what their states call, read and write.
 * Place:     importers, beside CloudFormation: a machine is a resource of a template, and a definition
 *            that stands alone is imported as the template with that one machine (asl.c).
 * Files:     asl_definition.c finds the definition (in place, as text, in a local file) and puts
 *            values in; asl_states.c walks the states; asl_tasks.c and the table asl_services.tsv
 *            say what a task does.
 * Edges:     from the workflow, each at the place of its state, with the attributes
 *              state        path of the state ("Orders/Charge"), all of them if several do the same
 *              retry        attempts beyond the first, summed over the retriers of a state
 *              concurrency  inside a Map: how many items at once
 *              on           "failure": only states behind a Catch do it
 *              task-token   the machine waits for somebody who sends the token back
 *              sync         "false": the machine does not wait for the end
 *            and the IAM action of the call where it goes through a service.
 * Unknown:   a target that comes with the input ("FunctionName.$", "{% ... %}") is unresolved.
 * Source:    Amazon States Language specification (states-language.net); AWS Step Functions
 *            Developer Guide, "Integrating services", "Transforming data with JSONata".
 */
#ifndef FAASMAP_ASL_H
#define FAASMAP_ASL_H

#include "cfn_graph.h"

struct asl_service_row {
    const char *service, *action, *argument; /* see asl_services.tsv */
    enum node_kind kind;
    enum edge_kind edge; /* EDGE_KIND_COUNT: by the verb of the action */
    const char *title;   /* or NULL */
};
extern const struct asl_service_row asl_service_rows[]; /* sorted by service */
extern const size_t asl_service_row_count;

struct asl {
    struct cfn *c;
    node_id workflow;
    struct str condition; /* of a call by a schedule */
    size_t states, retries, catches, tasks;
    struct buf unhandled, unbounded; /* names of states, commas between */
    long most_retries;               /* of one retrier */
    struct str most_retried;
};

/* A state on its way: what is known from those around it. */
struct asl_state {
    const struct doc_node *node;
    struct str path;        /* "Outer/Inner" */
    bool failure;           /* only behind a Catch */
    struct str concurrency; /* of the innermost Map around it; empty: none */
    bool handled;           /* a state around it has a Catch or a Retry */
    long retry;
};

/* The edge of a state, with its attributes; 0: there is no target. */
edge_id asl_edge(struct asl *a, const struct asl_state *s, enum edge_kind kind, node_id to);
/* The whole machine: definition is a map with StartAt and States. */
void asl_states(struct cfn *c, node_id workflow, const struct doc_node *definition);
/* The Resource of a Task. */
void asl_task(struct asl *a, const struct asl_state *s);
/* The same call made by a schedule: "sqs:sendMessage", its input is JSON, mostly in a text; NULL:
 * none. */
void asl_sdk_call(struct cfn *c, const struct cfn_resource *r, struct str call,
                  const struct doc_node *input);
/* asl_definition.c: JSON in a text, its strings evaluated afterwards; NULL: it is no JSON. */
const struct doc_node *asl_json(struct cfn *c, const struct doc_node *n);
/* What a Map reads its items from or writes its results to. */
void asl_map_store(struct asl *a, const struct asl_state *s, const char *part,
                   enum edge_kind edge);

/* The definition has StartAt and States. */
bool asl_is_definition(const struct doc_node *n);

#endif
