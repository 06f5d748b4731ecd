/* SPDX-License-Identifier: MIT */
/* JSON to documents: trees, places, number texts, keys that stand twice, what the relaxed form
 * passes over. The grammar itself is tested in test_scan_json.c. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <cjson/cJSON.h>

#include "attr.h"
#include "read_case.h"

#define TEXT(literal)   STR_INIT(literal)
#define ROWS(how, rows) read_case_rows(how, rows, COUNT(rows))

static void trees(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("null"), "null\n"},
        {TEXT("\"\""), "\"\"\n"},
        {TEXT("[]"), "[]\n"},
        {TEXT("{}"), "{}\n"},
        {TEXT("[true,false,null,\"true\"]"), "[true, false, null, \"true\"]\n"},
        {TEXT("{\"a\":{\"b\":[1,{\"c\":[]}]},\"d\":\"\"}"), "{a: {b: [1, {c: []}]}, d: \"\"}\n"},
        {TEXT("{\"\":{\"\":0}}"), "{: {: 0}}\n"},
        /* the number's own text, whatever a double makes of it */
        {TEXT("[1.50,-0,1E400,123456789012345678901,0.1e-9]"),
         "[1.50, -0, 1E400, 123456789012345678901, 0.1e-9]\n"},
        {TEXT("[11111111112222222222333333333344444444445555555555666666666677777777778888888888"
              ".5e9,0]"),
         "[11111111112222222222333333333344444444445555555555666666666677777777778888888888.5e9,"
         " 0]\n"},
        /* escapes */
        {TEXT("\"a\\\"\\\\\\/\\n\\u00e9\\ud834\\udd1e\""),
         "\"a\\\"\\\\/\\n\xc3\xa9\xf0\x9d\x84\x9e\"\n"},
        {TEXT("{\"\\u0041\\n\":1}"), "{A\\n: 1}\n"},
    };
    ROWS(CASE_JSON, rows);
}

static void places(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("{\n  \"a\": 1,\r\n\t\"\xc3\xa9\": [\"\xc3\xa9\", {}],\r \"z\": null\n}\n"),
         "{@1:1 a@2:3: 1@2:8, \xc3\xa9@3:2: [@3:7 \"\xc3\xa9\"@3:8, {@3:13}], z@4:2: null@4:7}\n"},
    };
    ROWS(CASE_JSON_PLACES, rows);
}

static void keys_that_stand_twice(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("{\"a\":1,\"b\":2,\n\"a\":3}"),
         "{a: 1, b: 2, a: 3}\n"
         "f:2:1: error: this key stands twice in its map (first at 1:2); the last one counts\n"},
        /* equal after decoding; case tells keys apart; other maps do not matter */
        {TEXT("{\"a\":1,\"\\u0061\":2,\"A\":{\"a\":3}}"),
         "{a: 1, a: 2, A: {a: 3}}\n"
         "f:1:8: error: this key stands twice in its map (first at 1:2); the last one counts\n"},
    };
    ROWS(CASE_JSON, rows);
}

/* Beyond a few members a map has an index: it must say the same. */
static void keys_that_stand_twice_in_a_large_map(void **state)
{
    (void)state;
    struct buf text = {0}, out = {0};
    buf_puts(&text, "{");
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "\"k%d\":%d,\n", i % 35, i);
    buf_puts(&text, "\"end\":0}");
    struct diags *diags = diags_new();
    struct doc *d = NULL;
    assert_true(read_json(buf_str(&text), STR("f"), READ_STRICT, diags, &d));
    assert_int_equal(diags_errors(diags), 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(diags_at(diags, i)->where.line, 36 + i);
    diag_text_put(&out, diags);
    assert_non_null(
        strstr(out.ptr, "f:36:1: error: this key stands twice in its map (first at 1:2)"));
    long value = 0;
    assert_true(doc_long(doc_get(doc_root(d), "k3"), &value));
    assert_int_equal(value, 38);
    assert_true(doc_long(doc_get(doc_root(d), "k7"), &value));
    assert_int_equal(value, 7);
    assert_null(doc_get(doc_root(d), "k35"));
    doc_free(d);
    diags_free(diags);
    buf_release(&text);
    buf_release(&out);
}

