/* SPDX-License-Identifier: MIT */
/* aws_verbs.h - what an action does, from the verb that its name begins with: for services that
 * aws_actions.tsv does not have.
 * Place:     iam. */
#ifndef FAASMAP_AWS_VERBS_H
#define FAASMAP_AWS_VERBS_H

#include "str.h"

/* OP_ bits. name: what stands behind the colon, in lower case, up to its first wildcard if it has one
 * (wild); empty, then: every class. */
unsigned aws_verb_ops(struct str service, struct str name, bool wild);

#endif
