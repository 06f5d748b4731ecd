/* SPDX-License-Identifier: MIT */
/* cvss.h - the base score of a CVSS vector.
 * Place:     packages; knows base only.
 * Sources:   first.org, CVSS v2.0 section 3.2.1; v3.0 and v3.1 section 7.1 with the rounding of 3.1
 *            appendix A. Version 4.0 has a table of 270 rows in the place of a formula and is not read:
 *            its advisories say a word of severity as well.
 */
#ifndef FAASMAP_CVSS_H
#define FAASMAP_CVSS_H

#include <stdbool.h>

#include "str.h"

/* Tenths: 0 to 100. "CVSS:3.1/AV:N/..." or "AV:N/AC:L/Au:N/..."; also a bare number "7.5". Metrics
 * other than those of the base are passed over. false: none of these. */
bool cvss_score(struct str vector, int *tenths);

#endif
