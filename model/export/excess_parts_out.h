/* SPDX-License-Identifier: MIT */
/* excess_parts_out.h - what the writers of excess_out.h share: lines of text, members of JSON.
 * Place:     export, private to excess_*.c.
 */
#ifndef FAASMAP_EXCESS_PARTS_OUT_H
#define FAASMAP_EXCESS_PARTS_OUT_H

#include "excess_out.h"
#include "json_writer.h"

enum { EXCESS_INDENT = 4 };

/* --- excess_text.c ---------------------------------------------------------------------------- */
void excess_line_out(struct buf *out, struct buf *line, size_t indent);
void excess_add_name(const struct graph *g, struct buf *line, node_id n);
/* "write, delete": the classes; describing and listing have none. */
void excess_add_classes(struct buf *line, unsigned ops);
/* "HEAD 3 nodes that anyone on the internet reaches, and ..."; nothing if nothing is closed. */
void excess_closed_line(struct buf *out, const char *head, struct excess_closed from_internet,
                        struct excess_closed if_taken);
void excess_all_line(struct buf *out, struct excess_closed all);

/* --- excess_azure_text.c ---------------------------------------------------------------------- */
void excess_azure_text(struct buf *out, const struct excess_azure *x);

/* --- excess_json.c ---------------------------------------------------------------------------- */
void excess_closed_member(struct json_writer *w, const char *key, struct excess_closed c);
void excess_classes_member(struct json_writer *w, const char *key, unsigned ops);

/* --- excess_azure_json.c ---------------------------------------------------------------------- */
void excess_azure_json(struct json_writer *w, const struct excess_azure *x);
/* A list of the words between blanks. */
void excess_words_member(struct json_writer *w, const char *key, struct str words);

#endif
