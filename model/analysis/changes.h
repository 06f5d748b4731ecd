/* SPDX-License-Identifier: MIT */
/* changes.h - what a team can change, what it costs, and which hops of an attack it takes away.
 * Place:     analysis, on attack.h. A cut is a set of changes (cut.h), never of single arcs.
 * A hop      (a rule on an edge or on a node) is one of three:
 *   stays     no change takes it away: triggers, calls and data that the business needs, rules about
 *             one node, membership. What the user releases can be taken away after all.
 *   changed   some changes take it away, each of them alone: most often one; a route has its own gate
 *             and that of its API.
 *   implied   it holds only because other hops hold: a function reads a table through what its role
 *             may do, and nothing says that its code needs it. It falls with them and is no fact of
 *             its own.
 * Need:      an access is needed if code or a declaration says so; where no code was seen for the
 *            pair, if a setting names the thing. Needed access stays, for the code and for its role:
 *            a statement is narrowed to what is needed, not taken away.
 * One place: grants and privilege paths of one identity that stand at the same place are one change,
 *            and so are settings at one place that hold the same secret.
 * Costs:     change_costs.tsv, dated; a table of the user's replaces single rows. Costs order changes,
 *            they are not money.
 * Pure:      changes_look() asks the model and the table only, so that a checker may ask it again.
 * Ownership: changes_free(); attack graph and options are borrowed.
 */
#ifndef FAASMAP_CHANGES_H
#define FAASMAP_CHANGES_H

#include "arena.h"
#include "attack.h"
#include "buf.h"

/* X(ENUM): the order of change_costs.tsv. */
#define CHANGE_KINDS(X)                                                                            \
    X(GATE) X(GATE_API) X(PUBLIC) X(GUEST) X(STATEMENT) X(POLICY) X(TRUST) X(SETTING)              \
    X(CREDENTIAL) X(ROLE) X(APP) X(CODE) X(FLAW) X(CONNECTION) X(ACCESS) X(RETIRE)

#define X(e) CHANGE_##e,
enum change_kind { CHANGE_KINDS(X) CHANGE_KIND_COUNT };
#undef X

struct change_cost {
    const char *name;
    uint32_t cost;
    const char *as_of, *what;
};
extern const struct change_cost change_costs[CHANGE_KIND_COUNT];

enum { CHANGE_COST_MAX = 1000 };
struct change_prices {
    uint32_t of[CHANGE_KIND_COUNT];
};
struct change_prices change_prices_usual(void);
/* At the edge of the system: it closes a way in, not what lies behind. */
bool change_is_entry(enum change_kind kind);
bool change_kind_find(struct str name, enum change_kind *out);
/* Lines "NAME COST", blanks or tabs between, '#' begins a comment, a head line "change cost ..." is
 * passed over; false: *error says what is wrong in which line. */
bool change_prices_read(struct change_prices *p, struct str text, struct buf *error);

/* --- The catalogue ---------------------------------------------------------------------------- */
enum { CHANGE_CHAIN = 4, CHANGE_SUPPORT = 6 };
#define CHANGE_NONE UINT32_MAX

struct change {
    enum change_kind kind;
    uint32_t cost;
    node_id subject;   /* what is changed */
    node_id other;     /* the other end, where there is one; 0 */
    edge_id edge;      /* the first edge that it takes something of; 0: about a node */
    struct origin where;
};

struct change_options {
    struct change_prices prices;
    const uint8_t *released; /* [node count + 1]: 1: connections of it may go; NULL: none */
};

struct hop { /* a rule on an edge, or (edge 0) on a node */
    uint8_t row;
    edge_id edge;
    node_id node;
};

struct change_look {
    bool implied;
    uint32_t count;                /* 0 and not implied: it stays */
    uint32_t chain[CHANGE_CHAIN];
    struct hop support[CHANGE_SUPPORT]; /* implied: the hops, one behind the other, that imply it */
    uint32_t support_count;
};

struct changes;

/* All changes that have to do with the arcs of an attack graph. O(V + E log E). */
struct changes *changes_new(const struct attack *a, const struct change_options *o)
    ATTR_RETURNS_NONNULL;
void changes_free(struct changes *c); /* NULL is allowed */
size_t changes_count(const struct changes *c);
const struct change *changes_at(const struct changes *c, uint32_t i);
/* Of an arc, as changes_new() found it: the changes that take it away, CHANGE_NONE at the end. */
const uint32_t *changes_of_arc(const struct changes *c, arc_id arc);
bool changes_arc_implied(const struct changes *c, arc_id arc);
/* The same found anew for a hop; a change that no arc has is CHANGE_NONE in the chain. */
struct change_look changes_look(const struct changes *c, struct hop hop);
struct hop changes_hop(const struct attack *a, arc_id arc);

/* --- For people -------------------------------------------------------------------------------- */

/* What is lost, or kept on purpose, if the change is made. */
enum change_effect_kind { EFFECT_LOST, EFFECT_KEPT, EFFECT_REPLACED };
struct change_effect {
    enum change_effect_kind kind;
    struct str text; /* one sentence, raw; in the arena */
    edge_id edge;    /* what it is about; 0: nothing */
};
/* "Add authentication to POST /order": an order to a person, raw text in the arena. */
struct str change_sentence(const struct changes *c, uint32_t i, struct arena *arena);
/* Returns the number of effects; *out lives in the arena. */
size_t change_effects(const struct changes *c, uint32_t i, struct arena *arena,
                      const struct change_effect **out);

#endif
