/* SPDX-License-Identifier: MIT */
/* At which minutes a timer fires. Sources of the rows: Azure Functions, "NCRONTAB expressions" (six
 * fields, names, ranges, steps, TimeSpan); crontab(5); Amazon EventBridge, "cron expressions" and
 * "rate expressions" (six fields with a year, '?', L, W, #, Sunday is 1); EventBridge Scheduler,
 * "one-time schedules"; Logic Apps, "Recurrence" (interval and frequency). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "buf.h"
#include "mem.h"
#include "schedule_time.h"

static int minutes_hit(const struct schedule_time *t, int *first)
{
    int count = 0;

    *first = -1;
    for (int i = 0; i < DAY_MINUTES; i++) {
        if (!t->minutes[i])
            continue;
        if (*first < 0)
            *first = i;
        count++;
    }
    return count;
}

static void minutes_of_clocks(void **state)
{
    static const struct {
        const char *in;
        int first, minutes; /* of the day; how many of them */
        unsigned times;     /* in the whole day */
        bool some_days;
    } rows[] = {
        /* NCRONTAB */
        {"0 */5 * * * *", 0, 288, 288, false},
        {"0 0 * * * *", 0, 24, 24, false},
        {"0 0 */2 * * *", 0, 12, 12, false},
        {"0 0 9-17 * * *", 540, 9, 9, false},
        {"0 30 9 * * *", 570, 1, 1, false},
        {"0 30 9 * * 1-5", 570, 1, 1, true},
        {"0 30 9 * * Mon-Fri", 570, 1, 1, true},
        {"0 30 9 * Jan Monday", 570, 1, 1, true},
        {"0 5,8,10 * * * *", 5, 72, 72, false},
        {"0 0 0 1 * *", 0, 1, 1, true},
        {"0 0 9 * * 0-6", 540, 1, 1, false},
        {"0 0 9 * * 1-7", 540, 1, 1, false},
        {"0 0 9 1-31 1-12 *", 540, 1, 1, false},
        {"*/30 * * * * *", 0, 1440, 2880, false},
        {"* * * * * *", 0, 1440, 86400, false},
        {"15,45 0 12 * * *", 720, 1, 2, false},
        {"0 10/20 * * * *", 10, 72, 72, false},
        {"0 0-30/10 6 * * *", 360, 4, 4, false},
        {"  0  0 2 *\t* *", -2, 0, 0, false}, /* a tab is no blank between fields */
        /* cron of five fields; of seven */
        {"*/15 * * * *", 0, 96, 96, false},
        {"30 9 * * 7", 570, 1, 1, true},
        {"0 0 12 * * ? 2030", 720, 1, 1, true},
        {"0 0 12 * * ? *", 720, 1, 1, false},
        /* AWS */
        {"cron(0 10 * * ? *)", 600, 1, 1, false},
        {"cron(15 12 * * ? *)", 735, 1, 1, false},
        {"cron(0 18 ? * MON-FRI *)", 1080, 1, 1, true},
        {"cron(0 8 1 * ? *)", 480, 1, 1, true},
        {"cron(0/10 * ? * MON-FRI *)", 0, 144, 144, true},
        {"cron(0/5 8-17 ? * 2-6 *)", 480, 120, 120, true},
        {"cron(0 9 ? * 2#1 *)", 540, 1, 1, true},
        {"cron(0 9 ? * 6L *)", 540, 1, 1, true},
        {"cron(0 9 L * ? *)", 540, 1, 1, true},
        {"cron(0 9 3W * ? *)", 540, 1, 1, true},
        {"cron(0 9 ? * 1-7 *)", 540, 1, 1, false},
        {"cron(0 9 ? * SUN-SAT *)", 540, 1, 1, false},
        {"cron(0 9 ? * * 2030)", 540, 1, 1, true},
        {"CRON( 0 10 * * ? * )", 600, 1, 1, false},
        {"at(2030-01-31T08:30:00)", 510, 1, 1, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct schedule_time t;
        int first;
        bool known = schedule_time_read(str_from(rows[i].in), &t);
        if (known != (rows[i].first != -2))
            fail_msg("%s: %s", rows[i].in, known ? "understood" : "not understood");
        if (!known)
            continue;
        int count = minutes_hit(&t, &first);
        unsigned times = schedule_time_count(&t, 0, DAY_MINUTES);
        if (t.period || first != rows[i].first || count != rows[i].minutes ||
            times != rows[i].times || t.some_days != rows[i].some_days)
            fail_msg("%s: first %d, %d minutes, %u times, some days %d, period %ld", rows[i].in, first,
                     count, times, t.some_days, t.period);
    }
}

