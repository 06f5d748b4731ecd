/* SPDX-License-Identifier: MIT */
/* azure_functions_bindings.c - from a binding and its row to nodes and edges. */
#include "arena.h"
#include "azure_binding_rows.h"
#include "azure_functions.h"
#include "buf.h"
#include "facts.h"

#define BUS "Microsoft.ServiceBus/namespaces"

const struct azure_property *azure_property(const struct azure_binding *b, const char *names)
{
    for (struct str rest = str_from(names), name; rest.len && str_cut(&rest, ',', &name);)
        for (size_t i = 0; i < b->count; i++)
            if (str_ieq(b->properties[i].name, name) &&
                (b->properties[i].text.len || b->properties[i].dynamic))
                return &b->properties[i];
    return NULL;
}

struct str azure_property_text(const struct azure_binding *b, const char *names)
{
    const struct azure_property *p = azure_property(b, names);
    return p ? p->text : STR_NONE;
}

/* --- What the forms share --------------------------------------------------------------------- */
struct binding_work {
    struct azure_app *app;
    struct azure_function *f;
    const struct azure_binding *b;
    const struct binding_row *row;
    struct azure_account account;
    edge_id written; /* what the binding writes to, once it is there; 0: nothing */
};

/* The name with settings put in; false: it is not to be known, which is noted. A name that is one
 * unknown setting stays as "%SETTING%", since the thing exists. */
static bool resolve(struct binding_work *w, const struct azure_property *p, struct str text,
                    struct str *name)
{
    struct azure_app *app = w->app;
    bool whole = azure_settings_expand(app->settings, text, name) && !p->dynamic && name->len;
    if (whole)
        return true;
    bool by_setting = !p->dynamic && name->len && str_chr(*name, '{') == STR_NPOS &&
                      str_chr(*name, '*') == STR_NPOS;
    azure_not_known(app, text.len ? text : p->name,
                    by_setting ? "the setting that names it is not known"
                               : "the name is made at run time",
                    w->f->node, p->where);
    return by_setting;
}

static struct str type_of(const struct binding_work *w)
{
    return ARENA_JOIN(w->app->arena, str_from(w->row->account), STR("/"), str_from(w->row->part));
}

/* The account of the binding's connection; false: the row has none. */
static bool find_account(struct binding_work *w)
{
    const struct azure_property *p = azure_property(w->b, w->row->connections);
    struct str setting = p ? p->text : str_from(w->row->usual);
    if (!setting.len)
        return false;
    if (setting.len > 2 && setting.ptr[0] == '%' && setting.ptr[setting.len - 1] == '%')
        setting = str_sub(setting, 1, setting.len - 2);
    struct origin where = p ? p->where : w->b->where;
    w->account = azure_account_of_setting(w->app->settings, setting, w->row->service,
                                          w->row->account, where);
    azure_use_setting(w->app, w->f->node, &w->account, EVIDENCE_DECLARED, w->b->confidence, where);
    return true;
}

/* Things that have no setting: an account of the project's own, or one that nothing names; then it
 * stands in braces, as every account of unknown name. */
static void make_account(struct binding_work *w, struct str name)
{
    struct azure_app *app = w->app;
    struct str type = str_from(w->row->account);
    struct str title = name.len ? name : type;
    struct str shown = name.len ? name : ARENA_JOIN(app->arena, STR("{"), type, STR("}"));
    w->account = (struct azure_account){
        .service = w->row->service,
        .scope = azure_safe(app->im, ARENA_JOIN(app->arena, app->scope, STR("/"), title)),
    };
    w->account.boundary = graph_node(app->g, NODE_BOUNDARY,
                                     azure_id(app->im, app->scope, NODE_BOUNDARY, title),
                                     azure_safe(app->im, shown), w->b->where);
    graph_set_type(app->g, w->account.boundary, str_from(w->row->account));
    graph_set_provider(app->g, w->account.boundary, STR("azure"));
    graph_set_external(app->g, w->account.boundary, true);
    graph_attr(app->g, w->account.boundary, FACT_CLASS,
               str_from(boundary_class_names[BOUNDARY_DATA_ACCOUNT]));
}

