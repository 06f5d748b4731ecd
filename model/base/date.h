/* SPDX-License-Identifier: MIT */
/* date.h - a day of the Gregorian calendar, without times and zones.
 * Source of the day count: Howard Hinnant, "chrono-compatible low-level date algorithms",
 * days_from_civil (public domain).
 */
#ifndef FAASMAP_DATE_H
#define FAASMAP_DATE_H

#include <stdbool.h>

#include "str.h"

struct date {
    int year, month, day; /* month 1..12; year 0: no date */
};

bool date_parse(struct str text, struct date *out); /* "2026-11-22", a real day; else false */
long date_days(struct date d);                      /* days since 1970-01-01 */
struct date date_today(void);                       /* UTC */

#endif
