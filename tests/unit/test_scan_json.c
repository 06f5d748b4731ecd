/* SPDX-License-Identifier: MIT */
/* The strict JSON scan: what it accepts, where it says a fault is, and the places of values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "scan_json.h"

#define TEXT(literal) STR_INIT(literal)

static void accepts(void **state)
{
    (void)state;
    static const struct str rows[] = {
        TEXT("0"),
        TEXT("-0"),
        TEXT("-0.0e-0"),
        TEXT("1E+2"),
        TEXT("12.5e3"),
        TEXT(" \t\r\n7 \n"),
        TEXT("true"),
        TEXT("false"),
        TEXT("null"),
        TEXT("\"\""),
        TEXT("[]"),
        TEXT("{}"),
        TEXT("[[],{}]"),
        TEXT("{\"\":0}"),
        TEXT("{\"a\":1,\"a\":2}"),
        TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\""),
        TEXT("\"\\uD834\\uDd1e\""),
        TEXT("\"\\u0000\""),
        TEXT("\"\x7f\""),
        TEXT("\"\xc2\x80\""),
        TEXT("\"\xdf\xbf\""),
        TEXT("\"\xe0\xa0\x80\""),
        TEXT("\"\xed\x9f\xbf\""),
        TEXT("\"\xee\x80\x80\""),
        TEXT("\"\xf0\x90\x80\x80\""),
        TEXT("\"\xf4\x8f\xbf\xbf\""),
        TEXT("\"1234567\xc3\xa9 1234567\xc3\xa9\""),
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json_scan s;
        json_scan_init(&s, rows[i]);
        if (!json_scan_all(&s))
            fail_msg("row %zu rejected at %u:%u: %s", i, s.fault.at.line, s.fault.at.col,
                     s.fault.text);
    }
}

static void rejects_with_a_place(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        uint32_t line, col;
        const char *says; /* a part of it */
    } rows[] = {
        {TEXT(""), 1, 1, "expected a value, found the end"},
        {TEXT(" \n "), 2, 2, "expected a value, found the end"},
        {TEXT("1 2"), 1, 3, "expected the end"},
        {TEXT("[1] ]"), 1, 5, "expected the end"},
        {TEXT("\xef\xbb\xbf{}"), 1, 1, "expected a value"},
        {TEXT("\f1"), 1, 1, "control character stands outside"},
        /* lists */
        {TEXT("[1 2]"), 1, 4, "expected ',' or ']' after a value"},
        {TEXT("[1,]"), 1, 4, "expected a value after ','"},
        {TEXT("[,1]"), 1, 2, "expected a value"},
        {TEXT("[1,,2]"), 1, 4, "expected a value"},
        {TEXT("[1}"), 1, 3, "expected ',' or ']'"},
        {TEXT("[1,\n2"), 2, 2, "the text ends inside a list"},
        {TEXT("["), 1, 2, "the text ends inside a list"},
        /* maps */
        {TEXT("{"), 1, 2, "the text ends inside a map"},
        {TEXT("{1:2}"), 1, 2, "expected a key in double quotes or '}'"},
        {TEXT("{a:2}"), 1, 2, "expected a key in double quotes or '}'"},
        {TEXT("{\"a\" 1}"), 1, 6, "expected ':' after a key"},
        {TEXT("{\"a\"}"), 1, 5, "expected ':' after a key"},
        {TEXT("{\"a\""), 1, 5, "the text ends inside a map"},
        {TEXT("{\"a\":}"), 1, 6, "expected a value"},
        {TEXT("{\"a\":1 \"b\":2}"), 1, 8, "expected ',' or '}' after a value"},
        {TEXT("{\"a\":1,}"), 1, 8, "expected another member"},
        {TEXT("{\"a\":1,b:2}"), 1, 8, "expected a key in double quotes"},
        {TEXT("{\"a\":1]"), 1, 7, "expected ',' or '}'"},
        {TEXT("{,}"), 1, 2, "expected a key"},
        /* scalars */
        {TEXT("nul"), 1, 1, "expected a value"},
        {TEXT("True"), 1, 1, "expected a value"},
        {TEXT("[truex]"), 1, 6, "expected ',' or ']'"},
        {TEXT("NaN"), 1, 1, "expected a value"},
        {TEXT("+1"), 1, 1, "must not begin with '+'"},
        {TEXT(".5"), 1, 1, "must begin with a digit"},
        {TEXT("-"), 1, 2, "expected a digit after '-'"},
        {TEXT("-a"), 1, 2, "expected a digit after '-'"},
        {TEXT("01"), 1, 1, "must not begin with 0"},
        {TEXT("-012"), 1, 2, "must not begin with 0"},
        {TEXT("1."), 1, 3, "expected a digit after the decimal point"},
        {TEXT("1.e1"), 1, 3, "expected a digit after the decimal point"},
        {TEXT("1e"), 1, 3, "expected a digit in the exponent"},
        {TEXT("1e+"), 1, 4, "expected a digit in the exponent"},
        {TEXT("1\0"), 1, 2, "expected the end"},
        {TEXT("// x\n1"), 1, 1, "no comments"},
        {TEXT("'a'"), 1, 1, "double quotes, not in single"},
        /* strings */
        {TEXT("\"abc"), 1, 1, "not closed"},
        {TEXT("[\"\xc3\xa9\xc3\xa9"), 1, 2, "not closed"},
        {TEXT("\"a\nb\""), 1, 3, "line ends inside a string"},
        {TEXT("\"a\tb\""), 1, 3, "control character in a string"},
        {TEXT("\"\0\""), 1, 2, "control character in a string"},
        {TEXT("\"\\x\""), 1, 2, "escape is not known"},
        {TEXT("\"\\\0\""), 1, 2, "escape is not known"},
        {TEXT("\"\\u12g4\""), 1, 2, "four hex digits"},
        {TEXT("\"\\u12"), 1, 2, "four hex digits"},
        {TEXT("\"\\"), 1, 2, "four hex digits"},
        {TEXT("\"\\ud800\""), 1, 2, "first half of a surrogate pair"},
        {TEXT("\"\\ud800\\u0041\""), 1, 2, "first half of a surrogate pair"},
        {TEXT("\"\\ud800\\ud800\""), 1, 2, "first half of a surrogate pair"},
        {TEXT("\"a\\udc00\""), 1, 3, "second half of a surrogate pair"},
        {TEXT("\"\xc3\xa9\x80\""), 1, 3, "not valid UTF-8"},
        {TEXT("\"\xc0\x80\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xc1\xbf\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xe0\x9f\xbf\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xed\xa0\x80\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xf0\x8f\xbf\xbf\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xf4\x90\x80\x80\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xf5\x80\x80\x80\""), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xe2\x82"), 1, 2, "not valid UTF-8"},
        {TEXT("\"\xff\""), 1, 2, "not valid UTF-8"},
        {TEXT("[\"12345678\x01\"]"), 1, 11, "control character in a string"},
        /* lines */
        {TEXT("[1,\r\n2,\r3,\n x]"), 4, 2, "expected a value"},
        {TEXT("[\"\xf0\x9f\x98\x80\", x]"), 1, 7, "expected a value"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json_scan s;
        json_scan_init(&s, rows[i].text);
        if (json_scan_all(&s))
            fail_msg("row %zu accepted", i);
        if (!strstr(s.fault.text, rows[i].says) || s.fault.at.line != rows[i].line ||
            s.fault.at.col != rows[i].col)
            fail_msg("row %zu: %u:%u: %s", i, s.fault.at.line, s.fault.at.col, s.fault.text);
    }
}

static void says_what_was_opened(void **state)
{
    (void)state;
    struct json_scan s;
    json_scan_init(&s, STR("{\"a\":\n  [1,\n   {\"b\": 2},"));
    assert_false(json_scan_all(&s));
    assert_int_equal(s.fault.opened.line, 2);
    assert_int_equal(s.fault.opened.col, 3);
}

/* All values in document order, each with its place, its key and that key's place. */
static void places_in_order(void **state)
{
    (void)state;
    const struct str text =
        STR("{ \"k\\n\" : [1.50,\r\n\"\xc3\xa9\\u00e9\", {}],\r \"\xc3\xa9\":null}");
    static const char wanted[] = "map 1:1; "
                                 "list k 2@1:3 1:11; "
                                 "number 1:12 1.50; "
                                 "string 2:1 4; "
                                 "map 2:12; close; close; "
                                 "null k 2@3:2 3:6; "
                                 "close; end; ";
    static const char *const kinds[] = {
        [JSON_MAP] = "map",       [JSON_LIST] = "list",   [JSON_STRING] = "string",
        [JSON_NUMBER] = "number", [JSON_TRUE] = "true",   [JSON_FALSE] = "false",
        [JSON_NULL] = "null",     [JSON_CLOSE] = "close", [JSON_END] = "end",
        [JSON_FAULT] = "fault"};
    struct buf out = {0};
    struct json_scan s;
    struct json_token t;
    json_scan_init(&s, text);
    do {
        json_scan_next(&s, &t);
        buf_puts(&out, kinds[t.kind]);
        if (t.has_key)
            buf_printf(&out, " k %zu@%u:%u", t.key_decoded, t.key_at.line, t.key_at.col);
        if (t.kind != JSON_CLOSE && t.kind != JSON_END)
            buf_printf(&out, " %u:%u", t.at.line, t.at.col);
        if (t.kind == JSON_NUMBER)
            buf_printf(&out, " %.*s", (int)t.raw.len, t.raw.ptr);
        if (t.kind == JSON_STRING)
            buf_printf(&out, " %zu", t.decoded);
        buf_puts(&out, "; ");
    } while (t.kind != JSON_END && t.kind != JSON_FAULT);
    assert_string_equal(out.ptr, wanted);
    assert_int_equal(s.nodes, 6);
    buf_release(&out);
}

static void counts_decoded_bytes(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        size_t decoded;
    } rows[] = {
        {TEXT("\"\""), 0},
        {TEXT("\"abc\""), 3},
        {TEXT("\"a\\nb\""), 3},
        {TEXT("\"\\u007f\\u0080\\u07ff\\u0800\\uffff\""), 1 + 2 + 2 + 3 + 3},
        {TEXT("\"\\ud834\\udd1e\""), 4},
        {TEXT("\"\xf0\x9d\x84\x9e\""), 4},
        {TEXT("\"0123456701234567\\\"0123456701234567\""), 33},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json_scan s;
        struct json_token t;
        json_scan_init(&s, rows[i].text);
        assert_int_equal(json_scan_next(&s, &t), JSON_STRING);
        assert_int_equal(t.decoded, rows[i].decoded);
    }
}

