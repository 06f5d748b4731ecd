/* SPDX-License-Identifier: MIT */
/* Every sink against a table of hostile strings, and against rules that hold for any bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "mem.h"
#include "text.h"
#include "text_tables.h"

typedef void sink(struct buf *out, struct str s);

struct row {
    struct str in;
    const char *out;
};

static void check_rows(sink *f, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf b = {0};
        buf_puts(&b, "^"); /* sinks append */
        f(&b, rows[i].in);
        assert_string_equal(b.ptr + 1, rows[i].out);
        assert_int_equal(b.len, strlen(rows[i].out) + 1);
        buf_release(&b);
    }
}

/* RFC 3629: what is well formed and what is not. */
static void strict_utf8(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        bool ok;
        uint32_t code;
        size_t moved;
    } rows[] = {
        {STR_INIT("A"), true, 'A', 1},
        {STR_INIT("\0"), true, 0, 1},
        {STR_INIT("\x7f"), true, 0x7f, 1},
        {STR_INIT("\xc2\x80"), true, 0x80, 2},
        {STR_INIT("\xdf\xbf"), true, 0x7ff, 2},
        {STR_INIT("\xe0\xa0\x80"), true, 0x800, 3},
        {STR_INIT("\xed\x9f\xbf"), true, 0xd7ff, 3},
        {STR_INIT("\xee\x80\x80"), true, 0xe000, 3},
        {STR_INIT("\xef\xbf\xbf"), true, 0xffff, 3},
        {STR_INIT("\xf0\x90\x80\x80"), true, 0x10000, 4},
        {STR_INIT("\xf4\x8f\xbf\xbf"), true, 0x10ffff, 4},
        {STR_INIT("\x80"), false, 0, 1},             /* lone continuation */
        {STR_INIT("\xc0\x80"), false, 0, 1},         /* overlong */
        {STR_INIT("\xc1\xbf"), false, 0, 1},
        {STR_INIT("\xe0\x9f\xbf"), false, 0, 1},
        {STR_INIT("\xf0\x8f\xbf\xbf"), false, 0, 1},
        {STR_INIT("\xed\xa0\x80"), false, 0, 1},     /* surrogate */
        {STR_INIT("\xf4\x90\x80\x80"), false, 0, 1}, /* above U+10FFFF */
        {STR_INIT("\xf5\x80\x80\x80"), false, 0, 1},
        {STR_INIT("\xff"), false, 0, 1},
        {STR_INIT("\xc2"), false, 0, 1},             /* cut off */
        {STR_INIT("\xe2\x82"), false, 0, 1},
        {STR_INIT("\xf0\x9f\x98"), false, 0, 1},
        {STR_INIT("\xe2""A\x82"), false, 0, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t at = 0;
        uint32_t code = 0;
        assert_int_equal(utf8_next(rows[i].in, &at, &code), rows[i].ok);
        assert_int_equal(code, rows[i].code);
        assert_int_equal(at, rows[i].moved);
        assert_int_equal(utf8_valid(rows[i].in), rows[i].ok);
    }
    assert_true(utf8_valid(STR_NONE));
    assert_false(utf8_valid(STR("ok\xff")));
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        if (c == 0xd800)
            c = 0xe000;
        struct buf b = {0};
        buf_utf8(&b, c);
        size_t at = 0;
        uint32_t back = 1;
        if (!utf8_next(buf_str(&b), &at, &back) || back != c || at != b.len)
            fail_msg("U+%04X", (unsigned)c);
        buf_release(&b);
    }
}

static void tables_are_sorted(void **state)
{
    (void)state;
    const struct {
        const struct text_range *table;
        size_t count;
    } rows[] = {{text_hidden, text_hidden_count},
                {text_marks, text_marks_count},
                {text_wide, text_wide_count}};
    for (size_t t = 0; t < COUNT(rows); t++) {
        for (size_t i = 0; i < rows[t].count; i++) {
            assert_true(rows[t].table[i].first <= rows[t].table[i].last);
            if (i > 0)
                assert_true(rows[t].table[i - 1].last < rows[t].table[i].first);
        }
    }
}

