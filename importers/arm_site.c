/* SPDX-License-Identifier: MIT */
/* arm_site.c - apps: Microsoft.Web/sites with their slots and configuration, Container Apps. */
#include "arm_graph.h"
#include "arm_settings.h"

#include "azure_settings.h"

static void put_flag(struct arm_graph *a, node_id n, const char *attr, bool value)
{
    graph_attr_typed(a->g, n, str_from(attr), ATTR_BOOL, value ? STR("true") : STR("false"));
}

/* --- Gates of the host ------------------------------------------------------------------------ */

static bool denies_by_default(const struct arm_value *config)
{
    const struct arm_value *rules = arm_path(config, "ipSecurityRestrictions");
    bool allows = false, any = false, open = false;
    if (str_iis(arm_show(arm_path(config, "ipSecurityRestrictionsDefaultAction")), "Deny"))
        return true;
    for (size_t i = 0; rules && i < rules->count; i++) {
        const struct arm_value *rule = rules->members[i].value;
        struct str address = arm_show(arm_path(rule, "ipAddress"));
        bool allow = !str_iis(arm_show(arm_path(rule, "action")), "Deny");
        any = true;
        allows = allows || allow;
        if (allow && (str_iis(address, "Any") || str_is(address, "0.0.0.0/0")))
            open = true;
    }
    return any && allows && !open; /* an allow rule makes all other addresses denied */
}

/* What siteConfig or config/web says. */
static void read_site_config(struct arm_graph *a, struct arm_resource *r, node_id app,
                             const struct arm_member *config)
{
    static const char *const plain[] = {
        "ftpsState",     "minTlsVersion",          "linuxFxVersion",      "netFrameworkVersion",
        "http20Enabled", "remoteDebuggingEnabled", "vnetRouteAllEnabled", "publicNetworkAccess"};
    const struct arm_value *v = config->value;
    for (size_t i = 0; i < COUNT(plain); i++) {
        const struct arm_value *p = arm_path(v, plain[i]);
        if (arm_is_scalar(p) && p->type != ARM_NULL && !arm_secure(p))
            graph_attr(a->g, app, plain[i], azure_safe(a->im, p->text));
    }
    const struct arm_value *limit = arm_path(v, "functionAppScaleLimit");
    long n;
    if (limit && arm_to_long(limit, &n) && n > 0)
        graph_attr(a->g, app, FACT_LIMIT, arena_printf(a->arena, "at most %ld instances", n));
    const struct arm_value *origins = arm_path(v, "cors.allowedOrigins");
    struct buf list = {0};
    for (size_t i = 0; origins && i < origins->count; i++) {
        if (i > 0)
            buf_putc(&list, ',');
        buf_add(&list, azure_safe(a->im, arm_show(origins->members[i].value)));
    }
    if (list.len)
        graph_attr(a->g, app, "cors", buf_str(&list));
    buf_release(&list);
    if (denies_by_default(v))
        put_flag(a, app, "ipRestricted", true);
    arm_settings_list(a, r, app, arm_find(v, "appSettings"));
    arm_connection_strings(a, r, app, arm_find(v, "connectionStrings"));
}

static void read_easy_auth(struct arm_graph *a, struct arm_resource *r, node_id app)
{
    bool on = false, required = false;
    if (arm_prop_bool(r, "properties.platform.enabled", &on) ||
        arm_prop_bool(r, "properties.enabled", &on)) {
        struct str action = arm_prop(r, "properties.globalValidation.unauthenticatedClientAction");
        if (str_empty(action))
            action = arm_prop(r, "properties.unauthenticatedClientAction");
        arm_prop_bool(r, "properties.globalValidation.requireAuthentication", &required);
        bool asks = required || (str_empty(action) || str_istarts(action, STR("Redirect")) ||
                                 str_istarts(action, STR("Return")));
        put_flag(a, app, "easyauth", on && asks && !str_iis(action, "AllowAnonymous"));
    }
}

