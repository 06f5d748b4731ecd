/* SPDX-License-Identifier: MIT */
/* The answers of `faasmap paths` and `faasmap stats` for programs. */
#include "answers.h"

#include "limits.h"
#include "parts_json.h"

static void hops_json(struct json_writer *w, const struct graph *g, struct path_hop **hops,
                      size_t count)
{
    json_key(w, "path");
    json_list(w);
    for (size_t i = 0; i < count; i++)
        part_hop_json(w, g, hops[i]);
    json_end(w);
}

/* Exact answers: how the second premises are reached. */
static void proofs_json(struct json_writer *w, const struct graph *g, const struct path *p)
{
    json_key(w, "proofs");
    json_list(w);
    for (size_t i = 0; i < p->proof_count; i++) {
        json_object(w);
        part_member_node(w, g, "node", p->proofs[i].fact.node);
        part_member_literal(w, "state", state_names[p->proofs[i].fact.state]);
        hops_json(w, g, p->proofs[i].hops, p->proofs[i].hop_count);
        json_end(w);
    }
    json_end(w);
}

static void path_json(struct json_writer *w, const struct graph *g, const struct path *p)
{
    part_member_literal(w, "auth", auths[p->gate].name);
    part_member_literal(w, "gate", auth_class_names[p->rank]);
    json_member_long(w, "hops", (long)p->hop_count);
    json_member_long(w, "effort", p->effort);
    json_member_long(w, "confidence", p->confidence);
    part_member_literal(w, "certainty", certainty_names[p->certainty]);
    if (p->weakest < p->hop_count)
        json_member_long(w, "weakest", (long)p->weakest);
    json_key(w, "chain");
    json_list_inline(w);
    for (size_t i = 0; i < p->hop_count; i++)
        if (strcmp(p->hops[i]->row->technique, "-") != 0)
            json_literal(w, p->hops[i]->row->technique);
    json_end(w);
    hops_json(w, g, p->hops, p->hop_count);
    if (p->proof_count)
        proofs_json(w, g, p);
}

static void blockers_json(struct json_writer *w, const struct path_answer *a, node_id target)
{
    const struct graph *g = path_answer_graph(a);
    struct arena *arena = arena_new();
    const struct path_blocker *list;
    size_t count = path_answer_blockers(a, target, arena, &list);
    json_key(w, "blocked");
    json_list(w);
    for (size_t i = 0; i < count; i++) {
        json_object(w);
        part_member_literal(w, "row", list[i].row->id);
        part_member_edge(w, g, list[i].edge);
        part_member_node(w, g, "from", list[i].from);
        part_member_literal(w, "from_state", state_names[list[i].from_state]);
        part_member_node(w, g, "to", list[i].to);
        part_member_literal(w, "to_state", state_names[list[i].to_state]);
        json_member(w, "why", list[i].why);
        if (list[i].gate != AUTH_ABSENT)
            part_member_literal(w, "auth", auths[list[i].gate].name);
        part_member_where(w, list[i].where);
        json_end(w);
    }
    json_end(w);
    arena_free(arena);
}

static void member_goal(struct json_writer *w, const struct path_answer *a, node_id n,
                        struct arena *arena)
{
    struct str sentence;
    const struct spread_row *goal = path_answer_goal(a, n, arena, &sentence);
    if (!goal)
        return;
    json_key(w, "goal");
    json_object_inline(w);
    part_member_literal(w, "row", goal->id);
    part_member_literal(w, "technique", goal->technique);
    json_member(w, "sentence", sentence);
    json_end(w);
}

static void ways_json(struct json_writer *w, const struct path_answer *a,
                      const struct path_target *t, const struct paths_form *form,
                      struct arena *arena)
{
    bool differing;
    struct path_ways ways = paths_ways_told(a, t, form, arena, &differing);
    if (!ways.count)
        return;
    json_key(w, "other_ways");
    json_list(w);
    for (size_t i = 1; i < ways.count; i++) {
        json_object(w);
        path_json(w, path_answer_graph(a), &ways.paths[i]);
        json_end(w);
    }
    json_end(w);
    json_member_bool(w, "more_ways", ways.more);
    json_member_bool(w, "ways_complete", ways.complete);
}

