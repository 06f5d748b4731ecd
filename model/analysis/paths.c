/* SPDX-License-Identifier: MIT */
#include "paths.h"

#include <stdlib.h>

#include "mem.h"
#include "path_parts.h"
#include "query.h"

/* --- Searching -------------------------------------------------------------------------------- */

static void add_start(void *arg, node_id n, enum state s)
{
    struct path_part *part = arg;
    if (part->start_count == part->start_cap)
        part->starts = mem_grow(part->starts, &part->start_cap, sizeof *part->starts);
    part->starts[part->start_count++] = attack_vertex(part->attack, n, s);
}

/* The next part, with its terms and its compiled graph; parts with the same gates share it. */
static struct path_part *add_part(struct path_answer *a, unsigned pass)
{
    const struct path_question *q = &a->question;
    struct path_part *part = &a->parts[a->part_count];
    part->terms = (struct spread_terms){.mode = q->mode,
                                        .auth = q->auth,
                                        .pass = pass,
                                        .response = q->response,
                                        .exact = q->exact};
    for (size_t j = 0; j < a->part_count && !part->attack; j++)
        if (a->parts[j].terms.pass == pass)
            part->attack = a->parts[j].attack;
    part->owner = !part->attack;
    if (part->owner)
        part->attack = attack_build_changed(a->graph, &part->terms, q->change, false);
    a->part_count++;
    return part;
}

static void search_exactly(struct path_answer *a)
{
    struct search *searches[PATH_PARTS];
    for (size_t i = 0; i < a->part_count; i++)
        a->exact_parts[i] = (struct exact_part){.attack = a->parts[i].attack,
                                                .starts = a->parts[i].starts,
                                                .start_count = a->parts[i].start_count};
    a->exact = exact_run(a->graph, a->question.change, a->exact_parts, a->part_count, searches);
    for (size_t i = 0; i < a->part_count; i++)
        a->parts[i].search = searches[i];
}

/* One part for each of the seat; what a trial gives the attacker is one more, without gates. */
static void search_parts(struct path_answer *a)
{
    const struct path_question *q = &a->question;
    for (size_t i = 0; i < q->seat->part_count; i++) {
        struct path_part *part = add_part(a, seat_pass(q->seat->parts[i].kind, q->mode));
        seat_starts(a->graph, &q->seat->parts[i], add_start, part);
    }
    if (q->change && q->change->given_count) {
        struct path_part *part = add_part(a, 0);
        for (size_t i = 0; i < q->change->given_count; i++)
            add_start(part, q->change->given[i].node, q->change->given[i].state);
    }
    if (q->exact)
        search_exactly(a);
    for (size_t i = 0; i < a->part_count && !q->exact; i++)
        a->parts[i].search =
            search_run(a->parts[i].attack, a->parts[i].starts, a->parts[i].start_count);
}

vertex_id path_vertex(const struct path_answer *a, node_id n, enum state s)
{
    return a->part_count ? attack_vertex(a->parts[0].attack, n, s) : VERTEX_NONE;
}

static int compare_ways(const struct search *x, const struct search *y, vertex_id v)
{
    if (x->rank[v] != y->rank[v])
        return x->rank[v] < y->rank[v] ? -1 : 1;
    if (x->effort[v] != y->effort[v])
        return x->effort[v] < y->effort[v] ? -1 : 1;
    if (x->hops[v] != y->hops[v])
        return x->hops[v] < y->hops[v] ? -1 : 1;
    return (int)y->confidence[v] - (int)x->confidence[v];
}

const struct path_part *path_best_part(const struct path_answer *a, vertex_id v)
{
    const struct path_part *best = NULL;
    for (size_t i = 0; i < a->part_count; i++) {
        const struct path_part *part = &a->parts[i];
        if (path_part_reaches(part, v) && (!best || compare_ways(part->search, best->search, v) < 0))
            best = part;
    }
    return best;
}

