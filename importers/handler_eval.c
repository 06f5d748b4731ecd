/* SPDX-License-Identifier: MIT */
/* handler_eval.c - statements and values. */
#include "handler_eval.h"

struct origin run_where(const struct code_unit *u, const struct code_node *n)
{
    struct origin at = u->at;
    if (u->at.line) /* the code stands in a template */
        at.line += u->lines ? n->line - 1 : 0;
    else
        at = (struct origin){.file = u->path, .line = n->line, .col = n->col};
    return at;
}

struct handler_fact *run_fact(struct run *r, enum handler_fact_kind kind, struct origin where)
{
    struct handler_fact *f = arena_alloc(r->arena, sizeof *f);
    f->kind = kind;
    f->where = where;
    if (r->last)
        r->last->next = f;
    else
        r->first = f;
    r->last = f;
    return f;
}

static bool step(struct run *r, const struct frame *f, const struct code_node *n)
{
    if (r->steps && r->depth < NODE_DEPTH) {
        r->steps--;
        return true;
    }
    if (!r->full) {
        r->full = true;
        run_fact(r, HANDLER_FACT_NOTE, run_where(f->unit, n))->what =
            STR("the code is too large to be followed to its end");
    }
    return false;
}

/* --- Names ------------------------------------------------------------------------------------ */

static const struct value *look_up(const struct frame *f, struct str name)
{
    for (const struct scope *s = f->scope; s; s = s->outer) {
        const struct value *v = table_get(&s->names, name);
        if (v)
            return v;
    }
    return NULL;
}

static const struct value *name_value(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *v = look_up(f, n->text);
    if (v)
        return v;
    if (!f->unit->python && str_is(n->text, "this"))
        return f->self ? f->self : &value_unknown;
    const struct handler_row *row = row_find(f->unit->python, n->text);
    if (row && row->role == HANDLER_INPUT)
        return &value_input;
    return value_path(r->arena, n->text, false);
}

/* Python binds where it assigns, but for `global` names; JavaScript where a name was declared. */
static struct table *table_of(struct frame *f, struct str name)
{
    struct scope *module = f->scope;
    if (f->declares || table_get(&f->scope->names, name))
        return &f->scope->names;
    if (!f->unit->python) {
        for (struct scope *s = f->scope; s; s = s->outer)
            if (table_get(&s->names, name))
                return &s->names;
        return &f->scope->names;
    }
    while (module->outer)
        module = module->outer;
    const struct value *old = table_get(&module->names, name);
    bool waiting = old && old->kind == VALUE_UNKNOWN && !old->other; /* x = None */
    return waiting ? &module->names : &f->scope->names;
}

static void set_name(struct run *r, struct frame *f, struct str name, const struct value *v)
{
    struct table *t = table_of(f, name);
    const struct value *old = table_get(t, name);
    table_set(r->arena, t, name, f->maybe && old ? value_either(r->arena, old, v) : v);
}

/* A field of a map that is set in a branch, and was not there before; an else that sets it as well ends
 * the doubt. */
static void note_absent(struct run *r, struct frame *f, const struct value *map, struct str key,
                        bool there)
{
    struct str mark = ARENA_JOIN(r->arena, STR(HANDLER_ABSENT), key);
    if (map->kind != VALUE_MAP || f->maybe <= map->maybe)
        return;
    if (!there)
        table_set(r->arena, map->fields, mark, &value_nothing);
    else if (f->last_arm && table_get(map->fields, mark))
        table_set(r->arena, map->fields, mark, &value_unknown);
}

static void set_member(struct run *r, struct frame *f, const struct code_node *target,
                       const struct value *v)
{
    const struct value *object = run_node(r, f, target->first);
    struct str key = target->text;
    if (target->kind == CODE_INDEX) {
        const struct value *k = target->first->next ? run_node(r, f, target->first->next)
                                                    : &value_unknown;
        key = k->kind == VALUE_TEXT ? k->text : STR("*");
    }
    for (; object; object = object->other) {
        if (object->kind != VALUE_MAP && object->kind != VALUE_CLASS && object->kind != VALUE_LIST)
            continue;
        const struct value *old = table_get(object->fields, key);
        bool adds = old && (f->maybe || old->kind != VALUE_UNKNOWN) && old != v &&
                    !str_is(key, "exports");
        note_absent(r, f, object, key, old != NULL);
        table_set(r->arena, object->fields, key, adds ? value_either(r->arena, old, v) : v);
    }
}

