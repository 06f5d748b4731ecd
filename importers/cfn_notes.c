/* SPDX-License-Identifier: MIT */
/* cfn_notes.c - what other resources say of an API, a function or a balancer, looked up before anything
 * is emitted: web ACLs, throttles, quotas, permissions of addresses, the $connect route.
 * Source: API Gateway Developer Guide, "Throttle requests to your REST APIs". */
#include "cfn_functions.h"
#include "cfn_graph.h"

uint32_t cfn_noted(struct cfn *c, enum cfn_note what, struct str id)
{
    uint32_t value = 0;
    return map_get(&c->notes[what], id, &value) ? value : 0;
}

void cfn_note(struct cfn *c, enum cfn_note what, struct str id, uint32_t bits)
{
    *map_put(&c->notes[what], id, NULL) |= bits;
}

struct cfn_resource *cfn_whole(struct cfn *c, struct cfn_resource *r)
{
    for (int i = 0; r && r->row->place == CFN_FOLD && i < 4; i++)
        r = r->row->name.len ? cfn_resource_of(c, cfn_named_by(c, r)) : NULL;
    return r;
}

static struct cfn_resource *whole_of(struct cfn *c, const struct doc_node *n)
{
    return n ? cfn_whole(c, cfn_resource_of(c, n)) : NULL;
}

/* --- Throttles -------------------------------------------------------------------------------- */

/* The lowest one counts. */
static void note_rate(struct cfn *c, enum cfn_note what, struct str key, const struct doc_node *rate)
{
    long value;
    if (str_empty(key) || !rate || !str_to_long(cfn_known(&c->scope, rate), &value) || value < 0 ||
        value >= INT32_MAX)
        return;
    uint32_t had = cfn_noted(c, what, key), now = (uint32_t)value + 1;
    if (!had || now < had)
        map_set(&c->notes[what], key, now);
}

/* "/~1a~1{id}", a path as the settings of a stage write it -> "/a/{id}" */
static struct str decoded_path(struct cfn *c, struct str path)
{
    struct str out = STR("");
    size_t at;
    if (str_starts(path, STR("/~1")))
        path = str_from_at(path, 1);
    while ((at = str_find(path, STR("~1"))) != STR_NPOS) {
        out = ARENA_JOIN(c->arena, out, str_sub(path, 0, at), STR("/"));
        path = str_from_at(path, at + 2);
    }
    return ARENA_JOIN(c->arena, out, path);
}

static void note_methods(struct cfn *c, struct cfn_resource *r, struct str api)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "MethodSettings");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str path = cfn_text(&c->scope, doc_get(items[i].node, "ResourcePath"));
        struct str method = cfn_text(&c->scope, doc_get(items[i].node, "HttpMethod"));
        const struct doc_node *rate = doc_get(items[i].node, "ThrottlingRateLimit");
        if (str_is(path, "/*"))
            note_rate(c, CFN_NOTE_RATE, api, rate);
        else if (rate)
            note_rate(c, CFN_NOTE_ROUTE_RATE,
                      ARENA_JOIN(c->arena, api, STR(" "), method, STR(" "), decoded_path(c, path)),
                      rate);
    }
}

static void note_stage(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *of = cfn_whole(c, r);
    struct str api = of ? of->id : STR("");
    if (str_empty(api))
        return;
    note_methods(c, r, api);
    note_rate(c, CFN_NOTE_RATE, api, cfn_prop(c, r, "DefaultRouteSettings.ThrottlingRateLimit"));
    const struct doc_node *routes = cfn_prop(c, r, "RouteSettings");
    for (const struct doc_node *n = doc_is_map(routes) ? doc_first(routes) : NULL; n; n = n->next)
        note_rate(c, CFN_NOTE_ROUTE_RATE, ARENA_JOIN(c->arena, api, STR(" "), n->key),
                  cfn_get(&c->scope, n, "ThrottlingRateLimit"));
}

uint32_t cfn_route_rate(struct cfn *c, struct str api, struct str name)
{
    uint32_t rate = 0;
    size_t blank = str_chr(name, ' ');
    if (map_count(&c->notes[CFN_NOTE_ROUTE_RATE])) {
        struct str any = blank == STR_NPOS ? name : str_from_at(name, blank);
        rate = cfn_noted(c, CFN_NOTE_ROUTE_RATE, ARENA_JOIN(c->arena, api, STR(" "), name));
        if (!rate)
            rate = cfn_noted(c, CFN_NOTE_ROUTE_RATE, ARENA_JOIN(c->arena, api, STR(" *"), any));
    }
    return rate ? rate : cfn_noted(c, CFN_NOTE_RATE, api);
}

/* --- Permissions, plans ------------------------------------------------------------------------ */

