/* SPDX-License-Identifier: MIT */
/* sight_act.c - focus, revealing and dismissing: which part of a system the map shows. */
#include <string.h>

#include "map_view.h"
#include "query.h"
#include "linear.h"
#include "mem.h"
#include "session.h"
#include "text.h"

enum { REVEAL_ASKS = 200 };

/* Every change of what the map shows goes through here, before it is made. */
static void begin(struct explorer *x)
{
    undo_note(x);
    x->shown++;
}

/* --- Focus -------------------------------------------------------------------------------------- */

bool sight_focus(struct explorer *x, node_id n, int hops)
{
    struct sight *s = &x->sight;
    struct str name = session_name(x, n);

    if (hops == 0 && map_fitting(x) > MAP_DRAWN_MOST) {
        session_complain(x, "%zu boxes: more than %d are never drawn at once; & filters, zM folds",
                         map_fitting(x), MAP_DRAWN_MOST);
        return false;
    }
    begin(x);
    s->hops_chosen = true;
    s->hops = hops;
    s->focus = hops ? n : 0;
    s->only = false;
    s->revealed.count = 0;
    if (hops)
        session_say(x, "focus: %d hop%s around %.*s; 0 ends it", hops, hops == 1 ? "" : "s",
                    (int)name.len, name.ptr);
    else
        session_say(x, "no focus: everything that passes the filter");
    return true;
}

void sight_focus_auto(struct explorer *x)
{
    begin(x);
    x->sight.hops_chosen = false;
    x->sight.focus = 0;
    x->sight.only = false;
    x->sight.revealed.count = 0;
    session_say(x, "focus on large maps only");
}

void sight_focus_say(const struct explorer *x, struct buf *out)
{
    const struct visible *v = map_visible(x);

    buf_printf(out, "focus: %d hop%s around ", v->hops, v->hops == 1 ? "" : "s");
    esc_term_clip(out, session_name(x, x->sight.focus), 20, x->ascii);
}

bool sight_leaves_out(const struct explorer *x)
{
    const struct sight *s = &x->sight;

    return !str_empty(sight_filter(x, sight_view(x))) || s->only || work_hidden_count(x) ||
           (s->hops_chosen && s->hops > 0);
}

/* --- Revealing ---------------------------------------------------------------------------------- */

struct walk {
    const struct explorer *x;
    uint8_t *seen;
    node_id *queue;
    size_t count;
    unsigned layers;
    bool out;
};

static void take(struct walk *w, node_id n)
{
    if (w->seen[n] || work_hidden(w->x, n))
        return;
    w->seen[n] = 1;
    w->queue[w->count++] = n;
}

/* Along the lines of these layers, the way their arrows point. */
static void step(struct walk *w, node_id n, struct edge_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(w->x->graph, list.ids[i]);
        bool back = visible_flows_back(e->kind);
        node_id from = back ? e->to : e->from, to = back ? e->from : e->to;
        if (!(w->layers & VISIBLE_LAYER(edge_kinds[e->kind].layer)))
            continue;
        if (w->out && from == n)
            take(w, to);
        else if (!w->out && to == n)
            take(w, from);
    }
}

static void walk_from(struct walk *w, size_t from)
{
    step(w, w->queue[from], graph_out(w->x->graph, w->queue[from]));
    step(w, w->queue[from], graph_in(w->x->graph, w->queue[from]));
}

/* The node and all that stands in its box. */
static void take_box(struct walk *w, node_id n)
{
    const struct visible *v = map_visible(w->x);
    int box = v ? visible_box(v, n) : VISIBLE_NONE;

    take(w, n);
    if (box == VISIBLE_NONE)
        return;
    struct edge_list in_box = visible_box_absorbed(v, box);
    take(w, v->node_of[box]);
    for (size_t i = 0; i < in_box.count; i++)
        take(w, in_box.ids[i]);
}

/* It has no box, and would get one. */
static bool would_appear(const struct walk *w, node_id n)
{
    const struct visible *v = map_visible(w->x);

    return (!v || visible_box(v, n) == VISIBLE_NONE) && map_box_of(w->x, n);
}

/* One of the queue for each box that would appear moves to the front; returns how many, or somewhat more
 * than are ever drawn. */
static size_t not_shown(struct walk *w)
{
    struct node_set boxes = {0};
    size_t count = 0;

    for (size_t i = 0; i < w->count && count <= MAP_DRAWN_MOST; i++) {
        if (would_appear(w, w->queue[i]) && node_set_add(&boxes, map_box_of(w->x, w->queue[i])))
            w->queue[count++] = w->queue[i];
    }
    mem_free(boxes.ids);
    return count;
}

