/* SPDX-License-Identifier: MIT */
/* test_map_worker.c - pictures that take long are laid out beside the explorer: the old one stays, keys
 * work meanwhile, Esc stops it, nothing is left behind. No test waits for a clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "big_graph.h"
#include "explorer.h"
#include "graph.h"
#include "layout.h"
#include "map_view.h"
#include "session.h"
#include "share.h"
#include "term.h"

enum { NODES = 260, PLAIN_NODES = 140 }; /* so few are drawn without a focus */

/* The memory terminal, which types once a picture is being laid out. */
static struct {
    struct term_kind kind;
    uint32_t answer; /* the key; 0: none */
    int frames;      /* that said so */
    struct explorer *x;
    size_t shown;    /* by the map at that time */
} stage;

/* A tree: each calls a function and writes into a queue; and some more lines. */
static struct graph *system_of(int nodes)
{
    struct graph *g = graph_new();
    struct origin nowhere = {0};
    node_id internet = graph_node(g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
    node_id ids[NODES];

    for (int i = 0; i < nodes; i++) {
        char name[24];
        snprintf(name, sizeof name, "n%03d", i);
        ids[i] = graph_node(g, i % 2 ? NODE_FUNCTION : NODE_QUEUE, str_from(name), STR_NONE, nowhere);
        if (i > 4) /* so many lines take longer to draw than anybody waits */
            graph_edge(g, EDGE_INVOKES, ids[i * 7 % (i - 3)], ids[i], EVIDENCE_DECLARED, -1, nowhere);
        if (i > 0)
            graph_edge(g, i % 2 ? EDGE_TRIGGERS : EDGE_WRITES, ids[(i - 1) / 2], ids[i],
                       EVIDENCE_DECLARED, -1, nowhere);
    }
    graph_edge(g, EDGE_EXPOSES, internet, ids[0], EVIDENCE_DECLARED, -1, nowhere);
    graph_seal(g);
    return g;
}

static struct graph *system_of_many(void)
{
    return system_of(NODES);
}

static bool screen_says(const struct canvas *c, const char *what)
{
    struct buf text = {0};
    bool found;

    canvas_to_text(c, &text);
    found = str_find(buf_str(&text), str_from(what)) != STR_NPOS;
    buf_release(&text);
    return found;
}

static void show(struct term *t, const struct canvas *c, const struct style *styles, int row,
                 int col)
{
    term_memory.show(t, c, styles, row, col);
    if (!screen_says(c, "laying out..."))
        return;
    stage.frames++;
    stage.shown = stage.x ? map_shown(stage.x) : 0;
    if (stage.answer)
        term_memory_push(t, (struct term_event){.type = EVENT_KEY, .key = {stage.answer, 0}});
    stage.answer = 0;
}

static struct explorer *begin(const struct graph *g, uint32_t answer)
{
    struct explorer_options o = {.view = "map", .term = {.rows = 48, .cols = 160, .sync_fd = -1}};
    struct buf why = {0};

