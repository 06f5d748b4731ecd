/* SPDX-License-Identifier: MIT */
/* amplify_arcs.c - from edges to arcs of load: what passes, how often it is tried. */
#include "amplify_parts.h"

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "stop.h"

const char *const load_attempts_texts[ATTEMPTS_COUNT] = {
    [ATTEMPTS_ONCE] = "once",
    [ATTEMPTS_ASYNC] = "nobody waits for the answer: a run that fails is tried again",
    [ATTEMPTS_RECEIVES] = "a message is received again until its queue gives it up",
    [ATTEMPTS_RETENTION] = "no redrive policy: a message comes again and again until it expires",
    [ATTEMPTS_RETRIES] = "a batch that fails is tried again",
    [ATTEMPTS_EXPIRY] = "a batch that fails is tried again until its records expire",
    [ATTEMPTS_DEQUEUES] = "a message is taken from its queue again until it counts as poison",
    [ATTEMPTS_DELIVERIES] = "an event that fails is delivered again",
};

/* Defaults of the platforms. */
enum {
    LAMBDA_RETRIES = 2,
    SQS_RETENTION = 345600, SQS_VISIBILITY = 30,
    STORAGE_DEQUEUES = 5, SERVICE_BUS_DELIVERIES = 10, EVENT_GRID_DELIVERIES = 30, BLOB_TRIES = 5,
    TRIES_MAX = 1000000, /* what an input may say */
};

struct arcs {
    const struct graph *g;
    struct arena *arena;
    struct load_arc *list;
    size_t count, cap;
    node_id *node;      /* of each vertex */
    bool *uncounted;
    uint32_t vertices;
    size_t vertex_cap, uncounted_cap;
    uint32_t *events;   /* [node + 1]: vertex + 1 of what the function got; 0: none */
    node_id *mark;      /* [node + 1]: the function that it triggers, while that is looked at */
};

bool load_is_run(enum node_kind kind)
{
    return kind == NODE_FUNCTION || kind == NODE_COMPUTE || kind == NODE_WORKFLOW;
}

bool load_is_message(enum node_kind kind)
{
    return kind == NODE_QUEUE || kind == NODE_TOPIC || kind == NODE_STREAM || kind == NODE_BUS;
}

static bool is_live(const struct node *n)
{
    return !node_fact_bool(n, FACT_DISABLED, false);
}

static bool is_aws(const struct node *n)
{
    return str_is(n->provider, "aws");
}

static bool is_azure(const struct node *n)
{
    return str_is(n->provider, "azure");
}

static bool has_type(const struct node *n, const char *word)
{
    return str_ifind(n->type, str_from(word)) != STR_NPOS;
}

static bool is_sqs(const struct node *n)
{
    return n->kind == NODE_QUEUE && is_aws(n) && !has_type(n, "AmazonMQ");
}

bool load_may_ask(const struct graph *g, const struct edge *e)
{
    enum node_kind from = graph_node_at(g, e->from)->kind;
    return e->kind == EDGE_INVOKES && (from == NODE_ROUTE || from == NODE_API) &&
           !edge_fact_is(e, FACT_EDGE_ROLE, FACT_ROLE_AUTHORIZER) &&
           node_fact_given(graph_node_at(g, e->to), FACT_FETCHES);
}

bool load_is_asked(const struct load_graph *g, const struct load_arc *a)
{
    const struct edge *e = graph_edge_at(g->graph, a->edge);
    return e->kind == EDGE_INVOKES && e->from != e->to && g->node[a->from] == e->to &&
           g->node[a->to] == e->from;
}

uint32_t load_loop_asks(const struct load_graph *g, const struct load_loop *l)
{
    for (size_t i = 0; i < l->cycle_count; i++)
        if (load_is_asked(g, &g->arcs[l->cycle[i]]))
            return l->cycle[i] + 1;
    return 0;
}

