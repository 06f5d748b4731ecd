/* SPDX-License-Identifier: MIT */
/* parts_text.h - what the text answers have in common: wrapped lines, places, hops of a path.
 * Place:     export, between the answers. All text from input is sanitised here.
 */
#ifndef FAASMAP_PARTS_TEXT_H
#define FAASMAP_PARTS_TEXT_H

#include "buf.h"
#include "paths.h"

enum { PART_WIDTH = 100, PART_NUMBER = 4 }; /* columns of a line; of a number in front of it */

/* Words of clean text (sanitised, one line), wrapped; the first line has begun at column `at`. */
void part_wrap(struct buf *out, struct str clean, size_t at, size_t indent);
/* " at FILE:LINE:COL (field)", nothing where no file is known. */
void part_where(struct buf *line, struct origin where);
void part_plural(struct buf *out, size_t count, const char *one, const char *many);
/* One hop: its sentence from column `at` on, then how it is known, where, and what it asks for. */
void part_hop(struct buf *out, const struct path_hop *h, size_t number, size_t at);

#endif
