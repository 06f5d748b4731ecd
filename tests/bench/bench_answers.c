/* SPDX-License-Identifier: MIT */
/* bench_answers.c - what whole answers cost (paths, paths that are proved, ten ways to one node, blast,
 * cut with its proof, all rules of check) beside a breadth-first search by hand over the same compiled graph, in the same
 * run, best of several; each with the compiling of the graph, and all that a command tells but the text.
 * And the excess of identities with several statements each, and its proof, which is to cost about as
 * much as finding it.
 * Ends with 1 if a ratio is over its gate at 10,000 nodes and 50,000 edges. The goals, 100 ms there and
 * 2 s at ten times the size, 3 s and 10 s for excess, are printed beside; they depend on the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "big_graph.h"
#include "blast.h"
#include "cut.h"
#include "excess.h"
#include "finding.h"
#include "iam.h"
#include "importer.h"
#include "mem.h"

enum { RUNS = 3, WAYS = 10, STATEMENTS = 4, ALONE = 5 };
/* What is measured; the gates are those of the first one. */
struct size {
    uint32_t nodes, identities; /* a good 4 nodes an identity */
    int runs;
    double goal_ms, goal_excess_ms;
    bool gated;
};
static const struct size sizes[] = {{10000, 2500, RUNS, 100, 3000, true},
                                    {100000, 25000, 1, 2000, 10000, false}};
/* About twice what an idle machine shows; of excess for each statement, of check besides in excesses. */
enum { GATE_PATHS = 60, GATE_EXACT = 160, GATE_WAYS = 70, GATE_BLAST = 150, GATE_CUT = 170,
       GATE_CHECK = 650, GATE_EXCESS = 1, GATE_CHECK_EXCESS = 3 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct bench {
    struct graph *g;
    struct seat stranger, taken;
    struct jewels *jewels;
    struct path_answer *answer;
    node_id far;
    size_t result; /* so that nothing is left out */
};

static void run_paths(struct bench *b)
{
    struct path_question q = {.seat = &b->stranger};
    struct path_answer *a = paths_from(b->g, &q);
    b->result += path_answer_reached(a, b->far, STATE_READ);
    path_answer_free(a);
}

static void run_exact(struct bench *b)
{
    struct path_question q = {.seat = &b->stranger, .exact = true};
    struct path_answer *a = paths_from(b->g, &q);
    b->result += path_answer_reached(a, b->far, STATE_READ);
    path_answer_free(a);
}

static void run_ways(struct bench *b)
{
    struct arena *arena = arena_new();
    struct path_ways w = path_answer_ways(b->answer, b->far, STATE_READ, WAYS, false, arena);
    b->result += w.count;
    arena_free(arena);
}

static void run_blast(struct bench *b)
{
    struct path_question q = {.seat = &b->taken};
    struct blast *x = blast_find(b->g, &q, b->jewels);
    b->result += x->fallen;
    blast_free(x);
}

static void run_cut(struct bench *b)
{
    struct cut_question q = {.path = {.seat = &b->stranger}, .jewels = b->jewels,
                             .prices = change_prices_usual()};
    struct cut *c = cut_find(b->g, &q);
    b->result += c->proposal_count;
    cut_free(c);
}

static void run_check(struct bench *b)
{
    struct findings *f = findings_find(b->g, &(struct rule_options){0});
    b->result += findings_count(f);
    findings_free(f);
}

static double best_of(void (*run)(struct bench *), struct bench *b, int runs)
{
    double best = 1e9;
    for (int i = 0; i < runs; i++) {
        double from = now();
        run(b);
        double took = now() - from;
        best = took < best ? took : best;
    }
    return best;
}

static double bare_of(const struct graph *g)
{
    struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};
    struct attack *a = attack_build(g, &terms);
    uint8_t *seen = mem_alloc(a->vertex_count);
    vertex_id *queue = mem_alloc(a->vertex_count * sizeof *queue), start;
    double best = 1e9;
    start = attack_vertex(a, graph_find(g, STR("internet")), STATE_HOLD);
    for (int i = 0; i < 3 * RUNS; i++) {
        double from = now();
        bare_search(a, start, seen, queue);
        double took = now() - from;
        best = took < best ? took : best;
    }
    mem_free(seen);
    mem_free(queue);
    attack_free(a);
    return best;
}

