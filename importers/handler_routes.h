/* SPDX-License-Identifier: MIT */
/* handler_routes.h - which route of an API a request of some code takes.
 * Place:     private to handler_edges.c.
 * How:       by method and path; the first part of the path may be the stage. Of several the one with
 *            most literal parts; a route for any method comes behind one for this.
 * Unknown:   what stands for a part that is not known ('*') is taken by a variable only, never by a
 *            literal part: silence is better than another route.
 */
#ifndef FAASMAP_HANDLER_ROUTES_H
#define FAASMAP_HANDLER_ROUTES_H

#include "graph.h"

struct handler_routes; /* of all APIs, looked up when the first is asked for */
struct handler_routes *handler_routes_new(void) ATTR_RETURNS_NONNULL;
void handler_routes_free(struct handler_routes *r); /* NULL is allowed */

/* The route of the API that the request takes; the node itself if none does, or if it is no API.
 * method: empty if not known; address: "https://api-*.example/prod/orders/1", '*' for unknown. */
node_id handler_route(struct handler_routes *r, const struct graph *g, node_id api,
                      struct str method, struct str address);

#endif
