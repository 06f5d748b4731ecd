/* SPDX-License-Identifier: MIT */
/* report.h - what a team takes home from looking at a system: sentences and Markdown.
 * Place:     `:here` and --linear (sentences), `Y` and `:yank` (Markdown of a path or a node),
 *            `:export md` (the whole log of a workshop: map, path, findings, notes, changes).
 * Text:      all names are raw in sentences (the sink sanitises them) and escaped in Markdown.
 */
#ifndef FAASMAP_REPORT_H
#define FAASMAP_REPORT_H

#include "exporter.h"
#include "session.h"

/* "Telemetry Q, queue in waste-app, zone messaging. In: Bridge HTTP (writes). Out: ... Reached from
 * the internet in 2 hops, no authentication. Findings: 1 high." One paragraph, no line ends. */
void report_sentences(struct explorer *x, node_id n, struct buf *out);
/* "1. Bridge HTTP (writes)" lines of one side, for who follows an edge by its number. */
void report_edges(struct explorer *x, node_id n, bool outgoing, struct buf *out);

void report_node(struct explorer *x, node_id n, struct buf *out);               /* Markdown */
void report_path(struct explorer *x, const struct path *path, struct buf *out); /* Markdown */
/* What the filter and hiding leave of the system (the path, if one is shown): per node id, mem_free() it;
 * NULL: everything. */
uint8_t *report_wanted(struct explorer *x);
/* That part in a format; false: why says so. Any thread may ask. */
bool report_part(const struct graph *g, const uint8_t *wanted, const struct exporter *e,
                 struct buf *out, struct buf *why);
bool report_dot(struct explorer *x, struct buf *out); /* of it; false: a complaint was made */
void report_all(struct explorer *x, struct buf *out);                           /* Markdown */

#endif
