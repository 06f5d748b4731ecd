/* SPDX-License-Identifier: MIT */
/* asl_tasks.c - whom a task calls: a function, an activity, or a service by asl_services.tsv. */
#include "asl.h"
#include "cfn_functions.h"
#include "limits.h"

struct call { /* of a service: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" */
    struct asl *a;
    const struct asl_state *s;
    const struct doc_node *input;
    struct str service, action, form; /* "sqs", "sendMessage", "waitForTaskToken" */
    const struct doc_node *entry; /* the member of the list whose target is linked; NULL: none */
    bool found, dynamic;
};

/* --- Arguments -------------------------------------------------------------------------------- */

/* "Parameters" of JSONPath, "Arguments" of JSONata. */
static const struct doc_node *input_of(struct asl *a, const struct doc_node *state)
{
    const struct doc_node *n = cfn_get(&a->c->scope, state, "Parameters");
    return n ? n : cfn_get(&a->c->scope, state, "Arguments");
}

static bool is_expression(const struct doc_node *n)
{
    return doc_is_scalar(n) && str_starts(str_trim(doc_text(n)), STR("{%"));
}

/* The member; NULL: not there, or *dynamic: it comes with the input ("Name.$", "{% ... %}"). */
static const struct doc_node *member(struct asl *a, const struct doc_node *n, struct str key,
                                     bool *dynamic)
{
    struct cfn_scope *s = &a->c->scope;
    const struct doc_node *map = cfn_node(s, n);
    if (is_expression(map)) {
        *dynamic = true;
        return NULL;
    }
    if (!doc_is_map(map))
        return NULL;
    const struct doc_node *value = cfn_node(s, doc_get_str(map, key));
    if (is_expression(value) ||
        (!value && doc_get_str(map, ARENA_JOIN(a->c->arena, key, STR(".$"))))) {
        *dynamic = true;
        return NULL;
    }
    return value;
}

static const struct doc_node *argument(struct call *k, const char *path)
{
    const struct doc_node *n = k->input;
    bool dynamic = false;
    for (struct str rest = str_from(path), word; n && str_cut(&rest, '.', &word);)
        n = member(k->a, n, word, &dynamic);
    k->dynamic |= dynamic;
    return n;
}

/* --- Edges ------------------------------------------------------------------------------------ */

static bool is_reading(struct str action)
{
    static const char *const verbs[] = {"get",  "query",    "scan",   "list",   "head",
                                        "read", "batchGet", "select", "receive", "describe"};
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_istarts(action, str_from(verbs[i])))
            return true;
    return false;
}

/* "sqs:SendMessage", as policies name it. */
static struct str iam_action(struct call *k)
{
    static const char *const prefixes[][2] = {
        {"sfn", "states"},          {"eventbridge", "events"},
        {"rdsdata", "rds-data"},    {"redshiftdata", "redshift-data"},
        {"bedrockruntime", "bedrock"}, {"cognitoidentityprovider", "cognito-idp"},
        {"sesv2", "ses"},           {"cloudwatchlogs", "logs"},
        {"sagemakerruntime", "sagemaker"}, {"iotdataplane", "iot"},
    };
    struct arena *arena = k->a->c->arena;
    struct str service = k->service;
    if (str_is(service, "lambda") && str_is(k->action, "invoke"))
        return STR("lambda:InvokeFunction");
    if (str_is(service, "http"))
        return STR("states:InvokeHTTPEndpoint");
    if (str_is(service, "apigateway"))
        return STR("execute-api:Invoke");
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (str_is(service, prefixes[i][0]))
            service = str_from(prefixes[i][1]);
    char first = k->action.len ? k->action.ptr[0] : 'X';
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    return ARENA_JOIN(arena, service, STR(":"), (struct str){&first, 1},
                      str_from_at(k->action, 1));
}

/* What a state puts on a bus, as far as it is written down. */
static void note_event(struct call *k, edge_id e)
{
    static const char *const parts[] = {"Source", "DetailType"};
    struct cfn *c = k->a->c;
    struct cfn_value v[COUNT(parts)];
    for (size_t i = 0; i < COUNT(parts); i++) {
        bool dynamic = false;
        const struct doc_node *said =
            k->entry ? member(k->a, k->entry, str_from(parts[i]), &dynamic) : NULL;
        v[i] = said ? cfn_value(&c->scope, said) : cfn_unknown();
    }
    cfn_edge_event(c, e, &v[0], &v[1]);
}

