/* SPDX-License-Identifier: MIT */
/* rules_secrets.c - where secrets stand, who has them, what is not encrypted (FW-040 to FW-049,
 * FW-106). */
#include "rule_ask.h"

#include "attr.h"
#include "query.h"

static bool is_code(enum node_kind kind)
{
    return kind == NODE_FUNCTION || kind == NODE_APP || kind == NODE_COMPUTE ||
           kind == NODE_WORKFLOW;
}

/* --- In settings ------------------------------------------------------------------------------ */

/* One finding per secret whose value comes into settings in a way: "plain" or "deployment". */
static void find_in_settings(struct rule_run *run, const char *way, const char *said)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        struct finding *f = NULL;
        size_t holders = 0;
        node_id first = 0;
        for (struct rule_walk w = rule_in(run, n, EDGE_USES); rule_next_edge(&w);) {
            if (!edge_fact_is(w.edge, FACT_VALUE, way) ||
                !is_code(rule_node(run, w.edge->from)->kind))
                continue;
            if (!f) {
                f = rule_find(run, n);
                if (str_is(rule_node(run, n)->type, "AWS::IAM::AccessKey"))
                    rule_severity(f, SEVERITY_HIGH);
                rule_with_edge(run, f, w.id);
                first = w.edge->from;
            }
            rule_with_node(run, f, w.edge->from);
            holders++;
        }
        if (f)
            rule_say(run, f, holders > 1 ? "%N %s the settings of %N and %zu more"
                                         : "%N %s the settings of %N",
                     n, said, first, holders - 1);
    }
}

RULE(fw_040)
{
    find_in_settings(run, "plain", "stands in clear in");
}

/* By outputs of a stack and parameters that are plain text: read by whoever may describe them. The
 * key of a user opens all that he may. */
static void find_shown(struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_in(run, n, EDGE_USES); rule_next_edge(&w);) {
        enum node_kind by = rule_node(run, w.edge->from)->kind;
        if (!edge_fact_is(w.edge, FACT_VALUE, "deployment") ||
            (by != NODE_BOUNDARY && by != NODE_PARAM))
            continue;
        bool output = by == NODE_BOUNDARY;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, w.edge->from);
        rule_with_edge(run, f, w.id);
        if (str_is(rule_node(run, n)->type, "AWS::IAM::AccessKey"))
            rule_severity(f, output ? SEVERITY_CRITICAL : SEVERITY_HIGH);
        rule_say(run, f, output ? "the value of %N is an output of %N"
                                : "the value of %N is written in clear into %N",
                 n, w.edge->from);
    }
}

RULE(fw_041)
{
    find_in_settings(run, "deployment", "is written by the deployment into");
    for (size_t n = 1; n <= graph_node_count(rule_graph(run)); n++)
        if (rule_node(run, (node_id)n)->kind == NODE_SECRET) /* made elsewhere, shown here */
            find_shown(run, (node_id)n);
}

/* --- Shared, old, literal --------------------------------------------------------------------- */

static unsigned exposure_of(const struct rule_run *run, node_id n)
{
    struct reach r = exposure_reach(rule_exposure(run), n);
    return r.reached ? (unsigned)r.rank : AUTH_CLASS_COUNT;
}

/* An app holds what its functions use: it is no further user. */
static bool has_function_user(const struct rule_run *run, node_id secret)
{
    for (struct rule_walk w = rule_in(run, secret, EDGE_USES); rule_next_edge(&w);)
        if (rule_node(run, w.edge->from)->kind == NODE_FUNCTION)
            return true;
    return false;
}

RULE(fw_042)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        node_id exposed = 0, inner = 0;
        size_t users = 0;
        bool by_functions = has_function_user(run, n);
        for (struct rule_walk w = rule_in(run, n, EDGE_USES); rule_next_edge(&w);) {
            node_id user = w.edge->from;
            if (!is_code(rule_node(run, user)->kind) || !rule_is_live(run, user) ||
                (rule_node(run, user)->kind == NODE_APP && by_functions))
                continue;
            users++;
            if (!exposed || rule_is_nearer(run, user, exposed))
                exposed = user;
            if (!inner || exposure_of(run, user) > exposure_of(run, inner))
                inner = user;
        }
        if (!users || exposure_of(run, exposed) == exposure_of(run, inner))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, exposed);
        rule_with_node(run, f, inner);
        rule_say(run, f, "%zu users share %N: what leaks from %N opens what %N needs it for", users,
                 n, exposed, inner);
    }
}

