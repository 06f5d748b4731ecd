/* SPDX-License-Identifier: MIT */
/* cfn_stores.c - buckets, tables, databases, streams, collections. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"

/* --- Buckets ---------------------------------------------------------------------------------- */

/* Prefix "in-", suffix ".jpg" -> "in-*.jpg"; empty: every object. */
static struct str objects_of(struct cfn *c, const struct doc_node *notification)
{
    const struct cfn_item *rules;
    const struct doc_node *list = cfn_path(&c->scope, notification, "Filter.S3Key.Rules");
    size_t count = list ? cfn_list(&c->scope, list, &rules) : 0;
    struct str ends[2] = {STR(""), STR("")};
    for (size_t i = 0; i < count; i++) {
        struct str name = cfn_text(&c->scope, cfn_get(&c->scope, rules[i].node, "Name"));
        if (str_iis(name, "prefix") || str_iis(name, "suffix"))
            ends[str_iis(name, "suffix")] =
                cfn_text(&c->scope, cfn_get(&c->scope, rules[i].node, "Value"));
    }
    return ends[0].len || ends[1].len ? ARENA_JOIN(c->arena, ends[0], STR("*"), ends[1]) : STR("");
}

/* Several notifications of one function are one edge: about what any of them is. */
static void note_objects(struct cfn *c, edge_id e, struct str objects, bool is_new)
{
    bool filtered = e && edge_attr(graph_edge_at(c->g, e), FACT_OBJECTS);
    if (objects.len && (is_new || filtered))
        cfn_edge_more(c, e, FACT_OBJECTS, cfn_safe(c, objects));
    else if (filtered)
        cfn_edge_more(c, e, FACT_OBJECTS, STR("*"));
}

static void notifications(struct cfn *c, struct cfn_resource *r, const char *list_path,
                          const char *target, enum node_kind kind, enum edge_kind edge)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, list_path);
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    struct cfn_link link = {edge, kind, false, EVIDENCE_DECLARED, NULL, NULL};
    for (size_t i = 0; i < count; i++) {
        size_t before = graph_edge_count(c->g);
        edge_id e = cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, target), &link,
                             terms_both(c->arena, r->condition, items[i].condition));
        struct str event = cfn_known(&c->scope, cfn_get(&c->scope, items[i].node, "Event"));
        cfn_edge_more(c, e, "event", event);
        note_objects(c, e, objects_of(c, items[i].node), graph_edge_count(c->g) > before);
    }
}

/* Without a configuration all four are on; in one, what is not said is off. */
static bool is_blocked(struct cfn *c, struct cfn_resource *r, const char *which)
{
    struct str path = ARENA_JOIN(c->arena, STR("PublicAccessBlockConfiguration."), str_from(which));
    return cfn_prop_bool(c, r, path.ptr, !cfn_prop(c, r, "PublicAccessBlockConfiguration"));
}

void cfn_emit_bucket(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *acl;
        enum auth auth; /* AuthenticatedRead: anybody who signs, in any account */
        bool writes;
    } open[] = {{"PublicRead", AUTH_NONE, false},
                {"PublicReadWrite", AUTH_NONE, true},
                {"AuthenticatedRead", AUTH_IAM, false}};
    notifications(c, r, "NotificationConfiguration.LambdaConfigurations", "Function",
                  NODE_FUNCTION, EDGE_TRIGGERS);
    notifications(c, r, "NotificationConfiguration.QueueConfigurations", "Queue", NODE_QUEUE,
                  EDGE_DELIVERS);
    notifications(c, r, "NotificationConfiguration.TopicConfigurations", "Topic", NODE_TOPIC,
                  EDGE_DELIVERS);
    const struct doc_node *bridge = cfn_prop(c, r, "NotificationConfiguration."
                                                   "EventBridgeConfiguration");
    if (bridge && cfn_bool(&c->scope, cfn_get(&c->scope, bridge, "EventBridgeEnabled"), true)) {
        cfn_edge(c, EDGE_DELIVERS, r->node, cfn_default_bus(c, r->where), bridge, r->condition);
    }
    if (cfn_prop(c, r, "WebsiteConfiguration"))
        graph_attr_typed(c->g, r->node, STR("website"), ATTR_BOOL, STR("true"));
    /* All four blocks are on, and ACLs off, for every bucket made since April 2023: only a template
     * that switches them off opens anything. */
    struct str acl = cfn_prop_text(c, r, "AccessControl");
    struct str owner = cfn_text(&c->scope, cfn_get(&c->scope, doc_at(cfn_prop(c, r,
                                "OwnershipControls.Rules"), 0), "ObjectOwnership"));
    bool blocked = str_empty(owner) || str_is(owner, "BucketOwnerEnforced") ||
                   is_blocked(c, r, "BlockPublicAcls") || is_blocked(c, r, "IgnorePublicAcls");
    if (owner.len && !str_is(owner, "BucketOwnerEnforced"))
        graph_attr_typed(c->g, r->node, STR(FACT_ACLS), ATTR_BOOL, STR("true"));
    bool silent = !cfn_prop(c, r, "PublicAccessBlockConfiguration");
    if (!silent || cfn_noted(c, CFN_NOTE_BUCKET_POLICY, r->id)) {
        bool policy = is_blocked(c, r, "BlockPublicPolicy") ||
                      is_blocked(c, r, "RestrictPublicBuckets");
        graph_attr_typed(c->g, r->node, STR("restrict-public-buckets"), ATTR_BOOL,
                         policy ? STR("true") : STR("false"));
        if (silent)
            graph_attr(c->g, r->node, "public-access", STR("blocked by default since April 2023"));
    }
    for (size_t i = 0; i < COUNT(open); i++) {
        if (!str_is(acl, open[i].acl) || blocked)
            continue;
        edge_id e = cfn_expose(c, cfn_internet(c), r->node, open[i].auth, r->at, r->condition);
        if (e) {
            graph_edge_action(c->g, e, STR("read"));
            if (open[i].writes)
                graph_edge_action(c->g, e, STR("write"));
        }
    }
}

