/* SPDX-License-Identifier: MIT */
/* cut.h - the cheapest set of changes after which nothing that must not fall falls.
 * Place:     analysis, on changes.h, flow.h and jewels.h. Answers are data; model/export prints them.
 * Goals:     a jewel falls when one of its states is reached. A powerful identity falls when it is
 *            held while it has its power: taking the power away closes that goal as well.
 * Open:      a goal that is reached over hops that all stay falls whatever is changed; it is told
 *            with its way, and the cut is about the others.
 * Weight:    of two sets that cost the same the one with fewer changes is cheaper: a change weighs its
 *            cost times a number that no count of changes reaches, and one more. The least weight is
 *            the least cost, and of those sets the fewest changes.
 * Network:   a hop costs nothing to keep and cannot be cut; what cuts is the arc inside the gadget of a
 *            change. Hops of one change that share their tail (or their head) pass through one
 *            gadget: then the least cut is the cheapest set of changes. If the hops of a change need
 *            several gadgets, the set is pruned by re-runs and may not be the cheapest.
 * Proof:     ways into the goals with an amount each; no change carries more than its weight (times
 *            scale), so no set of changes that meets every way weighs less than their sum. `exact`
 *            says that nothing that weighs so much is cheaper, `fewest` that it has no fewer changes.
 * Proposals: nearest to the attacker; nearest to the data, if that is another set; and, if the
 *            entries were to be closed, the cheapest set that leaves the entries as they are.
 * Budget:    the greatest number of goals that changes of so much in all can close, and of those sets
 *            the cheapest: branch and bound up to BUDGET_EXACT, beyond it, or when that takes too long,
 *            one goal after another. What branch and bound looked at is kept as the proof.
 * Stored:    input that code reads back from a store where somebody else has put it (some field of
 *            it) is followed, as paths follow it. direct: it is not, as whoever checks what is read
 *            back meets it without a cut; what would still fall that way is counted.
 * Mode:      over-approximated arcs (conditions count as fulfilled): a cut here is a cut there.
 *            Seats joined with different gates are taken as one with the gates of all: the cut
 *            holds for each, and may be more than needed; exact is then never said.
 * Ownership: cut_free(); graph, seat and jewels are borrowed.
 */
#ifndef FAASMAP_CUT_H
#define FAASMAP_CUT_H

#include "changes.h"
#include "jewels.h"
#include "paths.h"

enum { BUDGET_EXACT = 3 };

struct cut_question {
    struct path_question path;
    const struct jewels *jewels;
    struct change_prices prices;
    const uint8_t *released; /* [node count + 1] or NULL */
    uint64_t budget;         /* 0: none, close everything */
    bool direct;             /* do not follow input that is stored and read back later */
};

struct cut_goal {
    node_id node;
    vertex_id vertex;        /* reaching it is the fall ... */
    arc_id arc;              /* ... together with this arc, the power; ARC_NONE: alone */
    bool reached;
    bool open;               /* reached over hops that all stay */
};

struct cut_way {
    arc_id *arcs;            /* from a start to a goal; ends with the goal's arc where it has one */
    size_t count;
    uint64_t amount;
};

/* The proof of a budget's answer: the sets of changes that had to be looked at, each before the larger
 * ones made of it. Whoever closes a goal has to make a change on the way to it; so from a set one goes
 * on by the changes on the ways that are left, each only where those before it are not made, until no
 * choice of the rest can be better: a change closes at most the goals whose ways it is on. */
struct cut_branch {
    uint32_t depth;              /* 0: nothing is made */
    uint32_t change;             /* made besides those of the set it is part of; depth 0: none */
    uint32_t fix, fix_count;     /* goals whose way is another one than there */
};
struct cut_fix {
    uint32_t goal, way;          /* into ways; CUT_CLOSED: it does not fall */
};
#define CUT_CLOSED UINT32_MAX
struct cut_tree {
    struct cut_branch *branches;
    struct cut_fix *fixes;
    struct cut_way *ways;
    size_t branch_count, branch_cap, fix_count, fix_cap, way_count, way_cap;
};

