/* SPDX-License-Identifier: MIT */
/* azure_stores.c - queues, tables, containers and the like in their accounts. */
#include "arena.h"
#include "azure_functions.h"
#include "facts.h"

node_id azure_store(struct azure_app *app, const struct azure_account *account,
                    enum node_kind kind, const char *type, struct str name, struct origin where)
{
    struct str id = azure_id(app->im, account->scope, kind, name);
    node_id n = graph_node(app->g, kind, id, azure_safe(app->im, name), where);
    graph_set_type(app->g, n, str_from(type));
    graph_set_provider(app->g, n, STR("azure"));
    graph_set_external(app->g, n, true); /* referred to; a template would define it */
    if (kind == NODE_TABLE && account->service != CONNECTION_STORAGE &&
        account->service != CONNECTION_NONE)
        graph_attr(app->g, n, "dbkind", str_from(connection_service_name(account->service)));
    if (account->boundary)
        graph_edge(app->g, EDGE_RESIDES_IN, n, account->boundary, EVIDENCE_DECLARED, -1, where);
    return n;
}

node_id azure_subscription(struct azure_app *app, const struct azure_account *account,
                           struct str topic, struct str subscription, struct origin where)
{
    struct str name = ARENA_JOIN(app->arena, topic, STR("/"), subscription);
    node_id from = azure_store(app, account, NODE_TOPIC, "Microsoft.ServiceBus/namespaces/topics",
                               topic, where);
    node_id to = azure_store(app, account, NODE_QUEUE,
                             "Microsoft.ServiceBus/namespaces/topics/subscriptions", name, where);
    graph_edge(app->g, EDGE_DELIVERS, from, to, EVIDENCE_DECLARED, -1, where);
    return to;
}

void azure_use_setting(struct azure_app *app, node_id user, const struct azure_account *account,
                       enum evidence evidence, int confidence, struct origin where)
{
    if (!account->secret || graph_node_at(app->g, account->secret)->kind != NODE_SECRET)
        return;
    edge_id e = graph_edge(app->g, EDGE_USES, user, account->secret, evidence, confidence, where);
    graph_edge_attr(app->g, e, FACT_SETTING, account->setting);
}

node_id azure_outside_service(struct azure_app *app, struct str name, struct str host,
                              struct origin where)
{
    node_id n = graph_node(app->g, NODE_SERVICE,
                           azure_id(app->im, STR("outside"), NODE_SERVICE, name),
                           azure_safe(app->im, name), where);
    graph_set_external(app->g, n, true);
    if (host.len && !str_eq(host, name))
        graph_attr(app->g, n, "host", azure_safe(app->im, host));
    return n;
}

void azure_not_known(struct azure_app *app, struct str text, const char *reason, node_id node,
                     struct origin where)
{
    graph_unresolved(app->g, azure_safe(app->im, text), str_from(reason), node, where);
}
