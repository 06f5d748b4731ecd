/* SPDX-License-Identifier: MIT */
/* handler_call.c - calls: of functions of the source, of methods of values, of what lies outside. */
#include "handler_eval.h"

const struct value *call_arg(const struct call *c, size_t i)
{
    return i < c->count ? c->args[i] : &value_unknown;
}

const struct value *call_named(const struct call *c, struct str name)
{
    const struct value *v = table_get(&c->named, name);
    if (v || c->unit->python || !c->count)
        return v;
    return c->args[0]->kind == VALUE_MAP ? table_get(c->args[0]->fields, name) : NULL;
}

bool call_tainted(const struct call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (value_tainted(c->args[i]))
            return true;
    for (const struct table_entry *e = c->named.first; e; e = e->after)
        if (value_tainted(e->value))
            return true;
    return false;
}

/* --- Functions of the source ------------------------------------------------------------------ */

static void bind_parameters(struct run *r, struct frame *f, const struct code_node *list,
                            const struct call *c, const struct value *self)
{
    size_t i = 0;
    bool bound = self && f->unit->python;
    for (const struct code_node *p = list->first; p; p = p->next) {
        if (bound) {
            bound = false;
            run_assign(r, f, p, self);
            continue;
        }
        const struct code_node *name = p->kind == CODE_ASSIGN ? p->first : p;
        if (p->kind == CODE_SPREAD && p->first) {
            struct value *rest = value_new(r->arena, VALUE_LIST);
            for (; i < c->count; i++)
                rest->element = value_either(r->arena, rest->element, c->args[i]);
            for (const struct table_entry *e = c->named.first; e; e = e->after)
                table_set(r->arena, rest->fields, e->key, e->value);
            run_assign(r, f, p->first, rest);
            continue;
        }
        const struct value *given = name->kind == CODE_NAME ? table_get(&c->named, name->text) : NULL;
        if (!given && i < c->count)
            given = c->args[i++];
        if (!given)
            given = p->kind == CODE_ASSIGN ? run_node(r, f, p->last) : &value_unknown;
        if (p->kind == CODE_ASSIGN && given->kind == VALUE_UNKNOWN && !given->input)
            given = value_either(r->arena, given, run_node(r, f, p->last));
        run_assign(r, f, name, given);
    }
}

const struct value *run_function(struct run *r, const struct value *fn, const struct call *c)
{
    struct code_node *n = (struct code_node *)(uintptr_t)fn->node; /* counts its runs */
    if (n->run != r->id) {
        n->run = r->id;
        n->runs = 0;
        n->puts = false;
    }
    if (r->calls >= CALL_DEPTH || n->runs >= CALL_RUNS || !n->first) {
        r->skipped = r->skipped || n->puts || !n->runs;
        return call_tainted(c) ? &value_input : &value_unknown;
    }
    size_t puts = r->puts;
    n->runs++;
    r->calls++;
    struct scope *scope = arena_alloc(r->arena, sizeof *scope);
    scope->outer = fn->scope;
    scope->unit = fn->scope->unit;
    struct frame f = {.scope = scope, .unit = fn->scope->unit, .self = fn->self, .declares = true};
    bind_parameters(r, &f, n->first, c, fn->self);
    f.declares = false;
    if (n->first->next)
        run_node(r, &f, n->first->next);
    n->puts = n->puts || r->puts > puts;
    r->calls--;
    return f.returned ? f.returned : &value_unknown;
}

static const struct value *create(struct run *r, const struct value *class, const struct call *c)
{
    struct value *made = value_new(r->arena, VALUE_MAP);
    made->element = class;
    struct str name = c->unit->python ? STR("__init__") : STR("constructor");
    const struct value *init = run_member(r, c->unit->python, made, name);
    if (init->kind == VALUE_FUNCTION) {
        struct value *f = arena_alloc(r->arena, sizeof *f);
        *f = *init;
        f->self = made;
        run_function(r, f, c);
    } else if (c->unit->python) { /* a dataclass, a model */
        for (const struct table_entry *e = c->named.first; e; e = e->after)
            table_set(r->arena, made->fields, e->key, e->value);
    }
    /* Fields that are set where the class is defined. */
    for (const struct value *k = class; k && k->kind == VALUE_CLASS; k = k->element)
        for (const struct table_entry *e = k->fields->first; e; e = e->after)
            if (e->value->kind != VALUE_FUNCTION && !table_get(made->fields, e->key))
                table_set(r->arena, made->fields, e->key, e->value);
    return made;
}

