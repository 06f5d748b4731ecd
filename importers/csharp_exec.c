/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

#include "mem.h"

/* ---- joining ways ---- */

struct cs_snapshot cs_snapshot_take(const struct cs_frame *f)
{
    struct cs_snapshot s = {.count = f->count, .done = f->done};
    s.values = mem_alloc(f->count * sizeof *s.values);
    for (size_t i = 0; i < f->count; i++)
        s.values[i] = f->vars[i].value;
    return s;
}

void cs_snapshot_restore(struct cs_frame *f, const struct cs_snapshot *s)
{
    f->count = s->count;
    f->done = s->done;
    for (size_t i = 0; i < s->count; i++)
        f->vars[i].value = s->values[i];
}

void cs_snapshot_join(struct cs_run *r, struct cs_frame *f, const struct cs_snapshot *s)
{
    if (s->done)
        return;
    if (f->count > s->count)
        f->count = s->count;
    for (size_t i = 0; i < f->count; i++)
        f->vars[i].value = f->done ? s->values[i] : cs_join(r->v, f->vars[i].value, s->values[i]);
    f->done = false;
}

void cs_snapshot_release(struct cs_snapshot *s)
{
    mem_free(s->values);
}

void cs_frame_keep(struct cs_frame *f)
{
    for (; f; f = f->parent)
        f->captured = true;
}

void cs_frame_end(struct cs_run *r, struct cs_frame *f)
{
    if (f->captured) {
        f->next_kept = r->kept;
        r->kept = f;
        return;
    }
    mem_free(f->vars);
    mem_free(f);
}

/* ---- statements ---- */

static void exec_one(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s);

static void exec_scope(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *list)
{
    size_t count = f->count;
    cs_exec(r, f, list);
    if (f->count > count)
        f->count = count;
}

static bool literal(const struct cs_expr *e, const char *value)
{
    return e && e->op == CS_BOOL && str_is(e->text, value);
}

static void exec_if(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    /* else if is walked as a loop: the ways that left are collected in `out` */
    struct cs_snapshot out = {0};
    bool any = false;
    r->branch++;
    for (;; s = s->b) {
        if (s->kind != CS_IF) {
            exec_one(r, f, s);
            break;
        }
        if (s->e)
            cs_eval(r, f, s->e);
        if (literal(s->e, "false")) {
            if (!s->b)
                break;
            continue;
        }
        struct cs_snapshot before = cs_snapshot_take(f);
        if (s->a)
            exec_one(r, f, s->a);
        if (f->count > before.count)
            f->count = before.count;
        if (any)
            cs_snapshot_join(r, f, &out);
        cs_snapshot_release(&out);
        out = cs_snapshot_take(f);
        any = true;
        bool always = literal(s->e, "true");
        if (!always)
            cs_snapshot_restore(f, &before);
        cs_snapshot_release(&before);
        if (always || !s->b)
            break;
    }
    r->branch--;
    if (any)
        cs_snapshot_join(r, f, &out);
    cs_snapshot_release(&out);
}

/* The body may run any number of times: joined with not running, once more if locals changed. */
static void exec_body(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *body,
                      const struct cs_stmt *step, const struct cs_expr *test)
{
    r->branch++;
    for (int pass = 0; pass < 2; pass++) {
        struct cs_snapshot before = cs_snapshot_take(f);
        if (test)
            cs_eval(r, f, test);
        if (body)
            exec_one(r, f, body);
        if (f->count > before.count)
            f->count = before.count;
        if (step && !f->done)
            cs_exec(r, f, step);
        cs_snapshot_join(r, f, &before);
        bool changed = false;
        for (size_t i = 0; i < f->count && i < before.count; i++)
            changed |= f->vars[i].value != before.values[i];
        cs_snapshot_release(&before);
        if (!changed)
            break;
    }
    r->branch--;
}

static void exec_foreach(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    size_t count = f->count;
    cs_val list = s->e ? cs_eval(r, f, s->e) : 0;
    if (s->name.len)
        cs_var_declare(f, s->name, s->type, cs_elements(r, list));
    exec_body(r, f, s->a, NULL, NULL);
    f->count = count;
}

