/* SPDX-License-Identifier: MIT */
#include "graph_gen.h"

#include <stdio.h>

#include "mem.h"

uint32_t gen_next(struct gen_random *r) /* SplitMix64 (Steele, Lea, Flood 2014) */
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

int gen_below(struct gen_random *r, int limit)
{
    return (int)(((uint64_t)gen_next(r) * (uint64_t)limit) >> 32);
}

bool gen_chance(struct gen_random *r, int percent)
{
    return gen_below(r, 100) < percent;
}

void graph_gen_init(struct graph_gen *g)
{
    *g = (struct graph_gen){.arena = arena_new()};
}

void graph_gen_release(struct graph_gen *g)
{
    mem_free(g->nodes);
    mem_free(g->clusters);
    mem_free(g->edges);
    arena_free(g->arena);
    *g = (struct graph_gen){0};
}

int graph_gen_cluster(struct graph_gen *g, const char *title, int parent)
{
    if (g->cluster_count == g->cluster_cap)
        g->clusters = mem_grow(g->clusters, &g->cluster_cap, sizeof *g->clusters);
    g->clusters[g->cluster_count] = (struct layout_cluster){
        .title = arena_str(g->arena, str_from(title)), .parent = parent, .role = ROLE_FRAME};
    return (int)g->cluster_count++;
}

int graph_gen_node(struct graph_gen *g, const char *name, int cluster)
{
    if (g->node_count == g->node_cap)
        g->nodes = mem_grow(g->nodes, &g->node_cap, sizeof *g->nodes);
    g->nodes[g->node_count] =
        (struct layout_node){.name = arena_str(g->arena, str_from(name)), .cluster = cluster};
    return (int)g->node_count++;
}

int graph_gen_edge(struct graph_gen *g, int from, int to)
{
    if (g->edge_count == g->edge_cap)
        g->edges = mem_grow(g->edges, &g->edge_cap, sizeof *g->edges);
    g->edges[g->edge_count] = (struct layout_edge){.from = from, .to = to, .role = ROLE_EDGE};
    return (int)g->edge_count++;
}

void graph_gen_finish(struct graph_gen *g)
{
    g->input = (struct layout_input){.nodes = g->nodes,
                                     .clusters = g->clusters,
                                     .edges = g->edges,
                                     .node_count = (int)g->node_count,
                                     .cluster_count = (int)g->cluster_count,
                                     .edge_count = (int)g->edge_count};
}

struct sample_node {
    const char *name;
    int cluster;
};
struct sample_edge {
    int from, to;
    bool heavy;
};

static void fill(struct graph_gen *g, const char *const *clusters, size_t cluster_count,
                 const struct sample_node *nodes, size_t node_count,
                 const struct sample_edge *edges, size_t edge_count)
{
    graph_gen_init(g);
    for (size_t i = 0; i < cluster_count; i++)
        graph_gen_cluster(g, clusters[i], LAYOUT_NO_CLUSTER);
    for (size_t i = 0; i < node_count; i++)
        graph_gen_node(g, nodes[i].name, nodes[i].cluster);
    for (size_t i = 0; i < edge_count; i++) {
        int e = graph_gen_edge(g, edges[i].from, edges[i].to);

        g->edges[e].heavy = edges[i].heavy;
        if (edges[i].heavy)
            g->nodes[edges[i].from].heavy = g->nodes[edges[i].to].heavy = true;
    }
    graph_gen_finish(g);
}

