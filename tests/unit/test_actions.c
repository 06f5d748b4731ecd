/* SPDX-License-Identifier: MIT */
/* test_actions.c - every action in every view that has it: something is to be seen afterwards or is
 * said, and what undo is for comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advised.h"
#include "arena.h"
#include "attr.h"
#include "decisions.h"
#include "iam.h"
#include "importer.h"
#include "map_view.h"
#include "query.h"
#include "session.h"
#include "share.h"

/* The node is one that most actions have something to do with. */
static const struct {
    const char *open, *node;
} systems[] = {
    {"tests/sessions/waste.yaml", "Telemetry Processing"},
    {"sample:death-by-lambda", "death-by-lambda-prod-calculate"},
    {"tests/sessions/decided", "AdminShell"},
};

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {40, 120}};
enum { WIDEST = 120 };

struct opened {
    struct graph *graph;
    struct decisions *decisions;
};

static struct opened all[COUNT(systems)];

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++) {
        struct arena *arena = arena_new();
        struct import_options io = {.derive = iam_derive, .paths = &systems[i].open,
                                          .path_count = 1};
        all[i].decisions = decisions_new();
        all[i].graph = advised_import(&io, NULL, import_base(&io, arena).ptr, all[i].decisions);
        arena_free(arena);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++) {
        graph_free(all[i].graph);
        decisions_free(all[i].decisions);
    }
    return 0;
}

/* --- An explorer that begins again and again ------------------------------------------------------------ */

static struct explorer *opened(size_t system, size_t size)
{
    static const struct rule_options asked = {.today = {2026, 11, 1}};
    struct explorer_options o = {
        .kind = &term_memory, .mouse = true, .here = "/nowhere", .patient = true, .rules = &asked,
        .decisions = all[system].decisions,
        .term = {.depth = DEPTH_256, .rows = sizes[size].rows, .cols = sizes[size].cols, .sync_fd = -1},
    };
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, all[system].graph, &why);

    assert_non_null(x);
    explorer_settle(x);
    return x;
}

/* The view on the node, and nothing of what was done before. */
static struct explorer *begin(struct explorer *x, size_t system, size_t size, enum view_id view)
{
    node_id n;

    if (x->ending) {
        explorer_close(x);
        x = opened(system, size);
    }
    pick_close(x);
    x->prompt.kind = PROMPT_NONE;
    x->jump.on = false;
    x->letter_for = ACTION_NONE;
    while (x->undo.at)
        undo_step(x, -1);
    session_path_clear(x);
    session_search(x, STR_NONE, false);
    if (graph_match(x->graph, str_from(systems[system].node), &n, 1) != 1)
        fail_msg("%s has no node, or several, called %s", systems[system].open, systems[system].node);
    session_select(x, n);
    session_show_view(x, view);
    explorer_settle(x);
    buf_reset(&x->message);
    explorer_settle(x);
    return x;
}

/* All that somebody can see, with the colours. */
static void picture_of(struct explorer *x, struct buf *out)
{
    const struct canvas *c = term_memory_screen(explorer_term(x));
    int row, col;

    buf_reset(out);
    for (row = 0; row < c->rows; row++) {
        char line[WIDEST][4];
        for (col = 0; col < c->cols; col++) {
            const struct cell *cell = canvas_get(c, row, col);
            line[col][0] = (char)cell->glyph;
            line[col][1] = (char)(cell->glyph >> 8);
            line[col][2] = (char)cell->role;
            line[col][3] = (char)cell->flags;
        }
        buf_add(out, (struct str){line[0], (size_t)c->cols * sizeof *line});
    }
    term_memory_cursor(explorer_term(x), &row, &col);
    buf_printf(out, "%d:%d", row, col);
}

/* --- Something is seen --------------------------------------------------------------------------------- */

/* At an end there is nowhere to move to: the bell is enough. */
static bool is_move(enum action action)
{
    return action <= ACTION_SCROLL_RIGHT || action == ACTION_PATH_NEXT || action == ACTION_PATH_PREVIOUS;
}

/* What it asks for is there, as everybody sees: the view has the keys, the pane is this one. */
static bool is_there(enum action action, enum view_id view)
{
    static const struct {
        enum action action;
        enum view_id view;
    } rows[] = {
        {ACTION_VIEW_MAP, VIEW_MAP},       {ACTION_VIEW_INVENTORY, VIEW_INVENTORY},
        {ACTION_VIEW_DETAIL, VIEW_DETAIL}, {ACTION_VIEW_PATHS, VIEW_PATHS},
        {ACTION_VIEW_FINDINGS, VIEW_FINDINGS}, {ACTION_VIEW_BLAST, VIEW_BLAST},
        {ACTION_VIEW_CUT, VIEW_CUT},       {ACTION_VIEW_WHATIF, VIEW_WHATIF},
        {ACTION_VIEW_MATRIX, VIEW_MATRIX}, {ACTION_VIEW_OVERVIEW, VIEW_OVERVIEW},
        {ACTION_VIEW_TREE, VIEW_TREE},     {ACTION_VIEW_TABLE, VIEW_TABLE},
        {ACTION_VIEW_SOURCE, VIEW_SOURCE}, {ACTION_VIEW_TIME, VIEW_TIME},
        {ACTION_VIEW_MESSAGES, VIEW_MESSAGES}, {ACTION_PANE_1, VIEW_INVENTORY},
        {ACTION_PANE_2, VIEW_MAP},         {ACTION_PANE_3, VIEW_DETAIL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].action == action && rows[i].view == view)
            return true;
    }
    return false;
}

