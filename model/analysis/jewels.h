/* SPDX-License-Identifier: MIT */
/* jewels.h - the crown jewels: what must not fall, and what falling means there.
 * Place:     analysis, on filter.h. Cuts, blast radius and privilege gap rank by them.
 * Without a word from the team: stores that keep sensitive data (sensitivity 2 and up), secrets, and
 *            powerful identities: those that can become another one or replace code (a complete
 *            `controls`), and administrators of an account, subscription or resource group.
 * Named:     a list (`jewels:` of faasmap.yaml) then says all of them, and nothing else is one. An
 *            entry is an id, a name, a glob of either, or a filter (filter.h); ":STATE" behind it says
 *            which state is the fall.
 * Fall:      a store or secret falls when it is read, an identity when it is held, what runs code
 *            when it is controlled. Being written is no fall unless the list says so: most stores are
 *            there to take in what users send.
 * Ownership: jewels_free(); the graph is borrowed while they are sought only.
 */
#ifndef FAASMAP_JEWELS_H
#define FAASMAP_JEWELS_H

#include "filter.h"

/* X(ENUM, "name", "why it is one") */
#define JEWEL_REASONS(X)                                                                           \
    X(NAMED, "named", "named as what must not fall")                                               \
    X(STORE, "sensitive", "keeps sensitive data")                                                  \
    X(SECRET, "secret", "a secret")                                                                \
    X(IDENTITY, "powerful", "can make itself something else, or administers an account")

#define X(e, ...) JEWEL_##e,
enum jewel_reason { JEWEL_REASONS(X) JEWEL_REASON_COUNT };
#undef X
extern const char *const jewel_reason_names[JEWEL_REASON_COUNT];
extern const char *const jewel_reason_help[JEWEL_REASON_COUNT];

struct jewel {
    node_id node;
    enum jewel_reason reason;
    unsigned states; /* bits 1 << STATE_x: reaching any of them is the fall */
};

struct jewels {
    struct jewel *items; /* ascending by node, each node once */
    size_t count, cap;
    bool named;
};

/* An entry of the list, and where it stands. */
struct jewel_name {
    struct str text;
    struct origin where; /* no file: on the command line */
};

/* names may be empty. An entry that cannot be understood is an error in diags, one that fits nothing a
 * warning; diags may be NULL. x may be NULL: filters by reach and auth then fit nothing. */
struct jewels *jewels_find(const struct graph *g, const struct exposure *x,
                           const struct jewel_name *names, size_t count, struct diags *diags)
    ATTR_RETURNS_NONNULL;
void jewels_free(struct jewels *j); /* NULL is allowed */
/* NULL: it is none. O(log jewels). */
const struct jewel *jewels_at(const struct jewels *j, node_id n);
/* What a node has to lose: its sensitivity, 0 to 3; 3 if somebody named it. jewels may be NULL. */
uint64_t jewels_weight(const struct graph *g, const struct jewels *j, node_id n);
/* The states that are a fall at a kind, bits 1 << STATE_x; 0: nothing can fall there. */
unsigned jewel_states(enum node_kind kind);
/* Can it become another identity, replace code, or administer an account? O(its edges). */
bool jewel_is_powerful(const struct graph *g, node_id identity);
/* Is it this edge that makes its source powerful? */
bool jewel_is_power(const struct graph *g, edge_id e);

#endif
