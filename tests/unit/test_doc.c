/* SPDX-License-Identifier: MIT */
/* Documents: building, asking, keys that stand twice, small and large maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "arena.h"
#include "attr.h"
#include "buf.h"
#include "doc.h"

static const struct doc_place here = {1, 1};

static struct doc_node *text(struct doc *d, const char *s)
{
    return doc_scalar(d, str_from(s), true, 1, 1);
}

static void lists_keep_their_order(void **state)
{
    (void)state;
    struct doc *d = doc_new(STR("f"));
    struct doc_node *list = doc_list(d, 3, 4);
    doc_append(list, text(d, "a"));
    doc_append(list, text(d, "b"));
    doc_append(list, text(d, "c"));
    doc_set_root(d, list);
    assert_true(doc_is_list(doc_root(d)) && !doc_is_map(list) && !doc_is_scalar(list));
    assert_int_equal(list->count, 3);
    assert_true(str_is(doc_text(doc_at(list, 0)), "a"));
    assert_true(str_is(doc_text(doc_at(list, 2)), "c"));
    assert_null(doc_at(list, 3));
    assert_ptr_equal(doc_first(list), doc_at(list, 0));
    assert_true(str_empty(doc_text(list)));
    struct origin where = doc_where(d, list);
    assert_true(str_is(where.file, "f") && where.line == 3 && where.col == 4);
    doc_free(d);
}

/* A key may stand anywhere: most stand near and have room in the node, all are told as they were. */
static void keys_are_told_where_they_stand(void **state)
{
    (void)state;
    static const struct doc_place values[] = {{1, 1}, {700, 300}, {4000000000u, 4000000000u}};
    static const int64_t away[] = {0, 1, 2, 127, 128, 129, 255, 256, 509, 510, 511, 512, 699};
    struct doc *d = doc_new(STR("f"));
    for (size_t v = 0; v < COUNT(values); v++) {
        for (size_t i = 0; i < COUNT(away) * COUNT(away) * 4; i++) {
            int64_t up = away[i / 4 % COUNT(away)], back = away[i / 4 / COUNT(away)];
            int64_t line = values[v].line - (i & 1 ? up : -up);
            int64_t col = values[v].col - (i & 2 ? back : -back);
            if (line < 1 || col < 1 || line > UINT32_MAX || col > UINT32_MAX)
                continue;
            struct doc_place key = {(uint32_t)line, (uint32_t)col}, got;
            struct doc_node *map = doc_map(d, 1, 1);
            struct doc_node *n = doc_list(d, values[v].line, values[v].col);
            doc_append(n, text(d, "first"));
            doc_set_tag(d, n, i & 4 ? STR("!t") : STR_NONE);
            doc_put(d, map, STR("k"), key, n);
            doc_append(n, text(d, "second"));
            got = doc_key_place(n);
            assert_true(got.line == key.line && got.col == key.col);
            assert_true(n->line == values[v].line && n->col == values[v].col);
            assert_true(str_is(doc_text(doc_last(n)), "second") && n->count == 2);
            assert_true(str_is(doc_tag(n), i & 4 ? "!t" : ""));
        }
    }
    struct doc_node *n = text(d, "x");
    assert_int_equal(doc_key_place(n).line, 0);
    assert_true(doc_begin(n).line == 1 && doc_begin(n).col == 1);
    doc_set_place(n, 9, 8);
    doc_set_key_place(d, n, (struct doc_place){7, 9});
    assert_true(doc_begin(n).line == 7 && doc_begin(n).col == 9 && n->line == 9);
    assert_int_equal(doc_key_place(NULL).line, 0);
    doc_free(d);
}

