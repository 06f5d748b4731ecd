/* SPDX-License-Identifier: MIT */
/* Every limit of the readers at one below, at and one above its value, with the place and the name
 * in the message. Linked with readers that were compiled with the limits of small_limits.h. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "doc_text.h"
#include "read.h"

/* The messages of reading text, or "" if it was read; the caller frees it. */
static struct buf outcome(struct str text, bool yaml)
{
    struct buf out = {0};
    struct diags *diags = diags_new();
    struct docs docs = {0};
    struct doc *d = NULL;
    bool done = yaml ? read_yaml(text, STR("f"), READ_STRICT, diags, &docs)
                     : read_json(text, STR("f"), READ_STRICT, diags, &d);
    buf_puts(&out, "");
    assert_int_equal(done, diags_errors(diags) == 0);
    diag_text_put(&out, diags);
    doc_free(d);
    docs_release(&docs);
    diags_free(diags);
    return out;
}

struct row {
    const char *text;  /* read whole; NULL ends the table */
    const char *error; /* NULL: it is read */
};

static void run(const struct row *rows, size_t count, bool yaml)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out = outcome(str_from(rows[i].text), yaml);
        const char *wanted = rows[i].error ? rows[i].error : "";
        if (strcmp(out.ptr, wanted) != 0)
            fail_msg("row %zu (%s) gave\n%swanted\n%s", i, rows[i].text, out.ptr, wanted);
        buf_release(&out);
    }
}

static void json_limits(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[[[1]]]", NULL},
        {"[[{\"a\":[1]}]]", NULL},
        {"[[[\n [[1]]]]]", "f:2:3: error: more than 4 nested levels (limit depth)\n"},
        {"[[{\"a\":[{}]}]]", "f:1:9: error: more than 4 nested levels (limit depth)\n"},
        {"[[], [], [], [], [], [[]], [[[]]]]", NULL},
        /* a list and 18, 19, 20 values */
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", NULL},
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", NULL},
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]",
         "f:1:40: error: more than 20 values in a document (limit document-nodes)\n"},
        {"[\"123456789\"]", NULL},
        {"[\"1234567890\"]", NULL},
        {"[\"12345678901\"]", "f:1:2: error: more than 10 bytes in a string (limit string-size)\n"},
        {"[\"\\n234567890\"]", NULL}, /* decoded bytes count */
        {"[\"123456789\\u00e9\"]",
         "f:1:2: error: more than 10 bytes in a string (limit string-size)\n"},
        {"{\"123456789\":0}", NULL},
        {"{\"1234567890\":0}", NULL},
        {"{\"12345678901\":0}",
         "f:1:2: error: more than 10 bytes in a string (limit string-size)\n"},
        {"[123456789]", NULL},
        {"[1234567890]", NULL},
        {"[12345678901]", "f:1:2: error: more than 10 bytes in a string (limit string-size)\n"},
    };
    run(rows, COUNT(rows), false);
}

