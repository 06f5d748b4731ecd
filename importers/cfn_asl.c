/* SPDX-License-Identifier: MIT */
/* cfn_asl.c - Step Functions: what the states of a machine call, read and write.
 * Source: Amazon States Language specification; Step Functions Developer Guide, "Service
 * integrations". */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "limits.h"

struct asl {
    struct cfn *c;
    node_id workflow;
    size_t states, retries, catches, tasks;
};

/* An argument of a task, in JSONPath ("Parameters") or JSONata ("Arguments") form. */
static const struct doc_node *argument(struct asl *a, const struct doc_node *state, const char *key)
{
    const struct doc_node *n = cfn_path(&a->c->scope, state, "Parameters");
    if (!n)
        n = cfn_get(&a->c->scope, state, "Arguments");
    return cfn_path(&a->c->scope, n, key);
}

static edge_id link_to(struct asl *a, enum edge_kind kind, node_id to, const struct doc_node *at)
{
    edge_id e = to != a->workflow ? cfn_edge(a->c, kind, a->workflow, to, at, STR("")) : 0;
    if (e && at)
        graph_edge_attr(a->c->g, e, "state", cfn_safe(a->c, at->key));
    return e;
}

static const struct integration {
    const char *service; /* "sqs" of arn:aws:states:::sqs:sendMessage and ...:::aws-sdk:sqs:... */
    const char *argument;
    enum node_kind kind;
    enum edge_kind edge; /* READS: by the action, reads or writes */
} integrations[] = {
    {"lambda", "FunctionName", NODE_FUNCTION, EDGE_INVOKES},
    {"sqs", "QueueUrl", NODE_QUEUE, EDGE_WRITES},
    {"sns", "TopicArn", NODE_TOPIC, EDGE_WRITES},
    {"dynamodb", "TableName", NODE_TABLE, EDGE_READS},
    {"states", "StateMachineArn", NODE_WORKFLOW, EDGE_INVOKES},
    {"sfn", "StateMachineArn", NODE_WORKFLOW, EDGE_INVOKES},
    {"ecs", "TaskDefinition", NODE_COMPUTE, EDGE_INVOKES},
    {"batch", "JobDefinition", NODE_COMPUTE, EDGE_INVOKES},
    {"codebuild", "ProjectName", NODE_COMPUTE, EDGE_INVOKES},
    {"s3", "Bucket", NODE_BUCKET, EDGE_READS},
    {"secretsmanager", "SecretId", NODE_SECRET, EDGE_USES},
    {"ssm", "Name", NODE_PARAM, EDGE_READS},
    {"kinesis", "StreamName", NODE_STREAM, EDGE_WRITES},
    {"firehose", "DeliveryStreamName", NODE_STREAM, EDGE_WRITES},
};

static bool reads(struct str action)
{
    return str_istarts(action, STR("get")) || str_istarts(action, STR("query")) ||
           str_istarts(action, STR("scan")) || str_istarts(action, STR("list")) ||
           str_istarts(action, STR("head")) || str_istarts(action, STR("batchGet"));
}

static void events(struct asl *a, const struct doc_node *state)
{
    struct cfn *c = a->c;
    const struct cfn_item *items;
    const struct doc_node *list = argument(a, state, "Entries");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *bus = cfn_get(&c->scope, items[i].node, "EventBusName");
        node_id n = bus ? cfn_target_of(c, bus, NODE_BUS)
                        : cfn_part(c, NODE_BUS, STR("default"), STR("default"), cfn_at(c, state));
        link_to(a, EDGE_WRITES, n, state);
    }
}

static void other_service(struct asl *a, const struct doc_node *state, struct str service)
{
    struct cfn *c = a->c;
    const struct doc_node *url = argument(a, state, "ApiEndpoint");
    struct str name = service, rest;
    if (url) {
        struct str text = cfn_text(&c->scope, url);
        size_t at = str_find(text, STR("://"));
        rest = at == STR_NPOS ? text : str_from_at(text, at + 3);
        str_cut(&rest, '/', &name);
        node_id api = str_is(service, "apigateway") ? cfn_target_of(c, url, NODE_KIND_COUNT) : 0;
        if (api) {
            link_to(a, EDGE_INVOKES, api, state);
            return;
        }
        if (str_empty(name) || str_chr(name, '*') != STR_NPOS)
            name = service;
        const struct doc_node *login = argument(a, state, "Authentication.ConnectionArn");
        if (login)
            link_to(a, EDGE_USES, cfn_target_of(c, login, NODE_SECRET), state);
    }
    link_to(a, EDGE_INVOKES, cfn_service(c, name, cfn_at(c, state)), state);
}

