/* SPDX-License-Identifier: MIT */
/* aws_called.c - calls that code makes, held against the policies of the role that it runs as. */
#include "aws_iam.h"

#include "mem.h"

#define SEVERAL UINT32_MAX /* roles: a condition decides which */

/* Role of each node that runs as one; SEVERAL, or 0. */
static node_id *roles_of(const struct aws_work *w)
{
    node_id *roles = mem_zalloc(graph_node_count(w->g) + 1, sizeof *roles);
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        node_id from = graph_resolve(w->g, e->from), to = graph_resolve(w->g, e->to);
        if (e->kind == EDGE_RUNS_AS)
            roles[from] = (roles[from] && roles[from] != to) || e->condition.len ? SEVERAL : to;
    }
    return roles;
}

/* All that the role may do is written in what was read. */
static bool is_known(const struct aws_work *w, node_id role)
{
    const struct aws_unread *unread;
    size_t count = aws_docs_unread(w->docs, &unread);
    for (size_t i = 0; i < count; i++)
        if (unread[i].node == role)
            return false;
    return !graph_node_at(w->g, role)->external;
}

static bool is_denied(struct aws_work *w, struct aws_case *c, struct str action,
                      const struct aws_thing *thing, struct aws_decision *d)
{
    char *lower = arena_bytes(w->arena, action.len + 1);
    for (size_t i = 0; i < action.len; i++)
        lower[i] = str_lower(action.ptr[i]);
    struct str name = {lower, action.len};
    const struct aws_action_row *row = aws_action_find(name);
    /* What a statement of PartiQL asks for stands in its text. */
    if (!row || row->shape == '-' || str_starts(name, STR("dynamodb:partiql")))
        return false;
    c->request.action = c->request.action_lower = name;
    aws_request_about(&c->request, thing, row->shape == 'o');
    if (aws_is_unnamed(w->g, thing->node))
        c->request.thing = 0;
    aws_decide(c, d);
    if (d->answer == AWS_DENIED && row->shape == 'i') { /* the call may be about an index */
        aws_request_about(&c->request, thing, true);
        aws_decide(c, d);
    }
    return d->answer == AWS_DENIED;
}

static struct str reason(struct aws_work *w, node_id role, struct str actions,
                         const struct aws_decision *d)
{
    if (d->reason == AWS_EXPLICIT_DENY && d->hit_count) {
        struct origin at = aws_docs_place(w->docs, d->hits[0].policy, d->hits[0].statement);
        return ARENA_JOIN(w->arena, actions, STR(" is denied by "), at.file, STR(":"),
                          arena_printf(w->arena, "%u", (unsigned)at.line));
    }
    return ARENA_JOIN(w->arena, STR("no policy of "), graph_node_at(w->g, role)->name,
                      STR(" allows "), actions);
}

static void check(struct aws_work *w, edge_id id, node_id role)
{
    const struct edge *e = graph_edge_at(w->g, id);
    node_id to = graph_resolve(w->g, e->to);
    const struct aws_thing *thing = aws_thing_of(&w->things, to);
    if (!thing || !is_known(w, role))
        return;
    struct aws_case c = aws_case_of(w, role);
    c.layers[AWS_LAYER_RESOURCE] = aws_docs_of(w->docs, to, AWS_USE_RESOURCE);
    c.request = aws_design_request(w, aws_holder_arn(w, role), STR("*"), thing->arn);
    c.request.caller = AWS_CALLER_ROLE;
    c.request.account = c.request.resource_account = STR("*");
    struct str actions = STR("");
    struct aws_decision d, last = {0};
    uint32_t asked = 0, refused = 0;
    for (uint32_t i = 0; i < e->action_count; i++) {
        if (str_chr(e->actions[i], ':') == STR_NPOS)
            continue;
        asked++;
        if (!is_denied(w, &c, e->actions[i], thing, &d))
            continue;
        refused++;
        last = d;
        actions = actions.len ? ARENA_JOIN(w->arena, actions, STR(", "), e->actions[i])
                              : e->actions[i];
    }
    if (!refused)
        return;
    graph_edge_attr(w->g, id, FACT_DENIED, reason(w, role, actions, &last));
    if (refused == asked)
        graph_edge_attr_typed(w->g, id, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
}

void aws_derive_called(struct aws_work *w)
{
    node_id *roles = NULL;
    for (size_t i = 0; i < w->call_count; i++) {
        const struct edge *e = graph_edge_at(w->g, w->calls[i]);
        if (edge_attr(e, "credentials"))
            continue;
        if (!roles)
            roles = roles_of(w);
        node_id role = roles[graph_resolve(w->g, e->from)];
        if (role && role != SEVERAL)
            check(w, w->calls[i], role);
    }
    mem_free(roles);
}
