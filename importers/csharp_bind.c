/* SPDX-License-Identifier: MIT */
#include "csharp_bind.h"
#include "csharp_bind_rows.h"

#include <stdlib.h>

#include "buf.h"
#include "mem.h"

/* ---- values of attribute arguments ---- */

struct values {
    struct csharp_text *items;
    size_t count, cap;
};

static void value_add(struct values *v, struct csharp_text t)
{
    if (v->count == v->cap)
        v->items = mem_grow(v->items, &v->cap, sizeof *v->items);
    v->items[v->count++] = t;
}

static void expr_values(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e,
                        struct values *out)
{
    if (e->op == CS_LIST || (e->op == CS_NEW && e->args && !e->type)) {
        for (const struct cs_expr *x = e->args; x; x = x->next)
            if (x->op != CS_LIST)
                expr_values(r, f, x, out);
        return;
    }
    if (e->op == CS_NULL)
        return;
    if (e->op == CS_BOOL) {
        value_add(out, (struct csharp_text){e->text, CSHARP_TEXT_LITERAL});
        return;
    }
    cs_val v = cs_eval(r, f, e);
    for (uint32_t i = 0; i < cs_count(r->v, v); i++) {
        const struct cs_atom_row *row = cs_row(r->v, v, i);
        struct csharp_text t = {STR_NONE, CSHARP_TEXT_UNKNOWN};
        if (row->kind == CS_ATOM_TEXT && row->text.len == 0)
            t = (struct csharp_text){STR(""), CSHARP_TEXT_LITERAL};
        else if (row->kind == CS_ATOM_TEXT)
            t = cs_fact_text(r->arena, row->text);
        else if (row->kind == CS_ATOM_EXTERN)
            t = (struct csharp_text){cs_last_part(row->text), CSHARP_TEXT_LITERAL};
        else if (row->kind == CS_ATOM_CLASS)
            t = (struct csharp_text){row->cls->name, CSHARP_TEXT_LITERAL};
        else if (row->kind == CS_ATOM_LIST) {
            cs_val all = cs_elements(r, cs_one(r->v, cs_nth(r->v, v, i)));
            for (uint32_t k = 0; k < cs_count(r->v, all); k++)
                value_add(out, cs_fact_text(r->arena, cs_template(cs_row(r->v, all, k))));
            continue;
        }
        if (t.form == CSHARP_TEXT_LITERAL && str_chr(t.text, '%') != STR_NPOS)
            t.form = CSHARP_TEXT_SETTING;
        value_add(out, t);
    }
}

static struct str lower_first(struct arena *a, struct str s)
{
    struct str out = arena_str(a, s);
    if (out.len)
        ((char *)(uintptr_t)out.ptr)[0] = str_lower(out.ptr[0]);
    return out;
}

static struct str lowered(struct arena *a, struct str s)
{
    struct str out = arena_str(a, s);
    for (size_t i = 0; i < out.len; i++)
        ((char *)(uintptr_t)out.ptr)[i] = str_lower(out.ptr[i]);
    return out;
}

/* ---- one attribute ---- */

struct props {
    struct csharp_property *items;
    size_t count, cap;
};

static struct csharp_property *prop_put(struct cs_run *r, struct props *p, struct str name,
                                        struct values *v, struct origin where)
{
    if (str_is(name, "authLevel"))
        for (size_t i = 0; i < v->count; i++)
            v->items[i].text = lowered(r->arena, v->items[i].text);
    struct csharp_text *copy = arena_array(r->arena, v->count + 1, sizeof *copy);
    if (v->count)
        memcpy(copy, v->items, v->count * sizeof *copy);
    for (size_t i = 0; i < p->count; i++)
        if (str_eq(p->items[i].name, name)) { /* methods: one argument each */
            struct csharp_text *all = arena_array(r->arena, p->items[i].count + v->count,
                                                  sizeof *all);
            memcpy(all, p->items[i].values, p->items[i].count * sizeof *all);
            memcpy(all + p->items[i].count, copy, v->count * sizeof *copy);
            p->items[i].values = all;
            p->items[i].count += v->count;
            return &p->items[i];
        }
    if (p->count == p->cap)
        p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
    p->items[p->count] = (struct csharp_property){name, copy, v->count, where};
    return &p->items[p->count++];
}