/* "arn:aws:states:::SERVICE:action[.sync]" or "...:::aws-sdk:SERVICE:action" */
static void integration(struct asl *a, const struct doc_node *state, struct str rest)
{
    struct cfn *c = a->c;
    struct str service, action;
    if (str_starts(rest, STR("aws-sdk:")))
        rest = str_from_at(rest, 8);
    str_cut(&rest, ':', &service);
    action = rest;
    size_t dot = str_chr(action, '.');
    action = str_sub(action, 0, dot == STR_NPOS ? action.len : dot);
    if (str_is(service, "events") || str_is(service, "eventbridge")) {
        events(a, state);
        return;
    }
    for (size_t i = 0; i < COUNT(integrations); i++) {
        const struct integration *in = &integrations[i];
        if (!str_is(service, in->service))
            continue;
        const struct doc_node *n = argument(a, state, in->argument);
        node_id to = n ? cfn_target_of(c, n, in->kind) : 0;
        enum edge_kind edge = in->edge == EDGE_READS && !reads(action) ? EDGE_WRITES : in->edge;
        edge_id e = link_to(a, edge, to, state);
        if (e && dot != STR_NPOS && str_find(rest, STR("waitForTaskToken")) != STR_NPOS)
            graph_edge_attr_typed(c->g, e, STR("task-token"), ATTR_BOOL, STR("true"));
        if (!to)
            graph_unresolved(c->g, state->key, STR("what this state calls comes with its input"),
                             a->workflow, cfn_at(c, state));
        return;
    }
    other_service(a, state, service);
}

static void task(struct asl *a, const struct doc_node *state)
{
    struct cfn *c = a->c;
    const struct doc_node *resource = cfn_get(&c->scope, state, "Resource");
    struct cfn_value v = cfn_value(&c->scope, resource);
    a->tasks++;
    for (const struct cfn_value *i = &v; i && resource; i = i->other) {
        size_t at = str_find(i->text, STR(":states:::"));
        if (at != STR_NPOS) {
            integration(a, state, str_from_at(i->text, at + 10));
            continue;
        }
        link_to(a, EDGE_INVOKES, cfn_target(c, i, NODE_FUNCTION, cfn_at(c, resource)), state);
    }
}

static void map_store(struct asl *a, const struct doc_node *state, const char *part,
                      enum edge_kind edge)
{
    const struct doc_node *n = cfn_get(&a->c->scope, state, part);
    const struct doc_node *bucket = cfn_path(&a->c->scope, n, "Parameters.Bucket");
    if (!bucket)
        bucket = cfn_path(&a->c->scope, n, "Arguments.Bucket");
    if (bucket)
        link_to(a, edge, cfn_target_of(a->c, bucket, NODE_BUCKET), state);
}

static void walk_states(struct asl *a, const struct doc_node *machine, unsigned depth);

static void one_state(struct asl *a, const struct doc_node *state, unsigned depth)
{
    struct cfn_scope *s = &a->c->scope;
    struct str type = cfn_text(s, cfn_get(s, state, "Type"));
    a->states++;
    a->retries += cfn_get(s, state, "Retry") != NULL;
    a->catches += cfn_get(s, state, "Catch") != NULL;
    if (str_is(type, "Task")) {
        task(a, state);
    } else if (str_is(type, "Parallel")) {
        const struct doc_node *branches = cfn_get(s, state, "Branches");
        const struct doc_node *b = doc_is_list(branches) ? doc_first(branches) : NULL;
        for (; b; b = b->next)
            walk_states(a, b, depth + 1);
    } else if (str_is(type, "Map")) {
        const struct doc_node *inner = cfn_get(s, state, "ItemProcessor");
        walk_states(a, inner ? inner : cfn_get(s, state, "Iterator"), depth + 1);
        map_store(a, state, "ItemReader", EDGE_READS);
        map_store(a, state, "ResultWriter", EDGE_WRITES);
    }
}