static void set_pattern(struct run *r, struct frame *f, const struct code_node *target,
                        const struct value *v)
{
    size_t i = 0;
    for (const struct code_node *k = target->first; k; k = k->next, i++) {
        if (k->kind == CODE_SPREAD) {
            if (k->first && !k->flag)
                run_assign(r, f, k->first, v);
            continue;
        }
        const struct value *part;
        if (target->kind == CODE_MAP) {
            part = run_member(r, f->unit->python, v, k->key);
        } else {
            struct str index = arena_printf(r->arena, "%zu", i);
            const struct value *known = v->kind == VALUE_LIST ? table_get(v->fields, index) : NULL;
            part = known ? known : run_element(r, v);
        }
        run_assign(r, f, k, part);
    }
}

void run_assign(struct run *r, struct frame *f, const struct code_node *target,
                const struct value *v)
{
    if (!step(r, f, target))
        return;
    r->depth++;
    switch ((enum code_kind)target->kind) {
    case CODE_NAME:
        set_name(r, f, target->text, v);
        break;
    case CODE_MEMBER:
    case CODE_INDEX:
        set_member(r, f, target, v);
        break;
    case CODE_LIST:
    case CODE_MAP:
        set_pattern(r, f, target, v);
        break;
    case CODE_ASSIGN: { /* a default */
        const struct value *given = run_node(r, f, target->last);
        run_assign(r, f, target->first, value_either(r->arena, v, given));
        break;
    }
    case CODE_SPREAD:
        if (target->first) {
            run_assign(r, f, target->first, v);
        } else if (v->kind == VALUE_MAP) { /* from x import *, export * from x */
            const struct value *exports = look_up(f, STR("exports"));
            struct table *to = target->text.len && exports && exports->kind == VALUE_MAP
                                   ? exports->fields : &f->scope->names;
            for (const struct table_entry *e = v->fields->first; e; e = e->after)
                table_set(r->arena, to, e->key, e->value);
        }
        break;
    case CODE_VALUE: case CODE_TEXT: case CODE_JOIN: case CODE_CALL: case CODE_NEW: case CODE_ADD:
    case CODE_EITHER: case CODE_MIX: case CODE_LAST: case CODE_EACH: case CODE_FUNCTION:
    case CODE_BLOCK: case CODE_MAYBE: case CODE_LOOP: case CODE_RETURN: case CODE_CLASS:
    case CODE_MODULE: case CODE_KIND_COUNT:
        break;
    }
    r->depth--;
}

/* --- Values ----------------------------------------------------------------------------------- */

/* Does the source say that this is no name of anything? */
static bool is_nothing(struct str text)
{
    static const char *const words[] = {"None", "null", "undefined", "False", "false", "NaN"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(text, words[i]))
            return true;
    return text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Bytes that stand for marks are no part of a source's text. */
static const struct value *literal(struct run *r, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= MARK_ENV && text.ptr[i] <= MARK_ELSE)
            return &value_unknown;
    return value_text(r->arena, text);
}

/* Fields that nobody knows may stand for any that were set before; a key of their own tells of them. */
static void merge_unknown(struct run *r, struct value *to)
{
    for (const struct table_entry *e = to->fields->first; e; e = e->after)
        table_set(r->arena, to->fields, e->key, value_more(r->arena, e->value));
    table_set(r->arena, to->fields, STR(HANDLER_FIELDS), &value_unknown);
}

static void merge_fields(struct run *r, struct value *to, const struct value *from)
{
    bool more = value_has_more(from), several = from && from->other;
    for (; from; from = from->other) {
        to->input = to->input || from->input;
        if (from->kind == VALUE_MAP && from->fields != to->fields)
            for (const struct table_entry *e = from->fields->first; e; e = e->after) {
                const struct value *old = several ? table_get(to->fields, e->key) : NULL;
                table_set(r->arena, to->fields, e->key, value_either(r->arena, old, e->value));
            }
        else if (from->kind != VALUE_MAP && from != &value_nothing)
            more = true;
    }
    if (more)
        merge_unknown(r, to);
}

/* ...(condition && {a: 1}): what is no object gives no fields. */
static const struct value *spread(struct run *r, struct frame *f, const struct code_node *n)
{
    bool both = n->kind == CODE_EITHER && n->flag && n->first && n->first != n->last;
    if (!both || n->last->kind != CODE_MAP)
        return run_node(r, f, n);
    for (const struct code_node *k = n->first; k != n->last; k = k->next)
        run_node(r, f, k);
    return run_node(r, f, n->last);
}

