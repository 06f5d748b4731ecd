/* SPDX-License-Identifier: MIT */
/* excess_out.h - the privilege gap as text for people and as JSON for programs.
 * Place:     export; knows the analysis, computes nothing. Text from input is sanitised on its way.
 */
#ifndef FAASMAP_EXCESS_OUT_H
#define FAASMAP_EXCESS_OUT_H

#include "excess.h"
#include "excess_azure.h"
#include "finding.h"

/* azure: role assignments; leftovers: findings about what is shared or used by nobody. Both are told
 * behind the identities. */
void excess_text(struct buf *out, const struct excess *x, const struct excess_azure *azure,
                 const struct findings *leftovers);
void excess_json(struct buf *out, const struct excess *x, const struct excess_azure *azure,
                 const struct findings *leftovers);
/* Why the needs are not known, in one sentence: "the code of Bill was not read". */
void excess_azure_unknown(struct buf *line, const struct graph *g, const struct azure_needs *needs);

#endif
