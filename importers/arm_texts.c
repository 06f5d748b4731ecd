/* SPDX-License-Identifier: MIT */
/* arm_texts.c - template functions that make texts, and those whose value only the deployment
 * knows. */
#include "arm_functions.h"

#include "mem.h"

#define ARENA(c) ((c)->scope->arena)

static const struct arm_value unknown_flag = {.unknown = true};

static const struct arm_value *fn_concat(const struct arm_call *c)
{
    bool lists = false;
    for (size_t i = 0; i < c->count; i++)
        lists = lists || c->args[i]->type == ARM_LIST;
    if (lists) {
        struct arm_items all = {0};
        for (size_t i = 0; i < c->count; i++)
            for (size_t j = 0; j < c->args[i]->count; j++)
                arm_push_member(&all, c->args[i]->members[j]);
        return arm_call_list(c, &all);
    }
    struct buf b = {0};
    for (size_t i = 0; i < c->count; i++) {
        if (!arm_is_scalar(c->args[i])) {
            buf_release(&b);
            return arm_call_bad(c);
        }
        buf_add(&b, arm_arg(c, i));
    }
    return arm_call_text(c, &b);
}

static void put_json_or_text(struct buf *b, const struct arm_value *v)
{
    if (arm_is_scalar(v))
        buf_add(b, v->text);
    else
        arm_json(b, v);
}

/* {0} {1:D3} {{ }} as .NET has them; of the formats only D and N0-like widths change a text. */
static const struct arm_value *fn_format(const struct arm_call *c)
{
    struct str f = arm_arg(c, 0);
    struct buf b = {0};
    for (size_t i = 0; i < f.len; i++) {
        char ch = f.ptr[i];
        if ((ch == '{' || ch == '}') && i + 1 < f.len && f.ptr[i + 1] == ch) {
            buf_putc(&b, ch);
            i++;
            continue;
        }
        size_t end = ch == '{' ? str_chr(str_from_at(f, i), '}') : STR_NPOS;
        if (end == STR_NPOS) {
            buf_putc(&b, ch);
            continue;
        }
        struct str spec = str_sub(f, i + 1, end - 1), index;
        str_cut(&spec, ':', &index);
        long n, width = 0;
        if (!str_to_long(str_trim(index), &n) || n < 0 || (size_t)n + 1 >= c->count) {
            buf_add(&b, str_sub(f, i, end + 1)); /* a placeholder inside the format itself */
            i += end;
            continue;
        }
        struct str value = arm_arg(c, (size_t)n + 1);
        if (spec.len > 1 && (spec.ptr[0] == 'D' || spec.ptr[0] == 'd') &&
            str_to_long(str_from_at(spec, 1), &width) && width > (long)value.len && width < 100 &&
            arm_text_known(value))
            buf_fill(&b, '0', (size_t)width - value.len);
        put_json_or_text(&b, c->args[n + 1]);
        i += end;
    }
    return arm_call_text(c, &b);
}

/* Case of the known parts; placeholders keep theirs, so that they stay recognisable. */
static const struct arm_value *change_case(const struct arm_call *c, bool upper)
{
    struct buf b = {0};
    struct str s = arm_arg(c, 0);
    int braces = 0;
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        braces += (ch == '{') - (ch == '}' && braces > 0);
        if (!braces && upper && ch >= 'a' && ch <= 'z')
            ch = (char)(ch - 'a' + 'A');
        else if (!braces && !upper)
            ch = str_lower(ch);
        buf_putc(&b, ch);
    }
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_lower(const struct arm_call *c)
{
    return change_case(c, false);
}

static const struct arm_value *fn_upper(const struct arm_call *c)
{
    return change_case(c, true);
}

static const struct arm_value *fn_replace(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0), from = arm_arg(c, 1), to = arm_arg(c, 2);
    if (str_empty(from) || c->args[1]->unknown)
        return c->args[1]->unknown ? arm_call_marked(c, "replace") : arm_call_bad(c);
    struct buf b = {0};
    while (s.len > 0) {
        if (s.ptr[0] == '{' && c->args[0]->unknown) { /* not inside of placeholders */
            size_t end = str_chr(s, '}');
            size_t n = end == STR_NPOS ? s.len : end + 1;
            buf_add(&b, str_sub(s, 0, n));
            s = str_from_at(s, n);
        } else if (str_starts(s, from)) {
            buf_add(&b, to);
            s = str_from_at(s, from.len);
        } else {
            buf_putc(&b, s.ptr[0]);
            s = str_from_at(s, 1);
        }
    }
    return arm_call_text(c, &b);
}

