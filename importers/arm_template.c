/* SPDX-License-Identifier: MIT */
/* arm_template.c - two passes: arm_register() makes a raw entry for every resource of a template
 * and of the templates nested in it, so that names and outputs of siblings can be looked up in any
 * order; then conditions, loops and names are evaluated and the resources made. */
#include "arm_nested.h"

#include "buf.h"
#include "limits.h"
#include "mem.h"

/* --- Names ------------------------------------------------------------------------------------ */

/* A nested child is called by its own part, sometimes by all of it. */
static struct str join_name(struct arena *a, struct str type, struct str parent, struct str name)
{
    if (str_empty(parent) || arm_part_count(name) >= arm_part_count(type) - 1)
        return name;
    return ARENA_JOIN(a, parent, STR("/"), name);
}

static struct str raw_name(struct arm_template *t, struct arm_raw *r)
{
    if (r->named || r->naming)
        return r->name;
    r->naming = true;
    struct str parent = r->parent ? raw_name(t, r->parent) : STR_NONE;
    struct str own = arm_show(arm_eval(t->scope, doc_iget(r->doc, "name")));
    r->name = join_name(t->set->arena, r->type, parent, own);
    r->naming = false;
    r->named = true;
    return r->name;
}

/* "A.B/c" called "x" -> "A.B/c/x" */
static const struct arm_value *short_id(struct arena *a, struct str types, struct str names)
{
    struct buf id = {0};
    struct str word, part;
    for (size_t p = 0; str_cut(&types, '/', &word); p++) {
        if (p > 0)
            buf_putc(&id, '/');
        buf_add(&id, word);
        if (p > 0 && str_cut(&names, '/', &part)) {
            buf_putc(&id, '/');
            buf_add(&id, part);
        }
    }
    struct str text = arena_str(a, buf_str(&id));
    buf_release(&id);
    return arm_text(a, text);
}

/* By symbolic name; without those by name, or by the last part of a nested child's name. */
static struct arm_raw *find_raw(struct arm_template *t, struct str name)
{
    uint32_t at;
    if (map_get(&t->symbols, arena_lower(t->set->arena, name), &at))
        return t->raws[at - 1];
    for (size_t k = 0; k < t->raw_count; k++) {
        struct arm_raw *r = t->raws[k];
        if (r->symbol.len || r->naming)
            continue;
        struct str full = raw_name(t, r);
        if (str_ieq(full, name) || (r->parent && str_ieq(arm_last_part(full), name)))
            return r;
    }
    return NULL;
}

/* Templates that are evaluated in this scope: the owner and those inside it without their own. */
static const struct arm_value *find_symbol(void *arg, const struct arm_scope *scope,
                                           struct str name)
{
    struct arm_set *set = arg;
    for (size_t i = 0; i < set->template_count; i++) {
        struct arm_template *t = set->templates[i];
        struct arm_raw *r = t->scope == scope ? find_raw(t, name) : NULL;
        if (r)
            return short_id(set->arena, r->type, raw_name(t, r));
    }
    return NULL;
}

static const struct arm_value *find_output(void *arg, const struct arm_scope *scope,
                                           struct str deployment, struct str name)
{
    struct arm_set *set = arg;
    for (size_t i = 0; i < set->template_count; i++) {
        struct arm_template *t = set->templates[i];
        if (t->scope != scope)
            continue;
        for (size_t k = 0; k < t->raw_count; k++) {
            struct arm_raw *r = t->raws[k];
            if (!r->nested || !r->nested->own_scope || r->naming ||
                !str_ieq(arm_last_part(raw_name(t, r)), arm_last_part(deployment)))
                continue;
            return arm_output(r->nested->scope, name);
        }
    }
    return NULL;
}

/* --- Expand ----------------------------------------------------------------------------------- */

static struct str key_of(struct arena *a, struct str type, struct str name)
{
    return arena_lower(a, ARENA_JOIN(a, type, STR("\n"), name));
}

static struct str symbol_key(const struct arm_template *t, struct str symbol)
{
    return arena_printf(t->set->arena, "%u\n%.*s", t->number, (int)symbol.len,
                        arena_lower(t->set->arena, symbol).ptr);
}

