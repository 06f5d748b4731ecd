/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include "mem.h"

/* A call that was followed: what went in, what came out. */
struct cs_memo {
    uint64_t key;       /* 0: free */
    uint32_t version;   /* of the heap, before and after */
    cs_val result;
};

/* ---- arguments ---- */

void cs_args_eval(struct cs_run *r, struct cs_frame *f, const struct cs_expr *list,
                  struct cs_args *out)
{
    *out = (struct cs_args){.frame = f};
    for (const struct cs_expr *x = list; x; x = x->next) {
        cs_val v = x->out && x->op != CS_DECLARE ? 0 : cs_eval(r, f, x);
        if (x->out && x->op == CS_NAME)
            v = cs_eval(r, f, x); /* ref brings a value in */
        if (out->count == CS_ARGS_MAX)
            continue;
        out->values[out->count] = v;
        out->exprs[out->count++] = (struct cs_expr *)(uintptr_t)x;
    }
}

/* Value of a parameter: by label, else by position, else its default. */
static cs_val param_value(struct cs_run *r, struct cs_member *m, const struct cs_param *p,
                          uint32_t at, const struct cs_args *args, struct cs_frame *f)
{
    for (uint32_t i = 0; i < args->count; i++)
        if (args->exprs[i] && args->exprs[i]->label.len && str_eq(args->exprs[i]->label, p->name))
            return args->values[i];
    if (p->rest && at < args->count &&
        !(args->values[at] && cs_row(r->v, args->values[at], 0)->kind == CS_ATOM_LIST)) {
        cs_val all = 0;
        for (uint32_t i = at; i < args->count; i++)
            all = cs_join(r->v, all, args->values[i]);
        return cs_list_new(r, all);
    }
    if (at < args->count && !(args->exprs[at] && args->exprs[at]->label.len))
        return args->values[at];
    if (p->init.to > p->init.from) {
        struct cs_parser c = cs_over(r->p, m->unit, p->init);
        return cs_eval(r, f, cs_parse_expr(&c));
    }
    return 0;
}

/* Hands out parameters back to what the caller named. */
static void give_back(struct cs_run *r, struct cs_frame *f, const struct cs_param *params,
                      struct cs_args *args)
{
    uint32_t i = 0;
    for (const struct cs_param *p = params; p && i < args->count; p = p->next, i++) {
        bool own;
        struct cs_var *var = p->out ? cs_var_find(f, p->name, &own) : NULL;
        struct cs_expr *to = args->exprs[i];
        if (!var || !to || !args->frame)
            continue;
        if (to->op == CS_DECLARE) {
            struct cs_var *there = cs_var_find(args->frame, to->text, &own);
            if (there)
                there->value = var->value;
        } else {
            cs_assign(r, args->frame, to, var->value);
        }
    }
}

/* ---- following a call ---- */

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t h, uint64_t more)
{
    h += more + UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
    return h ^ h >> 31;
}

static uint64_t memo_key(struct cs_run *r, const struct cs_member *m, cs_atom self,
                         const struct cs_args *args)
{
    uint64_t h = mix(mix(mix(mix(0, m->id), self), r->branch > 0), args->count);
    for (uint32_t i = 0; i < args->count; i++) {
        h = mix(h, args->values[i]);
        if (args->exprs[i] && args->exprs[i]->label.len)
            h = mix(h, str_hash(args->exprs[i]->label));
    }
    return h | 1;
}

static struct cs_memo *memo_at(struct cs_run *r, uint64_t key)
{
    if (r->memo_used * 2 >= r->memo_cap) {
        struct cs_memo *old = r->memo;
        size_t cap = r->memo_cap;
        r->memo_cap = cap ? cap * 2 : 256;
        r->memo = mem_zalloc(r->memo_cap, sizeof *r->memo);
        for (size_t i = 0; i < cap; i++)
            if (old[i].key) {
                size_t at = (size_t)(old[i].key >> 17) & (r->memo_cap - 1);
                while (r->memo[at].key)
                    at = (at + 1) & (r->memo_cap - 1);
                r->memo[at] = old[i];
            }
        mem_free(old);
    }
    size_t at = (size_t)(key >> 17) & (r->memo_cap - 1);
    while (r->memo[at].key && r->memo[at].key != key)
        at = (at + 1) & (r->memo_cap - 1);
    return &r->memo[at];
}

