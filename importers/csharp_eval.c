/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include "mem.h"

/* ---- variables ---- */

struct cs_var *cs_var_find(struct cs_frame *f, struct str name, bool *own)
{
    *own = true;
    for (int links = 0; f && links < CS_CALL_DEPTH; f = f->parent, links++, *own = false)
        for (size_t i = f->count; i-- > 0;)
            if (str_eq(f->vars[i].name, name))
                return &f->vars[i];
    return NULL;
}

void cs_var_declare(struct cs_frame *f, struct str name, const struct cs_type *type, cs_val value)
{
    if (f->count >= CS_VARS_MAX)
        f->count = CS_VARS_MAX - 1;
    if (f->count == f->cap)
        f->vars = mem_grow(f->vars, &f->cap, sizeof *f->vars);
    f->vars[f->count++] = (struct cs_var){name, value, type};
}

/* The value of a variable; if nothing is known of it, what its type says. */
static cs_val var_value(struct cs_run *r, struct cs_frame *f, struct cs_var *var)
{
    cs_val value = var->value;
    if (!var->type || !cs_is_unknown(r->v, value))
        return value;
    struct str name = var->name;
    cs_val typed = cs_of_type(r, f->unit, f->cls, var->type);
    bool own;
    var = cs_var_find(f, name, &own); /* the frame may have moved */
    if (typed && var)
        var->value = typed;
    return typed ? typed : value;
}

/* ---- names ---- */

/* A parameter of the primary constructor, which all members see. */
static bool primary_param(struct cs_run *r, struct cs_frame *f, const struct cs_class *k,
                          struct str name, cs_val *out)
{
    for (const struct cs_param *p = k->primary; p; p = p->next) {
        if (!str_eq(p->name, name))
            continue;
        *out = cs_field_get(r, f->self, name);
        if (cs_is_unknown(r->v, *out)) {
            cs_val typed = cs_of_type(r, f->unit, f->cls, p->type);
            *out = typed ? typed : cs_unknown(r->v);
        }
        return true;
    }
    return false;
}

/* A field, property or method of the class that runs, or of one around it. */
static bool own_member(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e, cs_val *out)
{
    for (struct cs_class *k = f->cls; k; k = k->outer) {
        struct cs_member *m = cs_member_find(r->p, k, e->text);
        if (!m && k == f->cls && primary_param(r, f, k, e->text, out)) {
            for (uint32_t i = 0; i < cs_count(r->v, *out); i++)
                cs_take_settings(r, f, e, cs_row(r->v, *out, i)->text);
            return true;
        }
        if (!m)
            continue;
        const struct cs_atom_row *self = cs_atom_at(r->v, f->self);
        if (m->kind == CS_PROPERTY && k == f->cls && self->kind == CS_ATOM_OBJECT) {
            struct cs_member *own = cs_member_find(r->p, self->cls, e->text); /* overridden */
            m = own && own->kind == CS_PROPERTY ? own : m;
        }
        cs_atom owner = f->self;
        if (k != f->cls || m->is_static)
            owner = cs_class_atom(r, m->owner);
        if (m->kind == CS_METHOD)
            *out = cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_METHOD, .self = owner,
                                                      .cls = k, .text = e->text});
        else
            *out = cs_read_member(r, owner, m);
        if (m->kind != CS_METHOD)
            for (uint32_t i = 0; i < cs_count(r->v, *out); i++)
                cs_take_settings(r, f, e, cs_row(r->v, *out, i)->text);
        return true;
    }
    return false;
}

static cs_val eval_name(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    bool own;
    struct cs_var *var = cs_var_find(f, e->text, &own);
    if (var)
        return var_value(r, f, var);
    cs_val out;
    if (f->cls && own_member(r, f, e, &out))
        return out;
    struct cs_class *k = cs_class_resolve(r->p, f->unit, f->cls, e->text);
    if (k)
        return cs_one(r->v, cs_class_atom(r, k));
    struct cs_member *m = cs_using_static_member(r->p, f->unit, e->text);
    if (!m && f->cls && f->cls->kind == CS_SCRIPT)
        m = cs_script_member(r->p, f->unit, e->text);
    if (m && m->kind != CS_METHOD)
        return cs_read_member(r, cs_class_atom(r, m->owner), m);
    return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_EXTERN,
                                              .text = cs_unalias(r->p, f->unit, e->text)});
}