static void refusals(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT(""), "failed\nf:1:1: error: expected a value, found the end of the text\n"},
        {TEXT("{\"a\": [1, 2"),
         "failed\nf:1:12: error: the text ends inside a list, ']' is missing (it was opened at "
         "1:7)\n"},
        {TEXT("{\"a\": 1 \"b\": 2}"), "failed\nf:1:9: error: expected ',' or '}' after a value\n"},
        {TEXT("[\"x\\u0000y\"]"),
         "failed\nf:1:4: error: a string must not contain the character NUL (\\u0000)\n"},
        {TEXT("{\n\"a\\u0000b\": 1, \"a\": 2}"),
         "failed\nf:2:3: error: a string must not contain the character NUL (\\u0000)\n"},
        {TEXT("[1,]"), "failed\nf:1:4: error: expected a value after ','\n"},
        {TEXT("// c\n[1]"), "failed\nf:1:1: error: expected a value (JSON has no comments)\n"},
        {TEXT("\xff\xfe[\0]\0"),
         "failed\nf:1:1: error: the text is UTF-16 (little endian), it should be UTF-8\n"},
        {TEXT("\0[\0]"),
         "failed\nf:1:1: error: the text is UTF-16 (big endian), it should be UTF-8\n"},
        {TEXT("\xff\xfe\0\0[\0\0\0]\0\0\0"),
         "failed\nf:1:1: error: the text is UTF-32, it should be UTF-8\n"},
    };
    ROWS(CASE_JSON, rows);
}

static void a_mark_is_noted(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("\xef\xbb\xbf{\"a\": 1}"),
         "{@1:1 a@1:2: 1@1:7}\nf:1:1: note: a byte order mark was passed over\n"},
    };
    ROWS(CASE_JSON_PLACES, rows);
}

static void relaxed(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("[1]"), "[@1:1 1@1:2]\n"},
        {TEXT("// one\n{\"a\": 1} // two"),
         "{@2:1 a@2:2: 1@2:7}\nf:1:1: note: a comment was passed over (the first of 2)\n"},
        {TEXT("{/* \xc3\xa9\n\xc3\xa9 */ \"a\": /**/ 1}"),
         "{@1:1 a@2:6: 1@2:16}\nf:1:2: note: a comment was passed over (the first of 2)\n"},
        {TEXT("[1, 2 , // last\n]"),
         "[@1:1 1@1:2, 2@1:5]\nf:1:7: note: a trailing comma was passed over\n"
         "f:1:9: note: a comment was passed over\n"},
        {TEXT("{\"a\": [1,],}"),
         "{@1:1 a@1:2: [@1:7 1@1:8]}\n"
         "f:1:9: note: a trailing comma was passed over (the first of 2)\n"},
        {TEXT("{\"a\": ${b.c}, \"d\": [${e}, ${f},]}"),
         "{@1:1 a@1:2: null@1:7, d@1:15: [@1:20 null@1:21, null@1:27]}\n"
         "f:1:7: note: a value that deployment puts in was passed over (the first of 3)\n"
         "f:1:31: note: a trailing comma was passed over\n"},
        {TEXT("{\"a\": ${}}"), "failed\nf:1:7: error: expected a value\n"},
        {TEXT("{\"a\": ${b c}}"), "failed\nf:1:7: error: expected a value\n"},
        {TEXT("{\"a\": ${b"), "failed\nf:1:7: error: expected a value\n"},
        {TEXT("[\"${b}\"]"), "[@1:1 \"${b}\"@1:2]\n"},
        {TEXT("[\"// no\", \"/* no */\", \"\\\"// no\", \",]\"]"),
         "[@1:1 \"// no\"@1:2, \"/* no */\"@1:11, \"\\\"// no\"@1:23, \",]\"@1:34]\n"},
        {TEXT("\xff\xfe{\0\"\0k\0\"\0:\0[\0\xe9\0]\0}\0"),
         "failed\nf:1:1: note: the text is UTF-16 (little endian) and was read as such\n"
         "f:1:7: error: expected a value\n"},
        {TEXT("\xff\xfe{\0\"\0\xe9\0\"\0:\0[\0\x31\0,\0]\0}\0"),
         "{@1:1 \xc3\xa9@1:2: [@1:6 1@1:7]}\n"
         "f:1:1: note: the text is UTF-16 (little endian) and was read as such\n"
         "f:1:8: note: a trailing comma was passed over\n"},
        {TEXT("\0[\0\"\xd8\x34\xdd\x1e\0\"\0,\0\x31\0]"),
         "[@1:1 \"\xf0\x9d\x84\x9e\"@1:2, 1@1:6]\n"
         "f:1:1: note: the text is UTF-16 (big endian) and was read as such\n"},
        {TEXT("{\"a\": \"x\r\n\ty\", // c\n \"b\": 1}"),
         "{@1:1 a@1:2: \"x\\x0d\\n\\x09y\"@1:7, b@3:2: 1@3:7}\n"
         "f:1:9: note: a string goes over the end of its line and was read as it stands\n"
         "f:2:6: note: a comment was passed over\n"},
        {TEXT("\xfe\xff\0[\0]"),
         "[@1:1]\nf:1:1: note: the text is UTF-16 (big endian) and was read as such\n"},
    };
    ROWS(CASE_RELAXED_PLACES, rows);
}

