/* SPDX-License-Identifier: MIT */
/* test_import.c - finding files, bidding, overlays, and what a broken or hostile folder does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "arena.h"
#include "buf.h"
#include "importer.h"
#include "query.h"
#include "walk.h"

/* --- A folder to walk --------------------------------------------------------------------------- */

static int make_folder(void **state)
{
    char *folder = strdup("/tmp/faasmap-import-XXXXXX");
    *state = folder;
    return folder && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[96];
    int left = chdir("/");
    snprintf(command, sizeof command, "%s", (char *)*state);
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", command, (char *)NULL);
        _exit(127);
    }
    free(*state);
    return left;
}

static void put(const char *path, const char *text)
{
    char folder[256];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *p = folder; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(folder, 0755);
        *p = '/';
    }
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

#define TOPOLOGY(id) "{\"faasmap\": 1, \"nodes\": [{\"id\": \"" id "\", \"kind\": \"queue\", \"name\": \"" id "\"}], \"edges\": [], \"zones\": []}"

static struct graph *import(size_t count, const char *const *paths)
{
    const struct import_options options = {.paths = paths, .path_count = count};
    return import_all(&options);
}

static bool has(const struct graph *g, const char *id)
{
    return graph_find(g, str_from(id)) != 0;
}

static struct str file_of(const struct graph *g, const char *id)
{
    return graph_node_at(g, graph_find(g, str_from(id)))->where.file;
}

/* --- Tests -------------------------------------------------------------------------------------- */

static void messages_say_which_of_several_folders(void **state)
{
    (void)state;
    put("good/a.json", TOPOLOGY("a"));
    put("odd/b.json", TOPOLOGY("b"));
    put("odd/.faasmapignore/c.json", TOPOLOGY("c")); /* a folder where a file should be */
    const char *const paths[] = {"good", "odd"};
    struct graph *g = import(2, paths);
    const struct diags *d = graph_diags(g);
    assert_int_equal(diags_errors(d), 1);
    assert_true(str_is(diags_at(d, 0)->where.file, "odd/.faasmapignore"));
    assert_true(has(g, "a") && has(g, "b"));
    graph_free(g);
}

static void a_folder_is_walked_without_what_is_skipped(void **state)
{
    (void)state;
    put("in/a.json", TOPOLOGY("a"));
    put("in/deep/er/b.json", TOPOLOGY("b"));
    put("in/node_modules/c.json", TOPOLOGY("c"));
    put("in/deep/bin/d.json", TOPOLOGY("d"));
    put("in/left/out/e.json", TOPOLOGY("e"));
    put("in/kept/f.json", TOPOLOGY("f"));
    put("in/g.json", TOPOLOGY("g"));
    put("in/.faasmapignore", "# not ours\nleft/\n**/[fg].json\n!kept/f.json\n");
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_true(has(g, "a") && has(g, "b") && has(g, "f"));
    assert_false(has(g, "c") || has(g, "d") || has(g, "e") || has(g, "g"));
    assert_true(str_is(file_of(g, "b"), "deep/er/b.json"));
    assert_true(str_is(graph_name(g), "in"));
    assert_int_equal(diags_errors(graph_diags(g)), 0);
    graph_free(g);
}

static void several_roots_keep_their_names(void **state)
{
    (void)state;
    put("one/t.json", TOPOLOGY("1"));
    put("two/t.json", TOPOLOGY("2"));
    const char *const paths[] = {"one/", "two/t.json"};
    struct graph *g = import(2, paths);
    assert_true(str_is(file_of(g, "1"), "one/t.json"));
    assert_true(str_is(file_of(g, "2"), "two/t.json"));
    graph_free(g);
}

static void a_broken_file_leaves_the_others(void **state)
{
    (void)state;
    put("in/good.json", TOPOLOGY("good"));
    put("in/broken.json", "{\"faasmap\": 1,\n  \"nodes\": [}\n");
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_true(has(g, "good"));
    assert_int_equal(diags_errors(graph_diags(g)), 1);
    const struct diag *d = diags_at(graph_diags(g), 0);
    assert_true(str_is(d->where.file, "broken.json"));
    assert_int_equal(d->where.line, 2);
    assert_int_equal(d->where.col, 13);
    graph_free(g);
}

#define BROKEN "{\"name\": \"x\",\n  \"list\": [}\n"
#define LINES "{\"StartAt\": 1, \"States\": \"AWS::Region\"}\n{\"StartAt\": 2}\n"