/* --- Sites ------------------------------------------------------------------------------------ */

static void read_deployment_storage(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *m =
        arm_find(r->value, "properties.functionAppConfig.deployment.storage");
    const struct arm_value *url = m ? arm_path(m->value, "value") : NULL;
    if (!url)
        return;
    struct origin where = arm_member_where(r, m, "functionAppConfig.deployment.storage");
    node_id account = arm_account_of_text(a, arm_show(url));
    if (!account)
        return;
    struct str container = arm_last_part(arm_show(url));
    node_id bucket = arm_store_in(a, account, NODE_BUCKET, container, where);
    edge_id e = arm_edge(a, EDGE_CODE_FROM, r->node, bucket, where);
    if (e)
        graph_edge_attr_typed(a->g, e, STR(FACT_DELAYED), ATTR_BOOL, STR("true"));
}

static void read_plan(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *m = arm_find(r->value, "properties.serverFarmId");
    if (m)
        arm_edge(a, EDGE_DEPENDS, r->node, arm_node_of_value(a, m->value, arm_where(r)),
                 arm_member_where(r, m, "serverFarmId"));
}

static void read_container_env(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_value *all = arm_path(r->value, "properties.template.containers");
    for (size_t i = 0; all && i < all->count; i++)
        arm_settings_list(a, r, r->node, arm_find(all->members[i].value, "env"));
    bool external = false;
    if (!arm_prop_bool(r, "properties.configuration.ingress.external", &external))
        return;
    graph_attr(a->g, r->node, "publicNetworkAccess", external ? STR("Enabled") : STR("Disabled"));
}

void arm_emit_site(struct arm_graph *a, struct arm_resource *r)
{
    static const struct {
        const char *path, *attr;
    } facts[] = {
        {"properties.httpsOnly", "httpsOnly"},
        {"properties.publicNetworkAccess", "publicNetworkAccess"},
        {"properties.clientCertEnabled", "clientCertEnabled"},
        {"properties.clientCertMode", "clientCertMode"},
        {"properties.dailyMemoryTimeQuota", "dailyMemoryTimeQuota"},
        {"properties.keyVaultReferenceIdentity", "keyVaultReferenceIdentity"},
        {"properties.enabled", "enabled"},
        {"properties.functionAppConfig.runtime.name", "runtime"},
        {"properties.functionAppConfig.runtime.version", "runtimeVersion"},
    };
    node_id app = r->node;
    for (size_t i = 0; i < COUNT(facts); i++)
        arm_copy_attr(a, r, app, facts[i].path, facts[i].attr);
    graph_attr(a->g, app, "template", a->set->path);
    bool enabled = true;
    if (arm_prop_bool(r, "properties.enabled", &enabled) && !enabled)
        put_flag(a, app, FACT_DISABLED, true);
    if (arm_type_is(r, "Microsoft.Web/sites") || arm_type_is(r, "Microsoft.Web/sites/slots"))
        graph_attr(a->g, app, "host",
                   ARENA_JOIN(a->arena, arm_first_part(r->name),
                              r->name.len > arm_first_part(r->name).len
                                  ? ARENA_JOIN(a->arena, STR("-"), arm_last_part(r->name))
                                  : STR(""),
                              STR(".azurewebsites.net")));
    if (arm_type_is(r, "Microsoft.Web/sites/slots"))
        graph_set_stage(a->g, app, arm_last_part(r->name));
    arm_emit_identity_of(a, r);
    const struct arm_member *config = arm_find(r->value, "properties.siteConfig");
    if (config)
        read_site_config(a, r, app, config);
    long most;
    const struct arm_value *scale =
        arm_path(r->value, "properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount");
    if (scale && arm_to_long(scale, &most))
        graph_attr(a->g, app, FACT_LIMIT, arena_printf(a->arena, "at most %ld instances", most));
    read_deployment_storage(a, r);
    read_plan(a, r);
    if (arm_type_is(r, "Microsoft.App/containerApps"))
        read_container_env(a, r);
    const struct arm_member *subnet = arm_find(r->value, "properties.virtualNetworkSubnetId");
    if (subnet)
        arm_edge(a, EDGE_DEPENDS, app, arm_node_of_value(a, subnet->value, arm_where(r)),
                 arm_member_where(r, subnet, "virtualNetworkSubnetId"));
}

