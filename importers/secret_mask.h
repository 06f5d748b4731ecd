/* SPDX-License-Identifier: MIT */
/* secret_mask.h - the text of an input file as it may be shown: what would be kept back when the
 * file is imported stands as SECRET_MASK.
 * Place:     importers, on secrets.h and the readers; whoever shows lines of files asks here.
 * Rule:      when in doubt a value is masked: a wrong mask costs a word, a wrong line a leak. A mask
 *            says neither the value nor its length. A line with something that has the form of a
 *            secret after all is masked whole.
 * Judged:    JSON and YAML by their documents: each value under its key, under the name beside it
 *            ({name: X, value: Y}), under the keys around it where its own says nothing (Default).
 *            All other texts, comments and broken documents by words and literals: what stands
 *            behind a name, in any language. Names that only might mean a secret (key, token, auth)
 *            count among settings and in broken documents; elsewhere such a value must look random.
 * Promise:   as many lines as before, broken at the same places.
 */
#ifndef FAASMAP_SECRET_MASK_H
#define FAASMAP_SECRET_MASK_H

#include <stddef.h>

#include "buf.h"
#include "str.h"

#define SECRET_MASK "***"

/* Adds the masked text to out and returns how many values are masked. text: UTF-8. file: its name
 * tells what it is. whole: false if the end of the file is missing. */
size_t secret_mask(struct str text, struct str file, bool whole, struct buf *out);

#endif