/* --- Targets ---------------------------------------------------------------------------------- */

static struct path_target target_at(const struct path_answer *a, node_id n)
{
    struct path_target t = {.node = n, .best = STATE_COUNT};
    for (int s = 0; s < STATE_COUNT; s++) {
        vertex_id v = path_vertex(a, n, (enum state)s);
        const struct path_part *part = v == VERTEX_NONE ? NULL : path_best_part(a, v);
        if (!part || !path_state_counts(a, (enum state)s))
            continue;
        t.states |= 1u << s;
        if (t.best != STATE_COUNT && state_levels[s] <= state_levels[t.best])
            continue;
        t.best = (enum state)s;
        t.rank = (enum auth_class)part->search->rank[v];
        t.effort = part->search->effort[v];
        t.hops = part->search->hops[v];
    }
    return t;
}

/* The order in which the story goes on: weakest gate, then least effort, then hops. */
static int target_order(const void *x, const void *y)
{
    const struct path_target *a = x, *b = y;
    int level_a = state_levels[a->best], level_b = state_levels[b->best];
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->effort != b->effort)
        return a->effort < b->effort ? -1 : 1;
    if (a->hops != b->hops)
        return a->hops < b->hops ? -1 : 1;
    if (level_a != level_b)
        return level_a > level_b ? -1 : 1;
    return (a->node > b->node) - (a->node < b->node);
}

static void mark_starts(const struct path_answer *a, uint8_t *is_start)
{
    for (size_t i = 0; i < a->part_count; i++)
        for (size_t j = 0; j < a->parts[i].start_count; j++)
            is_start[a->parts[i].attack->vertex_node[a->parts[i].starts[j]]] = 1;
}

static struct path_answer *answer_new(const struct graph *g, const struct path_question *q)
{
    struct path_answer *a = mem_zalloc(1, sizeof *a);
    a->graph = g;
    a->question = *q;
    search_parts(a);
    return a;
}

/* All negative answers of one question share the relaxed graphs, and so do parts with the same gates. */
static void prepare_blockers(struct path_answer *a)
{
    bool needed = !a->selected && a->target_count == 0;
    for (size_t i = 0; i < a->target_count && a->selected; i++)
        needed = needed || path_target_missed(a, &a->targets[i]);
    for (size_t i = 0; i < a->part_count && needed && !a->question.ways_only; i++) {
        struct path_part *part = &a->parts[i];
        for (size_t j = 0; j < i && !part->owner; j++)
            if (a->parts[j].owner && a->parts[j].terms.pass == part->terms.pass)
                part->relaxed = a->parts[j].relaxed;
        if (part->owner)
            part->relaxed = attack_build_changed(a->graph, &part->terms, a->question.change, true);
    }
}

struct path_answer *paths_from(const struct graph *g, const struct path_question *q)
{
    struct path_answer *a = answer_new(g, q);
    size_t nodes = graph_node_count(g);
    uint8_t *is_start = mem_zalloc(nodes + 1, 1);
    mark_starts(a, is_start);
    a->targets = mem_alloc((nodes + 1) * sizeof *a->targets);
    for (size_t n = 1; n <= nodes; n++) {
        struct path_target t = target_at(a, (node_id)n);
        bool door = t.best == STATE_INPUT && graph_first_out(g, (node_id)n, EDGE_ROUTES);
        if (t.states && !is_start[n] && !door) /* what has routes is reached as its routes are */
            a->targets[a->target_count++] = t;
    }
    qsort(a->targets, a->target_count, sizeof *a->targets, target_order);
    mem_free(is_start);
    prepare_blockers(a);
    return a;
}

struct path_answer *paths_between(const struct graph *g, const struct path_question *q,
                                  const node_id *targets, size_t count)
{
    struct path_answer *a = answer_new(g, q);
    a->selected = true;
    a->targets = mem_alloc(count * sizeof *a->targets);
    for (size_t i = 0; i < count; i++)
        a->targets[a->target_count++] = target_at(a, targets[i]);
    prepare_blockers(a);
    return a;
}

