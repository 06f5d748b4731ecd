/* SPDX-License-Identifier: MIT */
/* bench_keys.c - every key in every view: each bound action is pressed twice in each view on a system of
 * 1,000 and on one of 100,000 nodes, then undone. A sample is what the thread that has the screen does
 * for one event, from the event to its frame: a key, or work beside that has ended and is shown. Waiting
 * for such work is no part of it, for nobody has to wait. Processor time on the memory terminal, 160x48.
 * Prints the percentiles of all keys and the worst of them beside the goal, which depends on the machine.
 * Ends with 1 if a key costs much more in the large system than in the small one: what it costs must
 * depend on what is on the screen, and on nothing that grows but a cheap look at every node.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attr.h"
#include "big_graph.h"
#include "command.h"
#include "mem.h"
#include "session.h"

enum { ROWS = 48, COLS = 160, PRESSES = 2, WORST = 30, EVENTS_MAX = 1000 };
enum { SMALL = 1000, LARGE = 100000 };
static const double goal_key_ms = 16;
/* No key may cost more than one look at everything; below the floor nobody can measure it. */
static const double gate_growth = (double)LARGE / SMALL, floor_ms = 1;

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

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_cost(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;
    return (x->ms < y->ms) - (x->ms > y->ms);
}

static struct explorer *open_at(const struct graph *g)
{
    static const struct rule_options judged = {.today = {2026, 11, 1}};
    static const struct explorer_options options = {.kind = &term_memory,
                                                    .rules = &judged,
                                                    .term = {.rows = ROWS, .cols = COLS}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);

    if (!x) {
        fprintf(stderr, "bench: %s\n", why.ptr);
        exit(2);
    }
    explorer_settle(x);
    return x;
}

/* One event after the other until nothing comes any more. */
static void pump(struct explorer *x, struct sample about, struct samples *s)
{
    for (int i = 0; i < EVENTS_MAX; i++) {
        double from = now_ms();
        if (!explorer_frame(x))
            return;
        about.ms = now_ms() - from;
        about.later = i > 0;
        if (s && s->count < SAMPLES_MAX)
            s->rows[s->count++] = about;
    }
}

static void press(struct explorer *x, struct key key, struct sample about, struct samples *s)
{
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = key,
                                                           .row = ROWS / 2, .col = COLS / 2});
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

static void sweep_view(struct explorer *x, enum view_id view, node_id node, struct samples *s)
{
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        const struct binding *b;
        size_t undos = x->undo.at;
        b = keymap_for(&x->keys, view, (enum action)a);
        if (!b || is_way_out((enum action)a) || !(actions[a].views & 1u << view))
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

static struct samples *sweep(const struct graph *g)
{
    struct samples *s = mem_zalloc(1, sizeof *s);
    struct explorer *x = open_at(g);
    node_id node = some_function(g);

    for (size_t v = 0; v < VIEW_COUNT; v++) {
        session_select(x, node);
        session_show_view(x, (enum view_id)v);
        explorer_settle(x); /* what it costs to look at a view first is one of the keys g. */
        sweep_view(x, (enum view_id)v, node, s);
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

static void measure(uint32_t nodes, struct costs *c)
{
    struct graph *g = big_graph(nodes, 1);
    struct samples *s;

    printf("%u nodes, %zu edges\n", nodes, graph_edge_count(g));
    s = sweep(g);
    print(s);
    for (size_t i = 0; i < s->count; i++) {
        double *ms = &c->ms[s->rows[i].view][s->rows[i].action];
        *ms = s->rows[i].ms > *ms ? s->rows[i].ms : *ms;
    }
    mem_free(s);
    graph_free(g);
}

int main(void)
{
    static struct costs small, large;
    double worst = 0;
    size_t at = 0;
    int over = 0;

    measure(SMALL, &small);
    measure(LARGE, &large);
    for (size_t i = 0; i < (size_t)VIEW_COUNT * ACTION_COUNT; i++) {
        double base = small.ms[i / ACTION_COUNT][i % ACTION_COUNT];
        double growth = large.ms[i / ACTION_COUNT][i % ACTION_COUNT] /
                        (base > floor_ms ? base : floor_ms);
        over += growth > gate_growth;
        at = growth > worst ? i : at;
        worst = growth > worst ? growth : worst;
    }
    printf("%d nodes cost at most %.1f times what %d cost (%s in %s), gate %.0f\n", LARGE, worst,
           SMALL, actions[at % ACTION_COUNT].name, view_names[at / ACTION_COUNT], gate_growth);
    return over ? 1 : 0;
}
