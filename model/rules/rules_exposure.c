/* SPDX-License-Identifier: MIT */
/* rules_exposure.c - who gets in: routes, gates, public resources (FW-001 to FW-020, but for
 * what rules_callers.c asks). */
#include "rule_ask.h"
#include "rule_group.h"

#include "attr.h"
#include "query.h"

static bool is_store(enum node_kind kind)
{
    return kind == NODE_BUCKET || kind == NODE_TABLE || kind == NODE_FILES ||
           kind == NODE_SECRET || kind == NODE_PARAM || kind == NODE_QUEUE || kind == NODE_STREAM;
}

/* Anyone on the internet calls it, and nobody has said that this is meant. */
static bool is_open_door(const struct rule_run *run, node_id n)
{
    return rule_open(run, n) && !rule_is_declared_public(run, n);
}

/* A front door: what `exposes` of an actor leads to. The edge of the weakest gate; 0: none. */
static edge_id door_of(const struct rule_run *run, node_id n)
{
    edge_id weakest = 0;
    for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);)
        if (!weakest || w.edge->auth < rule_edge(run, weakest)->auth)
            weakest = w.id;
    return weakest;
}

static bool is_function_door(const struct rule_run *run, node_id n)
{
    struct str type = rule_node(run, n)->type;
    return str_is(type, "AWS::Lambda::Url") || str_is(type, "AWS::Lambda::WebFunctionEndpoint");
}

/* Input that comes out of a store, or through other code, is no call of the route. *way: to it. */
static bool is_called(struct rule_run *run, node_id n, struct path *way)
{
    *way = rule_way_in(run, n);
    for (size_t i = 0; i < way->hop_count; i++) {
        enum node_kind from = rule_node(run, way->hops[i]->from)->kind;
        if (from != NODE_ACTOR && from != NODE_API && from != NODE_FRONT && from != NODE_ROUTE &&
            from != NODE_APP && from != NODE_NET)
            return false;
    }
    return true;
}

/* --- Routes ----------------------------------------------------------------------------------- */

RULE(fw_001)
{
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        struct path way;
        if (!is_open_door(run, n) || !is_called(run, n, &way))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_path(run, f, &way);
        rule_say(run, f, "anyone on the internet can call %N without authentication", n);
    }
}

/* The first node of a gateway on a path; else what strangers come to first: a function that they
 * call, a pool where they sign up. */
static node_id door_on(const struct rule_run *run, const struct path *p)
{
    node_id first = 0;
    for (size_t i = 0; i < p->hop_count; i++) {
        enum node_kind kind = rule_node(run, p->hops[i]->to)->kind;
        if (kind == NODE_ROUTE)
            return p->hops[i]->to;
        if (!first && (kind == NODE_API || kind == NODE_FRONT))
            first = p->hops[i]->to;
    }
    return first ? first : p->hops[0]->to;
}

static bool goes_through_code(const struct rule_run *run, const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++)
        if (rule_node(run, p->hops[i]->to)->kind == NODE_FUNCTION)
            return true;
    return false;
}

RULE(fw_002)
{
    static const enum state states[] = {STATE_READ, STATE_WRITE};
    const struct path_answer *a = rule_paths(run, SEAT_ANONYMOUS);
    for (size_t i = 0; i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        if (!is_store(rule_node(run, t->node)->kind) || rule_sensitivity(run, t->node) < 2)
            continue;
        for (size_t s = 0; s < COUNT(states); s++) {
            struct path p;
            if (!path_answer_path(a, t->node, states[s], rule_arena(run), &p) ||
                p.rank != AUTH_CLASS_NONE || !goes_through_code(run, &p))
                continue;
            node_id door = door_on(run, &p);
            struct finding *f = rule_find(run, door);
            rule_with_node(run, f, t->node);
            rule_with_answer(run, f, a, &p);
            rule_severity(f, rule_sensitivity(run, t->node) >= 3 ? SEVERITY_CRITICAL
                                                                 : SEVERITY_HIGH);
            rule_say(run, f, "%N needs no authentication and leads to %N (%s)", door, t->node,
                     state_names[states[s]]);
            break;
        }
    }
}

