/* SPDX-License-Identifier: MIT */
/* personal_state.c - between what the explorer holds and the records of the session file. */
#include <string.h>

#include "arena.h"
#include "attr.h"
#include "filter.h"
#include "map_view.h"
#include "mem.h"
#include "secrets.h"
#include "session.h"

/* --- Choices of how it looks -------------------------------------------------------------------- */

static const char *const choices[] = {"auto", "yes", "no"};

static bool choice_find(struct str text, enum choice *out)
{
    for (size_t i = 0; i < COUNT(choices); i++) {
        if (str_is(text, choices[i])) {
            *out = (enum choice)i;
            return true;
        }
    }
    return false;
}

/* An empty text: as at the start. */
static void get_layers(const struct explorer *x, struct buf *out)
{
    if (x->map.layers == VISIBLE_LAYER(LAYER_FLOW))
        return;
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        if (x->map.layers & VISIBLE_LAYER(i))
            buf_printf(out, "%s%s", out->len ? "," : "", layer_names[i]);
    }
}

static bool set_layers(struct explorer *x, struct str text)
{
    unsigned layers = 0;
    struct str bad;

    if (!visible_layers_parse(text, &layers, &bad) || !layers)
        return false;
    x->map.layers = layers;
    return true;
}

static void get_layout(const struct explorer *x, struct buf *out)
{
    if (x->map.arrangement)
        buf_puts(out, visible_arrangement_names[x->map.arrangement]);
}

static bool set_layout(struct explorer *x, struct str text)
{
    return visible_arrangement_find(text, &x->map.arrangement);
}

static void put_choice(enum choice c, struct buf *out)
{
    if (c != CHOICE_AUTO)
        buf_puts(out, choices[c]);
}

static void get_frames(const struct explorer *x, struct buf *out)
{
    put_choice(x->map.frames, out);
}

static bool set_frames(struct explorer *x, struct str text)
{
    return choice_find(text, &x->map.frames);
}

static void get_zoom(const struct explorer *x, struct buf *out)
{
    if (x->map.zoom != ZOOM_AUTO)
        buf_puts(out, zoom_names[x->map.zoom]);
}

static bool set_zoom(struct explorer *x, struct str text)
{
    for (size_t i = 0; i < ZOOM_COUNT; i++) {
        if (str_is(text, zoom_names[i])) {
            x->map.zoom = (enum zoom)i;
            return true;
        }
    }
    return false;
}

static void get_downward(const struct explorer *x, struct buf *out)
{
    put_choice(x->map.downward, out);
}

static bool set_downward(struct explorer *x, struct str text)
{
    return choice_find(text, &x->map.downward);
}

static void get_wide(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->map.wide ? "yes" : "");
}

static bool set_wide(struct explorer *x, struct str text)
{
    x->map.wide = str_is(text, "yes");
    return x->map.wide;
}

static void get_hops(const struct explorer *x, struct buf *out)
{
    if (x->sight.hops_chosen)
        buf_printf(out, "%d", x->sight.hops);
}

static bool set_hops(struct explorer *x, struct str text)
{
    long hops;

    if (!str_to_long(text, &hops) || hops < 0 || hops > SIGHT_HOPS_MOST)
        return false;
    x->sight.hops = (int)hops;
    x->sight.hops_chosen = true;
    return true;
}

static void get_focus(const struct explorer *x, struct buf *out)
{
    if (x->sight.focus)
        buf_add(out, graph_node_at(x->graph, x->sight.focus)->id);
}

static bool set_focus(struct explorer *x, struct str text)
{
    x->sight.focus = graph_find(x->graph, text);
    return x->sight.focus != 0;
}

static void get_only(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->sight.only ? "yes" : "");
}

static bool set_only(struct explorer *x, struct str text)
{
    x->sight.only = str_is(text, "yes");
    return x->sight.only;
}

static void get_colour(const struct explorer *x, struct buf *out)
{
    if (x->sight.colour)
        buf_puts(out, colour_by_names[x->sight.colour]);
}

static bool set_colour(struct explorer *x, struct str text)
{
    for (size_t i = 0; i < COLOUR_BY_COUNT; i++) {
        if (str_is(text, colour_by_names[i])) {
            x->sight.colour = (enum colour_by)i;
            return true;
        }
    }
    return false;
}

