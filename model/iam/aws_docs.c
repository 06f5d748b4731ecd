/* SPDX-License-Identifier: MIT */
#include "aws_docs.h"

#include <stdlib.h>

#include "aws_things.h"
#include "aws_tables.h"
#include "facts.h"
#include "iam_clouds.h"
#include "iam_renamed.h"
#include "mem.h"
#include "terms.h"

struct doc_entry {
    node_id node;
    enum aws_use use;
    struct str text; /* order among equals */
    struct str when; /* the node has it only then */
    struct aws_policy policy;
    struct origin where;
};

struct aws_docs {
    const struct graph *g;
    struct arena *arena;
    struct arena *trees;         /* of the document that is being read; NULL once all are */
    struct doc_entry *entries;
    size_t count, cap;
    struct aws_policy *policies; /* of the entries, in the same order */
    uint32_t *first;             /* by node: its first entry; one more than nodes */
    size_t nodes;                /* when they were read */
    struct aws_unread *unread;
    size_t unread_count, unread_cap;
    struct aws_alias *aliases;
    size_t alias_count, alias_cap;
    struct aws_policy account_decides, nobody_knows;
    struct map written;          /* name and place of a document that stands by itself -> its node */
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

/* The pattern is the ARN of this node, and what stands behind it. */
static void name_thing(struct aws_docs *d, struct aws_arn *p, node_id n, struct str arn, struct str tail)
{
    struct str written = p->written;
    *p = aws_arn_read(d->arena, ARENA_JOIN(d->arena, arn, tail), false);
    size_t last = p->part[ARN_SEGMENTS - 1].len;
    p->thing = n;
    p->own = (uint32_t)(last > tail.len ? last - tail.len : 0);
    if (str_find(written, STR("${")) == STR_NPOS)
        p->written = written;
}

/* "execute-api:/live/GET/a" in the policy of an API is about that API. Source: API Gateway guide, "API
 * Gateway resource policy examples". */
static void resolve_own(struct aws_docs *d, const struct doc_entry *entry)
{
    static const struct str head = STR_INIT("execute-api:/");
    struct str arn = entry->use == AWS_USE_RESOURCE ? aws_node_arn(d->g, entry->node) : STR_NONE;
    if (!str_is(aws_arn_service(arn), "execute-api"))
        return;
    for (uint32_t i = 0; i < entry->policy.statement_count; i++) {
        struct aws_statement *s = &entry->policy.statements[i];
        for (uint32_t k = 0; k < s->resource_count; k++)
            if (str_starts(s->resources[k].written, head))
                name_thing(d, &s->resources[k], entry->node, arn,
                           str_from_at(s->resources[k].written, head.len - 1));
    }
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
            name_thing(d, &s->resources[k], n, arn, t->tail);
            if (str_starts(old.written, STR("arn:"))) /* a region or account stays what it is */
                memcpy(s->resources[k].part, old.part, (ARN_SEGMENTS - 1) * sizeof *old.part);
        }
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
    for (uint32_t i = 0; i < entry.policy.problem_count; i++)
        leave_out(d, entry.node, name, entry.policy.problems[i].text, entry.where);
    for (uint32_t i = 0; entry.when.len && i < entry.policy.statement_count; i++)
        entry.policy.statements[i].when =
            terms_both(d->arena, entry.when, entry.policy.statements[i].when);
    resolve(d, &entry.policy);
    resolve_own(d, &entry);
    if (d->count == d->cap)
        d->entries = mem_grow(d->entries, &d->cap, sizeof *d->entries);
    d->entries[d->count++] = entry;
}

/* --- Permissions of functions ------------------------------------------------------------------ */

static struct str member(const struct json_value *v, const char *key)
{
    return json_value_text(json_value_get(v, key));
}

static struct json_value *new_value(struct arena *a, enum json_value_type type, const char *key,
                                    struct str text)
{
    struct json_value *v = arena_alloc(a, sizeof *v);
    v->type = type;
    v->key = str_from(key);
    v->text = text;
    return v;
}

