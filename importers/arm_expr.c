/* SPDX-License-Identifier: MIT */
/* arm_expr.c - reads and evaluates in one pass: a branch that is not taken is read with live =
 * false, which checks its syntax and does nothing else. */
#include "arm_expr.h"

#include "arm_scope.h"
#include "limits.h"
#include "mem.h"

struct reader {
    struct arm_scope *scope;
    const struct doc_node *at;
    struct str text;
    size_t pos;
    unsigned depth;
    bool failed;
};

static const struct arm_value *read_value(struct reader *r, bool live);

void arm_call_problem(const struct arm_call *c, enum arm_problem what, struct str text)
{
    arm_report(c->scope, what, c->at, c->offset, text);
}

/* --- Reading expressions ---------------------------------------------------------------------- */

static const struct arm_value *syntax(struct reader *r, const char *why)
{
    if (!r->failed)
        arm_report(r->scope, ARM_PROBLEM_SYNTAX, r->at, r->pos, str_from(why));
    r->failed = true;
    return &arm_null;
}

static char peek(struct reader *r)
{
    while (r->pos < r->text.len && strchr(" \t\r\n", r->text.ptr[r->pos]) &&
           r->text.ptr[r->pos] != '\0')
        r->pos++;
    return r->pos < r->text.len ? r->text.ptr[r->pos] : '\0';
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c || c == '\0')
        return false;
    r->pos++;
    return true;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
}

static struct str read_word(struct reader *r)
{
    size_t from = r->pos;
    while (r->pos < r->text.len && is_word(r->text.ptr[r->pos]))
        r->pos++;
    return str_sub(r->text, from, r->pos - from);
}

/* 'it''s' */
static const struct arm_value *read_string(struct reader *r)
{
    struct buf text = {0};
    size_t from = ++r->pos;
    for (;; r->pos++) {
        if (r->pos >= r->text.len) {
            buf_release(&text);
            return syntax(r, "a text is not closed");
        }
        if (r->text.ptr[r->pos] != '\'')
            continue;
        buf_add(&text, str_sub(r->text, from, r->pos - from));
        if (r->pos + 1 >= r->text.len || r->text.ptr[r->pos + 1] != '\'')
            break;
        buf_putc(&text, '\'');
        from = ++r->pos + 1;
    }
    r->pos++;
    const struct arm_value *v =
        arm_text(r->scope->arena, arena_str(r->scope->arena, buf_str(&text)));
    buf_release(&text);
    return v;
}

static const struct arm_value *read_number(struct reader *r)
{
    size_t from = r->pos;
    if (r->text.ptr[r->pos] == '-')
        r->pos++;
    read_word(r);
    struct str digits = str_sub(r->text, from, r->pos - from);
    long n;
    if (!str_to_long(digits, &n))
        return syntax(r, "this is no number");
    return arm_long(r->scope->arena, n);
}

/* --- Calls ------------------------------------------------------------------------------------ */

struct args {
    const struct arm_value **items;
    size_t count, cap;
};

static void add_arg(struct args *args, const struct arm_value *v)
{
    if (args->count == args->cap)
        args->items = mem_grow(args->items, &args->cap, sizeof *args->items);
    args->items[args->count++] = v;
}

/* (a, b, c) behind a name. Which are live: all, or for if(), and(), or() those that count. */
static void read_args(struct reader *r, struct str name, bool live, struct args *args)
{
    bool chooses = str_iis(name, "if"), all = str_iis(name, "and"), any = str_iis(name, "or");
    bool truth = false, decided = false;
    if (take(r, ')'))
        return;
    do {
        bool now = live;
        if (chooses && decided)
            now = live && truth == (args->count == 1);
        else if ((all || any) && decided)
            now = false;
        const struct arm_value *v = read_value(r, now);
        add_arg(args, v);
        if (!live || r->failed)
            continue;
        if (chooses && args->count == 1)
            decided = arm_to_bool(v, &truth);
        else if ((all || any) && !decided && arm_to_bool(v, &truth))
            decided = truth == any;
    } while (!r->failed && take(r, ','));
    if (!r->failed && !take(r, ')'))
        syntax(r, "expected , or )");
}

