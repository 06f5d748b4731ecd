/* SPDX-License-Identifier: MIT */
/* excess_case.h - a golden folder of least privilege, read as a user would have it and asked in both clouds.
 * Place:     shared test code.
 * Failure:   a folder that is read with errors fails the test.
 */
#ifndef FAASMAP_TESTS_EXCESS_CASE_H
#define FAASMAP_TESTS_EXCESS_CASE_H

#include "excess_azure.h"
#include "jewels.h"

struct excess_case {
    struct graph *g;
    struct jewels *jewels;
    struct excess *aws;
    struct excess_azure *azure;
};

/* tests/golden/KIND/NAME; afterwards excess_case_close(). */
struct excess_case excess_case_open(const char *kind, const char *name);
/* What the command says of it, without orphans of rules; added to out. */
void excess_case_text(const struct excess_case *c, struct buf *out);
void excess_case_close(struct excess_case *c);

#endif
