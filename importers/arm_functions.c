/* SPDX-License-Identifier: MIT */
/* arm_functions.c - the table of template functions: texts, lists, objects, numbers, logic. Those
 * that speak of resources and of the deployment are in arm_resources.c. */
#include "arm_functions.h"

#include "mem.h"
#include "sha256.h"

#define ARENA(c) ((c)->scope->arena)

static const struct arm_value unknown_flag = {.unknown = true};

const struct arm_value *arm_call_taint(const struct arm_call *c, const struct arm_value *v)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct arm_value *arg = c->args[i];
        struct arm_value flags = {
            .unknown = arm_is_scalar(v) && !arm_known(arg),
            .secure = arm_secure(arg),
            .refs = arm_is_scalar(v) ? arm_refs(ARENA(c), arg) : arg->refs,
        };
        v = arm_taint(ARENA(c), v, &flags);
    }
    return v;
}

const struct arm_value *arm_call_unknown(const struct arm_call *c, struct str what)
{
    return arm_call_taint(c, arm_unknown(ARENA(c), what));
}

static bool all_known(const struct arm_call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!arm_known(c->args[i]))
            return false;
    return true;
}

static const struct arm_value *bad(const struct arm_call *c)
{
    if (all_known(c))
        arm_call_problem(c, ARM_PROBLEM_VALUE, c->name);
    return arm_call_unknown(c, c->name);
}

static struct str arg(const struct arm_call *c, size_t i)
{
    return i < c->count ? arm_str(c->args[i]) : STR_NONE;
}

static const struct arm_value *text(const struct arm_call *c, struct buf *b)
{
    const struct arm_value *v = arm_text(ARENA(c), arena_str(ARENA(c), buf_str(b)));
    buf_release(b);
    return arm_call_taint(c, v);
}

/* First 8 hex digits of the digest of the arguments: tells equal calls from different ones. */
static struct str mark_of(const struct arm_call *c, struct str head)
{
    struct sha256 h;
    unsigned char digest[SHA256_SIZE];
    struct buf json = {0};
    sha256_init(&h);
    sha256_add(&h, head);
    for (size_t i = 0; i < c->count; i++) {
        buf_reset(&json);
        arm_json(&json, c->args[i]); /* secure parts are not in it */
        sha256_add(&h, buf_str(&json));
        sha256_add(&h, STR("\n"));
    }
    buf_release(&json);
    sha256_end(&h, digest);
    return arena_printf(ARENA(c), "%.*s-%02x%02x%02x%02x", (int)head.len, head.ptr, digest[0],
                        digest[1], digest[2], digest[3]);
}

static const struct arm_value *marked(const struct arm_call *c, const char *head)
{
    return arm_call_unknown(c, mark_of(c, str_from(head)));
}

/* --- Texts -------------------------------------------------------------------------------------- */

struct items {
    struct arm_member *items;
    size_t count, cap;
};

/* An element of another list keeps its place in the input. */
static void push_member(struct items *l, struct arm_member m)
{
    if (l->count == l->cap)
        l->items = mem_grow(l->items, &l->cap, sizeof *l->items);
    m.key = STR_NONE;
    l->items[l->count++] = m;
}

static void push(struct items *l, const struct arm_value *v)
{
    push_member(l, (struct arm_member){.value = v});
}

static const struct arm_value *list(const struct arm_call *c, struct items *l)
{
    const struct arm_value *v = &arm_too_large;
    if (arm_spend(c->scope, l->count, c->at))
        v = arm_list_of(ARENA(c), l->items, l->count);
    mem_free(l->items);
    return arm_call_taint(c, v);
}

