/* SPDX-License-Identifier: MIT */
#include "flood.h"

#include <stdlib.h>

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "stop.h"

#define X(e, name, help) name,
const char *const flood_level_names[FLOOD_LEVEL_COUNT] = {FLOOD_LEVELS(X)};
#undef X
const char *const flood_cap_names[] = {
    [CAP_RATE] = "rate", [CAP_QUOTA] = "quota", [CAP_COPIES] = "copies"};

struct flood {
    const struct graph *graph;
    const struct prices *prices;
    struct arena *arena;
    struct flood_costs costs;
    struct load_prices load_prices;
    struct amplify *amplify;
    struct flood_entry *entries;
    size_t count;
    uint32_t *index; /* [node + 1]: entry + 1 */
};

/* --- Caps ------------------------------------------------------------------------------------- */

/* The first number in "throttle 10/s", "concurrency 5", "at most 20 instances"; 0: none. */
static long first_number(struct str text)
{
    long value = 0;
    size_t i = 0;
    while (i < text.len && (text.ptr[i] < '0' || text.ptr[i] > '9'))
        i++;
    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9' && value < FLOOD_RATE_MAX; i++)
        value = value * 10 + (text.ptr[i] - '0');
    return value;
}

/* Requests a second; 0: it says something else. */
static long rate_in(struct str limit)
{
    bool seconds = str_ifind(limit, STR("/s")) != STR_NPOS ||
                   str_ifind(limit, STR("second")) != STR_NPOS;
    return seconds ? first_number(limit) : 0;
}

static void add_cap(struct flood_entry *e, enum flood_cap_kind kind, node_id at, long value)
{
    for (size_t i = 0; i < e->cap_count; i++)
        if (e->caps[i].kind == kind && e->caps[i].at == at)
            return;
    e->rate_capped |= kind != CAP_COPIES;
    if (e->cap_count < FLOOD_CAPS)
        e->caps[e->cap_count++] = (struct flood_cap){kind, at, value};
}

static void guards_of(struct flood_entry *e, const struct edge *edge, node_id at)
{
    if (edge_has_guard(edge, "quota"))
        add_cap(e, CAP_QUOTA, at, 0);
    if (edge_has_guard(edge, "ratelimit"))
        add_cap(e, CAP_RATE, at, 0);
}

static void rate_caps(const struct graph *g, struct flood_entry *e)
{
    const struct node *n = graph_node_at(g, e->node);
    struct edge_list in = graph_in(g, e->node);
    if (!load_is_run(n->kind) && node_fact_given(n, FACT_LIMIT))
        add_cap(e, CAP_RATE, e->node, rate_in(node_attr_text(n, FACT_LIMIT)));
    bool guarded = true; /* every way in has it */
    const struct edge *last = NULL;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *x = graph_edge_at(g, in.ids[i]);
        if (x->kind != EDGE_EXPOSES || edge_attr(x, FACT_VIA))
            continue;
        guarded = guarded && (edge_has_guard(x, "ratelimit") || edge_has_guard(x, "quota"));
        last = x;
    }
    if (guarded && last)
        guards_of(e, last, e->node);
}

/* How many of it may run at once; 0: as many as there is room for; -1: so many that nobody says. */
static long copies_of(const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    edge_id host = graph_first_out(g, n, EDGE_HOSTED_BY);
    const struct node *app = host ? graph_node_at(g, graph_edge_at(g, host)->to) : NULL;
    struct str text = STR_NONE;
    if (node_fact_given(node, FACT_RESERVED))
        text = node_attr_text(node, FACT_RESERVED);
    else if (node_fact_given(node, FACT_LIMIT))
        text = node_attr_text(node, FACT_LIMIT);
    else if (app && node_fact_given(app, FACT_LIMIT))
        text = node_attr_text(app, FACT_LIMIT);
    if (str_empty(text))
        return 0;
    long value = first_number(text);
    return value > 0 ? value : -1;
}

/* Of a mapping: an edge that starts so many at once and no more. */
static long copies_by(const struct edge *e)
{
    struct str text = edge_attr_text(e, FACT_LIMIT);
    return str_empty(text) || str_is(text, "none") ? 0 : first_number(text);
}

