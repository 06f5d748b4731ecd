/* SPDX-License-Identifier: MIT */
/* handler_member.c - what a value has: members by name, elements. */
#include "handler_eval.h"

static const struct value *of_class(const struct value *class, struct str name)
{
    for (int depth = 0; class && class->kind == VALUE_CLASS && depth < 8; depth++) {
        const struct value *v = table_get(class->fields, name);
        if (v)
            return v;
        class = class->element;
    }
    return NULL;
}

static const struct value *bound(struct run *r, const struct value *f, const struct value *self)
{
    if (f->kind != VALUE_FUNCTION || f->self)
        return f;
    struct value *v = arena_alloc(r->arena, sizeof *v);
    *v = *f;
    v->self = self;
    return v;
}

static const struct value *environment(struct run *r, struct str name)
{
    static const char begin[] = {MARK_ENV}, end[] = {MARK_END};
    return value_text(r->arena, ARENA_JOIN(r->arena, (struct str){begin, 1}, name,
                                           (struct str){end, 1}));
}

static const struct value *path_member(struct run *r, bool python, const struct value *v,
                                       struct str name)
{
    const struct handler_row *row = row_find(python, v->text);
    if (row && row->role == HANDLER_ENVIRON)
        return str_chr(name, MARK_UNKNOWN) == STR_NPOS ? environment(r, name) : &value_unknown;
    if (str_is(name, "default"))
        return v;
    struct str text = ARENA_JOIN(r->arena, v->text, STR("."), name);
    row = row_find(python, text);
    if (row && row->role == HANDLER_INPUT)
        return &value_input;
    struct value *m = value_new(r->arena, VALUE_PATH);
    m->text = str_sub(text, 0, HANDLER_TEXT_BYTES);
    m->input = v->input;
    m->element = v->element;
    return m;
}

/* What the platform says about a call is not the caller's to choose. */
static const char *const of_platform[] = {"requestContext", "getObjectContext", "ResponseURL",
                                          "length", NULL};

/* Members of an event of HTTP that are texts, or hold nothing but texts. */
static const char *const texts[] = {"body", "pathParameters", "queryStringParameters", "headers",
                                    "path", "rawPath", "rawQueryString", "httpMethod", "params",
                                    NULL};

static const struct value *one_member(struct run *r, bool python, const struct value *v,
                                      struct str name)
{
    const struct value *m = NULL;
    switch (v->kind) {
    case VALUE_MAP:
        m = table_get(v->fields, name);
        if (!m && v->element)
            m = of_class(v->element, name);
        if (m) /* functions of a Python module are no methods of it */
            return python && !v->element ? m : bound(r, m, v);
        if (table_get(v->fields, STR("*")))
            return table_get(v->fields, STR("*"));
        /* require() of a module that exports one thing only as default, or the other way round */
        if (str_is(name, "default"))
            return v;
        return v->input ? &value_input : &value_unknown;
    case VALUE_CLASS:
        m = of_class(v, name);
        return m ? m : &value_unknown;
    case VALUE_LIST:
        m = table_get(v->fields, name);
        return m ? m : v->input ? &value_input : &value_unknown;
    case VALUE_PATH:
        return path_member(r, python, v, name);
    case VALUE_CLIENT:
    case VALUE_FUNCTION:
        return v;
    case VALUE_TEXT:
        if (python && str_is(name, "value")) /* of an Enum */
            return v;
        /* of new URL(x) the host is x's if x begins with it */
        return str_is(name, "length") || !value_tainted(v) ||
                       (str_istarts(name, STR("host")) && v->text.ptr[0] != MARK_INPUT)
                   ? &value_unknown : &value_input;
    case VALUE_COMMAND:
        return &value_unknown;
    case VALUE_UNKNOWN:
        break;
    }
    bool chosen = v->input;
    for (const char *const *w = of_platform; *w; w++)
        chosen = chosen && !str_is(name, *w);
    for (const char *const *w = texts; *w; w++)
        if (str_is(name, *w) && !str_is(v->text, "request"))
            return chosen ? &value_input : &value_unknown;
    return !chosen ? &value_unknown : v->text.len ? &value_sent : &value_input;
}

const struct value *run_member(struct run *r, bool python, const struct value *v, struct str name)
{
    const struct value *all = NULL;
    bool more = value_has_more(v);
    for (; v; v = v->other)
        all = value_either(r->arena, all, one_member(r, python, v, name));
    return more && all ? value_more(r->arena, all) : all;
}

static const struct value *one_element(struct run *r, const struct value *v)
{
    const struct value *one = NULL;
    if (v->kind == VALUE_MAP)
        for (const struct table_entry *e = v->fields->first; e; e = e->after)
            one = value_either(r->arena, one, e->value);
    if (one)
        return one;
    if (v->kind == VALUE_UNKNOWN || v->kind == VALUE_PATH)
        return !v->input ? &value_unknown
               : v->text.len && v->kind == VALUE_UNKNOWN ? &value_sent : &value_input;
    if (v->kind == VALUE_LIST && v->element)
        return v->element;
    if (v->kind == VALUE_TEXT && value_tainted(v))
        return &value_input;
    return v->kind == VALUE_CLIENT ? v : &value_unknown;
}

const struct value *run_element(struct run *r, const struct value *v)
{
    const struct value *all = NULL;
    bool more = value_has_more(v);
    for (; v; v = v->other)
        all = value_either(r->arena, all, one_element(r, v));
    return more && all ? value_more(r->arena, all) : all;
}

const struct value *run_held(struct run *r, const struct value *v)
{
    bool empty = v->kind == VALUE_LIST && !v->element && !v->other && !v->more;
    return empty ? NULL : run_element(r, v);
}