struct backs {
    struct run *r;
    struct call inner;
    const struct value *given;
    unsigned left; /* values still to look at */
};

static void back(struct backs *b, const struct value *v, unsigned depth)
{
    enum { DEEP = 6 };
    for (; v && b->left; v = v->other) {
        b->left--;
        if (v->kind == VALUE_FUNCTION)
            b->given = value_either(b->r->arena, b->given, run_function(b->r, v, &b->inner));
        if ((v->kind == VALUE_MAP || v->kind == VALUE_LIST) && depth < DEEP)
            for (const struct table_entry *e = v->fields->first; e; e = e->after)
                back(b, e->value, depth + 1);
    }
}

const struct value *call_back_args(struct run *r, const struct call *c,
                                   const struct value *const *args, size_t count)
{
    struct backs b = {.r = r, .left = 200, .inner = {.at = c->at, .unit = c->unit, .count = count}};
    memcpy(b.inner.args, args, count * sizeof *args);
    for (size_t i = 0; i < c->count; i++)
        back(&b, c->args[i], 0);
    return b.given;
}

const struct value *call_back(struct run *r, const struct call *c, const struct value *with)
{
    const struct value *const args[] = {with, with, with, with};
    if (c->decorates && with != &value_request)
        return NULL;
    return call_back_args(r, c, args, COUNT(args));
}

/* --- Methods of values ------------------------------------------------------------------------ */

static bool one_of(struct str name, const char *const *words)
{
    for (; *words; words++)
        if (str_is(name, *words))
            return true;
    return false;
}

static const struct value *format_fields(struct run *r, struct str s, const struct call *c)
{
    const struct value *all = value_text(r->arena, STR(""));
    size_t from = 0, index = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '{')
            continue;
        all = value_join(r->arena, all, value_text(r->arena, str_sub(s, from, i - from)));
        size_t end = i + 1;
        while (end < s.len && s.ptr[end] != '}')
            end++;
        struct str field = str_sub(s, i + 1, end - i - 1), name;
        str_cut(&field, ':', &name);
        long place;
        const struct value *v = table_get(&c->named, name);
        if (!v && str_empty(name))
            v = call_arg(c, index++);
        else if (!v && str_to_long(name, &place) && place >= 0)
            v = call_arg(c, (size_t)place);
        all = value_join(r->arena, all, v ? v : &value_unknown);
        i = end;
        from = end + 1;
    }
    return value_join(r->arena, all,
                      value_text(r->arena, str_from_at(s, from < s.len ? from : s.len)));
}

static const struct value *joined_list(struct run *r, const struct value *list,
                                       const struct value *by)
{
    const struct value *all = NULL;
    for (const struct table_entry *e = list->fields->first; e; e = e->after)
        all = all ? value_join(r->arena, value_join(r->arena, all, by), e->value) : e->value;
    return all;
}

/* Of a text without marks. */
static const struct value *other_case(struct run *r, struct str text, bool upper)
{
    char *all = arena_bytes(r->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.ptr[i];
        if (ch >= MARK_ENV && ch <= MARK_ELSE)
            return NULL;
        all[i] = upper && ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : upper ? ch : str_lower(ch);
    }
    return value_text(r->arena, (struct str){all, text.len});
}

