/* SPDX-License-Identifier: MIT */
/* path_prove.c - exact answers: what proves the conditions of a path, and what proves that. */
#include "mem.h"
#include "path_parts.h"

struct proving {
    const struct path_answer *a;
    enum auth_class level;
    struct arena *arena;
    struct exact_fact *wanted; /* in the order of need; the proofs of the first `done` are made */
    size_t count, cap;
};

static uint32_t want(struct proving *p, struct exact_fact by)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->wanted[i].part == by.part && p->wanted[i].v == by.v)
            return (uint32_t)i;
    if (p->count == p->cap)
        p->wanted = mem_grow(p->wanted, &p->cap, sizeof *p->wanted);
    p->wanted[p->count] = by;
    return (uint32_t)p->count++;
}

static struct str text_of_proof(const struct path_answer *a, const struct path_condition *c,
                                struct arena *arena)
{
    struct buf text = {0};
    buf_add(&text, c->text);
    buf_puts(&text, ": proved, ");
    buf_add(&text, graph_label(a->graph, c->fact.node));
    buf_printf(&text, " (%s) is reached too", state_names[c->fact.state]);
    struct str result = arena_str(arena, buf_str(&text));
    buf_release(&text);
    return result;
}

static void prove_hop(struct proving *p, struct path_hop *h)
{
    const struct path_answer *a = p->a;
    for (size_t i = 0; i < h->condition_count; i++) {
        struct path_condition *one = &h->conditions[i];
        unsigned c = 0;
        while (condition_ids[c] != one->id)
            c++;
        struct spread_hop hop = {.from = h->from, .to = h->to};
        premise_id premise = conditions_premise(exact_conditions(a->exact), &hop, 1u << c);
        struct exact_fact by = exact_proof(a->exact, p->level, premise);
        const struct path_part *part = &a->parts[by.part];
        one->proved = true;
        one->fact = (struct fact){.node = part->attack->vertex_node[by.v],
                                  .state = (enum state)part->attack->vertex_state[by.v]};
        one->text = text_of_proof(a, one, p->arena);
        if (part->search->steps[p->level][by.v].arc != ARC_NONE)
            one->proof = want(p, by);
    }
}

static struct path_proof make_proof(struct proving *p, struct exact_fact by)
{
    const struct path_part *part = &p->a->parts[by.part];
    const struct search_step *steps = part->search->steps[p->level];
    struct path_proof proof = {
        .fact = {.node = part->attack->vertex_node[by.v],
                 .state = (enum state)part->attack->vertex_state[by.v]}};
    for (vertex_id v = by.v; steps[v].arc != ARC_NONE; v = steps[v].from)
        proof.hop_count++;
    arc_id *arcs = mem_alloc(proof.hop_count * sizeof *arcs);
    vertex_id v = by.v;
    for (size_t i = proof.hop_count; i > 0; v = steps[v].from)
        arcs[--i] = steps[v].arc;
    proof.hops = path_make_hops(part->attack, arcs, proof.hop_count, p->arena);
    mem_free(arcs);
    for (size_t i = 0; i < proof.hop_count; i++)
        prove_hop(p, proof.hops[i]);
    return proof;
}

void path_prove(const struct path_answer *a, enum auth_class level, struct path *p,
                struct arena *arena)
{
    struct proving proving = {.a = a, .level = level, .arena = arena};
    struct path_proof *proofs = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < p->hop_count; i++)
        prove_hop(&proving, p->hops[i]);
    for (size_t i = 0; i < proving.count; i++) {
        if (i == cap)
            proofs = mem_grow(proofs, &cap, sizeof *proofs);
        proofs[i] = make_proof(&proving, proving.wanted[i]);
    }
    p->proof_count = proving.count;
    p->proofs = arena_array(arena, proving.count, sizeof *p->proofs);
    if (proving.count)
        memcpy(p->proofs, proofs, proving.count * sizeof *proofs);
    mem_free(proofs);
    mem_free(proving.wanted);
}
