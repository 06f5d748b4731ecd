/* SPDX-License-Identifier: MIT */
/* text_lines.h - files of lines with comments behind '#': what their readers share.
 * Place:     importers; knows base only. Borrows the text.
 */
#ifndef FAASMAP_TEXT_LINES_H
#define FAASMAP_TEXT_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

struct lines {
    struct str rest;
    struct str line; /* without its comment, trimmed */
    size_t indent;   /* blanks before it */
    uint32_t number; /* from 1 */
};

/* struct lines l = {.rest = text}; while (lines_next(&l)) ... */
bool lines_next(struct lines *l);
/* The text between the first pair of quotes, single or double; *rest goes on behind it. An open one
 * goes to the end. */
bool lines_quoted(struct str *rest, struct str *text);

#endif
