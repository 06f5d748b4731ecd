/* SPDX-License-Identifier: MIT */
#include "arm_settings.h"

#include "azure_settings.h"

struct setting {
    struct arm_graph *a;
    const struct arm_resource *r;
    node_id app;
    struct str name;
    const struct arm_value *value;
    struct origin where;
    node_id node;
};

/* --- Accounts --------------------------------------------------------------------------------- */

static node_id node_named(struct arm_graph *a, const char *type, struct str name)
{
    const struct arm_resource *r =
        *type && name.len ? arm_set_find(a->set, str_from(type), name) : NULL;
    return r ? r->node : 0;
}

/* Host names of services that a name alone leads to: identity-based connections give no more. */
static const struct {
    const char *suffix, *type;
} hosts[] = {
    {".azconfig.io", "Microsoft.AppConfiguration/configurationStores"},
    {".azure-devices.net", "Microsoft.Devices/IotHubs"},
    {".blob.core.windows.net", "Microsoft.Storage/storageAccounts"},
    {".database.windows.net", "Microsoft.Sql/servers"},
    {".dfs.core.windows.net", "Microsoft.Storage/storageAccounts"},
    {".documents.azure.com", "Microsoft.DocumentDB/databaseAccounts"},
    {".file.core.windows.net", "Microsoft.Storage/storageAccounts"},
    {".queue.core.windows.net", "Microsoft.Storage/storageAccounts"},
    {".redis.cache.windows.net", "Microsoft.Cache/Redis"},
    {".search.windows.net", "Microsoft.Search/searchServices"},
    {".service.signalr.net", "Microsoft.SignalRService/SignalR"},
    {".servicebus.windows.net", "Microsoft.EventHub/namespaces"},
    {".servicebus.windows.net", "Microsoft.ServiceBus/namespaces"},
    {".table.core.windows.net", "Microsoft.Storage/storageAccounts"},
    {".vault.azure.net", "Microsoft.KeyVault/vaults"},
};

/* "https://name.suffix:443/path" or the bare host. */
static node_id account_of_host(struct arm_graph *a, struct str text)
{
    size_t scheme = str_find(text, STR("://")), end = 0;
    if (scheme != STR_NPOS)
        text = str_from_at(text, scheme + 3);
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != ':')
        end++;
    text = str_sub(text, 0, end);
    size_t dot = str_chr(text, '.');
    node_id n = 0;
    for (size_t i = 0; i < COUNT(hosts) && dot != STR_NPOS && !n; i++)
        if (str_iis(str_from_at(text, dot), hosts[i].suffix))
            n = node_named(a, hosts[i].type, str_sub(text, 0, dot));
    return n;
}

node_id arm_account_of_text(struct arm_graph *a, struct str text)
{
    struct connection link = connection_parse(text);
    node_id n = node_named(a, connection_service_type(link.service), link.account);
    if (link.service == CONNECTION_SERVICEBUS) {
        n = node_named(a, "Microsoft.EventHub/namespaces", link.account);
        if (!n)
            n = node_named(a, "Microsoft.ServiceBus/namespaces", link.account);
    }
    return n ? n : account_of_host(a, text);
}

node_id arm_store_in(struct arm_graph *a, node_id account, enum node_kind kind, struct str name,
                     struct origin where)
{
    static const struct {
        enum node_kind kind;
        const char *path, *type;
    } stores[] = {
        {NODE_BUCKET, "default/", "Microsoft.Storage/storageAccounts/blobServices/containers"},
        {NODE_QUEUE, "default/", "Microsoft.Storage/storageAccounts/queueServices/queues"},
        {NODE_TABLE, "default/", "Microsoft.Storage/storageAccounts/tableServices/tables"},
        {NODE_FILES, "default/", "Microsoft.Storage/storageAccounts/fileServices/shares"},
    };
    const struct arm_resource *r = arm_resource_of(a, account);
    if (r && kind == NODE_CODE) { /* a container of the host, not one that data flows through */
        node_id n = arm_part(a, r, NODE_CODE, name, where);
        graph_set_type(a->g, n, str_from(stores[0].type));
        graph_set_external(a->g, n, true);
        arm_edge(a, EDGE_RESIDES_IN, n, account, where);
        return n;
    }
    for (size_t i = 0; r && i < COUNT(stores); i++) {
        if (stores[i].kind != kind)
            continue;
        struct arm_ref ref = {
            .type = str_from(stores[i].type),
            .name = ARENA_JOIN(a->arena, r->name, STR("/"), str_from(stores[i].path), name)};
        return arm_node_of_ref(a, &ref, where);
    }
    return 0;
}

