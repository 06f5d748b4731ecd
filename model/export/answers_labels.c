/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap paths --labels`, for people and for programs. */
#include "answers.h"

#include "limits.h"
#include "parts_json.h"
#include "parts_text.h"
#include "text.h"

enum { NAME = 60 };

static void name_text(struct buf *line, const struct graph *g, node_id n, int label)
{
    esc_term_clip(line, graph_label(g, n), NAME, true);
    buf_printf(line, " (%s)", data_label_names[label]);
}

static void leak_text(struct buf *out, const struct label_flow *f, size_t i, size_t *hops)
{
    const struct graph *g = label_flow_graph(f);
    const struct label_leak *leak = label_flow_at(f, i);
    struct arena *arena = arena_new();
    struct path p = label_flow_path(f, i, arena);
    struct buf line = {0};
    buf_printf(out, "\n%*zu. ", PART_NUMBER - 1, i + 1);
    name_text(&line, g, p.hops[0]->from, leak->from_label);
    buf_puts(&line, " -> ");
    name_text(&line, g, leak->to, leak->to_label);
    part_wrap(out, buf_str(&line), PART_NUMBER + 1, PART_NUMBER + 1);
    *hops += p.hop_count;
    for (size_t k = 0; *hops <= LIMIT_PATH_HOPS && k < p.hop_count; k++)
        part_hop(out, p.hops[k], k + 1, PART_NUMBER + 4);
    buf_release(&line);
    arena_free(arena);
}

void labels_text(struct buf *out, const struct label_flow *f)
{
    size_t count = label_flow_count(f), hops = 0;
    if (!count)
        buf_puts(out, "no data was found to flow from a store to one of a lower label\n");
    else
        part_plural(out, count, "store", "stores");
    if (count)
        buf_puts(out, " where data of a higher label can flow to (code may pass on less than it reads)\n");
    for (size_t i = 0; i < count; i++)
        leak_text(out, f, i, &hops);
}

static void leak_json(struct json_writer *w, const struct label_flow *f, size_t i, size_t *hops)
{
    const struct graph *g = label_flow_graph(f);
    const struct label_leak *leak = label_flow_at(f, i);
    struct arena *arena = arena_new();
    struct path p = label_flow_path(f, i, arena);
    json_object(w);
    part_member_node(w, g, "from", p.hops[0]->from);
    part_member_literal(w, "from_label", data_label_names[leak->from_label]);
    part_member_node(w, g, "to", leak->to);
    part_member_literal(w, "to_label", data_label_names[leak->to_label]);
    json_member_long(w, "hops", (long)p.hop_count);
    json_member_long(w, "confidence", p.confidence);
    *hops += p.hop_count;
    json_key(w, "path");
    json_list(w);
    for (size_t k = 0; *hops <= LIMIT_PATH_HOPS && k < p.hop_count; k++)
        part_hop_json(w, g, p.hops[k]);
    json_end(w);
    json_end(w);
    arena_free(arena);
}

void labels_json(struct buf *out, const struct label_flow *f)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    size_t hops = 0;
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "labels");
    json_key(w, "flows");
    json_list(w);
    for (size_t i = 0; i < label_flow_count(f); i++)
        leak_json(w, f, i, &hops);
    json_end(w);
    json_end(w);
}