bool load_stops(const struct load_graph *g, uint32_t vertex)
{
    const struct node *n = graph_node_at(g->graph, g->node[vertex]);
    return n->kind == NODE_FUNCTION && is_aws(n) && !g->uncounted[vertex] &&
           !str_iis(node_attr_text(n, FACT_RECURSIVE), "Allow");
}

/* --- Attempts --------------------------------------------------------------------------------- */

static long number(struct str text, long silence)
{
    long value;
    return str_to_long(text, &value) && value >= -1 && value < TRIES_MAX ? value : silence;
}

struct tries {
    long count;
    enum load_attempts why;
    unsigned flags;
};

/* A queue of SQS: until it gives the message up. */
static struct tries tries_of_queue(const struct graph *g, node_id queue)
{
    const struct node *n = graph_node_at(g, queue);
    struct edge_list out = graph_out(g, queue);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(g, out.ids[i]);
        long most = e->kind == EDGE_DEADLETTERS
                        ? number(edge_attr_text(e, FACT_MAX_RECEIVE), 0) : 0;
        if (most > 0)
            return (struct tries){most, ATTEMPTS_RECEIVES, 0};
    }
    long kept = SQS_RETENTION, hidden = SQS_VISIBILITY, said;
    if (str_to_long(node_attr_text(n, FACT_RETENTION), &said) && said > 0)
        kept = said;
    if (str_to_long(node_attr_text(n, FACT_VISIBILITY), &said) && said >= 0)
        hidden = said ? said : 1; /* 0: at once; a second for the run itself */
    long most = kept / hidden;
    return (struct tries){most < 1 ? 1 : most < TRIES_MAX ? most : TRIES_MAX, ATTEMPTS_RETENTION, 0};
}

static struct tries tries_of_stream(const struct edge *e)
{
    bool split = edge_fact_bool(e, FACT_BISECT, false) &&
                 number(edge_attr_text(e, FACT_BATCH), 100) != 1;
    long again = number(edge_attr_text(e, FACT_RETRY), -1);
    if (again < 0)
        return (struct tries){1, ATTEMPTS_EXPIRY, LOAD_EXPIRY};
    /* A batch of n that fails down to each record: 2n - 1 runs, less than two a record. */
    return (struct tries){(1 + again) * (split ? 2 : 1), ATTEMPTS_RETRIES, 0};
}

static struct tries tries_on_azure(const struct node *from, const struct edge *e)
{
    long said = number(edge_attr_text(e, FACT_RETRY), 0);
    if (from->kind == NODE_QUEUE && has_type(from, "Microsoft.Storage"))
        return (struct tries){said > 0 ? said : STORAGE_DEQUEUES, ATTEMPTS_DEQUEUES, 0};
    if (has_type(from, "Microsoft.ServiceBus")) {
        long most = number(node_attr_text(from, "maxDeliveryCount"), SERVICE_BUS_DELIVERIES);
        return (struct tries){most > 0 ? most : 1, ATTEMPTS_DELIVERIES, 0};
    }
    if (has_type(from, "Microsoft.EventGrid"))
        return (struct tries){said > 0 ? said : EVENT_GRID_DELIVERIES, ATTEMPTS_DELIVERIES, 0};
    if (from->kind == NODE_BUCKET)
        return (struct tries){BLOB_TRIES, ATTEMPTS_DELIVERIES, 0};
    return (struct tries){said > 0 ? said : 1, ATTEMPTS_ONCE, 0};
}

static bool is_pushed(enum node_kind kind) /* to functions of AWS, and nobody awaits the answer */
{
    return kind == NODE_BUCKET || kind == NODE_TOPIC || kind == NODE_BUS || kind == NODE_LOG ||
           kind == NODE_TIMER || kind == NODE_SERVICE;
}