static const struct arm_value *fn_concat(const struct arm_call *c)
{
    bool lists = false;
    for (size_t i = 0; i < c->count; i++)
        lists = lists || c->args[i]->type == ARM_LIST;
    if (lists) {
        struct items all = {0};
        for (size_t i = 0; i < c->count; i++)
            for (size_t j = 0; j < c->args[i]->count; j++)
                push_member(&all, c->args[i]->members[j]);
        return list(c, &all);
    }
    struct buf b = {0};
    for (size_t i = 0; i < c->count; i++) {
        if (!arm_is_scalar(c->args[i])) {
            buf_release(&b);
            return bad(c);
        }
        buf_add(&b, arg(c, i));
    }
    return text(c, &b);
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
    struct str f = arg(c, 0);
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
        struct str value = arg(c, (size_t)n + 1);
        if (spec.len > 1 && (spec.ptr[0] == 'D' || spec.ptr[0] == 'd') &&
            str_to_long(str_from_at(spec, 1), &width) && width > (long)value.len && width < 100 &&
            arm_text_known(value))
            buf_fill(&b, '0', (size_t)width - value.len);
        put_json_or_text(&b, c->args[n + 1]);
        i += end;
    }
    return text(c, &b);
}

/* Case of the known parts; placeholders keep theirs, so that they stay recognisable. */
static const struct arm_value *change_case(const struct arm_call *c, bool upper)
{
    struct buf b = {0};
    struct str s = arg(c, 0);
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
    return text(c, &b);
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
    struct str s = arg(c, 0), from = arg(c, 1), to = arg(c, 2);
    if (str_empty(from) || c->args[1]->unknown)
        return c->args[1]->unknown ? marked(c, "replace") : bad(c);
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
    return text(c, &b);
}

/* Part of a text or list. An unknown text cannot be cut: its beginning stands for itself, any
 * other part gets a mark of its own. */
static const struct arm_value *part(const struct arm_call *c, long from, long count)
{
    const struct arm_value *v = c->args[0];
    if (v->type == ARM_LIST) {
        struct items some = {0};
        for (long i = from < 0 ? 0 : from; count > 0 && i < (long)v->count; i++, count--)
            push_member(&some, v->members[i]);
        return list(c, &some);
    }
    if (v->type == ARM_OBJECT)
        return bad(c);
    if (v->unknown)
        return from == 0 ? arm_call_taint(c, v) : marked(c, "part");
    struct str s = str_sub(v->text, from < 0 ? 0 : (size_t)from, count < 0 ? 0 : (size_t)count);
    return arm_call_taint(c, arm_text(ARENA(c), s));
}

static const struct arm_value *fn_substring(const struct arm_call *c)
{
    long from, count = INT32_MAX;
    if (!arm_to_long(c->args[1], &from) || (c->count > 2 && !arm_to_long(c->args[2], &count)))
        return c->args[0]->unknown && str_is(arg(c, 1), "0") ? arm_call_taint(c, c->args[0])
                                                             : marked(c, "part");
    return part(c, from, count);
}

static const struct arm_value *fn_take(const struct arm_call *c)
{
    long n;
    if (!arm_to_long(c->args[1], &n))
        return c->args[0]->type == ARM_TEXT ? arm_call_taint(c, c->args[0]) : marked(c, "part");
    return part(c, 0, n);
}

static const struct arm_value *fn_skip(const struct arm_call *c)
{
    long n;
    return arm_to_long(c->args[1], &n) ? part(c, n, INT32_MAX) : marked(c, "part");
}

