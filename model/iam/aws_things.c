/* SPDX-License-Identifier: MIT */
#include "aws_things.h"

#include "facts.h"
#include "mem.h"
#include "order.h"

enum { REGION = 3, LAST = ARN_SEGMENTS - 1 };

/* Something that only the deployment names. */
static struct str unnamed(const struct node *n)
{
    static const struct {
        enum node_kind kind;
        const char *arn;
    } rows[] = {
        {NODE_TABLE, "arn:aws:dynamodb:*:*:table/*"}, {NODE_BUCKET, "arn:aws:s3:::*"},
        {NODE_QUEUE, "arn:aws:sqs:*:*:*"},            {NODE_TOPIC, "arn:aws:sns:*:*:*"},
        {NODE_FUNCTION, "arn:aws:lambda:*:*:function:*"},
        {NODE_SECRET, "arn:aws:secretsmanager:*:*:secret:*"},
        {NODE_PARAM, "arn:aws:ssm:*:*:parameter/*"},  {NODE_KEY, "arn:aws:kms:*:*:key/*"},
        {NODE_STREAM, "arn:aws:kinesis:*:*:stream/*"},
        {NODE_WORKFLOW, "arn:aws:states:*:*:stateMachine:*"},
        {NODE_BUS, "arn:aws:events:*:*:event-bus/*"}, {NODE_FILES,
                                                       "arn:aws:elasticfilesystem:*:*:file-system/*"},
    };
    bool named_later = node_attr(n, "parameter") || node_attr(n, "import") || node_attr(n, "output");
    for (size_t i = 0; n->external && named_later && i < COUNT(rows); i++)
        if (n->kind == rows[i].kind)
            return str_from(rows[i].arn);
    return STR_NONE;
}

struct str aws_node_arn(const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    struct str arn = node_attr_text(node, FACT_ARN);
    return arn.len ? arn : unnamed(node);
}

bool aws_is_unnamed(const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    return !node_attr(node, FACT_ARN) && unnamed(node).len > 0;
}

bool aws_arn_split(struct str arn, struct str part[ARN_SEGMENTS])
{
    int i = 0;
    size_t from = 0;
    for (size_t at = 0; at < arn.len && i < LAST; at++) /* parts are short: no call for each */
        if (arn.ptr[at] == ':') {
            part[i++] = (struct str){arn.ptr + from, at - from};
            from = at + 1;
        }
    bool whole = i >= LAST - 1; /* the last part may be missing */
    part[i] = arn.ptr ? (struct str){arn.ptr + from, arn.len - from} : STR_NONE;
    while (i < LAST)
        part[++i] = STR_NONE;
    return whole;
}

static const struct str machine = STR_INIT("stateMachine:"), execution = STR_INIT("execution:");

/* Does this last part of an ARN speak of something below a thing already? */
static bool is_below(struct str service, struct str last)
{
    if (str_is(service, "es")) /* "domain/NAME/INDEX" */
        last = str_from_at(last, str_chr(last, '/') == STR_NPOS ? 0 : str_chr(last, '/') + 1);
    return str_chr(last, '/') != STR_NPOS || str_starts(last, execution);
}

/* The last part of the ARN of anything below the thing with this one. any: how a wildcard is written. */
static struct str below(struct arena *a, struct str service, struct str last, struct str any)
{
    if (str_starts(last, machine) && str_is(service, "states"))
        return ARENA_JOIN(a, execution, str_from_at(last, machine.len), STR(":"), any);
    bool table = str_starts(last, STR("table/")) && str_is(service, "dynamodb");
    return ARENA_JOIN(a, last, table ? STR("/index/") : STR("/"), any);
}

