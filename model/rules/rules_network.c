/* SPDX-License-Identifier: MIT */
/* rules_network.c - networks, what they let through, and whether they are needed (FW-091 to FW-095). */
#include "rule_group.h"

#include "arena.h"
#include "json_value.h"
#include "mem.h"
#include "query.h"

static bool is_one_of(struct str text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_iis(text, list[i]))
            return true;
    return false;
}

/* --- Inside and outside of networks ----------------------------------------------------------- */

/* It resides in a subnet, a security group; declared: in one of the input. */
static bool is_in_network(const struct rule_run *run, node_id n, bool declared)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        const struct node *to = rule_node(run, w.edge->to);
        if (to->kind == NODE_NET && (!declared || !to->external))
            return true;
    }
    return false;
}

/* What only somebody inside of the network reaches. */
static bool needs_network(const struct rule_run *run, node_id n)
{
    static const char *const types[] = {
        "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::DBProxy",
        "AWS::DocDB::DBCluster", "AWS::DocDB::DBInstance", "AWS::Neptune::DBCluster",
        "AWS::Neptune::DBInstance", "AWS::Redshift::Cluster", "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache",
        "AWS::MemoryDB::Cluster", "AWS::DAX::Cluster", "AWS::EFS::FileSystem",
        "AWS::EC2::VPCEndpoint", "AWS::EC2::Instance", "AWS::ECS::Service",
        "AWS::EKS::Cluster", "AWS::EC2::VPCPeeringConnection", "AWS::EC2::TransitGateway",
        "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::VPNGateway", "AWS::EC2::NatGateway",
        "AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster", "AWS::AmazonMQ::Broker",
        "AWS::S3Files::FileSystem", "AWS::VpcLattice::ServiceNetwork",
        "AWS::VpcLattice::ServiceNetworkVpcAssociation"};
    const struct node *node = rule_node(run, n);
    if (is_one_of(node->type, types, COUNT(types)))
        return true;
    return node->kind != NODE_FUNCTION && node->kind != NODE_NET && is_in_network(run, n, false);
}

/* Something of the input, or a mounted file system, is a reason to be in a network. */
static bool has_reason(const struct rule_run *run, node_id stack)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++)
        if (needs_network(run, (node_id)i) &&
            (rule_node(run, (node_id)i)->external || rule_frame(run, (node_id)i) == stack))
            return true;
    return false;
}

static void say_needless_networks(struct rule_run *run)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        if (is_in_network(run, n, true) && !rule_count_out(run, n, EDGE_DEPENDS))
            rule_group_add(run, &groups, n, 0);
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        if (has_reason(run, g->frame))
            continue;
        struct finding *f = rule_group_find(run, g);
        rule_severity(f, SEVERITY_INFO);
        rule_group_say(run, f, g, "runs in a network in which nothing needs it",
                       "run in a network in which nothing needs them");
        rule_fix(run, f, "Take them out of the network, unless something beyond the input needs it.");
    }
}

RULE(fw_091)
{
    static const char *const domains[] = {"AWS::OpenSearchService::Domain",
                                          "AWS::Elasticsearch::Domain"};
    static const enum node_kind kinds[] = {NODE_TABLE, NODE_QUEUE, NODE_COMPUTE};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            bool open = node_fact_bool(rule_node(run, n), "publicly-accessible", false);
            bool domain = is_one_of(rule_node(run, n)->type, domains, COUNT(domains)) &&
                          !str_is(rule_attr(run, n, FACT_NETWORK), "private") &&
                          !is_in_network(run, n, false);
            if (!open && !domain)
                continue;
            struct finding *f = rule_find(run, n);
            rule_say(run, f, "%N has an address of the internet", n);
        }
    say_needless_networks(run);
}

/* --- Security groups -------------------------------------------------------------------------- */

/* Engine or type, and the port that it listens to unless the template says so. */
static const struct {
    const char *type, *engine; /* engine: how it begins; "" every one */
    long port;
} store_ports[] = {
    {"AWS::RDS::DBInstance", "postgres", 5432},
    {"AWS::RDS::DBInstance", "aurora-postgresql", 5432},
    {"AWS::RDS::DBInstance", "sqlserver", 1433},
    {"AWS::RDS::DBInstance", "oracle", 1521},
    {"AWS::RDS::DBInstance", "", 3306},
    {"AWS::RDS::DBCluster", "aurora-postgresql", 5432},
    {"AWS::RDS::DBCluster", "postgres", 5432},
    {"AWS::RDS::DBCluster", "", 3306},
    {"AWS::DocDB::DBCluster", "", 27017},
    {"AWS::Neptune::DBCluster", "", 8182},
    {"AWS::Redshift::Cluster", "", 5439},
    {"AWS::ElastiCache::CacheCluster", "memcached", 11211},
    {"AWS::ElastiCache::CacheCluster", "", 6379},
    {"AWS::ElastiCache::ReplicationGroup", "", 6379},
    {"AWS::ElastiCache::ServerlessCache", "memcached", 11211},
    {"AWS::ElastiCache::ServerlessCache", "", 6379},
    {"AWS::MemoryDB::Cluster", "", 6379},
    {"AWS::OpenSearchService::Domain", "", 443},
    {"AWS::Elasticsearch::Domain", "", 443},
    {"AWS::EFS::FileSystem", "", 2049},
};

