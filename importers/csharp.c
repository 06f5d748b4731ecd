/* SPDX-License-Identifier: MIT */
#include "csharp.h"

#include <stdlib.h>

#include "csharp_bind.h"
#include "mem.h"

struct entry { /* of csharp_add_entry() */
    struct str name, file, entry;
    struct entry *next;
};

struct csharp {
    struct cs_project project;
    struct entry *entries;
    struct csharp_facts facts;
};

/* A declared function and the method that it is. */
struct found {
    struct csharp_function *fn;
    struct cs_member *m;
};

struct csharp *csharp_new(struct diags *diags)
{
    struct csharp *p = mem_zalloc(1, sizeof *p);
    p->project.arena = arena_new();
    p->project.diags = diags;
    return p;
}

void csharp_free(struct csharp *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->project.unit_count; i++)
        source_release(&p->project.units[i]->tokens);
    for (size_t i = 0; i < p->project.class_count; i++)
        map_release(&p->project.classes[i]->by_name);
    mem_free(p->project.units);
    mem_free(p->project.classes);
    mem_free(p->project.members);
    map_release(&p->project.by_simple_name);
    map_release(&p->project.by_full_name);
    map_release(&p->project.extensions);
    arena_wipe(p->project.arena);
    mem_free(p);
}

void csharp_add(struct csharp *p, struct str file, struct str bytes)
{
    struct cs_project *pr = &p->project;
    struct cs_unit *u = arena_alloc(pr->arena, sizeof *u);
    u->file = arena_str(pr->arena, file);
    if (!source_scan(bytes, u->file, pr->arena, pr->diags, &u->tokens))
        return;
    if (pr->unit_count == pr->unit_cap)
        pr->units = mem_grow(pr->units, &pr->unit_cap, sizeof *pr->units);
    pr->units[pr->unit_count++] = u;
}

void csharp_add_entry(struct csharp *p, struct str name, struct str file, struct str entry)
{
    struct entry *e = arena_alloc(p->project.arena, sizeof *e);
    e->name = arena_str(p->project.arena, name);
    e->file = arena_str(p->project.arena, file);
    e->entry = entry.len ? arena_str(p->project.arena, entry) : STR("Run");
    e->next = p->entries;
    p->entries = e;
}

/* ---- running ---- */

static void begin(struct cs_run *r, uint32_t function)
{
    cs_heap_release(&r->heap);
    map_release(&r->touched);
    map_release(&r->injected);
    mem_free(r->memo);
    r->memo = NULL;
    r->memo_cap = r->memo_used = 0;
    r->function = function;
    r->branch = r->init = r->depth = r->eval = 0;
    r->fuel = r->total_fuel > CS_FUEL ? CS_FUEL : (uint32_t)r->total_fuel;
    r->total_fuel -= r->fuel;
}

static void end(struct cs_run *r)
{
    r->total_fuel += r->fuel; /* what was not needed */
    while (r->kept && !r->startup) {
        struct cs_frame *f = r->kept;
        r->kept = f->next_kept;
        mem_free(f->vars);
        mem_free(f);
    }
}

static void run_function(struct cs_run *r, struct cs_member *m, const struct csharp_function *fn,
                         uint32_t index)
{
    begin(r, index);
    struct cs_args args = {0};
    cs_atom self = cs_class_atom(r, m->owner);
    cs_class_touch(r, m->owner);
    if (!m->is_static) {
        cs_val object = cs_construct_injected(r, m->owner, 0);
        self = cs_nth(r->v, object, 0);
    }
    for (const struct cs_param *p = m->params; p && args.count < CS_ARGS_MAX; p = p->next)
        args.values[args.count++] = fn ? cs_bind_param(r, m, p, fn) : 0;
    cs_invoke(r, m, self, &args);
    end(r);
}

static bool says(const struct cs_unit *u, const char *word)
{
    for (size_t i = 0; i < u->tokens.count; i++)
        if (source_is(&u->tokens.items[i], word))
            return true;
    return false;
}