static const struct look {
    const char *name;
    void (*get)(const struct explorer *x, struct buf *out);
    bool (*set)(struct explorer *x, struct str text);
} looks[] = {
    {"colour", get_colour, set_colour},       {"downward", get_downward, set_downward},
    {"focus", get_focus, set_focus},          {"frames", get_frames, set_frames},
    {"hops", get_hops, set_hops},             {"layers", get_layers, set_layers},
    {"layout", get_layout, set_layout},       {"only-revealed", get_only, set_only},
    {"wide", get_wide, set_wide},             {"zoom", get_zoom, set_zoom},
};

/* --- Out ---------------------------------------------------------------------------------------- */

static struct str node_id_of(const struct explorer *x, node_id n)
{
    return graph_node_at(x->graph, n)->id;
}

static void add_set(const struct explorer *x, struct records *r, const char *is,
                    const struct work_set *set)
{
    for (node_id n = work_next(set, 0); n; n = work_next(set, n))
        records_add(r, is, node_id_of(x, n), STR_NONE);
}

static void add_nodes(const struct explorer *x, struct records *r, const char *is,
                      const struct node_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        records_add(r, is, node_id_of(x, set->ids[i]), STR_NONE);
}

static void add_work(const struct explorer *x, struct records *r)
{
    const struct work_lines *l = x->work.lines;

    add_set(x, r, "mark", x->work.marked);
    add_set(x, r, "hidden", x->work.hidden);
    for (size_t i = 0; l && i < l->count; i++)
        records_add(r, l->items[i].kind == WORK_NOTE ? "note" : "tag",
                    node_id_of(x, l->items[i].node), work_line_text(&l->items[i]));
    for (char c = 'a'; c <= 'z'; c++) {
        if (work_bookmarked(x, c))
            records_add(r, "bookmark", (struct str){&c, 1}, node_id_of(x, work_bookmarked(x, c)));
    }
}

static void add_macros(const struct explorer *x, struct records *r)
{
    for (char c = 'a'; c <= 'z'; c++) {
        struct str keys = buf_str(&x->macros.keys[c - 'a']);
        if (!str_empty(keys) && !secret_in_text(keys))
            records_add(r, "macro", (struct str){&c, 1}, keys);
    }
}

static void add_trials(const struct explorer *x, struct records *r)
{
    static const char *const names[] = {[TRIAL_OFF] = "off", [TRIAL_GUARD] = "guard",
                                        [TRIAL_TAKEN] = "taken"};
    struct arena *arena = arena_new();

    for (size_t i = 0; i < x->trials.count; i++) {
        const struct trial *t = &x->trials.items[i];
        records_add(r, names[t->kind],
                    t->kind == TRIAL_OFF ? graph_edge_id(x->graph, t->edge, arena)
                                         : node_id_of(x, t->node),
                    STR_NONE);
    }
    arena_free(arena);
}

static void add_looks(const struct explorer *x, struct records *r)
{
    struct buf text = {0};

    for (size_t i = 0; i < COUNT(looks); i++) {
        buf_reset(&text);
        looks[i].get(x, &text);
        if (text.len)
            records_add(r, "look", str_from(looks[i].name), buf_str(&text));
    }
    buf_release(&text);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        struct str filter = sight_filter(x, (enum view_id)v);
        if (!str_empty(filter) && !secret_in_text(filter))
            records_add(r, "filter", str_from(view_names[v]), filter);
    }
    add_nodes(x, r, "fold", &x->sight.folded);
    add_nodes(x, r, "opened", &x->sight.opened);
    add_nodes(x, r, "revealed", &x->sight.revealed);
}

void personal_collect(const struct explorer *x, struct records *out)
{
    for (size_t i = 0; i < x->personal.kept.count; i++)
        records_copy(out, &x->personal.kept.items[i]);
    add_work(x, out);
    add_macros(x, out);
    add_trials(x, out);
    add_looks(x, out);
    records_sort(out);
}

/* --- In ----------------------------------------------------------------------------------------- */

static bool put_trial(struct explorer *x, enum trial_kind kind, struct str id)
{
    struct trial t = {.kind = kind};

    if (kind == TRIAL_OFF)
        t.edge = graph_find_edge(x->graph, id);
    else
        t.node = graph_find(x->graph, id);
    return (t.edge || t.node) && session_trial_put(x, t);
}

