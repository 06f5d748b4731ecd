/* SPDX-License-Identifier: MIT */
/* azure_functions_code.c - what the C# sources say: attributes become bindings, calls become edges
 * with evidence `code`. */
#include "arena.h"
#include "azure_functions.h"
#include "facts.h"
#include "map.h"
#include "mem.h"

enum {
    HELD_CONFIDENCE = 60, /* read while a class is set up, not on the function's own path */
    GUESS_ALL = 16,       /* what is started by an unknown name may be any of so many */
};

/* --- Attributes ------------------------------------------------------------------------------- */
static struct azure_property property_of(struct str name, const struct csharp_text *value,
                                         struct origin where)
{
    bool known = value->form == CSHARP_TEXT_LITERAL || value->form == CSHARP_TEXT_SETTING;
    return (struct azure_property){name, value->text, !known, where};
}

static void bind_attribute(struct azure_app *app, struct azure_function *f,
                           const struct csharp_binding *from)
{
    static const enum azure_direction directions[] = {
        [CSHARP_IN] = AZURE_IN,           [CSHARP_OUT] = AZURE_OUT,
        [CSHARP_INOUT] = AZURE_INOUT,     [CSHARP_TRIGGER] = AZURE_TRIGGER,
        [CSHARP_BY_CODE] = AZURE_BY_CODE,
    };
    size_t total = 0, count = 0;
    for (size_t i = 0; i < from->count; i++)
        total += from->properties[i].count;
    struct azure_property *properties = arena_array(app->arena, total, sizeof *properties);
    for (size_t i = 0; i < from->count; i++)
        for (size_t k = 0; k < from->properties[i].count; k++)
            properties[count++] = property_of(from->properties[i].name,
                                              &from->properties[i].values[k],
                                              from->properties[i].where);
    struct azure_binding b = {
        .type = from->type,
        .direction = directions[from->direction],
        .name = from->name,
        .properties = properties,
        .count = count,
        .where = from->where,
        .confidence = from->conf,
    };
    azure_bind(app, f, &b);
}

