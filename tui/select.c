/* SPDX-License-Identifier: MIT */
/* select.c - what is selected: node, edge cursor, history, the path and its hop. */
#include <string.h>

#include "map_view.h"
#include "mem.h"
#include "query.h"
#include "session.h"

enum { EDGES_MAX = 256 };

/* --- Nodes and history ------------------------------------------------------------------------- */

void session_note_place(struct explorer *x)
{
    const struct visit *now = &x->history[x->history_at];

    if (!x->at.node || x->main == VIEW_HELP ||
        (x->history_count && now->node == x->at.node && now->view == x->main))
        return;
    if (x->history_count && x->history_at == HISTORY_MAX - 1) {
        memmove(x->history, x->history + 1, (HISTORY_MAX - 1) * sizeof *x->history);
        x->history_at--;
    }
    x->history_last = x->history_count ? x->history_at : 0;
    x->history_at = x->history_count ? x->history_at + 1 : 0;
    x->history[x->history_at] = (struct visit){x->at.node, x->main};
    x->history_count = x->history_at + 1; /* a new jump cuts what lay ahead */
}

void session_select(struct explorer *x, node_id node)
{
    if (!node)
        return;
    x->at = (struct selection){node, 0};
    session_note_place(x);
    map_follow(x);
    x->selected++;
}

bool session_history(struct explorer *x, int direction)
{
    int to = direction ? x->history_at + direction : x->history_last;

    if (to < 0 || to >= x->history_count || to == x->history_at)
        return false;
    x->history_last = x->history_at;
    x->history_at = to;
    x->at = (struct selection){x->history[to].node, 0};
    if (x->main != x->history[to].view)
        session_turn_view(x, x->history[to].view);
    map_follow(x);
    x->selected++;
    return true;
}

/* --- Edges ------------------------------------------------------------------------------------- */

static void collect(struct edge_list list, const struct visible *v, edge_id *out, size_t max,
                    size_t *count)
{
    for (size_t i = 0; i < list.count && *count < max; i++) {
        bool known = false;
        for (size_t k = 0; k < *count; k++)
            known = known || out[k] == list.ids[i];
        if (!known && (!v || visible_line(v, list.ids[i]) != VISIBLE_NONE))
            out[(*count)++] = list.ids[i];
    }
}

size_t session_edges(const struct explorer *x, node_id n, edge_id *out, size_t max)
{
    const struct visible *v = map_visible(x);
    int box = v ? visible_box(v, n) : VISIBLE_NONE;
    size_t count = 0;

    if (box != VISIBLE_NONE) {
        struct edge_list absorbed = visible_box_absorbed(v, box);
        for (int in = 0; in < 2; in++) {
            collect(in ? graph_in(x->graph, n) : graph_out(x->graph, n), v, out, max, &count);
            for (size_t i = 0; i < absorbed.count; i++)
                collect(in ? graph_in(x->graph, absorbed.ids[i])
                           : graph_out(x->graph, absorbed.ids[i]),
                        v, out, max, &count);
        }
    }
    if (count == 0) {
        collect(graph_out(x->graph, n), NULL, out, max, &count);
        collect(graph_in(x->graph, n), NULL, out, max, &count);
    }
    return count;
}

static bool same_box(const struct explorer *x, node_id a, node_id b)
{
    const struct visible *v = map_visible(x);

    return a == b || (v && visible_box(v, a) != VISIBLE_NONE &&
                      visible_box(v, a) == visible_box(v, b));
}

node_id session_boxed(const struct explorer *x, node_id n)
{
    const struct visible *v = map_visible(x);
    int box = v ? visible_box(v, n) : VISIBLE_NONE;

    return box == VISIBLE_NONE ? n : v->node_of[box];
}

node_id session_other_end(const struct explorer *x, edge_id e, node_id n)
{
    const struct edge *edge = graph_edge_at(x->graph, e);

    return session_boxed(x, same_box(x, edge->from, n) ? edge->to : edge->from);
}

void session_select_edge(struct explorer *x, edge_id edge)
{
    x->at.edge = edge;
    x->selected++;
}

bool session_turn_edge(struct explorer *x, int direction)
{
    edge_id edges[EDGES_MAX];
    size_t count = x->at.node ? session_edges(x, x->at.node, edges, EDGES_MAX) : 0, i = 0;

    if (count == 0)
        return false;
    while (i < count && edges[i] != x->at.edge)
        i++;
    if (i == count)
        i = direction > 0 ? 0 : count - 1;
    else
        i = (i + count + (size_t)(direction > 0 ? 1 : count - 1)) % count;
    session_select_edge(x, edges[i]);
    return true;
}

bool session_follow_edge(struct explorer *x)
{
    if (!x->at.edge)
        return false;
    session_select(x, session_other_end(x, x->at.edge, x->at.node));
    return true;
}

/* --- Path -------------------------------------------------------------------------------------- */

void session_path_clear(struct explorer *x)
{
    if (x->path.on) {
        x->shown++;
        x->path_changed++;
    }
    arena_free(x->path.arena);
    x->path = (struct active_path){0};
    x->selected++;
}

void session_path_set(struct explorer *x, struct arena *arena, const struct path *path)
{
    session_path_clear(x);
    x->path = (struct active_path){.on = true, .arena = arena, .path = *path};
    x->shown++;
    x->path_changed++;
}

bool session_step(struct explorer *x, int direction)
{
    struct active_path *p = &x->path;
    const struct path_hop *hop;

    if (!p->on || (direction > 0 ? p->hop >= p->path.hop_count : p->hop <= 1))
        return false;
    p->hop = direction > 0 ? p->hop + 1 : p->hop - 1;
    hop = p->path.hops[p->hop - 1];
    session_select(x, session_boxed(x, hop->to));
    session_select_edge(x, hop->edge);
    return true;
}

/* --- Names ------------------------------------------------------------------------------------- */

struct str session_name(const struct explorer *x, node_id n)
{
    struct str name = n ? graph_label(x->graph, n) : STR("");

    return n && str_empty(name) ? graph_node_at(x->graph, n)->id : name;
}

enum role session_zone_role(const struct explorer *x, node_id n)
{
    return zone_role(graph_node_zone(x->graph, n)->kind);
}
