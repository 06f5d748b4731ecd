/* SPDX-License-Identifier: MIT */
/* arm_resources.c - template functions that speak of resources and of the deployment, and what the
 * name of a resource tells about its properties (public cloud). */
#include "arm_functions.h"

#include "mem.h"

#define ARENA(c) ((c)->scope->arena)

/* A text of which a part may be a placeholder. */
static const struct arm_value *half_known(struct arena *a, struct str text)
{
    if (arm_text_known(text))
        return arm_text(a, text);
    struct arm_value *v = arena_alloc(a, sizeof *v);
    *v = *arm_text(a, text);
    v->unknown = true;
    return v;
}

/* --- Ids -------------------------------------------------------------------------------------- */

static bool is_resource_type(struct str s)
{
    size_t dot = str_chr(s, '.'), slash = str_chr(s, '/');
    return dot != STR_NPOS && slash != STR_NPOS && dot < slash && s.ptr[0] != '/';
}

/* type A.B/c/d with names from c->args[at..] -> "/providers/A.B/c/x/d/y" */
static const struct arm_value *id_of(const struct arm_call *c, struct str head, struct str group,
                                     size_t at)
{
    struct arena *a = ARENA(c);
    struct str type = arm_arg(c, at), rest, word;
    struct buf id = {0}, name = {0};
    while (type.len > 0 && type.ptr[type.len - 1] == '/') /* written so in real templates */
        type.len--;
    rest = type;
    for (size_t i = at + 1; i < c->count; i++) {
        if (i > at + 1)
            buf_putc(&name, '/');
        buf_add(&name, arm_show(c->args[i]));
    }
    struct str names = arena_str(a, buf_str(&name)), left = names;
    buf_add(&id, head);
    buf_puts(&id, "/providers");
    for (size_t i = 0; str_cut(&rest, '/', &word); i++) {
        buf_putc(&id, '/');
        buf_add(&id, word);
        struct str part;
        if (i > 0 && str_cut(&left, '/', &part)) {
            buf_putc(&id, '/');
            buf_add(&id, part);
        }
    }
    const struct arm_value *v = half_known(a, arena_str(a, buf_str(&id)));
    buf_release(&id);
    buf_release(&name);
    for (size_t i = 0; i < c->count; i++) {
        struct arm_value flags = {.secure = arm_secure(c->args[i]), .refs = c->args[i]->refs};
        v = arm_taint(a, v, &flags);
    }
    struct arm_ref ref = {.kind = ARM_REF_ID, .type = type, .name = names, .group = group};
    return arm_with_ref(a, v, ref);
}

static struct str own_group(const struct arm_call *c)
{
    return str_empty(c->scope->group) ? STR("{resourceGroup}") : c->scope->group;
}

/* resourceId([subscription], [group], type, name...), and the forms for other scopes. */
static const struct arm_value *fn_resource_id(const struct arm_call *c)
{
    size_t at = 0;
    while (at < c->count && !is_resource_type(arm_arg(c, at)))
        at++;
    if (at >= c->count || at > 2) {
        if (at >= c->count && c->count > 1) /* the type itself is not known */
            return arm_call_unknown(c, STR("id"));
        arm_call_problem(c, ARM_PROBLEM_VALUE, c->name);
        return arm_call_unknown(c, STR("id"));
    }
    struct arena *a = ARENA(c);
    struct str sub = STR("{subscription}"), group = STR_NONE;
    if (str_iis(c->name, "tenantResourceId"))
        return id_of(c, STR(""), STR_NONE, at);
    if (str_iis(c->name, "managementGroupResourceId"))
        return id_of(c, STR("/providers/Microsoft.Management/managementGroups/{managementGroup}"),
                     STR_NONE, at);
    if (str_iis(c->name, "subscriptionResourceId"))
        return id_of(c, ARENA_JOIN(a, STR("/subscriptions/"), at ? arm_arg(c, 0) : sub), STR_NONE,
                     at);
    if (at == 2)
        sub = arm_arg(c, 0);
    if (at >= 1)
        group = arm_arg(c, at - 1);
    struct str head = ARENA_JOIN(a, STR("/subscriptions/"), sub, STR("/resourceGroups/"),
                                 str_empty(group) ? own_group(c) : group);
    return id_of(c, head, str_ieq(group, own_group(c)) ? STR_NONE : group, at);
}

