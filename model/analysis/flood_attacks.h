/* SPDX-License-Identifier: MIT */
/* flood_attacks.h - the three attacks on a purse that the literature names, on an entry as it stands.
 * Place:     analysis, on flood.h.
 * Source:    D. Mileski, H. Mihajloska, Distributed Denial of Wallet Attack on Serverless Pay-as-you-go
 *            Model, TELFOR 2022, for the names; the figures are by this system's topology.
 * Blast:     everything at once, for an hour: as many requests a second as the throttles that are seen
 *            let in, or FLOOD_RATE_MAX without one; what caps of copies and the pool of the account
 *            let run of it.
 * Continual inconspicuous: so little that no rate rule or alarm on load sees it, for long:
 *            QUIET_RATE a second (or the throttle, if that is lower) for QUIET_DAYS days.
 * Background chained: what one request starts out of sight: the invocations of what no chain of direct
 *            calls leads to from the entry, but a queue, a topic, a store or a dead letter. Who watches
 *            the entry sees one request.
 */
#ifndef FAASMAP_FLOOD_ATTACKS_H
#define FAASMAP_FLOOD_ATTACKS_H

#include "flood.h"

enum { QUIET_RATE = 1, QUIET_DAYS = 30 };

struct flood_attacks {
    long blast_rate;
    amount blast_runs, blast_money; /* runs: AMOUNT_MAX: no cap is known; money: 0: not known */
    long quiet_rate;
    amount quiet_money;             /* of the whole time, if nothing fails; 0: not known */
    amount chained, all;            /* invocations of one request, view SEEN, in millionths;
                                       AMOUNT_MAX: without end */
};

/* O(V + E). */
struct flood_attacks flood_attacks_of(const struct flood *f, const struct flood_entry *e);

#endif
