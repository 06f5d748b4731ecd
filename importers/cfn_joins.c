/* SPDX-License-Identifier: MIT */
/* cfn_joins.c - what crosses templates, once all are there: exports, outputs, parameters, ARNs.
 * Joins: cfn_finish() looks at attributes only, so it does not matter who imported a template.
 *    stack     a Stack resource with the attribute nested is the stack whose template it names
 *    parameter an external node with the attribute parameter is what the outer Stack gives it, if
 *              all outer stacks give the same
 *    output    an external node with output and stack is what the nested stack puts out
 *    import    an external node with import is what the one stack exports under that name; names
 *              that are partly unknown match as patterns, if exactly one does
 *    stored    an external parameter of the store is the declared one of its name; patterns as above;
 *              an external node with stored-in is what the value of the one parameter with that name
 *              refers to
 *    arn       an external node with an ARN is the one defined node whose ARN matches it
 *    bus       default buses of one system are one (cfn_buses.c)
 */
#include "cfn_functions.h"
#include "cfn_graph.h"

struct entry {
    struct str key;
    node_id node;
};

struct names { /* of exports, of stored parameters */
    struct map exact;       /* name -> node; UINT32_MAX: several */
    struct entry *patterns; /* those with '*' */
    size_t count, cap;
};

struct joins {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct names exports;
    struct names stored, params_stored; /* what a stored parameter holds; itself */
    struct map outputs;   /* "stack\nname" -> node */
    struct map params;    /* "scope\nname" -> node; UINT32_MAX: not the same everywhere */
    struct map stacks;    /* name that it is deployed under -> boundary */
    bool placed;          /* of some stack it is known where it lies */
    struct map arns;      /* pattern that an external node asks for -> node */
    node_id *same;        /* by node: another one with its ARN, if that is asked for; 0: none */
};

static void put_unique(struct map *m, struct str key, node_id n)
{
    bool added;
    uint32_t *at = map_put(m, key, &added);
    *at = added || *at == n ? n : UINT32_MAX;
}

static void put_name(struct names *names, struct str name, node_id n)
{
    put_unique(&names->exact, name, n);
    if (str_chr(name, '*') == STR_NPOS)
        return;
    if (names->count == names->cap)
        names->patterns = mem_grow(names->patterns, &names->cap, sizeof *names->patterns);
    names->patterns[names->count++] = (struct entry){name, n};
}

static void index_stack(struct joins *j, const struct node *n, node_id id)
{
    struct str nested = node_attr_text(n, "nested"), name = node_attr_text(n, "stack-name");
    if (name.len)
        put_unique(&j->stacks, name, id);
    j->placed = j->placed || node_attr(n, "region") || node_attr(n, "account");
    for (uint32_t i = 0; i < n->attr_count; i++) {
        const struct attr *a = &n->attrs[i];
        node_id to = graph_find(j->g, a->value);
        if (!to)
            continue;
        if (str_starts(a->key, STR("export:"))) {
            put_name(&j->exports, str_from_at(a->key, 7), to);
        } else if (str_starts(a->key, STR("output:"))) {
            map_set(&j->outputs, ARENA_JOIN(j->arena, n->id, STR("\n"), str_from_at(a->key, 7)),
                    to);
        } else if (nested.len && str_starts(a->key, STR("parameter:"))) {
            put_unique(&j->params, ARENA_JOIN(j->arena, nested, STR("\n"),
                                              str_from_at(a->key, 10)), to);
        }
    }
}

/* The boundary of the stack that was imported under this scope; 0: none. */
static node_id stack_of(struct joins *j, struct str scope)
{
    return scope.len ? graph_find(j->g, ARENA_JOIN(j->arena, STR("aws:"), scope,
                                                   STR(":boundary:stack")))
                     : 0;
}

static bool join(struct joins *j, node_id keep, node_id drop)
{
    if (!keep || keep == UINT32_MAX || graph_resolve(j->g, keep) == graph_resolve(j->g, drop))
        return false;
    graph_merge(j->g, graph_resolve(j->g, keep), drop);
    return true;
}

/* A variable of the Serverless Framework that was open until now; "${cf(eu-west-1):...}" names the region
 * of the stack besides. */
static void settled(struct joins *j, const char *source, struct str address, bool joined)
{
    struct str begin = ARENA_JOIN(j->arena, STR("${"), str_from(source));
    struct str end = ARENA_JOIN(j->arena, STR(":"), address, STR("}"));
    if (!joined)
        return;
    graph_settle(j->g, ARENA_JOIN(j->arena, begin, end), 0);
    for (size_t i = graph_unresolved_count(j->g); i-- > 0;) {
        struct str text = i < graph_unresolved_count(j->g) ? graph_unresolved_at(j->g, i)->text
                                                           : STR_NONE;
        if (text.len > begin.len && text.ptr[begin.len] == '(' && str_starts(text, begin) &&
            str_ends(text, end))
            graph_settle(j->g, text, 0);
    }
}

