/* SPDX-License-Identifier: MIT */
/* What `faasmap check sample:X` says of each sample stands in samples/X/expected.txt, for one day.
 * FAASMAP_GOLDEN=write rewrites it; read it line by line before it is committed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decisions.h"
#include "findings_out.h"
#include "golden.h"
#include "iam.h"
#include "importer.h"

static void take(void *arg, const struct doc *d, struct diags *diags)
{
    decisions_read(arg, d, diags);
}

static void check_sample(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "sample:%s", name);
    const char *paths[] = {path};
    struct decisions *d = decisions_new();
    const struct import_options input = {.paths = paths, .path_count = 1, .derive = iam_derive,
                                         .overlay = take, .overlay_arg = d};
    struct graph *g = import_all(&input);
    const struct rule_options said = {.today = {2026, 11, 22}};
    const struct rule_options options = decisions_options(d, &said);
    struct findings *all = findings_find(g, &options);
    decisions_apply(d, all, options.today, graph_diags(g));
    const struct findings_form form = {.version = "test"};
    struct buf got = {0}, want = {0};
    findings_text(&got, all, &form);
    snprintf(path, sizeof path, "samples/%s/expected.txt", name);
    const char *mode = getenv("FAASMAP_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(got.ptr, 1, got.len, f);
        fclose(f);
    }
    golden_read(path, &want);
    if (!str_eq(buf_str(&want), buf_str(&got)))
        fail_msg("%s differs; got:\n%.*s", path, (int)got.len, got.ptr);
    buf_release(&got);
    buf_release(&want);
    findings_free(all);
    graph_free(g);
    decisions_free(d);
}

/* Each sample once: its files stand together in the table. */
static void test_findings(void **state)
{
    (void)state;
    static const struct str head = STR_INIT("samples/");
    struct str last = STR_NONE;
    size_t count = 0;
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        struct str rest = str_from(f->path), name;
        if (!str_starts(rest, head))
            continue;
        rest = str_from_at(rest, head.len);
        str_cut(&rest, '/', &name);
        if (str_eq(name, last))
            continue;
        char text[100];
        snprintf(text, sizeof text, "%.*s", (int)name.len, name.ptr);
        check_sample(text);
        last = name;
        count++;
    }
    assert_true(count >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_findings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