static void walk_states(struct asl *a, const struct doc_node *machine, unsigned depth)
{
    const struct doc_node *states = cfn_get(&a->c->scope, machine, "States");
    if (depth > LIMIT_INCLUDE_DEPTH || !doc_is_map(states))
        return;
    for (const struct doc_node *n = doc_first(states); n && a->c->scope.steps; n = n->next)
        one_state(a, n, depth);
}

static void count_attr(struct asl *a, const char *key, size_t count)
{
    graph_attr_typed(a->c->g, a->workflow, str_from(key), ATTR_NUMBER,
                     arena_printf(a->c->arena, "%zu", count));
}

/* ${Name} of DefinitionSubstitutions, put in by Fn::Sub as the template's own functions do it. */
static const struct doc_node *substituted(struct cfn *c, const struct doc_node *n,
                                          const struct doc_node *vars, unsigned depth)
{
    struct doc *work = c->scope.work;
    if (depth > LIMIT_DEPTH || !cfn_enter(&c->scope, n))
        return n;
    struct doc_node *out = NULL;
    if (doc_is_scalar(n) && str_find(doc_text(n), STR("${")) != STR_NPOS) {
        out = doc_map(work, n->line, n->col);
        struct doc_node *args = doc_list(work, n->line, n->col);
        struct doc_node *map = arena_alloc(c->arena, sizeof *map);
        struct doc_node *text = arena_alloc(c->arena, sizeof *text);
        *map = *vars, map->next = NULL;
        *text = *n, text->next = NULL;
        doc_append(args, text);
        doc_append(args, map);
        args->file = out->file = n->file;
        doc_put(work, out, STR("Fn::Sub"), n->line, n->col, args);
    } else if (!doc_is_scalar(n) && !cfn_call(n)) {
        out = doc_clone(work, n);
        for (const struct doc_node *k = doc_first(n); k; k = k->next) {
            struct doc_node *child = arena_alloc(c->arena, sizeof *child);
            *child = *substituted(c, k, vars, depth + 1);
            child->next = NULL;
            if (doc_is_map(n))
                doc_put(work, out, k->key, k->key_line, k->key_col, child);
            else
                doc_append(out, child);
        }
    }
    cfn_leave(&c->scope);
    return out ? out : n;
}

void cfn_asl(struct cfn *c, node_id workflow, const struct doc_node *definition,
             const struct doc_node *substitutions)
{
    struct asl a = {.c = c, .workflow = workflow};
    const struct doc_node *vars = cfn_node(&c->scope, substitutions);
    if (doc_is_map(vars) && vars->count && !cfn_call(vars))
        definition = substituted(c, definition, vars, 0);
    walk_states(&a, definition, 0);
    count_attr(&a, "states", a.states);
    count_attr(&a, "tasks", a.tasks);
    count_attr(&a, "states-with-retry", a.retries);
    count_attr(&a, "states-with-catch", a.catches);
}

/* The definition: in place, as text, or in a local file. */
static const struct doc_node *definition_of(struct cfn *c, struct cfn_resource *r)
{
    static const char *const places[] = {"Definition", "DefinitionString", "DefinitionBody"};
    for (size_t i = 0; i < COUNT(places); i++) {
        const struct doc_node *n = cfn_prop(c, r, places[i]);
        if (!n)
            continue;
        return doc_is_map(n) && !cfn_call(n) ? n : cfn_json_text(c, n);
    }
    static const char *const files[] = {"DefinitionUri", "DefinitionS3Location"};
    for (size_t i = 0; i < COUNT(files); i++) {
        const struct doc_node *n = cfn_prop(c, r, files[i]);
        struct str path, name = n && !doc_is_map(n) ? cfn_known(&c->scope, n) : STR("");
        if (name.len && str_find(name, STR("://")) == STR_NPOS &&
            import_join(c->im, c->folder, name, &path) && import_exists(c->im, path))
            return cfn_adopt(&c->scope, import_load(c->im, path));
    }
    return NULL;
}

void cfn_emit_state_machine(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *definition = definition_of(c, r);
    if (definition)
        cfn_asl(c, r->node, definition, cfn_prop(c, r, "DefinitionSubstitutions"));
    else
        graph_unresolved(c->g, r->id, STR("the definition of this state machine is not readable "
                                          "here"), r->node, r->where);
}
