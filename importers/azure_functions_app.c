/* SPDX-License-Identifier: MIT */
/* azure_functions_app.c - what the settings say about the app itself: where its keys and its code
 * are kept, where it logs, how far it scales, which functions are switched off. */
#include "arena.h"
#include "azure_functions.h"
#include "facts.h"
#include "manifest.h"

/* --- Settings --------------------------------------------------------------------------------- */
static bool is_settings_file(struct azure_app *app, struct str path)
{
    struct str base = azure_base_of(path);
    bool root = str_eq(import_folder(path), app->root);
    if (str_iis(base, "launchSettings.json") || str_iis(base, "settings.json"))
        return false;
    return str_iends(base, STR(".settings.json")) ||
           (str_istarts(base, STR("local.settings")) && str_iends(base, STR(".json"))) ||
           (root && str_istarts(base, STR("appsettings")));
}

void azure_read_settings(struct azure_app *app)
{
    struct str first = azure_in_folder(app->im, app->root, STR("local.settings.json")), *files;
    if (import_exists(app->im, first))
        azure_settings_load(app->settings, first);
    size_t count = azure_own_files(app, app->root, STR(".json"), &files);
    for (size_t i = 0; i < count; i++)
        if (!str_eq(files[i], first) && is_settings_file(app, files[i]))
            azure_settings_load(app->settings, files[i]);
    azure_settings_emit(app->settings);
    const struct azure_setting *runtime =
        azure_setting_find(app->settings, STR("FUNCTIONS_WORKER_RUNTIME"));
    if (runtime && runtime->value.len && secret_value_is_showable(runtime->name, runtime->value))
        graph_attr(app->g, app->node, "runtime", runtime->value);
}

static struct str setting_text(struct azure_app *app, const char *name)
{
    const struct azure_setting *item = azure_setting_find(app->settings, str_from(name));
    return item && item->class.verdict == SECRET_PLAIN ? item->value : STR_NONE;
}

static void code_from(struct azure_app *app, node_id target, const char *role, struct origin where)
{
    edge_id e = graph_edge(app->g, EDGE_CODE_FROM, app->node, target, EVIDENCE_DECLARED, -1, where);
    if (role)
        graph_edge_attr(app->g, e, FACT_EDGE_ROLE, str_from(role));
}

/* The account of AzureWebJobsStorage keeps the app's keys, that of the content share its code. */
static void add_host_storage(struct azure_app *app)
{
    const struct azure_setting *item =
        azure_setting_find(app->settings, STR("AzureWebJobsStorage"));
    struct origin where = item ? item->where : app->where;
    struct str keys = setting_text(app, "AzureWebJobsSecretStorageType");
    struct azure_account account = azure_account_of_setting(
        app->settings, STR("AzureWebJobsStorage"), CONNECTION_STORAGE, NULL, where);
    if (!str_iis(keys, "files") && !str_iis(keys, "keyvault")) {
        node_id box = azure_store(app, &account, NODE_CODE,
                                  "Microsoft.Storage/storageAccounts/blobServices/containers",
                                  STR("azure-webjobs-secrets"), where);
        code_from(app, box, FACT_ROLE_HOST_STORAGE, where);
    }
    item = azure_setting_find(app->settings, STR("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"));
    if (item) {
        struct str share = setting_text(app, "WEBSITE_CONTENTSHARE");
        account = azure_account_of_setting(app->settings, item->name, CONNECTION_STORAGE, NULL,
                                           item->where);
        node_id files = azure_store(app, &account, NODE_FILES,
                                    "Microsoft.Storage/storageAccounts/fileServices/shares",
                                    share.len ? share : STR("content share"), item->where);
        code_from(app, files, FACT_ROLE_HOST_STORAGE, item->where);
    }
}