/* None of these ever has an address of the internet. */
static bool is_always_inside(const struct rule_run *run, node_id store)
{
    static const char *const types[] = {
        "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache",
        "AWS::MemoryDB::Cluster", "AWS::EFS::FileSystem"};
    return is_one_of(rule_node(run, store)->type, types, COUNT(types)) ||
           !node_fact_bool(rule_node(run, store), "publicly-accessible", true) ||
           str_is(rule_attr(run, store, FACT_NETWORK), "private");
}

static long port_of(const struct rule_run *run, node_id store)
{
    long said = rule_attr_number(run, store, "port", 0);
    for (size_t i = 0; i < COUNT(store_ports); i++)
        if (rule_is_type(run, store, store_ports[i].type) &&
            str_istarts(rule_attr(run, store, "engine"), str_from(store_ports[i].engine)))
            return said > 0 ? said : store_ports[i].port;
    return 0;
}

/* "22,3306-3310", "all": does it hold the port? */
static bool holds_port(struct str list, long port)
{
    for (struct str part; str_cut(&list, ',', &part);) {
        size_t dash = str_chr(part, '-');
        long low, high;
        if (str_is(part, "all"))
            return true;
        if (!str_to_long(str_sub(part, 0, dash), &low))
            continue;
        if (dash == STR_NPOS || !str_to_long(str_from_at(part, dash + 1), &high))
            high = low;
        if (port >= low && port <= high)
            return true;
    }
    return false;
}

static void say_open_groups(struct rule_run *run, node_id store, long port)
{
    for (struct rule_walk w = rule_out(run, store, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        if (!holds_port(rule_attr(run, w.edge->to, "open-ports"), port))
            continue;
        bool inside = is_always_inside(run, store);
        struct finding *f = rule_find(run, store);
        rule_with_node(run, f, w.edge->to);
        rule_with_edge(run, f, w.id);
        if (inside)
            rule_severity(f, SEVERITY_MEDIUM);
        rule_say(run, f, "%N lets everybody come to the port of %N%s", w.edge->to, store,
                 inside ? "; only that it has no public address keeps strangers out" : "");
        return;
    }
}

/* Servers of Azure whose firewall has a rule for all addresses. */
static void say_open_firewall(struct rule_run *run, node_id server)
{
    struct str firewall = rule_attr(run, server, "firewall");
    if (!str_istarts(firewall, STR("open to all")) || rule_sensitivity(run, server) < 1)
        return;
    bool azure = !str_is(firewall, "open to all");
    struct finding *f = rule_find(run, server);
    if (azure)
        rule_severity(f, SEVERITY_MEDIUM);
    rule_say(run, f, "the firewall of %N lets every address%s come to the login", server,
             azure ? " of Azure, of any customer," : "");
}

RULE(fw_092)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        long port = rule_is_live(run, n) && rule_sensitivity(run, n) >= 1 ? port_of(run, n) : 0;
        if (port)
            say_open_groups(run, n, port);
        if (rule_is_live(run, n))
            say_open_firewall(run, n);
    }
}

/* --- Ways out --------------------------------------------------------------------------------- */

/* Nothing in the input holds it back: it is in no network, or a group of its lets it go anywhere.
 * A group of somewhere else may hold it back. */
