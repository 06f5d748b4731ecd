/* SPDX-License-Identifier: MIT */
/* text_form.h - the encoding of a text and its turn into plain UTF-8; line:column of an offset.
 * Place:     private to the readers, before the scanners.
 * Detection: by mark (UTF-8, UTF-16, UTF-32), else UTF-16 by its first two characters being ASCII
 *            with a zero byte beside each, which no UTF-8 text of JSON or YAML can have.
 * Source:    RFC 4627 section 3 (the pattern of zero bytes), RFC 2781 (UTF-16).
 */
#ifndef FAASMAP_TEXT_FORM_H
#define FAASMAP_TEXT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "diag.h"
#include "str.h"

enum text_form { TEXT_UTF8, TEXT_UTF16_LE, TEXT_UTF16_BE, TEXT_UTF32 };

struct text_mark {
    enum text_form form;
    size_t bytes; /* of the byte order mark; 0: there is none */
};
struct text_mark text_mark_of(struct str bytes);

/* The bytes of a file as UTF-8 without a mark: a part of them, or transcoded into *own (free it
 * with read_wipe() in any case). Notes a mark and UTF-16. false, and an error: over the size limit,
 * broken UTF-16, UTF-32, or UTF-16 where it is not allowed. */
bool text_open(struct str bytes, struct str file, bool utf16_allowed, struct diags *diags,
               struct buf *own, struct str *text);

/* Line and column (in code points) of the byte at offset, both from 1; O(offset). */
void text_line_col(struct str utf8, size_t offset, uint32_t *line, uint32_t *col);

#endif
