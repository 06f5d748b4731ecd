/* SPDX-License-Identifier: MIT */
/* aws_grants.c - identity policies of AWS -> grants. */
#include <stdlib.h>

#include "aws_iam.h"
#include "aws_planes.h"
#include "aws_verbs.h"
#include "limits.h"
#include "mem.h"
#include "terms.h"

/* What the holder has been given, kept if conditions of the template decide some of it. */
struct right {
    node_id to;
    unsigned ops;
    struct str when, text; /* terms of the template; conditions of the policy */
};

struct granting {
    struct aws_work *w;
    node_id holder, stack;
    struct aws_case c;      /* policies of the holder; its request is about the holder */
    bool limited;           /* it has denials or a boundary: every action has to be asked for */
    const struct aws_policy *policy;
    const struct aws_statement *s;
    enum tri conditions;
    struct str service;
    struct str below;       /* last part of the pattern at hand, which may speak of what is below a thing */
    uint32_t *rows;         /* what the statement allows of the service: rows of the action table */
    size_t row_count;
    bool by_verbs;          /* the table has nothing of the service: names of actions say what they do */
    struct aws_opens *opens;
    bool opening;           /* one of them may let others in */
    unsigned on_it, inside, at_all; /* their classes: on the thing, on what is in it, with no thing */
    unsigned of_stream;             /* on the stream of a table */
    unsigned by_streams, by_others; /* what actions on streams give, and what the others do */
    struct str *services;   /* of the actions of the statement */
    size_t service_cap;
    bool timed, collecting; /* some statements have a "when"; for now rights are only noted down */
    struct right *rights;   /* of the holder; sorted by node when they are asked for */
    size_t right_count, right_cap;
};

/* --- Denials ---------------------------------------------------------------------------------- */

static bool denied(struct granting *x, struct str action, bool *perhaps)
{
    struct aws_decision d;
    x->c.request.action_lower = action;
    aws_decide(&x->c, &d);
    *perhaps = *perhaps || d.answer == AWS_DEPENDS;
    return d.answer == AWS_DENIED;
}

/* A policy of the thing itself that may stand against what the identity policies allow. */
static bool resists(const struct aws_thing *t, const struct aws_policies *p)
{
    if (str_is(t->service, "kms") && p->given)
        return true;
    return aws_has_denials(p);
}

/* The stream of a table, or nothing but it: of that only its own actions speak. */
static bool is_stream(const struct granting *x, const struct aws_thing *t, unsigned how)
{
    return (how & ~(unsigned)AWS_ALIKE) == AWS_STREAM ||
           (str_is(x->service, "dynamodb") &&
            str_find(t->arn, STR("/stream/")) != STR_NPOS);
}

/* What the action may do to a stream: read it, and set its policy. */
static unsigned ops_of_stream(const struct aws_action_row *row)
{
    return row->shape == 's' ? row->ops : row->shape == '.' ? row->ops & OP_POLICY : 0;
}

/* What lies below its things has actions of its own, and is not the thing. */
static bool is_apart(struct str service)
{
    static const char *const services[] = {"s3", "dynamodb", "es", "execute-api", "states"};
    for (size_t i = 0; i < COUNT(services); i++)
        if (str_is(service, services[i]))
            return true;
    return false;
}

static bool is_of_service(const struct granting *x, struct str action)
{
    return action.len > x->service.len && action.ptr[x->service.len] == ':' &&
           str_starts(action, x->service);
}

/* What the actions of a service that the table does not have do by their names. asked: there may be a
 * denial; whether it takes all that a wildcard gives is not known. */
static unsigned ops_by_verbs(struct granting *x, bool asked, bool *perhaps)
{
    /* AWS has looked at each of them: whatever they are called, they only read. */
    bool of_readers = x->policy->managed && str_find(x->policy->name, STR("ReadOnly")) != STR_NPOS;
    unsigned ops = 0;
    for (uint32_t i = 0; i < x->s->action_count; i++) {
        const struct aws_action *a = &x->s->actions[i];
        if (a->invalid || a->all || !is_of_service(x, a->text))
            continue;
        struct str text = a->wild ? str_sub(a->text, 0, a->literal) : a->text;
        unsigned own = aws_verb_ops(x->service, str_from_at(text, x->service.len + 1), a->wild);
        if (of_readers)
            own &= OP_READ;
        *perhaps = *perhaps || (asked && a->wild && own);
        if (!(own & ~ops) || (asked && denied(x, text, perhaps)))
            continue;
        ops |= own;
    }
    return ops;
}