static struct str word_at(const char *words, uint32_t n)
{
    struct str rest = str_from(words), one = STR_NONE;
    for (uint32_t i = 0; i <= n; i++)
        if (!rest.ptr || !str_cut(&rest, ' ', &one))
            return STR_NONE;
    return one;
}

static const struct csharp_property *prop(const struct props *p, const char *name)
{
    for (size_t i = 0; i < p->count; i++)
        if (str_is(p->items[i].name, name))
            return &p->items[i];
    return NULL;
}

/* Which property the n-th positional argument is. */
static struct str positional_name(const struct cs_binding_row *row, uint32_t n,
                                  const struct cs_expr *e)
{
    if (str_is(str_from(row->type), "httpTrigger")) {
        /* a level first or not at all, then methods */
        bool level = e->op == CS_MEMBER || (e->op == CS_NAME && n == 0);
        return level && n == 0 ? STR("authLevel") : STR("methods");
    }
    return word_at(row->positional, n);
}

static void rename_prop(struct props *p, const char *from, const char *to)
{
    for (size_t i = 0; i < p->count; i++)
        if (str_is(p->items[i].name, from))
            p->items[i].name = str_from(to);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct csharp_property *)a)->name,
                   ((const struct csharp_property *)b)->name);
}

struct carrier { /* what the attribute stands on */
    struct str name;
    const struct cs_type *type;
    struct cs_unit *unit;
    struct cs_class *cls;
    bool out, is_return;
    const struct cs_member *method;
};

static struct csharp_text first_argument(struct cs_run *r, const struct cs_member *m,
                                         const struct cs_attribute *at)
{
    struct cs_frame f = {.cls = m->owner, .unit = m->unit, .self = cs_class_atom(r, m->owner)};
    struct cs_parser c = cs_over(r->p, m->unit, at->args);
    struct cs_expr *e = cs_parse_args(&c);
    struct values v = {0};
    struct csharp_text out = {STR_NONE, CSHARP_TEXT_NONE};
    if (e)
        expr_values(r, &f, e->op == CS_ASSIGN ? e->args : e, &v);
    if (v.count)
        out = v.items[0];
    mem_free(v.items);
    mem_free(f.vars);
    return out;
}

/* [StorageAccount("X")] and [ServiceBusAccount("X")] on the method or its class stand for the
 * connection of bindings that name none. */
static void inherit_connection(struct cs_run *r, const struct cs_binding_row *row,
                               const struct carrier *on, struct props *p)
{
    struct str type = str_from(row->type);
    bool storage = str_starts(type, STR("queue")) || str_starts(type, STR("blob")) ||
                   str_is(type, "table");
    if ((!storage && !str_starts(type, STR("serviceBus"))) || prop(p, "connection") || !on->method)
        return;
    const char *wanted = storage ? "StorageAccount" : "ServiceBusAccount";
    const struct cs_attribute *lists[] = {on->method->attributes, on->method->owner->attributes};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct cs_attribute *at = lists[i]; at; at = at->next) {
            struct csharp_text name = str_is(at->name, wanted) ? first_argument(r, on->method, at)
                                                               : (struct csharp_text){0};
            if (!name.text.len || prop(p, "connection"))
                continue;
            struct values v = {0};
            value_add(&v, name);
            prop_put(r, p, STR("connection"), &v,
                     (struct origin){.file = on->unit->file, .line = at->line, .col = at->col});
            mem_free(v.items);
        }
}