/* What is emptied holds nothing any more and can be filled again, with an index or without. */
static void nodes_can_be_emptied(void **state)
{
    (void)state;
    for (int count = 0; count < 40; count += 13) {
        struct doc *d = doc_new(STR("f"));
        struct doc_node *map = doc_map(d, 1, 1);
        char key[32];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < count; i++) {
                snprintf(key, sizeof key, "Fn::%d", i);
                assert_null(doc_put(d, map, str_from(key), here, text(d, key)));
            }
            assert_int_equal(map->count, count);
            assert_true(!count || (map->calls && doc_last(map) == doc_get(map, key)));
            doc_empty(map, DOC_MAP);
            assert_true(!map->calls && !map->count && !doc_first(map) && !doc_last(map));
            assert_null(doc_get(map, "Fn::0"));
        }
        doc_set_text(map, STR("a"));
        assert_true(doc_is_scalar(map) && str_is(doc_text(map), "a") && !doc_last(map));
        doc_empty(map, DOC_LIST);
        doc_append(map, text(d, "b"));
        assert_true(doc_is_list(map) && doc_last(map) == doc_first(map));
        doc_free(d);
    }
}

/* The last of several members with one key counts, and doc_put() tells of the one before: with few
 * members, and with so many that the map has an index. */
static void maps_find_the_last_of_a_key(void **state)
{
    (void)state;
    static const int sizes[] = {1, 5, 15, 16, 17, 100, 1000};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        struct doc *d = doc_new(STR("f"));
        struct doc_node *map = doc_map(d, 1, 1);
        char key[32];
        for (int round = 0; round < 2; round++) {
            const struct doc_node *before = doc_first(map);
            for (int i = 0; i < sizes[s]; i++) {
                struct doc_node *value = text(d, round ? "second" : "first");
                snprintf(key, sizeof key, "key-%d", i);
                const struct doc_node *told =
                    doc_put(d, map, str_from(key), (struct doc_place){(uint32_t)i + 1, 7}, value);
                if (round)
                    assert_ptr_equal(told, before);
                else
                    assert_null(told);
                before = before ? before->next : NULL;
            }
        }
        assert_int_equal(map->count, 2 * sizes[s]);
        for (int i = 0; i < sizes[s]; i++) {
            snprintf(key, sizeof key, "key-%d", i);
            const struct doc_node *n = doc_get(map, key);
            assert_true(str_is(doc_text(n), "second"));
            assert_int_equal(doc_key_place(n).line, i + 1);
            assert_ptr_equal(doc_iget(map, key), n);
        }
        assert_null(doc_get(map, "key-"));
        assert_null(doc_get(map, "KEY-0"));
        assert_true(str_is(doc_text(doc_iget(map, "KEY-0")), "second"));
        doc_free(d);
    }
}

static void nothing_is_asked_as_well(void **state)
{
    (void)state;
    bool b = false;
    long l = 0;
    assert_null(doc_get(NULL, "a"));
    assert_null(doc_iget(NULL, "a"));
    assert_null(doc_at(NULL, 0));
    assert_null(doc_first(NULL));
    assert_null(doc_root(NULL));
    assert_null(doc_path(NULL, "a.b"));
    assert_true(str_empty(doc_text(NULL)) && str_empty(doc_tag(NULL)));
    assert_true(doc_is_null(NULL));
    assert_false(doc_is_map(NULL) || doc_is_list(NULL) || doc_is_scalar(NULL));
    assert_false(doc_bool(NULL, &b) || doc_long(NULL, &l));
    doc_free(NULL);
    struct doc *d = doc_new(STR("f"));
    struct doc_node *scalar = text(d, "x");
    assert_null(doc_get(scalar, "a"));
    assert_null(doc_at(scalar, 0));
    assert_null(doc_first(scalar));
    assert_int_equal(doc_where(d, NULL).line, 0);
    assert_null(doc_root(d));
    doc_free(d);
}

static void paths_go_through_maps(void **state)
{
    (void)state;
    struct doc *d = doc_new(STR("f"));
    struct doc_node *a = doc_map(d, 1, 1), *b = doc_map(d, 1, 1), *c = text(d, "found");
    doc_put(d, b, STR("c"), here, c);
    doc_put(d, a, STR("b"), here, b);
    assert_ptr_equal(doc_path(a, "b.c"), c);
    assert_ptr_equal(doc_path(a, "b"), b);
    assert_null(doc_path(a, "b.c.d"));
    assert_null(doc_path(a, "b.x"));
    doc_free(d);
}