/* True for a file that starts a functions host. */
static bool starts_host(const struct cs_unit *u)
{
    return says(u, "ConfigureFunctionsWorkerDefaults") ||
           says(u, "ConfigureFunctionsWebApplication") || says(u, "FunctionsApplication") ||
           says(u, "ConfigureWebJobs");
}

static bool startup_class(const struct cs_class *k)
{
    for (const struct cs_type *t = k->bases; t; t = t->next)
        if (str_is(t->name, "FunctionsStartup") || str_is(t->name, "IWebJobsStartup") ||
            str_is(t->name, "IWebJobsStartup2") || str_is(t->name, "DurableFunctionsStartup"))
            return true;
    return false;
}

static void run_top_level(struct cs_run *r, struct cs_unit *u)
{
    struct cs_frame *f = mem_zalloc(1, sizeof *f);
    f->cls = u->script;
    f->unit = u;
    f->self = cs_class_atom(r, u->script);
    cs_exec(r, f, u->top);
    cs_frame_end(r, f);
}

/* What the host runs before any function: registrations and what they are made of. */
static void run_startup(struct cs_run *r)
{
    struct cs_project *p = r->p;
    begin(r, CSHARP_APP);
    r->startup = true;
    for (size_t i = 0; i < p->unit_count; i++)
        if (p->units[i]->top && p->units[i]->script && starts_host(p->units[i]))
            run_top_level(r, p->units[i]);
    for (size_t i = 0; i < p->class_count; i++) {
        struct cs_class *k = p->classes[i];
        bool startup = startup_class(k);
        if (k->kind != CS_CLASS || (!startup && !starts_host(k->unit)))
            continue;
        struct cs_args none = {0};
        cs_val object = 0;
        for (struct cs_member *m = k->members; m; m = m->next) {
            bool main = m->is_static && str_is(m->name, "Main");
            bool configure = startup && (str_is(m->name, "Configure") ||
                                         str_is(m->name, "ConfigureAppConfiguration"));
            if (m->kind != CS_METHOD || (!main && !configure))
                continue;
            if (configure && !object)
                object = cs_construct_injected(r, k, 0);
            cs_invoke(r, m, main ? cs_class_atom(r, k) : cs_nth(r->v, object, 0), &none);
        }
    }
    end(r);
    r->startup = false;
}

/* ---- functions ---- */

static int by_name(const void *pa, const void *pb)
{
    const struct csharp_function *a = ((const struct found *)pa)->fn,
                                 *b = ((const struct found *)pb)->fn;
    int c = str_cmp(a->name, b->name);
    if (!c)
        c = str_cmp(a->where.file, b->where.file);
    if (!c)
        c = (a->where.line > b->where.line) - (a->where.line < b->where.line);
    if (!c)
        c = (a->where.col > b->where.col) - (a->where.col < b->where.col);
    return c ? c : str_cmp(a->method, b->method);
}

static bool names_file(struct str file, struct str wanted)
{
    return str_ieq(file, wanted) ||
           (str_iends(file, wanted) && file.len > wanted.len &&
            file.ptr[file.len - wanted.len - 1] == '/');
}

static bool names_method(const struct cs_member *m, struct str entry)
{
    size_t dot = str_rchr(entry, '.');
    if (dot == STR_NPOS)
        return str_eq(m->name, entry);
    struct str cls = str_sub(entry, 0, dot);
    return str_eq(m->name, str_from_at(entry, dot + 1)) &&
           (str_eq(m->owner->full_name, cls) || str_eq(m->owner->name, cls));
}

static struct cs_member *entry_method(struct cs_project *p, const struct entry *e)
{
    for (size_t i = 0; i < p->member_count; i++) {
        struct cs_member *m = p->members[i];
        if (m->kind == CS_METHOD && m->owner && names_method(m, e->entry) &&
            (!e->file.len || names_file(m->unit->file, e->file)))
            return m;
    }
    return NULL;
}

