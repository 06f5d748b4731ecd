/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include "buf.h"

/* One text of a set, if the set is just that. */
static bool single(struct cs_run *r, cs_val v, struct str *text)
{
    if (cs_count(r->v, v) != 1 || cs_row(r->v, v, 0)->kind != CS_ATOM_TEXT)
        return false;
    *text = cs_row(r->v, v, 0)->text;
    return true;
}

/* "a{0}b{1:N}" with the arguments from `first` on. */
static cs_val format(struct cs_run *r, struct str pattern, const struct cs_args *args,
                     uint32_t first)
{
    cs_val out = cs_literal(r->v, STR_NONE);
    for (size_t at = 0; at < pattern.len;) {
        struct str rest = str_from_at(pattern, at);
        size_t brace = str_chr(rest, '{'), close = str_chr(rest, '}');
        if (brace == STR_NPOS || close == STR_NPOS || close < brace ||
            (rest.ptr[brace] == rest.ptr[brace + 1] && brace + 1 < rest.len)) {
            return cs_concat(r->v, out, cs_text(r->v, rest));
        }
        out = cs_concat(r->v, out, cs_text(r->v, str_sub(rest, 0, brace)));
        uint32_t index = 0;
        for (size_t i = brace + 1; i < close && rest.ptr[i] >= '0' && rest.ptr[i] <= '9'; i++)
            index = index * 10 + (uint32_t)(rest.ptr[i] - '0') % 1000;
        cs_val arg = cs_arg(args, index < CS_ARGS_MAX ? first + index : CS_ARGS_MAX);
        out = cs_concat(r->v, out, arg ? arg : cs_unknown(r->v));
        at += close + 1;
    }
    return out;
}

static cs_val format_all(struct cs_run *r, cs_val patterns, const struct cs_args *args,
                         uint32_t first)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < cs_count(r->v, patterns); i++)
        out = cs_join(r->v, out, format(r, cs_template(cs_row(r->v, patterns, i)), args, first));
    return out ? out : cs_unknown(r->v);
}

static cs_val joined(struct cs_run *r, const struct cs_args *args, uint32_t first, cs_val between)
{
    cs_val out = 0;
    for (uint32_t i = first; i < args->count; i++) {
        cs_val part = args->values[i] ? args->values[i] : cs_unknown(r->v);
        out = !out ? part : cs_concat(r->v, between ? cs_concat(r->v, out, between) : out, part);
    }
    return out ? out : cs_unknown(r->v);
}

bool cs_string_static(struct cs_run *r, struct str class_name, struct str method,
                      struct cs_args *args, cs_val *result)
{
    if (str_iis(class_name, "string")) {
        if (str_is(method, "Format"))
            *result = format_all(r, cs_arg(args, 0), args, 1);
        else if (str_is(method, "Concat"))
            *result = joined(r, args, 0, 0);
        else if (str_is(method, "Join"))
            *result = joined(r, args, 1, cs_arg(args, 0));
        else if (str_is(method, "Copy") || str_is(method, "Intern"))
            *result = cs_arg(args, 0);
        else
            *result = cs_unknown(r->v);
        return true;
    }
    if (str_is(class_name, "Path") && str_is(method, "Combine"))
        *result = joined(r, args, 0, cs_literal(r->v, STR("/")));
    else if (str_is(class_name, "Convert") && str_is(method, "ToString"))
        *result = cs_arg(args, 0);
    else if (str_is(class_name, "Encoding") || str_is(class_name, "Convert"))
        *result = cs_unknown(r->v);
    else
        return false;
    if (!*result)
        *result = cs_unknown(r->v);
    return true;
}

static struct str mapped(struct cs_run *r, struct str s, char (*map)(char))
{
    struct buf b = {0};
    bool inside = false; /* the name of a setting stays as it is */
    for (size_t i = 0; i < s.len; i++) {
        inside = s.ptr[i] == CS_SETTING_OPEN || (inside && s.ptr[i] != CS_SETTING_CLOSE);
        buf_putc(&b, inside ? s.ptr[i] : map(s.ptr[i]));
    }
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static struct str replaced(struct cs_run *r, struct str s, struct str from, struct str to)
{
    struct buf b = {0};
    for (size_t hit; from.len && (hit = str_find(s, from)) != STR_NPOS;) {
        buf_add(&b, str_sub(s, 0, hit));
        buf_add(&b, to);
        s = str_from_at(s, hit + from.len);
    }
    buf_add(&b, s);
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static struct str without(struct str s, struct str mark, bool start, bool end)
{
    char c = mark.len == 1 ? mark.ptr[0] : ' ';
    while (start && s.len && s.ptr[0] == c)
        s = str_from_at(s, 1);
    while (end && s.len && s.ptr[s.len - 1] == c)
        s.len--;
    return s;
}

/* A piece of a text: of settings it is still known that they are in it. */
static cs_val part_of(struct cs_run *r, cs_val whole, struct str s)
{
    return cs_has_setting(s) ? cs_concat(r->v, whole, cs_unknown(r->v)) : cs_unknown(r->v);
}

bool cs_string_call(struct cs_run *r, cs_val receiver, struct str method, struct cs_args *args,
                    cs_val *result)
{
    struct str s, a = STR_NONE, b = STR_NONE;
    if (!single(r, receiver, &s))
        return false;
    bool known_a = single(r, cs_arg(args, 0), &a), known_b = single(r, cs_arg(args, 1), &b);
    if (str_is(method, "ToString") || str_is(method, "GetLeftPart") || str_is(method, "Build") ||
        str_is(method, "ConfigureAwait") || str_is(method, "Clone") ||
        str_is(method, "Normalize") || str_is(method, "GetValueOrDefault") ||
        str_is(method, "ToUri") || str_is(method, "GetAwaiter") || str_is(method, "GetResult")) {
        *result = receiver;
    } else if (str_starts(method, STR("ToLower"))) {
        *result = cs_text(r->v, mapped(r, s, str_lower));
    } else if (str_starts(method, STR("ToUpper"))) {
        *result = cs_text(r->v, mapped(r, s, upper));
    } else if (str_starts(method, STR("Trim"))) {
        *result = cs_text(r->v, without(s, known_a ? a : STR_NONE, !str_is(method, "TrimEnd"),
                                        !str_is(method, "TrimStart")));
    } else if (str_is(method, "Replace") && args->count == 2) {
        *result = known_a && known_b && !cs_has_hole(a) ? cs_text(r->v, replaced(r, s, a, b))
                                                       : cs_unknown(r->v);
    } else if (str_starts(method, STR("Append")) && args->count && !cs_has_hole(s)) {
        *result = cs_concat(r->v, receiver, cs_arg(args, 0)); /* StringBuilder, Url */
    } else if (str_is(method, "Split")) {
        *result = cs_list_new(r, part_of(r, receiver, s));
    } else if (str_is(method, "Substring") || str_is(method, "Remove") ||
               str_is(method, "Insert") || str_is(method, "PadLeft")) {
        *result = part_of(r, receiver, s);
    } else {
        return false;
    }
    return true;
}
