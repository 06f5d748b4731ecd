/* SPDX-License-Identifier: MIT */
#include "detail_edges.h"

#include <stdlib.h>

#include "map_view.h"
#include "mem.h"
#include "query.h"
#include "session.h"
#include "table.h"

enum {
    EVIDENCE_INDENT = 4,
    SORTED_MOST = 2000, /* that takes a millisecond or two */
};

static const struct page_target no_target = {0};

void detail_heading(struct page *p, const char *text, size_t count)
{
    page_line(p, no_target);
    page_line(p, no_target);
    page_puts(p, text, ROLE_TITLE);
    if (count)
        page_printf(p, ROLE_HINT, " %zu", count);
}

void detail_place(struct buf *out, struct origin where)
{
    buf_add(out, where.file);
    if (where.line)
        buf_printf(out, ":%u", where.line);
}

/* --- A line ---------------------------------------------------------------------------------------- */

/* An edge of one side. */
struct way {
    edge_id id;
    bool out;
    node_id at; /* what stands in this node's box, if the edge is not its own */
};

static void put_direction(const struct explorer *x, struct page *p, bool out)
{
    struct buf text = {0};

    buf_utf8(&text, theme_glyph(x->theme, out ? GLYPH_OUT : GLYPH_IN, x->ascii));
    page_add(p, buf_str(&text), ROLE_EDGE);
    buf_release(&text);
}

static void put_crossing(const struct explorer *x, struct page *p)
{
    struct buf text = {0};

    buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
    page_add(p, buf_str(&text), ROLE_CROSSING);
    buf_release(&text);
}

static const char *off_text(const struct explorer *x, const struct edge *e)
{
    return work_hidden(x, e->from) || work_hidden(x, e->to) ? "hidden by you"
                                                            : "switched off on paper";
}

/* code 90%  functions/Bridge.cs:33, on two lines if it must be */
static void evidence_lines(struct page *p, int width, const struct edge *e)
{
    struct buf text = {0}, place = {0};
    size_t room = width > EVIDENCE_INDENT ? (size_t)(width - EVIDENCE_INDENT) : 0;

    buf_puts(&text, evidence_names[e->evidence]);
    if (e->confidence < 100)
        buf_printf(&text, " %d%%", e->confidence);
    detail_place(&place, e->where);
    page_line(p, no_target);
    page_at(p, EVIDENCE_INDENT);
    page_add(p, buf_str(&text), ROLE_DIM);
    if (text.len + 2 + place.len > room) {
        page_line(p, no_target);
        page_at(p, EVIDENCE_INDENT);
    } else {
        page_puts(p, "  ", ROLE_DIM);
    }
    page_wrap(p, buf_str(&place), ROLE_DIM, width, EVIDENCE_INDENT, no_target);
    buf_release(&text);
    buf_release(&place);
}

/* > writes telemetry, and below who says so */
static void edge_lines(const struct explorer *x, struct page *p, int width, const struct way *w,
                       node_id n)
{
    const struct edge *e = graph_edge_at(x->graph, w->id);
    node_id other = w->out ? e->to : e->from;
    struct page_target target = {.node = n, .edge = w->id, .rest = true};

    page_line(p, target);
    put_direction(x, p, w->out);
    page_at(p, 2);
    page_puts(p, edge_kinds[e->kind].name, ROLE_LABEL);
    page_puts(p, " ", ROLE_LABEL);
    page_wrap(p, session_name(x, other), session_zone_role(x, other),
              x->outer[w->id] ? width - 2 : width, 4, target);
    if (x->outer[w->id]) {
        page_puts(p, " ", ROLE_CROSSING);
        put_crossing(x, p);
    }
    if (e->auth != AUTH_ABSENT) {
        page_line(p, no_target);
        page_at(p, EVIDENCE_INDENT);
        page_puts(p, "gate ", ROLE_LABEL);
        page_puts(p, auths[e->auth].name, gate_role(auths[e->auth].class));
        if (what_if_gate_of(session_change(x), w->id) != AUTH_ABSENT)
            page_printf(p, ROLE_GATE_STRONG, ", %s tried",
                        auths[what_if_gate_of(session_change(x), w->id)].name);
    }
    if (session_is_off(x, w->id)) {
        page_line(p, no_target);
        page_at(p, EVIDENCE_INDENT);
        page_puts(p, off_text(x, e), ROLE_GATE_STRONG);
    }
    if (w->at) {
        page_line(p, no_target);
        page_at(p, EVIDENCE_INDENT);
        page_puts(p, "at ", ROLE_LABEL);
        page_wrap(p, session_name(x, w->at), session_zone_role(x, w->at), width, EVIDENCE_INDENT,
                  no_target);
    }
    evidence_lines(p, width, e);
}