static void add_function(struct azure_app *app, const struct csharp_function *from)
{
    struct str name;
    if (!azure_settings_expand(app->settings, from->name, &name))
        azure_not_known(app, from->name, "the name of the function is not known", app->node,
                        from->where);
    struct azure_function *f = azure_function(app, name, from->where);
    graph_attr(app->g, f->node, "method", azure_safe(app->im, from->method));
    if (!from->script)
        graph_attr(app->g, f->node, "model", from->isolated ? STR("isolated") : STR("in-process"));
    const struct azure_setting *off =
        from->disabled_by.len ? azure_setting_find(app->settings, from->disabled_by) : NULL;
    if (from->disabled || (off && (str_iis(off->value, "true") || str_is(off->value, "1"))))
        graph_attr_typed(app->g, f->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    for (size_t i = 0; i < from->count; i++)
        bind_attribute(app, f, &from->bindings[i]);
}

/* --- Effects ---------------------------------------------------------------------------------- */
struct code_work {
    struct azure_app *app;
    const struct csharp_facts *facts;
    struct map stores; /* "kind:name" -> the app's only store of this name, AMBIGUOUS: several */
};
#define AMBIGUOUS UINT32_MAX /* no node has this id */

struct effect_work {
    struct code_work *all;
    struct azure_app *app;
    const struct csharp_effect *e;
    node_id from;
    struct azure_account account;
    bool connected; /* account is known */
    bool from_orchestrator;
};

static const struct resource_row {
    enum node_kind kind;
    enum connection_service service;
    const char *account, *type;
    const char *unnamed; /* what to call it when only its account is known; NULL: leave it out */
} resources[CSHARP_RESOURCE_COUNT] = {
    [CSHARP_QUEUE] = {NODE_QUEUE, CONNECTION_STORAGE, NULL,
                      "Microsoft.Storage/storageAccounts/queueServices/queues", NULL},
    [CSHARP_TABLE] = {NODE_TABLE, CONNECTION_STORAGE, NULL,
                      "Microsoft.Storage/storageAccounts/tableServices/tables", NULL},
    [CSHARP_CONTAINER] = {NODE_BUCKET, CONNECTION_STORAGE, NULL,
                          "Microsoft.Storage/storageAccounts/blobServices/containers", NULL},
    [CSHARP_FILE_SHARE] = {NODE_FILES, CONNECTION_STORAGE, NULL,
                           "Microsoft.Storage/storageAccounts/fileServices/shares", NULL},
    [CSHARP_SERVICEBUS] = {NODE_QUEUE, CONNECTION_SERVICEBUS, NULL,
                           "Microsoft.ServiceBus/namespaces/queues", NULL},
    [CSHARP_EVENTHUB] = {NODE_STREAM, CONNECTION_SERVICEBUS, "Microsoft.EventHub/namespaces",
                         "Microsoft.EventHub/namespaces/eventhubs", NULL},
    [CSHARP_EVENTGRID] = {NODE_TOPIC, CONNECTION_EVENTGRID, NULL, "Microsoft.EventGrid/topics",
                          "topic"},
    [CSHARP_IOTHUB] = {NODE_BUS, CONNECTION_IOTHUB, NULL, "Microsoft.Devices/IotHubs", "iot hub"},
    [CSHARP_COSMOS] = {NODE_TABLE, CONNECTION_COSMOS, NULL,
                       "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", NULL},
    [CSHARP_DATABASE] = {NODE_TABLE, CONNECTION_SQL, NULL, "Microsoft.Sql/servers/databases",
                         "database"},
    [CSHARP_CACHE] = {NODE_TABLE, CONNECTION_REDIS, NULL, "Microsoft.Cache/Redis", "cache"},
    [CSHARP_VAULT_SECRET] = {NODE_SECRET, CONNECTION_VAULT, NULL,
                             "Microsoft.KeyVault/vaults/secrets", NULL},
    [CSHARP_VAULT_KEY] = {NODE_KEY, CONNECTION_VAULT, NULL, "Microsoft.KeyVault/vaults/keys",
                          NULL},
};

/* "%NAME%" as a whole: NAME. */
static bool one_setting(const struct csharp_text *t, struct str *name)
{
    struct str s = t->text;
    if (t->form != CSHARP_TEXT_SETTING || s.len < 3 || s.ptr[0] != '%' || s.ptr[s.len - 1] != '%')
        return false;
    *name = str_sub(s, 1, s.len - 2);
    return str_chr(*name, '%') == STR_NPOS;
}

static void describe_edge(struct effect_work *w, edge_id e)
{
    struct import *im = w->app->im;
    graph_edge_attr(w->app->g, e, "method", azure_safe(im, w->e->method));
    if (w->e->via.len)
        graph_edge_attr(w->app->g, e, FACT_VIA, azure_safe(im, w->e->via));
    if (w->e->detail.text.len && w->e->resource != CSHARP_HTTP)
        graph_edge_attr(w->app->g, e, "detail", azure_safe(im, w->e->detail.text));
}

static edge_id code_edge(struct effect_work *w, enum edge_kind kind, node_id to)
{
    edge_id e = graph_edge(w->app->g, kind, w->from, to, EVIDENCE_CODE, w->e->conf, w->e->where);
    describe_edge(w, e);
    azure_note_does(w->app, e, w->e);
    return e;
}

static void use_setting(struct effect_work *w, struct str name, bool held)
{
    struct azure_app *app = w->app;
    const struct azure_setting *item =
        azure_setting_need(app->settings, name, false, w->e->where);
    if (!item->node)
        return;
    int conf = held && w->e->conf > HELD_CONFIDENCE ? HELD_CONFIDENCE : w->e->conf;
    edge_id e = graph_edge(app->g, EDGE_USES, w->from, item->node, EVIDENCE_CODE, conf,
                           w->e->where);
    graph_edge_attr(app->g, e, FACT_SETTING, item->name);
    if (held)
        graph_edge_attr_typed(app->g, e, STR("held"), ATTR_BOOL, STR("true"));
}

/* A credential in the source itself: a secret of its own, known by place and purpose. */
static node_id literal_secret(struct effect_work *w, struct str purpose)
{
    struct azure_app *app = w->app;
    struct str file = w->e->secret_where.file;
    size_t slash = str_rchr(file, '/');
    if (slash != STR_NPOS)
        file = str_from_at(file, slash + 1);
    struct str name = ARENA_JOIN(app->arena, STR("key of "), purpose, STR(" in "), file);
    node_id secret = graph_node(app->g, NODE_SECRET,
                                azure_id(app->im, app->scope, NODE_SECRET, name),
                                azure_safe(app->im, name), w->e->secret_where);
    struct secret_class class = secret_classify(STR("key"), w->e->secret);
    if (class.verdict != SECRET_PLACEHOLDER)
        class.verdict = SECRET_YES;
    azure_describe_secret(app->im, secret, w->e->secret, class);
    graph_set_provider(app->g, secret, STR("azure"));
    edge_id e = graph_edge(app->g, EDGE_USES, w->from, secret, EVIDENCE_CODE, w->e->conf,
                           w->e->secret_where);
    graph_edge_attr(app->g, e, FACT_VALUE, STR("plain"));
    return secret;
}

/* Settings and literals that go into a request are what opens its target. */
static void unlock_target(struct effect_work *w, node_id target)
{
    struct azure_app *app = w->app;
    for (size_t i = 0; i < w->e->setting_count; i++) {
        use_setting(w, w->e->settings[i], false);
        const struct azure_setting *item = azure_setting_find(app->settings, w->e->settings[i]);
        if (item && item->node && graph_node_at(app->g, item->node)->kind == NODE_SECRET)
            azure_unlocks(app->im, item->node, target, 0, EVIDENCE_CODE, w->e->conf, w->e->where);
    }
    if (w->e->secret.len) {
        struct str purpose = graph_node_at(app->g, target)->name;
        unsigned rights = connection_parse(w->e->secret).rights;
        azure_unlocks(app->im, literal_secret(w, purpose), target, rights, EVIDENCE_CODE,
                      w->e->conf, w->e->secret_where);
    }
}

static void find_account(struct effect_work *w, const struct resource_row *row)
{
    struct str name;
    const struct csharp_text *c = &w->e->connection;
    w->connected = true;
    if (one_setting(c, &name)) {
        w->account = azure_account_of_setting(w->app->settings, name, row->service, row->account,
                                              w->e->where);
        azure_use_setting(w->app, w->from, &w->account, EVIDENCE_CODE, w->e->conf, w->e->where);
    } else if (c->form == CSHARP_TEXT_LITERAL || w->e->secret.len) {
        struct str text = c->form == CSHARP_TEXT_LITERAL ? c->text : w->e->secret;
        w->account = azure_account_of_text(w->app->settings, text, row->service, row->account,
                                           w->e->where);
    } else if (c->form == CSHARP_TEXT_SETTING) { /* "https://%Account%.blob.core.windows.net" */
        struct str text;
        azure_settings_expand(w->app->settings, c->text, &text);
        w->account = azure_account_of_text(w->app->settings, text, row->service, row->account,
                                           w->e->where);
    } else {
        w->connected = false;
    }
}

/* Queues, tables, containers and databases are never called so: a value came from elsewhere. */
static bool is_no_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (strchr("=;<>{} \t", name.ptr[i]) && name.ptr[i])
            return true;
    return !name.len || str_find(name, STR("://")) != STR_NPOS;
}