static void exec_switch(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    if (s->e)
        cs_eval(r, f, s->e);
    struct cs_snapshot before = cs_snapshot_take(f), out = cs_snapshot_take(f);
    r->branch++;
    for (const struct cs_stmt *section = s->a; section; section = section->next) {
        cs_snapshot_restore(f, &before);
        exec_scope(r, f, section->a);
        cs_snapshot_join(r, f, &out);
        cs_snapshot_release(&out);
        out = cs_snapshot_take(f);
    }
    r->branch--;
    cs_snapshot_restore(f, &out);
    cs_snapshot_release(&before);
    cs_snapshot_release(&out);
}

static void exec_try(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    struct cs_snapshot before = cs_snapshot_take(f);
    if (s->a)
        exec_one(r, f, s->a);
    if (f->count > before.count)
        f->count = before.count;
    bool done = f->done;
    for (const struct cs_stmt *handler = s->b; handler; handler = handler->next) {
        struct cs_snapshot after = cs_snapshot_take(f);
        f->done = false;
        cs_snapshot_join(r, f, &before);
        r->branch++;
        exec_scope(r, f, handler->a);
        r->branch--;
        done &= f->done;
        after.done = false;
        f->done = false;
        cs_snapshot_join(r, f, &after);
        cs_snapshot_release(&after);
    }
    f->done = done;
    cs_snapshot_release(&before);
}

static void declare_function(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    struct cs_atom_row row = {.kind = CS_ATOM_LAMBDA, .serial = cs_serial(r->v), .frame = f,
                              .member = s->member, .unit = f->unit, .cls = f->cls,
                              .self = f->self};
    cs_frame_keep(f);
    cs_var_declare(f, s->name, NULL, cs_put(r->v, &row));
}

static void exec_local(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    cs_val value = 0;
    if (s->e)
        value = s->e->op == CS_NEW && !s->e->type ? cs_eval_new(r, f, s->e, s->type)
                                                 : cs_eval(r, f, s->e);
    cs_var_declare(f, s->name, s->type, value);
}

static void exec_one(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *s)
{
    if (!r->fuel)
        return;
    r->fuel--;
    switch ((enum cs_statement)s->kind) {
    case CS_DO:
    case CS_THROW:
    case CS_RETURN:
        if (s->e) {
            cs_val v = s->e->op == CS_NEW && !s->e->type && s->kind == CS_RETURN
                           ? cs_eval_new(r, f, s->e, f->member ? f->member->type : NULL)
                           : cs_eval(r, f, s->e);
            if (s->kind == CS_RETURN)
                f->result = cs_join(r->v, f->result, v);
        }
        f->done |= s->kind != CS_DO;
        break;
    case CS_LOCAL:
        exec_local(r, f, s);
        break;
    case CS_IF:
        exec_if(r, f, s);
        break;
    case CS_LOOP: {
        size_t count = f->count;
        if (s->before)
            cs_exec(r, f, s->before);
        if (!literal(s->e, "false"))
            exec_body(r, f, s->a, s->b, s->e);
        f->count = count;
        break;
    }
    case CS_FOREACH:
        exec_foreach(r, f, s);
        break;
    case CS_SWITCH:
        exec_switch(r, f, s);
        break;
    case CS_TRY:
        exec_try(r, f, s);
        break;
    case CS_YIELD:
        if (s->e)
            f->result = cs_join(r->v, f->result, cs_list_new(r, cs_eval(r, f, s->e)));
        break;
    case CS_BLOCK:
        exec_scope(r, f, s->a);
        break;
    case CS_FUNCTION:
    case CS_JUMP:
        break;
    }
}

void cs_exec(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *list)
{
    for (const struct cs_stmt *s = list; s; s = s->next)
        if (s->kind == CS_FUNCTION) /* visible in the whole block */
            declare_function(r, f, s);
    for (const struct cs_stmt *s = list; s && !f->done; s = s->next)
        exec_one(r, f, s);
}