static cs_val extern_member(struct cs_run *r, struct cs_frame *f, struct str path,
                            const struct cs_expr *e)
{
    struct str last = cs_last_part(path);
    if (str_is(last, "Environment") && str_is(e->text, "NewLine"))
        return cs_literal(r->v, STR("\n"));
    if ((str_iis(last, "string")) && str_is(e->text, "Empty"))
        return cs_literal(r->v, STR_NONE);
    struct str full = ARENA_JOIN(r->arena, path, STR("."), e->text);
    if (cs_is_config_static(full))
        return cs_config(r, STR_NONE);
    const struct cs_sdk_class *c = cs_sdk_resolve(r->p, f->unit, path);
    if (c && c->sdk == SDK_ACCOUNT && str_ends(e->text, STR("StorageAccount")))
        return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_SDK, .sdk = SDK_ACCOUNT,
                                                  .conn = STR("UseDevelopmentStorage=true")});
    struct cs_class *k = cs_class_resolve(r->p, f->unit, f->cls, full);
    if (k && k->full_name.len >= full.len)
        return cs_one(r->v, cs_class_atom(r, k));
    return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_EXTERN, .text = full});
}

static cs_val sdk_member(struct cs_run *r, cs_atom of, const struct cs_atom_row *row,
                         struct str name)
{
    if (str_is(name, "Name") && row->sdk != SDK_SERVICE)
        return row->name.len ? cs_text(r->v, row->name) : cs_unknown(r->v);
    if (str_is(name, "BaseAddress") || str_is(name, "RequestUri") || str_is(name, "CommandText")) {
        cs_val kept = cs_field_get(r, of, name);
        return kept ? kept : cs_unknown(r->v);
    }
    if (str_is(name, "Uri") || str_is(name, "Count") || str_is(name, "Length") ||
        str_is(name, "AsString") || str_is(name, "StatusCode") || str_is(name, "StorageUri"))
        return cs_unknown(r->v);
    return cs_one(r->v, of);
}

/* Wrappers whose content is what counts: Nullable, Lazy, Task, Response, options. */
static bool unwraps(struct str name)
{
    return str_is(name, "Value") || str_is(name, "Result") || str_is(name, "CurrentValue") ||
           str_is(name, "Resource") || str_is(name, "ConnectionString") || str_is(name, "Host") ||
           str_is(name, "AbsoluteUri") || str_is(name, "OriginalString") || str_is(name, "Id");
}

static cs_val object_member(struct cs_run *r, struct cs_frame *f, cs_atom of, struct cs_class *cls,
                            const struct cs_expr *e)
{
    struct cs_member *m = cs_member_find(r->p, cls, e->text);
    if (!m) {
        struct cs_class *nested = cs_class_resolve(r->p, f->unit, cls, e->text);
        if (nested && nested->outer == cls)
            return cs_one(r->v, cs_class_atom(r, nested));
        return unwraps(e->text) ? cs_one(r->v, of) : cs_unknown(r->v);
    }
    if (m->kind == CS_METHOD)
        return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_METHOD, .self = of, .cls = cls,
                                                  .text = e->text});
    if (m->kind == CS_ENUM_VALUE)
        return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_EXTERN, .detail = m->name,
                                                  .text = ARENA_JOIN(r->arena, cls->name, STR("."),
                                                                     m->name)});
    cs_val value = cs_read_member(r, m->is_static ? cs_class_atom(r, m->owner) : of, m);
    for (uint32_t i = 0; i < cs_count(r->v, value); i++)
        cs_take_settings(r, f, e, cs_row(r->v, value, i)->text);
    return value;
}

