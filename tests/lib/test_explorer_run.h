/* SPDX-License-Identifier: MIT */
/* test_explorer_run.h - an explorer on the memory terminal that tests give commands to. */
#ifndef FAASMAP_TESTS_TEST_EXPLORER_RUN_H
#define FAASMAP_TESTS_TEST_EXPLORER_RUN_H

#include "explorer.h"

/* With these options (kind, rows and columns are filled in), drawn once; fails the cmocka test if it
 * does not open. */
struct explorer *test_explorer_open(const struct graph *g, struct explorer_options options);
/* A `:` command that must work, and what it sets going. */
void test_explorer_run(struct explorer *x, const char *line);

#endif
