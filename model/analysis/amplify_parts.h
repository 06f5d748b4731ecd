/* SPDX-License-Identifier: MIT */
/* amplify_parts.h - what the files of amplify.c share.
 * Place:     private to amplify*.c.
 */
#ifndef FAASMAP_AMPLIFY_PARTS_H
#define FAASMAP_AMPLIFY_PARTS_H

#include "amplify.h"

/* Arcs of the whole graph; node i is vertex i - 1, further vertices stand behind. */
void load_graph_build(const struct graph *g, struct arena *arena, struct load_graph *out);

/* Is it a call by a door of code that asks what its caller names? */
bool load_may_ask(const struct graph *g, const struct edge *e);

/* Does the write make this event of a bucket, "s3:ObjectCreated:Put"? What is not of S3 counts as made. */
bool load_makes_event(const struct edge *writes, struct str event);

static inline uint64_t load_weight(const struct load_arc *a, enum load_view view)
{
    if (a->except & 1u << view)
        return 0;
    if (view == LOAD_VIEW_CALM)
        return a->flags & LOAD_SUPPOSED ? 0 : a->calm;
    return view == LOAD_VIEW_SEEN && a->flags & LOAD_SUPPOSED ? 0 : a->most;
}

/* One view: the arcs that have a weight there, their components, the loops among them. */
struct load_solved {
    enum load_view view;
    uint32_t components;
    uint32_t *component;  /* [vertices], in reverse topological order */
    uint32_t *first;      /* [components + 1]: where its vertices begin in `members` */
    uint32_t *members;    /* [vertices], by component, ascending in each */
    struct load_loop **loop; /* [components]; NULL: a vertex that does not lead to itself */
    struct load_loop **paced; /* of LOOP_PACED, no components; NULL if there are none */
    size_t paced_count;
};

/* Finds and classifies; certificates live in the arena. */
void load_loops_find(const struct load_graph *g, enum load_view view, struct arena *arena,
                     struct load_solved *out);
/* Splits the stores through which loops go round only when a reader comes by, so that what comes back
 * waits there. false: there are none, *out is left alone. solved: of all views. O(V + E). */
bool load_graph_pace(const struct load_graph *g, const struct load_solved *solved,
                     struct arena *arena, struct load_graph *out);
/* Fills now->paced: one of each loop that was there before. */
void load_paced_name(const struct load_graph *before, const struct load_solved *was,
                     const struct load_graph *g, struct arena *arena, struct load_solved *now);
/* The place of a member in a loop's arrays. */
uint32_t load_member(const struct load_loop *l, uint32_t vertex);

/* What lies behind a vertex, its own part not included. */
struct behind {
    amount runs, messages, money;
    bool endless;
    uint8_t flags;
};

struct amplify {
    struct arena *arena;
    struct load_graph graph;
    const struct load_prices *prices; /* NULL: nothing costs anything */
    struct load_solved solved[LOAD_VIEW_COUNT];
    struct behind *behind[LOAD_VIEW_COUNT]; /* [vertices] */
    const struct load_loop **loops;
    size_t loop_count;
    uint32_t *loops_at;   /* [node count + 2]: where those of a node begin in `loops_of` */
    uint32_t *loops_of;   /* numbers of loops, by node */
};

#endif
