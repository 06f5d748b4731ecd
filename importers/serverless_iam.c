/* SPDX-License-Identifier: MIT */
/* serverless_iam.c - roles of functions: one for all, one for each, or one that exists. */
#include "limits.h"
#include "mem.h"
#include "serverless_lower.h"

#define PER_FUNCTION "serverless-iam-roles-per-function"

bool sls_has_plugin(struct sls *s, const char *name)
{
    const struct doc_node *list = sls_resolve_path(&s->vars, "plugins");
    if (doc_is_map(list)) /* plugins: {modules: [...], localPath: x} */
        list = doc_get(list, "modules");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (str_is(doc_text(c), name))
            return true;
    return false;
}

static struct sls_role *role_new(struct sls *s, struct str id, struct str function,
                                 const struct doc_node *at)
{
    struct sls_role *r = arena_alloc(s->arena, sizeof *r);
    *r = (struct sls_role){.id = id, .function = function, .at = at,
                           .statements = sls_make(s->doc, at, "[]"),
                           .made = sls_make(s->doc, at, "[]"),
                           .managed = sls_make(s->doc, at, "[]"),
                           .services = sls_make(s->doc, at, "['lambda.amazonaws.com']")};
    if (s->role_count == s->role_cap)
        s->roles = mem_grow(s->roles, &s->role_cap, sizeof(struct sls_role *));
    s->roles[s->role_count++] = r;
    return r;
}

static void take_list(struct sls *s, struct doc_node *to, const struct doc_node *list)
{
    if (doc_is_map(list) && to && list->count) { /* one statement, or Fn::If and its like */
        doc_append(to, doc_copy(s->doc, s->doc, list));
        return;
    }
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (!doc_is_null(c))
            doc_append(to, doc_copy(s->doc, s->doc, c));
}

/* The members of `role` in the new form: {statements, managedPolicies, permissionsBoundary ...}. */
static void take_role(struct sls *s, struct sls_role *r, const struct doc_node *role)
{
    if (!doc_is_map(role))
        return;
    take_list(s, r->statements, doc_get(role, "statements"));
    take_list(s, r->managed, doc_get(role, "managedPolicies"));
    const struct doc_node *boundary = doc_get(role, "permissionsBoundary");
    if (!boundary)
        boundary = doc_get(role, "permissionBoundary");
    r->boundary = boundary ? boundary : r->boundary;
    r->path = doc_get(role, "path") ? doc_get(role, "path") : r->path;
    r->name = doc_get(role, "name") ? doc_get(role, "name") : r->name;
    r->tags = doc_get(role, "tags") ? doc_get(role, "tags") : r->tags;
}

static const struct doc_node *provider_role(const struct sls *s)
{
    const struct doc_node *role = doc_path(s->provider, "iam.role");
    return role ? role : doc_get(s->provider, "role");
}

/* {statements: ...} says what the role may do; a text or a function which one it is. */
static bool is_existing(const struct doc_node *role)
{
    return doc_is_scalar(role) ? !doc_is_null(role) : sls_is_call(role);
}

static const struct doc_node *plugin_setting(struct sls *s, const char *name)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "custom");
    return doc_get(doc_get(all, PER_FUNCTION), name);
}

static bool plugin_inherits(struct sls *s, const struct doc_node *fn)
{
    return sls_is(doc_get(fn, "iamRoleStatementsInherit"),
                  sls_is(plugin_setting(s, "defaultInherit"), false));
}

static void provider_boundary(struct sls *s, struct sls_role *r)
{
    const struct doc_node *role = provider_role(s);
    r->boundary = doc_get(role, "permissionsBoundary");
    r->boundary = r->boundary ? r->boundary : doc_get(role, "permissionBoundary");
    r->boundary = r->boundary ? r->boundary : doc_get(s->provider, "rolePermissionsBoundary");
}