/* X of X__accountName: the connection that bindings ask for. */
static struct str connection_name(struct str setting)
{
    size_t at = str_find(setting, STR("__"));
    return at == STR_NPOS ? setting : str_sub(setting, 0, at);
}

/* --- Nodes of one setting --------------------------------------------------------------------- */

static edge_id use(struct setting *s, const char *value)
{
    edge_id e = arm_edge(s->a, EDGE_USES, s->app, s->node, s->where);
    if (e) {
        graph_edge_attr(s->a->g, e, FACT_SETTING, s->name);
        graph_edge_attr(s->a->g, e, FACT_VALUE, str_from(value));
    }
    return e;
}

static void make(struct setting *s, enum node_kind kind)
{
    struct arm_graph *a = s->a;
    struct str scope =
        ARENA_JOIN(a->arena, a->set->path, STR("/"), graph_node_at(a->g, s->app)->name);
    s->node = graph_node(a->g, kind, azure_id(a->im, scope, kind, s->name),
                         azure_safe(a->im, s->name), s->where);
    graph_set_provider(a->g, s->node, STR("azure"));
    if (kind != NODE_SECRET)
        return;
    graph_set_type(a->g, s->node, STR("Microsoft.Web/sites/config"));
    if (azure_setting_of_host(s->name))
        graph_attr(a->g, s->node, FACT_READ_BY, STR("platform"));
}

/* What a key of a resource opens, and with which rights. */
static void unlock(struct setting *s, const struct arm_ref *ref)
{
    struct arm_graph *a = s->a;
    node_id target = arm_node_of_ref(a, ref, s->where);
    if (!target)
        return;
    unsigned rights = 0;
    bool keys_of_host = str_iis(ref->type, "Microsoft.Web/sites/host") ||
                        str_iis(ref->type, "Microsoft.Web/sites/functions");
    const struct node *n = graph_node_at(a->g, target);
    if (n->kind == NODE_SECRET) { /* an access rule: what it opens is what it lies in */
        struct str text = node_attr_text(n, "rights");
        rights |= str_ifind(text, STR("Listen")) != STR_NPOS ? RIGHT_READ : 0u;
        rights |= str_ifind(text, STR("Send")) != STR_NPOS ? RIGHT_WRITE : 0u;
        if (str_ifind(text, STR("Manage")) != STR_NPOS)
            rights = RIGHT_READ | RIGHT_WRITE | RIGHT_ADMIN;
        struct arm_resource *rule = arm_resource_of(a, target);
        struct arm_resource *box = rule ? arm_set_parent(a->set, rule) : NULL;
        arm_edge(a, EDGE_DEPENDS, s->node, target, s->where);
        if (box && box->node)
            target = box->node;
        else if (!box) { /* a rule that every namespace is born with */
            struct arm_ref up = *ref;
            size_t t = str_rchr(up.type, '/'), k = str_rchr(up.name, '/');
            up.type = str_sub(up.type, 0, t == STR_NPOS ? 0 : t);
            up.name = str_sub(up.name, 0, k == STR_NPOS ? 0 : k);
            node_id above = arm_node_of_ref(a, &up, s->where);
            target = above ? above : target;
        }
    }
    if (keys_of_host) {
        edge_id e = arm_edge(a, EDGE_UNLOCKS, s->node, target, s->where);
        if (e)
            graph_edge_action(a->g, e, str_from(op_class_names[OP_BIT_INVOKE]));
        return;
    }
    azure_unlocks(a->im, s->node, target, rights, EVIDENCE_DECLARED, -1, s->where);
    if (graph_node_at(a->g, target)->kind == NODE_STREAM ||
        graph_node_at(a->g, target)->kind == NODE_QUEUE)
        return;
    azure_note_setting(a->g, target, connection_name(s->name));
}