/* queue: what tries_of_queue() says of the source, if it is one. */
static struct tries tries_of(const struct graph *g, const struct edge *e, struct tries queue)
{
    const struct node *from = graph_node_at(g, e->from), *to = graph_node_at(g, e->to);
    struct tries once = {1, ATTEMPTS_ONCE, 0};
    long said = number(edge_attr_text(e, FACT_RETRY), 0);
    bool starts = e->kind == EDGE_TRIGGERS || e->kind == EDGE_DELIVERS;
    if (!load_is_run(to->kind) || !(starts || e->kind == EDGE_INVOKES))
        return once;
    if (is_azure(from) && starts)
        return tries_on_azure(from, e);
    if (!is_aws(from))
        return said > 1 ? (struct tries){said, ATTEMPTS_RETRIES, 0} : once;
    if (from->kind == NODE_WORKFLOW)
        return said > 0 ? (struct tries){1 + said, ATTEMPTS_RETRIES, 0} : once;
    if (to->kind == NODE_FUNCTION && starts && is_sqs(from))
        return queue;
    if (to->kind == NODE_FUNCTION && starts &&
        (from->kind == NODE_STREAM || from->kind == NODE_TABLE || from->kind == NODE_QUEUE))
        return tries_of_stream(e);
    if (to->kind == NODE_FUNCTION &&
        (starts ? is_pushed(from->kind) : !edge_fact_bool(e, FACT_SYNC, true))) {
        long again = number(node_attr_text(to, FACT_ASYNC_RETRIES), LAMBDA_RETRIES);
        return (struct tries){again < 0 ? 1 : 1 + again, ATTEMPTS_ASYNC, 0};
    }
    return once;
}

/* --- What an edge is -------------------------------------------------------------------------- */

/* FACT_TIMES in millionths, rounded up. */
static uint64_t times_of(const struct edge *e, unsigned *flags)
{
    struct str text = edge_attr_text(e, FACT_TIMES), rest = text, head;
    const uint64_t one = (uint64_t)AMOUNT_ONE;
    long above, below = 1;
    if (str_is(text, "many") || edge_attr(e, "concurrency"))
        *flags |= LOAD_MANY; /* a state of a map: one run for each of a list */
    if (str_empty(text) || !str_cut(&rest, '/', &head) || !str_to_long(str_trim(head), &above) ||
        (rest.ptr && !str_to_long(str_trim(rest), &below)) || above < 0 || below <= 0 ||
        above > TRIES_MAX)
        return one;
    return ((uint64_t)above * one + (uint64_t)below - 1) / (uint64_t)below;
}

/* Lambda follows a lineage through SQS, SNS, S3 and its own calls. */
static bool is_guarded(const struct node *from, const struct node *to, const struct edge *e)
{
    bool queue_from = is_sqs(from), queue_to = is_sqs(to);
    bool near_from = from->kind == NODE_FUNCTION || queue_from || from->kind == NODE_TOPIC ||
                     from->kind == NODE_BUCKET;
    bool near_to = to->kind == NODE_FUNCTION || queue_to || to->kind == NODE_TOPIC ||
                   to->kind == NODE_BUCKET;
    return is_aws(from) && is_aws(to) && near_from && near_to &&
           (e->kind == EDGE_INVOKES || e->kind == EDGE_TRIGGERS || e->kind == EDGE_DELIVERS ||
            e->kind == EDGE_WRITES);
}

static bool passes(const struct arcs *a, const struct edge *e)
{
    const struct node *from = graph_node_at(a->g, e->from), *to = graph_node_at(a->g, e->to);
    if (!edge_fact_bool(e, FACT_ENABLED, true) || !is_live(from) || !is_live(to) ||
        from->kind == NODE_ACTOR || to->kind == NODE_ACTOR ||
        edge_fact_is(e, FACT_FILTER, "closed") || edge_fact_is(e, FACT_MATCH, "never") ||
        edge_attr(e, "hook")) /* runs when a version is deployed */
        return false;
    switch ((int)e->kind) {
    case EDGE_INVOKES:
    case EDGE_TRIGGERS:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
    case EDGE_WRITES:
        return true;
    case EDGE_ROUTES: /* a request takes one of the routes: they are entries of their own */
        return load_is_run(to->kind);
    default:
        return false;
    }
}

