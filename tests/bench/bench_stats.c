/* SPDX-License-Identifier: MIT */
/* bench_stats.c - what `faasmap stats` of a CloudFormation template costs, beside the bare libraries on
 * the same bytes in the same run: cJSON_Parse() for JSON, libyaml's event loop for YAML.
 * Everything that the command does is timed but for opening the file and writing the answer out.
 * Every measurement is a child process of its own and counts its processor time; all are taken in turn,
 * so that other work on the machine meets them alike, and the best of several counts: of more where
 * that is over a gate, as such work may last for seconds. Before each,
 * another child touches as much memory as will be needed, in huge pages: a virtual machine that gave it
 * back to its host pays for it anew, many times what the work costs, and that says nothing about any
 * program. Phases: read (the reader alone, measured apart), import (importers and links, without
 * reading), derive (what policies mean), seal, answer (exposure and counts).
 * Ends with 1 if a ratio or the growth from one size to the next, as a share of the bare
 * library's, is over its gate.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answers.h"
#include "bare.h"
#include "iam.h"
#include "importer.h"
#include "read.h"
#include "stats.h"
#include "template_gen.h"

/* At most 3 for JSON and 1.5 for YAML, and a cost that grows as the bare library's does. Reached are 2.4 to
 * 2.8, 1.9 to 2.3 and 2.5 to 2.8 (500, 5,000, 50,000 resources) of JSON, 1.1 to 1.3, 1 to 1.1 and 1.2 to 1.5
 * of YAML on idle virtual machines: the faster the processor is beside its memory, the less the second and
 * the more the last; others that fill the caches can lift the first and the last over the gate. From
 * 5,000 to 50,000 it grows up to 1.4 times as the bare library does, which itself takes 10 to 15 times as
 * long. The smallest size pays for code that runs for the first time, the largest for memory that does not
 * fit into the caches. */
static const size_t sizes[] = {500, 5000, 50000};
static const double gate_json = 3, gate_yaml = 1.5;
static const double gate_growth = 1.5;

enum phase { READ, IMPORT, DERIVE, SEAL, ANSWER, PHASES };
static const char *const phase_names[PHASES] = {"read", "import", "derive", "seal", "answer"};

struct figures {
    double seconds, phases[PHASES];
    long kib; /* the most memory that the process had */
};

enum what { NOTHING, BARE, READER, STATS };
enum { MEMORY_A_BYTE = 16 }; /* of the text, at most */

static double reader(struct str text, bool yaml)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *doc = NULL;
    double from = now();
    must(yaml ? read_yaml(text, STR("bench"), READ_RELAXED, diags, &docs)
              : read_json(text, STR("bench"), READ_RELAXED, diags, &doc),
         "the reader");
    return now() - from;
}

/* The only globals: import_all() tells nobody where its phases end, but it calls derive between. */
static double derive_from, derive_to;

static void derive(struct graph *g)
{
    derive_from = now();
    iam_derive(g);
    derive_to = now();
}

static void stats(struct str text, bool yaml, struct figures *f)
{
    const struct memory_file file = {yaml ? STR("bench.yaml") : STR("bench.json"), text};
    const struct import_options o = {.files = &file, .file_count = 1, .derive = derive};
    struct stats s;
    struct buf out = {0};
    double from = now();
    struct graph *g = import_all(&o);
    double imported = now();
    struct exposure *x = exposure_build(g);
    stats_count(g, x, &s);
    exposure_free(x);
    stats_text(&out, g, &s, NULL);
    double end = now();
    must(!s.errors && s.nodes > 100 && s.edge_kinds[EDGE_GRANTS] > 10, "the import");
    f->seconds = end - from;
    f->phases[IMPORT] = derive_from - from; /* reading is taken off later */
    f->phases[DERIVE] = derive_to - derive_from;
    f->phases[SEAL] = imported - derive_to;
    f->phases[ANSWER] = end - imported;
}

static void warm_up(size_t bytes)
{
    pid_t child = fork();
    must(child >= 0, "fork");
    if (!child) {
        enum { PAGE = 4096 };
        char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p != MAP_FAILED)
            madvise(p, bytes, MADV_HUGEPAGE);
        for (size_t at = 0; p != MAP_FAILED && at < bytes; at += PAGE)
            p[at] = 1;
        _exit(0);
    }
    must(waitpid(child, NULL, 0) == child, "waitpid");
}

static struct figures measure(struct str text, bool yaml, enum what what)
{
    struct figures f = {0};
    int ends[2];
    warm_up(MEMORY_A_BYTE * text.len);
    must(pipe(ends) == 0, "pipe");
    pid_t child = fork();
    must(child >= 0, "fork");
    if (!child) {
        struct rusage use;
        if (what == BARE)
            f.seconds = yaml ? bare_yaml(text) : bare_json(text);
        else if (what == READER)
            f.seconds = reader(text, yaml);
        else if (what == STATS)
            stats(text, yaml, &f);
        getrusage(RUSAGE_SELF, &use);
        f.kib = use.ru_maxrss;
        _exit(write(ends[1], &f, sizeof f) != (ssize_t)sizeof f);
    }
    close(ends[1]);
    must(read(ends[0], &f, sizeof f) == (ssize_t)sizeof f, "child");
    close(ends[0]);
    must(waitpid(child, NULL, 0) == child, "waitpid");
    return f;
}