/* --- Tables and databases --------------------------------------------------------------------- */

void cfn_emit_table(struct cfn *c, struct cfn_resource *r)
{
    graph_attr(c->g, r->node, "dbkind", STR("dynamodb"));
    if (cfn_prop(c, r, "StreamSpecification")) {
        struct cfn_ref ref = {CFN_REF_RESOURCE, r->id, STR("StreamArn"), NULL};
        struct cfn_value v = {.text = STR("*"), .unknown = true, .refs = &ref};
        node_id stream = cfn_target(c, &v, NODE_STREAM, r->where);
        cfn_policy(c, stream, "resource", r->id,
                   cfn_prop(c, r, "StreamSpecification.ResourcePolicy.PolicyDocument"),
                   r->condition);
    }
    cfn_emit_resource_policy(c, r);
}

/* A password that the template itself holds, or where it comes from. */
static void password(struct cfn *c, struct cfn_resource *r, const char *path)
{
    const struct doc_node *n = cfn_prop(c, r, path);
    struct cfn_value v = cfn_value(&c->scope, n);
    for (const struct cfn_value *a = &v; n && a; a = a->other) {
        node_id secret = 0;
        if (a->text.len && !a->unknown && !a->none)
            secret = cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/"), str_from(path)),
                                        str_from(path), a->text, cfn_at(c, n));
        else if (a->refs)
            secret = cfn_target(c, a, NODE_SECRET, cfn_at(c, n));
        if (secret && secret != r->node)
            cfn_edge(c, EDGE_UNLOCKS, secret, r->node, n, r->condition);
    }
}

/* An endpoint with an address of the internet, where a password is asked for, behind its groups. */
static void expose_endpoint(struct cfn *c, struct cfn_resource *r)
{
    static const char *const lists[] = {"VPCSecurityGroups", "VpcSecurityGroupIds",
                                        "SecurityGroups", "SecurityGroupIds"};
    const struct doc_node *groups = NULL;
    for (size_t i = 0; i < COUNT(lists) && !groups; i++)
        groups = cfn_prop(c, r, lists[i]);
    if (!cfn_ingress(c, groups))
        return;
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, AUTH_SAS, r->at, r->condition);
    if (!e)
        return;
    graph_edge_attr(c->g, e, "credential", STR("password"));
    graph_edge_action(c->g, e, STR("read"));
    graph_edge_action(c->g, e, STR("write"));
}

void cfn_emit_database(struct cfn *c, struct cfn_resource *r)
{
    static const char *const passwords[] = {
        "MasterUserPassword", "AuthToken", "AdminUserPassword", "Password"};
    for (size_t i = 0; i < COUNT(passwords); i++)
        password(c, r, passwords[i]);
    const struct cfn_item *items;
    const struct doc_node *users = cfn_prop(c, r, "Users"); /* of a broker */
    size_t count = users ? cfn_list(&c->scope, users, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *n = doc_get(items[i].node, "Password");
        struct str raw = n ? cfn_known(&c->scope, n) : STR("");
        node_id secret =
            raw.len ? cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/Password")),
                                         STR("Password"), raw, cfn_at(c, n))
                    : n ? cfn_target_of(c, n, NODE_SECRET) : 0;
        cfn_edge(c, EDGE_UNLOCKS, secret, r->node, n, r->condition);
    }
    if (cfn_prop_bool(c, r, "PubliclyAccessible", false))
        expose_endpoint(c, r);
}

void cfn_emit_domain(struct cfn *c, struct cfn_resource *r)
{
    if (cfn_prop(c, r, "VPCOptions"))
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    password(c, r, "AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword");
    cfn_emit_resource_policy(c, r);
}

/* --- Kafka ------------------------------------------------------------------------------------- */