static void cells(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        int cells;
    } rows[] = {
        {'A', 1},     {0xe9, 1},    {0x300, 0},   {0x36f, 0},   {0x370, 1},   {0x20d0, 0},
        {0x4e00, 2},  {0xac00, 2},  {0x1100, 2},  {0x1161, 0},  {0x11a8, 0},  {0x3042, 2},
        {0xff21, 2},  {0xff71, 1},  {0x1f600, 2}, {0x20000, 2}, {0x3fffd, 2}, {0x2500, 1},
        {0x25b6, 1},  {0x2026, 1},  {0x5d0, 1},   {0x5b0, 0},   {0xfe20, 0},  {0x10ffff, 1},
        {0x0e31, 0},  {0x0e33, 1},  {0x0903, 1}, /* Thai vowel above; a spacing mark has a cell */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (text_cells(rows[i].code) != rows[i].cells)
            fail_msg("U+%04X has %d cells", (unsigned)rows[i].code, text_cells(rows[i].code));
    assert_int_equal(text_width(STR("ab\xe4\xb8\x80" "e\xcc\x81")), 5);
    assert_int_equal(text_width(STR_NONE), 0);
}

static void breaks_of_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *lines; /* at every break a | */
    } rows[] = {
        {"orders", "orders"},           {"OrdersQueue", "Orders|Queue"},
        {"dead letter", "dead|letter"}, {"dead-letter_queue", "dead-|letter_|queue"},
        {"api.v2/Users", "api.|v2/|Users"}, {" x", " x"}, {"DLQ", "DLQ"}, {"s3Bucket", "s3|Bucket"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str name = str_from(rows[i].name);
        struct buf lines = {0};
        for (size_t at = 0; at < name.len; at++) {
            size_t before = at ? text_break(name, at) : 0;
            if (before && before < at)
                lines.len -= at - before;
            if (before)
                buf_putc(&lines, '|');
            buf_putc(&lines, name.ptr[at]);
        }
        assert_string_equal(lines.ptr, rows[i].lines);
        buf_release(&lines);
    }
}

static void halves_of_names(void **state)
{
    static const struct {
        const char *name, *first, *second; /* NULL: it stays whole */
    } rows[] = {
        {"orders", NULL, NULL},
        {"OrdersDeadLetterQueue", "OrdersDead", "LetterQueue"},
        {"dead letter", "dead", "letter"},
        {"a very-long_name", "a very-", "long_name"},
        {" x", NULL, NULL},
        {"\xe4\xb8\x80\xe4\xb8\x80\xe4\xb8\x80-abcdef", "\xe4\xb8\x80\xe4\xb8\x80\xe4\xb8\x80-", "abcdef"},
        {"", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str halves[2];
        assert_int_equal(text_halves(str_from(rows[i].name), halves), rows[i].first != NULL);
        if (rows[i].first && (!str_is(halves[0], rows[i].first) || !str_is(halves[1], rows[i].second)))
            fail_msg("%s: %.*s and %.*s", rows[i].name, (int)halves[0].len, halves[0].ptr,
                     (int)halves[1].len, halves[1].ptr);
    }
}

static void plain(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT(""), ""},
        {STR_INIT("orders-queue \xc3\xa9 \xe4\xb8\x80"), "orders-queue \xc3\xa9 \xe4\xb8\x80"},
        {STR_INIT("a\xff" "b\xc0\x80"), "a\\xFFb\\xC0\\x80"},
        {STR_INIT("\x1b]0;x\x07\r\n\t\x7f\x08"), "\\x1B]0;x\\x07\\x0D\\x0A\\x09\\x7F\\x08"},
        {STR_INIT("a\0b"), "a\\x00b"},
        {STR_INIT("\xc2\x9b" "31m"), "\\x9B31m"},                      /* C1 CSI */
        {STR_INIT("x\xe2\x80\xae" "y"), "x<U+202E>y"},                 /* right-to-left override */
        {STR_INIT("\xd8\x9c\xe2\x80\x8b\xe2\x81\xa0"), "<U+061C><U+200B><U+2060>"},
        {STR_INIT("\xe2\x80\xa8\xe2\x80\xa9"), "<U+2028><U+2029>"},    /* line separators */
        {STR_INIT("\xef\xbb\xbf" "a"), "<U+FEFF>a"},                   /* BOM */
        {STR_INIT("a\xef\xb8\x8f"), "a<U+FE0F>"},                      /* variation selectors */
        {STR_INIT("\xf3\xa0\x84\x80"), "<U+E0100>"},
        {STR_INIT("\xf3\xa0\x81\x81"), "<U+E0041>"},                   /* tag letter */
        {STR_INIT("\xee\x80\x80"), "<U+E000>"},                        /* private use */
        {STR_INIT("\xef\xbf\xb9"), "<U+FFF9>"},                        /* interlinear */
        {STR_INIT("\xe3\x85\xa4"), "<U+3164>"},                        /* invisible letter */
        {STR_INIT("\xef\xbf\xbf"), "<U+FFFF>"},                        /* not in XML */
        {STR_INIT("\xc2\xad"), "<U+00AD>"},                            /* soft hyphen */
        {STR_INIT("\xef\xbf\xbd"), "\xef\xbf\xbd"},                    /* U+FFFD itself shows */
        {STR_INIT("\xc2\xa0"), "\xc2\xa0"},
    };
    check_rows(esc_plain, rows, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(text_is_clean(rows[i].in), str_is(rows[i].in, rows[i].out));
}

