/* SPDX-License-Identifier: MIT */
/* cfn_shape.c - functions that give maps and lists: Fn::If, FindInMap, Transform, Split, ForEach. */
#include "cfn_functions.h"

#include "json_writer.h"
#include "limits.h"
#include "mem.h"

/* The same node again, for another place: children are shared, which nobody changes. */
static struct doc_node *shallow(struct cfn_scope *s, const struct doc_node *n)
{
    struct doc_node *copy = arena_alloc(s->arena, sizeof *copy);
    *copy = *n;
    copy->next = NULL;
    return copy;
}

static struct doc_node *new_map(struct cfn_scope *s, const struct doc_node *at)
{
    struct doc_node *m = doc_map(s->work, at->line, at->col);
    m->file = at->file;
    return m;
}

static struct doc_node *new_list(struct cfn_scope *s, const struct doc_node *at)
{
    struct doc_node *l = doc_list(s->work, at->line, at->col);
    l->file = at->file;
    return l;
}

static struct doc_node *new_text(struct cfn_scope *s, struct str text, const struct doc_node *at)
{
    struct doc_node *t = doc_scalar(s->work, text, at->type == DOC_SCALAR && at->plain, at->line,
                                    at->col);
    t->file = at->file;
    return t;
}

static void put(struct cfn_scope *s, struct doc_node *map, const struct doc_node *like,
                struct str key, struct doc_node *value)
{
    doc_put(s->work, map, key, like->key_line ? like->key_line : like->line,
            like->key_line ? like->key_col : like->col, value);
}

static bool is_no_value(const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    return !n || (m && str_is(m->key, "Ref") && str_is(doc_text(m), "AWS::NoValue"));
}

/* {Fn::If: [name, yes, no]} */
static struct doc_node *if_node(struct cfn_scope *s, struct str name, const struct doc_node *yes,
                                const struct doc_node *no, const struct doc_node *at)
{
    struct doc_node *map = new_map(s, at), *args = new_list(s, at);
    const struct doc_node *branches[] = {yes, no};
    doc_append(args, new_text(s, name, at));
    for (size_t i = 0; i < 2; i++) {
        if (branches[i]) {
            doc_append(args, shallow(s, branches[i]));
            continue;
        }
        struct doc_node *none = new_map(s, at);
        put(s, none, at, STR("Ref"), new_text(s, STR("AWS::NoValue"), at));
        doc_append(args, none);
    }
    put(s, map, at, STR("Fn::If"), args);
    return map;
}

