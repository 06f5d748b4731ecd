/* SPDX-License-Identifier: MIT */
/* rules_load_entries.c - what runs long, wide, or again and again, once a stranger or a clock starts it
 * (FW-054 to FW-056, FW-058, FW-060 to FW-062). */
#include "rule_ask.h"

#include "attr.h"
#include "query.h"

/* --- Long runs -------------------------------------------------------------------------------- */

enum { MOST_SECONDS = 900, USUAL_SECONDS = 3, MOST_MEGABYTES = 10240, USUAL_MEGABYTES = 128,
       USUAL_GIGABYTE_SECONDS = 300, FLEX_MEGABYTES = 2048, CONSUMPTION_MEGABYTES = 1536 };

struct price { /* of one run */
    long seconds, megabytes;
    bool unknown; /* a parameter says one of them: this is the most that it can be */
};

static long number_or_most(const struct rule_run *run, node_id n, const char *key, long usual,
                           long most, bool *unknown)
{
    const struct attr *a = node_attr(rule_node(run, n), key);
    long value = usual;
    if (!a || str_to_long(a->value, &value))
        return value;
    *unknown = true;
    return most;
}

/* "00:10:00" -> 600; 0: no such text. */
static long seconds_of_clock(struct str text)
{
    long parts[3], sum = 0;
    for (int i = 0; i < 3; i++) {
        struct str part;
        if (!str_cut(&text, ':', &part) || !str_to_long(part, &parts[i]) || parts[i] < 0 ||
            parts[i] > 1000000)
            return 0;
        sum = sum * 60 + parts[i];
    }
    return text.len ? 0 : sum;
}

/* The plan of an app: "consumption", "flex", ...; empty: not known. */
static struct str plan_of(const struct rule_run *run, node_id app)
{
    for (struct rule_walk w = rule_out(run, app, EDGE_RESIDES_IN); rule_next_edge(&w);)
        if (node_boundary_class(rule_node(run, w.edge->to)) == BOUNDARY_PLAN)
            return rule_attr(run, w.edge->to, "plan");
    return STR_NONE;
}

/* Azure: only what somebody has written into host.json; plans with machines of their own cost the
 * same whatever runs. */
static bool price_in_app(const struct rule_run *run, node_id function, struct price *p)
{
    edge_id host = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    node_id app = host ? rule_edge(run, host)->to : 0;
    struct str plan = app ? plan_of(run, app) : STR_NONE;
    p->seconds = app ? seconds_of_clock(rule_attr(run, app, "host.functionTimeout")) : 0;
    p->megabytes = str_is(plan, "flex") ? FLEX_MEGABYTES : CONSUMPTION_MEGABYTES;
    p->unknown = str_empty(plan);
    return p->seconds > 0 && (p->unknown || str_is(plan, "flex") || str_is(plan, "consumption"));
}

RULE(fw_054)
{
    long limit = rule_options_of(run)->gigabyte_seconds;
    limit = limit > 0 ? limit : USUAL_GIGABYTE_SECONDS;
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        struct price p = {.unknown = false};
        if (!rule_weak(run, n))
            continue;
        if (rule_is_provider(run, n, "azure")) {
            if (!price_in_app(run, n, &p))
                continue;
        } else {
            p.seconds = number_or_most(run, n, FACT_TIMEOUT, USUAL_SECONDS, MOST_SECONDS,
                                       &p.unknown);
            p.megabytes = number_or_most(run, n, FACT_MEMORY, USUAL_MEGABYTES, MOST_MEGABYTES,
                                         &p.unknown);
        }
        if (p.seconds * p.megabytes < limit * 1024)
            continue;
        struct finding *f = p.unknown ? rule_ask(run, n) : rule_find(run, n);
        rule_with_way_in(run, f, n);
        rule_say(run, f, p.unknown ? "one call of %N may run for up to %zu s with up to %zu MB: the "
                                     "input does not say"
                                   : "a stranger's call of %N may run for %zu s with %zu MB", n,
                 (size_t)p.seconds, (size_t)p.megabytes);
    }
}

/* --- Wide and repeated ------------------------------------------------------------------------ */

