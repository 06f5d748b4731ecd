/* SPDX-License-Identifier: MIT */
/* cfn_graph.c - one template: its resources, in the order of writing, become nodes, then edges. */
#include "cfn_graph.h"
#include "handler.h"
#include "handler_edges.h"
#include "manifest.h"

#include "cfn_functions.h"
#include "secrets.h"

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

/* What AWS makes up; the logical id stands in it so that it is told from others. */
static struct str made_up(struct cfn *c, const struct cfn_resource *r)
{
    return ARENA_JOIN(c->arena, STR("*"), r->id, STR("*"));
}

static void name_resource(struct cfn *c, struct cfn_resource *r);

/* What an alias or a version is of; NULL: not said. */
static const struct doc_node *folded_into(struct cfn *c, const struct cfn_resource *r)
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
    const struct doc_node *n = folded_into(c, r);
    struct cfn_resource *of = n ? cfn_resource_of(c, n) : NULL;
    if (of && of->row->arn.len) {
        name_resource(c, of);
        arn = cfn_arn_of(c, of);
    } else if (of) {
        arn = folded_arn(c, of);
    }
    r->resolving = false;
    return arn;
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
    name_resource(c, r); /* it may stand further down */
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

/* --- Resources -------------------------------------------------------------------------------- */

struct origin cfn_at(struct cfn *c, const struct doc_node *n)
{
    return n ? cfn_where(&c->scope, n) : (struct origin){.file = c->path};
}

struct cfn_resource *cfn_find(struct cfn *c, struct str id)
{
    uint32_t i;
    return map_get(&c->by_id, id, &i) ? &c->resources[i - 1] : NULL;
}

/* What Ref and GetAtt name, where they are written in the usual way. */
static struct str direct_id(const struct doc_node *n)
{
    const struct doc_node *call = cfn_call(n);
    if (call && str_is(call->key, "Ref"))
        return doc_text(call);
    if (call && str_is(call->key, "Fn::GetAtt") && doc_is_list(call))
        return doc_text(doc_first(call));
    return STR("");
}

struct cfn_resource *cfn_resource_of(struct cfn *c, const struct doc_node *n)
{
    struct str id = direct_id(n);
    struct cfn_resource *direct =
        id.len && !doc_get_str(c->scope.parameters, id) ? cfn_find(c, id) : NULL;
    if (direct)
        return direct;
    struct cfn_value v = cfn_value(&c->scope, n);
    for (const struct cfn_value *i = &v; i; i = i->other)
        for (const struct cfn_ref *ref = i->refs; ref; ref = ref->next)
            if (ref->kind == CFN_REF_RESOURCE && cfn_find(c, ref->id))
                return cfn_find(c, ref->id);
    return NULL;
}

/* What stands before the name in an ARN: the path of an identity, the bus of a rule unless it is the
 * default one. Ends with a slash, or empty. */
static struct str before_name(struct cfn *c, const struct cfn_resource *r)
{
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

/* The macro of a type that CloudFormation does not know by itself. */
static bool holds(struct cfn *c, const struct doc_node *at, struct str *condition)
{
    *condition = doc_text(doc_get(at, "Condition"));
    if (str_empty(*condition))
        return true;
    int yes = cfn_condition(&c->scope, *condition, at);
    if (yes == 1)
        *condition = STR("");
    return yes != 0;
}

static void add_resource(struct cfn *c, const struct doc_node *at)
{
    struct cfn_resource *r = &c->resources[c->count];
    struct str type = doc_text(doc_get(at, "Type")), condition;
    bool added;
    if (!doc_is_map(at) || str_empty(type)) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, at),
                  "a resource without a type is left out");
        return;
    }
    if (!holds(c, at, &condition))
        return;
    uint32_t *index = map_put(&c->by_id, at->key, &added);
    if (!added)
        return;
    *index = (uint32_t)++c->count;
    const struct cfn_kind *of = cfn_kind_of(c, type);
    *r = (struct cfn_resource){.id = at->key, .type = of->type, .condition = condition, .at = at,
                               .of = of, .row = of->row};
    r->props = doc_get(at, "Properties");
    if (cfn_is(r, "AWS::Events::Rule") && doc_get(r->props, "ScheduleExpression") &&
        !doc_get(r->props, "EventPattern"))
        r->row = &cfn_type_timer;
    r->where = cfn_at(c, at);
    r->where.line = doc_begin(at).line; /* a resource stands where its name does */
    r->where.col = doc_begin(at).col;
    r->where.field = ARENA_JOIN(c->arena, STR("Resources."), at->key);
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