/* What a test cannot see here: it takes a place of the mouse, or is about the terminal. */
static bool is_unseen(enum action action)
{
    return action == ACTION_POINT || action == ACTION_POINT_OPEN || action == ACTION_PAN ||
           action == ACTION_REPAINT || action == ACTION_SUSPEND;
}

struct counts {
    size_t done, silent;
};

static struct explorer *check_seen(struct explorer *x, size_t system, size_t size, enum view_id view,
                                   enum action action, struct counts *counts)
{
    struct buf before = {0}, after = {0};
    unsigned answer;

    x = begin(x, system, size, view);
    picture_of(x, &before);
    answer = session_perform(x, action);
    if (!x->ending) {
        explorer_settle(x);
        picture_of(x, &after);
        if (str_eq(buf_str(&before), buf_str(&after)) &&
            (!is_move(action) || !(answer & ACT_HANDLED)) && !is_there(action, view)) {
            print_error("%s at %d columns: %s in %s does nothing and says nothing\n", systems[system].open,
                        sizes[size].cols, actions[action].name, view_names[view]);
            counts->silent++;
        }
    }
    counts->done++;
    buf_release(&before);
    buf_release(&after);
    return x;
}

static void test_something_is_seen(void **state)
{
    struct counts counts = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++) {
        for (size_t size = 0; size < COUNT(sizes); size++) {
            if (RANDOM_SHARE > 1 && (i + size) % 2) /* takes long: one size of each */
                continue;
            struct explorer *x = opened(i, size);
            for (size_t v = 0; v < VIEW_COUNT; v++) {
                for (size_t a = 1; a < ACTION_COUNT; a++) {
                    if (actions[a].views & 1u << v && !is_unseen((enum action)a))
                        x = check_seen(x, i, size, (enum view_id)v, (enum action)a, &counts);
                }
            }
            explorer_close(x);
        }
    }
    assert_true(counts.done > COUNT(systems) * (RANDOM_SHARE > 1 ? 1 : COUNT(sizes)) * VIEW_COUNT * 80);
    assert_int_equal(counts.silent, 0);
}

/* --- Undo ------------------------------------------------------------------------------------------------ */

/* What undo is for. */
struct kept {
    struct sight sight;
    struct work work;
    struct map_choices map;
    size_t trials;
};

static bool same_map(const struct map_choices *a, const struct map_choices *b)
{
    return a->layers == b->layers && a->arrangement == b->arrangement && a->frames == b->frames &&
           a->downward == b->downward && a->zoom == b->zoom && a->wide == b->wide &&
           a->no_minimap == b->no_minimap;
}

static bool is_as_kept(const struct explorer *x, const struct kept *k)
{
    return sight_same(&x->sight, &k->sight) && work_same(&x->work, &k->work) &&
           same_map(&x->map, &k->map) && x->trials.count == k->trials;
}

/* With a letter for those that wait for one. true: something was changed, and came back. */
static bool check_undone(struct explorer *x, enum view_id view, enum action action)
{
    struct kept before = {.work = work_copy(&x->work), .map = x->map, .trials = x->trials.count},
                after = {0};
    bool changed;

    sight_copy(&before.sight, &x->sight);
    session_perform(x, action);
    if (x->letter_for != ACTION_NONE)
        session_type(x, (struct key){'a', 0});
    changed = !x->ending && !is_as_kept(x, &before);
    if (changed) {
        after = (struct kept){.work = work_copy(&x->work), .map = x->map, .trials = x->trials.count};
        sight_copy(&after.sight, &x->sight);
        assert_true(undo_step(x, -1));
        if (!is_as_kept(x, &before))
            fail_msg("undo does not take back %s in %s: %s", actions[action].name, view_names[view],
                     x->message.ptr);
        if (!str_starts(buf_str(&x->message), STR("undone: ")) || x->message.len < 10)
            fail_msg("undo of %s in %s says: %s", actions[action].name, view_names[view], x->message.ptr);
        assert_true(undo_step(x, 1));
        if (!is_as_kept(x, &after))
            fail_msg("redo does not bring %s in %s again", actions[action].name, view_names[view]);
        sight_release(&after.sight);
        work_release(&after.work);
    }
    sight_release(&before.sight);
    work_release(&before.work);
    return changed;
}

/* What an action changes of marks, filters, folds and the like is there again after undo. */
static void test_undo_gives_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++) {
        struct explorer *x = opened(i, 0);
        size_t undone = 0;
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            for (size_t a = 1; a < ACTION_COUNT; a++) {
                if (!(actions[a].views & 1u << v) || a == ACTION_UNDO || a == ACTION_REDO ||
                    is_unseen((enum action)a))
                    continue;
                x = begin(x, i, 0, (enum view_id)v);
                undone += check_undone(x, (enum view_id)v, (enum action)a);
            }
        }
        assert_true(undone > 15 * VIEW_COUNT);
        explorer_close(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_something_is_seen),
        cmocka_unit_test(test_undo_gives_back),
    };
    return cmocka_run_group_tests_name("actions", tests, setup, teardown);
}
