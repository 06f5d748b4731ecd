/* SPDX-License-Identifier: MIT */
/* test_mask.c - accounts and UUIDs: on the screen, in texts, and that none of them gets out. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "graph_yaml.h"
#include "session.h"
#include "test_explorer_run.h"
#include "test_files.h"

#define UUID "3f2a9c1b-12ab-4cde-8f00-0123456789ab"

#define SYSTEM                                                                                     \
    "faasmap: 1\nname: of 123456789012\nnodes:\n"                                                 \
    "  - {id: 'arn:aws:lambda:eu:123456789012:f', kind: function, name: 'job-123456789012'}\n"     \
    "  - {id: 'arn:aws:lambda:eu:210987654321:f', kind: function, name: 'job-123456789012'}\n"     \
    "  - {id: 'q/" UUID "', kind: queue, name: 'q " UUID "', attrs: {owner: '123456789012'}}\n"    \
    "edges:\n"                                                                                     \
    "  - {kind: writes, from: 'arn:aws:lambda:eu:123456789012:f', to: 'q/" UUID "'}\n"             \
    "  - {kind: writes, from: 'arn:aws:lambda:eu:210987654321:f', to: 'q/" UUID "'}\n"

static void test_canvas(void **state)
{
    static const struct {
        const char *text, *masked;
    } rows[] = {
        {"arn:aws:iam::123456789012:role/x", "arn:aws:iam::************:role/x"},
        {"a 12345678901 b 1234567890123 c", "a 12345678901 b 1234567890123 c"},
        {"iam::12345~ iam::1~", "iam::*****~ iam::1~"},
        {"~6789012:x", "~*******:x"},
        {"id 3f2a9c1b-12ab-4cde-8f00-0123456789ab.", "id ************************************."},
        {"id 3f2a9c1b-12a~", "id ************~"},
        {"3f2a9c1b-12ab-4cde-8f00-0123456789abc", "3f2a9c1b-12ab-4cde-8f00-0123456789abc"},
        {"3f2a~b-4cde- Telemetr~rocessing", "****~******* Telemetr~rocessing"},
        {"deadbeef face-off", "deadbeef face-off"},
        {"| q-3f2a9c1b-12ab- |", "| q-************** |"},
        {"| 4cde-8f00- |", "| ********** |"},
        {"| 8f00-0123456789ab queue |", "| ***************** queue |"},
        {"on 20251122-release, report-2025- 12ab 2025-11-22", "on 20251122-release, report-2025- 12ab 2025-11-22"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canvas c;
        struct buf out = {0}, want = {0};
        canvas_init(&c, 1, 60);
        canvas_puts(&c, 0, 1, rows[i].text, ROLE_NORMAL);
        mask_canvas(&c);
        canvas_to_text(&c, &out);
        buf_printf(&want, " %s\n", rows[i].masked);
        assert_string_equal(out.ptr, want.ptr);
        buf_release(&out);
        buf_release(&want);
        canvas_release(&c);
    }
}

static void test_text(void **state)
{
    static const struct {
        enum mask_in in;
        const char *text, *masked;
    } rows[] = {
        {MASK_TEXT, "a 123456789012 b", "a ************ b"},
        {MASK_TEXT, "123456789012", "************"},
        {MASK_TEXT, "12345678901 1234567890123", "12345678901 1234567890123"},
        {MASK_TEXT, "id " UUID ".", "id ************************************."},
        {MASK_TEXT, "~1234 cafe|", "~1234 cafe|"},
        {MASK_TEXT, "111111111111 222222222222 111111111111", "************ ***********2 ************"},
        {MASK_MARKDOWN, "**123456789012**", "**xxxxxxxxxxxx**"},
        {MASK_JSON, "{\"a\": 123456789012, \"b\": \"123456789012\"}",
         "{\"a\": 123456789012, \"b\": \"************\"}"},
        {MASK_JSON, "[\"\\\"\", 123456789012, \"\\\\\", 123456789012]",
         "[\"\\\"\", 123456789012, \"\\\\\", 123456789012]"},
        {MASK_TEXT, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf text = {0};
        buf_puts(&text, rows[i].text);
        mask_text(&text, rows[i].in);
        assert_string_equal(text.ptr ? text.ptr : "", rows[i].masked);
        buf_release(&text);
    }
}

/* The values and what is left of the UUID where a box breaks it, whatever a format writes before its
 * signs. */