/* "T/providers/x" with the name "n/Provider/y" is Provider/x called y on the resource T n. */
static void split_extension(struct arm_resource *r, struct arena *a)
{
    const struct str mark = STR("/providers/");
    size_t at = str_ifind(r->type, mark);
    if (at == STR_NPOS)
        return;
    struct str host = str_sub(r->type, 0, at), rest = str_from_at(r->type, at + mark.len);
    struct str names = r->name, word, provider = STR_NONE;
    struct buf id = {0};
    for (struct str types = host, part; str_cut(&types, '/', &part);) {
        bool first = id.len == 0;
        if (!first)
            buf_putc(&id, '/');
        buf_add(&id, part);
        if (!first && str_cut(&names, '/', &word)) {
            buf_putc(&id, '/');
            buf_add(&id, word);
        }
    }
    if (str_chr(rest, '.') == STR_NPOS && str_cut(&names, '/', &provider))
        rest = ARENA_JOIN(a, provider, STR("/"), rest);
    r->scope = arena_str(a, buf_str(&id));
    r->type = rest;
    r->name = names.ptr ? names : r->name;
    buf_release(&id);
}

static struct arm_resource *add_resource(struct arm_template *t, struct arm_raw *raw,
                                         struct str name, struct arm_loop *loop)
{
    struct arm_set *set = t->set;
    struct arm_resource *r = arena_alloc(set->arena, sizeof *r);
    const struct doc_node *condition = doc_iget(raw->doc, "condition");
    *r = (struct arm_resource){.in = t,
                               .type = raw->type,
                               .name = name,
                               .symbol = raw->symbol,
                               .doc = raw->doc,
                               .loop = loop,
                               .copies = 1};
    doc_bool(doc_iget(raw->doc, "existing"), &r->existing);
    if (condition) {
        const struct arm_value *v = arm_eval(t->scope, condition);
        bool on;
        if (arm_to_bool(v, &on))
            r->off = !on;
        else
            r->condition = doc_text(condition);
    }
    const struct doc_node *scope = doc_iget(raw->doc, "scope");
    split_extension(r, set->arena);
    if (scope)
        r->scope = arm_show(arm_eval(t->scope, scope));
    if (t->scope->group.len)
        r->group = t->scope->group;
    r->named = arm_text_known(r->name);
    if (set->count == set->cap)
        set->items = mem_grow(set->items, &set->cap, sizeof *set->items);
    set->items[set->count++] = r;
    /* The one that is deployed wins over one that is only referred to or switched off. */
    uint32_t *at = map_put(&set->by_key, key_of(set->arena, r->type, r->name), NULL);
    if (*at == 0 ||
        ((set->items[*at - 1]->existing || set->items[*at - 1]->off) && !r->existing && !r->off))
        *at = (uint32_t)set->count;
    bool added;
    at = map_put(&set->by_name, arena_lower(set->arena, r->name), &added);
    if (added)
        *at = (uint32_t)set->count;
    at = r->symbol.len ? map_put(&set->by_symbol, symbol_key(t, r->symbol), &added) : NULL;
    if (at && added)
        *at = (uint32_t)set->count;
    return r;
}

static void expand_template(struct arm_template *t);

/* One index of a copy, or a resource without one. */
static void expand_one(struct arm_template *t, struct arm_raw *raw, struct arm_loop *loop,
                       long copies)
{
    struct arm_scope *s = t->scope;
    struct arena *a = t->set->arena;
    struct arm_loop *before = s->loop, *kept = NULL;
    if (loop) {
        kept = arena_alloc(a, sizeof *kept);
        *kept = *loop;
        kept->outer = before;
        s->loop = kept;
    } else {
        kept = before;
    }
    struct str own = arm_show(arm_eval(s, doc_iget(raw->doc, "name")));
    struct str parent = raw->parent ? raw_name(t, raw->parent) : STR_NONE;
    struct arm_resource *r = add_resource(t, raw, join_name(a, raw->type, parent, own), kept);
    r->copies = copies;
    if (arm_is_deployment(raw->type)) {
        struct arm_template *nested = raw->nested;
        if (!nested || loop)
            nested = arm_nested_template(t, raw->doc);
        if (nested && !r->off)
            expand_template(nested);
        const struct doc_node *link = doc_path(raw->doc, "properties.templateLink");
        if (!nested)
            graph_unresolved(import_graph(t->set->im), r->name,
                             link ? STR("the linked template is not among the files")
                                  : STR("the deployment has no template"),
                             0, doc_where(s->doc, raw->doc));
    }
    s->loop = before;
}

