/* SPDX-License-Identifier: MIT */
/* arm_scope.h - what the two halves of the expression language share: arm_scope.c (templates and
 * documents) and arm_expr.c (the text of an expression).
 */
#ifndef FAASMAP_ARM_SCOPE_H
#define FAASMAP_ARM_SCOPE_H

#include "arm_expr.h"
#include "limits.h"

struct arm_budget {
    size_t steps;
    unsigned depth;
    bool reported; /* a limit was hit: said once */
};

enum { ARM_EVAL_DEPTH = LIMIT_DEPTH * 8u }; /* calls, documents, variables nested in each other */

/* Member of a map; names of parameters and variables ignore case. */
const struct doc_node *arm_doc_iget(const struct doc_node *map, struct str name);
void arm_report(const struct arm_scope *s, enum arm_problem what, const struct doc_node *at,
                 size_t offset, struct str text);
/* The unknown value of something that goes beyond a limit. */
const struct arm_value *arm_limited(struct arm_scope *s, const char *limit,
                                    const struct doc_node *at);
const struct arm_value *arm_variable(struct arm_scope *s, struct str name,
                                     const struct doc_node *at);

#endif
