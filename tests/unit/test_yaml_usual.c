/* SPDX-License-Identifier: MIT */
/* YAML as it is usually written: what is scanned without libyaml is what libyaml says, and what is
 * not surely so is left to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "template_gen.h"
#include "yaml_both.h"

struct row {
    struct str text;
};

static void run(const struct row *rows, size_t count, bool to_the_end)
{
    for (size_t i = 0; i < count; i++) {
        struct yaml_both r = yaml_both(rows[i].text);
        if (!r.agree)
            fail_msg("row %zu: not what libyaml says before or at %u:%u: %s", i, r.line, r.col,
                     rows[i].text.ptr);
        if (r.ended != to_the_end)
            fail_msg("row %zu: %s after %zu items: %s", i, r.ended ? "ended" : "given up", r.given,
                     rows[i].text.ptr);
    }
}

#define TEXT(literal)         {STR_INIT(literal)}
#define ROWS(rows, to_the_end) run(rows, COUNT(rows), to_the_end)

static void the_usual(void **state)
{
    (void)state;
    static const struct row rows[] = {
        TEXT("a: 1"),
        TEXT("a: 1\n"),
        TEXT("---\na: 1\n"),
        TEXT("# c\n\n--- # c\n\n# c\n  a: 1\n"),
        TEXT("a:\nb:\n  c:\n\n\nd: e\n"),
        TEXT("a:\n  b:\n    c: d\n  e: f\ng: h\n"),
        TEXT("a:   b c  d   # e\n # f\n"),
        TEXT("a: b#c\nd: e:f\ng : h\n- : x\n"
             ),
        TEXT("a: http://x.y/z?q=1,2[3]{4}&*!|>'\"%@`\n"),
        TEXT("a: -1\nb: -x\nc: ${d}\n"),
        TEXT("- a\n- b\n-\n- c: d\n  e: f\n-\n  g: h\n"),
        TEXT("- - a\n  - b\n- - - c\n-   - d\n"),
        TEXT("a:\n- b\n- c: d\n  e:\n  - f\n-\ng: h\n"),
        TEXT("a:\n  - b\n  -\n    - c\n    -\nd:\n"),
        TEXT("a:\n  b\nc:\n    'd'\ne:\n  [f]\n"),
        TEXT("a: 'b''c'''\n'd': ''\ne: '''x'\n\"f g\": \"\"\n"),
        TEXT("a: \"b\\n\\t\\r\\\"\\\\\\/c\"\nb: \"  d\\n\"\n"),
        TEXT("a: 'x\ty'  # z\n"),
        TEXT("a: [b, 'c', \"d\", -1, e f]\nb: []\nc: {}\nd: [ ]\n"),
        TEXT("a: [b,]\nc: [[d], [], {e: f}]\ng: {h: [i], j: {k: l,},}\n"),
        TEXT("a: {\"b\":\"c\", 'd' : e, f: 'g'}\n"),
        TEXT("a: [\n  b, # c\n\n  d\n  # e\n]\nf: {\n g: h,\n i: [j,\nk]\n}\n"),
        TEXT("[a, b]"),
        TEXT("{a: b} # c\n\n"),
        TEXT("a: !Ref b\nc: !Sub 'd${e}'\nf: !Join [x, [!Ref y, !GetAtt z.w]]\n"),
        TEXT("a: !If\n  - b\n  - c\nd: !Or\n- e\n- !Not\n  - f\n"),
        TEXT("a: !Transform\n  b: c\nd:\n  !Sub e\nf:\n  - !Transform\n    g: h\n"),
        TEXT("a: !Sub |\n  b\n\n  c\nd: !Sub\n  - x${y}\n  - y: z\n"),
        TEXT("a: |\n  b\n   c\n\n  d\ne: |-\n  f\n\ng: |+\n  h\n\n\ni: j\n"),
        TEXT("a: |\n\n  b\n c: d\n"), /* ends where the indentation does, and that is wrong */
        TEXT("a: >\n  b\n  c\n\n  d\n\n\n  e\n   f\n  g\n\n   h\n  i\nj: >-\n  k\n  l\n"),
        TEXT("a: >+\n  b\n\n  \n   \n\nc: |\n  \td\n   e"),
        TEXT("- |\n a\n- >\n b\n # c\n# d\n- e\n"),
        TEXT("a: |  # b\n    # c\n    d: e\n"),
        TEXT("\xc3\xa9: \xe2\x82\xac x\n- y\n"),
        TEXT("\xc3\xa9: [\xf0\x9d\x84\x9e, \"\xc3\xa9\", z]\n"),
        TEXT("<<: a\n~: null\ntrue: .inf\n"),
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct yaml_both r = yaml_both(rows[i].text);
        if (!r.agree)
            fail_msg("row %zu: not what libyaml says at %u:%u: %s", i, r.line, r.col,
                     rows[i].text.ptr);
    }
}

