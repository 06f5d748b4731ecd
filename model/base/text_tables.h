/* SPDX-License-Identifier: MIT */
/* text_tables.h - the Unicode ranges that text.c needs: constant, sorted, without overlap.
 * Place:  private to text.c; text_tables.c is written by text_tables.py and committed.
 * Source: Unicode 14.0 (general category, East Asian Width, Default_Ignorable_Code_Point), with
 *         the format controls that 15.0 added.
 */
#ifndef FAASMAP_TEXT_TABLES_H
#define FAASMAP_TEXT_TABLES_H

#include <stddef.h>
#include <stdint.h>

struct text_range {
    uint32_t first, last;
};

extern const struct text_range text_hidden[], text_marks[], text_wide[], text_ambiguous[];
extern const size_t text_hidden_count, text_marks_count, text_wide_count, text_ambiguous_count;

#endif