RULE(fw_043)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        if (!str_is(rule_node(run, n)->type, "AWS::SecretsManager::Secret") ||
            !rule_count_out(run, n, EDGE_UNLOCKS) ||
            node_fact_bool(rule_node(run, n), "rotation", false))
            continue;
        edge_id e = graph_first_out(rule_graph(run), n, EDGE_UNLOCKS);
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, rule_edge(run, e)->to);
        rule_say(run, f, "%N opens %N and is never changed", n,
                 rule_edge(run, e)->to);
    }
}

RULE(fw_044)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        if (!node_fact_given(rule_node(run, n), FACT_FINGERPRINT))
            continue;
        bool in_settings = false; /* FW-040 */
        for (struct rule_walk w = rule_in(run, n, EDGE_USES); rule_next_edge(&w);)
            in_settings = in_settings || edge_fact_is(w.edge, FACT_VALUE, "plain");
        if (in_settings)
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "the value of %N stands in the file", n);
    }
}

/* --- Within reach ----------------------------------------------------------------------------- */

static bool refers_to(const struct rule_run *run, node_id function, node_id secret)
{
    for (struct rule_walk w = rule_out(run, function, EDGE_USES); rule_next_edge(&w);)
        if (w.edge->to == secret)
            return true;
    return false;
}

/* A secret that an identity may read and the function never asks for; 0: none. */
static edge_id needless_secret(const struct rule_run *run, node_id function, node_id identity)
{
    for (struct rule_walk w = rule_out(run, identity, EDGE_GRANTS); rule_next_edge(&w);) {
        const struct node *to = rule_node(run, w.edge->to);
        bool all = node_boundary_class(to) == BOUNDARY_ANY &&
                   str_starts(to->id, STR("aws:any:secretsmanager"));
        if (!(edge_ops(w.edge) & OP_READ) || (to->kind != NODE_SECRET && !all) ||
            !str_empty(w.edge->condition))
            continue;
        if (all || !refers_to(run, function, w.edge->to))
            return w.id;
    }
    return 0;
}

RULE(fw_045)
{
    enum { IDENTITIES = 8 };
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identities[IDENTITIES];
        size_t count = rule_weak(run, n) ? rule_identities(run, n, identities, IDENTITIES) : 0;
        for (size_t i = 0; i < count && i < IDENTITIES; i++) {
            edge_id e = needless_secret(run, n, identities[i]);
            if (!e)
                continue;
            node_id secret = rule_edge(run, e)->to;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, secret);
            rule_with_edge(run, f, e);
            rule_say(run, f, "%N is within reach of strangers, may read %N and does not need it", n,
                     secret);
            break;
        }
    }
}

/* --- Encryption at rest ----------------------------------------------------------------------- */

/* Stores that are clear unless the template says otherwise, and where it would say so. */
static const struct {
    const char *type, *attr, *value; /* value NULL: true, or a key */
} clear_stores[] = {
    {"AWS::RDS::DBCluster", "storage-encrypted", NULL},
    {"AWS::RDS::DBInstance", "storage-encrypted", NULL},
    {"AWS::DocDB::DBCluster", "storage-encrypted", NULL},
    {"AWS::Neptune::DBCluster", "storage-encrypted", NULL},
    {"AWS::Redshift::Cluster", "encrypted", NULL},
    {"AWS::EFS::FileSystem", "encrypted", NULL},
    {"AWS::Kinesis::Stream", "encryption", "KMS"},
    {"AWS::ElastiCache::ReplicationGroup", "at-rest-encryption-enabled", NULL},
    {"AWS::Elasticsearch::Domain", "encrypted", NULL},
    {"AWS::OpenSearchService::Domain", "encrypted", NULL},
    {"AWS::SNS::Topic", "", NULL},
};

