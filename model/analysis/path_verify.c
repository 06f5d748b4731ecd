/* SPDX-License-Identifier: MIT */
/* path_verify.c - the certificates of an answer, handed to the checker. */
#include "check_net.h"
#include "mem.h"
#include "path_parts.h"

struct path_checker {
    const struct path_answer *a;
    struct spread_facts *facts;
    fact_mask *starts[PATH_PARTS], *reached[PATH_PARTS];
    fact_mask *all; /* what any part reaches */
    struct check_net *nets[PATH_PARTS]; /* not of exact answers */
};

static void gather_facts(struct path_checker *v)
{
    size_t nodes = graph_node_count(v->a->graph);
    v->facts = spread_facts_changed(v->a->graph, v->a->question.change);
    v->all = mem_zalloc(nodes + 1, sizeof *v->all);
    for (size_t i = 0; i < v->a->part_count; i++) {
        const struct path_part *part = &v->a->parts[i];
        const struct attack *attack = part->attack;
        v->starts[i] = mem_zalloc(nodes + 1, sizeof **v->starts);
        v->reached[i] = mem_zalloc(nodes + 1, sizeof **v->reached);
        for (size_t k = 0; k < part->start_count; k++) {
            vertex_id s = part->starts[k];
            v->starts[i][attack->vertex_node[s]] |= (fact_mask)(1u << attack->vertex_state[s]);
        }
        for (vertex_id x = 0; x < attack->vertex_count; x++) {
            fact_mask bit = (fact_mask)(1u << attack->vertex_state[x]);
            if (!path_part_reaches(part, x))
                continue;
            v->reached[i][attack->vertex_node[x]] |= bit;
            v->all[attack->vertex_node[x]] |= bit;
        }
    }
}

static bool verify_part(const struct path_checker *v, size_t i, struct buf *why)
{
    const struct path_answer *a = v->a;
    const struct path_part *part = &a->parts[i];
    const struct check_proved proved = {
        .conditions = a->exact ? exact_conditions(a->exact) : NULL, .facts = v->all};
    bool good = check_closed(a->graph, v->facts, &part->terms, a->exact ? &proved : NULL,
                             v->starts[i], v->reached[i], why);
    for (vertex_id x = 0; good && x < part->attack->vertex_count; x++) {
        if (!path_part_reaches(part, x))
            continue;
        struct arena *arena = arena_new();
        struct path p = path_make(part->search, x, arena);
        good = check_path(v->facts, &part->terms, v->starts[i], &p, why);
        arena_free(arena);
    }
    return good;
}

/* --- Exact answers ---------------------------------------------------------------------------- */

static void fill_step(const struct path_checker *v, enum auth_class level, struct exact_fact f,
                      size_t *const *numbers, struct check_step *out)
{
    const struct path_answer *a = v->a;
    const struct attack *attack = a->parts[f.part].attack;
    const struct search_step *step = &a->parts[f.part].search->steps[level][f.v];
    *out = (struct check_step){.part = f.part,
                               .fact = {.node = attack->vertex_node[f.v],
                                        .state = (enum state)attack->vertex_state[f.v]}};
    if (step->arc == ARC_NONE)
        return;
    struct spread_hop hop = attack_hop(attack, step->arc);
    out->row = &spread_rows[attack->arc_row[step->arc]];
    out->edge = attack->arc_edge[step->arc];
    out->from = numbers[f.part][step->from];
    for (unsigned c = 0; c < CONDITION_COUNT; c++) {
        if (!(hop.conditions & 1u << c))
            continue;
        premise_id p = conditions_premise(exact_conditions(a->exact), &hop, 1u << c);
        struct exact_fact by = exact_proof(a->exact, level, p);
        out->proofs[c] = by.part == EXACT_NONE ? SIZE_MAX : numbers[by.part][by.v];
    }
}