static edge_id add_edge(struct binding_work *w, enum edge_kind kind, node_id from, node_id to,
                        struct origin where)
{
    edge_id e = graph_edge(w->app->g, kind, from, to, EVIDENCE_DECLARED, w->b->confidence, where);
    graph_edge_attr(w->app->g, e, "binding", azure_safe(w->app->im, w->b->type));
    return e;
}

/* Which blob or row it is comes with the message that starts the function: "out/{name}.json". */
static void note_expression(struct binding_work *w, edge_id e)
{
    bool bucket = w->row && w->row->kind == NODE_BUCKET, table = w->row && w->row->kind == NODE_TABLE;
    const char *names = bucket ? w->row->names : table ? "filter,rowKey,partitionKey,id" : "";
    for (struct str rest = str_from(names), name; rest.len && str_cut(&rest, ',', &name);)
        for (size_t i = 0; i < w->b->count; i++) {
            const struct azure_property *p = &w->b->properties[i];
            if (!str_ieq(p->name, name) || str_chr(p->text, '{') == STR_NPOS)
                continue;
            graph_edge_attr(w->app->g, e, FACT_EXPRESSION, azure_safe(w->app->im, p->text));
            return;
        }
}

static void read_write(struct binding_work *w, enum edge_kind kind, node_id store,
                       struct origin where)
{
    edge_id e = add_edge(w, kind, w->f->node, store, where);
    note_expression(w, e);
    if (kind == EDGE_WRITES)
        w->written = e;
}

/* The edges that the direction asks for; the trigger's, 0 if it is none. */
static edge_id connect(struct binding_work *w, node_id store, struct origin where)
{
    node_id f = w->f->node;
    if (w->row && w->row->kind == NODE_SECRET) {
        add_edge(w, EDGE_USES, f, store, where);
        return 0;
    }
    switch (w->b->direction) {
    case AZURE_TRIGGER:
        return add_edge(w, EDGE_TRIGGERS, store, f, where);
    case AZURE_IN:
        read_write(w, EDGE_READS, store, where);
        break;
    case AZURE_OUT:
        read_write(w, EDGE_WRITES, store, where);
        break;
    case AZURE_INOUT:
        read_write(w, EDGE_READS, store, where);
        read_write(w, EDGE_WRITES, store, where);
        break;
    case AZURE_BY_CODE: /* what the code does with the client says it */
        break;
    }
    return 0;
}

/* --- Forms ------------------------------------------------------------------------------------ */
static void bind_store(struct binding_work *w)
{
    const struct azure_property *p = azure_property(w->b, w->row->names);
    struct str name;
    if (w->row->form == FORM_COMPONENT)
        make_account(w, azure_property_text(w->b, w->row->connections));
    else if (!find_account(w))
        make_account(w, STR(""));
    struct origin where = p ? p->where : w->b->where;
    if (p && !resolve(w, p, p->text, &name))
        return;
    if (!p || str_is(name, "messages/events")) {
        if (!p && !w->account.entity.len && w->row->kind == NODE_STREAM)
            azure_not_known(w->app, w->b->type, "the binding does not name what it is bound to",
                            w->f->node, where);
        if (w->account.entity.len)
            name = w->account.entity;
        else if (!p)
            name = w->account.setting.len ? w->account.setting : str_from(w->row->part);
    }
    node_id store = azure_store(w->app, &w->account, w->row->kind, type_of(w).ptr, name, where);
    if (w->row->kind == NODE_SERVICE && w->row->service != CONNECTION_NONE)
        graph_set_external(w->app->g, store, false); /* ours, though managed */
    connect(w, store, where);
}

