/* SPDX-License-Identifier: MIT */
/* session_trial.c - what if: edges switched off, authorizers added, nodes taken over, on paper; and
 * what that does to what an attacker reaches. The list of trials is kept; the change and the
 * figures are made anew from it, which costs a search. */
#include <assert.h>

#include "jewels.h"
#include "map_view.h"
#include "mem.h"
#include "session.h"
#include "text.h"

/* What an authorizer that somebody adds would ask for. */
static const enum auth added_gate = AUTH_JWT;

const char *const trial_words[TRIAL_KINDS] = {[TRIAL_OFF] = "switched off",
                                              [TRIAL_GUARD] = "guarded",
                                              [TRIAL_TAKEN] = "taken over"};

void session_trial_about(const struct explorer *x, const struct trial *t, struct buf *out)
{
    if (t->kind == TRIAL_OFF) {
        const struct edge *e = graph_edge_at(x->graph, t->edge);
        buf_add(out, session_name(x, e->from));
        buf_printf(out, " %s ", edge_kinds[e->kind].name);
        buf_add(out, session_name(x, e->to));
    } else {
        buf_add(out, session_name(x, t->node));
    }
}

/* --- Figures -------------------------------------------------------------------------------------- */

struct figures_job {
    const struct graph *graph;
    const struct jewels *jewels;
    struct what_if *change; /* NULL: nothing is tried */
    bool counted_before;    /* it is known already */
    struct trial_figures before, now;
};

static size_t count_fallen(const struct jewels *jewels, const struct path_answer *a)
{
    size_t count = 0;

    for (size_t i = 0; i < jewels->count; i++) {
        bool fallen = false;
        for (int s = 0; s < STATE_COUNT; s++)
            fallen |= jewels->items[i].states & 1u << s &&
                      path_answer_reached(a, jewels->items[i].node, (enum state)s);
        count += fallen;
    }
    return count;
}

/* Who sits in the internet to begin with is not counted; what is given to the attacker is. */
static struct trial_figures figures(const struct figures_job *j, const struct what_if *change)
{
    static const enum state strongest[] = {STATE_CONTROL, STATE_HOLD,  STATE_WRITE,
                                           STATE_READ,    STATE_INPUT, STATE_EXHAUST};
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    const struct path_question q = {.seat = &seat, .mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                    .change = change};
    struct path_answer *a = paths_from(j->graph, &q);
    struct trial_figures out = {.fallen = count_fallen(j->jewels, a)};

    for (node_id n = 1; n <= graph_node_count(j->graph); n++) {
        if (graph_node_at(j->graph, n)->kind == NODE_ACTOR)
            continue;
        for (size_t i = 0; i < sizeof strongest / sizeof strongest[0]; i++) {
            if (path_answer_reached(a, n, strongest[i])) {
                out.by_state[strongest[i]]++;
                out.reached++;
                break;
            }
        }
    }
    path_answer_free(a);
    return out;
}

static void figures_fill(struct explorer *x, void *job)
{
    struct figures_job *j = job;

    x->trials.jewels = session_jewels(x);
    j->graph = x->graph;
    j->jewels = x->trials.jewels;
    j->change = session_change(x) ? session_change_copy(x) : NULL;
    j->counted_before = x->trials.counted_before;
    j->before = x->trials.before;
}

static void figures_work(void *job)
{
    struct figures_job *j = job;

    if (!j->counted_before)
        j->before = figures(j, NULL);
    j->now = j->change ? figures(j, j->change) : j->before;
}

static void figures_drop(void *job)
{
    session_change_free(((struct figures_job *)job)->change);
}

/* What was said when it was done is said with them, if it still stands there. */
static void figures_take(struct explorer *x, void *job)
{
    const struct figures_job *j = job;
    struct trials *t = &x->trials;

    t->before = j->before;
    t->now = j->now;
    t->counted = t->counted_before = true;
    if (t->told.len && str_starts(buf_str(&x->message), buf_str(&t->told)))
        session_say_effect(x, buf_str(&t->told));
    buf_reset(&t->told);
    x->selected++;
}

const struct inquiry_kind inquiry_figures = {
    .doing = "counting what is reached...",
    .job_size = sizeof(struct figures_job),
    .fill = figures_fill,
    .work = figures_work,
    .take = figures_take,
    .drop = figures_drop,
};

const struct trials *session_figures(struct explorer *x)
{
    if (!x->trials.counted)
        inquiry_ask(x, INQUIRY_FIGURES, x->trials.version);
    return x->trials.counted ? &x->trials : NULL;
}

/* Where the line is short what was changed is clipped, its effect is not: what was changed is known. */
enum { HIDDEN_ROOM = 14 /* "  1234 hidden" */, WHAT_LEAST = 8 };

void session_say_effect(struct explorer *x, struct str what)
{
    const struct trials *t = session_figures(x);
    struct buf copy = {0}, effect = {0}, name = {0};

    buf_add(&copy, what); /* it may be the very text that is kept */
    if (t) {
        int room;
        buf_printf(&effect, "anyone reaches %zu (was %zu), jewels %zu (was %zu); X lists",
                   t->now.reached, t->before.reached, t->now.fallen, t->before.fallen);
        room = x->cols - (int)effect.len - HIDDEN_ROOM;
        if (room < WHAT_LEAST || (int)text_width(buf_str(&copy)) <= room || x->options.linear)
            buf_add(&name, buf_str(&copy));
        else
            esc_term_clip(&name, buf_str(&copy), (size_t)room, x->ascii);
        session_say(x, "%s: %s", name.ptr, effect.ptr);
        buf_release(&name);
        buf_release(&effect);
    } else
        session_say(x, "%s; X lists", copy.ptr);
    buf_release(&x->trials.told);
    x->trials.told = copy;
}