/* appsettings, connectionstrings, web, authsettings(V2): children of a site. */
void arm_emit_site_config(struct arm_graph *a, struct arm_resource *r)
{
    struct str what = arm_last_part(r->name);
    const struct arm_member *p = arm_find(r->value, "properties");
    if (!r->node || !p)
        return;
    if (str_iis(what, "appsettings"))
        arm_settings_object(a, r, r->node, p);
    else if (str_iis(what, "connectionstrings"))
        arm_connection_strings(a, r, r->node, p);
    else if (str_iis(what, "web"))
        read_site_config(a, r, r->node, p);
    else if (str_istarts(what, STR("authsettings")))
        read_easy_auth(a, r, r->node);
}

/* ftp, scm: may somebody deploy with a user name and a password? */
void arm_emit_site_policy(struct arm_graph *a, struct arm_resource *r)
{
    bool allow;
    if (r->node && arm_prop_bool(r, "properties.allow", &allow))
        put_flag(a, r->node,
                 str_iis(arm_last_part(r->name), "ftp") ? "ftpPublishing" : "scmPublishing", allow);
}

/* Where the code comes from: a repository, a package that a deployment unpacks. */
void arm_emit_site_source(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *m = arm_find(r->value, "properties.repoUrl");
    if (!m)
        m = arm_find(r->value, "properties.packageUri");
    if (!r->node || !m || str_empty(arm_show(m->value)))
        return;
    struct origin where = arm_member_where(r, m, m->key.ptr);
    bool secret = arm_secure(m->value);
    struct str text = secret ? STR("package") : arm_show(m->value);
    node_id code = graph_node(a->g, NODE_CODE, azure_id(a->im, a->set->path, NODE_CODE, text),
                              azure_safe(a->im, text), where);
    graph_set_provider(a->g, code, STR("azure"));
    graph_set_external(a->g, code, true);
    edge_id e = arm_edge(a, EDGE_CODE_FROM, r->node, code, where);
    graph_edge_attr_typed(a->g, e, STR(FACT_DELAYED), ATTR_BOOL, STR("true"));
    struct str branch = arm_prop(r, "properties.branch");
    if (str_is(m->key, "repoUrl"))
        graph_edge_attr(a->g, e, FACT_TAG, branch.len ? azure_safe(a->im, branch)
                                                      : STR("default branch"));
}

void arm_emit_plan(struct arm_graph *a, struct arm_resource *r)
{
    struct str sku = arm_prop(r, "sku.name"), tier = arm_prop(r, "sku.tier");
    if (str_iis(sku, "Y1") || str_iis(tier, "Dynamic"))
        graph_attr(a->g, r->node, "plan", STR("consumption"));
    else if (str_istarts(sku, STR("EP")) || str_iis(tier, "ElasticPremium"))
        graph_attr(a->g, r->node, "plan", STR("premium"));
    else if (str_iis(sku, "FC1") || str_iis(tier, "FlexConsumption"))
        graph_attr(a->g, r->node, "plan", STR("flex"));
    else if (sku.len && arm_text_known(sku))
        graph_attr(a->g, r->node, "plan", STR("dedicated"));
    const struct arm_value *most = arm_path(r->value, "properties.maximumElasticWorkerCount");
    long n;
    if (most && arm_to_long(most, &n))
        graph_attr(a->g, r->node, FACT_LIMIT, arena_printf(a->arena, "at most %ld workers", n));
}
