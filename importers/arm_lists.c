/* SPDX-License-Identifier: MIT */
/* arm_lists.c - template functions of lists, objects, logic and numbers. */
#include "arm_functions.h"

#define ARENA(c) ((c)->scope->arena)

/* --- Lists and objects ------------------------------------------------------------------------ */

static const struct arm_value *fn_contains(const struct arm_call *c)
{
    const struct arm_value *box = c->args[0];
    struct str needle = arm_arg(c, 1);
    bool found = false;
    for (size_t i = 0; i < box->count && !found; i++)
        found = box->type == ARM_OBJECT ? str_ieq(box->members[i].key, needle)
                                        : arm_equal(box->members[i].value, c->args[1]);
    if (arm_is_scalar(box))
        found = !box->unknown && !c->args[1]->unknown && str_find(box->text, needle) != STR_NPOS;
    bool sure = box->type == ARM_OBJECT ? !box->unknown : arm_call_known(c);
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
        return arm_call_marked(c, last ? "last" : "first");
    if (arm_is_scalar(v) && v->text.len > 0)
        return arm_call_taint(c,
                              arm_text(ARENA(c), str_sub(v->text, last ? v->text.len - 1 : 0, 1)));
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
        return arm_call_bad(c);
    struct arm_member *members = arena_array(ARENA(c), c->count / 2, sizeof *members);
    for (size_t i = 0; i + 1 < c->count; i += 2)
        members[i / 2] = (struct arm_member){.key = arm_show(c->args[i]), .value = c->args[i + 1]};
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

static bool has_item(const struct arm_items *l, const struct arm_value *v)
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
        return arm_call_bad(c);
    if (objects) {
        const struct arm_value *all = first;
        for (size_t i = 1; i < c->count; i++)
            all = merged(c, all, c->args[i]);
        return all;
    }
    struct arm_items all = {0};
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < c->args[i]->count; j++)
            if (arm_spend(c->scope, all.count, c->at) &&
                !has_item(&all, c->args[i]->members[j].value))
                arm_push_member(&all, c->args[i]->members[j]);
    return arm_call_list(c, &all);
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
    struct arm_items kept = {0};
    for (size_t i = 0; i < n; i++)
        arm_push_member(&kept, members[i]);
    return first->type == ARM_LIST ? arm_call_list(c, &kept) : arm_call_bad(c);
}

static const struct arm_value *fn_range(const struct arm_call *c)
{
    long from, count;
    if (!arm_to_long(c->args[0], &from) || !arm_to_long(c->args[1], &count) || count < 0 ||
        count > 10000 || from < INT32_MIN || from > INT32_MAX)
        return arm_call_bad(c);
    struct arm_items all = {0};
    for (long i = 0; i < count; i++)
        arm_push(&all, arm_long(ARENA(c), from + i));
    return arm_call_list(c, &all);
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
    struct arm_items all = {0};
    for (size_t i = 0; i < c->args[0]->count; i++) {
        const struct arm_value *v = c->args[0]->members[i].value;
        for (size_t j = 0; j < v->count; j++)
            arm_push_member(&all, v->members[j]);
        if (arm_is_scalar(v))
            arm_push(&all, v);
    }
    return arm_call_list(c, &all);
}

static struct str item_key(const struct arm_value *v)
{
    return arm_str(v->type == ARM_OBJECT ? arm_path(v, "key") : v);
}

static const struct arm_value *fn_items(const struct arm_call *c)
{
    struct arm_items all = {0};
    const struct arm_value *v = c->args[0];
    for (size_t i = 0; i < v->count; i++) {
        const struct arm_value *key = arm_text(ARENA(c), v->members[i].key);
        struct arm_member pair[] = {{.key = STR("key"), .value = key}, v->members[i]};
        pair[1].key = STR("value");
        arm_push(&all, str_iis(c->name, "items") ? arm_object(ARENA(c), pair, 2) : key);
    }
    for (size_t i = 1; i < all.count; i++) { /* by key, as the deployment does */
        struct arm_member one = all.items[i];
        size_t j = i;
        for (; j > 0 && arm_spend(c->scope, 1, c->at) &&
               str_cmp(item_key(all.items[j - 1].value), item_key(one.value)) > 0;
             j--)
            all.items[j] = all.items[j - 1];
        all.items[j] = one;
    }
    return arm_call_list(c, &all);
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
        const struct arm_value *found = arm_get(v, arm_arg(c, i));
        if (!found && v->unknown)
            found = arm_property(c->scope, v, arm_arg(c, i));
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
        return str_iis(c->name, "tryIndexFromEnd") ? &arm_null : arm_call_bad(c);
    return v->members[v->count - (size_t)n].value;
}

/* --- Logic and numbers ------------------------------------------------------------------------ */

