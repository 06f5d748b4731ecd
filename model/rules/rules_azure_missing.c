/* SPDX-License-Identifier: MIT */
#include "rules_excess.h"

#include <stdlib.h>

#include "arena.h"
#include "azure_docs.h"
#include "azure_needs.h"
#include "by_node.h"
#include "excess_azure_near.h"
#include "mem.h"
#include "query.h"
#include "rule_ask.h"

enum { DATA = OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE }; /* the rest is for the host's own doings */

struct holding { /* of one identity */
    struct azure_near *near; /* of its assignments; NULL: not asked for yet */
    const struct azure_assignment *first;
    size_t count;
    bool unsure; /* one of them is not known in part */
};

struct running { /* what one app runs as; kept, as the needs of an app stand together */
    node_id app;
    node_id *list;
    size_t count, cap;
};

struct seeking {
    struct rule_run *run;
    struct running *running;
    const struct azure_assignment *all; /* by holder */
    size_t count;
    struct holding *holdings; /* by node */
    uint8_t *told; /* by node: classes that were told to lack for an app; zero between apps */
};

struct claim {
    node_id app;
    const struct azure_need *need;
};

static const struct holding *holding_of(const struct seeking *s, node_id identity)
{
    static const struct azure_needs none = {0};
    struct holding *h = &s->holdings[identity];
    if (h->near)
        return h;
    size_t from = by_node_first(s->all, s->count, sizeof *s->all, identity), i = from;
    for (; i < s->count && s->all[i].holder == identity; i++)
        h->unsure = h->unsure || s->all[i].form == AZURE_UNKNOWN || !s->all[i].scope;
    h->first = s->all + from;
    h->count = i - from;
    h->near = azure_near_new(rule_graph(s->run), identity, &none, h->first, h->count);
    return h;
}

static const struct running *running_of(const struct seeking *s, node_id app)
{
    struct running *r = s->running;
    if (r->app == app)
        return r;
    r->app = app;
    r->count = 0;
    for (struct rule_walk w = rule_out(s->run, app, EDGE_RUNS_AS); rule_next_edge(&w);) {
        if (r->count == r->cap)
            r->list = mem_grow(r->list, &r->cap, sizeof *r->list);
        r->list[r->count++] = w.edge->to;
    }
    return r;
}

/* What any identity of the app is given of the thing, as far as that is needed. *unsure: something is
 * given that cannot be told. */
static unsigned given_of(const struct seeking *s, const struct claim *c, bool *unsure)
{
    const struct graph *g = rule_graph(s->run);
    unsigned ops = 0, wanted = c->need->ops & DATA;
    bool any = false;
    const struct running *r = running_of(s, c->app);
    for (size_t k = 0; k < r->count; k++) {
        const struct holding *h = holding_of(s, r->list[k]);
        struct azure_near_list near = azure_near_serving(h->near, c->need);
        any = any || h->count;
        *unsure = *unsure || h->unsure;
        for (size_t i = 0; i < near.count && wanted & ~ops; i++) {
            const struct azure_assignment *a = &h->first[near.at[i]];
            if (a->scope && azure_need_in(g, c->need, a->scope))
                ops |= azure_assignment_ops(g, a, c->need->target, NULL);
        }
    }
    *unsure = *unsure || !any;
    return ops;
}

static struct str class_names(struct rule_run *run, unsigned ops)
{
    struct buf names = {0};
    op_classes_text(&names, ops);
    struct str out = arena_str(rule_arena(run), buf_str(&names));
    buf_release(&names);
    return out;
}

static void say(const struct seeking *s, node_id identity, const struct azure_need *need,
                unsigned missing, bool unsure)
{
    struct rule_run *run = s->run;
    struct finding *f = unsure ? rule_ask(run, need->user) : rule_find(run, need->user);
    rule_with_node(run, f, identity);
    rule_with_node(run, f, need->node);
    if (need->edge)
        rule_with_edge(run, f, need->edge);
    if (need->where.line)
        rule_at(f, need->where);
    rule_say(run, f, unsure ? "%N, as which %N runs, has no role in the input to %S on %N: %s"
                            : "%N, as which %N runs, has no role to %S on %N: %s",
             identity, need->user, class_names(run, missing), need->node, need->why);
}

static void look_at(const struct seeking *s, node_id identity, const struct claim *c)
{
    const struct azure_need *need = c->need;
    bool unsure = rule_node(s->run, need->node)->external;
    unsigned missing = need->ops & DATA & ~given_of(s, c, &unsure);
    if (!(missing & ~s->told[need->node]))
        return;
    say(s, identity, need, missing, unsure);
    s->told[need->node] |= (uint8_t)missing;
}

/* The app that needs it, if this identity is the first one that it runs as; 0: it is not asked about. */
static node_id app_of(const struct seeking *s, node_id identity, const struct azure_need *need)
{
    struct rule_run *run = s->run;
    node_id app = rule_node(run, need->user)->kind == NODE_APP
                      ? need->user : graph_container(rule_graph(run), need->user);
    if (!need->by_identity || need->possible || !need->node || !app ||
        rule_node(run, app)->kind != NODE_APP || !rule_is_live(run, app) ||
        !rule_is_provider(run, app, "azure"))
        return 0;
    const struct running *r = running_of(s, app);
    return r->count && r->list[0] == identity ? app : 0;
}

/* As the needs stand, app by app. */
static int by_app(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int c = (x->app > y->app) - (x->app < y->app);
    return c ? c : (x->need > y->need) - (x->need < y->need);
}

static void look_for(const struct seeking *s, node_id identity)
{
    struct azure_needs needs = azure_needs_of(rule_graph(s->run), identity, rule_arena(s->run));
    struct claim *claims = mem_alloc((needs.count + 1) * sizeof *claims);
    size_t count = 0;
    for (size_t i = 0; i < needs.count; i++) {
        node_id app = app_of(s, identity, &needs.items[i]);
        if (app)
            claims[count++] = (struct claim){app, &needs.items[i]};
    }
    if (count)
        qsort(claims, count, sizeof *claims, by_app);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && claims[end].app == claims[i].app; end++)
            look_at(s, identity, &claims[end]);
        for (size_t k = i; k < end; k++)
            s->told[claims[k].need->node] = 0;
    }
    mem_free(claims);
}

static bool is_of_apps(struct rule_run *run, node_id identity)
{
    for (struct rule_walk w = rule_in(run, identity, EDGE_RUNS_AS); rule_next_edge(&w);)
        if (rule_node(run, w.edge->from)->kind == NODE_APP &&
            rule_is_provider(run, w.edge->from, "azure"))
            return true;
    return false;
}

/* Of several identities of an app nothing says which one is used: what one may is enough. */
void rules_azure_missing(struct rule_run *run)
{
    const struct graph *g = rule_graph(run);
    struct azure_assignment *all;
    size_t count = azure_docs_read(g, rule_arena(run), &all);
    struct running running = {0};
    struct seeking s = {.run = run, .running = &running, .all = all, .count = count,
                        .told = mem_zalloc(graph_node_count(g) + 1, 1),
                        .holdings = mem_zalloc(graph_node_count(g) + 1, sizeof *s.holdings)};
    for (node_id n = 1; n <= graph_node_count(g); n++)
        if (graph_node_at(g, n)->kind == NODE_IDENTITY && is_of_apps(run, n))
            look_for(&s, n);
    for (node_id n = 1; n <= graph_node_count(g); n++)
        azure_near_free(s.holdings[n].near);
    mem_free(s.holdings);
    mem_free(running.list);
    mem_free(s.told);
}
