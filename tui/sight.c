/* SPDX-License-Identifier: MIT */
/* sight.c - which nodes a view shows. */
#include "sight.h"

#include <string.h>

#include "filter.h"
#include "mem.h"
#include "session.h"

const char *const colour_by_names[COLOUR_BY_COUNT] = {"zone", "kind", "reach", "privilege",
                                                      "finding"};

/* --- Sets of nodes ------------------------------------------------------------------------------ */

static size_t place_of(const struct node_set *s, node_id n)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->ids[middle] < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool node_set_has(const struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    return at < s->count && s->ids[at] == n;
}

bool node_set_add(struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    if (at < s->count && s->ids[at] == n)
        return false;
    if (s->count == s->cap)
        s->ids = mem_grow(s->ids, &s->cap, sizeof *s->ids);
    memmove(s->ids + at + 1, s->ids + at, (s->count - at) * sizeof *s->ids);
    s->ids[at] = n;
    s->count++;
    return true;
}

bool node_set_remove(struct node_set *s, node_id n)
{
    size_t at = place_of(s, n);

    if (at == s->count || s->ids[at] != n)
        return false;
    s->count--;
    memmove(s->ids + at, s->ids + at + 1, (s->count - at) * sizeof *s->ids);
    return true;
}

static void set_copy(struct node_set *to, const struct node_set *from)
{
    *to = (struct node_set){.count = from->count, .cap = from->count};
    if (from->count == 0)
        return;
    to->ids = mem_alloc(from->count * sizeof *to->ids);
    memcpy(to->ids, from->ids, from->count * sizeof *to->ids);
}

static bool set_same(const struct node_set *a, const struct node_set *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0);
}

static void set_translate(struct node_set *s, const node_id *now, size_t old_count)
{
    struct node_set out = {0};

    for (size_t i = 0; i < s->count; i++) {
        if (s->ids[i] <= old_count && now[s->ids[i]])
            node_set_add(&out, now[s->ids[i]]);
    }
    mem_free(s->ids);
    *s = out;
}

/* --- The whole ---------------------------------------------------------------------------------- */

void sight_release(struct sight *s)
{
    for (size_t v = 0; v < VIEW_COUNT; v++)
        buf_release(&s->filter[v]);
    mem_free(s->revealed.ids);
    mem_free(s->folded.ids);
    mem_free(s->opened.ids);
    *s = (struct sight){0};
}

void sight_copy(struct sight *to, const struct sight *from)
{
    sight_release(to);
    *to = *from;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        to->filter[v] = (struct buf){0};
        buf_add(&to->filter[v], buf_str(&from->filter[v]));
    }
    set_copy(&to->revealed, &from->revealed);
    set_copy(&to->folded, &from->folded);
    set_copy(&to->opened, &from->opened);
}

bool sight_same(const struct sight *a, const struct sight *b)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!str_eq(buf_str(&a->filter[v]), buf_str(&b->filter[v])))
            return false;
    }
    return a->hops_chosen == b->hops_chosen && a->hops == b->hops && a->focus == b->focus &&
           a->only == b->only && a->ungrouped == b->ungrouped && a->colour == b->colour && set_same(&a->revealed, &b->revealed) &&
           set_same(&a->folded, &b->folded) && set_same(&a->opened, &b->opened);
}

void sight_translate(struct sight *s, const node_id *now, size_t old_count)
{
    if (s->focus)
        s->focus = s->focus <= old_count ? now[s->focus] : 0;
    set_translate(&s->revealed, now, old_count);
    set_translate(&s->folded, now, old_count);
    set_translate(&s->opened, now, old_count);
}

/* --- What passes -------------------------------------------------------------------------------- */

struct sight_sets {
    struct view_set {
        struct buf text;  /* of the filter that fits was made for */
        unsigned made_for; /* x->shown */
        bool made;
        uint8_t *fits;    /* per node id */
        size_t count;
    } views[VIEW_COUNT];
};

struct sight_sets *sight_sets_new(void)
{
    return mem_zalloc(1, sizeof(struct sight_sets));
}

void sight_sets_free(struct sight_sets *s)
{
    for (size_t v = 0; s && v < VIEW_COUNT; v++) {
        buf_release(&s->views[v].text);
        mem_free(s->views[v].fits);
    }
    mem_free(s);
}

bool sight_takes_filter(enum view_id view)
{
    return view == VIEW_MAP || view == VIEW_INVENTORY || view == VIEW_FINDINGS ||
           view == VIEW_MATRIX || view == VIEW_PATHS;
}

enum view_id sight_view(const struct explorer *x)
{
    if (sight_takes_filter(x->focus))
        return x->focus;
    return sight_takes_filter(x->main) ? x->main : VIEW_MAP;
}

struct str sight_filter(const struct explorer *x, enum view_id view)
{
    return buf_str(&x->sight.filter[view]);
}

/* What fits the filter of a view, kept until the filter or what is shown changes. */
static const struct view_set *set_of(const struct explorer *x, enum view_id view)
{
    struct view_set *s = &x->sight_sets->views[view];
    struct str text = sight_filter(x, view);
    size_t nodes = graph_node_count(x->graph);
    struct buf error = {0};
    struct filter *f;

    if (s->made && s->made_for == x->shown && str_eq(buf_str(&s->text), text))
        return s;
    buf_reset(&s->text);
    buf_add(&s->text, text);
    f = filter_compile(x->graph, x->exposure, NULL, buf_str(&s->text), &error, NULL);
    if (!s->fits)
        s->fits = mem_zalloc(nodes + 1, 1);
    s->count = 0;
    for (node_id n = 1; n <= nodes; n++) {
        s->fits[n] = !f || filter_test(f, n); /* a filter that the graph has outgrown */
        s->count += s->fits[n];
    }
    filter_free(f);
    buf_release(&error);
    s->made = true;
    s->made_for = x->shown;
    return s;
}

const uint8_t *sight_fits(const struct explorer *x, enum view_id view)
{
    return str_empty(sight_filter(x, view)) ? NULL : set_of(x, view)->fits;
}

bool sight_shows(const struct explorer *x, enum view_id view, node_id n)
{
    if (work_hidden(x, n))
        return false;
    if (str_empty(sight_filter(x, view)))
        return true;
    return set_of(x, view)->fits[n] ||
           (view == VIEW_MAP && node_set_has(&x->sight.revealed, n));
}

struct sight_counts sight_counts(const struct explorer *x, enum view_id view)
{
    struct sight_counts c = {.all = graph_node_count(x->graph)};
    const uint8_t *fits = sight_fits(x, view);

    c.shown = fits ? set_of(x, view)->count : c.all;
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        c.shown -= !fits || fits[n];
    return c;
}

bool sight_filter_set(struct explorer *x, enum view_id view, struct str text)
{
    struct buf error = {0}, copy = {0};
    size_t at = 0;
    struct filter *f;

    buf_add(&copy, str_trim(text)); /* text may be the filter itself */
    f = filter_compile(x->graph, x->exposure, NULL, buf_str(&copy), &error, &at);
    if (!f) {
        session_complain(x, "%s (at %zu)", error.ptr, at + 1);
        buf_release(&copy);
    } else {
        buf_release(&x->sight.filter[view]);
        x->sight.filter[view] = copy;
        x->shown++;
    }
    buf_release(&error);
    filter_free(f);
    return f != NULL;
}