static const struct arm_value *fn_split(const struct arm_call *c)
{
    struct str s = arg(c, 0);
    const struct arm_value *marks = c->args[1];
    if (!arm_known(marks))
        return marked(c, "split");
    struct items parts = {0};
    size_t from = 0;
    for (size_t i = 0; i <= s.len; i++) {
        size_t len = 0;
        for (size_t m = 0; i < s.len && m < (marks->type == ARM_LIST ? marks->count : 1); m++) {
            struct str sep = marks->type == ARM_LIST ? arm_str(marks->members[m].value)
                                                     : arm_str(marks);
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
        push(&parts, v);
        from = i + len;
        i += len ? len - 1 : 0;
    }
    const struct arm_value *v = arm_list_of(ARENA(c), parts.items, parts.count);
    mem_free(parts.items);
    struct arm_value flags = {.secure = arm_secure(c->args[0]), .refs = c->args[0]->refs,
                              .unknown = c->args[0]->unknown && parts.count == 1};
    return arm_taint(ARENA(c), v, &flags);
}

static const struct arm_value *fn_join(const struct arm_call *c)
{
    struct buf b = {0};
    for (size_t i = 0; i < c->args[0]->count; i++) {
        if (i > 0)
            buf_add(&b, arg(c, 1));
        put_json_or_text(&b, c->args[0]->members[i].value);
    }
    if (c->args[0]->type != ARM_LIST) {
        buf_release(&b);
        return bad(c);
    }
    return text(c, &b);
}

static const struct arm_value *fn_trim(const struct arm_call *c)
{
    return arm_call_taint(c, arm_text(ARENA(c), str_trim(arg(c, 0))));
}

static const struct arm_value *fn_pad_left(const struct arm_call *c)
{
    struct str s = arg(c, 0), fill = c->count > 2 ? arg(c, 2) : STR(" ");
    long width;
    if (c->args[0]->unknown || !arm_to_long(c->args[1], &width) || width > 4096 || fill.len != 1)
        return c->args[0]->unknown ? arm_call_taint(c, c->args[0]) : bad(c);
    struct buf b = {0};
    if (width > (long)s.len)
        buf_fill(&b, fill.ptr[0], (size_t)width - s.len);
    buf_add(&b, s);
    return text(c, &b);
}

static const struct arm_value *fn_string(const struct arm_call *c)
{
    struct buf b = {0};
    put_json_or_text(&b, c->args[0]);
    return text(c, &b);
}

static const struct arm_value *fn_int(const struct arm_call *c)
{
    long n;
    return arm_to_long(c->args[0], &n) ? arm_call_taint(c, arm_long(ARENA(c), n)) : bad(c);
}

static const struct arm_value *fn_bool(const struct arm_call *c)
{
    bool b;
    return arm_to_bool(c->args[0], &b) ? arm_call_taint(c, arm_bool(ARENA(c), b)) : bad(c);
}

static const struct arm_value *fn_json(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    if (!arm_is_scalar(v) || v->unknown)
        return bad(c);
    v = arm_from_json(ARENA(c), v->text);
    return v ? arm_call_taint(c, v) : bad(c);
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const struct arm_value *fn_base64(const struct arm_call *c)
{
    struct str s = arg(c, 0);
    if (!arm_is_scalar(c->args[0]) || c->args[0]->unknown)
        return marked(c, "base64");
    struct buf b = {0};
    for (size_t i = 0; i < s.len; i += 3) {
        unsigned v = 0;
        for (size_t j = 0; j < 3; j++)
            v = v << 8 | (i + j < s.len ? (unsigned char)s.ptr[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_putc(&b, i + j <= s.len ? base64_digits[v >> (18 - 6 * j) & 63] : '=');
    }
    return text(c, &b);
}

static const struct arm_value *fn_from_base64(const struct arm_call *c)
{
    struct str s = arg(c, 0);
    struct buf b = {0};
    unsigned v = 0, bits = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
        const char *digit = s.ptr[i] ? strchr(base64_digits, s.ptr[i]) : NULL;
        if (!digit) {
            buf_release(&b);
            return bad(c);
        }
        v = (v << 6 | (unsigned)(digit - base64_digits)) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buf_putc(&b, (char)(v >> bits & 255));
        }
    }
    const struct arm_value *out = text(c, &b);
    if (!str_iis(c->name, "base64ToJson"))
        return out;
    const struct arm_value *parsed = arm_from_json(ARENA(c), out->text);
    return parsed ? arm_call_taint(c, parsed) : bad(c);
}

/* The base up to its last '/', then the rest: what System.Uri does with the relative forms that
 * templates use. */
static const struct arm_value *fn_uri(const struct arm_call *c)
{
    struct str base = arg(c, 0), rest = arg(c, 1);
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
    return text(c, &b);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, str_lower(c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

static const struct arm_value *fn_uri_component(const struct arm_call *c)
{
    struct str s = arg(c, 0);
    struct buf b = {0};
    bool decode = str_iis(c->name, "uriComponentToString");
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        if (decode && ch == '%' && i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 &&
            hex_digit(s.ptr[i + 2]) >= 0) {
            buf_putc(&b, (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2])));
            i += 2;
        } else if (decode || (ch >= '0' && ch <= '9') || (str_lower(ch) >= 'a' && str_lower(ch) <= 'z') ||
                   strchr("-._~{}", ch)) { /* braces: placeholders stay readable */
            buf_putc(&b, ch);
        } else {
            buf_printf(&b, "%%%02X", (unsigned)(unsigned char)ch);
        }
    }
    return text(c, &b);
}

static const struct arm_value *fn_unique(const struct arm_call *c)
{
    if (c->count == 1 && str_ends(arg(c, 0), STR("/resourceGroups/{resourceGroup}")))
        return arm_call_unknown(c, STR("unique"));
    return marked(c, "unique");
}

static const struct arm_value *fn_marked(const struct arm_call *c)
{
    return arm_call_unknown(c, mark_of(c, c->name));
}

static const struct arm_value *fn_unknown(const struct arm_call *c)
{
    return arm_call_unknown(c, c->name);
}

static const struct arm_value *fn_find(const struct arm_call *c)
{
    struct str s = arg(c, 0), needle = arg(c, 1);
    if (!all_known(c))
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
    struct str s = arg(c, 0), t = arg(c, 1);
    if (!all_known(c))
        return arm_call_unknown(c, c->name);
    return arm_bool(ARENA(c), str_iis(c->name, "startsWith") ? str_istarts(s, t) : str_iends(s, t));
}

/* --- Lists and objects -------------------------------------------------------------------------- */

static const struct arm_value *fn_contains(const struct arm_call *c)
{
    const struct arm_value *box = c->args[0];
    struct str needle = arg(c, 1);
    bool found = false;
    for (size_t i = 0; i < box->count && !found; i++)
        found = box->type == ARM_OBJECT ? str_ieq(box->members[i].key, needle)
                                        : arm_equal(box->members[i].value, c->args[1]);
    if (arm_is_scalar(box))
        found = !box->unknown && !c->args[1]->unknown && str_find(box->text, needle) != STR_NPOS;
    bool sure = box->type == ARM_OBJECT ? !box->unknown : all_known(c);
    return found || sure ? arm_bool(ARENA(c), found) : arm_call_unknown(c, c->name);
}

static const struct arm_value *fn_length(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    if (v->unknown)
        return arm_call_unknown(c, STR("count"));
    return arm_long(ARENA(c), (long)(arm_is_scalar(v) ? v->text.len : v->count));
}

static bool is_all_placeholder(struct str s)
{
    while (s.len > 0 && s.ptr[0] == '{') {
        size_t end = str_chr(s, '}');
        s = str_from_at(s, end == STR_NPOS ? s.len : end + 1);
    }
    return s.len == 0;
}

static const struct arm_value *fn_empty(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    if (v->unknown && (arm_is_scalar(v) ? is_all_placeholder(v->text) : v->count == 0))
        return arm_call_unknown(c, c->name);
    return arm_bool(ARENA(c), arm_is_scalar(v) ? v->text.len == 0 : v->count == 0);
}

static const struct arm_value *fn_first(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    bool last = str_iis(c->name, "last");
    if (v->type == ARM_LIST && v->count > 0)
        return arm_taint(ARENA(c), v->members[last ? v->count - 1 : 0].value, v);
    if (v->unknown)
        return marked(c, last ? "last" : "first");
    if (arm_is_scalar(v) && v->text.len > 0)
        return arm_call_taint(c, arm_text(ARENA(c), str_sub(v->text, last ? v->text.len - 1 : 0, 1)));
    return arm_call_taint(c, &arm_null);
}

static const struct arm_value *fn_array(const struct arm_call *c)
{
    if (str_iis(c->name, "array") && c->args[0]->type == ARM_LIST)
        return c->args[0];
    return arm_list(ARENA(c), c->args, c->count);
}

static const struct arm_value *fn_object(const struct arm_call *c)
{
    if (c->count % 2)
        return bad(c);
    struct arm_member *members = arena_array(ARENA(c), c->count / 2, sizeof *members);
    for (size_t i = 0; i + 1 < c->count; i += 2)
        members[i / 2] = (struct arm_member){.key = arg(c, i), .value = c->args[i + 1]};
    return arm_object(ARENA(c), members, c->count / 2);
}

static const struct arm_value *merged(const struct arm_call *c, const struct arm_value *x,
                                      const struct arm_value *y)
{
    struct arm_member *members = arena_array(ARENA(c), x->count + y->count, sizeof *members);
    size_t n = 0;
    bool deep = !str_iis(c->name, "shallowMerge");
    if (!arm_spend(c->scope, x->count + y->count, c->at))
        return &arm_too_large;
    for (size_t i = 0; i < x->count; i++) {
        const struct arm_value *v = x->members[i].value, *other = arm_get(y, x->members[i].key);
        if (other && deep && v->type == ARM_OBJECT && other->type == ARM_OBJECT)
            other = merged(c, v, other); /* as deep as the values: ARM_VALUE_DEPTH */
        members[n] = x->members[i];
        members[n++].value = other ? other : v;
    }
    for (size_t i = 0; i < y->count; i++)
        if (!arm_get(x, y->members[i].key))
            members[n++] = y->members[i];
    return arm_taint(ARENA(c), arm_taint(ARENA(c), arm_object(ARENA(c), members, n), x), y);
}

static bool has_item(const struct items *l, const struct arm_value *v)
{
    for (size_t i = 0; i < l->count; i++)
        if (arm_equal(l->items[i].value, v))
            return true;
    return false;
}

static const struct arm_value *fn_union(const struct arm_call *c)
{
    const struct arm_value *first = c->args[0];
    if (str_iis(c->name, "shallowMerge") && first->type == ARM_LIST) {
        const struct arm_value *all = arm_object(ARENA(c), NULL, 0);
        for (size_t i = 0; i < first->count; i++)
            all = merged(c, all, first->members[i].value);
        return all;
    }
    bool objects = false, lists = false;
    for (size_t i = 0; i < c->count; i++) {
        objects = objects || c->args[i]->type == ARM_OBJECT;
        lists = lists || c->args[i]->type == ARM_LIST;
    }
    if (objects == lists)
        return bad(c);
    if (objects) {
        const struct arm_value *all = first;
        for (size_t i = 1; i < c->count; i++)
            all = merged(c, all, c->args[i]);
        return all;
    }
    struct items all = {0};
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < c->args[i]->count; j++)
            if (arm_spend(c->scope, all.count, c->at) && !has_item(&all, c->args[i]->members[j].value))
                push_member(&all, c->args[i]->members[j]);
    return list(c, &all);
}

