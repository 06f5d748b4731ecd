/* SPDX-License-Identifier: MIT */
#include "arm_value.h"

#include "map.h"
#include "read.h"
#include "text.h"

const struct arm_value arm_null = {.type = ARM_NULL, .depth = 1, .size = 1, .text = STR_INIT("")};
const struct arm_value arm_too_large = {
    .type = ARM_TEXT, .unknown = true, .depth = 1, .size = 1, .text = STR_INIT("{too-large}")};

static struct arm_value *make(struct arena *a, enum arm_type type, struct str text)
{
    struct arm_value *v = arena_alloc(a, sizeof *v);
    v->type = type;
    v->text = text;
    v->depth = v->size = 1;
    return v;
}

/* Takes depth and size from the members; a value shared many times counts many times. */
static const struct arm_value *measured(struct arm_value *v)
{
    size_t size = 1;
    uint32_t depth = 0;
    for (size_t i = 0; i < v->count; i++) {
        const struct arm_value *m = v->members[i].value;
        size += m->size;
        depth = m->depth > depth ? m->depth : depth;
    }
    if (size > ARM_VALUE_SIZE || depth >= ARM_VALUE_DEPTH)
        return &arm_too_large;
    v->size = (uint32_t)size;
    v->depth = depth + 1;
    return v;
}

const struct arm_value *arm_text(struct arena *a, struct str text)
{
    return make(a, ARM_TEXT, text);
}

const struct arm_value *arm_long(struct arena *a, long n)
{
    return make(a, ARM_INT, arena_printf(a, "%ld", n));
}

const struct arm_value *arm_bool(struct arena *a, bool b)
{
    return make(a, ARM_BOOL, b ? STR("true") : STR("false"));
}

const struct arm_value *arm_list(struct arena *a, const struct arm_value *const *items, size_t n)
{
    struct arm_value *v = make(a, ARM_LIST, STR_NONE);
    struct arm_member *members = arena_array(a, n, sizeof *members);
    for (size_t i = 0; i < n; i++)
        members[i].value = items[i];
    v->members = members;
    v->count = n;
    return measured(v);
}

static const struct arm_value *compound(struct arena *a, enum arm_type type,
                                        const struct arm_member *members, size_t n)
{
    struct arm_value *v = make(a, type, STR_NONE);
    struct arm_member *copy = arena_array(a, n, sizeof *copy);
    if (n > 0)
        memcpy(copy, members, n * sizeof *copy);
    v->members = copy;
    v->count = n;
    return measured(v);
}

const struct arm_value *arm_list_of(struct arena *a, const struct arm_member *items, size_t n)
{
    return compound(a, ARM_LIST, items, n);
}

const struct arm_value *arm_object(struct arena *a, const struct arm_member *members, size_t n)
{
    return compound(a, ARM_OBJECT, members, n);
}

const struct arm_value *arm_from_doc(struct arena *a, const struct doc_node *n, bool borrow)
{
    if (!doc_is_map(n) && !doc_is_list(n)) {
        struct str text = doc_text(n);
        struct arm_value *v = make(a, ARM_TEXT, borrow ? text : arena_str(a, text));
        long number;
        if (!n || (n->plain && doc_is_null(n)))
            return &arm_null;
        if (n->plain && (str_is(text, "true") || str_is(text, "false")))
            v->type = ARM_BOOL;
        else if (n->plain && str_to_long(text, &number))
            v->type = ARM_INT;
        return v;
    }
    struct arm_value *v = make(a, doc_is_map(n) ? ARM_OBJECT : ARM_LIST, STR_NONE);
    struct arm_member *members = arena_array(a, n->count, sizeof *members);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        members[v->count].key = borrow ? c->key : arena_str(a, c->key);
        members[v->count].at = borrow ? c : NULL;
        members[v->count++].value = arm_from_doc(a, c, borrow);
    }
    v->members = members;
    return measured(v);
}

const struct arm_value *arm_from_json(struct arena *a, struct str text)
{
    struct diags *ignored = diags_new(); /* the caller says where and what */
    struct doc *doc = NULL;
    const struct arm_value *v = NULL;
    if (read_json(text, STR(""), READ_STRICT, ignored, &doc))
        v = arm_from_doc(a, doc_root(doc), false);
    doc_free(doc);
    diags_free(ignored);
    return v;
}

const struct arm_value *arm_unknown(struct arena *a, struct str what)
{
    struct arm_value *v = make(a, ARM_TEXT, ARENA_JOIN(a, STR("{"), what, STR("}")));
    v->unknown = true;
    return v;
}

static bool ref_equal(const struct arm_ref *x, const struct arm_ref *y)
{
    return x->kind == y->kind && str_ieq(x->type, y->type) && str_ieq(x->name, y->name) &&
           str_ieq(x->property, y->property) && str_ieq(x->group, y->group);
}