static const struct value *text_method(struct run *r, const struct value *o, struct str name,
                                       const struct call *c)
{
    static const char *const same[] = {"strip", "lstrip", "rstrip", "trim", "encode", "decode",
                                       "toString", NULL};
    static const char *const like[] = {"lower", "upper", "toLowerCase", "toUpperCase", "replace",
                                       "replaceAll", "format_map", "slice", "substring", NULL};
    if (str_is(name, "format"))
        return format_fields(r, o->text, c);
    if (str_is(name, "concat")) {
        const struct value *all = value_text(r->arena, o->text);
        for (size_t i = 0; i < c->count; i++)
            all = value_join(r->arena, all, c->args[i]);
        return all;
    }
    if (str_is(name, "join")) {
        const struct value *list = call_arg(c, 0);
        if (list->kind == VALUE_LIST && list->fields->first)
            return joined_list(r, list, value_text(r->arena, o->text));
        return value_tainted(list) ? &value_input : &value_unknown;
    }
    if (one_of(name, same))
        return value_text(r->arena, o->text);
    if (one_of(name, like)) { /* made of it, so what it names is not sure any more */
        const struct value *text = value_text(r->arena, o->text), *cased = NULL;
        if (str_istarts(name, STR("replace")) && value_tainted(call_arg(c, 1)))
            return value_join(r->arena, text, call_arg(c, 1));
        if (str_ifind(name, STR("upper")) != STR_NPOS || str_ifind(name, STR("lower")) != STR_NPOS)
            cased = other_case(r, o->text, str_ifind(name, STR("upper")) != STR_NPOS);
        return cased ? cased : value_more(r->arena, text);
    }
    if (str_is(name, "split")) {
        struct value *list = value_new(r->arena, VALUE_LIST);
        list->element = value_tainted(o) ? &value_input : &value_unknown;
        return list;
    }
    return value_tainted(o) ? &value_input : &value_unknown;
}

static const struct value *list_method(struct run *r, const struct value *o, struct str name,
                                       const struct call *c)
{
    static const char *const adds[] = {"append", "push", "extend", "concat", "unshift", "insert",
                                       "add", NULL};
    if (one_of(name, adds)) {
        struct value *list = value_new(r->arena, VALUE_LIST);
        bool several = str_is(name, "extend") || str_is(name, "concat");
        list->element = o->element;
        for (size_t i = str_is(name, "insert"); i < c->count; i++) {
            const struct value *v = c->args[i];
            bool empty = v->kind == VALUE_LIST && !v->element && !v->other;
            if (several && empty)
                continue;
            list->element = value_either(r->arena, list->element,
                                         several && v->kind == VALUE_LIST ? run_element(r, v) : v);
        }
        if (!str_is(name, "concat")) /* the list itself holds it from now on */
            ((struct value *)(uintptr_t)o)->element = list->element;
        return list;
    }
    if (str_is(name, "join")) {
        const struct value *by = call_arg(c, 0);
        if (!o->fields->first)
            return value_tainted(o) ? &value_input : &value_unknown;
        return joined_list(r, o, by->kind == VALUE_TEXT ? by : value_text(r->arena, STR(",")));
    }
    const struct value *element = run_element(r, o), *given = call_back(r, c, element);
    if (str_is(name, "map") || str_is(name, "flatMap")) {
        struct value *list = value_new(r->arena, VALUE_LIST);
        list->element = given ? given : &value_unknown;
        return list;
    }
    if (str_is(name, "reduce"))
        return given ? given : &value_unknown;
    static const char *const of_it[] = {"pop", "shift", "find", "at", NULL};
    return one_of(name, of_it) ? element : o;
}

/* log.info(client): nothing is done with it. */
static bool is_log(struct str method)
{
    static const char *const words[] = {"log",   "print",    "info",  "debug", "warn", "warning",
                                        "error", "critical", "exception", NULL};
    return one_of(method, words);
}

/* What is not known: input stays input, functions that are given to it may be called. */
static const struct value *any_method(struct run *r, const struct value *o, struct str name,
                                      const struct call *c)
{
    bool tainted = o->input || call_tainted(c);
    const struct handler_row *row =
        row_find(c->unit->python, ARENA_JOIN(r->arena, STR("?."), name));
    if (row && row->role == HANDLER_SQL) {
        const struct value *v = row_apply(r, row, name, o, c);
        if (v)
            return v;
    }
    if (!is_log(name))
        aws_handed(r, c);
    const struct value *given = call_back(r, c, run_element(r, o));
    if (str_is(name, "then") && given)
        return given;
    if (given && (str_is(name, "map") || str_is(name, "flatMap"))) {
        struct value *list = value_new(r->arena, VALUE_LIST);
        list->element = given;
        return list;
    }
    bool object = o->input && o->kind == VALUE_UNKNOWN && o->text.len;
    return object ? &value_sent : tainted ? &value_input : &value_unknown;
}