static void terminal(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("CR:abc\rX\x1b[2J"), "CR:abc\\x0DX\\x1B[2J"},
        {STR_INIT("e\xcc\x81\xcc\x82"), "e\xcc\x81\xcc\x82"},
        {STR_INIT("e\xcc\x81\xcc\x82\xcc\x83x"), "e\xcc\x81\xcc\x82<U+0303>x"},
        {STR_INIT("\xcc\x81" "a"), "\xe2\x97\x8c\xcc\x81" "a"}, /* must not join what stands before */
        {STR_INIT("\n\xcc\x81"), "\\x0A\xcc\x81"},
    };
    check_rows(esc_term, rows, COUNT(rows));
}

struct clipped {
    const char *in;
    size_t max;
    bool ascii;
    const char *out;
    size_t used;
};

static void check_clipped(const struct clipped *rows, size_t count,
                          size_t (*clip)(struct buf *, struct str, size_t, bool))
{
    for (size_t i = 0; i < count; i++) {
        struct buf b = {0};
        size_t used = clip(&b, str_from(rows[i].in), rows[i].max, rows[i].ascii);
        assert_string_equal(b.ptr ? b.ptr : "", rows[i].out);
        assert_int_equal(used, rows[i].used);
        buf_release(&b);
    }
}

static void terminal_clip(void **state)
{
    (void)state;
    static const struct clipped rows[] = {
        {"orders", 6, true, "orders", 6},
        {"orders", 5, true, "or~rs", 5},
        {"orders", 4, true, "o~rs", 4},
        {"orders", 3, false, "o\xe2\x80\xa6s", 3},
        {"orders", 2, true, "~s", 2},
        {"orders", 1, true, "~", 1},
        {"orders", 0, true, "", 0},
        {"", 0, true, "", 0},
        {"prod-orders-eu-west-1", 12, true, "prod-~west-1", 12},
        /* wide glyphs are never cut in half: a cell stays free */
        {"\xe4\xb8\x80\xe4\xb8\x80\xe4\xb8\x80", 5, true, "\xe4\xb8\x80~\xe4\xb8\x80", 5},
        {"\xe4\xb8\x80\xe4\xb8\x80\xe4\xb8\x80", 4, true, "~\xe4\xb8\x80", 3},
        /* marks stay with their base */
        {"abcde\xcc\x81", 3, true, "a~e\xcc\x81", 3},
        {"a\xcc\x81" "bcde", 3, true, "a\xcc\x81~e", 3},
        {"abc\xcc\x81", 2, true, "~c\xcc\x81", 2},
        /* what stands in a bracket at the end tells labels apart: the name goes first */
        {"0 0 */4 * * * (SendAlert)", 25, true, "0 0 */4 * * * (SendAlert)", 25},
        {"0 0 */4 * * * (SendAlert)", 19, true, "0 0~* * (SendAlert)", 19},
        {"0 0 */4 * * * (SendAlert)", 18, true, "0 ~* * (SendAlert)", 18},
        {"0 0 */4 * * * (SendAlert)", 16, true, "0 ~ * (Sen~lert)", 16},
        {"0 0 */4 * * * (SendAlert)", 12, true, "0~ * (Se~rt)", 12},
        {"0 0 */4 * * * (SendAlert)", 11, true, "0 0 *~lert)", 11},
        {"Fn (a/long/way/template.yaml)", 20, false, "Fn (a/long/\xe2\x80\xa6te.yaml)", 20},
        {"Fn (one (two))", 13, true, "Fn (one~two))", 13},
        {"cron(0 5 * * ? *) and (", 14, true, "cron(0~) and (", 14},
        {"cron(0 15 10 * ? *)", 14, true, "cron(0~ * ? *)", 14},
        {"a\x1b" "b", 9, true, "a\\x1Bb", 6},
        {"a\x1b" "b", 5, true, "a\\~Bb", 5},
    };
    check_clipped(rows, COUNT(rows), esc_term_clip);
}