/* So many of the queue would appear: more are never drawn, and looked for no further. */
static bool too_many(const struct walk *w, size_t from, size_t *outside)
{
    for (size_t i = from; i < w->count; i++)
        *outside += would_appear(w, w->queue[i]);
    return *outside > MAP_DRAWN_MOST;
}

/* true: so many are to be revealed; a large number must be asked for twice. */
static bool agreed(struct explorer *x, size_t count, bool out)
{
    struct sight_asked *asked = sight_asked(x);
    bool again = asked->node == x->at.node && asked->out == out && asked->shown == x->shown;

    if (count > MAP_DRAWN_MOST) {
        session_complain(x, "more than %d nodes: so many are never drawn at once; & filters",
                         MAP_DRAWN_MOST);
        return false;
    }
    if (count <= REVEAL_ASKS || again)
        return true;
    *asked = (struct sight_asked){x->at.node, out, x->shown};
    session_say(x, "%zu nodes: once more reveals them all", count);
    return false;
}

static struct walk walk_new(const struct explorer *x, bool out, unsigned layers)
{
    size_t nodes = graph_node_count(x->graph);

    return (struct walk){.x = x, .out = out, .layers = layers, .seen = mem_zalloc(nodes + 1, 1),
                         .queue = mem_alloc((nodes + 1) * sizeof(node_id))};
}

static void walk_free(struct walk *w)
{
    mem_free(w->seen);
    mem_free(w->queue);
}

/* Lines of this layer lead on from the queue. One pass over them: a box may stand for half of all nodes. */
static bool leads_on(const struct walk *w, enum layer layer)
{
    for (size_t kind = 0; kind < EDGE_KIND_COUNT; kind++) {
        edge_id e, end;
        if (edge_kinds[kind].layer != layer)
            continue;
        bool forth = w->out != visible_flows_back((enum edge_kind)kind);
        for (graph_edges_of(w->x->graph, (enum edge_kind)kind, &e, &end); e < end; e++) {
            const struct edge *edge = graph_edge_at(w->x->graph, e);
            node_id near = forth ? edge->from : edge->to, far = forth ? edge->to : edge->from;
            if (w->seen[near] && !w->seen[far] && !work_hidden(w->x, far))
                return true;
        }
    }
    return false;
}

/* A layer that is not shown has lines of the selected node the same way, or the node itself. */
static bool on_other_layer(struct explorer *x, bool out, enum layer *found)
{
    enum layer own = node_kinds[graph_node_at(x->graph, x->at.node)->kind].layer;
    bool more = !(x->map.layers & VISIBLE_LAYER(own));
    struct walk w = walk_new(x, out, 0);

    *found = own;
    take_box(&w, x->at.node);
    for (int layer = 0; layer < LAYER_INFRA && !more; layer++) { /* infrastructure holds everything */
        *found = (enum layer)layer;
        more = !(x->map.layers & VISIBLE_LAYER(layer)) && leads_on(&w, *found);
    }
    walk_free(&w);
    return more;
}

static void say_nothing_appears(struct explorer *x, bool out)
{
    static const char *const keys[LAYER_COUNT] = {[LAYER_FLOW] = "F", [LAYER_IDENTITY] = "A",
                                                  [LAYER_INFRA] = "B"};
    const char *all = out ? "everything it leads to is on the map" : "everything that leads to it is on the map";
    enum layer layer;

    if (!x->at.node)
        session_complain(x, "nothing is selected");
    else if (on_other_layer(x, out, &layer))
        session_complain(x, "%s; %s%s shows more", all,
                         linear_or(x, keys[layer], "layers +"),
                         linear_or(x, "", layer_names[layer]));
    else
        session_complain(x, "%s", all);
}

bool sight_reveal(struct explorer *x, bool out, bool all)
{
    struct walk w = walk_new(x, out, x->map.layers);
    size_t count, end, counted = 0, outside = 0;
    bool done = false;

    if (x->at.node && !map_shows_all(x))
        take_box(&w, x->at.node);
    end = w.count;
    for (size_t i = 0; i < (all ? w.count : end) && !too_many(&w, counted, &outside); i++) {
        counted = w.count;
        walk_from(&w, i);
    }
    count = not_shown(&w);
    if (count == 0) {
        say_nothing_appears(x, out);
    } else if (agreed(x, count, out)) {
        begin(x);
        for (size_t i = 0; i < count; i++)
            node_set_add(&x->sight.revealed, w.queue[i]);
        map_show_new(x, w.queue, count);
        session_say(x, "%zu node%s revealed%s", count, count == 1 ? "" : "s",
                    screen_pane(x, VIEW_MAP) ? "" : " on the map");
        done = true;
    }
    walk_free(&w);
    return done;
}

/* --- Dismissing --------------------------------------------------------------------------------- */

