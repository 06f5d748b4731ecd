/* SPDX-License-Identifier: MIT */
/* sam_globals.c - the section Globals becomes part of every resource's properties.
 * Rules:     what both have: of two maps the members are joined, of two lists the global's come
 *            first, else the resource's own wins. An intrinsic is no map. */
#include "limits.h"
#include "sam.h"

/* Source: properties that AWS SAM takes from Globals, by section. */
static const char *const of_function[] = {
    "Handler", "Runtime", "CodeUri", "DeadLetterQueue", "Description", "MemorySize", "Timeout",
    "VpcConfig", "Environment", "Tags", "PropagateTags", "Tracing", "KmsKeyArn", "AutoPublishAlias",
    "AutoPublishAliasAllProperties", "Layers", "DeploymentPreference", "RolePath",
    "PermissionsBoundary", "ReservedConcurrentExecutions", "ProvisionedConcurrencyConfig",
    "AssumeRolePolicyDocument", "EventInvokeConfig", "FileSystemConfigs", "CodeSigningConfigArn",
    "Architectures", "SnapStart", "EphemeralStorage", "FunctionUrlConfig",
    "RuntimeManagementConfig", "LoggingConfig", "RecursiveLoop", "SourceKMSKeyArn",
    "TenancyConfig", "DurableConfig", "CapacityProviderConfig", "FunctionScalingConfig",
    "PublishToLatestPublished", "VersionDeletionPolicy", NULL};
static const char *const of_api[] = {
    "Auth", "Name", "DefinitionUri", "CacheClusterEnabled", "CacheClusterSize", "MergeDefinitions",
    "Variables", "EndpointConfiguration", "MethodSettings", "BinaryMediaTypes",
    "MinimumCompressionSize", "Cors", "GatewayResponses", "AccessLogSetting", "CanarySetting",
    "TracingEnabled", "OpenApiVersion", "Domain", "AlwaysDeploy", "PropagateTags",
    "SecurityPolicy", "EndpointAccessMode", NULL};
static const char *const of_http_api[] = {
    "Auth", "AccessLogSettings", "StageVariables", "Tags", "CorsConfiguration",
    "DefaultRouteSettings", "Domain", "RouteSettings", "FailOnWarnings", "PropagateTags", NULL};
static const char *const of_websocket[] = {
    "AccessLogSettings", "ApiKeySelectionExpression", "DefaultRouteSettings",
    "DisableExecuteApiEndpoint", "DisableSchemaValidation", "Domain", "IpAddressType",
    "PropagateTags", "RouteSettings", "RouteSelectionExpression", "StageVariables", "Tags", NULL};
static const char *const of_table[] = {"SSESpecification", NULL};
static const char *const of_machine[] = {"PropagateTags", NULL};
static const char *const of_layer[] = {"PublishLambdaVersion", NULL};
static const char *const of_capacity[] = {"VpcConfig", "OperatorRole", "Tags",
                                          "InstanceRequirements", "ScalingConfig", "KmsKeyArn",
                                          "PropagateTags", NULL};

static const struct section {
    const char *type, *name;
    const char *const *properties;
} sections[] = {
    {"AWS::Serverless::Function", "Function", of_function},
    {"AWS::Serverless::Api", "Api", of_api},
    {"AWS::Serverless::HttpApi", "HttpApi", of_http_api},
    {"AWS::Serverless::WebSocketApi", "WebSocketApi", of_websocket},
    {"AWS::Serverless::SimpleTable", "SimpleTable", of_table},
    {"AWS::Serverless::StateMachine", "StateMachine", of_machine},
    {"AWS::Serverless::LayerVersion", "LayerVersion", of_layer},
    {"AWS::Serverless::CapacityProvider", "CapacityProvider", of_capacity},
};

static bool is_intrinsic(const struct doc_node *n)
{
    const struct doc_node *c = doc_first(n);
    return doc_is_map(n) && n->count == 1 &&
           (str_is(c->key, "Ref") || str_is(c->key, "Condition") ||
            str_starts(c->key, STR("Fn::")));
}

static struct doc_node *join(struct sam *s, const struct doc_node *global,
                             const struct doc_node *local, unsigned depth)
{
    bool maps = doc_is_map(global) && doc_is_map(local) && !is_intrinsic(global) &&
                !is_intrinsic(local);
    if (depth > LIMIT_DEPTH || (!maps && !(doc_is_list(global) && doc_is_list(local))))
        return sam_copy(s, local);
    struct doc_node *all = doc_clone(s->out, local);
    for (const struct doc_node *c = doc_first(global); c; c = c->next) {
        if (!maps)
            doc_append(all, sam_copy(s, c));
        else if (!doc_get_str(local, c->key))
            sam_put_str(s, all, c->key, sam_copy(s, c));
    }
    for (const struct doc_node *c = doc_first(local); c; c = c->next) {
        const struct doc_node *other = doc_get_str(global, c->key);
        if (!maps)
            doc_append(all, sam_copy(s, c));
        else if (doc_get_str(local, c->key) == c) {
            struct doc_node *one = other ? join(s, other, c, depth + 1) : sam_copy(s, c);
            doc_set_key_place(s->out, one, doc_key_place(c));
            sam_put_str(s, all, c->key, one);
        }
    }
    return all;
}

static bool ignored(const struct doc_node *ignore, struct str key)
{
    if (sam_is(ignore, "*"))
        return true;
    for (const struct doc_node *c = doc_first(ignore); c; c = c->next)
        if (str_eq(doc_text(c), key))
            return true;
    return false;
}

static struct doc_node *wanted(struct sam *s, const struct section *section,
                               const struct doc_node *globals, const struct doc_node *resource)
{
    const struct doc_node *ignore = doc_get(resource, "IgnoreGlobals");
    struct doc_node *all = sam_make(s, globals, "{}");
    for (const char *const *name = section->properties; *name; name++)
        if (!ignored(ignore, str_from(*name)))
            sam_put(s, all, *name, sam_copy(s, doc_get(globals, *name)));
    return all;
}

struct doc_node *sam_with_globals(struct sam *s, const struct doc_node *globals, struct str type,
                                  const struct doc_node *resource)
{
    const struct doc_node *props = doc_get(resource, "Properties");
    struct doc_node *own = doc_is_map(props) ? sam_copy(s, props) : sam_make(s, resource, "{}");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct doc_node *global = doc_get(globals, sections[i].name);
        if (!str_is(type, sections[i].type) || !doc_is_map(global))
            continue;
        struct doc_node *joined = join(s, wanted(s, &sections[i], global, resource), own, 0);
        joined->key = own->key;
        return joined;
    }
    return own;
}
