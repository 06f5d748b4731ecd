/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <string.h>

#include "map_view.h"
#include "mem.h"

struct shared_sight {
    unsigned owners;
    struct sight sight;
};

struct undo_state {
    struct work work;
    struct map_choices map;
    struct shared_sight *sight;
    struct trial *trials;
    size_t trial_count;
    size_t bytes; /* about so many that no older state shares */
};

/* --- States ------------------------------------------------------------------------------------ */

static size_t sight_bytes(const struct sight *s)
{
    return sizeof *s +
           (s->revealed.count + s->folded.count + s->opened.count) * sizeof(node_id);
}

static size_t work_bytes(const struct work *w, const struct work *before)
{
    size_t bytes = 0;

    if (w->marked && (!before || w->marked != before->marked))
        bytes += w->marked->bytes;
    if (w->hidden && (!before || w->hidden != before->hidden))
        bytes += w->hidden->bytes;
    if (w->lines && (!before || w->lines != before->lines))
        bytes += w->lines->count * sizeof *w->lines->items;
    return bytes;
}

/* What is there now; before: the last state that was kept, or NULL. */
static struct undo_state present(const struct explorer *x, const struct undo_state *before)
{
    struct undo_state s = {.work = work_copy(&x->work), .map = x->map,
                           .trial_count = x->trials.count};

    s.bytes = sizeof s + work_bytes(&x->work, before ? &before->work : NULL);
    if (s.trial_count) {
        s.trials = mem_alloc(s.trial_count * sizeof *s.trials);
        memcpy(s.trials, x->trials.items, s.trial_count * sizeof *s.trials);
        s.bytes += s.trial_count * sizeof *s.trials;
    }
    if (before && sight_same(&before->sight->sight, &x->sight)) {
        s.sight = before->sight;
        s.sight->owners++;
        return s;
    }
    s.sight = mem_zalloc(1, sizeof *s.sight);
    s.sight->owners = 1;
    sight_copy(&s.sight->sight, &x->sight);
    s.bytes += sight_bytes(&x->sight);
    return s;
}

static void state_release(struct undo_state *s)
{
    work_release(&s->work);
    mem_free(s->trials);
    if (--s->sight->owners == 0) {
        sight_release(&s->sight->sight);
        mem_free(s->sight);
    }
}

static bool same_map(const struct map_choices *a, const struct map_choices *b)
{
    return a->layers == b->layers && a->arrangement == b->arrangement && a->frames == b->frames &&
           a->zoom == b->zoom && a->downward == b->downward && a->wide == b->wide &&
           a->no_minimap == b->no_minimap;
}

static bool same_trials(const struct undo_state *s, const struct explorer *x)
{
    if (s->trial_count != x->trials.count)
        return false;
    for (size_t i = 0; i < s->trial_count; i++) {
        const struct trial *a = &s->trials[i], *b = &x->trials.items[i];
        if (a->kind != b->kind || a->node != b->node || a->edge != b->edge)
            return false;
    }
    return true;
}

static bool same(const struct undo_state *s, const struct explorer *x)
{
    return work_same(&s->work, &x->work) && same_map(&s->map, &x->map) && same_trials(s, x) &&
           sight_same(&s->sight->sight, &x->sight);
}

/* --- Keeping ----------------------------------------------------------------------------------- */

static void forget_newer(struct undo *u)
{
    while (u->count > u->at)
        state_release(&u->states[--u->count]);
}

static void forget_oldest(struct undo *u, size_t count)
{
    for (size_t i = 0; i < count; i++)
        state_release(&u->states[i]);
    memmove(u->states, u->states + count, (u->count - count) * sizeof *u->states);
    u->count -= count;
    u->at -= count;
}

/* The newest state always stays. */
static void bound(struct undo *u)
{
    size_t first = u->count, bytes = 0;

    while (first > 0 && u->count - first < UNDO_STEPS &&
           (first == u->count || bytes + u->states[first - 1].bytes <= UNDO_BYTES))
        bytes += u->states[--first].bytes;
    if (first)
        forget_oldest(u, first);
}

