/* SPDX-License-Identifier: MIT */
/* schedule_time.h - at which minutes of a day a timer fires.
 * Forms:  NCRONTAB of six fields (second first), cron of five, of seven (second first, year last),
 *         AWS cron(...) of six (year last), rate(...), at(...); TimeSpan ("00:15:00"), the recurrence
 *         of a Logic App ("15 Minute") and "every 15 minutes".
 * Fact:   an interval counts from when it was switched on, so the minute of the day is not known;
 *         the fields of a cron are times of a clock, whose time zone is said elsewhere.
 * Source: documentation of NCRONTAB in Azure Functions (fields, names, TimeSpan), of cron, rate and
 *         one-time expressions in EventBridge and EventBridge Scheduler (fields, wildcards, one of
 *         the two day fields is '?'), of recurrences in Logic Apps, crontab(5).
 * Failure: what is not one of these, or has a value out of its range, is not understood: no guess.
 */
#ifndef FAASMAP_SCHEDULE_TIME_H
#define FAASMAP_SCHEDULE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum { DAY_MINUTES = 24 * 60 };

struct schedule_time {
    long period;     /* seconds of an interval; 0: the minutes are known */
    bool some_days;  /* not on every day */
    uint8_t minutes[DAY_MINUTES]; /* how often it fires in each minute, 0 to 60; of an interval 0 */
};

bool schedule_time_read(struct str expression, struct schedule_time *out);
/* How often it fires from one minute up to, not with, the other; of an interval 0. */
unsigned schedule_time_count(const struct schedule_time *t, unsigned from, unsigned to);

#endif
