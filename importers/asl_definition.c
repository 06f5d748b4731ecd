/* SPDX-License-Identifier: MIT */
/* asl_definition.c - where the definition of a state machine stands, and the values put into it.
 * Texts:  JSON in a text, in Fn::Sub or Fn::Join (CDK) is read first and its strings are evaluated
 *         afterwards, so references stay references. In a YAML block every state has its own line.
 *         What is no JSON before the values are in is evaluated first. The input of a call that a
 *         schedule makes is such a text as well. */
#include "asl.h"
#include "cfn_functions.h"
#include "limits.h"
#include "read.h"

/* --- Values put in ----------------------------------------------------------------------------- */

/* Strings with ${Name} become Fn::Sub with the given values. */
static const struct doc_node *substituted(struct cfn *c, const struct doc_node *n,
                                          const struct doc_node *vars, unsigned depth)
{
    struct doc *work = c->scope.work;
    if (depth > LIMIT_DEPTH || !cfn_enter(&c->scope, n))
        return n;
    struct doc_node *out = NULL;
    if (doc_is_scalar(n) && str_find(doc_text(n), STR("${")) != STR_NPOS) {
        out = doc_map(work, n->line, n->col);
        struct doc_node *args = doc_list(work, n->line, n->col);
        struct doc_node *map = arena_alloc(c->arena, sizeof *map);
        struct doc_node *text = arena_alloc(c->arena, sizeof *text);
        *map = *vars, map->next = NULL;
        *text = *n, text->next = NULL;
        doc_append(args, text);
        doc_append(args, map);
        args->file = out->file = n->file;
        doc_put(work, out, STR("Fn::Sub"), doc_value_place(n), args);
    } else if (!doc_is_scalar(n) && !cfn_call(n)) {
        out = doc_clone(work, n);
        for (const struct doc_node *k = doc_first(n); k; k = k->next) {
            struct doc_node *child = arena_alloc(c->arena, sizeof *child);
            *child = *substituted(c, k, vars, depth + 1);
            child->next = NULL;
            if (doc_is_map(n))
                doc_put(work, out, k->key, doc_key_place(k), child);
            else
                doc_append(out, child);
        }
    }
    cfn_leave(&c->scope);
    return out ? out : n;
}

static void put_all(struct cfn *c, struct doc_node *vars, const struct doc_node *from)
{
    for (const struct doc_node *k = doc_is_map(from) ? doc_first(from) : NULL; k; k = k->next) {
        struct doc_node *copy = arena_alloc(c->arena, sizeof *copy);
        *copy = *k, copy->next = NULL;
        doc_put(c->scope.work, vars, k->key, doc_key_place(k), copy);
    }
}

/* --- Texts ------------------------------------------------------------------------------------ */

struct text {
    struct str json;
    const struct doc_node *at; /* the scalar it stands in */
    bool block;                /* its first line is the one below at */
    bool values;               /* ${..} in it is to be evaluated */
    struct doc_node *vars;
};

/* Fn::Join without glue: what is no text becomes a variable. */
static bool joined(struct cfn *c, const struct doc_node *arg, struct text *t)
{
    const struct doc_node *parts = doc_at(arg, 1);
    if (!doc_is_list(parts) || !doc_is_scalar(doc_at(arg, 0)) || doc_text(doc_at(arg, 0)).len)
        return false;
    struct buf b = {0};
    for (const struct doc_node *p = doc_first(parts); p; p = p->next) {
        if (doc_is_scalar(p)) {
            buf_add(&b, doc_text(p));
            continue;
        }
        struct doc_node *copy = arena_alloc(c->arena, sizeof *copy);
        *copy = *p, copy->next = NULL;
        struct str name = arena_printf(c->arena, "joined.%zu", (size_t)t->vars->count);
        doc_put(c->scope.work, t->vars, name, doc_value_place(p), copy);
        buf_printf(&b, "${%s}", name.ptr);
    }
    t->json = arena_str(c->arena, buf_str(&b));
    buf_release(&b);
    t->at = parts;
    t->values = true;
    return true;
}

static bool find_text(struct cfn *c, const struct doc_node *n, struct text *t)
{
    const struct doc_node *call = cfn_call(n), *text = n;
    if (call && str_is(call->key, "Fn::Join"))
        return joined(c, call, t);
    if (call && str_is(call->key, "Fn::Sub")) {
        text = doc_is_list(call) ? doc_at(call, 0) : call;
        if (doc_is_list(call))
            put_all(c, t->vars, cfn_node(&c->scope, doc_at(call, 1)));
        t->values = true;
    }
    if (!doc_is_scalar(text))
        return false;
    t->json = doc_text(text);
    t->at = text;
    t->block = text->literal;
    return true;
}

