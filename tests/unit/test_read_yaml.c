/* SPDX-License-Identifier: MIT */
/* YAML to documents: trees, places, several documents, tags, aliases, merge keys, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "read_case.h"

#define TEXT(literal)   STR_INIT(literal)
#define ROWS(how, rows) read_case_rows(how, rows, COUNT(rows))

static void trees(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT(""), ""},
        {TEXT("# nothing but a comment\n"), ""},
        {TEXT("a: 1\nb: [x, 'y', \"z\"]\nc:\n- {d: }\n- |\n  two\n  lines\n"),
         "{a: 1, b: [x, \"y\", \"z\"], c: [{d: }, \"two\\nlines\\n\"]}\n"},
        /* types are for the reader of a field: all of these are texts */
        {TEXT("[on, off, yes, ~, null, 012345678901, 1e3, 0x1f, .inf]"),
         "[on, off, yes, ~, null, 012345678901, 1e3, 0x1f, .inf]\n"},
        {TEXT("'a b': >-\n  folded\n  text\n"), "{a b: \"folded text\"}\n"},
        {TEXT("? explicit\n: value\n"), "{explicit: value}\n"},
        {TEXT("{? : empty key}"), "{: empty key}\n"},
        {TEXT("\"\\u00e9\\n\": \"\\x41\\U0001D11E\""), "{\xc3\xa9\\n: \"A\xf0\x9d\x84\x9e\"}\n"},
        {TEXT("a: b\r\nc: d\r\n"), "{a: b, c: d}\n"},
        {TEXT("a: b\rc: d\r"), "{a: b, c: d}\n"},
        {TEXT("just text"), "just text\n"},
        {TEXT("a: 1\n---\n- b\n...\n---\n---\nc"), "{a: 1}\n[b]\n\nc\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void places(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("# c\nkey:\n  - a\n  - \xc3\xa9: [x, \"y\"]\n"),
         "{@2:1 key@2:1: [@3:3 a@3:5, {@4:5 \xc3\xa9@4:5: [@4:8 x@4:9, \"y\"@4:12]}]}\n"},
        {TEXT("a: 1\r\nb: 2\rc: 3\n"), "{@1:1 a@1:1: 1@1:4, b@2:1: 2@2:4, c@3:1: 3@3:4}\n"},
        {TEXT("--- a\n--- {b: c}\n"), "a@1:5\n{@2:5 b@2:6: c@2:9}\n"},
        {TEXT("r: !Ref X\n"), "{@1:1 r@1:1: {@1:4 Ref@1:4: X@1:4}}\n"},
        {TEXT("x: &a 1\ny: *a\n"), "{@1:1 x@1:1: 1@1:4, y@2:1: 1@1:4}\n"},
        {TEXT("b: &b {k: v}\nm:\n  <<: *b\n  own: 1\n"),
         "{@1:1 b@1:1: {@1:4 k@1:8: v@1:11}, m@2:1: {@3:3 own@4:3: 1@4:8, k@1:8: v@1:11}}\n"},
    };
    ROWS(CASE_YAML_PLACES, rows);
}

static void encodings(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("\xef\xbb\xbf"
              "a: 1"),
         "{@1:1 a@1:1: 1@1:4}\nf:1:1: note: a byte order mark was passed over\n"},
        {TEXT("\xff\xfe\xe9\0:\0 \0x\0"),
         "{@1:1 \xc3\xa9@1:1: x@1:4}\n"
         "f:1:1: note: the text is UTF-16 (little endian) and was read as such\n"},
        {TEXT("\0a\0:\0 \0x"),
         "{@1:1 a@1:1: x@1:4}\n"
         "f:1:1: note: the text is UTF-16 (big endian) and was read as such\n"},
        {TEXT("\xff\xfe"
              "a\0\x00\xd8"),
         "failed\nf:1:2: error: this is not valid UTF-16 (little endian)\n"},
    };
    ROWS(CASE_YAML_PLACES, rows);
}

