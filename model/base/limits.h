/* SPDX-License-Identifier: MIT */
/* limits.h - the budgets of hostile input: one row each, name, value, what it bounds.
 * A message that reports a limit carries file:line:col and the name of the row.
 * Tests shrink a value with -DLIMIT_NAME=n.
 */
#ifndef FAASMAP_LIMITS_H
#define FAASMAP_LIMITS_H

#ifndef LIMIT_DOCUMENT_BYTES
#define LIMIT_DOCUMENT_BYTES (64u * 1024 * 1024) /* 64 times the CloudFormation limit of 1 MB */
#endif
#ifndef LIMIT_DEPTH
#define LIMIT_DEPTH 128u /* libyaml is quadratic in it; cJSON stops at 1000 */
#endif
#ifndef LIMIT_DOCUMENT_NODES
#define LIMIT_DOCUMENT_NODES 5000000u
#endif
#ifndef LIMIT_STRING_BYTES
#define LIMIT_STRING_BYTES (1024u * 1024)
#endif
#ifndef LIMIT_DOCUMENTS
#define LIMIT_DOCUMENTS 10000u /* in one file; each has an arena of its own */
#endif
#ifndef LIMIT_DIRECTIVES
#define LIMIT_DIRECTIVES 100u /* YAML %TAG lines: libyaml is quadratic in them */
#endif
#ifndef LIMIT_ALIAS_NODES
#define LIMIT_ALIAS_NODES 1000000u /* nodes made by alias expansion */
#endif
#ifndef LIMIT_ALIAS_FACTOR
#define LIMIT_ALIAS_FACTOR 100u /* and at most so many times the size of the input */
#endif
#ifndef LIMIT_INCLUDE_FILES
#define LIMIT_INCLUDE_FILES 1000u
#endif
#ifndef LIMIT_INCLUDE_DEPTH
#define LIMIT_INCLUDE_DEPTH 16u
#endif
#ifndef LIMIT_EVALUATION_STEPS
#define LIMIT_EVALUATION_STEPS 100000u /* template functions evaluated per document */
#endif
#ifndef LIMIT_NAME_CELLS
#define LIMIT_NAME_CELLS 512u /* a name on display: clipped, never wrapped */
#endif
#ifndef LIMIT_GRAPH_NODES
#define LIMIT_GRAPH_NODES 2000000u
#endif
#ifndef LIMIT_GRAPH_EDGES
#define LIMIT_GRAPH_EDGES 20000000u
#endif
#ifndef LIMIT_WALK_FILES
#define LIMIT_WALK_FILES 200000u /* files looked at below one PATH */
#endif

#ifndef LIMIT_GRANT_TARGETS
#define LIMIT_GRANT_TARGETS 24u /* of one grant; more are one edge to a node that stands for them */
#endif
#ifndef LIMIT_ROLE_USES
#define LIMIT_ROLE_USES 4096u /* functions with one role, times what it may do */
#endif
#ifndef LIMIT_PATH_HOPS
#define LIMIT_PATH_HOPS 200000u /* hops written in one answer: paths repeat their beginnings */
#endif

#define LIMITS(X)                                                                                  \
    X(DOCUMENT_BYTES, "document-size", "bytes in a document")                                      \
    X(DEPTH, "depth", "nested levels")                                                             \
    X(DOCUMENT_NODES, "document-nodes", "values in a document")                                    \
    X(STRING_BYTES, "string-size", "bytes in a string")                                            \
    X(DOCUMENTS, "documents", "documents in a file")                                               \
    X(DIRECTIVES, "directives", "lines that begin with %")                                         \
    X(ALIAS_NODES, "alias-nodes", "values made by aliases")                                        \
    X(ALIAS_FACTOR, "alias-factor", "times the size of the input made by aliases")                 \
    X(INCLUDE_FILES, "include-files", "included files")                                            \
    X(INCLUDE_DEPTH, "include-depth", "nested includes")                                           \
    X(EVALUATION_STEPS, "evaluation-steps", "template functions evaluated")                        \
    X(NAME_CELLS, "name-cells", "cells of a name on display")                                      \
    X(GRAPH_NODES, "graph-nodes", "nodes in a graph")                                              \
    X(GRAPH_EDGES, "graph-edges", "edges in a graph")                                              \
    X(WALK_FILES, "walk-files", "files below a path")                                              \
    X(GRANT_TARGETS, "grant-targets", "edges of one grant")                                        \
    X(ROLE_USES, "role-uses", "uses of things through one role")                                   \
    X(PATH_HOPS, "path-hops", "hops in an answer")

#endif
