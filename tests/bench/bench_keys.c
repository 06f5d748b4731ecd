/* SPDX-License-Identifier: MIT */
/* bench_keys.c - every key in every view: each bound action is pressed twice in each view on a system of
 * 10,000 and on one of 100,000 nodes, then undone. A sample is what the thread that has the screen does
 * for one event, from the event to its frame: a key, or work beside that has ended and is shown. Waiting
 * for such work is no part of it, for nobody has to wait. Processor time on the memory terminal, 160x48.
 * Prints the percentiles of all keys and the worst of them beside the goal, which depends on the machine.
 * Ends with 1 if a key costs more in the large system than in the small one by so many looks at all
 * of it: what it costs must depend on what is on the screen, and on nothing that grows but few looks.
 * bench_keys VIEW [ACTION]: these alone.
 */
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "big_graph.h"
#include "mem.h"
#include "opened.h"

enum { PRESSES = 2, WORST = 30, EVENTS_MAX = 1000, AGAIN = 3 };
enum { SMALL = 10000, LARGE = 100000 };
static const double goal_key_ms = 16;
/* What a key costs more in the large system than in the small one, in looks at every node and edge of
 * the large one: keys that make a list anew look at all nodes, with their names or a filter. */
static const double gate_looks = 8;

enum { SAMPLES_MAX = 2 * VIEW_COUNT * ACTION_COUNT * (PRESSES + 1) };
struct sample {
    enum view_id view;
    enum action action;
    int press;
    bool later; /* not the key itself but the end of work that it began */
    double ms;
};
struct samples {
    struct sample rows[SAMPLES_MAX];
    size_t count;
};

static int by_cost(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;
    return (x->ms < y->ms) - (x->ms > y->ms);
}

/* One event after the other until nothing comes any more. */
static void pump(struct explorer *x, struct sample about, struct samples *s)
{
    for (int i = 0; i < EVENTS_MAX; i++) {
        double from = now_ms(CLOCK_THREAD_CPUTIME_ID);
        if (!explorer_frame(x))
            return;
        about.ms = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
        about.later = i > 0;
        if (s && s->count < SAMPLES_MAX)
            s->rows[s->count++] = about;
    }
}

static void press(struct explorer *x, struct key key, struct sample about, struct samples *s)
{
    push_key(x, key);
    pump(x, about, s);
}

static void close_overlays(struct explorer *x)
{
    for (int i = 0; i < 4; i++) {
        bool open = x->prompt.kind != PROMPT_NONE || x->pick.kind || x->jump.on ||
                    x->letter_for != ACTION_NONE || x->typed_count;
        if (open)
            press(x, (struct key){KEYCODE_ESC, 0}, (struct sample){.ms = 0}, NULL);
    }
}

/* Out of the program, or out of its hands. */
static bool is_way_out(enum action a)
{
    return a == ACTION_QUIT || a == ACTION_CLOSE || a == ACTION_SUSPEND || a == ACTION_EDIT;
}

/* As it was before the action, by the keys that a user has for it; these are measured too. */
static void restore(struct explorer *x, enum view_id view, node_id node, size_t undos,
                    struct samples *s)
{
    close_overlays(x);
    for (int i = 0; x->undo.at > undos && i < 2 * PRESSES; i++) {
        const struct binding *b = keymap_for(&x->keys, x->focus, ACTION_UNDO);
        press(x, b->keys[0], (struct sample){.view = x->focus, .action = ACTION_UNDO}, s);
    }
    session_path_clear(x);
    session_search(x, STR_NONE, false);
    session_select(x, node);
    session_show_view(x, view);
    explorer_settle(x);
}

/* What is measured: all views and actions, or one. */
struct choice_of {
    const char *view, *action; /* NULL: all */
};

static bool is_meant(const char *chosen, const char *name)
{
    return !chosen || strcmp(chosen, name) == 0;
}

static void sweep_view(struct explorer *x, enum view_id view, const char *action, node_id node,
                       struct samples *s)
{
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        const struct binding *b;
        size_t undos = x->undo.at;
        b = keymap_for(&x->keys, view, (enum action)a);
        if (!b || is_way_out((enum action)a) || !(actions[a].views & 1u << view) ||
            !is_meant(action, actions[a].name))
            continue;
        for (int i = 0; i < PRESSES; i++) {
            close_overlays(x);
            for (unsigned k = 0; k < b->count; k++)
                press(x, b->keys[k],
                      (struct sample){.view = view, .action = (enum action)a, .press = i + 1}, s);
        }
        restore(x, view, node, undos, s);
    }
}

/* A function that something calls, with as many lines as most. */
static node_id some_function(const struct graph *g)
{
    node_id n = (node_id)graph_node_count(g) / 2;

    while (graph_node_at(g, n)->kind != NODE_FUNCTION || !graph_in(g, n).count)
        n++;
    return n;
}

