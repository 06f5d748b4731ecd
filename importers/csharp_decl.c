/* SPDX-License-Identifier: MIT */
#include "csharp_decl.h"

#include "limits.h"
#include "mem.h"

/* What encloses a declaration. */
struct scope {
    struct str space;
    struct cs_class *outer;
};

static void declaration(struct cs_parser *c, struct scope in);

struct cs_member *cs_member_new(struct cs_project *p, struct cs_unit *u, struct cs_class *owner,
                                enum cs_member_kind kind, const struct source_token *name)
{
    struct cs_member *m = arena_alloc(p->arena, sizeof *m);
    m->kind = (uint8_t)kind;
    m->unit = u;
    m->owner = owner;
    m->name = source_text(name);
    m->line = name->line;
    m->col = name->col;
    m->id = (uint32_t)p->member_count;
    if (p->member_count == p->member_cap)
        p->members = mem_grow(p->members, &p->member_cap, sizeof *p->members);
    p->members[p->member_count++] = m;
    return m;
}

static void enum_values(struct cs_parser *c, struct cs_class *k)
{
    while (!cs_done(c)) {
        cs_parse_attributes(c);
        if (cs_tok(c, 0)->kind == SOURCE_NAME) {
            struct cs_member *m = cs_member_new(c->p, c->u, k, CS_ENUM_VALUE, cs_tok(c, 0));
            m->is_static = m->is_const = true;
            cs_member_add(c->p, m);
        }
        while (!cs_done(c) && !cs_at(c, ","))
            cs_skip_group(c);
        cs_take(c, ",");
    }
}

/* ---- types ---- */

/* The class of that full name: another part of a partial one, or a new one. */
static struct cs_class *class_of(struct cs_parser *c, struct scope in, enum cs_class_kind kind,
                                 struct str name, bool partial)
{
    struct cs_project *p = c->p;
    struct str outer = in.outer ? in.outer->full_name : in.space;
    struct str full = outer.len ? ARENA_JOIN(p->arena, outer, STR("."), name) : name;
    bool added;
    uint32_t *slot = map_put(&p->by_full_name, full, &added);
    if (!added && partial)
        return p->classes[*slot - 1];
    struct cs_class *k = arena_alloc(p->arena, sizeof *k);
    k->kind = (uint8_t)kind;
    k->name = name;
    k->full_name = full;
    k->space = in.space;
    k->outer = in.outer;
    k->unit = c->u;
    k->id = (uint32_t)p->class_count;
    k->line = cs_tok(c, 0)->line;
    k->col = cs_tok(c, 0)->col;
    if (added)
        *slot = k->id + 1;
    if (p->class_count == p->class_cap)
        p->classes = mem_grow(p->classes, &p->class_cap, sizeof *p->classes);
    p->classes[p->class_count++] = k;
    slot = map_put(&p->by_simple_name, name, &added);
    k->next_same = added ? NULL : p->classes[*slot - 1];
    *slot = k->id + 1;
    return k;
}

static void take_bases(struct cs_parser *c, struct cs_class *k)
{
    struct cs_type **link = &k->bases;
    while (*link)
        link = &(*link)->next;
    do {
        struct cs_type *base = cs_parse_type(c);
        if (!base)
            break;
        if (cs_at(c, "("))
            k->base_args = cs_inside(c);
        *link = base;
        link = &base->next;
    } while (cs_take(c, ","));
}

static void take_generics(struct cs_parser *c, struct cs_class *k)
{
    uint32_t end = cs_generics_end(c, 0);
    if (!end)
        return;
    struct cs_type *names = cs_parse_generics(c);
    k->generic_count = 0;
    for (; names && k->generic_count < COUNT(k->generics); names = names->next)
        k->generics[k->generic_count++] = names->name;
}

static void class_body(struct cs_parser *c, struct scope in, struct cs_class *k)
{
    struct cs_parser inside = cs_sub(c, cs_inside(c));
    if (k->kind == CS_ENUM) {
        enum_values(&inside, k);
        return;
    }
    struct scope deeper = {in.space, k};
    inside.depth++;
    while (!cs_done(&inside)) {
        uint32_t start = inside.pos;
        if (inside.depth < LIMIT_DEPTH)
            declaration(&inside, deeper);
        if (inside.pos == start)
            cs_skip_group(&inside);
    }
}

