/* SPDX-License-Identifier: MIT */
/* Pictures by Graphviz: what comes out is one, and what cannot be drawn is said in a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "exporter.h"
#include "graph_yaml.h"
#include "render.h"

/* The first bytes of the picture of a small system. */
static void expect_start(const struct exporter *e, const char *start)
{
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "  - {id: a, kind: function, name: 'say \"hi\" \\'}\n"
                                    "  - {id: b, kind: queue, name: Line}\n"
                                    "edges:\n"
                                    "  - {kind: writes, from: a, to: b}\n");
    struct buf out = {0}, why = {0};

    assert_true(e->write(g, &out, &why));
    if (!exporter_render(e, &out, &why)) {
        print_message("%s\n", why.ptr);
        assert_non_null(strstr(why.ptr, "not installed"));
        skip();
    }
    assert_true(out.len > 1000);
    assert_memory_equal(out.ptr, start, strlen(start));
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
}

static void png(void **state)
{
    (void)state;
    expect_start(&exporter_png, "\x89PNG\r\n\x1a\n");
}

static void pdf(void **state)
{
    (void)state;
    expect_start(&exporter_pdf, "%PDF-1.");
}

/* What Graphviz is given: the map, no identities, one line from box to box. */
static void the_map_is_drawn(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "  - {id: net, kind: actor, zone: internet, name: net}\n"
                                    "  - {id: a, kind: function, name: 'say \"hi\" \\'}\n"
                                    "  - {id: b, kind: queue, name: a-rather-long-nameOfAQueue}\n"
                                    "  - {id: who, kind: identity, name: Nobody}\n"
                                    "edges:\n"
                                    "  - {kind: exposes, from: net, to: a, auth: none}\n"
                                    "  - {kind: writes, from: a, to: b}\n"
                                    "  - {kind: reads, from: a, to: b}\n"
                                    "  - {kind: runs-as, from: a, to: who}\n");
    struct buf out = {0}, why = {0};

    assert_true(exporter_png.write(g, &out, &why));
    buf_puts(&out, "");
    assert_non_null(strstr(out.ptr, "label=\"say \\\"hi\\\" \\\\"));
    assert_non_null(strstr(out.ptr, "label=\"a-rather-long-\\nnameOfAQueue"));
    assert_null(strstr(out.ptr, "Nobody"));
    assert_non_null(strstr(out.ptr, "dir=both"));
    assert_non_null(strstr(out.ptr, "penwidth=2, color=black, label=\"\xe2\x95\xab none\""));
    assert_non_null(strstr(out.ptr, "subgraph cluster_0 {\nlabel=\"Internet\""));
    int arrows = 0;
    for (const char *at = out.ptr; (at = strstr(at, " -> ")); at++)
        arrows++;
    assert_int_equal(arrows, 2);
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
}

static void text_formats_stay_text(void **state)
{
    struct buf text = {0}, why = {0};

    (void)state;
    buf_puts(&text, "as it is");
    assert_true(exporter_render(&exporter_dot, &text, &why));
    assert_string_equal(text.ptr, "as it is");
    buf_release(&text);
}

static void expect_why(const char *dot, const char *format, const char *want)
{
    struct buf out = {0}, why = {0};

    assert_false(render_dot(str_from(dot), format, &out, &why));
    assert_int_equal(out.len, 0);
    if (!strstr(why.ptr, "Graphviz is not installed"))
        assert_string_equal(why.ptr, want);
    buf_release(&out);
    buf_release(&why);
}

static void what_cannot_be_drawn(void **state)
{
    (void)state;
    expect_why("digraph { a -> b }", "hologram",
               "Graphviz cannot write hologram here: its plugin pango (cairo) is not installed");
    expect_why("digraph { a -> ", "png", "Graphviz could not draw it");
    expect_why("", "png", "Graphviz could not draw it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png),
        cmocka_unit_test(pdf),
        cmocka_unit_test(the_map_is_drawn),
        cmocka_unit_test(text_formats_stay_text),
        cmocka_unit_test(what_cannot_be_drawn),
    };
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