/* The platform makes this queue as soon as a message fails often enough. It is a node only if
 * somebody works with it, so that the map shows what people made; see azure_functions.c. */
static void note_poison_queue(struct binding_work *w, node_id from, struct str name)
{
    graph_attr(w->app->g, from, AZURE_POISON, name);
}

static void bind_queue(struct binding_work *w)
{
    const struct azure_property *p = azure_property(w->b, w->row->names);
    struct str name;
    find_account(w);
    if (!p) {
        azure_not_known(w->app, w->b->type, "the binding does not name its queue", w->f->node,
                        w->b->where);
        return;
    }
    if (!resolve(w, p, p->text, &name))
        return;
    node_id queue = azure_store(w->app, &w->account, NODE_QUEUE, type_of(w).ptr, name, p->where);
    edge_id e = connect(w, queue, p->where);
    if (!e)
        return;
    graph_edge_attr(w->app->g, e, "mode", STR("pull"));
    if (w->app->queue_batch.len)
        graph_edge_attr_typed(w->app->g, e, STR(FACT_BATCH), ATTR_NUMBER, w->app->queue_batch);
    if (w->app->queue_retry.len)
        graph_edge_attr_typed(w->app->g, e, STR(FACT_RETRY), ATTR_NUMBER, w->app->queue_retry);
    if (!str_iends(name, STR("-poison")))
        note_poison_queue(w, queue, ARENA_JOIN(w->app->arena, name, STR("-poison")));
}

/* "{name}.png" -> "*.png", "in/{id}/{rand-guid}" -> "in/star/star"; names of settings stay unknown. */
static struct str objects_of(struct arena *a, struct str path)
{
    struct buf b = {0};
    char close = 0;
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (close) {
            close = c == close ? 0 : close;
        } else if (c == '{' || c == '%') {
            close = c == '{' ? '}' : '%';
            buf_putc(&b, '*');
        } else {
            buf_putc(&b, c);
        }
    }
    struct str glob = arena_str(a, buf_str(&b));
    buf_release(&b);
    return glob;
}

/* Several bindings of a function to one container are one edge: it is about what any of them is. */
static void note_objects(struct binding_work *w, edge_id e, struct str path, bool first)
{
    struct arena *a = w->app->arena;
    size_t slash = str_chr(path, '/');
    struct str have = edge_attr_text(graph_edge_at(w->app->g, e), FACT_OBJECTS);
    struct str glob = slash == STR_NPOS ? STR("*") : objects_of(a, str_from_at(path, slash + 1));
    if ((first && str_is(glob, "*")) || (!first && (str_empty(have) || str_eq(have, glob))))
        return;
    if (have.len)
        glob = ARENA_JOIN(a, have, STR(","), glob);
    graph_edge_attr(w->app->g, e, FACT_OBJECTS, azure_safe(w->app->im, glob));
}

static void bind_blob(struct binding_work *w)
{
    const struct azure_property *p = azure_property(w->b, w->row->names);
    struct str name, path = p ? p->text : STR_NONE;
    find_account(w);
    if (!p) {
        azure_not_known(w->app, w->b->type, "the binding does not name its container", w->f->node,
                        w->b->where);
        return;
    }
    if (str_starts(path, STR("/")))
        path = str_from_at(path, 1);
    size_t slash = str_chr(path, '/');
    struct azure_property container = *p;
    container.dynamic = p->dynamic && (slash == STR_NPOS || slash == 0);
    if (!resolve(w, &container, str_sub(path, 0, slash), &name))
        return;
    slash = str_chr(name, '/'); /* a setting may hold container and path */
    name = str_sub(name, 0, slash);
    node_id bucket = azure_store(w->app, &w->account, NODE_BUCKET, type_of(w).ptr, name, p->where);
    size_t before = graph_edge_count(w->app->g);
    edge_id e = connect(w, bucket, p->where), which = e ? e : w->written;
    if (which)
        note_objects(w, which, path, graph_edge_count(w->app->g) > before);
    if (!e)
        return;
    bool push = str_iis(azure_property_text(w->b, "source"), "EventGrid");
    graph_edge_attr(w->app->g, e, "mode", push ? STR("push") : STR("pull"));
    note_poison_queue(w, bucket, STR("webjobs-blobtrigger-poison"));
}

