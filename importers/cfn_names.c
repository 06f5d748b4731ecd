/* SPDX-License-Identifier: MIT */
/* cfn_names.c - what a resource is called: its name, its ARN, what Ref and GetAtt give of it; and with
 * that all that the evaluator asks of a template. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Names ------------------------------------------------------------------------------------ */

/* What AWS makes up; the logical id stands in it so that it is told from others. */
static struct str made_up(struct cfn *c, const struct cfn_resource *r)
{
    return ARENA_JOIN(c->arena, STR("*"), r->id, STR("*"));
}

/* Of each kind the first of a name; as there are few kinds, few have the same name. */
static void enter_name(struct cfn *c, struct cfn_resource *r)
{
    bool added;
    uint32_t own = (uint32_t)(r - c->resources) + 1;
    uint32_t *at = map_put(&c->by_name, r->name, &added);
    if (added)
        *at = own;
    for (struct cfn_resource *x = &c->resources[*at - 1]; x != r; x = &c->resources[*at - 1]) {
        if (x->row->kind == r->row->kind) {
            x->several = true;
            return;
        }
        at = &x->same_name;
        if (!*at)
            *at = own;
    }
}

void cfn_name_resource(struct cfn *c, struct cfn_resource *r)
{
    struct str name = STR("");
    if (r->has_name || r->resolving)
        return;
    r->resolving = true;
    if (r->row->name.len && r->row->place == CFN_NODE) {
        struct cfn_value v = cfn_value(&c->scope, cfn_named_by(c, r));
        bool shown = !v.none && !v.secure && !v.other && v.text.len && !str_is(v.text, "*");
        name = shown ? v.text : STR("");
        r->named = shown && !v.unknown;
    }
    bool id_only = r->row->ref == CFN_GIVES_ID && !r->row->name.len;
    if (str_empty(name))
        name = id_only ? made_up(c, r) : r->name;
    r->name = cfn_safe(c, name);
    r->has_name = true;
    r->resolving = false;
    if (r->row->place != CFN_NODE)
        return;
    enter_name(c, r); /* "*-Id-*" as well: a text that was put together has nothing else */
}

/* --- ARNs ------------------------------------------------------------------------------------- */

/* What stands before the name in an ARN: the path of an identity, what a table lies in, the bus of a rule
 * unless it is the default one. Ends with a slash, or empty. */
static struct str before_name(struct cfn *c, const struct cfn_resource *r)
{
    static const struct {
        const char *type, *within;
    } tables[] = {{"AWS::Cassandra::Table", "KeyspaceName"},
                  {"AWS::Timestream::Table", "DatabaseName"}};
    for (size_t i = 0; i < COUNT(tables); i++) {
        if (!cfn_is(r, tables[i].type))
            continue;
        struct str within = cfn_prop_text(c, r, tables[i].within);
        return ARENA_JOIN(c->arena, within.len ? within : STR("*"), STR("/table/"));
    }
    if (str_starts(r->row->arn, STR("arn:aws:iam:"))) {
        struct str path = cfn_prop_text(c, r, "Path");
        return str_starts(path, STR("/")) && str_ends(path, STR("/")) ? str_from_at(path, 1)
                                                                      : STR("");
    }
    if (!cfn_is(r, "AWS::Events::Rule"))
        return STR("");
    struct str bus = cfn_prop_text(c, r, "EventBusName"), mark = STR("event-bus/");
    size_t at = str_find(bus, mark);
    bus = at == STR_NPOS ? bus : str_from_at(bus, at + mark.len);
    bool usual = str_empty(bus) || str_is(bus, "default");
    return usual ? STR("") : ARENA_JOIN(c->arena, bus, STR("/"));
}

struct str cfn_arn_of(struct cfn *c, const struct cfn_resource *r)
{
    struct str form = r->row->arn;
    size_t at = str_chr(form, '%');
    if (r->arn.len)
        return r->arn;
    if (at == STR_NPOS) {
        at = str_chr(form, '#');
        return at == STR_NPOS ? form
                              : ARENA_JOIN(c->arena, str_sub(form, 0, at), made_up(c, r),
                                           str_from_at(form, at + 1));
    }
    struct str name = ARENA_JOIN(c->arena, before_name(c, r), r->name);
    if (str_starts(name, STR("/")) && str_ends(str_sub(form, 0, at), STR("/")))
        name = str_from_at(name, 1); /* parameter//a/b is parameter/a/b */
    return ARENA_JOIN(c->arena, str_sub(form, 0, at), name, str_from_at(form, at + 1));
}

const struct doc_node *cfn_folded_into(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *of = cfn_named_by(c, r);
    if (!of && cfn_is(r, "AWS::StepFunctions::StateMachineAlias"))
        of = cfn_prop(c, r, "DeploymentPreference.StateMachineVersionArn");
    return of;
}

/* An alias or a version of a function or a state machine bears the ARN of that: qualifiers are not
 * told apart. Empty: it is neither. */
static struct str folded_arn(struct cfn *c, struct cfn_resource *r)
{
    struct str arn = STR("");
    if (r->row->place != CFN_FOLD || r->resolving ||
        (!str_ends(r->type, STR("Alias")) && !str_ends(r->type, STR("Version"))))
        return arn;
    r->resolving = true;
    const struct doc_node *n = cfn_folded_into(c, r);
    struct cfn_resource *of = n ? cfn_resource_of(c, n) : NULL;
    if (of && of->row->arn.len) {
        cfn_name_resource(c, of);
        arn = cfn_arn_of(c, of);
    } else if (of) {
        arn = folded_arn(c, of);
    }
    r->resolving = false;
    return arn;
}

/* --- Host of the evaluator -------------------------------------------------------------------- */