static struct samples *sweep(const struct graph *g, const struct choice_of *of)
{
    struct samples *s = mem_zalloc(1, sizeof *s);
    struct explorer *x = open_at(g, true);
    node_id node = some_function(g);

    explorer_settle(x);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!is_meant(of->view, view_names[v]))
            continue;
        session_select(x, node);
        session_show_view(x, (enum view_id)v);
        explorer_settle(x); /* what it costs to look at a view first is one of the keys g. */
        sweep_view(x, (enum view_id)v, of->action, node, s);
    }
    explorer_close(x);
    return s;
}

/* One line per action: its worst view, and in how many it is over the goal. Sorted by cost. */
static void print_worst(const struct samples *s)
{
    bool seen[ACTION_COUNT] = {false};
    int lines = 0;

    for (size_t i = 0; i < s->count && lines < WORST; i++) {
        const struct sample *w = &s->rows[i];
        unsigned views = 0;
        if (seen[w->action])
            continue;
        seen[w->action] = true;
        lines++;
        for (size_t k = i; k < s->count && s->rows[k].ms > goal_key_ms; k++) {
            if (s->rows[k].action == w->action)
                views |= 1u << s->rows[k].view;
        }
        printf("  %9.3f ms  %s in %s, press %d%s; over the goal in", w->ms, actions[w->action].name,
               view_names[w->view], w->press, w->later ? ", later" : "");
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            if (views & 1u << v)
                printf(" %s", view_names[v]);
        }
        printf("%s\n", views ? "" : " none");
    }
}

static void print(struct samples *s)
{
    static const int parts[] = {50, 90, 99};
    size_t over = 0;

    qsort(s->rows, s->count, sizeof *s->rows, by_cost);
    while (over < s->count && s->rows[over].ms > goal_key_ms)
        over++;
    printf("  %zu frames:", s->count);
    for (size_t i = 0; i < COUNT(parts); i++)
        printf(" %d%% %.3f ms", parts[i], s->rows[(s->count - 1) * (size_t)(100 - parts[i]) / 100].ms);
    printf(" worst %.3f ms, %zu above %.0f ms\n", s->rows[0].ms, over, goal_key_ms);
    print_worst(s);
}

/* The worst frame of each action in each view. */
struct costs {
    double ms[VIEW_COUNT][ACTION_COUNT];
};

static void note_costs(const struct samples *s, struct costs *c)
{
    *c = (struct costs){0};
    for (size_t i = 0; i < s->count; i++) {
        double *ms = &c->ms[s->rows[i].view][s->rows[i].action];
        *ms = s->rows[i].ms > *ms ? s->rows[i].ms : *ms;
    }
}

static void measure(const struct graph *g, const struct choice_of *of, struct costs *c)
{
    struct samples *s;

    printf("%zu nodes, %zu edges\n", graph_node_count(g), graph_edge_count(g));
    s = sweep(g, of);
    if (!s->count) {
        fprintf(stderr, "usage: bench_keys [VIEW [ACTION]]\n");
        exit(2);
    }
    print(s);
    note_costs(s, c);
    mem_free(s);
}

/* What seems to cost too much is measured again, alone: the least counts, since a frame that another
 * program disturbs says nothing. */
static double looks_again(const struct graph *g, size_t view, size_t action, double small, double looks)
{
    const struct choice_of of = {view_names[view], actions[action].name};

    for (int i = 0; i < AGAIN && looks > gate_looks; i++) {
        struct samples *s = sweep(g, &of);
        struct costs c;
        double again;
        note_costs(s, &c);
        again = (c.ms[view][action] - small) / look_ms(g);
        looks = again < looks ? again : looks;
        mem_free(s);
    }
    return looks;
}

int main(int argc, char **argv)
{
    static struct costs small, large;
    const struct choice_of of = {argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL};
    struct graph *few = big_graph(SMALL, 1), *many = big_graph(LARGE, 1);
    double worst = 0, look;
    size_t at_view = 0, at_action = 0;
    int over = 0;

    measure(few, &of, &small);
    measure(many, &of, &large);
    look = look_ms(many);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        for (size_t a = 0; a < ACTION_COUNT; a++) {
            double looks = (large.ms[v][a] - small.ms[v][a]) / look;
            if (looks > gate_looks)
                looks = looks_again(many, v, a, small.ms[v][a], looks);
            if (looks > gate_looks)
                printf("%s in %s costs %.1f looks more\n", actions[a].name, view_names[v], looks);
            over += looks > gate_looks;
            at_view = looks > worst ? v : at_view;
            at_action = looks > worst ? a : at_action;
            worst = looks > worst ? looks : worst;
        }
    }
    printf("a key costs at most %.1f looks at everything (%.2f ms) more in %d nodes than in %d (%s in "
           "%s), gate %.0f\n", worst, look, LARGE, SMALL, actions[at_action].name,
           view_names[at_view], gate_looks);
    graph_free(few);
    graph_free(many);
    return over ? 1 : 0;
}
