/* SPDX-License-Identifier: MIT */
/* arm_expr.c - reads and evaluates in one pass: a branch that is not taken is read with live =
 * false, which checks its syntax and does nothing else. */
#include "arm_expr.h"

#include "limits.h"
#include "mem.h"

struct arm_budget {
    size_t steps;
    unsigned depth;
    bool reported;
};

enum { EVAL_DEPTH = LIMIT_DEPTH * 8u }; /* calls, documents and variables nested in each other */

struct arm_slot {
    const struct arm_value *value; /* NULL: being evaluated */
};

/* Member of a map; names of parameters and variables ignore case. */
static const struct doc_node *doc_iget_str(const struct doc_node *map, struct str name)
{
    const struct doc_node *exact = doc_get_str(map, name);
    if (exact || !doc_is_map(map))
        return exact;
    for (const struct doc_node *c = doc_first(map); c; c = c->next)
        if (str_ieq(c->key, name))
            exact = c;
    return exact;
}

struct reader {
    struct arm_scope *scope;
    const struct doc_node *at;
    struct str text;
    size_t pos;
    unsigned depth;
    bool failed;
};

static const struct arm_value *read_value(struct reader *r, bool live);

static struct origin place(const struct arm_scope *s, const struct doc_node *at, size_t offset)
{
    struct origin o = doc_where(s->doc, at);
    if (o.col > 0)
        o.col += (uint32_t)offset + 1;
    return o;
}

static void problem(const struct arm_scope *s, enum arm_problem what, const struct doc_node *at,
                    size_t offset, struct str text)
{
    if (s->host->problem)
        s->host->problem(s->host->arg, what, place(s, at, offset), text);
}

void arm_call_problem(const struct arm_call *c, enum arm_problem what, struct str text)
{
    problem(c->scope, what, c->at, c->offset, text);
}

bool arm_spend(struct arm_scope *s, size_t steps, const struct doc_node *at)
{
    if (s->budget->steps >= steps) {
        s->budget->steps -= steps;
        return true;
    }
    s->budget->steps = 0;
    if (!s->budget->reported)
        problem(s, ARM_PROBLEM_LIMIT, at, 0, STR("evaluation-steps"));
    s->budget->reported = true;
    return false;
}

static const struct arm_value *limited(struct arm_scope *s, const char *limit,
                                       const struct doc_node *at)
{
    if (!s->budget->reported)
        problem(s, ARM_PROBLEM_LIMIT, at, 0, str_from(limit));
    s->budget->reported = true;
    return arm_unknown(s->arena, STR("limit"));
}

/* --- Scopes ------------------------------------------------------------------------------------- */

/* A step for every value that the document has: work beyond that comes from loops and calls. */
static size_t count_values(const struct doc_node *n)
{
    size_t count = 1;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        count += count_values(c); /* as deep as the document: LIMIT_DEPTH */
    return count;
}

struct arm_scope *arm_scope_new(struct arena *a, const struct arm_host *host,
                                const struct doc *doc, const struct doc_node *root)
{
    struct arm_scope *s = arena_alloc(a, sizeof *s);
    s->arena = a;
    s->host = host;
    s->doc = doc;
    s->root = root;
    s->symbolic = doc_is_map(doc_get(root, "resources"));
    s->budget = arena_alloc(a, sizeof *s->budget);
    s->budget->steps = LIMIT_EVALUATION_STEPS + 4 * count_values(root);
    return s;
}

struct arm_scope *arm_scope_nested(const struct arm_scope *outer, const struct doc *doc,
                                   const struct doc_node *root)
{
    struct arm_scope *s = arena_alloc(outer->arena, sizeof *s);
    s->arena = outer->arena;
    s->host = outer->host;
    s->doc = doc;
    s->root = root;
    s->symbolic = doc_is_map(doc_get(root, "resources"));
    s->budget = outer->budget;
    s->group = outer->group;
    return s;
}

