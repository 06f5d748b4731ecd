/* SPDX-License-Identifier: MIT */
#include "paths.h"

#include <stdlib.h>

#include "check.h"
#include "mem.h"
#include "path_make.h"
#include "query.h"

struct part {
    struct spread_terms terms;
    struct attack *attack; /* shared by parts with the same gates; the first of them frees it */
    bool owner;
    vertex_id *starts;
    size_t start_count, start_cap;
    struct search *search;
    struct attack *relaxed; /* made beforehand where a negative answer will be asked for, or NULL */
};

struct path_answer {
    const struct graph *graph;
    struct path_question question;
    struct part parts[SEAT_PARTS];
    size_t part_count;
    struct path_target *targets;
    size_t target_count;
    bool selected;
};

/* --- Searching -------------------------------------------------------------------------------- */

static void add_start(void *arg, node_id n, enum state s)
{
    struct part *part = arg;
    if (part->start_count == part->start_cap)
        part->starts = mem_grow(part->starts, &part->start_cap, sizeof *part->starts);
    part->starts[part->start_count++] = attack_vertex(part->attack, n, s);
}

static void search_parts(struct path_answer *a)
{
    const struct path_question *q = &a->question;
    for (size_t i = 0; i < q->seat->part_count; i++) {
        struct part *part = &a->parts[i];
        part->terms = (struct spread_terms){.mode = q->mode,
                                            .auth = q->auth,
                                            .pass = seat_pass(q->seat->parts[i].kind, q->mode),
                                            .response = q->response};
        for (size_t j = 0; j < i && !part->attack; j++)
            if (a->parts[j].terms.pass == part->terms.pass)
                part->attack = a->parts[j].attack;
        part->owner = !part->attack;
        if (part->owner)
            part->attack = attack_build(a->graph, &part->terms);
        seat_starts(a->graph, &q->seat->parts[i], add_start, part);
        part->search = search_run(part->attack, part->starts, part->start_count);
    }
    a->part_count = q->seat->part_count;
}

static bool reached_by(const struct part *part, vertex_id v)
{
    return v != VERTEX_NONE && part->search->rank[v] != RANK_NONE;
}

/* Vertices are numbered alike in all parts: they depend on the graph alone. */
static vertex_id vertex_of(const struct path_answer *a, node_id n, enum state s)
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

/* The part with the best way to v; NULL: nobody gets there. Ties go to the part named first. */
static const struct part *best_part(const struct path_answer *a, vertex_id v)
{
    const struct part *best = NULL;
    for (size_t i = 0; i < a->part_count; i++) {
        const struct part *part = &a->parts[i];
        if (reached_by(part, v) && (!best || compare_ways(part->search, best->search, v) < 0))
            best = part;
    }
    return best;
}

/* --- Targets ---------------------------------------------------------------------------------- */