/* --- The change ----------------------------------------------------------------------------------- */

/* An authorizer goes in front of what is called: the node, or the routes that call it. */
static size_t guard(const struct explorer *x, struct what_if *w, node_id n)
{
    size_t doors = what_if_guard(w, n, added_gate);
    struct edge_list in = graph_in(x->graph, n);

    for (size_t i = 0; i < in.count && doors == 0; i++) {
        const struct edge *e = graph_edge_at(x->graph, in.ids[i]);
        enum node_kind kind = graph_node_at(x->graph, e->from)->kind;
        if (e->kind == EDGE_INVOKES && (kind == NODE_ROUTE || kind == NODE_API))
            doors += what_if_guard(w, e->from, added_gate);
    }
    return doors;
}

/* The strongest state that is legal at the node: control, hold, read, write. */
static bool take_over(struct what_if *w, node_id n)
{
    static const enum state states[] = {STATE_CONTROL, STATE_HOLD, STATE_READ, STATE_WRITE};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (what_if_give(w, n, states[i]))
            return true;
    }
    return false;
}

static bool apply(const struct explorer *x, struct what_if *w, const struct trial *t)
{
    switch (t->kind) {
    case TRIAL_OFF:
        what_if_cut(w, t->edge);
        return true;
    case TRIAL_GUARD:
        return guard(x, w, t->node) > 0;
    case TRIAL_TAKEN:
        return take_over(w, t->node);
    }
    return false;
}

void session_change_fill(const struct explorer *x, struct what_if *w)
{
    for (size_t i = 0; i < x->trials.count; i++)
        apply(x, w, &x->trials.items[i]);
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        what_if_cut_node(w, n);
}

/* A path through what is hidden now is none any more. */
static void drop_hidden_path(struct explorer *x)
{
    const struct path *p = &x->path.path;
    bool hidden = false;

    for (size_t i = 0; x->path.on && i < p->hop_count; i++)
        hidden = hidden || (p->hops[i]->from && work_hidden(x, p->hops[i]->from)) ||
                 (p->hops[i]->to && work_hidden(x, p->hops[i]->to));
    if (hidden)
        session_path_clear(x);
}

void session_renew(struct explorer *x)
{
    struct trials *t = &x->trials;

    drop_hidden_path(x);
    what_if_release(&t->change);
    t->change = what_if_new(x->graph);
    session_change_fill(x, &t->change);
    t->counted = false;
    t->version++;
    inquiry_stop(x, INQUIRY_WAY);
    reach_renew(x);
    x->selected++;
    x->shown++;
}

/* --- What the user does --------------------------------------------------------------------------- */

bool session_trial_put(struct explorer *x, struct trial trial)
{
    struct trials *t = &x->trials;
    struct what_if probe;
    bool good = trial.kind == TRIAL_OFF;

    if (t->count >= TRIALS_MAX || (trial.kind == TRIAL_OFF ? !trial.edge : !trial.node))
        return false;
    if (!good) {
        probe = what_if_new(x->graph);
        good = apply(x, &probe, &trial);
        what_if_release(&probe);
    }
    if (!good)
        return false;
    if (t->count == t->cap)
        t->items = mem_grow(t->items, &t->cap, sizeof *t->items);
    t->items[t->count++] = trial;
    return true;
}

bool session_trial(struct explorer *x, struct trial trial)
{
    struct trials *t = &x->trials;

    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].kind == trial.kind && t->items[i].node == trial.node &&
            t->items[i].edge == trial.edge) {
            session_trial_back(x, i);
            return true;
        }
    }
    undo_note(x);
    if (!session_trial_put(x, trial))
        return false;
    session_renew(x);
    session_say_effect(x, str_from(trial_words[trial.kind]));
    return true;
}

void session_trial_back(struct explorer *x, size_t i)
{
    struct trials *t = &x->trials;

    assert(i < t->count);
    undo_note(x);
    for (t->count--; i < t->count; i++)
        t->items[i] = t->items[i + 1];
    session_renew(x);
    session_say_effect(x, STR("taken back"));
}

void session_trials_clear(struct explorer *x)
{
    bool none = x->trials.count == 0;

    undo_note(x);
    x->trials.count = 0;
    session_renew(x);
    session_say(x, none ? "nothing is tried" : "everything that was tried is taken back");
}

const struct what_if *session_change(const struct explorer *x)
{
    bool some = x->trials.count || work_hidden_count(x);

    return some && x->trials.change.cut ? &x->trials.change : NULL;
}

bool session_is_off(const struct explorer *x, edge_id e)
{
    return session_change(x) && what_if_is_cut(&x->trials.change, e);
}

void trials_release(struct trials *t)
{
    what_if_release(&t->change);
    mem_free(t->items);
    buf_release(&t->told);
    *t = (struct trials){0};
}

void session_forget_changes(struct explorer *x)
{
    unsigned noted = x->undo.noted;

    trials_release(&x->trials);
    x->trials = (struct trials){.version = x->trials.version + 1};
    undo_release(&x->undo);
    x->undo.noted = noted;
    work_release(&x->work);
}
