/* SPDX-License-Identifier: MIT */
/* Questions to the analyses in a system so large that a thread answers them: keys go on meanwhile, the
 * answer is that of the last question, Esc and changes stop it, and scripts wait for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "big_graph.h"
#include "blast.h"
#include "command.h"
#include "graph_yaml.h"
#include "matrix.h"
#include "mem.h"
#include "query.h"
#include "replace.h"
#include "report.h"
#include "session.h"

enum { NODES = 2000, MANY = 10000 };

static const struct rule_options rules_of_today = {.today = {2026, 11, 1}};

static int setup(void **state)
{
    *state = big_graph(NODES, 3);
    return 0;
}

static int teardown(void **state)
{
    graph_free(*state);
    return 0;
}

static struct explorer *open_big(const struct graph *g)
{
    static const struct explorer_options options = {.kind = &term_memory,
                                                    .rules = &rules_of_today,
                                                    .term = {.rows = 40, .cols = 120}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);

    assert_non_null(x);
    assert_true(explorer_settle(x));
    return x;
}

static void type(struct explorer *x, const char *keys)
{
    struct str text = str_from(keys);
    struct key key;

    for (size_t at = 0; at < text.len;) {
        assert_true(key_parse(text, &at, &key));
        term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = key});
    }
}

/* Only the keys that wait there: no answer is taken. */
static void frames(struct explorer *x, size_t count)
{
    while (count--)
        assert_true(explorer_frame(x));
}

static bool on_screen(struct explorer *x, const char *text)
{
    struct buf all = {0};
    bool found;

    canvas_to_text(term_memory_screen(explorer_term(x)), &all);
    found = str_find(buf_str(&all), str_from(text)) != STR_NPOS;
    buf_release(&all);
    return found;
}

/* One that taking over code alone reaches: what input reaches is known without a search. */
static node_id beyond_input(const struct explorer *x)
{
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    const struct path_question q = {.seat = &seat, .mode = MODE_STRICT, .auth = AUTH_VIEW_WORST};
    struct path_answer *a = paths_from(x->graph, &q);
    node_id found = 0;

    for (size_t i = 0; i < path_answer_count(a) && !found; i++) {
        if (!exposure_reach(x->exposure, path_answer_at(a, i)->node).reached)
            found = path_answer_at(a, i)->node;
    }
    path_answer_free(a);
    assert_true(found != 0);
    return found;
}

static void test_path(void **state)
{
    struct explorer *x = open_big(*state);
    node_id n = beyond_input(x);

    session_select(x, n);
    type(x, "pj");
    frames(x, 2);
    assert_true(inquiry_busy(x, INQUIRY_WAY));
    assert_false(x->path.on);
    assert_true(on_screen(x, "looking for a path"));
    assert_true(explorer_settle(x));
    assert_true(x->path.on);
    assert_int_equal(x->path.path.target, n); /* of the question, wherever the cursor is by now */
    assert_true(on_screen(x, "taking over code"));
    explorer_close(x);
}

/* Esc, another question, and a change on paper: none of them leaves the old answer. */
static void test_path_stopped(void **state)
{
    struct explorer *x = open_big(*state);
    node_id n = beyond_input(x);

    session_select(x, n);
    type(x, "p<Esc>");
    assert_true(explorer_settle(x));
    assert_false(x->path.on);
    assert_true(on_screen(x, "stopped"));

    type(x, "p");
    frames(x, 1);
    session_path_asked(x, graph_internet(x->graph), false);
    assert_true(explorer_settle(x));
    assert_false(x->path.on);
    assert_true(on_screen(x, "stands in the internet"));

    session_select(x, n);
    type(x, "p!");
    frames(x, 2);
    assert_false(inquiry_busy(x, INQUIRY_WAY));
    assert_true(explorer_settle(x));
    assert_false(x->path.on);

    session_path_asked(x, n, false);
    assert_true(explorer_settle(x));
    assert_true(x->path.on);
    assert_int_equal(x->path.path.hop_count, 0); /* it is in the attacker's hands now */
    explorer_close(x);
}

static void test_path_while_reach_is_found(void **state)
{
    struct explorer *x = open_big(*state);
    edge_id first, end;
    node_id door;

    graph_edges_of(x->graph, EDGE_EXPOSES, &first, &end);
    door = graph_edge_at(x->graph, first)->to;
    assert_true(exposure_reach(x->exposure, door).reached);
    session_trial(x, (struct trial){.kind = TRIAL_OFF, .edge = first});
    assert_true(inquiry_busy(x, INQUIRY_REACH)); /* x->exposure still says that it is reached */
    session_path_asked(x, door, false);
    assert_true(explorer_settle(x));
    for (size_t i = 0; x->path.on && i < x->path.path.hop_count; i++)
        assert_int_not_equal(x->path.path.hops[i]->edge, first);
    explorer_close(x);
}