/* Does the name only count ("vm{i}"), or take an element of a list? */
static bool only_counts(struct arm_template *t, const struct doc_node *name, struct arm_loop *loop)
{
    struct arm_scope *s = t->scope;
    struct arm_loop *before = s->loop;
    loop->index = arm_unknown(t->set->arena, STR("i"));
    loop->outer = before;
    s->loop = loop;
    struct str text = arm_show(arm_eval(s, name));
    s->loop = before;
    return str_find(text, STR("{i}")) != STR_NPOS;
}

static void expand_raw(struct arm_template *t, struct arm_raw *raw)
{
    const struct doc_node *copy = doc_iget(raw->doc, "copy");
    if (!doc_is_map(copy)) {
        expand_one(t, raw, NULL, 1);
        return;
    }
    struct arm_loop loop = {.name = arm_show(arm_eval(t->scope, doc_iget(copy, "name")))};
    const struct arm_value *count = arm_eval(t->scope, doc_iget(copy, "count"));
    long n = 0;
    bool known = arm_to_long(count, &n);
    if (known && n <= 0)
        return;
    bool deployment = arm_is_deployment(raw->type);
    if (!known || n > ARM_COPIES_MAX ||
        (only_counts(t, doc_iget(raw->doc, "name"), &loop) && !deployment)) {
        loop.index = arm_unknown(t->set->arena, STR("i"));
        expand_one(t, raw, &loop, known ? n : 0);
        return;
    }
    for (long i = 0; i < n; i++) {
        loop.index = arm_long(t->set->arena, i);
        expand_one(t, raw, &loop, 1);
    }
}

static void expand_template(struct arm_template *t)
{
    for (size_t i = 0; i < t->raw_count; i++)
        expand_raw(t, t->raws[i]);
}

/* The members that handlers read; evaluated once all names are known. */
static void evaluate(struct arm_resource *r)
{
    struct arm_scope *s = r->in->scope;
    struct arena *a = r->in->set->arena;
    struct arm_member *members = arena_array(a, r->doc->count, sizeof *members);
    struct arm_loop *before = s->loop;
    size_t n = 0;
    bool deployment = arm_is_deployment(r->type);
    s->loop = r->loop;
    for (const struct doc_node *c = doc_first(r->doc); c; c = c->next) {
        if (str_iis(c->key, "resources") || str_iis(c->key, "copy") ||
            str_iis(c->key, "comments") || (deployment && str_iis(c->key, "properties")))
            continue;
        members[n++] = (struct arm_member){c->key, arm_eval(s, c), c, s->doc};
    }
    s->loop = before;
    r->value = arm_object(a, members, n);
}

/* --- The whole -------------------------------------------------------------------------------- */

static bool given_param(void *arg, struct str name, struct str *value)
{
    struct arm_set *set = arg;
    return import_param(set->im, name, value);
}

static void on_problem(void *arg, enum arm_problem what, struct origin where, struct str text)
{
    struct arm_set *set = arg;
    struct diags *d = import_diags(set->im);
    int n = (int)text.len;
    switch (what) {
    case ARM_PROBLEM_SYNTAX:
        diags_add(d, DIAG_ERROR, where, "template expression: %.*s", n, text.ptr);
        break;
    case ARM_PROBLEM_LIMIT:
        diags_add(d, DIAG_ERROR, where, "template expression: limit %.*s reached", n, text.ptr);
        break;
    case ARM_PROBLEM_CIRCLE:
        diags_add(d, DIAG_ERROR, where, "template expression: '%.*s' needs itself", n, text.ptr);
        break;
    case ARM_PROBLEM_NAME:
        diags_add(d, DIAG_WARNING, where, "template expression: '%.*s' is not declared", n,
                  text.ptr);
        break;
    case ARM_PROBLEM_VALUE:
        diags_add(d, DIAG_WARNING, where, "template expression: %.*s() cannot use these arguments",
                  n, text.ptr);
        break;
    case ARM_PROBLEM_FUNCTION:
        graph_unresolved(import_graph(set->im), text, STR("unknown template function"), 0, where);
        break;
    }
}

void arm_set_load(struct arm_set *set, struct import *im, struct str path, const struct doc *doc,
                  const struct doc *params)
{
    *set = (struct arm_set){.im = im, .arena = import_arena(im), .path = path};
    set->host = (struct arm_host){.arg = set,
                                  .param = given_param,
                                  .problem = on_problem,
                                  .symbol = find_symbol,
                                  .output = find_output};
    set->root = arm_template_add(set, NULL, doc, doc_root(doc), true);
    set->root->scope->given = doc_get(doc_root(params), "parameters");
    arm_register(set->root);
    expand_template(set->root);
    for (size_t i = 0; i < set->count; i++)
        evaluate(set->items[i]);
}