RULE(fw_003)
{
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));) {
        struct path way;
        if (!is_function_door(run, n) || !is_open_door(run, n) || !is_called(run, n, &way))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_path(run, f, &way);
        rule_say(run, f, "anyone on the internet can call %N: its AuthType is NONE", n);
    }
}

RULE(fw_004)
{
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        struct path way;
        struct reach r = exposure_reach(rule_exposure(run), n);
        if (!r.reached || r.rank != AUTH_CLASS_SHARED || !is_called(run, n, &way))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_path(run, f, &way);
        rule_say(run, f, "a shared key (%s) is all that stands before %N", auths[r.auth].name, n);
    }
}

/* An API most of whose routes ask for a token has a hole in what is open: what was meant to hold
 * for all does not hold for this one. */
RULE(fw_005)
{
    for (node_id api = 0; (api = rule_next(run, NODE_API, api));) {
        size_t guarded = 0, open = 0;
        for (struct rule_walk w = rule_out(run, api, EDGE_ROUTES); rule_next_edge(&w);) {
            enum auth auth = w.edge->auth;
            guarded += auth != AUTH_ABSENT && auth != AUTH_UNKNOWN &&
                       auths[auth].class >= AUTH_CLASS_CUSTOM;
            open += auth == AUTH_NONE;
        }
        struct rule_walk w = rule_out(run, api, EDGE_ROUTES);
        while (guarded > open && rule_next_edge(&w)) {
            if (w.edge->auth != AUTH_NONE || !is_open_door(run, w.edge->to))
                continue;
            struct finding *f = rule_find(run, w.edge->to);
            rule_with_node(run, f, api);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "%zu routes of %N ask who is calling, %N does not", guarded, api,
                     w.edge->to);
        }
    }
}

/* --- Tokens that anybody gets ----------------------------------------------------------------- */

static bool has_open_sign_up(const struct rule_run *run, node_id auth)
{
    for (struct rule_walk w = rule_in(run, auth, EDGE_EXPOSES); rule_next_edge(&w);)
        if (edge_fact_is(w.edge, "sign-up", "open"))
            return true;
    return false;
}

RULE(fw_006)
{
    for (node_id n = 0; (n = rule_next(run, NODE_AUTH, n));) {
        if (!has_open_sign_up(run, n))
            continue;
        const struct path_answer *a = rule_paths(run, SEAT_SELF_REGISTERED);
        for (size_t i = 0; i < path_answer_count(a); i++) {
            const struct path_target *t = path_answer_at(a, i);
            struct path p;
            if (!is_store(rule_node(run, t->node)->kind) || rule_sensitivity(run, t->node) < 2 ||
                !path_answer_path(a, t->node, t->best, rule_arena(run), &p) ||
                p.rank != AUTH_CLASS_SELF_SERVICE)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, t->node);
            rule_with_answer(run, f, a, &p);
            rule_say(run, f, "whoever signs up at %N gets a token that leads to %N", n, t->node);
            break;
        }
    }
}

RULE(fw_007)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        edge_id door = door_of(run, n);
        if (!door || rule_edge(run, door)->auth != AUTH_NONE ||
            !rule_count_out(run, n, EDGE_GRANTS))
            continue;
        node_id first = rule_edge(run, graph_first_out(rule_graph(run), n, EDGE_GRANTS))->to;
        struct finding *f = rule_find(run, n);
        rule_with_edge(run, f, door);
        rule_say(run, f, "guests are given the credentials of %N, which has rights on %N%s", n,
                 first,
                 rule_count_out(run, n, EDGE_GRANTS) > 1 ? " and more" : "");
    }
}

/* --- Gates beside the gate -------------------------------------------------------------------- */

static bool door_has(const struct rule_run *run, node_id n, const char *guard)
{
    for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);)
        if (edge_has_guard(w.edge, guard))
            return true;
    return false;
}