static bool verify_level(const struct path_checker *v, enum auth_class level, struct buf *why)
{
    const struct path_answer *a = v->a;
    const struct exact_fact *order;
    struct check_part parts[PATH_PARTS];
    size_t *numbers[PATH_PARTS];
    size_t count = exact_order(a->exact, level, &order);
    struct check_step *steps = mem_zalloc(count + 1, sizeof *steps);
    for (size_t i = 0; i < a->part_count; i++) {
        parts[i] = (struct check_part){.terms = a->parts[i].terms, .starts = v->starts[i]};
        numbers[i] = mem_zalloc(a->parts[i].attack->vertex_count + 1u, sizeof **numbers);
    }
    for (size_t i = 0; i < count; i++)
        numbers[order[i].part][order[i].v] = i;
    for (size_t i = 0; i < count; i++)
        fill_step(v, level, order[i], numbers, &steps[i]);
    bool good = check_steps(v->facts, exact_conditions(a->exact), parts, steps, count, level, why);
    for (size_t i = 0; good && i < count; i++) {
        const struct search *s = a->parts[order[i].part].search;
        good = s->rank[order[i].v] != level || s->effort[order[i].v] == steps[i].effort;
        if (!good)
            buf_printf(why, "step %zu: its effort is another one", i + 1);
    }
    for (size_t i = 0; i < a->part_count; i++)
        mem_free(numbers[i]);
    mem_free(steps);
    return good;
}

/* --- The best ways ---------------------------------------------------------------------------- */

static bool verify_best(const struct path_checker *c, size_t part, struct buf *why)
{
    const struct search *s = c->a->parts[part].search;
    const struct check_net *n = c->nets[part];
    struct check_label *labels = mem_zalloc(n->vertices, sizeof *labels);
    for (vertex_id v = 0; v < s->attack->vertex_count; v++)
        if (s->rank[v] != RANK_NONE)
            labels[check_vertex(s->attack->vertex_node[v], (enum state)s->attack->vertex_state[v])] =
                (struct check_label){.reached = true, .rank = s->rank[v], .effort = s->effort[v],
                                     .hops = s->hops[v], .confidence = s->confidence[v]};
    bool good = check_best(n, labels, why);
    mem_free(labels);
    return good;
}

bool path_checker_ways(struct path_checker *c, struct fact target, const struct path_ways *ways,
                       bool differing, struct buf *why)
{
    return c->a->exact || check_ways((const struct check_net *const *)c->nets, c->a->part_count, ways,
                                     target, differing, why);
}

/* --- The whole -------------------------------------------------------------------------------- */

struct path_checker *path_checker_new(const struct path_answer *a)
{
    struct path_checker *c = mem_zalloc(1, sizeof *c);
    c->a = a;
    gather_facts(c);
    for (size_t i = 0; i < a->part_count && !a->exact; i++)
        c->nets[i] = check_net_new(a->graph, c->facts, &a->parts[i].terms, c->starts[i]);
    return c;
}

void path_checker_free(struct path_checker *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->a->part_count; i++) {
        mem_free(c->starts[i]);
        mem_free(c->reached[i]);
        check_net_free(c->nets[i]);
    }
    mem_free(c->all);
    spread_facts_free(c->facts);
    mem_free(c);
}

bool path_checker_answer(const struct path_checker *c, struct buf *why)
{
    const struct path_answer *a = c->a;
    bool good = true;
    for (size_t i = 0; good && i < a->part_count; i++)
        good = verify_part(c, i, why) && (a->exact || verify_best(c, i, why));
    for (int level = 0; good && a->exact && level < AUTH_CLASS_COUNT; level++)
        good = verify_level(c, (enum auth_class)level, why);
    return good;
}

bool path_answer_verify(const struct path_answer *a, struct buf *why)
{
    struct path_checker *c = path_checker_new(a);
    bool good = path_checker_answer(c, why);
    path_checker_free(c);
    return good;
}