void arm_scope_release(struct arm_scope *s)
{
    map_release(&s->slots);
    mem_free(s->values);
    s->values = NULL;
    s->value_count = s->value_cap = 0;
}

/* --- Parameters and variables ------------------------------------------------------------------- */

static struct str lowered(struct arena *a, struct str head, struct str name)
{
    struct str key = ARENA_JOIN(a, head, name);
    char *p = arena_alloc(a, key.len + 1);
    for (size_t i = 0; i < key.len; i++)
        p[i] = str_lower(key.ptr[i]);
    return (struct str){p, key.len};
}

/* The cached value of key, or NULL with *slot = a new place that is marked as being evaluated. */
static const struct arm_value *cached(struct arm_scope *s, struct str key, size_t *slot,
                                      bool *circle)
{
    bool added;
    uint32_t *at = map_put(&s->slots, key, &added);
    if (!added) {
        *slot = *at;
        *circle = !s->values[*at].value;
        return s->values[*at].value;
    }
    if (s->value_count == s->value_cap)
        s->values = mem_grow(s->values, &s->value_cap, sizeof *s->values);
    *at = (uint32_t)s->value_count;
    s->values[s->value_count] = (struct arm_slot){NULL};
    *slot = s->value_count++;
    *circle = false;
    return NULL;
}

static bool is_secure_type(struct str type)
{
    return str_iis(type, "securestring") || str_iis(type, "secureobject");
}

static const struct arm_value *mark_secure(struct arena *a, const struct arm_value *v)
{
    static const struct arm_value secure = {.secure = true};
    return arm_taint(a, v, &secure);
}

/* Text from the command line, by the declared type. */
static const struct arm_value *from_text(struct arm_scope *s, struct str text, struct str type)
{
    const struct arm_value *v = NULL;
    text = arena_str(s->arena, text);
    long number;
    if (str_iis(type, "int") && str_to_long(text, &number))
        return arm_long(s->arena, number);
    if (str_iis(type, "bool") && (str_iis(text, "true") || str_iis(text, "false")))
        return arm_bool(s->arena, str_iis(text, "true"));
    if (str_iis(type, "array") || str_iis(type, "object") || str_iis(type, "secureObject"))
        v = arm_from_json(s->arena, text);
    return v ? v : arm_text(s->arena, text);
}

/* Sample parameter files hold marks instead of values. */
static bool is_mark(const struct doc_node *value)
{
    struct str t = doc_text(value);
    return doc_is_scalar(value) && !value->plain &&
           (str_empty(t) || str_starts(t, STR("GEN-")) || str_starts(t, STR("${")) ||
            str_starts(t, STR("<")) || str_istarts(t, STR("changeme")));
}

/* A parameter of the template given by whoever deploys it; NULL: not given. */
static const struct arm_value *given_value(struct arm_scope *s, struct str name, struct str type)
{
    struct str text;
    if (!s->given_in && s->host->param && s->host->param(s->host->arg, name, &text))
        return from_text(s, text, type);
    const struct doc_node *entry = doc_iget_str(s->given, name);
    if (!entry)
        return NULL;
    const struct doc_node *value = doc_iget(entry, "value");
    if (!value) /* a reference into a key vault */
        return mark_secure(s->arena, arm_unknown(s->arena, name));
    if (s->given_in) {
        struct arm_loop *loop = s->given_in->loop;
        s->given_in->loop = s->given_loop;
        const struct arm_value *v = arm_eval(s->given_in, value);
        s->given_in->loop = loop;
        return v;
    }
    return is_mark(value) ? NULL : arm_from_doc(s->arena, value, true);
}

