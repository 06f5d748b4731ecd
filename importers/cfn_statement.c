/* SPDX-License-Identifier: MIT */
/* cfn_statement.c - statements of policies as they are recorded: which things their resources are, and
 * what only the deployment knows.
 *
 * A resource that is a reference is written as the ARN that it gives, and beside it, in "things", the
 * node that it means ({"node": id, "tail": what stands behind its ARN}), so that nobody has to guess
 * it from the name. What is wholly unknown (a parameter without a value, an import) is written
 * "${Parameter}": it is no wildcard. A name that is partly known ("*-orders") stays a pattern. */
#include "cfn_functions.h"
#include "cfn_statement.h"
#include "json_writer.h"

static struct cfn_value named_value(struct cfn *c, const struct cfn_item *item)
{
    c->scope.named = true;
    struct cfn_value v = cfn_item_value(&c->scope, item);
    c->scope.named = false;
    return v;
}

/* --- What is unknown -------------------------------------------------------------------------- */

/* Where the last part of an ARN begins; 0: this is none. */
static size_t last_part(struct str text)
{
    int colons = 0;
    if (!str_starts(text, STR("arn:")))
        return 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ':' && ++colons == 5)
            return i + 1;
    return 0;
}

/* "${X}", "${X}/index/x", "table/${X}": the whole name is what X gives. tail: what stands behind. */
static bool stands_alone(struct str text, struct str *tail)
{
    struct str last = str_from_at(text, last_part(text));
    size_t at = str_find(last, STR("${"));
    size_t end = at == STR_NPOS ? STR_NPOS : str_chr(last, '}');
    if (end == STR_NPOS)
        return false;
    for (size_t i = 0; i + 1 < at; i++)
        if (last.ptr[i] == '/' || last.ptr[i] == ':')
            return false;
    if (at > 0 && last.ptr[at - 1] != '/' && last.ptr[at - 1] != ':')
        return false;
    *tail = str_from_at(last, end + 1);
    return !tail->len || tail->ptr[0] == '/' || tail->ptr[0] == ':' || tail->ptr[0] == '*';
}

static bool has_ref(const struct cfn_value *v, enum cfn_ref_kind kind)
{
    for (const struct cfn_ref *r = v->refs; r; r = r->next)
        if (r->kind == kind)
            return true;
    return false;
}

/* --- Which thing it is ------------------------------------------------------------------------ */

void cfn_note_names(struct cfn *c)
{
    if (map_get(&c->shared, STR("named-by:"), NULL))
        return;
    map_set(&c->shared, STR("named-by:"), 1);
    for (size_t k = 0; k < c->count; k++) {
        struct cfn_resource *r = &c->resources[k];
        const struct doc_node *name = cfn_named_by(c, r);
        const struct doc_node *ref = cfn_call(name);
        if (ref && str_is(ref->key, "Ref") && r->row->place == CFN_NODE)
            map_set(&c->shared,
                    ARENA_JOIN(c->arena, STR("named-by:"), str_from(node_kinds[r->row->kind].name),
                               STR(":"), doc_text(ref)),
                    (uint32_t)k + 1);
    }
}

/* The resource whose name is this parameter, whatever its value. */
static struct cfn_resource *named_by(struct cfn *c, struct str parameter, enum node_kind kind)
{
    uint32_t i;
    cfn_note_names(c);
    struct str key = ARENA_JOIN(c->arena, STR("named-by:"), str_from(node_kinds[kind].name), STR(":"),
                                parameter);
    return map_get(&c->shared, key, &i) ? &c->resources[i - 1] : NULL;
}

/* The kind of thing that the text or else the first action of the statement speaks of. */
static enum node_kind kind_of(struct cfn *c, struct str text, const struct doc_node *statement)
{
    enum node_kind kind = NODE_SERVICE;
    const struct cfn_item *items;
    if (cfn_arn_kind(text, &kind))
        return kind;
    const struct doc_node *actions = cfn_get(&c->scope, statement, "Action");
    if (actions && cfn_list(&c->scope, actions, &items) > 0) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[0]);
        struct str rest = v.text, service;
        str_cut(&rest, ':', &service);
        cfn_arn_kind(ARENA_JOIN(c->arena, STR("arn:aws:"), service, STR(":")), &kind);
    }
    return kind;
}

/* The '*' that a resource gave whose attribute is not known, in the form of the others. */
static struct str with_name(struct cfn *c, const struct cfn_value *v)
{
    size_t last = last_part(v->text), at = str_chr(str_from_at(v->text, last), '*');
    const struct cfn_ref *ref = v->refs;
    while (ref && ref->kind != CFN_REF_RESOURCE)
        ref = ref->next;
    if (!ref || at == STR_NPOS)
        return v->text;
    return ARENA_JOIN(c->arena, str_sub(v->text, 0, last + at), STR("${"), ref->id, STR("."),
                      ref->attr, STR("}"), str_from_at(v->text, last + at + 1));
}

/* Policies name some things by an id of their own, which no ARN of them has. Source: Service
 * Authorization Reference, Amazon RDS IAM Authentication, Amazon Neptune, Amazon Bedrock. */
