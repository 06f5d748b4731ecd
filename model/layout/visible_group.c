/* SPDX-License-Identifier: MIT */
/* Equal siblings as one box: boxes of a kind, in the same frame, with one line of the same sort to
 * the same neighbour or with none at all. A large map is mostly such leaves. */
#include <stdlib.h>

#include "mem.h"
#include "visible_parts.h"

enum { GROUP_LEAST = 3 };

/* What siblings have in common. */
struct leaf {
    int neighbour; /* VISIBLE_NONE: no line */
    int sort;      /* way and kind of the line */
    node_id frame;
    enum node_kind kind;
    struct str zone;
    int box;
};

static int by_likeness(const struct leaf *x, const struct leaf *y)
{
    int c = (x->neighbour > y->neighbour) - (x->neighbour < y->neighbour);
    c = c ? c : (x->sort > y->sort) - (x->sort < y->sort);
    c = c ? c : (x->frame > y->frame) - (x->frame < y->frame);
    c = c ? c : (x->kind > y->kind) - (x->kind < y->kind);
    return c ? c : str_cmp(x->zone, y->zone);
}

static int leaf_order(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    int c = by_likeness(x, y);
    return c ? c : (x->box > y->box) - (x->box < y->box);
}

static bool is_apart(const struct builder *b, node_id n)
{
    size_t low = 0, high = b->o->apart_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->o->apart[middle] == n)
            return true;
        if (b->o->apart[middle] < n)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static int sort_of(const struct builder *b, const struct line *l, int box)
{
    const struct edge *e = graph_edge_at(b->g, b->edges[l->first]);
    return ((int)e->kind << 2) + (l->both ? 2 : 0) + (l->from == box);
}

/* Candidates with at most one line; returns their number. */
static size_t leaves_of(const struct builder *b, struct leaf *out)
{
    enum { NO_LINE = -1, MANY = -2 };
    int *line = mem_alloc((b->box_count + 1) * sizeof *line);
    size_t count = 0;
    for (size_t i = 0; i < b->box_count; i++)
        line[i] = NO_LINE;
    for (size_t i = 0; i < b->line_count; i++) {
        const int ends[2] = {b->lines[i].from, b->lines[i].to};
        for (size_t k = 0; k < COUNT(ends); k++)
            line[ends[k]] = line[ends[k]] == NO_LINE && ends[0] != ends[1] ? (int)i : MANY;
    }
    for (size_t i = 0; i < b->box_count; i++) {
        node_id n = b->node[i];
        const struct line *l = line[i] >= 0 ? &b->lines[line[i]] : NULL;
        if (line[i] == MANY || b->holds[n] || is_apart(b, n))
            continue;
        out[count++] = (struct leaf){
            .neighbour = !l ? VISIBLE_NONE : l->from == (int)i ? l->to : l->from,
            .sort = l ? sort_of(b, l, (int)i) : 0,
            .frame = b->frame[n],
            .kind = graph_node_at(b->g, n)->kind,
            .zone = graph_node_at(b->g, n)->zone,
            .box = (int)i,
        };
    }
    mem_free(line);
    return count;
}

bool group_siblings(struct builder *b)
{
    size_t nodes = graph_node_count(b->g);
    struct leaf *leaves = mem_alloc((b->box_count + 1) * sizeof *leaves);
    size_t count = leaves_of(b, leaves);
    bool any = false;
    b->siblings = mem_zalloc(nodes + 1, sizeof *b->siblings);
    if (count)
        qsort(leaves, count, sizeof *leaves, leaf_order);
    for (size_t from = 0, to; from < count; from = to) {
        node_id first = b->node[leaves[from].box];
        for (to = from + 1; to < count && by_likeness(&leaves[from], &leaves[to]) == 0;)
            to++;
        if (to - from < GROUP_LEAST)
            continue;
        b->siblings[first] = (uint32_t)(to - from);
        for (size_t i = from + 1; i < to; i++)
            b->into[b->node[leaves[i].box]] = first;
        any = true;
    }
    for (node_id n = 1; any && n <= nodes; n++) /* what stood in a box that is grouped now */
        if (b->into[n] && b->into[b->into[n]])
            b->into[n] = b->into[b->into[n]];
    mem_free(leaves);
    return any;
}

struct str group_name(struct builder *b, node_id n)
{
    return arena_printf(b->p->arena, "%ux %s", (unsigned)b->siblings[n],
                        node_kinds[graph_node_at(b->g, n)->kind].tag);
}

/* The beginning that their names share: "resize-*"; else the first name. */
struct str group_detail(struct builder *b, node_id n, const node_id *members, size_t count)
{
    enum { TELLING = 3 };
    const struct node *first = graph_node_at(b->g, n);
    struct str shared = first->name;
    for (size_t i = 0; i < count; i++) {
        const struct node *m = graph_node_at(b->g, members[i]);
        size_t same = 0;
        if (m->kind != first->kind)
            continue; /* stood in one of the boxes */
        while (same < shared.len && same < m->name.len && shared.ptr[same] == m->name.ptr[same])
            same++;
        shared = str_sub(shared, 0, same);
    }
    while (shared.len && ((unsigned char)shared.ptr[shared.len - 1] & 0xc0) == 0x80)
        shared.len--; /* no half of a letter */
    if (shared.len && (unsigned char)shared.ptr[shared.len - 1] >= 0xc0)
        shared.len--;
    if (shared.len < TELLING)
        return arena_printf(b->p->arena, "%.*s ...", (int)first->name.len, first->name.ptr);
    return arena_printf(b->p->arena, "%.*s*", (int)shared.len, shared.ptr);
}
