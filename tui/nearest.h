/* SPDX-License-Identifier: MIT */
/* nearest.h - the name that was probably meant, for messages about unknown names. */
#ifndef FAASMAP_NEAREST_H
#define FAASMAP_NEAREST_H

#include "str.h"

/* Collects candidates one by one; {.wanted = name} to begin with. */
struct nearest {
    struct str wanted, best; /* best is empty until a candidate was near enough */
    size_t cost;
};

/* Near enough: at most a third of the longer text edited (insert, delete, replace,
 * swap two neighbours: one each). */
void nearest_offer(struct nearest *n, struct str candidate);

#endif