static void what_is_left_to_libyaml(void **state)
{
    (void)state;
    static const struct row rows[] = {
        TEXT(""),
        TEXT("# c\n"),
        TEXT("a"),
        TEXT("|\n a\n"),
        TEXT("%YAML 1.1\n---\na: b\n"),
        TEXT("a: b\n---\nc: d\n"),
        TEXT("a: b\n...\n"),
        TEXT("--- a\n"),
        TEXT("a: b\r\n"),
        TEXT("a:\tb\n"),
        TEXT("a: b\tc\n"),
        TEXT("\ta: b\n"),
        TEXT("a: \"\\x41\"\n"),
        TEXT("a: 'b\n---\n'\n"),
        TEXT("a: \"b\n... c\"\n"),
        TEXT("a: 'b\n"),
        TEXT("'a\n b': c\n"),
        TEXT("- 'a\n b': c\n"),
        TEXT("a: 'b\n c' d\n"),
        TEXT("a: b\n  c: d\n"),
        TEXT("a: b\n  c:\n"),
        TEXT("a: b # c\n  d\n"),
        TEXT("a: b\n  # c\n  d\n"),
        TEXT("a: b\n\t c\n"),
        TEXT("a: ['b\n c']\n"),
        TEXT("a: [b: ]\n"),
        TEXT("a: [!b c: d]\n"),
        TEXT("a: [[b]: c]\n"),
        TEXT("a: [b: c}\n"),
        TEXT("a: [!b]\n"),
        TEXT("a: !b"),
        TEXT("a: : b\n"),
        TEXT("a: [!b\n]\n"),
        TEXT("a: [:b]\n"),
        TEXT("a: \"\\0\"\n"),
        TEXT("a: &b c\n"),
        TEXT("a: *b\n"),
        TEXT("? a\n: b\n"),
        TEXT("a: ? b\n"),
        TEXT("!a b: c\n"),
        TEXT("- !a b: c\n"),
        TEXT("a: !!str b\n"),
        TEXT("a: !<b> c\n"),
        TEXT("a: ! b\n"),
        TEXT("a: !b !c d\n"),
        TEXT("a: - b\n"),
        TEXT("a: b: c\n"),
        TEXT("a: 'b' c\n"),
        TEXT("a: 'b'#c\n"),
        TEXT("a: [b c\nd]\n"),
        TEXT("a: [b, , c]\n"),
        TEXT("a: [b\n"),
        TEXT("a: [b}\n"),
        TEXT("a: [b] c\n"),
        TEXT("a: [b]: c\n"),
        TEXT("a: [b?c]\n"),
        TEXT("a: [${b}]\n"),
        TEXT("a: {b}\n"),
        TEXT("a: {b: }\n"),
        TEXT("a: {b:}\n"),
        TEXT("a: {!b c: d}\n"),
        TEXT("a: {? b : c}\n"),
        TEXT("a: [\n---\n]\n"),
        TEXT("[a]: b\n"),
        TEXT("a: |2\n   b\n"),
        TEXT("a:\n  b:\n  |-\n   c\n"),
        TEXT("- a:\n  -\n  >\n   b\n"),
        TEXT("a: |\nb: c\n"),
        TEXT("a: |\n   \n  b\n"),
        TEXT("a: |#b\n  c\n"),
        TEXT("a: b\n c: d\n"),
        TEXT("  a: b\n c: d\n"),
        TEXT("- a\nb: c\n"),
        TEXT("a: b\n- c\n"),
        TEXT("a: @b\n"),
        TEXT("a: %b\n"),
        TEXT("a: \xc2\x85\n"),
        TEXT("a: \xe2\x80\xa8\n"),
        TEXT("a: \xff\n"),
        TEXT("a: \x7f\n"),
    };
    ROWS(rows, false);
}