/* The positional parameters of a record are its properties. */
static void record_properties(struct cs_parser *c, struct cs_class *k)
{
    for (struct cs_param *p = k->primary; p; p = p->next) {
        struct source_token t = {.ptr = p->name.ptr, .len = (uint32_t)p->name.len,
                                 .line = p->line, .col = p->col};
        struct cs_member *m = cs_member_new(c->p, c->u, k, CS_PROPERTY, &t);
        m->type = p->type;
        m->attributes = p->attributes;
        cs_member_add(c->p, m);
    }
}

static bool type_declaration(struct cs_parser *c, struct scope in, struct cs_modifiers mod,
                             struct cs_attribute *attributes, bool partial)
{
    bool record = cs_at(c, "record") && cs_is_word(cs_tok(c, 1));
    record |= cs_at(c, "record") && (source_is(cs_tok(c, 1), "class") ||
                                     source_is(cs_tok(c, 1), "struct"));
    enum cs_class_kind kind = cs_at(c, "interface") ? CS_INTERFACE
                              : cs_at(c, "enum")    ? CS_ENUM
                                                    : CS_CLASS;
    if (!record && kind == CS_CLASS && !cs_at(c, "class") && !cs_at(c, "struct"))
        return false;
    c->pos++;
    if (record && (cs_at(c, "class") || cs_at(c, "struct")))
        c->pos++;
    if (cs_tok(c, 0)->kind != SOURCE_NAME)
        return true;
    struct cs_class *k = class_of(c, in, kind, source_text(cs_tok(c, 0)), partial);
    c->pos++;
    k->is_static |= mod.is_static;
    k->is_abstract |= mod.is_abstract || kind == CS_INTERFACE;
    struct cs_attribute **last = &k->attributes;
    while (*last)
        last = &(*last)->next;
    *last = attributes;
    take_generics(c, k);
    if (cs_at(c, "(")) {
        k->primary = cs_parse_params(c);
        k->has_primary = true;
        if (record)
            record_properties(c, k);
    }
    if (cs_take(c, ":"))
        take_bases(c, k);
    while (!cs_done(c) && !cs_at(c, "{") && !cs_at(c, ";"))
        cs_skip_group(c);
    if (cs_at(c, "{"))
        class_body(c, in, k);
    else
        cs_take(c, ";");
    return true;
}

/* ---- namespaces, usings, the rest of a file ---- */

static struct str dotted(struct cs_parser *c)
{
    struct cs_type *t = cs_parse_type(c);
    return t ? t->path : STR_NONE;
}

static void using_directive(struct cs_parser *c)
{
    struct cs_using *u = arena_alloc(c->p->arena, sizeof *u);
    u->global = cs_take(c, "global");
    c->pos++;
    u->is_static = cs_take(c, "static");
    if (cs_tok(c, 0)->kind == SOURCE_NAME && source_is(cs_tok(c, 1), "=")) {
        u->alias = source_text(cs_tok(c, 0));
        c->pos += 2;
    }
    u->space = dotted(c);
    cs_to_semicolon(c);
    struct cs_using **list = u->global ? &c->p->global_usings : &c->u->usings;
    u->next = *list;
    *list = u;
}

static void namespace_declaration(struct cs_parser *c, struct scope in)
{
    c->pos++;
    struct str name = dotted(c);
    struct scope inner = {in.space.len ? ARENA_JOIN(c->p->arena, in.space, STR("."), name) : name,
                          NULL};
    if (!cs_at(c, "{")) { /* for the rest of the file */
        cs_take(c, ";");
        while (!cs_done(c)) {
            uint32_t start = c->pos;
            declaration(c, inner);
            if (c->pos == start)
                cs_skip_group(c);
        }
        return;
    }
    struct cs_parser inside = cs_sub(c, cs_inside(c));
    inside.depth++;
    while (!cs_done(&inside)) {
        uint32_t start = inside.pos;
        if (inside.depth < LIMIT_DEPTH)
            declaration(&inside, inner);
        if (inside.pos == start)
            cs_skip_group(&inside);
    }
}

static bool at_using_directive(const struct cs_parser *c)
{
    uint32_t at = cs_at(c, "global") ? 1 : 0;
    const struct source_token *next = cs_tok(c, at + 1);
    if (!source_is(cs_tok(c, at), "using") || next->kind != SOURCE_NAME)
        return false;
    if (source_is(next, "static") || source_is(cs_tok(c, at + 2), "="))
        return true;
    uint32_t end = cs_type_end(c, at + 1); /* using var x = ...; is a statement */
    return end && source_is(cs_tok(c, end), ";");
}

