/* SPDX-License-Identifier: MIT */
/* version_pep440.c - PEP 440: [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local] with the spellings that it
 * lets pass (appendix B), and its summary of the order:
 *     1.dev0 < 1a1.dev0 < 1a1 < 1a1.post1 < 1rc1 < 1 < 1+local < 1.post1.dev0 < 1.post1 */
#include "version_parts.h"

enum stage { STAGE_DEV_ONLY, STAGE_ALPHA, STAGE_BETA, STAGE_CANDIDATE, STAGE_FINAL };

struct pep440 {
    struct str epoch, release, pre, post, dev, local; /* numbers without a text are empty: 0 */
    enum stage stage;
    bool has_post, has_dev;
};

struct cursor {
    struct str rest;
};

static struct str take_digits(struct cursor *c)
{
    size_t len = 0;
    while (len < c->rest.len && version_is_digit(c->rest.ptr[len]))
        len++;
    struct str digits = str_sub(c->rest, 0, len);
    c->rest = str_from_at(c->rest, len);
    return digits;
}

static bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static bool take_separator(struct cursor *c)
{
    if (!c->rest.len || !is_separator(c->rest.ptr[0]))
        return false;
    c->rest = str_from_at(c->rest, 1);
    return true;
}

/* [sep] WORD [sep] [digits]; the longest word first. */
static bool take_word(struct cursor *c, const char *const *words, size_t *which, struct str *number)
{
    struct cursor at = *c;
    take_separator(&at);
    for (size_t i = 0; words[i]; i++) {
        if (!str_istarts(at.rest, str_from(words[i])))
            continue;
        at.rest = str_from_at(at.rest, strlen(words[i]));
        struct cursor behind = at;
        take_separator(&behind);
        *number = take_digits(&behind);
        *c = number->len ? behind : at;
        *which = i;
        return true;
    }
    return false;
}

static bool is_local(struct str text)
{
    bool open = true; /* behind a separator, or at the start */
    for (size_t i = 0; i < text.len; i++) {
        bool separator = is_separator(text.ptr[i]);
        if (separator ? open : !version_is_digit(text.ptr[i]) && !version_is_letter(text.ptr[i]))
            return false;
        open = separator;
    }
    return !open;
}

static bool take_release(struct cursor *c, struct pep440 *out)
{
    struct str digits = take_digits(c);
    if (c->rest.len && c->rest.ptr[0] == '!') {
        out->epoch = digits;
        if (!digits.len)
            return false;
        c->rest = str_from_at(c->rest, 1);
        digits = take_digits(c);
    }
    size_t len = digits.len;
    while (c->rest.len > 1 && c->rest.ptr[0] == '.' && version_is_digit(c->rest.ptr[1])) {
        c->rest = str_from_at(c->rest, 1);
        len += 1 + take_digits(c).len;
    }
    out->release = (struct str){digits.ptr, len};
    return digits.len > 0;
}

static bool read_pep440(struct str v, struct pep440 *out)
{
    static const char *const pres[] = {"alpha", "beta", "preview", "pre", "rc", "a", "b", "c", NULL};
    static const enum stage stages[] = {STAGE_ALPHA, STAGE_BETA, STAGE_CANDIDATE, STAGE_CANDIDATE,
                                        STAGE_CANDIDATE, STAGE_ALPHA, STAGE_BETA, STAGE_CANDIDATE};
    static const char *const posts[] = {"post", "rev", "r", NULL}, *const devs[] = {"dev", NULL};
    size_t which;
    *out = (struct pep440){.stage = STAGE_FINAL};
    v = str_trim(v);
    struct cursor c = {str_istarts(v, STR("v")) ? str_from_at(v, 1) : v};
    size_t plus = str_chr(c.rest, '+');
    if (plus != STR_NPOS) {
        out->local = str_from_at(c.rest, plus + 1);
        if (!is_local(out->local))
            return false;
        c.rest = str_sub(c.rest, 0, plus);
    }
    if (!take_release(&c, out))
        return false;
    bool has_pre = take_word(&c, pres, &which, &out->pre);
    if (has_pre)
        out->stage = stages[which];
    if (c.rest.len > 1 && c.rest.ptr[0] == '-' && version_is_digit(c.rest.ptr[1])) {
        c.rest = str_from_at(c.rest, 1); /* 1.0-1 is 1.0.post1 */
        out->post = take_digits(&c);
        out->has_post = true;
    } else {
        out->has_post = take_word(&c, posts, &which, &out->post);
    }
    out->has_dev = take_word(&c, devs, &which, &out->dev);
    if (out->has_dev && !has_pre && !out->has_post)
        out->stage = STAGE_DEV_ONLY;
    return !c.rest.len;
}

/* Zeros at the end do not count. */
static int compare_release(struct str a, struct str b)
{
    for (;;) {
        struct str one = STR_NONE, other = STR_NONE;
        bool more = str_cut(&a, '.', &one), more_others = str_cut(&b, '.', &other);
        if (!more && !more_others)
            return 0;
        int order = version_compare_numbers(one, other);
        if (order)
            return order;
    }
}

static bool next_local(struct str *rest, struct str *part)
{
    size_t len = 0;
    if (!rest->ptr)
        return false;
    while (len < rest->len && !is_separator(rest->ptr[len]))
        len++;
    *part = str_sub(*rest, 0, len);
    *rest = len < rest->len ? str_from_at(*rest, len + 1) : STR_NONE;
    return true;
}

static int compare_local(struct str a, struct str b)
{
    struct str rest = a.len ? a : STR_NONE, others = b.len ? b : STR_NONE, one, other;
    for (;;) {
        bool more = next_local(&rest, &one), more_others = next_local(&others, &other);
        if (!more || !more_others)
            return (int)more - (int)more_others;
        bool number = version_is_number(one), other_number = version_is_number(other);
        if (number != other_number)
            return number ? 1 : -1;
        int order = 0;
        for (size_t i = 0; !number && !order && i < one.len && i < other.len; i++)
            order = str_lower(one.ptr[i]) - str_lower(other.ptr[i]);
        if (number)
            order = version_compare_numbers(one, other);
        else if (!order)
            order = (one.len > other.len) - (one.len < other.len);
        if (order)
            return version_sign(order);
    }
}

static bool is_pep440(struct str v)
{
    struct pep440 out;
    return read_pep440(v, &out);
}

static int compare_pep440(struct str a, struct str b)
{
    struct pep440 x, y;
    read_pep440(a, &x);
    read_pep440(b, &y);
    int order = version_compare_numbers(x.epoch, y.epoch);
    if (!order)
        order = compare_release(x.release, y.release);
    if (!order)
        order = ((int)x.stage > (int)y.stage) - ((int)x.stage < (int)y.stage);
    if (!order)
        order = version_compare_numbers(x.pre, y.pre);
    if (!order)
        order = (int)x.has_post - (int)y.has_post;
    if (!order)
        order = version_compare_numbers(x.post, y.post);
    if (!order)
        order = (int)y.has_dev - (int)x.has_dev;
    if (!order)
        order = version_compare_numbers(x.dev, y.dev);
    return order ? order : compare_local(x.local, y.local);
}

const struct version_order version_pep440 = {is_pep440, compare_pep440};