/* A condition that nobody can decide: what both branches say. */
static const struct arm_value *either(struct arm_scope *s, const struct arm_value *cond,
                                      const struct arm_value *x, const struct arm_value *y)
{
    struct arena *a = s->arena;
    const struct arm_value *v;
    if (arm_equal(x, y))
        return arm_taint(a, arm_taint(a, x, y), cond);
    if ((x->type == ARM_LIST || y->type == ARM_LIST) && !arm_str(x).len && !arm_str(y).len) {
        struct arm_member *both = arena_array(a, x->count + y->count, sizeof *both);
        size_t n = 0;
        for (size_t i = 0; i < x->count; i++)
            both[n++] = x->members[i];
        for (size_t i = 0; i < y->count; i++)
            both[n++] = y->members[i];
        v = arm_list_of(a, both, n);
    } else if (x->type == ARM_OBJECT || y->type == ARM_OBJECT) {
        const struct arm_value *o = x->type == ARM_OBJECT ? x : y;
        v = o;
        if (x->type == y->type) {
            struct arm_member *members = arena_array(a, x->count + y->count, sizeof *members);
            size_t n = 0;
            for (size_t i = 0; i < x->count; i++)
                members[n++] = x->members[i];
            for (size_t i = 0; i < y->count; i++)
                if (!arm_get(x, y->members[i].key))
                    members[n++] = y->members[i];
            v = arm_object(a, members, n);
        }
    } else {
        struct str t = arm_str(x), e = arm_str(y);
        bool shown = !x->secure && !y->secure && t.len + e.len <= 96 &&
                     str_chr(t, '/') == STR_NPOS && str_chr(e, '/') == STR_NPOS;
        v = arm_unknown(a, shown ? ARENA_JOIN(a, t, STR("|"), e) : STR("either"));
        if (shown && (!arm_text_known(t) || !arm_text_known(e)))
            v = arm_unknown(a, STR("either"));
    }
    v = arm_taint(a, arm_taint(a, v, x), y);
    static const struct arm_value unknown = {.unknown = true};
    return arm_taint(a, arm_taint(a, v, &unknown), cond);
}

static const struct arm_value *choose(struct reader *r, const struct args *args)
{
    bool truth;
    if (args->count != 3)
        return syntax(r, "if() takes a condition and two values");
    if (arm_to_bool(args->items[0], &truth))
        return args->items[truth ? 1 : 2];
    return either(r->scope, args->items[0], args->items[1], args->items[2]);
}

static const struct arm_value *copy_index(const struct arm_call *c)
{
    struct arm_scope *s = c->scope;
    struct str name = STR_NONE;
    long offset = 0, index;
    for (size_t i = 0; i < c->count; i++)
        if (!arm_to_long(c->args[i], &offset))
            name = arm_str(c->args[i]);
    const struct arm_loop *loop = s->loop;
    while (loop && !str_empty(name) && !str_ieq(loop->name, name))
        loop = loop->outer;
    if (!loop || !loop->index)
        return arm_unknown(s->arena, STR("i"));
    if (arm_to_long(loop->index, &index))
        return arm_long(s->arena, index + offset);
    return loop->index;
}

