/* SPDX-License-Identifier: MIT */
/* search.c - search over names, ids and kinds, or by a filter; hits light up in every view, and the
 * map dims the rest. */
#include <string.h>

#include "map_view.h"
#include "mem.h"
#include "session.h"

static bool matches(const struct explorer *x, node_id n, struct str text)
{
    const struct node *node = graph_node_at(x->graph, n);

    return str_ifind(graph_label(x->graph, n), text) != STR_NPOS || str_ifind(node->id, text) != STR_NPOS ||
           str_istarts(str_from(node_kinds[node->kind].name), text);
}

/* Has a node all the words? The text as a whole first: names may have blanks. */
static bool has_words(const struct explorer *x, node_id n, struct str text)
{
    struct str rest = text;

    for (struct str word; str_cut(&rest, ' ', &word);) {
        if (!str_empty(word) && !matches(x, n, word))
            return false;
    }
    return true;
}

/* A text with an operator is a filter; "loop" and "orphan" may be names. */
static bool is_filter(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (memchr(":=~<>()|!\"", text.ptr[i], sizeof ":=~<>()|!\"" - 1))
            return true;
    }
    return false;
}

typedef bool test_of_node(const struct explorer *x, node_id n, struct str text);

/* within: only hits of the search before can be hits of this one. */
static size_t look(struct explorer *x, test_of_node *test, struct str text, bool within)
{
    size_t nodes = graph_node_count(x->graph), count = 0;

    for (node_id n = 1; n <= nodes; n++) {
        x->search.hit[n] = (!within || x->search.hit[n]) && test(x, n, text);
        count += x->search.hit[n];
    }
    return count;
}

/* The text itself, else its words, else its letters in their order; the grammar of the filter where
 * it is one. */
static void find_hits(struct explorer *x, struct str text, bool longer)
{
    struct search *s = &x->search;
    bool within = longer && s->plain && s->count;
    const struct sight_check *c;

    s->plain = false;
    s->count = look(x, matches, text, within);
    if (s->count) {
        s->plain = true;
        return;
    }
    if (!is_filter(text)) {
        s->count = look(x, has_words, text, false);
        if (s->count)
            return;
    }
    c = sight_check(x, text);
    s->count = c->fits ? c->count : 0;
    if (c->fits)
        memcpy(s->hit, c->fits, graph_node_count(x->graph) + 1);
}

void session_search(struct explorer *x, struct str text, bool backward)
{
    size_t nodes = graph_node_count(x->graph);
    bool longer = x->search.text.len && str_starts(text, buf_str(&x->search.text));
    struct buf copy = {0};

    buf_add(&copy, text); /* text may be the old search itself */
    buf_release(&x->search.text);
    x->search.text = copy;
    x->search.backward = backward;
    x->search.asked++;
    if (!x->search.hit)
        x->search.hit = mem_zalloc(nodes + 1, 1);
    if (copy.len) {
        find_hits(x, buf_str(&copy), longer);
    } else {
        memset(x->search.hit, 0, nodes + 1);
        x->search.count = 0;
        x->search.plain = false;
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