static const struct arm_value *fn_intersection(const struct arm_call *c)
{
    const struct arm_value *first = c->args[0];
    struct arm_member *members = arena_array(ARENA(c), first->count, sizeof *members);
    size_t n = 0;
    for (size_t i = 0; i < first->count; i++) {
        bool everywhere = true;
        for (size_t a = 1; a < c->count && everywhere; a++) {
            const struct arm_value *other = c->args[a];
            if (!arm_spend(c->scope, other->count, c->at))
                return &arm_too_large;
            if (first->type == ARM_OBJECT) {
                const struct arm_value *v = arm_get(other, first->members[i].key);
                everywhere = v && arm_equal(v, first->members[i].value);
                continue;
            }
            bool here = false;
            for (size_t j = 0; j < other->count && !here; j++)
                here = arm_equal(other->members[j].value, first->members[i].value);
            everywhere = here;
        }
        if (everywhere)
            members[n++] = first->members[i];
    }
    if (first->type == ARM_OBJECT)
        return arm_object(ARENA(c), members, n);
    struct items kept = {0};
    for (size_t i = 0; i < n; i++)
        push_member(&kept, members[i]);
    return first->type == ARM_LIST ? list(c, &kept) : bad(c);
}

static const struct arm_value *fn_range(const struct arm_call *c)
{
    long from, count;
    if (!arm_to_long(c->args[0], &from) || !arm_to_long(c->args[1], &count) || count < 0 ||
        count > 10000 || from < INT32_MIN || from > INT32_MAX)
        return bad(c);
    struct items all = {0};
    for (long i = 0; i < count; i++)
        push(&all, arm_long(ARENA(c), from + i));
    return list(c, &all);
}