/* Does the pattern speak of this thing alone, and of a part of what is below it? */
static bool is_below(const struct granting *x, const struct aws_thing *t)
{
    struct str name = t->part[ARN_SEGMENTS - 1];
    char next = x->below.len > name.len ? x->below.ptr[name.len] : '\0';
    return (next == '/' || next == ':') && str_starts(x->below, name) &&
           !glob_match(x->below, t->inside, false);
}

/* Every action on its own, of the thing, or (t NULL) of what stands in the request. */
static unsigned ops_asked(struct granting *x, const struct aws_thing *t, unsigned how,
                          bool *perhaps)
{
    bool apart = is_apart(x->service);
    unsigned ops = 0;
    if (x->by_verbs) {
        if (t)
            aws_request_about(&x->c.request, t, false);
        return ops_by_verbs(x, true, perhaps);
    }
    for (size_t i = 0; i < x->row_count; i++) {
        const struct aws_action_row *row = &aws_action_rows[x->rows[i]];
        bool index = row->shape == 'i' && !(how & AWS_ITSELF);
        bool object = row->shape == 'o' || index;
        bool meant = !t || (is_stream(x, t, how) ? ops_of_stream(row)
                            : object             ? how & AWS_INSIDE
                            : apart              ? how & ~(unsigned)(AWS_INSIDE | AWS_ALIKE)
                                                 : how != 0);
        meant = meant && (!t || row->shape != 's' || is_stream(x, t, how));
        if (!meant || (row->ops & ops) == row->ops || (t && row->shape == '-'))
            continue;
        if (t)
            aws_request_about(&x->c.request, t, object);
        bool part = object || how & AWS_VERSION || (!apart && how & AWS_INSIDE);
        if (t && !(how & AWS_ITSELF) && part && is_below(x, t))
            x->c.request.part[ARN_SEGMENTS - 1] = x->below; /* it is asked about no more than is given */
        if (!denied(x, str_from(row->action), perhaps))
            ops |= row->ops;
    }
    return ops;
}

/* The classes of what the statement allows on a thing that it touches so. */
static unsigned ops_on(struct granting *x, const struct aws_thing *t, unsigned how, bool *perhaps)
{
    x->c.layers[AWS_LAYER_RESOURCE] =
        t->node ? aws_docs_resource(x->w->docs, t->node, t->service, false)
                : (struct aws_policies){0}; /* it lies outside */
    if (x->limited || resists(t, &x->c.layers[AWS_LAYER_RESOURCE]))
        return ops_asked(x, t, how, perhaps);
    if (is_stream(x, t, how))
        return x->of_stream;
    bool on_it = !is_apart(x->service) || how & ~(unsigned)(AWS_INSIDE | AWS_ALIKE);
    return (on_it ? x->on_it : 0) | (how & AWS_INSIDE ? x->inside : 0);
}

/* The same on all that the pattern means. */
static unsigned ops_on_all(struct granting *x, struct str arn, bool *perhaps)
{
    if (!x->limited)
        return x->at_all;
    struct aws_arn p = aws_arn_read(x->w->arena, arn, false);
    memcpy(x->c.request.part, p.part, sizeof p.part);
    x->c.request.any_resource = false;
    x->c.layers[AWS_LAYER_RESOURCE] = (struct aws_policies){0};
    return ops_asked(x, NULL, 0, perhaps);
}

/* --- Edges ------------------------------------------------------------------------------------ */

static void add_actions(struct granting *x, edge_id e, unsigned ops)
{
    enum { SHOWN = 12 };
    uint32_t shown = 0;
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            graph_edge_action(x->w->g, e, str_from(op_class_names[b]));
    for (uint32_t i = 0; i < x->s->action_count && !x->s->not_action && shown < SHOWN; i++) {
        const struct aws_action *a = &x->s->actions[i];
        bool ours = a->all || (str_istarts(a->text, x->service) &&
                               a->text.len > x->service.len && a->text.ptr[x->service.len] == ':');
        if (ours && !a->invalid) {
            graph_edge_action(x->w->g, e, a->written);
            shown++;
        }
    }
}

