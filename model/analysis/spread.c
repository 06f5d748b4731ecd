/* SPDX-License-Identifier: MIT */
#include "spread.h"

#include "mem.h"
#include "query.h"
#include "spread_clauses.h"
#include "what_if.h"

#define X(e, name, level, help) [STATE_##e] = name,
const char *const state_names[STATE_COUNT] = {STATES(X)};
#undef X
#define X(e, name, level, help) [STATE_##e] = level,
const int state_levels[STATE_COUNT] = {STATES(X)};
#undef X
#define X(e, name, level, help) [STATE_##e] = help,
const char *const state_help[STATE_COUNT] = {STATES(X)};
#undef X
#define X(e, name, help) [MODE_##e] = name,
const char *const mode_names[MODE_COUNT] = {ATTACK_MODES(X)};
#undef X
#define X(e, name, help) [MODE_##e] = help,
const char *const mode_help[MODE_COUNT] = {ATTACK_MODES(X)};
#undef X
#define X(e, id, text, gap) [CONDITION_BIT_##e] = id,
const char *const condition_ids[CONDITION_COUNT] = {CONDITIONS(X)};
#undef X
#define X(e, id, text, gap) [CONDITION_BIT_##e] = text,
const char *const condition_texts[CONDITION_COUNT] = {CONDITIONS(X)};
#undef X
#define X(e, id, text, gap) [CONDITION_BIT_##e] = gap,
const char *const condition_gaps[CONDITION_COUNT] = {CONDITIONS(X)};
#undef X
const char *const certainty_names[CERTAINTY_COUNT] = {"declared", "inferred", "assumed"};
const char *const auth_view_names[AUTH_VIEW_COUNT] = {"worst", "best"};

static bool find_name(const char *const *names, int count, struct str name, int *out)
{
    for (int i = 0; i < count; i++)
        if (str_is(name, names[i])) {
            *out = i;
            return true;
        }
    return false;
}

bool state_find(struct str name, enum state *out)
{
    int at;
    if (!find_name(state_names, STATE_COUNT, name, &at))
        return false;
    *out = (enum state)at;
    return true;
}

bool mode_find(struct str name, enum attack_mode *out)
{
    int at;
    if (!find_name(mode_names, MODE_COUNT, name, &at))
        return false;
    *out = (enum attack_mode)at;
    return true;
}

bool auth_view_find(struct str name, enum auth_view *out)
{
    int at;
    if (!find_name(auth_view_names, AUTH_VIEW_COUNT, name, &at))
        return false;
    *out = (enum auth_view)at;
    return true;
}

enum {
    ACTIVE = 1 << STATE_INPUT | 1 << STATE_CONTROL | 1 << STATE_READ | 1 << STATE_EXHAUST,
    PASSIVE = 1 << STATE_READ | 1 << STATE_WRITE | 1 << STATE_EXHAUST,
    KEPT = 1 << STATE_READ | 1 << STATE_WRITE
};

unsigned state_mask(enum node_kind kind)
{
    static const uint8_t masks[NODE_KIND_COUNT] = {
        [NODE_ACTOR] = 1 << STATE_HOLD,   [NODE_IDENTITY] = 1 << STATE_HOLD,
        [NODE_API] = ACTIVE,              [NODE_ROUTE] = ACTIVE,
        [NODE_FRONT] = ACTIVE,            [NODE_AUTH] = ACTIVE,
        [NODE_FUNCTION] = ACTIVE,         [NODE_COMPUTE] = ACTIVE,
        [NODE_APP] = ACTIVE,              [NODE_WORKFLOW] = ACTIVE,
        [NODE_QUEUE] = PASSIVE,           [NODE_TOPIC] = PASSIVE,
        [NODE_STREAM] = PASSIVE,          [NODE_BUS] = PASSIVE,
        [NODE_BUCKET] = PASSIVE,          [NODE_TABLE] = PASSIVE,
        [NODE_FILES] = PASSIVE,           [NODE_SERVICE] = PASSIVE,
        [NODE_LOG] = PASSIVE,             [NODE_SECRET] = KEPT,
        [NODE_KEY] = KEPT,                [NODE_PARAM] = KEPT,
        [NODE_CODE] = KEPT,               [NODE_TIMER] = 1 << STATE_CONTROL,
        [NODE_BOUNDARY] = ACTIVE | PASSIVE, [NODE_NET] = 0,
    };
    return masks[kind];
}

