/* SPDX-License-Identifier: MIT */
#include "replace.h"

#include <assert.h>

#include "arena.h"
#include "crossings.h"
#include "flood.h"
#include "jewels.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "path_ask.h"
#include "personal.h"
#include "prices.h"
#include "query.h"

/* --- What hangs on the graph -------------------------------------------------------------------- */

void graph_parts_make(const struct graph *g, bool reach, struct graph_parts *out)
{
    size_t edges = graph_edge_count(g);

    out->exposure = reach ? exposure_build(g) : exposure_unknown(g);
    out->outer = crossings_of_all(g);
    for (edge_id e = 1; e <= edges; e++)
        out->outer[e] = out->outer[e] == CROSSING_OUTER;
    out->inventory = inventory_tree_of(g);
}

static void parts_release(struct graph_parts *p)
{
    exposure_free(p->exposure);
    mem_free(p->outer);
    inventory_tree_release(&p->inventory);
    *p = (struct graph_parts){0};
}

void graph_parts_open(struct explorer *x, struct graph_parts *made)
{
    x->exposure = made->exposure;
    x->outer = made->outer;
    x->inventory_tree = made->inventory;
    *made = (struct graph_parts){0};
    x->sight_sets = sight_sets_new(x);
}

void graph_parts_ask(struct explorer *x)
{
    if (!exposure_known(x->exposure))
        reach_renew(x);
    session_findings_soon(x);
    later_ask(x);
}

void graph_parts_close(struct explorer *x)
{
    inquiry_close(x);
    path_ask_drop(x->way);
    x->way = NULL;
    session_path_clear(x);
    judged_free(x->judged);
    findings_free(x->findings);
    diags_free(x->findings_notes);
    reach_close(x);
    jewels_free(x->jewels);
    flood_free(x->flood);
    mem_free(x->flood_hour);
    prices_free(x->prices); /* they come with the flood */
    sight_sets_free(x->sight_sets);
    mem_free(x->search.hit);
    mem_free(x->outer);
    inventory_tree_release(&x->inventory_tree);
    x->judged = NULL;
    x->findings = NULL;
    x->findings_notes = NULL;
    x->findings_open = x->rules_ran = 0;
    x->jewels = NULL;
    x->flood = NULL;
    x->flood_hour = NULL;
    x->prices = NULL;
    x->sight_sets = NULL;
    x->search.hit = NULL;
    x->outer = NULL;
}

/* --- The difference ----------------------------------------------------------------------------- */

static bool same_attrs(const struct attr *a, size_t a_count, const struct attr *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++) {
        if (a[i].type != b[i].type || !str_eq(a[i].key, b[i].key) || !str_eq(a[i].value, b[i].value))
            return false;
    }
    return true;
}

static bool same_texts(const struct str *a, size_t a_count, const struct str *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++) {
        if (!str_eq(a[i], b[i]))
            return false;
    }
    return true;
}

/* Where a thing is written may change without the thing changing. */
static bool same_node(const struct node *a, const struct node *b)
{
    return a->kind == b->kind && a->external == b->external && a->sensitivity == b->sensitivity &&
           str_eq(a->name, b->name) && str_eq(a->type, b->type) && str_eq(a->zone, b->zone) &&
           str_eq(a->stage, b->stage) && str_eq(a->condition, b->condition) &&
           same_attrs(a->attrs, a->attr_count, b->attrs, b->attr_count) &&
           same_attrs(a->tags, a->tag_count, b->tags, b->tag_count) &&
           same_texts(a->policies, a->policy_count, b->policies, b->policy_count);
}