/* Two maps, of which one will be there: one map, whose members are Fn::If. */
static const struct doc_node *both_maps(struct cfn_scope *s, struct str name,
                                        const struct doc_node *yes, const struct doc_node *no)
{
    const struct doc_node *at = yes ? yes : no;
    struct doc_node *map = new_map(s, at);
    const struct doc_node *sides[] = {yes, no};
    for (size_t i = 0; i < 2; i++) {
        for (const struct doc_node *c = doc_first(sides[i]); c && s->steps; c = c->next) {
            const struct doc_node *twin = doc_get_str(sides[!i], c->key);
            if (i == 1 && twin)
                continue;
            s->steps--;
            put(s, map, c, c->key, if_node(s, name, i ? twin : c, i ? c : twin, c));
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
        return is_no_value(holds ? yes : no) ? NULL : cfn_node(s, holds ? yes : no);
    yes = is_no_value(yes) ? NULL : cfn_node(s, yes);
    no = is_no_value(no) ? NULL : cfn_node(s, no);
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
    struct doc_node *map = new_map(s, n);
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next, s->steps--)
        if (c != transform)
            put(s, map, c, c->key, shallow(s, c));
    for (const struct doc_node *c = doc_first(more); c && s->steps; c = c->next, s->steps--)
        if (!doc_get_str(n, c->key))
            put(s, map, c, c->key, shallow(s, c));
    return map;
}

const struct doc_node *cfn_node(struct cfn_scope *s, const struct doc_node *n)
{
    if (!doc_is_map(n))
        return n;
    const struct doc_node *m = cfn_call(n);
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

const struct doc_node *cfn_get(struct cfn_scope *s, const struct doc_node *n, const char *key)
{
    const struct doc_node *map = cfn_node(s, n);
    return doc_is_map(map) ? cfn_node(s, doc_get(map, key)) : NULL;
}

const struct doc_node *cfn_path(struct cfn_scope *s, const struct doc_node *n, const char *path)
{
    struct str rest = str_from(path), word;
    while (n && str_cut(&rest, '.', &word)) {
        const struct doc_node *map = cfn_node(s, n);
        n = doc_is_map(map) ? cfn_node(s, doc_get_str(map, word)) : NULL;
        if (!rest.ptr)
            break;
    }
    return n;
}

/* --- Lists ------------------------------------------------------------------------------------ */

struct items {
    struct cfn_item *list;
    size_t count, cap;
};

static void push(struct items *l, const struct doc_node *n, const struct cfn_value *v,
                 struct str condition)
{
    if (l->count == l->cap)
        l->list = mem_grow(l->list, &l->cap, sizeof *l->list);
    l->list[l->count++] = (struct cfn_item){n, v, condition};
}

static void push_split(struct cfn_scope *s, struct items *l, struct cfn_value whole, char sep,
                       struct str condition)
{
    struct str word;
    for (struct str rest = whole.text; s->steps && str_cut(&rest, sep, &word); s->steps--) {
        struct cfn_value *v = arena_alloc(s->arena, sizeof *v);
        *v = whole;
        v->text = str_trim(word);
        v->other = NULL;
        v->unknown = str_chr(word, '*') != STR_NPOS;
        push(l, NULL, v, condition);
        if (!rest.ptr)
            break;
    }
}

static void collect(struct cfn_scope *s, struct items *l, const struct doc_node *n,
                    struct str condition, bool inside);

static void collect_if(struct cfn_scope *s, struct items *l, const struct doc_node *arg,
                       struct str condition)
{
    struct str name = doc_text(doc_at(arg, 0));
    int holds = cfn_condition(s, name, arg);
    for (int branch = 0; branch < 2; branch++) {
        const struct doc_node *n = doc_at(arg, branch ? 2 : 1);
        if (is_no_value(n) || (holds >= 0 && holds == branch))
            continue;
        struct str own = branch ? ARENA_JOIN(s->arena, STR("not "), name) : name;
        if (holds >= 0)
            own = STR("");
        if (!cfn_contradict(condition, own))
            collect(s, l, n, cfn_both(s->arena, condition, own), false);
    }
}

static bool is_list_parameter(struct cfn_scope *s, const struct doc_node *m)
{
    struct str type = doc_text(doc_get(doc_get_str(s->parameters, doc_text(m)), "Type"));
    return str_is(type, "CommaDelimitedList") || str_starts(type, STR("List<"));
}

static bool collect_call(struct cfn_scope *s, struct items *l, const struct doc_node *m,
                         struct str condition)
{
    if (str_is(m->key, "Fn::If")) {
        collect_if(s, l, m, condition);
        return true;
    }
    if (str_is(m->key, "Fn::Split")) {
        struct str sep = cfn_text(s, doc_at(m, 0));
        push_split(s, l, cfn_value(s, doc_at(m, 1)), sep.len ? sep.ptr[0] : ',', condition);
        return true;
    }
    if (str_is(m->key, "Ref") && doc_is_scalar(m) && is_list_parameter(s, m)) {
        push_split(s, l, cfn_parameter(s, doc_text(m)), ',', condition);
        return true;
    }
    return false;
}

/* inside: n is an element, and a list in a list is one element. */
static void collect(struct cfn_scope *s, struct items *l, const struct doc_node *n,
                    struct str condition, bool inside)
{
    if (!n || is_no_value(n) || !cfn_enter(s, n))
        return;
    const struct doc_node *m = cfn_call(n);
    if (m && collect_call(s, l, m, condition)) {
        cfn_leave(s);
        return;
    }
    n = m ? cfn_node(s, n) : n;
    if (doc_is_list(n) && !inside)
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            collect(s, l, c, condition, true);
    else if (n)
        push(l, cfn_node(s, n), NULL, condition);
    cfn_leave(s);
}

size_t cfn_list(struct cfn_scope *s, const struct doc_node *n, const struct cfn_item **items)
{
    struct items l = {0};
    collect(s, &l, n, STR(""), false);
    struct cfn_item *copy = arena_array(s->arena, l.count, sizeof *copy);
    if (l.count)
        memcpy(copy, l.list, l.count * sizeof *copy);
    mem_free(l.list);
    *items = copy;
    return l.count;
}

/* --- Fn::ForEach ------------------------------------------------------------------------------ */

struct loop {
    struct cfn_scope *s;
    struct str mark;      /* "${Name}" */
    struct str bare_mark; /* "&{Name}": only letters and digits of the value */
    struct str name, value, bare;
};

static struct str replace(struct loop *l, struct str text, struct str what, struct str by)
{
    size_t at = what.len ? str_find(text, what) : STR_NPOS;
    if (at == STR_NPOS)
        return text;
    struct buf b = {0};
    for (; at != STR_NPOS; at = str_find(text, what)) {
        buf_add(&b, str_sub(text, 0, at));
        buf_add(&b, by);
        text = str_from_at(text, at + what.len);
    }
    buf_add(&b, text);
    struct str out = b.len > LIMIT_STRING_BYTES ? STR("*")
                                                : arena_str(l->s->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static struct str looped(struct loop *l, struct str text)
{
    return replace(l, replace(l, text, l->mark, l->value), l->bare_mark, l->bare);
}

/* The body with the variable of the loop put in. */
static struct doc_node *instance(struct loop *l, const struct doc_node *n)
{
    struct cfn_scope *s = l->s;
    if (!cfn_enter(s, n))
        return new_text(s, STR("*"), n);
    const struct doc_node *m = cfn_call(n);
    struct doc_node *out = NULL;
    if (m && str_is(m->key, "Ref") && str_eq(doc_text(m), l->name) && doc_is_scalar(m))
        out = new_text(s, l->value, n);
    else if (doc_is_scalar(n))
        out = new_text(s, looped(l, doc_text(n)), n);
    else if (doc_is_list(n)) {
        out = new_list(s, n);
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            doc_append(out, instance(l, c));
    } else {
        out = new_map(s, n);
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            put(s, out, c, looped(l, c->key), instance(l, c));
    }
    cfn_leave(s);
    return out;
}

static struct str letters(struct arena *a, struct str text)
{
    struct buf b = {0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z'))
            buf_putc(&b, c);
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

static void expand(struct cfn_scope *s, struct doc_node *map, const struct doc_node *each)
{
    const struct doc_node *body = doc_at(each, 2);
    const struct cfn_item *items;
    size_t count = cfn_list(s, doc_at(each, 1), &items);
    struct loop l = {.s = s, .name = doc_text(doc_at(each, 0))};
    l.mark = ARENA_JOIN(s->arena, STR("${"), l.name, STR("}"));
    l.bare_mark = ARENA_JOIN(s->arena, STR("&{"), l.name, STR("}"));
    for (size_t i = 0; i < count && s->steps; i++) {
        struct cfn_value v = cfn_item_value(s, &items[i]);
        if (v.none)
            continue;
        l.value = v.text;
        l.bare = letters(s->arena, v.text);
        struct doc_node *part = doc_is_map(body) ? instance(&l, body) : NULL;
        const struct doc_node *flat = part ? cfn_members(s, part) : NULL; /* loops in loops */
        for (const struct doc_node *c = doc_first(flat); c; c = c->next)
            put(s, map, c, c->key, shallow(s, c));
    }
}

const struct doc_node *cfn_members(struct cfn_scope *s, const struct doc_node *n)
{
    bool any = false;
    if (!doc_is_map(n))
        return n;
    for (const struct doc_node *c = doc_first(n); c && !any; c = c->next)
        any = str_starts(c->key, STR("Fn::ForEach::"));
    if (!any || !cfn_enter(s, n))
        return n;
    struct doc_node *map = new_map(s, n);
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next) {
        if (str_starts(c->key, STR("Fn::ForEach::")))
            expand(s, map, c);
        else
            put(s, map, c, c->key, shallow(s, c));
    }
    cfn_leave(s);
    return map;
}

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
    static const char *const names[] = {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::ImportValue"};
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
    struct json_writer w;
    bool where;
};

static void json_value(struct json_out *o, const struct cfn_value *v)
{
    if (v->none)
        json_null(&o->w);
    else
        json_text(&o->w, v->secure ? STR("***") : v->text);
}

static void json_any(struct json_out *o, const struct doc_node *n);

static void json_items(struct json_out *o, const struct doc_node *n)
{
    const struct cfn_item *items;
    size_t count = cfn_list(o->s, n, &items);
    json_list(&o->w);
    for (size_t i = 0; i < count; i++) {
        if (!items[i].value) {
            json_any(o, items[i].node);
            continue;
        }
        json_value(o, items[i].value);
    }
    json_end(&o->w);
}

static void json_scalar(struct json_out *o, const struct doc_node *n)
{
    struct cfn_value v = cfn_value(o->s, n);
    if (!v.other) {
        bool literal = doc_is_scalar(n) && n->plain && !v.refs;
        if (literal)
            json_doc(&o->w, n);
        else
            json_value(o, &v);
        return;
    }
    json_list(&o->w);
    for (const struct cfn_value *i = &v; i; i = i->other)
        json_value(o, i);
    json_end(&o->w);
}

static bool is_list_call(const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    if (m && str_is(m->key, "Fn::If"))
        return doc_is_list(doc_at(m, 1)) || doc_is_list(doc_at(m, 2)) ||
               is_list_call(doc_at(m, 1)) || is_list_call(doc_at(m, 2));
    return m && str_is(m->key, "Fn::Split");
}

static void json_any(struct json_out *o, const struct doc_node *n)
{
    struct cfn_scope *s = o->s;
    if (!n) {
        json_null(&o->w);
        return;
    }
    if (o->w.depth + 4 >= JSON_WRITER_DEPTH || !cfn_enter(s, n)) {
        json_text(&o->w, STR("*"));
        return;
    }
    n = cfn_node(s, n);
    if (doc_is_list(n) || is_list_call(n)) {
        json_items(o, n);
    } else if (doc_is_map(n) && !cfn_call(n)) {
        json_object(&o->w);
        for (const struct doc_node *c = doc_first(n); c; c = c->next) {
            if (is_no_value(c))
                continue;
            json_key_str(&o->w, c->key);
            json_any(o, c);
        }
        if (o->where && doc_get(n, "Effect")) {
            struct origin at = cfn_where(s, n);
            json_key(&o->w, "where");
            json_text(&o->w, arena_printf(s->arena, "%.*s:%u:%u", (int)at.file.len,
                                          at.file.ptr ? at.file.ptr : "", at.line, at.col));
        }
        json_end(&o->w);
    } else if (n) {
        json_scalar(o, n);
    } else {
        json_null(&o->w);
    }
    cfn_leave(s);
}

void cfn_json(struct cfn_scope *s, const struct doc_node *n, bool where, struct buf *out)
{
    struct json_out o = {.s = s, .w = json_writer(out), .where = where};
    json_list_inline(&o.w);
    json_any(&o, n);
    json_end(&o.w);
    /* the list around it only asks for the form on one line */
    if (out->len && out->ptr[out->len - 1] == '\n')
        out->len--;
    if (out->len >= 2 && out->ptr[0] == '[') {
        memmove(out->ptr, out->ptr + 1, out->len - 2);
        out->len -= 2;
        out->ptr[out->len] = '\0';
    }
}