static bool is_encrypted(const struct rule_run *run, node_id n, const char *attr, const char *value)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_ENCRYPTED_BY); rule_next_edge(&w);)
        if (edge_encrypts_all(w.edge))
            return true;
    const struct attr *a = node_attr(rule_node(run, n), attr);
    if (value)
        return a && str_iis(a->value, value);
    return fact_bool(a, a != NULL); /* there, but not decided: it depends on a parameter */
}

RULE(fw_046)
{
    const struct graph *g = rule_graph(run);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        for (size_t k = 0; k < COUNT(clear_stores); k++) {
            if (!str_is(rule_node(run, n)->type, clear_stores[k].type) || !rule_is_live(run, n) ||
                is_encrypted(run, n, clear_stores[k].attr, clear_stores[k].value) ||
                str_istarts(rule_attr(run, n, "engine"), STR("aurora")))
                continue; /* an aurora instance is as its cluster is */
            struct finding *f = rule_find(run, n);
            if (rule_sensitivity(run, n) >= 2)
                rule_severity(f, SEVERITY_HIGH);
            rule_say(run, f, "%N is not encrypted at rest", n);
        }
        if (rule_node(run, n)->kind == NODE_API && rule_is_live(run, n) &&
            str_is(rule_attr(run, n, "cache"), "unencrypted")) {
            struct finding *f = rule_find(run, n);
            rule_say(run, f, "%N keeps answers in a cache that is not encrypted", n);
        }
    }
}

/* --- Encryption on the way -------------------------------------------------------------------- */

static bool is_old_tls(struct str version)
{
    return str_is(version, "1.0") || str_is(version, "1.1") || str_iis(version, "TLS1_0") ||
           str_iis(version, "TLS1_1") || str_is(version, "TLSv1") || str_is(version, "SSLv3") ||
           str_is(version, "TLSv1_2016") || str_is(version, "TLSv1.1_2016");
}

/* Why something speaks in clear; NULL: it does not. */
static const char *clear_transport(const struct rule_run *run, node_id n)
{
    static const char *const versions[] = {"minTlsVersion", "minimumTlsVersion", "minimum-tls"};
    for (size_t i = 0; i < COUNT(versions); i++)
        if (is_old_tls(rule_attr(run, n, versions[i])))
            return "accepts a version of TLS that is broken";
    if (str_istarts(rule_attr(run, n, "client-broker"), STR("PLAINTEXT")) ||
        str_iis(rule_attr(run, n, "client-broker"), "TLS_PLAINTEXT"))
        return "takes clients in clear";
    if (!node_fact_bool(rule_node(run, n), "supportsHttpsTrafficOnly", true) ||
        !node_fact_bool(rule_node(run, n), "enforce-https", true))
        return "answers plain HTTP";
    if (!node_fact_bool(rule_node(run, n), "require-tls", true) ||
        !node_fact_bool(rule_node(run, n), "transit-encryption-enabled", true))
        return "takes connections without TLS";
    return NULL;
}

RULE(fw_048)
{
    const struct graph *g = rule_graph(run);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        const char *why = rule_is_live(run, n) ? clear_transport(run, n) : NULL;
        if (why) {
            struct finding *f = rule_find(run, n);
            rule_say(run, f, "%N %s", n, why);
        }
        for (struct rule_walk w = rule_out(run, n, EDGE_DELIVERS); rule_next_edge(&w);) {
            if (!edge_fact_is(w.edge, "protocol", "http"))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "%N sends its messages to %N in clear", n, w.edge->to);
        }
    }
}

RULE(fw_049)
{
    for (node_id n = 0; (n = rule_next(run, NODE_KEY, n));) {
        edge_id door = graph_first_in(rule_graph(run), n, EDGE_EXPOSES);
        if (door) {
            struct finding *f = rule_find(run, n);
            rule_with_edge(run, f, door);
            rule_say(run, f, "the policy of %N lets anyone use it", n);
        }
        if (!str_is(rule_node(run, n)->type, "AWS::KMS::Key") ||
            node_fact_bool(rule_node(run, n), "enable-key-rotation", false) ||
            node_fact_given(rule_node(run, n), "key-spec"))
            continue;
        struct finding *f = rule_find(run, n);
        rule_severity(f, SEVERITY_LOW);
        rule_say(run, f, "%N is never changed: rotation is off", n);
    }
}

