/* SPDX-License-Identifier: MIT */
/* A SAM template and the CloudFormation that AWS makes of it, written by hand, give one graph: the
 * same facts but for the places they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arena.h"
#include "golden.h"
#include "mem.h"

/* A fact without its place. */
static struct str fact(struct str line)
{
    size_t at = STR_NPOS;
    for (size_t i = 0; i + 1 < line.len; i++)
        if (line.ptr[i] == ' ' && line.ptr[i + 1] == '@')
            at = i;
    return str_sub(line, 0, at);
}

/* Without what says where a statement of a policy stands: members "where", "line" and "file". */
static struct str placeless(struct arena *a, struct str text)
{
    static const char *const members[] = {"\"where\":", "\"line\":", "\"file\":"};
    struct buf out = {0};
    for (size_t i = 0; i < text.len;) {
        size_t skip = 0;
        for (size_t m = 0; m < COUNT(members); m++)
            if (str_starts(str_from_at(text, i), str_from(members[m])))
                skip = strlen(members[m]);
        for (i += skip; skip && i < text.len && text.ptr[i] != ',' && text.ptr[i] != '}';)
            i++;
        if (!skip)
            buf_putc(&out, text.ptr[i++]);
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&out);
    return result;
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* The versions that a hash names are named by hand in the pair. */
static bool is_hashed(struct str line)
{
    return str_find(line, STR("Version")) != STR_NPOS || str_find(line, STR("Deployment")) != STR_NPOS;
}

static struct str facts(struct arena *a, const char *folder)
{
    struct graph *g = golden_import(folder);
    struct buf text = {0}, out = {0};
    golden_facts(g, &text);
    size_t count = 0;
    struct str *lines = arena_array(a, text.len + 1, sizeof *lines);
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);)
        if (!str_empty(line) && !is_hashed(line))
            lines[count++] = placeless(a, fact(line));
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++) {
        buf_add(&out, lines[i]);
        buf_putc(&out, '\n');
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&text);
    buf_release(&out);
    graph_free(g);
    assert_true(count > 10);
    return result;
}

static void pair(const char *name)
{
    struct arena *a = arena_new();
    struct str sam = facts(a, ARENA_JOIN(a, STR("tests/golden/importers/sam/"),
                                         str_from(name)).ptr);
    struct str plain = facts(a, ARENA_JOIN(a, STR("tests/golden/importers/sam_expanded/"),
                                           str_from(name)).ptr);
    assert_string_equal(sam.ptr, plain.ptr);
    arena_free(a);
}

static void events(void **state)
{
    (void)state;
    pair("events");
}

static void apis(void **state)
{
    (void)state;
    pair("apis");
}

static void machine(void **state)
{
    (void)state;
    pair("machine");
}

static void cases(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/sam");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events),
        cmocka_unit_test(apis),
        cmocka_unit_test(machine),
        cmocka_unit_test(cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