/* The same in one line, of many. */
static void short_line(void *arg, struct page *p, const struct page_target *t)
{
    const struct explorer *x = arg;
    const struct edge *e = graph_edge_at(x->graph, t->edge);
    bool out = e->from == t->node;
    node_id other = out ? e->to : e->from;

    put_direction(x, p, out);
    if (x->outer[t->edge])
        put_crossing(x, p);
    page_at(p, 2);
    page_puts(p, edge_kinds[e->kind].name, ROLE_LABEL);
    page_puts(p, " ", ROLE_LABEL);
    page_add(p, session_name(x, other), session_zone_role(x, other));
    if (e->auth != AUTH_ABSENT)
        page_printf(p, gate_role(auths[e->auth].class), " %s", auths[e->auth].name);
    if (session_is_off(x, t->edge))
        page_printf(p, ROLE_GATE_STRONG, " %s", off_text(x, e));
}

/* --- A side ---------------------------------------------------------------------------------------- */

/* Those of nodes that stand in this node's box (its route, its timer) come in too, after its own. */
static struct edge_list guests_of(const struct explorer *x, node_id n, bool out)
{
    const struct visible *map = map_visible(x);
    int box = map && !out ? visible_box(map, n) : VISIBLE_NONE;

    if (box != VISIBLE_NONE && map->node_of[box] == n)
        return visible_box_absorbed(map, box);
    return (struct edge_list){NULL, 0};
}

struct named_way {
    struct way way;
    enum edge_kind kind;
    struct str name;
};

static int by_kind_and_name(const void *a, const void *b)
{
    const struct named_way *l = a, *r = b;
    int c;

    if (!l->way.at != !r->way.at)
        return l->way.at ? 1 : -1;
    if (edge_kinds[l->kind].layer != edge_kinds[r->kind].layer)
        return edge_kinds[l->kind].layer < edge_kinds[r->kind].layer ? -1 : 1;
    if (l->kind != r->kind)
        return l->kind < r->kind ? -1 : 1;
    c = str_name_cmp(l->name, r->name);
    return c ? c : (l->way.id > r->way.id) - (l->way.id < r->way.id);
}

static void sort_ways(const struct explorer *x, struct way *ways, size_t count)
{
    struct named_way *all = mem_alloc((count + 1) * sizeof *all);

    for (size_t i = 0; i < count; i++) {
        const struct edge *e = graph_edge_at(x->graph, ways[i].id);
        all[i] = (struct named_way){ways[i], e->kind, session_name(x, ways[i].out ? e->to : e->from)};
    }
    qsort(all, count, sizeof *all, by_kind_and_name);
    for (size_t i = 0; i < count; i++)
        ways[i] = all[i].way;
    mem_free(all);
}

/* Flow first; returns their number. */
static size_t add_own(const struct explorer *x, struct edge_list own, bool out, struct way *ways)
{
    size_t of_layer[LAYER_COUNT] = {0}, at = 0;

    for (size_t i = 0; i < own.count; i++)
        of_layer[edge_kinds[graph_edge_at(x->graph, own.ids[i])->kind].layer]++;
    for (size_t layer = 0; layer < LAYER_COUNT; layer++) {
        size_t count = of_layer[layer];
        of_layer[layer] = at;
        at += count;
    }
    for (size_t i = 0; i < own.count; i++)
        ways[of_layer[edge_kinds[graph_edge_at(x->graph, own.ids[i])->kind].layer]++] =
            (struct way){own.ids[i], out, 0};
    return own.count;
}

static void edge_section(struct explorer *x, struct page *p, int width, const char *title, node_id n,
                         bool out)
{
    const struct edge_list own = out ? graph_out(x->graph, n) : graph_in(x->graph, n);
    const struct edge_list guests = guests_of(x, n, out);
    size_t count = own.count, at;
    struct way *ways;

    for (size_t i = 0; i < guests.count; i++)
        count += graph_in(x->graph, guests.ids[i]).count;
    if (count == 0)
        return;
    ways = mem_alloc(count * sizeof *ways);
    at = add_own(x, own, out, ways);
    for (size_t i = 0; i < guests.count; i++) {
        const struct edge_list in = graph_in(x->graph, guests.ids[i]);
        for (size_t k = 0; k < in.count; k++)
            ways[at++] = (struct way){in.ids[k], false, guests.ids[i]};
    }
    detail_heading(p, title, count);
    if (count <= SORTED_MOST)
        sort_ways(x, ways, count);
    p->text = short_line;
    p->text_arg = x;
    for (size_t i = 0; i < count; i++) {
        if (count > DETAIL_EDGES_MOST)
            page_line_later(p, (struct page_target){.node = n, .edge = ways[i].id, .rest = true});
        else
            edge_lines(x, p, width, &ways[i], n);
    }
    mem_free(ways);
}

void detail_edges(struct explorer *x, struct page *p, int width, node_id n)
{
    edge_section(x, p, width, "In", n, false);
    edge_section(x, p, width, "Out", n, true);
}