/* first: members that come before this one; the new beginning. */
static struct json_value *before(struct json_value *v, const struct json_value *rest)
{
    v->next = rest;
    return v;
}

static struct json_value *object(struct arena *a, const char *key, const struct json_value *first)
{
    struct json_value *v = new_value(a, JSON_VALUE_OBJECT, key, STR_NONE);
    v->first = first;
    for (const struct json_value *m = first; m; m = m->next)
        v->count++;
    return v;
}

/* As Lambda writes the statement of an AddPermission call. */
static const struct json_value *permission_document(struct arena *a, const struct json_value *v)
{
    static const struct {
        const char *member, *op, *key;
    } rows[] = { /* the last one is made first, so it comes last */
        {"invokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"},
        {"functionUrlAuthType", "StringLike", "lambda:FunctionUrlAuthType"},
        {"principalOrgId", "StringEqualsIgnoreCase", "aws:PrincipalOrgID"},
        {"sourceAccount", "StringEquals", "AWS:SourceAccount"},
        {"sourceArn", "ArnLike", "AWS:SourceArn"},
    };
    struct str principal = member(v, "principal"), action = member(v, "action");
    bool service = str_find(principal, STR(".amazonaws.com")) != STR_NPOS;
    const struct json_value *conditions = NULL, *members = NULL;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str value = member(v, rows[i].member);
        if (value.len)
            conditions = before(object(a, rows[i].op, new_value(a, JSON_VALUE_TEXT, rows[i].key,
                                                                value)), conditions);
    }
    if (conditions)
        members = object(a, "Condition", conditions);
    members = before(new_value(a, JSON_VALUE_TEXT, "Resource", STR("*")), members);
    members = before(new_value(a, JSON_VALUE_TEXT, "Action",
                               action.len ? action : STR("lambda:InvokeFunction")), members);
    members = before(object(a, "Principal", new_value(a, JSON_VALUE_TEXT,
                                                      service ? "Service" : "AWS", principal)),
                     members);
    members = before(new_value(a, JSON_VALUE_TEXT, "Effect", STR("Allow")), members);
    members = object(a, "Statement", members);
    members = before(new_value(a, JSON_VALUE_TEXT, "Version", STR("2012-10-17")), members);
    return object(a, "", members);
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
    entry.policy.managed = true;
    entry.use = str_is(member(v, "use"), "boundary") ? AWS_USE_BOUNDARY : AWS_USE_IDENTITY;
    add(d, entry, json_value_read_apart(d->trees, d->arena, str_from(row->document), NULL));
}

/* --- Policies of their own ---------------------------------------------------------------------- */

/* An attached policy has the name and the place of the document that stands by itself. */
static struct str place_key(struct aws_docs *d, struct str name, struct origin at)
{
    return ARENA_JOIN(d->arena, name, STR("\n"), at.file, STR("\n"),
                      arena_printf(d->arena, "%u", (unsigned)at.line));
}

static void name_copies(struct aws_docs *d)
{
    uint32_t n;
    for (size_t i = 0; map_count(&d->written) && i < d->count; i++) {
        struct doc_entry *e = &d->entries[i];
        if (e->use == AWS_USE_IDENTITY && !e->policy.managed &&
            map_get(&d->written, place_key(d, e->policy.name, e->where), &n))
            e->policy.arn = aws_node_arn(d->g, n);
    }
}

