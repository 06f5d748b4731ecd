/* SPDX-License-Identifier: MIT */
/* bench_hostile.c - inputs made to hurt a reader: each must end within a second of processor
 * time and 256 MiB beside the input itself. What it must say is tested in
 * tests/unit/test_read_hostile.c. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "read.h"

enum { MOST_KIB = 256 * 1024 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_case(const struct hostile *h, struct str text)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *doc = NULL;
    if (h->yaml)
        read_yaml(text, STR("f"), READ_RELAXED, diags, &docs);
    else
        read_json(text, STR("f"), READ_RELAXED, diags, &doc);
    doc_free(doc);
    docs_release(&docs);
    diags_free(diags);
}

static bool run(const struct hostile *h)
{
    struct rusage use;
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child < 0)
        return false;
    if (!child) {
        struct buf text = {0};
        h->make(&text);
        double from = now();
        read_case(h, buf_str(&text));
        double took = now() - from;
        getrusage(RUSAGE_SELF, &use);
        long kib = use.ru_maxrss - (long)(text.cap / 1024);
        bool good = took < 1 && kib < MOST_KIB;
        printf("%-5s %-22s %6.1f MB of input: %7.1f ms, %5.1f MiB%s\n", h->yaml ? "yaml" : "json",
               h->name, (double)text.len / 1e6, took * 1e3, (double)kib / 1024,
               good ? "" : "  TOO MUCH");
        fflush(stdout);
        _exit(good ? 0 : 1);
    }
    return waitpid(child, &status, 0) == child && status == 0;
}

int main(void)
{
    bool good = true;
    for (size_t i = 0; i < hostile_count; i++)
        good = run(&hostile_cases[i]) && good;
    return good ? 0 : 1;
}
