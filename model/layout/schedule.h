/* SPDX-License-Identifier: MIT */
/* schedule.h - a timer's expression in words short enough for a box.
 * Forms:  NCRONTAB of six fields (second first), cron of five, TimeSpan ("00:15:00", "1.00:00:00"),
 *         AWS rate(...) and cron(...). What has no short form stays as it is written.
 * Source: documentation of NCRONTAB (Sunday is 0), and of EventBridge schedules (Sunday is 1, a
 *         year behind the days).
 */
#ifndef FAASMAP_SCHEDULE_H
#define FAASMAP_SCHEDULE_H

#include "buf.h"
#include "str.h"

/* Appends "every 15 min", "daily 02:00", "Mon-Fri 09:30", ... */
void schedule_words(struct buf *out, struct str expression);

#endif
