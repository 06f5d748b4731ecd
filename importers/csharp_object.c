/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include "mem.h"

uint32_t cs_name_id(struct cs_run *r, struct str name)
{
    bool added;
    uint32_t *id = map_put(&r->names, name, &added);
    if (added)
        *id = ++r->name_count;
    return *id;
}

cs_val cs_field_get(struct cs_run *r, cs_atom owner, struct str name)
{
    uint32_t id = cs_name_id(r, name);
    cs_val v = cs_heap_get(&r->heap, owner, id);
    return v ? v : cs_heap_get(&r->base, owner, id);
}

/* Overwrites if that is certain to happen, since nothing that may not run lies between the birth
 * of the owner and here; else joins. */
void cs_field_set(struct cs_run *r, cs_atom owner, struct str name, cs_val value)
{
    const struct cs_atom_row *row = cs_atom_at(r->v, owner);
    cs_val old = cs_field_get(r, owner, name);
    if (r->branch > row->born || !value)
        value = cs_join(r->v, old, value);
    cs_heap_set(r->startup ? &r->base : &r->heap, owner, cs_name_id(r, name), value);
}

cs_atom cs_class_atom(struct cs_run *r, struct cs_class *k)
{
    return cs_atom_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_CLASS, .cls = k});
}

static struct cs_frame *init_frame(struct cs_member *m, cs_atom self)
{
    struct cs_frame *f = mem_zalloc(1, sizeof *f);
    f->cls = m->owner;
    f->unit = m->unit;
    f->self = self;
    return f;
}

static void run_initialiser(struct cs_run *r, struct cs_member *m, cs_atom self,
                            struct cs_frame *scope)
{
    struct cs_expr *e = cs_member_init(r->p, m);
    if (!e)
        return;
    struct cs_frame *f = init_frame(m, self);
    f->parent = scope; /* parameters of a primary constructor */
    cs_val v = e->op == CS_NEW && !e->type ? cs_eval_new(r, f, e, m->type) : cs_eval(r, f, e);
    cs_frame_end(r, f);
    cs_field_set(r, self, m->name, v);
}

void cs_class_touch(struct cs_run *r, struct cs_class *k)
{
    bool added;
    struct str key = {(const char *)&k->id, sizeof k->id};
    map_put(&r->touched, key, &added);
    if (!added || k->kind == CS_INTERFACE || k->kind == CS_ENUM || r->depth >= CS_CALL_DEPTH)
        return;
    cs_atom self = cs_class_atom(r, k);
    uint32_t branch = r->branch;
    r->branch = 0; /* it runs once, wherever it is noticed first */
    r->init++;
    r->depth++;
    for (struct cs_member *m = k->members; m; m = m->next)
        if (m->is_static && !m->is_const && (m->kind == CS_FIELD || m->kind == CS_PROPERTY))
            run_initialiser(r, m, self, NULL);
    r->depth--;
    for (struct cs_member *m = k->members; m; m = m->next)
        if (m->kind == CS_CONSTRUCTOR && m->is_static)
            cs_invoke(r, m, self, &(struct cs_args){0});
    r->init--;
    r->branch = branch;
}

cs_val cs_read_member(struct cs_run *r, cs_atom owner, struct cs_member *m)
{
    if (m->kind == CS_METHOD || m->kind == CS_CONSTRUCTOR)
        return cs_unknown(r->v);
    if (m->kind == CS_PROPERTY && m->body.to > m->body.from) {
        if (m->is_static)
            cs_class_touch(r, m->owner);
        return cs_invoke(r, m, owner, &(struct cs_args){0});
    }
    if (m->is_static && !m->is_const)
        cs_class_touch(r, m->owner);
    cs_val v = cs_field_get(r, owner, m->name);
    if (!v && m->is_const) {
        run_initialiser(r, m, owner, NULL);
        v = cs_field_get(r, owner, m->name);
    }
    if (!v && cs_atom_at(r->v, owner)->kind == CS_ATOM_OBJECT)
        v = cs_bound_property(r, owner, m);
    if (cs_is_unknown(r->v, v) && m->type && str_is(m->type->name, "DbSet"))
        return cs_context_set(r, m->owner);
    if (cs_is_unknown(r->v, v) && m->type) {
        cs_val typed = cs_of_type(r, m->unit, m->owner, m->type);
        if (typed) {
            cs_field_set(r, owner, m->name, typed);
            return typed;
        }
    }
    return v ? v : cs_unknown(r->v);
}

