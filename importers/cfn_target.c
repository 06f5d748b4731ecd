/* SPDX-License-Identifier: MIT */
/* cfn_target.c - which node a value means, and the edges to it. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"

struct str cfn_safe(struct cfn *c, struct str text)
{
    return secret_in_text(text) ? import_secret(c->im, text) : text;
}

node_id cfn_internet(struct cfn *c)
{
    return graph_node(c->g, NODE_ACTOR, STR("internet"), STR("internet"), (struct origin){0});
}

node_id cfn_partner(struct cfn *c)
{
    node_id n = graph_node(c->g, NODE_ACTOR, STR("partner"), STR("other AWS accounts"),
                           (struct origin){0});
    graph_attr(c->g, n, FACT_ROLE, STR("partner"));
    return n;
}

node_id cfn_part(struct cfn *c, enum node_kind kind, struct str id, struct str name,
                 struct origin where)
{
    struct str full = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":"),
                                 str_from(node_kinds[kind].name), STR(":"), cfn_safe(c, id));
    bool is_new = !graph_find(c->g, full);
    node_id n = graph_node(c->g, kind, full, cfn_safe(c, name), where);
    graph_set_provider(c->g, n, STR("aws"));
    if (is_new && c->stack && n != c->stack)
        graph_edge(c->g, EDGE_RESIDES_IN, n, c->stack, EVIDENCE_DECLARED, -1, where);
    return n;
}

static node_id external(struct cfn *c, const char *space, enum node_kind kind, struct str key,
                        struct str name, struct origin where)
{
    if (kind == NODE_KIND_COUNT)
        kind = NODE_SERVICE;
    struct str id = ARENA_JOIN(c->arena, STR("aws:"), str_from(space), STR(":"),
                               str_from(node_kinds[kind].name), STR(":"), cfn_safe(c, key));
    node_id n = graph_node(c->g, kind, id, cfn_safe(c, name), where);
    graph_set_provider(c->g, n, STR("aws"));
    graph_set_external(c->g, n, true);
    return n;
}

node_id cfn_service(struct cfn *c, struct str name, struct origin where)
{
    size_t end = 0, user;
    while (end < name.len && name.ptr[end] != '?' && name.ptr[end] != '#')
        end++;
    name = str_sub(name, 0, end); /* "user:password@host?key=...": the host only */
    user = str_rchr(name, '@');
    name = user == STR_NPOS ? name : str_from_at(name, user + 1);
    return external(c, "external", NODE_SERVICE, name, name, where);
}

node_id cfn_aws_service(struct cfn *c, struct str name, struct origin where)
{
    node_id n = cfn_service(c, name, where);
    graph_attr(c->g, n, FACT_MANAGED, STR("provider"));
    return n;
}

node_id cfn_kafka(struct cfn *c, struct str id, struct str name, struct origin where)
{
    node_id n = cfn_part(c, NODE_STREAM, id, name, where);
    graph_set_external(c->g, n, true);
    graph_set_type(c->g, n, STR("Apache Kafka"));
    return n;
}

/* --- ARNs ------------------------------------------------------------------------------------- */