static const struct value *map_method(struct run *r, const struct value *o, struct str name,
                                      const struct call *c)
{
    if (str_is(name, "promise"))
        return o;
    const struct value *key = call_arg(c, 0);
    if (c->unit->python && (str_is(name, "get") || str_is(name, "pop") ||
                            str_is(name, "setdefault"))) {
        const struct value *v = key->kind == VALUE_TEXT ? run_member(r, true, o, key->text)
                                                        : run_element(r, o);
        return value_either(r->arena, v, c->count > 1 ? c->args[1] : NULL);
    }
    if (c->unit->python && (str_is(name, "values") || str_is(name, "items") ||
                            str_is(name, "copy") || str_is(name, "keys"))) {
        if (str_is(name, "copy"))
            return o;
        struct value *list = value_new(r->arena, VALUE_LIST);
        const struct value *element = run_element(r, o);
        if (str_is(name, "items")) {
            struct value *pair = value_new(r->arena, VALUE_LIST);
            table_set(r->arena, pair->fields, STR("0"), o->input ? &value_input : &value_unknown);
            table_set(r->arena, pair->fields, STR("1"), element);
            pair->element = element;
            element = pair;
        }
        list->element = element;
        return list;
    }
    if (str_is(name, "update"))
        for (size_t i = 0; i < c->count; i++)
            if (c->args[i]->kind == VALUE_MAP)
                for (const struct table_entry *e = c->args[i]->fields->first; e; e = e->after)
                    table_set(r->arena, o->fields, e->key, e->value);
    return any_method(r, o, name, c);
}

/* --- What lies outside ------------------------------------------------------------------------ */

static const struct value *path_call(struct run *r, struct str path, const struct value *receiver,
                                     const struct call *c)
{
    durable_seen(r, path);
    if (c->creates) {
        const struct value *made = aws_creation(r, path, c);
        if (made)
            return made;
    }
    const struct handler_row *row = row_find(c->unit->python, path);
    const struct value *v = row ? row_apply(r, row, path, receiver, c) : NULL;
    if (v)
        return v;
    if (!is_log(str_from_at(path, str_rchr(path, '.') + 1)))
        aws_handed(r, c);
    const struct value *given = call_back(r, c, &value_unknown), *wraps = NULL;
    for (size_t i = 0; i < c->count && !wraps; i++)
        for (const struct value *a = c->args[i]; a; a = a->other)
            if (a->kind == VALUE_FUNCTION || (a->kind == VALUE_PATH && a->element))
                wraps = a->kind == VALUE_FUNCTION ? a : a->element;
    if (!wraps && receiver)
        wraps = receiver->element;
    bool input = (receiver && receiver->input) || call_tainted(c);
    if (input && !wraps)
        return &value_input;
    if (given && str_ends(path, STR(".then")))
        return given;
    struct value *made = value_new(r->arena, VALUE_PATH);
    made->text = str_sub(ARENA_JOIN(r->arena, path, STR("()")), 0, HANDLER_TEXT_BYTES);
    made->element = wraps;
    return made;
}

static const struct value *value_call(struct run *r, const struct value *f, const struct call *c)
{
    switch (f->kind) {
    case VALUE_FUNCTION:
        return run_function(r, f, c);
    case VALUE_CLASS:
        return create(r, f, c);
    case VALUE_PATH:
        return path_call(r, f->text, f, c);
    case VALUE_CLIENT: /* serviceResource.Table, written without brackets before */
        return f;
    case VALUE_UNKNOWN: case VALUE_TEXT: case VALUE_MAP: case VALUE_LIST: case VALUE_COMMAND:
        break;
    }
    aws_handed(r, c);
    call_back(r, c, &value_unknown);
    return f->input || call_tainted(c) ? &value_input : &value_unknown;
}

static const struct value *function_method(struct run *r, const struct value *o, struct str name,
                                           const struct call *c)
{
    if (str_is(name, "bind"))
        return o;
    struct call shifted = *c;
    if ((str_is(name, "call") || str_is(name, "apply")) && c->count) {
        shifted.count--;
        memmove(shifted.args, shifted.args + 1, shifted.count * sizeof *shifted.args);
    }
    return run_function(r, o, &shifted);
}