cs_val cs_list_new(struct cs_run *r, cs_val elements)
{
    cs_atom list = cs_atom_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_LIST,
                                                           .serial = cs_serial(r->v),
                                                           .born = r->branch});
    if (elements)
        cs_field_set(r, list, STR("[]"), elements);
    return cs_one(r->v, list);
}

cs_val cs_elements(struct cs_run *r, cs_val list)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < cs_count(r->v, list); i++) {
        cs_atom a = cs_nth(r->v, list, i);
        const struct cs_atom_row *row = cs_atom_at(r->v, a);
        cs_val one = cs_unknown(r->v);
        if (row->kind == CS_ATOM_LIST)
            one = cs_field_get(r, a, STR("[]"));
        else if (row->kind == CS_ATOM_OBJECT || row->kind == CS_ATOM_CONFIG)
            one = cs_one(r->v, a); /* let x = object; config.GetChildren() */
        else if (row->kind == CS_ATOM_SDK && (row->sdk == SDK_BLOB || row->sdk == SDK_CONTAINER))
            one = cs_unknown(r->v);
        out = cs_join(r->v, out, one ? one : cs_unknown(r->v));
    }
    return out ? out : cs_unknown(r->v);
}

/* ---- new ---- */

static void bind_primary(struct cs_run *r, struct cs_class *k, cs_atom self, struct cs_args *args,
                         struct cs_frame *scope)
{
    uint32_t i = 0;
    for (struct cs_param *p = k->primary; p; p = p->next, i++) {
        cs_val v = cs_arg(args, i);
        for (uint32_t n = 0; n < args->count; n++)
            if (args->exprs[n] && args->exprs[n]->label.len &&
                str_eq(args->exprs[n]->label, p->name))
                v = args->values[n];
        cs_var_declare(scope, p->name, p->type, v);
        cs_field_set(r, self, p->name, v ? v : cs_unknown(r->v));
    }
}

/* Initialisers, then the constructor: base first, as the runtime nearly does. */
static void construct_as(struct cs_run *r, struct cs_class *k, cs_atom self, struct cs_args *args,
                         int depth)
{
    if (depth > 16 || !r->fuel || r->depth >= CS_CALL_DEPTH)
        return;
    struct cs_member *ctor = cs_member_find(r->p, k, STR(".ctor")), *chosen = NULL;
    if (ctor && ctor->owner != k)
        ctor = NULL;
    uint32_t fits = 0;
    for (struct cs_member *m = ctor; m; m = m->same_name)
        if (cs_params_fit(m, args->count, false)) {
            chosen = chosen && chosen->param_count <= m->param_count ? chosen : m;
            fits++;
        }
    struct cs_frame *scope = init_frame(&(struct cs_member){.owner = k, .unit = k->unit}, self);
    if (k->has_primary && !chosen)
        bind_primary(r, k, self, args, scope);
    r->depth++;
    for (struct cs_member *m = k->members; m; m = m->next)
        if (!m->is_static && (m->kind == CS_FIELD || m->kind == CS_PROPERTY))
            run_initialiser(r, m, self, scope);
    struct cs_class *base = cs_base_class(k);
    struct cs_args base_args = {.frame = scope, .at = args->at};
    if (k->has_primary && !chosen && k->base_args.to > k->base_args.from) {
        struct cs_parser c = cs_over(r->p, k->unit, k->base_args);
        cs_args_eval(r, scope, cs_parse_args(&c), &base_args);
    }
    if (base && !(chosen && (chosen->chain_this || chosen->chain.to > chosen->chain.from)))
        construct_as(r, base, self, &base_args, depth + 1);
    r->depth--;
    cs_frame_end(r, scope);
    for (struct cs_member *m = ctor; m; m = m->same_name)
        if (m == chosen || (fits > 1 && chosen && m->param_count == chosen->param_count &&
                            cs_params_fit(m, args->count, false)))
            cs_invoke(r, m, self, args);
}

void cs_construct_base(struct cs_run *r, struct cs_class *k, cs_atom self, struct cs_args *args)
{
    construct_as(r, k, self, args, 0);
}

cs_val cs_construct(struct cs_run *r, struct cs_class *k, struct cs_args *args)
{
    cs_class_touch(r, k);
    cs_atom self = cs_atom_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_OBJECT, .cls = k,
                                                           .serial = cs_serial(r->v),
                                                           .born = r->branch});
    construct_as(r, k, self, args, 0);
    return cs_one(r->v, self);
}