static const struct value *map_value(struct run *r, struct frame *f, const struct code_node *n)
{
    struct value *map = value_new(r->arena, VALUE_MAP);
    map->maybe = f->maybe;
    for (const struct code_node *k = n->first; k; k = k->next) {
        if (k->kind == CODE_SPREAD && k->flag && k->first) { /* computed key */
            struct str key = value_say(run_node(r, f, k->first));
            table_set(r->arena, map->fields, key,
                      k->first->next ? run_node(r, f, k->first->next) : &value_unknown);
        } else if (k->kind == CODE_SPREAD) {
            merge_fields(r, map, k->first ? spread(r, f, k->first) : NULL);
        } else {
            secret_seen(r, f->unit, k->key, k);
            table_set(r->arena, map->fields, k->key, run_node(r, f, k));
        }
    }
    return map;
}

static const struct value *list_value(struct run *r, struct frame *f, const struct code_node *n)
{
    enum { KEPT = 32 };
    struct value *list = value_new(r->arena, VALUE_LIST);
    size_t i = 0;
    for (const struct code_node *k = n->first; k; k = k->next, i++) {
        const struct value *v = k->kind == CODE_SPREAD && k->first
                                    ? run_held(r, run_node(r, f, k->first)) : run_node(r, f, k);
        if (!v)
            continue;
        if (i < KEPT)
            table_set(r->arena, list->fields, arena_printf(r->arena, "%zu", i), v);
        list->element = value_either(r->arena, list->element, v);
    }
    return list;
}

static const struct value *joined(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *all = value_text(r->arena, STR(""));
    for (const struct code_node *k = n->first; k; k = k->next)
        all = value_join(r->arena, all, run_node(r, f, k));
    return all;
}

/* "a %s b" % x: the places are filled in order. */
static const struct value *formatted(struct run *r, const struct value *format,
                                     const struct value *with)
{
    if (format->kind != VALUE_TEXT)
        return value_tainted(format) || value_tainted(with) ? &value_input : &value_unknown;
    const struct value *all = value_text(r->arena, STR(""));
    struct str s = format->text;
    size_t from = 0, index = 0;
    for (size_t i = 0; i + 1 < s.len; i++) {
        if (s.ptr[i] != '%')
            continue;
        all = value_join(r->arena, all, value_text(r->arena, str_sub(s, from, i - from)));
        size_t end = i + 1;
        if (s.ptr[end] == '(')
            while (end < s.len && s.ptr[end] != ')')
                end++;
        while (end < s.len && strchr(".0123456789-)", s.ptr[end]) && s.ptr[end])
            end++;
        char type = end < s.len ? s.ptr[end] : '%';
        const struct value *v = with->kind == VALUE_LIST
                                    ? table_get(with->fields, arena_printf(r->arena, "%zu", index++))
                                    : with->kind == VALUE_MAP ? run_element(r, with) : with;
        bool text = type == 's' || type == 'r';
        if (type != '%')
            all = value_join(r->arena, all, text && v ? v : &value_unknown);
        i = end;
        from = end + 1;
    }
    return value_join(r->arena, all, value_text(r->arena, str_from_at(s, from < s.len ? from : s.len)));
}

static const struct value *added(struct run *r, const struct value *x, const struct value *y)
{
    if (x->kind != VALUE_LIST && y->kind != VALUE_LIST)
        return value_join(r->arena, x, y);
    struct value *list = value_new(r->arena, VALUE_LIST);
    const struct value *left = run_held(r, x), *right = run_held(r, y);
    list->element = left || right ? value_either(r->arena, left, right) : NULL;
    return list;
}

static const struct value *sum(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *x = run_node(r, f, n->first), *y = run_node(r, f, n->last);
    return n->flag ? formatted(r, x, y) : added(r, x, y);
}

static const struct value *index_value(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *object = run_node(r, f, n->first), *all = NULL;
    const struct code_node *key_node = n->first->next;
    const struct value *key = key_node ? run_node(r, f, key_node) : &value_unknown;
    bool number = key_node && key_node->kind == CODE_VALUE && key_node->text.len;
    struct str index = number ? key_node->text : STR_NONE;
    for (const struct value *k = key; k; k = k->other) {
        const struct value *known = number && object->kind == VALUE_LIST
                                        ? table_get(object->fields, index) : NULL;
        const struct value *v = known ? known
                                : k->kind == VALUE_TEXT
                                    ? run_member(r, f->unit->python, object, k->text)
                                    : run_element(r, object);
        all = value_either(r->arena, all, v);
    }
    return all;
}

