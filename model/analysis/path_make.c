/* SPDX-License-Identifier: MIT */
#include "path_make.h"

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "search_way.h"

/* --- Sentences -------------------------------------------------------------------------------- */

struct words {
    const struct graph *g;
    const struct spread_terms *terms;
    const struct spread_hop *hop;
    const struct edge *edge; /* NULL: a rule about one node */
};

static struct str name_of(const struct words *w, node_id n)
{
    return graph_label(w->g, n);
}

static void add_ops(struct buf *out, const struct words *w)
{
    if (!op_classes_text(out, w->edge ? edge_ops(w->edge) : 0))
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
        if (!edge_encrypts_all(e) ||
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

static void list_conditions(struct path_hop *h, const struct attack *a,
                            const struct spread_hop *hop, struct arena *arena)
{
    h->conditions = arena_array(arena, CONDITION_COUNT, sizeof *h->conditions);
    for (unsigned c = 0; c < CONDITION_COUNT; c++)
        if (hop->conditions & 1u << c)
            h->conditions[h->condition_count++] = (struct path_condition){
                .id = condition_ids[c],
                .text = path_render(a->graph, &a->terms, condition_texts[c], hop, h->edge, arena),
                .proof = PATH_NO_PROOF,
            };
}

/* A flaw that was seen in code stands there, not where the code is declared. */
static void show_flaw(struct path_hop *h, const struct node *n)
{
    struct origin where = fact_flaw_place(node_attr_text(n, FACT_EXPLOITABLE));
    if (!where.line || !strstr(h->row->sentence, "{evidence}"))
        return;
    h->evidence = EVIDENCE_CODE;
    h->where = where;
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
        .certainty = hop.certainty,
    };
    h.sentence = path_render(a->graph, &a->terms, row->sentence, &hop, e, arena);
    if (!e)
        show_flaw(&h, graph_node_at(a->graph, h.from));
    if (hop.conditions)
        list_conditions(&h, a, &hop, arena);
    if (e && crossing_applies(graph_edge_at(a->graph, e)->kind))
        h.crossing = crossing_between(a->graph, h.from, h.to, &h.crossing_reason);
    return h;
}

struct path_memo {
    const struct search *search;
    struct arena *arena;
    struct path_hop **made; /* [vertex count]: the last one that came to it, or NULL */
};

/* Row, edge and the vertex that it comes to are the arc. */
static bool is_of(const struct path_hop *h, const struct attack *a, arc_id arc)
{
    return h && h->edge == a->arc_edge[arc] && h->row == &spread_rows[a->arc_row[arc]];
}

/* Ways of one search have their beginnings in common: a hop each would be most of what findings take. */
static struct path_hop **hops_again(const arc_id *arcs, size_t count, struct path_memo *memo)
{
    const struct attack *a = memo->search->attack;
    struct path_hop **hops = arena_array(memo->arena, count, sizeof *hops);
    for (size_t i = 0; i < count; i++) {
        struct path_hop **made = &memo->made[a->arc_to[arcs[i]]];
        if (!is_of(*made, a, arcs[i])) {
            *made = arena_alloc(memo->arena, sizeof **made);
            **made = hop_make(a, arcs[i], memo->arena);
        }
        hops[i] = *made;
    }
    return hops;
}

static struct path_hop **hops_new(size_t count, struct arena *arena)
{
    struct path_hop **hops = arena_array(arena, count, sizeof *hops);
    struct path_hop *all = arena_array(arena, count, sizeof *all);
    for (size_t i = 0; i < count; i++)
        hops[i] = &all[i];
    return hops;
}

struct path_hop **path_make_hops(const struct attack *a, const arc_id *arcs, size_t count,
                                 struct arena *arena)
{
    struct path_hop **hops = hops_new(count, arena);
    for (size_t i = 0; i < count; i++)
        *hops[i] = hop_make(a, arcs[i], arena);
    return hops;
}

static const struct spread_row *goal_at(const struct attack *a, vertex_id v, bool way_out,
                                        struct arena *arena, struct str *sentence)
{
    node_id n = a->vertex_node[v];
    for (size_t i = 0; i < spread_row_count; i++) {
        const struct spread_row *row = &spread_rows[i];
        if (row->conclusion != STATE_COUNT || row->premise != a->vertex_state[v] ||
            !spread_goal(a->facts, row, n, way_out))
            continue;
        struct spread_hop hop = {.from = n, .to = n, .gate = AUTH_ABSENT};
        *sentence = path_render(a->graph, &a->terms, row->sentence, &hop, 0, arena);
        return row;
    }
    return NULL;
}

const struct spread_row *path_goal(const struct search *s, vertex_id v, struct arena *arena,
                                   struct str *sentence)
{
    return goal_at(s->attack, v, s->way_out[v], arena, sentence);
}

/* What the search says of the whole way, without its hops. */
static struct path summary(const struct search *s, vertex_id v)
{
    const struct attack *a = s->attack;
    return (struct path){.target = a->vertex_node[v],
                         .state = (enum state)a->vertex_state[v],
                         .gate = (enum auth)s->gate[v],
                         .rank = (enum auth_class)s->rank[v],
                         .effort = s->effort[v],
                         .confidence = s->confidence[v],
                         .certainty = (enum certainty)s->certainty[v]};
}

static void put_hops(struct path *p, const struct attack *a, const arc_id *arcs, size_t count,
                     struct arena *arena, struct path_memo *memo)
{
    p->hop_count = count;
    p->hops = memo ? hops_again(arcs, count, memo) : path_make_hops(a, arcs, count, arena);
    p->weakest = 0;
    for (size_t i = 1; i < count; i++) {
        const struct path_hop *h = p->hops[i], *w = p->hops[p->weakest];
        if (h->certainty > w->certainty ||
            (h->certainty == w->certainty && h->confidence < w->confidence))
            p->weakest = i;
    }
}

struct path path_make_way(const struct attack *a, const arc_id *arcs, size_t count, vertex_id v,
                          struct arena *arena)
{
    struct path p = {.target = a->vertex_node[v], .state = (enum state)a->vertex_state[v]};
    struct way way = way_start();
    put_hops(&p, a, arcs, count, arena, NULL);
    for (size_t i = 0; i < count; i++) {
        if (way_out_at(a, attack_vertex(a, p.hops[i]->from, p.hops[i]->from_state)))
            way.way_out = 1;
        way = way_longer(a, way, arcs[i]);
        p.effort += a->arc_effort[arcs[i]];
    }
    p.gate = (enum auth)way.gate;
    p.rank = (enum auth_class)way.gate_class;
    p.confidence = way.confidence;
    p.certainty = (enum certainty)way.certainty;
    p.goal = goal_at(a, v, way.way_out || way_out_at(a, v), arena, &p.goal_sentence);
    return p;
}

/* The best way to v; memo: NULL, or the hops that need not be made again. */
static struct path make_by(const struct search *s, vertex_id v, struct arena *arena,
                           struct path_memo *memo)
{
    struct path p = summary(s, v);
    arc_id *arcs = mem_alloc(s->hops[v] * sizeof *arcs);
    search_way(s, v, arcs, s->hops[v]);
    put_hops(&p, s->attack, arcs, s->hops[v], arena, memo);
    mem_free(arcs);
    p.goal = path_goal(s, v, arena, &p.goal_sentence);
    return p;
}

struct path path_make(const struct search *s, vertex_id v, struct arena *arena)
{
    return make_by(s, v, arena, NULL);
}

struct path_memo *path_memo_new(const struct search *s, struct arena *arena)
{
    struct path_memo *memo = mem_zalloc(1, sizeof *memo);
    memo->search = s;
    memo->arena = arena;
    memo->made = mem_zalloc((size_t)s->attack->vertex_count + 1, sizeof *memo->made);
    return memo;
}

void path_memo_free(struct path_memo *memo)
{
    if (!memo)
        return;
    mem_free(memo->made);
    mem_free(memo);
}

struct path path_make_again(struct path_memo *memo, vertex_id v)
{
    return make_by(memo->search, v, memo->arena, memo);
}

struct path path_make_rest(const struct search *s, vertex_id v, uint32_t *told, uint32_t number,
                           struct arena *arena, struct path_shared *shared)
{
    const struct attack *a = s->attack;
    const struct search_step *steps = s->steps[s->rank[v]];
    struct path p = summary(s, v);
    vertex_id u = v;
    for (; steps[u].arc != ARC_NONE && !told[u]; u = steps[u].from)
        p.hop_count++;
    *shared = (struct path_shared){.hops = s->hops[v] - p.hop_count,
                                   .number = told[u],
                                   .node = a->vertex_node[u],
                                   .state = (enum state)a->vertex_state[u]};
    p.weakest = p.hop_count;
    p.hops = hops_new(p.hop_count, arena);
    u = v;
    for (size_t i = p.hop_count; i > 0; i--) {
        *p.hops[i - 1] = hop_make(a, steps[u].arc, arena);
        told[u] = number;
        u = steps[u].from;
    }
    return p;
}
