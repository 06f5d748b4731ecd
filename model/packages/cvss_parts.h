/* SPDX-License-Identifier: MIT */
/* cvss_parts.h - what the files of cvss.h share: metrics of a vector, and version 4.0.
 * Place:     private to packages.
 * Source:    first.org, CVSS v4.0 specification, sections 8.2 and 8.3; the scores of macro vectors stand
 *            in cvss4_scores.tsv.
 */
#ifndef FAASMAP_CVSS_PARTS_H
#define FAASMAP_CVSS_PARTS_H

#include <stdint.h>

#include "cvss.h"

/* What stands behind NAME: in the vector; 0: it is not there. */
char cvss_metric(struct str vector, const char *name);

/* "CVSS:4.0/..." with all metrics of the base; false: one is missing, or has no such value. */
bool cvss4_score(struct str vector, int *tenths);

/* EQ3 and EQ6 depend on each other: 00, 01, 10, 11, 21. */
enum { CVSS4_EQ36 = 5 };
/* Tenths by EQ1, EQ2, EQ3 with EQ6, EQ4, EQ5. */
extern const uint8_t cvss4_scores[3][2][CVSS4_EQ36][3][3];

#endif
