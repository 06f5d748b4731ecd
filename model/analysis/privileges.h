/* SPDX-License-Identifier: MIT */
/* privileges.h - the privilege matrix: who is given what on which thing, against what it is needed for.
 * Place:     analysis, on model/iam (aws_needs.h, aws_docs.h, azure_needs.h). The explorer's view "matrix" draws it.
 * Rows:      whoever a grant goes out from, and identities that lack what they need. Columns: the things
 *            and collectives ("all of dynamodb") that a grant or a lacking need leads to. Cells are few
 *            and lie sparse: a row has one for each column that it has anything to do with.
 * Needed:    a class (OP_ bits) is needed in a cell if a need on the thing, or on a member of the
 *            collective, has an action of that class; perhaps, if nothing says what is done to it.
 *            Needs are known of identities of AWS, and of those of Azure that something in the input
 *            runs as: else compared is false, and a class that is not needed says nothing. Nor is it a
 *            proof where code_known is false.
 * Missing:   needed on this very thing, and no statement gives it; asked of the statements themselves,
 *            conditions and denials left aside, where the policies are in the input. Of AWS only: roles
 *            of Azure are often assigned by hand.
 * Order:     rows with users first, then by the gravest class that is too much, then by how many cells
 *            have too much, then by id; columns by how many rows have a cell there, then by id.
 * Cost:      O(grants + needs * cells of their row), and reading the policies once.
 * Ownership: privileges_free() frees all; the graph is borrowed.
 */
#ifndef FAASMAP_PRIVILEGES_H
#define FAASMAP_PRIVILEGES_H

#include "graph.h"

struct privilege_cell {
    uint32_t row, col;
    edge_id edge;       /* a grant, rather one without conditions; 0: there is none, something lacks */
    unsigned given, needed, perhaps, missing; /* OP_ bits; needed, perhaps: whether given or not */
    bool conditional;   /* every grant of it has a condition */
};

struct privilege_row {
    node_id holder;
    uint32_t first, count; /* its cells, by column */
    const node_id *users;  /* who runs as it, by id */
    uint32_t user_count;
    bool compared, code_known;
    unsigned excess;       /* classes that are too much in one of its cells */
};

struct privileges {
    struct privilege_row *rows;
    struct privilege_cell *cells;
    node_id *columns;
    size_t row_count, cell_count, column_count;
    const struct graph *graph;
    uint32_t *number;      /* per node: 1 + its column; 0: it has none */
    struct arena *arena;
};

struct privileges *privileges_find(const struct graph *g) ATTR_RETURNS_NONNULL;
void privileges_free(struct privileges *p); /* NULL is allowed */
/* NULL: the row has nothing to do with the column. O(log cells of the row). */
const struct privilege_cell *privileges_at(const struct privileges *p, size_t row, size_t col);
/* The cell of a collective that the column is a member of: a row without a cell of its own there has
 * rights on it all the same. NULL: none. O(edges of the thing). */
const struct privilege_cell *privileges_through(const struct privileges *p, size_t row, size_t col);
/* Classes that are given and nothing asks for; 0 where needs are not known. */
unsigned privilege_excess(const struct privileges *p, const struct privilege_cell *cell);

#endif
