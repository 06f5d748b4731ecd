/* SPDX-License-Identifier: MIT */
/* doors.h - what stands behind each door to the internet, and whether its gate is fit for it.
 * Place:     analysis, on attack.h; surface.h asks for all doors, the explorer for one.
 * Doors:     what the internet is let to (flood_is_entry) and that takes requests: routes, function
 *            URLs, fronts without routes, ... A door that is private, or that nobody on the
 *            internet gets to, is none.
 * Question:  whoever is past the gate sends a request, and every function that takes it is taken
 *            over (mode strict). Gates further in are not passed: those doors have their own line.
 * Exposure:  the index of a door is the sum over the crown jewels that fall behind it of
 *            DOOR_SCALE * weight / 2^effort, each rounded down; weights are those of
 *            jewels_weight(). A secret (3) that is handed out without code in between counts 3000,
 *            behind one function that must be broken into 1500, behind a second condition 187.
 *            It ranks doors of one system; it is no probability, and 0 is not "safe".
 * Label:     the highest sensitivity among the stores whose data is read behind the door. Secrets and
 *            keys are no data that a request is about: the index counts them, the label does not.
 * Weak:      the gate is of a lower class than data_label_gates[] asks for that label. A gate that
 *            is not known is not called weak.
 * Cost:      one compiled graph, and a search per door: O(doors * (V + E)); beyond two thousand
 *            million of that nothing is reckoned, and known is false.
 */
#ifndef FAASMAP_DOORS_H
#define FAASMAP_DOORS_H

#include "data_label.h"
#include "exposure.h"
#include "jewels.h"

enum { DOOR_SCALE = 1000 };

struct door {
    node_id node;
    enum auth auth;        /* the strongest gate of the weakest way in */
    enum auth_class class; /* of it; unknown stays unknown */
    uint64_t index;
    int label;             /* LABEL_x */
    node_id data;          /* a store with that label; 0: no data is read behind the door */
    bool weak;
};

struct doors {
    struct door *items; /* the greatest index first; equal ones by node */
    size_t count, weak;
    bool known;
};

struct doors_question {
    const struct graph *graph;
    const struct exposure *exposure; /* with the same change */
    const struct jewels *jewels;     /* NULL: those that nobody named */
    const struct what_if *change;    /* NULL: the graph as it is */
};

struct doors doors_find(const struct doors_question *q);
void doors_release(struct doors *d);
/* The same of one node; false: it is no door. */
bool doors_of(const struct doors_question *q, node_id n, struct door *out);

#endif
