/* SPDX-License-Identifier: MIT */
/* aws_routes.c - rights to call an API -> grants on the routes of it that ask for a signature.
 * Source: API Gateway guide, "Control access for invoking an API", "Resource format of permissions";
 * AppSync guide, "AWS_IAM authorization". */
#include "aws_iam.h"

#include "mem.h"

struct calling {
    struct aws_work *w;
    struct origin where;      /* of the grant on the API */
    node_id holder, api;
    const struct aws_thing *thing; /* the API */
    struct aws_case c;
    struct aws_decision d;
};

static enum aws_answer ask(struct calling *x, struct str action, struct str resource)
{
    x->c.request = aws_design_request(x->w, aws_holder_arn(x->w, x->holder), action, resource);
    x->c.request.account = x->c.request.resource_account = STR("*");
    x->c.request.thing = x->thing->node;
    x->c.request.owner = x->thing->owner;
    aws_decide(&x->c, &x->d);
    return x->d.answer;
}

/* "GET /a" -> "STAGE/GET/a". A route of any method is open if one of them is. */
static enum aws_answer ask_stage(struct calling *x, struct str arn, struct str stage, struct str name)
{
    static const char *const methods[] = {"ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    size_t blank = str_chr(name, ' ');
    struct str path = blank == STR_NPOS ? STR("") : str_from_at(name, blank + 1);
    struct str method = blank == STR_NPOS ? name : str_sub(name, 0, blank);
    enum aws_answer best = AWS_DENIED;
    for (size_t i = 0; i < COUNT(methods) && best == AWS_DENIED; i++) {
        bool any = str_is(method, "ANY");
        best = ask(x, STR("execute-api:Invoke"),
                   ARENA_JOIN(x->w->arena, arn, STR("/"), stage, STR("/"),
                              any ? str_from(methods[i]) : method, path));
        if (!any)
            break;
    }
    return best;
}

static enum aws_answer ask_route(struct calling *x, const struct node *route)
{
    struct str arn = x->thing->arn, name = route->name, stage;
    struct str stages = node_attr_text(graph_node_at(x->w->g, x->api), FACT_STAGES);
    if (str_is(aws_arn_service(arn), "appsync")) {
        size_t dot = str_chr(name, '.');
        return dot == STR_NPOS ? AWS_DENIED
                               : ask(x, STR("appsync:GraphQL"),
                                     ARENA_JOIN(x->w->arena, arn, STR("/types/"),
                                                str_sub(name, 0, dot), STR("/fields/"),
                                                str_from_at(name, dot + 1)));
    }
    enum aws_answer best = AWS_DENIED;
    if (str_empty(stages) || str_is(stages, "*")) /* any one: a run could be more than a stage */
        stages = STR("$default");
    while (best == AWS_DENIED && str_cut(&stages, ',', &stage))
        best = ask_stage(x, arn, stage, name);
    return best;
}

static void grant_route(struct calling *x, const struct edge *routes)
{
    struct graph *g = x->w->g;
    node_id to = graph_resolve(g, routes->to);
    enum aws_answer answer = ask_route(x, graph_node_at(g, to));
    const char *kind = NULL;
    if (answer == AWS_DENIED)
        return;
    edge_id e = graph_edge(g, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, -1, x->where);
    if (!e)
        return;
    graph_edge_action(g, e, STR("invoke"));
    if (answer == AWS_DEPENDS) {
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
    return e->kind == EDGE_ROUTES && e->auth == AUTH_IAM;
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

static void grant_routes(struct aws_work *w, const struct signed_routes *s, const struct edge *grant)
{
    node_id api = graph_resolve(w->g, grant->to);
    const struct aws_thing *thing = aws_thing_of(&w->things, api);
    struct calling x = {.w = w, .where = grant->where, .holder = graph_resolve(w->g, grant->from),
                        .api = api, .thing = thing};
    if (!thing)
        return;
    x.c = aws_case_of(w, x.holder);
    for (size_t k = s->first[api]; k < s->first[api + 1]; k++)
        grant_route(&x, graph_edge_at(w->g, s->edges[k]));
}

void aws_derive_routes(struct aws_work *w)
{
    struct signed_routes s = find_signed(w->g);
    size_t edges = graph_edge_count(w->g);
    for (size_t i = 1; s.count && i <= edges; i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        if (e->kind == EDGE_GRANTS &&
            graph_node_at(w->g, graph_resolve(w->g, e->to))->kind == NODE_API)
            grant_routes(w, &s, e);
    }
    mem_free(s.first);
    mem_free(s.edges);
}