static const struct arm_value *fn_equals(const struct arm_call *c)
{
    const struct arm_value *x = c->args[0], *y = c->args[1];
    if (!arm_spend(c->scope, x->size < y->size ? x->size : y->size, c->at))
        return arm_call_unknown(c, c->name);
    if (arm_is_scalar(x) && arm_is_scalar(y) && str_eq(x->text, y->text) && x->text.len > 0)
        return arm_bool(ARENA(c), true);
    if (!arm_call_known(c))
        return arm_call_unknown(c, c->name);
    return arm_bool(ARENA(c), arm_equal(x, y));
}

static const struct arm_value *fn_not(const struct arm_call *c)
{
    bool b;
    return arm_to_bool(c->args[0], &b) ? arm_bool(ARENA(c), !b) : arm_call_bad(c);
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
    if (!arm_call_known(c))
        return arm_call_unknown(c, c->name);
    if (arm_to_long(c->args[0], &x) && arm_to_long(c->args[1], &y))
        order = (x > y) - (x < y);
    else
        order = str_cmp(arm_arg(c, 0), arm_arg(c, 1));
    bool less = str_istarts(c->name, STR("less"));
    bool or_equal = str_iends(c->name, STR("OrEquals"));
    return arm_bool(ARENA(c), order == 0 ? or_equal : (order < 0) == less);
}

static const struct arm_value *fn_math(const struct arm_call *c)
{
    long x, y, z;
    if (!arm_to_long(c->args[0], &x) || !arm_to_long(c->args[1], &y))
        return arm_call_bad(c);
    bool wrong = false;
    if (str_iis(c->name, "add"))
        wrong = __builtin_add_overflow(x, y, &z);
    else if (str_iis(c->name, "sub"))
        wrong = __builtin_sub_overflow(x, y, &z);
    else if (str_iis(c->name, "mul"))
        wrong = __builtin_mul_overflow(x, y, &z);
    else if (y == 0 || y == -1)
        wrong =
            y == 0 || __builtin_sub_overflow(0, x, &z) || (z = str_iis(c->name, "mod") ? 0 : z, 0);
    else
        z = str_iis(c->name, "mod") ? x % y : x / y;
    return wrong ? arm_call_bad(c) : arm_call_taint(c, arm_long(ARENA(c), z));
}

static const struct arm_value *fn_min_max(const struct arm_call *c)
{
    long best = 0, n;
    bool least = str_iis(c->name, "min"), any = false;
    const struct arm_value *one = c->count == 1 && c->args[0]->type == ARM_LIST ? c->args[0] : NULL;
    for (size_t i = 0; i < (one ? one->count : c->count); i++) {
        if (!arm_to_long(one ? one->members[i].value : c->args[i], &n))
            return arm_call_bad(c);
        if (!any || (least ? n < best : n > best))
            best = n;
        any = true;
    }
    return any ? arm_call_taint(c, arm_long(ARENA(c), best)) : arm_call_bad(c);
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
    {"coalesce", 1, MANY, fn_coalesce},
    {"contains", 2, 2, fn_contains},
    {"createArray", 0, MANY, fn_array},
    {"createObject", 0, MANY, fn_object},
    {"div", 2, 2, fn_math},
    {"empty", 1, 1, fn_empty},
    {"equals", 2, 2, fn_equals},
    {"false", 0, 0, fn_constant},
    {"first", 1, 1, fn_first},
    {"flatten", 1, 1, fn_flatten},
    {"float", 1, 1, fn_same},
    {"greater", 2, 2, fn_compare},
    {"greaterOrEquals", 2, 2, fn_compare},
    {"indexFromEnd", 2, 2, fn_from_end},
    {"intersection", 1, MANY, fn_intersection},
    {"items", 1, 1, fn_items},
    {"last", 1, 1, fn_first},
    {"length", 1, 1, fn_length},
    {"less", 2, 2, fn_compare},
    {"lessOrEquals", 2, 2, fn_compare},
    {"max", 1, MANY, fn_min_max},
    {"min", 1, MANY, fn_min_max},
    {"mod", 2, 2, fn_math},
    {"mul", 2, 2, fn_math},
    {"not", 1, 1, fn_not},
    {"null", 0, 0, fn_constant},
    {"objectKeys", 1, 1, fn_items},
    {"or", 1, MANY, fn_and},
    {"range", 2, 2, fn_range},
    {"shallowMerge", 1, 1, fn_union},
    {"sub", 2, 2, fn_math},
    {"true", 0, 0, fn_constant},
    {"tryGet", 2, MANY, fn_try_get},
    {"tryIndexFromEnd", 2, 2, fn_from_end},
    {"union", 1, MANY, fn_union},
};

const struct arm_function *arm_data_function_find(struct str name)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (str_iis(name, table[i].name))
            return &table[i];
    return NULL;
}
