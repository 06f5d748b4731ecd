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

/* What would do for the identity, as a list of resources of an ARM template: assignments of built-in roles
 * that fit, and what replaces the others; access policies with the permissions that are needed, and roles of
 * one's own with the actions that are. Where out holds nothing to copy, it is to be thrown away. */
enum excess_azure_told {
    EXCESS_AZURE_NONE,    /* it has no assignments */
    EXCESS_AZURE_UNKNOWN, /* what is needed of it is not known */
    EXCESS_AZURE_TOLD
};
enum excess_azure_told excess_azure_narrowed(struct buf *out, const struct excess_azure *x,
                                             node_id identity);

#endif
