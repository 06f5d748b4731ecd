/* SPDX-License-Identifier: MIT */
#include "flood_attacks.h"

#include "mem.h"

/* Marks what direct calls from the entry on lead to. */
static uint8_t *find_direct(const struct graph *g, node_id entry)
{
    uint8_t *direct = mem_zalloc(graph_node_count(g) + 1, 1);
    node_id *queue = mem_alloc((graph_node_count(g) + 1) * sizeof *queue);
    size_t count = 0;
    queue[count++] = entry;
    direct[entry] = 1;
    for (size_t i = 0; i < count; i++) {
        struct edge_list out = graph_out(g, queue[i]);
        for (size_t k = 0; k < out.count; k++) {
            const struct edge *e = graph_edge_at(g, out.ids[k]);
            if ((e->kind != EDGE_ROUTES && e->kind != EDGE_INVOKES) || direct[e->to])
                continue;
            direct[e->to] = 1;
            queue[count++] = e->to;
        }
    }
    mem_free(queue);
    return direct;
}

static void find_chained(const struct flood *f, const struct flood_entry *e,
                         const struct flood_hour *h, struct flood_attacks *a)
{
    const struct graph *g = flood_graph(f);
    uint8_t *direct = find_direct(g, e->node);
    for (size_t i = 0; i < h->part_count; i++) {
        node_id n = h->parts[i].node;
        if (!load_is_run(graph_node_at(g, n)->kind))
            continue;
        a->all = amount_add(a->all, h->parts[i].times);
        if (!direct[n])
            a->chained = amount_add(a->chained, h->parts[i].times);
    }
    mem_free(direct);
}

/* An hour of the entry if so many requests a second come; its throttles hold. */
static struct flood_hour hour_at(const struct flood *f, const struct flood_entry *e, long *rate)
{
    struct flood_entry x = *e;
    for (size_t i = 0; i < e->cap_count; i++)
        if (e->caps[i].kind == CAP_RATE && e->caps[i].value > 0 && e->caps[i].value < *rate)
            *rate = e->caps[i].value;
    x.rate = *rate;
    return flood_hour(f, &x);
}

struct flood_attacks flood_attacks_of(const struct flood *f, const struct flood_entry *e)
{
    struct flood_attacks a = {.blast_rate = FLOOD_RATE_MAX, .quiet_rate = QUIET_RATE};
    struct flood_hour h = hour_at(f, e, &a.blast_rate);
    bool capped = e->rate_capped || e->copies_capped || h.full;
    a.blast_runs = capped ? h.runs : AMOUNT_MAX;
    a.blast_money = capped ? h.money : 0;
    find_chained(f, e, &h, &a);
    flood_hour_free(&h);

    h = hour_at(f, e, &a.quiet_rate);
    a.quiet_money = amount_times(h.money_calm, QUIET_DAYS * 24);
    flood_hour_free(&h);
    return a;
}