/* namespace.function of the template's own `functions`. */
static const struct arm_value *user_function(const struct arm_call *c, bool *found)
{
    struct arm_scope *s = c->scope;
    struct str rest = c->name, space, name;
    str_cut(&rest, '.', &space);
    name = rest;
    const struct doc_node *row = NULL;
    for (const struct doc_node *f = doc_first(doc_get(s->root, "functions")); f && !row;
         f = f->next)
        if (str_ieq(doc_text(doc_get(f, "namespace")), space))
            row = arm_doc_iget(doc_get(f, "members"), name);
    *found = row != NULL;
    if (!row)
        return NULL;
    size_t n = 0;
    const struct doc_node *p = doc_first(doc_get(row, "parameters"));
    struct arm_member *members = arena_array(s->arena, c->count, sizeof *members);
    for (; p && n < c->count; p = p->next, n++)
        members[n] = (struct arm_member){.key = doc_text(doc_get(p, "name")), .value = c->args[n]};
    struct arm_scope inner = *s;
    inner.bound = arm_object(s->arena, members, n);
    inner.slots = (struct map){0};
    inner.values = NULL;
    inner.value_count = inner.value_cap = 0;
    const struct arm_value *v = arm_eval(&inner, doc_path(row, "output.value"));
    arm_scope_release(&inner);
    return v;
}

/* "{x}" -> "x": placeholders do not nest. */
static struct str bare(struct str text)
{
    if (text.len >= 2 && text.ptr[0] == '{' && text.ptr[text.len - 1] == '}' &&
        str_chr(str_sub(text, 1, text.len - 2), '{') == STR_NPOS)
        return str_sub(text, 1, text.len - 2);
    return STR("value");
}

static const struct arm_value *run(const struct arm_call *c)
{
    struct arm_scope *s = c->scope;
    if (!arm_spend(s, 1, c->at))
        return arm_unknown(s->arena, STR("limit"));
    struct str first = c->count ? arm_str(c->args[0]) : STR_NONE;
    bool asks = str_iis(c->name, "parameters") || str_iis(c->name, "variables");
    if (asks && c->count == 1 && (c->args[0]->unknown || arm_secure(c->args[0])))
        return arm_call_unknown(c, bare(first)); /* which one, only the deployment knows */
    if (asks && c->count == 1)
        return str_iis(c->name, "parameters") ? arm_parameter(s, first, c->at)
                                              : arm_variable(s, first, c->at);
    if (str_iis(c->name, "copyIndex"))
        return copy_index(c);
    if (str_chr(c->name, '.') != STR_NPOS) {
        bool found;
        const struct arm_value *v = user_function(c, &found);
        if (found)
            return v;
    }
    const struct arm_function *f = arm_function_find(c->name);
    if (!f) {
        arm_call_problem(c, ARM_PROBLEM_FUNCTION, c->name);
        return arm_call_unknown(c, c->name);
    }
    if (c->count < f->min || c->count > f->max) {
        arm_call_problem(c, ARM_PROBLEM_VALUE, c->name);
        return arm_call_unknown(c, c->name);
    }
    const struct arm_value *v = f->run(c);
    if (arm_is_scalar(v) && v->text.len > LIMIT_STRING_BYTES)
        return arm_limited(s, "string-size", c->at);
    return v == &arm_too_large ? arm_limited(s, "document-nodes", c->at) : v;
}

static const struct arm_value *read_call(struct reader *r, struct str name, size_t offset,
                                         bool live)
{
    struct args args = {0};
    /* The body of a lambda speaks of names that only the running deployment binds. */
    read_args(r, name, live && !str_iis(name, "lambda"), &args);
    const struct arm_value *v = &arm_null;
    if (!r->failed && live && str_iis(name, "if")) {
        v = choose(r, &args);
    } else if (!r->failed && live) {
        struct arm_call c = {r->scope, r->at, offset, name, args.items, args.count};
        v = run(&c);
    }
    mem_free(args.items);
    return v;
}

/* --- Members ---------------------------------------------------------------------------------- */

