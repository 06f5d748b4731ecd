/* SPDX-License-Identifier: MIT */
/* Following a call into a method, constructor or lambda of the project. */
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
cs_val cs_invoke_group(struct cs_run *r, struct cs_member *first, cs_atom self,
                           struct cs_args *args)
{
    uint32_t exact = UINT32_MAX;
    for (struct cs_member *m = first; m; m = m->same_name)
        if (m->kind == CS_METHOD && cs_params_fit(m, args->count, false) && m->param_count < exact)
            exact = m->param_count;
    cs_val out = 0;
    bool several = false;
    for (struct cs_member *m = first; m; m = m->same_name) {
        if (m->kind != CS_METHOD || m->param_count != exact ||
            !cs_params_fit(m, args->count, false))
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
            one = cs_invoke_group(r, cs_member_find(r->p, row->cls, row->text), row->self, args);
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