/* The resource's name; false: it cannot be known, which is noted. */
static bool find_name(struct effect_work *w, const struct resource_row *row, struct str *name)
{
    const struct csharp_text *t = &w->e->name;
    struct str db = STR_NONE;
    bool known = t->form == CSHARP_TEXT_LITERAL || t->form == CSHARP_TEXT_SETTING;
    if (known) {
        azure_settings_expand(w->app->settings, t->text, name);
        if (is_no_name(*name)) {
            azure_not_known(w->app, t->text, "this is not the name of one", w->from, w->e->where);
            return false;
        }
    } else if (w->account.entity.len) {
        *name = w->account.entity;
    } else if (row->unnamed && w->connected) {
        *name = row->service == CONNECTION_EVENTGRID || row->service == CONNECTION_IOTHUB
                    ? graph_node_at(w->app->g, w->account.boundary)->name
                    : str_from(row->unnamed);
    } else {
        struct str text = t->text.len ? t->text : w->e->method;
        azure_not_known(w->app, text, "the code makes this name at run time", w->from, w->e->where);
        return false;
    }
    if (w->e->resource == CSHARP_COSMOS) {
        const struct csharp_text *d = &w->e->detail;
        if (d->form == CSHARP_TEXT_LITERAL || d->form == CSHARP_TEXT_SETTING)
            azure_settings_expand(w->app->settings, d->text, &db);
        *name = ARENA_JOIN(w->app->arena, db.len ? db : STR("?"), STR("/"), *name);
    }
    return true;
}

