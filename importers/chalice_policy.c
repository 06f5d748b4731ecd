/* SPDX-License-Identifier: MIT */
/* chalice_policy.c - the policy that AWS Chalice makes of the code (autogen_policy): what app.py calls on
 * clients of boto3, on every resource, and what its events, sockets and traces need. As its analyser does,
 * it looks at app.py alone, and knows clients by the names that they are assigned to and by the functions
 * that return them; resources of boto3 count for nothing.
 * Source: the documentation of AWS Chalice, "Policy generation". */
#include "chalice.h"
#include "handler.h"
#include "map.h"
#include "mem.h"
#include "serverless_make.h"

enum { POLICY_DEEP = 200, MEANING_DEEP = 8 };

struct meaning { /* what a name is assigned, or a function returns, and where it is read */
    const struct code_node *value, *within; /* within: the function; NULL: the module */
};

struct calls {
    struct arena *arena;
    struct map names;     /* key() -> index of meanings + 1 */
    struct meaning *meanings;
    size_t count, cap;
    struct map seen;      /* actions */
    struct doc *d;
    const struct doc_node *at;
    struct doc_node *actions;
};

/* --- Clients ---------------------------------------------------------------------------------- */

static struct str key(const struct calls *k, const struct code_node *within, struct str name)
{
    if (!within)
        return name;
    return ARENA_JOIN(k->arena, name, arena_printf(k->arena, "\n%u\n%u", within->line, within->col));
}

static bool makes_client(const struct code_node *n)
{
    return n && n->kind == CODE_CALL && n->first && n->first->kind == CODE_MEMBER &&
           str_is(n->first->text, "client") && n->first->next &&
           n->first->next->kind == CODE_TEXT;
}

/* A name of the module that a function assigns to stays what the module made it. */
static void note(struct calls *k, const struct code_node *within, struct str name,
                 struct meaning what)
{
    bool added;
    if (within && map_get(&k->names, name, NULL))
        return;
    uint32_t *at = map_put(&k->names, key(k, within, name), &added);
    if (!added && !makes_client(what.value))
        return;
    if (k->count == k->cap)
        k->meanings = mem_grow(k->meanings, &k->cap, sizeof *k->meanings);
    k->meanings[k->count++] = what;
    *at = (uint32_t)k->count;
}

/* The first value that a function returns. */
static const struct code_node *returned(const struct code_node *n, int depth)
{
    const struct code_node *found = NULL;
    if (n->kind == CODE_RETURN)
        return n->first;
    for (const struct code_node *c = n->first; c && !found && depth < POLICY_DEEP; c = c->next)
        found = returned(c, depth + 1);
    return found;
}

/* A function below its decorators. */
static const struct code_node *bare(const struct code_node *value)
{
    for (int deep = 0; value && value->kind == CODE_CALL && value->flag && deep < 16; deep++)
        value = value->first ? value->first->next : NULL;
    return value;
}

static void find_names(struct calls *k, const struct code_node *n, const struct code_node *within,
                       int depth)
{
    const struct code_node *to = n->first;
    if (n->kind == CODE_ASSIGN && to && to->kind == CODE_NAME && to->next) {
        const struct code_node *f = bare(to->next);
        bool makes = f && f->kind == CODE_FUNCTION;
        note(k, within, to->text, makes ? (struct meaning){returned(f, 0), f}
                                        : (struct meaning){to->next, within});
    }
    for (const struct code_node *c = n->first; c && depth < POLICY_DEEP; c = c->next)
        if (c->kind != CODE_FUNCTION)
            find_names(k, c, within, depth + 1);
}

static const struct meaning *meaning(const struct calls *k, const struct code_node *within,
                                     struct str name)
{
    uint32_t at;
    bool found = map_get(&k->names, key(k, within, name), &at) || map_get(&k->names, name, &at);
    return found ? &k->meanings[at - 1] : NULL;
}

