/* SPDX-License-Identifier: MIT */
/* aws_values.c - numbers, dates and addresses of conditions (aws_match.h); no locale, no doubles. */
#include <arpa/inet.h>

#include "aws_match.h"

/* --- Decimals of any length ------------------------------------------------------------------- */

struct decimal {
    bool negative;
    struct str whole, fraction; /* without zeros in front, or behind */
};

static size_t digits(struct str s, size_t from)
{
    size_t n = 0;
    while (from + n < s.len && s.ptr[from + n] >= '0' && s.ptr[from + n] <= '9')
        n++;
    return n;
}

static bool read_decimal(struct str s, struct decimal *d)
{
    s = str_trim(s);
    size_t at = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0;
    d->negative = at && s.ptr[0] == '-';
    size_t whole = digits(s, at), part = 0;
    d->whole = str_sub(s, at, whole);
    d->fraction = STR_NONE;
    at += whole;
    if (at < s.len && s.ptr[at] == '.') {
        part = digits(s, ++at);
        d->fraction = str_sub(s, at, part);
        at += part;
    }
    while (d->whole.len && d->whole.ptr[0] == '0')
        d->whole = str_from_at(d->whole, 1);
    while (d->fraction.len && d->fraction.ptr[d->fraction.len - 1] == '0')
        d->fraction.len--;
    if (!d->whole.len && !d->fraction.len)
        d->negative = false;
    return at == s.len && whole + part > 0;
}

bool aws_compare_numbers(struct str a, struct str b, int *order)
{
    struct decimal x, y;
    if (!read_decimal(a, &x) || !read_decimal(b, &y))
        return false;
    if (x.negative != y.negative) {
        *order = x.negative ? -1 : 1;
        return true;
    }
    *order = (x.whole.len > y.whole.len) - (x.whole.len < y.whole.len);
    if (!*order)
        *order = str_cmp(x.whole, y.whole);
    if (!*order)
        *order = str_cmp(x.fraction, y.fraction);
    if (x.negative)
        *order = *order < 0 ? 1 : *order > 0 ? -1 : 0;
    return true;
}

/* --- Dates: W3C profile of ISO 8601, or seconds since 1970 ------------------------------------- */

struct cursor {
    struct str s;
    size_t at;
};

static bool field(struct cursor *c, size_t width, long low, long high, long *out)
{
    long n = 0;
    if (digits(c->s, c->at) < width)
        return false;
    for (size_t i = 0; i < width; i++)
        n = n * 10 + (c->s.ptr[c->at++] - '0');
    *out = n;
    return n >= low && n <= high;
}

static bool next_is(struct cursor *c, char want)
{
    if (c->at >= c->s.len || c->s.ptr[c->at] != want)
        return false;
    c->at++;
    return true;
}

/* Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
static long days_from_civil(long y, long m, long d)
{
    y -= m <= 2;
    long era = y / 400, year = y - era * 400;
    long day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static bool read_zone(struct cursor *c, long *seconds)
{
    long hours, minutes;
    *seconds = 0;
    if (c->at == c->s.len || (next_is(c, 'Z') && c->at == c->s.len))
        return true;
    bool east = next_is(c, '+');
    if (!east && !next_is(c, '-'))
        return false;
    if (!field(c, 2, 0, 23, &hours))
        return false;
    next_is(c, ':');
    if (!field(c, 2, 0, 59, &minutes))
        return false;
    *seconds = (hours * 60 + minutes) * (east ? 60 : -60);
    return c->at == c->s.len;
}

static bool read_clock(struct cursor *c, int64_t *ms)
{
    long hour = 0, minute = 0, second = 0, zone = 0, thousandths = 0;
    if (!next_is(c, 'T') || !field(c, 2, 0, 24, &hour) || !next_is(c, ':') ||
        !field(c, 2, 0, 59, &minute))
        return false;
    if (next_is(c, ':')) {
        if (!field(c, 2, 0, 60, &second))
            return false;
        if (next_is(c, '.')) {
            size_t n = digits(c->s, c->at);
            for (size_t i = 0; i < 3; i++)
                thousandths = thousandths * 10 + (i < n ? c->s.ptr[c->at + i] - '0' : 0);
            c->at += n;
        }
    }
    if (!read_zone(c, &zone))
        return false;
    *ms += ((int64_t)hour * 3600 + minute * 60 + second - zone) * 1000 + thousandths;
    return true;
}

static bool read_date(struct str s, int64_t *ms)
{
    long year, month = 1, day = 1;
    struct cursor c = {.s = str_trim(s)};
    size_t sign = c.s.len && c.s.ptr[0] == '-' ? 1 : 0;
    long epoch;
    if (c.s.len > 4 + sign && digits(c.s, sign) + sign == c.s.len) {
        if (c.s.len > 15 || !str_to_long(c.s, &epoch))
            return false;
        *ms = (int64_t)epoch * 1000;
        return true;
    }
    if (!field(&c, 4, 1, 9999, &year) || (next_is(&c, '-') && !field(&c, 2, 1, 12, &month)) ||
        (next_is(&c, '-') && !field(&c, 2, 1, 31, &day)))
        return false;
    *ms = (int64_t)days_from_civil(year, month, day) * 86400 * 1000;
    return c.at == c.s.len || read_clock(&c, ms);
}

bool aws_compare_dates(struct str a, struct str b, int *order)
{
    int64_t x, y;
    if (!read_date(a, &x) || !read_date(b, &y))
        return false;
    *order = (x > y) - (x < y);
    return true;
}

/* --- Addresses -------------------------------------------------------------------------------- */

static bool read_address(struct str s, unsigned char out[16], int *bytes)
{
    char text[64];
    if (s.len >= sizeof text)
        return false;
    memcpy(text, s.ptr ? s.ptr : "", s.len);
    text[s.len] = '\0';
    bool six = str_chr(s, ':') != STR_NPOS;
    *bytes = six ? 16 : 4;
    return inet_pton(six ? AF_INET6 : AF_INET, text, out) == 1;
}

bool aws_address_in(struct str address, struct str range, bool *inside)
{
    unsigned char a[16], b[16];
    int a_bytes, b_bytes;
    struct str bits = range, base;
    long prefix;
    bool has_prefix = str_chr(range, '/') != STR_NPOS;
    str_cut(&bits, '/', &base);
    if (!read_address(str_trim(address), a, &a_bytes) ||
        !read_address(str_trim(base), b, &b_bytes))
        return false;
    prefix = b_bytes * 8;
    if (has_prefix && (!str_to_long(bits, &prefix) || prefix < 0 || prefix > b_bytes * 8))
        return false;
    *inside = a_bytes == b_bytes;
    for (long i = 0; *inside && i < prefix; i++) {
        unsigned mask = 0x80u >> (i % 8);
        *inside = (a[i / 8] & mask) == (b[i / 8] & mask);
    }
    return true;
}