static void relaxed_refusals(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("{\"a\": \"x,\n\"b\": 1}"),
         "failed\nf:1:10: error: the line ends inside a string, '\"' is missing\n"},
        {TEXT("[,]"), "failed\nf:1:2: error: expected a value\n"},
        {TEXT("[1,,]"), "failed\nf:1:4: error: expected a value after ','\n"},
        {TEXT("{\"a\":,}"), "failed\nf:1:6: error: expected a value\n"},
        {TEXT("{,}"), "failed\nf:1:2: error: expected a key in double quotes or '}'\n"},
        {TEXT("// c\n[1,] x"),
         "failed\nf:2:6: error: expected the end of the text after the value\n"},
        {TEXT("[1] /* no end"),
         "failed\nf:1:5: error: this comment is not closed, '*/' is missing\n"},
        {TEXT("[1] /"), "failed\nf:1:5: error: expected the end of the text after the value\n"},
        {TEXT("[\"a // b"), "failed\nf:1:2: error: this string is not closed, '\"' is missing\n"},
        {TEXT("[\"a\\"), "failed\nf:1:4: error: expected four hex digits after \\u\n"},
        {TEXT("// only a comment"),
         "failed\nf:1:18: error: expected a value, found the end of the text\n"},
        {TEXT("/* c */ [\"\\u0000\",]"),
         "failed\nf:1:11: error: a string must not contain the character NUL (\\u0000)\n"},
        {TEXT("\xff\xfe[\0]"), "failed\nf:1:2: error: this is not valid UTF-16 (little endian)\n"},
        {TEXT("\xff\xfe\x00\xd8]\0"),
         "failed\nf:1:1: error: this is not valid UTF-16 (little endian)\n"},
        {TEXT("\xff\xfe\n\0\x00\xdc]\0"),
         "failed\nf:2:1: error: this is not valid UTF-16 (little endian)\n"},
    };
    ROWS(CASE_JSON_RELAXED, rows);
}

/* Hooks of cJSON are process-wide: none of ours may stay. */
static void leaves_no_hooks_behind(void **state)
{
    (void)state;
    struct buf out = {0};
    read_case(&out, CASE_JSON, STR("[1, \"two\"]"));
    read_case(&out, CASE_JSON, STR("[1, \"two\""));
    buf_release(&out);
    cJSON *tree = cJSON_Parse("[1, \"two\"]");
    assert_non_null(tree);
    cJSON_Delete(tree); /* with foreign memory this would end the program */
}

/* A decimal comma must change nothing. */
static void does_not_know_the_locale(void **state)
{
    (void)state;
    static const struct read_row rows[] = {{TEXT("[1.5, 2e3]"), "[1.5, 2e3]\n"}};
    const char *name = setlocale(LC_ALL, "de_DE.UTF-8");
    ROWS(CASE_JSON, rows);
    setlocale(LC_ALL, "C");
    if (!name)
        printf("skip: no locale with a decimal comma is installed\n");
}

static void many_repetitions_are_summed_up(void **state)
{
    (void)state;
    struct buf text = {0};
    buf_puts(&text, "{");
    for (int i = 0; i < 300; i++)
        buf_puts(&text, "\"a\":0,");
    buf_puts(&text, "\"b\":0}");
    struct diags *diags = diags_new();
    struct doc *d = NULL;
    assert_true(read_json(buf_str(&text), STR("f"), READ_STRICT, diags, &d));
    assert_int_equal(diags_errors(diags), 101);
    assert_true(
        str_is(diags_at(diags, 100)->text, "more keys stand twice in their maps from here on"));
    doc_free(d);
    diags_free(diags);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees),
        cmocka_unit_test(places),
        cmocka_unit_test(keys_that_stand_twice),
        cmocka_unit_test(keys_that_stand_twice_in_a_large_map),
        cmocka_unit_test(refusals),
        cmocka_unit_test(a_mark_is_noted),
        cmocka_unit_test(relaxed),
        cmocka_unit_test(relaxed_refusals),
        cmocka_unit_test(leaves_no_hooks_behind),
        cmocka_unit_test(does_not_know_the_locale),
        cmocka_unit_test(many_repetitions_are_summed_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