/* The template, made by a child: what this process had touched of the memory that is handed out in
 * pieces (chunk.h) would be copied page by page in every child that is measured. */
static struct str template_of(bool yaml, size_t resources)
{
    FILE *f = tmpfile();
    must(f != NULL, "tmpfile");
    pid_t child = fork();
    must(child >= 0, "fork");
    if (!child) {
        struct buf text = {0};
        template_gen(&text, yaml ? TEMPLATE_CFN_YAML : TEMPLATE_CFN_JSON, resources);
        fwrite(text.ptr, 1, text.len, f);
        _exit(fflush(f) ? 1 : 0);
    }
    int status;
    must(waitpid(child, &status, 0) == child && !status, "the template");
    off_t size = lseek(fileno(f), 0, SEEK_END);
    must(size > 0, "the template");
    void *text = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fileno(f), 0);
    must(text != MAP_FAILED, "mmap");
    fclose(f);
    return (struct str){text, (size_t)size};
}

static struct figures better(struct figures a, struct figures b)
{
    return b.seconds < a.seconds ? b : a;
}

static bool is_over(const struct figures *ours, const struct figures *bare, double gate, double before)
{
    double ratio = ours->seconds / bare->seconds;

    return ratio > gate || (before > 0 && ratio / before > gate_growth);
}

/* *before: the ratio of the size before, 0: none; set to that of this one. */
static bool run(bool yaml, size_t resources, double gate, double *before)
{
    struct str s = template_of(yaml, resources);
    struct figures bare = measure(s, yaml, BARE), read = measure(s, yaml, READER);
    struct figures ours = measure(s, yaml, STATS);
    int runs = resources > 10000 ? 7 : 25, most = 4 * runs;
    for (int i = 1; i < (is_over(&ours, &bare, gate, *before) ? most : runs); i++) {
        bare = better(bare, measure(s, yaml, BARE));
        read = better(read, measure(s, yaml, READER));
        if (ours.seconds < 5) /* what takes longer is not measured twice */
            ours = better(ours, measure(s, yaml, STATS));
    }
    ours.phases[READ] = read.seconds;
    ours.phases[IMPORT] -= read.seconds;
    long base = measure(s, yaml, NOTHING).kib;
    double ratio = ours.seconds / bare.seconds, growth = *before > 0 ? ratio / *before : 0;
    bool good = !is_over(&ours, &bare, gate, *before);
    printf("%s %5zu resources %6.2f MB: bare %7.2f ms, stats %8.2f ms, ratio %.2f (at most %.2f), "
           "growth %.2f (at most %.1f), memory %.1f bytes a byte%s\n    ",
           yaml ? "yaml" : "json", resources, (double)s.len / 1e6, bare.seconds * 1e3,
           ours.seconds * 1e3, ratio, gate, growth, gate_growth,
           (double)(ours.kib - base) * 1024 / (double)s.len, good ? "" : "  TOO SLOW");
    for (int p = 0; p < PHASES; p++)
        printf("%s %.2f ms (%.2f)%s", phase_names[p], ours.phases[p] * 1e3,
               ours.phases[p] / bare.seconds, p + 1 < PHASES ? ", " : "\n");
    fflush(stdout);
    *before = ratio;
    munmap((void *)(uintptr_t)s.ptr, s.len);
    return good;
}

/* bench_stats [json|yaml RESOURCES]: only this one. -w json|yaml RESOURCES: writes the template out, for
 * a profiler. */
int main(int argc, char **argv)
{
    bool good = true;
    double none = 0;
    if (argc == 3)
        return run(str_is(str_from(argv[1]), "yaml"), (size_t)strtoul(argv[2], NULL, 10), HUGE_VAL,
                   &none) ? 0 : 1;
    if (argc == 4 && str_is(str_from(argv[1]), "-w")) {
        struct buf text = {0};
        template_gen(&text, str_is(str_from(argv[2]), "yaml") ? TEMPLATE_CFN_YAML
                                                              : TEMPLATE_CFN_JSON,
                     (size_t)strtoul(argv[3], NULL, 10));
        fwrite(text.ptr, 1, text.len, stdout);
        buf_release(&text);
        return 0;
    }
    for (int yaml = 0; yaml < 2; yaml++) {
        double before = 0;
        for (size_t i = 0; i < COUNT(sizes); i++)
            good = run(yaml, sizes[i], yaml ? gate_yaml : gate_json, &before) && good;
    }
    return good ? 0 : 1;
}
