/* SPDX-License-Identifier: MIT */
/* aws_routes.h - may somebody call this route of an API, or this field of a GraphQL one?
 * Place:     iam; asked by aws_routes.c for every route that takes a signature, and by the command `can`.
 * Unknown:   a stage that only the deployment names, the id of an API, what the caller puts in the place
 *            of "{id}" are each one name without a slash; "{rest+}" is anything. Of several stages and
 *            methods the answer is the best that one of them gives.
 */
#ifndef FAASMAP_AWS_ROUTES_H
#define FAASMAP_AWS_ROUTES_H

#include "aws_eval.h"
#include "aws_things.h"

/* c: its policies, and a ready request with principal and action; the resource is filled in here. */
void aws_ask_route(const struct graph *g, struct arena *arena, const struct aws_thing *api,
                   node_id route, struct aws_case *c, struct aws_decision *out);

#endif
