/* SPDX-License-Identifier: MIT */
/* runtimes.h - until when clouds keep a runtime, a host or a model of functions up.
 * Place:     rules; runtimes.tsv, compiled by runtimes.awk, says where its days come from. What has
 *            no row is not known, and nothing is said about it.
 * Dates:     compared with rule_options.today, never with the clock.
 */
#ifndef FAASMAP_RUNTIMES_H
#define FAASMAP_RUNTIMES_H

#include "date.h"

enum runtime_what { RUNTIME_RUNTIME, RUNTIME_HOST, RUNTIME_MODEL };

struct runtime_row {
    const char *cloud; /* provider of the node */
    enum runtime_what what;
    const char *name;
    struct date deprecated, no_creation, no_update; /* year 0: none is announced */
};
extern const struct runtime_row runtime_rows[];
extern const size_t runtime_row_count;

enum runtime_state {
    RUNTIME_KEPT,    /* supported, and for more than half a year to come */
    RUNTIME_SOON,    /* out of support within 180 days */
    RUNTIME_OLD,     /* out of support: no more security fixes */
    RUNTIME_BLOCKED, /* and the cloud no longer lets anybody make a function of it */
};

const struct runtime_row *runtime_find(struct str cloud, enum runtime_what what, struct str name);
enum runtime_state runtime_state(const struct runtime_row *row, struct date today);

#endif
