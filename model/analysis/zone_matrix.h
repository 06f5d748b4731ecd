/* SPDX-License-Identifier: MIT */
/* zone_matrix.h - how many edges lead from each zone to each other one, and which of them cross a
 * trust boundary.
 * Place:     analysis, on crossings.h. The explorer's view "matrix" draws it, zone by zone.
 * Cells:     lie sparse: only where an edge leads. An edge counts the way data flows over it, which
 *            the caller says; containment and depends move nothing and are never counted.
 * Order:     zones that have an edge, the least trusted first, then by id; cells by row, then column;
 *            the edges of a cell: those that cross an outer boundary first, then inner, then the rest,
 *            each by id.
 * Cost:      zone_matrix_find() O(edges + zones log zones); zone_matrix_at() O(log cells).
 * Ownership: zone_matrix_free() frees all; the graph is borrowed.
 */
#ifndef FAASMAP_ZONE_MATRIX_H
#define FAASMAP_ZONE_MATRIX_H

#include "graph.h"

struct zone_question {
    const uint8_t *crossings;                   /* of crossings_of_all() */
    bool (*flows_back)(enum edge_kind kind);    /* true: from its second end to its first */
    bool (*counts)(const void *arg, edge_id e); /* NULL: all do */
    const void *arg;
};

struct zone_cell {
    uint32_t row, col;       /* into zones */
    uint32_t first, count;   /* into edges */
    uint32_t outer, inner;   /* that cross; the rest crosses nothing */
};

struct zone_matrix {
    uint32_t *zones; /* numbers for graph_zone_at() */
    struct zone_cell *cells;
    edge_id *edges;
    size_t zone_count, cell_count, edge_count;
};

struct zone_matrix *zone_matrix_find(const struct graph *g, const struct zone_question *q)
    ATTR_RETURNS_NONNULL;
void zone_matrix_free(struct zone_matrix *m); /* NULL is allowed */
const struct zone_cell *zone_matrix_at(const struct zone_matrix *m, size_t row, size_t col);

#endif
