/* SPDX-License-Identifier: MIT */
/* The DOT export, parsed back by cgraph and compared with the model; dot and xmllint accept it. */
#include <graphviz/cgraph.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "arena.h"
#include "attr.h"
#include "crossings.h"
#include "exporter.h"
#include "exposure.h"
#include "graph_same.h"
#include "graph_yaml.h"
#include "mem.h"
#include "text.h"
#include "visible.h"

static void export_dot(const struct graph *g, struct buf *out)
{
    struct buf why = {0};
    if (!exporter_dot.write(g, out, &why))
        fail_msg("%s", why.ptr);
    buf_release(&why);
}

static const char *get(void *object, const char *name)
{
    const char *value = agget(object, (char *)(uintptr_t)name);
    return value ? value : "";
}

static void same(void *object, const char *name, struct str want)
{
    struct buf b = {0};
    buf_puts(&b, "");
    esc_dot(&b, want);
    assert_string_equal(get(object, name), b.ptr);
    buf_release(&b);
}

static void same_number(void *object, const char *name, long want)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", want);
    assert_string_equal(get(object, name), text);
}

static void same_where(void *object, const struct origin *o)
{
    struct buf b = {0};
    buf_puts(&b, "");
    esc_dot(&b, o->file);
    if (o->file.len && o->line)
        buf_printf(&b, ":%u", o->line);
    if (o->file.len && o->line && o->col)
        buf_printf(&b, ":%u", o->col);
    assert_string_equal(get(object, "faasmap_where"), b.ptr);
    buf_release(&b);
}

static Agraph_t *find_cluster(Agraph_t *in, const char *name)
{
    for (Agraph_t *s = agfstsubg(in); s; s = agnxtsubg(s)) {
        if (strcmp(agnameof(s), name) == 0)
            return s;
        Agraph_t *below = find_cluster(s, name);
        if (below)
            return below;
    }
    return NULL;
}

static int count_clusters(Agraph_t *in)
{
    int count = 0;
    for (Agraph_t *s = agfstsubg(in); s; s = agnxtsubg(s))
        count += (*get(s, "faasmap_id") != '\0') + count_clusters(s);
    return count;
}

static void check_node(Agraph_t *root, const struct graph *g, const struct exposure *x,
                       const node_id *container, node_id id, int *nodes, int *clusters)
{
    const struct node *n = graph_node_at(g, id);
    char name[32];
    snprintf(name, sizeof name, "n%05u", id);
    Agnode_t *node = agnode(root, name, 0);
    snprintf(name, sizeof name, "cluster_%05u", id);
    Agraph_t *cluster = find_cluster(root, name);
    assert_true(node || cluster);
    if (cluster) {
        (*clusters)++;
        same(cluster, "label", graph_label(g, id));
        same(cluster, "faasmap_id", n->id);
        same(cluster, "faasmap_kind", str_from(node_kinds[n->kind].name));
        same_where(cluster, &n->where);
    }
    if (container[id]) {
        snprintf(name, sizeof name, "cluster_%05u", container[id]);
        Agraph_t *in = find_cluster(root, name);
        assert_non_null(in);
        if (node)
            assert_non_null(agsubnode(in, node, 0));
        else
            assert_ptr_equal(agparent(cluster), in);
    }
    if (!node)
        return;
    (*nodes)++;
    struct buf label = {0};
    esc_dot(&label, graph_label(g, id));
    buf_printf(&label, "\\n%s", node_kinds[n->kind].name);
    assert_string_equal(get(node, "label"), label.ptr);
    buf_release(&label);
    assert_string_equal(get(node, "shape"), node_kinds[n->kind].shape);
    same(node, "tooltip", n->id);
    same(node, "faasmap_id", n->id);
    same(node, "faasmap_kind", str_from(node_kinds[n->kind].name));
    same(node, "faasmap_name", n->name);
    same(node, "faasmap_zone", n->zone);
    same(node, "faasmap_type", n->type);
    same(node, "faasmap_provider", n->provider);
    same(node, "faasmap_external", n->external ? STR("true") : STR("false"));
    same_number(node, "faasmap_sensitivity", n->sensitivity);
    same_where(node, &n->where);
    struct reach reach = exposure_reach(x, id);
    same(node, "faasmap_reach", reach.reached ? str_from(auths[reach.auth].name) : STR(""));
    same(node, "penwidth", reach.reached ? STR("3") : STR(""));
}

static Agedge_t *find_edge(Agraph_t *root, edge_id id, node_id tail, node_id head)
{
    char name[32];
    snprintf(name, sizeof name, "n%05u", tail);
    Agnode_t *t = agnode(root, name, 0);
    snprintf(name, sizeof name, "n%05u", head);
    Agnode_t *h = agnode(root, name, 0);
    snprintf(name, sizeof name, "e%05u", id);
    return t && h ? agedge(root, t, h, name, 0) : NULL;
}

