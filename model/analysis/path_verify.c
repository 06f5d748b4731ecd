/* SPDX-License-Identifier: MIT */
/* path_verify.c - the certificates of an answer, handed to the checker. */
#include "check.h"
#include "mem.h"
#include "path_parts.h"

static bool verify_part(const struct path_answer *a, const struct path_part *part, struct buf *why)
{
    const struct attack *attack = part->attack;
    size_t nodes = graph_node_count(a->graph);
    fact_mask *starts = mem_zalloc(nodes + 1, sizeof *starts);
    fact_mask *facts = mem_zalloc(nodes + 1, sizeof *facts);
    struct spread_facts *f = spread_facts_changed(a->graph, a->question.change);
    for (size_t i = 0; i < part->start_count; i++) {
        vertex_id v = part->starts[i];
        starts[attack->vertex_node[v]] |= (fact_mask)(1u << attack->vertex_state[v]);
    }
    for (vertex_id v = 0; v < attack->vertex_count; v++)
        if (path_part_reaches(part, v))
            facts[attack->vertex_node[v]] |= (fact_mask)(1u << attack->vertex_state[v]);
    bool good = check_closed(a->graph, f, &part->terms, starts, facts, why);
    for (vertex_id v = 0; good && v < attack->vertex_count; v++) {
        if (!path_part_reaches(part, v))
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