static void ends(void **state)
{
    (void)state;
    static const struct row rows[] = {
        TEXT("a: 1"),
        TEXT("# c\n\n--- # c\n  a: 1 # d\n\n"),
        TEXT("a:\n- b: c\n  d:\n  - 'e'\nf: !If\n  - g\n  - !Sub |\n    h\n\n    i\nj: >-\n  k\n"),
        TEXT("a: {b: [c, {\"d\": \"\\n\"}],\n  e: f}\n"),
        TEXT("[a]"),
        TEXT("a: # b\n  c: d # e\nf: #\n- # g\n  h: i\n-  # j\nk: !l # m\n  n: o\n"),
        TEXT("a: :b:c\nd:\n- :e\n- --f\n- ---\n"),
    };
    ROWS(rows, true);
}

/* Scalars over several lines, and what stands in them. */
static void further_lines(void **state)
{
    (void)state;
    static const struct row rows[] = {
        TEXT("a: b\n  c\n"),
        TEXT("a: b\n\n\n c\n"),
        TEXT("a: b  \n   c d  \n  \n  e # f\ng: h\n"),
        TEXT("a:\n  b\n c\nd: e\n"),
        TEXT("- a\n  - b\n  'c' \"d\" [e] {f}, !g &h\n- i\n"),
        TEXT("a:\n- b\n  c\n- d: e\n    f\n  g: h\n"),
        TEXT("a: b\n  c\n# d\ne: f\n"),
        TEXT("a: !b c\n  d\ne: !f\n  g\n  h\n"),
        TEXT("a: '\xc3\xa9\n  b' # c\nd: e\n"),
        TEXT("a: 'b  \n\n  c\n   d''e\nf'\ng: '\n'\nh: ' \n i'\n"),
        TEXT("a: \"b\n  c\"\nd: \"e  \n \n\n\tf\\n\ng\"\n"),
        TEXT("a: \"b \\\n  \\ c\\n\\\n  \\\n\n d\"\ne: f\n"),
        TEXT("a: \"\\\n\"\nb: \"\\n \n\"\n"),
    };
    ROWS(rows, true);
}

/* A member alone in a list, a tag alone. */
static void alone(void **state)
{
    (void)state;
    static const struct row rows[] = {
        TEXT("a: [b: c]\n"),
        TEXT("a: [b: c, d, \"e\":f, 'g' : [h: i, {j: k}]]\nl: m\n"),
        TEXT("- [a: !b c, d: [e], f: {g: h}, ]\n"),
        TEXT("a: [b:\n c\n, d\n]\n"),
        TEXT("[a: b]"),
        TEXT("a: !b\nc: d\ne:\n  - !f\n  - !g # h\n  - i: !j\n\n    k: l\n"),
        TEXT("a: [0, !b ]\nc: [!d , {e: !f }, !g ]\n"),
        TEXT("a: !b\n"),
    };
    ROWS(rows, true);
}

/* Deeper than a document may be, longer than a key may be. */
static void bounds(void **state)
{
    (void)state;
    for (size_t depth = 120; depth < 136; depth++) {
        struct buf text = {0};
        buf_fill(&text, '[', depth);
        buf_fill(&text, ']', depth);
        assert_true(yaml_both(buf_str(&text)).agree);
        buf_release(&text);
    }
    for (size_t len = 990; len < 1030; len++) {
        struct buf text = {0};
        buf_fill(&text, 'k', len);
        buf_puts(&text, ": v\n");
        struct yaml_both r = yaml_both(buf_str(&text));
        assert_true(r.agree);
        assert_int_equal(r.ended, len <= 1000);
        buf_release(&text);
    }
}

static void a_template(void **state)
{
    (void)state;
    struct buf text = {0};
    template_gen(&text, TEMPLATE_CFN_YAML, 40);
    struct yaml_both r = yaml_both(buf_str(&text));
    assert_true(r.agree && r.ended && r.given > 1000);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual), cmocka_unit_test(what_is_left_to_libyaml),
        cmocka_unit_test(ends),      cmocka_unit_test(bounds),
        cmocka_unit_test(further_lines), cmocka_unit_test(alone),
        cmocka_unit_test(a_template),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
