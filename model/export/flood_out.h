/* SPDX-License-Identifier: MIT */
/* flood_out.h - the answer of `faasmap flood` as text for people and as JSON for programs.
 * Place:     export; knows the analysis, never computes. All text from input is sanitised here.
 * JSON:      counts are whole numbers, rounded up; null where a loop has no end or nobody can count so
 *            far. Money is in picodollars (of the table's currency). Ids are those of the graph.
 */
#ifndef FAASMAP_FLOOD_OUT_H
#define FAASMAP_FLOOD_OUT_H

#include "flood.h"

void flood_text(struct buf *out, const struct flood *f);
void flood_json(struct buf *out, const struct flood *f);
/* A loop in one line of clean text: "uploads -> resize -> uploads". */
void flood_cycle_text(struct buf *line, const struct load_graph *g, const struct load_loop *l);
/* Its class and why, "3 invocations and 2 messages", and the caps of an entry: clean text too. */
void flood_loop_text(struct buf *line, const struct load_graph *g, const struct load_loop *l);
void flood_counts_text(struct buf *line, const struct load_sum *s);
/* What one costs, and what an hour at the rate of the entry does and costs; empty: no price is known. */
void flood_cost_text(struct buf *line, const struct flood *f, const struct flood_entry *e,
                     const struct flood_hour *h);
void flood_hour_text(struct buf *line, const struct flood *f, const struct flood_entry *e,
                     const struct flood_hour *h);
void flood_caps_text(struct buf *line, const struct flood *f, const struct flood_entry *e);

#endif
