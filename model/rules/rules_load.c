/* SPDX-License-Identifier: MIT */
/* rules_load.c - denial of wallet: floods, loops, caps (FW-050 to FW-062). */
#include "rule_ask.h"

#include "arena.h"
#include "finding.h"
#include "mem.h"
#include "query.h"

/* --- Loops ------------------------------------------------------------------------------------ */

/* "uploads -> resize -> uploads"; the vertices of one node count once. */
static struct str cycle_text(struct rule_run *run, const struct load_graph *g,
                             const struct load_loop *l)
{
    enum { SHOWN = 8 };
    struct buf text = {0};
    node_id last = 0;
    size_t count = l->cycle_count ? l->cycle_count : l->member_count, said = 0;
    for (size_t i = 0; i < count && said < SHOWN; i++) {
        node_id n = g->node[l->cycle_count ? g->arcs[l->cycle[i]].from : l->members[i]];
        if (n == last)
            continue;
        last = n;
        buf_puts(&text, said++ ? " -> " : "");
        buf_add(&text, graph_label(rule_graph(run), n));
    }
    buf_puts(&text, said < SHOWN ? " -> " : " -> ... -> ");
    buf_add(&text, graph_label(rule_graph(run), g->node[l->cycle_count ? g->arcs[l->cycle[0]].from
                                                                       : l->members[0]]));
    struct str kept = arena_str(rule_arena(run), buf_str(&text));
    buf_release(&text);
    return kept;
}

/* The code that goes round: where the loop can be cut. The arc that leaves it, 0: it runs nothing. */
static uint32_t runner_of(const struct rule_run *run, const struct load_graph *g,
                          const struct load_loop *l)
{
    for (size_t i = 0; i < l->cycle_count; i++)
        if (load_is_run(rule_node(run, g->node[g->arcs[l->cycle[i]].from])->kind))
            return l->cycle[i] + 1;
    for (size_t i = 0; i < l->member_count && !l->cycle_count; i++)
        if (load_is_run(rule_node(run, g->node[l->members[i]])->kind))
            return g->at[l->members[i]] + 1;
    return 0;
}

/* Of what goes round, where one event makes most: a bucket whose events are tried again makes more of one
 * than the function of one call. */
static node_id most_made_at(const struct amplify *a, const struct load_graph *g,
                            const struct load_loop *l, node_id runner)
{
    node_id most = runner;
    for (size_t i = 0; i < l->cycle_count; i++) {
        node_id n = g->node[g->arcs[l->cycle[i]].from];
        if (amplify_of(a, l->view, n).runs > amplify_of(a, l->view, most).runs)
            most = n;
    }
    return most;
}

/* Is it started by more than the loop? */
static bool has_other_start(const struct load_graph *g, const struct load_loop *l, node_id n)
{
    node_id from = 0;
    for (size_t i = 0; i < l->cycle_count; i++)
        if (g->node[g->arcs[l->cycle[i]].to] == n && g->node[g->arcs[l->cycle[i]].from] != n)
            from = g->node[g->arcs[l->cycle[i]].from];
    for (uint32_t arc = 0; arc < g->at[g->count]; arc++)
        if (g->node[g->arcs[arc].to] == n && g->node[g->arcs[arc].from] != n &&
            g->node[g->arcs[arc].from] != from)
            return true;
    return false;
}

/* Code on the way that looks at what starts it: it may pass over what it made itself. 0: none. */
static node_id sifter_on(const struct rule_run *run, const struct load_graph *g,
                         const struct load_loop *l)
{
    for (size_t i = 0; i < l->cycle_count; i++) {
        node_id n = g->node[g->arcs[l->cycle[i]].from];
        const struct node *code = rule_node(run, n);
        if (node_fact_bool(code, FACT_SIFTS, false) ||
            (node_fact_bool(code, FACT_SORTS, false) && has_other_start(g, l, n)))
            return n;
    }
    return 0;
}