struct str aws_arn_asked(struct arena *a, struct str arn, const struct aws_action_row *row)
{
    if (row && row->shape == '-')
        return STR("*");
    if (row && row->shape == 'o') {
        struct str part[ARN_SEGMENTS];
        aws_arn_split(arn, part);
        return is_below(part[2], part[LAST])
                   ? arn
                   : ARENA_JOIN(a, str_sub(arn, 0, arn.len - part[LAST].len),
                                below(a, part[2], part[LAST], STR("*")));
    }
    if (row && row->shape == 's' && str_find(arn, STR("/stream/")) == STR_NPOS)
        return ARENA_JOIN(a, arn, STR("/stream/*"));
    return arn;
}

/* What is done to an API, rather than called in it, has ARNs of its own. arn: that of the node; empty: it
 * is no such API. */
static struct str managed_arn(struct arena *a, const struct node *n, struct str arn)
{
    struct str part[ARN_SEGMENTS];
    if (n->kind != NODE_API || !str_is(aws_arn_service(arn), "execute-api"))
        return STR_NONE;
    aws_arn_split(arn, part);
    return ARENA_JOIN(a, STR("arn:aws:apigateway:"), part[REGION],
                      str_is(n->type, "AWS::ApiGatewayV2::Api") ? STR("::/apis/")
                                                                : STR("::/restapis/"),
                      part[LAST]);
}

struct str aws_node_asked(const struct graph *g, struct arena *a, node_id n,
                          const struct aws_action_row *row)
{
    struct str arn = aws_node_arn(g, n);
    if (row && str_starts(str_from(row->action), STR("apigateway:"))) {
        struct str managed = managed_arn(a, graph_node_at(g, n), arn);
        arn = managed.len ? managed : arn;
    }
    return aws_arn_asked(a, arn, row);
}

struct str aws_arn_field(struct str arn, int i)
{
    struct str rest = arn, part = STR_NONE;
    if (!str_starts(arn, STR("arn:")))
        return STR_NONE;
    for (; i >= 0; i--)
        if (!str_cut(&rest, ':', &part))
            return STR_NONE;
    return part;
}

struct str aws_arn_service(struct str arn)
{
    return aws_arn_field(arn, 2);
}

/* --- Finding ---------------------------------------------------------------------------------- */

static void find_stacks(struct aws_things *t)
{
    node_id last = 0;
    bool is_stack = false;
    t->stack_of = mem_zalloc(graph_node_count(t->g) + 1, sizeof *t->stack_of);
    for (size_t i = 1; i <= graph_edge_count(t->g); i++) {
        const struct edge *e = graph_edge_at(t->g, (edge_id)i);
        if (e->kind != EDGE_RESIDES_IN)
            continue;
        node_id box = graph_resolve(t->g, e->to), n = graph_resolve(t->g, e->from);
        node_id *at = &t->stack_of[n];
        if (box != last) /* most lie in the same */
            is_stack = node_boundary_class(graph_node_at(t->g, box)) == BOUNDARY_STACK;
        last = box;
        if (!is_stack || *at == box)
            continue;
        if (!*at || str_cmp(graph_node_at(t->g, box)->id, graph_node_at(t->g, *at)->id) < 0)
            *at = box;
    }
}

/* before: the thing before it, whose ARN has the same length up to the last part, or NULL. Mostly
 * all but the last parts are the same. */
static void fill_in(struct aws_things *t, struct aws_thing *thing, const struct aws_thing *before,
                    size_t head, struct str last)
{
    struct str arn = thing->arn;
    if (before && str_starts(arn, str_sub(before->arn, 0, head))) {
        memcpy(thing->part, before->part, sizeof thing->part);
        thing->service = before->service;
    } else {
        aws_arn_split(arn, thing->part);
        thing->service = thing->part[2];
        for (int i = 0; i < LAST; i++)
            thing->part[i] = glob_compile(t->arena, thing->part[i]);
    }
    thing->part[LAST] = last;
    thing->inside = below(t->arena, thing->service, last, glob_run);
    thing->vague = glob_has_tokens(thing->part[LAST]);
}

/* Where a stack is known to lie. */
struct place {
    node_id stack;
    struct str known[2]; /* region and account, in the order of an ARN */
};

