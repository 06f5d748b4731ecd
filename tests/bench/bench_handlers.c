/* SPDX-License-Identifier: MIT */
/* bench_handlers.c - what reading and running the code of one function costs, for each byte of it,
 * beside a search for line ends in the same bytes. Processor time, the best of several runs.
 * Ends with 1 if four times the code costs more than six times as much, or less than
 * LEAST_MEGABYTES a second are read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "buf.h"
#include "graph.h"
#include "importer.h"
#include "mem.h"

enum { RUNS = 5, SMALL = 200 * 1024, LARGE = 4 * SMALL, LEAST_MEGABYTES = 5 };

static const char python[] =
    "def step_%zu(table, event):\n"
    "    \"\"\"One of many.\"\"\"\n"
    "    item = {'id': event['id'], 'count': %zu, **event.get('more', {})}\n"
    "    for key, value in item.items():\n"
    "        if key.startswith('x') and value not in (1, 2, 3):  # a comment\n"
    "            table.put_item(Item={'key': key, 'value': f'{value!r}-{key}'})\n"
    "    return [v for v in item.values() if v]\n\n\n";
static const char script[] =
    "const step%zu = async ({ id, ...more }, table) => {\n"
    "  const item = { id, count: %zu, ...more }; // a comment\n"
    "  for (const [key, value] of Object.entries(item)) {\n"
    "    if (/^x['\"]/.test(key) && value > 3 / 2) {\n"
    "      await db.put({ TableName: table, Item: { key, value: `${value}-${key}` } }).promise();\n"
    "    }\n"
    "  }\n"
    "  return Object.values(item).filter((v) => v);\n"
    "};\n\n";

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_source(bool is_python, size_t bytes, struct buf *out)
{
    buf_puts(out, is_python ? "import os, boto3\nt = boto3.resource('dynamodb').Table('orders')\n\n"
                            : "const AWS = require('aws-sdk');\n"
                              "const db = new AWS.DynamoDB.DocumentClient();\n\n");
    size_t count = 0;
    for (; out->len < bytes; count++) {
        if (is_python)
            buf_printf(out, python, count, count);
        else
            buf_printf(out, script, count, count);
    }
    buf_puts(out, is_python ? "def handler(event, context):\n" : "exports.handler = async (event) => {\n");
    for (size_t i = 0; i < count; i++) {
        if (is_python)
            buf_printf(out, "    step_%zu(t, event)\n", i);
        else
            buf_printf(out, "  await step%zu(event, 'orders');\n", i);
    }
    buf_puts(out, is_python ? "" : "};\n");
}

static double import_once_timed(bool is_python, struct str source)
{
    static const char template[] =
        "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n"
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: %s, CodeUri: ., Handler: app.handler}\n";
    char text[300];
    snprintf(text, sizeof text, template, is_python ? "python3.12" : "nodejs20.x");
    const struct memory_file files[] = {{STR("template.yaml"), str_from(text)},
                                        {is_python ? STR("app.py") : STR("app.js"), source}};
    struct import_options options = {.files = files, .file_count = COUNT(files)};
    double from = now();
    struct graph *g = import_all(&options);
    double took = now() - from;
    bool found = false;
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        found = found || graph_edge_at(g, e)->kind == EDGE_WRITES;
    graph_free(g);
    if (!found) {
        fprintf(stderr, "bench_handlers: the call was not found\n");
        exit(2);
    }
    return took;
}

static double line_ends(struct str source)
{
    double from = now();
    volatile size_t lines = 0;
    for (const char *p = source.ptr, *end = p + source.len;
         p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        lines++;
    return now() - from;
}

static double measure(bool is_python, size_t bytes)
{
    struct buf source = {0};
    double best = 1e9, bare = 1e9;
    make_source(is_python, bytes, &source);
    for (int i = 0; i < RUNS; i++) {
        double took = import_once_timed(is_python, buf_str(&source)), scan = line_ends(buf_str(&source));
        best = took < best ? took : best;
        bare = scan < bare ? scan : bare;
    }
    printf("%-10s %8zu bytes %8.2f ms %7.1f MB/s   line ends %8.1f MB/s\n",
           is_python ? "python" : "javascript", source.len, best * 1e3,
           (double)source.len / best / 1e6, (double)source.len / bare / 1e6);
    double for_each = best / (double)source.len;
    buf_release(&source);
    return for_each;
}

int main(void)
{
    bool failed = false;
    for (int is_python = 1; is_python >= 0; is_python--) {
        double small = measure(is_python, SMALL), large = measure(is_python, LARGE);
        failed = failed || large > small * 1.5 || 1 / large < LEAST_MEGABYTES * 1e6;
    }
    printf("%s\n", failed ? "over the gate" : "within the gates");
    return failed;
}
