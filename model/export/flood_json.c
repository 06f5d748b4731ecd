/* SPDX-License-Identifier: MIT */
#include "flood_out.h"

#include "flood_attacks.h"
#include "parts_json.h"

/* Whole, rounded up; null: without end, or more than can be counted. */
static void member_count(struct json_writer *w, const char *key, amount a, bool endless)
{
    struct buf digits = {0};
    json_key(w, key);
    if (endless || a == AMOUNT_MAX) {
        json_null(w);
        return;
    }
    amount_digits(&digits, a / AMOUNT_ONE + (a % AMOUNT_ONE != 0));
    json_number(w, buf_str(&digits));
    buf_release(&digits);
}

static void member_whole(struct json_writer *w, const char *key, amount whole)
{
    member_count(w, key, amount_times(whole, AMOUNT_ONE), false);
}

static void sum_json(struct json_writer *w, const char *key, const struct load_sum *s)
{
    json_key(w, key);
    json_object_inline(w);
    json_member_bool(w, "endless", s->endless);
    member_count(w, "runs", s->runs, s->endless);
    member_count(w, "messages", s->messages, s->endless);
    member_count(w, "cost", s->money, s->endless);
    json_end(w);
}

static void caps_json(struct json_writer *w, const struct graph *g, const struct flood_entry *e)
{
    json_key(w, "caps");
    json_list(w);
    for (size_t i = 0; i < e->cap_count; i++) {
        json_object_inline(w);
        part_member_literal(w, "cap", flood_cap_names[e->caps[i].kind]);
        part_member_node(w, g, "node", e->caps[i].at);
        if (e->caps[i].value)
            json_member_long(w, "value", e->caps[i].value);
        json_end(w);
    }
    json_end(w);
}

static void parts_json(struct json_writer *w, const struct graph *g, const struct flood_hour *h)
{
    json_key(w, "parts");
    json_list(w);
    for (size_t i = 0; i < h->part_count; i++) {
        const struct flood_part *p = &h->parts[i];
        json_object(w);
        part_member_node(w, g, "node", p->node);
        member_count(w, "times", p->times, false);
        if (p->edge) {
            part_member_edge(w, g, p->edge);
            json_member_long(w, "attempts", p->tries);
            part_member_literal(w, "why", load_attempts_texts[p->why]);
        }
        json_end(w);
    }
    json_end(w);
}

static void attacks_json(struct json_writer *w, const struct flood *f, const struct flood_entry *e)
{
    struct flood_attacks a = flood_attacks_of(f, e);
    json_key(w, "attacks");
    json_object(w);
    json_key(w, "blast");
    json_object_inline(w);
    json_member_long(w, "rate", a.blast_rate);
    member_count(w, "runs", amount_times(a.blast_runs, AMOUNT_ONE), false);
    if (a.blast_money)
        member_whole(w, "cost", a.blast_money);
    json_end(w);
    json_key(w, "continual_inconspicuous");
    json_object_inline(w);
    json_member_long(w, "rate", a.quiet_rate);
    json_member_long(w, "days", QUIET_DAYS);
    if (a.quiet_money)
        member_whole(w, "cost", a.quiet_money);
    json_end(w);
    json_key(w, "background_chained");
    json_object_inline(w);
    member_count(w, "runs", a.chained, false);
    member_count(w, "of", a.all, false);
    json_end(w);
    json_end(w);
}