/* The ARN of a thing says so as well: a policy about that of the same name in another region or account
 * does not mean it. here: the place of the thing before it, mostly the same. */
static void put_in_place(const struct graph *g, struct place *here, struct aws_thing *thing)
{
    static const char *const keys[] = {"region", "account"};
    for (size_t i = 0; thing->stack && thing->stack != here->stack && i < COUNT(keys); i++)
        here->known[i] = node_attr_text(graph_node_at(g, thing->stack), keys[i]);
    here->stack = thing->stack;
    for (size_t i = 0; thing->stack && i < COUNT(keys); i++) {
        struct str *part = &thing->part[REGION + i];
        if (here->known[i].len && part->len == 1 && part->ptr[0] == GLOB_RUN)
            *part = here->known[i];
    }
}

/* A name and the things that have it. */
struct level {
    size_t first, end;
};

static bool lies_in(const struct aws_thing *x, const struct aws_thing *longer)
{
    return str_starts(longer->part[LAST], x->part[LAST]) && str_eq(longer->service, x->service);
}

/* A thing whose name is that of another of its stack, with more behind a slash or colon. What begins
 * a name lies before it in the order of things, and between them lies only what begins so as well. */
static void find_owners(struct aws_things *t)
{
    struct level *levels = NULL; /* names that begin the one at hand, the longest last */
    size_t count = 0, cap = 0;
    for (size_t i = 0; i < t->count; i++) {
        struct aws_thing *x = &t->items[i];
        while (count && !lies_in(&t->items[levels[count - 1].first], x))
            count--;
        if (!count || t->items[levels[count - 1].first].part[LAST].len < x->part[LAST].len) {
            if (count == cap)
                levels = mem_grow(levels, &cap, sizeof *levels);
            levels[count++].first = i;
        }
        levels[count - 1].end = i + 1;
        for (size_t l = count - 1; l-- > 0 && !x->owner;) {
            struct str name = t->items[levels[l].first].part[LAST];
            char next = x->part[LAST].ptr[name.len];
            for (size_t at = levels[l].first;
                 name.len && (next == '/' || next == ':') && at < levels[l].end && !x->owner; at++)
                if (t->items[at].stack == x->stack) {
                    x->owner = t->items[at].node;
                    t->items[at].streamed = str_starts(str_from_at(x->part[LAST], name.len),
                                                       STR("/stream/"));
                }
        }
    }
    mem_free(levels);
}

/* A node with an ARN, and what it is sorted by. */
struct candidates {
    node_id *nodes;
    struct str *arns, *last, *services; /* the last two of the ARN */
    uint32_t *order, *heads;           /* heads: bytes of the ARN before its last part */
    size_t count;
};

/* Those with the same last part, which are few, by id. */
static void sort_equals(const struct graph *g, struct candidates *c)
{
    struct str *ids = mem_alloc((c->count + 1) * sizeof *ids);
    for (size_t i = 0, end; i < c->count; i = end) {
        struct str name = c->last[c->order[i]];
        for (end = i + 1; end < c->count && str_eq(c->last[c->order[end]], name);)
            end++;
        for (size_t n = i; end > i + 1 && n < end; n++)
            ids[c->order[n]] = graph_node_at(g, c->nodes[c->order[n]])->id;
        texts_sort(ids, c->order + i, end - i);
    }
    mem_free(ids);
}

static void add_candidate(const struct aws_things *t, struct candidates *c, node_id n, struct str arn)
{
    struct str part[ARN_SEGMENTS];
    aws_arn_split(arn, part);
    if (str_empty(part[2]))
        return;
    c->nodes[c->count] = n;
    c->arns[c->count] = arn;
    c->last[c->count] = aws_name_compile(t->arena, part[2], part[LAST]);
    c->heads[c->count] = (uint32_t)(arn.len - part[LAST].len);
    c->services[c->count] = part[2];
    c->order[c->count] = (uint32_t)c->count;
    c->count++;
}

