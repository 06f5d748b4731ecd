/* SPDX-License-Identifier: MIT */
#include "path_make.h"

#include "facts.h"
#include "mem.h"
#include "query.h"

const char *const certainty_names[CERTAINTY_COUNT] = {"declared", "inferred", "assumed"};

/* --- Sentences -------------------------------------------------------------------------------- */

struct words {
    const struct graph *g;
    const struct spread_terms *terms;
    const struct spread_hop *hop;
    const struct edge *edge; /* NULL: a rule about one node */
};

static struct str name_of(const struct words *w, node_id n)
{
    return graph_node_at(w->g, n)->name;
}

static void add_ops(struct buf *out, const struct words *w)
{
    unsigned ops = w->edge ? edge_ops(w->edge) : 0;
    bool first = true;
    for (unsigned c = 0; c < OP_COUNT; c++) {
        if (!(ops & 1u << c))
            continue;
        buf_puts(out, first ? "" : ", ");
        buf_puts(out, op_class_names[c]);
        first = false;
    }
    if (first)
        buf_puts(out, "anything");
}

static void add_auth(struct buf *out, const struct words *w)
{
    enum auth gate = w->hop->gate;
    if (gate == AUTH_ABSENT)
        buf_puts(out, "no gate");
    else if (gate == AUTH_NONE)
        buf_puts(out, "no authentication");
    else if (gate == AUTH_UNKNOWN)
        buf_puts(out, "authentication unknown");
    else
        buf_puts(out, auths[gate].name);
    struct str also = w->edge ? edge_attr_text(w->edge, FACT_AUTH_ALSO) : STR_NONE;
    if (gate == AUTH_ABSENT || str_empty(also))
        return;
    if (w->edge->auth != gate && w->edge->auth != AUTH_ABSENT) {
        buf_puts(out, ", ");
        buf_puts(out, auths[w->edge->auth].name);
    }
    for (struct str word; str_cut(&also, ',', &word);) {
        word = str_trim(word);
        if (str_empty(word) || str_is(word, auths[gate].name))
            continue;
        buf_puts(out, ", ");
        buf_add(out, word);
    }
}

/* The key of our own that the conclusion node is encrypted with. */
static void add_key(struct buf *out, const struct words *w)
{
    struct edge_list list = graph_out(w->g, w->hop->to);
    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(w->g, list.ids[i]);
        if (e->kind != EDGE_ENCRYPTED_BY ||
            str_iis(node_attr_text(graph_node_at(w->g, e->to), FACT_MANAGED), "provider"))
            continue;
        buf_add(out, name_of(w, e->to));
        return;
    }
}

static void add_net(struct buf *out, const struct words *w)
{
    struct edge_list list = graph_out(w->g, w->hop->to);
    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(w->g, list.ids[i]);
        if (e->kind == EDGE_RESIDES_IN && graph_node_at(w->g, e->to)->kind == NODE_NET) {
            buf_add(out, name_of(w, e->to));
            return;
        }
    }
    if (w->edge && !str_empty(w->edge->condition))
        buf_add(out, w->edge->condition);
    else
        buf_puts(out, "its private network");
}

static void add_condition_text(struct buf *out, const struct words *w)
{
    if (w->edge && !str_empty(w->edge->condition))
        buf_add(out, w->edge->condition);
    else
        buf_puts(out, "a second factor");
}

static bool add_word(struct buf *out, const struct words *w, struct str word)
{
    if (str_is(word, "a"))
        buf_add(out, name_of(w, w->hop->from));
    else if (str_is(word, "b"))
        buf_add(out, name_of(w, w->hop->to));
    else if (str_is(word, "ops"))
        add_ops(out, w);
    else if (str_is(word, "auth"))
        add_auth(out, w);
    else if (str_is(word, "mode"))
        buf_puts(out, mode_names[w->terms->mode]);
    else if (str_is(word, "evidence"))
        buf_add(out, node_attr_text(graph_node_at(w->g, w->hop->from), FACT_EXPLOITABLE));
    else if (str_is(word, "primitive"))
        buf_add(out, w->edge ? edge_attr_text(w->edge, FACT_PRIMITIVE) : STR_NONE);
    else if (str_is(word, "cond"))
        add_condition_text(out, w);
    else if (str_is(word, "key"))
        add_key(out, w);
    else if (str_is(word, "net"))
        add_net(out, w);
    else
        return false;
    return true;
}

struct str path_render(const struct graph *g, const struct spread_terms *terms, const char *text,
                       const struct spread_hop *hop, edge_id e, struct arena *arena)
{
    struct words w = {.g = g, .terms = terms, .hop = hop, .edge = e ? graph_edge_at(g, e) : NULL};
    struct buf out = {0};
    struct str rest = str_from(text);
    while (!str_empty(rest)) {
        size_t open = str_chr(rest, '{'), close = str_chr(rest, '}');
        if (open == STR_NPOS || close == STR_NPOS || close < open) {
            buf_add(&out, rest);
            break;
        }
        buf_add(&out, str_sub(rest, 0, open));
        if (!add_word(&out, &w, str_sub(rest, open + 1, close - open - 1)))
            buf_add(&out, str_sub(rest, open, close + 1 - open));
        rest = str_from_at(rest, close + 1);
    }
    struct str result = arena_str(arena, buf_str(&out));
    buf_release(&out);
    return result;
}

/* --- Hops ------------------------------------------------------------------------------------- */

