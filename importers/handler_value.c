/* SPDX-License-Identifier: MIT */
#include "handler_value.h"

const struct value value_unknown = {.kind = VALUE_UNKNOWN};
const struct value value_input = {.kind = VALUE_UNKNOWN, .input = true};
const struct value value_sent = {.kind = VALUE_UNKNOWN, .input = true, .text = STR_INIT("object")};
const struct value value_request = {.kind = VALUE_UNKNOWN, .input = true,
                                    .text = STR_INIT("request")};
const struct value value_nothing = {.kind = VALUE_UNKNOWN, .text = STR_INIT("nothing")};

static struct table_entry **bucket(const struct table *t, struct str key)
{
    return &t->buckets[str_hash(key) & (t->size - 1)];
}

static struct table_entry *find(const struct table *t, struct str key)
{
    for (struct table_entry *e = t->size ? *bucket(t, key) : NULL; e; e = e->next)
        if (str_eq(e->key, key))
            return e;
    return NULL;
}

static void grow(struct arena *a, struct table *t)
{
    t->size = t->size ? t->size * 4 : 4;
    t->buckets = arena_array(a, t->size, sizeof *t->buckets);
    for (struct table_entry *e = t->first; e; e = e->after) {
        struct table_entry **at = bucket(t, e->key);
        e->next = *at;
        *at = e;
    }
}

const struct value *table_get(const struct table *t, struct str key)
{
    struct table_entry *e = find(t, key);
    return e ? e->value : NULL;
}

void table_set(struct arena *a, struct table *t, struct str key, const struct value *v)
{
    struct table_entry *e = find(t, key);
    if (!e) {
        if (t->count++ >= t->size)
            grow(a, t);
        e = arena_alloc(a, sizeof *e);
        e->key = key;
        e->next = *bucket(t, key);
        *bucket(t, key) = e;
        if (t->last)
            t->last->after = e;
        else
            t->first = e;
        t->last = e;
    }
    e->value = v;
}

struct value *value_new(struct arena *a, enum value_kind kind)
{
    struct value *v = arena_alloc(a, sizeof *v);
    v->kind = kind;
    if (kind == VALUE_MAP || kind == VALUE_LIST || kind == VALUE_CLASS)
        v->fields = arena_alloc(a, sizeof *v->fields);
    return v;
}

const struct value *value_text(struct arena *a, struct str text)
{
    struct value *v = value_new(a, VALUE_TEXT);
    v->text = str_sub(text, 0, HANDLER_TEXT_BYTES);
    return v;
}

const struct value *value_path(struct arena *a, struct str text, bool input)
{
    struct value *v = value_new(a, VALUE_PATH);
    v->text = str_sub(text, 0, HANDLER_TEXT_BYTES);
    v->input = input;
    return v;
}

static bool same(const struct value *x, const struct value *y)
{
    return x == y || (x->kind == y->kind && x->input == y->input && str_eq(x->text, y->text) &&
                      x->fields == y->fields && x->node == y->node && x->scope == y->scope &&
                      x->service == y->service && x->self == y->self && x->element == y->element);
}

static size_t count(const struct value *v)
{
    size_t n = 0;
    for (; v; v = v->other)
        n++;
    return n;
}

static bool is_blank(const struct value *v) /* nothing, or not known */
{
    return v->kind == VALUE_UNKNOWN && !v->input && !v->other;
}

bool value_has_more(const struct value *v)
{
    while (v && !v->more)
        v = v->other;
    return v != NULL;
}

const struct value *value_more(struct arena *a, const struct value *v)
{
    if (is_blank(v))
        return &value_unknown;
    if (value_has_more(v))
        return v;
    struct value *copy = arena_alloc(a, sizeof *copy);
    *copy = *v;
    copy->more = true;
    return copy;
}

static const struct value *beside(struct arena *a, const struct value *blank, const struct value *v)
{
    return str_empty(blank->text) ? value_more(a, v) : v;
}

