/* SPDX-License-Identifier: MIT */
/* table.h - nodes as rows: what stands in each column, and the order by one of them.
 * Place:     below view_table.c; knows no screen.
 * Order:     by the value of the column, then by name, then by id. Rows without a value stand last,
 *            whichever way the order runs. Columns of how much begin with the most. Names and ids
 *            decide, not the numbers of nodes, so that a reload keeps the order.
 * Cost:      table_renew() one pass over the graph and a sort of the names; table_order() a sort;
 *            a cell O(1) but for the findings of its node.
 * Ownership: table_release() frees all; the facts are borrowed.
 */
#ifndef FAASMAP_TABLE_H
#define FAASMAP_TABLE_H

#include "exposure.h"
#include "node_values.h"
#include "roles.h"

/* X(ENUM, "name", cells, rank: what is left out first where there is no room has the highest,
 *   the most first) */
#define TABLE_COLUMNS(X)                                                                           \
    X(NAME, "name", 20, 0, false)                                                                  \
    X(KIND, "kind", 8, 1, false)                                                                   \
    X(ZONE, "zone", 12, 8, false)                                                                  \
    X(TRIGGER, "trigger", 11, 5, false)                                                            \
    X(AUTH, "auth", 12, 3, false)                                                                  \
    X(REACH, "reach", 7, 2, false)                                                                 \
    X(PRIV, "priv", 7, 6, true)                                                                    \
    X(SECRETS, "secrets", 9, 7, true)                                                              \
    X(FINDINGS, "findings", 11, 4, true)                                                           \
    X(IN, "in", 5, 9, true)                                                                        \
    X(OUT, "out", 5, 10, true)

#define X(e, ...) TABLE_##e,
enum table_column { TABLE_COLUMNS(X) TABLE_COLUMN_COUNT };
#undef X

struct table_column_row {
    const char *name;
    int cells, rank;
    bool most_first;
};
extern const struct table_column_row table_columns[TABLE_COLUMN_COUNT];
bool table_column_find(struct str name, enum table_column *out);

enum role gate_role(enum auth_class class); /* how a gate of this class is shown */

/* What the rules say of a node. */
struct table_findings {
    uint32_t count;
    int severity; /* of the worst; meaningless without any */
};

struct table {
    const struct graph *graph;
    const struct exposure *exposure;
    struct table_findings (*findings)(void *arg, node_id n);
    void *findings_arg;
    struct node_values *values; /* per node id */
    uint32_t *name_rank;        /* per node id: its place among all by name, then id;
                                   boundaries, which hold the others or stand for them, come last */
};

/* After the graph became another; the other members are set by the caller. */
void table_renew(struct table *t);
void table_release(struct table *t);

/* Sorts node ids. turned: the other way than the column begins with. */
void table_order(const struct table *t, enum table_column by, bool turned, node_id *ids,
                 size_t count);
/* What stands in a cell, and the role; nothing: it has no such value. */
enum role table_cell(const struct table *t, enum table_column column, node_id n, struct buf *out);
/* The key of the filter that a cell is a value of, and the value; false: there is none. */
bool table_value(const struct table *t, enum table_column column, node_id n, const char **key,
                 struct buf *out);
/* The cells of the widest text in each column, 0: all are empty. Of many rows nothing is measured: each
 * column needs its cells then. */
void table_measure(const struct table *t, const node_id *ids, size_t count,
                   int need[TABLE_COLUMN_COUNT]);
/* The columns that fit into so many cells beside the name; the one that is sorted by is always among
 * them. Writes the width of each, 0: left out; a blank follows each. */
void table_fit(int cells, enum table_column by, const int need[TABLE_COLUMN_COUNT],
               int width[TABLE_COLUMN_COUNT]);

#endif
