/* SPDX-License-Identifier: MIT */
#include "schedule_time.h"

#include <string.h>

#include "mem.h"

enum { LONGEST = 200 }; /* bytes of an expression; the longest of AWS is 256 with its name */
enum field { SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY, YEAR, FIELD_COUNT };

/* Weekdays: 0 or 7 is Sunday, in AWS 1 to 7 with Sunday first. */
static const struct {
    long least, most;
} ranges[FIELD_COUNT] = {
    [SECOND] = {0, 59}, [MINUTE] = {0, 59}, [HOUR] = {0, 23}, [DAY] = {1, 31},
    [MONTH] = {1, 12},  [WEEKDAY] = {0, 7}, [YEAR] = {1970, 2199},
};

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

static bool digits(struct str s, long *out)
{
    return s.len > 0 && s.len <= 9 && s.ptr[0] >= '0' && s.ptr[0] <= '9' && str_to_long(s, out);
}

/* Three letters or the whole name: which letters follow the third is not looked at. */
static bool named(struct str s, enum field f, bool aws, long *out)
{
    const char *const *names = f == MONTH ? months : weekdays;
    size_t count = f == MONTH ? COUNT(months) : f == WEEKDAY ? COUNT(weekdays) : 0;

    for (size_t i = 0; i < s.len; i++)
        if (str_lower(s.ptr[i]) < 'a' || str_lower(s.ptr[i]) > 'z')
            return false;
    for (size_t i = 0; i < count && s.len >= 3; i++) {
        if (str_istarts(s, str_from(names[i]))) {
            *out = (long)i + (f == MONTH || aws);
            return true;
        }
    }
    return false;
}

static bool value(struct str s, enum field f, bool aws, long *out)
{
    long least = ranges[f].least + (aws && f == WEEKDAY);

    return named(s, f, aws, out) || (digits(s, out) && *out >= least && *out <= ranges[f].most);
}

/* One element of a list: *, A, A-B, each with /STEP; A/STEP goes on to the end. Fills hits, if they are
 * asked for. */
static bool element(struct str s, enum field f, bool aws, uint8_t *hits)
{
    size_t slash = str_chr(s, '/'), dash;
    struct str range = str_sub(s, 0, slash == STR_NPOS ? s.len : slash);
    long from = ranges[f].least, to = ranges[f].most, step = 1;

    if (slash != STR_NPOS && (!digits(str_from_at(s, slash + 1), &step) || step < 1))
        return false;
    dash = str_chr(range, '-');
    if (dash != STR_NPOS) {
        if (!value(str_sub(range, 0, dash), f, aws, &from) ||
            !value(str_from_at(range, dash + 1), f, aws, &to))
            return false;
    } else if (!str_is(range, "*")) {
        if (!value(range, f, aws, &from))
            return false;
        if (slash == STR_NPOS)
            to = from;
    }
    if (from > to && f != WEEKDAY) /* FRI-MON goes over the end of the week */
        return false;
    for (long i = from; hits && i <= to; i += step)
        hits[i] = 1;
    return true;
}

/* L, LW, 15W, 5L, 3#2: days of AWS that depend on the month. */
static bool moving_day(struct str s, enum field f)
{
    size_t hash = str_chr(s, '#');
    long n, nth;

    if (str_iis(s, "L"))
        return true;
    if (f == DAY)
        return str_iis(s, "LW") ||
               (str_iends(s, STR("W")) && value(str_sub(s, 0, s.len - 1), DAY, true, &n));
    if (hash != STR_NPOS)
        return value(str_sub(s, 0, hash), WEEKDAY, true, &n) &&
               digits(str_from_at(s, hash + 1), &nth) && nth >= 1 && nth <= 5;
    return str_iends(s, STR("L")) && value(str_sub(s, 0, s.len - 1), WEEKDAY, true, &n);
}

static bool field(struct str s, enum field f, bool aws, uint8_t *hits)
{
    bool day = f == DAY || f == WEEKDAY;
    struct str word;

    if (str_is(s, "?"))
        return day;
    for (bool more = true; more;) {
        more = str_chr(s, ',') != STR_NPOS;
        if (!str_cut(&s, ',', &word))
            return false;
        if (!element(word, f, aws, hits) && !(aws && day && moving_day(word, f)))
            return false;
    }
    return true;
}

/* No value is left out. Sunday is 0 or 7, in AWS 7 is Saturday. */
static bool is_all(struct str s, enum field f, const uint8_t *hits)
{
    bool week = f == WEEKDAY;

    if (str_is(s, "*") || str_is(s, "?"))
        return true;
    for (long i = week ? 1 : ranges[f].least; i <= (week ? 6 : ranges[f].most); i++)
        if (!hits || !hits[i])
            return false;
    return !week || hits[0] || hits[7];
}