RULE(fw_055)
{
    for (node_id n = 0; (n = rule_next(run, NODE_WORKFLOW, n));) {
        struct str maps = rule_attr(run, n, FACT_UNBOUNDED);
        bool distributed = str_find(maps, STR("(distributed)")) != STR_NPOS;
        if (!maps.len)
            continue;
        struct finding *f = rule_find(run, n);
        if (!distributed) /* 40 at once, of what fits into one input */
            rule_severity(f, SEVERITY_LOW);
        rule_say(run, f, "whoever gives %N its list says how wide %S runs: no MaxConcurrency", n,
                 maps);
    }
}

enum { MANY_RETRIES = 10, MANY_RECEIVES = 100 };

static bool is_endless(const struct edge *e, const char *key)
{
    struct str text = edge_attr_text(e, key);
    return !text.len || str_is(text, "-1");
}

/* A batch of a stream that fails is tried until it expires, and all behind it waits. */
static void judge_streams(struct rule_run *run, node_id function)
{
    for (struct rule_walk w = rule_in(run, function, EDGE_TRIGGERS); rule_next_edge(&w);) {
        if (rule_node(run, w.edge->from)->kind != NODE_STREAM ||
            !edge_fact_is(w.edge, "mode", "pull") || !is_endless(w.edge, FACT_RETRY) ||
            !is_endless(w.edge, "record-age") || edge_fact_bool(w.edge, FACT_KEPT, false))
            continue;
        struct finding *f = rule_find(run, function);
        rule_with_node(run, f, w.edge->from);
        rule_with_edge(run, f, w.id);
        rule_say(run, f, "a record of %N that %N cannot handle is tried until it expires, and what "
                 "comes behind it waits", w.edge->from, function);
    }
}

static void judge_queue(struct rule_run *run, node_id n)
{
    long receives = 0;
    for (struct rule_walk w = rule_out(run, n, EDGE_DEADLETTERS); rule_next_edge(&w);) {
        if (!str_to_long(edge_attr_text(w.edge, FACT_MAX_RECEIVE), &receives) ||
            receives < MANY_RECEIVES)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, w.edge->to);
        rule_with_edge(run, f, w.id);
        rule_say(run, f, "a message of %N is tried %zu times before it is given up", n,
                 (size_t)receives);
    }
    /* FW-064 is about those that are no end of something else */
    if (!rule_count_in(run, n, EDGE_DEADLETTERS) || rule_count_out(run, n, EDGE_DEADLETTERS) ||
        rule_is_provider(run, n, "azure"))
        return;
    for (struct rule_walk w = rule_out(run, n, EDGE_TRIGGERS); rule_next_edge(&w);) {
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, w.edge->to);
        rule_with_edge(run, f, w.id);
        rule_say(run, f, "what fails in %N as well comes back from %N until it expires", w.edge->to,
                 n);
        break;
    }
}

RULE(fw_056)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        judge_streams(run, n);
        if (!str_is(rule_attr(run, n, "maxRetryCount"), "-1"))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N is tried again for ever: maxRetryCount is -1", n);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_QUEUE, n));)
        judge_queue(run, n);
    for (node_id n = 0; (n = rule_next(run, NODE_WORKFLOW, n));) {
        struct str state = rule_attr(run, n, FACT_RETRIES), count;
        long retries = 0;
        if (!state.len || !str_cut(&state, ' ', &count) || !str_to_long(count, &retries) ||
            retries < MANY_RETRIES)
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N tries %S up to %zu times again", n, state, (size_t)retries);
    }
}

/* --- Clocks ----------------------------------------------------------------------------------- */

/* Seconds between two rounds, as far as they are fewer than a minute; 60: a minute or more. */
static long seconds_of_field(struct str field)
{
    long every, count = 1;
    if (str_is(field, "*"))
        return 1;
    if (str_starts(field, STR("*/")))
        return str_to_long(str_from_at(field, 2), &every) && every > 0 && every < 60 ? every : 60;
    for (size_t i = 0; i < field.len; i++)
        count += field.ptr[i] == ',';
    return 60 / count;
}

