/* SPDX-License-Identifier: MIT */
/* filter_regex.c - regular expressions of filters: those that the C library looks for in linear time. */
#include <locale.h>
#include <string.h>

#include "filter_parts.h"

/* The C library makes a copy for each repetition: of some in some in some it makes gigabytes. */
static bool repeats_too_often(struct str pattern)
{
    enum { COPIES_MOST = 10000 };
    size_t copies = 1;
    for (size_t i = 0; i < pattern.len && copies <= COPIES_MOST; i++) {
        size_t times = 0, most = 1;
        if (pattern.ptr[i] != '{')
            continue;
        for (i++; i < pattern.len && strchr("0123456789,", pattern.ptr[i]); i++) {
            times = pattern.ptr[i] == ',' ? 0 : times * 10 + (size_t)(pattern.ptr[i] - '0');
            times = times < COPIES_MOST ? times : COPIES_MOST;
            most = times > most ? times : most;
        }
        copies *= most;
    }
    return copies > COPIES_MOST;
}

/* "\1": what looks for what it has found before does not search in linear time. */
static bool refers_back(struct str pattern)
{
    for (size_t i = 0; i + 1 < pattern.len; i++) {
        if (pattern.ptr[i] == '\\' && pattern.ptr[i + 1] >= '1' && pattern.ptr[i + 1] <= '9')
            return true;
        i += pattern.ptr[i] == '\\';
    }
    return false;
}

/* In the locale C, where nothing outside of ASCII is asked for: up to thirty times as fast, and alike for
 * everybody. */
bool filter_regex_make(struct term *t, const char **why)
{
    bool ascii = true;
    *why = repeats_too_often(t->value) ? "this repeats too often"
           : refers_back(t->value)     ? "a reference back (\\1) takes too long to look for"
                                       : NULL;
    if (*why)
        return false;
    for (size_t i = 0; i < t->value.len; i++)
        ascii = ascii && (unsigned char)t->value.ptr[i] < 0x80;
    locale_t plain = ascii ? newlocale(LC_ALL_MASK, "C", (locale_t)0) : (locale_t)0;
    locale_t before = plain ? uselocale(plain) : (locale_t)0;
    struct buf pattern = {0};
    buf_add(&pattern, t->value);
    t->compiled = regcomp(&t->regex, pattern.ptr, REG_EXTENDED | REG_ICASE | REG_NOSUB) == 0;
    buf_release(&pattern);
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    return t->compiled;
}

bool filter_regex_fits(const struct term *t, struct str have)
{
#ifdef REG_STARTEND /* no copy only for the NUL behind it */
    regmatch_t range = {0, (regoff_t)have.len};
    return regexec(&t->regex, have.len ? have.ptr : "", 1, &range, REG_STARTEND) == 0;
#else
    struct buf text = {0};
    buf_add(&text, have);
    buf_puts(&text, "");
    bool yes = regexec(&t->regex, text.ptr, 0, NULL, 0) == 0;
    buf_release(&text);
    return yes;
#endif
}