static struct path_target target_at(const struct path_answer *a, node_id n)
{
    struct path_target t = {.node = n, .best = STATE_COUNT};
    for (int s = 0; s < STATE_COUNT; s++) {
        vertex_id v = vertex_of(a, n, (enum state)s);
        const struct part *part = v == VERTEX_NONE ? NULL : best_part(a, v);
        if (!part)
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

/* All negative answers of one question share the relaxed graphs. */
static void prepare_blockers(struct path_answer *a)
{
    bool needed = a->target_count == 0;
    for (size_t i = 0; i < a->target_count && a->selected; i++)
        needed = needed || !(a->targets[i].states & ~(1u << STATE_EXHAUST));
    for (size_t i = 0; i < a->part_count && needed; i++)
        a->parts[i].relaxed = attack_build_relaxed(a->graph, &a->parts[i].terms);
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
        attack_free(a->parts[i].relaxed);
        if (a->parts[i].owner)
            attack_free(a->parts[i].attack);
    }
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
    vertex_id v = vertex_of(a, n, s);
    const struct part *part = v == VERTEX_NONE ? NULL : best_part(a, v);
    if (!part)
        return false;
    *out = path_make(part->search, v, arena);
    return true;
}

/* --- Telling paths one after another ---------------------------------------------------------- */

struct path_telling {
    const struct path_answer *answer;
    uint32_t *told[SEAT_PARTS][AUTH_CLASS_COUNT]; /* by vertex, made when needed */
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
    for (size_t i = 0; t && i < SEAT_PARTS; i++)
        for (size_t k = 0; k < AUTH_CLASS_COUNT; k++)
            mem_free(t->told[i][k]);
    mem_free(t);
}

bool path_telling_next(struct path_telling *t, node_id n, enum state s, struct arena *arena,
                       struct path *out, struct path_shared *shared)
{
    const struct path_answer *a = t->answer;
    vertex_id v = vertex_of(a, n, s);
    const struct part *part = v == VERTEX_NONE ? NULL : best_part(a, v);
    if (!part)
        return false;
    uint32_t **told = &t->told[part - a->parts][part->search->rank[v]];
    if (!*told)
        *told = mem_zalloc(part->attack->vertex_count, sizeof **told);
    *out = path_make_rest(part->search, v, *told, ++t->number, arena, shared);
    return true;
}

const struct spread_row *path_answer_goal(const struct path_answer *a, node_id n,
                                          struct arena *arena, struct str *sentence)
{
    for (int s = 0; s < STATE_COUNT; s++) {
        vertex_id v = vertex_of(a, n, (enum state)s);
        const struct part *part = v == VERTEX_NONE ? NULL : best_part(a, v);
        const struct spread_row *goal =
            part ? path_goal(part->search, v, arena, sentence) : NULL;
        if (goal)
            return goal;
    }
    return NULL;
}

bool path_answer_reached(const struct path_answer *a, node_id n, enum state s)
{
    vertex_id v = vertex_of(a, n, s);
    return v != VERTEX_NONE && best_part(a, v);
}

/* --- What blocks ------------------------------------------------------------------------------ */

/* Marks every vertex from which the target is reached in the relaxed graph. */
static uint8_t *leads_to(const struct attack *relaxed, node_id target)
{
    uint8_t *leads = mem_zalloc(relaxed->vertex_count + 1u, 1);
    vertex_id *queue = mem_alloc((relaxed->vertex_count + 1u) * sizeof *queue);
    size_t head = 0, tail = 0;
    for (vertex_id v = 0; v < relaxed->vertex_count; v++) {
        bool wanted = !target || relaxed->vertex_node[v] == target;
        if (!wanted || relaxed->vertex_state[v] == STATE_EXHAUST)
            continue;
        leads[v] = 1;
        queue[tail++] = v;
    }
    while (head < tail) {
        vertex_id v = queue[head++];
        for (uint32_t i = relaxed->in_at[v]; i < relaxed->in_at[v + 1]; i++)
            if (!leads[relaxed->in_from[i]]) {
                leads[relaxed->in_from[i]] = 1;
                queue[tail++] = relaxed->in_from[i];
            }
    }
    mem_free(queue);
    return leads;
}

struct blockers {
    struct path_blocker *items;
    size_t count, cap;
};

static void add_blocker(struct blockers *list, const struct attack *relaxed, arc_id arc,
                        struct arena *arena)
{
    struct spread_hop hop = attack_hop(relaxed, arc);
    const struct spread_row *row = &spread_rows[relaxed->arc_row[arc]];
    edge_id e = relaxed->arc_edge[arc];
    const struct graph *g = relaxed->graph;
    if (list->count == list->cap)
        list->items = mem_grow(list->items, &list->cap, sizeof *list->items);
    list->items[list->count++] = (struct path_blocker){
        .row = row,
        .edge = e,
        .from = hop.from,
        .to = hop.to,
        .from_state = row->premise,
        .to_state = row->conclusion,
        .gate = hop.gate,
        .why = path_render(g, &relaxed->terms, hop.blocker, &hop, e, arena),
        .where = e ? graph_edge_at(g, e)->where : graph_node_at(g, hop.from)->where,
    };
}

static int blocker_order(const void *x, const void *y)
{
    const struct path_blocker *a = x, *b = y;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

static void part_blockers(const struct path_answer *a, const struct part *part, node_id target,
                          struct blockers *list, struct arena *arena)
{
    struct attack *own = part->relaxed ? NULL : attack_build_relaxed(a->graph, &part->terms);
    const struct attack *relaxed = own ? own : part->relaxed;
    uint8_t *leads = leads_to(relaxed, target);
    for (vertex_id v = 0; v < relaxed->vertex_count; v++) {
        if (!reached_by(part, v))
            continue;
        for (arc_id arc = relaxed->out_at[v]; arc < relaxed->out_at[v + 1]; arc++) {
            vertex_id to = relaxed->arc_to[arc];
            if (relaxed->arc_blocked[arc] && leads[to] && !best_part(a, to))
                add_blocker(list, relaxed, arc, arena);
        }
    }
    mem_free(leads);
    attack_free(own);
}

size_t path_answer_blockers(const struct path_answer *a, node_id target, struct arena *arena,
                            const struct path_blocker **out)
{
    struct blockers list = {0};
    size_t kept = 0;
    for (size_t i = 0; i < a->part_count; i++)
        part_blockers(a, &a->parts[i], target, &list, arena);
    if (list.count > 1)
        qsort(list.items, list.count, sizeof *list.items, blocker_order);
    struct path_blocker *result = arena_array(arena, list.count, sizeof *result);
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || blocker_order(&list.items[i - 1], &list.items[i]) != 0)
            result[kept++] = list.items[i];
    mem_free(list.items);
    *out = result;
    return kept;
}

/* --- Certificates ----------------------------------------------------------------------------- */

static bool verify_part(const struct path_answer *a, const struct part *part, struct buf *why)
{
    const struct attack *attack = part->attack;
    size_t nodes = graph_node_count(a->graph);
    fact_mask *starts = mem_zalloc(nodes + 1, sizeof *starts);
    fact_mask *facts = mem_zalloc(nodes + 1, sizeof *facts);
    struct spread_facts *f = spread_facts_new(a->graph);
    for (size_t i = 0; i < part->start_count; i++) {
        vertex_id v = part->starts[i];
        starts[attack->vertex_node[v]] |= (fact_mask)(1u << attack->vertex_state[v]);
    }
    for (vertex_id v = 0; v < attack->vertex_count; v++)
        if (reached_by(part, v))
            facts[attack->vertex_node[v]] |= (fact_mask)(1u << attack->vertex_state[v]);
    bool good = check_closed(a->graph, f, &part->terms, starts, facts, why);
    for (vertex_id v = 0; good && v < attack->vertex_count; v++) {
        if (!reached_by(part, v))
            continue;
        struct arena *arena = arena_new();
        struct path p = path_make(part->search, v, arena);
        good = check_path(f, &part->terms, starts, &p, why);
        arena_free(arena);
    }
    spread_facts_free(f);
    mem_free(starts);
    mem_free(facts);
    return good;
}

bool path_answer_verify(const struct path_answer *a, struct buf *why)
{
    for (size_t i = 0; i < a->part_count; i++)
        if (!verify_part(a, &a->parts[i], why))
            return false;
    return true;
}
