/* SPDX-License-Identifier: MIT */
/* cut_out.h - the answer of `faasmap cut` as text for people and as JSON for programs.
 * Place:     export; knows analyses, never computes. All text from input is sanitised on its way.
 */
#ifndef FAASMAP_CUT_OUT_H
#define FAASMAP_CUT_OUT_H

#include "cut.h"

void cut_text(struct buf *out, const struct cut *c);
void cut_json(struct buf *out, const struct cut *c);

#endif
