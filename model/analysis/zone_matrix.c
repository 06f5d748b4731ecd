/* SPDX-License-Identifier: MIT */
#include "zone_matrix.h"

#include <stdlib.h>

#include "crossings.h"
#include "mem.h"

struct placed {
    uint32_t from, to; /* numbers of zones, then places among those that are shown */
    edge_id edge;
};

/* --- Edges with their zones ---------------------------------------------------------------------- */

static size_t collect(const struct graph *g, const struct zone_question *q, struct placed *out)
{
    size_t count = 0;

    for (edge_id e = 1; e <= graph_edge_count(g); e++) {
        const struct edge *edge = graph_edge_at(g, e);
        bool back = q->flows_back(edge->kind);
        if (!crossing_applies(edge->kind) || (q->counts && !q->counts(q->arg, e)))
            continue;
        out[count++] = (struct placed){
            graph_node_at(g, back ? edge->to : edge->from)->zone_at,
            graph_node_at(g, back ? edge->from : edge->to)->zone_at, e};
    }
    return count;
}

/* --- Zones --------------------------------------------------------------------------------------- */

struct ranked {
    int trust;
    struct str id;
    uint32_t zone;
};

static int by_trust(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int c = (x->trust > y->trust) - (x->trust < y->trust);

    return c ? c : str_cmp(x->id, y->id);
}

/* place[zone]: where it stands among those that are shown. */
static void rank_zones(const struct graph *g, const struct placed *edges, size_t count,
                       struct zone_matrix *m, uint32_t *place)
{
    size_t zones = graph_zone_count(g);
    uint8_t *used = mem_zalloc(zones + 1, 1);
    struct ranked *ranked = mem_zalloc(zones + 1, sizeof *ranked);

    for (size_t i = 0; i < count; i++)
        used[edges[i].from] = used[edges[i].to] = 1;
    for (uint32_t z = 0; z < zones; z++) {
        const struct zone *zone = graph_zone_at(g, z);
        if (used[z])
            ranked[m->zone_count++] = (struct ranked){zone->trust, zone->id, z};
    }
    if (m->zone_count)
        qsort(ranked, m->zone_count, sizeof *ranked, by_trust);
    m->zones = mem_zalloc(m->zone_count + 1, sizeof *m->zones);
    for (uint32_t i = 0; i < m->zone_count; i++) {
        m->zones[i] = ranked[i].zone;
        place[ranked[i].zone] = i;
    }
    mem_free(used);
    mem_free(ranked);
}

/* --- Cells --------------------------------------------------------------------------------------- */

/* Keeps the order of those with the same key: sorting by the last key first sorts by all. */
static void sort_stable(const struct placed *in, struct placed *out, size_t count,
                        uint32_t (*key)(const struct placed *p, const uint8_t *crossings),
                        const uint8_t *crossings, size_t keys)
{
    size_t *at = mem_zalloc(keys + 2, sizeof *at);

    for (size_t i = 0; i < count; i++)
        at[key(&in[i], crossings) + 1]++;
    for (size_t k = 1; k <= keys; k++)
        at[k] += at[k - 1];
    for (size_t i = 0; i < count; i++)
        out[at[key(&in[i], crossings)]++] = in[i];
    mem_free(at);
}

/* 0: outer, 1: inner, 2: none */
static uint32_t crossing_key(const struct placed *p, const uint8_t *crossings)
{
    return CROSSING_OUTER - (uint32_t)crossings[p->edge];
}

static uint32_t to_key(const struct placed *p, const uint8_t *crossings)
{
    (void)crossings;
    return p->to;
}

static uint32_t from_key(const struct placed *p, const uint8_t *crossings)
{
    (void)crossings;
    return p->from;
}

static void make_cells(const struct placed *edges, const uint8_t *crossings, struct zone_matrix *m)
{
    size_t cap = 0;

    m->edges = mem_zalloc(m->edge_count + 1, sizeof *m->edges);
    for (uint32_t i = 0; i < m->edge_count; i++) {
        const struct placed *p = &edges[i];
        if (i == 0 || p->from != edges[i - 1].from || p->to != edges[i - 1].to) {
            if (m->cell_count == cap)
                m->cells = mem_grow(m->cells, &cap, sizeof *m->cells);
            m->cells[m->cell_count++] = (struct zone_cell){p->from, p->to, i, 0, 0, 0};
        }
        struct zone_cell *cell = &m->cells[m->cell_count - 1];
        cell->count++;
        cell->outer += crossings[p->edge] == CROSSING_OUTER;
        cell->inner += crossings[p->edge] == CROSSING_INNER;
        m->edges[i] = p->edge;
    }
}

struct zone_matrix *zone_matrix_find(const struct graph *g, const struct zone_question *q)
{
    struct zone_matrix *m = mem_zalloc(1, sizeof *m);
    size_t edges = graph_edge_count(g);
    struct placed *a = mem_zalloc(edges + 1, sizeof *a), *b = mem_zalloc(edges + 1, sizeof *b);
    uint32_t *place = mem_zalloc(graph_zone_count(g) + 1, sizeof *place);

    m->edge_count = collect(g, q, a);
    rank_zones(g, a, m->edge_count, m, place);
    for (size_t i = 0; i < m->edge_count; i++) {
        a[i].from = place[a[i].from];
        a[i].to = place[a[i].to];
    }
    sort_stable(a, b, m->edge_count, crossing_key, q->crossings, CROSSING_OUTER + 1);
    sort_stable(b, a, m->edge_count, to_key, q->crossings, m->zone_count);
    sort_stable(a, b, m->edge_count, from_key, q->crossings, m->zone_count);
    make_cells(b, q->crossings, m);
    mem_free(place);
    mem_free(a);
    mem_free(b);
    return m;
}

void zone_matrix_free(struct zone_matrix *m)
{
    if (!m)
        return;
    mem_free(m->zones);
    mem_free(m->cells);
    mem_free(m->edges);
    mem_free(m);
}

const struct zone_cell *zone_matrix_at(const struct zone_matrix *m, size_t row, size_t col)
{
    size_t low = 0, high = m->cell_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct zone_cell *c = &m->cells[middle];
        if (c->row < row || (c->row == row && c->col < col))
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->cell_count && m->cells[low].row == row && m->cells[low].col == col
               ? &m->cells[low]
               : NULL;
}
