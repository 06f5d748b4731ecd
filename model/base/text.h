/* SPDX-License-Identifier: MIT */
/* text.h - how text from input may leave the program: one function per sink.
 * Place:     base; every exporter, view and message goes through it. Nothing else may write a
 *            struct str that came from input to a terminal or a file.
 * All esc_* functions append to a buffer and accept any bytes.
 *
 * Common steps (1 to 3), applied by every sink:
 *   1 strict UTF-8; each invalid byte becomes \xHH
 *   2 C0, DEL and C1 controls (CR, LF and TAB too) become \xHH
 *   3 what does not show (format characters Cf, Co, Zl, Zp, other default-ignorable code points,
 *     variation selectors) and noncharacters become <U+202E>
 * Source: Unicode (version in text_tables.h); CVE-2021-42574 (Trojan Source) for step 3.
 */
#ifndef FAASMAP_TEXT_H
#define FAASMAP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "str.h"

/* Decodes one code point at s[*at] and moves *at behind it. false: invalid byte, *at moves by 1. */
bool utf8_next(struct str s, size_t *at, uint32_t *code_point);
bool utf8_valid(struct str s);

/* Terminal cells of a code point: 0 combining, 1, or 2 wide (East Asian Wide and Fullwidth).
 * Own table, so that layout does not depend on the locale. */
int text_cells(uint32_t code_point);
/* True: one cell, but two on terminals of East Asia that are set so. */
bool text_is_ambiguous(uint32_t code_point);
/* Cells of already sanitised UTF-8 text. */
size_t text_width(struct str clean);
/* Names break between their words: behind - _ . / and before a capital, at a space, which then goes.
 * How many bytes come before a break at byte i, which is not the first; 0: there is none. */
size_t text_break(struct str clean, size_t i);
/* The two lines that it breaks into whose longer one is as short as possible; false: it has no place to break,
 * or none that makes it shorter. */
bool text_halves(struct str clean, struct str halves[2]);
/* True if step 1 to 3 leave s as it is. */
bool text_is_clean(struct str s);

void esc_plain(struct buf *out, struct str s);  /* steps 1 to 3 only */
/* Terminal: steps 1 to 3; a third combining mark on one base becomes <U+0301>, a mark without a
 * base stands on a dotted circle. */
void esc_term(struct buf *out, struct str s);
/* The same, clipped to max cells with an ellipsis in the middle (keeps the end: names differ there);
 * of "name (bracket)" the name is clipped first, since labels say in the bracket what tells them apart.
 * ascii uses "~" for the ellipsis, otherwise it is U+2026. Returns the cells used. */
size_t esc_term_clip(struct buf *out, struct str s, size_t max, bool ascii);
/* The same with the ellipsis at the end: for sentences, whose beginning says most. */
size_t esc_term_cut(struct buf *out, struct str s, size_t max, bool ascii);
/* DOT attribute value before agset(): steps 1 to 3, & -> &amp;, \ -> \\, lone "-." gets a space. */
void esc_dot(struct buf *out, struct str s);
void esc_html(struct buf *out, struct str s);
void esc_csv(struct buf *out, struct str s);   /* always quoted; formula starts get a ' */
void esc_md(struct buf *out, struct str s);    /* for Markdown running text and table cells */
/* What stands in quotes in a flowchart of Mermaid: its entities for all that is anything there, also in
 * directives (%%{...}%%), which are looked for everywhere. */
void esc_mermaid(struct buf *out, struct str s);
/* JSON string body without the quotes: bytes are kept, so that reading back gives the same text;
 * controls and what does not show as \u; an invalid byte or NUL becomes U+FFFD (the only loss). */
void esc_json(struct buf *out, struct str s);
void esc_uri(struct buf *out, struct str s);   /* percent-encoding of all but unreserved and / */
void esc_sh(struct buf *out, struct str s);    /* a single-quoted shell word, for hints only */
/* A file name part: [A-Za-z0-9._-]{1,64} + "-" + 8 hex digits of a hash of s. */
void esc_slug(struct buf *out, struct str s);

#endif