static void find_candidates(const struct aws_things *t, struct candidates *c)
{
    size_t nodes = graph_node_count(t->g), room = nodes;
    for (size_t i = 1; i <= nodes; i++)
        room += graph_node_at(t->g, (node_id)i)->kind == NODE_API;
    *c = (struct candidates){.nodes = mem_alloc(room * sizeof *c->nodes),
                             .arns = mem_alloc(room * sizeof *c->arns),
                             .last = mem_alloc(room * sizeof *c->last),
                             .services = mem_alloc(room * sizeof *c->services),
                             .order = mem_alloc(room * sizeof *c->order),
                             .heads = mem_alloc(room * sizeof *c->heads)};
    for (size_t i = 1; i <= nodes; i++) {
        struct str arn;
        node_id n = (node_id)i;
        if (i + MEM_AHEAD <= nodes)
            mem_soon(graph_node_at(t->g, (node_id)(i + MEM_AHEAD))->attrs);
        arn = aws_node_arn(t->g, n);
        if (!str_starts(arn, STR("arn:")) || graph_resolve(t->g, n) != i)
            continue;
        add_candidate(t, c, n, arn);
        if (graph_node_at(t->g, n)->kind == NODE_API)
            add_candidate(t, c, n, managed_arn(t->arena, graph_node_at(t->g, n), arn));
    }
}

/* By service, last part, id: from the last key to the first, as equal ones stay in their order. */
static void find_things(struct aws_things *t)
{
    struct candidates c;
    struct place here = {0};
    find_candidates(t, &c);
    texts_sort(c.last, c.order, c.count);
    sort_equals(t->g, &c);
    texts_sort(c.services, c.order, c.count);
    t->items = mem_alloc((c.count + 1) * sizeof *t->items);
    for (; t->count < c.count; t->count++) {
        uint32_t at = c.order[t->count];
        if (t->count + MEM_AHEAD < c.count)
            mem_soon(c.arns[c.order[t->count + MEM_AHEAD]].ptr);
        struct aws_thing *thing = &t->items[t->count];
        *thing = (struct aws_thing){
            .node = c.nodes[at], .stack = t->stack_of[c.nodes[at]], .arn = c.arns[at],
            .abroad = str_starts(graph_node_at(t->g, c.nodes[at])->type,
                                 STR("AWS::DynamoDB::GlobalTable/"))};
        bool alike = t->count && c.heads[c.order[t->count - 1]] == c.heads[at] &&
                     thing[-1].stack == thing->stack;
        fill_in(t, thing, alike ? thing - 1 : NULL, c.heads[at], c.last[at]);
        put_in_place(t->g, &here, thing);
    }
    mem_free(c.nodes);
    mem_free(c.arns);
    mem_free(c.last);
    mem_free(c.services);
    mem_free(c.order);
    mem_free(c.heads);
}

/* Where the things of each service lie. */
static void find_services(struct aws_things *t)
{
    size_t cap = 0;
    for (size_t i = 0; i < t->count; i++) {
        struct str service = t->items[i].service;
        if (!t->service_count || !str_eq(t->services[t->service_count - 1].name, service)) {
            if (t->service_count == cap)
                t->services = mem_grow(t->services, &cap, sizeof *t->services);
            t->services[t->service_count++] =
                (struct aws_service){.name = service, .first = i};
        }
        t->services[t->service_count - 1].end = i + 1;
    }
}

void aws_things_find(struct aws_things *t, const struct graph *g, struct arena *a)
{
    *t = (struct aws_things){.g = g, .arena = a};
    t->node_count = graph_node_count(g);
    t->of_node = mem_zalloc(t->node_count + 1, sizeof *t->of_node);
    find_stacks(t);
    find_things(t);
    find_services(t);
    for (size_t i = 0; i < t->count; i++)
        t->of_node[t->items[i].node] = (uint32_t)i + 1; /* execute-api comes behind apigateway */
    find_owners(t);
}

