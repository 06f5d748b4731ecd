/* SPDX-License-Identifier: MIT */
/* A service and the template that the Serverless Framework, version 3, packs of it give one graph:
 * the same facts but for the places they come from. The templates are without what only the
 * deployment is about: packages, digests, texts of responses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arena.h"
#include "golden.h"
#include "mem.h"

#define SERVICES "tests/golden/importers/serverless/"
#define PACKED   "tests/golden/importers/serverless_packed/"

/* Without the members of a policy that say where it stands, and with one name for both files. */
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
        if (!skip && str_starts(str_from_at(text, i), STR("template.json"))) {
            buf_puts(&out, "serverless.yml");
            i += strlen("template.json");
        } else if (!skip) {
            buf_putc(&out, text.ptr[i++]);
        }
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&out);
    return result;
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

struct facts {
    struct arena *arena;
    struct str *lines;
    size_t count;
};

/* Policies are facts of their own: their order is that of the template. What an identity may do is
 * compared by its grants, since statements may be cut in other ways. */
static void add_policies(struct facts *f, struct str text, struct str node)
{
    for (struct str rest = text; !str_empty(rest);) {
        size_t end = str_find(rest, STR("},{\"aws\": "));
        struct str one = str_sub(rest, 0, end == STR_NPOS ? rest.len : end + 1);
        if (!str_starts(one, STR("{\"aws\": \"identity\"")))
            f->lines[f->count++] = ARENA_JOIN(f->arena, STR("policy "), node, STR(" "), one);
        rest = end == STR_NPOS ? STR_NONE : str_from_at(rest, end + 2);
    }
}

static void add_line(struct facts *f, struct str line)
{
    line = placeless(f->arena, golden_placeless(f->arena, line));
    size_t policies = str_find(line, STR(" policies="));
    struct str before = str_sub(line, 0, policies);
    if (str_starts(line, STR("node boundary"))) { /* a stack is called as its service or its file */
        size_t name = str_find(before, STR(" \"")), end = str_find(before, STR("\" "));
        if (name != STR_NPOS && end != STR_NPOS)
            before = ARENA_JOIN(f->arena, str_sub(before, 0, name), str_from_at(before, end + 1));
        name = str_find(before, STR(" stack-name=")); /* no template says it */
        end = name == STR_NPOS ? name : str_chr(str_from_at(before, name + 1), ' ');
        if (end != STR_NPOS)
            before = ARENA_JOIN(f->arena, str_sub(before, 0, name),
                                str_from_at(before, name + 1 + end));
    }
    f->lines[f->count++] = before;
    if (policies != STR_NPOS)
        add_policies(f, str_from_at(line, policies + strlen(" policies=")), before);
}

static struct facts facts(struct arena *a, const char *root, const char *name)
{
    struct graph *g = golden_import(ARENA_JOIN(a, str_from(root), str_from(name)).ptr);
    struct buf text = {0};
    golden_facts(g, &text);
    struct facts f = {.arena = a};
    f.lines = arena_array(a, text.len + 1, sizeof *f.lines);
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);)
        if (!str_empty(line))
            add_line(&f, line);
    qsort(f.lines, f.count, sizeof *f.lines, by_text);
    buf_release(&text);
    graph_free(g);
    assert_true(f.count > 10);
    return f;
}

/* Says every fact that one of the two has alone; how many. */
static size_t differences(const char *name, const struct facts *x, const struct facts *y)
{
    size_t i = 0, k = 0, found = 0;
    while (i < x->count || k < y->count) {
        int order = i == x->count   ? 1
                    : k == y->count ? -1
                                    : str_cmp(x->lines[i], y->lines[k]);
        if (order) {
            struct str line = order < 0 ? x->lines[i] : y->lines[k];
            print_error("%s: only in the %s: %.*s\n", name, order < 0 ? "service" : "template",
                        (int)line.len, line.ptr);
            found++;
        }
        i += order <= 0;
        k += order >= 0;
    }
    return found;
}

static void pairs(void **state)
{
    static const char *const names[] = {
        "rest_api", "http_api", "websocket", "balancer", "sources", "brokers", "clocks", "pools",
        "edges", "settings", "roles", "roles_new", "given_role", "merged", "variables",
        "machines", "role_each", "graphql",
    };
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct arena *a = arena_new();
        struct facts service = facts(a, SERVICES, names[i]);
        struct facts packed = facts(a, PACKED, names[i]);
        found += differences(names[i], &service, &packed);
        arena_free(a);
    }
    assert_int_equal(found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
