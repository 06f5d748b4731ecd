/* SPDX-License-Identifier: MIT */
#include "csharp_parse.h"

#include "limits.h"
#include "mem.h"

/* What encloses a declaration. */
struct scope {
    struct str space;
    struct cs_class *outer;
};

struct modifiers {
    bool is_static, is_const, is_abstract, global;
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

static void member_add(struct cs_project *p, struct cs_member *m)
{
    struct cs_class *k = m->owner;
    if (k->last_member)
        k->last_member->next = m;
    else
        k->members = m;
    k->last_member = m;
    bool added;
    uint32_t *first = map_put(&k->by_name, m->name, &added);
    if (added) {
        *first = m->id + 1;
        return;
    }
    m->same_name = p->members[*first - 1]->same_name; /* order among them plays no part */
    p->members[*first - 1]->same_name = m;
}

static struct cs_attribute *attribute(struct cs_parser *c, struct str target)
{
    struct cs_attribute *at = arena_alloc(c->p->arena, sizeof *at);
    at->line = cs_tok(c, 0)->line;
    at->col = cs_tok(c, 0)->col;
    at->target = target;
    struct cs_type *t = cs_parse_type(c);
    if (!t)
        return NULL;
    at->name = t->name;
    at->generic = t->args;
    if (str_ends(at->name, STR("Attribute")) && at->name.len > 9)
        at->name.len -= 9;
    if (cs_at(c, "("))
        at->args = cs_inside(c);
    return at;
}

struct cs_attribute *cs_parse_attributes(struct cs_parser *c)
{
    struct cs_attribute *first = NULL, **link = &first;
    while (cs_at(c, "[")) {
        struct cs_parser in = cs_sub(c, cs_inside(c));
        struct str target = STR_NONE;
        if (cs_tok(&in, 0)->kind == SOURCE_NAME && source_is(cs_tok(&in, 1), ":")) {
            target = source_text(cs_tok(&in, 0));
            in.pos += 2;
        }
        while (!cs_done(&in)) {
            struct cs_attribute *at = attribute(&in, target);
            if (at) {
                *link = at;
                link = &at->next;
            }
            while (!cs_done(&in) && !cs_at(&in, ","))
                cs_skip_group(&in);
            cs_take(&in, ",");
        }
    }
    return first;
}

static bool param_modifier(struct cs_parser *c, struct cs_param *p)
{
    if (cs_at(c, "out") || cs_at(c, "ref"))
        p->out = true;
    else if (cs_at(c, "this"))
        p->is_this = true;
    else if (cs_at(c, "params"))
        p->rest = true;
    else if (!cs_at(c, "in") && !cs_at(c, "scoped") && !cs_at(c, "readonly"))
        return false;
    if (cs_at(c, "scoped") && !cs_is_word(cs_tok(c, 1)))
        return false;
    c->pos++;
    return true;
}

struct cs_param *cs_parse_params(struct cs_parser *c)
{
    struct cs_param *first = NULL, **link = &first;
    struct cs_parser in = cs_sub(c, cs_inside(c));
    while (!cs_done(&in)) {
        uint32_t start = in.pos;
        struct cs_param *p = arena_alloc(c->p->arena, sizeof *p);
        p->attributes = cs_parse_attributes(&in);
        while (param_modifier(&in, p))
            ;
        uint32_t end = cs_type_end(&in, 0);
        if (end && cs_is_word(cs_tok(&in, end)))
            p->type = cs_parse_type(&in);
        if (cs_tok(&in, 0)->kind == SOURCE_NAME) {
            p->name = source_text(cs_tok(&in, 0));
            p->line = cs_tok(&in, 0)->line;
            p->col = cs_tok(&in, 0)->col;
            in.pos++;
            *link = p;
            link = &p->next;
        }
        if (cs_take(&in, "=")) {
            p->init.from = in.pos;
            while (!cs_done(&in) && !cs_at(&in, ","))
                cs_skip_group(&in);
            p->init.to = in.pos;
        }
        while (!cs_done(&in) && !cs_at(&in, ","))
            cs_skip_group(&in);
        cs_take(&in, ",");
        if (in.pos == start)
            in.pos++;
    }
    return first;
}

/* ---- members ---- */

static void to_semicolon(struct cs_parser *c)
{
    while (!cs_done(c) && !cs_at(c, ";"))
        cs_skip_group(c);
    cs_take(c, ";");
}

/* => value; */
static struct cs_range arrow(struct cs_parser *c)
{
    struct cs_range r;
    r.from = ++c->pos;
    while (!cs_done(c) && !cs_at(c, ";"))
        cs_skip_group(c);
    r.to = c->pos;
    cs_take(c, ";");
    return r;
}

static void body(struct cs_parser *c, struct cs_member *m)
{
    while (!cs_done(c) && !cs_at(c, "{") && !cs_at(c, "=>") && !cs_at(c, ";"))
        cs_skip_group(c); /* where T : ... */
    if (cs_at(c, "=>")) {
        m->arrow = true;
        m->body = arrow(c);
    } else if (cs_at(c, "{")) {
        m->body = cs_inside(c);
    } else {
        cs_take(c, ";");
    }
}

static void take_params(struct cs_parser *c, struct cs_member *m)
{
    m->params = cs_parse_params(c);
    for (struct cs_param *p = m->params; p; p = p->next)
        m->param_count++;
}

static void constructor(struct cs_parser *c, struct cs_member *m)
{
    c->pos++;
    take_params(c, m);
    if (cs_take(c, ":")) {
        m->chain_this = cs_at(c, "this");
        c->pos++;
        if (cs_at(c, "("))
            m->chain = cs_inside(c);
    }
    body(c, m);
}

/* The getter of { get ...; set ...; }. An automatic one leaves body empty. */
static void accessors(struct cs_parser *c, struct cs_member *m)
{
    struct cs_parser in = cs_sub(c, cs_inside(c));
    while (!cs_done(&in)) {
        cs_parse_attributes(&in);
        while (cs_tok(&in, 0)->kind == SOURCE_NAME && !cs_at(&in, "get") && !cs_at(&in, "set") &&
               !cs_at(&in, "init"))
            in.pos++;
        bool get = cs_at(&in, "get");
        in.pos++;
        if (cs_at(&in, "=>")) {
            struct cs_range r = arrow(&in);
            if (get) {
                m->arrow = true;
                m->body = r;
            }
        } else if (cs_at(&in, "{")) {
            struct cs_range r = cs_inside(&in);
            if (get)
                m->body = r;
        } else {
            cs_take(&in, ";");
        }
    }
}

static void property(struct cs_parser *c, struct cs_member *m)
{
    m->kind = CS_PROPERTY;
    if (cs_at(c, "=>")) {
        m->arrow = true;
        m->body = arrow(c);
        return;
    }
    accessors(c, m);
    if (cs_take(c, "=")) {
        m->init.from = c->pos;
        while (!cs_done(c) && !cs_at(c, ";"))
            cs_skip_group(c);
        m->init.to = c->pos;
        cs_take(c, ";");
    }
}

/* name [= value] {, name [= value]} ; with the type and modifiers of the first */
static void fields(struct cs_parser *c, struct cs_member *m)
{
    struct cs_project *p = c->p;
    for (;;) {
        if (cs_take(c, "=")) {
            m->init.from = c->pos;
            while (!cs_done(c) && !cs_at(c, ";")) {
                /* a comma ends the value only if a name and '=', ',' or ';' follow it */
                if (cs_at(c, ",") && cs_is_word(cs_tok(c, 1)) &&
                    (source_is(cs_tok(c, 2), "=") || source_is(cs_tok(c, 2), ",") ||
                     source_is(cs_tok(c, 2), ";")))
                    break;
                cs_skip_group(c);
            }
            m->init.to = c->pos;
        }
        member_add(p, m);
        if (!cs_take(c, ",") || !cs_is_word(cs_tok(c, 0)))
            break;
        struct cs_member *more = cs_member_new(p, c->u, m->owner, CS_FIELD, cs_tok(c, 0));
        more->is_static = m->is_static;
        more->is_const = m->is_const;
        more->type = m->type;
        more->attributes = m->attributes;
        c->pos++;
        m = more;
    }
    to_semicolon(c);
}

static struct modifiers take_modifiers(struct cs_parser *c)
{
    static const char *const words[] = {
        "public", "private", "protected", "internal", "static", "readonly", "const", "abstract",
        "virtual", "override", "sealed", "async", "partial", "extern", "unsafe", "volatile", "new",
        "required", "file", "global", "fixed"};
    struct modifiers m = {0};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < COUNT(words) && !more; i++)
            more = cs_at(c, words[i]) && (cs_tok(c, 1)->kind == SOURCE_NAME ||
                                          source_is(cs_tok(c, 1), "("));
        if (!more)
            break;
        m.is_static |= cs_at(c, "static") || cs_at(c, "const");
        m.is_const |= cs_at(c, "const");
        m.is_abstract |= cs_at(c, "abstract");
        c->pos++;
    }
    return m;
}