static void yaml_limits(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[[[1]]]", NULL},
        {"[[[[1]]]]", NULL},
        {"[[[[[1]]]]]", "f:1:5: error: more than 4 nested levels (limit depth)\n"},
        {"- - - - - 1", "f:1:9: error: more than 4 nested levels (limit depth)\n"},
        /* a long form is one level more, that of GetAtt two */
        {"[[[!Ref a]]]", NULL},
        {"[[[[!Ref a]]]]", "f:1:5: error: more than 4 nested levels (limit depth)\n"},
        {"[[!GetAtt a.b]]", NULL},
        {"[[[!GetAtt a.b]]]", "f:1:4: error: more than 4 nested levels (limit depth)\n"},
        {"[[!Not [a]]]", NULL},
        {"[[[!Not [a]]]]", "f:1:4: error: more than 4 nested levels (limit depth)\n"},
        /* a copy keeps to the depth of the place where it goes */
        {"[&a [[x]], [*a]]", NULL},
        {"[&a [[x]], [[*a]]]", "f:1:14: error: more than 4 nested levels (limit depth)\n"},
        /* a list and 18, 19, 20 values; keys count as well */
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", NULL},
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", NULL},
        {"[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]",
         "f:1:40: error: more than 20 values in a document (limit document-nodes)\n"},
        {"{a: 1,b: 1,c: 1,d: 1,e: 1,f: 1,g: 1,h: 1,i: 1}", NULL},
        {"{a: 1,b: 1,c: 1,d: 1,e: 1,f: 1,g: 1,h: 1,i: 1,j: 1}",
         "f:1:50: error: more than 20 values in a document (limit document-nodes)\n"},
        {"123456789", NULL},
        {"1234567890", NULL},
        {"12345678901", "f:1:1: error: more than 10 bytes in a string (limit string-size)\n"},
        {"12345678901: 1", "f:1:1: error: more than 10 bytes in a string (limit string-size)\n"},
        {"--- 1\n--- 2\n", NULL},
        {"--- 1\n--- 2\n--- 3\n", NULL},
        {"--- 1\n--- 2\n--- 3\n--- 4\n",
         "f:4:1: error: more than 3 documents in a file (limit documents)\n"},
        {"%TAG !a! b\n---\n- 1", NULL},
        {"%TAG !a! b\n%TAG !b! b\n---\n- 1", NULL},
        {"%TAG !a! b\n%TAG !b! b\r%TAG !c! b\n---\n- 1",
         "f:3:1: error: more than 2 lines that begin with % (limit directives)\n"},
        /* copies: 5, 6, 7 values */
        {"[&a [1,1],*a,*a]", NULL},
        {"[&a [1,1,1,1,1],*a]", NULL},
        {"[&a [1,1],*a,*a,*a]",
         "f:1:17: error: more than 6 values made by aliases (limit alias-nodes)\n"},
        {"{a: &a {x: 1,y: 1},b: {<<: *a},c: *a}", NULL},
        {"[&a [1,1,1,1,1,1],*a]",
         "f:1:19: error: more than 6 values made by aliases (limit alias-nodes)\n"},
        /* two copies of "1234567890" count 22 bytes: one more than the text has, as many, less */
        {"[&a 1234567890,*a,*a]",
         "f:1:19: error: more than 1 times the size of the input made by aliases (limit "
         "alias-factor)\n"},
        {"[&a 1234567890, *a,*a]", NULL},
        {"[&a 1234567890, *a, *a]", NULL},
        /* keys count, and merged members */
        {"{k: &a {x: 12345,y: 12345}, l: {<<: *a}}", NULL},
        {"- &a {12345678: 1234567890}\n- <<: *a\n- <<: *a\n- <<: *a\n",
         "f:4:7: error: more than 1 times the size of the input made by aliases (limit "
         "alias-factor)\n"},
        {"[{123456789: &a 1234567890},*a,*a]",
         "f:1:32: error: more than 1 times the size of the input made by aliases (limit "
         "alias-factor)\n"},
    };
    run(rows, COUNT(rows), true);
}

static void document_size(void **state)
{
    (void)state;
    char text[2002];
    for (size_t size = 1999; size <= 2001; size++) {
        memset(text, ' ', sizeof text);
        text[0] = '1';
        for (int yaml = 0; yaml < 2; yaml++) {
            struct buf out = outcome((struct str){text, size}, yaml);
            assert_string_equal(
                out.ptr, size <= 2000 ? ""
                                      : "f:1:1: error: more than 2000 bytes in a document (limit "
                                        "document-size)\n");
            buf_release(&out);
        }
    }
}

static void file_size(void **state)
{
    (void)state;
    char name[] = "/tmp/faasmap-limits-XXXXXX", text[2001];
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    memset(text, ' ', sizeof text);
    text[0] = '1';
    for (size_t size = 1999; size <= 2001; size++) {
        struct diags *diags = diags_new();
        struct docs docs = {0};
        assert_int_equal(pwrite(fd, text, size, 0), size);
        const struct read_place at = {
            .root = AT_FDCWD, .path = name, .file = STR("f"), .named = true};
        assert_int_equal(read_file(&at, READ_STRICT, diags, &docs), size <= 2000);
        assert_int_equal(diags_errors(diags), size > 2000);
        if (size > 2000)
            assert_true(str_is(diags_at(diags, 0)->text,
                               "more than 2000 bytes in a document (limit document-size)"));
        docs_release(&docs);
        diags_free(diags);
    }
    close(fd);
    unlink(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_limits),
        cmocka_unit_test(yaml_limits),
        cmocka_unit_test(document_size),
        cmocka_unit_test(file_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