static void add_arc(struct arcs *a, struct load_arc arc)
{
    if (a->count == a->cap)
        a->list = mem_grow(a->list, &a->cap, sizeof *a->list);
    a->list[a->count++] = arc;
}

static uint32_t add_vertex(struct arcs *a, node_id n, bool uncounted)
{
    if (a->vertices == a->vertex_cap)
        a->node = mem_grow(a->node, &a->vertex_cap, sizeof *a->node);
    if (a->vertices == a->uncounted_cap)
        a->uncounted = mem_grow(a->uncounted, &a->uncounted_cap, sizeof *a->uncounted);
    a->node[a->vertices] = n;
    a->uncounted[a->vertices] = uncounted;
    return a->vertices++;
}

/* What fails or succeeds as a whole starts at the events of a function, not at its attempts. */
static bool is_of_event(const struct arcs *a, const struct edge *e)
{
    return graph_node_at(a->g, e->from)->kind == NODE_FUNCTION &&
           (e->kind == EDGE_DEADLETTERS ||
            (e->kind == EDGE_DELIVERS && edge_attr(e, FACT_ON)));
}

static void arc_of_edge(struct arcs *a, edge_id id, struct tries queue, uint32_t to)
{
    const struct edge *e = graph_edge_at(a->g, id);
    unsigned flags = 0;
    uint64_t times = times_of(e, &flags);
    struct tries tries = tries_of(a->g, e, queue);
    flags |= tries.flags;
    if ((e->evidence != EVIDENCE_DECLARED && e->evidence != EVIDENCE_CODE) ||
        edge_fact_bool(e, FACT_PRESIGNED, false))
        flags |= LOAD_SUPPOSED;
    if (!is_of_event(a, e) &&
        is_guarded(graph_node_at(a->g, e->from), graph_node_at(a->g, e->to), e))
        flags |= LOAD_GUARDED;
    if (e->kind == EDGE_DEADLETTERS ||
        (e->kind == EDGE_INVOKES && edge_fact_is(e, FACT_ON, "failure")))
        flags |= LOAD_FAILURE;
    struct load_arc arc = {.from = e->from - 1, .to = to, .edge = id, .tries = (uint32_t)tries.count,
                           .most = times * (uint64_t)tries.count,
                           .calm = flags & LOAD_FAILURE ? 0 : times,
                           .why = (uint8_t)tries.why, .flags = (uint8_t)flags};
    if (is_of_event(a, e))
        arc.from = a->events[e->from] - 1;
    if (arc.most)
        add_arc(a, arc);
    if (!a->events[e->to] || !arc.most)
        return;
    arc.to = a->events[e->to] - 1; /* the same, once for each event */
    arc.most = times;
    arc.tries = 1;
    add_arc(a, arc);
}

/* --- Buckets and buses ------------------------------------------------------------------------ */

enum meeting { APART, MAY_MEET, MEET };

/* Is what is written (a glob) what is wanted? By what stands before the first star and behind the
 * last. */
static enum meeting globs_meet(struct str written, struct str wanted)
{
    size_t star = str_chr(written, '*'), other = str_chr(wanted, '*');
    if (star == STR_NPOS)
        return str_glob(wanted, written, false) ? MEET : APART;
    if (other == STR_NPOS)
        return str_glob(written, wanted, false) ? MAY_MEET : APART;
    struct str head = str_sub(written, 0, star), begins = str_sub(wanted, 0, other);
    struct str tail = str_from_at(written, str_rchr(written, '*') + 1);
    struct str ends = str_from_at(wanted, str_rchr(wanted, '*') + 1);
    if (str_starts(head, begins) && str_ends(tail, ends) && other == str_rchr(wanted, '*'))
        return MEET;
    return (str_starts(head, begins) || str_starts(begins, head)) &&
                   (str_ends(tail, ends) || str_ends(ends, tail))
               ? MAY_MEET : APART;
}

static enum meeting lists_meet(struct str written, struct str wanted)
{
    enum meeting best = str_eq(written, wanted) ? MEET : APART;
    for (struct str x = written, one; str_cut(&x, ',', &one);)
        for (struct str y = wanted, other; str_cut(&y, ',', &other);) {
            enum meeting m = globs_meet(str_trim(one), str_trim(other));
            best = m > best ? m : best;
        }
    return best;
}