/* The connection string of an IoT hub's built-in endpoint opens its stream of events. */
static bool unlock_events(struct setting *s)
{
    struct arm_graph *a = s->a;
    for (const struct arm_ref *ref = arm_refs(a->arena, s->value); ref; ref = ref->next) {
        if (ref->kind != ARM_REF_PROPERTY || !str_iis(ref->type, "Microsoft.Devices/IotHubs") ||
            !str_istarts(ref->property, STR("eventHubEndpoints.")))
            continue;
        const struct arm_resource *hub = arm_set_of_ref(a->set, ref);
        if (!hub || !hub->node)
            continue;
        node_id events = arm_part(a, hub, NODE_STREAM, STR("events"), arm_where(hub));
        azure_unlocks(a->im, s->node, events, RIGHT_READ, EVIDENCE_DECLARED, -1, s->where);
        azure_note_setting(a->g, events, connection_name(s->name));
        return true;
    }
    return false;
}

static void make_secret(struct setting *s)
{
    struct arm_graph *a = s->a;
    const struct arm_value *v = s->value;
    bool in_clear = arm_is_scalar(v) && !v->unknown && v->text.len > 0;
    make(s, NODE_SECRET);
    graph_set_sensitivity(a->g, s->node, 3);
    if (in_clear) { /* the default of a secureString: everybody can read it in the template */
        struct secret_class class = secret_classify(s->name, v->text);
        if (class.verdict != SECRET_YES && class.verdict != SECRET_PLACEHOLDER)
            class = (struct secret_class){SECRET_YES, "secure-parameter", class.length};
        azure_describe_secret(a->im, s->node, v->text, class);
    }
    use(s, in_clear ? "plain" : "deployment");
    bool events = unlock_events(s), opened = events;
    for (const struct arm_ref *ref = arm_refs(a->arena, v); ref && !events; ref = ref->next) {
        if (ref->kind != ARM_REF_SECRET)
            continue;
        unlock(s, ref);
        opened = true;
    }
    node_id account = opened ? 0 : arm_account_of_text(a, arm_str(v));
    if (account) {
        azure_unlocks(a->im, s->node, account, connection_parse(arm_str(v)).rights,
                      EVIDENCE_DECLARED, -1, s->where);
        azure_note_setting(a->g, account, connection_name(s->name));
    }
}

/* The vault's secret of a key vault reference. */
static bool make_vault_use(struct setting *s)
{
    struct arm_graph *a = s->a;
    struct connection link = connection_parse(arm_show(s->value));
    struct arm_ref ref = {0};
    if (!str_istarts(arm_show(s->value), STR("@Microsoft.KeyVault(")))
        return false;
    for (const struct arm_ref *r = s->value->refs; r; r = r->next)
        if (str_iis(r->type, "Microsoft.KeyVault/vaults/secrets"))
            ref = *r;
    if (str_empty(ref.type) && link.account.len && link.entity.len) {
        ref.type = STR("Microsoft.KeyVault/vaults/secrets");
        ref.name = ARENA_JOIN(a->arena, link.account, STR("/"), link.entity);
    }
    s->node = str_empty(ref.type) ? 0 : arm_node_of_ref(a, &ref, s->where);
    if (!s->node) {
        make(s, NODE_SECRET);
        graph_attr(a->g, s->node, "value", STR("unknown"));
        graph_unresolved(a->g, s->name, STR("this key vault reference names no secret"), s->app,
                         s->where);
    }
    use(s, "reference");
    return true;
}

static bool is_log(const struct arm_ref *ref)
{
    return str_iis(ref->type, "Microsoft.Insights/components");
}