/* The table that the best path to it is longest of. */
static node_id farthest(const struct bench *b)
{
    const struct path_target *far = NULL;
    for (size_t i = 0; i < path_answer_count(b->answer); i++) {
        const struct path_target *t = path_answer_at(b->answer, i);
        if (graph_node_at(b->g, t->node)->kind == NODE_TABLE && t->states & 1u << STATE_READ)
            far = t;
    }
    return far ? far->node : 1;
}

static bool measure(const struct size *size)
{
    static const struct {
        const char *name;
        void (*run)(struct bench *b);
        double gate;
    } rows[] = {
        {"paths", run_paths, GATE_PATHS},   {"exact", run_exact, GATE_EXACT},
        {"ten ways", run_ways, GATE_WAYS},  {"blast", run_blast, GATE_BLAST},
        {"cut", run_cut, GATE_CUT},         {"check", run_check, GATE_CHECK},
    };
    static const char *const named[] = {"n0000003", "n0001203", "n0002403", "n0003603", "n0004803"};
    struct jewel_name names[sizeof named / sizeof named[0]];
    bool good = true;
    struct bench b = {.g = big_graph(size->nodes, 20261122), .stranger = seat_of(SEAT_ANONYMOUS, 0)};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        names[i] = (struct jewel_name){.text = str_from(named[i])};
    b.jewels = jewels_find(b.g, NULL, names, sizeof named / sizeof named[0], NULL);
    b.taken = seat_of(SEAT_COMPROMISED, graph_find(b.g, STR("n0000006")));
    struct path_question q = {.seat = &b.stranger};
    b.answer = paths_from(b.g, &q);
    b.far = farthest(&b);
    double bare = bare_of(b.g);
    printf("answers   %8u nodes %9zu edges, by hand %.2f ms\n", (unsigned)graph_node_count(b.g),
           graph_edge_count(b.g), bare * 1e3);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double took = best_of(rows[i].run, &b, size->runs);
        bool within = !size->gated || took / bare <= rows[i].gate;
        printf("          %-9s %8.1f ms (goal %.0f%s), ratio %6.1f (gate %.0f%s)%s\n", rows[i].name,
               took * 1e3, size->goal_ms, took * 1e3 > size->goal_ms ? ", missed" : "", took / bare,
               rows[i].gate, size->gated ? "" : " at 10,000", within ? "" : " OVER");
        good = good && within;
    }
    printf("          %zu of it; the ways are to %.*s\n", b.result,
           (int)graph_node_at(b.g, b.far)->id.len, graph_node_at(b.g, b.far)->id.ptr);
    path_answer_free(b.answer);
    jewels_free(b.jewels);
    graph_free(b.g);
    return good;
}

/* --- Excess ----------------------------------------------------------------------------------- */

/* Functions, some behind open routes, each with a table and a role of several statements, of which one is
 * needed; some have a table to themselves that is not. Through their tables all lead to each other. */
