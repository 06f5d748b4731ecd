/* SPDX-License-Identifier: MIT */
/* The streaming writer: form, escapes, and text that is no JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "arena.h"
#include "attr.h"
#include "json_writer.h"
#include "mem.h"

static void layout_of_a_document(void **state)
{
    (void)state;
    struct buf b = {0};
    struct json_writer w = json_writer(&b);
    json_object(&w);
    json_member(&w, "a", STR("x\"y"));
    json_member_if(&w, "gone", STR(""));
    json_member_long(&w, "n", -5);
    json_key(&w, "empty"), json_list(&w), json_end(&w);
    json_key(&w, "list"), json_list(&w);
    json_null(&w);
    json_object_inline(&w);
    json_member_bool(&w, "t", true);
    json_key(&w, "in"), json_list(&w); /* within a line everything is on it */
    json_literal(&w, "1"), json_number(&w, STR("2")), json_end(&w);
    json_end(&w);
    json_object(&w), json_end(&w);
    json_end(&w);
    json_end(&w);
    assert_string_equal(b.ptr, "{\n"
                               "  \"a\": \"x\\\"y\",\n"
                               "  \"n\": -5,\n"
                               "  \"empty\": [],\n"
                               "  \"list\": [\n"
                               "    null,\n"
                               "    {\"t\": true, \"in\": [\"1\", 2]},\n"
                               "    {}\n"
                               "  ]\n"
                               "}\n");
    buf_release(&b);
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        {"0", true},    {"-0", true},   {"10", true},     {"1.5", true},  {"1e5", true},
        {"1E+5", true}, {"-1.0e-9", true}, {"", false},   {"-", false},   {"01", false},
        {"1.", false},  {".5", false},  {"1e", false},    {"+1", false},  {"0x1", false},
        {"1 ", false},  {"NaN", false}, {"Infinity", false}, {"1e5x", false}, {"--1", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (json_is_number(str_from(rows[i].text)) != rows[i].is)
            fail_msg("'%s'", rows[i].text);
}

static void raw_text(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"1", "1"},
        {" true ", "true"},
        {"null", "null"},
        {"\"a\\u0041\\n\\/\"", "\"aA\\n/\""},
        {"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""},
        {"{}", "{}"},
        {"[ ]", "[]"},
        {"{\"a\":1,\"b\":[1,2,{\"c\":\"d\"}]}", "{\"a\": 1, \"b\": [1, 2, {\"c\": \"d\"}]}"},
        {"[1,\r\n\t2]", "[1, 2]"},
        {"{\"a\":1,\"a\":2}", "{\"a\": 1, \"a\": 2}"},
        {"\"\xe2\x80\xae\"", "\"\\u202e\""},
        /* none of these is JSON: written as texts */
        {"", "\"\""},
        {"[1,]", "\"[1,]\""},
        {"[1 2]", "\"[1 2]\""},
        {"{\"a\"}", "\"{\\\"a\\\"}\""},
        {"{a:1}", "\"{a:1}\""},
        {"[1] 2", "\"[1] 2\""},
        {"[1", "\"[1\""},
        {"1]", "\"1]\""},
        {"\"a", "\"\\\"a\""},
        {"\"\\x\"", "\"\\\"\\\\x\\\"\""},
        {"\"\\ud800\"", "\"\\\"\\\\ud800\\\"\""},
        {"\"\\ud800\\u0041\"", "\"\\\"\\\\ud800\\\\u0041\\\"\""},
        {"01", "\"01\""},
        {"tru", "\"tru\""},
        {"{\"a\":1]", "\"{\\\"a\\\":1]\""},
        {"1}, \"evil\": {\"x\": 1", "\"1}, \\\"evil\\\": {\\\"x\\\": 1\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = {0};
        struct json_writer w = json_writer(&b);
        json_list_inline(&w);
        json_raw(&w, str_from(rows[i].in));
        json_literal(&w, "next");
        json_end(&w);
        struct buf want = {0};
        buf_printf(&want, "[%s, \"next\"]\n", rows[i].out);
        assert_string_equal(b.ptr, want.ptr);
        buf_release(&b);
        buf_release(&want);
    }
}

/* As deep as a document may be is kept, deeper is text; both without recursion. */
static void raw_depth(void **state)
{
    (void)state;
    static const size_t depths[] = {LIMIT_DEPTH, LIMIT_DEPTH + 1000};
    for (size_t i = 0; i < COUNT(depths); i++) {
        struct buf in = {0}, out = {0};
        buf_fill(&in, '[', depths[i]);
        buf_fill(&in, ']', depths[i]);
        struct json_writer w = json_writer(&out);
        json_list_inline(&w);
        json_raw(&w, buf_str(&in));
        json_end(&w);
        assert_int_equal(out.ptr[1], i == 0 ? '[' : '"');
        buf_release(&in);
        buf_release(&out);
    }
}

static void documents(void **state)
{
    (void)state;
    struct doc *d = doc_new(STR("f.yaml"));
    struct doc_node *map = doc_map(d, 1, 1), *list = doc_list(d, 1, 1);
    static const struct {
        struct str text;
        bool plain;
    } rows[] = {
        {STR_INIT("1"), true},    {STR_INIT("1"), false},    {STR_INIT("true"), true},
        {STR_INIT("true"), false}, {STR_INIT("yes"), true},  {STR_INIT("0x10"), true},
        {STR_INIT("~"), true},    {STR_INIT("~"), false},    {STR_INIT(""), true},
        {STR_INIT(""), false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        doc_append(list, doc_scalar(d, rows[i].text, rows[i].plain, 1, 1));
    doc_put(d, map, STR("k\n"), (struct doc_place){1, 1}, list);
    struct arena *a = arena_new();
    assert_string_equal(json_from_doc(a, map).ptr,
                        "{\"k\\n\": [1, \"1\", true, \"true\", \"yes\", \"0x10\", null, \"~\", "
                        "null, \"\"]}");
    assert_string_equal(json_from_doc(a, NULL).ptr, "null");
    arena_free(a);
    doc_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_of_a_document),
        cmocka_unit_test(numbers),
        cmocka_unit_test(raw_text),
        cmocka_unit_test(raw_depth),
        cmocka_unit_test(documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