static void test_findings(void **state)
{
    struct explorer *x = open_big(*state);
    unsigned shown;

    findings_free(x->findings); /* of a system of this size they were asked when it was opened */
    x->findings = NULL;
    sight_sets_free(x->sight_sets);
    x->sight_sets = sight_sets_new(x);
    shown = x->shown;
    sight_colour(x, COLOUR_FINDING);
    assert_null(x->findings);
    assert_true(inquiry_busy(x, INQUIRY_FINDINGS));
    type(x, "gf");
    frames(x, 2);
    assert_true(on_screen(x, "asking the rules"));
    assert_true(explorer_settle(x));
    assert_non_null(x->findings);
    assert_true(x->shown > shown + 1); /* colours and filters hear of it */
    assert_false(on_screen(x, "asking the rules"));
    assert_true(on_screen(x, "rules asked"));
    explorer_close(x);
}

/* The question marks of a table that was opened before anybody asked for findings. */
static void test_table_says_why(void **state)
{
    struct explorer *x = open_big(*state);

    type(x, "gl");
    assert_true(explorer_settle(x));
    assert_null(x->findings);
    assert_true(on_screen(x, "findings ? not looked for yet, key gf"));
    type(x, "gfgl");
    assert_true(explorer_settle(x));
    assert_non_null(x->findings);
    assert_false(on_screen(x, "not looked for yet"));
    explorer_close(x);
}

/* Counts of five figures: the titles stand below each other. */
static void test_many_findings(void **state)
{
    struct buf text = {0};
    struct graph *g;
    struct explorer *x;

    (void)state;
    buf_puts(&text, "faasmap: 1\nname: s\nnodes:\n"
                    "  - {id: i, kind: actor, name: internet, zone: internet}\n"
                    "  - {id: k, kind: route, name: keyed}\n");
    for (int i = 0; i < MANY; i++)
        buf_printf(&text, "  - {id: r%d, kind: route, name: r%d}\n", i, i);
    buf_puts(&text, "edges:\n  - {kind: exposes, from: i, to: k, auth: apikey}\n");
    for (int i = 0; i < MANY; i++)
        buf_printf(&text, "  - {kind: exposes, from: i, to: r%d, auth: none}\n", i);
    g = graph_of_yaml(text.ptr);
    x = open_big(g);
    type(x, "gf");
    assert_true(explorer_settle(x));
    assert_true(on_screen(x, " medium  10000  Unauthenticated route"));
    assert_true(on_screen(x, " medium      1  API key used as the only"));
    explorer_close(x);
    graph_free(g);
    buf_release(&text);
}

/* The lists of the views that ask. */
static void test_views(void **state)
{
    static const struct {
        const char *keys, *meanwhile, *then;
        enum inquiry q;
    } rows[] = {
        {"gp", "searching...", "by anyone: state, hops", INQUIRY_PATHS},
        {"gb", "searching...", "What falls with it", INQUIRY_BLAST},
        {"gc", "searching...", "The cheapest changes", INQUIRY_CUT},
    };
    struct explorer *x = open_big(*state);

    session_select(x, beyond_input(x));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        type(x, rows[i].keys);
        frames(x, 2);
        assert_true(inquiry_busy(x, rows[i].q));
        assert_true(on_screen(x, rows[i].meanwhile));
        type(x, "<Esc>");
        assert_true(explorer_settle(x));
        assert_true(on_screen(x, "looks again"));
        type(x, rows[i].keys);
        assert_true(explorer_settle(x));
        assert_true(on_screen(x, rows[i].then));
    }
    explorer_close(x);
}

/* The matrices: turned away from while they are counted, they are there when one comes back; what a
 * filter leaves is counted anew, and the old counts stand until then. */
static void test_matrix(void **state)
{
    struct explorer *x = open_big(*state);
    const struct matrix *m = x->views[VIEW_MATRIX];
    const struct zone_matrix *z;
    size_t all;

    type(x, "gx");
    frames(x, 2);
    assert_true(inquiry_busy(x, INQUIRY_RIGHTS));
    assert_true(on_screen(x, "counting..."));
    assert_true(explorer_settle(x));
    assert_true(on_screen(x, "No identity is given any rights"));
    type(x, "%");
    frames(x, 1);
    assert_true(inquiry_busy(x, INQUIRY_ZONES));
    type(x, "%");
    assert_true(explorer_settle(x));
    assert_non_null(m->z);
    type(x, "%");
    frames(x, 1);
    assert_true(on_screen(x, "zones"));
    z = m->z;
    all = z->edge_count;

    assert_true(sight_filter_set(x, VIEW_MATRIX, STR("kind:queue")));
    assert_true(inquiry_busy(x, INQUIRY_ZONES) || m->z == z);
    type(x, "j");
    frames(x, 1);
    assert_true(inquiry_busy(x, INQUIRY_ZONES));
    assert_ptr_equal(m->z, z);
    assert_true(explorer_settle(x));
    assert_true(m->z->edge_count < all);
    assert_true(sight_filter_set(x, VIEW_MATRIX, STR("")));
    assert_true(explorer_settle(x));
    assert_int_equal(m->z->edge_count, all);
    explorer_close(x);
}