/* Reached from the internet itself, not only through the front. */
static bool has_own_door(const struct rule_run *run, node_id n)
{
    edge_id e = door_of(run, n);
    if (e && rule_edge(run, e)->auth != AUTH_PRIVATE)
        return true;
    struct rule_walk w = rule_out(run, n, EDGE_ROUTES);
    while (rule_node(run, n)->kind == NODE_API && rule_next_edge(&w)) {
        e = door_of(run, w.edge->to);
        if (e && rule_edge(run, e)->auth != AUTH_PRIVATE)
            return true;
    }
    return false;
}

RULE(fw_008)
{
    for (node_id front = 0; (front = rule_next(run, NODE_FRONT, front));) {
        if (!door_has(run, front, "waf"))
            continue;
        for (struct rule_walk w = rule_out(run, front, EDGE_ROUTES); rule_next_edge(&w);) {
            node_id origin = w.edge->to;
            enum node_kind kind = rule_node(run, origin)->kind;
            if ((kind != NODE_API && kind != NODE_APP && kind != NODE_FRONT) ||
                !has_own_door(run, origin) || door_has(run, origin, "waf") ||
                door_has(run, origin, "origin-lock") || door_has(run, origin, "ipallow"))
                continue;
            struct finding *f = rule_find(run, origin);
            rule_with_node(run, f, front);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "the firewall stands on %N, but %N can be called past it", front,
                     origin);
        }
    }
}

static bool can_have_waf(const struct rule_run *run, node_id n)
{
    static const char *const types[] = {
        "AWS::ApiGateway::RestApi", "AWS::AppSync::GraphQLApi",
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::CloudFront::Distribution",
        "Microsoft.Cdn/profiles", "Microsoft.Network/frontDoors",
        "Microsoft.Network/applicationGateways",
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_iis(rule_node(run, n)->type, types[i]))
            return true;
    return false;
}

static bool routes_have(const struct rule_run *run, node_id api, const char *guard)
{
    for (struct rule_walk w = rule_out(run, api, EDGE_ROUTES); rule_next_edge(&w);)
        if (edge_has_guard(w.edge, guard) || door_has(run, w.edge->to, guard))
            return true;
    return false;
}

bool rule_lacks_firewall(const struct rule_run *run, node_id n)
{
    return can_have_waf(run, n) && rule_weak(run, n) && has_own_door(run, n) &&
           !door_has(run, n, "waf") && !routes_have(run, n, "waf");
}

/* What a file asks for and nobody here knows may bring one: a plugin, by its name. */
struct firewall_plugins {
    const struct unresolved **list;
    size_t count;
};

static struct firewall_plugins find_firewall_plugins(struct rule_run *run)
{
    const struct graph *g = rule_graph(run);
    size_t count = graph_unresolved_count(g);
    struct firewall_plugins p = {.list = arena_array(rule_arena(run), count + 1, sizeof *p.list)};
    for (size_t i = 0; i < count; i++) {
        const struct unresolved *u = graph_unresolved_at(g, i);
        if (str_starts(u->text, STR("plugin ")) && str_ifind(u->text, STR("waf")) != STR_NPOS)
            p.list[p.count++] = u;
    }
    return p;
}

static const struct unresolved *firewall_may_come(const struct rule_run *run,
                                                  const struct firewall_plugins *p, node_id n)
{
    for (size_t i = 0; i < p->count; i++)
        if (str_eq(p->list[i]->where.file, rule_node(run, n)->where.file))
            return p->list[i];
    return NULL;
}

RULE(fw_009)
{
    static const enum node_kind kinds[] = {NODE_API, NODE_FRONT};
    const struct firewall_plugins plugins = find_firewall_plugins(run);
    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            if (!rule_lacks_firewall(run, n))
                continue;
            const struct unresolved *u = firewall_may_come(run, &plugins, n);
            struct finding *f = u ? rule_ask(run, n) : rule_find(run, n);
            rule_with_way_in(run, f, n);
            if (u)
                rule_say(run, f, "no web application firewall stands before %N, unless the %S brings "
                                 "one", n, u->text);
            else
                rule_say(run, f, "no web application firewall stands before %N", n);
        }
    }
}

