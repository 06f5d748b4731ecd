/* SPDX-License-Identifier: MIT */
#include "schedule.h"

#include "attr.h"

enum field { SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELD_COUNT };

static bool number(struct str s, long *out)
{
    return s.len > 0 && s.ptr[0] >= '0' && s.ptr[0] <= '9' && str_to_long(s, out);
}

static bool any(struct str s)
{
    return str_is(s, "*") || str_is(s, "?");
}

/* "*"/n and "0/n" */
static bool step(struct str s, long *out)
{
    return (str_starts(s, STR("*/")) || str_starts(s, STR("0/"))) && number(str_from_at(s, 2), out);
}

enum unit { IN_DAYS, IN_HOURS, IN_MINUTES, IN_SECONDS, UNIT_COUNT };
static const struct {
    long seconds;
    const char *sign, *word;
} units[UNIT_COUNT] = {
    [IN_DAYS] = {86400, "d", "day"},
    [IN_HOURS] = {3600, "h", "hour"},
    [IN_MINUTES] = {60, "min", "minute"},
    [IN_SECONDS] = {1, "s", "second"},
};

/* "every 15 min", but "every day" */
static void every(struct buf *out, long count, enum unit unit)
{
    if (count == 1)
        buf_printf(out, "every %s", units[unit].word);
    else
        buf_printf(out, "every %ld %s", count, units[unit].sign);
}

static bool interval(struct buf *out, long seconds)
{
    for (enum unit u = 0; seconds > 0 && u < UNIT_COUNT; u++) {
        if (seconds % units[u].seconds == 0) {
            every(out, seconds / units[u].seconds, u);
            return true;
        }
    }
    return false;
}

/* [d.]hh:mm:ss */
static bool time_span(struct buf *out, struct str s)
{
    long days = 0, part[3] = {0};
    size_t dot = str_chr(s, '.');
    if (dot != STR_NPOS) {
        if (!number(str_sub(s, 0, dot), &days) || days > 10000)
            return false;
        s = str_from_at(s, dot + 1);
    }
    struct str word;
    size_t count = 0;
    while (str_cut(&s, ':', &word))
        if (count == COUNT(part) || !number(word, &part[count++]))
            return false;
    if (count != COUNT(part) || part[0] > 23 || part[1] > 59 || part[2] > 59)
        return false;
    return interval(out, ((days * 24 + part[0]) * 60 + part[1]) * 60 + part[2]);
}

/* rate(5 minutes) */
static bool rate(struct buf *out, struct str s)
{
    struct str count_text;
    long count;
    if (!str_cut(&s, ' ', &count_text) || !number(count_text, &count) || count > 100000)
        return false;
    for (enum unit u = 0; u < IN_SECONDS; u++)
        if (str_istarts(str_trim(s), str_from(units[u].word)))
            return interval(out, count * units[u].seconds);
    return false;
}

static bool weekday(struct buf *out, struct str s, bool sunday_is_one)
{
    static const char names[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    long day;
    if (number(s, &day)) {
        day -= sunday_is_one;
        if (day < 0 || day > 7)
            return false;
        buf_puts(out, names[day % 7]);
        return true;
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_iis(str_sub(s, 0, 3), names[i])) {
            buf_puts(out, names[i]);
            return true;
        }
    }
    return false;
}

/* "1-5", "MON,WED", "6" */
static bool weekdays(struct buf *out, struct str s, bool sunday_is_one)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && s.ptr[i] != '-' && s.ptr[i] != ',')
            continue;
        if (!weekday(out, str_sub(s, from, i - from), sunday_is_one))
            return false;
        if (i < s.len)
            buf_putc(out, s.ptr[i]);
        from = i + 1;
    }
    return true;
}

/* Something that runs at one time of the day, on some days. */
static bool at_time(struct buf *out, const struct str f[FIELD_COUNT], long hour, long minute,
                    bool sunday_is_one)
{
    long day;
    if (any(f[DAY]) && any(f[WEEKDAY])) {
        buf_puts(out, "daily");
    } else if (any(f[DAY])) {
        if (!weekdays(out, f[WEEKDAY], sunday_is_one))
            return false;
    } else if (any(f[WEEKDAY]) && number(f[DAY], &day)) {
        buf_printf(out, "monthly, day %ld,", day);
    } else {
        return false;
    }
    buf_printf(out, " %02ld:%02ld", hour, minute);
    return true;
}

static bool cron(struct buf *out, const struct str f[FIELD_COUNT], bool sunday_is_one)
{
    long s, m, h;
    if (!any(f[MONTH]))
        return false;
    bool all_days = any(f[DAY]) && any(f[WEEKDAY]);
    if (step(f[SECOND], &s) || any(f[SECOND])) {
        if (!all_days || !any(f[MINUTE]) || !any(f[HOUR]))
            return false;
        every(out, any(f[SECOND]) ? 1 : s, IN_SECONDS);
        return true;
    }
    if (!number(f[SECOND], &s))
        return false;
    if (all_days && any(f[HOUR]) && (step(f[MINUTE], &m) || any(f[MINUTE]))) {
        every(out, any(f[MINUTE]) ? 1 : m, IN_MINUTES);
        return true;
    }
    if (!number(f[MINUTE], &m))
        return false;
    if (all_days && (step(f[HOUR], &h) || any(f[HOUR]))) {
        every(out, any(f[HOUR]) ? 1 : h, IN_HOURS);
        if (m)
            buf_printf(out, " at :%02ld", m);
        return true;
    }
    return number(f[HOUR], &h) && at_time(out, f, h, m, sunday_is_one);
}

static bool cron_text(struct buf *out, struct str s, bool aws)
{
    struct str f[FIELD_COUNT + 1], word;
    size_t count = 0;
    while (str_cut(&s, ' ', &word)) {
        if (str_empty(word))
            continue;
        if (count == FIELD_COUNT)
            return false;
        f[count++] = word;
    }
    if (aws || count == FIELD_COUNT - 1) { /* no seconds; a year, if any, falls off the end */
        if (count + (aws ? 0 : 1) != FIELD_COUNT)
            return false;
        memmove(f + 1, f, count * sizeof f[0]);
        f[SECOND] = STR("0");
    } else if (count != FIELD_COUNT) {
        return false;
    }
    return cron(out, f, aws);
}

static bool inside(struct str s, const char *head, struct str *out)
{
    struct str h = str_from(head);
    if (!str_istarts(s, h) || !str_ends(s, STR(")")))
        return false;
    *out = str_trim(str_sub(s, h.len, s.len - h.len - 1));
    return true;
}

void schedule_words(struct buf *out, struct str expression)
{
    struct str s = str_trim(expression), in;
    struct buf words = {0};
    bool done;
    if (inside(s, "rate(", &in))
        done = rate(&words, in);
    else if (inside(s, "cron(", &in))
        done = cron_text(&words, in, true);
    else if (str_chr(s, ':') != STR_NPOS)
        done = time_span(&words, s);
    else
        done = cron_text(&words, s, false);
    buf_add(out, done ? buf_str(&words) : s);
    buf_release(&words);
}