/* Of two nodes that are the same. */
static bool same_edge(const struct graph *old, const struct edge *a, const struct graph *now,
                      const struct edge *b)
{
    return str_eq(a->own_id, b->own_id) && a->kind == b->kind && a->auth == b->auth &&
           str_eq(graph_node_at(old, a->to)->id, graph_node_at(now, b->to)->id) &&
           a->evidence == b->evidence && a->confidence == b->confidence &&
           str_eq(a->condition, b->condition) &&
           same_attrs(a->attrs, a->attr_count, b->attrs, b->attr_count) &&
           same_texts(a->actions, a->action_count, b->actions, b->action_count) &&
           same_texts(a->guards, a->guard_count, b->guards, b->guard_count);
}

/* Both lists are in the order of the ids. */
static bool same_edges(const struct graph *old, struct edge_list a, const struct graph *now,
                       struct edge_list b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        if (!same_edge(old, graph_edge_at(old, a.ids[i]), now, graph_edge_at(now, b.ids[i])))
            return false;
    }
    return true;
}

void graph_difference(const struct graph *old, const struct graph *now, struct replaced *out)
{
    node_id nodes = (node_id)graph_node_count(now);
    size_t found = 0;

    *out = (struct replaced){.changed = mem_zalloc(nodes + 1u, 1)};
    for (node_id n = 1; n <= nodes; n++) {
        node_id before = graph_find(old, graph_node_at(now, n)->id);
        found += before != 0;
        out->added += before == 0;
        if (before && same_node(graph_node_at(old, before), graph_node_at(now, n)) &&
            same_edges(old, graph_out(old, before), now, graph_out(now, n)))
            continue;
        out->altered += before != 0;
        out->changed[n] = before ? LIVE_ALTERED : LIVE_ADDED;
    }
    out->removed = graph_node_count(old) - found;
}

/* --- Another graph ------------------------------------------------------------------------------ */

/* now[old id]: the new id, or 0. */
static node_id *new_ids(const struct graph *old, const struct graph *now)
{
    node_id count = (node_id)graph_node_count(old);
    node_id *ids = mem_zalloc(count + 1u, sizeof *ids);

    for (node_id n = 1; n <= count; n++)
        ids[n] = graph_find(now, graph_node_at(old, n)->id);
    return ids;
}

static edge_id new_edge(const struct graph *old, const struct graph *now, edge_id e)
{
    struct arena *arena = arena_new();
    edge_id found = e ? graph_find_edge(now, graph_edge_id(old, e, arena)) : 0;

    arena_free(arena);
    return found;
}

edge_id session_edge_now(const struct explorer *x, edge_id e)
{
    return x->before ? new_edge(x->before, x->graph, e) : 0;
}

/* Places that are gone drop out of the history; its ends move with it. */
static void move_history(struct explorer *x, const node_id *now)
{
    int count = 0, at = 0, last = 0;

    for (int i = 0; i < x->history_count; i++) {
        node_id n = now[x->history[i].node];
        if (!n || (count && x->history[count - 1].node == n &&
                   x->history[count - 1].view == x->history[i].view))
            continue;
        if (i <= x->history_at)
            at = count;
        if (i <= x->history_last)
            last = count;
        x->history[count++] = (struct visit){n, x->history[i].view};
    }
    x->history_count = count;
    x->history_at = at;
    x->history_last = last;
}

void session_page_moved(const struct explorer *x, struct page *p, const node_id *now,
                        size_t old_count)
{
    page_reset(p);
    p->kept.node = p->kept.node <= old_count ? now[p->kept.node] : 0;
    p->kept.edge = session_edge_now(x, p->kept.edge);
    p->kept.rest = p->kept.rest && (p->kept.node || p->kept.edge || p->kept.item);
}

/* A view that knows nothing of it is opened anew; the place in its page stays. */
static void swap_view(struct explorer *x, enum view_id v, const node_id *now, size_t old_count)
{
    const struct view_kind *kind = view_kinds[v];
    struct page *page = view_page(x, v), place = {0};

    if (now && page) {
        session_page_moved(x, page, now, old_count);
        place = (struct page){.cursor = page->cursor, .top = page->top, .loose = page->loose,
                              .kept = page->kept, .kept_row = page->kept_row};
    }
    if (kind->close)
        kind->close(x, x->views[v]);
    mem_free(x->views[v]);
    x->views[v] = mem_zalloc(1, kind->private_size);
    if (kind->open)
        kind->open(x, x->views[v]);
    page = view_page(x, v);
    if (now && page && !page->line_count)
        *page = place;
}

