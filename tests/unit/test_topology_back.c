/* SPDX-License-Identifier: MIT */
/* test_topology_back.c - the native format out and back without a loss, and its schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "exporter.h"
#include "graph_same.h"
#include "graph_yaml.h"
#include "limits.h"
#include "text.h"
#include "topology_text.h"

static void export_json(const struct graph *g, struct buf *out)
{
    struct buf why = {0};
    assert_true(exporter_json.write(g, out, &why));
    buf_release(&why);
}

/* --- Out and back --------------------------------------------------------------------------------- */

static void json_comes_back(void **state)
{
    (void)state;
    struct graph *g = graph_of_everything();
    graph_seal(g);
    struct buf first = {0}, second = {0};
    export_json(g, &first);
    struct graph *back = topology_graph(buf_str(&first), true);
    graph_same(g, back);
    export_json(back, &second);
    assert_string_equal(first.ptr, second.ptr);
    buf_release(&first);
    buf_release(&second);
    graph_free(g);
    graph_free(back);
}

/* A document as block YAML. */
static void put_scalar(struct buf *out, struct str s, bool plain)
{
    if (plain && s.len) {
        buf_add(out, s);
        return;
    }
    buf_putc(out, '"');
    for (size_t at = 0; at < s.len;) {
        uint32_t c = 0;
        assert_true(utf8_next(s, &at, &c));
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
            buf_putc(out, (char)c);
        else
            buf_printf(out, "\\U%08X", (unsigned)c);
    }
    buf_putc(out, '"');
}

static void put_yaml(struct buf *out, const struct doc_node *n, size_t indent)
{
    if (doc_is_scalar(n)) {
        buf_putc(out, ' ');
        put_scalar(out, n->text, n->plain);
        buf_putc(out, '\n');
        return;
    }
    if (n->count == 0) {
        buf_puts(out, doc_is_map(n) ? " {}\n" : " []\n");
        return;
    }
    buf_putc(out, '\n');
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        buf_fill(out, ' ', indent);
        if (doc_is_map(n)) {
            put_scalar(out, c->key, false);
            buf_putc(out, ':');
        } else {
            buf_putc(out, '-');
        }
        put_yaml(out, c, indent + 2);
    }
}

static void yaml_comes_back(void **state)
{
    (void)state;
    struct graph *g = graph_of_everything();
    graph_seal(g);
    struct buf json = {0}, yaml = {0};
    export_json(g, &json);
    struct doc *d = topology_doc(buf_str(&json), true);
    put_yaml(&yaml, doc_root(d), 0);
    struct graph *back = topology_graph(buf_str(&yaml), false);
    graph_same(g, back);
    doc_free(d);
    buf_release(&json);
    buf_release(&yaml);
    graph_free(g);
    graph_free(back);
}

/* Whatever bytes ids and names hold, the output is JSON that reads back; bytes that are not UTF-8
 * are the only loss, and only once. */
static void any_bytes_in_names(void **state)
{
    (void)state;
    uint32_t x = 99;
    struct graph *g = graph_new();
    for (int i = 0; i < 500; i++) {
        char id[24], number[16];
        size_t len = 0;
        for (; len < sizeof id - 4; len++) {
            x ^= x << 13, x ^= x >> 17, x ^= x << 5;
            id[len] = x % 3 ? (char)(x >> 8) : "\"\\\n\x1b{}[]"[x >> 8 & 7];
        }
        snprintf(number, sizeof number, "%03d", i);
        memcpy(id + len, number, 4);
        struct str s = {id, sizeof id - 1};
        node_id n = graph_node(g, NODE_QUEUE, s, s, (struct origin){s, 1, 1, s});
        graph_attr_typed(g, n, s, ATTR_JSON, s);
        graph_edge_with_id(g, s, EDGE_DEPENDS, n, n, EVIDENCE_GUESS, 5, (struct origin){0});
    }
    graph_seal(g);
    struct buf first = {0}, second = {0}, third = {0};
    export_json(g, &first);
    struct graph *back = topology_graph(buf_str(&first), true);
    assert_int_equal(graph_node_count(back), 500);
    assert_int_equal(graph_edge_count(back), 500);
    export_json(back, &second);
    struct graph *again = topology_graph(buf_str(&second), true);
    graph_same(back, again);
    export_json(again, &third);
    assert_string_equal(second.ptr, third.ptr);
    buf_release(&first);
    buf_release(&second);
    buf_release(&third);
    graph_free(g);
    graph_free(back);
    graph_free(again);
}