/* The service whose client it is; empty: none. */
static struct str service_of(const struct calls *k, const struct code_node *n,
                             const struct code_node *within)
{
    for (int deep = 0; n && deep < MEANING_DEEP; deep++) {
        if (makes_client(n))
            return n->first->next->text;
        const struct code_node *name = n->kind == CODE_CALL ? n->first : n;
        const struct meaning *m = name && name->kind == CODE_NAME ? meaning(k, within, name->text)
                                                                  : NULL;
        bool call = m && m->within && m->within != within; /* what a function returns */
        if (!m || call != (n->kind == CODE_CALL))
            break;
        n = m->value;
        within = m->within;
    }
    return STR("");
}

/* --- Statements ------------------------------------------------------------------------------- */

static void find_calls(struct calls *k, const struct code_node *n, const struct code_node *within,
                       int depth)
{
    const struct code_node *what = n->kind == CODE_CALL ? n->first : NULL;
    bool added = false;
    if (n->kind == CODE_FUNCTION) {
        within = n;
        for (const struct code_node *c = n->first; c; c = c->next)
            find_names(k, c, within, depth + 1);
    }
    if (what && what->kind == CODE_MEMBER && what->first) {
        struct str service = service_of(k, what->first, within);
        struct str action = service.len ? aws_action(k->arena, service, what->text) : STR("");
        if (action.len)
            map_put(&k->seen, action, &added);
        if (added)
            doc_append(k->actions, sls_make(k->d, k->at, "%s", action));
    }
    for (const struct code_node *c = n->first; c && depth < POLICY_DEEP; c = c->next)
        find_calls(k, c, within, depth + 1);
}

static bool uses(const struct chalice_code *c, const char *what)
{
    for (size_t i = 0; i < c->use_count; i++)
        if (str_starts(c->uses[i].what, str_from(what)))
            return true;
    return false;
}

static void add(struct doc *d, struct doc_node *list, const struct doc_node *at, const char *actions)
{
    struct doc_node *each = sls_make(d, at, "[]");
    for (struct str rest = str_from(actions), one; str_cut(&rest, ' ', &one);)
        doc_append(each, sls_make(d, at, "%s", one));
    doc_append(list, sls_make(d, at, "{'Effect':'Allow','Action':%m,'Resource':'*'}", each));
}

struct doc_node *chalice_policy(struct chalice_code *c, struct doc *d, const struct doc_node *at,
                                bool traced)
{
    static const struct {
        const char *what, *actions;
    } sources[] = {
        {"on_sqs_message", "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes"},
        {"on_kinesis_record", "kinesis:GetRecords kinesis:GetShardIterator kinesis:DescribeStream "
                              "kinesis:ListStreams"},
        {"on_dynamodb_record", "dynamodb:DescribeStream dynamodb:GetRecords "
                               "dynamodb:GetShardIterator dynamodb:ListStreams"},
    };
    struct calls k = {.arena = doc_arena(d), .d = d, .at = at, .actions = sls_make(d, at, "[]")};
    struct doc_node *list = sls_make(d, at, "[]");
    if (c->file_count && c->files[0].root) { /* app.py */
        find_names(&k, c->files[0].root, NULL, 0);
        find_calls(&k, c->files[0].root, NULL, 0);
    }
    if (k.actions->count)
        doc_append(list, sls_make(d, at, "{'Effect':'Allow','Action':%m,'Resource':'*'}", k.actions));
    doc_append(list, sls_make(d, at, "{'Effect':'Allow','Action':['logs:CreateLogGroup',"
                                     "'logs:CreateLogStream','logs:PutLogEvents'],'Resource':"
                                     "'arn:*:logs:*:*:*'}"));
    for (size_t i = 0; i < COUNT(sources); i++)
        if (uses(c, sources[i].what))
            add(d, list, at, sources[i].actions);
    if (traced)
        add(d, list, at, "xray:PutTraceSegments xray:PutTelemetryRecords");
    if (uses(c, "on_ws_"))
        doc_append(list, sls_make(d, at, "{'Effect':'Allow','Action':'execute-api:ManageConnections',"
                                         "'Resource':'arn:*:execute-api:*:*:*/@connections/*'}"));
    map_release(&k.names);
    map_release(&k.seen);
    mem_free(k.meanings);
    return sls_make(d, at, "{'Version':'2012-10-17','Statement':%m}", list);
}
