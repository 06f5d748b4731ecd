/* SPDX-License-Identifier: MIT */
/* cfn_shape.c - functions that give maps: Fn::If, Fn::FindInMap, Fn::Transform. */
#include "cfn_functions.h"

#include "limits.h"
#include "mem.h"

/* The same node again, for another place: children are shared, which nobody changes. */
struct doc_node *cfn_shallow(struct cfn_scope *s, const struct doc_node *n)
{
    struct doc_node *copy = arena_alloc(s->arena, sizeof *copy);
    *copy = *n;
    copy->next = NULL;
    return copy;
}

struct doc_node *cfn_new_map(struct cfn_scope *s, const struct doc_node *at)
{
    struct doc_node *m = doc_map(s->work, at->line, at->col);
    m->file = at->file;
    return m;
}

struct doc_node *cfn_new_list(struct cfn_scope *s, const struct doc_node *at)
{
    struct doc_node *l = doc_list(s->work, at->line, at->col);
    l->file = at->file;
    return l;
}

struct doc_node *cfn_new_text(struct cfn_scope *s, struct str text, const struct doc_node *at)
{
    struct doc_node *t = doc_scalar(s->work, text, at->type == DOC_SCALAR && at->plain, at->line,
                                    at->col);
    t->file = at->file;
    return t;
}

void cfn_put(struct cfn_scope *s, struct doc_node *map, const struct doc_node *like,
                struct str key, struct doc_node *value)
{
    doc_put(s->work, map, key, doc_begin(like), value);
}

bool cfn_is_no_value(const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    return !n || (m && str_is(m->key, "Ref") && str_is(doc_text(m), "AWS::NoValue"));
}

/* {Fn::If: [name, yes, no]} */
static struct doc_node *if_node(struct cfn_scope *s, struct str name, const struct doc_node *yes,
                                const struct doc_node *no, const struct doc_node *at)
{
    struct doc_node *map = cfn_new_map(s, at), *args = cfn_new_list(s, at);
    const struct doc_node *branches[] = {yes, no};
    doc_append(args, cfn_new_text(s, name, at));
    for (size_t i = 0; i < 2; i++) {
        if (branches[i]) {
            doc_append(args, cfn_shallow(s, branches[i]));
            continue;
        }
        struct doc_node *none = cfn_new_map(s, at);
        cfn_put(s, none, at, STR("Ref"), cfn_new_text(s, STR("AWS::NoValue"), at));
        doc_append(args, none);
    }
    cfn_put(s, map, at, STR("Fn::If"), args);
    return map;
}

/* Two maps, of which one will be there: one map, whose members are Fn::If. */
static const struct doc_node *both_maps(struct cfn_scope *s, struct str name,
                                        const struct doc_node *yes, const struct doc_node *no)
{
    const struct doc_node *at = yes ? yes : no;
    struct doc_node *map = cfn_new_map(s, at);
    const struct doc_node *sides[] = {yes, no};
    for (size_t i = 0; i < 2; i++) {
        for (const struct doc_node *c = doc_first(sides[i]); c && s->steps; c = c->next) {
            const struct doc_node *twin = doc_get_str(sides[!i], c->key);
            if (i == 1 && twin)
                continue;
            s->steps--;
            cfn_put(s, map, c, c->key, if_node(s, name, i ? twin : c, i ? c : twin, c));
        }
    }
    return map;
}

static const struct doc_node *if_shape(struct cfn_scope *s, const struct doc_node *n,
                                       const struct doc_node *arg)
{
    struct str name = doc_text(doc_at(arg, 0));
    int holds = cfn_condition(s, name, arg);
    const struct doc_node *yes = doc_at(arg, 1), *no = doc_at(arg, 2);
    if (holds >= 0)
        return cfn_is_no_value(holds ? yes : no) ? NULL : cfn_node(s, holds ? yes : no);
    yes = cfn_is_no_value(yes) ? NULL : cfn_node(s, yes);
    no = cfn_is_no_value(no) ? NULL : cfn_node(s, no);
    bool maps = (yes || no) && (!yes || (doc_is_map(yes) && !cfn_call(yes))) &&
                (!no || (doc_is_map(no) && !cfn_call(no)));
    return maps ? both_maps(s, name, yes, no) : n;
}

/* The row of a mapping whose key is only known to the deployment: the one value that all rows
 * have, else NULL. */
static const struct doc_node *same_in_all(const struct doc_node *map, struct str key)
{
    const struct doc_node *found = NULL;
    for (const struct doc_node *row = doc_first(map); row; row = row->next) {
        const struct doc_node *v = doc_get_str(row, key);
        if (!doc_is_scalar(v) || (found && !str_eq(doc_text(v), doc_text(found))))
            return NULL;
        found = v;
    }
    return found;
}

static const struct doc_node *find_in_map(struct cfn_scope *s, const struct doc_node *arg)
{
    const struct doc_node *map = doc_get_str(s->mappings, cfn_text(s, doc_at(arg, 0)));
    struct cfn_value top = cfn_value(s, doc_at(arg, 1)), second = cfn_value(s, doc_at(arg, 2));
    const struct doc_node *fallback = doc_get(doc_at(arg, 3), "DefaultValue");
    if (second.unknown)
        return NULL;
    const struct doc_node *v = top.unknown ? same_in_all(map, second.text)
                                           : doc_get_str(doc_get_str(map, top.text), second.text);
    return v ? v : fallback;
}