static void intervals(void **state)
{
    static const struct {
        const char *in;
        long seconds;
    } rows[] = {
        {"rate(1 minute)", 60},   {"rate(5 minutes)", 300}, {"rate(1 hour)", 3600},
        {"rate(7 days)", 604800}, {"00:15:00", 900},        {"1.00:00:00", 86400},
        {"00:00:30", 30},         {"15 Minute", 900},       {"1 Day", 86400},
        {"2 Week", 1209600},      {"every 15 minutes", 900}, {"every 2 hours", 7200},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct schedule_time t;
        if (!schedule_time_read(str_from(rows[i].in), &t) || t.period != rows[i].seconds ||
            schedule_time_count(&t, 0, DAY_MINUTES) != 0)
            fail_msg("%s: %ld", rows[i].in, t.period);
    }
}

static void not_understood(void **state)
{
    static const char *const rows[] = {
        "", " ", "%Schedule%", "soon", "undecided", "@daily",
        "* * *", "* * * *", "1 2 3 4 5 6 7 8",
        "60 * * * * *", "0 60 * * * *", "0 0 24 * * *", "0 0 0 0 * *", "0 0 0 32 * *",
        "0 0 0 * 13 *", "0 0 0 * 0 *", "0 0 0 * * 8", "0 -1 * * * *", "0 +1 * * * *",
        "0 */0 * * * *", "0 */ * * * *", "0 /5 * * * *", "0 1,,2 * * * *", "0 1, * * * *",
        "0 5-1 * * * *", "0 1- * * * *", "0 - * * * *", "0 ? * * * *", "0 0 0 L * *",
        "0 99999999999999999999 * * * *", "0 */99999999999999999999 * * * *", "0 0 0 * Jän *",
        "cron()", "cron(", "cron", "cron(0 10 * * *)", "cron(0 10 * * * *)", "cron(0 10 ? * ? *)",
        "cron(0 9 ? * 0 *)", "cron(0 9 ? * 8 *)", "cron(0 9 ? * 2#6 *)", "cron(0 9 ? * 2#0 *)",
        "cron(0 9 ? * MON#9 *)", "cron(0 9 32W * ? *)", "cron(0 9 * * ? 1900)",
        "cron(0 9 W * ? *)", "cron(? 9 * * ? *)",
        "rate()", "rate(5)", "rate(0 minutes)", "rate(-1 minutes)", "rate(5 parsecs)",
        "rate(5 minutes or so)", "rate(99999999999999999999 days)", "rate(1.5 hours)",
        "00:00:00", "24:00:00", "00:60:00", "1:2", "1:2:3:", "1:2:3:4", "::", ".00:00:01",
        "99999999999.00:00:01", "-1.00:00:00",
        "at(2030-13-31T08:30:00)", "at(2030-01-31T24:30:00)", "at(2030-01-31 08:30:00)",
        "at(20300-1-31T08:30:00)", "at()", "every", "every day",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct schedule_time t;
        if (schedule_time_read(str_from(rows[i]), &t))
            fail_msg("understood: '%s'", rows[i]);
    }
}

/* Bytes that no one writes: every byte at every place of a good text, NUL too, and endless texts. */
static void hostile(void **state)
{
    static const char *const good[] = {"0 */5 1-2 * Jan Mon", "cron(0/5 8 ? * 2#1 *)",
                                       "at(2030-01-31T08:30:00)", "1.02:03:04", "rate(5 minutes)"};
    struct schedule_time t;
    struct buf endless = {0};

    (void)state;
    for (size_t g = 0; g < COUNT(good); g++) {
        char text[64];
        size_t len = strlen(good[g]);
        for (size_t at = 0; at < len; at++) {
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, good[g], len);
                text[at] = (char)byte;
                bool known = schedule_time_read((struct str){text, len}, &t);
                assert_true(!known || t.period > 0 || schedule_time_count(&t, 0, DAY_MINUTES) > 0);
            }
            schedule_time_read((struct str){text, at}, &t);
        }
    }
    assert_false(schedule_time_read(STR_NONE, &t));
    buf_puts(&endless, "0 0");
    for (int i = 0; i < 100000; i++)
        buf_puts(&endless, ",0");
    buf_puts(&endless, " * * * *");
    assert_false(schedule_time_read(buf_str(&endless), &t));
    buf_release(&endless);
}

static void counts(void **state)
{
    struct schedule_time t;

    (void)state;
    assert_true(schedule_time_read(STR("*/10 6-7 * * *"), &t));
    assert_int_equal(schedule_time_count(&t, 0, 360), 0);
    assert_int_equal(schedule_time_count(&t, 360, 390), 3);
    assert_int_equal(schedule_time_count(&t, 360, 480), 12);
    assert_int_equal(schedule_time_count(&t, 470, 471), 1);
    assert_int_equal(schedule_time_count(&t, 471, 5000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minutes_of_clocks), cmocka_unit_test(intervals),
        cmocka_unit_test(not_understood),    cmocka_unit_test(hostile),
        cmocka_unit_test(counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