/* Code outside of any class: a method or static field of the file's own class, or a statement. */
static void top_level(struct cs_parser *c, struct cs_modifiers mod, struct cs_attribute *attributes,
                      bool modified)
{
    struct cs_unit *u = c->u;
    if (!u->script) {
        u->script = class_of(c, (struct scope){0}, CS_SCRIPT, STR("Program"), false);
        u->script->is_static = true;
    }
    uint32_t name = cs_type_end(c, 0), open = name ? name + 1 : 0;
    if (open && source_is(cs_tok(c, open), "<"))
        open = cs_generics_end(c, open);
    bool method = open && cs_is_word(cs_tok(c, name)) && !cs_at(c, "await") &&
                  source_is(cs_tok(c, open), "(") && cs_tok(c, open)->pair < c->end;
    if (method) {
        uint32_t after = cs_tok(c, open)->pair + 1 - c->pos;
        method = source_is(cs_tok(c, after), "{") || source_is(cs_tok(c, after), "=>") ||
                 source_is(cs_tok(c, after), "where");
    }
    mod.is_static = true;
    if ((method || modified) && cs_parse_declared(c, u->script, mod, attributes))
        return;
    struct cs_stmt *s = cs_parse_statement(c);
    if (u->top_last)
        u->top_last->next = s;
    else
        u->top = s;
    for (u->top_last = s; u->top_last->next;)
        u->top_last = u->top_last->next;
}

static void declaration(struct cs_parser *c, struct scope in)
{
    bool file_level = !in.outer && !in.space.len;
    if (cs_take(c, ";"))
        return;
    if (!in.outer && at_using_directive(c)) {
        using_directive(c);
        return;
    }
    if (!in.outer && cs_at(c, "namespace")) {
        namespace_declaration(c, in);
        return;
    }
    uint32_t start = c->pos;
    struct cs_attribute *attributes = cs_parse_attributes(c);
    uint32_t first = c->pos;
    if (first > start && !in.outer && (cs_at(c, "namespace") || at_using_directive(c)))
        return; /* those were attributes of the assembly */
    struct cs_modifiers mod = cs_take_modifiers(c);
    bool modified = c->pos > first, partial = false;
    for (uint32_t i = first; i < c->pos; i++)
        partial |= source_is(&c->u->tokens.items[i], "partial");
    if (type_declaration(c, in, mod, attributes, partial))
        return;
    if (cs_at(c, "delegate") && cs_tok(c, 1)->kind == SOURCE_NAME) {
        cs_to_semicolon(c);
        return;
    }
    if (cs_at(c, "event"))
        c->pos++;
    if (in.outer && cs_parse_declared(c, in.outer, mod, attributes))
        return;
    if (file_level && !cs_done(c)) {
        if (cs_at(c, "using"))
            modified = false;
        top_level(c, mod, attributes, modified);
        return;
    }
    /* operators, destructors and what else there is: to its body or its end */
    while (!cs_done(c) && !cs_at(c, ";") && !cs_at(c, "{") && !cs_at(c, "=>"))
        cs_skip_group(c);
    if (cs_at(c, "{"))
        cs_skip_group(c);
    else
        cs_to_semicolon(c);
    if (c->pos == start)
        cs_skip_group(c);
}

void cs_parse_unit(struct cs_project *p, struct cs_unit *u)
{
    struct cs_parser c = {p, u, 0, (uint32_t)u->tokens.count - 1, 0};
    while (!cs_done(&c)) {
        uint32_t start = c.pos;
        declaration(&c, (struct scope){0});
        if (c.pos == start)
            cs_skip_group(&c);
    }
}

void cs_parse_member(struct cs_project *p, struct cs_member *m)
{
    if (m->parsed)
        return;
    m->parsed = true;
    struct cs_parser c = cs_over(p, m->unit, m->body);
    if (m->arrow)
        m->value = cs_parse_expr(&c);
    else
        m->code = cs_parse_statements(&c);
    if (m->chain.to > m->chain.from) {
        c = cs_over(p, m->unit, m->chain);
        m->chain_args = cs_parse_args(&c);
    }
}

struct cs_expr *cs_member_init(struct cs_project *p, struct cs_member *m)
{
    if (!m->init_parsed && m->init.to > m->init.from) {
        struct cs_parser c = cs_over(p, m->unit, m->init);
        m->init_value = cs_parse_expr(&c);
    }
    m->init_parsed = true;
    return m->init_value;
}