static void flags_nul_at_its_first_place(void **state)
{
    (void)state;
    struct json_scan s;
    json_scan_init(&s, STR("{\"a\": \"x\",\n \"b\\u0000\": \"\\u0000\"}"));
    assert_true(json_scan_all(&s));
    assert_true(s.has_nul);
    assert_int_equal(s.nul_at.line, 2);
    assert_int_equal(s.nul_at.col, 4);
    json_scan_init(&s, STR("\"\\\\u0000\""));
    assert_true(json_scan_all(&s));
    assert_false(s.has_nul);
}

/* Every cut of a text that is no JSON value by itself is rejected, and nothing is read behind it.
 */
static void every_prefix_is_rejected(void **state)
{
    (void)state;
    const struct str text = STR("{\"a\\u00e9\":[-1.5e+3,true,\"\xe2\x82\xac\",{\"b\":null}]}");
    for (size_t len = 0; len < text.len; len++) {
        char *copy = test_malloc(len + 1);
        memcpy(copy, text.ptr, len);
        struct json_scan s;
        json_scan_init(&s, (struct str){copy, len});
        assert_false(json_scan_all(&s));
        test_free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(rejects_with_a_place),
        cmocka_unit_test(says_what_was_opened),
        cmocka_unit_test(places_in_order),
        cmocka_unit_test(counts_decoded_bytes),
        cmocka_unit_test(flags_nul_at_its_first_place),
        cmocka_unit_test(every_prefix_is_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