void aws_things_release(struct aws_things *t)
{
    mem_free(t->items);
    mem_free(t->services);
    mem_free(t->of_node);
    mem_free(t->stack_of);
    mem_free(t->touches);
    map_release(&t->known);
    *t = (struct aws_things){0};
}

struct aws_thing *aws_thing_of(const struct aws_things *t, node_id n)
{
    return n <= t->node_count && t->of_node[n] ? &t->items[t->of_node[n] - 1] : NULL;
}

void aws_things_of(const struct aws_things *t, struct str service, size_t *first, size_t *end)
{
    size_t low = 0, high = t->service_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(t->services[middle].name, service) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool there = low < t->service_count && str_eq(t->services[low].name, service);
    *first = there ? t->services[low].first : 0;
    *end = there ? t->services[low].end : 0;
}

/* The first thing of the service whose last part is not below this beginning of one; after: that is
 * above all which begin so. */
static size_t border(const struct aws_things *t, struct str service, struct str head, bool after)
{
    size_t low, high;
    aws_things_of(t, service, &low, &high);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_sub(t->items[middle].part[LAST], 0, head.len), head);
        if (c < 0 || (after && c == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void aws_request_about(struct aws_request *r, const struct aws_thing *t, bool inside)
{
    memcpy(r->part, t->part, sizeof r->part);
    if (inside)
        r->part[LAST] = t->inside;
    r->any_resource = false;
    r->thing = t->node;
    r->owner = t->owner;
}

/* --- Touching --------------------------------------------------------------------------------- */

static bool same_place(const struct aws_arn *p, const struct aws_thing *t)
{
    for (int i = 0; i < LAST; i++)
        if (!(p->part[i].len == 1 && p->part[i].ptr[0] == GLOB_RUN) &&
            !str_ieq(p->part[i], t->part[i]) &&
            glob_tri(p->part[i], t->part[i], true) == TRI_FALSE)
            return false;
    return true;
}

/* "*-Queue-*" says which one is meant, "table/\x01" does not. */
static bool tells(struct str name)
{
    size_t n = name.len;
    return n > 1 && name.ptr[n - 1] == GLOB_RUN
               ? name.ptr[n - 2] != '/' && name.ptr[n - 2] != ':'
               : n > 1;
}

static unsigned touch(const struct aws_arn *p, const struct aws_thing *t)
{
    struct str last = p->part[LAST], name = t->part[LAST];
    unsigned how = 0;
    bool alike = false;
    if (t->abroad && p->part[REGION].len == 1 && p->part[REGION].ptr[0] == GLOB_RUN)
        return 0;
    if (!same_place(p, t) || (p->thing && p->thing != t->node && p->thing != t->owner))
        return 0;
    if (p->thing && p->thing != t->node) { /* a part of it, where what stands behind it says so */
        struct str tail = str_from_at(last, p->own), part = str_from_at(name, p->own);
        return glob_tri(tail, part, false) == TRI_FALSE ? 0
               : glob_match(tail, part, false)          ? AWS_ITSELF | AWS_INSIDE
                                                        : AWS_INSIDE;
    }
    if (p->thing && p->own == last.len)
        return AWS_ITSELF; /* what its name ends in is not known, and means nothing below it */
    if (glob_match(last, name, false))
        how |= AWS_ITSELF;
    if (glob_match(last, t->inside, false))
        how |= AWS_INSIDE;
    for (size_t i = 0; i < last.len; i++) {
        if (last.ptr[i] != '/' && last.ptr[i] != ':')
            continue;
        if (glob_match(str_sub(last, 0, i), name, false))
            how |= last.ptr[i] != '/'                                ? AWS_VERSION
                   : str_starts(str_from_at(last, i), STR("/stream/")) ? AWS_STREAM
                   : glob_overlap(last, t->inside, false)              ? AWS_INSIDE
                                                                       : 0;
        alike = alike || str_eq(str_sub(last, 0, i), name);
    }
    alike = alike || str_eq(last, name) ||
            str_starts(last, str_sub(t->inside, 0, t->inside.len - 1)); /* an execution */
    if (how == AWS_STREAM && t->streamed)
        return 0; /* that is meant */
    return how && alike && (!t->vague || tells(name)) ? how | AWS_ALIKE : how;
}

unsigned aws_touch_new(struct aws_things *t, const struct aws_arn *p, struct str arn,
                       struct aws_thing *out)
{
    struct str part[ARN_SEGMENTS];
    *out = (struct aws_thing){.arn = arn};
    aws_arn_split(arn, part);
    fill_in(t, out, NULL, 0, aws_name_compile(t->arena, part[2], part[LAST]));
    return touch(p, out);
}

struct gathering {
    struct aws_things *t;
    const struct aws_arn *p;
    struct aws_touches out;
    size_t cap;
};

static void gather(struct gathering *x, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        unsigned how = touch(x->p, &x->t->items[i]);
        if (!how)
            continue;
        if (x->out.count == x->cap)
            x->out.items = mem_grow(x->out.items, &x->cap, sizeof *x->out.items);
        x->out.items[x->out.count++] = (struct aws_touch){(uint32_t)i, how};
    }
}

/* The pattern says which thing it means: that, and what belongs to it. */
static struct aws_touches touches_of_thing(struct aws_things *t, const struct aws_arn *p)
{
    struct gathering x = {.t = t, .p = p};
    const struct aws_thing *own = aws_thing_of(t, p->thing);
    if (!own)
        return x.out;
    size_t at = (size_t)(own - t->items), end = at;
    gather(&x, at, at + 1);
    if (p->part[LAST].len > p->own)
        end = border(t, own->service, own->part[LAST], true);
    for (size_t i = at + 1; i < end; i++)
        if (t->items[i].owner == p->thing)
            gather(&x, i, i + 1);
    return x.out;
}

static size_t literal_head(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] != GLOB_RUN && s.ptr[n] != GLOB_ONE)
        n++;
    return n;
}

