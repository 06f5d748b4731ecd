/* SPDX-License-Identifier: MIT */
#include "aws_docs.h"

#include <stdlib.h>

#include "aws_things.h"
#include "aws_tables.h"
#include "facts.h"
#include "json_writer.h"
#include "mem.h"

struct doc_entry {
    node_id node;
    enum aws_use use;
    struct str text; /* order among equals */
    struct aws_policy policy;
    struct origin where;
};

struct aws_docs {
    const struct graph *g;
    struct arena *arena;
    struct doc_entry *entries;
    size_t count, cap;
    struct aws_policy *policies; /* of the entries, in the same order */
    struct aws_unread *unread;
    size_t unread_count, unread_cap;
    struct aws_alias *aliases;
    size_t alias_count, alias_cap;
    struct aws_policy account_decides, nobody_knows;
    struct map renamed;          /* id that is no node any more -> the node that stands for it */
};

static uint32_t number(const struct json_value *v)
{
    long n;
    return v && str_to_long(v->text, &n) && n > 0 && n < INT32_MAX ? (uint32_t)n : 0;
}

static void leave_out(struct aws_docs *d, node_id n, struct str text, const char *reason,
                      struct origin where)
{
    if (d->unread_count == d->unread_cap)
        d->unread = mem_grow(d->unread, &d->unread_cap, sizeof *d->unread);
    d->unread[d->unread_count++] = (struct aws_unread){n, text, reason, where};
}

/* --- Which nodes the statements mean ------------------------------------------------------------ */

static node_id node_called(struct aws_docs *d, struct str id)
{
    uint32_t stands_for;
    node_id n = graph_find(d->g, id), real = n ? graph_resolve(d->g, n) : 0;
    if (!n)
        return map_get(&d->renamed, id, &stands_for) ? stands_for : 0;
    if (real != n) {
        if (d->alias_count == d->alias_cap)
            d->aliases = mem_grow(d->aliases, &d->alias_cap, sizeof *d->aliases);
        d->aliases[d->alias_count++] = (struct aws_alias){id, real};
    }
    return real;
}

/* The pattern of a resource that is a reference: the ARN of the node, whatever its policy calls it. */
static void resolve(struct aws_docs *d, struct aws_policy *p)
{
    for (uint32_t i = 0; i < p->statement_count; i++) {
        struct aws_statement *s = &p->statements[i];
        for (uint32_t k = 0; k < s->thing_count && k < s->resource_count; k++) {
            const struct aws_named_thing *t = &s->things[k];
            node_id n = t->node.len ? node_called(d, t->node) : 0;
            struct str arn = n ? aws_node_arn(d->g, n) : STR_NONE;
            struct aws_arn old = s->resources[k];
            if (str_empty(arn))
                continue;
            s->resources[k] = aws_arn_read(d->arena, ARENA_JOIN(d->arena, arn, t->tail), false);
            s->resources[k].thing = n;
            if (str_find(old.written, STR("${")) == STR_NPOS)
                s->resources[k].written = old.written;
            if (str_starts(old.written, STR("arn:"))) /* a region or account stays what it is */
                memcpy(s->resources[k].part, old.part, (ARN_SEGMENTS - 1) * sizeof *old.part);
        }
    }
}

static void find_renamed(struct aws_docs *d)
{
    for (size_t i = 1; i <= graph_node_count(d->g); i++) {
        const struct attr *a = node_attr(graph_node_at(d->g, (node_id)i), FACT_STANDS_FOR);
        const struct json_value *ids = a ? json_value_read(d->arena, a->value, NULL) : NULL;
        if (!json_value_is(ids, JSON_VALUE_LIST))
            continue;
        for (const struct json_value *id = ids->first; id; id = id->next)
            map_set(&d->renamed, json_value_text(id), graph_resolve(d->g, (node_id)i));
    }
}

static int by_alias(const void *a, const void *b)
{
    const struct aws_alias *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return str_cmp(x->id, y->id);
}

size_t aws_docs_aliases(const struct aws_docs *d, const struct aws_alias **out)
{
    *out = d->aliases;
    return d->alias_count;
}

static void keep_aliases(struct aws_docs *d)
{
    size_t n = 0;
    if (!d->alias_count)
        return;
    qsort(d->aliases, d->alias_count, sizeof *d->aliases, by_alias);
    struct aws_alias *kept = arena_array(d->arena, d->alias_count, sizeof *kept);
    for (size_t i = 0; i < d->alias_count; i++)
        if (!n || by_alias(&kept[n - 1], &d->aliases[i]))
            kept[n++] = d->aliases[i];
    mem_free(d->aliases);
    d->aliases = kept;
    d->alias_count = n;
}

/* --- Reading ------------------------------------------------------------------------------------ */

static void add(struct aws_docs *d, struct doc_entry entry, const struct json_value *document)
{
    struct str name = entry.policy.name;
    if (!aws_policy_read(d->arena, document, &entry.policy)) {
        leave_out(d, entry.node, name, "this is no policy document", entry.where);
        return;
    }
    entry.policy.name = name;
    resolve(d, &entry.policy);
    if (d->count == d->cap)
        d->entries = mem_grow(d->entries, &d->cap, sizeof *d->entries);
    d->entries[d->count++] = entry;
}