bool cfn_arn_kind(struct str arn, enum node_kind *kind)
{
    static const struct {
        struct str service;
        enum node_kind kind;
    } services[] = {
        {STR_INIT("lambda"), NODE_FUNCTION}, {STR_INIT("sqs"), NODE_QUEUE},
        {STR_INIT("sns"), NODE_TOPIC}, {STR_INIT("dynamodb"), NODE_TABLE},
        {STR_INIT("s3"), NODE_BUCKET}, {STR_INIT("kinesis"), NODE_STREAM},
        {STR_INIT("firehose"), NODE_STREAM}, {STR_INIT("states"), NODE_WORKFLOW},
        {STR_INIT("events"), NODE_BUS}, {STR_INIT("secretsmanager"), NODE_SECRET},
        {STR_INIT("ssm"), NODE_PARAM}, {STR_INIT("kms"), NODE_KEY},
        {STR_INIT("iam"), NODE_IDENTITY}, {STR_INIT("execute-api"), NODE_API},
        {STR_INIT("apigateway"), NODE_API}, {STR_INIT("appsync"), NODE_API},
        {STR_INIT("cognito-idp"), NODE_AUTH}, {STR_INIT("cognito-identity"), NODE_AUTH},
        {STR_INIT("logs"), NODE_LOG}, {STR_INIT("es"), NODE_TABLE},
        {STR_INIT("aoss"), NODE_TABLE}, {STR_INIT("rds"), NODE_TABLE},
        {STR_INIT("elasticfilesystem"), NODE_FILES}, {STR_INIT("kafka"), NODE_STREAM},
        {STR_INIT("ecr"), NODE_CODE}, {STR_INIT("elasticache"), NODE_TABLE},
        {STR_INIT("redshift"), NODE_TABLE}, {STR_INIT("ecs"), NODE_COMPUTE},
        {STR_INIT("batch"), NODE_COMPUTE}, {STR_INIT("ec2"), NODE_NET},
        {STR_INIT("cloudwatch"), NODE_LOG}, {STR_INIT("mq"), NODE_QUEUE},
        {STR_INIT("timestream"), NODE_TABLE}, {STR_INIT("pipes"), NODE_BUS},
        {STR_INIT("appconfig"), NODE_PARAM},
    };
    struct str rest = arn, word;
    if (!str_starts(arn, STR("arn:")))
        return false;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&rest, ':', &word))
            return false;
    size_t i = 0;
    while (i < COUNT(services) && !str_eq(word, services[i].service))
        i++;
    *kind = i < COUNT(services) ? services[i].kind : NODE_SERVICE;
    if (str_is(word, "lambda") && str_find(arn, STR(":layer:")) != STR_NPOS)
        *kind = NODE_CODE;
    if (str_is(word, "states") && str_find(arn, STR(":activity:")) != STR_NPOS)
        *kind = NODE_COMPUTE;
    if (str_is(word, "events") && str_find(arn, STR(":connection/")) != STR_NPOS)
        *kind = NODE_SECRET;
    if (str_is(word, "events") && str_find(arn, STR(":api-destination/")) != STR_NPOS)
        *kind = NODE_SERVICE;
    if (str_is(word, "ssm") && str_find(arn, STR(":document/")) != STR_NPOS)
        *kind = NODE_WORKFLOW;
    if (str_is(word, "ssm") && str_find(arn, STR(":opsitem")) != STR_NPOS)
        *kind = NODE_SERVICE;
    return true;
}

/* Parts 0.. of an ARN, the sixth with all that follows. */
static struct str arn_part(struct str arn, int index)
{
    struct str rest = arn, word = STR_NONE;
    for (int i = 0; i < index; i++)
        if (!str_cut(&rest, ':', &word))
            return STR("");
    if (index == 5)
        return rest;
    str_cut(&rest, ':', &word);
    return word;
}

/* Names that an id or a revision follows; empty: this is none of them. */
static struct str name_before_id(struct str service, struct str name)
{
    static const struct {
        const char *service, *before;
    } forms[] = {{"batch", "job-definition/"},
                 {"ecs", "task-definition/"},
                 {"elasticloadbalancing", "loadbalancer/app/"},
                 {"elasticloadbalancing", "loadbalancer/net/"},
                 {"elasticloadbalancing", "targetgroup/"},
                 {"events", "api-destination/"},
                 {"events", "connection/"},
                 {"kafka", "cluster/"},
                 {"mq", "broker:"}};
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct str before = str_from(forms[i].before);
        if (!str_is(service, forms[i].service) || !str_starts(name, before))
            continue;
        name = str_from_at(name, before.len);
        size_t end = 0;
        while (end < name.len && name.ptr[end] != '/' && name.ptr[end] != ':')
            end++;
        return str_sub(name, 0, end);
    }
    return STR("");
}

