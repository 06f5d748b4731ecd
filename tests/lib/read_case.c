/* SPDX-License-Identifier: MIT */
#include "read_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

void read_case(struct buf *out, enum read_case_how how, struct str text)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *doc = NULL;
    bool yaml = how == CASE_YAML || how == CASE_YAML_PLACES;
    bool relaxed = how == CASE_JSON_RELAXED || how == CASE_RELAXED_PLACES;
    bool places = how != CASE_JSON && how != CASE_JSON_RELAXED && how != CASE_YAML;
    unsigned flags = relaxed ? READ_RELAXED : READ_STRICT;
    bool done = yaml ? read_yaml(text, STR("f"), flags, diags, &docs)
                     : read_json(text, STR("f"), flags, diags, &doc);
    if (doc)
        docs_add(&docs, doc);
    if (!done)
        buf_puts(out, "failed\n");
    assert_true(done || diags_errors(diags));
    assert_true(done || !docs.count);
    for (size_t i = 0; i < docs.count; i++) {
        doc_text_put(out, doc_root(docs.items[i]), places);
        buf_putc(out, '\n');
    }
    diags_sort(diags);
    diag_text_put(out, diags);
    docs_release(&docs);
    diags_free(diags);
}

void read_case_rows(enum read_case_how how, const struct read_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out = {0};
        buf_puts(&out, "");
        read_case(&out, how, rows[i].text);
        if (strcmp(out.ptr, rows[i].wanted) != 0)
            fail_msg("row %zu gave\n%swanted\n%s", i, out.ptr, rows[i].wanted);
        buf_release(&out);
    }
}
