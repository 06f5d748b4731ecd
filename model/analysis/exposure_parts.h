/* SPDX-License-Identifier: MIT */
/* exposure_parts.h - what an exposure is made of.
 * Place:     analysis, between exposure.c and its checker. Nobody else looks inside.
 */
#ifndef FAASMAP_EXPOSURE_PARTS_H
#define FAASMAP_EXPOSURE_PARTS_H

#include "exposure.h"
#include "path_make.h"

struct exposure {
    const struct graph *graph;
    const struct what_if *change; /* borrowed; NULL: the graph as it is */
    struct attack *attack;
    struct search *search;
    vertex_id *best;      /* [node count + 1]: vertex of the weakest way in, or VERTEX_NONE */
    uint8_t *edges;       /* [edge count + 1]: attacker's bytes travel */
    uint8_t *third_party; /* [node count + 1] */
    size_t count;
};

#endif
