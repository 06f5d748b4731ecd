/* SPDX-License-Identifier: MIT */
/* The answers of `faasmap cut` about whole systems, word by word. FAASMAP_GOLDEN=write in the
 * environment rewrites them; they are to be read line by line before they are committed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_cut.h"
#include "cut_out.h"
#include "golden.h"

/* Compares with a file of the repository, or writes it. */
static void compare(const char *path, const struct buf *got)
{
    const char *mode = getenv("FAASMAP_GOLDEN");
    struct buf want = {0};
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_int_equal(fwrite(got->ptr, 1, got->len, f), got->len);
        assert_int_equal(fclose(f), 0);
    }
    golden_read(path, &want);
    if (!str_eq(buf_str(got), buf_str(&want)))
        fail_msg("%s is not\n%s", path, got->ptr);
    buf_release(&want);
}

static const struct system {
    const char *folder, *expected; /* expected.txt, and expected.json if json */
    const char *seat, *jewel;
    bool json;
} systems[] = {
    {"tests/golden/cut/shop", "tests/golden/cut/shop", "anonymous", NULL, true},
    {"tests/golden/cut/shop", "tests/golden/cut/shop-admin", "anonymous", "admin-orders", false},
    {"tests/golden/cut/shop", "tests/golden/cut/shop-user", "user", NULL, false},
    {"tests/golden/cut/letters", "tests/golden/cut/letters", "anonymous", NULL, false},
    {"samples/death-by-lambda", "tests/golden/cut/death-by-lambda", "anonymous", NULL, false},
    {"samples/waste-management", "tests/golden/cut/waste-management", "anonymous", NULL, false},
    {"samples/waste-management-aws", "tests/golden/cut/waste-management-aws", "anonymous", NULL,
     false},
};

static void test_systems(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++) {
        const struct system *s = &systems[i];
        struct graph *g = golden_import(s->folder);
        struct seat seat;
        struct jewel_name jewel = {.text = str_from(s->jewel)};
        struct buf out = {0}, why = {0};
        char path[128];
        assert_true(seat_parse(g, str_from(s->seat), &seat, &why));
        struct jewels *jewels = jewels_find(g, NULL, &jewel, s->jewel != NULL, NULL);
        const struct cut_question q = {.path = {.seat = &seat}, .jewels = jewels,
                                       .prices = change_prices_usual()};
        struct cut *c = cut_find(g, &q);
        if (!cut_verify(c, &why))
            fail_msg("%s: %s", s->folder, why.ptr);
        snprintf(path, sizeof path, "%s.txt", s->expected);
        cut_text(&out, c);
        compare(path, &out);
        if (s->json) {
            buf_reset(&out);
            snprintf(path, sizeof path, "%s.json", s->expected);
            cut_json(&out, c);
            compare(path, &out);
        }
        cut_free(c);
        jewels_free(jewels);
        graph_free(g);
        buf_release(&out);
        buf_release(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_systems)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
