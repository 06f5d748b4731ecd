/* SPDX-License-Identifier: MIT */
/* excess_out.h - the privilege gap as text for people and as JSON for programs.
 * Place:     export; knows the analysis, computes nothing. Text from input is sanitised on its way.
 */
#ifndef FAASMAP_EXCESS_OUT_H
#define FAASMAP_EXCESS_OUT_H

#include "excess.h"
#include "finding.h"

/* leftovers: findings about what is shared or used by nobody; told behind the identities. */
void excess_text(struct buf *out, const struct excess *x, const struct findings *leftovers);
void excess_json(struct buf *out, const struct excess *x, const struct findings *leftovers);

#endif
