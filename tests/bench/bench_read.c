/* SPDX-License-Identifier: MIT */
/* bench_read.c - what reading costs beside the bare libraries, on the same bytes in the same run.
 * JSON is compared with cJSON_Parse(), YAML with libyaml's event loop; freeing is timed for none.
 * Every measurement is a child process of its own, as a file is read once in a process: memory
 * that an earlier run has warmed would flatter whoever frees most. Processor time, not that of the
 * clock, so that other work on the machine does not count; the best of several runs.
 * Ends with 1 if a ratio is over its gate.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "read.h"
#include "template_gen.h"

/* The whole of `stats` may cost 3 and 1.5; what reading leaves is for the import. */
static const double gate_json = 1, gate_yaml = 0.9;

static double ours(struct str text, bool yaml)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *doc = NULL;
    double from = now();
    bool good = yaml ? read_yaml(text, STR("bench"), READ_RELAXED, diags, &docs)
                     : read_json(text, STR("bench"), READ_RELAXED, diags, &doc);
    double took = now() - from;
    must(good && !diags_count(diags), "the reader");
    doc_free(doc);
    docs_release(&docs);
    diags_free(diags);
    return took;
}

struct figures {
    double seconds;
    long kib; /* the most memory that the process had */
};

enum what { NOTHING, BARE, OURS };

static struct figures measure(struct str text, bool yaml, enum what what)
{
    struct figures f = {0, 0};
    int ends[2];
    must(pipe(ends) == 0, "pipe");
    pid_t child = fork();
    must(child >= 0, "fork");
    if (!child) {
        struct rusage use;
        if (what == BARE)
            f.seconds = yaml ? bare_yaml(text) : bare_json(text);
        else if (what == OURS)
            f.seconds = ours(text, yaml);
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

static bool run(const char *name, enum template_kind kind, size_t resources)
{
    bool yaml = kind == TEMPLATE_CFN_YAML;
    struct buf text = {0};
    struct figures bare = {1e9, 0}, mine = {1e9, 0};
    double gate = yaml ? gate_yaml : gate_json;
    template_gen(&text, kind, resources);
    int runs = resources > 10000 ? 9 : 25;
    for (int i = 0; i < runs; i++) {
        struct figures b = measure(buf_str(&text), yaml, BARE);
        struct figures m = measure(buf_str(&text), yaml, OURS);
        bare = b.seconds < bare.seconds ? b : bare;
        mine = m.seconds < mine.seconds ? m : mine;
    }
    long base = measure(buf_str(&text), yaml, NOTHING).kib;
    double ratio = mine.seconds / bare.seconds, bytes = (double)text.len;
    printf("%s %5zu resources %6.2f MB: bare %7.2f ms, ours %7.2f ms, ratio %.2f (at most %.2f), "
           "memory %.1f and %.1f bytes a byte%s\n",
           name, resources, bytes / 1e6, bare.seconds * 1e3, mine.seconds * 1e3, ratio, gate,
           (double)(bare.kib - base) * 1024 / bytes, (double)(mine.kib - base) * 1024 / bytes,
           ratio <= gate ? "" : "  TOO SLOW");
    buf_release(&text);
    return ratio <= gate;
}

int main(void)
{
    static const size_t sizes[] = {500, 5000, 50000};
    bool good = true;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        good = run("cfn json", TEMPLATE_CFN_JSON, sizes[i]) && good;
        good = run("arm json", TEMPLATE_ARM_JSON, sizes[i]) && good;
        good = run("cfn yaml", TEMPLATE_CFN_YAML, sizes[i]) && good;
    }
    return good ? 0 : 1;
}