/* The weakest way to prove who one is that the cluster takes. */
static enum auth kafka_auth(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *path;
        enum auth auth;
    } ways[] = {{"ClientAuthentication.Unauthenticated.Enabled", AUTH_NONE},
                {"ClientAuthentication.Sasl.Scram.Enabled", AUTH_SAS},
                {"ClientAuthentication.Sasl.Iam.Enabled", AUTH_IAM},
                {"ClientAuthentication.Tls.Enabled", AUTH_MTLS}};
    for (size_t i = 0; i < COUNT(ways); i++)
        if (cfn_prop_bool(c, r, ways[i].path, false))
            return ways[i].auth;
    return AUTH_UNKNOWN;
}

void cfn_emit_kafka(struct cfn *c, struct cfn_resource *r)
{
    struct str door = cfn_prop_text(c, r, "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type");
    if (!str_is(door, "SERVICE_PROVIDED_EIPS") ||
        !cfn_ingress(c, cfn_prop(c, r, "BrokerNodeGroupInfo.SecurityGroups")))
        return;
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, kafka_auth(c, r), r->at, r->condition);
    if (e) {
        graph_edge_action(c->g, e, STR("read"));
        graph_edge_action(c->g, e, STR("write"));
    }
}

/* --- Collections of OpenSearch ------------------------------------------------------------------ */

/* "collection/orders", "index/orders-star/star": does the rule mean this collection? */
static bool means(struct cfn *c, const struct doc_node *rule, struct str name)
{
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, doc_get(rule, "Resource"), &items);
    for (size_t i = 0; i < count; i++) {
        struct str rest = cfn_item_value(&c->scope, &items[i]).text, word;
        str_cut(&rest, '/', &word);
        struct str of = rest;
        if (str_cut(&of, '/', &word) && (str_glob(word, name, false) || str_glob(name, word, false)))
            return true;
    }
    return false;
}

static void each_collection(struct cfn *c, struct cfn_resource *r,
                            void (*visit)(struct cfn *c, struct cfn_resource *collection,
                                          struct cfn_resource *r, const struct doc_node *entry,
                                          const struct doc_node *rule))
{
    const struct doc_node *policy = cfn_prop(c, r, "Policy");
    const struct doc_node *list = policy && doc_is_list(policy) ? policy
                                  : policy                      ? cfn_json_text(c, policy)
                                                                : NULL;
    const struct cfn_item *entries, *rules;
    size_t count = list ? cfn_list(&c->scope, list, &entries) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t n = cfn_list(&c->scope, doc_get(entries[i].node, "Rules"), &rules);
        for (size_t k = 0; k < n; k++)
            for (size_t m = 0; m < c->count; m++)
                if (cfn_is(&c->resources[m], "AWS::OpenSearchServerless::Collection") &&
                    means(c, rules[k].node, c->resources[m].name))
                    visit(c, &c->resources[m], r, entries[i].node, rules[k].node);
    }
}

static void open_collection(struct cfn *c, struct cfn_resource *collection, struct cfn_resource *r,
                            const struct doc_node *entry, const struct doc_node *rule)
{
    (void)rule;
    if (cfn_bool(&c->scope, doc_get(entry, "AllowFromPublic"), false))
        cfn_expose(c, cfn_internet(c), collection->node, AUTH_IAM, r->at, r->condition);
    else if (cfn_get(&c->scope, entry, "SourceVPCEs"))
        graph_attr(c->g, collection->node, FACT_NETWORK, STR("private"));
}

void cfn_emit_search_security(struct cfn *c, struct cfn_resource *r)
{
    if (str_is(cfn_prop_text(c, r, "Type"), "network"))
        each_collection(c, r, open_collection);
}

static void grant_collection(struct cfn *c, struct cfn_resource *collection, struct cfn_resource *r,
                             const struct doc_node *entry, const struct doc_node *rule)
{
    const struct cfn_item *who, *what;
    size_t count = cfn_list(&c->scope, doc_get(entry, "Principal"), &who);
    size_t actions = cfn_list(&c->scope, doc_get(rule, "Permission"), &what);
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &who[i]);
        node_id n = cfn_target(c, &v, NODE_IDENTITY, r->where);
        edge_id e = cfn_edge(c, EDGE_GRANTS, n, collection->node, r->at, r->condition);
        for (size_t k = 0; e && k < actions; k++) {
            struct str action = cfn_item_value(&c->scope, &what[k]).text;
            bool all = str_is(action, "aoss:*");
            bool read = str_find(action, STR("Read")) != STR_NPOS ||
                        str_find(action, STR("Describe")) != STR_NPOS;
            if (all || read)
                graph_edge_action(c->g, e, STR("read"));
            if (all || !read)
                graph_edge_action(c->g, e, STR("write"));
        }
    }
}

/* Who may read and write is said there, besides the identity's own policy. */
void cfn_emit_search_access(struct cfn *c, struct cfn_resource *r)
{
    each_collection(c, r, grant_collection);
}