/* --- Keys of accounts ------------------------------------------------------------------------- */

RULE(fw_106)
{
    const struct graph *g = rule_graph(run);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        const struct node *node = rule_node(run, n);
        bool storage = str_iis(node->type, "Microsoft.Storage/storageAccounts");
        bool local = str_iis(node->type, "Microsoft.ServiceBus/namespaces") ||
                     str_iis(node->type, "Microsoft.EventHub/namespaces") ||
                     str_iis(node->type, "Microsoft.EventGrid/topics") ||
                     str_iis(node->type, "Microsoft.DocumentDB/databaseAccounts") ||
                     str_iis(node->type, "Microsoft.SignalRService/SignalR");
        if ((!storage && !local) || !rule_is_live(run, n) ||
            (storage && !node_fact_bool(node, "allowSharedKeyAccess", true)) ||
            (local && node_fact_bool(node, "disableLocalAuth", false)))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, storage ? "whoever has a key of %N has all of its data"
                                 : "%N takes shared keys besides identities", n);
    }
}

/* --- Keys of our own --------------------------------------------------------------------------- */

enum held { HELD_BY_US, HELD_BY_PROVIDER, HELD_UNKNOWN };

/* Azure says it for the account that the store lies in. */
static enum held key_of_account(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        const struct node *box = rule_node(run, w.edge->to);
        if (node_boundary_class(box) != BOUNDARY_DATA_ACCOUNT)
            continue;
        if (str_iis(node_attr_text(box, "key-source"), "Microsoft.Keyvault"))
            return HELD_BY_US;
        return box->external ? HELD_UNKNOWN : HELD_BY_PROVIDER;
    }
    return HELD_UNKNOWN;
}

static enum held key_of(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_ENCRYPTED_BY); rule_next_edge(&w);) {
        const struct node *key = rule_node(run, w.edge->to);
        if (edge_encrypts_all(w.edge) && !str_is(node_attr_text(key, FACT_MANAGED), "provider") &&
            str_ifind(key->name, STR("alias/aws/")) == STR_NPOS &&
            str_ifind(key->name, STR("aws/")) != 0)
            return HELD_BY_US;
    }
    return rule_is_provider(run, n, "azure") ? key_of_account(run, n) : HELD_BY_PROVIDER;
}

/* Stores of data; a vault is made for secrets, with whatever key. */
RULE(fw_047)
{
    static const enum node_kind kinds[] = {NODE_BUCKET, NODE_TABLE,  NODE_FILES,
                                           NODE_QUEUE,  NODE_STREAM, NODE_TOPIC};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            enum held held = rule_sensitivity(run, n) >= 3 ? key_of(run, n) : HELD_BY_US;
            if (held == HELD_BY_US)
                continue;
            struct finding *f = held == HELD_UNKNOWN ? rule_ask(run, n) : rule_find(run, n);
            rule_say(run, f, held == HELD_UNKNOWN
                                 ? "whose key encrypts %N is not in the input"
                                 : "%N holds what is most sensitive, under a key of the provider",
                     n);
        }
}

/* --- Signed addresses ---------------------------------------------------------------------------- */

/* Days from today to its end; false: the text is no day. */
static bool days_left(const struct rule_run *run, struct str end, long *days)
{
    struct date day;
    long seconds, today = date_days(rule_options_of(run)->today);
    if (date_parse(end, &day))
        *days = date_days(day) - today;
    else if (str_to_long(end, &seconds))
        *days = seconds / (24 * 60 * 60) - today;
    else
        return false;
    return true;
}

RULE(fw_107)
{
    enum { LONG = 366 };
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        struct str end = rule_attr(run, n, FACT_EXPIRES);
        long days = 0;
        bool never = str_is(end, "never"), known = days_left(run, end, &days);
        if (!end.len || (known && days <= LONG))
            continue;
        struct finding *f = never || known ? rule_find(run, n) : rule_ask(run, n);
        if (never)
            rule_say(run, f, "the signature in %N has no end", n);
        else if (known)
            rule_say(run, f, "the signature in %N is good until %S", n, end);
        else
            rule_say(run, f, "when the signature in %N ends is said by a policy of its account", n);
    }
}