void undo_note(struct explorer *x)
{
    struct undo *u = &x->undo;

    u->noted++;
    if (u->at && u->at == u->count && same(&u->states[u->at - 1], x))
        return; /* nothing came of the change that was announced before */
    forget_newer(u);
    if (u->count == u->cap)
        u->states = mem_grow(u->states, &u->cap, sizeof *u->states);
    u->states[u->count] = present(x, u->count ? &u->states[u->count - 1] : NULL);
    u->count++;
    bound(u);
    u->at = u->count;
}

static void move_trials(struct undo_state *s, const struct explorer *x, const node_id *now,
                        size_t old_count)
{
    size_t count = 0;

    for (size_t i = 0; i < s->trial_count; i++) {
        struct trial t = s->trials[i];
        bool on_edge = t.edge != 0;
        t.node = t.node <= old_count ? now[t.node] : 0;
        t.edge = session_edge_now(x, t.edge);
        if (on_edge ? t.edge : t.node)
            s->trials[count++] = t;
    }
    s->trial_count = count;
}

void undo_move(struct undo *u, const struct explorer *x, const node_id *now, size_t old_count)
{
    struct work was = {0}, is = {0}; /* of the state before: pointers that are compared */

    for (size_t i = 0; i < u->count; i++) {
        struct undo_state *s = &u->states[i];
        struct work old = s->work;
        s->work = work_moved(&old, &was, &is, now, old_count, graph_node_count(x->graph));
        was = old;
        is = s->work;
        work_release(&old);
        move_trials(s, x, now, old_count);
        if (i == 0 || s->sight != u->states[i - 1].sight)
            sight_translate(&s->sight->sight, now, old_count);
    }
}

void undo_release(struct undo *u)
{
    u->at = 0;
    forget_newer(u);
    mem_free(u->states);
    *u = (struct undo){0};
}

/* --- What is different ------------------------------------------------------------------------- */

/* The first node that only one of two sets has, and how many there are. */
static size_t set_difference(const struct work_set *a, const struct work_set *b, node_id *first)
{
    size_t bytes = a ? a->bytes : b ? b->bytes : 0, count = 0;

    for (size_t i = 0; i < bytes; i++) {
        unsigned bits = (a ? a->bits[i] : 0u) ^ (b ? b->bits[i] : 0u);
        for (unsigned bit = 0; bits >> bit; bit++) {
            if (!(bits >> bit & 1u))
                continue;
            if (count++ == 0)
                *first = (node_id)(i << 3 | bit);
        }
    }
    return count;
}

static void part(struct buf *out, const char *text)
{
    buf_puts(out, out->len ? ", " : "");
    buf_puts(out, text);
}

static void say_set(const struct explorer *x, const struct work_set *a, const struct work_set *b,
                    const char *what, struct buf *out)
{
    node_id first = 0;
    size_t count = set_difference(a, b, &first);

    if (count == 0)
        return;
    part(out, what);
    if (count > 1) {
        buf_printf(out, " %zu nodes", count);
        return;
    }
    buf_puts(out, " ");
    buf_add(out, session_name(x, first));
}

static void say_lines(const struct explorer *x, const struct work *a, const struct work *b,
                      struct buf *out)
{
    size_t i = 0, counts[2] = {a->lines ? a->lines->count : 0, b->lines ? b->lines->count : 0};
    const struct work_line *l;

    while (i < counts[0] && i < counts[1] &&
           work_line_same(&a->lines->items[i], &b->lines->items[i]))
        i++;
    if (i == counts[0] && i == counts[1])
        return;
    l = i < counts[0] && (i == counts[1] || counts[0] > counts[1]) ? &a->lines->items[i]
                                                                  : &b->lines->items[i];
    part(out, l->kind == WORK_NOTE ? "the note at " : "a tag of ");
    buf_add(out, session_name(x, l->node));
}

