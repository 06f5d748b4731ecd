/* SPDX-License-Identifier: MIT */
/* handler_edges.h - the code of a Lambda function becomes edges with evidence `code`.
 * Place:     private to CloudFormation and what is lowered to it.
 * Where:     Code.ZipFile; a local path in Code; Metadata aws:asset:path (CDK, and Serverless
 *            Framework, whose handlers are relative to the service); beside the template else, if
 *            Code is not given. Relative to cfn.folder.
 * Edges:     reads, writes, invokes, uses with the action of AWS in actions[], confidence 95, to the
 *            node that the argument names: through the variable's value in the template (attribute
 *            setting), or a literal name, ARN or URL; to an external node if nothing in the
 *            template has it. What is not known by name is an unresolved entry, one per service.
 *            A request to an API of the template invokes the route that takes it (handler_routes.h).
 * Attributes: code (the file), fetches (facts.h), exploitable (facts.h; input that becomes code, a command, objects, a
 *            template or the address of a request), injectable (input in SQL, queries, paths, XML:
 *            the function stays its own, what it asks for does not).
 */
#ifndef FAASMAP_HANDLER_EDGES_H
#define FAASMAP_HANDLER_EDGES_H

#include "cfn_graph.h"

/* Of all functions of the template, when everything else of it is there. */
void cfn_code(struct cfn *c);

#endif