/* At the type of a member of in.outer. False: nothing was recognised, nothing taken. */
static bool member(struct cs_parser *c, struct cs_class *owner, struct modifiers mod,
                   struct cs_attribute *attributes)
{
    struct cs_member *m;
    const struct source_token *t = cs_tok(c, 0);
    if (str_eq(source_text(t), owner->name) && source_is(cs_tok(c, 1), "(")) {
        m = cs_member_new(c->p, c->u, owner, CS_CONSTRUCTOR, t);
        m->is_static = mod.is_static;
        m->name = mod.is_static ? STR(".cctor") : STR(".ctor");
        constructor(c, m);
        member_add(c->p, m);
        return true;
    }
    uint32_t name = cs_type_end(c, 0);
    if (!name || (!cs_is_word(cs_tok(c, name)) && !source_is(cs_tok(c, name), "this")))
        return false;
    struct cs_type *type = cs_parse_type(c);
    /* Interface.Member: the last part is the name */
    for (;;) {
        uint32_t after = cs_generics_end(c, 1);
        if (!after)
            after = 1;
        if (!source_is(cs_tok(c, after), "."))
            break;
        c->pos += after + 1;
    }
    m = cs_member_new(c->p, c->u, owner, CS_FIELD, cs_tok(c, 0));
    m->type = type;
    m->attributes = attributes;
    m->is_static = mod.is_static;
    m->is_const = mod.is_const;
    m->is_abstract = mod.is_abstract;
    c->pos++;
    if (cs_at(c, "[")) { /* an indexer */
        m->name = STR("this[]");
        cs_skip_group(c);
    }
    uint32_t generic = cs_generics_end(c, 0);
    if (source_is(cs_tok(c, generic), "(")) {
        m->kind = CS_METHOD;
        m->generic_count = generic != 0;
        c->pos += generic;
        take_params(c, m);
        body(c, m);
        member_add(c->p, m);
    } else if (cs_at(c, "{") || cs_at(c, "=>")) {
        property(c, m);
        member_add(c->p, m);
    } else {
        fields(c, m);
    }
    return true;
}