cs_val cs_member_of(struct cs_run *r, struct cs_frame *f, cs_atom of, const struct cs_expr *e)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, of);
    switch ((enum cs_atom_kind)row->kind) {
    case CS_ATOM_OBJECT:
        return object_member(r, f, of, row->cls, e);
    case CS_ATOM_CLASS:
        return object_member(r, f, of, row->cls, e);
    case CS_ATOM_EXTERN:
        return row->cls ? cs_one(r->v, of) : extern_member(r, f, row->text, e);
    case CS_ATOM_SDK:
        return sdk_member(r, of, row, e->text);
    case CS_ATOM_CONFIG:
        if (str_is(e->text, "Value") && row->text.len)
            return cs_config_key(r, of, 0, e, f);
        return cs_one(r->v, of);
    case CS_ATOM_LIST:
        if (str_is(e->text, "Values") || str_is(e->text, "Keys"))
            return cs_one(r->v, of);
        return cs_elements(r, cs_one(r->v, of));
    case CS_ATOM_TEXT:
        if (str_is(e->text, "Configuration") && row->text.len == 1)
            return cs_config(r, STR_NONE);
        return unwraps(e->text) ? cs_one(r->v, of) : cs_unknown(r->v);
    case CS_ATOM_LAMBDA:
    case CS_ATOM_METHOD:
        break;
    }
    return unwraps(e->text) ? cs_one(r->v, of) : cs_unknown(r->v);
}

static cs_val eval_member(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val of = e->a ? cs_eval(r, f, e->a) : 0, out = 0;
    if (!of)
        of = cs_unknown(r->v);
    /* a variable may be called like its type: Foo.Bar where Foo is both */
    for (uint32_t i = 0; i < cs_count(r->v, of); i++)
        out = cs_join(r->v, out, cs_member_of(r, f, cs_nth(r->v, of, i), e));
    return out;
}

static cs_val eval_index(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val of = cs_eval(r, f, e->a), out = 0, key = 0;
    for (const struct cs_expr *x = e->args; x; x = x->next)
        key = cs_join(r->v, key, cs_eval(r, f, x));
    for (uint32_t i = 0; i < cs_count(r->v, of); i++) {
        cs_atom a = cs_nth(r->v, of, i);
        const struct cs_atom_row *row = cs_atom_at(r->v, a);
        cs_val one = cs_unknown(r->v);
        if (row->kind == CS_ATOM_CONFIG)
            one = cs_config_key(r, a, key, e, f);
        else if (row->kind == CS_ATOM_EXTERN && str_is(cs_last_part(row->text), "Configuration"))
            one = cs_config_key(r, cs_nth(r->v, cs_config(r, STR_NONE), 0), key, e, f);
        else if (row->kind == CS_ATOM_LIST)
            one = cs_elements(r, cs_one(r->v, a));
        else if (row->kind == CS_ATOM_SDK)
            one = cs_one(r->v, a);
        out = cs_join(r->v, out, one);
    }
    return out;
}

/* ---- the other expressions ---- */

static cs_val eval_format(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val out = cs_literal(r->v, STR_NONE);
    uint32_t pieces = 0;
    for (const struct cs_expr *x = e->args; x; x = x->next) {
        cs_val piece = cs_eval(r, f, x);
        if (++pieces <= CS_PIECES_MAX)
            out = cs_concat(r->v, out, piece);
    }
    return pieces > CS_PIECES_MAX ? cs_unknown(r->v) : out;
}

static cs_val eval_concat(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val out = cs_eval(r, f, e->args);
    bool lambdas = out && cs_row(r->v, out, 0)->kind == CS_ATOM_LAMBDA;
    uint32_t pieces = 0;
    for (const struct cs_expr *x = e->args->next; x; x = x->next) {
        cs_val more = cs_eval(r, f, x);
        if (lambdas)
            out = cs_join(r->v, out, more);
        else if (++pieces < CS_PIECES_MAX)
            out = cs_concat(r->v, out, more);
    }
    return pieces >= CS_PIECES_MAX ? cs_unknown(r->v) : out;
}

