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
 *   role's service that lie in it, at most LIMIT_GRANT_TARGETS; if there are more, or none and the
 *   role is about nothing else, to a boundary of class `any` in the scope that stands for all of
 *   them (facts.h, any:SERVICE).
 *   A role of unknown GUID, or a scope that is not there, gives an unresolved entry.
 *
 * AWS (aws_iam.c, aws_trust.c): JSON objects, the member "aws" first:
 *   identity   name, document    of a role, user or group; document: a policy, its resources as ARN
 *   boundary   name, document    patterns with '*' for what is unknown, its statements with "where";
 *              connector         of AWS SAM, that the author declared and this policy was made of
 *   trust      document          of a role
 *   resource   name, document    of the thing itself: bucket, queue, topic, key, ...
 *   managed    arn               of a policy managed by AWS; use: "boundary" if it is one
 *   permission principal, action, sourceArn, sourceAccount, principalOrgId, functionUrlAuthType,
 *              invokedViaFunctionUrl: of a function
 *   when                         conditions of the template (terms.h) under which the node has it;
 *              a statement may have one of its own
 *   file, line                   where it was written
 *   A node is the thing whose ARN its attribute "arn" is, '*' for unknown parts. They become
 *   grants     identity -> thing, with op classes, after denials, boundary and the thing's own policy;
 *              conditions that are not decided at design time make an edge of its own with condition
 *              and cond-kind, and so do conditions of the template, if the right does not stand there
 *              without them as well. "Everything of a service" is one edge to aws:any:SERVICE, "*" on "*"
 *              one to aws:any:*; a pattern with more than LIMIT_GRANT_TARGETS hits one to
 *              aws:any:SERVICE:PATTERN. Names that are only perhaps the same give no edge, and an
 *              unknown name means the thing of its own stack (aws_things.h). What every function
 *              writes to its logs and traces is left out.
 *   reads, writes, invokes       function -> thing through its role: evidence policy, confidence 60,
 *              85 if a setting or another call names the thing, 95 if code does this to it (then
 *              the edge of the code stays, facts.h FACT_DENIED tells if no policy allows it); what a
 *              connector grants is declared; where many functions share a role with many grants
 *              (LIMIT_ROLE_USES), those that are named only
 *   assumes    identity, identity provider or other accounts -> role, if trust policy and identity
 *              policies allow
 *   controls   identity -> identity, thing, aws:any:*, or where it is everything of a sort
 *              aws:any:iam:role, aws:any:lambda (or aws:any:lambda:function where some of that service
 *              are no functions), ..., with attributes primitive and path,
 *              where a privilege path (aws_tables.h) is complete
 *   exposes    internet or other accounts -> thing, from resource policies
 *   A managed policy that is not in the table gives an unresolved entry.
 * Order:     result depends on ids only, not on the order of nodes.
 */
#ifndef FAASMAP_IAM_H
#define FAASMAP_IAM_H

#include "graph.h"

void iam_derive(struct graph *g);

#endif