static void short_tags_become_long(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("!Ref X"), "{Ref: X}\n"},
        {TEXT("!Condition C"), "{Condition: C}\n"},
        {TEXT("!GetAtt A.b.c"), "{Fn::GetAtt: [A, b.c]}\n"},
        {TEXT("!GetAtt A"), "{Fn::GetAtt: [A]}\n"},
        {TEXT("!GetAtt .b"), "{Fn::GetAtt: [, b]}\n"},
        {TEXT("!GetAtt 'A.b'"), "{Fn::GetAtt: [\"A\", \"b\"]}\n"},
        {TEXT("!GetAtt [A, b.c]"), "{Fn::GetAtt: [A, b.c]}\n"},
        {TEXT("!Sub 'x${Y}'"), "{Fn::Sub: \"x${Y}\"}\n"},
        {TEXT("!Sub [x, {Y: !Ref Z}]"), "{Fn::Sub: [x, {Y: {Ref: Z}}]}\n"},
        {TEXT("!Join ['', [a, !Sub b]]"), "{Fn::Join: [\"\", [a, {Fn::Sub: b}]]}\n"},
        {TEXT("!If [C, !Ref A, !Ref AWS::NoValue]"),
         "{Fn::If: [C, {Ref: A}, {Ref: AWS::NoValue}]}\n"},
        {TEXT("!Transform {Name: N}"), "{Fn::Transform: {Name: N}}\n"},
        {TEXT("!GetAZs ''"), "{Fn::GetAZs: \"\"}\n"},
        {TEXT("!GetAZs"), "{Fn::GetAZs: }\n"},
        {TEXT("[!Select [0, a], !Split [a, b], !FindInMap [a, b, c], !Equals [a, b]]"),
         "[{Fn::Select: [0, a]}, {Fn::Split: [a, b]}, {Fn::FindInMap: [a, b, c]}, "
         "{Fn::Equals: [a, b]}]\n"},
        {TEXT("[!And [a], !Or [a], !Not [a], !ImportValue a, !Base64 a, !Cidr [a], !Length [a], "
              "!ToJsonString {a: b}]"),
         "[{Fn::And: [a]}, {Fn::Or: [a]}, {Fn::Not: [a]}, {Fn::ImportValue: a}, {Fn::Base64: a}, "
         "{Fn::Cidr: [a]}, {Fn::Length: [a]}, {Fn::ToJsonString: {a: b}}]\n"},
        {TEXT("a: &x !Ref Q\nb: *x"), "{a: {Ref: Q}, b: {Ref: Q}}\n"},
        {TEXT("a: &x !And [1]\nb: *x"), "{a: {Fn::And: [1]}, b: {Fn::And: [1]}}\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void other_tags_stay(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("[!mine a, !mine [b], !mine {c: d}]"), "[<!mine> a, <!mine> [b], <!mine> {c: d}]\n"},
        {TEXT("[!!str 1, ! 2, !!int 3, !!null ~, !!binary aa==]"),
         "[\"1\", \"2\", 3, ~, <tag:yaml.org,2002:binary> aa==]\n"},
        {TEXT("a\n...\n%TAG !e! x:\n---\n!e!x y"), "a\n<x:x> y\n"},
        {TEXT("%TAG !e! tag:example.com,2000:\n---\n!e!x y"), "<tag:example.com,2000:x> y\n"},
        {TEXT("[&a !mine x, *a]"), "[<!mine> x, <!mine> x]\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void aliases_are_copies(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("[&a x, *a, *a]"), "[x, x, x]\n"},
        {TEXT("a: &m {k: [1, {d: 2}], l: }\nb: *m"),
         "{a: {k: [1, {d: 2}], l: }, b: {k: [1, {d: 2}], l: }}\n"},
        {TEXT("[&a 1, *a, &a 2, *a]"), "[1, 1, 2, 2]\n"},
        {TEXT("[&a [&b x], *b, *a]"), "[[x], x, [x]]\n"},
        {TEXT("&k key: *k"), "{key: key}\n"},
        {TEXT("a: &k key\n*k : v"), "{a: key, key: v}\n"},
        {TEXT("[&a [], &b {}, *a, *b]"), "[[], {}, [], {}]\n"},
        {TEXT("--- &a x\n--- *a"), "failed\nf:2:5: error: this alias has no anchor before it\n"},
        {TEXT("[*a]"), "failed\nf:1:2: error: this alias has no anchor before it\n"},
        {TEXT("&a [*a]"),
         "failed\nf:1:5: error: this alias stands inside the value that it refers to\n"},
        {TEXT("a: &a {b: {c: *a}}"),
         "failed\nf:1:15: error: this alias stands inside the value that it refers to\n"},
        {TEXT("a: &a !Sub [*a]"),
         "failed\nf:1:13: error: this alias stands inside the value that it refers to\n"},
        {TEXT("a: &a\n  <<: *a\n"),
         "failed\nf:2:7: error: this alias stands inside the value that it refers to\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void merge_keys(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3, z: 4}"),
         "{a: {x: 1, y: 2}, b: {y: 3, z: 4, x: 1}}\n"},
        {TEXT("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b], z: 3}"),
         "{a: {x: 1}, b: {x: 2, y: 2}, c: {z: 3, x: 1, y: 2}}\n"},
        {TEXT("{<<: {x: {y: 1}}, z: 2}"), "{z: 2, x: {y: 1}}\n"},
        {TEXT("a: &a {<<: &b {x: 1}}\nc: *b\nd: {<<: *a}"), "{a: {x: 1}, c: {x: 1}, d: {x: 1}}\n"},
        {TEXT("{<<: [], a: 1}"), "{a: 1}\n"},
        {TEXT("{'<<': x}"), "{<<: x}\n"},
        {TEXT("{<<: x}"),
         "failed\nf:1:6: error: the value of '<<' must be a map or a list of maps\n"},
        {TEXT("{<<: [{}, x]}"),
         "failed\nf:1:6: error: the value of '<<' must be a map or a list of maps\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void keys_that_stand_twice(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("a: 1\nb: 2\n'a': 3\n"),
         "{a: 1, b: 2, a: 3}\n"
         "f:3:1: error: this key stands twice in its map (first at 1:1); the last one counts\n"},
        {TEXT("a: &m {x: 1, x: 2}\nb: {<<: *m}"),
         "{a: {x: 1, x: 2}, b: {x: 2}}\n"
         "f:1:14: error: this key stands twice in its map (first at 1:8); the last one counts\n"},
    };
    ROWS(CASE_YAML, rows);
}

