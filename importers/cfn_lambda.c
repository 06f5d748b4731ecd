/* SPDX-License-Identifier: MIT */
/* cfn_lambda.c - functions, their settings, their event sources, their addresses. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"
#include "third_parties.h"

/* --- Settings --------------------------------------------------------------------------------- */

node_id cfn_secret_literal(struct cfn *c, struct str id, struct str name, struct str raw,
                           struct origin where)
{
    struct secret_class class = secret_classify(name, raw);
    node_id n = cfn_part(c, NODE_SECRET, id, name, where);
    graph_set_sensitivity(c->g, n, 3);
    graph_attr(c->g, n, FACT_FINGERPRINT, import_secret(c->im, raw));
    if (class.verdict == SECRET_YES || class.verdict == SECRET_OPAQUE)
        graph_attr(c->g, n, "pattern", str_from(class.pattern));
    graph_attr(c->g, n, "length", str_from(class.length));
    struct str end = secret_signature_end(raw);
    if (end.len)
        graph_attr(c->g, n, FACT_EXPIRES, arena_str(c->arena, end));
    if (class.verdict == SECRET_PLACEHOLDER)
        graph_attr_typed(c->g, n, STR("placeholder"), ATTR_BOOL, STR("true"));
    return n;
}

struct str cfn_host(struct str url)
{
    size_t at = str_find(url, STR("://"));
    struct str host, rest = at == STR_NPOS ? url : str_from_at(url, at + 3);
    str_cut(&rest, '/', &host);
    size_t sign = str_rchr(host, '@');
    host = sign == STR_NPOS ? host : str_from_at(host, sign + 1);
    size_t colon = str_chr(host, ':');
    return str_sub(host, 0, colon == STR_NPOS ? host.len : colon);
}

static void named_target(struct cfn *c, node_id owner, const struct cfn_value *v,
                         const struct doc_node *at)
{
    struct origin where = cfn_at(c, at);
    node_id to = cfn_target(c, v, NODE_KIND_COUNT, where);
    bool web = str_istarts(v->text, STR("http://")) || str_istarts(v->text, STR("https://"));
    struct str host = web ? cfn_host(v->text) : STR("");
    enum third_party_flow flow;
    if (!to && !v->unknown && !v->secure)
        to = cfn_named(c, v->text);
    bool aws = str_iends(host, STR("amazonaws.com")) || str_chr(host, '*') != STR_NPOS;
    if (!to && host.len && !aws)
        to = cfn_service(c, third_party_name(host, &flow), where);
    if (!to || to == owner)
        return;
    edge_id e = graph_edge(c->g, EDGE_USES, owner, to, EVIDENCE_NAME, -1, where);
    if (!e)
        return;
    graph_edge_attr(c->g, e, FACT_SETTING, cfn_safe(c, at->key));
    if (v->condition.len)
        graph_edge_condition(c->g, e, v->condition);
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next)
        if (ref->kind == CFN_REF_DYNAMIC || cfn_is_key_value(ref))
            graph_edge_attr(c->g, e, FACT_VALUE, STR("deployment"));
}

/* A setting that is a parameter of the template which is not shown: one secret for all that have it. */
node_id cfn_hidden_parameter(struct cfn *c, const struct doc_node *value)
{
    const struct doc_node *call = cfn_call(value), *p = NULL;
    bool hidden = false;
    if (call && str_is(call->key, "Ref"))
        p = doc_get_str(c->scope.parameters, doc_text(call));
    if (!doc_bool(doc_get(p, "NoEcho"), &hidden) || !hidden)
        return 0;
    node_id n = cfn_part(c, NODE_SECRET, p->key, p->key, cfn_at(c, p));
    graph_set_sensitivity(c->g, n, 3);
    return n;
}

