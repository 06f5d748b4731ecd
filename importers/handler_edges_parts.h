/* SPDX-License-Identifier: MIT */
/* handler_edges_parts.h - what the files of handler_edges.c share.
 * Place:     private to handler_edges*.c.
 */
#ifndef FAASMAP_HANDLER_EDGES_PARTS_H
#define FAASMAP_HANDLER_EDGES_PARTS_H

#include "cfn_graph.h"
#include "handler.h"
#include "handler_routes.h"

struct triggers { /* of buckets, looked up when they are asked for */
    edge_id *edges;
    size_t count, cap;
    bool known;
};

struct edges {
    struct cfn *c;
    struct cfn_resource *r;
    const struct doc_node *variables;
    struct str exploitable, injectable;
    struct str fetches; /* methods of requests to addresses of the caller's, commas */
    struct handler_routes *routes;
    struct str also; /* calls that are on no edge: "service:operation", commas */
    edge_id *puts;    /* edges of events that are put on a bus */
    size_t put_count, put_cap;
    bool bus_unknown; /* some are put on a bus that was not found */
    bool objects_known; /* every object that is written to a bucket has a key that is known in part */
    unsigned flaws, unknown; /* unknown: bit of each service whose thing was not found */
    struct triggers *triggers;
    const struct str *layers; /* folders of the template's layers */
    size_t layer_count;
};

/* handler_edges_calls.c: edges of all calls to services of the cloud, and of one other fact: of an address
 * that is asked, of a database. Flaws and secrets are none of them. */
void handler_edges_calls(struct edges *w, const struct handler_fact *facts);
void handler_edges_other(struct edges *w, const struct handler_fact *f);

#endif
