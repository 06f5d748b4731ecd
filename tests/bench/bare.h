/* SPDX-License-Identifier: MIT */
/* bare.h - what the benches of reading compare with: cJSON_Parse() and libyaml's event loop, timed.
 * Processor time, not that of the clock, so that other work on the machine does not count; freeing
 * is timed for none. A failure ends the program with 2.
 */
#ifndef FAASMAP_BENCH_BARE_H
#define FAASMAP_BENCH_BARE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <yaml.h>

#include "str.h"

static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(2);
}

static inline double bare_json(struct str text)
{
    double from = now();
    cJSON *tree = cJSON_Parse(text.ptr);
    double took = now() - from;
    must(tree != NULL, "cJSON");
    cJSON_Delete(tree);
    return took;
}

static inline double bare_yaml(struct str text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool more = true;
    double from = now();
    must(yaml_parser_initialize(&parser), "libyaml");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    while (more) {
        must(yaml_parser_parse(&parser, &event), "libyaml");
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    double took = now() - from;
    yaml_parser_delete(&parser);
    return took;
}

#endif
