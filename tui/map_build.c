/* SPDX-License-Identifier: MIT */
/* map_build.c - which boxes the map shows: those of the layers that pass the filter, or what of them is
 * near the focus, with what was revealed, folded and lit. */
#include <stdlib.h>

#include "map_parts.h"
#include "map_text.h"
#include "mem.h"

enum {
    FOCUS_ABOVE = 150, /* more boxes than this: only what is near the selection is drawn */
    FOCUS_HOPS = 2,
    FOCUS_MOST = 60,   /* boxes around a hub: the rest of its neighbours is left out */
    GROUP_ABOVE = 40,  /* more boxes than this: equal siblings become one box */
};

/* --- Pictures ----------------------------------------------------------------------------------- */

struct map_wanted map_wanted_now(const struct explorer *x)
{
    const struct sight *s = &x->sight;

    return (struct map_wanted){.stamp = sight_stamp(x, VIEW_MAP), .revealed = s->revealed.count,
                               .folded = s->folded.count, .focus = s->focus, .hops = s->hops,
                               .layers = x->map.layers, .only = s->only};
}

struct map_picture map_picture_take(struct map_view *m)
{
    struct map_picture p = {
        .visible = m->visible, .layout = m->layout, .options = m->options, .pinned = m->pinned,
        .built = m->built, .small = m->small, .built_for = m->built_for, .layers = m->layers,
        .built_size = m->built_size, .built_alone = m->built_alone, .overview = m->overview,
        .arrangement = m->arrangement, .shown = m->shown, .shown_for = m->shown_for};

    m->visible = (struct visible){0};
    m->layout = (struct layout_result){0};
    m->built = false;
    mem_free(m->lit);
    m->lit = NULL;
    return p;
}

void map_picture_put(struct map_view *m, const struct map_picture *p)
{
    m->visible = p->visible;
    m->layout = p->layout;
    m->options = p->options;
    m->pinned = p->pinned;
    m->built = p->built;
    m->small = p->small;
    m->built_for = p->built_for;
    m->layers = p->layers;
    m->built_size = p->built_size;
    m->built_alone = p->built_alone;
    m->overview = p->overview;
    m->arrangement = p->arrangement;
    m->shown = p->shown;
    m->shown_for = p->shown_for;
}

void map_picture_release(struct map_picture *p)
{
    visible_release(&p->visible);
    layout_result_release(&p->layout);
}

void map_drop(struct map_view *m)
{
    struct map_picture p = map_picture_take(m);

    map_picture_release(&p);
}

void map_drop_plan(struct map_view *m)
{
    visible_plan_free(m->plan);
    visible_plan_free(m->plan_before);
    m->plan = m->plan_before = NULL;
}

void map_show(struct explorer *x, struct map_view *m, const struct map_picture *p)
{
    if (m->built)
        map_remember(x, m);
    map_drop(m);
    map_picture_put(m, p);
    map_placed(x, m);
    m->follow = true;
    m->later++;
}

/* --- Options ------------------------------------------------------------------------------------ */

/* Lists of nodes and edges that the options point at: copies, for a thread may read them while keys change
 * what is folded. */
struct lists {
    struct node_set revealed, apart, fold;
    edge_id *path;
    node_id *hidden;
};

/* The path is there with all its boxes, whatever is hidden otherwise. */
static void light_path(const struct explorer *x, struct visible_options *o, struct lists *l)
{
    const struct active_path *p = &x->path;

    l->path = mem_zalloc(p->path.hop_count + 1, sizeof *l->path);
    o->path = l->path;
    for (size_t i = 0; p->on && i < p->path.hop_count; i++) {
        const struct path_hop *hop = p->path.hops[i];
        const node_id ends[2] = {hop->from, hop->to};
        if (hop->edge)
            l->path[o->path_count++] = hop->edge;
        for (size_t k = 0; k < COUNT(ends); k++) {
            if (!ends[k])
                continue;
            node_set_add(&l->revealed, ends[k]);
            node_set_add(&l->apart, ends[k]);
        }
    }
}

static void leave_out(const struct explorer *x, struct visible_options *o, struct lists *l)
{
    o->hidden_count = work_hidden_count(x);
    l->hidden = mem_zalloc(o->hidden_count + 1, sizeof *l->hidden);
    work_nodes(x->work.hidden, l->hidden, o->hidden_count);
    o->hidden = l->hidden;
    o->fits = sight_fits(x, VIEW_MAP);
}

