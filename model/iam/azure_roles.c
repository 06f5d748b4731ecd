/* SPDX-License-Identifier: MIT */
#include "azure_roles.h"

#include "facts.h"

const struct azure_role *azure_role_find(struct str guid)
{
    for (size_t i = 0; i < azure_role_count; i++)
        if (str_iis(guid, azure_roles[i].guid))
            return &azure_roles[i];
    return NULL;
}

static const struct azure_target targets[] = {
    {"ai", NODE_SERVICE, {"Microsoft.CognitiveServices/accounts"}, "any AI service"},
    {"api", NODE_API, {"Microsoft.ApiManagement/service"}, "any API"},
    {"app", NODE_APP, {"Microsoft.Web/sites$", "Microsoft.Web/sites/slots$"}, "any app"},
    {"automation", NODE_COMPUTE, {"Microsoft.Automation/automationAccounts"}, "any automation"},
    {"blob",
     NODE_BUCKET,
     {"Microsoft.Storage/storageAccounts/blobServices/containers"},
     "any blob container"},
    {"bus", NODE_BOUNDARY, {"Microsoft.ServiceBus/namespaces"}, "any Service Bus namespace"},
    {"config",
     NODE_BOUNDARY,
     {"Microsoft.AppConfiguration/configurationStores"},
     "any configuration store"},
    {"cosmos", NODE_BOUNDARY, {"Microsoft.DocumentDB/databaseAccounts"}, "any Cosmos DB account"},
    {"durable", NODE_SERVICE, {"Microsoft.DurableTask/schedulers"}, "any task scheduler"},
    {"files",
     NODE_FILES,
     {"Microsoft.Storage/storageAccounts/fileServices/shares"},
     "any file share"},
    {"grid",
     NODE_TOPIC,
     {"Microsoft.EventGrid/topics", "Microsoft.EventGrid/domains", "Microsoft.EventGrid/namespaces",
      "Microsoft.EventGrid/systemTopics"},
     "any Event Grid topic"},
    {"hub", NODE_BOUNDARY, {"Microsoft.EventHub/namespaces"}, "any Event Hubs namespace"},
    {"identity",
     NODE_IDENTITY,
     {"Microsoft.ManagedIdentity/userAssignedIdentities"},
     "any user-assigned identity"},
    {"iot", NODE_BUS, {"Microsoft.Devices/IotHubs"}, "any IoT hub"},
    {"key", NODE_KEY, {"Microsoft.KeyVault/vaults/keys"}, "any key"},
    {"log",
     NODE_LOG,
     {"Microsoft.Insights/components", "Microsoft.OperationalInsights/workspaces"},
     "any log"},
    {"machine",
     NODE_COMPUTE,
     {"Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachineScaleSets"},
     "any machine"},
    {"plan", NODE_BOUNDARY, {"Microsoft.Web/serverfarms"}, "any hosting plan"},
    {"queue",
     NODE_QUEUE,
     {"Microsoft.Storage/storageAccounts/queueServices/queues"},
     "any storage queue"},
    {"registry", NODE_CODE, {"Microsoft.ContainerRegistry/registries"}, "any container registry"},
    {"secret", NODE_SECRET, {"Microsoft.KeyVault/vaults/secrets"}, "any vault secret"},
    {"signalr",
     NODE_SERVICE,
     {"Microsoft.SignalRService/SignalR", "Microsoft.SignalRService/WebPubSub"},
     "any SignalR service"},
    {"sql", NODE_BOUNDARY, {"Microsoft.Sql/servers"}, "any SQL server"},
    {"storage", NODE_BOUNDARY, {"Microsoft.Storage/storageAccounts$"}, "any storage account"},
    {"table",
     NODE_TABLE,
     {"Microsoft.Storage/storageAccounts/tableServices/tables"},
     "any storage table"},
    {"vault", NODE_BOUNDARY, {"Microsoft.KeyVault/vaults$"}, "any key vault"},
    {"vault-policies",
     NODE_BOUNDARY,
     {"Microsoft.KeyVault/vaults$"},
     "any key vault with access policies"},
    {"workflow", NODE_WORKFLOW, {"Microsoft.Logic/workflows"}, "any workflow"},
};