/* Names that differ from those of function.json. */
static void settle(struct cs_run *r, const struct cs_binding_row *row, struct props *p,
                   struct origin where)
{
    struct values v = {0};
    struct str type = str_from(row->type);
    if (str_is(type, "httpTrigger") && !prop(p, "authLevel")) {
        value_add(&v, (struct csharp_text){STR("function"), CSHARP_TEXT_LITERAL});
        prop_put(r, p, STR("authLevel"), &v, where);
    }
    mem_free(v.items);
    const struct csharp_property *entity = prop(p, "entityType");
    bool topic = prop(p, "subscriptionName") ||
                 (entity && entity->count && str_is(entity->values[0].text, "Topic"));
    if (str_starts(type, STR("serviceBus")) && topic)
        rename_prop(p, "queueName", "topicName");
    rename_prop(p, "scheduleExpression", "schedule");
    rename_prop(p, "blobPath", "path");
    rename_prop(p, "queueOrTopicName", "queueName");
    if (p->count)
        qsort(p->items, p->count, sizeof *p->items, by_name);
}

static bool is_collector(struct str type)
{
    return str_is(type, "IAsyncCollector") || str_is(type, "ICollector") ||
           str_is(type, "TextWriter") || str_is(type, "CloudBlobStream") ||
           str_is(type, "IBinder") || str_is(type, "StreamWriter");
}

static enum csharp_direction direction(struct cs_run *r, const struct cs_binding_row *row,
                                       const struct carrier *on, const struct props *p)
{
    if (row->way == CS_WAY_TRIGGER)
        return CSHARP_TRIGGER;
    if (on->out || on->is_return)
        return row->way == CS_WAY_IN ? CSHARP_IN : CSHARP_OUT;
    if (on->type && is_collector(on->type->name))
        return CSHARP_OUT;
    const struct cs_type *t = on->type && on->type->args ? on->type->args : on->type;
    const struct cs_sdk_class *c = t && on->unit
                                       ? cs_sdk_resolve(r->p, on->unit, t->path) : NULL;
    if (c && c->sdk != SDK_DURABLE && c->sdk != SDK_SERVICE)
        return CSHARP_BY_CODE;
    if (row->way != CS_WAY_BY_PARAMETER)
        return row->way == CS_WAY_IN ? CSHARP_IN : CSHARP_OUT;
    const struct csharp_property *access = prop(p, "access");
    if (access && access->count && str_is(access->values[0].text, "Write"))
        return CSHARP_OUT;
    if (access && access->count && str_is(access->values[0].text, "ReadWrite"))
        return CSHARP_INOUT;
    return CSHARP_IN;
}

