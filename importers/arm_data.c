/* SPDX-License-Identifier: MIT */
/* arm_data.c - what holds and moves data: storage, Event Hubs, Service Bus, Event Grid, IoT Hub,
 * databases, logs. */
#include "arm_graph.h"
#include "arm_settings.h"

#include "azure_settings.h"

static void copy_all(struct arm_graph *a, struct arm_resource *r, const char *const *names,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str path = ARENA_JOIN(a->arena, STR("properties."), str_from(names[i]));
        const char *attr = strrchr(names[i], '.');
        arm_copy_attr(a, r, r->node, path.ptr, attr ? attr + 1 : names[i]);
    }
}

/* What nearly all managed services have: who may connect, and with what. */
void arm_emit_public(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const names[] = {"publicNetworkAccess", "disableLocalAuth",
                                        "minimumTlsVersion",   "networkAcls.defaultAction",
                                        "adminUserEnabled",    "anonymousPullEnabled"};
    copy_all(a, r, names, COUNT(names));
    arm_emit_identity_of(a, r);
}

/* --- Storage ---------------------------------------------------------------------------------- */

void arm_emit_storage(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const names[] = {"allowBlobPublicAccess",
                                        "allowSharedKeyAccess",
                                        "publicNetworkAccess",
                                        "networkAcls.defaultAction",
                                        "supportsHttpsTrafficOnly",
                                        "minimumTlsVersion",
                                        "allowCrossTenantReplication",
                                        "defaultToOAuthAuthentication",
                                        "isSftpEnabled",
                                        "isHnsEnabled"};
    copy_all(a, r, names, COUNT(names));
    arm_copy_attr(a, r, r->node, "properties.encryption.keySource", "key-source");
    arm_emit_identity_of(a, r);
}

/* What is deleted or overwritten can be had back. */
void arm_emit_blob_service(struct arm_graph *a, struct arm_resource *r)
{
    if (!r->node)
        return;
    arm_copy_attr(a, r, r->node, "properties.deleteRetentionPolicy.enabled", "blobSoftDelete");
    arm_copy_attr(a, r, r->node, "properties.isVersioningEnabled", "blobVersioning");
}

/* A container that anybody may read: unless its account forbids it for all. */
void arm_emit_container(struct arm_graph *a, struct arm_resource *r)
{
    struct str access = arm_prop(r, "properties.publicAccess");
    struct str type = STR("Microsoft.Storage/storageAccounts");
    const struct arm_resource *account = arm_set_find(a->set, type, arm_first_part(r->name));
    bool allowed = true;
    if (access.len)
        graph_attr(a->g, r->node, "publicAccess", azure_safe(a->im, access));
    if (account)
        arm_prop_bool(account, "properties.allowBlobPublicAccess", &allowed);
    if ((!str_iis(access, "Blob") && !str_iis(access, "Container")) || !allowed)
        return;
    const struct arm_member *m = arm_find(r->value, "properties.publicAccess");
    struct origin where = arm_member_where(r, m, "publicAccess");
    edge_id e = arm_edge(a, EDGE_EXPOSES, arm_internet(a), r->node, where);
    graph_edge_auth(a->g, e, AUTH_NONE);
    graph_edge_action(a->g, e, str_from(op_class_names[OP_BIT_READ]));
}

/* --- Messages --------------------------------------------------------------------------------- */

void arm_emit_namespace(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const names[] = {"disableLocalAuth", "publicNetworkAccess",
                                        "minimumTlsVersion", "kafkaEnabled", "zoneRedundant"};
    copy_all(a, r, names, COUNT(names));
    arm_emit_identity_of(a, r);
}

static void forward(struct arm_graph *a, struct arm_resource *r, const char *property,
                    enum edge_kind kind)
{
    struct str path = ARENA_JOIN(a->arena, STR("properties."), str_from(property));
    const struct arm_member *m = arm_find(r->value, path.ptr);
    if (!m || str_empty(arm_show(m->value)))
        return;
    struct str box = arm_first_part(r->name);
    struct origin where = arm_member_where(r, m, property);
    static const char *const types[] = {"Microsoft.ServiceBus/namespaces/queues",
                                        "Microsoft.ServiceBus/namespaces/topics"};
    for (size_t i = 0; i < COUNT(types); i++) {
        const struct arm_resource *to =
            arm_set_find(a->set, str_from(types[i]),
                         ARENA_JOIN(a->arena, box, STR("/"), arm_last_part(arm_show(m->value))));
        if (to)
            arm_edge(a, kind, r->node, to->node, where);
    }
}