static void bind_bus(struct binding_work *w)
{
    const struct azure_property *queue = azure_property(w->b, w->row->names);
    const struct azure_property *topic = azure_property(w->b, "topicName");
    const struct azure_property *subscription = azure_property(w->b, "subscriptionName");
    bool is_topic = topic || subscription ||
                    str_iis(azure_property_text(w->b, "entityType"), "topic");
    const struct azure_property *p = topic ? topic : queue;
    struct str name, sub;
    find_account(w);
    struct origin where = p ? p->where : w->b->where;
    if (!p && w->account.entity.len) {
        name = w->account.entity;
    } else if (!p) {
        azure_not_known(w->app, w->b->type, "the binding names neither queue nor topic",
                        w->f->node, where);
        return;
    } else if (!resolve(w, p, p->text, &name)) {
        return;
    }
    node_id store;
    if (is_topic && subscription && resolve(w, subscription, subscription->text, &sub))
        store = azure_subscription(w->app, &w->account, name, sub, where);
    else
        store = azure_store(w->app, &w->account, is_topic ? NODE_TOPIC : NODE_QUEUE,
                            is_topic ? BUS "/topics" : BUS "/queues", name, where);
    size_t dead = str_ifind(name, STR("/$deadletterqueue"));
    if (dead != STR_NPOS && !is_topic) {
        node_id from = azure_store(w->app, &w->account, NODE_QUEUE, BUS "/queues",
                                   str_sub(name, 0, dead), where);
        add_edge(w, EDGE_DEADLETTERS, from, store, where);
    }
    connect(w, store, where);
}

static void bind_cosmos(struct binding_work *w)
{
    const struct azure_property *database = azure_property(w->b, "databaseName");
    const struct azure_property *container = azure_property(w->b, w->row->names);
    struct str db = STR(""), name = STR("");
    find_account(w);
    if (database && !resolve(w, database, database->text, &db))
        return;
    if (container && !resolve(w, container, container->text, &name))
        return;
    if (!container || !database)
        azure_not_known(w->app, w->b->type, "the binding does not name database and container",
                        w->f->node, w->b->where);
    if (!container && !database)
        return;
    struct str slash = db.len && name.len ? STR("/") : STR("");
    node_id table = azure_store(w->app, &w->account, NODE_TABLE, type_of(w).ptr,
                                ARENA_JOIN(w->app->arena, db, slash, name),
                                container ? container->where : w->b->where);
    if (name.len)
        graph_set_node_name(w->app->g, table, azure_safe(w->app->im, name));
    connect(w, table, container ? container->where : w->b->where);
}

/* The table that a command works on: what follows FROM, INTO or UPDATE, or the whole text if it is
 * one name. Brackets are dropped: [dbo].[Orders] is dbo.Orders. */
static struct str table_of_command(struct arena *a, struct str text)
{
    static const char *const words[] = {" from ", " into ", "update ", NULL};
    struct str rest = str_trim(text);
    for (const char *const *w = words; str_chr(rest, ' ') != STR_NPOS && *w; w++) {
        size_t at = str_ifind(rest, str_from(*w));
        if (at == STR_NPOS)
            continue;
        rest = str_trim(str_from_at(rest, at + strlen(*w)));
        break;
    }
    if (str_chr(text, ' ') != STR_NPOS && rest.len == str_trim(text).len)
        return STR_NONE;
    char *out = arena_alloc(a, rest.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        if (c == ' ' || c == ';' || c == '(' || c == ',' || c == '\n' || c == '\r')
            break;
        if (c != '[' && c != ']' && c != '"' && c != '`')
            out[len++] = c;
    }
    return (struct str){out, len};
}