static node_id named(const struct names *names, struct str name)
{
    uint32_t n;
    node_id found = 0;
    if (map_get(&names->exact, name, &n))
        return n == UINT32_MAX ? 0 : n;
    for (size_t i = 0; i < names->count; i++) {
        struct str key = names->patterns[i].key;
        if (!str_glob(key, name, false) && !str_glob(name, key, false))
            continue;
        if (found && found != names->patterns[i].node)
            return 0;
        found = names->patterns[i].node;
    }
    return found;
}

/* "/app/queue" and "app/queue" have one ARN. */
static struct str bare(struct str name)
{
    return str_starts(name, STR("/")) ? str_from_at(name, 1) : name;
}

/* What a parameter of the store holds, by the name that others know: one that CloudFormation makes up
 * nobody knows. */
static void index_stored(struct joins *j, const struct node *n, node_id id)
{
    static const char before[] = "arn:aws:ssm:*:*:parameter/";
    struct str arn = node_attr_text(n, FACT_ARN);
    node_id holds = graph_find(j->g, node_attr_text(n, "holds"));
    struct str made_up = ARENA_JOIN(j->arena, STR("*-"), node_attr_text(n, "logical-id"), STR("-*"));
    struct str name = str_starts(arn, str_from(before)) ? str_from_at(arn, sizeof before - 1)
                                                        : made_up;
    if (str_eq(name, made_up))
        return;
    put_name(&j->params_stored, name, id);
    if (holds)
        put_name(&j->stored, name, holds);
}

static void forget(struct names *names)
{
    map_release(&names->exact);
    mem_free(names->patterns);
}

/* "arn:aws:sqs:eu-west-1:111122223333:orders" is "arn:aws:sqs:*:*:orders", if that is the one. Empty: it
 * is no ARN. */
static struct str any_place(struct joins *j, struct str arn)
{
    struct str rest = arn, part[5];
    for (int i = 0; i < 5; i++)
        if (!str_cut(&rest, ':', &part[i]))
            return STR("");
    return ARENA_JOIN(j->arena, part[0], STR(":"), part[1], STR(":"), part[2],
                      str_is(part[2], "s3") ? STR(":::") : str_is(part[2], "iam") ? STR("::*:")
                                                                                  : STR(":*:*:"),
                      rest);
}

/* The ARN of a thing outside, unless it is known by an export, an output or a parameter. Every account
 * has a default bus: that of another is none of ours. */
static struct str asked_arn(const struct node *n)
{
    if (n->kind == NODE_BUS && str_is(n->name, "default"))
        return STR("");
    bool otherwise = node_attr_text(n, "import").len || node_attr_text(n, "output").len ||
                     node_attr_text(n, "parameter").len;
    return n->external && !otherwise ? node_attr_text(n, FACT_ARN) : STR("");
}

/* Few are asked for, all are looked at: the few stand in the map. */
static void index_all(struct joins *j)
{
    size_t count = graph_node_count(j->g);
    for (node_id id = 1; id <= count; id++) {
        const struct node *n = graph_node_at(j->g, id);
        struct str arn = n->external ? asked_arn(n) : STR("");
        if (arn.len)
            map_put(&j->arns, any_place(j, arn), NULL);
    }
    if (map_count(&j->arns))
        j->same = mem_zalloc(count + 1, sizeof *j->same);
    for (node_id id = 1; id <= count; id++) {
        const struct node *n = graph_node_at(j->g, id);
        uint32_t found;
        if (!str_is(n->provider, "aws"))
            continue;
        if (n->kind == NODE_BOUNDARY)
            index_stack(j, n, id);
        else if (n->kind == NODE_PARAM && !n->external)
            index_stored(j, n, id);
        struct str arn = j->same && !n->external ? node_attr_text(n, FACT_ARN) : STR("");
        if (arn.len && map_get(&j->arns, arn, &found) && !str_ends(arn, STR(":*"))) {
            j->same[id] = found;
            map_set(&j->arns, arn, id);
        }
    }
}

/* "aws:SCOPE:queue:Name" -> "SCOPE" */
static struct str scope_of(const struct node *n, struct str name)
{
    size_t tail = 2 + strlen(node_kinds[n->kind].name) + name.len;
    return n->id.len > 4 + tail ? str_sub(n->id, 4, n->id.len - 4 - tail) : STR("");
}

/* Does the node lie where the ARN says? 1: its stack is known to; 0: it may; -1: it lies elsewhere. */
static int lies_there(struct joins *j, node_id id, struct str arn)
{
    static const char *const keys[] = {"region", "account"}; /* the fourth and the fifth part */
    const struct node *n = graph_node_at(j->g, id);
    node_id stack = stack_of(j, scope_of(n, node_attr_text(n, "logical-id")));
    struct str rest = arn, part;
    int there = 0;
    for (int i = 0; stack && i < 5 && str_cut(&rest, ':', &part); i++) {
        struct str own = i < 3 ? STR("") : node_attr_text(graph_node_at(j->g, stack), keys[i - 3]);
        if (str_empty(own) || str_empty(part) || str_chr(part, '*') != STR_NPOS)
            continue;
        if (!str_eq(own, part))
            return -1;
        there = 1;
    }
    return there;
}