/* --- Permissions of functions ------------------------------------------------------------------ */

static struct str member(const struct json_value *v, const char *key)
{
    return json_value_text(json_value_get(v, key));
}

static void add_condition(struct json_writer *w, bool *open, const char *op, const char *key,
                          struct str value)
{
    if (str_empty(value))
        return;
    if (!*open) {
        json_key(w, "Condition");
        json_object(w);
    }
    *open = true;
    json_key(w, op);
    json_object(w);
    json_member(w, key, value);
    json_end(w);
}

/* As Lambda writes the statement of an AddPermission call. */
static struct str permission_statement(struct arena *a, const struct json_value *v)
{
    struct buf b = {0};
    struct json_writer w = json_writer(&b);
    struct str principal = member(v, "principal"), action = member(v, "action");
    bool open = false;
    bool service = str_find(principal, STR(".amazonaws.com")) != STR_NPOS;
    json_object(&w);
    json_member(&w, "Version", STR("2012-10-17"));
    json_key(&w, "Statement");
    json_object(&w);
    json_member(&w, "Effect", STR("Allow"));
    json_key(&w, "Principal");
    json_object(&w);
    json_member(&w, service ? "Service" : "AWS", principal);
    json_end(&w);
    json_member(&w, "Action", action.len ? action : STR("lambda:InvokeFunction"));
    json_member(&w, "Resource", STR("*"));
    add_condition(&w, &open, "ArnLike", "AWS:SourceArn", member(v, "sourceArn"));
    struct str account = member(v, "sourceAccount");
    struct str org = member(v, "principalOrgId"), url = member(v, "functionUrlAuthType");
    add_condition(&w, &open, "StringEquals", "AWS:SourceAccount", account);
    add_condition(&w, &open, "StringEqualsIgnoreCase", "aws:PrincipalOrgID", org);
    add_condition(&w, &open, "StringLike", "lambda:FunctionUrlAuthType", url);
    add_condition(&w, &open, "Bool", "lambda:InvokedViaFunctionUrl",
                  member(v, "invokedViaFunctionUrl"));
    if (open)
        json_end(&w);
    json_end(&w);
    json_end(&w);
    struct str text = arena_str(a, buf_str(&b));
    buf_release(&b);
    return text;
}

/* --- Documents of nodes ------------------------------------------------------------------------ */

static void add_managed(struct aws_docs *d, struct doc_entry entry, const struct json_value *v)
{
    struct str arn = member(v, "arn");
    const struct aws_managed_row *row = aws_managed_find(arn);
    if (!row) {
        leave_out(d, entry.node, arn, "this managed policy is not in the table", entry.where);
        return;
    }
    entry.policy.name = str_from(row->name);
    entry.use = str_is(member(v, "use"), "boundary") ? AWS_USE_BOUNDARY : AWS_USE_IDENTITY;
    add(d, entry, json_value_read(d->arena, str_from(row->document), NULL));
}

static void read_document(struct aws_docs *d, node_id n, struct str text)
{
    static const char *const uses[AWS_USE_COUNT] = {"identity", "boundary", "trust", "resource"};
    if (!str_starts(text, STR("{")) || str_find(str_sub(text, 0, 16), STR("\"aws\"")) == STR_NPOS)
        return;
    const struct json_value *v = json_value_read(d->arena, text, NULL);
    struct str kind = member(v, "aws");
    struct doc_entry entry = {.node = n, .text = text};
    entry.where = (struct origin){.file = member(v, "file"),
                                  .line = number(json_value_get(v, "line"))};
    entry.policy.name = member(v, "name");
    if (str_is(kind, "managed")) {
        add_managed(d, entry, v);
    } else if (str_is(kind, "permission")) {
        entry.use = AWS_USE_RESOURCE;
        struct str statement = permission_statement(d->arena, v);
        add(d, entry, json_value_read(d->arena, statement, NULL));
    }
    for (unsigned u = 0; u < AWS_USE_COUNT; u++) {
        entry.use = (enum aws_use)u;
        if (str_is(kind, uses[u]))
            add(d, entry, json_value_get(v, "document"));
    }
}

static int by_node(const void *a, const void *b)
{
    const struct doc_entry *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->use != y->use)
        return x->use < y->use ? -1 : 1;
    return str_cmp(x->text, y->text);
}

static void free_lists(struct aws_docs *d, struct arena *a)
{
    if (d->count) {
        struct doc_entry *kept = arena_array(a, d->count, sizeof *kept);
        memcpy(kept, d->entries, d->count * sizeof *kept);
        mem_free(d->entries);
        d->entries = kept;
    }
    if (d->unread_count) {
        struct aws_unread *kept = arena_array(a, d->unread_count, sizeof *kept);
        memcpy(kept, d->unread, d->unread_count * sizeof *kept);
        mem_free(d->unread);
        d->unread = kept;
    }
}

/* --- What the input does not say ----------------------------------------------------------------- */

