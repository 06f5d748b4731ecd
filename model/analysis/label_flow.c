/* SPDX-License-Identifier: MIT */
#include "label_flow.h"

#include "mem.h"

struct label_flow {
    const struct graph *graph;
    struct seat nobody;
    struct what_if given[LABEL_COUNT]; /* what stands in the stores of the label */
    struct path_question questions[LABEL_COUNT];
    struct path_answer *answers[LABEL_COUNT];
    struct label_leak *items;
    size_t count;
};

static bool is_end(const struct graph *g, node_id n)
{
    return node_kind_is_store(graph_node_at(g, n)->kind);
}

/* Every store below the label, reached or not. */
static void ask(struct label_flow *f, int label, node_id *ends)
{
    const struct graph *g = f->graph;
    size_t count = 0;
    f->given[label] = what_if_new(g);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        if (data_label_kept(g, n) && data_label(g, n) == label)
            what_if_give(&f->given[label], n, STATE_WRITE);
        else if (is_end(g, n) && data_label(g, n) < label)
            ends[count++] = n;
    }
    f->questions[label] = (struct path_question){.seat = &f->nobody,
                                                 .mode = MODE_FLOW,
                                                 .states = 1u << STATE_WRITE,
                                                 .change = &f->given[label]};
    f->answers[label] = paths_between(g, &f->questions[label], ends, count);
}

/* Not by way of code that is replaced or rights that are had. */
static bool is_data_alone(const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++)
        if (p->hops[i]->to_state != STATE_INPUT && p->hops[i]->to_state != STATE_WRITE)
            return false;
    return p->hop_count > 0;
}

static void add_leaks(struct label_flow *f, int label, uint8_t *seen)
{
    const struct path_answer *a = f->answers[label];
    for (size_t i = 0; i < path_answer_count(a); i++) {
        node_id to = path_answer_at(a, i)->node;
        struct path p;
        if (seen[to])
            continue;
        struct arena *arena = arena_new();
        if (path_answer_path(a, to, STATE_WRITE, arena, &p) && is_data_alone(&p)) {
            seen[to] = 1;
            f->items[f->count++] =
                (struct label_leak){to, label, data_label(f->graph, to)};
        }
        arena_free(arena);
    }
}

struct label_flow *label_flow_find(const struct graph *g)
{
    size_t nodes = graph_node_count(g);
    struct label_flow *f = mem_zalloc(1, sizeof *f);
    node_id *ends = mem_alloc((nodes + 1) * sizeof *ends);
    uint8_t *seen = mem_zalloc(nodes + 1, 1);
    f->graph = g;
    f->items = mem_alloc((nodes + 1) * sizeof *f->items);
    for (int label = LABEL_COUNT - 1; label > LABEL_PUBLIC; label--) {
        ask(f, label, ends);
        add_leaks(f, label, seen);
    }
    mem_free(ends);
    mem_free(seen);
    return f;
}

void label_flow_free(struct label_flow *f)
{
    if (!f)
        return;
    for (int label = LABEL_PUBLIC + 1; label < LABEL_COUNT; label++) {
        path_answer_free(f->answers[label]);
        what_if_release(&f->given[label]);
    }
    mem_free(f->items);
    mem_free(f);
}

const struct graph *label_flow_graph(const struct label_flow *f)
{
    return f->graph;
}

size_t label_flow_count(const struct label_flow *f)
{
    return f->count;
}

const struct label_leak *label_flow_at(const struct label_flow *f, size_t i)
{
    return &f->items[i];
}

struct path label_flow_path(const struct label_flow *f, size_t i, struct arena *arena)
{
    struct path p = {0};
    path_answer_path(f->answers[f->items[i].from_label], f->items[i].to, STATE_WRITE, arena, &p);
    return p;
}

bool label_flow_verify(const struct label_flow *f, struct buf *why)
{
    bool good = true;
    for (int label = LABEL_PUBLIC + 1; good && label < LABEL_COUNT; label++)
        good = path_answer_verify(f->answers[label], why);
    return good;
}