static void bind_sql(struct binding_work *w)
{
    const struct azure_property *p = azure_property(w->b, w->row->names);
    struct str text, name = STR_NONE;
    if (!find_account(w))
        make_account(w, STR(""));
    if (p && resolve(w, p, p->text, &text))
        name = table_of_command(w->app->arena, text);
    if (!name.len) {
        azure_not_known(w->app, w->b->type, "the table does not stand in the binding", w->f->node,
                        p ? p->where : w->b->where);
        name = w->account.entity.len ? w->account.entity : STR("database");
    }
    node_id table = azure_store(w->app, &w->account, NODE_TABLE, type_of(w).ptr, name,
                                p ? p->where : w->b->where);
    connect(w, table, p ? p->where : w->b->where);
}

static void bind_grid_topic(struct binding_work *w)
{
    if (!find_account(w)) {
        azure_not_known(w->app, w->b->type, "the binding does not name its topic", w->f->node,
                        w->b->where);
        return;
    }
    struct str name = graph_node_at(w->app->g, w->account.boundary)->name;
    node_id topic = azure_store(w->app, &w->account, NODE_TOPIC, "Microsoft.EventGrid/topics", name,
                                w->b->where);
    const struct azure_property *key = azure_property(w->b, "topicKeySetting");
    if (key) {
        const struct azure_setting *item =
            azure_setting_need(w->app->settings, key->text, true, key->where);
        struct azure_account by_key = {.secret = item->node, .setting = item->name};
        azure_use_setting(w->app, w->f->node, &by_key, EVIDENCE_DECLARED, w->b->confidence,
                          key->where);
        if (item->node && graph_node_at(w->app->g, item->node)->kind == NODE_SECRET)
            azure_unlocks(w->app->im, item->node, topic, RIGHT_WRITE, EVIDENCE_DECLARED, -1,
                          key->where);
    }
    connect(w, topic, w->b->where);
}

static void bind_broker(struct binding_work *w)
{
    const struct azure_property *brokers = azure_property(w->b, "brokerList");
    const struct azure_property *topic = azure_property(w->b, "topic");
    const struct azure_property *password = azure_property(w->b, "password");
    struct str name = STR(""), list = STR("");
    if (brokers) {
        const struct azure_setting *item = azure_setting_find(w->app->settings, brokers->text);
        if (item && item->value.len && item->class.verdict == SECRET_PLAIN)
            list = item->value;
        else
            azure_settings_expand(w->app->settings, brokers->text, &list);
    }
    make_account(w, list.len ? azure_safe(w->app->im, list) : STR("Kafka"));
    if (password && password->text.len > 2 && password->text.ptr[0] == '%') {
        const struct azure_setting *item = azure_setting_need(
            w->app->settings, str_sub(password->text, 1, password->text.len - 2), true,
            password->where);
        w->account.secret = item->node;
        w->account.setting = item->name;
        azure_use_setting(w->app, w->f->node, &w->account, EVIDENCE_DECLARED, w->b->confidence,
                          password->where);
        if (item->node && graph_node_at(w->app->g, item->node)->kind == NODE_SECRET)
            azure_unlocks(w->app->im, item->node, w->account.boundary, 0, EVIDENCE_DECLARED, -1,
                          password->where);
    }
    if (!topic || !resolve(w, topic, topic->text, &name))
        return;
    node_id stream = azure_store(w->app, &w->account, NODE_STREAM, "Kafka/topic", name,
                                 topic->where);
    connect(w, stream, topic->where);
}