/* Another statement that says the same, or more, of the same ends. */
static void note_place(struct granting *x, edge_id e, struct origin where)
{
    const struct edge *edge = graph_edge_at(x->w->g, e);
    struct str also = edge_attr_text(edge, FACT_ALSO_AT);
    char line[STR_DIGITS], col[STR_DIGITS];
    if (str_empty(where.file) || origin_cmp(edge->where, where) == 0)
        return;
    struct str place = ARENA_JOIN(x->w->arena, where.file, STR(":"),
                                  str_decimal(line, (long)where.line),
                                  where.col ? STR(":") : STR_NONE,
                                  where.col ? str_decimal(col, (long)where.col) : STR_NONE);
    for (struct str rest = also, one; str_cut(&rest, ',', &one);)
        if (str_eq(one, place))
            return;
    graph_edge_attr(x->w->g, e, FACT_ALSO_AT,
                    str_empty(also) ? place : ARENA_JOIN(x->w->arena, also, STR(","), place));
}

/* The policy was made of a connector: the author said that the holder does this. */
static void note_connector(struct granting *x, edge_id e, unsigned ops)
{
    struct graph *g = x->w->g;
    struct str all = STR_NONE;
    ops |= op_classes_of(edge_attr_text(graph_edge_at(g, e), FACT_DECLARES));
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            all = ARENA_JOIN(x->w->arena, all, all.len ? STR(",") : STR_NONE,
                             str_from(op_class_names[b]));
    graph_edge_attr(g, e, FACT_DECLARES, all);
    if (str_empty(edge_attr_text(graph_edge_at(g, e), FACT_CONNECTOR)))
        graph_edge_attr(g, e, FACT_CONNECTOR, x->policy->connector);
}

/* text: what is not decided; empty: nothing. */
static void add_grant(struct granting *x, node_id to, unsigned ops, struct str text,
                      const char *kind)
{
    struct graph *g = x->w->g;
    struct origin where = aws_docs_place(x->w->docs, x->policy, x->s);
    edge_id e;
    if (str_empty(text)) {
        e = graph_edge(g, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, -1, where);
    } else { /* beside an unconditional grant, not in its place */
        struct str id = ARENA_JOIN(x->w->arena, STR("policy:"), graph_node_at(g, x->holder)->id,
                                   STR("=>"), graph_node_at(g, to)->id, STR("?"), text);
        e = graph_edge_with_id(g, id, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, 70, where);
        if (e) {
            graph_edge_condition(g, e, text);
            graph_edge_attr(g, e, FACT_COND_KIND, str_from(kind));
        }
    }
    if (!e)
        return;
    add_actions(x, e, ops);
    note_place(x, e, where);
    if (x->policy->name.len && str_empty(edge_attr_text(graph_edge_at(g, e), "policy")))
        graph_edge_attr(g, e, "policy", x->policy->name);
    if (x->policy->connector.len)
        note_connector(x, e, ops);
    if (x->opening)
        aws_opens_name(x->w, x->opens, e, to, ops, x->rows, x->row_count);
}

static void note_right(struct granting *x, struct right r)
{
    if (x->right_count == x->right_cap)
        x->rights = mem_grow(x->rights, &x->right_cap, sizeof *x->rights);
    x->rights[x->right_count++] = r;
}

static int by_target(const void *a, const void *b)
{
    const struct right *x = a, *y = b;
    return (x->to > y->to) - (x->to < y->to);
}

/* Which of the classes stand there without "when" as well: *plain by another statement, the result
 * because one with the contrary condition gives them, too. */
static unsigned whatever_holds(const struct granting *x, const struct right *r, unsigned *plain)
{
    size_t low = 0, high = x->right_count;
    unsigned contrary = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->rights[middle].to < r->to)
            low = middle + 1;
        else
            high = middle;
    }
    *plain = 0;
    for (; low < x->right_count && x->rights[low].to == r->to; low++) {
        const struct right *other = &x->rights[low];
        if (other->text.len && !str_eq(other->text, r->text))
            continue;
        if (str_empty(other->when))
            *plain |= other->ops;
        else if (terms_contrary(other->when, r->when))
            contrary |= other->ops;
    }
    return contrary & ~*plain;
}

static void emit(struct granting *x, node_id to, unsigned ops, bool perhaps)
{
    const char *kind = perhaps ? "undecided" : aws_condition_kind(x->s);
    struct right r = {.to = to, .ops = ops, .when = x->s->when, .text = STR("")};
    struct aws_statement own = *x->s;
    unsigned plain, always;
    if (!ops || to == x->holder)
        return;
    own.when = STR("");
    if (perhaps)
        r.text = STR("a denial or boundary that may apply");
    else if (x->conditions != TRI_TRUE)
        r.text = aws_condition_text(x->w->arena, &own);
    if (x->collecting) {
        note_right(x, r);
        return;
    }
    if (str_empty(r.when)) {
        if (x->timed)
            note_right(x, r);
        add_grant(x, to, ops, r.text, kind);
        return;
    }
    always = whatever_holds(x, &r, &plain) & ops;
    if (always)
        add_grant(x, to, always, r.text, kind);
    ops &= ~(plain | always);
    if (ops)
        add_grant(x, to, ops,
                  r.text.len ? ARENA_JOIN(x->w->arena, r.when, STR("; "), r.text) : r.when, kind);
}