static void set_focus(const struct sight *s, struct visible_options *o)
{
    bool off = s->hops_chosen && s->hops == 0, own = s->hops_chosen && !off;

    o->hops = own ? s->hops : FOCUS_HOPS;
    o->focus_above = own ? 0 : off ? MAP_DRAWN_MOST : FOCUS_ABOVE;
    o->focus_most = own ? MAP_DRAWN_MOST : FOCUS_ABOVE;
    o->focus_last = own ? FOCUS_ABOVE : FOCUS_MOST;
}

static void make_options(struct explorer *x, struct visible_options *o, struct lists *l)
{
    const struct sight *s = &x->sight;

    *o = (struct visible_options){.layers = x->map.layers, .arrangement = x->map.arrangement,
                                  .folded = x->map.zoom == ZOOM_OVERVIEW,
                                  .more = x->map.zoom == ZOOM_DETAILED, .outer = x->outer,
                                  .reached = map_reached, .reached_arg = x->exposure};
    for (size_t i = 0; i < s->revealed.count; i++)
        node_set_add(&l->revealed, s->revealed.ids[i]);
    for (size_t i = 0; i < s->opened.count; i++)
        node_set_add(&l->apart, s->opened.ids[i]);
    for (size_t i = 0; i < s->folded.count; i++)
        node_set_add(&l->fold, s->folded.ids[i]);
    light_path(x, o, l);
    leave_out(x, o, l);
    set_focus(s, o);
    o->revealed = l->revealed.ids;
    o->revealed_count = l->revealed.count;
    o->only_revealed = s->only;
    o->fold = l->fold.ids;
    o->fold_count = l->fold.count;
    o->group_above = s->ungrouped ? 0 : GROUP_ABOVE;
    o->apart = l->apart.ids;
    o->apart_count = l->apart.count;
    o->dress = sight_dress;
    o->dress_arg = x;
}

static void lists_release(struct lists *l)
{
    mem_free(l->revealed.ids);
    mem_free(l->apart.ids);
    mem_free(l->fold.ids);
    mem_free(l->path);
    mem_free(l->hidden);
}

/* --- Building ----------------------------------------------------------------------------------- */

/* The plan before stays, for who takes a layer or a fold back. */
static void find_plan(const struct explorer *x, struct map_view *m, const struct visible_options *o)
{
    struct visible_plan *before = m->plan;

    if (m->plan && visible_plan_fits(m->plan, x->graph, o))
        return;
    if (m->plan_before && visible_plan_fits(m->plan_before, x->graph, o)) {
        m->plan = m->plan_before;
        m->plan_before = before;
        return;
    }
    visible_plan_free(m->plan_before);
    m->plan_before = before;
    m->plan = visible_plan_new(x->graph, o);
}

struct plan_job {
    const struct graph *graph;
    struct visible_options options;
    struct lists lists;
    struct visible_plan *plan;
};

static void plan_fill(struct explorer *x, void *job)
{
    struct plan_job *j = job;

    j->graph = x->graph;
    make_options(x, &j->options, &j->lists);
    j->options.fits = NULL; /* that and what follows choose from the plan only */
    j->options.dress = NULL;
    j->options.reached = NULL;
}

static void plan_work(void *job)
{
    struct plan_job *j = job;

    j->plan = visible_plan_new(j->graph, &j->options);
}

static void plan_take(struct explorer *x, void *job)
{
    struct map_view *m = x->views[VIEW_MAP];
    struct plan_job *j = job;

    visible_plan_free(m->plan_before);
    m->plan_before = m->plan;
    m->plan = j->plan;
    j->plan = NULL;
}

static void plan_drop(void *job)
{
    struct plan_job *j = job;

    visible_plan_free(j->plan);
    lists_release(&j->lists);
}

const struct inquiry_kind inquiry_plan = {
    .doing = "laying out... Esc stops it",
    .job_size = sizeof(struct plan_job),
    .stays = true, /* map_cancel() stops it */
    .fill = plan_fill,
    .work = plan_work,
    .take = plan_take,
    .drop = plan_drop,
};