/* A managed service of somebody else: what goes there and, for a model, what comes back. */
static void bind_outside(struct binding_work *w)
{
    struct azure_app *app = w->app;
    node_id service = azure_outside_service(app, str_from(w->row->part), STR_NONE, w->b->where);
    const struct azure_property *key = azure_property(w->b, w->row->connections);
    struct str setting = key ? key->text : str_from(w->row->usual);
    if (setting.len) {
        struct origin where = key ? key->where : w->b->where;
        const struct azure_setting *item = azure_setting_need(app->settings, setting, true, where);
        struct azure_account by_key = {.secret = item->node, .setting = item->name};
        azure_use_setting(app, w->f->node, &by_key, EVIDENCE_DECLARED, w->b->confidence, where);
        if (item->node && graph_node_at(app->g, item->node)->kind == NODE_SECRET)
            azure_unlocks(app->im, item->node, service, 0,
                          item->value.len ? EVIDENCE_DECLARED : EVIDENCE_NAME, -1, where);
    }
    connect(w, service, w->b->where);
    if (str_is(str_from(w->row->part), "OpenAI") && w->b->direction != AZURE_TRIGGER) {
        add_edge(w, EDGE_WRITES, w->f->node, service, w->b->where);
        add_edge(w, EDGE_READS, w->f->node, service, w->b->where);
    }
}

static void bind_webhook(struct binding_work *w)
{
    struct str extension = str_from(w->row->part);
    struct str path = ARENA_JOIN(w->app->arena, STR("/runtime/webhooks/"), extension,
                                 STR("?functionName="), w->f->name);
    struct str key = ARENA_JOIN(w->app->arena, extension, STR(" system key"));
    azure_bind_webhook(w->app, w->f, w->b, path, key);
    if (w->row->form == FORM_GRID_EVENT)
        azure_not_known(w->app, w->b->type, "no file that was read says which topic sends events",
                        w->f->node, w->b->where);
}

static void bind_unknown(struct binding_work *w)
{
    struct azure_app *app = w->app;
    struct str id = azure_id(app->im, app->scope, NODE_SERVICE, w->b->type);
    node_id service = graph_node(app->g, NODE_SERVICE, id, azure_safe(app->im, w->b->type),
                                 w->b->where);
    graph_set_provider(app->g, service, STR("azure"));
    graph_set_type(app->g, service, azure_safe(app->im, w->b->type));
    graph_set_external(app->g, service, true);
    azure_not_known(app, w->b->type, "this binding type is not known", w->f->node, w->b->where);
    connect(w, service, w->b->where);
}

void azure_bind(struct azure_app *app, struct azure_function *f, const struct azure_binding *b)
{
    static void (*const forms[])(struct binding_work *) = {
        [FORM_STORE] = bind_store,           [FORM_COMPONENT] = bind_store,
        [FORM_QUEUE] = bind_queue,
        [FORM_BLOB] = bind_blob,             [FORM_BUS] = bind_bus,
        [FORM_COSMOS] = bind_cosmos,         [FORM_SQL] = bind_sql,
        [FORM_GRID_EVENT] = bind_webhook,    [FORM_GRID_TOPIC] = bind_grid_topic,
        [FORM_BROKER] = bind_broker,         [FORM_OUTSIDE] = bind_outside,
        [FORM_WEBHOOK] = bind_webhook,       [FORM_NONE] = NULL,
    };
    struct binding_work w = {.app = app, .f = f, .b = b, .row = binding_row_find(b->type)};
    if (!w.row) {
        bind_unknown(&w);
    } else if (w.row->form == FORM_HTTP) {
        azure_bind_http(app, f, b);
    } else if (w.row->form == FORM_TIMER) {
        azure_bind_timer(app, f, b);
    } else if (w.row->form == FORM_DURABLE) {
        f->durable = str_is(str_from(w.row->part), "orchestrator") ? DURABLE_ORCHESTRATOR
                     : str_is(str_from(w.row->part), "entity")     ? DURABLE_ENTITY
                                                                   : DURABLE_ACTIVITY;
        graph_attr(app->g, f->node, "durable", str_from(w.row->part));
    } else if (forms[w.row->form]) {
        forms[w.row->form](&w);
    }
}