/* "source|type" of what is put, "*" for what nobody knows. Nobody puts events of AWS itself. */
static enum meeting event_meets(struct str event, struct str sources, struct str types, bool own)
{
    enum meeting best = str_empty(sources) ? MEET : APART;
    struct str source, type = event;
    str_cut(&type, '|', &source);
    for (struct str one; str_cut(&sources, ',', &one);) {
        enum meeting m = own && str_starts(one, STR("aws.")) ? APART : globs_meet(source, one);
        best = m > best ? m : best;
    }
    enum meeting m = str_empty(types) ? MEET : APART;
    for (struct str one; str_cut(&types, ',', &one);) {
        enum meeting n = globs_meet(type, one);
        m = n > m ? n : m;
    }
    return m < best ? m : best;
}

static enum meeting events_meet(const struct edge *puts, const struct edge *pattern)
{
    struct str sources = edge_attr_text(pattern, FACT_EVENT_SOURCES);
    struct str types = edge_attr_text(pattern, FACT_EVENT_TYPES), one;
    struct str events = edge_attr_text(puts, FACT_EVENTS);
    enum meeting best = APART;
    if (str_empty(events))
        events = STR("*|*");
    while (str_cut(&events, ',', &one)) {
        enum meeting m = event_meets(one, sources, types, puts->kind == EDGE_WRITES);
        best = m > best ? m : best;
    }
    return best;
}

/* Do the events that one edge puts on a bus, or hands on to it, pass the pattern of the other? */
static enum meeting passes_pattern(const struct edge *puts, const struct edge *pattern)
{
    static const char *const facts[] = {FACT_EVENT_SOURCES, FACT_EVENT_TYPES};
    struct str filter = edge_attr_text(pattern, FACT_FILTER);
    bool said = edge_attr(pattern, facts[0]) || edge_attr(pattern, facts[1]);
    bool more = edge_fact_bool(pattern, FACT_EVENT_MORE, false) ||
                (!said && filter.len && !str_is(filter, "open"));
    enum meeting worst = more ? MAY_MEET : MEET;
    if (!edge_attr(puts, FACT_EVENT_SOURCES) && !edge_attr(puts, FACT_EVENT_TYPES)) {
        enum meeting m = events_meet(puts, pattern);
        return m < worst ? m : worst;
    }
    for (size_t i = 0; i < COUNT(facts); i++) {
        struct str wanted = edge_attr_text(pattern, facts[i]);
        struct str put = edge_attr_text(puts, facts[i]);
        enum meeting m = str_empty(wanted) ? MEET : str_empty(put) ? MAY_MEET : lists_meet(put, wanted);
        worst = m < worst ? m : worst;
    }
    return worst;
}

/* Does what this edge writes start that one? Where nobody knows what is written, it may. */
static enum meeting starts(const struct arcs *a, const struct edge *writes,
                           const struct edge *trigger)
{
    if (graph_node_at(a->g, writes->to)->kind != NODE_BUCKET)
        return passes_pattern(writes, trigger);
    struct str wanted = edge_attr_text(trigger, FACT_OBJECTS);
    struct str written = edge_attr_text(writes, FACT_OBJECTS);
    struct str events = edge_attr_text(trigger, "event"), event;
    bool fires = str_empty(events);
    while (!fires && str_cut(&events, ',', &event))
        fires = load_makes_event(writes, event);
    if (!fires)
        return APART;
    if (str_empty(wanted))
        return MEET;
    return str_empty(written) ? MAY_MEET : lists_meet(written, wanted);
}

enum { PAIRS_MOST = 4096 }; /* of writers and triggers; beyond, every write starts everything */