static const struct arm_value *fn_coalesce(const struct arm_call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->args[i]->type != ARM_NULL || c->args[i]->unknown)
            return c->args[i];
    return &arm_null;
}

static const struct arm_value *fn_flatten(const struct arm_call *c)
{
    struct items all = {0};
    for (size_t i = 0; i < c->args[0]->count; i++) {
        const struct arm_value *v = c->args[0]->members[i].value;
        for (size_t j = 0; j < v->count; j++)
            push_member(&all, v->members[j]);
        if (arm_is_scalar(v))
            push(&all, v);
    }
    return list(c, &all);
}

static struct str item_key(const struct arm_value *v)
{
    return arm_str(v->type == ARM_OBJECT ? arm_path(v, "key") : v);
}

static const struct arm_value *fn_items(const struct arm_call *c)
{
    struct items all = {0};
    const struct arm_value *v = c->args[0];
    for (size_t i = 0; i < v->count; i++) {
        const struct arm_value *key = arm_text(ARENA(c), v->members[i].key);
        struct arm_member pair[] = {{.key = STR("key"), .value = key}, v->members[i]};
        pair[1].key = STR("value");
        push(&all, str_iis(c->name, "items") ? arm_object(ARENA(c), pair, 2) : key);
    }
    for (size_t i = 1; i < all.count; i++) { /* by key, as the deployment does */
        struct arm_member one = all.items[i];
        size_t j = i;
        for (; j > 0 && arm_spend(c->scope, 1, c->at) &&
               str_cmp(item_key(all.items[j - 1].value), item_key(one.value)) > 0; j--)
            all.items[j] = all.items[j - 1];
        all.items[j] = one;
    }
    return list(c, &all);
}