static struct graph *identities(uint32_t count)
{
    struct buf text = {0};
    buf_puts(&text, "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {");
    for (uint32_t i = 0; i < count; i++) {
        unsigned n = (unsigned)i;
        if (i % ALONE == 0)
            buf_printf(&text, "%s\"S%u\": {\"Type\": \"AWS::DynamoDB::Table\", \"Properties\": "
                       "{\"TableName\": \"s%06u\"}}", i ? ", " : "", n, n);
        buf_printf(&text, "%s\"T%u\": {\"Type\": \"AWS::DynamoDB::Table\", \"Properties\": "
                   "{\"TableName\": \"t%06u\"}},", ", ", n, n);
        buf_printf(&text, "\"R%u\": {\"Type\": \"AWS::IAM::Role\", \"Properties\": {"
                   "\"AssumeRolePolicyDocument\": {\"Statement\": {\"Effect\": \"Allow\", "
                   "\"Principal\": {\"Service\": \"lambda.amazonaws.com\"}, \"Action\": "
                   "\"sts:AssumeRole\"}}, \"Policies\": [{\"PolicyName\": \"p\", \"PolicyDocument\": "
                   "{\"Statement\": [", n);
        for (uint32_t k = 0; k < STATEMENTS; k++) {
            unsigned to = (unsigned)((i * 7 + k * 13) % count);
            buf_printf(&text, "%s{\"Effect\": \"Allow\", \"Action\": [\"dynamodb:GetItem\", "
                       "\"dynamodb:%s\"], \"Resource\": {\"Fn::GetAtt\": [\"%c%u\", \"Arn\"]}}",
                       k ? ", " : "", k % 2 ? "PutItem" : "DeleteItem",
                       k == 1 && i % ALONE == 0 ? 'S' : 'T',
                       k == 1 && i % ALONE == 0 ? n : k ? to : n);
        }
        buf_printf(&text, "]}}]}}, \"F%u\": {\"Type\": \"AWS::Lambda::Function\", \"Properties\": "
                   "{\"Handler\": \"index.h\", \"Runtime\": \"python3.13\", \"Role\": "
                   "{\"Fn::GetAtt\": [\"R%u\", \"Arn\"]}, \"Code\": {\"S3Bucket\": \"b\", "
                   "\"S3Key\": \"k\"}, \"Environment\": {\"Variables\": {\"TABLE\": {\"Ref\": "
                   "\"T%u\"}}}}}, \"U%u\": {\"Type\": \"AWS::Lambda::Url\", \"Properties\": "
                   "{\"AuthType\": \"%s\", \"TargetFunctionArn\": {\"Ref\": \"F%u\"}}}", n, n, n, n,
                   i % 10 ? "AWS_IAM" : "NONE", n);
    }
    buf_puts(&text, "}}");
    struct memory_file file = {STR("template.json"), buf_str(&text)};
    const struct import_options options = {.files = &file, .file_count = 1, .derive = iam_derive};
    struct graph *g = import_all(&options);
    buf_release(&text);
    return g;
}

static const double gate_proof = 1.5; /* it asks what was found anew, so about as much */

static double least(double a, double b)
{
    return a < b ? a : b;
}

static bool measure_excess(const struct size *size)
{
    struct graph *g = identities(size->identities);
    struct jewels *jewels = jewels_find(g, NULL, NULL, 0, NULL);
    struct buf why = {0};
    struct excess *x = NULL;
    bool proved = false;
    double took = 1e9, proof = 1e9, bare = bare_of(g), from;
    for (int i = 0; i < (size->gated ? RUNS : 1); i++) { /* the least: of two times that are compared */
        excess_free(x);
        from = now();
        x = excess_find(g, jewels);
        double found = now();
        took = least(took, found - from);
        proved = excess_verify(x, &why);
        proof = least(proof, now() - found);
    }
    from = now();
    struct findings *f = findings_find(g, &(struct rule_options){0});
    double check = now() - from;
    size_t count = excess_count(x), statements = 0, closing = 0;
    for (size_t i = 0; i < count; i++) {
        statements += excess_at(x, i)->statement_count;
        closing += excess_at(x, i)->if_taken.nodes > 0;
    }
    bool good = !size->gated || took / bare <= GATE_EXCESS * (double)statements;
    bool cheap = !size->gated || proof <= gate_proof * took;
    bool checked = !size->gated || check <= GATE_CHECK_EXCESS * took;
    printf("excess    %8zu nodes %9zu edges, %zu identities, %zu statements, by hand %.3f ms\n",
           graph_node_count(g), graph_edge_count(g), count, statements, bare * 1e3);
    printf("          %.0f ms (goal %.0f%s), %.2f searches by hand for each statement (gate %.0f)%s\n",
           took * 1e3, size->goal_excess_ms, took * 1e3 > size->goal_excess_ms ? ", missed" : "",
           took / bare / (double)statements, (double)GATE_EXCESS, good ? "" : " OVER");
    printf("          %.0f ms to check, %.2f of that (gate %.1f)%s; %u nodes lost, %zu close some\n",
           proof * 1e3, proof / took, gate_proof, cheap ? "" : " OVER", excess_all(x).nodes, closing);
    printf("          %.0f ms for check, %.2f of the excess (gate %d)%s; %zu findings\n",
           check * 1e3, check / took, GATE_CHECK_EXCESS, checked ? "" : " OVER", findings_count(f));
    if (!proved)
        printf("          wrong: %s\n", why.ptr);
    buf_release(&why);
    findings_free(f);
    excess_free(x);
    jewels_free(jewels);
    graph_free(g);
    return good && cheap && checked && proved && count == size->identities;
}

int main(void)
{
    bool good = true;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        good = measure(&sizes[i]) && good;
        good = measure_excess(&sizes[i]) && good;
    }
    return good ? 0 : 1;
}