static struct str type_text(struct cs_run *r, const struct cs_type *t, int depth)
{
    if (!t)
        return STR_NONE;
    struct buf b = {0};
    buf_add(&b, t->name);
    if (t->args && depth < 8) {
        buf_putc(&b, '<');
        for (const struct cs_type *x = t->args; x; x = x->next) {
            buf_add(&b, type_text(r, x, depth + 1));
            if (x->next)
                buf_putc(&b, ',');
        }
        buf_putc(&b, '>');
    }
    if (t->array)
        buf_puts(&b, "[]");
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

struct bindings {
    struct csharp_binding *items;
    size_t count, cap;
};

static void bind_one(struct cs_run *r, const struct cs_attribute *at, const struct carrier *on,
                     struct bindings *out)
{
    const struct cs_binding_row *row = cs_binding_row_of(at->name);
    if (!row && str_ends(at->name, STR("Trigger")) && at->name.len > 7) {
        static const struct cs_binding_row other = {"", "", CS_WAY_TRIGGER, ""};
        row = &other; /* a trigger of an extension that we do not know */
    }
    if (!row)
        return;
    struct props props = {0};
    struct cs_frame f = {.cls = on->cls, .unit = on->unit,
                         .self = on->cls ? cs_class_atom(r, on->cls) : 0};
    struct origin where = {.file = on->unit->file, .line = at->line, .col = at->col};
    struct cs_parser c = cs_over(r->p, on->unit, at->args);
    uint32_t n = 0;
    uint8_t conf = 90;
    for (const struct cs_expr *e = cs_parse_args(&c); e; e = e->next) {
        struct values v = {0};
        bool named = e->op == CS_ASSIGN && e->a->op == CS_NAME;
        struct str name = named          ? lower_first(r->arena, e->a->text)
                          : e->label.len ? lower_first(r->arena, e->label)
                                         : positional_name(row, n, e);
        expr_values(r, &f, named ? e->args : e, &v);
        n += !named && !e->label.len;
        for (size_t i = 0; i < v.count; i++)
            if (v.items[i].form == CSHARP_TEXT_UNKNOWN || v.items[i].form == CSHARP_TEXT_PARTLY)
                conf = 60;
        struct origin here = {.file = on->unit->file, .line = e->line, .col = e->col};
        if (name.len && v.count)
            prop_put(r, &props, name, &v, here);
        mem_free(v.items);
    }
    inherit_connection(r, row, on, &props);
    settle(r, row, &props, where);
    struct csharp_property *copy = arena_array(r->arena, props.count + 1, sizeof *copy);
    if (props.count)
        memcpy(copy, props.items, props.count * sizeof *copy);
    if (out->count == out->cap)
        out->items = mem_grow(out->items, &out->cap, sizeof *out->items);
    out->items[out->count++] = (struct csharp_binding){
        .type = row->type[0] ? str_from(row->type) : lower_first(r->arena, at->name),
        .direction = direction(r, row, on, &props),
        .name = on->name,
        .clr_type = type_text(r, on->type, 0),
        .properties = copy,
        .count = props.count,
        .where = where,
        .conf = conf};
    mem_free(props.items);
    mem_free(f.vars);
}

static void bind_list(struct cs_run *r, const struct cs_attribute *list, const struct carrier *on,
                      struct bindings *out)
{
    for (; list; list = list->next)
        bind_one(r, list, on, out);
}

/* ---- functions ---- */

/* Task<T> and the like carry T. */
static const struct cs_type *carried(const struct cs_type *t)
{
    for (int i = 0; t && t->args && i < 4; i++) {
        if (!str_is(t->name, "Task") && !str_is(t->name, "ValueTask"))
            break;
        t = t->args;
    }
    return t;
}

static void bind_result(struct cs_run *r, struct cs_member *m, struct bindings *out)
{
    const struct cs_type *t = carried(m->type);
    struct cs_class *k = cs_type_class(r->p, m->unit, m->owner, t);
    for (int depth = 0; k && depth < 8; depth++, k = cs_base_class(k))
        for (struct cs_member *p = k->members; p; p = p->next) {
            struct carrier on = {p->name, p->type, p->unit, k, false, true, m};
            if (p->kind == CS_PROPERTY || p->kind == CS_FIELD)
                bind_list(r, p->attributes, &on, out);
        }
}

static int by_place(const void *pa, const void *pb)
{
    const struct csharp_binding *a = pa, *b = pb;
    bool ta = a->direction == CSHARP_TRIGGER, tb = b->direction == CSHARP_TRIGGER;
    if (ta != tb)
        return ta ? -1 : 1;
    int c = str_cmp(a->where.file, b->where.file);
    if (c)
        return c;
    if (a->where.line != b->where.line)
        return a->where.line < b->where.line ? -1 : 1;
    return (a->where.col > b->where.col) - (a->where.col < b->where.col);
}

static void bind_disabled(struct cs_run *r, const struct cs_member *m, struct csharp_function *fn)
{
    const struct cs_attribute *lists[] = {m->attributes, m->owner->attributes};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct cs_attribute *at = lists[i]; at; at = at->next) {
            if (!str_is(at->name, "Disable"))
                continue;
            struct csharp_text by = first_argument(r, m, at);
            fn->disabled = !by.text.len;
            fn->disabled_by = by.text;
        }
}

