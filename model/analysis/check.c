/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "exact.h"

static bool fail(struct buf *why, const char *what, size_t hop)
{
    buf_printf(why, "hop %zu: %s", hop + 1, what);
    return false;
}

static bool check_hop(const struct spread_facts *f, const struct spread_terms *terms,
                      const struct path *p, size_t i, struct spread_hop *again, struct buf *why)
{
    const struct path_hop *h = p->hops[i];
    if (h->from_state != h->row->premise || h->to_state != h->row->conclusion)
        return fail(why, "its states are not those of its rule", i);
    if (spread_apply(f, terms, h->row, h->edge, h->edge ? 0 : h->from, again) != SPREAD_FIRES)
        return fail(why, "its rule does not fire", i);
    if (again->from != h->from || again->to != h->to)
        return fail(why, "its rule leads elsewhere", i);
    if (again->gate != h->gate || again->effort != h->effort ||
        again->confidence != h->confidence || again->certainty != h->certainty ||
        again->delayed != h->delayed)
        return fail(why, "its figures are not those of its rule", i);
    if (i > 0 && (p->hops[i - 1]->to != h->from || p->hops[i - 1]->to_state != h->from_state))
        return fail(why, "it does not start where the hop before it ends", i);
    return true;
}

bool check_path(const struct spread_facts *f, const struct spread_terms *terms,
                const fact_mask *starts, const struct path *p, struct buf *why)
{
    node_id node = p->target;
    enum state state = p->state;
    uint32_t effort = 0;
    enum auth_class rank = AUTH_CLASS_NONE;
    if (p->hop_count) {
        node = p->hops[0]->from;
        state = p->hops[0]->from_state;
    }
    if (!(starts[node] & 1u << state))
        return fail(why, "it does not begin at a start fact of the seat", 0);
    for (size_t i = 0; i < p->hop_count; i++) {
        struct spread_hop again;
        if (!check_hop(f, terms, p, i, &again, why))
            return false;
        effort += again.effort;
        if (again.gate_class > rank)
            rank = again.gate_class;
        node = again.to;
        state = p->hops[i]->row->conclusion;
    }
    if (node != p->target || state != p->state)
        return fail(why, "the path ends elsewhere", p->hop_count);
    if (terms->exact) /* the proofs of its conditions count as well: check_steps() */
        return effort <= p->effort && rank <= p->rank;
    if (effort != p->effort || rank != p->rank)
        return fail(why, "effort or gate of the path are wrong", p->hop_count);
    return true;
}

/* True if a condition of the hop stays unproved. */
static bool lacks(const struct check_proved *proved, const struct spread_hop *hop)
{
    for (unsigned c = 0; proved && c < CONDITION_COUNT; c++) {
        const struct fact *facts;
        if (!(hop->conditions & 1u << c))
            continue;
        premise_id p = conditions_premise(proved->conditions, hop, 1u << c);
        size_t count = conditions_facts(proved->conditions, p, &facts), i = 0;
        while (i < count && !(proved->facts[facts[i].node] & 1u << facts[i].state))
            i++;
        if (i == count)
            return true;
    }
    return false;
}

/* One rule must not lead from a fact that is in the set to one that is not. */
static bool check_rule(const struct graph *g, const struct spread_facts *f,
                       const struct spread_terms *terms, const struct check_proved *proved,
                       const fact_mask *facts, uint8_t row_index, edge_id e, node_id n,
                       struct buf *why)
{
    const struct spread_row *row = &spread_rows[row_index];
    struct spread_hop hop;
    if (spread_apply(f, terms, row, e, n, &hop) != SPREAD_FIRES ||
        !(facts[hop.from] & 1u << row->premise) || (facts[hop.to] & 1u << row->conclusion) ||
        lacks(proved, &hop))
        return true;
    struct str from = graph_node_at(g, hop.from)->id, to = graph_node_at(g, hop.to)->id;
    buf_printf(why, "%s leads out of the closed set, from %s(", row->id,
               state_names[row->premise]);
    buf_add(why, from);
    buf_printf(why, ") to %s(", state_names[row->conclusion]);
    buf_add(why, to);
    buf_putc(why, ')');
    return false;
}