static enum certainty certainty_of(const struct path_hop *h, const struct spread_terms *terms)
{
    if (h->condition_count)
        return CERTAINTY_ASSUMED;
    if (!h->edge) {
        bool promoted = h->row->conclusion == STATE_CONTROL;
        if (!promoted)
            return CERTAINTY_DECLARED;
        return terms->mode == MODE_STRICT ? CERTAINTY_ASSUMED : CERTAINTY_INFERRED;
    }
    switch (h->evidence) {
    case EVIDENCE_DECLARED:
        return CERTAINTY_DECLARED;
    case EVIDENCE_GUESS:
        return CERTAINTY_ASSUMED;
    case EVIDENCE_CODE:
    case EVIDENCE_POLICY:
    case EVIDENCE_NAME:
    case EVIDENCE_COUNT:
        break;
    }
    return CERTAINTY_INFERRED;
}

static void list_conditions(struct path_hop *h, const struct attack *a,
                            const struct spread_hop *hop, struct arena *arena)
{
    h->conditions = arena_array(arena, CONDITION_COUNT, sizeof *h->conditions);
    for (unsigned c = 0; c < CONDITION_COUNT; c++)
        if (hop->conditions & 1u << c)
            h->conditions[h->condition_count++] =
                path_render(a->graph, &a->terms, condition_texts[c], hop, h->edge, arena);
}

static struct path_hop hop_make(const struct attack *a, arc_id arc, struct arena *arena)
{
    struct spread_hop hop = attack_hop(a, arc);
    const struct spread_row *row = &spread_rows[a->arc_row[arc]];
    edge_id e = a->arc_edge[arc];
    struct path_hop h = {
        .row = row,
        .edge = e,
        .from = hop.from,
        .to = hop.to,
        .from_state = row->premise,
        .to_state = row->conclusion,
        .evidence = e ? graph_edge_at(a->graph, e)->evidence : EVIDENCE_DECLARED,
        .confidence = hop.confidence,
        .effort = hop.effort,
        .gate = hop.gate,
        .where = e ? graph_edge_at(a->graph, e)->where : graph_node_at(a->graph, hop.from)->where,
        .delayed = hop.delayed,
    };
    h.sentence = path_render(a->graph, &a->terms, row->sentence, &hop, e, arena);
    if (hop.conditions)
        list_conditions(&h, a, &hop, arena);
    h.certainty = certainty_of(&h, &a->terms);
    if (e && crossing_applies(graph_edge_at(a->graph, e)->kind))
        h.crossing = crossing_between(a->graph, h.from, h.to, &h.crossing_reason);
    return h;
}

/* The strongest gate; among equals the first on the way, but "unknown" says more than "none". */
static void weigh_gate(struct path *p, const struct path_hop *h, enum auth_view view)
{
    if (h->gate == AUTH_ABSENT)
        return;
    enum auth_class class = spread_gate_class(h->gate, view);
    if (class > p->rank || (class == p->rank && p->gate == AUTH_NONE)) {
        p->rank = class;
        p->gate = h->gate;
    }
}

/* The path holds an actor, or controls a node that can send to the outside. */
static bool has_way_out(const struct graph *g, const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++) {
        const struct path_hop *h = &p->hops[i];
        const node_id ends[] = {h->from, h->to};
        const enum state states[] = {h->from_state, h->to_state};
        for (size_t k = 0; k < COUNT(ends); k++) {
            const struct node *n = graph_node_at(g, ends[k]);
            struct str egress = node_attr_text(n, FACT_EGRESS);
            if (states[k] == STATE_HOLD && n->kind == NODE_ACTOR)
                return true;
            if (states[k] == STATE_CONTROL && !str_iis(egress, "none") && !str_iis(egress, "false"))
                return true;
        }
    }
    return false;
}

static void find_goal(struct path *p, const struct attack *a, struct arena *arena)
{
    for (size_t i = 0; i < spread_row_count; i++) {
        const struct spread_row *row = &spread_rows[i];
        if (row->conclusion != STATE_COUNT || row->premise != p->state ||
            !spread_goal(a->facts, row, p->target, has_way_out(a->graph, p)))
            continue;
        struct spread_hop hop = {.from = p->target, .to = p->target, .gate = AUTH_ABSENT};
        p->goal = row;
        p->goal_sentence = path_render(a->graph, &a->terms, row->sentence, &hop, 0, arena);
    }
}

struct path path_make(const struct search *s, vertex_id v, struct arena *arena)
{
    const struct attack *a = s->attack;
    struct path p = {.target = a->vertex_node[v],
                     .state = (enum state)a->vertex_state[v],
                     .gate = AUTH_NONE,
                     .rank = AUTH_CLASS_NONE,
                     .effort = s->effort[v],
                     .hop_count = s->hops[v],
                     .confidence = 100};
    arc_id *arcs = mem_alloc(p.hop_count * sizeof *arcs);
    search_way(s, v, arcs, p.hop_count);
    p.hops = arena_array(arena, p.hop_count, sizeof *p.hops);
    p.weakest = p.hop_count;
    for (size_t i = 0; i < p.hop_count; i++) {
        struct path_hop *h = &p.hops[i];
        *h = hop_make(a, arcs[i], arena);
        weigh_gate(&p, h, a->terms.auth);
        if (h->confidence < p.confidence)
            p.confidence = h->confidence;
        if (p.weakest == p.hop_count || h->certainty > p.certainty ||
            (h->certainty == p.certainty && h->confidence < p.hops[p.weakest].confidence)) {
            p.certainty = h->certainty;
            p.weakest = i;
        }
    }
    mem_free(arcs);
    find_goal(&p, a, arena);
    return p;
}