static void sorted_whatever_the_order(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "faasmap: 1\n"
        "nodes: [{id: b, kind: queue}, {id: a, kind: function}, {id: a.x, kind: function}]\n"
        "edges: [{id: z, kind: writes, from: a, to: b}, {id: c, kind: reads, from: a.x, to: b}]\n",
        "faasmap: 1\n"
        "edges: [{id: c, kind: reads, from: a.x, to: b}, {id: z, kind: writes, from: a, to: b}]\n"
        "nodes: [{id: a.x, kind: function}, {id: a, kind: function}, {id: b, kind: queue}]\n"};
    struct buf out[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        struct graph *g = topology_yaml(texts[i]);
        export_json(g, &out[i]);
        graph_free(g);
        char *c = strstr(out[i].ptr, "\"id\": \"c\""), *z = strstr(out[i].ptr, "\"id\": \"z\"");
        assert_true(c && z && c < z);
        for (char *at = out[i].ptr; (at = strstr(at, "\"where\""));) /* places differ */
            memmove(at, at + strcspn(at, "\n"), strlen(at + strcspn(at, "\n")) + 1);
    }
    assert_string_equal(out[0].ptr, out[1].ptr);
    buf_release(&out[0]);
    buf_release(&out[1]);
}

static void reach_and_crossings_are_derived(void **state)
{
    (void)state;
    static const char text[] = "faasmap: 1\n"
                               "nodes:\n"
                               "  - {id: f, kind: function, reach: {hops: 9, auth: mtls}}\n"
                               "  - {id: q, kind: queue}\n"
                               "  - {id: t, kind: table}\n"
                               "edges:\n"
                               "  - {kind: exposes, from: internet, to: f, auth: apikey}\n"
                               "  - {kind: writes, from: f, to: q, crosses: outer}\n"
                               "  - {kind: hosted-by, from: t, to: t, crosses: inner}\n";
    struct graph *g = topology_yaml(text);
    topology_expect(g, "");
    struct buf out = {0};
    export_json(g, &out);
    struct doc *d = topology_doc(buf_str(&out), true);
    const struct doc_node *nodes = doc_get(doc_root(d), "nodes");
    const struct doc_node *f = doc_at(nodes, 0), *q = doc_at(nodes, 2), *t = doc_at(nodes, 3);
    assert_true(str_is(doc_text(doc_path(f, "reach.auth")), "apikey"));
    assert_true(str_is(doc_text(doc_path(f, "reach.hops")), "1"));
    assert_true(str_is(doc_text(doc_path(q, "reach.auth")), "apikey"));
    assert_true(str_is(doc_text(doc_path(q, "reach.hops")), "2"));
    assert_null(doc_get(t, "reach"));
    const struct doc_node *edges = doc_get(doc_root(d), "edges");
    assert_true(str_is(doc_text(doc_get(doc_at(edges, 0), "crosses")), "outer")); /* exposes */
    assert_null(doc_get(doc_at(edges, 1), "crosses"));                             /* hosted-by */
    assert_true(str_is(doc_text(doc_get(doc_at(edges, 2), "crosses")), "inner")); /* writes */
    doc_free(d);
    buf_release(&out);
    graph_free(g);
}

/* As deep as an export can hold is kept, deeper is said. */
static void deep_attributes(void **state)
{
    (void)state;
    static const size_t depths[] = {LIMIT_DEPTH - 7, LIMIT_DEPTH - 6};
    for (size_t i = 0; i < COUNT(depths); i++) {
        struct buf text = {0}, out = {0};
        buf_puts(&text, "faasmap: 1\nnodes: [{id: a, kind: queue, odd: ");
        buf_fill(&text, '[', depths[i]);
        buf_fill(&text, ']', depths[i]);
        buf_puts(&text, "}]\n");
        struct graph *g = topology_graph(buf_str(&text), false);
        assert_int_equal(diags_errors(graph_diags(g)), i);
        export_json(g, &out);
        struct graph *back = topology_graph(buf_str(&out), true);
        graph_same(g, back);
        buf_release(&text);
        buf_release(&out);
        graph_free(g);
        graph_free(back);
    }
}

/* --- Schema --------------------------------------------------------------------------------------- */

static int check_schema(struct graph *g)
{
    char path[] = "/tmp/faasmap-schema-XXXXXX";
    struct buf out = {0};
    export_json(g, &out);
    int fd = mkstemp(path), status = 0;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, out.ptr, out.len), out.len);
    close(fd);
    pid_t child = fork();
    if (child == 0) {
        execlp("python3", "python3", "tests/schema_check.py", path, (char *)NULL);
        _exit(77);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink(path);
    buf_release(&out);
    graph_free(g);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void export_matches_the_schema(void **state)
{
    (void)state;
    struct graph *everything = graph_of_everything();
    graph_seal(everything);
    int first = check_schema(everything);
    /* This one is reached from the internet and crosses boundaries. */
    int second = check_schema(graph_of_file("tests/golden/importers/topology/waste/system.yaml"));
    if (first == 77) {
        print_message("skipped: python3 with the module jsonschema is not installed\n");
        skip();
    }
    assert_int_equal(first, 0);
    assert_int_equal(second, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_comes_back),
        cmocka_unit_test(yaml_comes_back),
        cmocka_unit_test(any_bytes_in_names),
        cmocka_unit_test(sorted_whatever_the_order),
        cmocka_unit_test(reach_and_crossings_are_derived),
        cmocka_unit_test(deep_attributes),
        cmocka_unit_test(export_matches_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