static const struct value *module_value(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *v = run_module(r, f->unit, n->text);
    struct str rest = n->text, first;
    if (v->kind == VALUE_PATH && n->flag && str_cut(&rest, '.', &first)) /* import a.b */
        return value_path(r->arena, first, false);
    if (v->kind == VALUE_MAP && n->flag) { /* a, with b in it */
        str_cut(&rest, '.', &first);
        for (size_t end = n->text.len; end > first.len;) {
            size_t dot = str_rchr(str_sub(n->text, 0, end), '.');
            struct value *outer = value_new(r->arena, VALUE_MAP);
            table_set(r->arena, outer->fields, str_sub(n->text, dot + 1, end - dot - 1), v);
            v = outer;
            end = dot;
        }
    }
    return v;
}

static const struct value *imported(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *module = run_node(r, f, n->first);
    const struct value *v = run_member(r, f->unit->python, module, n->text);
    if (f->unit->python && n->flag && (v->kind == VALUE_UNKNOWN || v->kind == VALUE_PATH)) {
        const struct value *sub = run_submodule(r, f->unit, n->first->text, n->text);
        return sub ? sub : v;
    }
    return v;
}

static const struct value *class_value(struct run *r, struct frame *f, const struct code_node *n)
{
    struct value *class = value_new(r->arena, VALUE_CLASS);
    class->node = n;
    const struct code_node *bases = n->first;
    if (bases && bases->first)
        class->element = run_node(r, f, bases->first);
    struct scope *inner = arena_alloc(r->arena, sizeof *inner); /* functions may keep it */
    inner->outer = f->scope;
    inner->unit = f->unit;
    struct frame body = {.scope = inner, .unit = f->unit, .declares = true, .self = class};
    for (const struct code_node *k = bases ? bases->next : NULL; k; k = k->next)
        run_node(r, &body, k);
    /* Methods see the names around the class, not those in it. */
    for (const struct table_entry *e = inner->names.first; e; e = e->after) {
        struct value *copy = arena_alloc(r->arena, sizeof *copy);
        *copy = *e->value;
        if (copy->kind == VALUE_FUNCTION && copy->scope == inner)
            copy->scope = f->scope;
        table_set(r->arena, class->fields, e->key, copy);
    }
    return class;
}

/* `if own`: a condition that was named before, `own = a == b`, or whether there is anything. */
static bool is_named(const struct code_node *n)
{
    while (n->kind == CODE_MIX && n->first && !n->first->next)
        n = n->first;
    return n->kind == CODE_NAME;
}

/* --- Statements ------------------------------------------------------------------------------- */

/* Functions of a block are there before it begins. */
static void hoist(struct run *r, struct frame *f, const struct code_node *block)
{
    for (const struct code_node *k = block->first; k; k = k->next)
        if (k->kind == CODE_ASSIGN && k->first->kind == CODE_NAME &&
            k->last->kind == CODE_FUNCTION && str_eq(k->first->text, k->last->text)) {
            struct value *v = value_new(r->arena, VALUE_FUNCTION);
            v->node = k->last;
            v->scope = f->scope;
            table_set(r->arena, &f->scope->names, k->first->text, v);
        }
}

static void run_block(struct run *r, struct frame *f, const struct code_node *n)
{
    bool maybe = n->kind == CODE_MAYBE, outer_done = f->done, declares = f->declares;
    bool arms = f->arms; /* all arms of this chain so far have returned */
    bool last_arm = f->last_arm;
    f->maybe += maybe;
    f->last_arm = maybe ? str_is(n->text, "else") : last_arm;
    if (n->flag)
        f->declares = true;
    else
        hoist(r, f, n);
    for (const struct code_node *k = n->first; k && !f->done; k = k->next) {
        size_t before = r->looked;
        run_node(r, f, k);
        if (k->kind == CODE_MIX && k->next && k->next->kind == CODE_MAYBE &&
            (r->looked > before || (before && is_named(k))))
            run_sifts(r, f, k);
    }
    f->declares = declares;
    f->last_arm = last_arm;
    f->maybe -= maybe;
    if (!maybe)
        return;
    bool first = str_is(n->text, "if"), last = str_is(n->text, "else");
    bool returned = f->done && (first || arms);
    f->arms = returned && (first || str_is(n->text, "elif"));
    f->done = outer_done || (last && returned); /* nothing comes behind it */
}

static const struct value *assign(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct code_node *target = n->first, *from = n->last;
    const struct value *v = run_node(r, f, from);
    if (n->flag)
        v = added(r, run_node(r, f, target), v);
    else if (target->kind == CODE_NAME || target->kind == CODE_MEMBER)
        secret_seen(r, f->unit, target->text, from);
    run_assign(r, f, target, v);
    return v;
}