static struct str store_key(struct arena *a, enum node_kind kind, struct str name)
{
    return ARENA_JOIN(a, str_from(node_kinds[kind].name), STR(":"), name);
}

/* Stores that the app is known to work with: a call whose account is not seen means one of them. */
static void remember(struct code_work *all, enum node_kind kind, struct str name, node_id store)
{
    uint32_t *known = map_put(&all->stores, store_key(all->app->arena, kind, name), NULL);
    *known = *known == 0 || *known == store ? store : AMBIGUOUS;
}

static node_id known_store(struct code_work *all, enum node_kind kind, struct str name)
{
    uint32_t store;
    bool found = map_get(&all->stores, store_key(all->app->arena, kind, name), &store);
    return found && store != AMBIGUOUS ? store : 0;
}

static void touch_store(struct effect_work *w, const struct resource_row *row)
{
    struct str name;
    find_account(w, row);
    if (!find_name(w, row, &name)) {
        azure_note_call(w->app, w->from, w->e);
        return;
    }
    node_id store = w->connected ? 0 : known_store(w->all, row->kind, name);
    if (!store) {
        if (!w->connected)
            w->account = azure_account_of_text(w->app->settings, STR(""), row->service,
                                               row->account, w->e->where);
        store = azure_store(w->app, &w->account, row->kind, row->type, name, w->e->where);
        remember(w->all, row->kind, name, store);
        size_t slash = str_rchr(name, '/');
        if (w->e->resource == CSHARP_COSMOS && slash != STR_NPOS)
            graph_set_node_name(w->app->g, store, str_from_at(name, slash + 1));
    }
    if (row->kind == NODE_SECRET || row->kind == NODE_KEY)
        code_edge(w, EDGE_USES, store);
    else
        code_edge(w, w->e->op == CSHARP_READ ? EDGE_READS : EDGE_WRITES, store);
    unlock_target(w, w->account.boundary ? w->account.boundary : store);
}

/* --- Calls ------------------------------------------------------------------------------------ */
static bool says_fetch(struct str method)
{
    static const char *const words[] = {"Get", "Download", "Read", "Fetch", "Query", "Open", NULL};
    size_t dot = str_rchr(method, '.');
    struct str name = dot == STR_NPOS ? method : str_from_at(method, dot + 1);
    for (const char *const *word = words; *word; word++)
        if (str_starts(name, str_from(*word)))
            return true;
    return false;
}

static bool is_known_party(struct str host)
{
    enum third_party_flow flow;
    return !str_eq(third_party_name(host, &flow), host);
}

/* The host that is called: from a literal, or from the value of the setting that holds the URL. */
static bool find_host(struct effect_work *w, struct str *host)
{
    const struct csharp_text *t = &w->e->name;
    struct str setting;
    if (t->form == CSHARP_TEXT_LITERAL) {
        *host = t->text;
        return host->len > 0;
    }
    if (!one_setting(t, &setting)) {
        if (t->text.len && azure_settings_expand(w->app->settings, t->text, host))
            return t->form == CSHARP_TEXT_SETTING || is_known_party(*host);
        if (t->text.len && is_known_party(*host)) /* "%Region%.api.example.com" */
            return true;
        azure_not_known(w->app, t->text.len ? t->text : w->e->method,
                        "the code makes this address at run time", w->from, w->e->where);
        return false;
    }
    const struct azure_setting *item =
        azure_setting_need(w->app->settings, setting, false, w->e->where);
    if (item->value.len && !item->link.host.len) {
        azure_not_known(w->app, item->name, "this setting holds no address", w->from, w->e->where);
        return false;
    }
    *host = item->link.host.len ? item->link.host : item->name;
    return true;
}

static void call_service(struct effect_work *w)
{
    struct str host;
    enum third_party_flow flow;
    if (!find_host(w, &host))
        return;
    if (str_istarts(host, STR("localhost")) || str_istarts(host, STR("127.0.0.1")))
        return;
    struct str name = third_party_name(host, &flow);
    bool web = w->e->resource == CSHARP_HTTP;
    node_id service = azure_outside_service(w->app, name, web ? host : STR_NONE, w->e->where);
    bool fetch = flow == FLOW_FETCH || (flow != FLOW_SEND && says_fetch(w->e->method));
    code_edge(w, fetch ? EDGE_READS : EDGE_WRITES, service);
    azure_note_service(w->app, w->from, name);
    unlock_target(w, service);
}

