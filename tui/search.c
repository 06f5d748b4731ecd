/* SPDX-License-Identifier: MIT */
/* search.c - plain search over names, ids and kinds; hits light up in every view. */
#include <string.h>

#include "map_view.h"
#include "mem.h"
#include "session.h"

static bool matches(const struct explorer *x, node_id n, struct str text)
{
    const struct node *node = graph_node_at(x->graph, n);

    return str_ifind(node->name, text) != STR_NPOS || str_ifind(node->id, text) != STR_NPOS ||
           str_istarts(str_from(node_kinds[node->kind].name), text);
}

void session_search(struct explorer *x, struct str text, bool backward)
{
    size_t nodes = graph_node_count(x->graph);
    struct buf copy = {0};

    buf_add(&copy, text); /* text may be the old search itself */
    buf_release(&x->search.text);
    x->search.text = copy;
    x->search.backward = backward;
    x->search.count = 0;
    if (!x->search.hit)
        x->search.hit = mem_zalloc(nodes + 1, 1);
    memset(x->search.hit, 0, nodes + 1);
    for (node_id n = 1; n <= nodes && copy.len > 0; n++) {
        x->search.hit[n] = matches(x, n, buf_str(&copy));
        x->search.count += x->search.hit[n];
    }
    x->selected++;
}

/* On the map the hits that it shows come first, unless it shows a part of a large system only. */
static bool wanted(const struct explorer *x, node_id n, bool on_map)
{
    return x->search.hit[n] && (!on_map || visible_box(map_visible(x), n) != VISIBLE_NONE);
}

static bool any_on_map(const struct explorer *x)
{
    node_id nodes = (node_id)graph_node_count(x->graph);

    if (x->focus != VIEW_MAP || !map_visible(x) || map_is_part(x))
        return false;
    for (node_id n = 1; n <= nodes; n++) {
        if (wanted(x, n, true))
            return true;
    }
    return false;
}

node_id session_search_hit(const struct explorer *x, int direction)
{
    node_id nodes = (node_id)graph_node_count(x->graph), n = x->at.node;

    bool on_map = x->search.count > 0 && any_on_map(x);

    if (x->search.backward)
        direction = -direction;
    if (n == 0)
        n = direction > 0 ? nodes : 1;
    for (node_id tried = 0; tried < nodes && x->search.count > 0; tried++) {
        n = direction > 0 ? n % nodes + 1 : (n + nodes - 2) % nodes + 1;
        if (wanted(x, n, on_map))
            return n;
    }
    return 0;
}

bool session_search_next(struct explorer *x, int direction)
{
    node_id n = session_search_hit(x, direction);

    session_select(x, n);
    return n != 0;
}
