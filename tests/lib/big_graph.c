/* SPDX-License-Identifier: MIT */
#include "big_graph.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "random_graph.h"

enum { EDGES_PER_NODE = 5 };

struct graph *big_graph(uint32_t nodes, uint64_t seed)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_QUEUE, NODE_FUNCTION, NODE_TABLE,
                                           NODE_FUNCTION, NODE_ROUTE};
    static const enum edge_kind ties[6][6] = {
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_TRIGGERS, EDGE_DEADLETTERS, EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_READS, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_DEPENDS, EDGE_INVOKES, EDGE_READS, EDGE_INVOKES, EDGE_DEPENDS},
    };
    struct graph *g = graph_new();
    struct origin nowhere = {0};
    node_id *ids = mem_alloc(nodes * sizeof *ids);
    node_id internet = graph_node(g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
    for (uint32_t i = 0; i < nodes; i++) {
        char name[24];
        snprintf(name, sizeof name, "n%07u", (unsigned)i);
        ids[i] = graph_node(g, kinds[i % 6], str_from(name), STR_NONE, nowhere);
    }
    for (uint32_t i = 5; i < nodes; i += 60) {
        edge_id e = graph_edge(g, EDGE_EXPOSES, internet, ids[i], EVIDENCE_DECLARED, -1, nowhere);
        graph_edge_auth(g, e, (enum auth)random_below(&seed, AUTH_IAM));
    }
    for (uint64_t i = 0; i < (uint64_t)nodes * EDGES_PER_NODE; i++) {
        uint32_t a = random_below(&seed, nodes), b = random_below(&seed, nodes);
        graph_edge(g, ties[a % 6][b % 6], ids[a], ids[b], EVIDENCE_DECLARED, -1, nowhere);
    }
    mem_free(ids);
    graph_seal(g);
    return g;
}

size_t bare_search(const struct attack *a, vertex_id start, uint8_t *seen, vertex_id *queue)
{
    const uint32_t *at = a->out_at, *to = a->arc_to;
    size_t head = 0, tail = 0;
    memset(seen, 0, a->vertex_count);
    seen[start] = 1;
    queue[tail++] = start;
    while (head < tail) {
        uint32_t v = queue[head++];
        for (uint32_t i = at[v]; i < at[v + 1]; i++)
            if (!seen[to[i]]) {
                seen[to[i]] = 1;
                queue[tail++] = to[i];
            }
    }
    return tail;
}
