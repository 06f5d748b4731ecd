/* SPDX-License-Identifier: MIT */
/* arm_functions.h - what the files with template functions share: arm_texts.c, arm_lists.c,
 * arm_resources.c.
 */
#ifndef FAASMAP_ARM_FUNCTIONS_H
#define FAASMAP_ARM_FUNCTIONS_H

#include "arm_expr.h"

/* --- Arguments -------------------------------------------------------------------------------- */
struct str arm_arg(const struct arm_call *c, size_t i); /* text of a scalar; "" if there is none */
bool arm_call_known(const struct arm_call *c);          /* all of them, deep */

/* --- Results ---------------------------------------------------------------------------------- */
/* The value with the unknown and secure flags and the references of all arguments. */
const struct arm_value *arm_call_taint(const struct arm_call *c, const struct arm_value *v);
/* The text in b, which is released. */
const struct arm_value *arm_call_text(const struct arm_call *c, struct buf *b);
/* Unknown; a problem if all arguments are known, so that they must be wrong. */
const struct arm_value *arm_call_bad(const struct arm_call *c);
/* "head-1a2b3c4d": equal calls give equal marks, different ones most likely different marks. */
struct str arm_call_mark(const struct arm_call *c, struct str head);
const struct arm_value *arm_call_marked(const struct arm_call *c, const char *head); /* unknown */

struct arm_items {
    struct arm_member *items;
    size_t count, cap;
};

void arm_push(struct arm_items *l, const struct arm_value *v);
void arm_push_member(struct arm_items *l, struct arm_member m); /* keeps its place in the input */
/* The list of them; frees the items. */
const struct arm_value *arm_call_list(const struct arm_call *c, struct arm_items *l);

/* --- Tables: NULL if the name is not in it ---------------------------------------------------- */
const struct arm_function *arm_text_function_find(struct str name);
const struct arm_function *arm_data_function_find(struct str name);
const struct arm_function *arm_resource_function_find(struct str name);

#endif
