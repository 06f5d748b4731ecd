/* SPDX-License-Identifier: MIT */
/* A SAM template and the CloudFormation that AWS makes of it give one graph: the same facts but for
 * the places they come from. What AWS makes of each template of golden/importers/sam, its own
 * translator said: golden/importers/sam_expanded. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "golden.h"
#include "mem.h"
#include "read.h"

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static struct str canonical(struct arena *a, const struct doc_node *n);

/* Sorted, each once: neither the order of members nor that of statements and actions matters. A
 * list of one is that one. */
static struct str joined(struct arena *a, const struct doc_node *n)
{
    static const char *const places[] = {"where", "line", "file", "origin"};
    struct str *parts = arena_array(a, n->count + 1, sizeof *parts);
    size_t count = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        bool place = false;
        for (size_t i = 0; doc_is_map(n) && i < COUNT(places); i++)
            place = place || str_is(c->key, places[i]);
        if (!place)
            parts[count++] = doc_is_map(n) ? ARENA_JOIN(a, c->key, STR("="), canonical(a, c))
                                           : canonical(a, c);
    }
    qsort(parts, count, sizeof *parts, by_text);
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i && str_eq(parts[i], parts[i - 1]))
            continue;
        if (out.len)
            buf_puts(&out, ", ");
        buf_add(&out, parts[i]);
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&out);
    return result;
}

static struct str canonical(struct arena *a, const struct doc_node *n)
{
    if (doc_is_map(n))
        return ARENA_JOIN(a, STR("{"), joined(a, n), STR("}"));
    return doc_is_list(n) ? joined(a, n) : doc_text(n);
}

/* The policies at the end of a node's line, in a form in which equal ones look equal. */
static struct str plain_policies(struct arena *a, struct str line)
{
    size_t at = str_find(line, STR(" policies={"));
    if (at == STR_NPOS)
        return line;
    struct str json = ARENA_JOIN(a, STR("["), str_from_at(line, at + 10), STR("]"));
    struct diags *diags = diags_new();
    struct doc *doc = NULL;
    assert_true(read_json(json, STR("policies"), READ_STRICT, diags, &doc));
    struct str text = canonical(a, doc_root(doc));
    doc_free(doc);
    diags_free(diags);
    return ARENA_JOIN(a, str_sub(line, 0, at), STR(" policies="), text);
}

/* How many hexadecimal digits text starts with. */
static size_t hex_digits(struct str text)
{
    size_t n = 0;
    while (n < text.len && strchr("0123456789abcdef", text.ptr[n]))
        n++;
    return n;
}

/* A version or a deployment bears a hash of code and definition, which only the one who packs them
 * knows. */
static struct str hashless(struct arena *a, struct str text)
{
    static const char *const heads[] = {"Version", "Deployment"};
    struct buf out = {0};
    for (size_t i = 0; i < text.len;) {
        size_t skip = 0;
        for (size_t h = 0; h < COUNT(heads); h++) {
            struct str head = str_from(heads[h]);
            if (str_starts(str_from_at(text, i), head) &&
                hex_digits(str_from_at(text, i + head.len)) == 10)
                skip = head.len;
        }
        buf_add(&out, str_sub(text, i, skip ? skip : 1));
        i += skip ? skip + 10 : 1;
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&out);
    return result;
}

/* That SAM made it: what is expanded does not say that. */
static struct str originless(struct arena *a, struct str line)
{
    static const char *const words[] = {" origin=sam", " origin-of="};
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t from = str_find(line, str_from(words[i]));
        if (from == STR_NPOS)
            continue;
        struct str rest = str_from_at(line, from + 1);
        size_t end = str_chr(rest, ' ');
        line = ARENA_JOIN(a, str_sub(line, 0, from),
                          str_from_at(rest, end == STR_NPOS ? rest.len : end));
    }
    return line;
}

static struct str facts(struct arena *a, const char *folder)
{
    struct graph *g = golden_import(folder);
    struct buf text = {0}, out = {0};
    golden_facts(g, &text);
    size_t count = 0;
    struct str *lines = arena_array(a, text.len + 1, sizeof *lines);
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);)
        if (!str_empty(line))
            lines[count++] = originless(a, hashless(a, plain_policies(a, golden_placeless(a,
                                                                                           line))));
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++) {
        buf_add(&out, lines[i]);
        buf_putc(&out, '\n');
    }
    struct str result = arena_str(a, buf_str(&out));
    buf_release(&text);
    buf_release(&out);
    graph_free(g);
    assert_true(count > 3);
    return result;
}

static bool pair(struct str name)
{
    struct arena *a = arena_new();
    struct str sam = facts(a, ARENA_JOIN(a, STR("tests/golden/importers/sam/"), name).ptr);
    struct str plain = facts(a, ARENA_JOIN(a, STR("tests/golden/importers/sam_expanded/"),
                                           name).ptr);
    bool same = str_eq(sam, plain);
    if (!same)
        print_error("%.*s\n", (int)name.len, name.ptr);
    while (!same && sam.len + plain.len) { /* what one has and the other has not */
        struct str x = sam, y = plain, left = STR_NONE, right = STR_NONE;
        str_cut(&x, '\n', &left);
        str_cut(&y, '\n', &right);
        int order = !plain.len ? -1 : !sam.len ? 1 : str_cmp(left, right);
        if (order < 0)
            print_error("  SAM only: %.*s\n", (int)left.len, left.ptr);
        if (order > 0)
            print_error("  AWS only: %.*s\n", (int)right.len, right.ptr);
        sam = order <= 0 ? x : sam;
        plain = order >= 0 ? y : plain;
    }
    arena_free(a);
    return same;
}

/* Every template whose expansion is there. */
static void pairs(void **state)
{
    (void)state;
    DIR *folder = opendir("tests/golden/importers/sam_expanded");
    size_t count = 0, differ = 0;
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));) {
        if (d->d_name[0] == '.')
            continue;
        count++;
        differ += !pair(str_from(d->d_name));
    }
    closedir(folder);
    assert_true(count >= 40);
    assert_int_equal(differ, 0);
}

static void cases(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/sam");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs),
        cmocka_unit_test(cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