/* Part of a text or list. An unknown text cannot be cut: its beginning stands for itself, any
 * other part gets a mark of its own. */
static const struct arm_value *part(const struct arm_call *c, long from, long count)
{
    const struct arm_value *v = c->args[0];
    if (v->type == ARM_LIST) {
        struct arm_items some = {0};
        for (long i = from < 0 ? 0 : from; count > 0 && i < (long)v->count; i++, count--)
            arm_push_member(&some, v->members[i]);
        return arm_call_list(c, &some);
    }
    if (v->type == ARM_OBJECT)
        return arm_call_bad(c);
    if (v->unknown)
        return from == 0 ? arm_call_taint(c, v) : arm_call_marked(c, "part");
    struct str s = str_sub(v->text, from < 0 ? 0 : (size_t)from, count < 0 ? 0 : (size_t)count);
    return arm_call_taint(c, arm_text(ARENA(c), s));
}

static const struct arm_value *fn_substring(const struct arm_call *c)
{
    long from, count = INT32_MAX;
    if (!arm_to_long(c->args[1], &from) || (c->count > 2 && !arm_to_long(c->args[2], &count)))
        return c->args[0]->unknown && str_is(arm_arg(c, 1), "0") ? arm_call_taint(c, c->args[0])
                                                                 : arm_call_marked(c, "part");
    return part(c, from, count);
}

static const struct arm_value *fn_take(const struct arm_call *c)
{
    long n;
    if (!arm_to_long(c->args[1], &n))
        return c->args[0]->type == ARM_TEXT ? arm_call_taint(c, c->args[0])
                                            : arm_call_marked(c, "part");
    return part(c, 0, n);
}

static const struct arm_value *fn_skip(const struct arm_call *c)
{
    long n;
    return arm_to_long(c->args[1], &n) ? part(c, n, INT32_MAX) : arm_call_marked(c, "part");
}

static const struct arm_value *fn_split(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0);
    const struct arm_value *marks = c->args[1];
    if (!arm_known(marks))
        return arm_call_marked(c, "split");
    struct arm_items parts = {0};
    size_t from = 0;
    for (size_t i = 0; i <= s.len; i++) {
        size_t len = 0;
        for (size_t m = 0; i < s.len && m < (marks->type == ARM_LIST ? marks->count : 1); m++) {
            struct str sep =
                marks->type == ARM_LIST ? arm_str(marks->members[m].value) : arm_str(marks);
            if (sep.len > 0 && str_starts(str_from_at(s, i), sep)) {
                len = sep.len;
                break;
            }
        }
        if (i < s.len && len == 0)
            continue;
        struct str word = str_sub(s, from, i - from);
        const struct arm_value *v = arm_text(ARENA(c), word);
        if (!arm_text_known(word))
            v = arm_taint(ARENA(c), v, &unknown_flag);
        arm_push(&parts, v);
        from = i + len;
        i += len ? len - 1 : 0;
    }
    const struct arm_value *v = arm_list_of(ARENA(c), parts.items, parts.count);
    mem_free(parts.items);
    struct arm_value flags = {.secure = arm_secure(c->args[0]),
                              .refs = c->args[0]->refs,
                              .unknown = c->args[0]->unknown && parts.count == 1};
    return arm_taint(ARENA(c), v, &flags);
}