static const struct arm_value *member(struct reader *r, const struct arm_value *v,
                                      const struct arm_value *key)
{
    struct arm_scope *s = r->scope;
    long index;
    bool counts = arm_to_long(key, &index) && key->type == ARM_INT;
    if (v->type == ARM_LIST && counts && index >= 0 && (size_t)index < v->count)
        return arm_taint(s->arena, v->members[index].value, v);
    if (v->type == ARM_LIST && !arm_known(key)) { /* one of them */
        const struct arm_value *one = arm_taint(s->arena, arm_unknown(s->arena, STR("item")), v);
        for (size_t i = 0; i < v->count; i++)
            if (v->members[i].value->type == ARM_OBJECT && v->count == 1)
                one = v->members[i].value;
        return one;
    }
    if (v->type == ARM_OBJECT) {
        const struct arm_value *found = arm_get(v, arm_str(key));
        struct arm_value flags = {.secure = v->secure, .refs = v->refs};
        if (found)
            return arm_taint(s->arena, found, &flags);
    }
    if (!v->unknown) {
        static const struct arm_value unknown = {.unknown = true};
        return arm_taint(s->arena, &arm_null, &unknown);
    }
    if (!counts) {
        const struct arm_value *known = arm_property(s, v, arm_show(key));
        if (known)
            return known;
    }
    struct str what =
        counts ? ARENA_JOIN(s->arena, bare(arm_str(v)), STR("["), arm_show(key), STR("]"))
               : ARENA_JOIN(s->arena, bare(arm_str(v)), STR("."), arm_show(key));
    return arm_taint(s->arena, arm_taint(s->arena, arm_unknown(s->arena, what), v), key);
}

/* .name [index] .?name [?index] behind a value */
static const struct arm_value *read_members(struct reader *r, const struct arm_value *v, bool live)
{
    while (!r->failed) {
        const struct arm_value *key;
        if (take(r, '.')) {
            take(r, '?');
            struct str word = read_word(r);
            if (str_empty(word))
                return syntax(r, "expected a name behind .");
            key = arm_text(r->scope->arena, word);
        } else if (take(r, '[')) {
            take(r, '?');
            key = read_value(r, live);
            if (!r->failed && !take(r, ']'))
                return syntax(r, "expected ]");
        } else {
            break;
        }
        if (live && !r->failed)
            v = member(r, v, key);
    }
    return v;
}

static const struct arm_value *read_primary(struct reader *r, bool live)
{
    char c = peek(r);
    size_t offset = r->pos;
    if (c == '\'')
        return read_string(r);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(r);
    struct str name = read_word(r);
    while (r->pos < r->text.len && r->text.ptr[r->pos] == '.') { /* namespace.function */
        r->pos++;
        if (str_empty(read_word(r)))
            return syntax(r, "expected a name behind .");
        name = str_sub(r->text, offset, r->pos - offset);
    }
    if (str_empty(name))
        return syntax(r, "expected a value");
    if (take(r, '('))
        return read_call(r, name, offset, live);
    if (str_iis(name, "true") || str_iis(name, "false"))
        return arm_bool(r->scope->arena, str_iis(name, "true"));
    if (str_iis(name, "null"))
        return &arm_null;
    return syntax(r, "expected ( behind the name of a function");
}

static const struct arm_value *read_value(struct reader *r, bool live)
{
    struct arm_budget *budget = r->scope->budget;
    if (budget->depth >= ARM_EVAL_DEPTH || r->depth >= LIMIT_DEPTH) {
        r->failed = true;
        return arm_limited(r->scope, "depth", r->at);
    }
    budget->depth++;
    r->depth++;
    const struct arm_value *v = read_primary(r, live);
    if (!r->failed)
        v = read_members(r, v, live);
    r->depth--;
    budget->depth--;
    return v;
}

const struct arm_value *arm_eval_text(struct arm_scope *s, struct str text,
                                      const struct doc_node *n)
{
    if (!str_starts(text, STR("[")) || !str_ends(text, STR("]")))
        return arm_text(s->arena, text);
    if (str_starts(text, STR("[[")))
        return arm_text(s->arena, str_from_at(text, 1));
    struct reader r = {.scope = s, .at = n, .text = str_sub(text, 0, text.len - 1), .pos = 1};
    const struct arm_value *v = read_value(&r, true);
    if (!r.failed && peek(&r) != '\0')
        syntax(&r, "the expression goes on behind its end");
    return r.failed ? arm_unknown(s->arena, STR("?")) : v;
}