/* Files of a project that are no part of the system: what is said of each, if anything is. */
static void only_files_that_matter_are_spoken_of(void **state)
{
    static const struct {
        const char *name, *text;
        size_t errors, notes; /* beside a system */
    } rows[] = {
        {"tsconfig.json", "{ // comment\n \"a\": [1,], }", 0, 0},
        {"config.json", "{\"a\": 1, \"a\": 2}", 0, 0},
        {"config.json", BROKEN, 0, 0},
        {".env.template", "A=1\n---\nB: [\n", 0, 0},
        {"rows.json", LINES, 0, 0},
        {"rows.json", "\n {\"a\": \"AWS::X\"} \n\n[1, \"AWS::\"]\r\n{", 0, 0},
        {"stack.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::SQS::Queue\"}}\n", 1, 0},
        {"stack.json", "{\"Type\": \"AWS::SQS::Queue\"}\n}\n", 1, 0},
        {"odd.yaml", "AWSTemplateFormatVersion: [\n", 1, 0},
        {"host.json", BROKEN, 1, 0},
        {"serverless.yml", "service: [\n", 1, 0},
        {"pay.asl.json", BROKEN, 1, 0},
        {"flow.json", "{\"StartAt\": \"A\", \"States\": {}", 1, 0},
        {"system.yaml", "faasmap: [\n", 1, 0},
        {"other.json", "{ // comment\n" "\"faasmap\": 1, \"nodes\": [{\"id\": \"o\", \"kind\": \"queue\", "
                       "\"name\": \"o\"}], \"edges\": [], \"zones\": []}", 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64], alone[80];
        snprintf(name, sizeof name, "in%zu/good.json", i);
        put(name, TOPOLOGY("good"));
        snprintf(name, sizeof name, "in%zu", i);
        snprintf(alone, sizeof alone, "%s/%s", name, rows[i].name);
        put(alone, rows[i].text);
        const char *const folder[] = {name}, *const file[] = {alone};
        struct graph *g = import(1, folder);
        if (diags_errors(graph_diags(g)) != rows[i].errors ||
            diags_count(graph_diags(g)) != rows[i].errors + rows[i].notes)
            fail_msg("%s: %zu errors of %zu messages", alone, diags_errors(graph_diags(g)),
                     diags_count(graph_diags(g)));
        assert_true(has(g, "good"));
        graph_free(g);
        g = import(1, file); /* named: whatever is to be said is said */
        assert_true(diags_count(graph_diags(g)) > 0);
        graph_free(g);
    }
}

static void where_nothing_is_read_the_broken_is_told(void **state)
{
    (void)state;
    put("in/config.json", BROKEN);
    put("in/tsconfig.json", "{ // comment\n}");
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_int_equal(diags_count(graph_diags(g)), 1);
    assert_true(str_is(diags_at(graph_diags(g), 0)->where.file, "config.json"));
    graph_free(g);
}

static void links_and_pipes_do_not_lead_astray(void **state)
{
    (void)state;
    put("in/good.json", TOPOLOGY("good"));
    put("secret/outside.json", TOPOLOGY("outside"));
    assert_int_equal(symlink("../in", "in/loop"), 0);
    assert_int_equal(symlink("../secret/outside.json", "in/outside.json"), 0);
    assert_int_equal(mkfifo("in/pipe.json", 0600), 0);
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_true(has(g, "good"));
    assert_false(has(g, "outside"));
    graph_free(g);
}

static void what_is_not_there_is_an_error(void **state)
{
    (void)state;
    put("unknown.json", "{\"hello\": \"world\"}");
    static const char *const paths[] = {"missing", "sample:missing", "unknown.json"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct graph *g = import(1, &paths[i]);
        assert_int_equal(graph_node_count(g), 0);
        assert_true(diags_errors(graph_diags(g)) >= 1);
        graph_free(g);
    }
}

static void an_empty_folder_says_so(void **state)
{
    (void)state;
    assert_int_equal(mkdir("empty", 0755), 0);
    const char *const paths[] = {"empty"};
    struct graph *g = import(1, paths);
    assert_int_equal(diags_errors(graph_diags(g)), 1);
    graph_free(g);
}

static void an_overlay_adds_to_what_is_there(void **state)
{
    (void)state;
    (void)state;
    put("in/a.json", TOPOLOGY("a"));
    put("in/faasmap.yaml", "topology:\n  nodes:\n    - {id: person, kind: actor, name: Person}\n"
                           "    - {name: a, sensitivity: 3}\n"
                           "  edges:\n    - {kind: exposes, from: Person, to: a, auth: none}\n");
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_int_equal(diags_errors(graph_diags(g)), 0);
    assert_int_equal(graph_node_count(g), 2);
    assert_int_equal(graph_node_at(g, graph_find(g, STR("a")))->sensitivity, 3);
    assert_int_equal(graph_edge_count(g), 1);
    graph_free(g);
}