static void check_edge(Agraph_t *root, const struct graph *g, const struct exposure *x,
                       const node_id *container, edge_id id, int *edges)
{
    const struct edge *e = graph_edge_at(g, id);
    bool back = e->kind == EDGE_READS || e->kind == EDGE_CODE_FROM;
    Agedge_t *edge = find_edge(root, id, back ? e->to : e->from, back ? e->from : e->to);
    if (!edge) { /* containment that the cluster shows */
        assert_true(e->kind == EDGE_HOSTED_BY || e->kind == EDGE_RESIDES_IN);
        assert_int_equal(container[e->from], e->to);
        return;
    }
    (*edges)++;
    enum crossing crossing = crossing_of_edge(g, id, NULL);
    struct arena *arena = arena_new();
    struct str own = graph_edge_id(g, id, arena);
    same(edge, "faasmap_id", own);
    same(edge, "tooltip", own);
    arena_free(arena);
    same(edge, "faasmap_kind", str_from(edge_kinds[e->kind].name));
    same(edge, "faasmap_reversed", back ? STR("true") : STR("false"));
    same(edge, "faasmap_evidence", str_from(evidence_names[e->evidence]));
    same_number(edge, "faasmap_confidence", e->confidence);
    same(edge, "faasmap_auth", e->auth == AUTH_ABSENT ? STR("") : str_from(auths[e->auth].name));
    same(edge, "faasmap_crosses", str_from(crossing_names[crossing]));
    same_where(edge, &e->where);
    assert_string_equal(get(edge, "penwidth"), exposure_edge(x, id) ? "3" : "");
    assert_int_equal(strncmp(get(edge, "label"), "\xe2\x95\xab ", 4) == 0,
                     crossing == CROSSING_OUTER);
}

/* Everything that the model has is there, once, and nothing else but the legend. */
static void check_against_model(const struct graph *g)
{
    struct buf out = {0};
    export_dot(g, &out);
    Agraph_t *root = agmemread(out.ptr);
    assert_non_null(root);
    struct exposure *x = exposure_build(g);
    node_id *container = visible_containers(g);
    int nodes = 0, clusters = 0, edges = 0, legend_nodes = 0, legend_edges = 0;
    same(root, "faasmap_name", graph_name(g));
    for (node_id n = 1; n <= graph_node_count(g); n++)
        check_node(root, g, x, container, n, &nodes, &clusters);
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        check_edge(root, g, x, container, e, &edges);
    assert_int_equal(count_clusters(root), clusters);
    Agraph_t *legend = find_cluster(root, "cluster_legend");
    assert_non_null(legend);
    legend_nodes = agnnodes(legend);
    legend_edges = agnedges(legend);
    assert_int_equal(agnnodes(root), nodes + legend_nodes);
    assert_int_equal(agnedges(root), edges + legend_edges);
    exposure_free(x);
    mem_free(container);
    agclose(root);
    buf_release(&out);
}

static void the_waste_system(void **state)
{
    (void)state;
    struct graph *g = graph_of_file("tests/golden/importers/topology/waste/system.yaml");
    check_against_model(g);
    struct buf once = {0}, twice = {0};
    export_dot(g, &once);
    export_dot(g, &twice);
    assert_string_equal(once.ptr, twice.ptr);
    /* Data flows from the queue to its reader. */
    Agraph_t *root = agmemread(once.ptr);
    node_id reader = graph_find(g, STR("tp")), queue = graph_find(g, STR("q:telemetry"));
    edge_id reads = graph_find_edge(g, STR("reads:tp->q:telemetry"));
    assert_non_null(find_edge(root, reads, queue, reader));
    assert_null(find_edge(root, reads, reader, queue));
    agclose(root);
    buf_release(&once);
    buf_release(&twice);
    graph_free(g);
}

static void every_member(void **state)
{
    (void)state;
    struct graph *g = graph_of_everything();
    graph_seal(g);
    check_against_model(g);
    graph_free(g);
}

static void nothing_at_all(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    graph_seal(g);
    check_against_model(g);
    graph_free(g);
}