static cs_val eval_choice(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val out = 0;
    cs_eval(r, f, e->a);
    bool never = e->a->op == CS_BOOL && str_is(e->a->text, "false");
    bool always = e->a->op == CS_BOOL && str_is(e->a->text, "true");
    r->branch++;
    for (const struct cs_expr *x = e->args; x; x = x->next) {
        if ((never && x == e->args) || (always && x != e->args))
            continue;
        out = cs_join(r->v, out, cs_eval(r, f, x));
    }
    r->branch--;
    return out;
}

static cs_val eval_coalesce(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val out = cs_eval(r, f, e->args);
    r->branch++;
    for (const struct cs_expr *x = e->args->next; x; x = x->next) {
        cs_val more = cs_eval(r, f, x);
        out = cs_is_unknown(r->v, out) && more ? more : cs_join(r->v, out, more);
    }
    r->branch--;
    return out;
}

static cs_val eval_list(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val elements = 0;
    for (const struct cs_expr *x = e->args; x; x = x->next)
        elements = cs_join(r->v, elements, cs_eval(r, f, x));
    return cs_list_new(r, elements);
}

static cs_val eval_lambda(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_frame_keep(f);
    return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_LAMBDA, .serial = cs_serial(r->v),
                                              .lambda = e->lambda, .frame = f, .unit = f->unit,
                                              .cls = f->cls, .self = f->self});
}

/* A cast keeps the value; of an unknown one the type may say something. */
static cs_val eval_cast(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val v = e->a ? cs_eval(r, f, e->a) : 0;
    if (!cs_is_unknown(r->v, v))
        return v;
    cs_val typed = cs_of_type(r, f->unit, f->cls, e->type);
    return typed ? typed : cs_unknown(r->v);
}

/* Range variables of a query hold one element each; its value is a list of what it selects. */
static cs_val eval_query(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    size_t count = f->count;
    cs_val last = 0;
    bool query = false;
    for (const struct cs_expr *x = e->args; x; x = x->next) {
        if (x->op == CS_DECLARE) {
            cs_val from = x->a ? cs_eval(r, f, x->a) : last;
            cs_var_declare(f, x->text, x->type, cs_elements(r, from));
            query = true;
        } else {
            last = cs_eval(r, f, x);
        }
    }
    f->count = count < f->count ? count : f->count;
    return query ? cs_list_new(r, last) : last;
}

static cs_val eval_declare(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    cs_val v = e->a ? cs_eval(r, f, e->a) : cs_unknown(r->v);
    cs_var_declare(f, e->text, e->type, v);
    return v;
}

static cs_val eval_one(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    switch ((enum cs_op)e->op) {
    case CS_TEXT:
    case CS_NUMBER:
        return cs_literal(r->v, e->text);
    case CS_NAMEOF:
        return cs_literal(r->v, e->text);
    case CS_NULL:
        return 0;
    case CS_BOOL:
    case CS_DEFAULT:
        return cs_unknown(r->v);
    case CS_NAME:
        return eval_name(r, f, e);
    case CS_MEMBER:
        return eval_member(r, f, e);
    case CS_CALL:
        return cs_eval_call(r, f, e);
    case CS_INDEX:
        return eval_index(r, f, e);
    case CS_NEW:
        return cs_eval_new(r, f, e, NULL);
    case CS_LIST:
        return eval_list(r, f, e);
    case CS_FORMAT:
        return eval_format(r, f, e);
    case CS_CONCAT:
        return eval_concat(r, f, e);
    case CS_CHOICE:
        return eval_choice(r, f, e);
    case CS_COALESCE:
        return eval_coalesce(r, f, e);
    case CS_LAMBDA:
        return eval_lambda(r, f, e);
    case CS_CAST:
        return eval_cast(r, f, e);
    case CS_QUERY:
        return eval_query(r, f, e);
    case CS_DECLARE:
        return eval_declare(r, f, e);
    case CS_THIS:
    case CS_BASE:
        return f->cls ? cs_one(r->v, f->self) : cs_unknown(r->v);
    case CS_TYPEOF: {
        struct cs_class *k = cs_type_class(r->p, f->unit, f->cls, e->type);
        return k ? cs_one(r->v, cs_class_atom(r, k)) : cs_unknown(r->v);
    }
    case CS_ASSIGN: {
        cs_val v = cs_eval(r, f, e->args);
        if (str_is(e->text, "="))
            cs_assign(r, f, e->a, v);
        else if (str_is(e->text, "+=")) {
            cs_val old = cs_eval(r, f, e->a);
            bool text = old && cs_row(r->v, old, 0)->kind == CS_ATOM_TEXT;
            cs_assign(r, f, e->a, text ? cs_concat(r->v, old, v) : cs_join(r->v, old, v));
        } else if (str_is(e->text, "\?\?=")) {
            r->branch++;
            cs_val old = cs_eval(r, f, e->a);
            v = cs_is_unknown(r->v, old) ? v : cs_join(r->v, old, v);
            cs_assign(r, f, e->a, v);
            r->branch--;
        }
        return v;
    }
    case CS_UNKNOWN:
        for (const struct cs_expr *x = e->args; x; x = x->next)
            cs_eval(r, f, x);
        break;
    }
    return cs_unknown(r->v);
}

