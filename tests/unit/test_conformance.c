/* SPDX-License-Identifier: MIT */
/* The public suites: JSONTestSuite through the strict reader, yaml-test-suite through the items of
 * a stream (equal events) and the reader (accepted or not).
 *
 * The suites are looked for in $FAASMAP_CONFORMANCE, else ../shared/conformance; where there are
 * none the test says so and skips. What we do not get right is listed by name in
 * tests/golden/json/ and tests/golden/yaml/: a case that changes, for better or for worse, fails
 * until its list is changed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "attr.h"
#include "dir_list.h"
#include "map.h"
#include "mem.h"
#include "read.h"
#include "yaml_both.h"
#include "yaml_items.h"

static const char *suites(void)
{
    const char *folder = getenv("FAASMAP_CONFORMANCE");
    return folder ? folder : "../shared/conformance";
}

/* A list of names, one a line; '#' begins a comment. */
struct names {
    struct buf text;
    struct map known; /* 1: not met yet, 2: met */
};

static void names_load(struct names *n, const char *path)
{
    if (!file_bytes(&n->text, path))
        fail_msg("%s is missing", path);
    for (struct str rest = buf_str(&n->text), line; str_cut(&rest, '\n', &line);) {
        line = str_trim(str_sub(line, 0, str_chr(line, '#')));
        if (!str_empty(line))
            map_set(&n->known, line, 1);
    }
}

static bool names_meet(struct names *n, struct str name)
{
    if (!map_get(&n->known, name, NULL))
        return false;
    map_set(&n->known, name, 2);
    return true;
}

static void names_release(struct names *n)
{
    map_release(&n->known);
    buf_release(&n->text);
}

static struct str base_name(const char *path)
{
    struct str s = str_from(path);
    size_t cut = str_rchr(s, '/');
    return cut == STR_NPOS ? s : str_from_at(s, cut + 1);
}

/* JSON */

static bool json_accepted(struct str text)
{
    struct diags *diags = diags_new();
    struct doc *d = NULL;
    bool done = read_json(text, STR("case"), READ_STRICT, diags, &d);
    /* NUL is JSON, but we do not take it: the scan accepts it, the reader says why it does not. */
    for (size_t i = 0; !done && i < diags_count(diags); i++)
        done = str_find(diags_at(diags, i)->text, STR("character NUL")) != STR_NPOS;
    doc_free(d);
    diags_free(diags);
    return done;
}

static void json_suite(void **state)
{
    (void)state;
    struct buf folder = {0}, text = {0};
    struct dir_list cases = {0};
    struct names accepted = {0};
    buf_printf(&folder, "%s/json", suites());
    dir_list_make(&cases, folder.ptr, ".json");
    if (!cases.count) {
        printf("skip: no JSON suite in %s\n", folder.ptr);
        buf_release(&folder);
        skip();
    }
    names_load(&accepted, "tests/golden/json/suite-i-accepted.txt");
    size_t right = 0, wrong = 0, counts[3] = {0};
    for (size_t i = 0; i < cases.count; i++) {
        struct str name = base_name(cases.paths[i]);
        size_t group = str_chr(STR("yni"), name.ptr[0]);
        assert_true(group < 3);
        counts[group]++;
        bool wanted = group == 0 || (group == 2 && names_meet(&accepted, name));
        buf_reset(&text);
        assert_true(file_bytes(&text, cases.paths[i]));
        if (json_accepted(buf_str(&text)) == wanted) {
            right++;
            continue;
        }
        wrong++;
        print_error("%.*s should be %s\n", (int)name.len, name.ptr,
                    wanted ? "accepted" : "rejected");
    }
    printf("JSONTestSuite: y %zu, n %zu, i %zu: %zu as wanted, %zu not\n", counts[0], counts[1],
           counts[2], right, wrong);
    assert_int_equal(wrong, 0);
    assert_int_equal(counts[0], 95);
    assert_true(counts[1] >= 187); /* one file of the suite is too large for some archives */
    assert_int_equal(counts[2], 35);
    assert_int_equal(map_count(&accepted.known), 11);
    names_release(&accepted);
    dir_list_release(&cases);
    buf_release(&folder);
    buf_release(&text);
}

/* YAML: the items of a stream in the notation of the suite. */

static void put_escaped(struct buf *out, struct str s)
{
    static const char from[] = "\\\n\t\r\b", to[] = "\\ntrb";
    for (size_t i = 0; i < s.len; i++) {
        const char *at = s.ptr[i] ? strchr(from, s.ptr[i]) : NULL;
        if (at)
            buf_printf(out, "\\%c", to[at - from]);
        else if (!s.ptr[i])
            buf_puts(out, "\\0");
        else
            buf_putc(out, s.ptr[i]);
    }
}

static void put_properties(struct buf *out, const struct yaml_item *item)
{
    if (!str_empty(item->anchor))
        buf_printf(out, " &%.*s", (int)item->anchor.len, item->anchor.ptr);
    if (!str_empty(item->tag))
        buf_printf(out, " <%.*s>", (int)item->tag.len, item->tag.ptr);
}

