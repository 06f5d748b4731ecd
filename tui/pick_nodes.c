/* SPDX-License-Identifier: MIT */
/* pick_nodes.c - the list of all nodes that a command may want one of. */
#include "command.h"
#include "query.h"
#include "session.h"

void pick_node_about(const struct explorer *x, node_id n, struct buf *out)
{
    node_id inside = graph_container(x->graph, n);
    const struct node *node = graph_node_at(x->graph, n);

    buf_puts(out, node_kinds[node->kind].name);
    if (inside) {
        buf_puts(out, " in ");
        buf_add(out, session_name(x, inside));
    }
    buf_puts(out, ", ");
    buf_add(out, node->id);
    buf_printf(out, ", in %zu out %zu", graph_in(x->graph, n).count, graph_out(x->graph, n).count);
}

/* What may stand in place of a node stands before the nodes: "off" of a focus, "all" of folding. */
static const struct command *begun(const struct explorer *x)
{
    struct str rest = buf_str(&x->pick.begun);

    return command_find(ask_word(&rest));
}

static struct str node_word(const struct explorer *x, size_t i)
{
    const struct command *c = begun(x);
    struct str words = str_from(c && c->arguments[0] == ARGUMENT_NODE ? c->words : NULL), word = STR_NONE;

    for (size_t k = 0; k <= i; k++) {
        if (!str_cut(&words, '|', &word))
            return STR_NONE;
    }
    return word;
}

static size_t node_words(const struct explorer *x)
{
    size_t count = 0;

    while (!str_empty(node_word(x, count)))
        count++;
    return count;
}

static size_t nodes_count(const struct explorer *x)
{
    return x->pick.words + graph_node_count(x->graph);
}

/* 0: it is a word. */
static node_id node_at(const struct explorer *x, size_t i)
{
    size_t words = x->pick.words;

    return i < words ? 0 : (node_id)(i - words) + 1;
}

static struct str nodes_name(const struct explorer *x, size_t i)
{
    node_id n = node_at(x, i);

    return n ? session_name(x, n) : node_word(x, i);
}

static void nodes_tag(const struct explorer *x, size_t i, struct buf *out)
{
    node_id n = node_at(x, i);

    buf_puts(out, n ? node_kinds[graph_node_at(x->graph, n)->kind].name : "");
}

static void nodes_about(const struct explorer *x, size_t i, struct buf *out)
{
    node_id n = node_at(x, i);

    if (n)
        pick_node_about(x, n, out);
    else
        buf_puts(out, begun(x)->help);
}

/* The id is never meant for two. */
static void nodes_take(struct explorer *x, size_t i)
{
    struct buf line = {0};
    node_id n = node_at(x, i);

    buf_add(&line, buf_str(&x->pick.begun));
    buf_add(&line, n ? graph_node_at(x->graph, n)->id : node_word(x, i));
    command_typed(x, buf_str(&line));
    buf_release(&line);
}

static const struct pick_kind nodes = {
    .title = "Node", .count = nodes_count, .name = nodes_name, .tag = nodes_tag,
    .about = nodes_about, .take = nodes_take, .again = pick_nodes,
};

void pick_nodes(struct explorer *x)
{
    x->pick.words = node_words(x);
    pick_open(x, &nodes);
}