static const struct arm_value *fn_join(const struct arm_call *c)
{
    struct buf b = {0};
    for (size_t i = 0; i < c->args[0]->count; i++) {
        if (i > 0)
            buf_add(&b, arm_arg(c, 1));
        put_json_or_text(&b, c->args[0]->members[i].value);
    }
    if (c->args[0]->type != ARM_LIST) {
        buf_release(&b);
        return arm_call_bad(c);
    }
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_trim(const struct arm_call *c)
{
    return arm_call_taint(c, arm_text(ARENA(c), str_trim(arm_arg(c, 0))));
}

static const struct arm_value *fn_pad_left(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0), fill = c->count > 2 ? arm_arg(c, 2) : STR(" ");
    long width;
    if (c->args[0]->unknown || !arm_to_long(c->args[1], &width) || width > 4096 || fill.len != 1)
        return c->args[0]->unknown ? arm_call_taint(c, c->args[0]) : arm_call_bad(c);
    struct buf b = {0};
    if (width > (long)s.len)
        buf_fill(&b, fill.ptr[0], (size_t)width - s.len);
    buf_add(&b, s);
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_string(const struct arm_call *c)
{
    struct buf b = {0};
    put_json_or_text(&b, c->args[0]);
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_int(const struct arm_call *c)
{
    long n;
    return arm_to_long(c->args[0], &n) ? arm_call_taint(c, arm_long(ARENA(c), n)) : arm_call_bad(c);
}

static const struct arm_value *fn_bool(const struct arm_call *c)
{
    bool b;
    return arm_to_bool(c->args[0], &b) ? arm_call_taint(c, arm_bool(ARENA(c), b)) : arm_call_bad(c);
}

static const struct arm_value *fn_json(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    if (!arm_is_scalar(v) || v->unknown)
        return arm_call_bad(c);
    v = arm_from_json(ARENA(c), v->text);
    return v ? arm_call_taint(c, v) : arm_call_bad(c);
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const struct arm_value *fn_base64(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0);
    if (!arm_is_scalar(c->args[0]) || c->args[0]->unknown)
        return arm_call_marked(c, "base64");
    struct buf b = {0};
    for (size_t i = 0; i < s.len; i += 3) {
        unsigned v = 0;
        for (size_t j = 0; j < 3; j++)
            v = v << 8 | (i + j < s.len ? (unsigned char)s.ptr[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_putc(&b, i + j <= s.len ? base64_digits[v >> (18 - 6 * j) & 63] : '=');
    }
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_from_base64(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0);
    struct buf b = {0};
    unsigned v = 0, bits = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
        const char *digit = s.ptr[i] ? strchr(base64_digits, s.ptr[i]) : NULL;
        if (!digit) {
            buf_release(&b);
            return arm_call_bad(c);
        }
        v = (v << 6 | (unsigned)(digit - base64_digits)) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buf_putc(&b, (char)(v >> bits & 255));
        }
    }
    const struct arm_value *out = arm_call_text(c, &b);
    if (!str_iis(c->name, "base64ToJson"))
        return out;
    const struct arm_value *parsed = arm_from_json(ARENA(c), out->text);
    return parsed ? arm_call_taint(c, parsed) : arm_call_bad(c);
}

/* The base up to its last '/', then the rest: what System.Uri does with the relative forms that
 * templates use. */
static const struct arm_value *fn_uri(const struct arm_call *c)
{
    struct str base = arm_arg(c, 0), rest = arm_arg(c, 1);
    size_t slash = str_rchr(base, '/');
    size_t scheme = str_find(base, STR("://"));
    struct buf b = {0};
    if (slash == STR_NPOS || (scheme != STR_NPOS && slash <= scheme + 2)) {
        buf_add(&b, base);
        buf_putc(&b, '/');
    } else {
        buf_add(&b, str_sub(base, 0, slash + 1));
    }
    if (str_starts(rest, STR("/")))
        rest = str_from_at(rest, 1);
    buf_add(&b, rest);
    return arm_call_text(c, &b);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, str_lower(c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

static const struct arm_value *fn_uri_component(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0);
    struct buf b = {0};
    bool decode = str_iis(c->name, "uriComponentToString");
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        if (decode && ch == '%' && i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 &&
            hex_digit(s.ptr[i + 2]) >= 0) {
            buf_putc(&b, (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2])));
            i += 2;
        } else if (decode || (ch >= '0' && ch <= '9') ||
                   (str_lower(ch) >= 'a' && str_lower(ch) <= 'z') ||
                   strchr("-._~{}", ch)) { /* braces: placeholders stay readable */
            buf_putc(&b, ch);
        } else {
            buf_printf(&b, "%%%02X", (unsigned)(unsigned char)ch);
        }
    }
    return arm_call_text(c, &b);
}

static const struct arm_value *fn_unique(const struct arm_call *c)
{
    if (c->count == 1 && str_ends(arm_arg(c, 0), STR("/resourceGroups/{resourceGroup}")))
        return arm_call_unknown(c, STR("unique"));
    return arm_call_marked(c, "unique");
}

