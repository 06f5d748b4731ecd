/* SPDX-License-Identifier: MIT */
/* The flowchart of Mermaid: what stands in it, and that no name breaks out of its quotes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "exporter.h"
#include "graph_yaml.h"

static void export_of(const char *yaml, struct buf *out)
{
    struct graph *g = graph_of_yaml(yaml);
    struct buf why = {0};

    assert_true(exporter_mermaid.write(g, out, &why));
    graph_free(g);
    buf_release(&why);
}

static void zones_and_lines(void **state)
{
    static const char *const yaml =
        "faasmap: 1\n"
        "nodes:\n"
        "  - {id: net, kind: actor, name: Anyone, zone: internet}\n"
        "  - {id: door, kind: actor, name: Partner, zone: internet}\n"
        "  - {id: fn, kind: function, name: Take}\n"
        "  - {id: qu, kind: queue, name: Line}\n"
        "  - {id: idle, kind: function, name: Idle}\n"
        "  - {id: tb, kind: table, name: Rows}\n"
        "edges:\n"
        "  - {kind: exposes, from: net, to: fn, auth: none}\n"
        "  - {kind: writes, from: fn, to: qu}\n"
        "  - {kind: reads, from: idle, to: tb}\n"
        "  - {kind: writes, from: idle, to: tb}\n";
    struct buf out = {0};

    (void)state;
    export_of(yaml, &out);
    assert_string_equal(out.ptr,
                        "flowchart LR\n"
                        "    subgraph z0[\"Code\"]\n"
                        "        n1(\"Take<br/>open\"):::reached\n"
                        "        n2(\"Idle\")\n"
                        "    end\n"
                        "    subgraph z1[\"Data\"]\n"
                        "        n5[(\"Rows table\")]\n"
                        "    end\n"
                        "    subgraph z2[\"Internet\"]\n"
                        "        n0([\"Partner\"])\n"
                        "        n3([\"Anyone\"]):::reached\n"
                        "    end\n"
                        "    subgraph z3[\"Messaging\"]\n"
                        "        n4[/\"Line queue\"/]:::reached\n"
                        "    end\n"
                        "    n3 ==>|\"\xe2\x95\xab exposes (none)\"| n1\n"
                        "    n1 ==>|\"writes\"| n4\n"
                        "    n2 <-->|\"reads, writes\"| n5\n"
                        "    classDef reached stroke-width:3px\n");
    buf_release(&out);
}

/* Between the quotes of a line stands nothing that the grammar, or the search for directives, knows. */
static void names_stay_names(void **state)
{
    static const char *const yaml =
        "faasmap: 1\n"
        "nodes:\n"
        "  - {id: a, kind: function, name: 'a\"] --> evil[\"b'}\n"
        "  - {id: b, kind: function, name: '%%{init: {\"securityLevel\": \"loose\"}}%%'}\n"
        "  - {id: c, kind: queue, name: \"x\\nend\\nclick n0 call alert()\"}\n"
        "  - {id: d, kind: queue, name: '#quot; &quot; <img src=x> `y` style:#z;'}\n"
        "edges:\n"
        "  - {kind: writes, from: a, to: c}\n"
        "  - {kind: writes, from: b, to: d}\n";
    struct buf out = {0};
    size_t lines = 0;

    (void)state;
    export_of(yaml, &out);
    assert_null(strstr(out.ptr, "%%"));
    for (struct str rest = buf_str(&out), line; str_cut(&rest, '\n', &line);) {
        size_t from = str_chr(line, '"'), to = str_rchr(line, '"');
        lines += line.len > 0;
        if (from == STR_NPOS)
            continue;
        for (size_t i = from + 1; i < to; i++)
            assert_null(memchr("\"<>%{}[]`\\", line.ptr[i], 10));
    }
    assert_int_equal(lines, 1 + 2 * 2 + 4 + 2 + 1);
    buf_release(&out);
}

/* More lines than Mermaid draws become the overview. */
static void large_is_folded(void **state)
{
    struct buf yaml = {0}, out = {0};
    size_t lines = 0;

    (void)state;
    buf_puts(&yaml, "faasmap: 1\nnodes:\n");
    for (int i = 0; i < 600; i++)
        buf_printf(&yaml, "  - {id: f%d, kind: function, name: F%d}\n", i, i);
    buf_puts(&yaml, "edges:\n");
    for (int i = 0; i < 599; i++)
        buf_printf(&yaml, "  - {kind: invokes, from: f%d, to: f%d}\n", i, i + 1);
    export_of(yaml.ptr, &out);
    for (struct str rest = buf_str(&out), line; str_cut(&rest, '\n', &line);)
        lines++;
    assert_true(lines < 20);
    assert_non_null(strstr(out.ptr, "[[\""));
    buf_release(&yaml);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_and_lines),
        cmocka_unit_test(names_stay_names),
        cmocka_unit_test(large_is_folded),
    };
    return cmocka_run_group_tests_name("mermaid", tests, NULL, NULL);
}