static void link_call(struct call *k, enum edge_kind kind, node_id to, bool waits)
{
    struct graph *g = k->a->c->g;
    edge_id e = asl_edge(k->a, k->s, kind, to);
    k->found |= to != 0;
    if (!e)
        return;
    graph_edge_action(g, e, cfn_safe(k->a->c, iam_action(k)));
    if (kind == EDGE_WRITES && str_is(k->action, "putEvents"))
        note_event(k, e);
    if (str_is(k->form, "waitForTaskToken"))
        graph_edge_attr_typed(g, e, STR("task-token"), ATTR_BOOL, STR("true"));
    else if (kind == EDGE_INVOKES && !waits && str_empty(k->form))
        graph_edge_attr_typed(g, e, STR(FACT_SYNC), ATTR_BOOL, STR("false"));
}

static void link_service(struct call *k, struct str title)
{
    link_call(k, EDGE_INVOKES, cfn_aws_service(k->a->c, title, cfn_at(k->a->c, k->s->node)), true);
}

/* "bucket/key" of a CopySource, the value as it is elsewhere. */
static struct str bucket_name(struct str text)
{
    size_t slash = str_chr(text, '/');
    bool bare = str_find(text, STR("://")) == STR_NPOS && !str_starts(text, STR("arn:"));
    return bare && slash != STR_NPOS ? str_sub(text, 0, slash) : text;
}

static void link_value(struct call *k, const struct asl_service_row *row,
                       const struct cfn_value *v, const struct doc_node *at)
{
    struct cfn *c = k->a->c;
    enum edge_kind kind = row->edge;
    if (kind == EDGE_KIND_COUNT)
        kind = is_reading(k->action) ? EDGE_READS : EDGE_WRITES;
    bool waits = row->kind == NODE_FUNCTION || str_istarts(k->action, STR("startSync"));
    if (row->title) {
        link_service(k, str_from(row->title));
        return;
    }
    for (; v; v = v->other) {
        struct cfn_value one = *v;
        if (row->kind == NODE_BUCKET)
            one.text = bucket_name(one.text);
        link_call(k, kind, cfn_target(c, &one, row->kind, cfn_at(c, at)), waits);
    }
}

/* Every value at the path of the row. */
static void link_path(struct call *k, const struct asl_service_row *row, const struct doc_node *n,
                      struct str path, unsigned depth)
{
    struct cfn_scope *s = &k->a->c->scope;
    struct str word;
    if (!n || depth > 16)
        return;
    if (!path.ptr || !str_cut(&path, '.', &word)) {
        struct cfn_value v = cfn_value(s, n);
        link_value(k, row, &v, n);
        return;
    }
    bool all = str_is(word, "*"), keys = str_is(word, "@");
    if (!all && !keys) {
        bool dynamic = false;
        const struct doc_node *next = member(k->a, n, word, &dynamic);
        if (dynamic && row->title)
            link_service(k, str_from(row->title));
        else if (dynamic)
            k->dynamic = true;
        link_path(k, row, next, path, depth + 1);
        return;
    }
    const struct doc_node *map = cfn_node(s, n);
    if (is_expression(map))
        k->dynamic = true;
    const struct doc_node *i = doc_is_scalar(map) || cfn_call(map) ? NULL : doc_first(map);
    for (; i && s->steps; i = i->next) {
        struct cfn_value v = {.text = i->key};
        k->entry = i;
        if (keys)
            link_value(k, row, &v, i);
        else
            link_path(k, row, i, path, depth + 1);
    }
    k->entry = NULL;
}

/* --- Services --------------------------------------------------------------------------------- */

/* Takes the text in quotes that begins there or after a comma. */
static bool cut_quoted(struct str *rest, struct str *text)
{
    struct str at = str_trim(*rest);
    if (str_starts(at, STR(",")))
        at = str_trim(str_from_at(at, 1));
    size_t end = at.len && (at.ptr[0] == '\'' || at.ptr[0] == '"')
                     ? str_chr(str_from_at(at, 1), at.ptr[0]) : STR_NPOS;
    if (end == STR_NPOS)
        return false;
    *text = str_sub(at, 1, end);
    *rest = str_from_at(at, end + 2);
    return true;
}