static const struct arm_value *fn_marked(const struct arm_call *c)
{
    return arm_call_unknown(c, arm_call_mark(c, c->name));
}

static const struct arm_value *fn_unknown(const struct arm_call *c)
{
    return arm_call_unknown(c, c->name);
}

static const struct arm_value *fn_find(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0), needle = arm_arg(c, 1);
    if (!arm_call_known(c))
        return arm_call_unknown(c, c->name);
    long at = -1;
    if (c->args[0]->type == ARM_LIST) {
        for (size_t i = 0; i < c->args[0]->count; i++)
            if (arm_equal(c->args[0]->members[i].value, c->args[1]) &&
                (at < 0 || str_iis(c->name, "lastIndexOf")))
                at = (long)i;
        return arm_long(ARENA(c), at);
    }
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_ieq(str_sub(s, i, needle.len), needle)) {
            at = (long)i;
            if (str_iis(c->name, "indexOf"))
                break;
        }
    return arm_long(ARENA(c), at);
}

static const struct arm_value *fn_starts(const struct arm_call *c)
{
    struct str s = arm_arg(c, 0), t = arm_arg(c, 1);
    if (!arm_call_known(c))
        return arm_call_unknown(c, c->name);
    return arm_bool(ARENA(c), str_iis(c->name, "startsWith") ? str_istarts(s, t) : str_iends(s, t));
}

enum { MANY = 100000 };

static const struct arm_function table[] = {
    {"base64", 1, 1, fn_base64},
    {"base64ToJson", 1, 1, fn_from_base64},
    {"base64ToString", 1, 1, fn_from_base64},
    {"bool", 1, 1, fn_bool},
    {"cidrHost", 2, 2, fn_marked},
    {"cidrSubnet", 3, 3, fn_marked},
    {"concat", 0, MANY, fn_concat},
    {"dataUri", 1, 1, fn_marked},
    {"dataUriToString", 1, 1, fn_marked},
    {"dateTimeAdd", 2, 3, fn_unknown},
    {"dateTimeFromEpoch", 1, 1, fn_unknown},
    {"dateTimeToEpoch", 1, 1, fn_unknown},
    {"endsWith", 2, 2, fn_starts},
    {"fail", 1, 1, fn_unknown},
    {"filter", 2, 2, fn_unknown},
    {"format", 1, MANY, fn_format},
    {"groupBy", 2, 2, fn_unknown},
    {"guid", 1, MANY, fn_marked},
    {"indexOf", 2, 2, fn_find},
    {"int", 1, 1, fn_int},
    {"join", 2, 2, fn_join},
    {"json", 1, 1, fn_json},
    {"lambda", 0, MANY, fn_unknown},
    {"lambdaVariables", 1, 1, fn_unknown},
    {"lastIndexOf", 2, 2, fn_find},
    {"map", 2, 2, fn_unknown},
    {"mapValues", 2, 2, fn_unknown},
    {"newGuid", 0, 0, fn_unknown},
    {"padLeft", 2, 3, fn_pad_left},
    {"parseCidr", 1, 1, fn_marked},
    {"reduce", 3, 3, fn_unknown},
    {"replace", 3, 3, fn_replace},
    {"skip", 2, 2, fn_skip},
    {"sort", 2, 2, fn_unknown},
    {"split", 2, 2, fn_split},
    {"startsWith", 2, 2, fn_starts},
    {"string", 1, 1, fn_string},
    {"substring", 2, 3, fn_substring},
    {"take", 2, 2, fn_take},
    {"toLower", 1, 1, fn_lower},
    {"toObject", 2, 3, fn_unknown},
    {"toUpper", 1, 1, fn_upper},
    {"trim", 1, 1, fn_trim},
    {"uniqueString", 1, MANY, fn_unique},
    {"uri", 2, 2, fn_uri},
    {"uriComponent", 1, 1, fn_uri_component},
    {"uriComponentToString", 1, 1, fn_uri_component},
    {"utcNow", 0, 1, fn_unknown},
};

const struct arm_function *arm_text_function_find(struct str name)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (str_iis(name, table[i].name))
            return &table[i];
    return NULL;
}
