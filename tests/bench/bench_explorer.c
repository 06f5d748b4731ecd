/* SPDX-License-Identifier: MIT */
/* bench_explorer.c - what a key costs in the explorer, from the key to the frame, on systems of 1,000 to
 * 100,000 nodes (five edges a node), view by view; the time from the graph to the first frame, and the
 * letters of a search; and what a change costs: hiding, an attacker's node, a line switched off, a
 * filter. Processor time on the memory terminal of 160x48, of the thread that has the screen; what others
 * work beside for a key, which the next key stops, stands behind it.
 * Prints the median, the 95th percentile and the worst beside the goals, which depend on the machine.
 * Ends with 1 if the median of a key grows with the graph: what a key costs must depend on what is on
 * the screen. A change may look at every node once; its 95th percentile must not grow by more. What is
 * worked beside for a key that changes nothing may be some looks at all of the graph.
 */
#include <stdio.h>

#include "attr.h"
#include "big_graph.h"
#include "opened.h"

enum { ROUNDS = 40, CHANGES = 3, SAMPLES_MAX = 4096 };
static const double goal_key_ms = 16, goal_search_ms = 30, goal_sample_ms = 50;
/* The median of 100,000 nodes by that of 1,000; below the floor nobody can measure, or feel, it. */
static const double gate_growth = 6, floor_ms = 0.5;
static const double gate_change = 30, floor_change_ms = 1;
static const double gate_looks = 8;

struct samples {
    double ms[SAMPLES_MAX], beside[SAMPLES_MAX];
    size_t count;
};

static double percentile(struct samples *s, int percent)
{
    return percentile_of(s->ms, s->count, percent);
}

static void press(struct explorer *x, struct key key, struct samples *s)
{
    double from = now_ms(CLOCK_THREAD_CPUTIME_ID), all = now_ms(CLOCK_PROCESS_CPUTIME_ID);

    push_key(x, key);
    explorer_settle(x);
    if (!s || s->count == SAMPLES_MAX)
        return;
    s->ms[s->count] = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
    s->beside[s->count] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - all - s->ms[s->count];
    s->count++;
}

/* One word of keys, as a session writes them; each key is one sample. */
static void type(struct explorer *x, const char *keys, struct samples *s)
{
    struct str text = str_from(keys);
    struct key key;
    for (size_t at = 0; at < text.len && key_parse(text, &at, &key);)
        press(x, key, s);
}

static const struct scene {
    const char *name, *enter, *round; /* enter is not measured: it asks the analyses */
    bool change;
} scenes[] = {
    {"map", "gm", "jlkhjl", false},
    {"inventory", "gi", "jjkj<PgDn><PgUp>", false},
    {"detail", "gd", "j)k(", false},
    {"tree", "gt", "jjkj", false},
    {"overview", "go", "jlkh", false},
    {"source", "gs", "jk", false},
    {"messages", "ge", "jk", false},
    {"table", "gl", "jjkj<PgDn><PgUp><End><Home>", false},
    {"help", "?", "jjk<PgDn><PgUp>", false},
    {"hide", "gm", "xu<C-r>u", true},
    {"hide-list", "gl", "xu", true},
    {"hide-all", "go", "xu", true},
    {"taken", "gm", "!!", true},
    {"off", "gm)", "xx", true},
    {"filter-set", "gm", "&kind:queue<Enter>&&", true},
    {"layer", "gm", "AA", true},
};

struct cost {
    double key, beside;
};

static struct cost measure_scene(const struct graph *g, const struct scene *scene)
{
    static struct samples s;
    struct explorer *x = open_at(g, false);
    double median, beside;

    s.count = 0;
    explorer_settle(x);
    type(x, scene->enter, NULL);
    for (int i = 0; i < (scene->change ? CHANGES : ROUNDS); i++)
        type(x, scene->round, &s);
    median = percentile(&s, 50);
    beside = percentile_of(s.beside, s.count, 50);
    printf("  %-10s key %8.3f ms median %8.3f ms 95%% %8.3f ms worst  (goal %.0f), beside %8.3f ms\n",
           scene->name, median, percentile(&s, 95), percentile(&s, 100), goal_key_ms, beside);
    explorer_close(x);
    return (struct cost){scene->change ? percentile(&s, 95) : median, scene->change ? 0 : beside};
}

static void measure_search(const struct graph *g, const char *name, const char *letters)
{
    static struct samples s;
    struct explorer *x = open_at(g, false);

    s.count = 0;
    explorer_settle(x);
    type(x, letters, &s);
    printf("  %-10s letter %5.3f ms median %8.3f ms 95%% %8.3f ms worst  (goal %.0f)\n", name,
           percentile(&s, 50), percentile(&s, 95), percentile(&s, 100), goal_search_ms);
    explorer_close(x);
}

/* The first frame is that of the thread that has the screen; all is what others find beside, too. */
static void measure_opening(const struct graph *g, const char *goal)
{
    double from = now_ms(CLOCK_THREAD_CPUTIME_ID), all = now_ms(CLOCK_PROCESS_CPUTIME_ID), first;
    struct explorer *x = open_at(g, false);

    explorer_frame(x);
    first = now_ms(CLOCK_THREAD_CPUTIME_ID) - from;
    explorer_settle(x);
    printf("  first frame %.1f ms%s, all that is worked out %.1f ms\n", first, goal,
           now_ms(CLOCK_PROCESS_CPUTIME_ID) - all);
    explorer_close(x);
}

int main(void)
{
    static const uint32_t sizes[] = {1000, 10000, 100000};
    struct cost first[COUNT(scenes)], last[COUNT(scenes)];
    double look = 1;
    int failed = 0;
    char goal[32];

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct graph *g = big_graph(sizes[i], 1);
        printf("%u nodes, %zu edges\n", sizes[i], graph_edge_count(g));
        snprintf(goal, sizeof goal, "  (goal for 1,000: %.0f)", 2 * goal_sample_ms);
        measure_opening(g, i ? "" : goal);
        for (size_t k = 0; k < COUNT(scenes); k++) {
            last[k] = measure_scene(g, &scenes[k]);
            if (i == 0)
                first[k] = last[k];
        }
        measure_search(g, "search", "/function 12");
        measure_search(g, "filter", "&kind:queue");
        look = look_ms(g);
        graph_free(g);
    }
    for (size_t k = 0; k < COUNT(scenes); k++) {
        double floor = scenes[k].change ? floor_change_ms : floor_ms;
        double gate = scenes[k].change ? gate_change : gate_growth;
        double growth = last[k].key / (first[k].key > floor ? first[k].key : floor);
        double looks = (last[k].beside - first[k].beside) / look;
        printf("%-10s 100,000 nodes cost %.1f times what 1,000 cost, gate %.0f; beside %.1f looks more, "
               "gate %.0f\n", scenes[k].name, growth, gate, looks, gate_looks);
        failed += growth > gate || looks > gate_looks;
    }
    return failed ? 1 : 0;
}
