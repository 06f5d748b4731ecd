/* SPDX-License-Identifier: MIT */
/* cfn_json.c - the references in a part of a template, and the part as JSON. */
#include "cfn_functions.h"

/* --- References ------------------------------------------------------------------------------- */

struct walk {
    struct cfn_scope *s;
    void (*visit)(void *arg, const struct cfn_ref *ref);
    void *arg;
};

static void walk_value(struct walk *w, const struct doc_node *n)
{
    struct cfn_value v = cfn_value(w->s, n);
    for (const struct cfn_value *i = &v; i; i = i->other)
        for (const struct cfn_ref *r = i->refs; r; r = r->next)
            w->visit(w->arg, r);
}

static bool gives_scalar(const struct doc_node *m)
{
    static const char *const names[] = {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::ImportValue",
                                        "Fn::GetStackOutput"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(m->key, names[i]))
            return true;
    return false;
}

static void walk_refs(struct walk *w, const struct doc_node *n)
{
    struct cfn_scope *s = w->s;
    if (doc_is_scalar(n)) {
        if (str_find(doc_text(n), STR("{{resolve:")) != STR_NPOS)
            walk_value(w, n);
        return;
    }
    const struct doc_node *m = cfn_call(n), *skip = NULL;
    if (!n || !cfn_enter(s, n))
        return;
    if (m && gives_scalar(m)) {
        walk_value(w, n);
        cfn_leave(s);
        return;
    }
    if (m && str_is(m->key, "Fn::If")) { /* the first argument names a condition */
        skip = doc_at(m, 0);
        n = m;
    }
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
        if (c != skip && !str_is(c->key, "Condition"))
            walk_refs(w, c);
    cfn_leave(s);
}

void cfn_each_ref(struct cfn_scope *s, const struct doc_node *n,
                  void (*visit)(void *arg, const struct cfn_ref *ref), void *arg)
{
    struct walk w = {s, visit, arg};
    walk_refs(&w, n);
}

struct list_of_refs {
    struct cfn_scope *s;
    const struct cfn_ref *refs;
};

static void add_to_list(void *arg, const struct cfn_ref *ref)
{
    struct list_of_refs *l = arg;
    struct cfn_ref *one = arena_alloc(l->s->arena, sizeof *one);
    *one = *ref;
    one->next = NULL;
    l->refs = cfn_refs_join(l->s, l->refs, one);
}

const struct cfn_ref *cfn_refs(struct cfn_scope *s, const struct doc_node *n)
{
    struct list_of_refs l = {.s = s};
    const struct doc_node *m = cfn_call(n);
    if (m && !gives_scalar(m)) /* its arguments: asking for its value would come back here */
        for (const struct doc_node *c = doc_first(m); c; c = c->next)
            cfn_each_ref(s, c, add_to_list, &l);
    else if (!doc_is_scalar(n))
        for (const struct doc_node *c = doc_first(n); c; c = c->next)
            cfn_each_ref(s, c, add_to_list, &l);
    return l.refs;
}

/* --- JSON ------------------------------------------------------------------------------------- */

struct json_out {
    struct cfn_scope *s;
    struct json_writer *w;
    const struct cfn_json_hook *hook;
};

static void json_value(struct json_out *o, const struct cfn_value *v)
{
    if (v->none)
        json_null(o->w);
    else
        json_text(o->w, v->secure ? STR("***") : v->text);
}

static void json_any(struct json_out *o, const struct doc_node *n, struct str when, bool alone);

static void json_items(struct json_out *o, const struct doc_node *n)
{
    const struct cfn_item *items;
    size_t count = cfn_list(o->s, n, &items);
    json_list(o->w);
    for (size_t i = 0; i < count; i++) {
        if (!items[i].value) {
            json_any(o, items[i].node, items[i].condition, false);
            continue;
        }
        json_value(o, items[i].value);
    }
    json_end(o->w);
}

static void json_scalar(struct json_out *o, const struct doc_node *n)
{
    struct cfn_value v = cfn_value(o->s, n);
    if (!v.other) {
        bool literal = doc_is_scalar(n) && n->plain && !v.refs;
        if (literal)
            json_doc(o->w, n);
        else
            json_value(o, &v);
        return;
    }
    json_list(o->w);
    for (const struct cfn_value *i = &v; i; i = i->other)
        json_value(o, i);
    json_end(o->w);
}

static bool is_list_call(const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    if (m && str_is(m->key, "Fn::If"))
        return doc_is_list(doc_at(m, 1)) || doc_is_list(doc_at(m, 2)) ||
               is_list_call(doc_at(m, 1)) || is_list_call(doc_at(m, 2));
    return m && str_is(m->key, "Fn::Split");
}

static void json_map(struct json_out *o, const struct doc_node *n)
{
    json_object(o->w);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        if (cfn_is_no_value(c) || (cfn_call(c) && !cfn_node(o->s, c)))
            continue;
        json_key_str(o->w, c->key);
        json_any(o, c, STR(""), true);
    }
    json_end(o->w);
}

/* when: of the element of a list; alone: it is none. */
static void json_any(struct json_out *o, const struct doc_node *n, struct str when, bool alone)
{
    struct cfn_scope *s = o->s;
    if (!n) {
        json_null(o->w);
        return;
    }
    if (o->w->depth + 4 >= JSON_WRITER_DEPTH || !cfn_enter(s, n)) {
        json_text(o->w, STR("*"));
        return;
    }
    n = cfn_node(s, n);
    if (doc_is_list(n) || is_list_call(n)) {
        json_items(o, n);
    } else if (doc_is_map(n) && !cfn_call(n)) {
        if (o->hook && doc_get(n, "Effect"))
            o->hook->statement(o->hook->arg, o->w, n, when, alone);
        else
            json_map(o, n);
    } else if (n) {
        json_scalar(o, n);
    } else {
        json_null(o->w);
    }
    cfn_leave(s);
}

void cfn_json_into(struct cfn_scope *s, const struct doc_node *n, const struct cfn_json_hook *hook,
                   struct json_writer *w)
{
    json_any(&(struct json_out){.s = s, .w = w, .hook = hook}, n, STR(""), true);
}

void cfn_json(struct cfn_scope *s, const struct doc_node *n, struct buf *out)
{
    struct json_writer w = json_writer(out);
    json_list_inline(&w);
    cfn_json_into(s, n, NULL, &w);
    json_end(&w);
    /* the list around it only asks for the form on one line */
    if (out->len && out->ptr[out->len - 1] == '\n')
        out->len--;
    if (out->len >= 2 && out->ptr[0] == '[') {
        memmove(out->ptr, out->ptr + 1, out->len - 2);
        out->len -= 2;
        out->ptr[out->len] = '\0';
    }
}