/* Sentences keep their beginning. */
static void cut(void **state)
{
    (void)state;
    static const struct clipped rows[] = {
        {"orders", 6, true, "orders", 6},
        {"orders", 5, true, "orde~", 5},
        {"orders", 5, false, "orde\xe2\x80\xa6", 5},
        {"orders", 1, true, "~", 1},
        {"orders", 0, true, "", 0},
        {"\xe4\xb8\x80\xe4\xb8\x80\xe4\xb8\x80", 4, true, "\xe4\xb8\x80~", 3},
        {"ab\xcc\x81" "cd", 3, true, "ab\xcc\x81~", 3},
        {"a\x1b" "bcd", 5, true, "a\\x1~", 5},
    };
    check_clipped(rows, COUNT(rows), esc_term_cut);
}

static void dot(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("C:\\temp\\"), "C:\\\\temp\\\\"},
        {STR_INIT("say \"hi\""), "say \"hi\""}, /* agwrite escapes quotes */
        {STR_INIT("&#x202E;"), "&amp;#x202E;"},
        {STR_INIT("\\N \\G"), "\\\\N \\\\G"},
        {STR_INIT("-."), "-. "},
        {STR_INIT("-.-"), "-.-"},
        {STR_INIT("a\nb"), "a\\\\x0Ab"},
        {STR_INIT("\xe2\x80\xae"), "<U+202E>"},
    };
    check_rows(esc_dot, rows, COUNT(rows));
}

static void html(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("<script>alert('x')&\"</script>"),
         "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot;&lt;/script&gt;"},
        {STR_INIT("\xe2\x80\xae"), "&lt;U+202E&gt;"},
        {STR_INIT("a\xff"), "a\\xFF"},
    };
    check_rows(esc_html, rows, COUNT(rows));
}

static void csv(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT(""), "\"\""},
        {STR_INIT("a,\"b\""), "\"a,\"\"b\"\"\""},
        {STR_INIT("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\""},
        {STR_INIT("+1"), "\"'+1\""},
        {STR_INIT("-1"), "\"'-1\""},
        {STR_INIT("@SUM(A1)"), "\"'@SUM(A1)\""},
        {STR_INIT("\xef\xbc\x9d" "1"), "\"'\xef\xbc\x9d" "1\""},
        {STR_INIT("\t=1"), "\"\\x09=1\""},
        {STR_INIT("\r=1"), "\"\\x0D=1\""},
        {STR_INIT("\n=1"), "\"\\x0A=1\""},
        {STR_INIT("a=1"), "\"a=1\""},
    };
    check_rows(esc_csv, rows, COUNT(rows));
}

static void markdown(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("a|b"), "a\\|b"},
        {STR_INIT("`x` [y](javascript:z)"), "\\`x\\` \\[y\\](javascript:z)"},
        {STR_INIT("<img src=x>"), "&lt;img src=x&gt;"},
        {STR_INIT("# head"), "\\# head"},
        {STR_INIT("- item"), "\\- item"},
        {STR_INIT("+ item"), "\\+ item"},
        {STR_INIT("> quote"), "&gt; quote"},
        {STR_INIT("12. item"), "12\\. item"},
        {STR_INIT("12 items"), "12 items"},
        {STR_INIT("===="), "\\===="},
        {STR_INIT("    code"), "&#32;   code"},
        {STR_INIT("a-b_c*d~"), "a-b\\_c\\*d\\~"},
        {STR_INIT("&lt;"), "&amp;lt;"},
        {STR_INIT("\\|"), "\\\\\\|"},
        {STR_INIT("a\nb"), "a\\\\x0Ab"},
    };
    check_rows(esc_md, rows, COUNT(rows));
}

