/* SPDX-License-Identifier: MIT */
/* excess_parts.h - between the files of excess.h: excess.c (what is given and used), excess_narrow.c
 * (the narrowed policy), excess_matter.c (what narrowing closes). */
#ifndef FAASMAP_EXCESS_PARTS_H
#define FAASMAP_EXCESS_PARTS_H

#include "excess.h"

struct excess {
    const struct graph *graph;
    const struct jewels *jewels; /* NULL: only what is given and needed */
    struct arena *arena;
    struct aws_docs *docs;
    struct aws_things things;
    bool have_things;
    struct excess_identity *items;
    size_t count, cap;
    struct excess_closed all;
};

/* The rows of the table that an allowing statement names, whatever the resource, ascending; written
 * to rows (as many as the table has). */
size_t excess_rows(const struct aws_statement *s, uint32_t *rows);
/* Does it reach the thing (0: any) with this action? */
bool excess_reaches(const struct excess *x, const struct aws_statement *s, node_id thing,
                    struct str action);
/* May the identity do it, by its own policies and boundary? thing 0: on resource, a text. */
bool excess_may(const struct excess *x, node_id identity, node_id thing, struct str resource,
                struct str action);

/* To compare sets of classes: policy > exec > admin > write > delete > invoke > read > list. */
unsigned excess_weight(unsigned ops);

void excess_narrow(struct excess *x, struct excess_identity *i);
void excess_matter(struct excess *x);

#endif