void cfn_setting(struct cfn *c, node_id owner, struct str scope, const struct doc_node *value)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    struct origin where = cfn_at(c, value);
    where.field = ARENA_JOIN(c->arena, STR("Resources."), scope, STR("."), cfn_safe(c, value->key));
    for (const struct cfn_value *a = &v; a; a = a->other) {
        bool literal = !a->refs && !a->unknown && a->text.len;
        enum secret_verdict verdict =
            literal ? secret_classify(value->key, a->text).verdict : SECRET_REFERENCE;
        bool dynamic = false;
        for (const struct cfn_ref *ref = a->refs; ref; ref = ref->next)
            dynamic |= ref->kind == CFN_REF_DYNAMIC;
        if (!dynamic && (a->secure || verdict == SECRET_YES || verdict == SECRET_PLACEHOLDER ||
                         verdict == SECRET_OPAQUE)) {
            struct str id = ARENA_JOIN(c->arena, scope, STR("/"), value->key);
            bool shown = a->text.len && !a->unknown;
            node_id n = cfn_hidden_parameter(c, value);
            if (!n)
                n = shown ? cfn_secret_literal(c, id, value->key, a->text, where)
                              : cfn_part(c, NODE_SECRET, id, value->key, where);
            edge_id e = cfn_edge(c, EDGE_USES, owner, n, value, a->condition);
            if (e) {
                graph_edge_attr(c->g, e, FACT_SETTING, cfn_safe(c, value->key));
                graph_edge_attr(c->g, e, FACT_VALUE, shown ? STR("plain") : STR("deployment"));
            }
            continue;
        }
        named_target(c, owner, a, value);
    }
}

static void settings(struct cfn *c, struct cfn_resource *r, const char *path)
{
    const struct doc_node *list = cfn_prop(c, r, path);
    if (!doc_is_map(list) || cfn_call(list))
        return;
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        cfn_setting(c, r->node, r->id, n);
}

/* --- Functions -------------------------------------------------------------------------------- */

static const struct cfn_link from_bucket = {EDGE_CODE_FROM, NODE_BUCKET, false, EVIDENCE_DECLARED,
                                            NULL, NULL};
static const struct cfn_link from_image = {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED,
                                           NULL, NULL};

/* "host/name@sha256:d" -> "sha256:d", "host:1/name:tag" -> "tag"; without either: latest. */
static struct str image_tag(struct str uri)
{
    size_t digest = str_chr(uri, '@'), slash = str_rchr(uri, '/'), colon = str_rchr(uri, ':');
    if (digest != STR_NPOS)
        return str_from_at(uri, digest + 1);
    if (colon != STR_NPOS && (slash == STR_NPOS || colon > slash))
        return str_from_at(uri, colon + 1);
    return STR("latest");
}

static void code_of_image(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *image = cfn_prop(c, r, "Code.ImageUri");
    edge_id e = image ? cfn_link(c, r->node, image, &from_image, r->condition) : 0;
    struct cfn_value v = cfn_value(&c->scope, image);
    struct str tag = v.text.len && !v.other ? image_tag(v.text) : STR_NONE;
    if (e && tag.len && str_chr(tag, '*') == STR_NPOS)
        graph_edge_attr(c->g, e, FACT_TAG, cfn_safe(c, tag));
}

/* The group that its logs go to by its name, if the template has it. */
static void logs_by_name(struct cfn *c, struct cfn_resource *r)
{
    struct str name = ARENA_JOIN(c->arena, STR("/aws/lambda/"), r->name);
    struct cfn_resource *group =
        cfn_prop(c, r, "LoggingConfig.LogGroup") ? NULL : cfn_called(c, NODE_LOG, name);
    if (!group)
        return;
    cfn_edge(c, EDGE_LOGS_TO, r->node, cfn_node_of(c, group), group->at,
             terms_both(c->arena, r->condition, group->condition));
}