/* What the new form says holds; the old one counts where the new one is silent. */
static void provider_statements(struct sls *s, struct sls_role *r)
{
    const struct doc_node *role = provider_role(s);
    if (!doc_get(role, "statements"))
        take_list(s, r->statements, doc_get(s->provider, "iamRoleStatements"));
    if (!doc_get(role, "managedPolicies"))
        take_list(s, r->managed, doc_get(s->provider, "iamManagedPolicies"));
    provider_boundary(s, r);
    take_role(s, r, role);
}

/* A role that the plugin makes: a copy of the shared one without its policies. */
static void plugged_role(struct sls *s, struct sls_role *r, const struct doc_node *fn)
{
    const struct doc_node *role = provider_role(s), *own = doc_get(fn, "iamPermissionsBoundary");
    r->plugged = true;
    provider_boundary(s, r);
    r->path = doc_get(role, "path");
    r->tags = doc_get(role, "tags");
    if (!own)
        own = plugin_setting(s, "iamGlobalPermissionsBoundary");
    r->boundary = own ? own : r->boundary;
    if (plugin_inherits(s, fn))
        take_list(s, r->statements, doc_get(s->provider, "iam")
                                        ? doc_get(role, "statements")
                                        : doc_get(s->provider, "iamRoleStatements"));
}

static bool each_its_own(const struct sls *s)
{
    return str_is(sls_text(provider_role(s), "mode"), "perFunction");
}

static struct sls_role *shared(struct sls *s)
{
    if (!s->shared) {
        const struct doc_node *at = provider_role(s);
        if (!at)
            at = doc_get(s->provider, "iamRoleStatements");
        s->shared = role_new(s, STR("IamRoleLambdaExecution"), STR_NONE, at ? at : s->provider);
        provider_statements(s, s->shared);
        if (plugin_setting(s, "iamGlobalPermissionsBoundary"))
            s->shared->boundary = plugin_setting(s, "iamGlobalPermissionsBoundary");
    }
    return s->shared;
}

void sls_shared_role(struct sls *s)
{
    if (is_existing(provider_role(s)) || each_its_own(s))
        return;
    for (size_t i = 0; i < s->function_count; i++) {
        const struct doc_node *fn = s->functions[i].node, *own = doc_path(fn, "iam.role");
        if (!doc_get(fn, "role") && !is_existing(own) && !doc_is_map(own))
            shared(s);
    }
}

static struct sls_role *own_role(struct sls *s, const struct sls_function *f,
                                 const struct doc_node *at, bool inherit)
{
    struct str id = ARENA_JOIN(s->arena, f->norm, STR("IamRoleLambdaExecution"));
    struct sls_role *r = role_new(s, id, f->name, at);
    if (inherit)
        provider_statements(s, r);
    return r;
}

/* `role` of a function or provider: a logical id, an ARN, or {GetAtt}. */
static const struct doc_node *existing(struct sls *s, const struct doc_node *role)
{
    struct str text = doc_text(role);
    if (!doc_is_scalar(role) || str_starts(text, STR("arn:")) ||
        str_find(text, STR("${")) != STR_NPOS || str_starts(text, STR("{{")))
        return role;
    return sls_arn(s, role, text);
}

struct sls_role *sls_role_of(struct sls *s, struct sls_function *f, const struct doc_node **given)
{
    const struct doc_node *fn = f->node, *role = doc_get(fn, "role");
    const struct doc_node *own = doc_path(fn, "iam.role");
    *given = NULL;
    if (is_existing(role) || is_existing(own)) {
        *given = existing(s, is_existing(role) ? role : own);
        return NULL;
    }
    if (doc_is_map(own)) {
        const struct doc_node *inherit = doc_path(fn, "iam.inheritStatements");
        struct sls_role *r = own_role(s, f, own, sls_is(inherit, each_its_own(s)));
        take_role(s, r, own);
        return r;
    }
    const struct doc_node *plugin = doc_get(fn, "iamRoleStatements");
    if (plugin) {
        struct sls_role *r = own_role(s, f, plugin, false);
        plugged_role(s, r, fn);
        take_list(s, r->statements, plugin);
        r->name = doc_get(fn, "iamRoleStatementsName");
        return r;
    }
    if (is_existing(provider_role(s))) {
        *given = existing(s, provider_role(s));
        return NULL;
    }
    if (each_its_own(s))
        return own_role(s, f, fn, sls_is(doc_path(fn, "iam.inheritStatements"), true));
    return shared(s);
}