/* --- Public resources ------------------------------------------------------------------------- */

static bool from_stranger(const struct rule_run *run, const struct edge *e)
{
    const struct node *from = rule_node(run, e->from);
    return from->kind == NODE_ACTOR && node_actor_role(from) == ACTOR_INTERNET;
}

/* A policy on the thing itself opens it. Buckets and message stores have rules of their own. */
RULE(fw_010)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_TABLE, NODE_FILES, NODE_SECRET,
                                           NODE_PARAM,    NODE_CODE};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            edge_id e = door_of(run, n);
            enum auth auth = e ? rule_edge(run, e)->auth : AUTH_UNKNOWN;
            if (!e || !from_stranger(run, rule_edge(run, e)) ||
                (auth != AUTH_NONE && auth != AUTH_IAM) || /* an identity of AWS: everybody has one */
                edge_attr(rule_edge(run, e), FACT_VIA) || !edge_attr(rule_edge(run, e), "policy"))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_edge(run, f, e);
            rule_severity(f, kinds[k] == NODE_FUNCTION ? SEVERITY_HIGH : SEVERITY_CRITICAL);
            rule_say(run, f, "the policy of %N lets anyone in", n);
        }
    }
}

/* Buckets made since April 2023 refuse what would open them, unless their own settings let it; older
 * ones do not. */
static bool may_be_old(const struct rule_run *run, node_id n)
{
    return str_starts(rule_attr(run, n, "access-control"), STR("PublicRead")) &&
           !str_iis(rule_attr(run, n, "block-public-acls"), "true") &&
           !str_iis(rule_attr(run, n, "ignore-public-acls"), "true");
}

static void ask_of_acl(struct rule_run *run, node_id n)
{
    bool written = str_is(rule_attr(run, n, "access-control"), "PublicReadWrite");
    struct finding *f = rule_ask(run, n);
    rule_say(run, f, "the access control list of %N lets anyone %s it: buckets made since April 2023 "
                     "refuse that, older ones do not", n, written ? "read and change" : "read");
}

RULE(fw_011)
{
    for (node_id n = 0; (n = rule_next(run, NODE_BUCKET, n));) {
        unsigned ops = 0;
        edge_id shown = 0;
        for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);) {
            if (!from_stranger(run, w.edge) || w.edge->auth != AUTH_NONE)
                continue;
            ops |= edge_ops(w.edge) ? edge_ops(w.edge) : (unsigned)OP_READ;
            shown = w.id;
        }
        if (rule_is_declared_public(run, n))
            continue;
        if (!(ops & (OP_READ | OP_WRITE | OP_DELETE | OP_POLICY))) {
            if (may_be_old(run, n))
                ask_of_acl(run, n);
            continue;
        }
        bool written = ops & (OP_WRITE | OP_DELETE | OP_POLICY);
        struct finding *f = rule_find(run, n);
        rule_with_edge(run, f, shown);
        rule_severity(f, written ? SEVERITY_CRITICAL : SEVERITY_HIGH);
        rule_say(run, f, "anyone can %s %N", written ? "change what is in" : "read", n);
    }
}

RULE(fw_012)
{
    static const enum node_kind kinds[] = {NODE_QUEUE, NODE_TOPIC, NODE_BUS, NODE_STREAM};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);) {
                const struct node *from = rule_node(run, w.edge->from);
                enum actor_role role = node_actor_role(from);
                if (from->kind != NODE_ACTOR || (role != ACTOR_INTERNET && role != ACTOR_PARTNER) ||
                    !edge_attr(w.edge, "policy") ||
                    (edge_ops(w.edge) && !(edge_ops(w.edge) & OP_WRITE)))
                    continue;
                struct finding *f = rule_find(run, n);
                rule_with_edge(run, f, w.id);
                rule_say(run, f, "%s can put messages into %N",
                         role == ACTOR_PARTNER ? "other accounts" : "anyone", n);
                break;
            }
        }
    }
}