void cfn_emit_function(struct cfn *c, struct cfn_resource *r)
{
    node_id n = r->node;
    settings(c, r, "Environment.Variables");
    cfn_link(c, n, cfn_prop(c, r, "Code.S3Bucket"), &from_bucket, r->condition);
    code_of_image(c, r);
    logs_by_name(c, r);
    if (cfn_prop(c, r, "Code.ZipFile"))
        graph_attr(c->g, n, "code", STR("inline"));
    struct str reserved = cfn_known(&c->scope, cfn_prop(c, r, "ReservedConcurrentExecutions"));
    if (reserved.len) {
        graph_attr(c->g, n, FACT_RESERVED, reserved);
        graph_attr(c->g, n, FACT_LIMIT, ARENA_JOIN(c->arena, STR("concurrency "), reserved));
        if (str_is(reserved, "0"))
            graph_attr_typed(c->g, n, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    } else if (cfn_call(cfn_prop(c, r, "ReservedConcurrentExecutions"))) {
        graph_attr(c->g, n, FACT_RESERVED_ASKED, STR(FACT_UNDECIDED));
    }
}

void cfn_emit_web_function(struct cfn *c, struct cfn_resource *r)
{
    if (!r->node)
        return;
    settings(c, r, "Environment.Variables"); /* as SAM hands it on */
    settings(c, r, "ServiceConfig.EnvironmentVariables");
    cfn_attr(c, r->node, "runtime", cfn_prop(c, r, "BuildConfig.RuntimeConfig.Runtime"));
    cfn_attr(c, r->node, "timeout", cfn_prop(c, r, "ServiceConfig.TimeoutSeconds"));
    cfn_link(c, r->node, cfn_prop(c, r, "Code.S3Bucket"), &from_bucket, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "Code.ImageUri"), &from_image, r->condition);
}

void cfn_emit_web_endpoint(struct cfn *c, struct cfn_resource *r)
{
    enum auth auth = str_is(cfn_prop_text(c, r, "AuthType"), "IamAuth") ? AUTH_IAM : AUTH_NONE;
    node_id function = cfn_target_of(c, cfn_prop(c, r, "FunctionName"), NODE_FUNCTION);
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, auth, r->at, r->condition);
    struct str rate = cfn_known(&c->scope, cfn_prop(c, r, "ThrottleConfig.RateLimit"));
    if (e && rate.len) {
        graph_edge_guard(c->g, e, STR("ratelimit"));
        graph_attr(c->g, r->node, FACT_LIMIT, ARENA_JOIN(c->arena, STR("throttle "), rate,
                                                         STR("/s")));
    }
    e = cfn_edge(c, EDGE_INVOKES, r->node, function, r->at, r->condition);
    if (e)
        graph_edge_auth(c->g, e, auth);
}

void cfn_emit_url(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *function = cfn_resource_of(c, cfn_prop(c, r, "TargetFunctionArn"));
    if (function && function->row->place == CFN_FOLD) /* an alias or a version */
        function = cfn_resource_of(c, cfn_prop(c, function, "FunctionName"));
    node_id to = cfn_target_of(c, cfn_prop(c, r, "TargetFunctionArn"), NODE_FUNCTION);
    bool open = !str_is(cfn_prop_text(c, r, "AuthType"), "AWS_IAM");
    unsigned both = CFN_URL_RIGHT | CFN_CALL_RIGHT;
    unsigned rights = function ? cfn_public_rights(c, function) : both;
    enum auth auth = open ? AUTH_NONE : AUTH_IAM;
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, auth, r->at, r->condition);
    if (e && open && (rights & both) != both) {
        graph_edge_attr(c->g, e, "permission",
                        rights & CFN_URL_RIGHT ? STR("no lambda:InvokeFunction: addresses made since October "
                                         "2025 answer 403")
                                   : STR("nobody may call it: no lambda:InvokeFunctionUrl"));
    }
    if (!open && rights & CFN_SIGNED_RIGHT) /* whoever signs, in any account */
        cfn_expose(c, cfn_partner(c), r->node, AUTH_IAM, r->at, r->condition);
    cfn_cors(c, r, "Cors");
    e = cfn_edge(c, EDGE_INVOKES, r->node, to, r->at, r->condition);
    if (e)
        graph_edge_auth(c->g, e, auth);
}

