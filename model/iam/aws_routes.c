/* SPDX-License-Identifier: MIT */
/* aws_routes.c - rights to call an API -> grants on the routes of it that ask for a signature.
 * Source: API Gateway guide, "Control access for invoking an API", "Resource format of permissions";
 * AppSync guide, "AWS_IAM authorization". */
#include "aws_routes.h"

#include "aws_iam.h"
#include "mem.h"

/* --- One route -------------------------------------------------------------------------------- */

struct asking {
    struct arena *arena;
    struct aws_case *c;
    struct str name;  /* of the API, as the last part of an ARN begins with it */
    struct aws_decision *best;
    bool asked;
};

static void ask(struct asking *x, struct str tail)
{
    struct aws_decision d;
    x->c->request.part[ARN_SEGMENTS - 1] = ARENA_JOIN(x->arena, x->name, tail);
    aws_decide(x->c, &d);
    if (!x->asked || d.answer > x->best->answer)
        *x->best = d;
    x->asked = true;
}

/* "/a/{id}/{rest+}": whoever calls it fills in a name and a path. */
static struct str path_called(struct arena *a, struct str path)
{
    struct str out = STR_NONE;
    for (size_t at; (at = str_chr(path, '{')) != STR_NPOS;) {
        size_t end = str_chr(str_from_at(path, at), '}');
        if (end == STR_NPOS)
            break;
        bool rest = path.ptr[at + end - 1] == '+';
        out = ARENA_JOIN(a, out, str_sub(path, 0, at), rest ? glob_run : glob_part);
        path = str_from_at(path, at + end + 1);
    }
    return ARENA_JOIN(a, out, path);
}

/* "GET /a" -> "STAGE/GET/a". A route of any method is open if one of them is. */
static void ask_stage(struct asking *x, struct str stage, struct str name)
{
    static const char *const methods[] = {"ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    size_t blank = str_chr(name, ' ');
    bool rest = str_is(name, "$default"), any = rest || str_starts(name, STR("ANY "));
    struct str path = rest                ? ARENA_JOIN(x->arena, STR("/"), glob_run)
                      : blank == STR_NPOS ? STR_NONE
                                          : path_called(x->arena, str_from_at(name, blank + 1));
    struct str method = blank == STR_NPOS ? name : str_sub(name, 0, blank);
    struct str head = ARENA_JOIN(x->arena, STR("/"),
                                 str_is(stage, "*") ? glob_part : stage, STR("/"));
    for (size_t i = 0; i < (any ? COUNT(methods) : 1); i++)
        ask(x, ARENA_JOIN(x->arena, head, any ? str_from(methods[i]) : method, path));
}

/* Whoever is connected sends to any route of a WebSocket API. */
static bool is_of_connection(const struct node *api)
{
    return str_is(node_attr_text(api, "protocol"), "WEBSOCKET");
}

void aws_ask_route(const struct graph *g, struct arena *arena, const struct aws_thing *api,
                   node_id route, struct aws_case *c, struct aws_decision *out)
{
    const struct node *node = graph_node_at(g, api->node);
    struct str name = graph_node_at(g, route)->name, stages = node_attr_text(node, FACT_STAGES), stage;
    struct asking x = {.arena = arena, .c = c, .best = out};
    size_t dot = str_chr(name, '.');
    memcpy(c->request.part, api->part, sizeof c->request.part);
    c->request.any_resource = false;
    c->request.thing = api->node;
    c->request.owner = api->owner;
    if (str_is(api->service, "appsync")) {
        x.name = api->part[ARN_SEGMENTS - 1];
        ask(&x, dot == STR_NPOS ? STR("/types/")
                                : ARENA_JOIN(arena, STR("/types/"), str_sub(name, 0, dot),
                                             STR("/fields/"), str_from_at(name, dot + 1)));
        return;
    }
    char *text = arena_bytes(arena, api->part[ARN_SEGMENTS - 1].len + 1);
    x.name = (struct str){text, api->part[ARN_SEGMENTS - 1].len};
    for (size_t i = 0; i <= x.name.len; i++) /* no id of an API has a slash */
        text[i] = i == x.name.len                                ? '\0'
                  : api->part[ARN_SEGMENTS - 1].ptr[i] == GLOB_RUN ? GLOB_PART
                                                                  : api->part[ARN_SEGMENTS - 1].ptr[i];
    if (str_empty(stages))
        stages = STR("*");
    while (str_cut(&stages, ',', &stage))
        ask_stage(&x, stage, is_of_connection(node) ? STR("$connect") : name);
}

/* --- Grants ----------------------------------------------------------------------------------- */

struct calling {
    struct aws_work *w;
    struct origin where;      /* of the grant on the API */
    node_id holder;
    const struct aws_thing *thing; /* the API */
    struct aws_case c;
    struct aws_decision d;
};

static void grant_route(struct calling *x, const struct edge *routes)
{
    struct graph *g = x->w->g;
    node_id to = graph_resolve(g, routes->to);
    const char *kind = NULL;
    aws_ask_route(g, x->w->arena, x->thing, to, &x->c, &x->d);
    if (x->d.answer == AWS_DENIED)
        return;
    edge_id e = graph_edge(g, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, -1, x->where);
    if (!e)
        return;
    graph_edge_action(g, e, STR("invoke"));
    if (x->d.answer == AWS_DEPENDS) {
        graph_edge_condition(g, e, aws_open_conditions(x->w, &x->d, &kind));
        graph_edge_attr(g, e, FACT_COND_KIND, str_from(kind));
    }
}

/* The routes of each API that ask for a signature, one API behind the other. */
struct signed_routes {
    edge_id *edges;
    uint32_t *first; /* by API: where its own begin; ends where those of the next one do */
    size_t count;
};

static bool is_signed(const struct edge *e)
{
    return e->kind == EDGE_ROUTES && (e->auth == AUTH_IAM || edge_fact_is(e, FACT_AUTH_OR, "iam"));
}

static struct signed_routes find_signed(const struct graph *g)
{
    size_t nodes = graph_node_count(g), edges = graph_edge_count(g);
    struct signed_routes s = {.first = mem_zalloc(nodes + 2, sizeof *s.first)};
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (is_signed(e)) {
            s.first[graph_resolve(g, e->from)]++;
            s.count++;
        }
    }
    for (size_t n = 1; n < nodes + 2; n++)
        s.first[n] += s.first[n - 1];
    s.edges = mem_alloc((s.count + 1) * sizeof *s.edges);
    for (size_t i = edges; s.count && i >= 1; i--) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (is_signed(e))
            s.edges[--s.first[graph_resolve(g, e->from)]] = (edge_id)i;
    }
    return s;
}