/* "execution:NAME:..." is below a state machine. */
static void gather_machines(struct gathering *x, struct str service)
{
    struct str name = str_from_at(x->p->part[LAST], execution.len), head;
    size_t len = literal_head(name), colon = str_chr(name, ':');
    head = ARENA_JOIN(x->t->arena, machine, str_sub(name, 0, colon < len ? colon : len));
    gather(x, border(x->t, service, head, false), border(x->t, service, head, true));
}

/* Shorter things first, whose parts the pattern speaks of, then those that begin as it does: this is
 * the order of things, and no thing comes twice. */
static struct aws_touches find_touches(struct aws_things *t, const struct aws_arn *p,
                                       struct str service)
{
    struct gathering x = {.t = t, .p = p};
    struct str last = p->part[LAST];
    size_t head = literal_head(last);
    for (size_t i = 0; i < head; i++) {
        struct str name = str_sub(last, 0, i);
        if (last.ptr[i] != '/' && last.ptr[i] != ':')
            continue;
        size_t at = border(t, service, name, false), end = at;
        while (end < t->count && str_eq(t->items[end].service, service) &&
               str_eq(t->items[end].part[LAST], name))
            end++;
        gather(&x, at, end);
    }
    size_t first = border(t, service, str_sub(last, 0, head), false), end = first;
    if (head < last.len) {
        end = border(t, service, str_sub(last, 0, head), true);
    } else { /* no wildcard: equal, or not at all */
        while (end < t->count && str_eq(t->items[end].service, service) &&
               str_eq(t->items[end].part[LAST], last))
            end++;
    }
    gather(&x, first, end);
    if (str_starts(last, execution) && str_is(service, "states"))
        gather_machines(&x, service);
    return x.out;
}