static void put_item(struct buf *out, struct buf *open, const struct yaml_item *item)
{
    switch (item->kind) {
    case ITEM_DOCUMENT:
        buf_puts(out, item->marked ? "+DOC ---" : "+DOC");
        break;
    case ITEM_DOCUMENT_END:
        buf_puts(out, item->marked ? "-DOC ..." : "-DOC");
        break;
    case ITEM_SCALAR:
        buf_puts(out, "=VAL");
        put_properties(out, item);
        buf_printf(out, " %c", ":'\"|>"[item->style]);
        put_escaped(out, item->text);
        break;
    case ITEM_LIST:
        buf_puts(out, item->flow ? "+SEQ []" : "+SEQ");
        put_properties(out, item);
        buf_putc(open, 'l');
        break;
    case ITEM_MAP:
        buf_puts(out, item->flow ? "+MAP {}" : "+MAP");
        put_properties(out, item);
        buf_putc(open, 'm');
        break;
    case ITEM_CLOSE:
        buf_puts(out, open->ptr[--open->len] == 'l' ? "-SEQ" : "-MAP");
        break;
    case ITEM_ALIAS:
        buf_printf(out, "=ALI *%.*s", (int)item->anchor.len, item->anchor.ptr);
        break;
    case ITEM_END:
        buf_puts(out, "-STR");
        break;
    }
    buf_putc(out, '\n');
}

static bool put_stream(struct buf *out, struct str text)
{
    struct yaml_items *items = yaml_items_new(text, YAML_FAST);
    struct yaml_item item = {.kind = ITEM_DOCUMENT};
    struct buf open = {0};
    bool good = true;
    buf_puts(out, "+STR\n");
    while (good && item.kind != ITEM_END) {
        good = yaml_items_next(items, &item);
        if (good)
            put_item(out, &open, &item);
    }
    buf_release(&open);
    yaml_items_free(items);
    return good;
}

static bool yaml_read(struct str text)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    bool done = read_yaml(text, STR("case"), READ_STRICT, diags, &docs);
    docs_release(&docs);
    diags_free(diags);
    return done;
}

/* One list of the cases that are not as they should be, and how they do. */
struct tally {
    const char *what;
    struct names known;
    size_t right, wrong, news;
};

static void tally_take(struct tally *t, struct str name, bool right)
{
    bool known = names_meet(&t->known, name);
    t->right += right;
    t->wrong += !right;
    if (right != known)
        return;
    t->news++;
    print_error("%.*s: %s, but %s listed as wrong: change the list\n", (int)name.len, name.ptr,
                t->what, right ? "it is right and" : "it is wrong and not");
}

static void tally_end(struct tally *t)
{
    printf("yaml-test-suite: %s: %zu of %zu\n", t->what, t->right, t->right + t->wrong);
    assert_int_equal(t->news, 0);
    assert_int_equal(t->wrong, map_count(&t->known.known)); /* no name without a case */
    names_release(&t->known);
}

static bool beside(struct buf *out, const char *path, const char *name)
{
    struct buf other = {0};
    size_t cut = (size_t)(base_name(path).ptr - path);
    buf_add(&other, str_sub(str_from(path), 0, cut));
    buf_puts(&other, name);
    buf_reset(out);
    bool there = file_bytes(out, other.ptr);
    buf_release(&other);
    return there;
}

/* "229Q" or "DK95/01": what stands between the folder and the file. */
static struct str case_name(const char *path, size_t folder)
{
    struct str s = str_from_at(str_from(path), folder + 1);
    return str_sub(s, 0, str_rchr(s, '/'));
}

static void yaml_suite(void **state)
{
    (void)state;
    struct buf folder = {0}, text = {0}, wanted = {0}, got = {0};
    struct dir_list cases = {0};
    buf_printf(&folder, "%s/yaml", suites());
    dir_list_make(&cases, folder.ptr, "/in.yaml");
    if (!cases.count) {
        printf("skip: no YAML suite in %s\n", folder.ptr);
        buf_release(&folder);
        skip();
    }
    struct tally events = {.what = "valid streams with equal events"};
    struct tally rejects = {.what = "invalid streams rejected"};
    struct tally reads = {.what = "valid streams read"};
    names_load(&events.known, "tests/golden/yaml/suite-events-differ.txt");
    names_load(&rejects.known, "tests/golden/yaml/suite-wrongly-accepted.txt");
    names_load(&reads.known, "tests/golden/yaml/suite-not-read.txt");
    for (size_t i = 0; i < cases.count; i++) {
        struct str name = case_name(cases.paths[i], folder.len);
        buf_reset(&text);
        buf_reset(&got);
        assert_true(file_bytes(&text, cases.paths[i]));
        bool good = put_stream(&got, buf_str(&text));
        if (!yaml_both(buf_str(&text)).agree)
            fail_msg("%.*s: not what libyaml alone says", (int)name.len, name.ptr);
        if (beside(&wanted, cases.paths[i], "error")) {
            tally_take(&rejects, name, !good && !yaml_read(buf_str(&text)));
            continue;
        }
        assert_true(beside(&wanted, cases.paths[i], "test.event"));
        tally_take(&events, name, good && str_eq(buf_str(&got), buf_str(&wanted)));
        tally_take(&reads, name, yaml_read(buf_str(&text)));
    }
    assert_true(events.right >= 252);
    assert_true(rejects.right >= 78); /* what libyaml alone does */
    tally_end(&events);
    tally_end(&rejects);
    tally_end(&reads);
    dir_list_release(&cases);
    buf_release(&folder);
    buf_release(&text);
    buf_release(&wanted);
    buf_release(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_suite),
        cmocka_unit_test(yaml_suite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