/* Names may be made of other resources' names, so they come when all resources are known: each when
 * it is asked for first. In a circle they stay those of the logical ids. */
static void name_resource(struct cfn *c, struct cfn_resource *r)
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

static void note_paths(struct cfn *c)
{
    for (size_t i = 0; i < c->options->path_count; i++)
        map_set(&c->paths, c->options->paths[i].name, (uint32_t)i + 1);
}

enum { BYTES_A_RESOURCE = 400 }; /* values, names and ids on the way to the graph, about */

/* What a resource holds stands behind it, as it was read: fetched while those before it are worked
 * on. */
static void soon(const struct cfn *c, size_t i)
{
    enum { AHEAD = 3, BYTES = 1280 /* about as much as most hold */ };
    if (i + AHEAD < c->count)
        mem_soon_all(c->resources[i + AHEAD].at, BYTES);
}

/* Behind the others, as they may say more than one. */
static void add_permissions(struct cfn *c, size_t policy)
{
    const struct doc_node *list = cfn_policy_permissions(c, &c->resources[policy]);
    if (!list || !list->count)
        return;
    c->resources = mem_realloc(c->resources, c->count + list->count, sizeof *c->resources);
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        add_resource(c, n);
}

static struct str logical_name(struct cfn *c, const struct cfn_resource *r)
{
    return ARENA_JOIN(c->arena, STR("*-"), r->id, STR("-*"));
}

static void collect(struct cfn *c)
{
    const struct doc_node *list =
        cfn_node(&c->scope, doc_get(doc_root(c->scope.doc), "Resources"));
    if (!doc_is_map(list)) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, list),
                  "a template without resources");
        return;
    }
    c->resources = mem_alloc((list->count + 1) * sizeof *c->resources);
    map_reserve(&c->by_id, list->count);
    map_reserve(&c->by_name, list->count);
    graph_expect(c->g, list->count, 2 * (size_t)list->count);
    arena_expect(c->arena, (size_t)list->count * BYTES_A_RESOURCE);
    size_t at = 0;
    for (const struct doc_node *n = doc_first(list); n; n = n->next) {
        doc_soon(list, at++);
        if (!str_is(n->key, "Fn::Transform"))
            add_resource(c, n);
    }
    size_t written = c->count;
    for (size_t i = 0; i < written; i++) /* until then names are those of the logical ids */
        c->resources[i].name = logical_name(c, &c->resources[i]);
    for (size_t i = 0; i < written; i++)
        if (cfn_is(&c->resources[i], "AWS::Lambda::ResourcePolicy"))
            add_permissions(c, i);
    for (size_t i = written; i < c->count; i++)
        c->resources[i].name = logical_name(c, &c->resources[i]);
    for (size_t i = 0; i < c->count; i++) {
        soon(c, i);
        name_resource(c, &c->resources[i]);
    }
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* "Stack/Orders/Resource" -> "Orders": what a person called it who wrote constructs of CDK. */
static struct str construct_path(struct cfn *c, const struct cfn_resource *r)
{
    uint32_t i;
    struct str path = doc_text(doc_get(doc_get(r->at, "Metadata"), "aws:cdk:path"));
    if (str_empty(path) && map_get(&c->paths, r->id, &i))
        path = c->options->paths[i - 1].value;
    return path;
}

static struct str construct_name(struct cfn *c, struct str path)
{
    struct str title = c->options->title;
    bool own = title.len && str_starts(path, title) && path.len > title.len &&
               path.ptr[title.len] == '/';
    size_t slash = own ? title.len : str_chr(path, '/');
    if (slash != STR_NPOS)
        path = str_from_at(path, slash + 1);
    if (str_ends(path, STR("/Resource")))
        return str_sub(path, 0, path.len - 9);
    return str_ends(path, STR("/Default")) ? str_sub(path, 0, path.len - 8) : path;
}