struct common {
    struct str start, end;
    size_t shortest; /* both must fit into it */
    bool any, all;   /* one was seen; all were texts */
};

static void add_common(struct common *c, const struct doc_node *n)
{
    struct str t = doc_text(n);
    size_t same = 0;
    c->all = c->all && doc_is_scalar(n);
    if (!c->any)
        c->start = c->end = t;
    if (!c->any || t.len < c->shortest)
        c->shortest = t.len;
    c->any = true;
    while (same < c->start.len && same < t.len && c->start.ptr[same] == t.ptr[same])
        same++;
    c->start.len = same;
    for (same = 0; same < c->end.len && same < t.len;)
        if (c->end.ptr[c->end.len - 1 - same] == t.ptr[t.len - 1 - same])
            same++;
        else
            break;
    c->end = str_from_at(c->end, c->end.len - same);
}

struct str cfn_map_pattern(struct cfn_scope *s, const struct doc_node *arg)
{
    enum { TELLING = 4 }; /* less is what numbers and booleans have in common */
    const struct doc_node *map = doc_get_str(s->mappings, cfn_text(s, doc_at(arg, 0)));
    struct cfn_value top = cfn_value(s, doc_at(arg, 1)), second = cfn_value(s, doc_at(arg, 2));
    const struct doc_node *fallback = doc_get(doc_at(arg, 3), "DefaultValue");
    struct common c = {.all = !fallback};
    for (const struct doc_node *row = doc_first(map); row; row = row->next)
        for (const struct doc_node *v = doc_first(row); v && s->steps; v = v->next, s->steps--)
            if ((top.unknown || str_eq(row->key, top.text)) &&
                (second.unknown || str_eq(v->key, second.text)))
                add_common(&c, v);
    size_t room = c.shortest - c.start.len;
    if (c.end.len > room)
        c.end = str_from_at(c.end, c.end.len - room);
    return c.any && c.all && c.start.len + c.end.len >= TELLING
               ? ARENA_JOIN(s->arena, c.start, STR("*"), c.end)
               : STR("*");
}

static void mark_included(struct doc_node *n, unsigned depth)
{
    n->file |= CFN_INCLUDED;
    if (n->type == DOC_SCALAR || depth > LIMIT_DEPTH)
        return;
    for (struct doc_node *c = n->head; c; c = c->next)
        mark_included(c, depth + 1);
}

const struct doc_node *cfn_adopt(struct cfn_scope *s, const struct doc *doc)
{
    if (!doc || !doc_root(doc))
        return NULL;
    struct doc_node *copy = doc_copy(s->work, doc, doc_root(doc));
    mark_included(copy, 0);
    return copy;
}

static const struct doc_node *include(struct cfn_scope *s, const struct doc_node *m)
{
    if (!str_is(doc_text(doc_get(m, "Name")), "AWS::Include") || !s->host->include)
        return NULL;
    const struct doc_node *location = doc_path(m, "Parameters.Location");
    struct str path = cfn_known(s, location);
    const struct doc *doc = path.len ? s->host->include(s->host->arg, path, location) : NULL;
    return cfn_adopt(s, doc);
}

static const struct doc_node *shape(struct cfn_scope *s, const struct doc_node *n,
                                    const struct doc_node *m)
{
    if (str_is(m->key, "Fn::If"))
        return if_shape(s, n, m);
    const struct doc_node *to = NULL;
    if (str_is(m->key, "Fn::FindInMap")) {
        to = find_in_map(s, m);
        return to ? cfn_node(s, to) : n;
    }
    if (str_is(m->key, "Fn::Transform")) {
        to = include(s, m);
        return to ? cfn_node(s, to) : n;
    }
    return n;
}

/* A map with Fn::Transform beside other members: what is included stands among them. */
static const struct doc_node *with_include(struct cfn_scope *s, const struct doc_node *n)
{
    const struct doc_node *transform = doc_get(n, "Fn::Transform");
    const struct doc_node *more = include(s, transform);
    if (!doc_is_map(more))
        return n;
    struct doc_node *map = cfn_new_map(s, n);
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next, s->steps--)
        if (c != transform)
            cfn_put(s, map, c, c->key, cfn_shallow(s, c));
    for (const struct doc_node *c = doc_first(more); c && s->steps; c = c->next, s->steps--)
        if (!doc_get_str(n, c->key))
            cfn_put(s, map, c, c->key, cfn_shallow(s, c));
    return map;
}

const struct doc_node *cfn_node_of_call(struct cfn_scope *s, const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    if (!m && !n->calls)
        return n;
    if (!m && n->count > 1 && doc_get(n, "Fn::Transform") && cfn_enter(s, n)) {
        n = with_include(s, n);
        cfn_leave(s);
    }
    if (!m)
        return cfn_members(s, n);
    if (!cfn_enter(s, n))
        return n;
    n = shape(s, n, m);
    cfn_leave(s);
    return n;
}

const struct doc_node *cfn_path_str(struct cfn_scope *s, const struct doc_node *n, struct str path)
{
    n = cfn_node(s, n);
    for (struct str key; n && str_cut(&path, '.', &key);) {
        const struct doc_node *at = doc_get_str(n, key);
        n = at ? cfn_node(s, at) : NULL;
    }
    return n;
}