static void found_add(struct found **list, size_t *count, size_t *cap, struct found f)
{
    if (*count == *cap)
        *list = mem_grow(*list, cap, sizeof **list);
    (*list)[(*count)++] = f;
}

static struct found *find_functions(struct csharp *c, struct cs_run *r, size_t *count)
{
    struct cs_project *p = &c->project;
    struct found *list = NULL;
    size_t cap = 0;
    *count = 0;
    begin(r, CSHARP_APP);
    for (size_t i = 0; i < p->member_count; i++) {
        r->fuel = CS_FUEL;
        struct csharp_function *fn = p->members[i]->attributes
                                         ? cs_bind_function(r, p->members[i]) : NULL;
        if (fn)
            found_add(&list, count, &cap, (struct found){fn, p->members[i]});
    }
    for (const struct entry *e = c->entries; e; e = e->next) {
        struct cs_member *m = entry_method(p, e);
        bool known = !m;
        for (size_t i = 0; i < *count && !known; i++)
            known = list[i].m == m && !list[i].fn->script;
        if (known)
            continue;
        struct csharp_function *fn = arena_alloc(p->arena, sizeof *fn);
        *fn = (struct csharp_function){
            .name = e->name, .script = true, .conf = 90,
            .method = ARENA_JOIN(p->arena, m->owner->full_name, STR("."), m->name),
            .where = {.file = m->unit->file, .line = m->line, .col = m->col}};
        found_add(&list, count, &cap, (struct found){fn, m});
    }
    if (*count)
        qsort(list, *count, sizeof *list, by_name);
    return list;
}

static int by_file(const void *a, const void *b)
{
    return str_cmp((*(struct cs_unit *const *)a)->file, (*(struct cs_unit *const *)b)->file);
}

static void release(struct cs_run *r)
{
    r->startup = false;
    r->fuel = 0;
    end(r);
    cs_values_release(r->v);
    cs_heap_release(&r->base);
    cs_heap_release(&r->heap);
    map_release(&r->names);
    map_release(&r->touched);
    map_release(&r->injected);
    map_release(&r->fact_index);
    mem_free(r->memo);
    mem_free(r->facts);
}

const struct csharp_facts *csharp_scan(struct csharp *c)
{
    struct cs_project *p = &c->project;
    if (p->unit_count)
        qsort(p->units, p->unit_count, sizeof *p->units, by_file);
    for (size_t i = 0; i < p->unit_count; i++)
        cs_parse_unit(p, p->units[i]);
    cs_names_link(p);
    struct cs_run *r = mem_zalloc(1, sizeof *r);
    r->p = p;
    r->arena = p->arena;
    r->v = cs_values_new(p->arena);
    r->total_fuel = CS_TOTAL_FUEL;
    size_t count;
    struct found *list = find_functions(c, r, &count);
    cs_heap_release(&r->heap);
    run_startup(r);
    struct csharp_function *functions = arena_array(p->arena, count + 1, sizeof *functions);
    for (size_t i = 0; i < count; i++) {
        functions[i] = *list[i].fn;
        run_function(r, list[i].m, list[i].fn, (uint32_t)i);
    }
    struct csharp_effect *effects;
    cs_facts_finish(r, &effects, &c->facts.effect_count);
    c->facts.functions = functions;
    c->facts.function_count = count;
    c->facts.effects = effects;
    release(r);
    mem_free(r);
    mem_free(list);
    return &c->facts;
}

const char *csharp_op_name(enum csharp_op op)
{
    static const char *const names[] = {[CSHARP_READ] = "read", [CSHARP_WRITE] = "write",
                                        [CSHARP_CALL] = "call",
                                        [CSHARP_USE_SETTING] = "use-setting",
                                        [CSHARP_INVOKE] = "invoke"};
    return (size_t)op < COUNT(names) ? names[op] : "";
}

const char *csharp_resource_name(enum csharp_resource resource)
{
#define X(e, name) name,
    static const char *const names[] = {CSHARP_RESOURCES(X)};
#undef X
    return (size_t)resource < COUNT(names) ? names[resource] : "";
}