/* Everything that the entry starts at once has a cap of its own. */
static void copy_caps(const struct graph *g, const struct amplify *a, struct flood_entry *e)
{
    const struct load_graph *lg = amplify_graph(a);
    size_t started = 0, capped = 0;
    if (load_is_run(graph_node_at(g, e->node)->kind)) {
        long copies = copies_of(g, e->node);
        e->copies_capped = copies != 0;
        if (copies)
            add_cap(e, CAP_COPIES, e->node, copies < 0 ? 0 : copies);
        return;
    }
    for (uint32_t k = lg->at[e->node - 1]; k < lg->at[e->node]; k++) {
        node_id to = lg->node[lg->arcs[k].to];
        if (!load_is_run(graph_node_at(g, to)->kind) || lg->uncounted[lg->arcs[k].to])
            continue;
        long own = copies_of(g, to), by = copies_by(graph_edge_at(g, lg->arcs[k].edge));
        started++;
        if (!own && !by)
            continue;
        capped++;
        long copies = own > 0 && (by <= 0 || own < by) ? own : by > 0 ? by : 0;
        add_cap(e, CAP_COPIES, to, copies);
    }
    e->copies_capped = started > 0 && started == capped;
}

/* --- Entries ---------------------------------------------------------------------------------- */

static bool is_stranger(const struct node *n)
{
    enum actor_role role = node_actor_role(n);
    return n->kind == NODE_ACTOR && role != ACTOR_OPERATOR && role != ACTOR_CICD;
}

bool flood_is_entry(const struct graph *g, const struct edge *e)
{
    const struct node *to = graph_node_at(g, e->to);
    unsigned ops = edge_ops(e);
    if (e->kind != EDGE_EXPOSES || edge_attr(e, FACT_VIA) ||
        !edge_fact_bool(e, FACT_ENABLED, true) || e->auth == AUTH_PRIVATE ||
        !is_stranger(graph_node_at(g, e->from)) || node_fact_bool(to, FACT_DISABLED, false) ||
        node_fact_bool(to, FACT_PREFLIGHT, false))
        return false;
    if ((to->kind == NODE_API || to->kind == NODE_FRONT) && graph_first_out(g, e->to, EDGE_ROUTES))
        return false;
    return !ops || ops & (OP_WRITE | OP_INVOKE) || to->kind == NODE_ROUTE ||
           to->kind == NODE_FUNCTION;
}

static enum flood_level level_of(const struct load_sum *s)
{
    if (s->endless)
        return FLOOD_ENDLESS;
    if (s->flags & LOAD_STOPPED)
        return FLOOD_STOPPED;
    if (s->runs == 0 && s->messages == 0)
        return FLOOD_NOTHING;
    return s->runs <= AMOUNT_ONE         ? FLOOD_NONE
           : s->runs <= 10 * AMOUNT_ONE   ? FLOOD_LINEAR
           : s->runs <= 1000 * AMOUNT_ONE ? FLOOD_BURST
                                          : FLOOD_EXPLOSIVE;
}

static void fill_entry(struct flood *f, struct flood_entry *e, long rate)
{
    for (int view = 0; view < LOAD_VIEW_COUNT; view++)
        e->sums[view] = amplify_of(f->amplify, (enum load_view)view, e->node);
    e->level = level_of(&e->sums[LOAD_VIEW_SEEN]);
    rate_caps(f->graph, e);
    copy_caps(f->graph, f->amplify, e);
    e->rate = rate;
    for (size_t i = 0; i < e->cap_count; i++)
        if (e->caps[i].kind == CAP_RATE && e->caps[i].value > 0 && e->caps[i].value < e->rate)
            e->rate = e->caps[i].value;
}