static void entry_json(struct json_writer *w, const struct flood *f, const struct flood_entry *e)
{
    const struct graph *g = flood_graph(f);
    const struct node *n = graph_node_at(g, e->node);
    struct flood_hour h = flood_hour(f, e);
    json_object(w);
    json_member(w, "node", n->id);
    json_member(w, "name", n->name);
    part_member_literal(w, "kind", node_kinds[n->kind].name);
    part_member_literal(w, "auth", auths[e->auth].name);
    part_member_edge(w, g, e->door);
    part_member_literal(w, "level", flood_level_names[e->level]);
    sum_json(w, "calm", &e->sums[LOAD_VIEW_CALM]);
    sum_json(w, "seen", &e->sums[LOAD_VIEW_SEEN]);
    sum_json(w, "most", &e->sums[LOAD_VIEW_MOST]);
    json_member_bool(w, "list_in_input", e->sums[LOAD_VIEW_SEEN].flags & LOAD_MANY);
    json_member_bool(w, "until_expiry", e->sums[LOAD_VIEW_SEEN].flags & LOAD_EXPIRY);
    json_member_bool(w, "capped", e->rate_capped || e->copies_capped);
    caps_json(w, g, e);
    json_key(w, "hour");
    json_object_inline(w);
    json_member_long(w, "rate", e->rate);
    member_count(w, "runs", amount_times(h.runs, AMOUNT_ONE), false);
    if (h.money)
        member_whole(w, "cost", h.money);
    if (h.full)
        member_whole(w, "cost_all_copies", h.full);
    json_end(w);
    attacks_json(w, f, e);
    parts_json(w, g, &h);
    json_end(w);
    flood_hour_free(&h);
}

static void loop_json(struct json_writer *w, const struct load_graph *g, const struct load_loop *l)
{
    json_object(w);
    part_member_literal(w, "class", loop_class_names[l->class]);
    part_member_literal(w, "view", l->view == LOAD_VIEW_MOST ? "most" : "seen");
    json_member_bool(w, "calm", l->calm);
    json_key(w, "members");
    json_list_inline(w);
    for (size_t i = 0; i < l->member_count; i++)
        if (!g->uncounted[l->members[i]])
            json_text(w, graph_node_at(g->graph, g->node[l->members[i]])->id);
    json_end(w);
    if (l->cycle_count) {
        json_key(w, "cycle");
        json_list_inline(w);
        for (size_t i = 0; i < l->cycle_count; i++)
            part_edge(w, g->graph, g->arcs[l->cycle[i]].edge);
        json_end(w);
    }
    if (l->vector) {
        json_key(w, "vector");
        json_list_inline(w);
        for (size_t i = 0; i < l->member_count; i++) {
            struct buf digits = {0};
            amount_digits(&digits, l->vector[i]);
            json_number(w, buf_str(&digits));
            buf_release(&digits);
        }
        json_end(w);
    }
    if (l->undecided)
        json_member_bool(w, "undecided", true);
    if (l->open) {
        json_key(w, "not_followed");
        json_object_inline(w);
        part_member_edge(w, g->graph, g->arcs[l->open - 1].edge);
        json_end(w);
    }
    if (l->allows)
        part_member_node(w, g->graph, "allows", l->allows);
    json_end(w);
}

void flood_json(struct buf *out, const struct flood *f)
{
    struct json_writer writer = json_writer(out), *w = &writer;
    const struct amplify *a = flood_amplify(f);
    struct str first, last;
    prices_months(flood_prices(f), &first, &last);
    json_object(w);
    json_member_long(w, "faasmap", 1);
    part_member_literal(w, "answer", "flood");
    json_key(w, "prices");
    json_object_inline(w);
    json_member(w, "currency", prices_currency(flood_prices(f)));
    json_member(w, "from", first);
    json_member(w, "to", last);
    part_member_literal(w, "tier", "first"); /* what a great deal costs beyond it is less */
    json_member_long(w, "run_ms", FLOOD_RUN_MS);
    json_member_long(w, "log_bytes", FLOOD_LOG_BYTES);
    json_end(w);
    json_key(w, "entries");
    json_list(w);
    for (size_t i = 0; i < flood_count(f); i++)
        entry_json(w, f, flood_at(f, i));
    json_end(w);
    json_key(w, "loops");
    json_list(w);
    for (size_t i = 0; i < amplify_loop_count(a); i++)
        loop_json(w, amplify_graph(a), amplify_loop(a, i));
    json_end(w);
    json_end(w);
}