/* --- Event sources ---------------------------------------------------------------------------- */

static void copy_text(struct cfn *c, struct cfn_resource *r, edge_id e, const char *path,
                      const char *key)
{
    struct str text = cfn_known(&c->scope, cfn_prop(c, r, path));
    if (e && text.len)
        graph_edge_attr(c->g, e, key, cfn_safe(c, text));
}

static void copy_first(struct cfn *c, struct cfn_resource *r, edge_id e, const char *path,
                       const char *key)
{
    struct str text = cfn_known(&c->scope, doc_at(cfn_prop(c, r, path), 0));
    if (e && text.len)
        graph_edge_attr(c->g, e, key, cfn_safe(c, text));
}

static node_id mapping_source(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *arn = cfn_prop(c, r, "EventSourceArn");
    if (arn)
        return cfn_target_of(c, arn, NODE_STREAM);
    const struct doc_node *own = cfn_prop(c, r, "SelfManagedEventSource.Endpoints");
    if (!own)
        return 0;
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, cfn_get(&c->scope, own, "KafkaBootstrapServers"), &items);
    struct str name = count ? cfn_item_value(&c->scope, &items[0]).text : STR("Kafka");
    return cfn_kafka(c, ARENA_JOIN(c->arena, r->id, STR("/kafka")), name, cfn_at(c, own));
}

static void mapping_secrets(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link uses = {EDGE_USES, NODE_SECRET, false, EVIDENCE_DECLARED, NULL,
                                         NULL};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "SourceAccessConfigurations");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str type = cfn_text(&c->scope, doc_get(items[i].node, "Type"));
        edge_id e = str_starts(type, STR("VPC_")) || str_starts(type, STR("VIRTUAL_"))
                        ? 0 : cfn_link(c, r->node, doc_get(items[i].node, "URI"), &uses, r->condition);
        if (e) /* read with the role of the function */
            graph_edge_action(c->g, e, STR("secretsmanager:GetSecretValue"));
    }
}