/* --- Transport and CORS ----------------------------------------------------------------------- */

RULE(fw_015)
{
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        const struct attr *https = node_attr(rule_node(run, n), "httpsOnly");
        bool declared = node_attr(rule_node(run, n), "template") != NULL;
        if (!rule_is_provider(run, n, "azure") || fact_bool(https, false))
            continue;
        struct finding *f = declared ? rule_find(run, n) : rule_ask(run, n);
        rule_say(run, f, declared ? "%N answers plain HTTP: httpsOnly is not true"
                                  : "does %N answer plain HTTP? No template says httpsOnly", n);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_FRONT, n));) {
        if (!str_iis(rule_attr(run, n, "viewer-protocol"), "allow-all"))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N serves plain HTTP (allow-all)", n);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        if (!str_starts(rule_node(run, n)->type, STR("AWS::ElasticLoadBalancingV2::Listener")) ||
            !str_iis(rule_attr(run, n, "protocol"), "HTTP") || !rule_reached(run, n) ||
            !(rule_count_out(run, n, EDGE_ROUTES) || rule_count_out(run, n, EDGE_INVOKES)))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N forwards plain HTTP instead of redirecting it", n);
    }
}

static bool is_azure_route(const struct rule_run *run, node_id n)
{
    return rule_is_provider(run, n, "azure") && node_attr(rule_node(run, n), "authLevel");
}

/* FW-001 tells of each open route; here it is the app that leaves its doors open. */
RULE(fw_016)
{
    struct rule_groups open = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        if (!is_azure_route(run, n) || !rule_reached(run, n))
            continue;
        bool admin = str_iis(rule_attr(run, n, "authLevel"), "admin");
        if (!admin && is_open_door(run, n))
            rule_group_add(run, &open, n, 0);
        if (!admin)
            continue;
        struct finding *f = rule_find(run, n);
        rule_severity(f, SEVERITY_HIGH);
        rule_with_way_in(run, f, n);
        rule_say(run, f, "callers of %N must hold the master key of the whole app", n);
    }
    for (size_t i = 0; i < open.count; i++) {
        struct finding *f = rule_group_find(run, &open.items[i]);
        rule_severity(f, SEVERITY_MEDIUM);
        rule_with_way_in(run, f, open.items[i].nodes[0]);
        rule_group_say(run, f, &open.items[i], "has the level anonymous, and nothing else asks who calls",
                       "have the level anonymous, and nothing else asks who calls");
    }
}

RULE(fw_017)
{
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        const struct attr *easy = node_attr(rule_node(run, n), "easyauth");
        if (!easy || fact_bool(easy, true))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "the authentication of %N is set up, but lets strangers pass", n);
    }
}

RULE(fw_018)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!is_open_door(run, n))
            continue;
        for (struct rule_walk w = rule_out(run, n, EDGE_READS); rule_next_edge(&w);) {
            struct str binding = edge_attr_text(w.edge, "binding");
            if (!str_iis(binding, "signalRConnectionInfo") &&
                !str_iis(binding, "webPubSubConnection"))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_way_in(run, f, n);
            rule_say(run, f, "%N hands a token for %N to anyone who asks", n, w.edge->to);
        }
    }
}

RULE(fw_020)
{
    static const enum node_kind kinds[] = {NODE_API, NODE_APP, NODE_BUCKET, NODE_FUNCTION};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            struct str rest = rule_attr(run, n, "cors");
            bool any = false;
            for (struct str word; str_cut(&rest, ',', &word);)
                any = any || str_is(str_trim(word), "*");
            if (!any)
                continue;
            struct finding *f = rule_find(run, n);
            if (node_fact_bool(rule_node(run, n), "cors-credentials", false))
                rule_severity(f, SEVERITY_MEDIUM);
            rule_say(run, f, "%N answers scripts of any site (CORS *)", n);
        }
    }
}
