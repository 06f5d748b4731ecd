/* SPDX-License-Identifier: MIT */
/* cut_case.h - a cut of a small system that is written as text (tiny_graph.h).
 * Place:     shared test code. The jewels are those of the system; prices are the usual ones.
 *
 *     struct cut_case s = cut_case_of("actor internet\n...", "anonymous");
 *     s.q.budget = 3;
 *     cut_case_solve(&s);
 *     cut_case_holds(&s, text);
 *     cut_case_end(&s);
 */
#ifndef FAASMAP_TESTS_CUT_CASE_H
#define FAASMAP_TESTS_CUT_CASE_H

#include "check_cut.h"
#include "tiny_graph.h"

struct cut_case {
    struct graph *g;
    struct jewels *jewels;
    struct seat seat;
    struct cut_question q;
    struct cut *cut; /* NULL before the first cut_case_solve() */
};

struct cut_case cut_case_of(const char *text, const char *seat);
void cut_case_solve(struct cut_case *s); /* again, as s->q asks now */
void cut_case_holds(const struct cut_case *s, const char *text); /* its certificates, or the test fails */
void cut_case_end(struct cut_case *s);

#endif
