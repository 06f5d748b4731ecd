/* SPDX-License-Identifier: MIT */
#include "excess_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "excess_out.h"
#include "golden.h"

struct excess_case excess_case_open(const char *kind, const char *name)
{
    char path[200];
    struct excess_case c;
    snprintf(path, sizeof path, "tests/golden/%s/%s", kind, name);
    c.g = golden_import(path);
    assert_int_equal(diags_errors(graph_diags(c.g)), 0);
    c.jewels = jewels_find(c.g, NULL, NULL, 0, NULL);
    c.aws = excess_find(c.g, c.jewels);
    c.azure = excess_azure_find(c.g, c.jewels);
    return c;
}

void excess_case_text(const struct excess_case *c, struct buf *out)
{
    const struct str none = STR("none");
    const struct rule_options no_rules = {.only = {&none, 1}};
    struct findings *leftovers = findings_find(c->g, &no_rules);
    excess_text(out, c->aws, c->azure, leftovers);
    findings_free(leftovers);
}

void excess_case_close(struct excess_case *c)
{
    excess_azure_free(c->azure);
    excess_free(c->aws);
    jewels_free(c->jewels);
    graph_free(c->g);
}