static void expect_nothing(const char *what, struct str text)
{
    static const char *const values[] = {"123456789012", "210987654321", "3f2a9c1b", "4cde", "8f00",
                                         "0123456789ab"};
    struct buf plain = {0};

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\\')
            buf_putc(&plain, text.ptr[i]);
    }
    assert_true(plain.len > 0);
    for (size_t i = 0; i < COUNT(values); i++) {
        if (strstr(plain.ptr, values[i]))
            fail_msg("%s has %s:\n%s", what, values[i], plain.ptr);
    }
    buf_release(&plain);
}

/* Every format of the export, of the view as it is, wide and not. */
static void test_exports(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = test_explorer_open(g, (struct explorer_options){.term = {.ascii = true}});
    char folder[] = "/tmp/faasmap-mask-XXXXXX", path[80], line[160];
    struct str format;

    (void)state;
    assert_non_null(mkdtemp(folder));
    test_explorer_run(x, "set mask=on");
    test_explorer_run(x, "note owned by 123456789012");
    for (int wide = 0; wide < 2; wide++) {
        test_explorer_run(x, wide ? "set wide=on" : "set wide=off");
        for (size_t i = 0; !str_empty(format = export_format(i)); i++) {
            struct buf text = {0};
            snprintf(path, sizeof path, "%s/%d%.*s", folder, wide, (int)format.len, format.ptr);
            snprintf(line, sizeof line, "export %.*s %s", (int)format.len, format.ptr, path);
            test_explorer_run(x, line);
            assert_non_null(strstr(x->message.ptr, "written, masked: "));
            test_file_text(path, &text);
            expect_nothing(line, buf_str(&text));
            if (str_is(format, "json")) { /* two resources stay two */
                struct graph *again = graph_of_file(path);
                assert_int_equal(graph_node_count(again), graph_node_count(g));
                assert_int_equal(graph_edge_count(again), graph_edge_count(g));
                graph_free(again);
            }
            assert_int_equal(unlink(path), 0);
            buf_release(&text);
        }
    }
    assert_int_equal(rmdir(folder), 0);
    explorer_close(x);
    graph_free(g);
}

static void test_copies(void **state)
{
    static const char *const words[] = {"name", "id", "node", "view", "dot"};
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = test_explorer_open(g, (struct explorer_options){.term = {.ascii = true}});

    (void)state;
    test_explorer_run(x, "goto q");
    test_explorer_run(x, "yank name"); /* without the mask it is what it is */
    assert_true(str_is(term_memory_clipboard(x->term), "q " UUID));
    test_explorer_run(x, "set mask=on");
    for (size_t i = 0; i < COUNT(words); i++) {
        char line[40];
        snprintf(line, sizeof line, "yank %s", words[i]);
        test_explorer_run(x, line);
        expect_nothing(line, term_memory_clipboard(x->term));
        assert_non_null(strstr(x->message.ptr, "copied, masked: "));
    }
    explorer_close(x);
    graph_free(g);
}

static struct buf heard;

static bool hear(struct str bytes)
{
    buf_add(&heard, bytes);
    return true;
}

static void test_linear(void **state)
{
    char text[] = "here\nout\ngoto q\nin\nread\nview table\nread\nyank\nhere\n";
    const struct explorer_options options = {.commands = STR("set mask=on\n")};
    struct graph *g = graph_of_yaml(SYSTEM);
    FILE *in = fmemopen(text, strlen(text), "r");
    struct buf why = {0};

    (void)state;
    assert_int_equal(explorer_linear(&options, g, in, hear, true, &why), 0);
    expect_nothing("--linear", buf_str(&heard));
    assert_non_null(strstr(heard.ptr, "job-************"));
    fclose(in);
    buf_release(&heard);
    buf_release(&why);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canvas),  cmocka_unit_test(test_text),   cmocka_unit_test(test_exports),
        cmocka_unit_test(test_copies), cmocka_unit_test(test_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
