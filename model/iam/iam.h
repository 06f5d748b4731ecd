/* SPDX-License-Identifier: MIT */
/* iam.h - from the policy documents that importers recorded to the edges that they mean.
 * Place:     knows the graph only. Runs once, after everything is linked and before graph_seal().
 * Design:    one evaluator per cloud. A document belongs to the evaluator whose key it carries;
 *            a document that nobody knows is left alone, so files of newer versions read back.
 *
 * Azure (azure_iam.c): flat JSON objects of texts, the member "azure" first:
 *   roleAssignment  role      GUID of the role in lower case, or what stands for it
 *                   scope     id of the node that it is assigned on: a resource, or a boundary
 *                   name, actions, notActions, dataActions, notDataActions
 *                             of a role that the template itself defines, blanks between
 *                   condition text of the assignment's condition; if: of its deployment
 *                   file, line, column, field   where it was written
 *   accessPolicy    scope     id of the vault
 *                   secrets, keys, certificates   permissions, blanks between
 *   They become grants(identity -> node) with op classes; evidence declared, provenance that of
 *   the document. The edges go to the scope itself (control-plane roles), or to the things of the
 *   role's service that lie in it, at most AZURE_GRANT_MAX; if there are more, or none and the
 *   role is about nothing else, to a boundary of class `any` in the scope that stands for all of
 *   them (facts.h, any:SERVICE).
 *   A role of unknown GUID, or a scope that is not there, gives an unresolved entry.
 * Order:     result depends on ids only, not on the order of nodes.
 */
#ifndef FAASMAP_IAM_H
#define FAASMAP_IAM_H

#include "graph.h"

enum { AZURE_GRANT_MAX = 24 };

void iam_derive(struct graph *g);

#endif