const struct azure_target *azure_target_find(struct str name)
{
    for (size_t i = 0; i < COUNT(targets); i++)
        if (str_is(name, targets[i].name))
            return &targets[i];
    return NULL;
}

bool azure_target_holds(const struct azure_target *t, const struct node *n)
{
    for (size_t i = 0; i < COUNT(t->types) && t->types[i]; i++) {
        struct str type = str_from(t->types[i]);
        bool exact = str_ends(type, STR("$"));
        if (exact)
            type.len--;
        if (!str_istarts(n->type, type))
            continue;
        if (n->type.len != type.len && (exact || n->type.ptr[type.len] != '/'))
            continue;
        /* An access policy of a vault counts for nothing once the vault asks for roles. */
        return strcmp(t->name, "vault-policies") != 0 || !node_fact_bool(n, "rbac", false);
    }
    return false;
}

/* Actions that decide what a custom role can do, one for each right that we know. */
static const struct known_action {
    const char *action, *target;
    unsigned ops;
    bool data;
} known_actions[] = {
    {"Microsoft.ApiManagement/service/apis/write", "api", OP_EXEC | OP_ADMIN, false},
    {"Microsoft.AppConfiguration/configurationStores/keyValues/read", "config", OP_READ, true},
    {"Microsoft.AppConfiguration/configurationStores/keyValues/write", "config", OP_WRITE, true},
    {"Microsoft.AppConfiguration/configurationStores/ListKeys/action", "config", OP_READ | OP_WRITE,
     false},
    {"Microsoft.Authorization/roleAssignments/write", "any", OP_POLICY | OP_ADMIN, false},
    {"Microsoft.Automation/automationAccounts/runbooks/write", "automation", OP_EXEC, false},
    {"Microsoft.Compute/virtualMachines/extensions/write", "machine", OP_EXEC, false},
    {"Microsoft.Compute/virtualMachines/runCommand/action", "machine", OP_EXEC, false},
    {"Microsoft.ContainerRegistry/registries/pull/read", "registry", OP_READ, false},
    {"Microsoft.ContainerRegistry/registries/push/write", "registry", OP_WRITE | OP_EXEC, false},
    {"Microsoft.Devices/IotHubs/devices/read", "iot", OP_READ, true},
    {"Microsoft.Devices/IotHubs/devices/write", "iot", OP_WRITE, true},
    {"Microsoft.Devices/IotHubs/listKeys/action", "iot", OP_READ | OP_WRITE | OP_ADMIN, false},
    {"Microsoft.DocumentDB/databaseAccounts/listKeys/action", "cosmos", OP_READ | OP_WRITE, false},
    {"Microsoft.DocumentDB/databaseAccounts/readonlykeys/action", "cosmos", OP_READ, false},
    {"Microsoft.DocumentDB/databaseAccounts/write", "cosmos", OP_ADMIN, false},
    {"Microsoft.EventGrid/events/send/action", "grid", OP_WRITE, true},
    {"Microsoft.EventGrid/eventSubscriptions/write", "grid", OP_READ | OP_ADMIN, false},
    {"Microsoft.EventHub/namespaces/authorizationRules/listKeys/action", "hub", OP_READ | OP_WRITE,
     false},
    {"Microsoft.EventHub/namespaces/messages/receive/action", "hub", OP_READ, true},
    {"Microsoft.EventHub/namespaces/messages/send/action", "hub", OP_WRITE, true},
    {"Microsoft.KeyVault/vaults/accessPolicies/write", "vault-policies", OP_POLICY, false},
    {"Microsoft.KeyVault/vaults/keys/decrypt/action", "key", OP_READ, true},
    {"Microsoft.KeyVault/vaults/keys/sign/action", "key", OP_WRITE, true},
    {"Microsoft.KeyVault/vaults/secrets/delete", "secret", OP_DELETE, true},
    {"Microsoft.KeyVault/vaults/secrets/getSecret/action", "secret", OP_READ, true},
    {"Microsoft.KeyVault/vaults/secrets/setSecret/action", "secret", OP_WRITE, true},
    {"Microsoft.KeyVault/vaults/write", "vault", OP_ADMIN, false},
    {"Microsoft.Logic/workflows/write", "workflow", OP_EXEC | OP_ADMIN, false},
    {"Microsoft.Logic/workflows/triggers/run/action", "workflow", OP_INVOKE, false},
    {"Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "identity", OP_ADMIN, false},
    {"Microsoft.ServiceBus/namespaces/authorizationRules/listKeys/action", "bus",
     OP_READ | OP_WRITE, false},
    {"Microsoft.ServiceBus/namespaces/messages/receive/action", "bus", OP_READ | OP_DELETE, true},
    {"Microsoft.ServiceBus/namespaces/messages/send/action", "bus", OP_WRITE, true},
    {"Microsoft.SignalRService/SignalR/hub/send/action", "signalr", OP_WRITE, true},
    {"Microsoft.Sql/servers/databases/write", "sql", OP_ADMIN, false},
    {"Microsoft.Sql/servers/write", "sql", OP_ADMIN, false},
    {"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete", "blob", OP_DELETE,
     true},
    {"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "blob", OP_READ, true},
    {"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", "blob", OP_WRITE,
     true},
    {"Microsoft.Storage/storageAccounts/delete", "storage", OP_DELETE, false},
    {"Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read", "files", OP_READ,
     true},
    {"Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write", "files", OP_WRITE,
     true},
    {"Microsoft.Storage/storageAccounts/listKeys/action", "storage", OP_READ | OP_WRITE | OP_DELETE,
     false},
    {"Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action", "queue",
     OP_WRITE, true},
    {"Microsoft.Storage/storageAccounts/queueServices/queues/messages/delete", "queue", OP_DELETE,
     true},
    {"Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action", "queue",
     OP_READ | OP_DELETE, true},
    {"Microsoft.Storage/storageAccounts/queueServices/queues/messages/read", "queue", OP_READ,
     true},
    {"Microsoft.Storage/storageAccounts/queueServices/queues/messages/write", "queue", OP_WRITE,
     true},
    {"Microsoft.Storage/storageAccounts/tableServices/tables/entities/delete", "table", OP_DELETE,
     true},
    {"Microsoft.Storage/storageAccounts/tableServices/tables/entities/read", "table", OP_READ,
     true},
    {"Microsoft.Storage/storageAccounts/tableServices/tables/entities/write", "table", OP_WRITE,
     true},
    {"Microsoft.Storage/storageAccounts/write", "storage", OP_ADMIN, false},
    {"Microsoft.Web/serverfarms/write", "plan", OP_WRITE, false},
    {"Microsoft.Web/sites/config/list/action", "app", OP_READ, false},
    {"Microsoft.Web/sites/config/write", "app", OP_ADMIN | OP_EXEC, false},
    {"Microsoft.Web/sites/functions/listkeys/action", "app", OP_INVOKE, false},
    {"Microsoft.Web/sites/host/listkeys/action", "app", OP_INVOKE | OP_EXEC, false},
    {"Microsoft.Web/sites/publishxml/action", "app", OP_EXEC, false},
    {"Microsoft.Web/sites/write", "app", OP_ADMIN | OP_EXEC, false},
};

/* '*' stands for any run, '/' included; there is no '?'. */
static bool matches(struct str patterns, const char *action)
{
    for (struct str rest = patterns, one; patterns.len && str_cut(&rest, ' ', &one);)
        if (one.len && str_chr(one, '?') == STR_NPOS && str_glob(one, str_from(action), true))
            return true;
    return false;
}

void azure_actions_classify(const struct azure_actions *a,
                            void (*found)(void *arg, const char *target, unsigned ops), void *arg)
{
    unsigned any = 0, ops[COUNT(targets)] = {0};
    for (size_t i = 0; i < COUNT(known_actions); i++) {
        const struct known_action *k = &known_actions[i];
        struct str yes = k->data ? a->data_actions : a->actions;
        struct str no = k->data ? a->not_data_actions : a->not_actions;
        if (!matches(yes, k->action) || matches(no, k->action))
            continue;
        const struct azure_target *t = azure_target_find(str_from(k->target));
        if (t)
            ops[t - targets] |= k->ops;
        else
            any |= k->ops;
    }
    /* Whoever may write whatever there is may put code anywhere. */
    if (matches(a->actions, "Microsoft.Anything/things/write"))
        any |= OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE | OP_ADMIN | OP_EXEC;
    if (any)
        found(arg, "any", any);
    for (size_t i = 0; i < COUNT(targets); i++)
        if (ops[i])
            found(arg, targets[i].name, ops[i]);
}

/* --- Narrower --------------------------------------------------------------------------------- */

static void add_action(struct buf *out, struct str action)
{
    if (out->len)
        buf_putc(out, ' ');
    buf_add(out, action);
}

/* Patterns that only show: of no action that has a class. */
static void add_shown(struct buf *out, struct str patterns)
{
    for (struct str rest = patterns, one; patterns.len && str_cut(&rest, ' ', &one);) {
        bool has_class = false;
        for (size_t i = 0; i < COUNT(known_actions) && !has_class; i++)
            has_class = matches(one, known_actions[i].action);
        if (!has_class && (str_iends(one, STR("/read")) || str_iends(one, STR("/readMetadata/action"))))
            add_action(out, one);
    }
}

/* Does the list allow it, or all that there is? */
static bool allows(const struct azure_actions *a, const struct known_action *k)
{
    struct str no = k->data ? a->not_data_actions : a->not_actions;
    if (matches(no, k->action))
        return false;
    return matches(k->data ? a->data_actions : a->actions, k->action) ||
           matches(a->actions, "Microsoft.Anything/things/write");
}

/* Returns the classes that were added. */
static unsigned add_known(const struct azure_actions *a, const char *target, unsigned want, bool exact,
                          struct buf *plain, struct buf *data)
{
    unsigned added = 0;
    for (size_t i = 0; i < COUNT(known_actions); i++) {
        const struct known_action *k = &known_actions[i];
        unsigned more = exact ? k->ops & want : k->ops & want & ~added;
        if (strcmp(k->target, target) != 0 || !more || (exact && k->ops & ~want) || !allows(a, k))
            continue;
        add_action(k->data ? data : plain, str_from(k->action));
        added |= k->ops;
    }
    return added;
}

bool azure_actions_narrow(const struct azure_actions *a, struct arena *arena,
                          unsigned (*wanted)(void *arg, const char *target), void *arg,
                          struct azure_actions *out)
{
    struct buf plain = {0}, data = {0};
    bool good = true;
    for (size_t t = 0; t < COUNT(targets); t++) {
        unsigned want = wanted(arg, targets[t].name), missing = want;
        /* Those that give nothing else come first; of others no more than are missing then. */
        missing &= ~add_known(a, targets[t].name, want, true, &plain, &data);
        missing &= ~add_known(a, targets[t].name, missing, false, &plain, &data);
        good = good && !missing;
    }
    add_shown(&plain, a->actions);
    add_shown(&data, a->data_actions);
    *out = (struct azure_actions){.actions = arena_str(arena, buf_str(&plain)),
                                  .not_actions = a->not_actions,
                                  .data_actions = arena_str(arena, buf_str(&data)),
                                  .not_data_actions = a->not_data_actions};
    buf_release(&plain);
    buf_release(&data);
    return good;
}