static void grant_routes(struct aws_work *w, const struct signed_routes *s, edge_id grant, node_id api)
{
    const struct aws_thing *thing = aws_thing_of(&w->things, api);
    const struct edge *e = graph_edge_at(w->g, grant);
    struct calling x = {.w = w, .where = e->where, .holder = graph_resolve(w->g, e->from),
                        .thing = thing};
    if (!thing)
        return;
    x.c = aws_case_of(w, x.holder);
    x.c.layers[AWS_LAYER_RESOURCE] = aws_docs_resource(w->docs, api, thing->service, false);
    x.c.request = aws_design_request(w, aws_holder_arn(w, x.holder),
                                     str_is(thing->service, "appsync") ? STR("appsync:GraphQL")
                                                                       : STR("execute-api:Invoke"),
                                     thing->arn);
    x.c.request.account = x.c.request.resource_account = STR("*");
    for (size_t k = s->first[api]; k < s->first[api + 1]; k++)
        grant_route(&x, graph_edge_at(w->g, s->edges[k]));
}

/* --- All APIs ---------------------------------------------------------------------------------- */

/* What stands for all APIs of a service, which routes are among. Those of an API that denies some callers
 * some of them are not: each holder is asked about. */
struct all_routes {
    struct aws_work *w;
    const struct signed_routes *s;
    node_id any;
    node_id *asked; /* APIs with denials of their own */
    size_t asked_count;
};

static void find_all(struct all_routes *x, struct str service)
{
    struct aws_work *w = x->w;
    size_t first, end;
    aws_things_of(&w->things, service, &first, &end);
    x->asked = mem_alloc((end - first + 1) * sizeof *x->asked);
    for (size_t i = first; i < end; i++) {
        const struct aws_thing *t = &w->things.items[i];
        struct aws_policies own = aws_docs_resource(w->docs, t->node, service, false);
        bool denies = aws_has_denials(&own);
        if (denies)
            x->asked[x->asked_count++] = t->node;
        for (size_t k = x->s->first[t->node]; !denies && k < x->s->first[t->node + 1]; k++)
            aws_any_join(w, x->any, graph_resolve(w->g, graph_edge_at(w->g, x->s->edges[k])->to));
    }
}

static void derive_all(struct aws_work *w, const struct signed_routes *s, struct str service,
                       size_t edges)
{
    struct all_routes x = {.w = w, .s = s,
                           .any = graph_find(w->g, ARENA_JOIN(w->arena, STR("aws:any:"), service))};
    if (!x.any)
        return;
    find_all(&x, service);
    for (size_t i = 1; x.asked_count && i <= edges; i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        bool to_all = e->kind == EDGE_GRANTS && graph_resolve(w->g, e->to) == x.any;
        for (size_t k = 0; to_all && k < x.asked_count; k++)
            grant_routes(w, s, (edge_id)i, x.asked[k]);
    }
    mem_free(x.asked);
}

void aws_derive_routes(struct aws_work *w)
{
    struct signed_routes s = find_signed(w->g);
    size_t edges = graph_edge_count(w->g);
    for (size_t i = 1; s.count && i <= edges; i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        node_id to = graph_resolve(w->g, e->to);
        if (e->kind == EDGE_GRANTS && graph_node_at(w->g, to)->kind == NODE_API)
            grant_routes(w, &s, (edge_id)i, to);
    }
    if (s.count) {
        derive_all(w, &s, STR("appsync"), edges);
        derive_all(w, &s, STR("execute-api"), edges);
    }
    mem_free(s.first);
    mem_free(s.edges);
}