static size_t passing(const struct explorer *x)
{
    size_t count = 0;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++)
        count += sight_shows(x, VIEW_TABLE, n);
    return count;
}

/* A filter is asked again when what it asks for has changed, and only then. */
static void test_filter_kept(void **state)
{
    struct explorer *x = open_big(*state);
    uint64_t stamp;
    size_t reached;
    edge_id first, end;

    assert_true(sight_filter_set(x, VIEW_TABLE, STR("reach:internet")));
    reached = passing(x);
    stamp = sight_stamp(x, VIEW_TABLE);
    assert_true(reached > 1 && reached < graph_node_count(x->graph));
    session_theme_next(x); /* what is shown changes, the answer does not */
    sight_colour(x, COLOUR_KIND);
    assert_true(explorer_settle(x));
    assert_true(sight_stamp(x, VIEW_TABLE) == stamp);
    graph_edges_of(x->graph, EDGE_EXPOSES, &first, &end);
    for (edge_id e = first; e < end; e++)
        session_trial_put(x, (struct trial){.kind = TRIAL_OFF, .edge = e});
    session_renew(x);
    assert_true(explorer_settle(x));
    assert_true(sight_stamp(x, VIEW_TABLE) != stamp);
    assert_true(passing(x) < reached);

    assert_true(sight_filter_set(x, VIEW_TABLE, STR("mark:yes")));
    assert_int_equal(passing(x), 0);
    work_mark(x, 5, true);
    assert_true(sight_filter_set(x, VIEW_TABLE, STR("kind:queue")));
    stamp = sight_stamp(x, VIEW_TABLE);
    assert_true(undo_step(x, -1)); /* the answer of before the mark is of no use */
    assert_int_equal(passing(x), 1);
    assert_true(undo_step(x, 1));
    assert_true(sight_stamp(x, VIEW_TABLE) != stamp || passing(x) > 1);
    explorer_close(x);
}

static void test_figures(void **state)
{
    struct explorer *x = open_big(*state);
    struct buf want = {0};

    session_select(x, beyond_input(x));
    type(x, "!");
    frames(x, 1);
    assert_true(on_screen(x, "taken over; X lists"));
    assert_true(explorer_settle(x));
    assert_true(x->trials.counted);
    buf_printf(&want, "taken over: anyone reaches %zu (was %zu)", x->trials.now.reached,
               x->trials.before.reached);
    assert_true(on_screen(x, want.ptr));
    type(x, "!j"); /* something else is done before they come: nothing is said over it */
    assert_true(explorer_settle(x));
    assert_false(on_screen(x, "anyone reaches"));
    assert_int_equal(x->trials.now.reached, x->trials.before.reached);
    buf_release(&want);
    explorer_close(x);
}

/* Nobody is at the keys: the next command finds the answer. */
static void test_script(void **state)
{
    static const struct explorer_options options = {.rules = &rules_of_today,
                                                    .term = {.rows = 40, .cols = 120}};
    struct explorer *x = open_big(*state);
    struct buf script = {0}, out = {0}, why = {0};
    struct str name = session_name(x, beyond_input(x));

    buf_printf(&script, "path %.*s\nkeys ss\nscreen\n", (int)name.len, name.ptr);
    assert_int_equal(explorer_script(&options, *state, buf_str(&script), &out, &why), 0);
    assert_true(str_find(buf_str(&out), STR("hop 2 of ")) != STR_NPOS);
    buf_reset(&script);
    buf_puts(&script, "path internet\nscreen\n");
    assert_int_equal(explorer_script(&options, *state, buf_str(&script), &out, &why), 2);
    buf_release(&script);
    buf_release(&out);
    buf_release(&why);
    explorer_close(x);
}

static void export_report(struct explorer *x, const char *path)
{
    char keys[128];

    snprintf(keys, sizeof keys, ":export<Space>md<Space>%s<Enter>", path);
    type(x, keys);
}