void graph_gen_waste(struct graph_gen *g)
{
    enum { TTN, IOT, BROWSER, OWM, SMS, BRIDGE, EHF, LW, TP, SA, TL, TQ, WT, SS, AQ, LQ, BLOB,
           ANA, PBI };
    static const char *const clusters[] = {"Internet", "Third party", "Function app",
                                           "Storage account"};
    static const struct sample_node nodes[] = {
        [TTN] = {"TheThings Network", 0}, [IOT] = {"IoT Hub", 0}, [BROWSER] = {"Browser", 0},
        [OWM] = {"OpenWeather Map", 1}, [SMS] = {"SMS Telstra", 1},
        [BRIDGE] = {"Bridge HTTP", 2}, [EHF] = {"EventHub Fn", 2}, [LW] = {"Latest Weather", 2},
        [TP] = {"Telemetry Processing", 2}, [SA] = {"SendAlert", 2},
        [TL] = {"Telemetry Logger", 2}, [TQ] = {"Telemetry Q", 3}, [WT] = {"Weather table", 3},
        [SS] = {"SensorState table", 3}, [AQ] = {"Alert Q", 3}, [LQ] = {"Logging Q", 3},
        [BLOB] = {"Archive blobs", 3}, [ANA] = {"Azure Analytics", LAYOUT_NO_CLUSTER},
        [PBI] = {"Power BI", LAYOUT_NO_CLUSTER},
    };
    static const struct sample_edge edges[] = {
        {TTN, BRIDGE, true}, {IOT, EHF, false}, {OWM, LW, false}, {BRIDGE, TQ, true},
        {EHF, TQ, false}, {LW, WT, false}, {TQ, TP, true}, {WT, TP, false}, {TP, SS, false},
        {SS, TP, false}, {TP, AQ, true}, {TP, LQ, false}, {AQ, SA, true}, {SA, SMS, true},
        {LQ, TL, false}, {TL, BLOB, false}, {BLOB, ANA, false}, {ANA, PBI, false},
        {SS, PBI, false}, {PBI, BROWSER, false},
    };

    fill(g, clusters, COUNT(clusters), nodes, COUNT(nodes), edges, COUNT(edges));
}

void graph_gen_focus(struct graph_gen *g)
{
    static const char *const clusters[] = {"Functions", "Messaging", "Data"};
    static const struct sample_node nodes[] = {{"stock4 Worker10", 0}, {"stock4 Worker12", 0},
                                               {"stock4 Queue +1", 1}, {"stock4 Queue", 1},
                                               {"stock4 Table +15", 2}};
    static const struct sample_edge edges[] = {
        {2, 0, false}, {0, 4, false}, {0, 3, false}, {3, 1, true}, {1, 4, true}};

    fill(g, clusters, COUNT(clusters), nodes, COUNT(nodes), edges, COUNT(edges));
}

void graph_gen_overview(struct graph_gen *g)
{
    static const struct sample_node nodes[] = {
        {"Internet 3", -1}, {"ThirdParty 2", -1}, {"FunctionApp 6fn", -1}, {"StorageAcct 6", -1},
        {"SMS", -1}, {"Azure Analytics", -1}, {"PowerBI", -1}};
    static const struct sample_edge edges[] = {
        {0, 2, true}, {1, 2, false}, {2, 3, true}, {3, 2, false}, {2, 4, true}, {3, 5, false},
        {5, 6, false}, {3, 6, false}};

    fill(g, NULL, 0, nodes, COUNT(nodes), edges, COUNT(edges));
}

enum { INTERNET, GATEWAY, FUNCTIONS, MESSAGING, DATA, PARTNERS };

static int named(struct graph_gen *g, int cluster, const char *before, struct str service,
                 const char *after)
{
    struct str name =
        arena_printf(g->arena, "%s%.*s%s", before, (int)service.len, service.ptr, after);

    return graph_gen_node(g, name.ptr, cluster);
}

static struct str choose_service(struct graph_gen *g, struct gen_random *r)
{
    static const char *const words[] = {"order", "cart", "user", "billing", "stock", "mail",
                                        "audit", "search", "report", "media", "auth", "price"};

    return arena_printf(g->arena, "%s%zu", words[gen_below(r, COUNT(words))], g->node_count);
}