    stage.kind = term_memory;
    stage.kind.show = show;
    stage.answer = answer;
    stage.frames = 0;
    o.kind = &stage.kind;
    struct explorer *x = explorer_open(&o, g, &why);
    assert_non_null(x);
    stage.x = x;
    assert_true(explorer_settle(x));
    assert_int_equal(stage.frames, 0);
    buf_release(&why);
    return x;
}

/* The focus ends: all nodes are drawn. */
static bool draw_all(struct explorer *x)
{
    x->sight.hops_chosen = true;
    x->sight.hops = 0;
    x->shown++;
    return explorer_settle(x);
}

static void text_of(struct explorer *x, struct buf *out)
{
    canvas_to_text(term_memory_screen(explorer_term(x)), out);
}

static void the_new_picture_comes(void **state)
{
    struct graph *g = system_of_many();
    struct buf a = {0}, b = {0};

    (void)state;
    for (int run = 0; run < 2; run++) {
        struct explorer *x = begin(g, 0);
        size_t before = map_shown(x);
        assert_true(before < NODES);
        assert_true(draw_all(x));
        assert_int_equal(stage.frames, 1);
        assert_int_equal(stage.shown, before);
        assert_false(map_busy(x));
        assert_true(map_shown(x) > NODES - 20);
        assert_false(screen_says(term_memory_screen(explorer_term(x)), "laying out..."));
        text_of(x, run ? &b : &a);
        explorer_close(x);
    }
    assert_string_equal(a.ptr, b.ptr);
    buf_release(&a);
    buf_release(&b);
    graph_free(g);
}

static void esc_keeps_the_old_one(void **state)
{
    struct graph *g = system_of_many();
    struct explorer *x = begin(g, KEYCODE_ESC);
    size_t before = map_shown(x);

    (void)state;
    assert_true(draw_all(x));
    assert_int_equal(stage.frames, 1);
    assert_int_equal(map_shown(x), before);
    assert_true(screen_says(term_memory_screen(explorer_term(x)), "stopped: the map is the one before"));
    assert_true(explorer_settle(x)); /* and nobody begins again */
    assert_int_equal(stage.frames, 1);
    assert_false(map_busy(x));
    explorer_close(x);
    graph_free(g);
}

/* The choice that comes last counts. */
static void a_later_change_wins(void **state)
{
    struct graph *g = system_of_many();
    struct explorer *x = begin(g, 'd');
    struct layout_options before, after;

    (void)state;
    assert_true(map_options(x, &before));
    assert_true(draw_all(x));
    assert_true(stage.frames >= 1);
    assert_true(map_options(x, &after));
    assert_int_not_equal(before.direction, after.direction);
    assert_true(map_shown(x) > NODES - 20);
    explorer_close(x);
    graph_free(g);
}

static void leaving_does_not_wait(void **state)
{
    struct graph *g = system_of_many();
    struct explorer *x = begin(g, 'Q');

    (void)state;
    assert_false(draw_all(x));
    assert_int_equal(stage.frames, 1);
    explorer_close(x);
    graph_free(g);
}

/* Stopped before it began, the engine gives nothing; a copy gives the same picture. */
static void the_engine_can_be_stopped(void **state)
{
    struct layout_node nodes[3] = {{.name = STR("a"), .cluster = -1},
                                   {.name = STR("b"), .cluster = -1},
                                   {.name = STR("c"), .cluster = -1}};
    struct layout_edge edges[2] = {{.from = 0, .to = 1, .role = ROLE_EDGE},
                                   {.from = 1, .to = 2, .role = ROLE_EDGE}};
    struct layout_input in = {.nodes = nodes, .edges = edges, .node_count = 3, .edge_count = 2};
    struct arena *arena = arena_new();
    struct layout_input copy = layout_input_copy(&in, arena);
    struct layout_options o;
    struct layout_result r;
    struct buf a = {0}, b = {0};
    atomic_bool stop = true;

    (void)state;
    layout_fit(&in, 20, 40, false, NULL, &o, &r);
    canvas_to_text(&r.canvas, &a);
    layout_result_release(&r);
    nodes[1].name = STR("other");
    layout_fit(&copy, 20, 40, false, NULL, &o, &r);
    assert_false(r.stopped);
    canvas_to_text(&r.canvas, &b);
    assert_string_equal(a.ptr, b.ptr);
    layout_result_release(&r);
    copy.stop = &stop;
    layout_fit(&copy, 20, 40, false, NULL, &o, &r);
    assert_true(r.stopped);
    assert_int_equal(r.canvas.rows, 0);
    layout_result_release(&r);
    buf_release(&a);
    buf_release(&b);
    arena_free(arena);
}

/* A hundred boxes with all their lines: the first picture takes long, too. */
static void the_first_picture_comes_later(void **state)
{
    struct explorer_options o = {.view = "map", .term = {.rows = 48, .cols = 160, .sync_fd = -1}};
    struct graph *g = system_of(140);
    struct buf why = {0};

    (void)state;
    o.kind = &term_memory;
    for (int run = 0; run < 2; run++) {
        struct layout_options drawn;
        struct explorer *x = explorer_open(&o, g, &why);
        assert_non_null(x);
        stage.x = x;
        assert_true(map_busy(x));
        assert_null(map_visible(x));
        assert_int_equal(map_shown(x), 0);
        if (run)
            term_memory_push(explorer_term(x),
                             (struct term_event){.type = EVENT_KEY, .key = {KEYCODE_ESC, 0}});
        assert_true(explorer_settle(x));
        assert_false(map_busy(x));
        assert_true(map_shown(x) >= 140);
        assert_true(map_options(x, &drawn));
        assert_int_equal(screen_says(term_memory_screen(explorer_term(x)), "stopped: a plainer map"),
                         run == 1);
        assert_int_equal(drawn.frames, false);
        assert_true(run || visible_box(map_visible(x), x->at.node) != VISIBLE_NONE);
        explorer_close(x);
    }
    buf_release(&why);
    graph_free(g);
}

static void type(struct explorer *x, uint32_t code)
{
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {code, 0}});
}

/* Some dozens of boxes with many lines take longer than a key may: the old picture stands while they are
 * laid out, and the keys of that time are answered on it. */