struct str cfn_arn_name(struct str arn)
{
    struct str service = arn_part(arn, 2), name = arn_part(arn, 5);
    size_t cut;
    if (str_is(service, "lambda")) { /* function:NAME[:alias] */
        struct str kind = STR_NONE, first; /* "arn:aws:lambda" has no name */
        str_cut(&name, ':', &kind);
        return str_cut(&name, ':', &first) ? first : kind;
    }
    if (str_is(service, "s3")) {
        cut = str_chr(name, '/');
        return str_sub(name, 0, cut == STR_NPOS ? name.len : cut);
    }
    if (str_is(service, "dynamodb")) { /* table/NAME[/stream/..] */
        struct str kind = STR_NONE, first;
        str_cut(&name, '/', &kind);
        return str_cut(&name, '/', &first) ? first : kind;
    }
    if (str_is(service, "ssm")) { /* parameter/a/b */
        cut = str_chr(name, '/');
        return cut == STR_NPOS ? name : str_from_at(name, cut + 1);
    }
    struct str before = name_before_id(service, name);
    if (before.len)
        return before;
    if (str_is(service, "secretsmanager") && str_starts(name, STR("secret:")))
        return str_from_at(name, 7);
    if (str_is(service, "logs") && str_starts(name, STR("log-group:"))) {
        name = str_from_at(name, 10); /* log-group:/a/b[:*] */
        return str_sub(name, 0, str_chr(name, ':') == STR_NPOS ? name.len : str_chr(name, ':'));
    }
    cut = str_rchr(name, ':');
    if (cut != STR_NPOS && !str_is(service, "logs"))
        name = str_from_at(name, cut + 1);
    cut = str_rchr(name, '/');
    return cut == STR_NPOS || cut + 1 == name.len ? name : str_from_at(name, cut + 1);
}

/* The name in an SQS URL, an s3:// address, the host of a bucket. */
static struct str url_name(struct str text, enum node_kind *kind)
{
    if (str_starts(text, STR("s3://"))) {
        struct str rest = str_from_at(text, 5), name;
        *kind = NODE_BUCKET;
        return str_cut(&rest, '/', &name) ? name : STR("");
    }
    if (str_starts(text, STR("https://sqs.")) || str_find(text, STR(".queue.amazonaws.com/")) <
                                                    text.len) {
        size_t slash = str_rchr(text, '/');
        *kind = NODE_QUEUE;
        return str_from_at(text, slash + 1);
    }
    size_t at = str_find(text, STR(".s3."));
    if (at == STR_NPOS)
        at = str_find(text, STR(".s3-"));
    if (at != STR_NPOS && at > 0) {
        struct str name = str_sub(text, 0, at);
        size_t slash = str_rchr(name, '/');
        *kind = NODE_BUCKET;
        return slash == STR_NPOS ? name : str_from_at(name, slash + 1);
    }
    return STR("");
}

struct cfn_resource *cfn_called(struct cfn *c, enum node_kind kind, struct str name)
{
    uint32_t i = 0;
    if (name.len)
        map_get(&c->by_name, name, &i);
    for (; i; i = c->resources[i - 1].same_name) {
        struct cfn_resource *r = &c->resources[i - 1];
        if (r->row->kind == kind)
            return r->several ? NULL : r;
    }
    return NULL;
}

static node_id by_name(struct cfn *c, enum node_kind kind, struct str name)
{
    struct cfn_resource *r = cfn_called(c, kind, name);
    return r ? cfn_node_of(c, r) : 0;
}

node_id cfn_named(struct cfn *c, struct str name)
{
    static const enum node_kind kinds[] = {NODE_QUEUE,  NODE_TOPIC,    NODE_TABLE, NODE_BUCKET,
                                           NODE_STREAM, NODE_BUS,      NODE_SECRET, NODE_PARAM,
                                           NODE_FUNCTION, NODE_WORKFLOW};
    if (name.len <= 2 || !map_get(&c->by_name, name, NULL))
        return 0;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        node_id n = by_name(c, kinds[i], name);
        if (n)
            return n;
    }
    return 0;
}

