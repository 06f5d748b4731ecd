/* SPDX-License-Identifier: MIT */
#include "hostile.h"

#include "attr.h"

enum { MILLION = 1000000 };

static void repeat(struct buf *b, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_puts(b, text);
}

/* Towers, a million high */

static void lists(struct buf *b)
{
    buf_fill(b, '[', MILLION);
}

static void json_maps(struct buf *b)
{
    repeat(b, "{\"a\":", MILLION);
}

static void comments_between(struct buf *b)
{
    repeat(b, "/**/[", MILLION);
}

static void yaml_maps(struct buf *b)
{
    repeat(b, "{a: ", MILLION);
}

static void maps_as_keys(struct buf *b)
{
    buf_fill(b, '{', MILLION);
}

static void dashes(struct buf *b)
{
    repeat(b, "- ", MILLION);
}

static void question_marks(struct buf *b)
{
    repeat(b, "? ", MILLION);
}

static void closing(struct buf *b)
{
    buf_fill(b, ']', MILLION);
}

/* Floods */

static void json_keys(struct buf *b)
{
    buf_putc(b, '{');
    for (size_t i = 0; i < MILLION; i++)
        buf_printf(b, "%s\"k%zu\":0", i ? "," : "", i);
    buf_putc(b, '}');
}

static void json_same_keys(struct buf *b)
{
    buf_puts(b, "{\"k\":0");
    repeat(b, ",\"k\":0", MILLION / 2);
    buf_putc(b, '}');
}

static void json_string(struct buf *b)
{
    buf_putc(b, '"');
    buf_fill(b, 'x', 10 * MILLION);
    buf_putc(b, '"');
}

static void json_number(struct buf *b)
{
    buf_puts(b, "[1");
    buf_fill(b, '0', MILLION / 10);
    buf_putc(b, ']');
}

static void commas(struct buf *b)
{
    buf_putc(b, '[');
    buf_fill(b, ',', MILLION);
    buf_putc(b, ']');
}

static void json_escapes(struct buf *b)
{
    buf_putc(b, '"');
    repeat(b, "\\u00e9", MILLION / 10);
    buf_putc(b, '"');
}

static void open_comment(struct buf *b)
{
    buf_puts(b, "[1] /*");
    repeat(b, " /*", MILLION);
}

static void yaml_keys(struct buf *b)
{
    for (size_t i = 0; i < MILLION / 2; i++)
        buf_printf(b, "k%zu: 0\n", i);
}

static void anchors(struct buf *b)
{
    for (size_t i = 0; i < MILLION / 2; i++)
        buf_printf(b, "- &a%zu x\n", i);
}

static void yaml_plain(struct buf *b)
{
    buf_fill(b, 'x', 10 * MILLION);
}

static void yaml_literal(struct buf *b)
{
    buf_puts(b, "a: |\n");
    repeat(b, "  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 30000);
}

static void directives(struct buf *b)
{
    for (size_t i = 0; i < MILLION / 10; i++)
        buf_printf(b, "%%TAG !a%zu! x\n", i);
    buf_puts(b, "---\nx\n");
}

static void documents(struct buf *b)
{
    repeat(b, "---\n", MILLION);
}

static void spaces(struct buf *b)
{
    buf_fill(b, ' ', 20 * MILLION);
}

/* Bombs */

static void alias_bomb(struct buf *b)
{
    buf_puts(b, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 30; i++) {
        buf_printf(b, "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++)
            buf_printf(b, "%s*a%d", k ? ", " : "", i - 1);
        buf_puts(b, "]\n");
    }
}

static void alias_flood(struct buf *b)
{
    buf_puts(b, "[&a x");
    repeat(b, ",*a", MILLION + 1);
    buf_putc(b, ']');
}

static void merge_bomb(struct buf *b)
{
    buf_puts(b, "- &a\n");
    for (int i = 0; i < 1000; i++)
        buf_printf(b, "  k%d: v\n", i);
    for (int i = 0; i < 2000; i++)
        buf_puts(b, "- <<: *a\n");
}

static void self_alias(struct buf *b)
{
    buf_puts(b, "a: &a [*a]\n");
}

#define NOT_CLOSED_KEY "a key must be a text, not a list or a map\n"

const struct hostile hostile_cases[] = {
    {"lists", false, lists, "f:1:129: error: more than 128 nested levels (limit depth)\n"},
    {"maps", false, json_maps, "f:1:641: error: more than 128 nested levels (limit depth)\n"},
    {"lists behind comments", false, comments_between,
     "f:1:645: error: more than 128 nested levels (limit depth)\n"},
    {"closing brackets", false, closing, "f:1:1: error: expected a value\n"},
    {"keys", false, json_keys, NULL},
    {"same keys", false, json_same_keys,
     "f:1:8: error: this key stands twice in its map (first at 1:2); the last one counts\n"},
    {"string", false, json_string,
     "f:1:1: error: more than 1048576 bytes in a string (limit string-size)\n"},
    {"number", false, json_number, NULL},
    {"commas", false, commas, "f:1:2: error: expected a value\n"},
    {"escapes", false, json_escapes, NULL},
    {"open comment", false, open_comment,
     "f:1:5: error: this comment is not closed, '*/' is missing\n"},
    {"lists", true, lists, "f:1:129: error: more than 128 nested levels (limit depth)\n"},
    {"maps", true, yaml_maps, "f:1:513: error: more than 128 nested levels (limit depth)\n"},
    {"maps as keys", true, maps_as_keys, "f:1:2: error: " NOT_CLOSED_KEY},
    {"dashes", true, dashes, "f:1:257: error: more than 128 nested levels (limit depth)\n"},
    {"question marks", true, question_marks, "f:1:3: error: " NOT_CLOSED_KEY},
    {"closing brackets", true, closing, "f:1:1: error: expected a value\n"},
    {"keys", true, yaml_keys, NULL},
    {"anchors", true, anchors, NULL},
    {"plain scalar", true, yaml_plain,
     "f:1:1: error: more than 1048576 bytes in a string (limit string-size)\n"},
    {"literal scalar", true, yaml_literal,
     "f:1:4: error: more than 1048576 bytes in a string (limit string-size)\n"},
    {"directives", true, directives,
     "f:101:1: error: more than 100 lines that begin with % (limit directives)\n"},
    {"documents", true, documents,
     "f:10001:1: error: more than 10000 documents in a file (limit documents)\n"},
    {"spaces", true, spaces, NULL},
    {"alias bomb", true, alias_bomb,
     "f:6:10: error: more than 100 times the size of the input made by aliases (limit "
     "alias-factor)\n"},
    {"alias flood", true, alias_flood,
     "f:1:3000007: error: more than 1000000 values made by aliases (limit alias-nodes)\n"},
    {"merge bomb", true, merge_bomb,
     "f:1475:7: error: more than 100 times the size of the input made by aliases (limit "
     "alias-factor)\n"},
    {"self alias", true, self_alias,
     "f:1:8: error: this alias stands inside the value that it refers to\n"},
};
const size_t hostile_count = COUNT(hostile_cases);