/* The beginning of an address that an expression puts together: States.Format('https://HOST/{}',
 * $.id), States.Format('{}/{}', 'https://HOST', $.id), {% 'https://HOST/' & $id %}. */
static struct str written_address(struct call *k)
{
    struct cfn_scope *s = &k->a->c->scope;
    struct str text = str_trim(cfn_text(s, doc_get(cfn_node(s, k->input), "ApiEndpoint.$"))), first;
    if (str_starts(text, STR("States.Format("))) {
        struct str rest = str_from_at(text, 14), whole;
        if (!cut_quoted(&rest, &first))
            return STR("");
        if (str_starts(first, STR("{}/")) && cut_quoted(&rest, &whole))
            return ARENA_JOIN(k->a->c->arena, whole, STR("/"));
        return first;
    }
    text = str_trim(cfn_text(s, doc_get(cfn_node(s, k->input), "ApiEndpoint")));
    struct str rest = str_starts(text, STR("{%")) ? str_from_at(text, 2) : STR("");
    return cut_quoted(&rest, &first) ? first : STR("");
}

/* The host of an address; empty: it is not said, or not to its end. */
static struct str host_of(struct str address, bool whole)
{
    size_t at = str_find(address, STR("://"));
    struct str rest = at == STR_NPOS ? address : str_from_at(address, at + 3), host = STR("");
    size_t end = str_chr(rest, '/');
    if (whole || (at != STR_NPOS && end != STR_NPOS))
        host = str_sub(rest, 0, end == STR_NPOS ? rest.len : end);
    return str_chr(host, '*') == STR_NPOS && str_chr(host, '{') == STR_NPOS ? host : STR("");
}

/* An address: the API of a template, else whoever answers there; and what it signs in with. */
static void web_address(struct call *k)
{
    static const char *const logins[] = {"Authentication.ConnectionArn",
                                         "InvocationConfig.ConnectionArn"};
    struct cfn *c = k->a->c;
    const struct doc_node *url = argument(k, "ApiEndpoint");
    if (str_is(k->service, "apigateway") && url) {
        node_id api = cfn_target_of(c, url, NODE_KIND_COUNT);
        if (api) {
            link_call(k, EDGE_INVOKES, api, true);
            return;
        }
    }
    struct str host = url ? host_of(cfn_text(&c->scope, url), true)
                          : host_of(written_address(k), false);
    if (host.len) {
        k->dynamic = false;
        link_call(k, EDGE_INVOKES, cfn_service(k->a->c, host, cfn_at(k->a->c, k->s->node)), true);
    } else {
        k->dynamic = true;
    }
    for (size_t i = 0; i < COUNT(logins); i++) {
        bool before = k->dynamic;
        const struct doc_node *login = argument(k, logins[i]);
        k->dynamic = before;
        if (login)
            asl_edge(k->a, k->s, EDGE_USES, cfn_target_of(c, login, NODE_SECRET));
    }
}

static bool row_is(const struct asl_service_row *row, const char *argument)
{
    return strcmp(row->argument, argument) == 0;
}

static void by_table(struct call *k)
{
    bool known = false;
    const char *last = NULL;
    for (int pass = 0; pass < 2; pass++) { /* rows with '-' when all others are through */
        for (size_t i = 0; i < asl_service_row_count; i++) {
            const struct asl_service_row *row = &asl_service_rows[i];
            if (!str_is(k->service, row->service) ||
                !str_glob(str_from(row->action), k->action, false))
                continue;
            known = true;
            bool rest = row_is(row, "-");
            if (rest != (pass == 1))
                continue;
            if (rest && !k->found && !k->dynamic)
                last = row->title;
            else if (row_is(row, "+"))
                link_service(k, str_from(row->title));
            else if (!rest)
                link_path(k, row, k->input, str_from(row->argument), 0);
        }
    }
    if (last)
        link_service(k, str_from(last));
    else if (!known)
        link_service(k, k->service);
}