/* A variable stands for nothing that is sure; what comes before it does. */
static struct aws_arn without_variables(struct arena *a, const struct aws_arn *p)
{
    struct aws_arn sure = *p;
    struct str rest = p->part[LAST];
    struct buf b = {0};
    for (size_t at; (at = str_find(rest, STR("${"))) != STR_NPOS;) {
        size_t end = str_chr(str_from_at(rest, at), '}');
        buf_add(&b, str_sub(rest, 0, at));
        buf_putc(&b, GLOB_NEVER);
        rest = end == STR_NPOS ? STR_NONE : str_from_at(rest, at + end + 1);
    }
    buf_add(&b, rest);
    sure.part[LAST] = glob_compile(a, arena_str(a, buf_str(&b)));
    sure.variables = false;
    buf_release(&b);
    return sure;
}

static const struct aws_touches *known_touches(struct aws_things *t, const struct aws_arn *p,
                                               struct str service)
{
    struct str key = p->thing
                         ? ARENA_JOIN(t->arena, STR("#"), graph_node_at(t->g, p->thing)->id,
                                      p->own < p->part[LAST].len ? STR("+") : STR(" "), p->written)
                         : ARENA_JOIN(t->arena, service, p->variables ? STR("$") : STR(" "),
                                      p->written);
    bool added;
    uint32_t *at = map_put(&t->known, key, &added);
    if (added) {
        struct aws_arn sure = p->variables ? without_variables(t->arena, p) : *p;
        struct aws_touches found = p->unknown ? (struct aws_touches){0}
                                   : p->thing ? touches_of_thing(t, &sure)
                                              : find_touches(t, &sure, service);
        struct aws_touches kept = {.count = found.count};
        kept.items = arena_array(t->arena, found.count + 1, sizeof *kept.items);
        if (found.count)
            memcpy(kept.items, found.items, found.count * sizeof *kept.items);
        mem_free(found.items);
        if (t->touches_count == t->touches_cap)
            t->touches = mem_grow(t->touches, &t->touches_cap, sizeof *t->touches);
        t->touches[t->touches_count++] = kept;
        *at = (uint32_t)t->touches_count;
    }
    return &t->touches[*at - 1];
}

/* The pattern speaks of another service. */
static bool is_of_other(const struct aws_arn *p, struct str service)
{
    return !p->thing && !str_ieq(p->part[2], service) && !glob_has_tokens(p->part[2]);
}

/* Two with one name, of which it is known that they lie in different places: both may be meant. If it is
 * not, they cannot both be there, and each stack means its own. */
static bool is_apart(const struct aws_thing *a, const struct aws_thing *b)
{
    bool known = !a->vague && !b->vague, differ = a->abroad || b->abroad;
    for (int i = REGION; i < LAST; i++)
        differ = differ || (!glob_has_tokens(a->part[i]) && !glob_has_tokens(b->part[i]) &&
                            !str_eq(a->part[i], b->part[i]));
    return known && differ;
}

struct aws_touches aws_touch_of(struct aws_things *t, const struct aws_arn *p, struct str service,
                                node_id stack)
{
    const struct aws_thing *meant = p->thing ? aws_thing_of(t, p->thing) : NULL;
    if (meant ? !str_eq(meant->service, service) : is_of_other(p, service))
        return (struct aws_touches){0};
    const struct aws_touches *all = known_touches(t, p, service);
    const struct aws_thing *own = NULL;
    bool foreign = false;
    for (uint32_t i = 0; i < all->count; i++) {
        const struct aws_thing *thing = &t->items[all->items[i].thing];
        bool alike = all->items[i].how & AWS_ALIKE;
        if (alike && stack && thing->stack == stack)
            own = thing;
        foreign = foreign || (alike && thing->stack != stack);
    }
    if (!own || !foreign)
        return *all;
    struct aws_touches few = {.items = arena_array(t->arena, all->count, sizeof *few.items)};
    for (uint32_t i = 0; i < all->count; i++) {
        const struct aws_thing *thing = &t->items[all->items[i].thing];
        if (thing->stack == stack || !(all->items[i].how & AWS_ALIKE) || is_apart(thing, own))
            few.items[few.count++] = all->items[i];
    }
    return few;
}
