/* SPDX-License-Identifier: MIT */
#include "topology_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "read.h"
#include "topology.h"

struct doc *topology_doc(struct str text, bool json)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *d = NULL;
    struct str file = json ? STR("t.json") : STR("t.yaml");
    bool ok = json ? read_json(text, file, READ_STRICT, diags, &d)
                   : read_yaml(text, file, READ_STRICT, diags, &docs);
    if (!ok)
        fail_msg("%s", diags_at(diags, 0)->text.ptr);
    if (!json) {
        assert_int_equal(docs.count, 1);
        d = docs.items[0];
        docs.count = 0;
        docs_release(&docs);
    }
    diags_free(diags);
    return d;
}

struct graph *topology_graph(struct str text, bool json)
{
    struct doc *d = topology_doc(text, json);
    struct graph *g = graph_new();
    topology_read(d, g);
    graph_seal(g);
    doc_free(d);
    return g;
}

struct graph *topology_yaml(const char *text)
{
    return topology_graph(str_from(text), false);
}

/* The messages as "line:col level text" lines. */
static void topology_messages(const struct graph *g, struct buf *out)
{
    struct diags *d = graph_diags(g);
    diags_sort(d);
    buf_puts(out, "");
    for (size_t i = 0; i < diags_count(d); i++) {
        const struct diag *m = diags_at(d, i);
        buf_printf(out, "%u:%u %s %.*s\n", m->where.line, m->where.col, diag_level_name(m->level),
                   (int)m->text.len, m->text.ptr);
    }
}

void topology_expect(struct graph *g, const char *want)
{
    struct buf got = {0};
    topology_messages(g, &got);
    if (strcmp(got.ptr, want) != 0)
        fail_msg("got:\n%swant:\n%s", got.ptr, want);
    buf_release(&got);
}