static long period_of(struct str schedule)
{
    size_t blanks = 0;
    struct str first, rest = schedule;
    for (size_t i = 0; i < schedule.len; i++)
        blanks += schedule.ptr[i] == ' ';
    long number, clock = seconds_of_clock(schedule);
    if (clock)
        return clock;
    if (!str_cut(&rest, ' ', &first))
        return 60;
    if (blanks == 1 && str_istarts(rest, STR("second")) && str_to_long(first, &number))
        return number; /* of a Logic App */
    return blanks == 5 && str_chr(schedule, '(') == STR_NPOS ? seconds_of_field(first) : 60;
}

/* By node: something of it is unresolved. */
static const uint8_t *find_unresolved(struct rule_run *run)
{
    const struct graph *g = rule_graph(run);
    uint8_t *marks = arena_alloc(rule_arena(run), graph_node_count(g) + 1);
    for (size_t i = 0; i < graph_unresolved_count(g); i++)
        marks[graph_unresolved_at(g, i)->node] = 1;
    return marks;
}

/* Its code was read, and neither the code nor its rights say that it changes, calls or sends
 * anything. */
static bool is_idle(const struct rule_run *run, const uint8_t *unresolved, node_id function)
{
    static const enum edge_kind effects[] = {EDGE_WRITES, EDGE_INVOKES, EDGE_DELIVERS, EDGE_USES};
    const struct node *n = rule_node(run, function);
    bool read = node_fact_given(n, "method") ||
                (node_fact_given(n, "code") && !str_is(node_attr_text(n, "code"), "inline"));
    for (size_t k = 0; k < COUNT(effects) && read; k++)
        read = rule_count_out(run, function, effects[k]) == 0;
    node_id identities[4];
    size_t count = read ? rule_identities(run, function, identities, COUNT(identities)) : 0;
    for (size_t i = 0; i < count && i < COUNT(identities); i++)
        read = read && !rule_count_out(run, identities[i], EDGE_GRANTS);
    return read && !unresolved[function];
}

RULE(fw_058)
{
    const uint8_t *unresolved = find_unresolved(run);
    for (node_id n = 0; (n = rule_next(run, NODE_TIMER, n));) {
        long period = period_of(rule_attr(run, n, FACT_SCHEDULE));
        struct rule_walk w = rule_out(run, n, EDGE_TRIGGERS);
        node_id target = rule_next_edge(&w) ? w.edge->to : 0;
        bool idle = target && rule_node(run, target)->kind == NODE_FUNCTION &&
                    is_idle(run, unresolved, target);
        if (!target || (period >= 60 && !idle))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, target);
        rule_with_edge(run, f, w.id);
        if (period < 60)
            rule_say(run, f, "%N starts %N every %zu s, also when there is nothing to do", n,
                     target, (size_t)period);
        else
            rule_say(run, f, "%N starts %N, which changes, calls and sends nothing", n, target);
    }
}

/* --- Twice at once -------------------------------------------------------------------------------- */

enum { USUAL_VISIBILITY = 30, ROUNDS = 6 };

static void judge_visibility(struct rule_run *run, node_id queue, const struct rule_walk *w)
{
    node_id function = w->edge->to;
    bool unknown = false;
    long hidden = number_or_most(run, queue, FACT_VISIBILITY, USUAL_VISIBILITY, 0, &unknown);
    long seconds = number_or_most(run, function, FACT_TIMEOUT, USUAL_SECONDS, MOST_SECONDS,
                                  &unknown);
    if (hidden >= ROUNDS * seconds)
        return;
    struct finding *f = unknown ? rule_ask(run, queue) : rule_find(run, queue);
    rule_with_node(run, f, function);
    rule_with_edge(run, f, w->id);
    if (unknown)
        rule_say(run, f, "a parameter says how long %N hides a message or %N may run: is it six "
                 "times as long?", queue, function);
    else
        rule_say(run, f, "%N hides a message for %zu s, %N may work on it for %zu s: it may be "
                 "handled twice", queue, (size_t)hidden, function, (size_t)seconds);
}

RULE(fw_060)
{
    for (node_id n = 0; (n = rule_next(run, NODE_QUEUE, n));)
        for (struct rule_walk w = rule_out(run, n, EDGE_TRIGGERS); rule_next_edge(&w);)
            if (rule_is_type(run, n, "AWS::SQS::Queue") && rule_is_live(run, w.edge->to) &&
                rule_node(run, w.edge->to)->kind == NODE_FUNCTION)
                judge_visibility(run, n, &w);
}