enum auth_class spread_gate_class(enum auth auth, enum auth_view view)
{
    if (auth == AUTH_ABSENT)
        return AUTH_CLASS_NONE;
    enum auth_class class = auths[auth].class;
    if (class == AUTH_CLASS_UNKNOWN)
        return view == AUTH_VIEW_BEST ? AUTH_CLASS_TOKEN : AUTH_CLASS_NONE;
    return class;
}

/* --- Facts ------------------------------------------------------------------------------------ */

static uint8_t flags_of(const struct node *n)
{
    unsigned flags = 0;
    if (node_fact_bool(n, FACT_DISABLED, false))
        flags |= FLAG_DISABLED;
    if (node_fact_bool(n, FACT_REUSED, true))
        flags |= FLAG_REUSED;
    if (node_fact_given(n, FACT_LIMIT))
        flags |= FLAG_LIMITED;
    if (node_fact_given(n, FACT_RESERVED))
        flags |= FLAG_RESERVED;
    if (node_fact_given(n, FACT_EXPLOITABLE))
        flags |= FLAG_EXPLOITABLE;
    if (str_iis(node_attr_text(n, FACT_NETWORK), "private"))
        flags |= FLAG_PRIVATE;
    return (uint8_t)flags;
}

static bool in_force(const struct spread_facts *f, edge_id id)
{
    const struct edge *e = graph_edge_at(f->graph, id);
    return edge_fact_bool(e, FACT_ENABLED, true) && !what_if_is_cut(f->change, id) &&
           !((f->flags[e->from] | f->flags[e->to]) & FLAG_DISABLED);
}

static void gather_rows(struct spread_facts *f)
{
    size_t used = 0;
    f->functions = mem_zalloc(spread_row_count * SPREAD_CLAUSES, sizeof *f->functions);
    f->rows = mem_zalloc(spread_row_count, 1);
    for (int kind = 0; kind <= EDGE_KIND_COUNT; kind++) {
        f->row_at[kind] = (uint8_t)used;
        for (size_t r = 0; r < spread_row_count; r++)
            if ((int)spread_rows[r].edge == kind && spread_rows[r].conclusion != STATE_COUNT)
                f->rows[used++] = (uint8_t)r;
    }
    f->row_at[EDGE_KIND_COUNT + 1] = (uint8_t)used;
    for (size_t r = 0; r < spread_row_count; r++)
        for (size_t i = 0; i < SPREAD_CLAUSES && spread_rows[r].clauses[i]; i++)
            f->functions[r * SPREAD_CLAUSES + i] = clause_find(spread_rows[r].clauses[i]);
}

struct spread_facts *spread_facts_new(const struct graph *g)
{
    return spread_facts_changed(g, NULL);
}

