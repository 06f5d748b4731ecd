/* SPDX-License-Identifier: MIT */
/* amplify_guess.c - what the worst view supposes beyond what is declared or seen in code. */
#include "amplify_parts.h"

#include "facts.h"
#include "mem.h"

const char *const load_guess_texts[LOAD_GUESS_COUNT] = {
    [LOAD_GUESS_POLICY] = "the code does all that its policies let it",
    [LOAD_GUESS_NAME] = "what only names tell is so",
    [LOAD_GUESS_OBJECTS] = "objects get names that start something",
    [LOAD_GUESS_EVENTS] = "what is sent fits the patterns on the way",
    [LOAD_GUESS_GIVEN] = "addresses that are given away are used",
    [LOAD_GUESS_ASKED] = "whoever calls has it ask its own address",
};

static enum load_guess guess_of(const struct load_graph *g, const struct load_arc *a)
{
    const struct edge *e = graph_edge_at(g->graph, a->edge);
    if (load_is_asked(g, a))
        return LOAD_GUESS_ASKED;
    if (edge_fact_bool(e, FACT_PRESIGNED, false))
        return LOAD_GUESS_GIVEN;
    if (e->evidence == EVIDENCE_POLICY)
        return LOAD_GUESS_POLICY;
    if (e->evidence != EVIDENCE_DECLARED && e->evidence != EVIDENCE_CODE)
        return LOAD_GUESS_NAME;
    return graph_node_at(g->graph, e->from)->kind == NODE_BUCKET ? LOAD_GUESS_OBJECTS
                                                                  : LOAD_GUESS_EVENTS;
}

/* Is anything counted at the vertex, or behind it? */
static bool counts(const struct amplify *a, uint32_t vertex)
{
    const struct behind *b = &a->behind[LOAD_VIEW_MOST][vertex];
    enum node_kind kind = graph_node_at(a->graph.graph, a->graph.node[vertex])->kind;
    return b->runs || b->messages || b->endless ||
           (!a->graph.uncounted[vertex] && (load_is_run(kind) || load_is_message(kind)));
}

unsigned amplify_guesses(const struct amplify *a, node_id n)
{
    const struct load_graph *g = &a->graph;
    bool *known = mem_zalloc(g->count, sizeof *known);
    uint32_t *queue = mem_alloc(g->count * sizeof *queue);
    size_t count = 1;
    unsigned found = 0;
    queue[0] = n - 1;
    known[n - 1] = true;
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = g->at[queue[i]]; k < g->at[queue[i] + 1]; k++) {
            const struct load_arc *arc = &g->arcs[k];
            if (!load_weight(arc, LOAD_VIEW_MOST) || !counts(a, arc->to))
                continue;
            if (arc->flags & LOAD_SUPPOSED)
                found |= 1u << guess_of(g, arc);
            if (!known[arc->to])
                queue[count++] = arc->to;
            known[arc->to] = true;
        }
    mem_free(known);
    mem_free(queue);
    return found;
}

void load_guesses_text(struct buf *line, unsigned guesses)
{
    bool first = true;
    for (unsigned i = 0; i < LOAD_GUESS_COUNT; i++) {
        if (!(guesses >> i & 1))
            continue;
        buf_printf(line, "%sif %s", first ? "" : " and ", load_guess_texts[i]);
        first = false;
    }
}
