/* SPDX-License-Identifier: MIT */
/* doc_text.h - documents, messages and YAML items as text, for tests to compare.
 *
 * A document:  {key: value, key: [a, "quoted", <!Tag> x]}; with places each key, scalar and opening
 *              bracket is followed by @line:col. Controls, quotes and backslashes are escaped.
 * A message:   file:line:col: level: text, a line each.
 */
#ifndef FAASMAP_DOC_TEXT_H
#define FAASMAP_DOC_TEXT_H

#include <stdbool.h>

#include "buf.h"
#include "diag.h"
#include "doc.h"

void doc_text_put(struct buf *out, const struct doc_node *n, bool places);
void diag_text_put(struct buf *out, const struct diags *diags);

#endif