static void make_node(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_type_row *row = r->row;
    struct str safe = cfn_safe(c, r->id), path = construct_path(c, r), called = safe;
    struct str id = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":"),
                               str_from(node_kinds[row->kind].name), STR(":"), safe);
    bool literal = r->named && str_find(r->name, STR("://")) == STR_NPOS;
    if (path.len)
        called = cfn_safe(c, construct_name(c, path));
    node_id n = graph_node(c->g, row->kind, id, literal ? r->name : called, r->where);
    if (path.len)
        graph_attr(c->g, n, "construct", cfn_safe(c, path));
    graph_set_type(c->g, n, r->type);
    graph_set_provider(c->g, n, STR("aws"));
    graph_attr(c->g, n, "logical-id", safe);
    if (r->named)
        graph_attr(c->g, n, "physical-name", r->name);
    r->arn = cfn_arn_of(c, r);
    if (r->arn.len)
        graph_attr(c->g, n, FACT_ARN, r->arn);
    if (r->condition.len)
        graph_set_node_condition(c->g, n, r->condition);
    struct str cause = c->options->origin.len ? doc_text(doc_get(r->at, CFN_ORIGIN)) : STR("");
    if (cause.len)
        graph_attr(c->g, n, FACT_ORIGIN, c->options->origin);
    if (cause.len && !str_is(cause, "*"))
        graph_attr(c->g, n, FACT_ORIGIN_OF, cfn_safe(c, cause));
    edge_id e = c->stack ? graph_edge(c->g, EDGE_RESIDES_IN, n, c->stack, EVIDENCE_DECLARED, -1,
                                      r->where) : 0;
    if (e && r->condition.len)
        graph_edge_condition(c->g, e, r->condition);
    r->node = n;
}

node_id cfn_node_of(struct cfn *c, struct cfn_resource *r)
{
    if (r->node || r->row->place != CFN_FOLD || r->resolving || !r->row->name.len)
        return r->node;
    r->resolving = true;
    const struct doc_node *into = folded_into(c, r);
    struct cfn_resource *of = cfn_resource_of(c, into);
    r->node = of ? cfn_node_of(c, of) : cfn_target_of(c, into, r->row->kind);
    r->resolving = false;
    return r->node;
}

static void show_attr(struct cfn *c, node_id n, struct str key, const struct doc_node *value)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    if (!n || v.none || v.secure || str_empty(v.text))
        return;
    if (v.other || (v.unknown && str_is(v.text, "*"))) {
        if (!doc_is_map(value) || !cfn_call(value))
            return; /* a list or a map */
        graph_attr_kept(c->g, n, key, ATTR_TEXT, STR(FACT_UNDECIDED));
        return;
    }
    struct str text = cfn_safe(c, v.text);
    bool number = doc_is_scalar(value) && value->plain && text.len < 12;
    long ignored;
    enum attr_type type = ATTR_TEXT;
    if (number && str_to_long(text, &ignored))
        type = ATTR_NUMBER;
    else if (str_is(text, "true") || str_is(text, "false"))
        type = ATTR_BOOL;
    graph_attr_kept(c->g, n, key, type, text);
}

void cfn_attr(struct cfn *c, node_id n, const char *key, const struct doc_node *value)
{
    show_attr(c, n, str_from(key), value);
}

static void show_attrs(struct cfn *c, struct cfn_resource *r)
{
    for (size_t i = 0; i < r->row->attr_count; i++) {
        const struct cfn_attr_row *a = &r->row->attrs[i];
        const struct doc_node *value = cfn_path_str(&c->scope, r->props, a->path);
        if (value)
            show_attr(c, r->node, a->key, value);
    }
}

static void show_tags(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *tags = cfn_prop(c, r, "Tags");
    for (const struct doc_node *t = doc_first(tags); t; t = t->next) {
        struct str key = doc_is_map(tags) ? t->key : cfn_known(&c->scope, doc_get(t, "Key"));
        struct str value = cfn_known(&c->scope, doc_is_map(tags) ? t : doc_get(t, "Value"));
        if (secret_classify(key, value).verdict == SECRET_YES)
            value = import_secret(c->im, value);
        if (key.len && doc_is_map(doc_is_map(tags) ? tags : t))
            graph_tag(c->g, r->node, cfn_safe(c, key), cfn_safe(c, value));
    }
}

