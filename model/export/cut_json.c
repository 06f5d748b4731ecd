/* SPDX-License-Identifier: MIT */
/* The answer of `faasmap cut` for programs. */
#include "cut_out.h"
#include "limits.h"
#include "parts_json.h"

static void where_it_ends(struct json_writer *w, const struct cut *c, const struct cut_goal *g)
{
    part_member_node(w, c->graph, "node", g->node);
    part_member_literal(w, "state", state_names[c->attack->vertex_state[g->vertex]]);
    if (g->arc != ARC_NONE)
        part_member_edge(w, c->graph, c->attack->arc_edge[g->arc]);
}

static void path_member(struct json_writer *w, const struct cut *c, const struct path *p)
{
    json_key(w, "path");
    json_list(w);
    for (size_t i = 0; i < p->hop_count; i++)
        part_hop_json(w, c->graph, p->hops[i]);
    json_end(w);
}

static void passes_json(struct json_writer *w, const struct cut *c, size_t goal)
{
    struct arena *arena = arena_new();
    const vertex_id *list;
    size_t count = cut_passes(c, goal, arena, &list);
    json_key(w, "passes");
    json_list(w);
    for (size_t i = 0; i < count; i++) {
        json_object_inline(w);
        part_member_node(w, c->graph, "node", c->attack->vertex_node[list[i]]);
        part_member_literal(w, "state", state_names[c->attack->vertex_state[list[i]]]);
        json_end(w);
    }
    json_end(w);
    arena_free(arena);
}

static void goals_json(struct json_writer *w, const struct cut *c)
{
    json_key(w, "goals");
    json_list(w);
    for (size_t i = 0; i < c->goal_count; i++) {
        const struct cut_goal *g = &c->goals[i];
        const struct jewel *j = jewels_at(c->question.jewels, g->node);
        json_object(w);
        where_it_ends(w, c, g);
        part_member_literal(w, "jewel", jewel_reason_names[j->reason]);
        part_member_literal(w, "answer", !g->reached ? "not reached" : g->open ? "open" : "reached");
        if (g->reached)
            passes_json(w, c, i);
        if (g->open) {
            struct arena *arena = arena_new();
            struct path p = cut_open_way(c, NULL, i, arena);
            path_member(w, c, &p);
            arena_free(arena);
        }
        json_end(w);
    }
    json_end(w);
}

static void change_json(struct json_writer *w, const struct cut *c, uint32_t change)
{
    static const char *const kinds[] = {[EFFECT_LOST] = "lost", [EFFECT_KEPT] = "kept",
                                        [EFFECT_REPLACED] = "replaced"};
    const struct change *x = changes_at(c->changes, change);
    struct arena *arena = arena_new();
    const struct change_effect *effects;
    size_t count = change_effects(c->changes, change, arena, &effects);
    json_object(w);
    part_member_literal(w, "change", change_costs[x->kind].name);
    json_member_long(w, "cost", (long)x->cost);
    json_member(w, "sentence", change_sentence(c->changes, change, arena));
    part_member_node(w, c->graph, "node", x->subject);
    if (x->other)
        part_member_node(w, c->graph, "other", x->other);
    part_member_edge(w, c->graph, x->edge);
    part_member_where(w, x->where);
    json_key(w, "effects");
    json_list(w);
    for (size_t i = 0; i < count; i++) {
        json_object(w);
        part_member_literal(w, "effect", kinds[effects[i].kind]);
        part_member_edge(w, c->graph, effects[i].edge);
        json_member(w, "sentence", effects[i].text);
        json_end(w);
    }
    json_end(w);
    json_end(w);
    arena_free(arena);
}

static void ways_json(struct json_writer *w, const struct cut *c, const struct cut_proposal *p)
{
    size_t hops = 0;
    json_key(w, "ways");
    json_list(w);
    for (size_t i = 0; i < p->way_count; i++) {
        json_object(w);
        json_member_long(w, "amount", (long)p->ways[i].amount);
        hops += p->ways[i].count;
        if (hops > LIMIT_PATH_HOPS) {
            json_member_bool(w, "path_omitted", true);
        } else {
            struct arena *arena = arena_new();
            struct path path = cut_way_path(c, &p->ways[i], arena);
            path_member(w, c, &path);
            arena_free(arena);
        }
        json_end(w);
    }
    json_end(w);
}

static void marked_goals(struct json_writer *w, const struct cut *c, const char *key,
                         const uint8_t *marks)
{
    json_key(w, key);
    json_list(w);
    for (size_t i = 0; i < c->goal_count; i++) {
        if (!marks[i])
            continue;
        json_object_inline(w);
        where_it_ends(w, c, &c->goals[i]);
        json_end(w);
    }
    json_end(w);
}

static void proposal_json(struct json_writer *w, const struct cut *c, const struct cut_proposal *p)
{
    json_object(w);
    part_member_literal(w, "side", cut_side_names[p->side]);
    part_member_literal(w, "answer", p->exact ? "exact" : "heuristic");
    json_member_long(w, "cost", (long)p->cost);
    json_member_long(w, "bound", (long)p->bound);
    json_member_bool(w, "fewest", p->fewest);
    json_key(w, "changes");
    json_list(w);
    for (size_t i = 0; i < p->count; i++)
        change_json(w, c, p->changes[i]);
    json_end(w);
    marked_goals(w, c, "closed", p->closed);
    marked_goals(w, c, "open", p->open);
    json_member_long(w, "closed_but_by_stored_input", (long)p->stored_count);
    json_member_long(w, "cost_weighs", (long)cut_weight(c, 1, 0)); /* and a change 1 more */
    json_member_long(w, "least_weight", (long)p->least_weight);
    json_member_long(w, "scale", (long)p->scale);
    if (p->tree)
        json_member_long(w, "sets_looked_at", (long)p->tree->branch_count);
    ways_json(w, c, p);
    json_end(w);
}

static void chokes_json(struct json_writer *w, const struct cut *c)
{
    json_key(w, "chokes");
    json_list(w);
    for (size_t i = 0; i < c->choke_count; i++) {
        const struct cut_choke *k = &c->chokes[i];
        if (k->change != CHANGE_NONE) {
            change_json(w, c, k->change);
            continue;
        }
        json_object_inline(w);
        if (k->node)
            part_member_node(w, c->graph, "node", k->node);
        part_member_edge(w, c->graph, k->edge);
        json_end(w);
    }
    json_end(w);
}

void cut_json(struct buf *out, const struct cut *c)
{
    const struct path_question *q = &c->question.path;
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "cut");
    json_member(w, "seat", q->seat->text);
    part_member_literal(w, "mode", mode_names[q->mode]);
    part_member_literal(w, "auth_view", auth_view_names[q->auth]);
    json_member_bool(w, "exact", false); /* conditions are listed, not proved */
    json_member_bool(w, "stored", !c->question.direct);
    part_member_literal(w, "costs_as_of", change_costs[0].as_of);
    if (c->question.budget)
        json_member_long(w, "budget", (long)c->question.budget);
    goals_json(w, c);
    chokes_json(w, c);
    json_key(w, "proposals");
    json_list(w);
    for (size_t i = 0; i < c->proposal_count; i++)
        proposal_json(w, c, &c->proposals[i]);
    json_end(w);
    json_end(w);
}