/* Pieces that have broken out of DOT strings before. */
static const struct str hostile[] = {
    STR_INIT("\\"), STR_INIT("\""), STR_INIT(",label=ok];pwned[URL=evil];n1[tooltip="),
    STR_INIT("\"];//"), STR_INIT("\n"), STR_INIT("<b>"), STR_INIT("&#x202E;"),
    STR_INIT("\xe2\x80\xae"), STR_INIT("-."), STR_INIT("\\N\\G\\L"), STR_INIT("{|}"),
    STR_INIT("\xff"), STR_INIT("/*"), STR_INIT("#"), STR_INIT("digraph"), STR_INIT("\\l"),
    STR_INIT("\xc2\x9b"), STR_INIT("\xe4\xb8\x80"), STR_INIT("\r"), STR_INIT("+"), STR_INIT(" "),
    STR_INIT("\\\n"), STR_INIT("-5"), STR_INIT(".5."), STR_INIT("\xef\xbf\xbf"),
};

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static void hostile_names(void **state)
{
    (void)state;
    enum { NAMES = 5000, BYTES = 400 };
    uint32_t seed = 4711;
    struct graph *g = graph_new();
    graph_set_name(g, STR("\\"));
    node_id last = 0;
    for (int i = 0; i < NAMES; i++) {
        char name[BYTES], id[BYTES + 8];
        size_t len = 0;
        for (uint32_t pieces = 1 + next_random(&seed) % 20; pieces > 0; pieces--) {
            struct str p = hostile[next_random(&seed) % COUNT(hostile)];
            char byte = (char)(1 + next_random(&seed) % 255);
            if (next_random(&seed) % 4 == 0)
                p = (struct str){&byte, 1};
            if (len + p.len < BYTES) {
                memcpy(name + len, p.ptr, p.len);
                len += p.len;
            }
        }
        struct str s = i < (int)COUNT(hostile) ? hostile[i] : (struct str){name, len};
        int id_len = snprintf(id, sizeof id, "%d", i);
        memcpy(id + id_len, s.ptr, s.len);
        enum node_kind kind = (enum node_kind)(next_random(&seed) % NODE_KIND_COUNT);
        struct origin o = {s, next_random(&seed) % 3, 1, s};
        node_id n = graph_node(g, kind, (struct str){id, (size_t)id_len + s.len}, s, o);
        graph_set_type(g, n, s);
        graph_set_provider(g, n, s);
        if (last)
            graph_edge(g, (enum edge_kind)(next_random(&seed) % EDGE_KIND_COUNT), n, last,
                       EVIDENCE_CODE, 50, o);
        last = next_random(&seed) % 50 ? n : last;
    }
    graph_seal(g);
    check_against_model(g);
    graph_free(g);
}

/* Containers in a chain that is far deeper than clusters may nest, and in a ring. */
static void deep_nesting(void **state)
{
    (void)state;
    enum { DEEP = 3000 };
    struct graph *g = graph_new();
    node_id before = 0, first = 0;
    for (int i = 0; i < DEEP; i++) {
        char id[24];
        snprintf(id, sizeof id, "b%04d", i);
        node_id n = graph_node(g, NODE_BOUNDARY, str_from(id), STR_NONE, (struct origin){0});
        if (before)
            graph_edge(g, EDGE_RESIDES_IN, before, n, EVIDENCE_DECLARED, -1, (struct origin){0});
        first = first ? first : n;
        before = n;
    }
    graph_edge(g, EDGE_RESIDES_IN, before, first, EVIDENCE_DECLARED, -1, (struct origin){0});
    graph_seal(g);
    struct buf out = {0};
    export_dot(g, &out);
    Agraph_t *root = agmemread(out.ptr);
    assert_non_null(root);
    assert_int_equal(count_clusters(root), DEEP - 1); /* the ring is cut: one of them holds nothing */
    int outermost = 0;
    for (Agraph_t *c = agfstsubg(root); c; c = agnxtsubg(c))
        outermost += *get(c, "faasmap_id") != '\0';
    assert_int_equal(outermost, 1);
    agclose(root);
    buf_release(&out);
    graph_free(g);
}

static int run(const char *const argv[], const char *input)
{
    pid_t child = fork();
    if (child == 0) {
        if (input && !freopen(input, "rb", stdin))
            _exit(126);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void graphviz_accepts_it(void **state)
{
    (void)state;
    char folder[] = "/tmp/faasmap-dot-XXXXXX", dot[64], svg[64];
    assert_non_null(mkdtemp(folder));
    snprintf(dot, sizeof dot, "%s/map.dot", folder);
    snprintf(svg, sizeof svg, "%s/map.svg", folder);
    struct graph *g = graph_of_file("tests/golden/importers/topology/waste/system.yaml");
    struct buf out = {0};
    export_dot(g, &out);
    FILE *f = fopen(dot, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(out.ptr, 1, out.len, f), out.len);
    fclose(f);
    const char *const draw[] = {"dot", "-Tsvg", "-o", svg, dot, NULL};
    const char *const lint[] = {"xmllint", "--noout", "--nonet", svg, NULL};
    int drawn = run(draw, NULL), linted = drawn ? -1 : run(lint, NULL);
    unlink(dot);
    unlink(svg);
    rmdir(folder);
    buf_release(&out);
    graph_free(g);
    if (drawn == 127) {
        print_message("skipped: dot is not installed\n");
        skip();
    }
    assert_int_equal(drawn, 0);
    if (linted == 127)
        print_message("skipped in part: xmllint is not installed\n");
    else
        assert_int_equal(linted, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_waste_system), cmocka_unit_test(every_member),
        cmocka_unit_test(nothing_at_all),   cmocka_unit_test(hostile_names),
        cmocka_unit_test(deep_nesting),     cmocka_unit_test(graphviz_accepts_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