static void keys_are_answered_meanwhile(void **state)
{
    static const uint32_t widest[] = {'3', '4', '5'}; /* the widest takes seconds */
    struct graph *g = big_graph(1000, 1);

    (void)state;
    size_t count = getenv("FAASMAP_LONG") ? COUNT(widest) : RANDOM_SHARE > 1 ? 1 : 2;
    for (size_t i = 0; i < count; i++) {
        struct explorer *x = begin(g, 0);
        size_t before = map_shown(x);
        int moved = 0;
        type(x, widest[i]);
        assert_true(explorer_frame(x));
        assert_true(map_busy(x));
        assert_int_equal(map_shown(x), before);
        for (const char *key = "jlkh"; *key; key++)
            type(x, (uint32_t)*key);
        for (int k = 0; k < 4 && map_busy(x); k++) {
            node_id from = x->at.node;
            assert_true(explorer_frame(x));
            moved += x->at.node != from;
        }
        assert_true(moved > 0 || !map_busy(x));
        assert_true(explorer_settle(x));
        assert_false(map_busy(x));
        assert_true(map_shown(x) > before);
        explorer_close(x);
    }
    graph_free(g);
}

/* What is written down is the picture, also where the first command asks for it. */
static void a_script_writes_the_picture(void **state)
{
    struct explorer_options o = {.view = "map", .term = {.rows = 48, .cols = 160, .sync_fd = -1}};
    struct graph *g = system_of(PLAIN_NODES);
    char path[] = "/tmp/faasmap-picture-XXXXXX", command[64], text[4096] = {0};
    struct buf out = {0}, why = {0};
    int fd = mkstemp(path);
    FILE *f;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    snprintf(command, sizeof command, "export text %s\n", path);
    assert_int_equal(explorer_script(&o, g, str_from(command), &out, &why), 0);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    unlink(path);
    assert_null(strstr(text, "laying out..."));
    assert_non_null(strstr(text, "n0")); /* of many names */
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
}

/* A chain of functions, and a region that holds nothing. */
static struct graph *system_with_a_region(void)
{
    const struct origin nowhere = {0};
    struct graph *g = graph_new();
    node_id before = 0;

    graph_node(g, NODE_BOUNDARY, STR("region"), STR("region"), nowhere);
    for (int i = 0; i < 20; i++) {
        char name[24];
        snprintf(name, sizeof name, "f%02d", i);
        node_id n = graph_node(g, NODE_FUNCTION, str_from(name), STR_NONE, nowhere);
        if (before)
            graph_edge(g, EDGE_INVOKES, before, n, EVIDENCE_DECLARED, -1, nowhere);
        before = n;
    }
    graph_seal(g);
    return g;
}

/* Whatever is selected where only what is near the focus is shown: the focus goes there once and comes to rest,
 * also where it has no box. */
static void the_focus_comes_to_rest(void **state)
{
    const struct explorer_options o = {.kind = &term_memory, .view = "map", .beside = true,
                                       .term = {.rows = 48, .cols = 160, .sync_fd = -1}};
    struct graph *g = system_with_a_region();
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);
    struct str bad;

    (void)state;
    assert_non_null(x);
    assert_true(visible_layers_parse(STR("flow,identity,infrastructure"), &x->map.layers, &bad));
    x->sight.hops_chosen = true;
    x->sight.hops = 1;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        int frames = 0;
        session_select(x, n);
        term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_REPAINT});
        while (frames < 100 && explorer_frame(x))
            frames++;
        if (frames > 20)
            fail_msg("%s", graph_node_at(g, n)->id.ptr);
    }
    explorer_close(x);
    graph_free(g);
}

/* Which view comes first depends on the boxes that there are, not on when their picture is ready. */
static void many_boxes_begin_with_the_overview(void **state)
{
    static const struct {
        int nodes;
        enum view_id view;
    } rows[] = {{20, VIEW_MAP}, {PLAIN_NODES, VIEW_OVERVIEW}, {NODES, VIEW_OVERVIEW}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows) * 2; i++) {
        const struct explorer_options o = {.kind = &term_memory, .beside = i % 2,
                                           .term = {.rows = 48, .cols = 160, .sync_fd = -1}};
        struct graph *g = system_of(rows[i / 2].nodes);
        struct buf why = {0};
        struct explorer *x = explorer_open(&o, g, &why);
        assert_non_null(x);
        assert_int_equal(x->main, rows[i / 2].view);
        assert_true(explorer_settle(x));
        assert_int_equal(x->main, rows[i / 2].view);
        explorer_close(x);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_can_be_stopped), cmocka_unit_test(the_new_picture_comes),
        cmocka_unit_test(esc_keeps_the_old_one),     cmocka_unit_test(a_later_change_wins),
        cmocka_unit_test(leaving_does_not_wait),     cmocka_unit_test(the_first_picture_comes_later),
        cmocka_unit_test(keys_are_answered_meanwhile),
        cmocka_unit_test(a_script_writes_the_picture), cmocka_unit_test(the_focus_comes_to_rest),
        cmocka_unit_test(many_boxes_begin_with_the_overview),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