/* --- References ------------------------------------------------------------------------------- */

/* GetAtt Stack.Outputs.X: cfn_finish() asks the nested template. */
static node_id stack_output(struct cfn *c, const struct cfn_resource *r, struct str attr,
                            enum node_kind hint, struct origin where)
{
    struct str name = str_from_at(attr, 8), key = ARENA_JOIN(c->arena, c->space, STR(":"), r->id,
                                                            STR(".Outputs."), name);
    node_id n = external(c, "output", hint, key, name, where);
    graph_attr(c->g, n, "output", name);
    graph_attr(c->g, n, "stack", graph_node_at(c->g, r->node)->id);
    return n;
}

/* A stored parameter is there for what it names, a queue or a role: is it such a thing that is asked for? */
static bool may_be_stored(enum node_kind hint)
{
    if (hint == NODE_KIND_COUNT || hint == NODE_SERVICE || hint == NODE_BOUNDARY)
        return false;
    return node_kinds[hint].layer == LAYER_FLOW || hint == NODE_IDENTITY || hint == NODE_AUTH;
}

static node_id of_dynamic(struct cfn *c, const struct cfn_ref *ref, enum node_kind hint,
                          struct origin where)
{
    bool secret = !str_is(ref->attr, "ssm");
    if (!secret && may_be_stored(hint) && !str_is(ref->id, "*")) { /* cfn_finish() asks the parameter */
        node_id thing = external(c, "stored", hint, ref->id, ref->id, where);
        graph_attr(c->g, thing, "stored-in", cfn_safe(c, ref->id));
        return thing;
    }
    enum node_kind kind = str_is(ref->attr, "secretsmanager") || secret ? NODE_SECRET : NODE_PARAM;
    struct str name = str_starts(ref->id, STR("arn:")) ? cfn_arn_name(ref->id) : ref->id;
    node_id n = by_name(c, kind, name);
    if (!n && str_is(ref->attr, "ssm-secure"))
        n = by_name(c, NODE_PARAM, name);
    if (n)
        return n;
    bool star = str_chr(name, '*') != STR_NPOS; /* "*-Secret-*" is what one of the template has */
    for (size_t i = 0; star && i < c->count; i++)
        if (c->resources[i].row->kind == kind && str_eq(c->resources[i].name, name))
            return cfn_node_of(c, &c->resources[i]);
    if (str_is(name, "*")) { /* nothing of it is known: one of its own for each place */
        name = arena_printf(c->arena, "not named, line %u", where.line);
        n = cfn_part(c, kind, name, name, where);
        graph_set_external(c->g, n, true);
    } else {
        n = external(c, "external", kind, name, name, where);
    }
    graph_set_type(c->g, n, secret && !str_is(ref->attr, "ssm-secure")
                                ? STR("AWS::SecretsManager::Secret") : STR("AWS::SSM::Parameter"));
    return n;
}