static void mermaid(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("GET /x"), "GET /x"},
        {STR_INIT("a\"] --> evil[\"b"), "a#quot;#93; --#gt; evil#91;#quot;b"},
        {STR_INIT("%%{init: {}}%%"), "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"},
        {STR_INIT("#quot;"), "#35;quot#59;"},
        {STR_INIT("&lt;img>"), "#amp;lt#59;img#gt;"},
        {STR_INIT("`**x**`"), "#96;#42;#42;x#42;#42;#96;"},
        {STR_INIT("$$x$$"), "#36;#36;x#36;#36;"},
        {STR_INIT("a\nend"), "a#92;x0Aend"},
    };
    check_rows(esc_mermaid, rows, COUNT(rows));
}

static void json(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {STR_INIT("a\"b\\c/d"), "a\\\"b\\\\c/d"},
        {STR_INIT("\n\r\t\x08\x1b\x7f"), "\\n\\r\\t\\u0008\\u001b\\u007f"},
        {STR_INIT("\xc2\x9b"), "\\u009b"},
        {STR_INIT("\xe2\x80\xa8\xe2\x80\xae"), "\\u2028\\u202e"},
        {STR_INIT("\xf3\xa0\x81\x81"), "\\udb40\\udc41"},
        {STR_INIT("\xf0\x9f\x98\x80 \xc3\xa9"), "\xf0\x9f\x98\x80 \xc3\xa9"},
        {STR_INIT("a\xff" "b"), "a\\ufffdb"},
        {STR_INIT("a\0b"), "a\\ufffdb"},
        /* in the first eight bytes, behind them, in the last eight, at the end */
        {STR_INIT("ab\"cdefghijklmnop"), "ab\\\"cdefghijklmnop"},
        {STR_INIT("abcdefghi\"jklmnopqrstu"), "abcdefghi\\\"jklmnopqrstu"},
        {STR_INIT("abcdefghijk\"lm"), "abcdefghijk\\\"lm"},
        {STR_INIT("abcdefghijklm\x7f"), "abcdefghijklm\\u007f"},
    };
    check_rows(esc_json, rows, COUNT(rows));
}

static void uri_shell_slug(void **state)
{
    (void)state;
    static const struct row uris[] = {
        {STR_INIT("src/a b.cs"), "src/a%20b.cs"},
        {STR_INIT("\xc3\xa9?#:%"), "%C3%A9%3F%23%3A%25"},
        {STR_INIT("A-Z_0.~"), "A-Z_0.~"},
        {STR_INIT("\0"), "%00"},
    };
    check_rows(esc_uri, uris, COUNT(uris));
    static const struct row words[] = {
        {STR_INIT(""), "''"},
        {STR_INIT("a'b; rm -rf $(x)"), "'a'\\''b; rm -rf $(x)'"},
        {STR_INIT("a\nb"), "'a\\x0Ab'"},
    };
    check_rows(esc_sh, words, COUNT(words));
    /* The digits are the first four bytes of SHA-256: of "", "abc" as published in FIPS 180. */
    static const struct row slugs[] = {
        {STR_INIT(""), "_-e3b0c442"},
        {STR_INIT("abc"), "abc-ba7816bf"},
    };
    check_rows(esc_slug, slugs, COUNT(slugs));
}

static void slugs_are_file_names(void **state)
{
    (void)state;
    static const struct str rows[] = {
        STR_INIT("."), STR_INIT(".."), STR_INIT("../../etc/passwd"), STR_INIT("-rf"),
        STR_INIT("a/b"), STR_INIT("a\\b"), STR_INIT("\xff\0x"), STR_INIT("CON"),
        STR_INIT("0123456789012345678901234567890123456789012345678901234567890123456789"),
    };
    char seen[COUNT(rows)][80];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = {0};
        esc_slug(&b, rows[i]);
        assert_true(b.len >= 10 && b.len <= 64 + 9);
        assert_true(b.ptr[0] != '.' && b.ptr[0] != '-');
        for (size_t k = 0; k < b.len; k++)
            assert_true((b.ptr[k] >= '0' && b.ptr[k] <= '9') ||
                        ((b.ptr[k] | 32) >= 'a' && (b.ptr[k] | 32) <= 'z') ||
                        strchr("._-", b.ptr[k]) != NULL);
        snprintf(seen[i], sizeof seen[i], "%s", b.ptr);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(seen[k], seen[i]);
        buf_release(&b);
    }
}

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