static const struct arm_value *fn_try_get(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    for (size_t i = 1; i < c->count; i++) {
        long n;
        if (v->type == ARM_LIST && arm_to_long(c->args[i], &n)) {
            v = n >= 0 && (size_t)n < v->count ? v->members[n].value : &arm_null;
            continue;
        }
        const struct arm_value *found = arm_get(v, arg(c, i));
        if (!found && v->unknown)
            found = arm_property(c->scope, v, arg(c, i));
        if (!found && v->unknown)
            return arm_call_unknown(c, c->name);
        v = found ? found : &arm_null;
    }
    return v;
}

static const struct arm_value *fn_from_end(const struct arm_call *c)
{
    const struct arm_value *v = c->args[0];
    long n;
    if (v->type != ARM_LIST || !arm_to_long(c->args[1], &n) || n < 1 || (size_t)n > v->count)
        return str_iis(c->name, "tryIndexFromEnd") ? &arm_null : bad(c);
    return v->members[v->count - (size_t)n].value;
}

/* --- Logic and numbers -------------------------------------------------------------------------- */

static const struct arm_value *fn_equals(const struct arm_call *c)
{
    const struct arm_value *x = c->args[0], *y = c->args[1];
    if (!arm_spend(c->scope, x->size < y->size ? x->size : y->size, c->at))
        return arm_call_unknown(c, c->name);
    if (arm_is_scalar(x) && arm_is_scalar(y) && str_eq(x->text, y->text) && x->text.len > 0)
        return arm_bool(ARENA(c), true);
    if (!all_known(c))
        return arm_call_unknown(c, c->name);
    return arm_bool(ARENA(c), arm_equal(x, y));
}

