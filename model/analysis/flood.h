/* SPDX-License-Identifier: MIT */
/* flood.h - what a stranger can make the system do: per entry, by how much, up to which cap, for how
 * much money.
 * Place:     analysis, on amplify.h and prices.h; faasmap flood, the rules of load and assertions ask.
 * Entries:   what an actor outside is let to (exposes). An API or a front with routes is entered by
 *            them; the door of an authorizer is that of its route; what the gateway itself answers,
 *            and stores that may only be read, start nothing.
 * Caps seen: rate       a throttle of stage, route or plan, a rate rule of a firewall
 *            quota      of a usage plan
 *            copies     reserved concurrency, greatest concurrency of a mapping, instances of an app:
 *                       counts if everything that the entry starts at once has one
 *            An alarm of a budget is no cap: it says so, and stops nothing.
 * Assumed:   FLOOD_RUN_MS for a run where nothing fails, the timeout of the function for one that
 *            does; FLOOD_LOG_BYTES of log a run; list prices of the first tier, no free tier; FLOOD_POOL concurrent
 *            runs in an account of AWS (its default). Said with every figure of money.
 * Full:      the cost of an hour in which every function that the entry reaches runs as often at once
 *            as its cap lets it, and the dearest of the others takes the rest of the pool; with the
 *            price of the gateway where the function stands right behind it. AWS only: what caps
 *            an app elsewhere is not in a template.
 * Ownership: flood_free() frees all; graph and prices are borrowed.
 */
#ifndef FAASMAP_FLOOD_H
#define FAASMAP_FLOOD_H

#include "amplify.h"
#include "exposure.h"
#include "prices.h"

enum {
    FLOOD_RATE = 100,       /* requests a second, unless the question says another */
    FLOOD_RATE_MAX = 10000000,
    FLOOD_RUN_MS = 100,
    FLOOD_LOG_BYTES = 1000,
    FLOOD_POOL = 1000,
    FLOOD_POOL_HOUR = FLOOD_POOL * (3600000 / FLOOD_RUN_MS), /* short runs of the whole pool */
    FLOOD_CAPS = 8,         /* named per entry */
};

/* X(ENUM, "name", "in words"): by the runs of one request, view SEEN */
#define FLOOD_LEVELS(X)                                                                            \
    X(NOTHING, "nothing", "starts nothing")                                                        \
    X(NONE, "none", "one run at most")                                                             \
    X(LINEAR, "linear", "up to ten runs")                                                          \
    X(BURST, "burst", "up to a thousand runs")                                                     \
    X(EXPLOSIVE, "explosive", "more than a thousand runs")                                         \
    X(STOPPED, "stopped", "a loop that the provider stops")                                        \
    X(ENDLESS, "endless", "a loop that nothing stops")

#define X(e, ...) FLOOD_##e,
enum flood_level { FLOOD_LEVELS(X) FLOOD_LEVEL_COUNT };
#undef X
extern const char *const flood_level_names[FLOOD_LEVEL_COUNT];

enum flood_cap_kind { CAP_RATE, CAP_QUOTA, CAP_COPIES };
extern const char *const flood_cap_names[];

struct flood_cap {
    enum flood_cap_kind kind;
    node_id at;   /* where it is said */
    long value;   /* requests a second, copies; 0: the input does not say how many */
};

struct flood_entry {
    node_id node;
    edge_id door;       /* its weakest exposes edge */
    enum auth auth;
    struct load_sum sums[LOAD_VIEW_COUNT];
    enum flood_level level;
    struct flood_cap caps[FLOOD_CAPS];
    size_t cap_count;
    bool rate_capped, copies_capped; /* neither: no cap at all */
    long rate;          /* requests a second that get in: the question's, or the throttle's */
};

/* The part of one node in what one request does. */
struct flood_part {
    node_id node;
    amount times;  /* view SEEN; AMOUNT_MAX: endless or beyond counting */
    edge_id edge;  /* the arc with the most attempts that leads there; 0: it is the entry itself */
    uint32_t tries;
    enum load_attempts why;
};

struct flood_hour { /* for one hour at the entry's rate */
    amount runs;    /* no more than the caps let run; AMOUNT_MAX: not known */
    amount money;   /* picodollars; 0: not known */
    amount money_calm; /* the same if nothing fails; 0: not known */
    amount full;    /* 0: not known for this platform */
    struct flood_part *parts; /* runs and messages, most first */
    size_t part_count;
};

struct flood;
struct flood_question {
    const struct prices *prices;
    long rate;                     /* 0: FLOOD_RATE */
    bool (*takes)(void *arg, node_id n); /* entries; NULL: all */
    void *arg;
};

struct flood *flood_build(const struct graph *g, const struct flood_question *q)
    ATTR_RETURNS_NONNULL;
void flood_free(struct flood *f); /* NULL is allowed */
const struct graph *flood_graph(const struct flood *f);
const struct amplify *flood_amplify(const struct flood *f);
const struct prices *flood_prices(const struct flood *f);
/* The worst first: endless, then by runs; equal ones by id. */
size_t flood_count(const struct flood *f);
const struct flood_entry *flood_at(const struct flood *f, size_t i);
const struct flood_entry *flood_of(const struct flood *f, node_id n); /* NULL: no entry */
bool flood_is_entry(const struct graph *g, const struct edge *e); /* the edge leads to one */
/* Details, O(V + E); flood_hour_free() frees the parts. */
struct flood_hour flood_hour(const struct flood *f, const struct flood_entry *e);
void flood_hour_free(struct flood_hour *h);

/* --- Private: what one event costs, by kind and provider of the node ---------------------------- */
struct flood_costs {
    amount *most, *calm; /* [node count + 1] */
    amount *copy_hour;   /* functions of AWS: one of its copies for an hour of short runs */
    amount *gateway;     /* functions of AWS: dearest request of a gateway right before it */
};
void flood_costs_of(const struct graph *g, const struct prices *p, struct arena *arena,
                    struct flood_costs *out);

#endif
