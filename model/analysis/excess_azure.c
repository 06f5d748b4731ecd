/* SPDX-License-Identifier: MIT */
#include "excess_azure.h"

#include <stdlib.h>

#include "arena.h"
#include "excess_parts.h"
#include "mem.h"

static int by_holder(const void *a, const void *b)
{
    const struct azure_assignment *x = a, *y = b;
    int c = (x->holder > y->holder) - (x->holder < y->holder);
    c = c ? c : str_cmp(x->where.file, y->where.file);
    c = c ? c : (x->where.line > y->where.line) - (x->where.line < y->where.line);
    c = c ? c : (x->where.col > y->where.col) - (x->where.col < y->where.col);
    c = c ? c : str_cmp(x->name, y->name);
    return c ? c : str_cmp(x->scope_id, y->scope_id);
}

/* The assignments of one holder: all[0..count). */
static void read_holder(struct excess_azure *x, const struct azure_assignment *all, size_t count)
{
    struct azure_needs *needs = arena_alloc(x->arena, sizeof *needs);
    *needs = azure_needs_of(x->graph, all->holder, x->arena);
    if (!needs->used && graph_node_at(x->graph, all->holder)->external)
        return;
    struct azure_near *near = azure_near_new(x->graph, all->holder, needs, all, count);
    for (size_t i = 0; i < count; i++) {
        unsigned given = excess_azure_given(x->graph, &all[i]);
        if (!given || !all[i].scope)
            continue;
        if (x->count == x->cap)
            x->rows = mem_grow(x->rows, &x->cap, sizeof *x->rows);
        struct excess_azure_row *row = &x->rows[x->count++];
        *row = (struct excess_azure_row){.assignment = &all[i], .needs = needs, .given = given};
        excess_azure_compare(x, row, all, near);
    }
    azure_near_free(near);
}

static int by_rank(const void *a, const void *b)
{
    const struct excess_azure_row *x = a, *y = b;
    const uint32_t keys[][2] = {
        {x->from_internet.jewels, y->from_internet.jewels},
        {x->from_internet.nodes, y->from_internet.nodes},
        {x->if_taken.jewels, y->if_taken.jewels},
        {x->if_taken.nodes, y->if_taken.nodes},
        {x->too_much, y->too_much},
        {x->needs->code_known, y->needs->code_known},
        {excess_weight(x->over), excess_weight(y->over)},
        {x->wider, y->wider},
    };
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        if (keys[k][0] != keys[k][1])
            return keys[k][0] < keys[k][1] ? 1 : -1;
    return (x->assignment > y->assignment) - (x->assignment < y->assignment);
}

struct excess_azure *excess_azure_find(const struct graph *g, const struct jewels *jewels)
{
    struct excess_azure *x = mem_zalloc(1, sizeof *x);
    struct azure_assignment *all;
    x->graph = g;
    x->jewels = jewels;
    x->arena = arena_new();
    size_t count = azure_docs_read(g, x->arena, &all);
    if (count > 1)
        qsort(all, count, sizeof *all, by_holder);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && all[end].holder == all[i].holder;)
            end++;
        read_holder(x, &all[i], end - i);
    }
    if (jewels && x->count) {
        excess_azure_matter(x);
        qsort(x->rows, x->count, sizeof *x->rows, by_rank);
    }
    return x;
}

void excess_azure_free(struct excess_azure *x)
{
    if (!x)
        return;
    arena_free(x->arena);
    mem_free(x->rows);
    mem_free(x);
}
