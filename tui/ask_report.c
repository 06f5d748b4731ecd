/* SPDX-License-Identifier: MIT */
/* ask_report.c - commands: where one is in sentences, along an edge by its number, to the clipboard. */
#include <string.h>

#include "command.h"
#include "linear.h"
#include "mem.h"
#include "report.h"
#include "session.h"
#include "text.h"
#include "whole.h"

bool ask_here(struct explorer *x, struct str args)
{
    (void)args;
    buf_reset(&x->answer);
    report_sentences(x, x->at.node, &x->answer);
    if (!x->options.linear)
        pick_text(x, "Where you are", buf_str(&x->answer));
    return true;
}

/* Of a hub the first ones: the others can be had by their numbers. */
static void pick_side(struct explorer *x, bool outgoing, size_t count)
{
    enum { LISTED = 500 };
    struct buf lines = {0};
    struct str all = buf_str(&x->answer), line;

    for (size_t i = 0; i < LISTED && i < count && str_cut(&all, '\n', &line); i++) {
        buf_add(&lines, line);
        buf_putc(&lines, '\n');
    }
    if (count)
        pick_numbered(x, outgoing ? "What goes out: Enter goes along it" : "What comes in: Enter goes there",
                      outgoing ? STR("out ") : STR("in "), &lines);
    else
        session_say(x, outgoing ? "nothing goes out" : "nothing comes in");
    if (count > LISTED)
        session_say(x, "the first %d of %zu: %s with a number goes along any", LISTED, count,
                    outgoing ? "out" : "in");
    buf_release(&lines);
}

/* in [N], out [N]: the lines of one side; with a number, to the other end of that one. */
static bool ask_side(struct explorer *x, struct str args, bool outgoing)
{
    struct edge_list edges;
    long number;

    if (!x->at.node) {
        session_complain(x, "nothing is selected");
        return false;
    }
    edges = outgoing ? graph_out(x->graph, x->at.node) : graph_in(x->graph, x->at.node);
    if (str_empty(args)) {
        buf_reset(&x->answer);
        report_edges(x, x->at.node, outgoing, &x->answer);
        if (!x->options.linear)
            pick_side(x, outgoing, edges.count);
        return true;
    }
    if (!str_to_long(args, &number) || number < 1 || (size_t)number > edges.count) {
        if (edges.count)
            session_complain(x, "%s takes a number from 1 to %zu", outgoing ? "out" : "in", edges.count);
        else
            session_complain(x, outgoing ? "nothing goes out" : "nothing comes in");
        return false;
    }
    const struct edge *e = graph_edge_at(x->graph, edges.ids[number - 1]);
    session_select(x, outgoing ? e->to : e->from);
    return true;
}

bool ask_in(struct explorer *x, struct str args)
{
    return ask_side(x, args, false);
}

bool ask_out(struct explorer *x, struct str args)
{
    return ask_side(x, args, true);
}

bool ask_read(struct explorer *x, struct str args)
{
    (void)args;
    buf_reset(&x->answer);
    if (x->options.linear)
        linear_view(x, &x->answer);
    else
        whole_text(x, x->focus, 0, &x->answer);
    if (!x->options.linear)
        session_say(x, "read is for --linear; E writes the view to a file");
    return true;
}

/* --- To the clipboard ----------------------------------------------------------------------------- */

/* what: NULL: short enough to be shown itself. */
static bool copy(struct explorer *x, struct buf *text, const char *what)
{
    bool good;

    buf_reset(&x->message);
    good = session_copy(x, text);
    if (good && x->message.len == 0)
        session_say(x, "copied%s: %.*s", x->present.mask ? ", masked" : "",
                    what ? (int)strlen(what) : (int)text->len, what ? what : text->ptr);
    return good;
}

/* Said of a path where there is none, and of words that are none. */
static void yank_nothing(struct explorer *x, struct str what)
{
    struct suggestion n = suggest_for(what);

    if (str_is(what, "path")) {
        session_complain(x, "no path is shown: %s",
                         linear_or(x, "p shows the one to the selected node", "path NODE shows one"));
        return;
    }
    for (struct str words = str_from(command_find(STR("yank"))->words), word; str_cut(&words, '|', &word);)
        suggest_try(&n, word);
    ask_unknown(x, "word", &n);
}

/* As DOT more than any clipboard takes, and than anybody waits for at the keys. */
static bool is_much(struct explorer *x)
{
    enum { NODES_MOST = 5000 };
    uint8_t *wanted = report_wanted(x);
    size_t count = wanted ? 0 : graph_node_count(x->graph);

    for (node_id n = 1; wanted && n <= graph_node_count(x->graph); n++)
        count += wanted[n] != 0;
    mem_free(wanted);
    return count > NODES_MOST;
}

bool ask_yank(struct explorer *x, struct str args)
{
    struct buf text = {0};
    const char *what = "the path";
    bool good = true, markdown = false;

    if (!x->at.node) {
        session_complain(x, "nothing is selected");
        return false;
    }
    if (str_is(args, "name")) {
        esc_plain(&text, session_name(x, x->at.node)); /* it may be pasted into a shell */
        what = NULL;
    } else if (str_is(args, "id")) {
        esc_plain(&text, graph_node_at(x->graph, x->at.node)->id);
        what = NULL;
    } else if (str_is(args, "view")) {
        whole_text(x, x->main, 0, &text);
        what = "the view";
    } else if (str_is(args, "node") || (str_empty(args) && !x->path.on)) {
        report_node(x, x->at.node, &text);
        markdown = true;
        what = "the node as Markdown";
    } else if ((str_is(args, "path") || str_empty(args)) && x->path.on) {
        report_path(x, &x->path.path, &text);
        markdown = true;
        what = "the path as Markdown";
    } else if (str_is(args, "dot") && !x->options.patient && is_much(x)) {
        session_complain(x, "too much for the clipboard: %s writes it beside",
                         linear_or(x, ":export dot FILE", "export dot FILE"));
        good = false;
    } else if (str_is(args, "dot")) {
        good = report_dot(x, &text);
        what = "what is shown as DOT";
    } else {
        yank_nothing(x, args);
        good = false;
    }
    if (markdown && x->present.mask)
        mask_text(&text, MASK_MARKDOWN);
    good = good && copy(x, &text, what);
    buf_release(&text);
    return good;
}