static const struct value *each(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *through = run_node(r, f, n->first->next);
    bool keys = n->kind == CODE_LOOP && n->flag;
    const struct value *element = run_element(r, through);
    struct scope *outer = f->scope;
    bool declares = f->declares;
    f->maybe++;
    if (n->kind == CODE_EACH) { /* its names are its own */
        f->scope = arena_alloc(r->arena, sizeof *f->scope);
        *f->scope = (struct scope){.outer = outer, .unit = outer->unit};
        f->declares = true;
    }
    run_assign(r, f, n->first, keys && !value_tainted(through) ? &value_unknown : element);
    f->declares = declares;
    const struct value *v = n->last != n->first->next ? run_node(r, f, n->last) : &value_unknown;
    f->maybe--;
    f->scope = outer;
    if (n->kind == CODE_LOOP)
        return &value_unknown;
    struct value *list = value_new(r->arena, VALUE_LIST);
    list->element = v;
    return list;
}

static const struct value *several(struct run *r, struct frame *f, const struct code_node *n)
{
    const struct value *all = NULL, *v = &value_unknown;
    size_t before = r->looked;
    for (const struct code_node *k = n->first; k; k = k->next) {
        v = run_node(r, f, k);
        if (n->kind == CODE_EITHER && all && !n->flag) /* x or y */
            all = value_or(r->arena, all, v);
        else
            all = value_either(r->arena, all, v);
    }
    if (n->kind == CODE_MIX) {
        r->looked += all && value_tainted(all);
        if (n->flag && r->looked > before && !is_named(n)) /* what a list is made of */
            run_sifts(r, f, n);
        return &value_unknown;
    }
    return n->kind == CODE_LAST || !all ? v : all;
}

static const struct value *kind_value(struct run *r, struct frame *f, const struct code_node *n)
{
    switch ((enum code_kind)n->kind) {
    case CODE_VALUE:
        if (str_is(n->text, "True") || str_is(n->text, "true"))
            return value_text(r->arena, STR("true"));
        return is_nothing(n->text) ? &value_nothing : &value_unknown;
    case CODE_NAME:
        return name_value(r, f, n);
    case CODE_TEXT:
        return literal(r, n->text);
    case CODE_JOIN:
        return joined(r, f, n);
    case CODE_MEMBER:
        return n->first->kind == CODE_MODULE
                   ? imported(r, f, n)
                   : run_member(r, f->unit->python, run_node(r, f, n->first), n->text);
    case CODE_INDEX:
        return index_value(r, f, n);
    case CODE_CALL:
    case CODE_NEW: {
        size_t before = r->looked;
        const struct value *v = run_call(r, f, n);
        if (run_is_filter(n) &&
            (r->looked > before || value_tainted(v) || n->first->kind == CODE_NAME))
            run_sifts(r, f, n);
        return v;
    }
    case CODE_MAP:
        return map_value(r, f, n);
    case CODE_LIST:
        return list_value(r, f, n);
    case CODE_ADD:
        return sum(r, f, n);
    case CODE_SPREAD:
        return n->first ? run_node(r, f, n->first) : &value_unknown;
    case CODE_EACH:
    case CODE_LOOP:
        return each(r, f, n);
    case CODE_FUNCTION: {
        struct value *v = value_new(r->arena, VALUE_FUNCTION);
        v->node = n;
        v->scope = f->scope;
        /* An arrow keeps the `this` around it; a named function gets its own by the call. */
        v->self = f->unit->python || n->text.len ? NULL : f->self;
        return v;
    }
    case CODE_ASSIGN:
        return assign(r, f, n);
    case CODE_BLOCK:
    case CODE_MAYBE:
        run_block(r, f, n);
        return &value_unknown;
    case CODE_RETURN: {
        const struct value *v = n->first ? run_node(r, f, n->first) : &value_nothing;
        f->returned = value_either(r->arena, f->returned, v);
        f->done = true;
        return v;
    }
    case CODE_CLASS:
        return class_value(r, f, n);
    case CODE_MODULE:
        return module_value(r, f, n);
    case CODE_EITHER: case CODE_MIX: case CODE_LAST:
        return several(r, f, n);
    case CODE_KIND_COUNT:
        break;
    }
    return &value_unknown;
}

const struct value *run_node(struct run *r, struct frame *f, const struct code_node *n)
{
    if (!step(r, f, n))
        return &value_unknown;
    r->depth++;
    const struct value *v = kind_value(r, f, n);
    r->depth--;
    return v ? v : &value_unknown;
}