static bool has_out(const struct cs_param *params)
{
    for (; params; params = params->next)
        if (params->out)
            return true;
    return false;
}

static bool may_enter(const struct cs_run *r, const struct cs_member *m)
{
    uint32_t times = 0;
    if (r->depth >= CS_CALL_DEPTH || !r->fuel || m->unit->inert)
        return false;
    for (uint32_t i = 0; i < r->depth; i++)
        times += r->stack[i] == m;
    return times < 2;
}

/* : this(...) or : base(...) of a constructor */
static void run_chain(struct cs_run *r, struct cs_member *m, cs_atom self, struct cs_frame *f)
{
    struct cs_args args;
    cs_args_eval(r, f, m->chain_args, &args);
    if (!m->chain_this) {
        struct cs_class *base = cs_base_class(m->owner);
        if (base && m->chain.to > m->chain.from)
            cs_construct_base(r, base, self, &args);
        return;
    }
    for (struct cs_member *other = cs_member_find(r->p, m->owner, STR(".ctor")); other;
         other = other->same_name)
        if (other != m && other->owner == m->owner && cs_params_fit(other, args.count, false)) {
            cs_invoke(r, other, self, &args);
            return;
        }
    if (m->owner->has_primary)
        cs_construct_base(r, m->owner, self, &args);
}

static cs_val run_body(struct cs_run *r, struct cs_member *m, struct cs_frame *f)
{
    cs_parse_member(r->p, m);
    if (m->kind == CS_CONSTRUCTOR && (m->chain_this || m->chain.to > m->chain.from))
        run_chain(r, m, f->self, f);
    if (m->arrow && m->value)
        return m->value->op == CS_NEW && !m->value->type
                   ? cs_eval_new(r, f, m->value, m->type) : cs_eval(r, f, m->value);
    cs_exec(r, f, m->code);
    return f->result;
}

static void bind_params(struct cs_run *r, struct cs_member *m, struct cs_frame *f,
                        const struct cs_args *args)
{
    uint32_t i = 0;
    for (const struct cs_param *p = m->params; p; p = p->next, i++)
        cs_var_declare(f, p->name, p->type, param_value(r, m, p, i, args, f));
}

cs_val cs_invoke(struct cs_run *r, struct cs_member *m, cs_atom self, struct cs_args *args)
{
    if (!may_enter(r, m))
        return cs_unknown(r->v);
    if (m->is_static && m->owner && !(m->kind == CS_CONSTRUCTOR))
        cs_class_touch(r, m->owner);
    bool remember = !has_out(m->params);
    uint64_t key = memo_key(r, m, self, args);
    uint32_t version = r->heap.version + r->base.version;
    if (remember) {
        struct cs_memo *memo = memo_at(r, key);
        if (memo->key == key && memo->version == version)
            return memo->result;
    }
    struct cs_frame *f = mem_zalloc(1, sizeof *f);
    f->cls = m->owner;
    f->unit = m->unit;
    f->member = m;
    f->self = self;
    r->stack[r->depth++] = m;
    bind_params(r, m, f, args);
    uint32_t reserve = r->fuel / 8; /* one costly helper leaves something for the rest */
    r->fuel -= reserve;
    cs_val result = run_body(r, m, f);
    r->fuel += reserve;
    give_back(r, f, m->params, args);
    r->depth--;
    cs_frame_end(r, f);
    if (remember && r->heap.version + r->base.version == version) {
        struct cs_memo *memo = memo_at(r, key);
        r->memo_used += !memo->key;
        *memo = (struct cs_memo){key, version, result};
    }
    if (cs_is_unknown(r->v, result) && m->type && m->kind != CS_CONSTRUCTOR) {
        cs_val typed = cs_of_type(r, m->unit, m->owner, m->type);
        if (typed)
            return typed;
    }
    return result;
}

