/* SPDX-License-Identifier: MIT */
/* The overview: one box for every outermost container, and one per trust zone for what lies in none.
 * Everything else is a part of such a box, as if it had been absorbed. */
#include <stdlib.h>

#include "mem.h"
#include "query.h"
#include "visible_parts.h"

static node_id outermost(const struct builder *b, node_id n)
{
    node_id top = b->holds[n] ? n : b->frame[n];
    while (top && b->frame[top])
        top = b->frame[top];
    return top;
}

static size_t zone_number(const struct graph *g, node_id n)
{
    const struct zone *zone = graph_node_zone(g, n);
    return (size_t)(zone - graph_zone_at(g, 0));
}

bool fold_counts(const struct builder *b, node_id n)
{
    const struct node *node = graph_node_at(b->g, n);
    return !b->into[n] && !b->holds[n] && node->kind != NODE_BOUNDARY &&
           (b->layers & VISIBLE_LAYER(node_kinds[node->kind].layer));
}

void fold(struct builder *b)
{
    size_t count = graph_node_count(b->g);
    node_id *of_zone = mem_zalloc(graph_zone_count(b->g) + 1, sizeof *of_zone);
    node_id *box = mem_zalloc(count + 1, sizeof *box);
    b->members = mem_zalloc(count + 1, sizeof *b->members);
    for (node_id n = 1; n <= count; n++) {
        box[n] = outermost(b, n);
        if (box[n])
            continue;
        node_id *first = &of_zone[zone_number(b->g, n)];
        if (!*first && fold_counts(b, n))
            *first = n;
        box[n] = *first;
    }
    for (node_id n = 1; n <= count; n++)
        if (!box[n]) /* before the first of its zone */
            box[n] = of_zone[zone_number(b->g, n)];
    if (b->o->fold_most)
        crowd(b, box);
    for (node_id n = 1; n <= count; n++)
        if (fold_counts(b, n))
            b->members[box[n]]++;
    node_id *into = mem_zalloc(count + 1, sizeof *into);
    for (node_id n = 1; n <= count; n++) {
        node_id to = box[line_end(b, n)];
        into[n] = to == n ? 0 : to;
    }
    memcpy(b->into, into, (count + 1) * sizeof *into);
    mem_free(into);
    mem_free(of_zone);
    mem_free(box);
}

/* The outermost container around n, or n itself, that is to be folded; 0: none. */
static node_id folded_around(const struct builder *b, const bool *wanted, node_id n)
{
    node_id found = 0;
    for (; n; n = b->frame[n])
        if (wanted[n])
            found = n;
    return found;
}

void fold_some(struct builder *b)
{
    size_t count = graph_node_count(b->g);
    bool *wanted = mem_zalloc(count + 1, sizeof *wanted);
    node_id *into = mem_zalloc(count + 1, sizeof *into);
    b->members = mem_zalloc(count + 1, sizeof *b->members);
    for (size_t i = 0; i < b->o->fold_count; i++)
        wanted[b->o->fold[i]] = b->holds[b->o->fold[i]];
    for (node_id n = 1; n <= count; n++) {
        node_id to = folded_around(b, wanted, wanted[n] ? n : line_end(b, n));
        into[n] = !to ? b->into[n] : to == n ? 0 : to;
        if (to && fold_counts(b, n))
            b->members[to]++;
    }
    for (node_id n = 1; n <= count; n++)
        b->into[n] = into[n];
    mem_free(into);
    mem_free(wanted);
}

/* What a box stands for, by kind and in all: itself, if it is no container, and what is in it. */
static unsigned count_kinds(const struct builder *b, node_id n, struct edge_list in_box,
                            unsigned kinds[NODE_KIND_COUNT])
{
    unsigned all = !b->holds[n];

    if (!b->holds[n])
        kinds[graph_node_at(b->g, n)->kind]++;
    for (size_t i = 0; i < in_box.count; i++) {
        enum node_kind kind = graph_node_at(b->g, in_box.ids[i])->kind;
        if (b->holds[in_box.ids[i]] || !(b->layers & VISIBLE_LAYER(node_kinds[kind].layer)))
            continue;
        kinds[kind]++;
        all++;
    }
    return all;
}

struct str fold_name(struct builder *b, node_id n, struct edge_list in_box)
{
    unsigned kinds[NODE_KIND_COUNT] = {0};
    struct str name = b->crowd && b->crowd[n].len ? b->crowd[n]
                      : b->holds[n]               ? graph_node_at(b->g, n)->name
                                                  : graph_node_zone(b->g, n)->name;
    return arena_printf(b->p->arena, "%.*s %u", (int)name.len, name.ptr,
                        count_kinds(b, n, in_box, kinds));
}

/* "6 fn 3 qu 2 tb": the most frequent kinds, by their tags. */
struct str fold_detail(struct builder *b, node_id n, struct edge_list in_box)
{
    enum { SHOWN = 3 };
    unsigned kinds[NODE_KIND_COUNT] = {0};
    struct buf text = {0};

    count_kinds(b, n, in_box, kinds);
    for (int shown = 0; shown < SHOWN; shown++) {
        size_t most = 0;
        for (size_t k = 1; k < NODE_KIND_COUNT; k++)
            if (kinds[k] > kinds[most])
                most = k;
        if (!kinds[most])
            break;
        buf_printf(&text, "%s%u %s", shown ? " " : "", kinds[most], node_kinds[most].tag);
        kinds[most] = 0;
    }
    struct str detail = text.len ? arena_str(b->p->arena, buf_str(&text)) : STR("");
    buf_release(&text);
    return detail;
}