static void say_loop(struct rule_run *run, struct finding *f, const struct load_graph *g,
                     const struct load_loop *l, node_id runner, bool pattern)
{
    const struct amplify *a = flood_amplify(rule_flood(run));
    node_id most = most_made_at(a, g, l, runner);
    amount runs = amplify_of(a, l->view, most).runs;
    const char *sure = load_loop_asks(g, l)
                           ? " can go round, if whoever calls has it ask its own address"
                       : pattern ? " can go round, if what is sent fits the patterns on the way"
                       : l->view == LOAD_VIEW_MOST ? " can go round, if the code does what it may"
                       : sifter_on(run, g, l)
                           ? " can go round, if the code does not tell its own records from others"
                       : l->calm            ? " can go round"
                                            : " can go round with what fails";
    struct str cycle = cycle_text(run, g, l);
    struct buf count = {0};
    amount_text(&count, runs);
    if (l->class == LOOP_PACED)
        rule_say(run, f, "%S%s, but no faster than something else starts %N: what comes back waits "
                 "in %N until then", cycle, sure, g->node[g->arcs[l->cycle[0]].to],
                 g->node[g->arcs[l->cycle[0]].from]);
    else if (l->class == LOOP_STOPPED)
        rule_say(run, f, "%S%s: the provider stops it after some 16 rounds, up to %S runs for one "
                 "event at %N until then", cycle, sure, arena_str(rule_arena(run), buf_str(&count)),
                 most);
    else if (l->open)
        rule_say(run, f, "%S%s, and nothing stops it: no provider follows what goes from %N to %N",
                 cycle, sure, g->node[g->arcs[l->open - 1].from], g->node[g->arcs[l->open - 1].to]);
    else if (l->allows)
        rule_say(run, f, "%S%s, and nothing stops it: %N has leave to (RecursiveLoop: Allow)",
                 cycle, sure, l->allows);
    else
        rule_say(run, f, "%S%s, and nothing stops it", cycle, sure);
    buf_release(&count);
}

/* Where nobody knows whether what is sent fits the pattern of a rule of a bus. 0: no pattern is on the
 * way. */
static edge_id pattern_on(const struct rule_run *run, const struct load_graph *g,
                          const struct load_loop *l)
{
    for (size_t i = 0; i < l->cycle_count; i++) {
        edge_id e = g->arcs[l->cycle[i]].edge;
        if (e && rule_node(run, rule_edge(run, e)->from)->kind == NODE_BUS &&
            edge_attr_text(rule_edge(run, e), FACT_FILTER).len)
            return e;
    }
    return 0;
}

RULE(fw_050)
{
    const struct amplify *a = flood_amplify(rule_flood(run));
    const struct load_graph *g = amplify_graph(a);
    for (size_t i = 0; i < amplify_loop_count(a); i++) {
        const struct load_loop *l = amplify_loop(a, i);
        uint32_t arc = l->class == LOOP_BOUNDED ? 0 : runner_of(run, g, l);
        if (!arc)
            continue;
        node_id n = g->node[g->arcs[arc - 1].from];
        edge_id pattern = l->view == LOAD_VIEW_MOST ? pattern_on(run, g, l) : 0;
        bool asks = l->view == LOAD_VIEW_MOST || sifter_on(run, g, l);
        struct finding *f = asks ? rule_ask(run, n) : rule_find(run, n);
        rule_with_edge(run, f, g->arcs[arc - 1].edge);
        for (size_t k = 0; k < l->cycle_count; k++)
            if (g->node[g->arcs[l->cycle[k]].from] != n)
                rule_with_node(run, f, g->node[g->arcs[l->cycle[k]].from]);
        if (l->class == LOOP_UNBOUNDED && l->calm)
            rule_severity(f, SEVERITY_CRITICAL);
        say_loop(run, f, g, l, n, pattern != 0);
        if (l->class == LOOP_PACED) {
            rule_severity(f, SEVERITY_LOW);
            rule_fix(run, f, "Count how often a message of %N has come back, and let %N give it up in "
                     "the end.", g->node[g->arcs[l->cycle[0]].from], n);
        }
        if (load_loop_asks(g, l))
            rule_fix(run, f, "Let %N ask only hosts of a list, follow no redirects, and never its own "
                     "address.", n);
        else if (pattern)
            rule_fix(run, f, "See whether what is sent fits the pattern of %N; if it does, let the code "
                     "end a lineage that comes back.", rule_edge(run, pattern)->to);
    }
}

