/* SPDX-License-Identifier: MIT */
/* cfn_pattern.h - what the pattern of an EventBridge rule lets pass, as far as it can be compared with
 * what is put on a bus.
 * Place:     private to CloudFormation and what is lowered to it; cfn_messaging.c asks it once for
 *            each rule, whatever the number of its targets.
 * Source:    the guide of EventBridge on event patterns.
 */
#ifndef FAASMAP_CFN_PATTERN_H
#define FAASMAP_CFN_PATTERN_H

#include "cfn_graph.h"

struct cfn_pattern {
    struct str filter;         /* as it is written */
    struct str sources, types; /* FACT_EVENT_SOURCES, FACT_EVENT_TYPES; empty: any */
    bool more;                 /* FACT_EVENT_MORE */
};

/* written: the pattern, a map or JSON text; NULL: all is empty. */
struct cfn_pattern cfn_pattern_read(struct cfn *c, const struct doc_node *written);
void cfn_pattern_facts(struct cfn *c, edge_id e, const struct cfn_pattern *p); /* e 0: nothing */
/* A property as an attribute: a map as JSON; empty: it is not known, or n is NULL. */
struct str cfn_said(struct cfn *c, const struct doc_node *n);

#endif
