/* SPDX-License-Identifier: MIT */
#include "random_graph.h"

#include "attr.h"
#include "facts.h"
#include "mem.h"
#include "spread.h"

uint32_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) >> 32);
}

uint32_t random_below(uint64_t *seed, uint32_t max)
{
    return (uint32_t)((uint64_t)random_next(seed) * max >> 32);
}

static bool chance(uint64_t *seed, uint32_t percent)
{
    return random_below(seed, 100) < percent;
}

/* One "key=value" with the given chance; values with blanks between commas are written as given. */
struct strewn {
    uint32_t percent;
    const char *key;
    const char *values[6];
};

static void strew(uint64_t *seed, const struct strewn *rows, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t n = 0;
        while (n < COUNT(rows[i].values) && rows[i].values[n])
            n++;
        if (chance(seed, rows[i].percent))
            buf_printf(out, " %s=%s", rows[i].key, rows[i].values[random_below(seed, n)]);
    }
}

static const struct strewn node_facts[] = {
    {5, FACT_DISABLED, {"true", "true", "false"}},
    {25, FACT_LIMIT, {"'10 per second'", "none", "quota"}},
    {20, FACT_REUSED, {"false", "true"}},
    {15, FACT_RESERVED, {"5"}},
    {40, FACT_EXPLOITABLE, {"'eval, f.py:3'", "false"}},
    {15, FACT_NETWORK, {"private", "private", "public"}},
};

static const struct strewn edge_facts[] = {
    {6, FACT_ENABLED, {"false", "false", "true"}},
    {12, "role", {FACT_ROLE_AUTHORIZER, FACT_ROLE_HOST_STORAGE}},
    {15, FACT_FILTER, {"closed", "open", "pattern"}},
    {15, FACT_WORK, {"true", "false"}},
    {20, FACT_VALUE, {"plain", "deployment", "reference"}},
    {10, FACT_KEYS, {"files", "blob", "keyvault"}},
    {8, FACT_MATCH, {"never", "always"}},
    {8, FACT_SYNC, {"false", "true"}},
};

static void add_node(uint64_t *seed, uint32_t i, struct buf *out, enum node_kind *kind)
{
    static const enum node_kind usual[] = {NODE_FUNCTION, NODE_FUNCTION, NODE_QUEUE, NODE_ROUTE,
                                           NODE_SECRET, NODE_IDENTITY, NODE_BOUNDARY, NODE_APP,
                                           NODE_TABLE, NODE_TIMER, NODE_KEY, NODE_NET};
    static const char *const roles[] = {"internet", "user",     "device",
                                        "partner",  "operator", "cicd"};
    static const char *const classes[] = {"account", "data-account", "any", "region",
                                          "resource-group", "stack", "subscription"};
    *kind = i == 0 ? NODE_ACTOR
            : chance(seed, 50)
                ? usual[random_below(seed, COUNT(usual))]
                : (enum node_kind)random_below(seed, NODE_KIND_COUNT);
    buf_printf(out, "%s n%u", node_kinds[*kind].name, i);
    if (i == 0)
        buf_puts(out, " name=internet");
    else if (*kind == NODE_ACTOR)
        buf_printf(out, " role=%s", roles[random_below(seed, COUNT(roles))]);
    if (*kind == NODE_BOUNDARY && chance(seed, 90))
        buf_printf(out, " class=%s", classes[random_below(seed, COUNT(classes))]);
    if (*kind == NODE_KEY && chance(seed, 40))
        buf_puts(out, " managed=provider");
    strew(seed, node_facts, COUNT(node_facts), out);
    buf_putc(out, '\n');
}

static bool some_row_is_about(enum edge_kind kind, enum node_kind from, enum node_kind to)
{
    for (size_t i = 0; i < spread_row_count; i++) {
        const struct spread_row *r = &spread_rows[i];
        enum node_kind a = r->dir == SPREAD_FORWARD ? from : to;
        enum node_kind b = r->dir == SPREAD_FORWARD ? to : from;
        if (r->edge == kind && r->conclusion != STATE_COUNT &&
            (state_mask(a) & 1u << r->premise) && (state_mask(b) & 1u << r->conclusion))
            return true;
    }
    return (kind == EDGE_ENCRYPTED_BY && to == NODE_KEY) ||
           (kind == EDGE_RESIDES_IN && to == NODE_NET);
}