void cfn_emit_mapping(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_link dead = {EDGE_DEADLETTERS, NODE_QUEUE, false, EVIDENCE_DECLARED, FACT_ON,
                            "failure"};
    node_id source = mapping_source(c, r);
    if (!r->node)
        return;
    if (!source) {
        graph_unresolved(c->g, r->id, STR("the source of these events is not known"), r->node,
                         r->where);
        return;
    }
    edge_id e = cfn_edge(c, EDGE_TRIGGERS, source, r->node, r->at, r->condition);
    if (e) {
        graph_edge_attr(c->g, e, "mode", STR("pull"));
        copy_text(c, r, e, "BatchSize", FACT_BATCH);
        copy_text(c, r, e, "MaximumRetryAttempts", FACT_RETRY);
        copy_text(c, r, e, "StartingPosition", "starting-position");
        copy_text(c, r, e, "BisectBatchOnFunctionError", FACT_BISECT);
        copy_text(c, r, e, "MaximumRecordAgeInSeconds", "record-age");
        copy_text(c, r, e, "MaximumBatchingWindowInSeconds", "window");
        copy_text(c, r, e, "ParallelizationFactor", "parallelization");
        copy_text(c, r, e, "ScalingConfig.MaximumConcurrency", FACT_LIMIT);
        copy_first(c, r, e, "Topics", "channel");
        copy_first(c, r, e, "Queues", "channel");
        copy_first(c, r, e, "FunctionResponseTypes", "response");
        if (str_iis(cfn_prop_text(c, r, "Enabled"), "false"))
            graph_edge_attr_typed(c->g, e, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
        const struct doc_node *filter = cfn_prop(c, r, "FilterCriteria.Filters");
        struct str pattern = cfn_text(&c->scope, doc_get(doc_at(filter, 0), "Pattern"));
        if (pattern.len)
            graph_edge_attr(c->g, e, FACT_FILTER, cfn_safe(c, pattern));
    }
    const struct doc_node *lost = cfn_prop(c, r, "DestinationConfig.OnFailure.Destination");
    if (str_starts(cfn_text(&c->scope, lost), STR("kafka://"))) /* another topic of the cluster */
        dead.hint = NODE_STREAM;
    if (cfn_link(c, r->node, lost, &dead, r->condition) && e)
        graph_edge_attr_typed(c->g, e, STR(FACT_KEPT), ATTR_BOOL, STR("true"));
    mapping_secrets(c, r);
}

/* The event that Lambda puts on a bus for an outcome. */
static void outcome(struct cfn *c, edge_id e, const char *type)
{
    struct cfn_value source = cfn_plain(STR("lambda")), named = cfn_plain(str_from(type));
    if (e && graph_node_at(c->g, graph_edge_at(c->g, e)->to)->kind == NODE_BUS)
        cfn_edge_event(c, e, &source, &named);
}

void cfn_emit_invoke_config(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link failure = {EDGE_DEADLETTERS, NODE_QUEUE, false, EVIDENCE_DECLARED,
                                            FACT_ON, "failure"};
    static const struct cfn_link success = {EDGE_DELIVERS, NODE_QUEUE, false, EVIDENCE_DECLARED,
                                            FACT_ON, "success"};
    cfn_attr(c, r->node, FACT_ASYNC_RETRIES, cfn_prop(c, r, "MaximumRetryAttempts"));
    cfn_attr(c, r->node, "async-age", cfn_prop(c, r, "MaximumEventAgeInSeconds"));
    edge_id failed = cfn_link(c, r->node, cfn_prop(c, r, "DestinationConfig.OnFailure.Destination"),
                              &failure, r->condition);
    outcome(c, failed, "Lambda Function Invocation Result - Failure");
    edge_id done = cfn_link(c, r->node, cfn_prop(c, r, "DestinationConfig.OnSuccess.Destination"),
                            &success, r->condition);
    outcome(c, done, "Lambda Function Invocation Result - Success");
}

/* CodeDeploy calls functions before and after it moves the alias to a new version. */
static void deployment_hooks(struct cfn *c, struct cfn_resource *r)
{
    static const char *const hooks[] = {"BeforeAllowTrafficHook", "AfterAllowTrafficHook"};
    const struct doc_node *update = cfn_path(&c->scope, doc_get(r->at, "UpdatePolicy"),
                                             "CodeDeployLambdaAliasUpdate");
    struct cfn_resource *group =
        cfn_resource_of(c, cfn_get(&c->scope, update, "DeploymentGroupName"));
    for (size_t i = 0; group && i < COUNT(hooks); i++) {
        const struct cfn_link calls = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                       "hook", i ? "after" : "before"};
        cfn_link(c, cfn_node_of(c, group), cfn_get(&c->scope, update, hooks[i]), &calls,
                 r->condition);
    }
}

/* Aliases and versions are the function; what differs from it is said. */
void cfn_emit_alias(struct cfn *c, struct cfn_resource *r)
{
    if (!r->node || !cfn_is(r, "AWS::Lambda::Alias"))
        return;
    cfn_attr(c, r->node, "alias", cfn_prop(c, r, "Name"));
    cfn_attr(c, r->node, "provisioned-concurrency",
             cfn_prop(c, r, "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions"));
    if (cfn_prop(c, r, "RoutingConfig.AdditionalVersionWeights"))
        graph_attr_typed(c->g, r->node, STR("canary"), ATTR_BOOL, STR("true"));
    deployment_hooks(c, r);
}
