/* SPDX-License-Identifier: MIT */
/* aws_things.h - the nodes that have an ARN, and which of them a pattern of a policy touches.
 * Place:     private to iam, below aws_iam.h.
 * Index:     things lie sorted by service and the last part of their ARN. A pattern without wildcards
 *            is looked up, one with wildcards is compared with those things only that begin like it;
 *            what a pattern touches is found out once, however many statements have it. So the cost
 *            is that of the patterns plus that of what they touch, except for patterns that begin with
 *            a wildcard: those are compared with everything of their service, once for each text.
 * Sure:      touched is what matches whatever the unknown parts are. Partition, region and account
 *            count as the same if they may be.
 * Stacks:    a name that only the deployment knows ("*-Queue-*") is written alike in every template
 *            that has the same logical id. A pattern with this very text means the thing of its own
 *            stack, if there is one: aws_touch_of() leaves the others out.
 * References: a pattern that says which node it means touches that node, and parts of it.
 * APIs:      one is two things: what is called in it (execute-api), and what is done to it (apigateway).
 *            aws_thing_of() gives the first.
 * Unnamed:   what a parameter, an import or a nested stack names, and nothing defines, counts as one of
 *            its kind: its name is not known at all.
 * Ownership: everything lies in the arena of the work, texts borrow those of the graph.
 */
#ifndef FAASMAP_AWS_THINGS_H
#define FAASMAP_AWS_THINGS_H

#include "aws_match.h"
#include "aws_tables.h"
#include "graph.h"
#include "map.h"

struct aws_thing {
    node_id node, stack; /* stack: the boundary of class stack that it lies in; 0: none */
    struct str arn, service;
    struct str part[ARN_SEGMENTS]; /* compiled, as in a request */
    struct str inside;             /* the last part of anything below it: "NAME/" and more; an execution */
    bool vague;                    /* the last part is not known in full */
    bool abroad;                   /* a copy in another region: of the patterns only those that name a
                                      region touch it, as others mean the one at home */
    bool streamed;                 /* a table whose stream is a thing of its own */
    node_id owner;                 /* the thing that it is a part of: the table of a stream; 0: none */
};

enum {
    AWS_ITSELF = 1,
    AWS_INSIDE = 2,  /* something below it: in it, behind a slash; an execution */
    AWS_VERSION = 4, /* something of it, behind a colon */
    AWS_ALIKE = 8,   /* not by a wildcard: the pattern has its vague name as text */
    AWS_STREAM = 16, /* only the stream of it, a table */
};
struct aws_touch {
    uint32_t thing; /* index */
    uint32_t how;
};
struct aws_touches {
    struct aws_touch *items; /* in the order of things */
    uint32_t count;
};

struct aws_service { /* its things: [first, end) */
    struct str name;
    size_t first, end;
};

struct aws_things {
    const struct graph *g;
    struct arena *arena;
    struct aws_thing *items; /* by service, last part, id */
    size_t count;
    struct aws_service *services;
    size_t service_count;
    uint32_t *of_node;       /* index + 1 */
    size_t node_count;       /* nodes that were there when they were found */
    node_id *stack_of;       /* by node */
    struct map known;        /* service and pattern -> index of touches + 1 */
    struct aws_touches *touches;
    size_t touches_count, touches_cap;
};

void aws_things_find(struct aws_things *t, const struct graph *g, struct arena *a);
void aws_things_release(struct aws_things *t);
struct aws_thing *aws_thing_of(const struct aws_things *t, node_id n); /* NULL: it has no ARN */
/* Those of one service: [*first, *end). */
void aws_things_of(const struct aws_things *t, struct str service, size_t *first, size_t *end);
/* What the pattern, which is not "*" alone, touches of the service for somebody in this stack. */
struct aws_touches aws_touch_of(struct aws_things *t, const struct aws_arn *p, struct str service,
                                node_id stack);
/* The same for what has this ARN and is no node yet: how it is touched; *out: the thing. */
unsigned aws_touch_new(struct aws_things *t, const struct aws_arn *p, struct str arn,
                       struct aws_thing *out);
/* A request at design time about the thing, or (inside) about what is below it. */
void aws_request_about(struct aws_request *r, const struct aws_thing *t, bool inside);

/* The ARN that an action of the table (NULL: it is not in it) is asked on, of a thing with this ARN: any
 * thing below it, its stream, itself, or "*". */
struct str aws_arn_asked(struct arena *a, struct str arn, const struct aws_action_row *row);
/* The same of a node. */
struct str aws_node_asked(const struct graph *g, struct arena *a, node_id n,
                          const struct aws_action_row *row);
struct str aws_arn_service(struct str arn); /* empty: this is no ARN */
struct str aws_arn_field(struct str arn, int i); /* from 0; empty: no ARN, or not so many fields */
/* As it is written; the last part may have colons. false: there are fewer, and what is missing is empty. */
bool aws_arn_split(struct str arn, struct str part[ARN_SEGMENTS]);
struct str aws_node_arn(const struct graph *g, node_id n); /* empty: none */
/* Unnamed: it may be any other of its kind. A request about it names no node then, so that what it
 * matches is not known rather than refused. */
bool aws_is_unnamed(const struct graph *g, node_id n);

#endif