const struct value *value_either(struct arena *a, const struct value *x, const struct value *y)
{
    if (!x || !y)
        return x ? x : y ? y : &value_unknown;
    if (is_blank(x))
        return beside(a, x, y);
    if (is_blank(y))
        return beside(a, y, x);
    bool more = value_has_more(y) && !value_has_more(x);
    size_t room = count(x) < HANDLER_ALTERNATIVES ? HANDLER_ALTERNATIVES - count(x) : 0;
    for (const struct value *v = y; v; v = v->other) {
        bool there = false;
        for (const struct value *w = x; w; w = w->other)
            there = there || same(v, w);
        more = more || (!there && !room);
        if (there || (!room && !v->input))
            continue;
        struct value *copy = arena_alloc(a, sizeof *copy);
        *copy = *v;
        copy->other = x;
        x = copy;
        room -= room > 0;
    }
    return more ? value_more(a, x) : x;
}

const struct value *value_or(struct arena *a, const struct value *x, const struct value *y)
{
    static const char other[] = {MARK_ELSE}, end[] = {MARK_END};
    struct str t = x->text;
    bool variable = x->kind == VALUE_TEXT && !x->other && t.len && t.ptr[0] == MARK_ENV &&
                    str_chr(t, MARK_END) == t.len - 1 && str_chr(t, MARK_ELSE) == STR_NPOS;
    bool literal = y->kind == VALUE_TEXT && !y->other;
    for (size_t i = 0; literal && i < y->text.len; i++)
        literal = y->text.ptr[i] < MARK_ENV || y->text.ptr[i] > MARK_ELSE;
    if (!variable || !literal)
        return value_either(a, x, y);
    return value_text(a, ARENA_JOIN(a, str_sub(t, 0, t.len - 1), (struct str){other, 1}, y->text,
                                    (struct str){end, 1}));
}

struct str value_say(const struct value *v)
{
    static const char unknown[] = {MARK_UNKNOWN}, input[] = {MARK_INPUT};
    if (v->kind == VALUE_TEXT)
        return v->text;
    return (struct str){value_tainted(v) ? input : unknown, 1};
}

const struct value *value_join(struct arena *a, const struct value *x, const struct value *y)
{
    const struct value *all = NULL;
    size_t made = 0;
    for (const struct value *v = x; v; v = v->other)
        for (const struct value *w = y; w && made < HANDLER_ALTERNATIVES; w = w->other, made++) {
            struct str left = value_say(v), right = value_say(w);
            if (left.len + right.len > HANDLER_TEXT_BYTES)
                right = str_sub(right, 0, HANDLER_TEXT_BYTES - left.len);
            all = value_either(a, all, value_text(a, ARENA_JOIN(a, left, right)));
        }
    bool more = made == HANDLER_ALTERNATIVES || value_has_more(x) || value_has_more(y);
    return !all ? &value_unknown : more ? value_more(a, all) : all;
}

static bool tainted(const struct value *v, unsigned depth, unsigned *looks)
{
    enum { DEEP = 4 };
    for (; v; v = v->other) {
        if (v->kind == VALUE_CLIENT)
            continue;
        if (v->input || (v->kind == VALUE_TEXT && str_chr(v->text, MARK_INPUT) != STR_NPOS))
            return true;
        if ((v->kind != VALUE_MAP && v->kind != VALUE_LIST) || depth >= DEEP)
            continue;
        for (const struct table_entry *e = v->fields->first; e && *looks; e = e->after) {
            --*looks;
            if (e->value->kind != VALUE_FUNCTION && tainted(e->value, depth + 1, looks))
                return true;
        }
        if (v->kind == VALUE_LIST && v->element && tainted(v->element, depth + 1, looks))
            return true;
    }
    return false;
}

bool value_tainted(const struct value *v)
{
    unsigned looks = 256; /* objects may hold each other */
    return tainted(v, 0, &looks);
}