static void add_package(struct azure_app *app)
{
    const struct azure_setting *item =
        azure_setting_find(app->settings, STR("WEBSITE_RUN_FROM_PACKAGE"));
    if (!item || item->link.service == CONNECTION_NONE)
        return;
    if (item->link.service == CONNECTION_STORAGE) {
        struct azure_account account = azure_account_of_setting(
            app->settings, item->name, CONNECTION_STORAGE, NULL, item->where);
        struct str place = ARENA_JOIN(app->arena, STR("package in "), account.entity);
        code_from(app, azure_store(app, &account, NODE_CODE,
                                   "Microsoft.Storage/storageAccounts/blobServices/containers",
                                   place, item->where), NULL, item->where);
        return;
    }
    struct str name = ARENA_JOIN(app->arena, STR("package at "), item->link.host);
    node_id code = graph_node(app->g, NODE_CODE, azure_id(app->im, app->scope, NODE_CODE, name),
                              azure_safe(app->im, name), item->where);
    graph_set_provider(app->g, code, STR("azure"));
    graph_set_external(app->g, code, true);
    code_from(app, code, NULL, item->where);
    if (item->node)
        azure_unlocks(app->im, item->node, code, item->link.rights, EVIDENCE_DECLARED, -1,
                      item->where);
}

static void add_log(struct azure_app *app)
{
    static const char *const names[] = {"APPLICATIONINSIGHTS_CONNECTION_STRING",
                                        "APPINSIGHTS_INSTRUMENTATIONKEY", NULL};
    const struct azure_setting *item = NULL;
    for (const char *const *n = names; *n && !item; n++)
        item = azure_setting_find(app->settings, str_from(*n));
    if (!item || !item->value.len)
        return;
    node_id log = graph_node(app->g, NODE_LOG,
                             azure_id(app->im, app->scope, NODE_LOG, STR("Application Insights")),
                             STR("Application Insights"), item->where);
    graph_set_type(app->g, log, STR("Microsoft.Insights/components"));
    graph_set_provider(app->g, log, STR("azure"));
    graph_set_external(app->g, log, true);
    for (size_t i = 0; i < app->function_count; i++)
        graph_edge(app->g, EDGE_LOGS_TO, app->functions[i].node, log, EVIDENCE_DECLARED, -1,
                   item->where);
}

/* How far the platform may scale out caps every function of the app. */
static void add_limit(struct azure_app *app)
{
    struct str most = setting_text(app, "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT");
    long number;
    if (!str_to_long(most, &number) || number <= 0)
        return;
    struct str limit = ARENA_JOIN(app->arena, STR("at most "), most, STR(" instances"));
    for (size_t i = 0; i < app->function_count; i++)
        graph_attr(app->g, app->functions[i].node, FACT_LIMIT, limit);
}

static bool is_on(struct azure_app *app, struct str name)
{
    const struct azure_setting *item = azure_setting_find(app->settings, name);
    return item && (str_iis(item->value, "true") || str_is(item->value, "1"));
}

/* AzureWebJobs.NAME.Disabled, and AzureWebJobs_NAME_Disabled where a dot is not allowed. */
static void apply_switches(struct azure_app *app)
{
    for (size_t i = 0; i < app->function_count; i++) {
        struct str name = app->functions[i].name;
        if (is_on(app, ARENA_JOIN(app->arena, STR("AzureWebJobs."), name, STR(".Disabled"))) ||
            is_on(app, ARENA_JOIN(app->arena, STR("AzureWebJobs_"), name, STR("_Disabled"))))
            graph_attr_typed(app->g, app->functions[i].node, STR(FACT_DISABLED), ATTR_BOOL,
                             STR("true"));
    }
}

void azure_add_platform(struct azure_app *app)
{
    add_host_storage(app);
    add_package(app);
    add_log(app);
    add_limit(app);
    apply_switches(app);
    struct manifests *packages = manifests_new(app->im);
    manifest_record(packages, app->node, app->root, app->root, STR_NONE);
    manifests_free(packages);
}