/* hops counts what was written so far; beyond LIMIT_PATH_HOPS only the figures are written. */
static void reached_json(struct json_writer *w, const struct path_answer *a,
                         const struct path_target *t, const struct paths_form *form, size_t *hops)
{
    struct arena *arena = arena_new();
    json_key(w, "states");
    json_list_inline(w);
    for (int s = 0; s < STATE_COUNT; s++)
        if (t->states & 1u << s)
            json_literal(w, state_names[s]);
    json_end(w);
    part_member_literal(w, "best", state_names[t->best]);
    member_goal(w, a, t->node, arena);
    *hops += t->hops;
    if (*hops > LIMIT_PATH_HOPS) {
        part_member_literal(w, "gate", auth_class_names[t->rank]);
        json_member_long(w, "hops", t->hops);
        json_member_long(w, "effort", t->effort);
        json_member_bool(w, "path_omitted", true);
    } else {
        struct path p;
        path_answer_path(a, t->node, t->best, arena, &p);
        for (size_t i = 0; i < p.proof_count; i++)
            *hops += p.proofs[i].hop_count;
        path_json(w, path_answer_graph(a), &p);
        ways_json(w, a, t, form, arena);
    }
    arena_free(arena);
}

static void target_json(struct json_writer *w, const struct path_answer *a,
                        const struct path_target *t, const struct paths_form *form, size_t *hops)
{
    const struct node *n = graph_node_at(path_answer_graph(a), t->node);
    json_object(w);
    json_member(w, "node", n->id);
    json_member(w, "name", n->name);
    part_member_literal(w, "kind", node_kinds[n->kind].name);
    part_member_literal(w, "answer", t->states ? "reached" : "not reached");
    if (t->states)
        reached_json(w, a, t, form, hops);
    if (path_answer_selected(a) && path_target_missed(a, t))
        blockers_json(w, a, t->node);
    json_end(w);
}

void paths_question_json(struct json_writer *w, const struct path_answer *a, const char *answer)
{
    const struct path_question *q = path_answer_question(a);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", answer);
    json_member(w, "seat", q->seat->text);
    part_member_literal(w, "mode", mode_names[q->mode]);
    part_member_literal(w, "auth_view", auth_view_names[q->auth]);
    json_member_bool(w, "exact", q->exact); /* else conditions are listed, not proved */
    if (q->response)
        json_member_bool(w, "response", true);
}

void paths_targets_json(struct json_writer *w, const struct path_answer *a,
                        const struct paths_form *form)
{
    size_t hops = 0;
    json_key(w, "targets");
    json_list(w);
    for (size_t i = 0; i < path_answer_count(a); i++)
        target_json(w, a, path_answer_at(a, i), form, &hops);
    json_end(w);
    if (!path_answer_selected(a) && path_answer_count(a) == 0)
        blockers_json(w, a, 0);
}

void paths_json(struct buf *out, const struct path_answer *a, const struct paths_form *form)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    json_object(w);
    paths_question_json(w, a, "paths");
    paths_targets_json(w, a, form);
    json_end(w);
}

/* --- Figures ---------------------------------------------------------------------------------- */

static void member_count(struct json_writer *w, const char *key, size_t value)
{
    json_member_long(w, key, (long)value);
}

/* Only what is there: a kind that no node has is left out. */
static void member_if_any(struct json_writer *w, const char *key, size_t value)
{
    if (value)
        member_count(w, key, value);
}

static void open_counts(struct json_writer *w, const char *key, size_t total)
{
    json_key(w, key);
    json_object(w);
    member_count(w, "total", total);
}

/* The secrets that several functions use, or that none does. */
static void member_secrets(struct json_writer *w, const struct graph *g, const char *key,
                           bool shared)
{
    json_key(w, key);
    json_list_inline(w);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        node_id id = (node_id)n;
        if (shared ? stats_secret_shared(g, id) : stats_secret_unused(g, id))
            json_text(w, graph_node_at(g, id)->id);
    }
    json_end(w);
}