static bool is_own_id(struct str attr)
{
    static const char *const ids[] = {"DbiResourceId", "DBClusterResourceId", "ClusterResourceId",
                                      "AgentId"};
    for (size_t i = 0; i < COUNT(ids); i++)
        if (str_is(attr, ids[i]))
            return true;
    return false;
}

/* A resource of the template; tail: what stands behind its ARN or name. *known: its name is, and says
 * which one it is. */
static node_id own_thing(struct cfn *c, const struct cfn_value *v, enum node_kind kind,
                         struct origin where, struct str *tail, bool *known)
{
    node_id n = cfn_target(c, v, kind, where);
    struct str arn = n ? node_attr_text(graph_node_at(c->g, n), FACT_ARN) : STR("");
    *known = arn.len && str_chr(str_from_at(arn, last_part(arn)), '*') == STR_NPOS;
    if (str_empty(arn) || *known)
        return 0;
    if (str_starts(v->text, arn)) {
        *tail = str_from_at(v->text, arn.len);
        return n;
    }
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next) {
        struct cfn_resource *r = ref->kind == CFN_REF_RESOURCE ? cfn_find(c, ref->id) : NULL;
        size_t at = r && r->node == n && r->name.len > 1 ? str_find(v->text, r->name) : STR_NPOS;
        size_t last = last_part(v->text);
        if (at == STR_NPOS || !last || at < last ||
            !str_starts(str_from_at(arn, last_part(arn)), str_sub(v->text, last, at - last)))
            continue; /* an execution is no state machine, whatever its name */
        *tail = str_from_at(v->text, at + r->name.len);
        return n;
    }
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next)
        if (ref->kind == CFN_REF_RESOURCE && is_own_id(ref->attr) &&
            stands_alone(with_name(c, v), tail))
            return n;
    return 0;
}

static bool is_output(struct cfn *c, const struct cfn_value *v)
{
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next) {
        struct cfn_resource *r = ref->kind == CFN_REF_RESOURCE ? cfn_find(c, ref->id) : NULL;
        if (r && cfn_is(r, "AWS::CloudFormation::Stack") && str_starts(ref->attr, STR("Outputs.")))
            return true;
    }
    return false;
}

/* A thing that a parameter, an import or a nested stack names. */
static node_id given_thing(struct cfn *c, const struct cfn_value *v, enum node_kind kind,
                           struct origin where)
{
    struct cfn_value whole = *v;
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next) {
        node_id n = ref->kind == CFN_REF_PARAM ? cfn_stack_gives(c, ref->id) : 0;
        if (n) /* the stack that this one is nested in says which */
            return n;
    }
    bool exported = has_ref(v, CFN_REF_IMPORT); /* another template may say what it is */
    if ((kind == NODE_SERVICE && !exported) || (kind == NODE_IDENTITY && !is_output(c, v)) || kind == NODE_NET)
        return 0;
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next) {
        struct cfn_resource *r =
            ref->kind == CFN_REF_PARAM ? named_by(c, ref->id, kind) : NULL;
        if (r)
            return cfn_node_of(c, r);
    }
    whole.text = STR("*");
    return cfn_target(c, &whole, kind, where);
}

/* --- Writing ---------------------------------------------------------------------------------- */

static void put_thing(struct cfn_statement *s, node_id n, struct str tail)
{
    struct json_writer *w = &s->things_writer;
    if (!n) {
        json_null(w);
        return;
    }
    s->any_thing = true;
    json_object_inline(w);
    json_member(w, "node", graph_node_at(s->c->g, n)->id);
    json_member_if(w, "tail", tail);
    json_end(w);
}

/* The group that AWS makes with a network: no template names it, and nothing is missing. */
static bool is_default_group(const struct cfn_value *v)
{
    const struct cfn_ref *ref = v->refs;
    while (ref && !(ref->kind == CFN_REF_RESOURCE && str_is(ref->attr, "DefaultSecurityGroup")))
        ref = ref->next;
    return ref != NULL;
}

static void put_resource(struct cfn_statement *s, struct json_writer *w, const struct cfn_value *v,
                         struct str named, const struct doc_node *statement,
                         const struct doc_node *at)
{
    struct cfn *c = s->c;
    struct str tail = STR("");
    struct origin where = cfn_at(c, at);
    enum node_kind kind = v->refs ? kind_of(c, v->text, statement) : NODE_SERVICE;
    node_id n = 0;
    bool own = has_ref(v, CFN_REF_RESOURCE) && !is_output(c, v), known = false;
    struct str text = v->text;
    if (v->secure)
        text = STR("***");
    else if (own)
        n = own_thing(c, v, kind, where, &tail, &known);
    if (n && !tail.len && str_ends(named, STR("**"))) /* one is of its name, one is written */
        tail = STR("*");
    if ((own && !n && !known && v->unknown) || is_output(c, v))
        named = with_name(c, v);
    if (!n && v->unknown && str_starts(v->text, STR("*")) && !stands_alone(named, &tail))
        named = ARENA_JOIN(c->arena, STR("${unknown}"), str_from_at(v->text, 1));
    if (!n && !v->secure && v->unknown && stands_alone(named, &tail)) {
        n = own || !v->refs ? 0 : given_thing(c, v, kind, where);
        text = named;
        if (!n && !is_default_group(v))
            graph_unresolved(c->g, named,
                             STR("which resource a policy means is known to the deployment only"),
                             s->owner, where);
    }
    json_text(w, text);
    put_thing(s, n, tail);
}

