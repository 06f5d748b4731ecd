/* SPDX-License-Identifier: MIT */
/* bench_keys.c - every key in every view: each bound action is pressed twice in each view on a system of
 * 1,000 and on one of 100,000 nodes, then undone; on the map with every zoom in every arrangement, in the
 * directions and colours in turn. Samples as in sweep.h, on a terminal of 160x48.
 * Prints the percentiles of all keys and the worst of them beside the goal, which depends on the machine.
 * Ends with 1 if a key costs more in the large system than in the small one by so many looks at all
 * of it: what it costs must depend on what is on the screen, and on nothing that grows but few looks.
 * bench_keys VIEW [ACTION]: these alone.
 */
#include <stdio.h>
#include <string.h>

#include "big_graph.h"
#include "map_view.h"
#include "sweep.h"

enum { PRESSES = 2, AGAIN = 3 };
enum { SMALL = 1000, LARGE = 100000 };
/* What a key costs more in the large system than in the small one, in looks at every node and edge of
 * the large one: keys that make a list anew look at all nodes, with their names or a filter. */
static const double gate_looks = 8;

/* Out of the program, or out of its hands. */
static bool is_way_out(enum action a)
{
    return a == ACTION_QUIT || a == ACTION_CLOSE || a == ACTION_SUSPEND || a == ACTION_EDIT;
}

static void restore(struct explorer *x, enum view_id view, node_id node, size_t undos,
                    struct samples *s)
{
    sweep_undo(x, undos, ACTION_UNDO, s);
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

/* To another view, where nothing depends on how the map is drawn. */
static bool leaves_view(enum action a)
{
    return strncmp(actions[a].name, "view-", 5) == 0 || strncmp(actions[a].name, "pane-", 5) == 0;
}

static void sweep_view(struct explorer *x, enum view_id view, const char *action, int presses,
                       node_id node, struct samples *s)
{
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        const struct binding *b;
        size_t undos = x->undo.at;
        b = keymap_for(&x->keys, view, (enum action)a);
        if (!b || is_way_out((enum action)a) || !(actions[a].views & 1u << view) ||
            !is_meant(action, actions[a].name) || (presses < PRESSES && leaves_view((enum action)a)))
            continue;
        for (int i = 0; i < presses; i++) {
            sweep_close_overlays(x);
            for (unsigned k = 0; k < b->count; k++)
                sweep_press(x, b->keys[k],
                            (struct sample){.view = view, .cause = (int)a, .press = i + 1}, s);
        }
        restore(x, view, node, undos, s);
    }
}

/* Every zoom, arrangement, direction and colour of the map, one of each at a time with the others in turn:
 * a choice of each of two lists meets each of the other. */
static void choose(struct explorer *x, int i)
{
    x->map.zoom = (enum zoom)(i % ZOOM_COUNT);
    x->map.arrangement = (enum visible_arrangement)(i / ZOOM_COUNT % VISIBLE_ARRANGEMENT_COUNT);
    x->map.downward = (enum choice)(i % 2 ? CHOICE_YES : CHOICE_NO);
    x->sight.colour = (enum colour_by)(i % COLOUR_BY_COUNT + i / ZOOM_COUNT) % COLOUR_BY_COUNT;
    x->shown++;
    explorer_settle(x);
}

static void sweep_map(struct explorer *x, const char *action, node_id node, struct samples *s)
{
    const struct map_choices before = x->map;

    for (int i = 0; i < ZOOM_COUNT * VISIBLE_ARRANGEMENT_COUNT; i++) {
        choose(x, i);
        sweep_view(x, VIEW_MAP, action, 1, node, s);
    }
    x->map = before;
    x->sight.colour = COLOUR_ZONE;
    x->shown++;
    explorer_settle(x);
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
        sweep_view(x, (enum view_id)v, of->action, PRESSES, node, s);
        if (v == VIEW_MAP)
            sweep_map(x, of->action, node, s);
    }
    explorer_close(x);
    return s;
}

static const char *name_of(int action)
{
    return actions[action].name;
}

static void samples_free(struct samples *s)
{
    mem_free(s->rows);
    mem_free(s);
}

/* The worst frame of each action in each view. */
struct costs {
    double ms[VIEW_COUNT][ACTION_COUNT];
};

static void note_costs(const struct samples *s, struct costs *c)
{
    *c = (struct costs){0};
    for (size_t i = 0; i < s->count; i++) {
        double *ms = &c->ms[s->rows[i].view][s->rows[i].cause];
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
    sweep_print(s, name_of, ACTION_COUNT);
    note_costs(s, c);
    samples_free(s);
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
        samples_free(s);
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