/* Who tries which picture fits has to see it, and who did not wait for the first one gets a plain one. */
static bool plan_ready(struct explorer *x, struct map_view *m, const struct visible_options *o)
{
    bool plain = !m->built && m->plain && m->plain_for == x->shown;
    bool there = m->whole || plain || (m->plan && visible_plan_fits(m->plan, x->graph, o)) ||
                 (m->plan_before && visible_plan_fits(m->plan_before, x->graph, o));

    if (there) {
        inquiry_stop(x, INQUIRY_PLAN); /* of a state that is over */
        return true;
    }
    inquiry_ask(x, INQUIRY_PLAN, x->shown);
    return m->plan && visible_plan_fits(m->plan, x->graph, o);
}

static void rebuild(struct explorer *x, struct map_view *m, const struct visible_options *o)
{
    find_plan(x, m, o);
    visible_release(&m->visible);
    visible_show(m->plan, o, &m->visible);
}

/* Around the place that was asked for; if that has no box, around what is selected; then around
 * anything. */
static void build_boxes(struct explorer *x, struct map_view *m, struct visible_options *o)
{
    const node_id places[] = {x->sight.focus, x->at.node};

    for (size_t i = 0; i < COUNT(places); i++) {
        if (!places[i] || (i && places[i] == places[0]))
            continue;
        o->focus = places[i];
        rebuild(x, m, o);
        if (!m->visible.near || m->visible.input.node_count)
            return;
    }
    find_plan(x, m, o);
    o->focus = visible_first(m->plan, o);
    rebuild(x, m, o);
}

/* Nodes that have a box, stand in one, or are a frame. */
static size_t count_shown(const struct visible *v)
{
    struct node_set frames = {0};
    size_t shown = 0;

    for (int i = 0; i < v->input.node_count; i++)
        shown += 1 + visible_box_absorbed(v, i).count;
    for (int f = 0; f < v->input.cluster_count; f++) {
        node_id n = v->frame_node[f];
        shown += n && visible_box(v, n) == VISIBLE_NONE && node_set_add(&frames, n);
    }
    mem_free(frames.ids);
    return shown;
}

void map_build(struct explorer *x, struct map_view *m)
{
    struct lists lists = {0};
    struct visible_options o;
    struct map_picture before;

    make_options(x, &o, &lists);
    if (!plan_ready(x, m, &o)) {
        lists_release(&lists);
        return;
    }
    if (m->built)
        map_remember(x, m);
    map_job_drop(x, m);
    before = map_picture_take(m);
    build_boxes(x, m, &o);
    m->small = m->visible.near;
    if (m->small)
        x->sight.focus = o.focus;
    lists_release(&lists);
    m->shown = count_shown(&m->visible);
    m->shown_for = map_wanted_now(x);
    m->built = true;
    m->built_for = x->shown;
    m->built_size = x->size;
    m->built_alone = x->alone;
    if (!map_lay_out(x, m, !before.built)) {
        map_picture_put(m, &before);
        return;
    }
    map_picture_release(&before);
    m->follow = true;
}

size_t map_count_boxes(struct explorer *x)
{
    struct map_view *m = x->views[VIEW_MAP];
    struct lists lists = {0};
    struct visible_options o;
    struct visible v;
    size_t boxes;

    make_options(x, &o, &lists);
    find_plan(x, m, &o);
    visible_show(m->plan, &o, &v);
    boxes = v.node_fitting;
    visible_release(&v);
    lists_release(&lists);
    return boxes;
}

/* --- Asking ------------------------------------------------------------------------------------- */

int map_selected_box(const struct explorer *x, const struct map_view *m)
{
    return m->built && x->at.node ? visible_box(&m->visible, x->at.node) : VISIBLE_NONE;
}

/* Somebody selected what is not near the focus, and could be: the focus goes there. */
static bool walks_away(const struct explorer *x, const struct map_view *m)
{
    node_id n = x->at.node;

    if (!m->small || !n || n == x->sight.focus || map_selected_box(x, m) != VISIBLE_NONE ||
        (n == m->walked && x->shown == m->walked_for))
        return false;
    return x->map.layers & VISIBLE_LAYER(node_kinds[graph_node_at(x->graph, n)->kind].layer) &&
           !work_hidden(x, n);
}

bool map_stale(struct explorer *x, struct map_view *m)
{
    if (m->built && walks_away(x, m)) {
        x->sight.focus = m->walked = x->at.node;
        m->walked_for = x->shown;
        return true;
    }
    const struct map_picture *next = map_job_picture(m);
    if (next)
        return next->built_for != x->shown || next->built_size != x->size ||
               next->built_alone != x->alone;
    return !m->built || m->built_for != x->shown || m->built_size != x->size ||
           m->built_alone != x->alone;
}