static const struct arm_value *fn_not(const struct arm_call *c)
{
    bool b;
    return arm_to_bool(c->args[0], &b) ? arm_bool(ARENA(c), !b) : bad(c);
}

/* and(), or(): the first argument that decides; the rest has not been evaluated. */
static const struct arm_value *fn_and(const struct arm_call *c)
{
    bool stop = str_iis(c->name, "or"), sure = true;
    for (size_t i = 0; i < c->count; i++) {
        bool b;
        if (!arm_to_bool(c->args[i], &b))
            sure = false;
        else if (b == stop)
            return arm_bool(ARENA(c), stop);
    }
    return sure ? arm_bool(ARENA(c), !stop) : arm_call_unknown(c, c->name);
}

static const struct arm_value *fn_compare(const struct arm_call *c)
{
    long x, y;
    int order;
    if (!all_known(c))
        return arm_call_unknown(c, c->name);
    if (arm_to_long(c->args[0], &x) && arm_to_long(c->args[1], &y))
        order = (x > y) - (x < y);
    else
        order = str_cmp(arg(c, 0), arg(c, 1));
    bool less = str_istarts(c->name, STR("less"));
    bool or_equal = str_iends(c->name, STR("OrEquals"));
    return arm_bool(ARENA(c), order == 0 ? or_equal : (order < 0) == less);
}

static const struct arm_value *fn_math(const struct arm_call *c)
{
    long x, y, z;
    if (!arm_to_long(c->args[0], &x) || !arm_to_long(c->args[1], &y))
        return bad(c);
    bool wrong = false;
    if (str_iis(c->name, "add"))
        wrong = __builtin_add_overflow(x, y, &z);
    else if (str_iis(c->name, "sub"))
        wrong = __builtin_sub_overflow(x, y, &z);
    else if (str_iis(c->name, "mul"))
        wrong = __builtin_mul_overflow(x, y, &z);
    else if (y == 0 || y == -1)
        wrong = y == 0 || __builtin_sub_overflow(0, x, &z) || (z = str_iis(c->name, "mod") ? 0 : z, 0);
    else
        z = str_iis(c->name, "mod") ? x % y : x / y;
    return wrong ? bad(c) : arm_call_taint(c, arm_long(ARENA(c), z));
}

static const struct arm_value *fn_min_max(const struct arm_call *c)
{
    long best = 0, n;
    bool least = str_iis(c->name, "min"), any = false;
    const struct arm_value *one = c->count == 1 && c->args[0]->type == ARM_LIST ? c->args[0] : NULL;
    for (size_t i = 0; i < (one ? one->count : c->count); i++) {
        if (!arm_to_long(one ? one->members[i].value : c->args[i], &n))
            return bad(c);
        if (!any || (least ? n < best : n > best))
            best = n;
        any = true;
    }
    return any ? arm_call_taint(c, arm_long(ARENA(c), best)) : bad(c);
}

static const struct arm_value *fn_constant(const struct arm_call *c)
{
    if (str_iis(c->name, "null"))
        return &arm_null;
    return arm_bool(ARENA(c), str_iis(c->name, "true"));
}

static const struct arm_value *fn_same(const struct arm_call *c)
{
    return c->args[0];
}

enum { MANY = 100000 };