static void swap_views(struct explorer *x, const node_id *now, size_t old_count)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        const struct view_kind *kind = view_kinds[v];
        if (now && kind->moved) {
            kind->moved(x, x->views[v], now, old_count);
            continue;
        }
        swap_view(x, (enum view_id)v, now, old_count);
    }
}

struct replacement {
    const struct graph *old, *graph;
    node_id *now; /* new_ids() */
    struct graph_parts parts;
    struct replaced difference;
};

struct replacement *replacement_of(const struct graph *old, const struct graph *g)
{
    struct replacement *r = mem_zalloc(1, sizeof *r);

    r->old = old;
    r->graph = g;
    r->now = new_ids(old, g);
    graph_difference(old, g, &r->difference);
    graph_parts_make(g, true, &r->parts);
    return r;
}

void replacement_free(struct replacement *r)
{
    if (!r)
        return;
    mem_free(r->now);
    mem_free(r->difference.changed);
    parts_release(&r->parts);
    mem_free(r);
}

static struct selection selection_now(const struct graph *old, const struct replacement *r, bool same,
                                      struct selection was)
{
    struct selection is = {0, 0};

    if (same && r->now[was.node])
        is = (struct selection){r->now[was.node], new_edge(old, r->graph, was.edge)};
    return is;
}

void graph_replace(struct explorer *x, struct replacement *r, bool same, struct replaced *out)
{
    const struct graph *old = x->graph, *g = r->graph;
    size_t old_count = graph_node_count(old);
    const node_id *now = r->now;
    node_id target = same && x->path.on ? now[x->path.path.target] : 0;
    size_t hop = x->path.hop;
    struct records records = {0};
    struct undo undo = {0};
    struct buf search = {0};
    bool exporting = export_stop(x);

    assert(r->old == old);
    *out = r->difference;
    r->difference.changed = NULL;
    map_cancel(x); /* a picture of the old graph is of no use */
    if (same)
        personal_collect(x, &records);
    buf_add(&search, same ? buf_str(&x->search.text) : STR_NONE);
    x->at = selection_now(old, r, same, x->at);
    x->prompt.before = selection_now(old, r, same, x->prompt.before);
    if (same)
        move_history(x, now);
    else
        x->history_count = x->history_at = x->history_last = 0;
    x->range_from = same ? now[x->range_from] : 0;
    sight_translate(&x->sight, now, same ? old_count : 0);
    if (same) {
        undo = x->undo;
        x->undo = (struct undo){.noted = undo.noted};
    }
    x->hidden_changed++;
    session_forget_changes(x); /* trials, marks, states: their ids are of the old graph */
    graph_parts_close(x);
    x->graph = g;
    x->before = old;
    graph_parts_open(x, &r->parts);
    swap_views(x, same ? now : NULL, old_count);
    undo_move(&undo, x, now, old_count);
    x->before = NULL;
    if (same)
        personal_apply(x, &records, true);
    session_search(x, buf_str(&search), x->search.backward);
    pick_renew(x);
    if (!x->at.node) {
        session_begin(x);
        pick_renew(x); /* it may be about what is selected now */
    }
    if (target)
        path_ask(x, &(struct path_ask){.anyone = true, .to = &target, .to_count = 1, .again = true,
                                       .hop = hop});
    if (same) {
        undo_release(&x->undo);
        x->undo = undo;
    }
    graph_parts_ask(x); /* answers may be shown, and go on with commands: not before all is of one graph */
    x->shown++;
    x->selected++;
    if (exporting)
        export_again(x);
    records_release(&records);
    buf_release(&search);
    replacement_free(r);
}