/* A single text, written without a list. */
static bool is_one(struct cfn *c, const struct doc_node *n, const struct cfn_item *items,
                   size_t count)
{
    return count == 1 && !doc_is_list(n) && !items[0].value &&
           !cfn_item_value(&c->scope, &items[0]).other;
}

/* Does this case of the statement have the element? */
static bool is_meant(const struct cfn_statement *s, const struct cfn_item *item,
                     const struct cfn_value *v)
{
    return !s->only ||
           str_eq(*s->only, terms_both(s->c->arena, item->condition, v->condition));
}

static void put_resources(struct cfn_statement *s, struct json_writer *w,
                          const struct doc_node *statement, const struct doc_node *m)
{
    struct cfn *c = s->c;
    const struct cfn_item *items;
    const struct doc_node *n = cfn_node(&c->scope, m);
    size_t count = n ? cfn_list(&c->scope, n, &items) : 0;
    bool one = !s->only && is_one(c, n, items, count);
    if (!one)
        json_list(w);
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        struct cfn_value named = v.refs && v.unknown ? named_value(c, &items[i]) : v;
        const struct cfn_value *b = &named;
        for (const struct cfn_value *a = &v; a; a = a->other) {
            if ((!a->none || one) && is_meant(s, &items[i], a))
                put_resource(s, w, a, b ? b->text : a->text, statement,
                             items[i].node ? items[i].node : m);
            b = b ? b->other : NULL;
        }
    }
    if (!one)
        json_end(w);
}

static bool names_account(struct str text)
{
    size_t last = last_part(text), at = str_find(text, STR("${"));
    return last && at != STR_NPOS && at < last;
}

struct str cfn_account_text(struct cfn *c, const struct cfn_value *v)
{
    if (!str_is(v->text, "*") || (!v->unknown && !v->refs))
        return v->text;
    return v->refs ? ARENA_JOIN(c->arena, STR("${"), v->refs->id, STR("}"))
                   : STR("arn:aws:iam::*:root");
}

/* Texts of principals and actions. An account or a name that nobody gave is no wildcard either. */
static void put_texts(struct cfn_statement *s, struct json_writer *w, const struct doc_node *n,
                      unsigned depth)
{
    struct cfn *c = s->c;
    const struct cfn_item *items;
    bool account = depth && str_is(n->key, "AWS"); /* below Principal */
    n = cfn_node(&c->scope, n);
    if (doc_is_map(n) && !cfn_call(n) && depth < 2) {
        json_object(w);
        for (const struct doc_node *m = doc_first(n); m; m = m->next) {
            if (cfn_is_no_value(m))
                continue;
            json_key_str(w, m->key);
            put_texts(s, w, m, depth + 1);
        }
        json_end(w);
        return;
    }
    size_t count = n ? cfn_list(&c->scope, n, &items) : 0;
    bool one = !s->only && is_one(c, n, items, count);
    if (!one)
        json_list(w);
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        struct cfn_value named = v.refs && v.unknown ? named_value(c, &items[i]) : v;
        const struct cfn_value *b = &named;
        for (const struct cfn_value *a = &v; a; a = a->other) {
            struct str text = account ? cfn_account_text(c, a) : a->text, tail;
            if (b && (stands_alone(b->text, &tail) || names_account(b->text)))
                text = b->text;
            if ((!a->none || one) && is_meant(s, &items[i], a))
                json_text(w, a->secure ? STR("***") : text);
            b = b ? b->other : NULL;
        }
    }
    if (!one)
        json_end(w);
}

void cfn_statement_member(struct cfn_statement *s, struct json_writer *w,
                          const struct doc_node *statement, const struct doc_node *m,
                          const struct str *only)
{
    s->only = only;
    json_key_str(w, m->key);
    if (!str_is(m->key, "Resource") && !str_is(m->key, "NotResource")) {
        put_texts(s, w, m, 0);
        return;
    }
    s->things.len = 0;
    s->things_writer = json_writer(&s->things);
    json_list_inline(&s->things_writer);
    s->any_thing = false;
    put_resources(s, w, statement, m);
    json_end(&s->things_writer);
}

void cfn_statement_things(struct cfn_statement *s, struct json_writer *w)
{
    if (!s->any_thing)
        return;
    json_key(w, "things");
    json_raw(w, str_trim(buf_str(&s->things)));
    s->any_thing = false;
}

void cfn_statements(struct cfn *c, node_id owner, const struct doc_node *document,
                    struct str given, struct json_writer *w)
{
    struct cfn_statement s = {.c = c, .owner = owner, .given = given};
    const struct cfn_json_hook hook = {&s, cfn_statement_cases};
    cfn_json_into(&c->scope, document, &hook, w);
    buf_release(&s.things);
}