void arm_set_release(struct arm_set *set)
{
    for (size_t i = 0; i < set->template_count; i++) {
        if (set->templates[i]->own_scope)
            arm_scope_release(set->templates[i]->scope);
        mem_free(set->templates[i]->raws);
        map_release(&set->templates[i]->symbols);
    }
    mem_free(set->templates);
    mem_free(set->items);
    map_release(&set->by_key);
    map_release(&set->by_name);
    map_release(&set->by_symbol);
}

/* --- Asking ----------------------------------------------------------------------------------- */

struct arm_resource *arm_set_find(const struct arm_set *set, struct str type, struct str name)
{
    uint32_t at = 0;
    if (str_empty(type) ? map_get(&set->by_name, arena_lower(set->arena, name), &at)
                        : map_get(&set->by_key, key_of(set->arena, type, name), &at))
        return set->items[at - 1];
    return NULL;
}

struct arm_resource *arm_set_of_symbol(const struct arm_set *set, const struct arm_resource *from,
                                       struct str symbol)
{
    uint32_t at;
    if (str_empty(from->symbol) || str_empty(symbol) ||
        !map_get(&set->by_symbol, symbol_key(from->in, symbol), &at))
        return NULL;
    return set->items[at - 1];
}

bool arm_subscription_level(const struct arm_resource *r)
{
    struct str schema = doc_text(doc_get(r->in->root, "$schema"));
    return str_empty(r->group) && str_ifind(schema, STR("subscriptionDeployment")) != STR_NPOS;
}

/* "vm0" where a loop made "vm{i}". */
static struct arm_resource *find_counted(const struct arm_set *set, struct str type,
                                         struct str name)
{
    struct buf b = {0};
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9')
            buf_putc(&b, name.ptr[i]);
        else if (i == 0 || name.ptr[i - 1] < '0' || name.ptr[i - 1] > '9')
            buf_puts(&b, "{i}");
    }
    struct arm_resource *r = arm_set_find(set, type, arena_str(set->arena, buf_str(&b)));
    buf_release(&b);
    return r && r->copies != 1 ? r : NULL;
}

struct arm_resource *arm_set_of_ref(const struct arm_set *set, const struct arm_ref *ref)
{
    if (str_empty(ref->name))
        return NULL;
    struct arm_resource *r = arm_set_find(set, ref->type, ref->name);
    return r || str_empty(ref->type) ? r : find_counted(set, ref->type, ref->name);
}

struct arm_resource *arm_set_parent(const struct arm_set *set, const struct arm_resource *r)
{
    struct str type = r->type, name = r->name;
    for (;;) {
        size_t t = str_rchr(type, '/'), n = str_rchr(name, '/');
        if (t == STR_NPOS || n == STR_NPOS || str_chr(str_sub(type, 0, t), '/') == STR_NPOS)
            return NULL;
        type = str_sub(type, 0, t);
        name = str_sub(name, 0, n);
        struct arm_resource *found = arm_set_find(set, type, name);
        if (found)
            return found;
    }
}

struct arena *arm_arena(const struct arm_resource *r)
{
    return r->in->set->arena;
}

struct origin arm_where(const struct arm_resource *r)
{
    struct origin o = doc_where(r->in->scope->doc, r->doc);
    o.field = STR("resources");
    return o;
}

struct origin arm_member_where(const struct arm_resource *r, const struct arm_member *m,
                               const char *field)
{
    struct origin o = m && m->in && m->at ? doc_where(m->in, m->at) : arm_where(r);
    if (field)
        o.field = str_from(field);
    return o;
}

bool arm_is_template(const struct doc *doc)
{
    const struct doc_node *root = doc_root(doc), *resources = doc_get(root, "resources");
    if (!doc_is_map(root) || (!doc_is_list(resources) && !doc_is_map(resources)))
        return false;
    struct str schema = doc_text(doc_get(root, "$schema"));
    return str_ifind(schema, STR("deploymentTemplate.json")) != STR_NPOS ||
           (str_empty(schema) && doc_is_scalar(doc_get(root, "contentVersion")));
}
