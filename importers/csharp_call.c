/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

/* ---- dispatch ---- */

/* True if a value of that kind can be what the extension method extends. */
static bool extends(struct cs_run *r, const struct cs_member *m, const struct cs_atom_row *row)
{
    const struct cs_type *t = m->params->type;
    bool unknown = row->kind == CS_ATOM_TEXT && str_is(row->text, "\x03");
    struct cs_class *k = cs_type_class(r->p, m->unit, m->owner, t);
    if (!t || unknown)
        return !t || k || !cs_sdk_resolve(r->p, m->unit, t->path);
    if (k)
        return row->kind == CS_ATOM_OBJECT ? cs_class_is(row->cls, k) : row->kind == CS_ATOM_EXTERN;
    const struct cs_sdk_class *c = cs_sdk_resolve(r->p, m->unit, t->path);
    if (c || row->kind == CS_ATOM_SDK)
        return c ? row->kind == CS_ATOM_SDK && row->sdk == c->sdk
                 : str_is(t->name, "T") || str_is(t->name, "object");
    if (row->kind == CS_ATOM_TEXT)
        return str_iis(t->name, "string") || str_is(t->name, "Uri") || str_is(t->name, "T");
    return true;
}

static bool extension(struct cs_run *r, cs_val receiver, struct str method, struct cs_args *args,
                      cs_val *result)
{
    struct cs_member *m = cs_extension_first(r->p, method);
    bool any = false;
    if (args->count >= CS_ARGS_MAX)
        return false;
    for (int tries = 0; m && tries < 8; m = m->extension_next, tries++) {
        if (!cs_params_fit(m, args->count, true) || !extends(r, m, cs_row(r->v, receiver, 0)))
            continue;
        struct cs_args all = *args;
        memmove(all.values + 1, all.values, all.count * sizeof all.values[0]);
        memmove(all.exprs + 1, all.exprs, all.count * sizeof all.exprs[0]);
        all.values[0] = receiver;
        all.exprs[0] = NULL;
        all.count++;
        cs_val one = cs_invoke(r, m, cs_class_atom(r, m->owner), &all);
        *result = any ? cs_join(r->v, *result, one) : one;
        any = true;
    }
    return any;
}

static cs_val list_call(struct cs_run *r, cs_atom list, struct str method, struct cs_args *args)
{
    cs_val self = cs_one(r->v, list);
    bool adds = str_starts(method, STR("Add")) || str_is(method, "Enqueue") ||
                str_is(method, "Push") || str_is(method, "Append") || str_is(method, "TryAdd");
    if (adds) {
        cs_val more = cs_arg(args, args->count > 1 ? 1 : 0);
        cs_field_set(r, list, STR("[]"),
                     cs_join(r->v, cs_field_get(r, list, STR("[]")), cs_elements(r, more) ==
                     cs_unknown(r->v) ? more : cs_elements(r, more)));
        return self;
    }
    cs_val elements = cs_elements(r, self);
    cs_val made = cs_run_lambdas(r, args, elements);
    if (str_starts(method, STR("Select")))
        return cs_list_new(r, made);
    if (str_starts(method, STR("First")) || str_starts(method, STR("Single")) ||
        str_starts(method, STR("Last")) || str_is(method, "Dequeue") || str_is(method, "Pop") ||
        str_is(method, "ElementAt") || str_is(method, "Find"))
        return elements;
    for (uint32_t i = 0; i < args->count; i++) /* TryGetValue(key, out value) */
        if (args->exprs[i] && args->exprs[i]->out && args->frame)
            cs_assign(r, args->frame, args->exprs[i], elements);
    return self;
}

/* Static methods outside of the project that are no clients. */
static cs_val extern_call(struct cs_run *r, struct cs_frame *f, const struct cs_atom_row *row,
                          cs_atom self, struct str method, struct cs_args *args)
{
    struct str name = cs_last_part(row->text);
    cs_val out = 0;
    if (cs_config_static(r, f, row->text, method, args, &out) ||
        cs_sdk_static(r, f, name, method, args, &out) ||
        cs_string_static(r, name, method, args, &out))
        return out;
    if (cs_service_call(r, f, method, args, self, &out))
        return out;
    if (str_is(name, "Task") || str_is(name, "ValueTask")) {
        out = cs_run_lambdas(r, args, 0);
        return out ? out : cs_arg(args, 0) ? cs_arg(args, 0) : cs_unknown(r->v);
    }
    if (str_is(method, "ToString"))
        return cs_text(r->v, cs_template(row));
    if (extension(r, cs_one(r->v, self), method, args, &out))
        return out;
    out = cs_run_lambdas(r, args, 0);
    return out ? out : cs_unknown(r->v);
}

/* Calls that hand on what they are called on. */
static bool hands_on(struct str method)
{
    static const char *const names[] = {"ConfigureAwait", "GetAwaiter", "GetResult", "AsTask",
                                        "ToList", "ToListAsync", "ToArray", "AsReadOnly", "Result"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(method, names[i]))
            return true;
    return false;
}

