/* SPDX-License-Identifier: MIT */
/* surface.h - the outer and the inner attack surface: functions by who chooses their input.
 * Place:     analysis, on blast.h.
 * Outer:     input from anyone on the internet (seat anonymous, mode flow: data moves, no code is
 *            taken over).
 * Inner:     not outer, but input that the code of another function chooses: through calls, queues,
 *            stores. These are out of sight from outside and fall second.
 * Measure:   what falls if all of them fall at once, per mille as in blast.h (mode strict).
 * Doors:     what stands behind each of them (doors.h); nothing if x is NULL.
 * Cost:      a few compiled graphs and searches; the inner surface by one search that keeps two
 *            different origins per vertex, so that a function is not its own other.
 * Ownership: surface_release().
 */
#ifndef FAASMAP_SURFACE_H
#define FAASMAP_SURFACE_H

#include "blast.h"
#include "doors.h"

enum surface_of { SURFACE_NONE, SURFACE_OUTER, SURFACE_INNER };

struct surface {
    size_t functions, outer, inner;
    unsigned outer_per_mille, inner_per_mille;
    uint8_t *of; /* [node count + 1]: enum surface_of; functions only */
    struct doors doors;
};

void surface_find(const struct graph *g, const struct exposure *x, const struct jewels *jewels,
                  struct surface *out);
void surface_release(struct surface *s);

#endif