/* Pieces that have hurt renderers before, besides plain random bytes. */
static const struct str hostile[] = {
    STR_INIT("\x1b[31m"), STR_INIT("\xe2\x80\xae"), STR_INIT("\xff"), STR_INIT("\""),
    STR_INIT("\\"), STR_INIT("<b>"), STR_INIT("&#x202E;"), STR_INIT("\0"), STR_INIT("\n"),
    STR_INIT("\xcc\x81\xcc\x81\xcc\x81"), STR_INIT("\xe4\xb8\x80"), STR_INIT("]];"),
    STR_INIT("\xf0\x9f\x98\x80"), STR_INIT("\xc2\x9b"), STR_INIT("="), STR_INIT("-."),
};

static size_t make_hostile(char *out, size_t max, uint32_t *seed)
{
    size_t len = 0;
    for (uint32_t pieces = next_random(seed) % 12; pieces > 0; pieces--) {
        struct str p = hostile[next_random(seed) % COUNT(hostile)];
        char byte = (char)next_random(seed);
        if (next_random(seed) % 3 == 0)
            p = (struct str){&byte, 1};
        if (len + p.len > max)
            break;
        memcpy(out + len, p.ptr, p.len);
        len += p.len;
    }
    return len;
}

/* Whatever comes in: valid UTF-8 comes out, with no control and nothing that does not show. */
static void any_bytes(void **state)
{
    (void)state;
    static sink *const sinks[] = {esc_plain, esc_term, esc_dot, esc_html, esc_csv,
                                  esc_md,    esc_mermaid, esc_json, esc_uri, esc_sh,   esc_slug};
    uint32_t seed = 20261121;
    for (int round = 0; round < 5000; round++) {
        char text[128];
        struct str s = {text, make_hostile(text, sizeof text, &seed)};
        for (size_t i = 0; i < COUNT(sinks); i++) {
            struct buf b = {0};
            sinks[i](&b, s);
            if (!text_is_clean(buf_str(&b)))
                fail_msg("sink %zu, round %d: %s", i, round, b.ptr);
            buf_release(&b);
        }
        for (size_t max = 0; max < 12; max++) {
            struct buf b = {0};
            size_t used = (round % 3 ? esc_term_clip : esc_term_cut)(&b, s, max, round % 2 == 0);
            assert_true(used <= max);
            assert_int_equal(used, text_width(buf_str(&b)));
            buf_release(&b);
        }
    }
}

/* Undoing the CSV and HTML quoting gives the text of steps 1 to 3: nothing breaks out. */
static void quotes_do_not_break_out(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        char text[128];
        struct str s = {text, make_hostile(text, sizeof text, &seed)};
        struct buf html_out = {0}, csv_out = {0}, want = {0};
        esc_html(&html_out, s);
        for (size_t k = 0; k < html_out.len; k++)
            assert_null(strchr("<>\"'", html_out.ptr[k]));
        esc_csv(&csv_out, s);
        esc_plain(&want, s);
        struct buf got = {0};
        for (size_t k = 1; k + 1 < csv_out.len; k++) {
            if (csv_out.ptr[k] == '"')
                assert_int_equal(csv_out.ptr[++k], '"');
            buf_putc(&got, csv_out.ptr[k]);
        }
        struct str back = buf_str(&got);
        if (back.len == want.len + 1)
            back = str_from_at(back, 1);
        assert_true(str_eq(back, buf_str(&want)));
        buf_release(&html_out);
        buf_release(&csv_out);
        buf_release(&want);
        buf_release(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_utf8),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(tables_are_sorted),
        cmocka_unit_test(cells),
        cmocka_unit_test(plain),
        cmocka_unit_test(terminal),
        cmocka_unit_test(terminal_clip),
        cmocka_unit_test(cut),
        cmocka_unit_test(dot),
        cmocka_unit_test(html),
        cmocka_unit_test(csv),
        cmocka_unit_test(markdown), cmocka_unit_test(mermaid),
        cmocka_unit_test(json),
        cmocka_unit_test(uri_shell_slug),
        cmocka_unit_test(slugs_are_file_names),
        cmocka_unit_test(breaks_of_names),
        cmocka_unit_test(halves_of_names),
        cmocka_unit_test(any_bytes),
        cmocka_unit_test(quotes_do_not_break_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