/* --- Edges of every resource ------------------------------------------------------------------- */

struct depends {
    struct cfn *c;
    struct cfn_resource *r;
};

static void add_depends(void *arg, const struct cfn_ref *ref)
{
    struct depends *d = arg;
    struct cfn_resource *to = ref->kind == CFN_REF_RESOURCE ? cfn_find(d->c, ref->id) : NULL;
    struct cfn_value v = {.text = STR("*"), .unknown = true, .refs = ref};
    struct cfn_ref one = *ref;
    one.next = NULL;
    v.refs = &one;
    node_id n = to ? cfn_node_of(d->c, to) : 0;
    if (!n && (ref->kind == CFN_REF_DYNAMIC || ref->kind == CFN_REF_IMPORT))
        n = cfn_target(d->c, &v, NODE_SERVICE, d->r->where);
    if (n && n != d->r->node)
        cfn_edge(d->c, EDGE_DEPENDS, d->r->node, n, d->r->at, d->r->condition);
}

static void emit(struct cfn *c, struct cfn_resource *r)
{
    if (r->row->place == CFN_IGNORE)
        return;
    cfn_node_of(c, r);
    if (r->node && r->row->place == CFN_NODE) {
        show_attrs(c, r);
        show_tags(c, r);
    }
    cfn_links(c, r);
    if (r->row->emit)
        r->row->emit(c, r);
    else if (!r->row->type.len && r->node)
        cfn_each_ref(&c->scope, r->props, add_depends, &(struct depends){c, r});
    const struct cfn_item *items;
    size_t count = r->node ? cfn_list(&c->scope, doc_get(r->at, "DependsOn"), &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *to = cfn_find(c, doc_text(items[i].node));
        node_id n = to ? cfn_node_of(c, to) : 0;
        if (n && n != r->node && r->row->place == CFN_NODE)
            cfn_edge(c, EDGE_DEPENDS, r->node, n, items[i].node, r->condition);
    }
}

/* --- Parameters and outputs --------------------------------------------------------------------- */

/* A NoEcho parameter with a default: everybody can read it in the template. */
static void read_parameters(struct cfn *c)
{
    for (const struct doc_node *p = doc_first(c->scope.parameters); p; p = p->next) {
        bool hidden = false;
        struct str raw = doc_text(doc_get(p, "Default"));
        doc_bool(doc_get(p, "NoEcho"), &hidden);
        if (!doc_is_map(p) || !hidden || str_empty(raw) || str_find(raw, STR("{{resolve:")) == 0)
            continue;
        struct origin where = cfn_at(c, doc_get(p, "Default"));
        where.field = ARENA_JOIN(c->arena, STR("Parameters."), p->key, STR(".Default"));
        node_id n = cfn_secret_literal(c, p->key, p->key, raw, where);
        cfn_edge(c, EDGE_RESIDES_IN, n, c->stack, p, STR(""));
    }
}

void cfn_export(struct cfn *c, struct str name, const struct doc_node *value)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    node_id n = v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
    if (n && name.len)
        graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("export:"), cfn_safe(c, name)),
                         ATTR_TEXT, graph_node_at(c->g, n)->id);
}

/* What other templates may ask for: attributes of the stack, joined by cfn_finish(). */
static void read_outputs(struct cfn *c)
{
    const struct doc_node *list = cfn_members(&c->scope, doc_get(doc_root(c->scope.doc), "Outputs"));
    if (!doc_is_map(list))
        return;
    for (const struct doc_node *o = doc_first(list); o; o = o->next) {
        struct str condition;
        if (!doc_is_map(o) || !holds(c, o, &condition))
            continue;
        const struct doc_node *value = doc_get(o, "Value");
        struct cfn_value v = cfn_value(&c->scope, value);
        cfn_show(c, c->stack, value, o->key, false, condition);
        node_id n = v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
        if (!n)
            continue;
        struct str id = graph_node_at(c->g, n)->id;
        struct str name = cfn_text(&c->scope, cfn_get(&c->scope, doc_get(o, "Export"), "Name"));
        if (name.len)
            graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("export:"),
                                                        cfn_safe(c, name)), ATTR_TEXT, id);
        graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("output:"), o->key), ATTR_TEXT,
                         id);
    }
}