const struct arm_value *arm_parameter(struct arm_scope *s, struct str name,
                                      const struct doc_node *at)
{
    if (s->bound) {
        const struct arm_value *v = arm_get(s->bound, name);
        return v ? v : arm_unknown(s->arena, name);
    }
    bool circle;
    size_t slot;
    const struct arm_value *v = cached(s, lowered(s->arena, STR("p:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        problem(s, ARM_PROBLEM_CIRCLE, at, 0, name);
        return arm_unknown(s->arena, name);
    }
    const struct doc_node *row = doc_iget_str(doc_get(s->root, "parameters"), name);
    struct str type = doc_text(doc_iget(row, "type"));
    v = given_value(s, name, type);
    if (!v && doc_iget(row, "defaultValue"))
        v = arm_eval(s, doc_iget(row, "defaultValue"));
    if (!row && !v)
        problem(s, ARM_PROBLEM_NAME, at, 0, name);
    if (!v || (v->type == ARM_TEXT && str_empty(v->text) && doc_text(row).len == 0 &&
               is_secure_type(type)))
        v = arm_unknown(s->arena, name);
    if (is_secure_type(type))
        v = mark_secure(s->arena, v);
    s->values[slot].value = v;
    return v;
}

static const struct arm_value *expand_copy(struct arm_scope *s, const struct doc_node *copy);

static const struct arm_value *variable(struct arm_scope *s, struct str name,
                                        const struct doc_node *at)
{
    bool circle;
    size_t slot;
    const struct arm_value *v = cached(s, lowered(s->arena, STR("v:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        problem(s, ARM_PROBLEM_CIRCLE, at, 0, name);
        return arm_unknown(s->arena, name);
    }
    const struct doc_node *all = doc_get(s->root, "variables");
    const struct doc_node *row = doc_iget_str(all, name);
    struct arm_loop *loop = s->loop;
    s->loop = NULL; /* a variable does not know the copy that asks for it */
    if (row) {
        v = arm_eval(s, row);
    } else {
        for (const struct doc_node *c = doc_first(doc_get(all, "copy")); c && !v; c = c->next)
            if (str_ieq(doc_text(doc_get(c, "name")), name))
                v = expand_copy(s, c);
    }
    s->loop = loop;
    if (!v) {
        problem(s, ARM_PROBLEM_NAME, at, 0, name);
        v = arm_unknown(s->arena, name);
    }
    s->values[slot].value = v;
    return v;
}

const struct arm_value *arm_output(struct arm_scope *s, struct str name)
{
    const struct doc_node *row = doc_iget_str(doc_get(s->root, "outputs"), name);
    if (!row)
        return NULL;
    const struct doc_node *copy = doc_get(row, "copy"), *value = doc_get(row, "value");
    if (!value && !copy)
        return NULL;
    bool circle;
    size_t slot;
    const struct arm_value *v = cached(s, lowered(s->arena, STR("o:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        problem(s, ARM_PROBLEM_CIRCLE, row, 0, name);
        return arm_unknown(s->arena, name);
    }
    v = value ? arm_eval(s, value) : expand_copy(s, copy);
    if (is_secure_type(doc_text(doc_get(row, "type"))))
        v = mark_secure(s->arena, v);
    s->values[slot].value = v;
    return v;
}

/* --- Documents ---------------------------------------------------------------------------------- */

/* {name, count, input}: a list with input once for each index; with an unknown count once for
 * all. */
static const struct arm_value *expand_copy(struct arm_scope *s, const struct doc_node *copy)
{
    const struct arm_value *count = arm_eval(s, doc_get(copy, "count"));
    const struct doc_node *input = doc_get(copy, "input");
    struct arm_loop loop = {.name = doc_text(doc_get(copy, "name")), .outer = s->loop};
    long n = 1;
    bool known = arm_to_long(count, &n);
    if (n < 0)
        n = 0;
    struct arm_member *items = NULL;
    size_t used = 0, cap = 0;
    s->loop = &loop;
    for (long i = 0; i < n && arm_spend(s, 1, copy); i++) {
        loop.index = known ? arm_long(s->arena, i) : arm_unknown(s->arena, STR("i"));
        if (used == cap)
            items = mem_grow(items, &cap, sizeof *items);
        items[used++] = (struct arm_member){STR_NONE, arm_eval(s, input), input, s->doc};
    }
    s->loop = loop.outer;
    const struct arm_value *list = arm_list_of(s->arena, items, used);
    mem_free(items);
    return known ? list : arm_taint(s->arena, list, arm_unknown(s->arena, STR("count")));
}

static bool is_copy_list(const struct doc_node *n)
{
    return doc_is_list(n) && str_is(n->key, "copy") && doc_get(doc_first(n), "input");
}

static const struct arm_value *eval_map(struct arm_scope *s, const struct doc_node *n)
{
    size_t room = n->count, count = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        if (is_copy_list(c))
            room += c->count;
    struct arm_member *members = arena_array(s->arena, room, sizeof *members);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        if (is_copy_list(c)) {
            for (const struct doc_node *loop = doc_first(c); loop; loop = loop->next)
                members[count++] = (struct arm_member){doc_text(doc_get(loop, "name")),
                                                       expand_copy(s, loop), loop, s->doc};
            continue;
        }
        struct str key = c->key;
        if (str_starts(key, STR("["))) /* "[variables('id')]": {} of user-assigned identities */
            key = arm_str(arm_eval_text(s, key, c));
        members[count++] = (struct arm_member){key, arm_eval(s, c), c, s->doc};
    }
    return arm_object(s->arena, members, count);
}

static const struct arm_value *eval_node(struct arm_scope *s, const struct doc_node *n)
{
    if (doc_is_map(n))
        return eval_map(s, n);
    if (!doc_is_list(n))
        return n && !n->plain && str_starts(n->text, STR("[")) ? arm_eval_text(s, n->text, n)
                                                               : arm_from_doc(s->arena, n, true);
    struct arm_member *items = arena_array(s->arena, n->count, sizeof *items);
    size_t count = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        items[count++] = (struct arm_member){STR_NONE, arm_eval(s, c), c, s->doc};
    return arm_list_of(s->arena, items, count);
}

const struct arm_value *arm_eval(struct arm_scope *s, const struct doc_node *n)
{
    if (s->budget->depth >= EVAL_DEPTH)
        return limited(s, "depth", n);
    s->budget->depth++;
    const struct arm_value *v = eval_node(s, n);
    s->budget->depth--;
    if (v == &arm_too_large)
        return limited(s, "document-nodes", n);
    return v;
}

/* --- Reading expressions ------------------------------------------------------------------------ */

static const struct arm_value *syntax(struct reader *r, const char *why)
{
    if (!r->failed)
        problem(r->scope, ARM_PROBLEM_SYNTAX, r->at, r->pos, str_from(why));
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
    const struct arm_value *v = arm_text(r->scope->arena, arena_str(r->scope->arena, buf_str(&text)));
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

/* --- Calls -------------------------------------------------------------------------------------- */

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
    for (const struct doc_node *f = doc_first(doc_get(s->root, "functions")); f && !row; f = f->next)
        if (str_ieq(doc_text(doc_get(f, "namespace")), space))
            row = doc_iget_str(doc_get(f, "members"), name);
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
    if (asks && c->count == 1 && c->args[0]->unknown) /* which one, only the deployment knows */
        return arm_call_unknown(c, bare(first));
    if (asks && c->count == 1)
        return str_iis(c->name, "parameters") ? arm_parameter(s, first, c->at)
                                              : variable(s, first, c->at);
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
        return limited(s, "string-size", c->at);
    return v == &arm_too_large ? limited(s, "document-nodes", c->at) : v;
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

/* --- Members ------------------------------------------------------------------------------------ */

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
        const struct arm_value *known = arm_property(s, v, arm_str(key));
        if (known)
            return known;
    }
    struct str what = counts ? ARENA_JOIN(s->arena, bare(arm_str(v)), STR("["), arm_str(key),
                                          STR("]"))
                             : ARENA_JOIN(s->arena, bare(arm_str(v)), STR("."), arm_str(key));
    return arm_taint(s->arena, arm_unknown(s->arena, what), v);
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
    if (budget->depth >= EVAL_DEPTH || r->depth >= LIMIT_DEPTH) {
        r->failed = true;
        return limited(r->scope, "depth", r->at);
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