static void read_document(struct aws_docs *d, node_id n, struct str text)
{
    static const char *const uses[AWS_USE_COUNT] = {"identity", "boundary", "trust", "resource"};
    if (!iam_is_aws(text))
        return;
    arena_clear(d->trees);
    const struct json_value *v = json_value_read_apart(d->trees, d->arena, text, NULL);
    struct str kind = member(v, "aws");
    struct doc_entry entry = {.node = n, .text = text};
    entry.where = (struct origin){.file = member(v, "file"),
                                  .line = number(json_value_get(v, "line"))};
    entry.policy.name = member(v, "name");
    entry.policy.connector = member(v, "connector");
    entry.when = member(v, "when");
    if (str_is(kind, "document")) {
        map_set(&d->written, place_key(d, entry.policy.name, entry.where), n);
    } else if (str_is(kind, "managed")) {
        add_managed(d, entry, v);
    } else if (str_is(kind, "permission")) {
        entry.use = AWS_USE_RESOURCE;
        add(d, entry, permission_document(d->trees, v));
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

static bool is_group(const struct aws_docs *d, node_id n)
{
    return str_is(graph_node_at(d->g, n)->type, "AWS::IAM::Group");
}

/* Members of a group have its policies as well. Groups cannot be members. False: there is none. */
static bool inherit(struct aws_docs *d)
{
    size_t own = d->count, groups = 0;
    for (size_t i = 0; i < own && !groups; i++)
        groups += is_group(d, d->entries[i].node);
    if (!groups)
        return false;
    uint32_t *first = mem_zalloc(graph_node_count(d->g) + 2, sizeof *first);
    for (size_t i = own; i-- > 0;) /* entries are sorted by node */
        first[d->entries[i].node] = (uint32_t)i + 1;
    for (size_t e = 1; e <= graph_edge_count(d->g); e++) {
        const struct edge *edge = graph_edge_at(d->g, (edge_id)e);
        node_id user = graph_resolve(d->g, edge->from), group = graph_resolve(d->g, edge->to);
        if (edge->kind != EDGE_ASSUMES || !first[group] ||
            !is_group(d, group))
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
    return true;
}

/* Nodes are mostly read in their order, and have a handful each. */
static void sort_entries(struct aws_docs *d)
{
    for (size_t i = 0, end; i < d->count; i = end) {
        node_id n = d->entries[i].node;
        for (end = i + 1; end < d->count && d->entries[end].node == n;)
            end++;
        if (end > i + 1)
            qsort(d->entries + i, end - i, sizeof *d->entries, by_node);
        if (end < d->count && d->entries[end].node < n) {
            qsort(d->entries, d->count, sizeof *d->entries, by_node);
            return;
        }
    }
}

static void index_entries(struct aws_docs *d)
{
    d->policies = arena_array(d->arena, d->count + 1, sizeof *d->policies);
    d->first = arena_array(d->arena, d->nodes + 2, sizeof *d->first);
    for (size_t i = 0; i < d->count; i++) {
        d->policies[i] = d->entries[i].policy;
        d->first[d->entries[i].node + 1]++;
    }
    for (size_t n = 0; n <= d->nodes; n++)
        d->first[n + 1] += d->first[n];
}

struct aws_docs *aws_docs_read(const struct graph *g, struct arena *a)
{
    struct aws_docs *d = arena_alloc(a, sizeof *d);
    d->g = g;
    d->arena = a;
    d->nodes = graph_node_count(g);
    d->trees = arena_new();
    read_defaults(d);
    iam_find_renamed(d->g, d->arena, &d->renamed);
    for (size_t i = 1; i <= d->nodes; i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        for (uint32_t p = 0; p < n->policy_count; p++)
            read_document(d, graph_resolve(g, (node_id)i), n->policies[p]);
    }
    arena_free(d->trees);
    d->trees = NULL;
    name_copies(d);
    sort_entries(d);
    if (inherit(d))
        sort_entries(d);
    free_lists(d, a);
    keep_aliases(d);
    map_release(&d->renamed);
    map_release(&d->written);
    if (!d->count && !d->unread_count)
        return NULL;
    index_entries(d);
    return d;
}

struct aws_policies aws_docs_of(const struct aws_docs *d, node_id n, enum aws_use use)
{
    if (n > d->nodes) /* made since */
        return (struct aws_policies){.items = d->policies};
    size_t at = d->first[n], end = d->first[n + 1];
    while (at < end && d->entries[at].use < use)
        at++;
    struct aws_policies p = {.items = d->policies + at};
    while (at + p.count < end && d->entries[at + p.count].use == use)
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

bool aws_has_denials(const struct aws_policies *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++)
            if (!p->items[i].statements[k].allow)
                return true;
    return false;
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