static bool goes_anywhere(const struct rule_run *run, node_id function)
{
    bool network = false, open = false;
    struct str said = rule_attr(run, function, FACT_EGRESS);
    if (str_is(said, "none") || str_is(said, "false"))
        return false;
    for (struct rule_walk w = rule_out(run, function, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        const struct node *to = rule_node(run, w.edge->to);
        network = network || to->kind == NODE_NET;
        if (rule_is_type(run, w.edge->to, "AWS::EC2::SecurityGroup") && !to->external)
            open = open || !node_attr(to, "egress-to") ||
                   str_find(node_attr_text(to, "egress-to"), STR("anywhere")) != STR_NPOS;
    }
    return !network || open;
}

static bool reads_sensitive(const struct rule_run *run, node_id function)
{
    for (struct rule_walk w = rule_out(run, function, EDGE_READS); rule_next_edge(&w);)
        if (rule_sensitivity(run, w.edge->to) >= 2)
            return true;
    return false;
}

/* An app of a template whose traffic is not sent through a network. */
static bool app_goes_anywhere(const struct rule_run *run, node_id function)
{
    edge_id hosted = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    if (!hosted)
        return false;
    node_id app = rule_edge(run, hosted)->to;
    if (!node_attr(rule_node(run, app), "template"))
        return false; /* nothing is known about its network */
    for (struct rule_walk w = rule_out(run, app, EDGE_DEPENDS); rule_next_edge(&w);)
        if (rule_node(run, w.edge->to)->kind == NODE_NET)
            return false;
    return true;
}

RULE(fw_093)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        bool open = rule_is_provider(run, n, "azure") ? app_goes_anywhere(run, n)
                                                      : goes_anywhere(run, n);
        if (open && reads_sensitive(run, n))
            rule_group_add(run, &groups, n, 0);
    }
    for (size_t i = 0; i < groups.count; i++) {
        struct finding *f = rule_group_find(run, &groups.items[i]);
        rule_group_say(run, f, &groups.items[i],
                       "reads sensitive data and may send it anywhere",
                       "read sensitive data and may send it anywhere");
    }
}

/* --- Endpoints -------------------------------------------------------------------------------- */

static bool says_all(const struct json_value *v)
{
    if (json_value_is(v, JSON_VALUE_TEXT))
        return str_is(v->text, "*");
    for (const struct json_value *c = v ? v->first : NULL; c; c = c->next)
        if (says_all(c))
            return true;
    return false;
}

/* A statement that allows everybody everything, on everything, at all times. */
static bool allows_everything(const struct json_value *s)
{
    const struct json_value *condition = json_value_get(s, "Condition");
    return str_is(json_value_text(json_value_get(s, "Effect")), "Allow") &&
           says_all(json_value_get(s, "Principal")) && says_all(json_value_get(s, "Action")) &&
           says_all(json_value_get(s, "Resource")) && (!condition || !condition->count);
}

/* 1: open; 0: narrowed; -1: there is no policy, and the default one is open. */
static int endpoint_policy(const struct rule_run *run, node_id endpoint)
{
    const struct node *n = rule_node(run, endpoint);
    int found = -1;
    for (uint32_t i = 0; i < n->policy_count; i++) {
        const struct json_value *v = json_value_read(rule_arena(run), n->policies[i], NULL);
        if (!str_is(json_value_text(json_value_get(v, "aws")), "endpoint"))
            continue;
        const struct json_value *s =
            json_value_get(json_value_get(v, "document"), "Statement");
        found = 0;
        if (json_value_is(s, JSON_VALUE_OBJECT) && allows_everything(s))
            return 1;
        for (const struct json_value *c = s ? s->first : NULL; c; c = c->next)
            if (json_value_is(s, JSON_VALUE_LIST) && allows_everything(c))
                return 1;
    }
    return found;
}

RULE(fw_094)
{
    enum { DEFAULT, OPEN };
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_NET, n));) {
        if (!rule_is_type(run, n, "AWS::EC2::VPCEndpoint") ||
            str_iis(rule_attr(run, n, "endpoint-type"), "GatewayLoadBalancer"))
            continue;
        int policy = endpoint_policy(run, n);
        if (policy)
            rule_group_add(run, &groups, n, policy < 0 ? DEFAULT : OPEN);
    }
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        if (g->key == DEFAULT)
            rule_group_say(run, f, g, "has no policy: everybody inside may do everything through it",
                           "have no policy: everybody inside may do everything through them");
        else
            rule_group_say(run, f, g, "lets everybody inside do everything through it",
                           "let everybody inside do everything through them");
    }
}

/* The things that a private endpoint leads to: what its template refers to and is no network. */
RULE(fw_095)
{
    for (node_id n = 0; (n = rule_next(run, NODE_NET, n));) {
        if (!rule_is_type(run, n, "Microsoft.Network/privateEndpoints"))
            continue;
        for (struct rule_walk w = rule_out(run, n, EDGE_DEPENDS); rule_next_edge(&w);) {
            node_id to = w.edge->to;
            struct str open = rule_attr(run, to, "publicNetworkAccess");
            struct str others = rule_attr(run, to, "defaultAction");
            if (rule_node(run, to)->kind == NODE_NET || !rule_is_live(run, to) ||
                str_iis(open, "Disabled") || str_iis(open, "SecuredByPerimeter") ||
                str_iis(others, "Deny"))
                continue;
            bool known = str_empty(open) || str_iis(open, "Enabled");
            struct finding *f = known ? rule_find(run, to) : rule_ask(run, to);
            rule_with_node(run, f, n);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, known ? "%N has the private endpoint %N, and answers the internet as well"
                                   : "whether %N answers the internet beside %N is a parameter",
                     to, n);
        }
    }
}
