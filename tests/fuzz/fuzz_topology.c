/* SPDX-License-Identifier: MIT */
/* Fuzz target: bytes -> YAML or JSON -> topology -> graph -> JSON and map. What was read once and
 * written is read again without an error and written the same. The first byte chooses: '{' or '['
 * is JSON, everything else YAML; a document with a member `topology` is an overlay. */
#include <stdint.h>
#include <stdlib.h>

#include "exporter.h"
#include "graph.h"
#include "map_text.h"
#include "read.h"
#include "topology.h"

enum { MAP_NODES = 12 }; /* larger maps take most of the time and have tests of their own */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct graph *graph_of(struct str text, bool json)
{
    struct graph *g = graph_new();
    struct docs docs = {0};
    struct doc *d = NULL;
    if (json) {
        if (read_json(text, STR("f"), READ_RELAXED, graph_diags(g), &d))
            docs_add(&docs, d);
    } else {
        read_yaml(text, STR("f"), READ_RELAXED, graph_diags(g), &docs);
    }
    for (size_t i = 0; i < docs.count; i++) {
        if (doc_get(doc_root(docs.items[i]), "topology"))
            topology_overlay(docs.items[i], g);
        else
            topology_read(docs.items[i], g);
    }
    docs_release(&docs);
    graph_seal(g);
    return g;
}

static void write_json(const struct graph *g, struct buf *out)
{
    struct buf why = {0};
    if (!exporter_json.write(g, out, &why))
        abort();
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct graph *g = graph_of(text, size && (data[0] == '{' || data[0] == '['));
    struct buf first = {0}, second = {0}, map = {0};
    size_t errors = diags_errors(graph_diags(g));
    write_json(g, &first);
    struct graph *back = graph_of(buf_str(&first), true);
    if (diags_errors(graph_diags(back)) != errors)
        abort();
    write_json(back, &second);
    if (!str_eq(buf_str(&first), buf_str(&second)))
        abort();
    if (graph_node_count(g) <= MAP_NODES)
        map_text(g, &(struct map_text_options){.visible.layers = 7}, &map);
    buf_release(&first);
    buf_release(&second);
    buf_release(&map);
    graph_free(g);
    graph_free(back);
    return 0;
}