struct spread_facts *spread_facts_changed(const struct graph *g, const struct what_if *change)
{
    struct spread_facts *f = mem_zalloc(1, sizeof *f);
    size_t nodes = graph_node_count(g);
    edge_id i, end;
    f->graph = g;
    f->change = change;
    gather_rows(f);
    f->flags = mem_zalloc(nodes + 1, 1);
    f->classes = mem_zalloc(nodes + 1, 1);
    for (node_id k = 1; k <= nodes; k++) {
        const struct node *n = graph_node_at(g, k);
        f->flags[k] = flags_of(n);
        if (n->kind == NODE_BOUNDARY)
            f->classes[k] = (uint8_t)node_boundary_class(n);
    }
    graph_edges_of(g, EDGE_TRIGGERS, &i, &end);
    for (; i < end; i++) {
        const struct edge *e = graph_edge_at(g, i);
        if (graph_node_at(g, e->from)->kind == NODE_TIMER && in_force(f, i))
            f->flags[e->to] |= FLAG_TIMED;
    }
    graph_edges_of(g, EDGE_ENCRYPTED_BY, &i, &end);
    for (; i < end; i++) {
        const struct edge *e = graph_edge_at(g, i);
        if (!what_if_is_cut(change, i) && edge_encrypts_all(e) &&
            !str_iis(node_attr_text(graph_node_at(g, e->to), FACT_MANAGED), "provider"))
            f->flags[e->from] |= FLAG_ENCRYPTED;
    }
    return f;
}

void spread_facts_free(struct spread_facts *f)
{
    if (!f)
        return;
    mem_free(f->flags);
    mem_free(f->classes);
    mem_free(f->functions);
    mem_free(f->rows);
    mem_free(f);
}

struct spread_row_list spread_rows_of(const struct spread_facts *f, enum edge_kind kind)
{
    return (struct spread_row_list){f->rows + f->row_at[kind],
                                    (size_t)(f->row_at[kind + 1] - f->row_at[kind])};
}

/* --- Applying a row --------------------------------------------------------------------------- */

static void add_condition(const struct clause_in *in, unsigned condition)
{
    struct spread_hop *hop = in->hop;
    hop->conditions = (uint8_t)(hop->conditions | condition);
    if (!in->terms->exact)
        hop->effort = (uint8_t)(hop->effort + CONDITION_EFFORT);
}

static unsigned condition_of_policy(const struct edge *e)
{
    struct str kind = edge_attr_text(e, FACT_COND_KIND);
    if (str_empty(kind) && str_empty(e->condition))
        return 0;
    if (str_iis(kind, "network"))
        return CONDITION_SOURCE;
    if (str_iis(kind, "factor") || (e->kind == EDGE_ASSUMES && !str_iis(kind, "undecided")))
        return CONDITION_FACTOR;
    return CONDITION_UNDECIDED;
}

static void find_conditions(const struct clause_in *in)
{
    struct spread_hop *hop = in->hop;
    uint8_t b = in->facts->flags[in->b_id];
    if (!in->edge)
        return;
    if (in->row->conclusion == STATE_READ && (b & FLAG_ENCRYPTED))
        add_condition(in, CONDITION_KEY);
    if ((in->edge->kind == EDGE_UNLOCKS || in->edge->kind == EDGE_EXPOSES) && (b & FLAG_PRIVATE))
        add_condition(in, CONDITION_NET);
    if (in->edge->kind != EDGE_ASSUMES && in->edge->kind != EDGE_GRANTS)
        return;
    unsigned condition = condition_of_policy(in->edge);
    bool has_it = in->terms->exact && condition == CONDITION_FACTOR &&
                  in->terms->pass == (1u << AUTH_CLASS_COUNT) - 1u;
    if (condition && !has_it) /* who passes every gate has the second factor as well */
        add_condition(in, condition);
    if (condition == CONDITION_UNDECIDED)
        hop->confidence = hop->confidence > CONDITION_UNDECIDED_DOUBT
                              ? (uint8_t)(hop->confidence - CONDITION_UNDECIDED_DOUBT)
                              : 0;
}

static enum certainty certainty_of(const struct clause_in *in)
{
    if (in->hop->conditions && !in->terms->exact)
        return CERTAINTY_ASSUMED;
    if (!in->edge && in->row->conclusion != STATE_CONTROL)
        return CERTAINTY_DECLARED;
    if (!in->edge) /* code is taken over */
        return in->terms->mode == MODE_STRICT ? CERTAINTY_ASSUMED : CERTAINTY_INFERRED;
    if (in->edge->evidence == EVIDENCE_DECLARED)
        return CERTAINTY_DECLARED;
    return in->edge->evidence == EVIDENCE_GUESS ? CERTAINTY_ASSUMED : CERTAINTY_INFERRED;
}

