/* SPDX-License-Identifier: MIT */
/* azure_functions_read.c - how much of the code was read, and what it does that no edge shows: facts for
 * whoever compares what an app is given with what it needs. */
#include "arena.h"
#include "azure_functions.h"
#include "facts.h"

/* Adds a word to an attribute that is a list with commas, if it is not there. */
static void add_word(struct azure_app *app, node_id n, const char *key, struct str word)
{
    struct str all = node_attr_text(graph_node_at(app->g, n), key);
    for (struct str rest = all, one; all.len && str_cut(&rest, ',', &one);)
        if (str_eq(one, word))
            return;
    graph_attr(app->g, n, key, all.len ? ARENA_JOIN(app->arena, all, STR(","), word) : word);
}

static const struct {
    unsigned bit;
    unsigned op;
} classes[] = {{CSHARP_DOES_READ, OP_BIT_READ},
               {CSHARP_DOES_WRITE, OP_BIT_WRITE},
               {CSHARP_DOES_DELETE, OP_BIT_DELETE}};

/* Of two effects that meet in one edge, with different connections, both count. */
void azure_note_does(struct azure_app *app, edge_id e, const struct csharp_effect *from)
{
    struct str list = edge_attr_text(graph_edge_at(app->g, e), FACT_DOES);
    unsigned does = from->does;
    for (size_t i = 0; i < COUNT(classes); i++)
        if (str_find(list, str_from(op_class_names[classes[i].op])) != STR_NPOS)
            does |= classes[i].bit;
    list = STR_NONE;
    for (size_t i = 0; i < COUNT(classes); i++)
        if (does & classes[i].bit)
            list = ARENA_JOIN(app->arena, list, list.len ? STR(",") : STR_NONE,
                              str_from(op_class_names[classes[i].op]));
    if (list.len)
        graph_edge_attr(app->g, e, FACT_DOES, list);
}

/* As model/iam calls them. */
static const char *const targets[CSHARP_RESOURCE_COUNT] = {
    [CSHARP_QUEUE] = "queue",        [CSHARP_TABLE] = "table",     [CSHARP_CONTAINER] = "blob",
    [CSHARP_FILE_SHARE] = "files",   [CSHARP_SERVICEBUS] = "bus",  [CSHARP_EVENTHUB] = "hub",
    [CSHARP_EVENTGRID] = "grid",     [CSHARP_IOTHUB] = "iot",      [CSHARP_COSMOS] = "cosmos",
    [CSHARP_DATABASE] = "sql",       [CSHARP_VAULT_SECRET] = "secret", [CSHARP_VAULT_KEY] = "key",
};

void azure_note_call(struct azure_app *app, node_id from, const struct csharp_effect *e)
{
    const char *target = targets[e->resource];
    if (!target)
        return;
    struct str head = ARENA_JOIN(app->arena, str_from(target), STR(":"));
    if (!e->does)
        add_word(app, from, FACT_CALLS, ARENA_JOIN(app->arena, head, STR("other")));
    for (size_t i = 0; i < COUNT(classes); i++)
        if (e->does & classes[i].bit)
            add_word(app, from, FACT_CALLS,
                     ARENA_JOIN(app->arena, head, str_from(op_class_names[classes[i].op])));
}

void azure_note_service(struct azure_app *app, node_id from, struct str service)
{
    static const struct {
        const char *head, *target;
    } rows[] = {
        {"Azure AI Search", NULL}, {"Azure AI ", "ai"},         {"OpenAI", "ai"},
        {"Azure SignalR", "signalr"}, {"Azure Web PubSub", "signalr"},
        {"Azure Log Analytics", "log"},
    };
    const char *target = NULL;
    bool known = false;
    for (size_t i = 0; i < COUNT(rows) && !known; i++) {
        known = str_starts(service, str_from(rows[i].head));
        target = known ? rows[i].target : NULL;
    }
    if (target)
        add_word(app, from, FACT_CALLS, ARENA_JOIN(app->arena, str_from(target), STR(":other")));
    else if (str_starts(service, STR("Azure ")))
        add_word(app, from, FACT_CODE_READ, service);
}

void azure_note_read(struct azure_app *app, const struct csharp_facts *facts)
{
    struct str of_app = node_attr_text(graph_node_at(app->g, app->node), FACT_CODE_READ);
    for (size_t i = 0; i < facts->function_count; i++) {
        struct str name;
        azure_settings_expand(app->settings, facts->functions[i].name, &name);
        const struct azure_function *f = azure_function_find(app, name);
        if (!f)
            continue;
        for (size_t u = 0; u < facts->unread_count; u++)
            add_word(app, f->node, FACT_CODE_READ, azure_safe(app->im, facts->unread[u]));
        for (struct str rest = of_app, one; of_app.len && str_cut(&rest, ',', &one);)
            add_word(app, f->node, FACT_CODE_READ, one);
        if (!facts->functions[i].whole || !facts->whole)
            add_word(app, f->node, FACT_CODE_READ, STR("evaluation-steps"));
        if (!node_fact_given(graph_node_at(app->g, f->node), FACT_CODE_READ))
            graph_attr(app->g, f->node, FACT_CODE_READ, STR("all"));
    }
}