/* The vertex that a write leads to: the bucket or bus, or one of its own if it starts only some. */
static uint32_t written_vertex(struct arcs *a, edge_id write)
{
    const struct edge *w = graph_edge_at(a->g, write);
    struct edge_list out = graph_out(a->g, w->to), in = graph_in(a->g, w->to);
    bool all = true;
    if (out.count * in.count > PAIRS_MOST)
        return w->to - 1;
    for (size_t i = 0; all && i < out.count; i++) {
        const struct edge *t = graph_edge_at(a->g, out.ids[i]);
        all = !passes(a, t) || starts(a, w, t) == MEET;
    }
    if (all)
        return w->to - 1;
    uint32_t own = add_vertex(a, w->to, false);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *t = graph_edge_at(a->g, out.ids[i]);
        enum meeting met = passes(a, t) ? starts(a, w, t) : APART;
        if (met == APART)
            continue;
        size_t from = a->count;
        arc_of_edge(a, out.ids[i], (struct tries){1, ATTEMPTS_ONCE, 0}, t->to - 1);
        for (; from < a->count; from++) {
            a->list[from].from = own;
            a->list[from].flags |= met == MEET ? 0 : LOAD_SUPPOSED;
        }
    }
    return own;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* Is its work fetched by n itself, from time to time? */
static bool is_polled(const struct arcs *a, const struct edge *e, bool timed)
{
    const struct node *store = graph_node_at(a->g, e->to);
    return e->kind == EDGE_READS && edge_fact_bool(e, FACT_ENABLED, true) && is_live(store) &&
           a->mark[e->to] != e->from &&
           (edge_fact_bool(e, FACT_WORK, false) || (timed && store->kind == NODE_QUEUE));
}

static void arcs_of_polling(struct arcs *a, node_id n)
{
    struct edge_list in = graph_in(a->g, n), out = graph_out(a->g, n);
    bool timed = false;
    if (!load_is_run(graph_node_at(a->g, n)->kind))
        return;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(a->g, in.ids[i]);
        timed = timed || (e->kind == EDGE_TRIGGERS &&
                          graph_node_at(a->g, e->from)->kind == NODE_TIMER);
        if (e->kind == EDGE_TRIGGERS)
            a->mark[e->from] = n;
    }
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(a->g, out.ids[i]);
        unsigned supposed = e->evidence != EVIDENCE_DECLARED && e->evidence != EVIDENCE_CODE
                                ? LOAD_SUPPOSED : 0;
        unsigned paced = timed || graph_node_at(a->g, n)->kind != NODE_COMPUTE ? LOAD_PACED : 0;
        if (is_polled(a, e, timed))
            add_arc(a, (struct load_arc){.from = e->to - 1, .to = n - 1, .edge = out.ids[i],
                                         .most = (uint64_t)AMOUNT_ONE, .calm = (uint64_t)AMOUNT_ONE,
                                         .tries = 1, .why = ATTEMPTS_ONCE,
                                         .flags = (uint8_t)(LOAD_POLLED | paced | supposed)});
    }
}

/* Anyone's request, and by a method that the code uses. */
static bool may_be_asked(const struct arcs *a, node_id door, struct str methods)
{
    const struct node *n = graph_node_at(a->g, door);
    struct edge_list in = graph_in(a->g, door);
    struct str rest = n->name, routed, one;
    bool fits = str_chr(n->name, ' ') == STR_NPOS || !str_cut(&rest, ' ', &routed) ||
                str_iis(routed, "ANY") || str_is(routed, "*");
    while (!fits && str_cut(&methods, ',', &one))
        fits = str_is(one, "*") || str_ieq(one, routed);
    for (size_t i = 0; fits && is_live(n) && i < in.count; i++) {
        const struct edge *e = graph_edge_at(a->g, in.ids[i]);
        if (e->kind == EDGE_EXPOSES && e->auth == AUTH_NONE &&
            edge_fact_bool(e, FACT_ENABLED, true) && graph_node_at(a->g, e->from)->kind == NODE_ACTOR)
            return true;
    }
    return false;
}

