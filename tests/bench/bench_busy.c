/* SPDX-License-Identifier: MIT */
/* bench_busy.c - keys at the worst times: while the system is read again or written to a file, letters on
 * all that is there, filters that walk the graph, searches that nothing or everything fits. On systems of
 * 1,000 and of 50,000 nodes; a sample is what the thread that has the screen does for one event, from the
 * event to its frame. Processor time on the memory terminal of 160x48. What is read or written beside is
 * not over before all keys of its scene were answered, for that terminal gives keys first.
 * Prints the worst key of each scene, and the worst end of work beside, beside the goal, which depends on
 * the machine.
 * Ends with 1 if one costs more in the large system than in the small one by so many looks at all of it.
 * bench_busy SCENE: this alone.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attr.h"
#include "big_graph.h"
#include "mem.h"
#include "opened.h"

enum { SMALL = 1000, LARGE = 50000, AGAIN = 3 };
static const double goal_key_ms = 16;

static const struct scene {
    const char *name, *enter; /* enter is not measured */
    const char *keys;
    double gate_looks, gate_end_looks; /* of a key; of the end of work */
} scenes[] = {
    {"reload-map", "gm", "Rjlkhjlkh/n00<Esc>gojkgl<PgDn><PgDn>", 8, 8},
    {"reload-table", "gl", "Rjj<PgDn><End><Home>&kind:queue<Enter>&&", 8, 8},
    {"export", "gl", ":export /tmp/faasmap-bench-busy.json<Enter>jj<PgDn><End><Home>gmjlkh", 8, 8},
    {"jump-map", "gm", "f<Esc>f<Esc>", 8, 8},
    {"jump-table", "gl", "f<Esc>f<Esc>", 8, 8},
    {"jump-inventory", "gi", "f<Esc>f<Esc>", 8, 8},
    {"jump-tree", "gt", "f<Esc>f<Esc>", 8, 8},
    {"filter-reach", "gl", "&reach:internet<Enter>&&", 8, 8},
    {"filter-deg", "gl", "&deg>8 !in<3 out>2<Enter>&&", 8, 8},
    {"filter-path", "gl", "&path(n0000001,n0000700)<Enter>&&", 8, 8},
    {"filter-near", "gl", "&near(n0000001,9)<Enter>&&", 8, 8},
    {"filter-down", "gl", "&down(n0000001,9)|up(n0000002,9)<Enter>&&", 8, 8},
    {"filter-loop", "gl", "&loop !orphan<Enter>&&", 8, 8},
    {"filter-map", "gm", "&path(n0000001,n0000700)<Enter>&&", 8, 8},
    {"search-all", "gl", "/n0<Enter>nnNN", 8, 8},
    {"search-none", "gl", "/n0000000000000<Enter>nN", 8, 8},
    {"search-regex", "gl", "/name~.*0.*0.*0.*7$<Enter>nN", 16, 8},
    {"search-nested", "gl", "/name~\"((((0*)*)*)*)*(1*2*3*)*x\"<Enter>nN", 16, 8},
    {"search-long", "gl", "/name~\"(.?){9}[0-9]{1,90}x|(.*0){9}z\"<Enter>nN", 16, 8},
    {"search-map", "gm", "/name=*0*0*0*7<Enter>nN", 16, 8},
};

struct worst {
    double key, end;
    size_t keys;
};

/* The same system with a node more, as if a line had been added to its files. */
static void load(void *arg, const char *path, const atomic_bool *stop, struct loaded *out)
{
    const uint32_t *nodes = arg;

    (void)path;
    (void)stop;
    *out = (struct loaded){.arena = arena_new(), .graph = big_graph(*nodes + 1, 1)};
}

/* Keys first, then what they began, until nothing comes any more. */
static void pump(struct explorer *x, struct worst *w)
{
    for (size_t events = 0;; events++) {
        double from = now_ms(CLOCK_THREAD_CPUTIME_ID), took, *which;
        if (!explorer_frame(x))
            return;
        took = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
        which = events < w->keys ? &w->key : &w->end;
        *which = took > *which ? took : *which;
    }
}

static size_t push(struct explorer *x, const char *keys)
{
    struct str text = str_from(keys);
    struct key key;
    size_t count = 0;

    for (size_t at = 0; at < text.len && key_parse(text, &at, &key); count++)
        push_key(x, key);
    return count;
}

static struct worst measure(const struct graph *g, uint32_t nodes, const struct scene *s)
{
    struct loader loader = {load, &nodes};
    const struct explorer_options options = {.loader = &loader};
    struct explorer *x = open_with(g, &options);
    struct worst w = {0};

    explorer_settle(x);
    push(x, s->enter);
    explorer_settle(x);
    w.keys = push(x, s->keys);
    pump(x, &w);
    explorer_close(x);
    unlink("/tmp/faasmap-bench-busy.json");
    return w;
}

/* The least of some, since a frame that another program disturbs says nothing. */
static struct worst least(const struct graph *g, uint32_t nodes, const struct scene *s)
{
    struct worst best = measure(g, nodes, s);

    for (int i = 1; i < AGAIN; i++) {
        struct worst w = measure(g, nodes, s);
        best.key = w.key < best.key ? w.key : best.key;
        best.end = w.end < best.end ? w.end : best.end;
    }
    return best;
}

static bool is_over(const struct scene *s, const struct graph *few, const struct graph *many)
{
    struct worst small = least(few, SMALL, s), large = least(many, LARGE, s);
    double look = look_ms(many);
    double key = (large.key - small.key) / look, end = (large.end - small.end) / look;
    bool over = key > s->gate_looks || end > s->gate_end_looks;

    printf("  %-14s key %8.3f ms, %8.3f ms in the large one, %6.1f looks more, gate %.0f; "
           "end of work %8.3f, %8.3f ms, %6.1f looks more, gate %.0f%s\n",
           s->name, small.key, large.key, key, s->gate_looks, small.end, large.end, end,
           s->gate_end_looks, over ? "  OVER" : "");
    return over;
}

int main(int argc, char **argv)
{
    struct graph *few = big_graph(SMALL, 1), *many = big_graph(LARGE, 1);
    int over = 0;

    printf("%d and %d nodes, worst of a scene (goal %.0f ms)\n", SMALL, LARGE, goal_key_ms);
    for (size_t i = 0; i < COUNT(scenes); i++)
        if (argc < 2 || strcmp(argv[1], scenes[i].name) == 0)
            over += is_over(&scenes[i], few, many);
    graph_free(few);
    graph_free(many);
    return over ? 1 : 0;
}
