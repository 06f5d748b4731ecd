/* SPDX-License-Identifier: MIT */
/* lines_parts.h - private to lines.c and signs.c: the lines of a picture, cell by cell.
 */
#ifndef FAASMAP_LINES_PARTS_H
#define FAASMAP_LINES_PARTS_H

#include "lines.h"

/* One net in one cell. */
struct visit {
    int next;      /* in the same cell, -1 */
    int tree;
    unsigned arms;
    int goal;      /* box that this piece of line leads to, -1: more than one */
    int edge;
    bool heavy;
};

struct drawing {
    struct lay *l;
    struct canvas *canvas;
    int *head;      /* per cell: first visit */
    bool *on_frame; /* per cell: the line stands on a border */
    struct visit *visits;
    size_t count, cap;
};

/* Arms without their weights, as 1 << enum arm. */
enum { LEVEL = 1 << ARM_LEFT | 1 << ARM_RIGHT, UPRIGHT = 1 << ARM_UP | 1 << ARM_DOWN };
unsigned lines_arms(unsigned arms);

int lines_cell(const struct drawing *d, int main, int order);
/* Main coordinates: of a track; of the first cell behind an item. */
int lines_track(const struct lay *l, const struct channel *c, int track);
int lines_start(const struct lay *l, int item);

/* signs.c: what stands on lines that have been drawn. The marks of outer boundaries of one net, whose
 * boxes stand behind end; the numbers on lines that stand for many. */
void signs_mark(struct drawing *d, const struct channel *c, const struct net *n, int end);
void signs_count(struct drawing *d);

#endif
