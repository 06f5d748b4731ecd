/* SPDX-License-Identifier: MIT */
/* cvss.h - the score of a CVSS vector.
 * Place:     packages; knows base only.
 * Sources:   first.org, CVSS v2.0 section 3.2.1; v3.0 and v3.1 section 7.1 with the rounding of 3.1
 *            appendix A; v4.0 section 8 (cvss4.c).
 * Metrics:   of version 2 and 3 those of the base. A vector of version 4.0 has one score, which counts
 *            threat and environment wherever the vector says something about them.
 */
#ifndef FAASMAP_CVSS_H
#define FAASMAP_CVSS_H

#include <stdbool.h>

#include "str.h"

/* Tenths: 0 to 100. "CVSS:4.0/AV:N/...", "CVSS:3.1/AV:N/..." or "AV:N/AC:L/Au:N/..."; also a bare number
 * "7.5". Metrics that do not count are passed over. false: none of these. */
bool cvss_score(struct str vector, int *tenths);

#endif