void sight_dismiss(struct explorer *x)
{
    struct sight *s = &x->sight;

    begin(x);
    s->only = true;
    s->revealed.count = 0;
    for (node_id n = work_next(x->work.marked, 0); n; n = work_next(x->work.marked, n))
        node_set_add(&s->revealed, n);
    if (x->at.node)
        node_set_add(&s->revealed, session_boxed(x, x->at.node));
    session_say(x, "the others are dismissed: %s",
                linear_or(x, "o and i reveal, Esc brings them back", "undo brings them back"));
}

bool sight_back(struct explorer *x)
{
    enum view_id view = sight_view(x);

    if (!str_empty(sight_filter(x, view))) {
        sight_filter_set(x, view, STR(""));
        session_say(x, "no filter");
        return true;
    }
    if (x->sight.only || x->sight.revealed.count) {
        begin(x);
        x->sight.only = false;
        x->sight.revealed.count = 0;
        session_say(x, "nothing is dismissed or revealed");
        return true;
    }
    return false;
}

void sight_colour(struct explorer *x, enum colour_by by)
{
    if (by == COLOUR_FINDING)
        session_findings_asked(x);
    begin(x);
    x->sight.colour = by;
    session_say(x, "colours say: %s", colour_by_names[by]);
}

/* --- By the value under the cursor --------------------------------------------------------------- */

/* Quotes and signs of globs cannot be quoted: any one sign stands for them. */
static char in_glob(char c, bool quoted)
{
    return memchr("*?\"", c, 3) || (!quoted && memchr(" |()", c, 4)) ? '?' : c;
}

void sight_value(struct buf *out, const char *key, struct str value)
{
    bool word = filter_key_is_word(str_from(key)) && str_chr(value, '"') == STR_NPOS;
    bool quoted = str_empty(value);

    for (size_t i = 0; i < value.len; i++)
        quoted = quoted || memchr(" |()", value.ptr[i], 4);
    quoted = quoted && str_chr(value, '"') == STR_NPOS;
    buf_printf(out, "%s%s%s", key, word ? ":" : "=", quoted ? "\"" : "");
    for (size_t i = 0; i < value.len; i++)
        buf_putc(out, word ? value.ptr[i] : in_glob(value.ptr[i], quoted));
    buf_puts(out, quoted ? "\"" : "");
}

static bool value_here(struct explorer *x, struct buf *out)
{
    const struct view_kind *view = view_kinds[x->focus];

    if (view->value && view->value(x, x->views[x->focus], out))
        return true;
    if (!x->at.node)
        return false;
    sight_value(out, "kind", str_from(node_kinds[graph_node_at(x->graph, x->at.node)->kind].name));
    return true;
}

/* For what the main pane shows, so that the list stays whole that the value came from. */
static unsigned filter_by_value(struct explorer *x)
{
    enum view_id view = sight_takes_filter(x->main) ? x->main : VIEW_MAP;
    struct buf text = {0};
    bool good = value_here(x, &text) && sight_filter_set(x, view, buf_str(&text));

    if (good)
        session_say(x, "%s: %s, %zu of %zu pass, && clears", view_titles[view], text.ptr,
                    sight_counts(x, view).shown, sight_counts(x, view).all);
    buf_release(&text);
    return act_said(good);
}

/* --- Keys --------------------------------------------------------------------------------------- */

unsigned sight_act(struct explorer *x, int action)
{
    switch (action) {
    case ACTION_FILTER:
        prompt_open(x, PROMPT_FILTER, false);
        return ACT_HANDLED;
    case ACTION_FILTER_VALUE:
        return filter_by_value(x);
    case ACTION_FOCUS_OFF:
    case ACTION_FOCUS_1:
    case ACTION_FOCUS_2:
    case ACTION_FOCUS_3:
    case ACTION_FOCUS_4:
    case ACTION_FOCUS_5:
        sight_focus(x, x->at.node, action - ACTION_FOCUS_OFF);
        return ACT_HANDLED;
    case ACTION_REVEAL_OUT:
    case ACTION_REVEAL_IN:
        sight_reveal(x, action == ACTION_REVEAL_OUT, false);
        return ACT_HANDLED;
    case ACTION_REVEAL_DOWN:
    case ACTION_REVEAL_UP:
        sight_reveal(x, action == ACTION_REVEAL_DOWN, true);
        return ACT_HANDLED;
    case ACTION_DISMISS:
        sight_dismiss(x);
        return ACT_HANDLED;
    case ACTION_COLOUR:
        sight_colour(x, (enum colour_by)((x->sight.colour + 1) % COLOUR_BY_COUNT));
        return ACT_HANDLED;
    default:
        return ACT_NOT;
    }
}