/* The only one of several with this ARN that lies where it says. */
static node_id one_there(struct joins *j, node_id first, struct str arn)
{
    node_id found = 0;
    for (node_id id = first; id; id = j->same[id]) {
        if (lies_there(j, id, arn) < 1)
            continue;
        if (found)
            return 0;
        found = id;
    }
    return found;
}

static node_id of_arn(struct joins *j, struct str arn)
{
    uint32_t n;
    if (!map_get(&j->arns, any_place(j, arn), &n) || !n)
        return 0;
    if (j->same[n])
        return j->placed ? one_there(j, n, arn) : 0;
    return lies_there(j, n, arn) < 0 ? 0 : n;
}

static void join_one(struct joins *j, node_id id)
{
    const struct node *n = graph_node_at(j->g, id);
    uint32_t to = 0;
    struct str name = node_attr_text(n, "import");
    struct str output = node_attr_text(n, "output"), parameter = node_attr_text(n, "parameter");
    struct str stored = node_attr_text(n, "stored-in");
    if (name.len) {
        join(j, named(&j->exports, name), id);
    } else if (stored.len) {
        settled(j, "ssm", stored, join(j, named(&j->stored, bare(stored)), id));
    } else if (n->kind == NODE_PARAM && str_is(n->type, "AWS::SSM::Parameter")) {
        join(j, named(&j->params_stored, bare(n->name)), id);
    } else if (output.len) {
        struct str name_of = node_attr_text(n, "stack-name");
        node_id outer = graph_find(j->g, node_attr_text(n, "stack")), stack = 0;
        if (outer)
            stack = stack_of(j, node_attr_text(graph_node_at(j->g, outer), "nested"));
        else if (map_get(&j->stacks, name_of, &to) && to != UINT32_MAX)
            stack = to;
        if (stack && map_get(&j->outputs, ARENA_JOIN(j->arena, graph_node_at(j->g, stack)->id,
                                                     STR("\n"), output), &to))
            settled(j, "cf", ARENA_JOIN(j->arena, name_of, STR("."), output), join(j, to, id));
    } else if (parameter.len) {
        if (map_get(&j->params, ARENA_JOIN(j->arena, scope_of(n, parameter), STR("\n"),
                                           parameter), &to))
            join(j, to, id);
    } else if (asked_arn(n).len) {
        join(j, of_arn(j, asked_arn(n)), id);
    }
}

/* Anybody can get a token of a pool where anybody signs up, be the pool of another template. */
static void open_pools(struct joins *j)
{
    struct graph *g = j->g;
    size_t count = graph_edge_count(g);
    bool any = false;
    bool *open = mem_zalloc(graph_node_count(g) + 1, sizeof *open);
    bool *asked = mem_zalloc(graph_node_count(g) + 1, sizeof *asked); /* by an open pool, for no more */
    for (size_t i = 1; i <= count; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_EXPOSES || !edge_fact_is(e, "sign-up", "open"))
            continue;
        open[graph_resolve(g, e->to)] = true;
        any = true;
    }
    for (size_t i = 1; any && i <= count; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind == EDGE_AUTHENTICATES && open[graph_resolve(g, e->from)] &&
            !edge_fact_bool(e, FACT_SCOPES, false))
            asked[graph_resolve(g, e->to)] = true;
    }
    for (size_t i = 1; any && i <= count; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        bool door = e->kind == EDGE_EXPOSES || e->kind == EDGE_ROUTES;
        if (door && asked[graph_resolve(g, e->to)] &&
            (e->auth == AUTH_COGNITO || e->auth == AUTH_JWT))
            graph_edge_auth(g, (edge_id)i, AUTH_SELF_SERVICE);
    }
    mem_free(open);
    mem_free(asked);
}

void cfn_finish(struct import *im)
{
    struct joins j = {.im = im, .g = import_graph(im), .arena = import_arena(im)};
    cfn_stacks_finish(im);
    index_all(&j);
    size_t count = graph_node_count(j.g);
    for (node_id id = 1; id <= count; id++) {
        const struct node *n = graph_node_at(j.g, id);
        if (!str_is(n->provider, "aws"))
            continue;
        node_id part = n->kind == NODE_BOUNDARY ? stack_of(&j, node_attr_text(n, "nested")) : 0;
        if (part) /* the nested stack lies in it */
            graph_edge(j.g, EDGE_RESIDES_IN, part, id, EVIDENCE_DECLARED, -1, n->where);
        if (n->external)
            join_one(&j, id);
    }
    open_pools(&j);
    cfn_join_buses(im);
    cfn_permissions(im);
    forget(&j.exports);
    forget(&j.stored);
    forget(&j.params_stored);
    map_release(&j.outputs);
    map_release(&j.stacks);
    map_release(&j.params);
    map_release(&j.arns);
    mem_free(j.same);
}
