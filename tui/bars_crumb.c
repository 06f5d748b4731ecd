/* SPDX-License-Identifier: MIT */
/* bars_crumb.c - the first row: where somebody is, and how large and how broken the system is. */
#include "query.h"
#include "session.h"
#include "text.h"

static int put(struct explorer *x, int col, int end, struct str text, enum role role)
{
    return col < end ? col + canvas_text(&x->screen, 0, col, end - col, text, role, x->ascii)
                     : col;
}

static int puts_at(struct explorer *x, int col, int end, const char *text, enum role role)
{
    return put(x, col, end, str_from(text), role);
}

/* What stands behind the node: the line that was chosen and its other end. */
struct crumb_edge {
    struct buf arrow;
    node_id other; /* 0: no line */
};

static struct crumb_edge crumb_edge(const struct explorer *x)
{
    const struct edge *e = x->at.edge ? graph_edge_at(x->graph, x->at.edge) : NULL;
    struct crumb_edge c = {0};

    if (e) {
        bool out = session_other_end(x, x->at.edge, x->at.node) != session_boxed(x, e->from);
        c.other = out ? e->to : e->from;
        buf_putc(&c.arrow, ' ');
        buf_utf8(&c.arrow, theme_glyph(x->theme, out ? GLYPH_OUT : GLYPH_IN, x->ascii));
        buf_printf(&c.arrow, " %s ", edge_kinds[e->kind].name);
    }
    return c;
}

static int crumb_width(const struct explorer *x, node_id n)
{
    return n ? 3 + (int)text_width(session_name(x, n)) : 0;
}

/* Counts at the right end, that of errors and that of findings to be clicked; the column where they begin. */
static int crumb_counts(struct explorer *x)
{
    static const enum action opens[2] = {ACTION_VIEW_MESSAGES, ACTION_VIEW_FINDINGS};
    struct buf right = {0};
    size_t errors = diags_errors(graph_diags(x->graph));
    int end, loud[2][2] = {{0}}; /* from, length */

    if (errors) {
        buf_printf(&right, "%zu error%s in the input", errors, errors == 1 ? "" : "s");
        loud[0][1] = (int)right.len;
        buf_puts(&right, "  ");
    }
    if (x->findings_open) {
        loud[1][0] = (int)right.len;
        buf_printf(&right, "%zu finding%s", x->findings_open, x->findings_open == 1 ? "" : "s");
        loud[1][1] = (int)right.len - loud[1][0];
        buf_puts(&right, "  ");
    }
    buf_printf(&right, "%zu nodes %zu edges ", graph_node_count(x->graph),
               graph_edge_count(x->graph));
    end = x->cols - (int)right.len;
    if (end > 30) {
        puts_at(x, end, x->cols, right.ptr, ROLE_HINT);
        for (int i = 0; i < 2; i++) {
            if (loud[i][1] == 0)
                continue;
            canvas_role(&x->screen, 0, end + loud[i][0], loud[i][1], ROLE_FINDING_HIGH);
            screen_spot(x, 0, end + loud[i][0], loud[i][1], opens[i], 0);
        }
    } else {
        end = x->cols;
    }
    buf_release(&right);
    return end;
}

/* faasmap  system > container > node                                          19 nodes 20 edges
 * What could not be read is counted there too: the messages themselves went to stderr. Where there
 * is not room for all, the outer containers go first, then the name of the program, then the line; the
 * name of the system is clipped before that of the node. */
void bars_breadcrumb(struct explorer *x)
{
    enum { NAME_LEAST = 8, LINE_LEAST = 20 };
    struct crumb_edge edge = crumb_edge(x);
    struct str dots = x->ascii ? STR(" > ..") : STR(" > \xe2\x80\xa6");
    node_id holder[4];
    int count = 0, kept, col, room, name, tail, line, left, holders = 0;
    int end = crumb_counts(x) - 2;

    for (node_id n = x->at.node; count < 4 && n && (n = graph_container(x->graph, n));) {
        holder[count++] = n;
        holders += crumb_width(x, n);
    }
    room = end - 1 - (int)sizeof "faasmap ";
    name = (int)text_width(graph_name(x->graph));
    tail = crumb_width(x, x->at.node);
    line = edge.other ? (int)text_width(buf_str(&edge.arrow)) + crumb_width(x, edge.other) - 3 : 0;
    left = end - 1 - (name < NAME_LEAST ? name : NAME_LEAST) - tail;
    if (left < line && left < LINE_LEAST)
        edge.other = 0; /* the rest of the screen has it too */
    else
        tail += line < left ? line : left;
    for (kept = count; kept > 0 && name + holders + tail > room;) {
        holders -= crumb_width(x, holder[--kept]);
        holders += kept == count - 1 ? (int)text_width(dots) : 0;
    }
    col = name + holders + tail <= room ? puts_at(x, 1, end, "faasmap  ", ROLE_TITLE) : 1;
    room = end - col - holders - tail;
    room = room < NAME_LEAST ? NAME_LEAST : room;
    col = put(x, col, col + room < end ? col + room : end, graph_name(x->graph), ROLE_TITLE);
    if (kept < count)
        col = put(x, col, end, dots, ROLE_HINT);
    while (kept > 0) {
        int from = col = puts_at(x, col, end, " > ", ROLE_HINT);
        col = put(x, col, end, session_name(x, holder[--kept]), ROLE_HINT);
        screen_spot(x, 0, from, col - from, ACTION_NONE, holder[kept]);
    }
    if (x->at.node) {
        col = puts_at(x, col, end, " > ", ROLE_HINT);
        col = put(x, col, end, session_name(x, x->at.node), session_zone_role(x, x->at.node));
    }
    if (edge.other) {
        col = put(x, col, end, buf_str(&edge.arrow), ROLE_PATH);
        put(x, col, end, session_name(x, edge.other), session_zone_role(x, edge.other));
    }
    buf_release(&edge.arrow);
}
