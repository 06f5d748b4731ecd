/* SPDX-License-Identifier: MIT */
/* aws_docs.h - the policy documents that importers recorded on nodes, parsed and sorted by node.
 * Place:     iam; read once by aws_iam.c and by the command `can`. Works before and after sealing.
 * Documents: JSON objects whose first member is "aws" (iam.h). A managed policy is looked up in the
 *            table; a permission of a function becomes a statement of its resource policy.
 *            The members of a group have its identity policies as their own.
 * Order:     by node, use and JSON text, whatever the order in which they were recorded.
 * Ownership: everything lies in the arena; texts borrow those of the graph.
 */
#ifndef FAASMAP_AWS_DOCS_H
#define FAASMAP_AWS_DOCS_H

#include "aws_eval.h"
#include "graph.h"

enum aws_use { AWS_USE_IDENTITY, AWS_USE_BOUNDARY, AWS_USE_TRUST, AWS_USE_RESOURCE, AWS_USE_COUNT };

struct aws_unread { /* a managed policy that is not in the table, a document that is none, or what a
                       document has that counts for nothing */
    node_id node;
    struct str text;
    const char *reason;
    struct origin where;
};

struct aws_alias { /* a node that a policy names and that was merged into another */
    struct str id;
    node_id node;
};

struct aws_docs;

/* NULL: no node has a document of AWS. */
struct aws_docs *aws_docs_read(const struct graph *g, struct arena *a);
struct aws_policies aws_docs_of(const struct aws_docs *d, node_id n, enum aws_use use);
/* The same, and where the input says nothing: a key without a policy lets its account decide; whom a
 * role or key of somewhere else trusts is not known. service: of the ARN; n may be 0. */
struct aws_policies aws_docs_resource(const struct aws_docs *d, node_id n, struct str service,
                                      bool trust);
bool aws_has_denials(const struct aws_policies *p);
/* Where the document stands: what its statements say, if they say nothing themselves. */
struct origin aws_docs_where(const struct aws_docs *d, const struct aws_policy *p);
/* Sorted by node and id, each once: they are kept as the attribute FACT_STANDS_FOR, so that the
 * policies still name their nodes when the graph is read back. */
size_t aws_docs_aliases(const struct aws_docs *d, const struct aws_alias **out);
size_t aws_docs_unread(const struct aws_docs *d, const struct aws_unread **out);
/* "file:line:col" of a statement as an origin; otherwise that of its document. */
struct origin aws_docs_place(const struct aws_docs *d, const struct aws_policy *p,
                             const struct aws_statement *s);

#endif
