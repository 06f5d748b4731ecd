/* SPDX-License-Identifier: MIT */
/* detect.h - whose a file is: what the importers may look at, and the best of their bids.
 * Place:     below import.c, which then imports, and survey.c, which only tells.
 */
#ifndef FAASMAP_DETECT_H
#define FAASMAP_DETECT_H

#include "files.h"
#include "importer.h"

#define OVERLAY_FILE "faasmap.yaml" /* of the team, beside a project: nobody claims it */
bool detect_overlay(struct str label); /* a file of that name, in any folder */

/* Reads the file; false: nobody could claim it, or it cannot be read. Its messages wait (files.h). */
bool detect_candidate(struct files *files, size_t i, struct candidate *c);
/* The one with the best bid, NULL: nobody's. *rival: another with the same bid, of which the first by
 * name has won; NULL: none. */
const struct importer *detect_best(const struct candidate *c, const struct importer **rival);

#endif
