/* SPDX-License-Identifier: MIT */
/* All edges between two boxes become one line. */
#include <stdlib.h>

#include "facts.h"
#include "mem.h"
#include "visible_parts.h"

bool visible_flows_back(enum edge_kind kind)
{
    return kind == EDGE_READS || kind == EDGE_CODE_FROM;
}

bool line_wanted(const struct builder *b, const struct edge *e)
{
    if (!(b->layers & VISIBLE_LAYER(edge_kinds[e->kind].layer)))
        return false;
    if (e->kind == EDGE_ROUTES && b->holds[e->from]) {
        /* From a frame to what stands in it: the frame says so. */
        node_id n = line_end(b, e->to);
        while (n && n != e->from)
            n = b->frame[n];
        return n == 0;
    }
    if (e->kind != EDGE_HOSTED_BY && e->kind != EDGE_RESIDES_IN)
        return true;
    bool framed = (b->o->folded || b->o->arrangement != VISIBLE_ZONES) && b->frame[e->from] == e->to;
    return !framed && !edge_fact_bool(e, FACT_IMPLICIT, false);
}

node_id line_end(const struct builder *b, node_id n)
{
    return b->into[n] ? b->into[n] : n;
}

static enum role kind_role(enum edge_kind kind)
{
    switch ((int)kind) {
    case EDGE_EXPOSES:
    case EDGE_ROUTES:
    case EDGE_INVOKES:
    case EDGE_TRIGGERS:
        return ROLE_EDGE_TRIGGER;
    case EDGE_WRITES:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
        return ROLE_EDGE_WRITE;
    case EDGE_READS:
        return ROLE_EDGE_READ;
    default:
        return edge_kinds[kind].layer == LAYER_IDENTITY ? ROLE_EDGE_IAM : ROLE_EDGE;
    }
}

/* The role that says most: what starts code, then what writes, then what reads. */
static enum role stronger_role(enum role a, enum role b)
{
    static const enum role order[] = {ROLE_EDGE_TRIGGER, ROLE_EDGE_WRITE, ROLE_EDGE_READ,
                                      ROLE_EDGE_IAM};
    for (size_t i = 0; i < COUNT(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return ROLE_EDGE;
}

struct piece {
    int low, high; /* the boxes, the smaller number first */
    bool up;       /* runs from low to high */
    enum role role;
    edge_id edge;
};

static int piece_order(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return (x->edge > y->edge) - (x->edge < y->edge);
}

/* False: not a line on this map. */
static bool make_piece(const struct builder *b, edge_id id, struct piece *p)
{
    if (b->stands[id] == DOOR)
        return false;
    const struct edge *e = graph_edge_at(b->g, b->stands[id] ? b->stands[id] : id);
    if (!line_wanted(b, e))
        return false;
    int from = b->box[line_end(b, e->from)], to = b->box[line_end(b, e->to)];
    if (from < 0 || to < 0 || (from == to && e->from != e->to))
        return false;
    bool up = from <= to;
    if (visible_flows_back(e->kind) && from != to)
        up = !up;
    *p = (struct piece){from < to ? from : to, from < to ? to : from, up,
                        kind_role(graph_edge_at(b->g, id)->kind), id};
    return true;
}

/* A double-headed line goes from what acts to what holds, as the writing half does. */
static void finish_line(const struct builder *b, struct line *l, bool up, bool down)
{
    int low = l->from, high = l->to;
    bool turn = down && !up;
    l->both = up && down;
    if (l->both)
        turn = node_kind_is_store(graph_node_at(b->g, b->node[low])->kind) &&
               !node_kind_is_store(graph_node_at(b->g, b->node[high])->kind);
    l->from = turn ? high : low;
    l->to = turn ? low : high;
}

void lines_find(struct builder *b)
{
    size_t count = 0, total = graph_edge_count(b->g);
    struct piece *pieces = mem_zalloc(total + 1, sizeof *pieces);
    for (edge_id e = 1; e <= total; e++)
        count += make_piece(b, e, &pieces[count]);
    if (count)
        qsort(pieces, count, sizeof *pieces, piece_order);
    b->line_count = 0;
    b->edges = arena_array(b->p->arena, count, sizeof *b->edges);
    b->lines = arena_array(b->p->arena, count, sizeof *b->lines);
    for (size_t i = 0; i < count;) {
        struct line *l = &b->lines[b->line_count++];
        *l = (struct line){.from = pieces[i].low, .to = pieces[i].high, .role = ROLE_EDGE,
                          .first = (uint32_t)i};
        bool up = false, down = false;
        for (; i < count && pieces[i].low == l->from && pieces[i].high == l->to; i++) {
            b->edges[i] = pieces[i].edge;
            up = up || pieces[i].up;
            down = down || !pieces[i].up;
            l->role = stronger_role(l->role, pieces[i].role);
            l->count++;
        }
        finish_line(b, l, up, down);
    }
    mem_free(pieces);
}