static void place(struct doc *d, struct doc_node *n, const struct text *t, unsigned depth)
{
    struct doc_place key = doc_key_place(n);
    uint32_t line = t->block ? t->at->line + n->line : t->at->line;
    uint32_t col = t->block ? 0 : t->at->col; /* how far it is set in is not known */
    doc_set_place(n, line, col);
    if (t->block && key.line)
        doc_set_key_place(d, n, (struct doc_place){t->at->line + key.line, col});
    n->file = t->at->file;
    for (struct doc_node *c = n->type == DOC_SCALAR ? NULL : n->head; c && depth < LIMIT_DEPTH;
         c = c->next)
        place(d, c, t, depth + 1);
}

static void complain(struct cfn *c, const struct text *t, const struct diags *found)
{
    for (size_t i = 0; i < diags_count(found); i++) {
        const struct diag *d = diags_at(found, i);
        if (d->level != DIAG_ERROR)
            continue;
        struct origin at = cfn_at(c, t->at);
        if (t->block) {
            at.line += d->where.line;
            at.col = 0;
        }
        diags_add(import_diags(c->im), DIAG_WARNING, at, "the definition of the states: %.*s",
                  (int)d->text.len, d->text.ptr);
        return;
    }
}

/* NULL: it is no JSON, and that was said. */
static const struct doc_node *read_text(struct cfn *c, const struct doc_node *n,
                                        struct doc_node *vars, bool quiet, bool *values)
{
    struct text t = {.vars = vars};
    if (!find_text(c, n, &t))
        return cfn_json_text(c, n);
    struct diags *found = diags_new();
    struct doc *doc = NULL;
    const struct doc_node *out;
    if (read_json(t.json, c->path, READ_RELAXED, found, &doc)) {
        struct doc_node *copy = doc_copy(c->scope.work, doc, doc_root(doc));
        place(c->scope.work, copy, &t, 0);
        doc_free(doc);
        *values |= t.values;
        out = copy;
    } else {
        out = cfn_json_text(c, n);
        if (!out && !quiet)
            complain(c, &t, found);
    }
    diags_free(found);
    return out;
}

const struct doc_node *asl_json(struct cfn *c, const struct doc_node *n)
{
    struct doc_node *vars = doc_map(c->scope.work, n->line, n->col);
    bool values = false;
    const struct doc_node *json =
        doc_is_map(n) && !cfn_call(n) ? n : read_text(c, n, vars, true, &values);
    return json && (values || vars->count) ? substituted(c, json, vars, 0) : json;
}

/* --- Files ------------------------------------------------------------------------------------ */

/* A local path, or the key of an object that lies beside the template (assets of CDK). */
static const struct doc_node *from_file(struct cfn *c, const struct doc_node *n)
{
    struct str name = doc_is_map(n) && !cfn_call(n) ? cfn_known(&c->scope, doc_get(n, "Key"))
                                                    : cfn_known(&c->scope, n);
    struct str names[] = {name, ARENA_JOIN(c->arena, STR("asset."), name)}, path;
    if (str_empty(name) || str_find(name, STR("://")) != STR_NPOS)
        return NULL;
    for (size_t i = 0; i < COUNT(names); i++)
        if (import_join(c->im, c->folder, names[i], &path) && import_exists(c->im, path))
            return cfn_adopt(&c->scope, import_load(c->im, path));
    return NULL;
}

static const struct doc_node *definition_of(struct cfn *c, struct cfn_resource *r,
                                            struct doc_node *vars, bool *values)
{
    static const char *const places[] = {"Definition", "DefinitionString", "DefinitionBody"};
    static const char *const files[] = {"DefinitionUri", "DefinitionS3Location"};
    for (size_t i = 0; i < COUNT(places); i++) {
        const struct doc_node *n = cfn_prop(c, r, places[i]);
        if (n)
            return doc_is_map(n) && !cfn_call(n) ? n : read_text(c, n, vars, false, values);
    }
    for (size_t i = 0; i < COUNT(files); i++) {
        const struct doc_node *n = cfn_prop(c, r, files[i]);
        const struct doc_node *found = n ? from_file(c, n) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

void cfn_emit_state_machine(struct cfn *c, struct cfn_resource *r)
{
    struct doc_node *vars = doc_map(c->scope.work, r->where.line, r->where.col);
    const struct doc_node *given = cfn_node(&c->scope, cfn_prop(c, r, "DefinitionSubstitutions"));
    bool values = false;
    const struct doc_node *definition = definition_of(c, r, vars, &values);
    if (!definition) {
        const struct doc_node *uri = cfn_prop(c, r, "DefinitionUri");
        graph_unresolved(c->g, r->id, STR("the definition of this state machine is not readable "
                                          "here"), r->node, uri ? cfn_at(c, uri) : r->where);
        return;
    }
    if (doc_is_map(given) && !cfn_call(given))
        put_all(c, vars, given);
    if (values || vars->count)
        definition = substituted(c, definition, vars, 0);
    asl_states(c, r->node, definition);
}