void arm_emit_bus_queue(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const names[] = {"maxDeliveryCount", "requiresSession",
                                        "deadLetteringOnMessageExpiration"};
    copy_all(a, r, names, COUNT(names));
    forward(a, r, "forwardTo", EDGE_DELIVERS);
    forward(a, r, "forwardDeadLetteredMessagesTo", EDGE_DEADLETTERS);
}

void arm_emit_bus_subscription(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_resource *topic = arm_set_parent(a->set, r);
    if (topic && topic->node && graph_node_at(a->g, topic->node)->kind == NODE_TOPIC)
        arm_edge(a, EDGE_DELIVERS, topic->node, r->node, arm_where(r));
    arm_emit_bus_queue(a, r);
}

/* A shared access policy: its key is a secret that opens the namespace or the entity. */
void arm_emit_access_rule(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_value *rights = arm_path(r->value, "properties.rights");
    const struct arm_resource *box = arm_set_parent(a->set, r);
    struct buf text = {0};
    unsigned bits = 0;
    for (size_t i = 0; rights && i < rights->count; i++) {
        struct str right = arm_show(rights->members[i].value);
        if (i > 0)
            buf_putc(&text, ',');
        buf_add(&text, right);
        bits |= str_iis(right, "Listen") ? RIGHT_READ : 0u;
        bits |= str_iis(right, "Send") ? RIGHT_WRITE : 0u;
        bits |= str_iis(right, "Manage") ? RIGHT_READ | RIGHT_WRITE | RIGHT_ADMIN : 0u;
    }
    if (text.len)
        graph_attr(a->g, r->node, "rights", azure_safe(a->im, buf_str(&text)));
    buf_release(&text);
    if (box && box->node)
        azure_unlocks(a->im, r->node, box->node, bits, EVIDENCE_DECLARED, -1, arm_where(r));
}

/* Capture: every event is copied into a container. */
void arm_emit_hub(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_member *d = arm_find(r->value, "properties.captureDescription.destination");
    bool on = false;
    copy_all(a, r, (const char *const[]){"partitionCount", "messageRetentionInDays"}, 2);
    if (!d || !arm_prop_bool(r, "properties.captureDescription.enabled", &on) || !on)
        return;
    struct origin where = arm_member_where(r, d, "captureDescription");
    const struct arm_value *account = arm_path(d->value, "properties.storageAccountResourceId");
    struct str container = arm_show(arm_path(d->value, "properties.blobContainer"));
    node_id box = account ? arm_node_of_value(a, account, where) : 0;
    node_id bucket = box && container.len ? arm_store_in(a, box, NODE_BUCKET, container, where) : 0;
    arm_edge(a, EDGE_DELIVERS, r->node, bucket ? bucket : box, where);
}

/* --- Event Grid ------------------------------------------------------------------------------- */

/* The node that events come from: a topic, or the source of a system topic. */
static node_id event_source(struct arm_graph *a, struct arm_resource *r, struct origin where)
{
    if (r->scope.len || r->node)
        return r->node;
    return arm_type_is(r, "Microsoft.EventGrid/eventSubscriptions")
               ? arm_group_node(a, r->group, where)
               : 0;
}

static node_id event_target(struct arm_graph *a, struct arm_resource *r, const char *path,
                            struct origin where)
{
    const struct arm_value *d = arm_path(r->value, path);
    struct str kind = arm_show(arm_path(d, "endpointType"));
    const struct arm_value *id = arm_path(d, "properties.resourceId");
    const struct arm_value *queue = arm_path(d, "properties.queueName");
    const struct arm_value *box = arm_path(d, "properties.blobContainerName");
    if (str_iis(kind, "WebHook")) {
        const struct arm_value *url = arm_path(d, "properties.endpointUrl");
        struct str text = url && !arm_secure(url) ? arm_show(url) : STR("webhook");
        size_t query = str_chr(text, '?');
        text = query == STR_NPOS ? text : str_sub(text, 0, query);
        node_id site = url ? arm_node_of_value(a, url, where) : 0;
        if (site)
            return site;
        node_id n =
            graph_node(a->g, NODE_SERVICE, azure_id(a->im, a->set->path, NODE_SERVICE, text),
                       azure_safe(a->im, text), where);
        graph_set_provider(a->g, n, STR("azure"));
        graph_set_external(a->g, n, true);
        return n;
    }
    node_id n = id ? arm_node_of_value(a, id, where) : 0;
    if (n && queue)
        return arm_store_in(a, n, NODE_QUEUE, arm_show(queue), where);
    if (n && box)
        return arm_store_in(a, n, NODE_BUCKET, arm_show(box), where);
    return n;
}

