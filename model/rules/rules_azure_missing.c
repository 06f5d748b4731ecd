/* SPDX-License-Identifier: MIT */
#include "rules_excess.h"

#include "arena.h"
#include "attr.h"
#include "azure_docs.h"
#include "azure_needs.h"
#include "query.h"
#include "rule_ask.h"

enum { DATA = OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE }; /* the rest is for the host's own doings */

struct seeking {
    struct rule_run *run;
    struct azure_assignment *all;
    size_t count;
    node_id app;
};

struct giving {
    struct str target;
    unsigned ops;
};

static void add_given(void *arg, struct str target, unsigned ops, bool takes, bool only)
{
    struct giving *g = arg;
    (void)takes;
    (void)only;
    if (str_is(target, "any") || str_eq(target, g->target))
        g->ops |= ops;
}

static bool runs_as(const struct seeking *s, node_id identity)
{
    for (struct rule_walk w = rule_out(s->run, s->app, EDGE_RUNS_AS); rule_next_edge(&w);)
        if (w.edge->to == identity)
            return true;
    return false;
}

/* What any identity of the app is given of the thing. *unsure: something is given that cannot be told. */
static unsigned given_of(const struct seeking *s, const struct azure_need *need, bool *unsure)
{
    const struct graph *g = rule_graph(s->run);
    struct giving x = {.target = str_from(need->target)};
    bool any = false;
    for (size_t i = 0; i < s->count; i++) {
        const struct azure_assignment *a = &s->all[i];
        if (!runs_as(s, a->holder))
            continue;
        any = true;
        *unsure = *unsure || a->form == AZURE_UNKNOWN || !a->scope;
        if (a->scope && azure_need_in(g, need, a->scope))
            azure_assignment_gives(g, a, add_given, &x);
    }
    *unsure = *unsure || !any;
    return x.ops;
}

static struct str class_names(struct rule_run *run, unsigned ops)
{
    struct buf names = {0};
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops >> b & 1) {
            buf_puts(&names, names.len ? ", " : "");
            buf_puts(&names, op_class_names[b]);
        }
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

static bool is_told(const struct azure_needs *needs, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (needs->items[i].node == needs->items[at].node && needs->items[i].by_identity &&
            !needs->items[i].possible && !(needs->items[at].ops & ~needs->items[i].ops))
            return true;
    return false;
}

static void look_at(struct seeking *s, node_id identity)
{
    struct azure_needs needs = azure_needs_of(rule_graph(s->run), identity, rule_arena(s->run));
    for (size_t i = 0; i < needs.count; i++) {
        const struct azure_need *need = &needs.items[i];
        bool ours = need->user == s->app ||
                    graph_container(rule_graph(s->run), need->user) == s->app;
        if (!need->by_identity || need->possible || !need->node || !ours || is_told(&needs, i))
            continue;
        bool unsure = rule_node(s->run, need->node)->external;
        unsigned missing = need->ops & DATA & ~given_of(s, need, &unsure);
        if (missing)
            say(s, identity, need, missing, unsure);
    }
}

/* Of several identities of an app nothing says which one is used: what one may is enough. */
void rules_azure_missing(struct rule_run *run)
{
    struct seeking s = {.run = run};
    s.count = azure_docs_read(rule_graph(run), rule_arena(run), &s.all);
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        s.app = n;
        if (!rule_is_provider(run, n, "azure"))
            continue;
        for (struct rule_walk w = rule_out(run, n, EDGE_RUNS_AS); rule_next_edge(&w);) {
            look_at(&s, w.edge->to);
            break;
        }
    }
}