static enum spread_verdict switched_off(struct clause_in *in)
{
    const struct spread_facts *f = in->facts;
    const char *why = NULL;
    if (f->flags[in->a_id] & FLAG_DISABLED)
        why = "{a} is switched off";
    else if (f->flags[in->b_id] & FLAG_DISABLED)
        why = "{b} is switched off";
    else if (in->edge && !edge_fact_bool(in->edge, FACT_ENABLED, true))
        why = "the connection between {a} and {b} is switched off";
    else if (in->edge && what_if_is_cut(f->change, in->edge_id))
        why = "the connection between {a} and {b} is cut in this trial";
    if (why)
        in->hop->blocker = why;
    return why ? SPREAD_BLOCKED : SPREAD_FIRES;
}

enum spread_verdict spread_apply(const struct spread_facts *f, const struct spread_terms *terms,
                                 const struct spread_row *row, edge_id e, node_id n,
                                 struct spread_hop *hop)
{
    const struct edge *edge = e ? graph_edge_at(f->graph, e) : NULL;
    struct clause_in in = {.facts = f, .terms = terms, .row = row, .edge = edge, .edge_id = e,
                           .hop = hop};
    if (row->conclusion == STATE_COUNT || (edge ? edge->kind : EDGE_KIND_COUNT) != row->edge)
        return SPREAD_NO;
    in.a_id = !edge ? n : row->dir == SPREAD_FORWARD ? edge->from : edge->to;
    in.b_id = !edge ? n : row->dir == SPREAD_FORWARD ? edge->to : edge->from;
    in.a = graph_node_at(f->graph, in.a_id);
    in.b = graph_node_at(f->graph, in.b_id);
    if (!(state_mask(in.a->kind) & 1u << row->premise) ||
        !(state_mask(in.b->kind) & 1u << row->conclusion))
        return SPREAD_NO;

    int confidence = row->confidence;
    if (edge && edge->confidence < confidence)
        confidence = edge->confidence;
    *hop = (struct spread_hop){.from = in.a_id, .to = in.b_id, .gate = AUTH_ABSENT,
                               .gate_class = AUTH_CLASS_NONE, .effort = row->weight,
                               .confidence = (uint8_t)(confidence < 0 ? 0 : confidence)};
    enum spread_verdict verdict = clauses_decide(&in, row);
    if (verdict == SPREAD_NO)
        return SPREAD_NO;
    if (switched_off(&in) == SPREAD_BLOCKED)
        verdict = SPREAD_BLOCKED;
    find_conditions(&in);
    hop->certainty = certainty_of(&in);
    return verdict;
}

bool spread_goal(const struct spread_facts *f, const struct spread_row *row, node_id n,
                 bool way_out)
{
    const struct node *node = graph_node_at(f->graph, n);
    struct spread_hop hop = {0};
    struct spread_terms terms = {0};
    struct clause_in in = {.facts = f, .terms = &terms, .row = row, .a = node, .b = node,
                           .a_id = n, .b_id = n, .hop = &hop, .way_out = way_out};
    return row->conclusion == STATE_COUNT && clauses_decide(&in, row) == SPREAD_FIRES;
}

bool spread_row_gated(const struct spread_row *row)
{
    for (size_t i = 0; i < SPREAD_CLAUSES && row->clauses[i]; i++)
        if (clause_is_gate(row->clauses[i]))
            return true;
    return false;
}

bool spread_row_complete(const struct spread_row *row)
{
    if (row->like && (row->like > spread_row_count || spread_rows[row->like - 1].like ||
                      row->clauses[0]))
        return false;
    for (size_t i = 0; i < SPREAD_CLAUSES && row->clauses[i]; i++)
        if (!clause_find(row->clauses[i]))
            return false;
    return true;
}
