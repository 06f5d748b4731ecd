/* SPDX-License-Identifier: MIT */
/* test_sinks.c - names that talk to whatever reads them, through every way out: every format, every view,
 * what goes to the clipboard. Nothing that a terminal obeys or that does not show leaves the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "exporter.h"
#include "graph_yaml.h"
#include "session.h"
#include "test_explorer_run.h"
#include "text.h"
#include "whole.h"

static const char *const names[] = {
    "\033]0;title\ax", "\033[2J\033[31mred", "a\xe2\x80\xae" "evil\xe2\x81\xa6" "b", "tab\there",
    "line\nbreak\r\nx", "\xc2\x9b" "31mC1", "\x7f" "del", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)",
    "\xef\xbc\x9d" "fullwidth", "\t=1", "<script>alert(1)</script>&amp;\"'", "](javascript:alert(1)) `c` |",
    "%s%n", "\xef\xbb\xbf" "mark\xe2\x80\x8b\xe2\x80\x8d", "../../etc/passwd",
    "\xe2\x80\xa8ls\xe2\x80\xa9ps", "end\"];pwned[URL=evil];n1[x=\"", "back\\slash\\", "-.", "&#x202E;",
    "```\nfence", "<!-- c -->", "\xe6\xbc\xa2\xe5\xad\x97", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
    "\xee\x80\x80private",
};

static void add_name(struct buf *out, const char *name)
{
    buf_putc(out, '"');
    esc_json(out, str_from(name));
    buf_puts(out, "\"");
}

/* Each name twice, as a name and as an id, and one that is long. */
static struct graph *hostile_graph(void)
{
    static const char *const kinds[] = {"function", "queue", "bucket"};
    struct buf text = {0};
    struct graph *g;

    buf_puts(&text, "{\"faasmap\": 1, \"name\": ");
    add_name(&text, names[1]);
    buf_puts(&text, ", \"nodes\": [");
    for (size_t i = 0; i < COUNT(names); i++) {
        buf_printf(&text, "{\"id\": \"n%zu\", \"kind\": \"%s\", \"name\": ", i, kinds[i % COUNT(kinds)]);
        add_name(&text, names[i]);
        buf_puts(&text, "},\n{\"kind\": \"table\", \"id\": ");
        add_name(&text, names[i]);
        buf_puts(&text, "},\n");
    }
    buf_puts(&text, "{\"id\": \"long\", \"kind\": \"function\", \"name\": \"");
    for (int i = 0; i < 10000; i++)
        buf_putc(&text, 'x');
    buf_puts(&text, "\"}, {\"id\": \"r\", \"kind\": \"route\", \"name\": \"GET /\\u001b[2J\"}], \"edges\": [\n");
    for (size_t i = 0; i < COUNT(names); i += COUNT(kinds)) {
        buf_printf(&text, "{\"kind\": \"invokes\", \"from\": \"r\", \"to\": \"n%zu\"},\n", i);
        buf_printf(&text, "{\"kind\": \"writes\", \"from\": \"n%zu\", \"to\": ", i);
        add_name(&text, names[i]);
        buf_puts(&text, "},\n");
    }
    buf_puts(&text, "{\"kind\": \"exposes\", \"from\": \"internet\", \"to\": \"r\", \"auth\": \"none\"}]}");
    g = graph_of_yaml(text.ptr);
    buf_release(&text);
    return g;
}

/* Line by line; Graphviz writes tabs of its own between words. */
static void assert_clean(const char *what, struct str text)
{
    struct str line, word;

    for (struct str rest = text; str_cut(&rest, '\n', &line);) {
        for (struct str words = line; str_cut(&words, strstr(what, "dot") ? '\t' : '\n', &word);) {
            if (!text_is_clean(word))
                fail_msg("%s: %.*s", what, (int)(word.len < 300 ? word.len : 300), word.ptr);
        }
    }
}

static void test_formats(void **state)
{
    static const char *const of_views[] = {"svg", "md", "csv", "sarif"};
    struct graph *g = hostile_graph();

    (void)state;
    for (size_t i = 0; exporters[i]; i++) {
        struct buf out = {0}, why = {0};
        if (!exporters[i]->write(g, &out, &why))
            fail_msg("%s: %s", exporters[i]->name, why.ptr);
        assert_true(out.len > 500);
        assert_clean(exporters[i]->render ? "dot for a picture" : exporters[i]->name, buf_str(&out));
        buf_release(&out);
        buf_release(&why);
    }
    for (size_t i = 0; i < COUNT(of_views); i++) {
        struct explorer_options o = {.term = {.depth = DEPTH_TRUE, .rows = 50, .cols = 160, .sync_fd = -1}};
        struct buf out = {0}, why = {0};
        if (explorer_export(&o, g, str_from(of_views[i]), &out, &why) != 0)
            fail_msg("%s: %s", of_views[i], why.ptr);
        assert_true(out.len > 500);
        assert_clean(of_views[i], buf_str(&out));
        buf_release(&out);
        buf_release(&why);
    }
    graph_free(g);
}

/* Everything selected once, what is copied of it, and every view with it. */
static void test_views_and_copies(void **state)
{
    static const char *const words[] = {"name", "id", "node", "view", "dot"};
    struct graph *g = hostile_graph();
    struct explorer *x = test_explorer_open(g, (struct explorer_options){.term = {.depth = DEPTH_256}});
    struct buf text = {0};

    (void)state;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        session_select(x, n);
        for (size_t i = 0; i < COUNT(words); i++) {
            char line[40];
            if (i >= 3 && n > 1)
                break;
            snprintf(line, sizeof line, "yank %s", words[i]);
            test_explorer_run(x, line);
            assert_clean(line, term_memory_clipboard(x->term));
        }
        assert_true(explorer_settle(x));
        buf_reset(&text);
        canvas_to_text(&x->screen, &text);
        assert_clean("the screen", buf_str(&text));
    }
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        session_show_view(x, (enum view_id)v);
        assert_true(explorer_settle(x));
        buf_reset(&text);
        canvas_to_text(&x->screen, &text);
        whole_text(x, x->main, 0, &text);
        assert_clean(view_names[v], buf_str(&text));
    }
    buf_release(&text);
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_views_and_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
