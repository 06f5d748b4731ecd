/* SPDX-License-Identifier: MIT */
/* version_gem.c - Gem::Version: segments of digits or of letters, "-" stands for ".pre."; a text is
 * older than a number; zeros at the end, and those before the first text, do not count. */
#include "version_parts.h"

enum { SEGMENTS_MAX = 2 * VERSION_BYTES_MAX };

static bool is_gem(struct str v)
{
    v = str_trim(v);
    if (!v.len || !version_is_digit(v.ptr[0]))
        return false;
    bool open = false;
    for (size_t i = 0; i < v.len; i++) {
        bool separator = v.ptr[i] == '.' || v.ptr[i] == '-';
        if (separator ? open : !version_is_digit(v.ptr[i]) && !version_is_letter(v.ptr[i]))
            return false;
        open = separator;
    }
    return !open;
}

static bool is_zero(struct str s)
{
    return version_is_number(s) && version_compare_numbers(s, STR_NONE) == 0;
}

static size_t drop_zeros(const struct str *out, size_t from, size_t count)
{
    while (count > from && is_zero(out[count - 1]))
        count--;
    return count;
}

static size_t split(struct str v, struct str *out)
{
    size_t count = 0;
    bool words = false; /* a text was seen: zeros before it are gone */
    v = str_trim(v);
    for (size_t i = 0; i < v.len;) {
        size_t from = i;
        bool digit = version_is_digit(v.ptr[i]);
        while (i < v.len && (digit ? version_is_digit(v.ptr[i]) : version_is_letter(v.ptr[i])))
            i++;
        struct str part = i > from ? str_sub(v, from, i - from)
                          : v.ptr[i++] == '-' ? STR("pre") : STR_NONE;
        if (!part.len)
            continue;
        if (!words && !version_is_number(part)) {
            words = true;
            count = drop_zeros(out, 0, count);
        }
        out[count++] = part;
    }
    return drop_zeros(out, 0, count);
}

static int compare_gem(struct str a, struct str b)
{
    struct str x[SEGMENTS_MAX], y[SEGMENTS_MAX];
    size_t count = split(a, x), others = split(b, y);
    for (size_t i = 0; i < count || i < others; i++) {
        struct str one = i < count ? x[i] : STR("0"), other = i < others ? y[i] : STR("0");
        bool number = version_is_number(one), other_number = version_is_number(other);
        if (number != other_number)
            return number ? 1 : -1;
        int order = number ? version_compare_numbers(one, other)
                           : version_sign(str_cmp(one, other));
        if (order)
            return order;
    }
    return 0;
}

const struct version_order version_gem = {is_gem, compare_gem};