/* All fields are there; those that are not written are "0" and "*". */
static bool cron(const struct str f[FIELD_COUNT], bool aws, struct schedule_time *out)
{
    uint8_t second[60] = {0}, minute[60] = {0}, hour[24] = {0}, day[32] = {0}, month[13] = {0};
    uint8_t weekday[8] = {0};
    uint8_t *const hits[FIELD_COUNT] = {[SECOND] = second, [MINUTE] = minute,   [HOUR] = hour,
                                        [DAY] = day,       [MONTH] = month,     [WEEKDAY] = weekday,
                                        [YEAR] = NULL};
    unsigned per_minute = 0;

    for (unsigned i = 0; i < FIELD_COUNT; i++)
        if (!field(f[i], (enum field)i, aws, hits[i]))
            return false;
    if (aws && str_is(f[DAY], "?") == str_is(f[WEEKDAY], "?"))
        return false;
    for (unsigned s = 0; s < 60; s++)
        per_minute += second[s];
    for (unsigned m = 0; m < DAY_MINUTES; m++)
        if (hour[m / 60] && minute[m % 60])
            out->minutes[m] = (uint8_t)per_minute;
    for (unsigned i = DAY; i < FIELD_COUNT; i++)
        out->some_days = out->some_days || !is_all(f[i], (enum field)i, hits[i]);
    return true;
}

static size_t split(struct str s, struct str *words, size_t most)
{
    size_t count = 0;

    for (struct str word; str_cut(&s, ' ', &word);) {
        if (str_empty(word))
            continue;
        if (count == most)
            return most + 1;
        words[count++] = word;
    }
    return count;
}

static bool cron_bare(struct str s, struct schedule_time *out)
{
    struct str f[FIELD_COUNT];
    size_t count = split(s, f, FIELD_COUNT);

    if (count == 5) {
        memmove(f + 1, f, 5 * sizeof f[0]);
        f[SECOND] = STR("0");
        count++;
    }
    if (count == 6) {
        f[YEAR] = STR("*");
        count++;
    }
    return count == FIELD_COUNT && cron(f, false, out);
}

static bool cron_aws(struct str s, struct schedule_time *out)
{
    struct str f[FIELD_COUNT] = {[SECOND] = STR_INIT("0")};

    return split(s, f + 1, FIELD_COUNT - 1) == FIELD_COUNT - 1 && cron(f, true, out);
}

/* "5 minutes", "15 Minute", "1 day"; the days are of 24 hours. */
static bool interval(struct str s, struct schedule_time *out)
{
    static const struct {
        const char *one, *more;
        long seconds;
    } units[] = {{"second", "seconds", 1}, {"minute", "minutes", 60}, {"min", "mins", 60},
                 {"hour", "hours", 3600},  {"day", "days", 86400},    {"week", "weeks", 604800}};
    struct str words[2];
    long count;

    if (split(s, words, 2) != 2 || !digits(words[0], &count) || count < 1 || count > 1000000)
        return false;
    for (size_t i = 0; i < COUNT(units); i++) {
        if (str_iis(words[1], units[i].one) || str_iis(words[1], units[i].more)) {
            out->period = count * units[i].seconds;
            return true;
        }
    }
    return false;
}

/* [d.]hh:mm:ss */
static bool time_span(struct str s, struct schedule_time *out)
{
    static const long most[] = {23, 59, 59};
    size_t dot = str_chr(s, '.');
    long total = 0, n;
    struct str word;

    if (dot != STR_NPOS) {
        if (!digits(str_sub(s, 0, dot), &total) || total > 10000)
            return false;
        s = str_from_at(s, dot + 1);
    }
    for (size_t i = 0; i < COUNT(most); i++) {
        if (!str_cut(&s, ':', &word) || !digits(word, &n) || n > most[i])
            return false;
        total = total * (i ? 60 : 24) + n;
    }
    out->period = total;
    return !s.ptr && total > 0;
}

/* at(2030-01-31T08:30:00) */
static bool once(struct str s, struct schedule_time *out)
{
    long year, month, day, hour, minute, second;

    if (s.len != 19 || s.ptr[4] != '-' || s.ptr[7] != '-' || s.ptr[10] != 'T' || s.ptr[13] != ':' ||
        s.ptr[16] != ':' || !digits(str_sub(s, 0, 4), &year) || !value(str_sub(s, 5, 2), MONTH, false, &month) ||
        !value(str_sub(s, 8, 2), DAY, false, &day) || !value(str_sub(s, 11, 2), HOUR, false, &hour) ||
        !value(str_sub(s, 14, 2), MINUTE, false, &minute) ||
        !value(str_sub(s, 17, 2), SECOND, false, &second))
        return false;
    out->minutes[hour * 60 + minute] = 1;
    out->some_days = true;
    return true;
}

static bool inside(struct str s, const char *head, struct str *out)
{
    struct str h = str_from(head);

    if (!str_istarts(s, h) || !str_ends(s, STR(")")))
        return false;
    *out = str_trim(str_sub(s, h.len, s.len - h.len - 1));
    return true;
}

bool schedule_time_read(struct str expression, struct schedule_time *out)
{
    struct str s = str_trim(expression), in;

    *out = (struct schedule_time){0};
    if (s.len > LONGEST)
        return false;
    if (inside(s, "cron(", &in))
        return cron_aws(in, out);
    if (inside(s, "rate(", &in))
        return interval(in, out);
    if (inside(s, "at(", &in))
        return once(in, out);
    if (str_chr(s, ':') != STR_NPOS)
        return time_span(s, out);
    if (str_istarts(s, STR("every ")))
        s = str_from_at(s, 6);
    return interval(s, out) || cron_bare(s, out);
}

unsigned schedule_time_count(const struct schedule_time *t, unsigned from, unsigned to)
{
    unsigned count = 0;

    for (unsigned m = from; m < to && m < DAY_MINUTES; m++)
        count += t->minutes[m];
    return count;
}