static void add_edge(uint64_t *seed, uint32_t id, uint32_t nodes, const enum node_kind *kinds,
                     struct buf *out)
{
    enum { TRIES = 12 };
    static const char *const cond_kinds[] = {" cond-kind=network", " cond-kind=undecided",
                                             " cond-kind=factor", ""};
    uint32_t from = 0, to = 0;
    enum edge_kind kind = EDGE_DEPENDS;
    for (int i = 0; i < TRIES; i++) {
        from = random_below(seed, nodes);
        to = random_below(seed, nodes);
        kind = (enum edge_kind)random_below(seed, EDGE_KIND_COUNT);
        if (some_row_is_about(kind, kinds[from], kinds[to]))
            break;
    }
    /* An id of its own: equal edges stay two. */
    buf_printf(out, "n%u -%s-> n%u id=e%u conf=%u", from, edge_kinds[kind].name, to, id,
               10 + 10 * random_below(seed, 10));
    bool gated = kind == EDGE_EXPOSES || kind == EDGE_ROUTES;
    if (gated && chance(seed, 80))
        buf_printf(out, " auth=%s", auths[random_below(seed, AUTH_COUNT)].name);
    if (gated && chance(seed, 15))
        buf_printf(out, " auth-also=%s", auths[random_below(seed, AUTH_COUNT)].name);
    if (chance(seed, kind == EDGE_GRANTS ? 90 : 50)) {
        unsigned ops = 1 + random_below(seed, (1u << OP_COUNT) - 1);
        if (chance(seed, 50))
            ops = 1u << random_below(seed, OP_COUNT);
        const char *between = " ops=";
        for (unsigned c = 0; c < OP_COUNT; c++) {
            if (!(ops & 1u << c))
                continue;
            buf_printf(out, "%s%s", between, op_class_names[c]);
            between = ",";
        }
    }
    bool policy = kind == EDGE_GRANTS || kind == EDGE_ASSUMES;
    if (chance(seed, policy ? 40 : 5))
        buf_printf(out, " cond='c'%s", cond_kinds[random_below(seed, COUNT(cond_kinds))]);
    if (kind == EDGE_GRANTS && chance(seed, 20))
        buf_puts(out, " limits=false");
    /* tiny_graph.h takes eight attributes of an edge; more than that do not come together. */
    size_t first = random_below(seed, COUNT(edge_facts) - 3);
    strew(seed, edge_facts + first, 4, out);
    if (first > 0 && chance(seed, 50))
        strew(seed, edge_facts, 1, out);
    buf_putc(out, '\n');
}

/* Conditions of hops and what proves them come together too rarely by chance: some nodes are
 * encrypted with a key that others read, or lie in a net with others. */
static void add_conditions(uint64_t *seed, uint32_t nodes, const enum node_kind *kinds,
                           struct buf *out)
{
    uint32_t key = 0, net = 0, id = 0;
    for (uint32_t i = 1; i < nodes; i++) {
        key = kinds[i] == NODE_KEY ? i : key;
        net = kinds[i] == NODE_NET ? i : net;
    }
    for (uint32_t i = 1; i < nodes; i++) {
        if (key && chance(seed, 25))
            buf_printf(out, "n%u -encrypted-by-> n%u id=c%u conf=90\n", i, key, id++);
        if (key && chance(seed, 20))
            buf_printf(out, "n%u -%s-> n%u id=c%u conf=80 ops=read\n", i,
                       chance(seed, 50) ? "uses" : "grants", key, id++);
        if (net && chance(seed, 30))
            buf_printf(out, "n%u -resides-in-> n%u id=c%u conf=90\n", i, net, id++);
    }
}

void random_graph(uint64_t *seed, uint32_t nodes, uint32_t edges, struct buf *out)
{
    enum node_kind *kinds = mem_alloc(nodes * sizeof *kinds);
    for (uint32_t i = 0; i < nodes; i++)
        add_node(seed, i, out, &kinds[i]);
    for (uint32_t i = 0; i < edges; i++)
        add_edge(seed, i, nodes, kinds, out);
    if (chance(seed, 50))
        add_conditions(seed, nodes, kinds, out);
    mem_free(kinds);
}