void path_answer_free(struct path_answer *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->part_count; i++) {
        search_free(a->parts[i].search);
        mem_free(a->parts[i].starts);
        if (a->parts[i].owner) {
            attack_free(a->parts[i].relaxed);
            attack_free(a->parts[i].attack);
        }
    }
    exact_free(a->exact);
    mem_free(a->targets);
    mem_free(a);
}

const struct graph *path_answer_graph(const struct path_answer *a)
{
    return a->graph;
}

const struct path_question *path_answer_question(const struct path_answer *a)
{
    return &a->question;
}

bool path_target_missed(const struct path_answer *a, const struct path_target *t)
{
    bool load = a->question.states == 1u << STATE_EXHAUST;
    return !t->states || (!load && !(t->states & ~(1u << STATE_EXHAUST)));
}

bool path_answer_selected(const struct path_answer *a)
{
    return a->selected;
}

size_t path_answer_count(const struct path_answer *a)
{
    return a->target_count;
}

const struct path_target *path_answer_at(const struct path_answer *a, size_t i)
{
    return &a->targets[i];
}

bool path_answer_path(const struct path_answer *a, node_id n, enum state s, struct arena *arena,
                      struct path *out)
{
    vertex_id v = path_vertex(a, n, s);
    const struct path_part *part = v == VERTEX_NONE ? NULL : path_best_part(a, v);
    if (!part)
        return false;
    *out = path_make(part->search, v, arena);
    if (a->exact)
        path_prove(a, (enum auth_class)part->search->rank[v], out, arena);
    return true;
}

/* --- Telling paths one after another ---------------------------------------------------------- */

struct path_telling {
    const struct path_answer *answer;
    uint32_t *told[PATH_PARTS][AUTH_CLASS_COUNT]; /* by vertex, made when needed */
    uint32_t number;
};

struct path_telling *path_telling_new(const struct path_answer *a)
{
    struct path_telling *t = mem_zalloc(1, sizeof *t);
    t->answer = a;
    return t;
}

void path_telling_free(struct path_telling *t)
{
    for (size_t i = 0; t && i < PATH_PARTS; i++)
        for (size_t k = 0; k < AUTH_CLASS_COUNT; k++)
            mem_free(t->told[i][k]);
    mem_free(t);
}

bool path_telling_next(struct path_telling *t, node_id n, enum state s, struct arena *arena,
                       struct path *out, struct path_shared *shared)
{
    const struct path_answer *a = t->answer;
    vertex_id v = path_vertex(a, n, s);
    const struct path_part *part = v == VERTEX_NONE ? NULL : path_best_part(a, v);
    if (!part)
        return false;
    uint32_t **told = &t->told[part - a->parts][part->search->rank[v]];
    if (!*told)
        *told = mem_zalloc(part->attack->vertex_count, sizeof **told);
    *out = path_make_rest(part->search, v, *told, ++t->number, arena, shared);
    if (a->exact)
        path_prove(a, (enum auth_class)part->search->rank[v], out, arena);
    return true;
}

const struct spread_row *path_answer_goal(const struct path_answer *a, node_id n,
                                          struct arena *arena, struct str *sentence)
{
    for (int s = 0; s < STATE_COUNT; s++) {
        vertex_id v = path_vertex(a, n, (enum state)s);
        const struct path_part *part = v == VERTEX_NONE ? NULL : path_best_part(a, v);
        const struct spread_row *goal =
            part ? path_goal(part->search, v, arena, sentence) : NULL;
        if (goal)
            return goal;
    }
    return NULL;
}

bool path_answer_reached(const struct path_answer *a, node_id n, enum state s)
{
    vertex_id v = path_vertex(a, n, s);
    return v != VERTEX_NONE && path_best_part(a, v);
}