/* --- Fan-out ---------------------------------------------------------------------------------- */

/* [vertices]: a thing with a price that load gets to from there; 0: none. Backwards from all of them
 * at once. */
static node_id *paid_behind(const struct rule_run *run, const struct load_graph *g)
{
    size_t arcs = g->at[g->count];
    node_id *paid = mem_zalloc((size_t)g->count + 1, sizeof *paid);
    uint32_t *at = mem_zalloc((size_t)g->count + 2, sizeof *at), *from = mem_alloc((arcs + 1) * 4);
    uint32_t *queue = mem_alloc(((size_t)g->count + 1) * sizeof *queue), head = 0, tail = 0;
    for (size_t k = 0; k < arcs; k++)
        at[g->arcs[k].to + 1]++;
    for (uint32_t v = 0; v < g->count; v++)
        at[v + 1] += at[v];
    for (size_t k = arcs; k-- > 0;)
        from[at[g->arcs[k].to]++] = (uint32_t)k;
    for (uint32_t v = 0; v < g->count; v++)
        if (rule_is_paid(run, g->node[v]))
            paid[v] = g->node[v], queue[tail++] = v;
    while (head < tail) {
        uint32_t v = queue[head++];
        for (uint32_t k = v ? at[v - 1] : 0; k < at[v]; k++) {
            const struct load_arc *a = &g->arcs[from[k]];
            if (!(a->flags & LOAD_SUPPOSED) && !paid[a->from])
                paid[a->from] = paid[v], queue[tail++] = a->from;
        }
    }
    mem_free(at);
    mem_free(from);
    mem_free(queue);
    return paid;
}

/* Anyone, or whoever has a key that all clients have. */
static bool is_weak(const struct flood_entry *e)
{
    return auths[e->auth].class <= AUTH_CLASS_SHARED;
}

RULE(fw_051)
{
    const struct flood *flood = rule_flood(run);
    node_id *paid = paid_behind(run, amplify_graph(flood_amplify(flood)));
    for (size_t i = 0; i < flood_count(flood); i++) {
        const struct flood_entry *e = flood_at(flood, i);
        const struct load_sum *s = &e->sums[LOAD_VIEW_SEEN];
        bool many = s->endless || s->runs >= 10 * AMOUNT_ONE;
        if (!is_weak(e) || e->rate_capped || !(many || paid[e->node - 1]))
            continue;
        struct finding *f = rule_find(run, e->node);
        struct buf count = {0};
        amount_text(&count, s->runs);
        rule_with_way_in(run, f, e->node);
        if (s->endless)
            rule_say(run, f, "nothing limits the rate of %N, and one request starts what never ends",
                     e->node);
        else if (many)
            rule_say(run, f, "nothing limits the rate of %N, and one request can make up to %S "
                     "invocations", e->node, arena_str(rule_arena(run), buf_str(&count)));
        else {
            rule_severity(f, SEVERITY_MEDIUM);
            rule_with_node(run, f, paid[e->node - 1]);
            rule_say(run, f, "nothing limits the rate of %N, and each request can make %N work, "
                     "which is paid by use", e->node, paid[e->node - 1]);
        }
        buf_release(&count);
    }
    mem_free(paid);
}

/* --- Caps ------------------------------------------------------------------------------------- */

enum cap { CAP_NONE, CAP_UNSEEN, CAP_ASKED, CAP_GIVEN };

/* Of a function itself or of the app that it shares: reserved concurrency, instances. */
static enum cap own_cap(const struct rule_run *run, node_id function)
{
    const struct node *n = rule_node(run, function);
    edge_id host = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    const struct node *app = host ? rule_node(run, rule_edge(run, host)->to) : NULL;
    if (node_fact_given(n, FACT_RESERVED) || node_fact_given(n, FACT_LIMIT) ||
        (app && node_fact_given(app, FACT_LIMIT)))
        return CAP_GIVEN;
    if (node_attr(n, FACT_RESERVED_ASKED))
        return CAP_ASKED;
    /* An app of Azure is capped by its template: code alone does not show it. */
    return app && rule_is_provider(run, function, "azure") && !node_attr(app, "template") ? CAP_UNSEEN
                                                                                          : CAP_NONE;
}