/* The same value, be it written in other places. */
static bool same(const struct doc_node *a, const struct doc_node *b, unsigned depth)
{
    if (a->type != b->type || depth > LIMIT_DEPTH)
        return false;
    if (a->type == DOC_SCALAR)
        return str_eq(doc_text(a), doc_text(b));
    const struct doc_node *x = doc_first(a), *y = doc_first(b);
    for (; x && y; x = x->next, y = y->next)
        if (!str_eq(x->key, y->key) || !same(x, y, depth + 1))
            return false;
    return !x && !y;
}

static void add_once(struct doc_node *list, struct doc_node *statement)
{
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (same(c, statement, 0))
            return;
    doc_append(list, statement);
}

/* The plugin for roles gives what queues and streams need, and what failed events do. */
static bool plugin_gives(const struct doc_node *statement)
{
    static const char *const actions[] = {"sqs:ReceiveMessage", "kinesis:GetRecords",
                                          "dynamodb:GetRecords", "sns:Publish"};
    struct str first = doc_text(doc_at(doc_get(statement, "Action"), 0));
    for (size_t i = 0; i < COUNT(actions); i++)
        if (str_is(first, actions[i]))
            return true;
    return false;
}

void sls_allow(struct sls *s, struct sls_function *f, struct doc_node *statement)
{
    struct sls_role *r = f->role ? f->role : s->shared;
    if (!r)
        return;
    if (r->plugged && s->shared)
        add_once(s->shared->made, doc_copy(s->doc, s->doc, statement));
    if (!r->plugged || plugin_gives(statement))
        add_once(r->made, statement);
}

static void trust_one(struct sls *s, struct sls_role *r, const struct doc_node *at,
                      const char *service)
{
    for (const struct doc_node *c = doc_first(r->services); c; c = c->next)
        if (str_is(doc_text(c), service))
            return;
    doc_append(r->services, sls_make(s->doc, at, "%s", str_from(service)));
}

void sls_trust(struct sls *s, struct sls_role *r, const struct doc_node *at, const char *service)
{
    trust_one(s, r, at, service);
    for (size_t i = 0; i < s->role_count; i++) /* the plugin copies it from the shared one */
        if (s->roles[i]->plugged || (r->plugged && s->roles[i] == s->shared))
            trust_one(s, s->roles[i], at, service);
}

/* --- The roles as resources ------------------------------------------------------------------- */

#define GROUP "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/"

static void add_group(struct sls *s, struct doc_node *lists[2], struct str group)
{
    static const char *const forms[] = {"{'Fn::Sub':'" GROUP "%s:*'}",
                                        "{'Fn::Sub':'" GROUP "%s:*:*'}"};
    for (size_t i = 0; i < 2; i++)
        doc_append(lists[i], sls_make(s->doc, lists[i], forms[i], group));
}

/* The groups of all functions together: those with a usual name by its beginning, less what is not
 * to log; others by their names. */
static struct doc_node *shared_groups(struct sls *s, struct doc_node *lists[2])
{
    struct str prefix = ARENA_JOIN(s->arena, s->service, STR("-"), s->stage);
    struct doc_node *silent = sls_make(s->doc, lists[0], "[]");
    bool usual = false;
    for (size_t i = 0; i < s->function_count; i++) {
        const struct sls_function *f = &s->functions[i];
        bool off = sls_is(doc_get(f->node, "disableLogs"), false);
        struct str name = sls_text(f->node, "name");
        bool canonical = str_empty(name) || str_starts(name, prefix);
        if (str_empty(name))
            name = ARENA_JOIN(s->arena, prefix, STR("-"), f->name);
        if (canonical && off)
            doc_append(silent, sls_make(s->doc, f->node, "{'Fn::Sub':'" GROUP "%s:*'}", name));
        else if (!canonical && !off)
            add_group(s, lists, name);
        usual = usual || (canonical && !off);
    }
    if (usual)
        add_group(s, lists, ARENA_JOIN(s->arena, prefix, STR("*")));
    return usual && silent->count ? silent : NULL;
}