cs_val cs_eval(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e)
{
    if (!e || !r->fuel || r->eval >= CS_EVAL_DEPTH)
        return cs_unknown(r->v);
    r->fuel--;
    r->eval++;
    cs_val v = eval_one(r, f, e);
    r->eval--;
    return v;
}

/* ---- assignment ---- */

static void assign_member(struct cs_run *r, cs_atom of, struct str name, cs_val value)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, of);
    if (row->kind == CS_ATOM_SDK) {
        cs_sdk_set(r, of, name, value);
        return;
    }
    if (row->kind != CS_ATOM_OBJECT && row->kind != CS_ATOM_CLASS)
        return;
    struct cs_member *m = cs_member_find(r->p, row->cls, name);
    if (m && m->is_static)
        of = cs_class_atom(r, m->owner);
    cs_field_set(r, of, name, value);
}

static void assign_name(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e, cs_val value)
{
    bool own;
    struct cs_var *var = cs_var_find(f, e->text, &own);
    if (var) {
        var->value = own ? value : cs_join(r->v, var->value, value);
        return;
    }
    for (struct cs_class *k = f->cls; k; k = k->outer)
        if (cs_member_find(r->p, k, e->text)) {
            assign_member(r, k == f->cls ? f->self : cs_class_atom(r, k), e->text, value);
            return;
        }
}

void cs_assign(struct cs_run *r, struct cs_frame *f, const struct cs_expr *target, cs_val value)
{
    if (target->op == CS_NAME) {
        assign_name(r, f, target, value);
    } else if (target->op == CS_DECLARE) {
        cs_var_declare(f, target->text, target->type, value);
    } else if (target->op == CS_LIST) { /* (a, b) = ... */
        cs_val parts = cs_elements(r, value);
        for (const struct cs_expr *x = target->args; x; x = x->next)
            if (x->op != CS_LIST)
                cs_assign(r, f, x, parts);
    } else if (target->op == CS_MEMBER && target->a) {
        cs_val of = cs_eval(r, f, target->a);
        for (uint32_t i = 0; i < cs_count(r->v, of); i++)
            assign_member(r, cs_nth(r->v, of, i), target->text, value);
    } else if (target->op == CS_INDEX) {
        cs_val of = cs_eval(r, f, target->a);
        for (uint32_t i = 0; i < cs_count(r->v, of); i++) {
            cs_atom a = cs_nth(r->v, of, i);
            const struct cs_atom_row *row = cs_atom_at(r->v, a);
            if (row->kind == CS_ATOM_LIST)
                cs_field_set(r, a, STR("[]"), cs_join(r->v, cs_field_get(r, a, STR("[]")), value));
            else if (row->kind == CS_ATOM_SDK)
                cs_sdk_set(r, a, STR("[]"), value);
        }
    }
}