static node_id of_ref(struct cfn *c, const struct cfn_ref *ref, enum node_kind hint,
                      struct origin where)
{
    if (ref->kind == CFN_REF_RESOURCE) {
        struct cfn_resource *r = cfn_find(c, ref->id);
        if (r && cfn_is(r, "AWS::CloudFormation::Stack") && str_starts(ref->attr, STR("Outputs.")))
            return stack_output(c, r, ref->attr, hint, where);
        if (r && str_is(ref->attr, "StreamArn") && r->node) {
            uint32_t stream; /* of a table: made by its handler or here, the same node */
            struct str id = ARENA_JOIN(c->arena, r->id, STR(".stream"));
            node_id n = cfn_part(c, NODE_STREAM, id,
                                 ARENA_JOIN(c->arena, graph_node_at(c->g, r->node)->name,
                                            STR(".stream")), r->where);
            if (!map_get(&c->shared, id, &stream)) {
                map_set(&c->shared, id, n);
                graph_set_type(c->g, n, STR("AWS::DynamoDB::Table/Stream"));
                graph_attr(c->g, n, FACT_ARN, ARENA_JOIN(c->arena, cfn_arn_of(c, r),
                                                         STR("/stream/*")));
                cfn_edge(c, EDGE_DELIVERS, r->node, n, r->at, r->condition);
            }
            return n;
        }
        return r ? cfn_node_of(c, r) : 0;
    }
    if (ref->kind == CFN_REF_DYNAMIC)
        return of_dynamic(c, ref, hint, where);
    node_id given = ref->kind == CFN_REF_PARAM ? cfn_stack_gives(c, ref->id) : 0;
    if (given || (hint == NODE_KIND_COUNT && ref->kind == CFN_REF_PARAM))
        return given;
    if (ref->kind == CFN_REF_IMPORT) {
        node_id n = external(c, "import", hint, ref->id, ref->id, where);
        graph_attr(c->g, n, "import", cfn_safe(c, ref->id));
        return n;
    }
    if (ref->kind == CFN_REF_OUTPUT) {
        struct str name = ARENA_JOIN(c->arena, ref->id, STR("."), ref->attr);
        node_id n = external(c, "output", hint, name, name, where);
        graph_attr(c->g, n, "stack-name", cfn_safe(c, ref->id));
        graph_attr(c->g, n, "output", cfn_safe(c, ref->attr));
        return n;
    }
    node_id n = cfn_part(c, hint, ref->id, ref->id, where);
    graph_set_external(c->g, n, true);
    graph_attr(c->g, n, "parameter", ref->id);
    return n;
}

static node_id of_text(struct cfn *c, struct str text, enum node_kind hint, struct origin where)
{
    enum node_kind kind = hint;
    if (cfn_arn_kind(text, &kind)) {
        struct str name = cfn_arn_name(text);
        node_id n = by_name(c, kind, name);
        if (n || str_is(name, "*"))
            return n;
        if (kind == NODE_BUS && str_is(name, "default") && str_chr(arn_part(text, 4), '*') == 0)
            return cfn_default_bus(c, where);
        n = external(c, "external", kind, text, name, where);
        graph_attr(c->g, n, FACT_ARN, cfn_safe(c, text));
        struct str account = arn_part(text, 4);
        if (account.len && str_chr(account, '*') == STR_NPOS)
            graph_attr(c->g, n, "account", account);
        return n;
    }
    struct str name = url_name(text, &kind);
    if (name.len) {
        node_id n = by_name(c, kind, name);
        if (n || str_chr(name, '*') != STR_NPOS)
            return n;
        return external(c, "external", kind, name, name, where);
    }
    if (hint == NODE_KIND_COUNT || str_empty(text))
        return 0;
    if (str_chr(text, '*') != STR_NPOS)
        return by_name(c, hint, text);
    if (hint == NODE_BUS && str_is(text, "default") && !by_name(c, hint, text))
        return cfn_default_bus(c, where);
    if (hint == NODE_FUNCTION) { /* fn:alias, account:function:fn */
        size_t at = str_find(text, STR("function:"));
        struct str rest = at == STR_NPOS ? text : str_from_at(text, at + 9);
        str_cut(&rest, ':', &text);
    }
    node_id n = by_name(c, hint, text);
    return n ? n : external(c, "external", hint, text, text, where);
}

node_id cfn_target(struct cfn *c, const struct cfn_value *v, enum node_kind hint,
                   struct origin where)
{
    const struct cfn_ref *best = NULL;
    if (v->none)
        return 0;
    enum node_kind kind = hint;
    bool arn = cfn_arn_kind(v->text, &kind);
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next) {
        struct cfn_resource *r = ref->kind == CFN_REF_RESOURCE ? cfn_find(c, ref->id) : NULL;
        if (r && r->row->place == CFN_NODE && (r->row->kind == kind || !best))
            best = !best || r->row->kind == kind ? ref : best;
        else if (!best && ref->kind != CFN_REF_PARAM)
            best = ref;
    }
    if (!best && arn && !str_is(cfn_arn_name(v->text), "*")) /* known, or a part of it: "*-worker" */
        return of_text(c, v->text, kind, where);
    if (!best && v->refs && (str_is(v->text, "*") || arn))
        best = v->refs;
    node_id n = best ? of_ref(c, best, kind == NODE_KIND_COUNT ? hint : kind, where) : 0;
    return n || v->secure ? n : of_text(c, v->text, hint, where);
}

