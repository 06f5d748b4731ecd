/* SPDX-License-Identifier: MIT */
/* The readers: every way through them on a few bytes. */
#include "driver.h"

#include <fcntl.h>

#include "attr.h"
#include "read.h"

const char oom_name[] = "readers";

static const struct str inputs[] = {
    STR_INIT("{\"a\": [1, \"\\u00e9\", null], \"a\": {\"b\": true}}"),
    STR_INIT("[1000000000000000000000000000000000000000000000000000000000000000000000000000]"),
    STR_INIT("// comment\n{\"a\": [1, 2,],}"),
    STR_INIT("\xff\xfe[\0001\0,\0]\0"),
    STR_INIT("{\"a\" 1}"),
    STR_INIT("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,"
             "\"k\":1,\"l\":1,\"m\":1,\"n\":1,\"o\":1,\"p\":1,\"q\":1}"),
    STR_INIT("a: &x {k: !GetAtt A.b, t: !mine v}\nb: *x\nc: {<<: *x, k: |\n   text\n }\na: 1\n"
             "---\n\"two\": !Sub [x, {y: z}]\n"),
    STR_INIT("a: [1, 2"),
    STR_INIT("%TAG !e! tag:x,2000:\n--- !e!y\n- &a [*a]\n"),
    STR_INIT("\xfe\xff\0a\0:\0 \0b"),
};

void oom_scenario(void)
{
    struct diags *diags = diags_new();
    for (size_t i = 0; i < COUNT(inputs); i++) {
        struct docs docs = {0};
        struct doc *d = NULL;
        size_t errors = diags_errors(diags);
        bool json = read_json(inputs[i], STR("f"), READ_RELAXED, diags, &d);
        oom_check(json || diags_errors(diags) > errors);
        oom_check(json == (d != NULL));
        errors = diags_errors(diags);
        bool yaml = read_yaml(inputs[i], STR("f"), READ_STRICT, diags, &docs);
        oom_check(yaml || (diags_errors(diags) > errors && !docs.count));
        doc_free(d);
        docs_release(&docs);
    }
    const struct read_place at = {
        .root = AT_FDCWD, .path = "tests/oom/oom_read.c", .file = STR("f"), .named = false};
    struct buf raw = {0};
    oom_check(read_load(&at, diags, &raw) || diags_errors(diags));
    read_wipe(&raw);
    diags_free(diags);
}