/* --- Resources -------------------------------------------------------------------------------- */

/* Who reads all streams reads no table: Lambda's own policy for them says "*". */
static node_id any_stream(struct granting *x)
{
    struct aws_things *t = &x->w->things;
    struct aws_touches streams = {0};
    size_t first, end;
    aws_things_of(t, x->service, &first, &end);
    streams.items = arena_array(x->w->arena, end - first + 1, sizeof *streams.items);
    for (size_t i = first; i < end; i++)
        if (str_find(t->items[i].arn, STR("/stream/")) != STR_NPOS)
            streams.items[streams.count++] = (struct aws_touch){(uint32_t)i, AWS_ITSELF};
    return aws_any(x->w, ARENA_JOIN(x->w->arena, x->service, STR(":streams")),
                   ARENA_JOIN(x->w->arena, STR("all streams of "), x->service), streams.items,
                   streams.count);
}

static void grant_all(struct granting *x)
{
    bool perhaps = false, quiet = str_is(x->service, "logs") || str_is(x->service, "xray") ||
                                  str_is(x->service, "cloudwatch");
    struct str arn = ARENA_JOIN(x->w->arena, STR("arn:aws:"), x->service, STR(":*:*:*"));
    unsigned ops = ops_on_all(x, arn, &perhaps);
    if (quiet) /* what every function does is not worth a line */
        ops &= ~(unsigned)OP_WRITE;
    if (x->by_verbs && ops == OP_READ) /* "Get" of a service that is not known tells mostly how it is set up */
        return;
    unsigned streams = ops & x->by_streams & ~x->by_others;
    if (streams)
        emit(x, any_stream(x), streams, perhaps);
    ops &= ~streams;
    if (ops)
        emit(x, aws_any_service(x->w, x->service), ops, perhaps);
}

static void grant_each(struct granting *x, struct aws_touches touched)
{
    for (uint32_t i = 0; i < touched.count; i++) {
        const struct aws_thing *t = &x->w->things.items[touched.items[i].thing];
        bool perhaps = false;
        unsigned ops = ops_on(x, t, touched.items[i].how, &perhaps);
        emit(x, t->node, ops, perhaps);
    }
}

/* What it names, it is to make. */
static bool makes(const struct granting *x)
{
    for (uint32_t i = 0; i < x->s->action_count; i++) {
        struct str action = x->s->actions[i].text;
        if (is_of_service(x, action) &&
            str_starts(str_from_at(action, x->service.len + 1), STR("create")))
            return true;
    }
    return false;
}

/* Nothing of the input matches: it may name something outside. Of a long list nobody reads the map. */
static void grant_outside(struct granting *x, const struct aws_arn *p)
{
    struct aws_work *w = x->w;
    struct aws_outside outside;
    struct aws_thing thing;
    bool perhaps = false;
    if (x->s->resource_count > LIMIT_GRANT_TARGETS || !x->at_all || makes(x) ||
        !aws_outside_read(w, p, aws_service_of_things(x->service), &outside))
        return;
    unsigned how = aws_touch_new(&w->things, p, outside.arn, &thing);
    unsigned ops = how ? ops_on(x, &thing, how, &perhaps) : 0;
    if (ops)
        emit(x, aws_outside_node(w, &outside, aws_docs_place(w->docs, x->policy, x->s)), ops, perhaps);
}

static void grant_pattern(struct granting *x, const struct aws_arn *p)
{
    struct aws_arn about = aws_arn_of_things(x->w->arena, p, x->service);
    struct aws_touches touched = aws_touch_of(&x->w->things, &about,
                                              aws_service_of_things(x->service), x->stack);
    bool perhaps = false;
    x->below = about.variables ? STR_NONE : about.part[ARN_SEGMENTS - 1];
    if (!touched.count)
        grant_outside(x, &about);
    else if (touched.count <= LIMIT_GRANT_TARGETS)
        grant_each(x, touched);
    x->below = STR_NONE;
    if (touched.count <= LIMIT_GRANT_TARGETS)
        return;
    unsigned ops = ops_on_all(x, p->written, &perhaps);
    if (ops)
        emit(x, aws_any_pattern(x->w, x->service, p, touched), ops, perhaps);
}