static bool put_look(struct explorer *x, const struct record *c)
{
    for (size_t i = 0; i < COUNT(looks); i++) {
        if (str_is(c->at, looks[i].name))
            return looks[i].set(x, c->text);
    }
    return false;
}

static bool put_filter(struct explorer *x, const struct record *c)
{
    enum view_id view;
    struct filter_more more = sight_more(x);
    struct filter *f;
    struct buf error = {0};

    if (!view_find(c->at, &view) || view == VIEW_ANY)
        return false;
    f = filter_compile(x->graph, x->exposure, &more, c->text, &error, NULL);
    buf_release(&error);
    if (!f)
        return false;
    filter_free(f);
    buf_reset(&x->sight.filter[view]);
    buf_add(&x->sight.filter[view], c->text);
    return true;
}

static bool put_work(struct explorer *x, const struct record *c)
{
    node_id n = graph_find(x->graph, str_is(c->is, "bookmark") ? c->text : c->at);

    if (!n)
        return false;
    if (str_is(c->is, "mark"))
        return work_mark(x, n, true) || work_marked(x, n);
    if (str_is(c->is, "hidden"))
        return work_hide(x, n, true) || work_hidden(x, n);
    if (str_is(c->is, "note"))
        return !secret_in_text(c->text) && work_set_note(x, n, c->text);
    if (str_is(c->is, "tag"))
        return !secret_in_text(c->text) && work_set_tag(x, n, c->text, true);
    if (c->at.len != 1 || c->at.ptr[0] < 'a' || c->at.ptr[0] > 'z')
        return false;
    work_bookmark(x, c->at.ptr[0], n);
    return true;
}

static bool put_nodes(struct explorer *x, struct node_set *set, struct str id)
{
    node_id n = graph_find(x->graph, id);

    return n && (node_set_add(set, n) || node_set_has(set, n));
}

/* False: it cannot be put anywhere. */
static bool put(struct explorer *x, const struct record *c)
{
    static const char *const work[] = {"bookmark", "hidden", "mark", "note", "tag"};

    if (c->member_count)
        return false; /* says more than we could keep: carried along as it is */
    for (size_t i = 0; i < COUNT(work); i++) {
        if (str_is(c->is, work[i]))
            return put_work(x, c);
    }
    if (str_is(c->is, "macro"))
        return c->at.len == 1 && macro_put(x, c->at.ptr[0], c->text);
    if (str_is(c->is, "off"))
        return put_trial(x, TRIAL_OFF, c->at);
    if (str_is(c->is, "guard"))
        return put_trial(x, TRIAL_GUARD, c->at);
    if (str_is(c->is, "taken"))
        return put_trial(x, TRIAL_TAKEN, c->at);
    if (str_is(c->is, "look"))
        return put_look(x, c);
    if (str_is(c->is, "filter"))
        return put_filter(x, c);
    if (str_is(c->is, "fold"))
        return put_nodes(x, &x->sight.folded, c->at);
    if (str_is(c->is, "opened"))
        return put_nodes(x, &x->sight.opened, c->at);
    return str_is(c->is, "revealed") && put_nodes(x, &x->sight.revealed, c->at);
}

static bool is_look(const struct record *c)
{
    static const char *const names[] = {"filter", "fold", "look", "opened", "revealed"};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(c->is, names[i]))
            return true;
    }
    return false;
}

void personal_apply(struct explorer *x, const struct records *r, bool looks_too)
{
    bool changed = x->trials.count || work_hidden_count(x);
    struct records kept = {0};

    work_release(&x->work);
    for (size_t i = 0; i < MACROS; i++)
        buf_reset(&x->macros.keys[i]);
    x->trials.count = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct record *c = &r->items[i];
        bool look = is_look(c);
        if (look && !looks_too && !records_find(&x->personal.kept, c->key))
            continue;
        if ((look && !looks_too) || !put(x, c))
            records_copy(&kept, c);
    }
    records_sort(&kept);
    records_release(&x->personal.kept);
    x->personal.kept = kept;
    if (changed || x->trials.count || work_hidden_count(x))
        session_renew(x);
    x->selected++;
    x->worked++;
    x->shown++;
    map_follow(x);
}
