/* SPDX-License-Identifier: MIT */
/* Many texts in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "arena.h"
#include "attr.h"
#include "mem.h"
#include "order.h"
#include "share.h"

/* The order that texts_sort() promises, by comparing neighbours: texts ascend, equal ones stay as they
 * were, which begin[] tells, and nothing is lost. */
static void sorts(const struct str *texts, const uint32_t *begin, size_t count)
{
    uint32_t *order = mem_alloc((count + 1) * sizeof *order);
    uint32_t *place = mem_zalloc(count + 1, sizeof *place);
    bool *seen = mem_zalloc(count + 1, sizeof *seen);
    for (size_t i = 0; i < count; i++) {
        order[i] = begin ? begin[i] : (uint32_t)i;
        place[order[i]] = (uint32_t)i;
    }
    texts_sort(texts, order, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(order[i] < count && !seen[order[i]]);
        seen[order[i]] = true;
        int c = i ? str_cmp(texts[order[i - 1]], texts[order[i]]) : -1;
        assert_true(c < 0 || (c == 0 && place[order[i - 1]] < place[order[i]]));
    }
    mem_free(order);
    mem_free(place);
    mem_free(seen);
}

static void odd_texts(void **state)
{
    (void)state;
    const struct str texts[] = {
        STR("b"), STR("a"), STR(""), STR_NONE, {"a\0", 2}, {"a\0\0\0\0\0\0\0\0\0", 10}, STR("a"),
        {"a\0\0\0\0\0\0\0", 8}, {"a\0\0\0\0\0\0\0\0", 9}, STR("\xff\x80"), STR("\x7f"),
        STR("common-0123456789"), STR("common-01234567"), STR("common-0123456789a"), STR("common-"),
    };
    sorts(texts, NULL, COUNT(texts));
    sorts(texts, NULL, 1);
    sorts(texts, NULL, 0);
}

static uint32_t next(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}

/* Few letters and short texts: many are equal, many begin alike. */
static void random_texts(void **state)
{
    (void)state;
    enum { MOST = 600, ROUNDS = 300 / RANDOM_SHARE };
    struct str texts[MOST];
    uint32_t begin[MOST], seed = 7;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *a = arena_new();
        size_t count = next(&seed) % MOST;
        unsigned letters = 1 + (next(&seed) >> 20) % 3, longest = 1 + (next(&seed) >> 20) % 40;
        for (size_t i = 0; i < count; i++) {
            char text[64];
            size_t len = (next(&seed) >> 12) % longest;
            for (size_t k = 0; k < len; k++)
                text[k] = (char)((next(&seed) >> 16) % letters * 127);
            texts[i] = arena_str(a, (struct str){text, len});
            begin[i] = (uint32_t)i;
        }
        for (size_t i = count; i > 1; i--) {
            size_t k = (next(&seed) >> 8) % i;
            uint32_t other = begin[k];
            begin[k] = begin[i - 1];
            begin[i - 1] = other;
        }
        sorts(texts, begin, count);
        arena_free(a);
    }
}

/* Each begins the next one, thousands of bytes deep. */
static void nested_texts(void **state)
{
    (void)state;
    enum { MANY = 3000 / RANDOM_SHARE };
    char *text = mem_alloc(MANY);
    struct str *texts = mem_alloc(MANY * sizeof *texts);
    memset(text, 'x', MANY);
    for (size_t i = 0; i < MANY; i++)
        texts[i] = (struct str){text, MANY - i};
    sorts(texts, NULL, MANY);
    mem_free(texts);
    mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_texts),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(nested_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
