/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "suggest.h"

static void nearest_names(void **state)
{
    (void)state;
    static const char *const names[] = {"function", "queue", "bucket", "table", "net", "log"};
    static const struct {
        const char *word, *best;
    } rows[] = {
        {"fucntion", "function"}, {"Function", "function"}, {"functio", "function"},
        {"functions", "function"}, {"quue", "queue"},       {"queeu", "queue"},
        {"bukcet", "bucket"},     {"tabel", "table"},       {"nte", "net"},
        {"lambda", ""},           {"", ""},                 {"x", ""},
        {"fffunnnction", "function"}, {"fffunnnnction", ""}, /* 4 of 12, 5 of 13 letters */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct suggestion s = suggest_for(str_from(rows[i].word));
        for (size_t k = 0; k < COUNT(names); k++)
            suggest_try(&s, str_from(names[k]));
        if (!str_is(s.best, rows[i].best))
            fail_msg("'%s' gave '%.*s'", rows[i].word, (int)s.best.len, s.best.ptr);
    }
}

static void long_words(void **state)
{
    (void)state;
    char word[200];
    memset(word, 'a', sizeof word);
    struct suggestion s = suggest_for((struct str){word, 64});
    suggest_try(&s, (struct str){word, 63});
    assert_int_equal(s.best.len, 63);
    suggest_try(&s, (struct str){word, 64});
    assert_int_equal(s.best.len, 64);
    s = suggest_for((struct str){word, 65});
    suggest_try(&s, (struct str){word, 65});
    assert_int_equal(s.best.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_names),
        cmocka_unit_test(long_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