/* A value without secrets, or one that azure_settings.h finds to be a secret by its look. */
static void make_plain(struct setting *s, struct azure_settings *table)
{
    struct arm_graph *a = s->a;
    const struct arm_value *v = s->value;
    struct str text = arm_show(v);
    struct secret_class class = secret_classify(s->name, text);
    if (arm_known(v)) {
        azure_settings_add(table, s->name, text, s->where);
        azure_settings_emit(table);
        s->node = azure_setting_find(table, s->name)->node;
    } else if (class.verdict == SECRET_YES) { /* by its name; the value comes with the deployment */
        make(s, NODE_SECRET);
        graph_set_sensitivity(a->g, s->node, 3);
        use(s, "deployment");
    } else {
        make(s, NODE_PARAM);
        if (arm_is_scalar(v) && secret_value_is_showable(s->name, text))
            graph_attr(a->g, s->node, "value", text);
        use(s, "deployment");
    }
    if (!s->node)
        return;
    for (const struct arm_ref *ref = arm_refs(a->arena, v); ref; ref = ref->next) {
        node_id to = arm_node_of_ref(a, ref, s->where);
        if (to)
            arm_edge(a, is_log(ref) ? EDGE_LOGS_TO : EDGE_DEPENDS, is_log(ref) ? s->app : s->node,
                     to, s->where);
    }
    node_id account = arm_account_of_text(a, text);
    if (!account && str_iends(s->name, STR("__accountName")))
        account = node_named(a, "Microsoft.Storage/storageAccounts", text);
    if (account) {
        arm_edge(a, EDGE_DEPENDS, s->node, account, s->where);
        azure_note_setting(a->g, account, connection_name(s->name));
    }
}

/* --- Settings with a meaning of their own ----------------------------------------------------- */

/* The account that this setting leads to. */
static node_id account_of(struct setting *s)
{
    for (const struct arm_ref *ref = arm_refs(s->a->arena, s->value); ref; ref = ref->next)
        if (str_iis(ref->type, "Microsoft.Storage/storageAccounts"))
            return arm_node_of_ref(s->a, ref, s->where);
    if (str_iends(s->name, STR("__accountName")))
        return node_named(s->a, "Microsoft.Storage/storageAccounts", arm_str(s->value));
    return arm_account_of_text(s->a, arm_str(s->value));
}

static void host_storage(struct setting *s, enum node_kind kind, struct str name)
{
    struct arm_graph *a = s->a;
    node_id account = account_of(s);
    node_id store = account ? arm_store_in(a, account, kind, name, s->where) : 0;
    edge_id e = arm_edge(a, EDGE_CODE_FROM, s->app, store, s->where);
    if (e)
        graph_edge_attr(a->g, e, FACT_EDGE_ROLE, STR(FACT_ROLE_HOST_STORAGE));
}

static void read_meaning(struct setting *s, const struct arm_value *settings)
{
    struct arm_graph *a = s->a;
    struct str connection = connection_name(s->name);
    if (str_iis(connection, "AzureWebJobsStorage")) {
        struct str kept = arm_show(arm_get(settings, STR("AzureWebJobsSecretStorageType")));
        if (!str_iis(kept, "files") && !str_iis(kept, "keyvault"))
            host_storage(s, NODE_CODE, STR("azure-webjobs-secrets"));
    } else if (str_iis(s->name, "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING")) {
        struct str share = arm_show(arm_get(settings, STR("WEBSITE_CONTENTSHARE")));
        host_storage(s, NODE_FILES, share.len ? share : STR("content share"));
    } else if (str_iis(s->name, "WEBSITE_RUN_FROM_PACKAGE") &&
               str_istarts(arm_show(s->value), STR("http"))) {
        struct str url = arm_show(s->value);
        size_t query = str_chr(url, '?');
        url = query == STR_NPOS ? url : str_sub(url, 0, query);
        node_id code = graph_node(a->g, NODE_CODE, azure_id(a->im, a->set->path, NODE_CODE, url),
                                  azure_safe(a->im, url), s->where);
        graph_set_provider(a->g, code, STR("azure"));
        graph_set_external(a->g, code, true);
        arm_edge(a, EDGE_CODE_FROM, s->app, code, s->where);
    } else if (str_istarts(s->name, STR("AzureWebJobs.")) && str_iends(s->name, STR(".Disabled"))) {
        graph_attr(a->g, s->app, "disabledFunctions", s->name);
    }
}