enum cut_side { CUT_SOURCE, CUT_DATA, CUT_INSIDE, CUT_BUDGET, CUT_SIDE_COUNT };
extern const char *const cut_side_names[CUT_SIDE_COUNT];

struct cut_proposal {
    enum cut_side side;
    uint32_t *changes;       /* ascending */
    size_t count;
    uint64_t cost;
    uint64_t least_weight;   /* no set weighs less ... */
    uint64_t bound;          /* ... and so none costs less; CUT_BUDGET: 0, both */
    bool exact;
    bool fewest;             /* exact, and what costs the same has as many changes or more */
    struct cut_way *ways;    /* the proof of bound */
    size_t way_count;
    uint64_t scale;
    struct cut_tree *tree;   /* CUT_BUDGET, exact: the proof that nothing is better; else NULL */
    uint8_t *closed;         /* [goal count]: 1: reached before, and not any more */
    size_t closed_count;
    uint8_t *open;           /* [goal count]: 1: cannot be closed by the changes allowed here */
    size_t open_count;
    size_t stored_count;     /* direct: of the closed ones, still reached by stored input */
};

struct cut_choke {
    node_id node;            /* every way to every goal passes it ... */
    edge_id edge;            /* ... or this edge ... */
    uint32_t change;         /* ... or hops that this change takes away */
};

struct cut {
    const struct graph *graph;
    struct cut_question question;
    struct attack *attack;
    struct changes *changes;
    uint8_t *arc_marks;      /* by arc: what cut_marks_find() noted, so that searches ask once */
    vertex_id *starts;
    size_t start_count, start_cap;
    bool one_gate;           /* all parts of the seat pass the same gates */
    struct cut_goal *goals;  /* in the order of the jewels */
    size_t goal_count, goal_cap, reached, open;
    struct cut_proposal proposals[CUT_SIDE_COUNT];
    size_t proposal_count;
    struct cut_tree *nothing; /* the proof that a budget closes nothing, where that is so */
    vertex_id *before;       /* by vertex: the last one that every way to it passes (dominators.h) */
    struct cut_choke *chokes; /* nodes, then edges, then changes; of goals that are reached */
    size_t choke_count, choke_cap;
};

struct cut *cut_find(const struct graph *g, const struct cut_question *q) ATTR_RETURNS_NONNULL;
void cut_free(struct cut *c); /* NULL is allowed */
/* Everything reached when some changes are made, and without a node or an edge (0: with all): bits
 * 1 << STATE_x in facts[node count + 1], which is zero. Load is left out. */
void cut_facts(const struct cut *c, const uint32_t *changes, size_t count, node_id without_node,
               edge_id without_edge, uint8_t *facts);
/* See Weight. A set of `count` changes that cost `cost` in all. */
uint64_t cut_weight(const struct cut *c, uint64_t cost, uint64_t count);
/* The least that a set costs which weighs `weight` or more. */
uint64_t cut_least_cost(const struct cut *c, uint64_t weight);
/* Is it a row of stored input? */
bool cut_is_stored(const struct spread_row *row);
/* The vertices that every way to a goal passes, nearest to the attacker first, the goal's own and the
 * starts left out; the array is the arena's. 0: none, or the goal is not reached. */
size_t cut_passes(const struct cut *c, size_t goal, struct arena *arena, const vertex_id **out);
/* The way that leaves a goal open whatever is changed, or (proposal not NULL) with the changes that
 * it allows; hops as paths tell them. */
struct path cut_open_way(const struct cut *c, const struct cut_proposal *p, size_t goal,
                         struct arena *arena);
/* The same for all goals at once: [goal count], count 0 where it does not fall; the proposal's changes
 * are made (CUT_BUDGET), or all that it allows. Each arcs and the array are the caller's (mem_free). */
struct cut_way *cut_open_ways(const struct cut *c, const struct cut_proposal *p);
struct path cut_way_path(const struct cut *c, const struct cut_way *way, struct arena *arena);

#endif
