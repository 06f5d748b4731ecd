/* SPDX-License-Identifier: MIT */
/* line.h - one line of text that is being typed.
 * Place:     widget; the prompt, pickers and filters use it. Knows no explorer.
 * Keys:      Left Right Home End C-b C-f C-a C-e by characters and to the ends; M-b M-f and the
 *            arrows with Ctrl or Alt by words; Backspace C-h Delete C-d a character away, C-w
 *            M-Backspace M-d a word, C-u C-k to the ends; C-y puts back what was taken last.
 * Text:      UTF-8; `at` never stands inside a character. At most LINE_MAX_BYTES; more is not taken.
 * Ownership: line_release() frees it; {0} is an empty line.
 */
#ifndef FAASMAP_LINE_H
#define FAASMAP_LINE_H

#include "buf.h"
#include "key.h"

enum { LINE_MAX_BYTES = 4096 };

struct line {
    struct buf text, killed;
    size_t at; /* byte offset of the cursor */
};

enum line_answer {
    LINE_NOT,    /* not a key of the line: nothing happened */
    LINE_MOVED,  /* the cursor may have moved, the text is the same */
    LINE_CHANGED,
};

void line_release(struct line *l);
enum line_answer line_key(struct line *l, struct key key);
void line_set(struct line *l, struct str text); /* the cursor goes behind it */
/* Puts text in place of length bytes at from; the cursor goes behind it. */
void line_replace(struct line *l, size_t from, size_t length, struct str text);
static inline struct str line_text(const struct line *l)
{
    return buf_str(&l->text);
}

#endif