static bool ref_in(const struct arm_ref *list, const struct arm_ref *r)
{
    for (; list; list = list->next)
        if (ref_equal(list, r))
            return true;
    return false;
}

const struct arm_ref *arm_refs_join(struct arena *a, const struct arm_ref *x,
                                    const struct arm_ref *y)
{
    if (!x)
        return y;
    if (!y || x == y)
        return x;
    struct arm_ref *first = NULL, **tail = &first;
    for (int pass = 0; pass < 2; pass++) {
        for (const struct arm_ref *r = pass ? y : x; r; r = r->next) {
            if (ref_in(first, r))
                continue;
            *tail = arena_alloc(a, sizeof **tail);
            **tail = *r;
            (*tail)->next = NULL;
            tail = (struct arm_ref **)(void *)&(*tail)->next;
        }
    }
    return first;
}

const struct arm_value *arm_taint(struct arena *a, const struct arm_value *v,
                                  const struct arm_value *from)
{
    bool unknown = v->unknown || from->unknown, secure = v->secure || from->secure;
    const struct arm_ref *refs = arm_refs_join(a, v->refs, from->refs);
    if (unknown == v->unknown && secure == v->secure && refs == v->refs)
        return v;
    struct arm_value *copy = arena_alloc(a, sizeof *copy);
    *copy = *v;
    copy->unknown = unknown;
    copy->secure = secure;
    copy->refs = refs;
    return copy;
}

const struct arm_value *arm_with_ref(struct arena *a, const struct arm_value *v, struct arm_ref ref)
{
    struct arm_ref *one = arena_alloc(a, sizeof *one);
    *one = ref;
    one->next = NULL;
    struct arm_value *copy = arena_alloc(a, sizeof *copy);
    *copy = *v;
    copy->refs = arm_refs_join(a, v->refs, one);
    return copy;
}

bool arm_is_scalar(const struct arm_value *v)
{
    return v && v->type != ARM_LIST && v->type != ARM_OBJECT;
}

static const struct arm_member *member(const struct arm_value *v, struct str key)
{
    if (!v || v->type != ARM_OBJECT)
        return NULL;
    for (size_t i = v->count; i-- > 0;)
        if (str_ieq(v->members[i].key, key))
            return &v->members[i];
    return NULL;
}

const struct arm_value *arm_get(const struct arm_value *v, struct str key)
{
    const struct arm_member *m = member(v, key);
    return m ? m->value : NULL;
}

const struct arm_member *arm_find(const struct arm_value *v, const char *path)
{
    const struct arm_member *m = NULL;
    for (struct str rest = str_from(path), word; str_cut(&rest, '.', &word); v = m->value)
        if (!(m = member(v, word)))
            return NULL;
    return m;
}

const struct arm_value *arm_path(const struct arm_value *v, const char *path)
{
    const struct arm_member *m = arm_find(v, path);
    return m ? m->value : NULL;
}

struct str arm_str(const struct arm_value *v)
{
    return arm_is_scalar(v) ? v->text : STR_NONE;
}

struct str arm_show(const struct arm_value *v)
{
    return arm_is_scalar(v) && arm_secure(v) ? STR("{secure}") : arm_str(v);
}

bool arm_equal(const struct arm_value *x, const struct arm_value *y)
{
    if (arm_is_scalar(x) || arm_is_scalar(y))
        return x->type == y->type && str_eq(x->text, y->text);
    if (x->type != y->type || x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++) {
        const struct arm_value *other = y->members[i].value;
        if (!str_ieq(x->members[i].key, y->members[i].key))
            other = arm_get(y, x->members[i].key);
        if (!other || !arm_equal(x->members[i].value, other))
            return false;
    }
    return true;
}

bool arm_to_bool(const struct arm_value *v, bool *out)
{
    if (!arm_is_scalar(v) || v->unknown)
        return false;
    if (str_iis(v->text, "true") || str_is(v->text, "1")) {
        *out = true;
        return true;
    }
    if (str_iis(v->text, "false") || str_is(v->text, "0")) {
        *out = false;
        return true;
    }
    return false;
}

bool arm_to_long(const struct arm_value *v, long *out)
{
    return arm_is_scalar(v) && !v->unknown && str_to_long(v->text, out);
}

bool arm_known(const struct arm_value *v)
{
    if (v->unknown)
        return false;
    for (size_t i = 0; i < v->count; i++)
        if (!arm_known(v->members[i].value))
            return false;
    return true;
}

bool arm_secure(const struct arm_value *v)
{
    if (v->secure)
        return true;
    for (const struct arm_ref *r = v->refs; r; r = r->next)
        if (r->kind == ARM_REF_SECRET)
            return true;
    for (size_t i = 0; i < v->count; i++)
        if (arm_secure(v->members[i].value))
            return true;
    return false;
}

/* Collects without repetition: a map from the text of a reference keeps it linear. */
struct ref_set {
    struct arena *arena;
    struct map seen;
    struct arm_ref *first, *last;
};