/* extensionResourceId(resourceId, type, name...) */
static const struct arm_value *fn_extension_id(const struct arm_call *c)
{
    return id_of(c, arm_arg(c, 0), STR_NONE, 1);
}

/* --- Resources -------------------------------------------------------------------------------- */

/* The resource that an id, a name or a symbolic name means. */
static struct arm_ref target_of(const struct arm_call *c, const struct arm_value *v)
{
    struct arm_ref ref = {.kind = ARM_REF_ID};
    struct str parent;
    if (arm_id_parse(ARENA(c), arm_show(v), &ref.type, &ref.name, &ref.group, &parent)) {
        /* the system-assigned identity of a resource, asked for as an extension of it */
        if (str_iis(ref.type, "Microsoft.ManagedIdentity/Identities") && parent.len)
            arm_id_parse(ARENA(c), parent, &ref.type, &ref.name, &ref.group, NULL);
        if (str_ieq(ref.group, own_group(c)))
            ref.group = STR_NONE;
        return ref;
    }
    const struct arm_host *host = c->scope->host;
    const struct arm_value *named =
        host->symbol && !v->unknown ? host->symbol(host->arg, c->scope, arm_str(v)) : NULL;
    if (named && arm_id_parse(ARENA(c), arm_str(named), &ref.type, &ref.name, NULL, NULL))
        return ref;
    for (const struct arm_ref *r = v->refs; r; r = r->next)
        if (r->kind == ARM_REF_ID)
            return *r;
    ref.name = arm_show(v);
    return ref;
}

/* Without braces, for use inside a placeholder. */
static struct str bare(struct arena *a, struct str s)
{
    struct buf b = {0};
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '{' && s.ptr[i] != '}')
            buf_putc(&b, s.ptr[i]);
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

static const struct arm_value *about(struct arena *a, struct arm_ref ref)
{
    struct str name = bare(a, arm_last_part(ref.name));
    const struct arm_value *v = arm_unknown(
        a, str_empty(ref.property) ? name : ARENA_JOIN(a, name, STR("."), ref.property));
    return arm_with_ref(a, v, ref);
}

static const struct arm_value *fn_reference(const struct arm_call *c)
{
    struct arm_ref ref = target_of(c, c->args[0]);
    ref.kind = ARM_REF_PROPERTY;
    return about(ARENA(c), ref);
}

static const struct arm_value *fn_list(const struct arm_call *c)
{
    struct arm_ref ref = target_of(c, c->args[0]);
    ref.kind = ARM_REF_SECRET;
    ref.property = c->name;
    const struct arm_value *v = arm_unknown(ARENA(c), c->name);
    static const struct arm_value secret = {.secure = true};
    return arm_taint(ARENA(c), arm_with_ref(ARENA(c), v, ref), &secret);
}

/* What a property is, %s standing for the name of the resource. */
static const struct known {
    const char *type, *property, *text;
} known[] = {
    {"Microsoft.AppConfiguration/configurationStores", "endpoint", "https://%.azconfig.io"},
    {"Microsoft.Cache/Redis", "hostName", "%.redis.cache.windows.net"},
    {"Microsoft.CognitiveServices/accounts", "endpoint", "https://%.cognitiveservices.azure.com/"},
    {"Microsoft.ContainerRegistry/registries", "loginServer", "%.azurecr.io"},
    {"Microsoft.DBforMySQL/flexibleServers", "fullyQualifiedDomainName",
     "%.mysql.database.azure.com"},
    {"Microsoft.DBforPostgreSQL/flexibleServers", "fullyQualifiedDomainName",
     "%.postgres.database.azure.com"},
    {"Microsoft.Devices/IotHubs", "hostName", "%.azure-devices.net"},
    {"Microsoft.DocumentDB/databaseAccounts", "documentEndpoint",
     "https://%.documents.azure.com:443/"},
    {"Microsoft.EventHub/namespaces", "serviceBusEndpoint",
     "https://%.servicebus.windows.net:443/"},
    {"Microsoft.KeyVault/vaults", "vaultUri", "https://%.vault.azure.net/"},
    {"Microsoft.ServiceBus/namespaces", "serviceBusEndpoint",
     "https://%.servicebus.windows.net:443/"},
    {"Microsoft.SignalRService/SignalR", "hostName", "%.service.signalr.net"},
    {"Microsoft.SignalRService/WebPubSub", "hostName", "%.webpubsub.azure.com"},
    {"Microsoft.Sql/servers", "fullyQualifiedDomainName", "%.database.windows.net"},
    {"Microsoft.Storage/storageAccounts", "primaryEndpoints.blob",
     "https://%.blob.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "primaryEndpoints.dfs",
     "https://%.dfs.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "primaryEndpoints.file",
     "https://%.file.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "primaryEndpoints.queue",
     "https://%.queue.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "primaryEndpoints.table",
     "https://%.table.core.windows.net/"},
    {"Microsoft.Web/sites", "defaultHostName", "%.azurewebsites.net"},
    {"Microsoft.Web/sites", "hostNames.0", "%.azurewebsites.net"},
};

