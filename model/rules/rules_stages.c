/* SPDX-License-Identifier: MIT */
/* rules_stages.c - production and trial in one place, two versions at one time (FW-088, FW-089,
 * FW-104). */
#include "rule_ask.h"

#include "mem.h"
#include "query.h"

/* --- Stages ----------------------------------------------------------------------------------- */

enum stage { STAGE_UNKNOWN, STAGE_PRODUCTION, STAGE_TRIAL };

/* What a node says of itself: production only in words, not by silence. */
static enum stage stage_of(const struct rule_run *run, node_id n)
{
    static const char *const production[] = {"prod", "production", "prd", "live"};
    static const char *const tags[] = {"stage", "environment", "env"};
    const struct node *node = rule_node(run, n);
    if (rule_is_trial_stage(run, n))
        return STAGE_TRIAL;
    for (size_t i = 0; i < COUNT(production); i++) {
        if (str_iis(node->stage, production[i]))
            return STAGE_PRODUCTION;
        for (uint32_t t = 0; t < node->tag_count; t++)
            for (size_t k = 0; k < COUNT(tags); k++)
                if (str_iis(node->tags[t].key, tags[k]) &&
                    str_iis(node->tags[t].value, production[i]))
                    return STAGE_PRODUCTION;
    }
    return STAGE_UNKNOWN;
}

/* Its own, or that of the stack or group that holds it. */
static enum stage stage_in(const struct rule_run *run, node_id n)
{
    enum stage own = stage_of(run, n);
    if (own != STAGE_UNKNOWN)
        return own;
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        own = stage_of(run, w.edge->to);
        if (own != STAGE_UNKNOWN)
            return own;
    }
    return STAGE_UNKNOWN;
}

/* An edge by which one side gets at the other. */
static bool joins(enum edge_kind kind)
{
    return kind != EDGE_RESIDES_IN && kind != EDGE_DEPENDS && kind != EDGE_EXPOSES &&
           kind != EDGE_LOGS_TO;
}

/* The stage of every node, [1..count]: an edge asks for both of its ends. */
static uint8_t *stages_of_all(const struct rule_run *run)
{
    size_t count = graph_node_count(rule_graph(run));
    uint8_t *stages = mem_zalloc(count + 1, 1);
    for (size_t n = 1; n <= count; n++)
        stages[n] = (uint8_t)stage_in(run, (node_id)n);
    return stages;
}

static void say_crossings(struct rule_run *run, const uint8_t *stages)
{
    for (size_t i = 1; i <= graph_edge_count(rule_graph(run)); i++) {
        const struct edge *e = rule_edge(run, (edge_id)i);
        if (!joins(e->kind) || !edge_fact_bool(e, FACT_ENABLED, true))
            continue;
        enum stage from = (enum stage)stages[e->from], to = (enum stage)stages[e->to];
        if (from == STAGE_UNKNOWN || to == STAGE_UNKNOWN || from == to)
            continue;
        bool up = from == STAGE_TRIAL;
        node_id live = up ? e->to : e->from, trial = up ? e->from : e->to;
        struct finding *f = rule_find(run, live);
        rule_with_node(run, f, trial);
        rule_with_edge(run, f, (edge_id)i);
        rule_say(run, f, "%N of a trial stage %s %N of production", trial,
                 up ? "gets at" : "is used by", live);
    }
}

/* What belongs to no stage and is used by both. */
static void say_shared(struct rule_run *run, const uint8_t *stages, node_id n)
{
    static const enum edge_kind kinds[] = {EDGE_RUNS_AS, EDGE_USES, EDGE_READS, EDGE_WRITES};
    node_id live = 0, trial = 0;
    if (stages[n] != STAGE_UNKNOWN)
        return;
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, n, kinds[k]); rule_next_edge(&w);) {
            enum stage stage = (enum stage)stages[w.edge->from];
            live = stage == STAGE_PRODUCTION && !live ? w.edge->from : live;
            trial = stage == STAGE_TRIAL && !trial ? w.edge->from : trial;
        }
    if (!live || !trial)
        return;
    struct finding *f = rule_find(run, n);
    rule_with_node(run, f, live);
    rule_with_node(run, f, trial);
    rule_say(run, f, "%N is shared by %N of production and %N of a trial stage", n, live, trial);
}

RULE(fw_088)
{
    uint8_t *stages = stages_of_all(run);
    say_crossings(run, stages);
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        const struct node *n = rule_node(run, (node_id)i);
        if (n->kind != NODE_SERVICE && n->kind != NODE_BOUNDARY && n->kind != NODE_ACTOR)
            say_shared(run, stages, (node_id)i);
    }
    mem_free(stages);
}

RULE(fw_089)
{
    for (node_id n = 0; (n = rule_next(run, NODE_BOUNDARY, n));) {
        enum boundary_class class = node_boundary_class(rule_node(run, n));
        node_id live = 0, trial = 0;
        if (class != BOUNDARY_ACCOUNT && class != BOUNDARY_SUBSCRIPTION &&
            class != BOUNDARY_RESOURCE_GROUP)
            continue;
        for (struct rule_walk w = rule_in(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
            enum stage stage = stage_of(run, w.edge->from);
            live = stage == STAGE_PRODUCTION && !live ? w.edge->from : live;
            trial = stage == STAGE_TRIAL && !trial ? w.edge->from : trial;
        }
        if (!live || !trial)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, live);
        rule_with_node(run, f, trial);
        rule_say(run, f, "%N holds %N of production and %N of a trial stage", n, live, trial);
    }
}

/* --- Two versions at one time ----------------------------------------------------------------- */

/* The app that a slot belongs to: the one that it refers to. */
static node_id app_of_slot(const struct rule_run *run, node_id slot)
{
    for (struct rule_walk w = rule_out(run, slot, EDGE_DEPENDS); rule_next_edge(&w);)
        if (str_iis(rule_node(run, w.edge->to)->type, "Microsoft.Web/sites"))
            return w.edge->to;
    return 0;
}

/* How a slot differs from its app in who gets in, or in what it may; NULL: it does not. */
static const char *difference(const struct rule_run *run, node_id slot, node_id app)
{
    static const char *const gates[] = {"easyauth", "ipRestricted", "clientCertEnabled"};
    const struct node *a = rule_node(run, slot), *b = rule_node(run, app);
    for (size_t i = 0; i < COUNT(gates); i++)
        if (node_fact_bool(a, gates[i], false) != node_fact_bool(b, gates[i], false))
            return "other gates";
    edge_id x = graph_first_out(rule_graph(run), slot, EDGE_RUNS_AS);
    edge_id y = graph_first_out(rule_graph(run), app, EDGE_RUNS_AS);
    return !x != !y ? "other permissions" : NULL;
}

RULE(fw_104)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!node_fact_bool(rule_node(run, n), "canary", false))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "two versions of %N answer at the same time", n);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        node_id app = str_iis(rule_node(run, n)->type, "Microsoft.Web/sites/slots")
                          ? app_of_slot(run, n) : 0;
        const char *what = app ? difference(run, n, app) : NULL;
        if (!what)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, app);
        rule_say(run, f, "slot %N has %s than %N, with which it is swapped", n, what, app);
    }
}