bool check_closed(const struct graph *g, const struct spread_facts *f,
                  const struct spread_terms *terms, const struct check_proved *proved,
                  const fact_mask *starts, const fact_mask *facts, struct buf *why)
{
    struct spread_row_list own = spread_rows_of(f, EDGE_KIND_COUNT);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        if (starts[n] & ~facts[n]) {
            buf_puts(why, "a start fact is not in the closed set");
            return false;
        }
        for (size_t i = 0; i < own.count; i++)
            if (!check_rule(g, f, terms, proved, facts, own.rows[i], 0, (node_id)n, why))
                return false;
    }
    for (size_t e = 1; e <= graph_edge_count(g); e++) {
        struct spread_row_list rows = spread_rows_of(f, graph_edge_at(g, (edge_id)e)->kind);
        for (size_t i = 0; i < rows.count; i++)
            if (!check_rule(g, f, terms, proved, facts, rows.rows[i], (edge_id)e, 0, why))
                return false;
    }
    return true;
}

/* --- Exact answers ---------------------------------------------------------------------------- */

static bool wrong_step(struct buf *why, const char *what, size_t i)
{
    buf_printf(why, "step %zu: %s", i + 1, what);
    return false;
}

/* The steps that an exact hop names for its conditions come before it and prove them. */
static bool check_proofs(const struct conditions *conditions, struct check_step *steps, size_t i,
                         const struct spread_hop *hop, struct buf *why)
{
    uint64_t effort = (uint64_t)steps[steps[i].from].effort + hop->effort;
    size_t last = i;
    for (unsigned c = 0; c < CONDITION_COUNT; c++) {
        const struct fact *facts;
        if (!(hop->conditions & 1u << c))
            continue;
        size_t by = steps[i].proofs[c], k = 0;
        size_t count = conditions_facts(conditions, conditions_premise(conditions, hop, 1u << c),
                                        &facts);
        if (by >= i)
            return wrong_step(why, "what proves its condition does not come before it", i);
        while (k < count &&
               (facts[k].node != steps[by].fact.node || facts[k].state != steps[by].fact.state))
            k++;
        if (k == count)
            return wrong_step(why, "its condition is not proved by the fact it names", i);
        effort += by == last ? 0 : steps[by].effort; /* one proof for two conditions */
        last = by;
    }
    steps[i].effort = effort < EXACT_COST_MOST ? (uint32_t)effort : EXACT_COST_MOST;
    return true;
}

bool check_steps(const struct spread_facts *f, const struct conditions *conditions,
                 const struct check_part *parts, struct check_step *steps, size_t count,
                 enum auth_class level, struct buf *why)
{
    for (size_t i = 0; i < count; i++) {
        struct check_step *s = &steps[i], *from = &steps[s->from];
        const struct check_part *part = &parts[s->part];
        struct spread_hop hop;
        if (!s->row) {
            s->effort = 0;
            if (!(part->starts[s->fact.node] & 1u << s->fact.state))
                return wrong_step(why, "it is no start fact of its seat", i);
            continue;
        }
        if (s->from >= i)
            return wrong_step(why, "its premise does not come before it", i);
        if (spread_apply(f, &part->terms, s->row, s->edge, s->edge ? 0 : s->fact.node, &hop) !=
            SPREAD_FIRES)
            return wrong_step(why, "its rule does not fire", i);
        if (hop.from != from->fact.node || s->row->premise != from->fact.state ||
            from->part != s->part || hop.to != s->fact.node ||
            s->row->conclusion != s->fact.state)
            return wrong_step(why, "its rule joins other facts", i);
        if (hop.gate_class > level)
            return wrong_step(why, "its gate is higher than it says", i);
        if (!check_proofs(conditions, steps, i, &hop, why))
            return false;
    }
    return true;
}