static void scalars_as_types(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool plain, null;
        int boolean; /* -1: none */
        bool number;
        long value;
    } rows[] = {
        {"", true, true, -1, false, 0},
        {"", false, false, -1, false, 0},
        {"null", true, true, -1, false, 0},
        {"NULL", true, true, -1, false, 0},
        {"null", false, false, -1, false, 0},
        {"~", true, true, -1, false, 0},
        {"true", true, false, 1, false, 0},
        {"False", false, false, 0, false, 0},
        {"YES", true, false, 1, false, 0},
        {"off", true, false, 0, false, 0},
        {"n", true, false, 0, false, 0},
        {"2", true, false, -1, true, 2},
        {"-17", false, false, -1, true, -17},
        {"1.5", true, false, -1, false, 0},
        {"99999999999999999999", true, false, -1, false, 0},
        {"truee", true, false, -1, false, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct doc *d = doc_new(STR("f"));
        const struct doc_node *n = doc_scalar(d, str_from(rows[i].text), rows[i].plain, 1, 1);
        bool boolean = false;
        long value = 0;
        assert_int_equal(doc_is_null(n), rows[i].null);
        assert_int_equal(doc_bool(n, &boolean) ? boolean : -1, rows[i].boolean);
        assert_int_equal(doc_long(n, &value), rows[i].number);
        assert_int_equal(value, rows[i].value);
        doc_free(d);
    }
}

static void clones_share_texts_and_keep_tags(void **state)
{
    (void)state;
    struct doc *d = doc_new(STR("f"));
    struct doc_node *n = doc_scalar(d, STR("text"), true, 3, 9), *list = doc_list(d, 1, 2);
    doc_set_tag(d, n, STR("!mine"));
    doc_append(list, n);
    struct doc_node *copy = doc_clone(d, n), *empty = doc_clone(d, list);
    assert_true(str_is(doc_tag(copy), "!mine") && copy->plain && !copy->next);
    assert_ptr_equal(copy->text.ptr, n->text.ptr);
    assert_int_equal(copy->line, 3);
    assert_int_equal(copy->col, 9);
    assert_int_equal(empty->count, 0);
    assert_null(doc_first(empty));
    assert_true(str_empty(doc_tag(empty)));
    doc_free(d);
}

/* A tag and an index live in one node. */
static void a_large_map_keeps_its_tag(void **state)
{
    (void)state;
    struct doc *d = doc_new(STR("f"));
    struct doc_node *map = doc_map(d, 1, 1);
    char key[32];
    for (int i = 0; i < 40; i++) {
        snprintf(key, sizeof key, "k%d", i);
        doc_put(d, map, str_from(key), here, text(d, key));
        if (i == 5 || i == 30)
            doc_set_tag(d, map, i == 5 ? STR("!one") : STR("!two"));
    }
    assert_true(str_is(doc_tag(map), "!two"));
    assert_true(str_is(doc_text(doc_get(map, "k39")), "k39"));
    doc_free(d);
}

static void texts_are_copied(void **state)
{
    (void)state;
    char bytes[] = "abc", key[] = "key";
    struct doc *d = doc_new(STR("f"));
    struct doc_node *n = doc_scalar(d, str_from(bytes), false, 1, 1), *map = doc_map(d, 1, 1);
    doc_put(d, map, str_from(key), here, n);
    bytes[0] = key[0] = 'X';
    assert_true(str_is(doc_text(doc_get(map, "key")), "abc"));
    doc_free(d);
}

static void a_copy_keeps_places_and_files(void **state)
{
    (void)state;
    struct doc *a = doc_new(STR("a.yaml")), *b = doc_new(STR("b.yaml"));
    struct doc_node *map = doc_map(a, 1, 1), *list = doc_list(a, 2, 3);
    doc_put(a, map, STR("items"), (struct doc_place){2, 1}, list);
    doc_append(list, doc_scalar(a, STR("x"), true, 3, 5));
    doc_set_tag(a, list, STR("!Join"));
    struct doc_node *root = doc_map(b, 9, 1);
    struct doc_node *copy = doc_copy(b, a, map);
    doc_put(b, root, STR("from"), (struct doc_place){9, 1}, copy);
    doc_free(a); /* nothing is shared */
    const struct doc_node *x = doc_at(doc_path(root, "from.items"), 0);
    assert_true(str_is(doc_text(x), "x"));
    assert_true(x->plain);
    assert_true(str_is(doc_tag(doc_path(root, "from.items")), "!Join"));
    struct origin where = doc_where(b, x);
    assert_true(str_is(where.file, "a.yaml"));
    assert_int_equal(where.line, 3);
    assert_int_equal(where.col, 5);
    assert_true(str_is(doc_where(b, root).file, "b.yaml"));
    assert_int_equal(doc_add_file(b, STR("b.yaml")), 0);
    assert_int_equal(doc_add_file(b, STR("a.yaml")), 1);
    /* a copy of a copy still knows where it comes from */
    struct doc *c = doc_new(STR("c.yaml"));
    assert_true(str_is(doc_where(c, doc_copy(c, b, copy)).file, "a.yaml"));
    doc_free(c);
    doc_free(b);
}