static const struct arm_value *known_property(struct arena *a, struct arm_ref ref)
{
    struct str property = ref.property;
    if (str_istarts(property, STR("properties.")))
        property = str_from_at(property, sizeof "properties." - 1);
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_iis(ref.type, known[i].type) || !str_iis(property, known[i].property))
            continue;
        struct str text = str_from(known[i].text);
        size_t at = str_chr(text, '%');
        return arm_with_ref(
            a,
            half_known(a, ARENA_JOIN(a, str_sub(text, 0, at), ref.name, str_from_at(text, at + 1))),
            ref);
    }
    return NULL;
}

static bool is_deployment(struct str type)
{
    return str_iis(type, "Microsoft.Resources/deployments") ||
           str_iis(type, "Microsoft.Resources/deploymentStacks");
}

/* "outputs.NAME.value" of a deployment of this template */
static const struct arm_value *output_of(struct arm_scope *s, struct arm_ref ref)
{
    struct str rest = ref.property, word, name;
    if (str_istarts(rest, STR("properties.")))
        rest = str_from_at(rest, sizeof "properties." - 1);
    if (!s->host->output || !str_cut(&rest, '.', &word) || !str_iis(word, "outputs") ||
        !str_cut(&rest, '.', &name) || !str_iis(rest, "value"))
        return NULL;
    return s->host->output(s->host->arg, s, ref.name, name);
}

const struct arm_value *arm_property(struct arm_scope *s, const struct arm_value *v, struct str key)
{
    const struct arm_ref *r = v->refs;
    if (!r || r->next)
        return NULL;
    if (r->kind == ARM_REF_SECRET)
        return v; /* listKeys(...).keys[0].value is as secret as listKeys(...) */
    if (r->kind != ARM_REF_PROPERTY)
        return NULL;
    struct arm_ref ref = *r;
    ref.property =
        str_empty(ref.property) ? key : ARENA_JOIN(s->arena, ref.property, STR("."), key);
    const struct arm_value *found =
        is_deployment(ref.type) ? output_of(s, ref) : known_property(s->arena, ref);
    return found ? found : about(s->arena, ref);
}

/* --- Surroundings of the deployment ----------------------------------------------------------- */

static const struct arm_value *object(const struct arm_call *c, size_t n,
                                      const char *const (*rows)[2])
{
    struct arm_member *members = arena_array(ARENA(c), n, sizeof *members);
    for (size_t i = 0; i < n; i++)
        members[i] = (struct arm_member){.key = str_from(rows[i][0]),
                                         .value = half_known(ARENA(c), str_from(rows[i][1]))};
    static const struct arm_value unknown = {.unknown = true};
    return arm_taint(ARENA(c), arm_object(ARENA(c), members, n), &unknown);
}

static const struct arm_value *with(const struct arm_call *c, const struct arm_value *o,
                                    const char *key, const struct arm_value *v)
{
    struct arm_member *members = arena_array(ARENA(c), o->count + 1, sizeof *members);
    for (size_t i = 0; i < o->count; i++)
        members[i] = o->members[i];
    members[o->count] = (struct arm_member){.key = str_from(key), .value = v};
    return arm_taint(ARENA(c), arm_object(ARENA(c), members, o->count + 1), o);
}

static const struct arm_value *fn_group(const struct arm_call *c)
{
    static const char *const rows[][2] = {{"location", "{location}"},
                                          {"type", "Microsoft.Resources/resourceGroups"}};
    struct arena *a = ARENA(c);
    struct str id =
        ARENA_JOIN(a, STR("/subscriptions/{subscription}/resourceGroups/"), own_group(c));
    const struct arm_value *o = object(c, COUNT(rows), rows);
    o = with(c, o, "name", half_known(a, own_group(c)));
    return with(c, o, "id", half_known(a, id));
}

