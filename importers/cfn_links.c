/* SPDX-License-Identifier: MIT */
/* cfn_links.c - edges of properties that lead to another node; cfn_links.tsv holds them. */
#include "cfn_graph.h"

struct linking {
    struct cfn *c;
    struct cfn_resource *r;
    const struct cfn_link *link;
};

static void link_one(void *arg, const struct doc_node *n, struct str condition)
{
    struct linking *l = arg;
    cfn_link(l->c, l->r->node, n, l->link, condition);
}

void cfn_links(struct cfn *c, struct cfn_resource *r)
{
    for (size_t i = 0; i < r->of->link_count; i++) {
        const struct cfn_link_row *row = &r->of->links[i];
        struct linking l = {c, r, &row->link};
        cfn_each(c, r->props, row->path, r->condition, link_one, &l);
    }
}

void cfn_edge_more(struct cfn *c, edge_id e, const char *key, struct str value)
{
    struct str rest = e ? edge_attr_text(graph_edge_at(c->g, e), key) : STR(""), word;
    struct buf all = {0};
    bool placed = false;
    if (!e || str_empty(value))
        return;
    while (rest.len && str_cut(&rest, ',', &word)) {
        int order = str_cmp(value, word);
        if (!placed && order <= 0) {
            buf_add(&all, value);
            buf_puts(&all, order ? "," : "");
            placed = true;
        }
        if (order)
            buf_add(&all, word);
        if (rest.len || !placed)
            buf_putc(&all, ',');
    }
    if (!placed)
        buf_add(&all, value);
    graph_edge_attr(c->g, e, key, arena_str(c->arena, buf_str(&all)));
    buf_release(&all);
}