static void log_statements(struct sls *s, struct sls_role *r, struct doc_node *all)
{
    struct doc_node *lists[2] = {sls_make(s->doc, r->at, "[]"), sls_make(s->doc, r->at, "[]")};
    struct doc_node *silent = NULL;
    struct str function = ARENA_JOIN(s->arena, s->service, STR("-"), s->stage, STR("-"),
                                     r->function);
    if (r->plugged) {
        const struct sls_function *f = sls_function_find(s, r->function);
        if (f)
            function = doc_text(sls_function_name(s, f));
        doc_append(all, sls_make(s->doc, r->at, "{'Effect':'Allow','Action':["
                                                "'logs:CreateLogStream','logs:CreateLogGroup',"
                                                "'logs:PutLogEvents'],'Resource':[{'Fn::Sub':'"
                                                GROUP "%s:*:*'}]}", function));
        return;
    }
    if (str_empty(r->function))
        silent = shared_groups(s, lists);
    else
        add_group(s, lists, function);
    doc_append(all, sls_make(s->doc, r->at, "{'Effect':'Allow','Action':['logs:CreateLogStream',"
                                            "'logs:CreateLogGroup','logs:TagResource'],'Resource':"
                                            "%m}", lists[0]));
    doc_append(all, sls_make(s->doc, r->at, "{'Effect':'Allow','Action':['logs:PutLogEvents'],"
                                            "'Resource':%m}", lists[1]));
    if (silent)
        doc_append(all, sls_make(s->doc, r->at, "{'Effect':'Deny','Action':'logs:PutLogEvents',"
                                                "'Resource':%m}", silent));
}

static void make_role(struct sls *s, struct sls_role *r)
{
    struct doc_node *all = sls_make(s->doc, r->at, "[]");
    log_statements(s, r, all);
    take_list(s, all, r->statements);
    take_list(s, all, r->made);
    struct str name = str_empty(r->function)
                          ? ARENA_JOIN(s->arena, s->service, STR("-"), s->stage)
                          : ARENA_JOIN(s->arena, s->service, STR("-"), s->stage, STR("-"),
                                       r->function);
    struct doc_node *made = sls_make(s->doc, r->at, "{'Fn::Sub':'%s-${AWS::Region}-lambdaRole'}",
                                     name);
    struct str policy = r->plugged ? ARENA_JOIN(s->arena, s->service, STR("-"), s->stage) : name;
    struct doc_node *given = r->name ? doc_copy(s->doc, s->doc, r->name) : NULL;
    sls_add(s, r->id, sls_make(
        s->doc, r->at,
        "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{'Version':'2012-10-17',"
        "'Statement':[{'Effect':'Allow','Principal':{'Service':%m},'Action':['sts:AssumeRole']}]},"
        "'Policies':[{'PolicyName':'%s-lambda','PolicyDocument':{'Version':'2012-10-17',"
        "'Statement':%m}}],'Path':%m,'RoleName':%m,'ManagedPolicyArns':%m,"
        "'PermissionsBoundary':%n,'Tags':%m}}",
        r->services, policy, all,
        r->path ? doc_copy(s->doc, s->doc, r->path) : sls_make(s->doc, r->at, "'/'"),
        given ? given : made, r->managed->count ? r->managed : NULL, r->boundary,
        sls_tags(s, r->tags)));
}

void sls_roles(struct sls *s)
{
    for (size_t i = 0; i < s->role_count; i++)
        make_role(s, s->roles[i]);
}
