/* SPDX-License-Identifier: MIT */
/* Members of a class, their attributes and parameters. */
#include "csharp_decl.h"

void cs_member_add(struct cs_project *p, struct cs_member *m)
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

void cs_to_semicolon(struct cs_parser *c)
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
        cs_member_add(p, m);
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
    cs_to_semicolon(c);
}

struct cs_modifiers cs_take_modifiers(struct cs_parser *c)
{
    static const char *const words[] = {
        "public", "private", "protected", "internal", "static", "readonly", "const", "abstract",
        "virtual", "override", "sealed", "async", "partial", "extern", "unsafe", "volatile", "new",
        "required", "file", "global", "fixed"};
    struct cs_modifiers m = {0};
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
bool cs_parse_declared(struct cs_parser *c, struct cs_class *owner, struct cs_modifiers mod,
                   struct cs_attribute *attributes)
{
    struct cs_member *m;
    const struct source_token *t = cs_tok(c, 0);
    if (str_eq(source_text(t), owner->name) && source_is(cs_tok(c, 1), "(")) {
        m = cs_member_new(c->p, c->u, owner, CS_CONSTRUCTOR, t);
        m->is_static = mod.is_static;
        m->name = mod.is_static ? STR(".cctor") : STR(".ctor");
        constructor(c, m);
        cs_member_add(c->p, m);
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
        cs_member_add(c->p, m);
    } else if (cs_at(c, "{") || cs_at(c, "=>")) {
        property(c, m);
        cs_member_add(c->p, m);
    } else {
        fields(c, m);
    }
    return true;
}
