/* SPDX-License-Identifier: MIT */
#include "graph_yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "buf.h"
#include "read.h"
#include "topology.h"

static void fail_at_errors(const struct diags *d)
{
    for (size_t i = 0; i < diags_count(d); i++) {
        const struct diag *m = diags_at(d, i);
        if (m->level == DIAG_ERROR)
            fail_msg("%u:%u: %.*s", m->where.line, m->where.col, (int)m->text.len, m->text.ptr);
    }
}

static struct graph *graph_of_bytes(struct str bytes)
{
    struct graph *g = graph_new();
    struct docs docs = {0};
    read_yaml(bytes, STR("t.yaml"), READ_STRICT, graph_diags(g), &docs);
    fail_at_errors(graph_diags(g));
    topology_read(docs.items[0], g);
    fail_at_errors(graph_diags(g));
    graph_seal(g);
    docs_release(&docs);
    return g;
}

struct graph *graph_of_yaml(const char *text)
{
    return graph_of_bytes(str_from(text));
}

struct graph *graph_of_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = {0};
    char block[4096];
    size_t got;
    if (!f)
        fail_msg("%s cannot be opened", path);
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        buf_add(&b, (struct str){block, got});
    fclose(f);
    struct graph *g = graph_of_bytes(buf_str(&b));
    buf_release(&b);
    return g;
}