static void refusals(void **state)
{
    (void)state;
    static const struct read_row rows[] = {
        {TEXT("a: \"x\\0y\""),
         "failed\nf:1:4: error: a text must not contain the character NUL (\\0)\n"},
        {TEXT("\"a\\0\": b"),
         "failed\nf:1:1: error: a text must not contain the character NUL (\\0)\n"},
        {TEXT("? [a]\n: b"), "failed\nf:1:3: error: a key must be a text, not a list or a map\n"},
        {TEXT("{{}: b}"), "failed\nf:1:2: error: a key must be a text, not a list or a map\n"},
        {TEXT("[&a [], {*a : b}]"),
         "failed\nf:1:10: error: a key must be a text, not a list or a map\n"},
        {TEXT("a: [1, 2"),
         "failed\nf:1:9: error: expected ',' or ']' in a list (while parsing a flow sequence that "
         "began at 1:4)\n"},
        {TEXT("a: {b: 1\n"),
         "failed\nf:2:1: error: expected ',' or '}' in a map (while parsing a flow mapping that "
         "began at 1:4)\n"},
        {TEXT("a:\n\tb: 1\n"),
         "failed\nf:2:1: error: this character cannot begin a value (tabs do not indent; '@' and "
         "'`' need quotes)\n"},
        {TEXT("a:\n{%- if b %}\n"),
         "failed\nf:2:2: error: this character cannot begin a value (tabs do not indent; '@' and "
         "'`' need quotes); Jinja or cookiecutter must fill this file in first\n"},
        {TEXT("a: 1\nb: {{ c.d }}\n"),
         "failed\nf:2:5: error: a key must be a text, not a list or a map; Jinja or cookiecutter "
         "must fill this file in first\n"},
        {TEXT("{{ a }}: b\n---\nc: ]"),
         "failed\nf:1:1: error: a key must be a text, not a list or a map; Jinja or cookiecutter "
         "must fill this file in first\n"},
        {TEXT("a: {{resolve:ssm:b}}\n"),
         "failed\nf:1:5: error: a key must be a text, not a list or a map\n"},
        {TEXT("a: b: c\n"), "failed\nf:1:5: error: a ':' must not stand here (is the indentation "
                            "right, or does a text "
                            "need quotes?)\n"},
        {TEXT("a: 1\n  b: 2\n"), "failed\nf:2:4: error: a ':' must not stand here (is the "
                                 "indentation right, or does a text "
                                 "need quotes?)\n"},
        {TEXT("a: \"x"),
         "failed\nf:1:6: error: the text ends inside a quoted string (while scanning a quoted "
         "scalar that began at 1:4)\n"},
        {TEXT("a: b\nc: \xc3\xa9 \xff\n"), "failed\nf:2:6: error: this is not valid UTF-8, or a "
                                           "character that YAML does not allow\n"},
        {TEXT("a: \x01"), "failed\nf:1:4: error: a control character must not stand here\n"},
        {TEXT("a: \"\x00\""), "failed\nf:1:5: error: a control character must not stand here\n"},
        {TEXT("[a]\n%YAML 1.1\n---\nb"),
         "failed\nf:2:1: error: expected '...' before a line that begins with %\n"},
        /* a good first document does not save a file whose second one is broken */
        {TEXT("a: 1\n---\nb: ]"), "failed\nf:3:4: error: expected a value\n"},
    };
    ROWS(CASE_YAML, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees),           cmocka_unit_test(places),
        cmocka_unit_test(encodings),       cmocka_unit_test(short_tags_become_long),
        cmocka_unit_test(other_tags_stay), cmocka_unit_test(aliases_are_copies),
        cmocka_unit_test(merge_keys),      cmocka_unit_test(keys_that_stand_twice),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