static cs_val object_call(struct cs_run *r, struct cs_frame *f, cs_atom self, struct cs_class *k,
                          const struct cs_expr *callee, struct cs_args *args)
{
    struct cs_member *m = cs_member_find(r->p, k, callee->text);
    cs_val out = 0;
    if (m && m->kind == CS_METHOD)
        return cs_invoke_group(r, m, self, args);
    if (m)
        return cs_apply(r, cs_read_member(r, self, m), args);
    if (extension(r, cs_one(r->v, self), callee->text, args, &out) ||
        cs_context_call(r, f, k, callee->text, args, &out) ||
        cs_service_call(r, f, callee->text, args, self, &out))
        return out;
    out = cs_run_lambdas(r, args, 0);
    return out ? out : cs_unknown(r->v);
}

static cs_val call_on(struct cs_run *r, struct cs_frame *f, cs_val receiver, cs_atom self,
                      const struct cs_expr *callee, struct cs_args *args)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, self);
    struct str method = callee->text;
    cs_val out = 0;
    switch ((enum cs_atom_kind)row->kind) {
    case CS_ATOM_OBJECT:
        if (hands_on(method) && !cs_member_find(r->p, row->cls, method))
            return cs_one(r->v, self);
        return object_call(r, f, self, row->cls, callee, args);
    case CS_ATOM_CLASS:
        return object_call(r, f, self, row->cls, callee, args);
    case CS_ATOM_EXTERN:
        return extern_call(r, f, row, self, method, args);
    case CS_ATOM_SDK:
        if (cs_sdk_call(r, f, receiver, self, method, args, &out))
            return out;
        if (hands_on(method))
            return cs_one(r->v, self);
        break;
    case CS_ATOM_CONFIG:
        if (cs_config_call(r, f, self, method, args, &out))
            return out;
        break;
    case CS_ATOM_LIST:
        if (!cs_extension_first(r->p, method))
            return list_call(r, self, method, args);
        break;
    case CS_ATOM_LAMBDA:
    case CS_ATOM_METHOD:
        if (str_starts(method, STR("Invoke")) || str_is(method, "DynamicInvoke"))
            return cs_apply(r, cs_one(r->v, self), args);
        break;
    case CS_ATOM_TEXT:
        if (cs_string_call(r, cs_one(r->v, self), method, args, &out))
            return out;
        break;
    }
    if (extension(r, cs_one(r->v, self), method, args, &out) ||
        cs_bind_call(r, f, method, args, &out) || cs_service_call(r, f, method, args, self, &out))
        return out;
    if (row->kind == CS_ATOM_CONFIG)
        return cs_one(r->v, self);
    out = cs_run_lambdas(r, args, 0);
    return out ? out : cs_unknown(r->v);
}

/* f(x): a local function, a delegate, a method of this class or of one around it. */
static cs_val call_name(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e,
                        struct cs_args *args)
{
    const struct cs_expr *callee = e->a;
    bool own;
    struct cs_var *var = cs_var_find(f, callee->text, &own);
    if (var)
        return cs_apply(r, var->value, args);
    for (struct cs_class *k = f->cls; k; k = k->outer) {
        struct cs_class *on = k;
        if (k == f->cls && cs_atom_at(r->v, f->self)->kind == CS_ATOM_OBJECT)
            on = cs_atom_at(r->v, f->self)->cls; /* overridden methods */
        struct cs_member *m = cs_member_find(r->p, on, callee->text);
        if (!m && on != k)
            m = cs_member_find(r->p, k, callee->text);
        if (!m)
            continue;
        cs_atom self = k == f->cls ? f->self : cs_class_atom(r, k);
        return m->kind == CS_METHOD ? cs_invoke_group(r, m, self, args)
                                    : cs_apply(r, cs_read_member(r, self, m), args);
    }
    struct cs_member *m = cs_using_static_member(r->p, f->unit, callee->text);
    if (!m && f->cls && f->cls->kind == CS_SCRIPT)
        m = cs_script_member(r->p, f->unit, callee->text);
    if (m && m->kind == CS_METHOD)
        return cs_invoke_group(r, m, cs_class_atom(r, m->owner), args);
    cs_val out = cs_run_lambdas(r, args, 0);
    return out ? out : cs_unknown(r->v);
}

cs_val cs_eval_call(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    const struct cs_expr *callee = e->a;
    struct cs_args args;
    cs_val receiver = 0, out = 0;
    if (callee->op == CS_MEMBER && callee->a && callee->a->op != CS_BASE)
        receiver = cs_eval(r, f, callee->a);
    cs_args_eval(r, f, e->args, &args);
    args.at = e;
    args.generics = callee->type ? callee->type->args : NULL;
    if (callee->op == CS_NAME)
        return call_name(r, f, e, &args);
    if (callee->op != CS_MEMBER)
        return cs_apply(r, cs_eval(r, f, callee), &args);
    if (callee->a && callee->a->op == CS_BASE) {
        struct cs_class *base = f->cls ? cs_base_class(f->cls) : NULL;
        struct cs_member *m = base ? cs_member_find(r->p, base, callee->text) : NULL;
        if (m)
            return cs_invoke_group(r, m, f->self, &args);
        out = cs_run_lambdas(r, &args, 0);
        return out ? out : cs_unknown(r->v);
    }
    if (!receiver)
        receiver = cs_unknown(r->v);
    bool several = cs_count(r->v, receiver) > 1;
    r->branch += several;
    for (uint32_t i = 0; i < cs_count(r->v, receiver); i++)
        out = cs_join(r->v, out, call_on(r, f, receiver, cs_nth(r->v, receiver, i), callee, &args));
    r->branch -= several;
    return out;
}
