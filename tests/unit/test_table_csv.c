/* SPDX-License-Identifier: MIT */
/* The table as CSV: the rows as shown, in their order, and no cell that a spreadsheet computes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "finding.h"
#include "graph_yaml.h"
#include "session.h"
#include "test_explorer_run.h"
#include "test_files.h"

#define HEAD "name,kind,zone,trigger,auth,reach,priv,secrets,findings,in,out,id,where\n"

static const char *const SYSTEM = "faasmap: 1\n"
                                  "nodes:\n"
                                  "  - {id: a, kind: function, name: '=HYPERLINK(\"http://x\")'}\n"
                                  "  - {id: b, kind: queue, name: 'Say, \"hi\"'}\n"
                                  "  - {id: c, kind: table, name: \"two\\nlines\"}\n"
                                  "edges:\n"
                                  "  - {kind: writes, from: a, to: b}\n";

static void expect_csv(struct explorer *x, const char *want)
{
    char folder[] = "/tmp/faasmap-csv-XXXXXX", path[80], line[120];
    struct buf text = {0};

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/t.csv", folder);
    snprintf(line, sizeof line, "export %s", path);
    test_explorer_run(x, line);
    test_file_text(path, &text);
    assert_string_equal(text.ptr, want);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    buf_release(&text);
}

#define ROW_A "\"'=HYPERLINK(\"\"http://x\"\")\",\"function\",\"Code\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\",\"a\",\"t.yaml:3\"\n"
#define ROW_B "\"Say, \"\"hi\"\"\",\"queue\",\"Messaging\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\",\"\",\"b\",\"t.yaml:4\"\n"
#define ROW_C "\"two\\x0Alines\",\"table\",\"Data\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"c\",\"t.yaml:5\"\n"

static void rows_as_shown(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct rule_options none = {.only = {(struct str[]){STR_INIT("FW-001")}, 1}};
    struct explorer *x = test_explorer_open(g, (struct explorer_options){.rules = &none});

    (void)state;
    expect_csv(x, HEAD ROW_A ROW_B ROW_C); /* the table was never looked at */
    test_explorer_run(x, "view table");
    test_explorer_run(x, "sort kind reverse");
    expect_csv(x, HEAD ROW_C ROW_B ROW_A);
    test_explorer_run(x, "filter !kind:queue");
    test_explorer_run(x, "view map");
    expect_csv(x, HEAD ROW_C ROW_A);
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_as_shown)};
    return cmocka_run_group_tests_name("table_csv", tests, NULL, NULL);
}
