/* SPDX-License-Identifier: MIT */
/* source_pairs.h - joins opening and closing tokens; the rule stands in read_source.h.
 * Place:     importers/read, beside read_source.c.
 * Cost:      linear, whatever the brackets look like.
 */
#ifndef FAASMAP_SOURCE_PAIRS_H
#define FAASMAP_SOURCE_PAIRS_H

#include "read_source.h"

void source_join_pairs(struct source *s);

#endif