/* Events without the name of a bus. */
static void default_bus(struct call *k)
{
    struct cfn *c = k->a->c;
    node_id bus = cfn_default_bus(c, cfn_at(c, k->s->node));
    const struct doc_node *list = cfn_node(&c->scope, argument(k, "Entries"));
    const struct doc_node *i = list && !doc_is_scalar(list) && !cfn_call(list) ? doc_first(list) : NULL;
    do {
        k->entry = i;
        link_call(k, EDGE_WRITES, bus, true);
        i = i ? i->next : NULL;
    } while (i);
}

/* rest: "sqs:sendMessage.sync:2" */
static void make_call(struct call *k, struct str rest)
{
    str_cut(&rest, ':', &k->service);
    if (rest.ptr)
        str_cut(&rest, '.', &k->action);
    k->form = rest.ptr ? rest : STR("");
    bool bus = str_is(k->service, "events") || str_is(k->service, "eventbridge");
    if (str_is(k->service, "http") || str_is(k->service, "apigateway"))
        web_address(k);
    else
        by_table(k);
    if (bus && str_is(k->action, "putEvents") && !k->found && !k->dynamic)
        default_bus(k);
}

/* rest: the same, or "aws-sdk:sqs:sendMessage" */
static void service_call(struct asl *a, const struct asl_state *s, struct str rest)
{
    struct cfn *c = a->c;
    struct call k = {.a = a, .s = s, .input = input_of(a, s->node)};
    make_call(&k, str_starts(rest, STR("aws-sdk:")) ? str_from_at(rest, 8) : rest);
    if (!k.found || (k.dynamic && str_is(k.service, "lambda"))) /* the right to it is needed still */
        graph_unresolved(c->g, cfn_safe(c, iam_action(&k)),
                         ARENA_JOIN(c->arena, STR("on what the state "), cfn_safe(c, s->path),
                                    STR(" calls it comes with its input")),
                         a->workflow, cfn_at(c, s->node));
}

void asl_sdk_call(struct cfn *c, const struct cfn_resource *r, struct str call,
                  const struct doc_node *input)
{
    struct asl a = {.c = c, .workflow = r->node, .condition = r->condition};
    struct asl_state s = {.node = cfn_prop(c, r, "Target.Arn")};
    struct call k = {.a = &a, .s = &s, .input = input ? asl_json(c, input) : NULL};
    make_call(&k, call);
    if (!k.found) /* its input does not say on what */
        link_service(&k, k.service);
}

void asl_task(struct asl *a, const struct asl_state *s)
{
    struct cfn *c = a->c;
    const struct doc_node *resource = cfn_get(&c->scope, s->node, "Resource");
    if (!resource) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, s->node),
                  "a Task without a Resource");
        return;
    }
    struct cfn_value v = cfn_value(&c->scope, resource);
    for (const struct cfn_value *i = &v; i; i = i->other) {
        size_t at = str_find(i->text, STR(":states:::"));
        if (at != STR_NPOS) {
            service_call(a, s, str_from_at(i->text, at + 10));
            continue;
        }
        node_id to = cfn_target(c, i, NODE_FUNCTION, cfn_at(c, resource));
        asl_edge(a, s, EDGE_INVOKES, to);
        if (!to)
            graph_unresolved(c->g, s->path, STR("whom this state calls is not known"),
                             a->workflow, cfn_at(c, s->node));
    }
    const struct doc_node *role = cfn_path(&c->scope, s->node, "Credentials.RoleArn");
    if (role && !is_expression(role))
        asl_edge(a, s, EDGE_RUNS_AS, cfn_target_of(c, role, NODE_IDENTITY));
}

void asl_map_store(struct asl *a, const struct asl_state *s, const char *part, enum edge_kind edge)
{
    struct cfn *c = a->c;
    const struct doc_node *n = cfn_get(&c->scope, s->node, part);
    bool dynamic = false;
    if (!n)
        return;
    const struct doc_node *bucket = member(a, input_of(a, n), STR("Bucket"), &dynamic);
    node_id to = bucket ? cfn_target_of(c, bucket, NODE_BUCKET) : 0;
    if (to)
        asl_edge(a, s, edge, to);
    else if (bucket || dynamic)
        graph_unresolved(c->g, s->path, STR("the bucket of this Map comes with its input"),
                         a->workflow, cfn_at(c, n));
}