static void note_permission(struct cfn *c, struct cfn_resource *r)
{
    if (!str_is(cfn_known(&c->scope, cfn_prop(c, r, "Principal")), "*"))
        return;
    struct cfn_resource *function = whole_of(c, cfn_prop(c, r, "FunctionName"));
    struct str action = cfn_prop_text(c, r, "Action");
    if (function && str_iis(action, "lambda:InvokeFunctionUrl"))
        cfn_note(c, CFN_NOTE_PUBLIC, function->id,
                 str_is(cfn_prop_text(c, r, "FunctionUrlAuthType"), "AWS_IAM") ? CFN_SIGNED_RIGHT
                                                                               : CFN_URL_RIGHT);
    if (function && (str_iis(action, "lambda:InvokeFunction") || str_is(action, "lambda:*")))
        cfn_note(c, CFN_NOTE_PUBLIC, function->id, CFN_CALL_RIGHT);
}

unsigned cfn_public_rights(struct cfn *c, const struct cfn_resource *function)
{
    return cfn_noted(c, CFN_NOTE_PUBLIC, function->id);
}

static void note_plan(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *stages = cfn_prop(c, r, "ApiStages");
    size_t count = stages ? cfn_list(&c->scope, stages, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *api = whole_of(c, doc_get(items[i].node, "ApiId"));
        if (api && cfn_prop(c, r, "Quota.Limit"))
            cfn_note(c, CFN_NOTE_QUOTA, api->id, 1);
        if (api)
            note_rate(c, CFN_NOTE_PLAN_RATE, api->id, cfn_prop(c, r, "Throttle.RateLimit"));
    }
}

struct cfn_resource *cfn_noted_name(struct cfn *c, struct str key)
{
    uint32_t i = cfn_noted(c, CFN_NOTE_NAMED, key);
    return i && i <= c->count ? &c->resources[i - 1] : NULL;
}

static void note_name(struct cfn *c, struct cfn_resource *r, struct str what)
{
    struct str name = cfn_known(&c->scope, cfn_prop(c, r, "Name"));
    uint32_t *at = name.len ? map_put(&c->notes[CFN_NOTE_NAMED], ARENA_JOIN(c->arena, what, name),
                                      NULL) : NULL;
    if (at)
        *at = *at ? UINT32_MAX : (uint32_t)(r - c->resources) + 1;
}

static void note_source(struct cfn *c, struct cfn_resource *r)
{
    note_name(c, r, cfn_sources_of(c, cfn_prop(c, r, "ApiId")));
}

void cfn_note_guards(struct cfn *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct cfn_resource *r = &c->resources[i];
        struct cfn_resource *to;
        if (cfn_is(r, "AWS::ApiGateway::Stage") || cfn_is(r, "AWS::ApiGatewayV2::Stage"))
            note_stage(c, r);
        else if (cfn_is(r, "AWS::ApiGateway::UsagePlan"))
            note_plan(c, r);
        else if (cfn_is(r, "AWS::Lambda::Permission"))
            note_permission(c, r);
        else if (cfn_is(r, "AWS::ApiGateway::RestApi"))
            note_name(c, r, STR("api "));
        else if (cfn_is(r, "AWS::AppSync::DataSource"))
            note_source(c, r);
        else if (cfn_is(r, "AWS::AppSync::GraphQLSchema"))
            cfn_note_schema(c, r);
        else if (cfn_is(r, "AWS::S3::BucketPolicy") &&
                 (to = cfn_resource_of(c, cfn_prop(c, r, "Bucket"))))
            cfn_note(c, CFN_NOTE_BUCKET_POLICY, to->id, 1);
        else if (cfn_is(r, "AWS::EC2::SecurityGroupIngress"))
            cfn_note_ingress(c, r);
        else if (r->row->emit == cfn_emit_api_mapping)
            cfn_note_mapping(c, r);
        else if ((cfn_is(r, "AWS::WAFv2::WebACLAssociation") ||
                  cfn_is(r, "AWS::WAFRegional::WebACLAssociation")) &&
                 (to = whole_of(c, cfn_prop(c, r, "ResourceArn")))) {
            cfn_note(c, CFN_NOTE_WAF, to->id, 1);
            if (cfn_has_rate_rule(c, cfn_resource_of(c, cfn_prop(c, r, "WebACLArn"))))
                cfn_note(c, CFN_NOTE_WAF_RATE, to->id, 1);
        }
        else if (cfn_is(r, "AWS::ApiGatewayV2::Route") &&
                 str_is(cfn_prop_text(c, r, "RouteKey"), "$connect") && (to = cfn_whole(c, r)))
            cfn_note(c, CFN_NOTE_CONNECT, to->id, (uint32_t)i + 1);
    }
}

/* The $connect route speaks for all routes of a WebSocket API. */
struct cfn_resource *cfn_connect_route(struct cfn *c, const struct cfn_resource *api)
{
    uint32_t i = cfn_noted(c, CFN_NOTE_CONNECT, api->id);
    return i ? &c->resources[i - 1] : NULL;
}
