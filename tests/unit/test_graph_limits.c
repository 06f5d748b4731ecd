/* SPDX-License-Identifier: MIT */
/* test_graph_limits.c - a graph that has no more room: every importer, the links, the policies and
 * the exporter go on with what there is, and one error says so. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exporter.h"
#include "exposure.h"
#include "iam.h"
#include "importer.h"
#include "set_limits.h" /* declares what is defined below */
#include "share.h"

unsigned set_graph_nodes, set_graph_edges;

enum { NO_LIMIT = 2000000, STEPS = RANDOM_SHARE > 1 ? 12 : 24 };

static struct graph *import(const char *path, size_t *nodes)
{
    struct import_progress counters = {0};
    const struct import_options options = {
        .derive = iam_derive, .paths = &path, .path_count = 1, .progress = &counters};
    struct graph *g = import_all(&options);
    *nodes = counters.nodes;
    return g;
}

static size_t count_of(const struct graph *g, const char *text)
{
    const struct diags *d = graph_diags(g);
    size_t count = 0;
    for (size_t i = 0; i < diags_count(d); i++)
        count += str_find(diags_at(d, i)->text, str_from(text)) != STR_NPOS;
    return count;
}

/* What is left can be asked and written. */
static void use(const struct graph *g)
{
    struct buf out = {0}, why = {0};
    const struct exporter *json = exporter_find(STR("json"));
    struct exposure *x = exposure_build(g);
    assert_true(json->write(g, &out, &why));
    exposure_free(x);
    buf_release(&out);
    buf_release(&why);
}

static void limited(const char *path, unsigned nodes, unsigned edges, const char *message)
{
    size_t made;
    set_graph_nodes = nodes;
    set_graph_edges = edges;
    struct graph *g = import(path, &made);
    if (made > nodes || graph_edge_count(g) > edges || count_of(g, message) != 1)
        fail_msg("%s with %u nodes and %u edges: %zu nodes, %zu edges, message %zu times", path,
                 nodes, edges, made, graph_edge_count(g), count_of(g, message));
    use(g);
    graph_free(g);
}

/* Limits from none up to what the input needs, in about so many steps. */
static void all_limits(const char *path)
{
    size_t made, edges;
    set_graph_nodes = set_graph_edges = NO_LIMIT;
    struct graph *g = import(path, &made);
    edges = graph_edge_count(g);
    assert_int_equal(count_of(g, "limit graph-"), 0);
    graph_free(g);
    for (size_t n = 0; n < made; n += 1 + made / STEPS)
        limited(path, (unsigned)n, NO_LIMIT, "limit graph-nodes");
    for (size_t e = 0; e < edges; e += 1 + edges / STEPS)
        limited(path, NO_LIMIT, (unsigned)e, "limit graph-edges");
}

static void below(const char *parent, size_t *cases)
{
    struct dirent **names;
    int count = scandir(parent, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[500];
        snprintf(path, sizeof path, "%s/%s", parent, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && names[i]->d_type == DT_DIR) {
            all_limits(path);
            ++*cases;
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void test_samples(void **state)
{
    size_t cases = 0;
    (void)state;
    below("samples", &cases);
    assert_true(cases >= 2);
}

static void test_golden_inputs(void **state)
{
    size_t cases = 0;
    (void)state;
    for (const struct importer *const *i = importers; *i; i++) {
        char folder[200];
        snprintf(folder, sizeof folder, "tests/golden/importers/%s", (*i)->name);
        for (char *c = folder; *c; c++)
            *c = *c == '-' ? '_' : *c;
        below(folder, &cases);
    }
    assert_true(cases >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_golden_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