/* What is named as advisories is no part of the system, whatever its files look like. */
static void advisories_are_no_part_of_it(void **state)
{
    (void)state;
    put("in/a.json", TOPOLOGY("a"));
    put("in/osv/npm/b.json", TOPOLOGY("b"));
    put("in/osv.json", TOPOLOGY("c"));
    put("in/osv2/d.json", TOPOLOGY("d"));
    put("in/deep/e.json", TOPOLOGY("e"));
    put("in/deep/osv/f.json", TOPOLOGY("f"));
    put("in/good.txt", "");
    static const struct {
        const char *without, *overlay, *in_deep, *left; /* of "abcdef" */
    } rows[] = {
        {NULL, NULL, NULL, "abcdef"},
        {"in/osv", NULL, NULL, "acdef"},
        {"in/osv.json", NULL, NULL, "abdef"},
        {"in/../in/osv/npm/", NULL, NULL, "acdef"},
        {"in", NULL, NULL, "abcdef"}, /* the system itself */
        {"none", NULL, NULL, "abcdef"},
        {NULL, "advisories: osv/\njewels: [x]\n", NULL, "acdef"},
        {NULL, "advisories: [./osv, osv.json, none]\n", NULL, "adef"},
        {NULL, "advisories: [/osv, ../in/osv, ., '', [osv], {osv: osv}]\n", NULL, "abcdef"},
        {NULL, NULL, "advisories: osv\n", "abcde"},
        {"in/osv2", "advisories: osv\n", "advisories: osv\n", "ace"},
        {NULL, "advisories: [deep]\n", "advisories: osv\n", "abcd"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const paths[] = {"in"};
        struct buf left = {0};
        if (rows[i].overlay)
            put("in/faasmap.yaml", rows[i].overlay);
        if (rows[i].in_deep)
            put("in/deep/faasmap.yaml", rows[i].in_deep);
        const struct import_options options = {.paths = paths, .path_count = 1,
                                               .without = rows[i].without};
        struct graph *g = import_all(&options);
        for (const char *id = "abcdef"; *id; id++)
            if (has(g, (char[]){*id, '\0'}))
                buf_putc(&left, *id);
        if (!str_is(buf_str(&left), rows[i].left) || diags_errors(graph_diags(g)))
            fail_msg("row %zu: want %s, got %s", i, rows[i].left, left.ptr);
        buf_release(&left);
        graph_free(g);
        unlink("in/faasmap.yaml");
        unlink("in/deep/faasmap.yaml");
    }
}

static void a_broken_overlay_is_told_once(void **state)
{
    (void)state;
    put("in/a.json", TOPOLOGY("a"));
    put("in/faasmap.yaml", "advisories: [\n");
    const char *const paths[] = {"in"};
    struct graph *g = import(1, paths);
    assert_true(has(g, "a"));
    assert_int_equal(diags_count(graph_diags(g)), 1);
    graph_free(g);
}

static void the_order_of_paths_changes_nothing(void **state)
{
    (void)state;
    put("x/a.json", TOPOLOGY("a"));
    put("y/b.json", TOPOLOGY("b"));
    const char *const there[] = {"x", "y"}, *const back[] = {"y", "x"};
    struct graph *g = import(2, there), *h = import(2, back);
    assert_int_equal(graph_node_count(g), graph_node_count(h));
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        assert_true(str_eq(graph_node_at(g, n)->id, graph_node_at(h, n)->id));
        assert_true(str_eq(graph_node_at(g, n)->where.file, graph_node_at(h, n)->where.file));
    }
    graph_free(g);
    graph_free(h);
}

static void a_base_is_where_files_can_be_opened(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    put("in/a.json", TOPOLOGY("a"));
    static const struct {
        const char *path, *base;
    } rows[] = {{"in", "in"}, {"in/a.json", "in"}, {"-", ""}, {"sample:x", ""}, {"none", ""}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct import_options o = {.paths = &rows[i].path, .path_count = 1};
        assert_true(str_is(import_base(&o, arena), rows[i].base));
    }
    arena_free(arena);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(messages_say_which_of_several_folders),
        IN_FOLDER(a_folder_is_walked_without_what_is_skipped),
        IN_FOLDER(several_roots_keep_their_names),
        IN_FOLDER(a_broken_file_leaves_the_others),
        IN_FOLDER(only_files_that_matter_are_spoken_of),
        IN_FOLDER(where_nothing_is_read_the_broken_is_told),
        IN_FOLDER(links_and_pipes_do_not_lead_astray),
        IN_FOLDER(what_is_not_there_is_an_error),
        IN_FOLDER(an_empty_folder_says_so),
        IN_FOLDER(an_overlay_adds_to_what_is_there),
        IN_FOLDER(advisories_are_no_part_of_it),
        IN_FOLDER(a_broken_overlay_is_told_once),
        IN_FOLDER(the_order_of_paths_changes_nothing),
        IN_FOLDER(a_base_is_where_files_can_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