/* "/blobServices/default/containers/in/..." -> "in" */
static struct str container_in(struct str subject)
{
    const struct str mark = STR("/containers/");
    size_t at = str_ifind(subject, mark);
    return at == STR_NPOS ? STR_NONE : arm_first_part(str_from_at(subject, at + mark.len));
}

/* A system topic tells of what happens in its source: in one container, if the filter says so. */
static void feed_system_topic(struct arm_graph *a, struct arm_resource *r, struct origin where)
{
    const struct arm_resource *topic = arm_set_parent(a->set, r);
    const struct arm_value *source = topic ? arm_path(topic->value, "properties.source") : NULL;
    node_id from = source ? arm_node_of_value(a, source, where) : 0;
    struct str name = container_in(arm_prop(r, "properties.filter.subjectBeginsWith"));
    node_id bucket = from && name.len ? arm_store_in(a, from, NODE_BUCKET, name, where) : 0;
    arm_edge(a, EDGE_DELIVERS, bucket ? bucket : from, r->node, where);
    for (size_t i = 0; from && !bucket && i < a->set->count; i++) {
        const struct arm_resource *part = a->set->items[i];
        const struct arm_resource *box =
            part->node && graph_node_at(a->g, part->node)->kind == NODE_BUCKET
                ? arm_set_find(a->set, STR("Microsoft.Storage/storageAccounts"),
                               arm_first_part(part->name))
                : NULL;
        if (box && box->node == from)
            arm_edge(a, EDGE_DELIVERS, part->node, r->node, where);
    }
}

void arm_emit_event_subscription(struct arm_graph *a, struct arm_resource *r)
{
    struct origin where = arm_where(r);
    where.field = STR("eventSubscriptions");
    const char *destination =
        arm_path(r->value, "properties.deliveryWithResourceIdentity.destination")
            ? "properties.deliveryWithResourceIdentity.destination"
            : "properties.destination";
    node_id from = event_source(a, r, where);
    node_id to = event_target(a, r, destination, where);
    if (!from || !to) {
        graph_unresolved(a->g, azure_safe(a->im, r->name),
                         STR("the ends of this event subscription are not known"), from ? from : to,
                         where);
        return;
    }
    if (arm_type_is(r, "Microsoft.EventGrid/systemTopics/eventSubscriptions"))
        feed_system_topic(a, r, where);
    enum node_kind kind = graph_node_at(a->g, to)->kind;
    bool runs = kind == NODE_FUNCTION || kind == NODE_WORKFLOW;
    edge_id e = arm_edge(a, runs ? EDGE_TRIGGERS : EDGE_DELIVERS, from, to, where);
    struct str subject = arm_prop(r, "properties.filter.subjectBeginsWith");
    if (e && subject.len)
        graph_edge_attr(a->g, e, FACT_FILTER, azure_safe(a->im, subject));
    node_id dead = event_target(a, r, "properties.deadLetterDestination", where);
    if (arm_edge(a, EDGE_DEADLETTERS, from, dead, where) && e)
        graph_edge_attr_typed(a->g, e, STR(FACT_KEPT), ATTR_BOOL, STR("true"));
    if (e)
        graph_edge_attr(a->g, e, "protocol", STR("event-grid"));
    if (e && arm_find(r->value, "properties.destination.properties."
                                "azureActiveDirectoryApplicationIdOrUri"))
        graph_edge_attr(a->g, e, "signed-in", STR("entra"));
}

/* --- IoT Hub ---------------------------------------------------------------------------------- */

