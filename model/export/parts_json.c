/* SPDX-License-Identifier: MIT */
#include "parts_json.h"

#include "arena.h"

void part_member_where(struct json_writer *w, struct origin where)
{
    if (str_empty(where.file))
        return;
    json_key(w, "where");
    json_object_inline(w);
    json_member(w, "file", where.file);
    if (where.line)
        json_member_long(w, "line", where.line);
    if (where.line && where.col)
        json_member_long(w, "column", where.col);
    json_member_if(w, "field", where.field);
    json_end(w);
}

void part_member_literal(struct json_writer *w, const char *key, const char *value)
{
    json_member(w, key, str_from(value));
}

void part_member_node(struct json_writer *w, const struct graph *g, const char *key, node_id n)
{
    json_member(w, key, graph_node_at(g, n)->id);
}

void part_member_edge(struct json_writer *w, const struct graph *g, edge_id e)
{
    if (!e)
        return;
    json_key(w, "edge");
    part_edge(w, g, e);
}

void part_edge(struct json_writer *w, const struct graph *g, edge_id e)
{
    struct arena *arena = arena_new();
    json_text(w, graph_edge_id(g, e, arena));
    arena_free(arena);
}

static void condition_json(struct json_writer *w, const struct graph *g,
                           const struct path_condition *c)
{
    json_object_inline(w);
    part_member_literal(w, "id", c->id);
    json_member(w, "text", c->text);
    json_member_bool(w, "proved", c->proved);
    if (c->proved) {
        part_member_node(w, g, "node", c->fact.node);
        part_member_literal(w, "state", state_names[c->fact.state]);
    }
    json_end(w);
}

void part_hop_json(struct json_writer *w, const struct graph *g, const struct path_hop *h)
{
    json_object(w);
    part_member_literal(w, "row", h->row->id);
    part_member_edge(w, g, h->edge);
    part_member_node(w, g, "from", h->from);
    part_member_literal(w, "from_state", state_names[h->from_state]);
    part_member_node(w, g, "to", h->to);
    part_member_literal(w, "to_state", state_names[h->to_state]);
    json_member(w, "sentence", h->sentence);
    part_member_literal(w, "technique", h->row->technique);
    json_member_long(w, "effort", h->effort);
    if (h->edge)
        part_member_literal(w, "evidence", evidence_names[h->evidence]);
    part_member_literal(w, "certainty", certainty_names[h->certainty]);
    json_member_long(w, "confidence", h->confidence);
    if (h->gate != AUTH_ABSENT)
        part_member_literal(w, "auth", auths[h->gate].name);
    if (h->row->partial)
        json_member_bool(w, "partial", true);
    if (h->delayed)
        json_member_bool(w, "delayed", true);
    if (h->condition_count) {
        json_key(w, "conditions");
        json_list(w);
        for (size_t i = 0; i < h->condition_count; i++)
            condition_json(w, g, &h->conditions[i]);
        json_end(w);
    }
    if (h->crossing != CROSSING_NONE) {
        part_member_literal(w, "crosses", crossing_names[h->crossing]);
        part_member_literal(w, "changes", crossing_reason_texts[h->crossing_reason]);
    }
    part_member_where(w, h->where);
    json_end(w);
}
