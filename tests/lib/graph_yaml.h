/* SPDX-License-Identifier: MIT */
/* graph_yaml.h - graphs for tests, written down as native topologies. */
#ifndef FAASMAP_TESTS_GRAPH_YAML_H
#define FAASMAP_TESTS_GRAPH_YAML_H

#include "graph.h"

/* A sealed graph; fails the cmocka test at the first error message. */
struct graph *graph_of_yaml(const char *text);
struct graph *graph_of_file(const char *path); /* relative to the repository */

#endif