static struct aws_policy policy_of(struct arena *a, const char *name, const char *json)
{
    struct aws_policy p = {0};
    aws_policy_read(a, json_value_read(a, str_from(json), NULL), &p);
    p.name = str_from(name);
    return p;
}

static void read_defaults(struct aws_docs *d)
{
    d->account_decides = policy_of(
        d->arena, "default key policy",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::*:root\"},"
        "\"Action\":\"kms:*\",\"Resource\":\"*\"}}");
    d->nobody_knows = policy_of(
        d->arena, "a policy that is not in the input",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"${TrustPolicy}\"},"
        "\"Action\":\"*\",\"Resource\":\"*\"}}");
}

/* Members of a group have its policies as well. Groups cannot be members. */
static void inherit(struct aws_docs *d)
{
    size_t own = d->count;
    uint32_t *first = mem_zalloc(graph_node_count(d->g) + 2, sizeof *first);
    for (size_t i = own; i-- > 0;) /* entries are sorted by node */
        first[d->entries[i].node] = (uint32_t)i + 1;
    for (size_t e = 1; e <= graph_edge_count(d->g); e++) {
        const struct edge *edge = graph_edge_at(d->g, (edge_id)e);
        node_id user = graph_resolve(d->g, edge->from), group = graph_resolve(d->g, edge->to);
        if (edge->kind != EDGE_ASSUMES || !first[group] ||
            !str_is(graph_node_at(d->g, group)->type, "AWS::IAM::Group"))
            continue;
        for (size_t i = first[group] - 1; i < own && d->entries[i].node == group; i++) {
            struct doc_entry entry = d->entries[i];
            if (entry.use != AWS_USE_IDENTITY)
                continue;
            entry.node = user;
            if (d->count == d->cap)
                d->entries = mem_grow(d->entries, &d->cap, sizeof *d->entries);
            d->entries[d->count++] = entry;
        }
    }
    mem_free(first);
}

struct aws_docs *aws_docs_read(const struct graph *g, struct arena *a)
{
    struct aws_docs *d = arena_alloc(a, sizeof *d);
    d->g = g;
    d->arena = a;
    read_defaults(d);
    find_renamed(d);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        for (uint32_t p = 0; p < n->policy_count; p++)
            read_document(d, graph_resolve(g, (node_id)i), n->policies[p]);
    }
    if (d->count > 1)
        qsort(d->entries, d->count, sizeof *d->entries, by_node);
    inherit(d);
    if (d->count > 1)
        qsort(d->entries, d->count, sizeof *d->entries, by_node);
    free_lists(d, a);
    keep_aliases(d);
    map_release(&d->renamed);
    if (!d->count && !d->unread_count)
        return NULL;
    d->policies = arena_array(a, d->count + 1, sizeof *d->policies);
    for (size_t i = 0; i < d->count; i++)
        d->policies[i] = d->entries[i].policy;
    return d;
}

struct aws_policies aws_docs_of(const struct aws_docs *d, node_id n, enum aws_use use)
{
    size_t low = 0, high = d->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct doc_entry *e = &d->entries[middle];
        if (e->node < n || (e->node == n && e->use < use))
            low = middle + 1;
        else
            high = middle;
    }
    struct aws_policies p = {.items = d->policies + low};
    while (low + p.count < d->count && d->entries[low + p.count].node == n &&
           d->entries[low + p.count].use == use)
        p.count++;
    p.given = p.count > 0;
    return p;
}

struct aws_policies aws_docs_resource(const struct aws_docs *d, node_id n, struct str service,
                                      bool trust)
{
    struct aws_policies p = {0};
    bool outside = !n || graph_node_at(d->g, n)->external;
    if (n)
        p = aws_docs_of(d, n, trust ? AWS_USE_TRUST : AWS_USE_RESOURCE);
    if (p.given || !(trust ? str_is(service, "iam") && outside : str_is(service, "kms")))
        return p;
    return (struct aws_policies){.items = outside ? &d->nobody_knows : &d->account_decides,
                                 .count = 1, .given = true};
}

struct origin aws_docs_where(const struct aws_docs *d, const struct aws_policy *p)
{
    if (p == &d->account_decides || p == &d->nobody_knows)
        return (struct origin){0};
    return d->entries[p - d->policies].where;
}

struct origin aws_docs_place(const struct aws_docs *d, const struct aws_policy *p,
                             const struct aws_statement *s)
{
    struct origin o = aws_docs_where(d, p);
    long line, col;
    size_t second = str_rchr(s->where, ':');
    struct str head = second == STR_NPOS ? STR_NONE : str_sub(s->where, 0, second);
    size_t first = str_rchr(head, ':');
    if (first == STR_NPOS || !str_to_long(str_from_at(s->where, second + 1), &col) ||
        !str_to_long(str_from_at(head, first + 1), &line) || line < 1 || col < 0 ||
        line > INT32_MAX || col > INT32_MAX)
        return o;
    return (struct origin){.file = str_sub(head, 0, first), .line = (uint32_t)line,
                           .col = (uint32_t)col};
}

size_t aws_docs_unread(const struct aws_docs *d, const struct aws_unread **out)
{
    *out = d->unread;
    return d->unread_count;
}
