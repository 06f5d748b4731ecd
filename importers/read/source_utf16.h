/* SPDX-License-Identifier: MIT */
/* source_utf16.h - source text as UTF-8 without a mark, whatever it came in.
 * Place:     importers/read, beside read_source.c.
 * Ownership: the answer lives in the arena.
 */
#ifndef FAASMAP_SOURCE_UTF16_H
#define FAASMAP_SOURCE_UTF16_H

#include "arena.h"
#include "str.h"

struct str source_as_utf8(struct arena *a, struct str bytes);

#endif