static void run_init_list(struct cs_run *r, struct cs_frame *f, const struct cs_expr *list,
                          cs_val of)
{
    for (const struct cs_expr *x = list; x; x = x->next) {
        if (x->op != CS_ASSIGN || x->a->op != CS_NAME) {
            cs_val item = 0;
            if (x->op == CS_LIST) /* { key, value } */
                for (const struct cs_expr *part = x->args; part; part = part->next)
                    item = cs_eval(r, f, part);
            else
                item = cs_eval(r, f, x->op == CS_ASSIGN ? x->args : x);
            for (uint32_t i = 0; i < cs_count(r->v, of); i++) {
                cs_atom a = cs_nth(r->v, of, i);
                if (cs_atom_at(r->v, a)->kind == CS_ATOM_LIST)
                    cs_field_set(r, a, STR("[]"),
                                 cs_join(r->v, cs_field_get(r, a, STR("[]")), item));
            }
            continue;
        }
        struct cs_expr self = {.op = CS_NAME, .text = STR("\x04new"), .line = x->line,
                               .col = x->col};
        struct cs_expr member = {.op = CS_MEMBER, .a = &self, .text = x->a->text, .line = x->line,
                                 .col = x->col};
        cs_val value = cs_eval(r, f, x->args);
        cs_var_declare(f, self.text, NULL, of);
        cs_assign(r, f, &member, value);
        f->count--;
    }
}

/* new T(...) of a class that is not ours. */
static cs_val new_extern(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e,
                         const struct cs_type *t, struct cs_args *args)
{
    struct str path = cs_unalias(r->p, f->unit, t->path), name = cs_last_part(path);
    const struct cs_sdk_class *c = cs_sdk_resolve(r->p, f->unit, t->path);
    if (c)
        return cs_sdk_new(r, c, args);
    if (str_is(name, "ConfigurationBuilder"))
        return cs_config(r, STR_NONE);
    if (cs_sdk_credential(name)) {
        cs_val all = 0;
        for (uint32_t i = 0; i < args->count; i++)
            all = cs_join(r->v, all, args->values[i]);
        return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_SDK, .sdk = SDK_CREDENTIAL,
                                                  .creds = cs_credentials(r, all, true)});
    }
    if (cs_sdk_transparent(name)) {
        cs_val first = cs_arg(args, 0), second = cs_arg(args, 1);
        if (str_is(name, "Lazy")) {
            cs_val made = cs_run_lambdas(r, args, 0);
            return made ? made : cs_unknown(r->v);
        }
        if (str_is(name, "Uri") && args->count > 1 && second &&
            cs_row(r->v, second, 0)->kind == CS_ATOM_TEXT)
            return cs_concat(r->v, first, second);
        for (const struct cs_expr *x = e->init; x && !first; x = x->next)
            if (x->op == CS_ASSIGN && x->a->op == CS_NAME &&
                (str_is(x->a->text, "Id") || str_is(x->a->text, "BaseUrl")))
                first = cs_eval(r, f, x->args);
        return first ? first : cs_unknown(r->v);
    }
    if (str_ends(name, STR("Dictionary")) || str_is(name, "List") || str_is(name, "HashSet") ||
        str_is(name, "Queue") || str_is(name, "Stack") || str_is(name, "ConcurrentBag") ||
        str_is(name, "Collection") || str_starts(name, STR("KeyValuePair")) ||
        str_is(name, "Tuple")) {
        cs_val elements = 0;
        for (uint32_t i = 0; i < args->count; i++)
            elements = cs_join(r->v, elements, args->values[i]);
        return cs_list_new(r, elements);
    }
    cs_run_lambdas(r, args, 0);
    return cs_unknown(r->v);
}

cs_val cs_eval_new(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e,
                   const struct cs_type *wanted)
{
    const struct cs_type *t = e->type ? e->type : wanted;
    struct cs_args args;
    cs_args_eval(r, f, e->args, &args);
    args.at = e;
    args.generics = t ? t->args : NULL;
    cs_val made;
    if (!t || str_is(t->path, "var")) { /* anonymous object: its members are its elements */
        cs_val elements = 0;
        for (const struct cs_expr *x = e->init; x; x = x->next)
            elements = cs_join(r->v, elements, cs_eval(r, f, x->op == CS_ASSIGN ? x->args : x));
        return cs_list_new(r, elements);
    }
    struct cs_class *k = cs_type_class(r->p, f->unit, f->cls, t);
    if (k && !k->is_abstract)
        made = cs_construct(r, k, &args);
    else
        made = new_extern(r, f, e, t, &args);
    run_init_list(r, f, e->init, made);
    return made;
}