/* Does what is in front of it let only so much through? A throttle of the route, or the greatest
 * number of concurrent calls of a queue. */
static bool is_throttled(const struct rule_run *run, const struct edge *e)
{
    const struct attr *limit = edge_attr(e, FACT_LIMIT);
    return node_fact_given(rule_node(run, e->from), FACT_LIMIT) ||
           (limit && limit->value.len && !str_is(limit->value, "none"));
}

/* The first way in without a throttle; 0: each has one. */
static edge_id open_way(const struct rule_run *run, node_id function)
{
    static const enum edge_kind kinds[] = {EDGE_INVOKES, EDGE_TRIGGERS, EDGE_DELIVERS,
                                           EDGE_EXPOSES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, function, kinds[k]); rule_next_edge(&w);)
            if ((kinds[k] == EDGE_EXPOSES || rule_weak(run, w.edge->from)) &&
                !is_throttled(run, w.edge))
                return w.id;
    return 0;
}

/* Anyone can call it, or with no more than a key that every client has, as often as he likes. */
static edge_id is_floodable(const struct rule_run *run, node_id function)
{
    return rule_weak(run, function) ? open_way(run, function) : 0;
}

RULE(fw_052)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        enum cap cap = own_cap(run, n);
        edge_id way = cap == CAP_GIVEN ? 0 : is_floodable(run, n);
        if (!way)
            continue;
        struct finding *f = cap == CAP_NONE ? rule_find(run, n) : rule_ask(run, n);
        rule_with_way_in(run, f, n);
        if (cap == CAP_UNSEEN)
            rule_say(run, f, "no template says whether anything caps %N: without that a flood runs as "
                     "many copies of it as the plan allows", n);
        else if (cap == CAP_ASKED)
            rule_say(run, f, "a parameter says how many copies of %N may run at once: with no cap "
                     "of its own a flood runs it as often as the account allows", n);
        else
            rule_say(run, f, "nothing caps %N: a flood runs as many copies of it as the %s allows", n,
                     rule_is_provider(run, n, "azure") ? "plan" : "account");
    }
}

/* --- One pool for all ------------------------------------------------------------------------- */

/* What must go on while somebody floods the front: it is not for everybody, and it handles what is
 * sensitive, or works for a timer, a queue or a workflow. */
static bool is_critical(const struct rule_run *run, node_id n)
{
    if (rule_weak(run, n))
        return false;
    static const enum edge_kind kinds[] = {EDGE_READS, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, n, kinds[k]); rule_next_edge(&w);)
            if (rule_sensitivity(run, w.edge->to) >= 2)
                return true;
    return rule_sensitivity(run, n) >= 2;
}

/* The pool of concurrency is of the account and region: functions of AWS only. */
RULE(fw_053)
{
    node_id flooded = 0, starved = 0;
    struct finding *f = NULL;
    size_t others = 0;
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!rule_is_provider(run, n, "aws"))
            continue;
        if (own_cap(run, n) != CAP_NONE)
            return;
        if (!flooded && is_floodable(run, n))
            flooded = n;
    }
    for (node_id n = 0; flooded && (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!rule_is_provider(run, n, "aws") || !is_critical(run, n))
            continue;
        if (!f)
            f = rule_find(run, flooded);
        rule_with_node(run, f, n);
        starved = starved ? starved : n;
        others++;
    }
    if (!f)
        return;
    rule_with_way_in(run, f, flooded);
    if (others == 1)
        rule_say(run, f, "no function has concurrency of its own: a flood of %N takes all of the "
                 "account's, and %N stands still", flooded, starved);
    else
        rule_say(run, f, "no function has concurrency of its own: a flood of %N takes all of the "
                 "account's, and %N and %zu more stand still", flooded, starved,
                 others - 1);
}