static const struct arm_function table[] = {
    {"add", 2, 2, fn_math},
    {"and", 1, MANY, fn_and},
    {"any", 1, 1, fn_same},
    {"array", 1, 1, fn_array},
    {"base64", 1, 1, fn_base64},
    {"base64ToJson", 1, 1, fn_from_base64},
    {"base64ToString", 1, 1, fn_from_base64},
    {"bool", 1, 1, fn_bool},
    {"cidrHost", 2, 2, fn_marked},
    {"cidrSubnet", 3, 3, fn_marked},
    {"coalesce", 1, MANY, fn_coalesce},
    {"concat", 0, MANY, fn_concat},
    {"contains", 2, 2, fn_contains},
    {"createArray", 0, MANY, fn_array},
    {"createObject", 0, MANY, fn_object},
    {"dataUri", 1, 1, fn_marked},
    {"dataUriToString", 1, 1, fn_marked},
    {"dateTimeAdd", 2, 3, fn_unknown},
    {"dateTimeFromEpoch", 1, 1, fn_unknown},
    {"dateTimeToEpoch", 1, 1, fn_unknown},
    {"div", 2, 2, fn_math},
    {"empty", 1, 1, fn_empty},
    {"endsWith", 2, 2, fn_starts},
    {"equals", 2, 2, fn_equals},
    {"fail", 1, 1, fn_unknown},
    {"false", 0, 0, fn_constant},
    {"filter", 2, 2, fn_unknown},
    {"first", 1, 1, fn_first},
    {"flatten", 1, 1, fn_flatten},
    {"float", 1, 1, fn_same},
    {"format", 1, MANY, fn_format},
    {"greater", 2, 2, fn_compare},
    {"greaterOrEquals", 2, 2, fn_compare},
    {"groupBy", 2, 2, fn_unknown},
    {"guid", 1, MANY, fn_marked},
    {"indexFromEnd", 2, 2, fn_from_end},
    {"indexOf", 2, 2, fn_find},
    {"int", 1, 1, fn_int},
    {"intersection", 1, MANY, fn_intersection},
    {"items", 1, 1, fn_items},
    {"join", 2, 2, fn_join},
    {"json", 1, 1, fn_json},
    {"lambda", 0, MANY, fn_unknown},
    {"lambdaVariables", 1, 1, fn_unknown},
    {"last", 1, 1, fn_first},
    {"lastIndexOf", 2, 2, fn_find},
    {"length", 1, 1, fn_length},
    {"less", 2, 2, fn_compare},
    {"lessOrEquals", 2, 2, fn_compare},
    {"map", 2, 2, fn_unknown},
    {"mapValues", 2, 2, fn_unknown},
    {"max", 1, MANY, fn_min_max},
    {"min", 1, MANY, fn_min_max},
    {"mod", 2, 2, fn_math},
    {"mul", 2, 2, fn_math},
    {"newGuid", 0, 0, fn_unknown},
    {"not", 1, 1, fn_not},
    {"null", 0, 0, fn_constant},
    {"objectKeys", 1, 1, fn_items},
    {"or", 1, MANY, fn_and},
    {"padLeft", 2, 3, fn_pad_left},
    {"parseCidr", 1, 1, fn_marked},
    {"range", 2, 2, fn_range},
    {"reduce", 3, 3, fn_unknown},
    {"replace", 3, 3, fn_replace},
    {"shallowMerge", 1, 1, fn_union},
    {"skip", 2, 2, fn_skip},
    {"sort", 2, 2, fn_unknown},
    {"split", 2, 2, fn_split},
    {"startsWith", 2, 2, fn_starts},
    {"string", 1, 1, fn_string},
    {"sub", 2, 2, fn_math},
    {"substring", 2, 3, fn_substring},
    {"take", 2, 2, fn_take},
    {"toLower", 1, 1, fn_lower},
    {"toObject", 2, 3, fn_unknown},
    {"toUpper", 1, 1, fn_upper},
    {"trim", 1, 1, fn_trim},
    {"true", 0, 0, fn_constant},
    {"tryGet", 2, MANY, fn_try_get},
    {"tryIndexFromEnd", 2, 2, fn_from_end},
    {"union", 1, MANY, fn_union},
    {"uniqueString", 1, MANY, fn_unique},
    {"uri", 2, 2, fn_uri},
    {"uriComponent", 1, 1, fn_uri_component},
    {"uriComponentToString", 1, 1, fn_uri_component},
    {"utcNow", 0, 1, fn_unknown},
};

const struct arm_function *arm_function_find(struct str name)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (str_iis(name, table[i].name))
            return &table[i];
    return arm_resource_function_find(name);
}