static const char *const switches[][2] = {
    {"FUNCTIONS_WORKER_RUNTIME", "runtime"},
    {"FUNCTIONS_EXTENSION_VERSION", "functionsVersion"},
    {"FUNCTIONS_WORKER_RUNTIME_VERSION", "runtimeVersion"},
    {"WEBSITE_NODE_DEFAULT_VERSION", "runtimeVersion"},
    {"AzureWebJobsSecretStorageType", "secretStorage"},
};

static void add_one(struct setting *s, struct azure_settings *table,
                    const struct arm_value *settings)
{
    for (size_t i = 0; i < COUNT(switches); i++)
        if (str_iis(s->name, switches[i][0]) && arm_is_scalar(s->value) && arm_known(s->value))
            graph_attr(s->a->g, s->app, switches[i][1], azure_safe(s->a->im, arm_show(s->value)));
    if (arm_secure(s->value))
        make_secret(s);
    else if (!make_vault_use(s))
        make_plain(s, table);
    read_meaning(s, settings);
}

/* from: the member that holds them all, for settings that an expression makes. */
static void add_all(struct arm_graph *a, const struct arm_resource *r, node_id app,
                    const struct arm_member *from, const struct arm_value *settings)
{
    struct str scope = ARENA_JOIN(a->arena, a->set->path, STR("/"), graph_node_at(a->g, app)->name);
    struct azure_settings *table = azure_settings_new(a->im, scope, app);
    for (size_t i = 0; settings && i < settings->count; i++) {
        const struct arm_member *m = &settings->members[i];
        struct setting s = {.a = a,
                            .r = r,
                            .app = app,
                            .name = azure_safe(a->im, m->key),
                            .value = m->value,
                            .where = arm_member_where(r, m->at ? m : from, NULL)};
        s.where.field = s.name;
        if (m->key.len && m->value->type != ARM_NULL)
            add_one(&s, table, settings);
    }
    azure_settings_free(table);
}

void arm_settings_object(struct arm_graph *a, const struct arm_resource *r, node_id app,
                         const struct arm_member *m)
{
    if (m && m->value->type == ARM_OBJECT)
        add_all(a, r, app, m, m->value);
}

/* [{name: N, value: V}] as {N: V} */
static const struct arm_value *as_object(struct arm_graph *a, const struct arm_value *list,
                                         const char *value)
{
    struct arm_member *members = arena_array(a->arena, list->count, sizeof *members);
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct arm_member *v = arm_find(list->members[i].value, value);
        if (!v)
            continue;
        members[n] = *v;
        members[n++].key = arm_show(arm_path(list->members[i].value, "name"));
    }
    return arm_object(a->arena, members, n);
}

void arm_settings_list(struct arm_graph *a, const struct arm_resource *r, node_id app,
                       const struct arm_member *m)
{
    if (m && m->value->type == ARM_LIST)
        add_all(a, r, app, m, as_object(a, m->value, "value"));
    else if (m && m->value->unknown)
        graph_unresolved(a->g, STR("appSettings"), STR("the settings are not in the template"), app,
                         arm_member_where(r, m, "appSettings"));
}

void arm_connection_strings(struct arm_graph *a, const struct arm_resource *r, node_id app,
                            const struct arm_member *m)
{
    if (!m)
        return;
    if (m->value->type == ARM_LIST) {
        add_all(a, r, app, m, as_object(a, m->value, "connectionString"));
        return;
    }
    struct arm_member *members = arena_array(a->arena, m->value->count, sizeof *members);
    size_t n = 0;
    for (size_t i = 0; m->value->type == ARM_OBJECT && i < m->value->count; i++) {
        const struct arm_member *v = arm_find(m->value->members[i].value, "value");
        if (!v)
            continue;
        members[n] = *v;
        members[n++].key = m->value->members[i].key;
    }
    add_all(a, r, app, m, arm_object(a->arena, members, n));
}