static void doors_json(struct json_writer *w, const struct graph *g, const struct doors *d)
{
    json_member_bool(w, "doors_known", d->known);
    member_count(w, "weak_gates", d->weak);
    json_key(w, "doors");
    json_list(w);
    for (size_t i = 0; i < d->count; i++) {
        const struct door *door = &d->items[i];
        json_object(w);
        part_member_node(w, g, "node", door->node);
        part_member_literal(w, "auth", auths[door->auth].name);
        part_member_literal(w, "gate", auth_class_names[door->class]);
        json_member_long(w, "exposure", (long)door->index);
        if (door->data) {
            part_member_literal(w, "label", data_label_names[door->label]);
            part_member_node(w, g, "data", door->data);
            part_member_literal(w, "label_asks", auth_class_names[data_label_gates[door->label]]);
        }
        json_member_bool(w, "weak", door->weak);
        json_end(w);
    }
    json_end(w);
}

void stats_json(struct buf *out, const struct graph *g, const struct stats *s,
                const struct surface *surface)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    size_t entries = 0;
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "stats");
    json_member_if(w, "name", graph_name(g));
    member_count(w, "sources", s->sources);
    open_counts(w, "nodes", s->nodes);
    member_if_any(w, "external", s->external);
    for (int k = 0; k < NODE_KIND_COUNT; k++)
        member_if_any(w, node_kinds[k].name, s->node_kinds[k]);
    json_end(w);
    open_counts(w, "edges", s->edges);
    for (int k = 0; k < EDGE_KIND_COUNT; k++)
        member_if_any(w, edge_kinds[k].name, s->edge_kinds[k]);
    json_end(w);
    open_counts(w, "evidence", s->edges);
    for (int k = 0; k < EVIDENCE_COUNT; k++)
        member_if_any(w, evidence_names[k], s->evidence[k]);
    json_end(w);
    for (int k = 0; k <= AUTH_COUNT; k++)
        entries += s->entries[k];
    open_counts(w, "entries", entries);
    for (int k = 0; k < AUTH_COUNT; k++)
        member_if_any(w, auths[k].name, s->entries[k]);
    member_if_any(w, "not-said", s->entries[AUTH_ABSENT]);
    json_end(w);
    member_count(w, "third_party_entries", s->third_party_entries);
    open_counts(w, "reach", s->reached);
    for (int k = 0; k < AUTH_COUNT; k++)
        member_if_any(w, auths[k].name, s->reach[k]);
    json_end(w);
    open_counts(w, "functions_reached", s->functions_reached);
    member_count(w, "without_authentication", s->functions_open);
    member_count(w, "authentication_unknown", s->functions_unknown);
    json_end(w);
    if (surface) {
        open_counts(w, "surface", surface->outer + surface->inner);
        member_count(w, "outer", surface->outer);
        member_count(w, "outer_per_mille", surface->outer_per_mille);
        member_count(w, "inner", surface->inner);
        member_count(w, "inner_per_mille", surface->inner_per_mille);
        doors_json(w, g, &surface->doors);
        json_end(w);
    }
    open_counts(w, "crossings", s->outer + s->inner);
    member_count(w, "outer", s->outer);
    member_count(w, "inner", s->inner);
    json_end(w);
    open_counts(w, "secrets", s->node_kinds[NODE_SECRET]);
    member_count(w, "shared", s->secrets_shared);
    member_count(w, "unused", s->secrets_unused);
    member_secrets(w, g, "shared_nodes", true);
    member_secrets(w, g, "unused_nodes", false);
    json_end(w);
    member_count(w, "zones", s->zones);
    member_count(w, "unresolved", s->unresolved);
    open_counts(w, "diagnostics", s->errors + s->warnings + s->notes);
    member_count(w, "errors", s->errors);
    member_count(w, "warnings", s->warnings);
    member_count(w, "notes", s->notes);
    json_end(w);
    json_end(w);
}