static void enum_values(struct cs_parser *c, struct cs_class *k)
{
    while (!cs_done(c)) {
        cs_parse_attributes(c);
        if (cs_tok(c, 0)->kind == SOURCE_NAME) {
            struct cs_member *m = cs_member_new(c->p, c->u, k, CS_ENUM_VALUE, cs_tok(c, 0));
            m->is_static = m->is_const = true;
            member_add(c->p, m);
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
        member_add(c->p, m);
    }
}

static bool type_declaration(struct cs_parser *c, struct scope in, struct modifiers mod,
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
    to_semicolon(c);
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
static void top_level(struct cs_parser *c, struct modifiers mod, struct cs_attribute *attributes,
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
    if ((method || modified) && member(c, u->script, mod, attributes))
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
    struct modifiers mod = take_modifiers(c);
    bool modified = c->pos > first, partial = false;
    for (uint32_t i = first; i < c->pos; i++)
        partial |= source_is(&c->u->tokens.items[i], "partial");
    if (type_declaration(c, in, mod, attributes, partial))
        return;
    if (cs_at(c, "delegate") && cs_tok(c, 1)->kind == SOURCE_NAME) {
        to_semicolon(c);
        return;
    }
    if (cs_at(c, "event"))
        c->pos++;
    if (in.outer && member(c, in.outer, mod, attributes))
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
        to_semicolon(c);
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