/* --- Uploads -------------------------------------------------------------------------------------- */

/* Every object that it is about ends in a certain way. */
static bool is_about_a_type(const struct edge *e)
{
    struct str rest = edge_attr_text(e, FACT_OBJECTS), glob;
    if (str_ifind(edge_attr_text(e, FACT_FILTER), STR("\"size\"")) != STR_NPOS)
        return true;
    if (str_empty(rest))
        return false;
    while (rest.len && str_cut(&rest, ',', &glob))
        if (str_ends(str_trim(glob), STR("*")))
            return false;
    return true;
}

/* Strangers put something in: by the bucket's own door, or by what they call themselves. */
static edge_id upload_of(const struct rule_run *run, node_id bucket)
{
    for (struct rule_walk w = rule_in(run, bucket, EDGE_EXPOSES); rule_next_edge(&w);)
        if (rule_node(run, w.edge->from)->kind == NODE_ACTOR && edge_ops(w.edge) & OP_WRITE &&
            w.edge->auth != AUTH_ABSENT && auths[w.edge->auth].class <= AUTH_CLASS_SHARED)
            return w.id;
    for (struct rule_walk w = rule_in(run, bucket, EDGE_WRITES); rule_next_edge(&w);) {
        node_id writer = w.edge->from;
        if (rule_node(run, writer)->kind == NODE_ROUTE && rule_weak(run, writer))
            return w.id;
        for (struct rule_walk in = rule_in(run, writer, EDGE_INVOKES); rule_next_edge(&in);)
            if (rule_node(run, in.edge->from)->kind == NODE_ROUTE && rule_weak(run, in.edge->from))
                return w.id;
    }
    return 0;
}

RULE(fw_061)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i; /* it may lie in an account that is not in the input */
        edge_id upload = rule_node(run, n)->kind == NODE_BUCKET ? upload_of(run, n) : 0;
        for (struct rule_walk w = rule_out(run, n, EDGE_TRIGGERS); upload && rule_next_edge(&w);) {
            if (is_about_a_type(w.edge) || !rule_is_live(run, w.edge->to))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "strangers put files of any kind and size into %N, and each starts %N",
                     n, w.edge->to);
        }
    }
}

/* --- Mail, devices, skills ------------------------------------------------------------------------ */

enum { MANY_RUNS = 5 };

/* What anybody or anything out there sets off by a mail, a message or a word: 0: this is no such. */
static edge_id sender_of(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);) {
        const struct node *from = rule_node(run, w.edge->from);
        if ((from->kind == NODE_ACTOR && node_actor_role(from) == ACTOR_DEVICE) ||
            rule_is_type(run, n, "AWS::SES::ReceiptRule") || edge_fact_is(w.edge, FACT_VIA, "alexa"))
            return w.id;
    }
    return 0;
}

/* The rule itself picks: a condition in its query, a filter on what it starts. */
static bool picks(const struct rule_run *run, node_id n)
{
    struct edge_list out = graph_out(rule_graph(run), n);
    for (size_t k = 0; k < out.count; k++)
        if (str_is(edge_attr_text(rule_edge(run, out.ids[k]), FACT_FILTER), "closed"))
            return true;
    return str_ifind(rule_attr(run, n, "sql"), STR(" where ")) != STR_NPOS;
}

RULE(fw_062)
{
    const struct amplify *a = flood_amplify(rule_flood(run));
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        edge_id door = rule_is_live(run, n) ? sender_of(run, n) : 0;
        if (!door || picks(run, n))
            continue;
        struct load_sum behind = amplify_of(a, LOAD_VIEW_SEEN, n);
        if (!behind.endless && behind.runs < MANY_RUNS * AMOUNT_ONE)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_edge(run, f, door);
        if (behind.endless)
            rule_say(run, f, "each message from outside that %N takes starts runs without an end", n);
        else
            rule_say(run, f, "each message from outside that %N takes may start %zu runs, and nothing "
                     "picks them", n, (size_t)(behind.runs / AMOUNT_ONE));
    }
}
