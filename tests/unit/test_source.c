/* SPDX-License-Identifier: MIT */
/* Token streams of C# sources: literals, branches, pairs, encodings, and any bytes at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "mem.h"
#include "read_source.h"

struct scanned {
    struct arena *arena;
    struct diags *diags;
    struct source s;
    struct buf text;
};

static struct scanned scan(struct str bytes)
{
    struct scanned x = {.arena = arena_new(), .diags = diags_new()};
    source_scan(bytes, STR("a.cs"), x.arena, x.diags, &x.s);
    for (size_t i = 0; i + 1 < x.s.count; i++) {
        static const char *const marks[] = {"end", "", "#", "'", "c:", "", "<", ">", "{", "}"};
        if (i)
            buf_putc(&x.text, ' ');
        buf_puts(&x.text, marks[x.s.items[i].kind]);
        buf_add(&x.text, source_text(&x.s.items[i]));
    }
    return x;
}

static void release(struct scanned *x)
{
    buf_release(&x->text);
    source_release(&x->s);
    diags_free(x->diags);
    arena_free(x->arena);
}

static void tokens_of_literals_and_branches(void **state)
{
    (void)state;
    static const struct {
        const char *code, *tokens;
    } rows[] = {
        {"", ""},
        {"a.b(1, x_2);", "a . b ( #1 , x_2 ) ;"},
        {"x // \"no\"\ny /* \"no\" { */ z", "x y z"},
        {"\"a\\\"b\\n\\u0041\\x42\"", "'a\"b\nAB"},
        {"@\"c:\\d\"\"e\"", "'c:\\d\"e"},
        {"\"\"\"a\"b\"\"\"", "'a\"b"},
        {"\"\"\"\n    one\n      two\n    \"\"\"", "'one\n  two"},
        {"\"x\"u8", "'x"},
        {"$\"a{b}c\"", "< 'a { b } 'c >"},
        {"$\"{a:N2}{{x}}{b,10}\"", "< { a } '{x} { b , #10 } >"},
        {"$@\"a\\{b}\"\"c\"", "< 'a\\ { b } '\"c >"},
        {"$\"{f(\"in\" + x[1])}\"", "< { f ( 'in + x [ #1 ] ) } >"},
        {"$\"{(a ? \"b\" : $\"{c}\")}\"", "< { ( a ? 'b : < { c } > ) } >"},
        {"$$\"\"\"a{b}{{c}}\"\"\"", "< 'a{b} { c } >"},
        {"'x' '\\'' '\\n'", "c:x c:' c:\n"},
        {"@class @\"s\"", "class 's"},
        {"a?.b ?? c => d::e..f", "a ?. b \?\? c => d :: e .. f"},
        {"x?.5:1", "x ? #.5 : #1"},
        {"1.5e-3 0xFFul 1_000", "#1.5e-3 #0xFFul #1_000"},
        {"List<List<int>> x", "List < List < int > > x"},
        {"\"open\nnext", "'open next"},
        /* one branch stays */
        {"#if A\na\n#elif B\nb\n#else\nc\n#endif\nd", "a d"},
        {"#if false\na {\n#else\nb\n#endif\nd", "b d"},
        {"#if DEBUG\na\n#else\nb\n#endif", "b"},
        {"#if !DEBUG\na\n#else\nb\n#endif", "a"},
        {"#if DEBUG && X\na\n#elif !(true && false)\nb\n#endif", "b"},
        {"#define X\n#if X == false\na\n#else\nb\n#endif", "b"},
        {"#undef X\n#if X || Y\na\n#endif", "a"},
        {"#if false\n#if A\na\n#endif\n\"open\n#else\nb\n#endif", "b"},
        {"#region \"open\na\n#endregion", "a"},
        {"a # b", "a # b"},
        /* brackets that fit nothing */
        {"a ) b ] c }", "a b c"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scanned x = scan(str_from(rows[i].code));
        assert_string_equal(x.text.ptr ? x.text.ptr : "", rows[i].tokens);
        release(&x);
    }
}

static void places_are_lines_and_code_points(void **state)
{
    (void)state;
    struct scanned x = scan(STR("a\r\n  \xC3\xA4\xC3\xB6 b\rc\n\"x\ny"));
    static const struct {
        uint32_t line, col;
    } want[] = {{1, 1}, {2, 3}, {2, 6}, {3, 1}, {4, 1}, {5, 1}, {5, 2}};
    assert_int_equal(x.s.count, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(x.s.items[i].line, want[i].line);
        assert_int_equal(x.s.items[i].col, want[i].col);
    }
    release(&x);
}

static void brackets_know_their_pairs(void **state)
{
    (void)state;
    struct scanned x = scan(STR("( [ a ) { } ("));
    /*                           0 1 2 3 4 5 6 end=7 */
    static const uint32_t want[] = {3, 3, 2, 3, 5, 5, 7, 7};
    for (size_t i = 0; i < COUNT(want); i++)
        assert_int_equal(x.s.items[i].pair, want[i]);
    release(&x);
}

static void encodings_give_the_same_tokens(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
    } rows[] = {
        {STR_INIT("a=\"\xC3\xA4\xF0\x9F\x98\x80\"")},
        {STR_INIT("\xEF\xBB\xBF" "a=\"\xC3\xA4\xF0\x9F\x98\x80\"")},
        {STR_INIT("\xFF\xFE" "a\0=\0\"\0\xE4\0\x3D\xD8\x00\xDE\"\0")},
        {STR_INIT("\xFE\xFF" "\0a\0=\0\"\0\xE4\xD8\x3D\xDE\x00\0\"")},
        {STR_INIT("a\0=\0\"\0\xE4\0\x3D\xD8\x00\xDE\"\0")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scanned x = scan(rows[i].bytes);
        assert_string_equal(x.text.ptr, "a = '\xC3\xA4\xF0\x9F\x98\x80");
        assert_int_equal(x.s.items[2].col, 3);
        release(&x);
    }
}

static void nesting_over_the_limit_is_an_error(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 200; i++)
        buf_puts(&b, "$\"{");
    struct scanned x = scan(buf_str(&b));
    assert_int_equal(x.s.count, 0);
    assert_int_equal(diags_errors(x.diags), 1);
    release(&x);
    buf_release(&b);
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    static const char pieces[] = "\"$@{}()[]<>/*'\\#\n\r if x0.\xC3\xFF";
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct buf b = {0};
        for (int i = 0; i < round % 60; i++) {
            seed = seed * 1664525 + 1013904223;
            buf_putc(&b, pieces[(seed >> 16) % (sizeof pieces - 1)]);
        }
        struct scanned x = scan(buf_str(&b));
        for (size_t i = 0; i < x.s.count; i++)
            assert_in_range(x.s.items[i].pair, i, x.s.count - 1);
        release(&x);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_of_literals_and_branches),
        cmocka_unit_test(places_are_lines_and_code_points),
        cmocka_unit_test(brackets_know_their_pairs),
        cmocka_unit_test(encodings_give_the_same_tokens),
        cmocka_unit_test(nesting_over_the_limit_is_an_error),
        cmocka_unit_test(any_bytes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
