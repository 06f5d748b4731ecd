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
    size_t low = 0, high = cfn_link_row_count;
    while (low < high) { /* the first row that is not before the type */
        size_t mid = (low + high) / 2;
        if (str_cmp(str_from(cfn_link_rows[mid].type), r->type) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < cfn_link_row_count && str_is(r->type, cfn_link_rows[low].type); low++) {
        struct linking l = {c, r, &cfn_link_rows[low].link};
        cfn_each(c, r->props, cfn_link_rows[low].path, r->condition, link_one, &l);
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
