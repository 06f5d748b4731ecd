/* SPDX-License-Identifier: MIT */
/* From texts to numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "arena.h"
#include "map.h"

static void puts_and_gets(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct map m = {0};
    struct arena *a = arena_new();
    bool added = false;
    uint32_t value = 7;
    assert_false(map_get(&m, STR("a"), &value));
    assert_int_equal(value, 7);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t *place = map_put(&m, arena_printf(a, "key %u", i), &added);
        assert_true(added);
        assert_int_equal(*place, 0);
        *place = i + 1;
    }
    assert_int_equal(map_count(&m), MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(map_get(&m, arena_printf(a, "key %u", i), &value));
        assert_int_equal(value, i + 1);
    }
    assert_false(map_get(&m, STR("key 20000"), NULL));
    assert_int_equal(*map_put(&m, STR("key 5"), &added), 6);
    assert_false(added);
    map_set(&m, STR("key 5"), 99);
    assert_true(map_get(&m, STR("key 5"), &value));
    assert_int_equal(value, 99);
    assert_int_equal(map_count(&m), MANY);
    map_release(&m);
    assert_int_equal(map_count(&m), 0);
    arena_free(a);
}

static void odd_keys(void **state)
{
    (void)state;
    struct map m = {0};
    uint32_t value = 0;
    assert_false(map_get(&m, STR_NONE, &value));
    map_set(&m, STR_NONE, 1); /* the empty key, whatever its pointer */
    assert_true(map_get(&m, STR(""), &value));
    assert_int_equal(value, 1);
    map_set(&m, (struct str){"a\0b", 3}, 2);
    map_set(&m, (struct str){"a\0c", 3}, 3);
    assert_false(map_get(&m, STR("a"), NULL));
    assert_true(map_get(&m, (struct str){"a\0b", 3}, &value));
    assert_int_equal(value, 2);
    assert_int_equal(map_count(&m), 3);
    map_release(&m);
}

static void interns_reserves_and_renumbers(void **state)
{
    enum { MANY = 1000 };
    struct map m = {0};
    struct arena *a = arena_new();
    uint32_t fresh[MANY], value;
    char text[] = "key";
    (void)state;
    struct str first = map_intern(&m, a, (struct str){text, 3});
    text[0] = 'x'; /* it was copied */
    assert_true(str_is(first, "key"));
    assert_ptr_equal(map_intern(&m, a, STR("key")).ptr, first.ptr);
    assert_int_equal(map_count(&m), 1);
    bool added;
    struct str kept;
    *map_put_copy(&m, a, (struct str){text, 3}, &kept, &added) = 7;
    assert_true(added);
    text[0] = 'k';
    assert_true(str_is(kept, "xey"));
    assert_int_equal(*map_put_copy(&m, a, STR("xey"), &first, &added), 7);
    assert_false(added);
    assert_ptr_equal(first.ptr, kept.ptr);
    map_release(&m);

    map_reserve(&m, MANY);
    size_t cap = m.cap;
    for (uint32_t i = 0; i < MANY; i++) {
        map_set(&m, arena_printf(a, "%u", i), i);
        fresh[i] = MANY - i;
    }
    assert_int_equal(m.cap, cap);
    map_renumber(&m, fresh);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(map_get(&m, arena_printf(a, "%u", i), &value));
        assert_int_equal(value, MANY - i);
    }
    map_release(&m);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_and_gets),
        cmocka_unit_test(odd_keys),
        cmocka_unit_test(interns_reserves_and_renumbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