static bool host_param(void *arg, struct str name, struct str *value)
{
    struct cfn *c = arg;
    if (import_param(c->im, name, value))
        return true;
    for (size_t i = 0; i < c->options->param_count; i++) {
        if (str_eq(c->options->params[i].name, name)) {
            *value = c->options->params[i].value;
            return true;
        }
    }
    return false;
}

/* Also what repeats the type: AgentArn of AWS::Bedrock::Agent. */
static bool is_arn_attr(const struct cfn_resource *r, struct str attr)
{
    static const char *const arns[] = {"Arn", "TopicArn", "StateMachineArn", "RoleArn",
                                       "FunctionArn", "DBClusterArn", "AliasArn", "ApiArn",
                                       "LoadBalancerArn", "EventBusArn", "Id.Arn", "ResourceArn",
                                       "ARN", "Workgroup.WorkgroupArn", "Namespace.NamespaceArn",
                                       "ConsumerARN", "PolicyArn"};
    for (size_t i = 0; i < COUNT(arns); i++)
        if (str_is(attr, arns[i]))
            return true;
    size_t colon = str_rchr(r->type, ':');
    struct str last = colon == STR_NPOS ? r->type : str_from_at(r->type, colon + 1);
    return str_starts(attr, last) && str_is(str_from_at(attr, last.len), "Arn");
}

static struct str stage_name(struct cfn *c, struct cfn_resource *r)
{
    struct str name = r->resolving ? STR("") : STR("*");
    if (name.len) {
        r->resolving = true;
        name = cfn_prop_text(c, r, "StageName");
        r->resolving = false;
    }
    return name.len ? name : r->name;
}

/* What Ref and GetAtt give of a resource. */
static bool host_resource(void *arg, struct str id, struct str attr, struct str *text)
{
    struct cfn *c = arg;
    struct cfn_resource *r = cfn_find(c, id);
    *text = STR("*");
    if (!r)
        return false;
    cfn_name_resource(c, r); /* it may stand further down */
    struct str arn = r->row->arn.len ? cfn_arn_of(c, r) : folded_arn(c, r);
    if (str_empty(attr)) {
        if (r->row->place == CFN_FOLD && arn.len)
            *text = arn;
        else if (r->row->ref == CFN_GIVES_ARN && arn.len)
            *text = arn;
        else if (r->row->ref == CFN_GIVES_ID)
            *text = made_up(c, r);
        else if (r->row->place == CFN_FOLD && str_ends(r->type, STR("::Stage")))
            *text = stage_name(c, r);
        else if (r->row->ref == CFN_GIVES_URL)
            *text = ARENA_JOIN(c->arena, STR("https://sqs.*.amazonaws.com/*/"), r->name);
        else
            *text = r->name;
    } else if (is_arn_attr(r, attr) && arn.len) {
        *text = arn;
    } else if (str_is(attr, "Id") && arn.len && cfn_is(r, "AWS::SecretsManager::Secret")) {
        *text = arn;
    } else if (str_is(attr, "StreamArn") && arn.len) {
        *text = ARENA_JOIN(c->arena, arn, STR("/stream/*"));
    } else if (str_is(attr, "SecretArn") && cfn_is(r, "AWS::Events::Connection")) {
        *text = ARENA_JOIN(c->arena, STR("arn:aws:secretsmanager:*:*:secret:events!connection/"),
                           r->name, STR("/*"));
    } else if (str_is(attr, "QueueUrl")) {
        *text = ARENA_JOIN(c->arena, STR("https://sqs.*.amazonaws.com/*/"), r->name);
    } else if (r->row->name.len && (str_eq(attr, r->row->name) || str_is(attr, "Name"))) {
        *text = r->name;
    } else if (str_is(attr, "ApiId") || str_is(attr, "RestApiId") || str_is(attr, "AppId") ||
               (str_is(attr, "Id") && r->row->ref == CFN_GIVES_ID)) {
        *text = made_up(c, r);
    } else if (str_ends(attr, STR("Name")) && cfn_is(r, "AWS::S3::Bucket")) {
        *text = ARENA_JOIN(c->arena, r->name, STR(".s3.amazonaws.com"));
    }
    return true;
}

/* The readers of the CDK: what a stack of another region wrote into its parameters, by their names. */
static bool host_elsewhere(void *arg, struct str id, struct str attr, struct str *name)
{
    struct cfn *c = arg;
    if (attr.ptr[0] != '/' && !str_is(attr, "FunctionArn"))
        return false;
    const struct cfn_resource *r = cfn_find(c, id);
    if (!r || !str_starts(r->type, STR("Custom::CrossRegion")))
        return false;
    *name = attr;
    if (cfn_is(r, "Custom::CrossRegionStringParameterReader"))
        *name = cfn_known(&c->scope, cfn_prop(c, r, "ParameterName"));
    return name->len > 0;
}

static const struct doc *host_include(void *arg, struct str location, const struct doc_node *at)
{
    struct cfn *c = arg;
    struct str path;
    if (str_find(location, STR("://")) == STR_NPOS &&
        import_join(c->im, c->folder, location, &path) && import_exists(c->im, path))
        return import_load(c->im, path);
    graph_unresolved(c->g, cfn_safe(c, location), STR("what is included is not among the files"),
                     c->stack, cfn_where(&c->scope, at));
    return NULL;
}

static void host_problem(void *arg, const struct doc_node *at, const char *text)
{
    struct cfn *c = arg;
    diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, at), "%s", text);
}

struct cfn_eval_host cfn_eval_host_of(struct cfn *c)
{
    return (struct cfn_eval_host){c,            host_param,   host_resource,
                                  host_elsewhere, host_include, host_problem};
}