void graph_gen_serverless(struct graph_gen *g, int n, uint64_t seed)
{
    static const char *const titles[] = {"Internet", "API gateway", "Functions",
                                         "Messaging", "Data", "Third party"};
    struct gen_random r = {seed};
    int *tables, table_count = 0;

    graph_gen_init(g);
    tables = arena_array(g->arena, (size_t)n + 1, sizeof *tables);
    for (size_t i = 0; i < COUNT(titles); i++)
        graph_gen_cluster(g, titles[i], LAYOUT_NO_CLUSTER);
    int browser = graph_gen_node(g, "Browser", INTERNET);
    while ((int)g->node_count < n) {
        struct str s = choose_service(g, &r);
        int route = named(g, GATEWAY, "GET /", s, ""), fn = named(g, FUNCTIONS, "", s, " Handler");

        graph_gen_edge(g, browser, route);
        graph_gen_edge(g, route, fn);
        int table = table_count == 0 || gen_chance(&r, 60) ? named(g, DATA, "", s, " Table")
                                                           : tables[gen_below(&r, table_count)];
        tables[table_count++] = table;
        graph_gen_edge(g, fn, table);
        for (int k = gen_below(&r, 4); k > 0 && (int)g->node_count < n; k--) {
            int queue = named(g, MESSAGING, "", s, " Queue");

            graph_gen_edge(g, fn, queue);
            char worker[32];
            snprintf(worker, sizeof worker, " Worker%zu", g->node_count);
            fn = named(g, FUNCTIONS, "", s, worker);
            graph_gen_edge(g, queue, fn);
            if (gen_chance(&r, 60))
                graph_gen_edge(g, fn, tables[gen_below(&r, table_count)]);
            if (gen_chance(&r, 15))
                graph_gen_edge(g, fn, named(g, PARTNERS, "", s, " Partner"));
            if (gen_chance(&r, 10))
                graph_gen_edge(g, fn, queue);
        }
    }
    graph_gen_finish(g);
}

void graph_gen_wild(struct graph_gen *g, int n, int edges, uint64_t seed)
{
    static const char *const names[] = {
        "a", "", "x\x1b[2J", "TelemetryProcessingFunctionHandler", "\xE6\xBC\xA2\xE5\xAD\x97",
        "e\xCC\x81 accent", "two words", "\xE6\xBC\xA2\xE5\xAD\x97\xE8\xA1\xA8\xE7\xA4\xBA "
        "\xE6\xBC\xA2\xE5\xAD\x97\xE8\xA1\xA8\xE7\xA4\xBA", "\xFF\xFE", "tab\there",
        "very-long_name.with/all-kinds_of.breaks/in-it", "\xE2\x80\xAE" "bidi"};
    struct gen_random r = {seed};
    int clusters = gen_below(&r, 6);

    graph_gen_init(g);
    for (int c = 0; c < clusters; c++)
        graph_gen_cluster(g, names[gen_below(&r, COUNT(names))],
                          c && gen_chance(&r, 60) ? gen_below(&r, c) : LAYOUT_NO_CLUSTER);
    for (int v = 0; v < n; v++) {
        int cluster = clusters && gen_chance(&r, 80) ? gen_below(&r, clusters) : -1;

        graph_gen_node(g, names[gen_below(&r, COUNT(names))], cluster);
        g->nodes[v].source = gen_chance(&r, 10);
        g->nodes[v].heavy = gen_chance(&r, 20);
        if (gen_chance(&r, 30))
            g->nodes[v].detail = STR("timer 15 min");
        if (gen_chance(&r, 20))
            g->nodes[v].badge = STR("+4");
    }
    for (int i = 0; i < edges && n > 0; i++) {
        int from = gen_below(&r, n), to = gen_below(&r, gen_chance(&r, 20) ? n : (n + 2) / 3);
        int e = graph_gen_edge(g, from, to);

        g->edges[e].heavy = gen_chance(&r, 20);
        g->edges[e].both = gen_chance(&r, 10);
        g->edges[e].crossing = gen_chance(&r, 20);
        if (gen_chance(&r, 10))
            graph_gen_edge(g, to, from);
        if (gen_chance(&r, 5))
            graph_gen_edge(g, from, to);
    }
    graph_gen_finish(g);
}