/* Devices -> hub -> the built-in endpoint, which looks like an event hub. */
void arm_emit_iot_hub(struct arm_graph *a, struct arm_resource *r)
{
    struct origin where = arm_where(r);
    bool local = false;
    arm_emit_public(a, r);
    arm_prop_bool(r, "properties.disableLocalAuth", &local);
    node_id devices =
        graph_node(a->g, NODE_ACTOR, STR("device"), STR("device"), (struct origin){0});
    graph_attr(a->g, devices, FACT_ROLE, STR("device"));
    edge_id e = arm_edge(a, EDGE_EXPOSES, devices, r->node, where);
    graph_edge_auth(a->g, e, local ? AUTH_MTLS : AUTH_SAS);
    graph_edge_action(a->g, e, str_from(op_class_names[OP_BIT_WRITE]));
    node_id events = arm_part(a, r, NODE_STREAM, STR("events"), where);
    graph_set_type(a->g, events, STR("Microsoft.Devices/IotHubs/eventHubEndpoints"));
    arm_edge(a, EDGE_RESIDES_IN, events, arm_group_node(a, r->group, where), where);
    arm_edge(a, EDGE_DELIVERS, r->node, events, where);

    static const char *const kinds[] = {"eventHubs", "serviceBusQueues", "serviceBusTopics",
                                        "storageContainers"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct str path =
            ARENA_JOIN(a->arena, STR("properties.routing.endpoints."), str_from(kinds[k]));
        const struct arm_value *list = arm_path(r->value, path.ptr);
        for (size_t i = 0; list && i < list->count; i++) {
            const struct arm_member *m = &list->members[i];
            struct origin at = arm_member_where(r, m, kinds[k]);
            node_id to = arm_node_of_value(a, m->value, at);
            const struct arm_value *entity = arm_path(m->value, "containerName");
            if (to && entity && graph_node_at(a->g, to)->kind == NODE_BOUNDARY) {
                node_id bucket = arm_store_in(a, to, NODE_BUCKET, arm_show(entity), at);
                to = bucket ? bucket : to;
            }
            arm_edge(a, EDGE_DELIVERS, r->node, to, at);
        }
    }
}

/* --- Databases -------------------------------------------------------------------------------- */

void arm_emit_database(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const names[] = {"publicNetworkAccess",
                                        "disableLocalAuth",
                                        "minimalTlsVersion",
                                        "enableNonSslPort",
                                        "disableKeyBasedMetadataWriteAccess",
                                        "isVirtualNetworkFilterEnabled"};
    copy_all(a, r, names, COUNT(names));
    if (arm_find(r->value, "properties.keyVaultKeyUri"))
        graph_attr(a->g, r->node, "key-source", STR("Microsoft.Keyvault"));
    arm_emit_identity_of(a, r);
    const struct arm_member *m = arm_find(r->value, "properties.administratorLoginPassword");
    if (!m)
        return;
    struct origin where = arm_member_where(r, m, "administratorLoginPassword");
    node_id n = arm_part(a, r, NODE_SECRET, STR("administratorLoginPassword"), where);
    graph_set_sensitivity(a->g, n, 3);
    graph_set_type(a->g, n, r->type);
    if (arm_known(m->value) && arm_is_scalar(m->value) && m->value->text.len)
        azure_describe_secret(a->im, n, m->value->text,
                              secret_classify(STR("password"), m->value->text));
    azure_unlocks(a->im, n, r->node, RIGHT_READ | RIGHT_WRITE | RIGHT_DELETE | RIGHT_ADMIN,
                  EVIDENCE_DECLARED, -1, where);
}

/* 0.0.0.0-255.255.255.255 lets everybody come to the login, 0.0.0.0-0.0.0.0 all of Azure. */
void arm_emit_firewall_rule(struct arm_graph *a, struct arm_resource *r)
{
    struct str from = arm_prop(r, "properties.startIpAddress");
    struct str to = arm_prop(r, "properties.endIpAddress");
    bool all = str_is(from, "0.0.0.0") && str_is(to, "255.255.255.255");
    bool azure = str_is(from, "0.0.0.0") && str_is(to, "0.0.0.0");
    if (!r->node || (!all && !azure) ||
        (azure && node_attr(graph_node_at(a->g, r->node), "firewall")))
        return; /* open to all says more */
    graph_attr(a->g, r->node, "firewall", all ? STR("open to all") : STR("open to all of Azure"));
}

/* --- Logs, workflows -------------------------------------------------------------------------- */

void arm_emit_diagnostics(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const targets[] = {"workspaceId", "storageAccountId",
                                          "eventHubAuthorizationRuleId"};
    for (size_t i = 0; r->node && i < COUNT(targets); i++) {
        struct str path = ARENA_JOIN(a->arena, STR("properties."), str_from(targets[i]));
        const struct arm_member *m = arm_find(r->value, path.ptr);
        if (!m)
            continue;
        struct origin where = arm_member_where(r, m, targets[i]);
        arm_edge(a, EDGE_LOGS_TO, r->node, arm_node_of_value(a, m->value, where), where);
    }
}