static int worst_first(const void *a, const void *b)
{
    const struct flood_entry *x = a, *y = b;
    const struct load_sum *p = &x->sums[LOAD_VIEW_SEEN], *q = &y->sums[LOAD_VIEW_SEEN];
    if (p->endless != q->endless)
        return p->endless ? -1 : 1;
    if (!p->endless && p->runs != q->runs)
        return p->runs > q->runs ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static void find_entries(struct flood *f, const struct flood_question *q)
{
    const struct graph *g = f->graph;
    size_t edges = graph_edge_count(g);
    f->index = arena_array(f->arena, graph_node_count(g) + 1, sizeof *f->index);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (!f->index[e->to] && flood_is_entry(g, e) && (!q->takes || q->takes(q->arg, e->to)))
            f->index[e->to] = (uint32_t)++f->count;
    }
    f->entries = arena_array(f->arena, f->count + 1, sizeof *f->entries);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (!f->index[e->to] || !flood_is_entry(g, e))
            continue;
        struct flood_entry *entry = &f->entries[f->index[e->to] - 1];
        if (entry->door && graph_edge_at(g, entry->door)->auth <= e->auth)
            continue;
        entry->node = e->to;
        entry->door = (edge_id)i;
        entry->auth = e->auth == AUTH_ABSENT ? AUTH_UNKNOWN : e->auth;
    }
    for (size_t i = 0; i < f->count && !stop_asked(); i++)
        fill_entry(f, &f->entries[i], q->rate ? q->rate : FLOOD_RATE);
    qsort(f->entries, f->count, sizeof *f->entries, worst_first);
    for (size_t i = 0; i < f->count; i++)
        f->index[f->entries[i].node] = (uint32_t)i + 1;
}

struct flood *flood_build(const struct graph *g, const struct flood_question *q)
{
    struct flood *f = mem_zalloc(1, sizeof *f);
    f->graph = g;
    f->prices = q->prices;
    f->arena = arena_new();
    flood_costs_of(g, q->prices, f->arena, &f->costs);
    f->load_prices = (struct load_prices){f->costs.most, f->costs.calm};
    f->amplify = amplify_build(g, &f->load_prices);
    find_entries(f, q);
    return f;
}

void flood_free(struct flood *f)
{
    if (!f)
        return;
    amplify_free(f->amplify);
    arena_free(f->arena);
    mem_free(f);
}

const struct graph *flood_graph(const struct flood *f)
{
    return f->graph;
}

const struct amplify *flood_amplify(const struct flood *f)
{
    return f->amplify;
}

const struct prices *flood_prices(const struct flood *f)
{
    return f->prices;
}

size_t flood_count(const struct flood *f)
{
    return f->count;
}

const struct flood_entry *flood_at(const struct flood *f, size_t i)
{
    return &f->entries[i];
}

const struct flood_entry *flood_of(const struct flood *f, node_id n)
{
    return f->index[n] ? &f->entries[f->index[n] - 1] : NULL;
}

/* --- An hour ---------------------------------------------------------------------------------- */

static int most_first(const void *a, const void *b)
{
    const struct flood_part *x = a, *y = b;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

/* Why the node gets so many: the arc into it that is tried most often, from what is reached. */
static void explain(const struct flood *f, const amount *times, struct flood_hour *h)
{
    const struct load_graph *g = amplify_graph(f->amplify);
    uint32_t *at = mem_zalloc(graph_node_count(f->graph) + 1, sizeof *at);
    for (size_t i = 0; i < h->part_count; i++)
        at[h->parts[i].node] = (uint32_t)i + 1;
    for (uint32_t k = 0; k < g->at[g->count]; k++) {
        const struct load_arc *a = &g->arcs[k];
        struct flood_part *part = at[g->node[a->to]] ? &h->parts[at[g->node[a->to]] - 1] : NULL;
        if (!part || !times[g->node[a->from]] || g->uncounted[a->to] ||
            !(a->flags & LOAD_SUPPOSED ? 0 : a->most) || (part->edge && part->tries >= a->tries))
            continue;
        part->edge = a->edge;
        part->tries = a->tries;
        part->why = (enum load_attempts)a->why;
    }
    mem_free(at);
}

/* So many runs of n in an hour at most: as its copies of short runs make. 0: nothing says. */
static amount most_runs(const struct flood *f, node_id n)
{
    long copies = copies_of(f->graph, n);
    return copies > 0 ? (amount)(unsigned long)copies * (3600 * 1000 / FLOOD_RUN_MS) : 0;
}

static bool is_lambda(const struct flood *f, node_id n)
{
    const struct node *node = graph_node_at(f->graph, n);
    return node->kind == NODE_FUNCTION && str_is(node->provider, "aws");
}

/* Runs in an hour of so many requests; the functions of AWS that have no copies of their own share
 * a pool. AMOUNT_MAX: an endless loop that no cap is known for. */
static amount hour_runs(const struct flood *f, const amount *times, amount requests)
{
    const amount pool = FLOOD_POOL_HOUR;
    amount all = 0, shared = 0;
    for (size_t n = 1; n <= graph_node_count(f->graph); n++) {
        if (!times[n] || !load_is_run(graph_node_at(f->graph, (node_id)n)->kind))
            continue;
        amount runs = times[n] == AMOUNT_MAX ? AMOUNT_MAX : amount_times(times[n], requests);
        runs = runs == AMOUNT_MAX ? runs : runs / AMOUNT_ONE + (runs % AMOUNT_ONE != 0);
        amount most = most_runs(f, (node_id)n);
        if (most)
            all = amount_add(all, amount_least(runs, most));
        else if (is_lambda(f, (node_id)n))
            shared = amount_add(shared, runs);
        else
            all = amount_add(all, runs);
    }
    return amount_add(all, amount_least(shared, pool));
}

/* Is it started by the entry itself? Then the gateway takes its price for each run as well. */
static bool is_first(const struct flood *f, const struct flood_entry *e, node_id n)
{
    struct edge_list out = graph_out(f->graph, e->node);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *x = graph_edge_at(f->graph, out.ids[i]);
        if (x->kind == EDGE_INVOKES && x->to == n)
            return true;
    }
    return false;
}