/* NotResource: all that surely is none of these. */
static void grant_others(struct granting *x)
{
    struct aws_work *w = x->w;
    size_t first, end;
    aws_things_of(&w->things, aws_service_of_things(x->service), &first, &end);
    struct aws_touches others = {0};
    others.items = mem_alloc((end - first + 1) * sizeof *others.items);
    for (size_t i = first; i < end; i++) {
        unsigned how = 0;
        aws_request_about(&x->c.request, &w->things.items[i], false);
        how |= aws_resources_match(x->s, &x->c.request) == TRI_TRUE ? AWS_ITSELF : 0;
        aws_request_about(&x->c.request, &w->things.items[i], true);
        how |= aws_resources_match(x->s, &x->c.request) == TRI_TRUE ? AWS_INSIDE : 0;
        if (how)
            others.items[others.count++] = (struct aws_touch){(uint32_t)i, how};
    }
    if (others.count <= LIMIT_GRANT_TARGETS) {
        grant_each(x, others);
    } else {
        bool perhaps = false;
        struct str but = ARENA_JOIN(w->arena, x->service, STR(":not"));
        for (uint32_t i = 0; i < x->s->resource_count; i++)
            but = ARENA_JOIN(w->arena, but, STR(":"), x->s->resources[i].written);
        struct str name = ARENA_JOIN(w->arena, STR("all of "), x->service, STR(" but "),
                                     x->s->resource_count ? x->s->resources[0].written : STR(""));
        unsigned ops = ops_on_all(x, ARENA_JOIN(w->arena, STR("arn:aws:"), x->service,
                                                STR(":*:*:*")), &perhaps);
        if (ops)
            emit(x, aws_any(w, but, name, others.items, others.count), ops, perhaps);
    }
    mem_free(others.items);
}

/* --- Statements ------------------------------------------------------------------------------- */

static void add_row(struct granting *x, size_t row)
{
    const struct aws_action_row *r = &aws_action_rows[row];
    if (!r->ops || r->makes)
        return;
    x->rows[x->row_count++] = (uint32_t)row;
    x->opening = x->opening || aws_opens_by(x->opens, row);
    x->at_all |= r->ops;
    x->of_stream |= ops_of_stream(r);
    *(r->shape == 's' ? &x->by_streams : &x->by_others) |= r->ops;
    if (r->shape == 'o' || r->shape == 'i')
        x->inside |= r->ops;
    if (r->shape == '.' || r->shape == '~' || r->shape == 'i')
        x->on_it |= r->ops;
}

static void find_rows(struct granting *x)
{
    const struct aws_statement *s = x->s;
    bool wild = s->not_action;
    size_t first, end;
    x->row_count = 0;
    x->opening = false;
    x->on_it = x->inside = x->at_all = x->of_stream = x->by_streams = x->by_others = 0;
    for (uint32_t i = 0; i < s->action_count; i++)
        wild = wild || s->actions[i].wild || s->actions[i].all;
    if (wild) {
        aws_actions_of(x->service, &first, &end);
        for (size_t i = first; i < end; i++)
            if (aws_actions_match(s, str_from(aws_action_rows[i].action)))
                add_row(x, i);
        return;
    }
    for (uint32_t i = 0; i < s->action_count; i++) {
        struct str action = s->actions[i].text;
        const struct aws_action_row *row =
            is_of_service(x, action) ? aws_action_find(action) : NULL;
        if (row)
            add_row(x, (size_t)(row - aws_action_rows));
    }
}

/* The actions of the statement that are of the service; false: they do nothing to a thing. */
static bool find_actions(struct granting *x)
{
    size_t first, end;
    bool perhaps = false;
    find_rows(x);
    x->by_verbs = false;
    if (x->row_count)
        return true;
    aws_actions_of(x->service, &first, &end);
    x->by_verbs = first == end;
    x->on_it = x->at_all = x->by_verbs ? ops_by_verbs(x, false, &perhaps) : 0;
    return x->at_all != 0;
}