/* --- The whole --------------------------------------------------------------------------------- */

/* A file that is called as all such files are says less than the folder it lies in. */
static struct str stack_title(struct cfn *c)
{
    static const char *const usual[] = {"template", "packaged", "sam", "cloudformation", "stack",
                                        "main", "cfn", "packaged-template", "index"};
    size_t slash = str_rchr(c->path, '/');
    struct str file = slash == STR_NPOS ? c->path : str_from_at(c->path, slash + 1);
    if (str_ends(file, STR(".template.json"))) /* of CDK: STACK.template.json */
        return str_sub(file, 0, file.len - 14);
    struct str folder = import_folder(c->path), stem = str_sub(file, 0, str_rchr(file, '.'));
    bool plain = false;
    for (size_t i = 0; i < COUNT(usual); i++)
        plain |= str_iis(stem, usual[i]);
    if (!plain)
        return file;
    if (str_empty(folder)) /* the root of what is read, where it has a name that is not the file's */
        return graph_name(c->g).len && !str_eq(graph_name(c->g), file) ? graph_name(c->g) : file;
    slash = str_rchr(folder, '/');
    return slash == STR_NPOS ? folder : str_from_at(folder, slash + 1);
}

static void make_stack(struct cfn *c)
{
    const struct doc *doc = c->scope.doc;
    struct str title = c->options->title.len ? c->options->title : stack_title(c);
    struct str id = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":boundary:stack"));
    c->stack = graph_node(c->g, NODE_BOUNDARY, id, title,
                          (struct origin){.file = c->path, .line = 1, .col = 1});
    graph_set_type(c->g, c->stack, STR("AWS::CloudFormation::Stack"));
    graph_set_provider(c->g, c->stack, STR("aws"));
    graph_attr(c->g, c->stack, FACT_CLASS, STR("stack"));
    graph_attr(c->g, c->stack, "template", c->path);
    if (c->options->stack.len)
        graph_attr(c->g, c->stack, "stack-name", cfn_safe(c, c->options->stack));
    cfn_note_place(c, c->stack);
    struct str about = doc_text(doc_get(doc_root(doc), "Description"));
    if (about.len)
        graph_attr(c->g, c->stack, "description", cfn_safe(c, str_sub(about, 0, 300)));
}

void cfn_import_one(struct import *im, const struct doc *doc, const struct cfn_options *o)
{
    struct cfn *c = mem_zalloc(1, sizeof *c);
    *c = (struct cfn){
        .im = im,
        .g = import_graph(im),
        .arena = import_arena(im),
        .options = o,
        .space = o->scope,
        .path = o->file.ptr ? o->file : o->scope,
    };
    c->folder = o->folder.ptr ? o->folder : import_folder(c->path);
    c->host = (struct cfn_eval_host){c,            host_param,   host_resource,
                                      host_elsewhere, host_include, host_problem};
    cfn_scope_init(&c->scope, c->arena, doc, &c->host);
    if (!o->bare)
        make_stack(c);
    note_paths(c);
    collect(c);
    for (size_t i = 0; i < c->count; i++) {
        if (i + MEM_AHEAD < c->count)
            mem_soon_all(c->resources[i + MEM_AHEAD].at, sizeof *c->resources[i].at);
        if (c->resources[i].row->place == CFN_NODE)
            make_node(c, &c->resources[i]);
    }
    read_parameters(c);
    cfn_stack_deployer(c);
    cfn_note_guards(c);
    cfn_mentions_begin(c);
    for (size_t i = 0; i < c->count; i++) {
        soon(c, i);
        emit(c, &c->resources[i]);
        cfn_mentions_in(c, &c->resources[i]);
        cfn_plain_secrets(c, &c->resources[i]);
    }
    cfn_code(c);
    read_outputs(c);
    cfn_unattached(c);
    map_release(&c->by_id);
    map_release(&c->by_name);
    map_release(&c->paths);
    for (size_t i = 0; i < COUNT(c->notes); i++)
        map_release(&c->notes[i]);
    map_release(&c->shared);
    map_release(&c->kind_index);
    mem_free(c->kinds);
    mem_free(c->resources);
    handler_cache_free(c->code);
    manifests_free(c->packages);
    cfn_scope_release(&c->scope);
    mem_free(c);
}