static const struct value *method(struct run *r, const struct value *o, struct str name,
                                  const struct call *c)
{
    const struct value *m = NULL;
    switch (o->kind) {
    case VALUE_CLIENT:
        return aws_method(r, o, name, c);
    case VALUE_PATH:
        if (durable_is_context(o))
            return durable_method(r, o, name, c);
        return path_call(r, ARENA_JOIN(r->arena, o->text, STR("."), name), o, c);
    case VALUE_TEXT:
        return text_method(r, o, name, c);
    case VALUE_LIST:
        return list_method(r, o, name, c);
    case VALUE_FUNCTION:
        return function_method(r, o, name, c);
    case VALUE_MAP:
    case VALUE_CLASS:
        m = run_member(r, c->unit->python, o, name);
        if (m->kind != VALUE_UNKNOWN && m != o) {
            const struct value *all = NULL;
            for (; m; m = m->other)
                all = value_either(r->arena, all, value_call(r, m, c));
            return all;
        }
        return o->kind == VALUE_MAP ? map_method(r, o, name, c) : any_method(r, o, name, c);
    case VALUE_UNKNOWN:
        if (o->input && c->unit->python && str_is(name, "get") &&
            call_arg(c, 0)->kind == VALUE_TEXT)
            return value_either(r->arena, run_member(r, true, o, call_arg(c, 0)->text),
                                c->count > 1 ? c->args[1] : NULL);
        break;
    case VALUE_COMMAND:
        break;
    }
    return any_method(r, o, name, c);
}

/* --- The call itself -------------------------------------------------------------------------- */

static void arguments(struct run *r, struct frame *f, const struct code_node *first,
                      const struct value *object, struct call *c)
{
    for (const struct code_node *k = first; k; k = k->next) {
        bool spread = k->kind == CODE_SPREAD && !k->flag;
        const struct value *v = run_node(r, f, k);
        if (spread && f->unit->python && v->kind == VALUE_MAP) { /* **options */
            for (const struct table_entry *e = v->fields->first; e; e = e->after)
                table_set(r->arena, &c->named, e->key, e->value);
            continue;
        }
        if (k->key.len) {
            secret_seen(r, f->unit, k->key, k);
            table_set(r->arena, &c->named, k->key, v);
        } else if (c->count < CALL_ARGS) {
            c->args[c->count++] = spread ? run_element(r, v) : v;
        }
        if (v->kind == VALUE_COMMAND)
            aws_command(r, object, v, c);
    }
}

/* super().__init__(x): methods of the base, with the same self. */
static const struct value *super_of(struct run *r, const struct frame *f)
{
    const struct value *self = f->self;
    struct value *base = value_new(r->arena, VALUE_MAP);
    if (!self || self->kind != VALUE_MAP || !self->element)
        return base;
    base->fields = self->fields;
    base->element = self->element->element;
    return base;
}

/* super() of Python is an object, of JavaScript a call of the constructor. */
static const struct value *super_call(struct run *r, struct frame *f, const struct code_node *first,
                                      struct call *c)
{
    const struct value *base = super_of(r, f);
    arguments(r, f, first, base, c);
    const struct value *init = c->unit->python ? &value_unknown
                                               : run_member(r, false, base, STR("constructor"));
    if (init->kind == VALUE_FUNCTION)
        run_function(r, init, c);
    return base;
}

const struct value *run_call(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct code_node *what = n->first;
    struct call *c = arena_alloc(r->arena, sizeof *c);
    *c = (struct call){.at = n, .unit = f->unit, .creates = n->kind == CODE_NEW,
                       .decorates = n->flag};
    const struct value *all = NULL, *object;
    if (what->kind == CODE_NAME && what->next && what->next->kind == CODE_TEXT &&
        !f->unit->python && (str_is(what->text, "require") || str_is(what->text, "import")))
        return run_module(r, f->unit, what->next->text);
    if (what->kind == CODE_NAME && str_is(what->text, "super"))
        return super_call(r, f, what->next, c);
    bool of_object = what->kind == CODE_MEMBER && what->first->kind != CODE_MODULE && !c->creates;
    object = of_object ? run_node(r, f, what->first) : run_node(r, f, what);
    arguments(r, f, what->next, object, c);
    for (const struct value *o = object; o; o = o->other)
        all = value_either(r->arena, all, of_object ? method(r, o, what->text, c)
                                                    : value_call(r, o, c));
    /* What a decorator gives is still the function, unless it is one of the source itself. */
    if (n->flag && c->count && all->kind != VALUE_FUNCTION)
        return c->args[c->count - 1];
    return all;
}