static void grant_service(struct granting *x)
{
    bool broad = false;
    if (!find_actions(x))
        return;
    if (x->s->not_resource) {
        grant_others(x);
        return;
    }
    for (uint32_t i = 0; i < x->s->resource_count; i++) {
        if (!aws_is_broad(&x->s->resources[i], x->service))
            grant_pattern(x, &x->s->resources[i]);
        else if (!broad)
            grant_all(x);
        broad = broad || aws_is_broad(&x->s->resources[i], x->service);
    }
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The services that the actions name, each once, in the order of the table; false: all of them. */
static bool find_services(struct granting *x, size_t *count)
{
    const struct aws_statement *s = x->s;
    size_t n = 0;
    if (s->not_action)
        return false;
    for (uint32_t i = 0; i < s->action_count; i++) {
        const struct aws_action *a = &s->actions[i];
        if (a->all)
            return false;
        if (a->invalid)
            continue;
        if (n == x->service_cap)
            x->services = mem_grow(x->services, &x->service_cap, sizeof *x->services);
        x->services[n++] = str_sub(a->text, 0, str_chr(a->text, ':'));
    }
    if (n > 1)
        qsort(x->services, n, sizeof *x->services, by_text);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (!*count || !str_eq(x->services[*count - 1], x->services[i]))
            x->services[(*count)++] = x->services[i];
    return true;
}

/* Identities are no things to be used: they are judged by trust and privilege paths. */
static bool is_of_identities(struct str service)
{
    return str_is(service, "iam") || str_is(service, "sts");
}

static void grant_statement(struct granting *x)
{
    const unsigned all = (1u << OP_COUNT) - 1;
    size_t count = 0, end = 0;
    if (aws_is_everything(x->s) && !x->limited) {
        x->service = STR("*");
        x->opening = false;
        emit(x, aws_any_service(x->w, x->service), all, false);
        return;
    }
    if (find_services(x, &count)) {
        for (size_t i = 0; i < count; i++) {
            x->service = x->services[i];
            if (!is_of_identities(x->service))
                grant_service(x);
        }
        return;
    }
    for (size_t row = 0; row < aws_action_row_count; row = end) {
        x->service = (struct str){aws_action_rows[row].action, aws_action_rows[row].service_len};
        aws_actions_of(x->service, &row, &end);
        if (!is_of_identities(x->service))
            grant_service(x);
    }
}

static bool is_limited(const struct aws_case *c)
{
    const struct aws_policies *p = &c->layers[AWS_LAYER_IDENTITY];
    return c->layers[AWS_LAYER_BOUNDARY].given || aws_has_denials(p);
}

/* Those that stand there always, or (timed) those that conditions of the template decide. */
static void grant_statements(struct granting *x, bool timed)
{
    const struct aws_policies *p = &x->c.layers[AWS_LAYER_IDENTITY];
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            x->policy = &p->items[i];
            x->s = &p->items[i].statements[k];
            if (!x->s->allow || !x->s->has_resource || (x->s->when.len > 0) != timed)
                continue;
            x->c.assumed = x->s->when;
            x->conditions = aws_conditions_hold(x->s, &x->c.request, NULL);
            if (x->conditions != TRI_FALSE)
                grant_statement(x);
        }
}

static bool has_timed(const struct aws_policies *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++)
            if (p->items[i].statements[k].allow && p->items[i].statements[k].when.len)
                return true;
    return false;
}

static void grant_holder(struct granting *x, node_id holder)
{
    struct aws_work *w = x->w;
    x->holder = holder;
    x->stack = w->things.stack_of[holder];
    x->c = aws_case_of(w, holder);
    x->c.request = aws_design_request(w, aws_holder_arn(w, holder), STR_NONE, STR("*"));
    x->c.request.account = x->c.request.resource_account = STR("*");
    x->limited = is_limited(&x->c);
    x->timed = has_timed(&x->c.layers[AWS_LAYER_IDENTITY]);
    grant_statements(x, false);
    if (!x->timed)
        return;
    x->collecting = true;
    grant_statements(x, true);
    x->collecting = false;
    if (x->right_count > 1)
        qsort(x->rights, x->right_count, sizeof *x->rights, by_target);
    grant_statements(x, true);
    x->right_count = 0;
    x->timed = false;
}

void aws_derive_grants(struct aws_work *w)
{
    struct granting x = {.w = w};
    struct aws_opens *opens = aws_opens_new();
    x.opens = opens;
    x.rows = mem_alloc(aws_action_row_count * sizeof *x.rows);
    for (size_t h = 0; h < w->holder_count; h++)
        if (aws_docs_of(w->docs, w->holders[h], AWS_USE_IDENTITY).count)
            grant_holder(&x, w->holders[h]);
    mem_free(x.rows);
    mem_free(x.services);
    mem_free(x.rights);
    aws_opens_free(opens);
}
