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