static void invoke(struct effect_work *w)
{
    struct azure_app *app = w->app;
    struct str name = w->e->name.text;
    bool known = w->e->name.form == CSHARP_TEXT_LITERAL || w->e->name.form == CSHARP_TEXT_SETTING;
    struct azure_function *target = known ? azure_function_find(app, name) : NULL;
    if (target) {
        edge_id e = code_edge(w, EDGE_INVOKES, target->node);
        bool waits = (w->from_orchestrator || target->durable != DURABLE_ORCHESTRATOR) &&
                     str_find(w->e->method, STR("Signal")) == STR_NPOS;
        graph_edge_attr_typed(app->g, e, STR(FACT_SYNC), ATTR_BOOL,
                              waits ? STR("true") : STR("false"));
        return;
    }
    azure_not_known(app, name.len ? name : w->e->method,
                    known ? "no function of this name was found"
                          : "the function that is started is chosen at run time",
                    w->from, w->e->where);
    enum azure_durable sort = str_find(w->e->method, STR("Entity")) != STR_NPOS ? DURABLE_ENTITY
                              : str_find(w->e->method, STR("Activity")) != STR_NPOS
                                  ? DURABLE_ACTIVITY
                                  : DURABLE_ORCHESTRATOR;
    for (size_t i = 0, made = 0; !known && i < app->function_count && made < GUESS_ALL; i++) {
        if (app->functions[i].durable != sort || app->functions[i].node == w->from)
            continue;
        graph_edge(app->g, EDGE_INVOKES, w->from, app->functions[i].node, EVIDENCE_GUESS, -1,
                   w->e->where);
        made++;
    }
}

static void add_effect(struct code_work *all, const struct csharp_effect *e)
{
    struct effect_work w = {.all = all, .app = all->app, .e = e, .from = all->app->node};
    if (e->function != CSHARP_APP) {
        struct str name;
        azure_settings_expand(all->app->settings, all->facts->functions[e->function].name, &name);
        const struct azure_function *f = azure_function_find(all->app, name);
        if (!f)
            return;
        w.from = f->node;
        w.from_orchestrator = f->durable == DURABLE_ORCHESTRATOR;
    }
    switch ((enum csharp_op)e->op) {
    case CSHARP_READ:
    case CSHARP_WRITE:
        if (resources[e->resource].type)
            touch_store(&w, &resources[e->resource]);
        else
            call_service(&w);
        break;
    case CSHARP_CALL:
        call_service(&w);
        break;
    case CSHARP_USE_SETTING:
        if (e->name.form == CSHARP_TEXT_LITERAL || e->name.form == CSHARP_TEXT_SETTING)
            use_setting(&w, e->name.text, e->held);
        else
            azure_not_known(w.app, e->name.text.len ? e->name.text : e->method,
                            "the name of the setting is made at run time", w.from, e->where);
        break;
    case CSHARP_INVOKE:
        invoke(&w);
        break;
    case CSHARP_OTHER:
        azure_note_call(w.app, w.from, e);
        break;
    }
}

/* Stores that bindings made, by name, so that code without a known account meets them. */
static void remember_bindings(struct code_work *all, node_id first)
{
    for (node_id n = first; n <= graph_node_count(all->app->g); n++) {
        const struct node *node = graph_node_at(all->app->g, n);
        if (node_kind_is_store(node->kind))
            remember(all, node->kind, node->name, n);
    }
}

void azure_add_code(struct azure_app *app, const struct csharp_facts *facts)
{
    struct code_work all = {.app = app, .facts = facts};
    for (size_t i = 0; i < facts->function_count; i++)
        add_function(app, &facts->functions[i]);
    remember_bindings(&all, app->node);
    for (int unseen = 0; unseen < 2; unseen++)
        for (size_t i = 0; i < facts->effect_count; i++) {
            const struct csharp_effect *e = &facts->effects[i];
            bool is_unseen = (e->connection.form == CSHARP_TEXT_NONE ||
                              e->connection.form == CSHARP_TEXT_UNKNOWN) && !e->secret.len;
            if (is_unseen == (unseen == 1))
                add_effect(&all, e);
        }
    azure_note_read(app, facts);
    map_release(&all.stores);
}
