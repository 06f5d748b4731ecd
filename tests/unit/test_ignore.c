/* SPDX-License-Identifier: MIT */
/* test_ignore.c - lines of .faasmapignore by the rules that gitignore(5) states. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "ignore.h"

static const struct {
    const char *lines, *label;
    bool named;
} rows[] = {
    /* nothing, comments, blanks */
    {"", "a", false},
    {"\n\n", "a", false},
    {"#a", "a", false},
    {"#a", "#a", false},
    {"\\#a", "#a", true},
    {"# x\n\na.json", "a.json", true},
    {"a  ", "a", true},
    {"a\\ ", "a ", true},
    {"a\\ ", "a", false},
    {"a\\  ", "a ", true},
    {" a", "a", false},
    {" a", " a", true},
    {"a\r\nb\r\n", "b", true},
    {"\xef\xbb\xbf" "a", "a", true},
    /* without a slash: a name in any folder */
    {"*.bak", "b.bak", true},
    {"*.bak", "a/b.bak", true},
    {"*.bak", "a/b.json", false},
    {"old", "a/old", true},
    {"old", "a/old/", true},
    {"old", "a/older", false},
    {"*", "anything", true},
    {"**", "a/b", true},
    {"?.json", "a.json", true},
    {"?.json", "ab.json", false},
    /* folders only */
    {"old/", "a/old/", true},
    {"old/", "a/old", false},
    {"a/old/", "a/old/", true},
    {"a/old/", "b/a/old/", false},
    {"/", "a", false},
    {"a//", "a/", false},
    {"a//b", "a/b", false},
    /* anchored by a slash at the beginning or in the middle */
    {"/a.json", "a.json", true},
    {"/a.json", "b/a.json", false},
    {"doc/x", "doc/x", true},
    {"doc/x", "a/doc/x", false},
    {"/doc/x", "doc/x", true},
    {"a/*.json", "a/b.json", true},
    {"a/*.json", "a/b/c.json", false},
    {"a?b/c", "a/b/c", false},
    {"a/b", "a", false},
    {"a", "b/c", false},
    /* two stars */
    {"**/x", "x", true},
    {"**/x", "a/x", true},
    {"**/x", "a/b/x", true},
    {"**/x", "a/bx", false},
    {"**/x/y", "x/y", true},
    {"**/x/y", "a/x/y", true},
    {"**/x/y", "a/x/b/y", false},
    {"**/x/*.c", "p/q/x/y.c", true},
    {"a/**", "a/b", true},
    {"a/**", "a/b/c", true},
    {"a/**", "a/", false},
    {"a/**", "a", false},
    {"a/**", "b/a/c", false},
    {"a/**/b", "a/b", true},
    {"a/**/b", "a/x/b", true},
    {"a/**/b", "a/x/y/b", true},
    {"a/**/b", "a/xb", false},
    {"a/**/b/**/c", "a/b/x/b/y/c", true},
    {"**/x*/y.c", "p/x1/z/x2/y.c", true},
    {"a/**.json", "a/c.json", true},     /* two stars beside something else: as one */
    {"a/**.json", "a/b/c.json", false},
    {"/**/x", "x", true},
    {"***/x", "a/b/x", true},
    /* sets */
    {"[ab].c", "a.c", true},
    {"[ab].c", "c.c", false},
    {"[!ab].c", "c.c", true},
    {"[^ab].c", "a.c", false},
    {"[a-c].c", "b.c", true},
    {"[a-c].c", "d.c", false},
    {"[]a].c", "].c", true},
    {"[!]a].c", "].c", false},
    {"[a-].c", "-.c", true},
    {"[\\]].c", "].c", true},
    {"[[:digit:]x].c", "7.c", true},
    {"[[:digit:]x].c", "x.c", true},
    {"[[:digit:]x].c", "y.c", false},
    {"[![:alpha:]].c", "1.c", true},
    {"a[b", "a[b", false}, /* a set that never ends names nothing */
    {"a/[b]/c", "a/b/c", true},
    /* escapes */
    {"\\*.c", "*.c", true},
    {"\\*.c", "a.c", false},
    {"\\!a", "!a", true},
    {"a\\bc", "abc", true},
    {"a\\", "a", false},
    {"a\\", "a\\", false},
    /* taken back: the last line that fits decides */
    {"*.c\n!a.c", "a.c", false},
    {"*.c\n!a.c", "b.c", true},
    {"*.c\n!a.c\na.*", "a.c", true},
    {"!a.c\n*.c", "a.c", true},
    {"!a", "a", false},
    {"/*\n!/foo", "foo/", false},
    {"/*\n!/foo", "bar/", true},
    {"*\n!*/", "a/", false},
    {"*\n!*/", "a", true},
    {"!", "!", false},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ignore_names(str_from(rows[i].lines), str_from(rows[i].label)) != rows[i].named)
            fail_msg("row %zu: '%s' against %s", i, rows[i].lines, rows[i].label);
}

/* Patterns on which a matcher that tries everything would take for ever. */
static void test_many_stars_end(void **state)
{
    struct buf pattern = {0}, label = {0};

    (void)state;
    for (int i = 0; i < 200; i++)
        buf_puts(&pattern, "a*");
    buf_putc(&pattern, 'b');
    buf_fill(&label, 'a', 4000);
    assert_false(ignore_names(buf_str(&pattern), buf_str(&label)));
    buf_reset(&pattern);
    buf_reset(&label);
    for (int i = 0; i < 200; i++)
        buf_puts(&pattern, "a/**/");
    buf_putc(&pattern, 'b');
    for (int i = 0; i < 1000; i++)
        buf_puts(&label, "a/");
    buf_putc(&label, 'c');
    assert_false(ignore_names(buf_str(&pattern), buf_str(&label)));
    buf_release(&pattern);
    buf_release(&label);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_many_stars_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
