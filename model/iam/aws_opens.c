/* SPDX-License-Identifier: MIT */
/* aws_opens.c - grants that let others in, or that show what opens something else: they carry the name
 * of the privilege path. A controls edge would say more than is true: whoever may open a queue to others
 * does not have the credentials of what reads it. */
#include "aws_iam.h"
#include "mem.h"

struct aws_opens {
    uint8_t *row_of;  /* by row of the action table: row of the path table + 1 */
    size_t node_count; /* nodes that were there then; what is made since is outside, and leads nowhere */
    bool *leads_on;   /* by node: it unlocks something, or has secrets in its settings. Made when the
                         first thing is asked about, nothing that is derived adds to it */
};

struct aws_opens *aws_opens_new(void)
{
    struct aws_opens *o = mem_zalloc(1, sizeof *o);
    o->row_of = mem_zalloc(aws_action_row_count, sizeof *o->row_of);
    for (size_t i = 0; i < aws_path_row_count && i < UINT8_MAX; i++) {
        const struct aws_action_row *action =
            aws_path_rows[i].relation == AWS_PATH_OPENS
                ? aws_action_find(str_from(aws_path_rows[i].actions)) : NULL;
        if (action)
            o->row_of[action - aws_action_rows] = (uint8_t)(i + 1);
    }
    return o;
}

void aws_opens_free(struct aws_opens *o)
{
    mem_free(o->row_of);
    mem_free(o->leads_on);
    mem_free(o);
}

bool aws_opens_by(const struct aws_opens *o, size_t action_row)
{
    return o->row_of[action_row];
}

static void find_leads(const struct aws_work *w, struct aws_opens *o)
{
    o->node_count = graph_node_count(w->g);
    o->leads_on = mem_zalloc(o->node_count + 1, sizeof *o->leads_on);
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        node_id to = graph_resolve(w->g, e->to);
        bool plain = e->kind == EDGE_USES && graph_node_at(w->g, to)->kind == NODE_SECRET &&
                     edge_fact_is(e, FACT_VALUE, "plain");
        if (e->kind == EDGE_UNLOCKS || plain)
            o->leads_on[graph_resolve(w->g, e->from)] = true;
    }
}

/* Reading a secret opens something only if the secret does. */
static bool is_meant(const struct aws_work *w, struct aws_opens *o,
                     const struct aws_path_row *row, node_id to)
{
    const struct node *n = graph_node_at(w->g, to);
    bool held = str_starts(str_from(row->id), STR("fwp-14")); /* a parameter may be a secret */
    bool shows = held || str_starts(str_from(row->id), STR("fwp-15"));
    if (n->kind == NODE_BOUNDARY)
        return !shows;
    if (shows && !o->leads_on)
        find_leads(w, o);
    bool of_kind = held && n->kind == NODE_SECRET;
    for (struct str rest = str_from(row->what), kind; str_cut(&rest, ',', &kind);)
        of_kind = of_kind || str_is(kind, node_kinds[n->kind].name);
    return of_kind && (!shows || (to <= o->node_count && o->leads_on[to]));
}

void aws_opens_name(struct aws_work *w, struct aws_opens *o, edge_id grant, node_id to,
                    unsigned ops, const uint32_t *rows, size_t count)
{
    unsigned best = UINT8_MAX;
    for (size_t i = 0; i < count; i++) {
        unsigned row = o->row_of[rows[i]];
        if (row && row <= best && !(aws_action_rows[rows[i]].ops & ~ops) && is_meant(w, o, &aws_path_rows[row - 1], to))
            best = row;
    }
    if (best == UINT8_MAX || edge_attr(graph_edge_at(w->g, grant), "path"))
        return;
    graph_edge_attr(w->g, grant, FACT_PRIMITIVE, str_from(aws_path_rows[best - 1].primitive));
    graph_edge_attr(w->g, grant, "path", str_from(aws_path_rows[best - 1].id));
}