struct csharp_function *cs_bind_function(struct cs_run *r, struct cs_member *m)
{
    const struct cs_attribute *named = NULL;
    for (const struct cs_attribute *at = m->attributes; at; at = at->next)
        if (str_is(at->name, "FunctionName") || str_is(at->name, "Function"))
            named = at;
    if (m->kind != CS_METHOD || !m->owner || !named)
        return NULL;
    struct csharp_function *fn = arena_alloc(r->arena, sizeof *fn);
    struct csharp_text name = first_argument(r, m, named);
    fn->name = name.text.len ? name.text : m->name;
    fn->conf = name.form == CSHARP_TEXT_LITERAL || name.form == CSHARP_TEXT_SETTING ? 90 : 60;
    fn->isolated = str_is(named->name, "Function");
    fn->method = ARENA_JOIN(r->arena, m->owner->full_name, STR("."), m->name);
    fn->where = (struct origin){.file = m->unit->file, .line = m->line, .col = m->col};
    struct bindings out = {0};
    struct carrier result = {STR("$return"), m->type, m->unit, m->owner, false, true, m};
    bind_list(r, m->attributes, &result, &out);
    for (const struct cs_param *p = m->params; p; p = p->next) {
        struct carrier on = {p->name, p->type, m->unit, m->owner, p->out, false, m};
        bind_list(r, p->attributes, &on, &out);
    }
    bind_result(r, m, &out);
    if (out.count)
        qsort(out.items, out.count, sizeof *out.items, by_place);
    struct csharp_binding *copy = arena_array(r->arena, out.count + 1, sizeof *copy);
    if (out.count)
        memcpy(copy, out.items, out.count * sizeof *copy);
    fn->bindings = copy;
    fn->count = out.count;
    mem_free(out.items);
    bind_disabled(r, m, fn);
    return fn;
}

/* ---- what bound SDK clients stand for ---- */

/* %A% becomes a setting, {x} a hole. */
static struct str as_template(struct cs_run *r, struct str s)
{
    struct buf b = {0};
    bool open = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%') {
            buf_putc(&b, open ? CS_SETTING_CLOSE : CS_SETTING_OPEN);
            open = !open;
        } else if (s.ptr[i] == '{') {
            buf_putc(&b, CS_HOLE);
            while (i + 1 < s.len && s.ptr[i] != '}')
                i++;
        } else {
            buf_putc(&b, s.ptr[i] == '*' ? CS_HOLE : s.ptr[i]);
        }
    }
    if (open)
        buf_putc(&b, CS_SETTING_CLOSE);
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

cs_val cs_bind_param(struct cs_run *r, const struct cs_member *m, const struct cs_param *p,
                     const struct csharp_function *fn)
{
    const struct cs_type *t = p->type && p->type->args ? p->type->args : p->type;
    const struct cs_sdk_class *c = t ? cs_sdk_resolve(r->p, m->unit, t->path) : NULL;
    const struct csharp_binding *b = NULL;
    for (size_t i = 0; i < fn->count; i++)
        if (str_eq(fn->bindings[i].name, p->name))
            b = &fn->bindings[i];
    if (!c || !b || c->sdk == SDK_DURABLE || c->sdk == SDK_SERVICE)
        return 0;
    struct cs_atom_row row = {.kind = CS_ATOM_SDK, .sdk = c->sdk, .bound = true,
                              .name = STR("\x03")};
    struct str connection = STR_NONE;
    for (size_t i = 0; i < b->count; i++) {
        const struct csharp_property *q = &b->properties[i];
        struct str value = q->count ? as_template(r, q->values[0].text) : STR_NONE;
        if (str_is(q->name, "queueName") || str_is(q->name, "tableName") ||
            str_is(q->name, "containerName") || str_is(q->name, "collectionName") ||
            str_is(q->name, "eventHubName") || str_is(q->name, "topicName")) {
            row.name = value;
        } else if (str_is(q->name, "path")) {
            size_t slash = str_chr(value, '/');
            row.name = slash == STR_NPOS ? value : str_sub(value, 0, slash);
            row.detail = slash == STR_NPOS ? STR_NONE : str_from_at(value, slash + 1);
        } else if (str_is(q->name, "databaseName")) {
            row.detail = value;
        } else if (str_istarts(q->name, STR("connection")) && q->count) {
            connection = q->values[0].text;
        }
    }
    bool storage = c->sdk >= SDK_ACCOUNT && c->sdk <= SDK_SHARE;
    if (!connection.len && storage)
        connection = STR("AzureWebJobsStorage");
    if (connection.len)
        row.conn = ARENA_JOIN(r->arena, STR("\x01"), connection, STR("\x02"));
    cs_val client = cs_put(r->v, &row);
    return t != p->type || t->array ? cs_list_new(r, client) : client; /* IEnumerable<BlobClient> */
}
