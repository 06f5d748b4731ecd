/* SPDX-License-Identifier: MIT */
/* arm_scope.c - one template with its parameters: budgets, parameters, variables, outputs, and
 * documents with the expressions in them evaluated. */
#include "arm_scope.h"

#include "limits.h"
#include "mem.h"

struct arm_slot {
    const struct arm_value *value; /* NULL: being evaluated */
};

const struct doc_node *arm_doc_iget(const struct doc_node *map, struct str name)
{
    const struct doc_node *exact = doc_get_str(map, name);
    if (exact || !doc_is_map(map))
        return exact;
    for (const struct doc_node *c = doc_first(map); c; c = c->next)
        if (str_ieq(c->key, name))
            exact = c;
    return exact;
}

static struct origin place(const struct arm_scope *s, const struct doc_node *at, size_t offset)
{
    struct origin o = doc_where(s->doc, at);
    if (o.col > 0)
        o.col += (uint32_t)offset + 1;
    return o;
}

void arm_report(const struct arm_scope *s, enum arm_problem what, const struct doc_node *at,
                size_t offset, struct str text)
{
    if (s->host->problem)
        s->host->problem(s->host->arg, what, place(s, at, offset), text);
}

bool arm_spend(struct arm_scope *s, size_t steps, const struct doc_node *at)
{
    if (s->budget->steps >= steps) {
        s->budget->steps -= steps;
        return true;
    }
    s->budget->steps = 0;
    if (!s->budget->reported)
        arm_report(s, ARM_PROBLEM_LIMIT, at, 0, STR("evaluation-steps"));
    s->budget->reported = true;
    return false;
}

const struct arm_value *arm_limited(struct arm_scope *s, const char *limit,
                                    const struct doc_node *at)
{
    if (!s->budget->reported)
        arm_report(s, ARM_PROBLEM_LIMIT, at, 0, str_from(limit));
    s->budget->reported = true;
    return arm_unknown(s->arena, STR("limit"));
}

/* --- Scopes ----------------------------------------------------------------------------------- */

/* A step for every value that the document has: work beyond that comes from loops and calls. */
static size_t count_values(const struct doc_node *n)
{
    size_t count = 1;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        count += count_values(c); /* as deep as the document: LIMIT_DEPTH */
    return count;
}

struct arm_scope *arm_scope_new(struct arena *a, const struct arm_host *host, const struct doc *doc,
                                const struct doc_node *root)
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

/* --- Parameters and variables ----------------------------------------------------------------- */

static struct str slot_key(struct arena *a, struct str head, struct str name)
{
    return arena_lower(a, ARENA_JOIN(a, head, name));
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
    const struct doc_node *entry = arm_doc_iget(s->given, name);
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
    const struct arm_value *v = cached(s, slot_key(s->arena, STR("p:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        arm_report(s, ARM_PROBLEM_CIRCLE, at, 0, name);
        return arm_unknown(s->arena, name);
    }
    const struct doc_node *row = arm_doc_iget(doc_get(s->root, "parameters"), name);
    struct str type = doc_text(doc_iget(row, "type"));
    v = given_value(s, name, type);
    if (!v && doc_iget(row, "defaultValue"))
        v = arm_eval(s, doc_iget(row, "defaultValue"));
    if (!row && !v)
        arm_report(s, ARM_PROBLEM_NAME, at, 0, name);
    if (!v || (v->type == ARM_TEXT && str_empty(v->text) && doc_text(row).len == 0 &&
               is_secure_type(type)))
        v = arm_unknown(s->arena, name);
    if (is_secure_type(type))
        v = mark_secure(s->arena, v);
    s->values[slot].value = v;
    return v;
}

static const struct arm_value *expand_copy(struct arm_scope *s, const struct doc_node *copy);

const struct arm_value *arm_variable(struct arm_scope *s, struct str name,
                                     const struct doc_node *at)
{
    bool circle;
    size_t slot;
    const struct arm_value *v = cached(s, slot_key(s->arena, STR("v:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        arm_report(s, ARM_PROBLEM_CIRCLE, at, 0, name);
        return arm_unknown(s->arena, name);
    }
    const struct doc_node *all = doc_get(s->root, "variables");
    const struct doc_node *row = arm_doc_iget(all, name);
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
        arm_report(s, ARM_PROBLEM_NAME, at, 0, name);
        v = arm_unknown(s->arena, name);
    }
    s->values[slot].value = v;
    return v;
}

const struct arm_value *arm_output(struct arm_scope *s, struct str name)
{
    const struct doc_node *row = arm_doc_iget(doc_get(s->root, "outputs"), name);
    if (!row)
        return NULL;
    const struct doc_node *copy = doc_get(row, "copy"), *value = doc_get(row, "value");
    if (!value && !copy)
        return NULL;
    bool circle;
    size_t slot;
    const struct arm_value *v = cached(s, slot_key(s->arena, STR("o:"), name), &slot, &circle);
    if (v)
        return v;
    if (circle) {
        arm_report(s, ARM_PROBLEM_CIRCLE, row, 0, name);
        return arm_unknown(s->arena, name);
    }
    v = value ? arm_eval(s, value) : expand_copy(s, copy);
    if (is_secure_type(doc_text(doc_get(row, "type"))))
        v = mark_secure(s->arena, v);
    s->values[slot].value = v;
    return v;
}

/* --- Documents -------------------------------------------------------------------------------- */

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
            key = arm_show(arm_eval_text(s, key, c));
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
    if (s->budget->depth >= ARM_EVAL_DEPTH)
        return arm_limited(s, "depth", n);
    s->budget->depth++;
    const struct arm_value *v = eval_node(s, n);
    s->budget->depth--;
    if (v == &arm_too_large)
        return arm_limited(s, "document-nodes", n);
    return v;
}