static void collect(struct ref_set *set, const struct arm_value *v)
{
    for (const struct arm_ref *r = v->refs; r; r = r->next) {
        const struct str kinds = STR("ips"), bar = STR("\n");
        struct str key = ARENA_JOIN(set->arena, str_sub(kinds, (size_t)r->kind, 1), r->type, bar,
                                    r->name, bar, r->property, bar, r->group);
        bool added;
        map_put(&set->seen, key, &added);
        if (!added)
            continue;
        struct arm_ref *copy = arena_alloc(set->arena, sizeof *copy);
        *copy = *r;
        copy->next = NULL;
        if (set->last)
            set->last->next = copy;
        else
            set->first = copy;
        set->last = copy;
    }
    for (size_t i = 0; i < v->count; i++)
        collect(set, v->members[i].value);
}

const struct arm_ref *arm_refs(struct arena *a, const struct arm_value *v)
{
    if (!v)
        return NULL;
    if (v->count == 0)
        return v->refs;
    struct ref_set set = {.arena = a};
    collect(&set, v);
    map_release(&set.seen);
    return set.first;
}

static void json_text(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    esc_json(out, s);
    buf_putc(out, '"');
}

static bool json_number(struct str s)
{
    long n;
    return str_to_long(s, &n) && (s.ptr[0] == '-' || (s.ptr[0] >= '0' && s.ptr[0] <= '9')) &&
           (s.len == 1 || (s.ptr[0] != '0' && !str_starts(s, STR("-0"))));
}

void arm_json(struct buf *out, const struct arm_value *v)
{
    if (arm_is_scalar(v)) {
        if (v->secure || (v->refs && arm_secure(v)))
            buf_puts(out, "\"***\"");
        else if (v->type == ARM_NULL)
            buf_puts(out, "null");
        else if (v->type == ARM_BOOL || (v->type == ARM_INT && json_number(v->text)))
            buf_add(out, v->text);
        else
            json_text(out, v->text);
        return;
    }
    bool list = v->type == ARM_LIST;
    buf_putc(out, list ? '[' : '{');
    for (size_t i = 0; i < v->count; i++) {
        if (i > 0)
            buf_putc(out, ',');
        if (!list) {
            json_text(out, v->members[i].key);
            buf_putc(out, ':');
        }
        arm_json(out, v->members[i].value);
    }
    buf_putc(out, list ? ']' : '}');
}

bool arm_text_known(struct str text)
{
    return str_chr(text, '{') == STR_NPOS;
}

/* The place behind the last "/providers/", or 0. */
static size_t behind_providers(struct str id)
{
    const struct str mark = STR("/providers/");
    size_t at = 0;
    for (size_t from = 0;;) {
        size_t hit = str_ifind(str_from_at(id, from), mark);
        if (hit == STR_NPOS)
            return at;
        from += hit + mark.len;
        at = from;
    }
}

static struct str group_of(struct str id)
{
    const struct str mark = STR("/resourceGroups/");
    size_t at = str_ifind(id, mark);
    if (at == STR_NPOS)
        return STR_NONE;
    struct str rest = str_from_at(id, at + mark.len), word = STR_NONE;
    str_cut(&rest, '/', &word);
    return word;
}

bool arm_id_parse(struct arena *a, struct str id, struct str *type, struct str *name,
                  struct str *group, struct str *parent)
{
    size_t at = behind_providers(id);
    struct str rest = str_from_at(id, at), word;
    if (group)
        *group = group_of(str_sub(id, 0, at));
    if (parent) {
        struct str head = at ? str_sub(id, 0, at - sizeof "/providers/" + 1) : STR_NONE;
        *parent = behind_providers(head) ? head : STR_NONE;
    }
    if (!str_cut(&rest, '/', &word) || str_chr(word, '.') == STR_NPOS || word.ptr[0] == '{')
        return false;
    struct buf types = {0}, names = {0};
    buf_add(&types, word);
    for (size_t i = 0; rest.ptr && str_cut(&rest, '/', &word); i++) {
        struct buf *to = i % 2 ? &names : &types;
        if (to->len > 0)
            buf_putc(to, '/');
        buf_add(to, word);
    }
    bool good = names.len > 0 && buf_str(&types).len > 0;
    if (good) {
        *type = arena_str(a, buf_str(&types));
        *name = arena_str(a, buf_str(&names));
    }
    buf_release(&types);
    buf_release(&names);
    return good;
}

struct str arm_last_part(struct str name)
{
    size_t slash = str_rchr(name, '/');
    return slash == STR_NPOS ? name : str_from_at(name, slash + 1);
}

struct str arm_first_part(struct str name)
{
    size_t slash = str_chr(name, '/');
    return slash == STR_NPOS ? name : str_sub(name, 0, slash);
}

size_t arm_part_count(struct str name)
{
    size_t n = name.len > 0;
    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] == '/';
    return n;
}
