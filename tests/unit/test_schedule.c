/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "schedule.h"

static void words(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"0 */15 * * * *", "every 15 min"},
        {"0 0/10 * * * *", "every 10 min"},
        {"*/15 * * * *", "every 15 min"},
        {"0 * * * * *", "every minute"},
        {"*/30 * * * * *", "every 30 s"},
        {"* * * * * *", "every second"},
        {"0 0 */4 * * *", "every 4 h"},
        {"0 0 * * * *", "every hour"},
        {"0 5 * * * *", "every hour at :05"},
        {"0 30 */6 * * *", "every 6 h at :30"},
        {"0 0 2 * * *", "daily 02:00"},
        {"30 9 * * *", "daily 09:30"},
        {"0 30 9 * * 1-5", "Mon-Fri 09:30"},
        {"0 30 9 * * MON-FRI", "Mon-Fri 09:30"},
        {"0 0 9 * * 0", "Sun 09:00"},
        {"0 0 9 * * 7", "Sun 09:00"},
        {"0 0 9 * * 1,3", "Mon,Wed 09:00"},
        {"0 0 0 1 * *", "monthly, day 1, 00:00"},
        {"00:15:00", "every 15 min"},
        {"00:00:30", "every 30 s"},
        {"04:00:00", "every 4 h"},
        {"1.00:00:00", "every day"},
        {"01:30:00", "every 90 min"},
        {"rate(5 minutes)", "every 5 min"},
        {"rate(1 hour)", "every hour"},
        {"rate(2 days)", "every 2 d"},
        {"cron(0 10 * * ? *)", "daily 10:00"},
        {"cron(0/15 * * * ? *)", "every 15 min"},
        {"cron(0 18 ? * 2-6 *)", "Mon-Fri 18:00"},
        /* no short form */
        {"%Schedule%", "%Schedule%"},
        {"", ""},
        {"0 0 9 1 1 *", "0 0 9 1 1 *"},
        {"0 0 9 * * 9", "0 0 9 * * 9"},
        {"0 0-10 * * * *", "0 0-10 * * * *"},
        {"0 */15 9-17 * * *", "0 */15 9-17 * * *"},
        {"* * *", "* * *"},
        {"1 2 3 4 5 6 7", "1 2 3 4 5 6 7"},
        {"24:00:00", "24:00:00"},
        {"00:00:00", "00:00:00"},
        {"99999999999999999999.00:00:01", "99999999999999999999.00:00:01"},
        {"rate(soon)", "rate(soon)"},
        {"cron(0 10 * * *)", "cron(0 10 * * *)"},
        {"at(2026-01-01T00:00:00)", "at(2026-01-01T00:00:00)"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = {0};
        schedule_words(&b, str_from(rows[i].in));
        if (!str_is(buf_str(&b), rows[i].out))
            fail_msg("'%s' gave '%.*s', not '%s'", rows[i].in, (int)b.len, b.ptr, rows[i].out);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
