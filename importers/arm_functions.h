/* SPDX-License-Identifier: MIT */
/* arm_functions.h - what the two files with template functions share. */
#ifndef FAASMAP_ARM_FUNCTIONS_H
#define FAASMAP_ARM_FUNCTIONS_H

#include "arm_expr.h"

/* The value with the unknown and secure flags and the references of all arguments. */
const struct arm_value *arm_call_taint(const struct arm_call *c, const struct arm_value *v);
/* resourceId, reference, list*, resourceGroup, ... */
const struct arm_function *arm_resource_function_find(struct str name);

#endif