node_id cfn_target_of(struct cfn *c, const struct doc_node *n, enum node_kind hint)
{
    if (!n)
        return 0;
    struct cfn_value v = cfn_value(&c->scope, n);
    return cfn_target(c, &v, hint, cfn_at(c, n));
}

/* --- Edges ------------------------------------------------------------------------------------ */

edge_id cfn_edge(struct cfn *c, enum edge_kind kind, node_id from, node_id to,
                 const struct doc_node *at, struct str condition)
{
    if (!from || !to)
        return 0;
    edge_id e = graph_edge(c->g, kind, from, to, EVIDENCE_DECLARED, -1, cfn_at(c, at));
    if (e && condition.len)
        graph_edge_condition(c->g, e, condition);
    return e;
}

enum edge_kind cfn_start_kind(enum node_kind kind)
{
    bool runs = kind == NODE_FUNCTION || kind == NODE_WORKFLOW || kind == NODE_COMPUTE;
    return runs ? EDGE_TRIGGERS : EDGE_DELIVERS;
}

edge_id cfn_link(struct cfn *c, node_id from, const struct doc_node *n, const struct cfn_link *l,
                 struct str condition)
{
    const struct cfn_item *items;
    size_t count = from && n ? cfn_list(&c->scope, n, &items) : 0;
    edge_id last = 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        const struct doc_node *at = items[i].node ? items[i].node : n;
        for (const struct cfn_value *a = &v; a; a = a->other) {
            struct str own = terms_both(c->arena, items[i].condition, a->condition);
            node_id to = terms_hold(condition, own) < 0 ? 0
                                                        : cfn_target(c, a, l->hint, cfn_at(c, at));
            if (!to || to == from)
                continue;
            enum edge_kind kind = l->kind == CFN_STARTS
                                      ? cfn_start_kind(graph_node_at(c->g, to)->kind)
                                      : l->kind;
            edge_id e = graph_edge(c->g, kind, l->reverse ? to : from, l->reverse ? from : to,
                                   l->evidence, -1, cfn_at(c, at));
            struct str when = terms_both(c->arena, condition, own);
            if (e && when.len)
                graph_edge_condition(c->g, e, when);
            if (e && l->attr)
                cfn_edge_more(c, e, l->attr, str_from(l->value));
            last = e ? e : last;
        }
    }
    return last;
}

struct each {
    struct cfn *c;
    void (*visit)(void *arg, const struct doc_node *n, struct str condition);
    void *arg;
};

static void each_part(struct each *e, const struct doc_node *n, struct str path,
                      struct str condition, unsigned depth)
{
    size_t star = str_chr(path, '*'); /* a part by itself, or in none */
    bool lists = star != STR_NPOS;
    if (!lists && path.len)
        n = cfn_path_str(&e->c->scope, n, path);
    else if (lists && star)
        n = cfn_path_str(&e->c->scope, n, str_sub(path, 0, star - 1));
    if (!n || depth > 16)
        return;
    if (!lists) {
        e->visit(e->arg, n, condition);
        return;
    }
    path = str_from_at(path, star + 2);
    const struct cfn_item *items;
    size_t count = cfn_list(&e->c->scope, n, &items);
    for (size_t i = 0; i < count; i++)
        each_part(e, items[i].node, path, terms_both(e->c->arena, condition, items[i].condition),
                  depth + 1);
}

void cfn_each(struct cfn *c, const struct doc_node *n, struct str path, struct str condition,
              void (*visit)(void *arg, const struct doc_node *n, struct str condition), void *arg)
{
    struct each e = {c, visit, arg};
    each_part(&e, n, path, condition, 0);
}