/* What API Management writes down of each call, and how much of its bodies. */
void arm_emit_api_diagnostics(struct arm_graph *a, struct arm_resource *r)
{
    static const char *const bodies[] = {
        "properties.frontend.request.body.bytes", "properties.frontend.response.body.bytes",
        "properties.backend.request.body.bytes", "properties.backend.response.body.bytes"};
    const struct arm_member *logger = arm_find(r->value, "properties.loggerId");
    long most = 0, bytes;
    if (!r->node)
        return;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        const struct arm_value *v = arm_path(r->value, bodies[i]);
        if (v && arm_to_long(v, &bytes) && bytes > most)
            most = bytes;
    }
    if (most)
        graph_attr(a->g, r->node, "loggedBodyBytes", arena_printf(a->arena, "%ld", most));
    if (logger) {
        struct origin where = arm_member_where(r, logger, "loggerId");
        arm_edge(a, EDGE_LOGS_TO, r->node, arm_node_of_value(a, logger->value, where), where);
    }
}

/* The triggers of a Logic App: a callback URL that carries its own key, a schedule. */
void arm_emit_workflow(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_value *triggers = arm_path(r->value, "properties.definition.triggers");
    const struct arm_value *allowed =
        arm_path(r->value, "properties.accessControl.triggers.allowedCallerIpAddresses");
    bool keyless = str_iis(arm_prop(r, "properties.accessControl.triggers.sasAuthenticationPolicy."
                                       "state"), "Disabled");
    arm_emit_identity_of(a, r);
    for (size_t i = 0; triggers && i < triggers->count; i++) {
        const struct arm_member *m = &triggers->members[i];
        struct str type = arm_show(arm_path(m->value, "type"));
        struct origin where = arm_member_where(r, m, "triggers");
        if (str_iis(type, "Request")) {
            edge_id e = arm_edge(a, EDGE_EXPOSES, arm_internet(a), r->node, where);
            graph_edge_auth(a->g, e, keyless ? AUTH_OIDC : AUTH_SAS);
            if (allowed && allowed->count)
                graph_edge_guard(a->g, e, STR("ipallow"));
        } else if (str_iis(type, "Recurrence")) {
            node_id timer = arm_part(a, r, NODE_TIMER, m->key, where);
            struct buf text = {0};
            const struct arm_value *rec = arm_path(m->value, "recurrence");
            buf_add(&text, arm_show(arm_path(rec, "interval")));
            buf_putc(&text, ' ');
            buf_add(&text, arm_show(arm_path(rec, "frequency")));
            graph_attr(a->g, timer, FACT_SCHEDULE, buf_str(&text));
            buf_release(&text);
            arm_edge(a, EDGE_TRIGGERS, timer, r->node, where);
        }
    }
}

/* A function that the template itself brings along. Its bindings are those of function.json; what
 * they mean for queues and tables is said where the code is, so only the entry is made here. */
void arm_emit_site_function(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_value *bindings = arm_path(r->value, "properties.config.bindings");
    arm_copy_attr(a, r, r->node, "properties.language", "language");
    for (size_t i = 0; bindings && i < bindings->count; i++) {
        const struct arm_member *m = &bindings->members[i];
        struct str type = arm_show(arm_path(m->value, "type"));
        struct origin where = arm_member_where(r, m, "bindings");
        if (str_iis(type, "httpTrigger")) {
            struct str level = arm_show(arm_path(m->value, "authLevel"));
            struct str path = arm_show(arm_path(m->value, "route"));
            if (str_empty(path))
                path = arm_last_part(r->name);
            node_id route =
                arm_part(a, r, NODE_ROUTE, ARENA_JOIN(a->arena, STR("/api/"), path), where);
            edge_id e = arm_edge(a, EDGE_EXPOSES, arm_internet(a), route, where);
            graph_edge_auth(a->g, e, str_iis(level, "anonymous") ? AUTH_NONE : AUTH_FUNCKEY);
            arm_edge(a, EDGE_INVOKES, route, r->node, where);
        } else if (str_iis(type, "timerTrigger")) {
            node_id timer = arm_part(a, r, NODE_TIMER, arm_last_part(r->name), where);
            graph_attr(a->g, timer, FACT_SCHEDULE, arm_show(arm_path(m->value, "schedule")));
            arm_edge(a, EDGE_TRIGGERS, timer, r->node, where);
        } else if (!str_iis(type, "http")) {
            graph_unresolved(a->g, azure_safe(a->im, type),
                             STR("a binding that stands only in the template"), r->node, where);
        }
    }
}
