/* SPDX-License-Identifier: MIT */
/* parts_json.h - what the JSON answers have in common: places, ids, hops of a path.
 * Place:     export, between the answers.
 */
#ifndef FAASMAP_PARTS_JSON_H
#define FAASMAP_PARTS_JSON_H

#include "json_writer.h"
#include "paths.h"

void part_member_where(struct json_writer *w, struct origin where); /* nothing if no file is known */
void part_member_literal(struct json_writer *w, const char *key, const char *value);
void part_member_node(struct json_writer *w, const struct graph *g, const char *key, node_id n);
void part_edge(struct json_writer *w, const struct graph *g, edge_id e);
void part_member_edge(struct json_writer *w, const struct graph *g, edge_id e); /* 0: nothing */
void part_hop_json(struct json_writer *w, const struct graph *g, const struct path_hop *h);

#endif