/* Whoever calls n chooses the address that n asks: it may be the one by which n is called. */
static void arcs_of_asking(struct arcs *a, node_id n)
{
    struct str methods = node_attr_text(graph_node_at(a->g, n), FACT_FETCHES);
    struct edge_list in = graph_in(a->g, n);
    for (size_t i = 0; methods.len && i < in.count; i++) {
        const struct edge *e = graph_edge_at(a->g, in.ids[i]);
        if (load_may_ask(a->g, e) && passes(a, e) && may_be_asked(a, e->from, methods))
            add_arc(a, (struct load_arc){.from = n - 1, .to = e->from - 1, .edge = in.ids[i],
                                         .most = (uint64_t)AMOUNT_ONE, .calm = (uint64_t)AMOUNT_ONE,
                                         .tries = 1, .why = ATTEMPTS_ONCE,
                                         .flags = LOAD_SUPPOSED});
    }
}

/* Something that starts only those who want it. A parameter may stand for a bus. */
static bool is_put(const struct arcs *a, const struct edge *e)
{
    enum node_kind to = graph_node_at(a->g, e->to)->kind;
    bool bus = to == NODE_BUS || to == NODE_PARAM;
    return e->kind == EDGE_WRITES
               ? bus || to == NODE_BUCKET
               : bus && (e->kind == EDGE_DELIVERS || e->kind == EDGE_DEADLETTERS);
}

static void arcs_of_node(struct arcs *a, node_id n)
{
    struct edge_list out = graph_out(a->g, n);
    struct tries queue = {1, ATTEMPTS_ONCE, 0};
    const struct node *node = graph_node_at(a->g, n);
    if (!is_live(node))
        return;
    if (is_sqs(node))
        queue = tries_of_queue(a->g, n);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(a->g, out.ids[i]);
        if (passes(a, e))
            arc_of_edge(a, out.ids[i], queue,
                        is_put(a, e) ? written_vertex(a, out.ids[i]) : e->to - 1);
    }
    arcs_of_polling(a, n);
    arcs_of_asking(a, n);
}

/* Counting sort by the source, which keeps the order of edges. */
static void compress(struct arcs *a, struct load_graph *out)
{
    uint32_t *at = arena_array(a->arena, (size_t)a->vertices + 2, sizeof *at);
    struct load_arc *arcs = arena_array(a->arena, a->count + 1, sizeof *arcs);
    for (size_t i = 0; i < a->count; i++)
        at[a->list[i].from + 2]++;
    for (uint32_t v = 2; v <= a->vertices + 1; v++)
        at[v] += at[v - 1];
    for (size_t i = 0; i < a->count; i++)
        arcs[at[a->list[i].from + 1]++] = a->list[i];
    node_id *node = arena_array(a->arena, (size_t)a->vertices + 1, sizeof *node);
    bool *uncounted = arena_array(a->arena, (size_t)a->vertices + 1, sizeof *uncounted);
    if (a->vertices) {
        memcpy(node, a->node, a->vertices * sizeof *node);
        memcpy(uncounted, a->uncounted, a->vertices * sizeof *uncounted);
    }
    *out = (struct load_graph){a->g, a->vertices, node, uncounted, arcs, at};
}

void load_graph_build(const struct graph *g, struct arena *arena, struct load_graph *out)
{
    size_t nodes = graph_node_count(g);
    struct arcs a = {.g = g, .arena = arena};
    a.events = mem_zalloc(nodes + 1, sizeof *a.events);
    a.mark = mem_zalloc(nodes + 1, sizeof *a.mark);
    for (size_t n = 1; n <= nodes; n++)
        add_vertex(&a, (node_id)n, false);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (passes(&a, e) && is_of_event(&a, e) && !a.events[e->from])
            a.events[e->from] = add_vertex(&a, e->from, true) + 1;
    }
    for (size_t n = 1; n <= nodes && !stop_asked(); n++)
        arcs_of_node(&a, (node_id)n);
    compress(&a, out);
    mem_free(a.list);
    mem_free(a.node);
    mem_free(a.uncounted);
    mem_free(a.events);
    mem_free(a.mark);
}
