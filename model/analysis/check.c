/* SPDX-License-Identifier: MIT */
#include "check.h"

static bool fail(struct buf *why, const char *what, size_t hop)
{
    buf_printf(why, "hop %zu: %s", hop + 1, what);
    return false;
}

static bool check_hop(const struct spread_facts *f, const struct spread_terms *terms,
                      const struct path *p, size_t i, struct spread_hop *again, struct buf *why)
{
    const struct path_hop *h = &p->hops[i];
    if (h->from_state != h->row->premise || h->to_state != h->row->conclusion)
        return fail(why, "its states are not those of its rule", i);
    if (spread_apply(f, terms, h->row, h->edge, h->edge ? 0 : h->from, again) != SPREAD_FIRES)
        return fail(why, "its rule does not fire", i);
    if (again->from != h->from || again->to != h->to)
        return fail(why, "its rule leads elsewhere", i);
    if (i > 0 && (p->hops[i - 1].to != h->from || p->hops[i - 1].to_state != h->from_state))
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
        node = p->hops[0].from;
        state = p->hops[0].from_state;
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
        state = p->hops[i].row->conclusion;
    }
    if (node != p->target || state != p->state)
        return fail(why, "the path ends elsewhere", p->hop_count);
    if (effort != p->effort || rank != p->rank)
        return fail(why, "effort or gate of the path are wrong", p->hop_count);
    return true;
}

/* One rule must not lead from a fact that is in the set to one that is not. */
static bool check_rule(const struct graph *g, const struct spread_facts *f,
                       const struct spread_terms *terms, const fact_mask *facts, uint8_t row_index,
                       edge_id e, node_id n, struct buf *why)
{
    const struct spread_row *row = &spread_rows[row_index];
    struct spread_hop hop;
    if (spread_apply(f, terms, row, e, n, &hop) != SPREAD_FIRES ||
        !(facts[hop.from] & 1u << row->premise) || (facts[hop.to] & 1u << row->conclusion))
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
                  const struct spread_terms *terms, const fact_mask *starts,
                  const fact_mask *facts, struct buf *why)
{
    struct spread_row_list own = spread_rows_of(f, EDGE_KIND_COUNT);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        if (starts[n] & ~facts[n]) {
            buf_puts(why, "a start fact is not in the closed set");
            return false;
        }
        for (size_t i = 0; i < own.count; i++)
            if (!check_rule(g, f, terms, facts, own.rows[i], 0, (node_id)n, why))
                return false;
    }
    for (size_t e = 1; e <= graph_edge_count(g); e++) {
        struct spread_row_list rows = spread_rows_of(f, graph_edge_at(g, (edge_id)e)->kind);
        for (size_t i = 0; i < rows.count; i++)
            if (!check_rule(g, f, terms, facts, rows.rows[i], (edge_id)e, 0, why))
                return false;
    }
    return true;
}