static const struct arm_value *fn_subscription(const struct arm_call *c)
{
    static const char *const rows[][2] = {{"id", "/subscriptions/{subscription}"},
                                          {"subscriptionId", "{subscription}"},
                                          {"tenantId", "{tenant}"},
                                          {"displayName", "{subscription}"}};
    return object(c, COUNT(rows), rows);
}

static const struct arm_value *fn_tenant(const struct arm_call *c)
{
    static const char *const rows[][2] = {{"tenantId", "{tenant}"}, {"displayName", "{tenant}"}};
    return object(c, COUNT(rows), rows);
}

static const struct arm_value *fn_deployment(const struct arm_call *c)
{
    static const char *const rows[][2] = {{"name", "{deployment}"}};
    static const char *const link[][2] = {{"uri", "{templateUri}"}};
    const struct arm_value *uri = object(c, 1, link);
    const struct arm_value *template_link = object(c, 0, NULL);
    template_link = with(c, template_link, "templateLink", uri);
    return with(c, object(c, COUNT(rows), rows), "properties", template_link);
}

/* The public cloud: what templates ask for in most deployments. */
static const struct arm_value *fn_environment(const struct arm_call *c)
{
    static const char *const rows[][2] = {{"name", "AzureCloud"},
                                          {"resourceManager", "https://management.azure.com/"},
                                          {"graph", "https://graph.windows.net/"},
                                          {"portal", "https://portal.azure.com"},
                                          {"gallery", "https://gallery.azure.com/"}};
    static const char *const suffixes[][2] = {
        {"storage", "core.windows.net"},
        {"keyvaultDns", ".vault.azure.net"},
        {"sqlServerHostname", ".database.windows.net"},
        {"acrLoginServer", ".azurecr.io"},
        {"azureDatalakeStoreFileSystem", "azuredatalakestore.net"}};
    static const char *const login[][2] = {{"loginEndpoint", "https://login.microsoftonline.com/"},
                                           {"tenant", "common"},
                                           {"identityProvider", "AAD"}};
    const struct arm_value *o = object(c, COUNT(rows), rows);
    o = with(c, o, "suffixes", object(c, COUNT(suffixes), suffixes));
    return with(c, o, "authentication", object(c, COUNT(login), login));
}

static const struct arm_value *fn_unknown(const struct arm_call *c)
{
    return arm_call_unknown(c, c->name);
}

enum { MANY = 100000 };

static const struct arm_function table[] = {
    {"deployer", 0, 0, fn_unknown},
    {"deployment", 0, 0, fn_deployment},
    {"environment", 0, 0, fn_environment},
    {"extensionResourceId", 3, MANY, fn_extension_id},
    {"managementGroup", 0, 0, fn_unknown},
    {"managementGroupResourceId", 2, MANY, fn_resource_id},
    {"pickZones", 3, 5, fn_unknown},
    {"providers", 1, 2, fn_unknown},
    {"reference", 1, 3, fn_reference},
    {"references", 1, 2, fn_unknown},
    {"resourceGroup", 0, 2, fn_group},
    {"resourceId", 2, MANY, fn_resource_id},
    {"resourceInfo", 1, 1, fn_reference},
    {"roleDefinitions", 1, 1, fn_unknown},
    {"subscription", 0, 1, fn_subscription},
    {"subscriptionResourceId", 2, MANY, fn_resource_id},
    {"tenant", 0, 0, fn_tenant},
    {"tenantResourceId", 2, MANY, fn_resource_id},
    {"toLogicalZone", 3, 3, fn_unknown},
    {"toLogicalZones", 3, 3, fn_unknown},
    {"toPhysicalZone", 3, 3, fn_unknown},
    {"toPhysicalZones", 3, 3, fn_unknown},
};

const struct arm_function *arm_resource_function_find(struct str name)
{
    static const struct arm_function secrets = {"list*", 1, 3, fn_list};
    for (size_t i = 0; i < COUNT(table); i++)
        if (str_iis(name, table[i].name))
            return &table[i];
    return str_istarts(name, STR("list")) && name.len > 4 ? &secrets : NULL;
}
