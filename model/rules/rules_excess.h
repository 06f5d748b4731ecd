/* SPDX-License-Identifier: MIT */
/* rules_excess.h - between the rules about what is needed and given: rules_excess.c has those of AWS. */
#ifndef FAASMAP_RULES_EXCESS_H
#define FAASMAP_RULES_EXCESS_H

#include "rule.h"

/* FW-027 of Azure (rules_azure_missing.c): what an app needs with its identity, and no role assignment or
 * access policy gives. A question where the assignment may be made elsewhere: the input has none for
 * the identity, the thing is in no template, or a role is not known. O(needs * assignments) per app. */
void rules_azure_missing(struct rule_run *run);

#endif