static bool is_wanted(const struct doc_node *member)
{
    return str_is(doc_text(doc_get(member, "Type")), "wanted");
}

/* Of a small map, of a large one, and of one in which a later member hides the one that is so. */
static void any_member_is_found_wherever_it_stands(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 7, 15, 16, 17, 200};
    for (size_t k = 0; k < COUNT(counts); k++) {
        for (size_t at = 0; at <= counts[k]; at++) { /* at the end: nowhere */
            struct doc *d = doc_new(STR("f"));
            struct doc_node *map = doc_map(d, 1, 1);
            for (size_t i = 0; i < counts[k]; i++) {
                char key[32];
                struct doc_node *member = doc_map(d, 1, 1);
                snprintf(key, sizeof key, "m%zu", i);
                doc_put(d, member, STR("Type"), here, text(d, i == at ? "wanted" : "other"));
                doc_put(d, map, str_from(key), here,
                        i % 3 == 2 && i != at ? text(d, "x") : member);
            }
            assert_int_equal(doc_any(map, is_wanted), at < counts[k]);
            if (at < counts[k]) {
                char key[32];
                snprintf(key, sizeof key, "m%zu", at);
                doc_put(d, map, str_from(key), here, text(d, "later"));
                assert_true(doc_any(map, is_wanted));
            }
            doc_free(d);
        }
    }
    assert_false(doc_any(NULL, is_wanted));
}

static bool is_last(struct str type)
{
    return str_is(type, "type-last");
}

/* As many types as there is room for are known for sure, and only the texts of that key are types. */
static void types_are_known_without_a_look(void **state)
{
    (void)state;
    enum { ROOM = 64 };
    static const struct {
        int others;
        bool has, expected;
    } rows[] = {{0, false, false}, {0, true, true},          {1, false, false},
                {1, true, true},   {ROOM - 1, true, true},   {ROOM, false, false},
                {ROOM, true, true}, {ROOM + 1, false, true}, {500, true, true}};
    for (size_t r = 0; r < COUNT(rows); r++) {
        struct doc *d = doc_new(STR("f"));
        struct doc_node *root = doc_map(d, 1, 1);
        for (int i = 0; i < rows[r].others; i++) {
            char type[32];
            snprintf(type, sizeof type, "type-%d", i);
            for (int twice = 0; twice < 2; twice++)
                doc_put(d, root, STR("Type"), here, text(d, type));
        }
        doc_put(d, root, STR("Kind"), here, text(d, "type-last"));
        doc_put(d, root, STR("Type"), here, doc_map(d, 1, 1));
        if (rows[r].has)
            doc_put(d, root, STR("Type"), here, text(d, "type-last"));
        assert_int_equal(doc_may_have_type(d, is_last), rows[r].expected);
        doc_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_keeps_places_and_files),
        cmocka_unit_test(lists_keep_their_order),
        cmocka_unit_test(maps_find_the_last_of_a_key),
        cmocka_unit_test(nothing_is_asked_as_well),
        cmocka_unit_test(paths_go_through_maps),
        cmocka_unit_test(scalars_as_types),
        cmocka_unit_test(clones_share_texts_and_keep_tags),
        cmocka_unit_test(a_large_map_keeps_its_tag),
        cmocka_unit_test(keys_are_told_where_they_stand),
        cmocka_unit_test(nodes_can_be_emptied),
        cmocka_unit_test(any_member_is_found_wherever_it_stands),
        cmocka_unit_test(types_are_known_without_a_look),
        cmocka_unit_test(texts_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