/* A lambda or local function, in the scope that it was written in. */
static cs_val run_lambda(struct cs_run *r, const struct cs_atom_row *row, struct cs_args *args)
{
    if (r->depth >= CS_CALL_DEPTH || !r->fuel || (row->member && !may_enter(r, row->member)))
        return cs_unknown(r->v);
    struct cs_frame *f = mem_zalloc(1, sizeof *f);
    f->cls = row->cls;
    f->unit = row->unit;
    f->self = row->self;
    f->parent = row->frame;
    f->member = row->member;
    struct cs_member *m = row->member;
    r->stack[r->depth++] = m;
    if (m) {
        cs_parse_member(r->p, m);
        bind_params(r, m, f, args);
    } else {
        uint32_t i = 0;
        for (const struct cs_param *p = row->lambda->params; p; p = p->next, i++)
            cs_var_declare(f, p->name, p->type, cs_arg(args, i));
    }
    cs_val result;
    const struct cs_expr *value = m ? (m->arrow ? m->value : NULL) : row->lambda->value;
    if (value) {
        result = cs_eval(r, f, value);
    } else {
        cs_exec(r, f, m ? m->code : row->lambda->body);
        result = f->result;
    }
    if (m)
        give_back(r, f, m->params, args);
    r->depth--;
    cs_frame_end(r, f);
    return result;
}

/* All overloads of the group that take so many arguments. */
static cs_val invoke_group(struct cs_run *r, struct cs_member *first, cs_atom self,
                           struct cs_args *args)
{
    uint32_t exact = UINT32_MAX;
    for (struct cs_member *m = first; m; m = m->same_name)
        if (m->kind == CS_METHOD && cs_params_fit(m, args->count, false) && m->param_count < exact)
            exact = m->param_count;
    cs_val out = 0;
    bool several = false;
    for (struct cs_member *m = first; m; m = m->same_name) {
        if (m->kind != CS_METHOD || m->param_count != exact || !cs_params_fit(m, args->count, false))
            continue;
        cs_atom on = m->is_static ? cs_class_atom(r, m->owner) : self;
        r->branch += several;
        out = cs_join(r->v, out, cs_invoke(r, m, on, args));
        r->branch -= several;
        several = true;
    }
    return out;
}

cs_val cs_apply(struct cs_run *r, cs_val callee, struct cs_args *args)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < cs_count(r->v, callee); i++) {
        const struct cs_atom_row *row = cs_row(r->v, callee, i);
        cs_val one = 0;
        if (row->kind == CS_ATOM_LAMBDA)
            one = run_lambda(r, row, args);
        else if (row->kind == CS_ATOM_METHOD)
            one = invoke_group(r, cs_member_find(r->p, row->cls, row->text), row->self, args);
        out = cs_join(r->v, out, one);
    }
    return out;
}

cs_val cs_run_lambdas(struct cs_run *r, const struct cs_args *args, cs_val fill)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < args->count; i++) {
        cs_val v = args->values[i];
        bool runs = false;
        for (uint32_t k = 0; k < cs_count(r->v, v) && !runs; k++) {
            uint8_t kind = cs_row(r->v, v, k)->kind;
            runs = kind == CS_ATOM_LAMBDA || kind == CS_ATOM_METHOD;
        }
        if (!runs)
            continue;
        struct cs_args in = {.count = 4, .frame = args->frame, .at = args->at,
                             .values = {fill, fill, fill, fill}};
        uint8_t kind = cs_row(r->v, v, 0)->kind;
        if (kind == CS_ATOM_METHOD) { /* as many as it takes */
            const struct cs_atom_row *row = cs_row(r->v, v, 0);
            const struct cs_member *m = cs_member_find(r->p, row->cls, row->text);
            in.count = m && m->param_count < 4 ? m->param_count : m ? 4 : 0;
        }
        r->branch++;
        out = cs_join(r->v, out, cs_apply(r, v, &in));
        r->branch--;
    }
    return out;
}

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
    if (str_is(method, "ToString")) /* a value of an enumeration */
        return cs_literal(r->v, name);
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
        return invoke_group(r, m, self, args);
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
        return m->kind == CS_METHOD ? invoke_group(r, m, self, args)
                                    : cs_apply(r, cs_read_member(r, self, m), args);
    }
    struct cs_member *m = cs_using_static_member(r->p, f->unit, callee->text);
    if (!m && f->cls && f->cls->kind == CS_SCRIPT)
        m = cs_script_member(r->p, f->unit, callee->text);
    if (m && m->kind == CS_METHOD)
        return invoke_group(r, m, cs_class_atom(r, m->owner), args);
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
            return invoke_group(r, m, f->self, &args);
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
