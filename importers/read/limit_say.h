/* SPDX-License-Identifier: MIT */
/* limit_say.h - the one wording of "a limit was hit", made from the rows of limits.h.
 * Place: private to the readers.
 */
#ifndef FAASMAP_LIMIT_SAY_H
#define FAASMAP_LIMIT_SAY_H

#include "diag.h"
#include "limits.h"

#define LIMIT_ID_(name, label, what) LIMIT_ID_##name,
enum limit_id { LIMIT_ID_NONE, LIMITS(LIMIT_ID_) };
#undef LIMIT_ID_

/* Adds the error "more than 128 nested levels (limit depth)". */
void limit_say(struct diags *diags, struct origin where, enum limit_id id);

#endif