static amount full_cost(const struct flood *f, const struct flood_entry *e, const amount *times)
{
    amount sum = 0, dearest = 0;
    unsigned long room = FLOOD_POOL;
    for (size_t i = 1; i <= graph_node_count(f->graph); i++) {
        node_id n = (node_id)i;
        if (!times[n] || !is_lambda(f, n))
            continue;
        amount copy = f->costs.copy_hour[n];
        if (is_first(f, e, n))
            copy += f->costs.calm[e->node] * (3600 * 1000 / FLOOD_RUN_MS);
        long own = copies_of(f->graph, n);
        if (own > 0) {
            unsigned long copies = (unsigned long)own;
            sum = amount_add(sum, amount_times(copy, copies));
            room = room > copies ? room - copies : 0;
        } else if (copy > dearest) {
            dearest = copy;
        }
    }
    return amount_add(sum, amount_times(dearest, room));
}

struct flood_hour flood_hour(const struct flood *f, const struct flood_entry *e)
{
    struct flood_hour h = {0};
    const struct load_sum *seen = &e->sums[LOAD_VIEW_SEEN];
    amount *times = amplify_from(f->amplify, LOAD_VIEW_SEEN, e->node);
    amount requests = (amount)(unsigned long)e->rate * 3600;
    size_t count = graph_node_count(f->graph);
    for (size_t n = 1; n <= count; n++) {
        enum node_kind kind = graph_node_at(f->graph, (node_id)n)->kind;
        h.part_count += times[n] && (load_is_run(kind) || load_is_message(kind));
    }
    h.parts = mem_zalloc(h.part_count + 1, sizeof *h.parts);
    h.part_count = 0;
    for (size_t n = 1; n <= count; n++) {
        enum node_kind kind = graph_node_at(f->graph, (node_id)n)->kind;
        if (times[n] && (load_is_run(kind) || load_is_message(kind)))
            h.parts[h.part_count++] = (struct flood_part){.node = (node_id)n, .times = times[n]};
    }
    qsort(h.parts, h.part_count, sizeof *h.parts, most_first);
    explain(f, times, &h);
    h.runs = hour_runs(f, times, requests);
    h.full = full_cost(f, e, times);
    h.money = seen->endless || seen->money == AMOUNT_MAX
                  ? h.full
                  : amount_times(seen->money, requests) / AMOUNT_ONE;
    if (!e->sums[LOAD_VIEW_CALM].endless)
        h.money_calm = amount_times(e->sums[LOAD_VIEW_CALM].money, requests) / AMOUNT_ONE;
    if (h.full) {
        h.money = amount_least(h.money, h.full);
        h.money_calm = amount_least(h.money_calm, h.full);
    }
    mem_free(times);
    return h;
}

void flood_hour_free(struct flood_hour *h)
{
    mem_free(h->parts);
    *h = (struct flood_hour){0};
}