static bool same_filters(const struct sight *a, const struct sight *b)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!str_eq(buf_str(&a->filter[v]), buf_str(&b->filter[v])))
            return false;
    }
    return true;
}

static bool same_nodes(const struct node_set *a, const struct node_set *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0);
}

static void say_sight(const struct sight *a, const struct sight *b, struct buf *out)
{
    size_t before = out->len;

    if (!same_filters(a, b))
        part(out, "a filter");
    if (a->hops != b->hops || a->hops_chosen != b->hops_chosen || a->focus != b->focus)
        part(out, "the focus");
    if (!same_nodes(&a->folded, &b->folded) || !same_nodes(&a->opened, &b->opened))
        part(out, "folding");
    if (a->only != b->only || !same_nodes(&a->revealed, &b->revealed))
        part(out, "what is revealed");
    if (a->colour != b->colour)
        part(out, "the colours");
    if (out->len == before && !sight_same(a, b))
        part(out, "what is shown");
}

static void say_difference(const struct explorer *x, const struct undo_state *s, struct buf *out)
{
    say_set(x, s->work.marked, x->work.marked, "the mark on", out);
    say_set(x, s->work.hidden, x->work.hidden, "hiding", out);
    say_lines(x, &s->work, &x->work, out);
    if (memcmp(s->work.bookmarks, x->work.bookmarks, sizeof s->work.bookmarks) != 0)
        part(out, "a bookmark");
    say_sight(&s->sight->sight, &x->sight, out);
    if (s->map.layers != x->map.layers)
        part(out, "the layers");
    else if (!same_map(&s->map, &x->map))
        part(out, "how the map is drawn");
    if (!same_trials(s, x))
        part(out, "what is tried");
}

/* --- Going back and forward -------------------------------------------------------------------- */

static void set_trials(struct explorer *x, const struct undo_state *s)
{
    struct trials *t = &x->trials;

    if (s->trial_count > t->cap)
        t->items = mem_reserve(t->items, &t->cap, s->trial_count, sizeof *t->items);
    if (s->trial_count)
        memcpy(t->items, s->trials, s->trial_count * sizeof *t->items);
    t->count = s->trial_count;
}

static void put_back(struct explorer *x, const struct undo_state *s)
{
    bool other_system = !same_trials(s, x) || !work_same_hidden(&s->work, &x->work);
    bool other_look = !same_map(&s->map, &x->map) || !sight_same(&s->sight->sight, &x->sight);

    x->hidden_changed += !work_same_hidden(&s->work, &x->work);
    work_release(&x->work);
    x->work = work_copy(&s->work);
    x->map = s->map;
    sight_copy(&x->sight, &s->sight->sight);
    set_trials(x, s);
    if (other_system)
        session_renew(x);
    x->selected++;
    x->worked++;
    x->shown += other_look;
    if (other_look || other_system)
        map_follow(x);
}

bool undo_step(struct explorer *x, int direction)
{
    struct undo *u = &x->undo;
    struct undo_state *to = NULL, now;
    struct buf what = {0};

    while (!to && (direction < 0 ? u->at > 0 : u->at < u->count)) {
        to = &u->states[direction < 0 ? u->at - 1 : u->at];
        u->at += direction < 0 ? (size_t)-1 : 1;
        if (same(to, x))
            to = NULL; /* a change that was announced and did not come */
    }
    if (!to) {
        session_complain(x, direction < 0 ? "nothing to undo" : "nothing to do again");
        return false;
    }
    u->noted++;
    say_difference(x, to, &what);
    now = present(x, to);
    put_back(x, to);
    state_release(to);
    *to = now;
    session_say(x, "%s: %s", direction < 0 ? "undone" : "done again", what.ptr ? what.ptr : "");
    buf_release(&what);
    return true;
}