/* The report has what the rules find: it is written when they have answered, and not if they are stopped. */
static void test_export(void **state)
{
    struct explorer *x = open_big(*state);
    char folder[] = "/tmp/faasmap-inquiry-XXXXXX", path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/report.md", folder);
    export_report(x, path);
    while (!inquiry_busy(x, INQUIRY_FINDINGS))
        frames(x, 1);
    assert_int_not_equal(access(path, F_OK), 0);
    type(x, "<Esc>");
    assert_true(explorer_settle(x));
    assert_int_not_equal(access(path, F_OK), 0);

    export_report(x, path);
    while (!inquiry_busy(x, INQUIRY_FINDINGS))
        frames(x, 1);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_true(explorer_settle(x));
    assert_true(on_screen(x, "written"));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    explorer_close(x);
}

static void test_close(void **state)
{
    struct explorer *x = open_big(*state);

    session_select(x, beyond_input(x));
    type(x, "p!gpgb");
    frames(x, 6);
    explorer_close(x); /* no thread is left behind */
}

/* A file is written beside, once, and is whole whatever comes meanwhile. */
static void test_export_format(void **state)
{
    char folder[] = "/tmp/faasmap-export-XXXXXX", line[80], path[60];
    struct explorer *x = open_big(*state);
    struct stat st;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/system.json", folder);
    snprintf(line, sizeof line, "export %s", path);
    assert_true(command_run(x, str_from(line)));
    assert_true(export_busy(x));
    assert_false(command_run(x, str_from(line))); /* one at a time */
    type(x, "j");
    frames(x, 1);
    assert_true(explorer_settle(x));
    assert_false(export_busy(x));
    assert_true(str_find(buf_str(&x->log), STR("written: ")) != STR_NPOS);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 100 * NODES);

    assert_true(command_run(x, str_from(line)));
    assert_true(explorer_settle(x));
    assert_true(on_screen(x, "is there already"));
    unlink(path);

    assert_true(command_run(x, str_from(line)));
    type(x, "Q"); /* what was asked for is still written */
    assert_false(explorer_settle(x));
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 100 * NODES);
    assert_int_equal(x->farewell.len, 0);
    explorer_close(x);

    x = open_big(*state);
    assert_true(command_run(x, str_from(line)));
    type(x, "Q"); /* what could not be is said when there is no screen any more */
    assert_false(explorer_settle(x));
    assert_true(str_find(buf_str(&x->farewell), STR("is there already")) != STR_NPOS);
    explorer_close(x);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

static void file_text(const char *path, struct buf *out)
{
    char block[4096];
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        buf_add(out, (struct str){block, n});
    fclose(f);
}

/* Files that change meanwhile: what is written says all that it says of either system, and no second file is
 * tried. */
static void test_export_reload(void **state)
{
    char folder[] = "/tmp/faasmap-export-XXXXXX", line[80], path[60];
    struct graph *other = big_graph(NODES, 4);
    struct explorer *x = open_big(*state);
    struct buf got = {0}, was = {0}, is = {0}, why = {0};
    struct replaced difference;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/system.dot", folder);
    snprintf(line, sizeof line, "export %s", path);
    assert_true(command_run(x, str_from(line)));
    assert_true(export_busy(x));
    graph_replace(x, replacement_of(*state, other), true, &difference);
    mem_free(difference.changed);
    assert_true(explorer_settle(x));
    assert_true(str_find(buf_str(&x->log), STR("written: ")) != STR_NPOS);
    assert_true(str_find(buf_str(&x->log), STR("there already")) == STR_NPOS);
    file_text(path, &got);
    assert_true(report_part(*state, NULL, &exporter_dot, &was, &why));
    assert_true(report_part(other, NULL, &exporter_dot, &is, &why));
    assert_true(str_eq(buf_str(&got), buf_str(&is)) || str_eq(buf_str(&got), buf_str(&was)));
    unlink(path);

    assert_true(command_run(x, str_from(line)));
    assert_true(export_busy(x));
    explorer_close(x); /* as a signal does: nothing rather than a part of it */
    if (access(path, F_OK) == 0) {
        buf_reset(&got);
        file_text(path, &got);
        assert_true(str_eq(buf_str(&got), buf_str(&is)));
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
    buf_release(&got);
    buf_release(&was);
    buf_release(&is);
    graph_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_path_stopped),
        cmocka_unit_test(test_path_while_reach_is_found),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_table_says_why),
        cmocka_unit_test(test_many_findings),
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_filter_kept),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_script),
        cmocka_unit_test(test_export),
        cmocka_unit_test(test_close),
        cmocka_unit_test(test_export_format),
        cmocka_unit_test(test_export_reload),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
