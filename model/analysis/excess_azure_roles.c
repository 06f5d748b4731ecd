/* SPDX-License-Identifier: MIT */
/* excess_azure_roles.c - one role assignment: which needs it serves, what would do in its place, and
 * which edges of the graph that would take away. */
#include "arena.h"
#include "excess_azure.h"
#include "excess_azure_near.h"
#include "excess_parts.h"
#include "mem.h"
#include "query.h"

enum { APART_MAX = 3 /* things in one box that get the role each; more get it on the box */ };

struct comparing {
    struct excess_azure *x;
    struct excess_azure_row *row;
    const struct azure_assignment *all; /* of the holder */
    struct azure_near *near;            /* of the holder */
    struct excess_azure_role *would;
    uint32_t would_count;
};

/* --- What an assignment gives ----------------------------------------------------------------- */

/* On things of a group, NULL: of none; *takes: the holder may become them. */
static unsigned gives(const struct excess_azure *x, const struct azure_assignment *a,
                      const char *target, bool *takes)
{
    return azure_assignment_ops(x->graph, a, target ? target : "any", takes);
}

/* --- Needs that it serves --------------------------------------------------------------------- */

unsigned excess_azure_given(const struct graph *g, const struct azure_assignment *a)
{
    bool takes;
    unsigned ops = azure_assignment_ops(g, a, NULL, &takes);
    return ops | (takes ? OP_POLICY : 0u);
}

/* No wider a scope, and about data rather than everything, or else no more classes; of two that are alike
 * the first one counts as narrower. */
static bool is_narrower(const struct excess_azure *x, const struct azure_assignment *a,
                        const struct azure_assignment *than)
{
    bool any = gives(x, a, "any", NULL), than_any = gives(x, than, "any", NULL);
    if (!a->scope || any > than_any || !azure_lies_in(x->graph, a->scope, than->scope))
        return false;
    if (any < than_any)
        return true;
    unsigned ops = excess_azure_given(x->graph, a), than_ops = excess_azure_given(x->graph, than);
    if (ops & ~than_ops)
        return false;
    return ops != than_ops || a->scope != than->scope || a < than;
}

static bool is_served_elsewhere(const struct comparing *c, const struct azure_need *need,
                                unsigned ops)
{
    const struct azure_assignment *a = c->row->assignment;
    struct azure_near_list near = azure_near_serving(c->near, need);
    for (size_t i = 0; i < near.count; i++) {
        const struct azure_assignment *other = &c->all[near.at[i]];
        if (other != a && is_narrower(c->x, other, a) &&
            !(ops & ~gives(c->x, other, need->target, NULL)) && need->node &&
            azure_need_in(c->x->graph, need, other->scope))
            return true;
    }
    return false;
}

static void find_served(struct comparing *c)
{
    struct excess_azure_row *row = c->row;
    const struct azure_assignment *a = row->assignment;
    struct azure_near_list near = azure_near_needs(c->near, a->scope);
    row->served = arena_array(c->x->arena, near.count + 1, sizeof *row->served);
    for (size_t i = 0; i < near.count; i++) {
        const struct azure_need *need = &row->needs->items[near.at[i]];
        unsigned ops = need->ops & gives(c->x, a, need->target, NULL);
        if (!ops || !azure_need_in(c->x->graph, need, a->scope))
            continue;
        if (is_served_elsewhere(c, need, ops)) {
            row->elsewhere++;
            continue;
        }
        row->served[row->served_count++] = need;
        if (need->possible)
            row->perhaps |= ops;
        else
            row->needed |= ops;
    }
}

/* --- What would do ---------------------------------------------------------------------------- */

/* The narrowest place that can be named: defined by a template, in the scope. */
static node_id place_of(const struct comparing *c, const struct azure_need *need)
{
    const struct graph *g = c->x->graph;
    node_id scope = c->row->assignment->scope, n = need->node;
    if (!n || !azure_lies_in(g, n, scope))
        return scope;
    while (n != scope && graph_node_at(g, n)->external) {
        node_id up = graph_container(g, n);
        if (!up || !azure_lies_in(g, up, scope))
            return scope;
        n = up;
    }
    return n;
}

static void want(struct comparing *c, struct excess_azure_role one)
{
    for (uint32_t i = 0; i < c->would_count; i++) {
        struct excess_azure_role *w = &c->would[i];
        if (w->scope != one.scope || strcmp(w->target, one.target) != 0)
            continue;
        w->ops |= one.ops;
        w->perhaps = w->perhaps && one.perhaps;
        return;
    }
    c->would[c->would_count++] = one;
}

static uint32_t beside(const struct comparing *c, const struct excess_azure_role *one, node_id box)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->would_count; i++)
        count += strcmp(c->would[i].target, one->target) == 0 &&
                 graph_container(c->x->graph, c->would[i].scope) == box;
    return count;
}

/* Many things in one box, or one that lies in another one that has the role: one role on the box. */
static void share_boxes(struct comparing *c)
{
    const struct graph *g = c->x->graph;
    struct excess_azure_role *old = c->would;
    uint32_t count = c->would_count;
    node_id *place = arena_array(c->x->arena, count + 1, sizeof *place);
    for (uint32_t i = 0; i < count; i++) {
        node_id box = graph_container(g, old[i].scope);
        place[i] = old[i].scope;
        if (old[i].scope != c->row->assignment->scope && box && beside(c, &old[i], box) > APART_MAX)
            place[i] = box;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (strcmp(old[i].target, old[k].target) == 0 && place[i] != place[k] &&
                azure_lies_in(g, place[i], place[k]))
                place[i] = place[k];
    c->would = arena_array(c->x->arena, count + 1, sizeof *c->would);
    c->would_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        old[i].scope = place[i];
        want(c, old[i]);
    }
}

/* The group that a role of one group is about, and its classes. */
static bool is_about(const struct azure_role *r, const char *target, unsigned *ops)
{
    bool takes;
    const struct azure_assignment alone = {.form = AZURE_BUILTIN, .role = r};
    size_t len = strlen(target);
    if (strchr(r->grants, ' ') || strncmp(r->grants, target, len) != 0 || r->grants[len] != ':')
        return false;
    *ops = azure_assignment_ops(NULL, &alone, target, &takes);
    return !takes;
}

static const struct azure_role *least_role(const struct comparing *c, const char *target,
                                           unsigned wanted)
{
    unsigned limit = gives(c->x, c->row->assignment, target, NULL) | wanted, least = 0, ops;
    const struct azure_role *best = NULL;
    for (size_t i = 0; i < azure_role_count; i++) {
        if (!is_about(&azure_roles[i], target, &ops) || (wanted & ~ops) || (ops & ~limit))
            continue;
        if (!best || excess_weight(ops) < least) {
            best = &azure_roles[i];
            least = excess_weight(ops);
        }
    }
    return best;
}

/* false: for something that is needed no narrower role is in the table. */
static bool find_would(struct comparing *c)
{
    struct excess_azure_row *row = c->row;
    unsigned any = gives(c->x, row->assignment, "any", NULL);
    c->would = arena_array(c->x->arena, row->served_count + 1, sizeof *c->would);
    for (uint32_t i = 0; i < row->served_count; i++) {
        const struct azure_need *need = row->served[i];
        unsigned ops = gives(c->x, row->assignment, need->target, NULL);
        want(c, (struct excess_azure_role){.target = need->target, .scope = place_of(c, need),
                                           .ops = any ? need->ops : need->ops & ops,
                                           .perhaps = need->possible});
    }
    share_boxes(c);
    for (uint32_t i = 0; i < c->would_count; i++) {
        c->would[i].role = least_role(c, c->would[i].target, c->would[i].ops);
        if (!c->would[i].role)
            return false;
    }
    return true;
}

/* --- Edges ------------------------------------------------------------------------------------ */

/* Was the edge made of the assignment? */
static bool is_edge_of(const struct excess_azure *x, const struct azure_assignment *a,
                       const struct edge *e)
{
    struct str roles = edge_attr_text(e, "role");
    bool named = e->kind == EDGE_CONTROLS;
    for (struct str one; e->kind == EDGE_GRANTS && roles.len && str_cut(&roles, ';', &one);)
        named = named || str_eq(one, a->name);
    return named && azure_lies_in(x->graph, e->to, a->scope);
}

static unsigned gives_on(const struct excess_azure *x, const struct azure_assignment *a,
                         const struct edge *e)
{
    bool takes;
    unsigned ops = gives(x, a, azure_target_of(graph_node_at(x->graph, e->to)), &takes);
    if (e->kind == EDGE_CONTROLS)
        return takes ? OP_POLICY : 0;
    return ops;
}

struct cutting {
    edge_id *cuts;
    struct excess_azure_gift *gifts;
    size_t cut_count, cut_cap, gift_count, gift_cap;
};

enum { NEAR = 8 /* gifts that are looked at, so that few stand there twice */ };

static void add_gift(struct cutting *w, struct excess_azure_gift gift)
{
    if (!gift.ops)
        return;
    for (size_t i = w->gift_count; i > 0 && w->gift_count - i < NEAR; i--) {
        const struct excess_azure_gift *one = &w->gifts[i - 1];
        if (one->cut == gift.cut && one->node == gift.node && one->from == gift.from &&
            !(gift.ops & ~one->ops))
            return;
    }
    if (w->gift_count == w->gift_cap)
        w->gifts = mem_grow(w->gifts, &w->gift_cap, sizeof *w->gifts);
    w->gifts[w->gift_count++] = gift;
}

/* Of the classes on an edge, those that a need asks for; gifts for what is needed of it. */
static unsigned needed_on(const struct comparing *c, struct cutting *w, edge_id id, unsigned given)
{
    const struct edge *e = graph_edge_at(c->x->graph, id);
    unsigned ops = 0;
    for (uint32_t i = 0; i < c->row->served_count && e->kind == EDGE_GRANTS; i++) {
        const struct azure_need *need = c->row->served[i];
        if (!azure_need_about(c->x->graph, need, e->to))
            continue;
        bool inside = need->node && azure_lies_in(c->x->graph, need->node, e->to);
        ops |= need->ops & given;
        add_gift(w, (struct excess_azure_gift){.cut = id, .node = inside ? need->node : e->to,
                                               .ops = need->ops & given});
    }
    return ops;
}

/* Of each thing of the group that lies in the box. */
static void add_inside(const struct comparing *c, struct cutting *w, struct excess_azure_gift gift,
                       const char *target)
{
    const struct graph *g = c->x->graph;
    node_id *boxes = NULL;
    size_t count = 0, cap = 0;
    for (size_t i = 0; i <= count; i++) {
        node_id box = i ? boxes[i - 1] : gift.node;
        struct edge_list in = graph_in(g, box);
        for (size_t k = 0; k < in.count; k++) {
            node_id n = graph_edge_at(g, in.ids[k])->from;
            const char *of = azure_target_of(graph_node_at(g, n));
            if (graph_container(g, n) != box)
                continue;
            if (count == cap)
                boxes = mem_grow(boxes, &cap, sizeof *boxes);
            boxes[count++] = n;
            if (of && strcmp(of, target) == 0)
                add_gift(w, (struct excess_azure_gift){.cut = gift.cut, .node = n, .ops = gift.ops});
        }
    }
    mem_free(boxes);
}

/* A role that would do gives more than what is needed: the same of all things of its group in its scope,
 * and at times a class more. */
static void keep_would(const struct comparing *c, struct cutting *w, edge_id id, unsigned given)
{
    const struct graph *g = c->x->graph;
    const struct edge *e = graph_edge_at(g, id);
    const char *of = azure_target_of(graph_node_at(g, e->to));
    for (uint32_t i = 0; i < c->would_count && e->kind == EDGE_GRANTS; i++) {
        const struct excess_azure_role *would = &c->would[i];
        const char *at = azure_target_of(graph_node_at(g, would->scope));
        struct excess_azure_gift gift = {.cut = id, .node = e->to};
        if (!is_about(would->role, would->target, &gift.ops))
            continue;
        gift.ops &= given;
        if (of && strcmp(of, would->target) == 0 && azure_lies_in(g, e->to, would->scope)) {
            add_gift(w, gift);
            continue;
        }
        gift.node = would->scope;
        if (!azure_lies_in(g, would->scope, e->to))
            continue;
        if (at && strcmp(at, would->target) == 0)
            add_gift(w, gift);
        else
            add_inside(c, w, gift, would->target);
    }
}

/* What other assignments of the holder give on the edge stays. false: they give what no single class of
 * data is, so that the edge stays as a whole. */
static bool keep_others(const struct comparing *c, struct cutting *w, edge_id id)
{
    const struct edge *e = graph_edge_at(c->x->graph, id);
    struct azure_near_list over = azure_near_over(c->near, e->to);
    for (size_t i = 0; i < over.count; i++) {
        const struct azure_assignment *other = &c->all[over.at[i]];
        if (other == c->row->assignment || !is_edge_of(c->x, other, e))
            continue;
        unsigned ops = gives_on(c->x, other, e);
        if (ops & (OP_EXEC | OP_ADMIN | OP_POLICY))
            return false;
        add_gift(w, (struct excess_azure_gift){.cut = id, .node = e->to, .ops = ops, .from = other});
    }
    return true;
}

static void find_cuts(struct comparing *c)
{
    const struct graph *g = c->x->graph;
    struct excess_azure_row *row = c->row;
    struct edge_list out = graph_out(g, row->assignment->holder);
    struct azure_near_list near = azure_near_edges(c->near, row->assignment->scope);
    struct cutting w = {0};
    for (size_t k = 0; k < near.count; k++) {
        edge_id id = out.ids[near.at[k]];
        const struct edge *e = graph_edge_at(g, id);
        if ((e->kind != EDGE_GRANTS && e->kind != EDGE_CONTROLS) ||
            !is_edge_of(c->x, row->assignment, e))
            continue;
        size_t before = w.gift_count;
        unsigned given = gives_on(c->x, row->assignment, e);
        bool box = node_is_container(g, e->to); /* of what is needed in it only a part is */
        bool cut = given && ((given & ~needed_on(c, &w, id, given)) || box);
        if (cut)
            keep_would(c, &w, id, given);
        if (!cut || !keep_others(c, &w, id)) {
            w.gift_count = before;
            continue;
        }
        if (w.cut_count == w.cut_cap)
            w.cuts = mem_grow(w.cuts, &w.cut_cap, sizeof *w.cuts);
        w.cuts[w.cut_count++] = id;
    }
    edge_id *cuts = arena_array(c->x->arena, w.cut_count + 1, sizeof *cuts);
    struct excess_azure_gift *gifts = arena_array(c->x->arena, w.gift_count + 1, sizeof *gifts);
    if (w.cut_count)
        memcpy(cuts, w.cuts, w.cut_count * sizeof *cuts);
    if (w.gift_count)
        memcpy(gifts, w.gifts, w.gift_count * sizeof *gifts);
    row->cuts = cuts;
    row->cut_count = (uint32_t)w.cut_count;
    row->gifts = gifts;
    row->gift_count = (uint32_t)w.gift_count;
    mem_free(w.cuts);
    mem_free(w.gifts);
}

/* --- Too much --------------------------------------------------------------------------------- */

static bool is_wide_scope(const struct graph *g, node_id scope)
{
    enum boundary_class class = node_boundary_class(graph_node_at(g, scope));
    return class == BOUNDARY_RESOURCE_GROUP || class == BOUNDARY_SUBSCRIPTION ||
           class == BOUNDARY_ACCOUNT;
}

/* An edge of it leads to something that no need is about; or it is given where all sorts of things are. */
static bool reaches_more(const struct comparing *c)
{
    const struct graph *g = c->x->graph;
    const struct azure_assignment *a = c->row->assignment;
    struct edge_list out = graph_out(g, a->holder);
    if (is_wide_scope(g, a->scope))
        return true;
    struct azure_near_list near = azure_near_edges(c->near, a->scope);
    for (size_t i = 0; i < near.count; i++) {
        const struct edge *e = graph_edge_at(g, out.ids[near.at[i]]);
        bool needed = e->kind != EDGE_GRANTS || !is_edge_of(c->x, a, e);
        for (uint32_t k = 0; k < c->row->served_count && !needed; k++)
            needed = azure_need_about(g, c->row->served[k], e->to);
        if (!needed)
            return true;
    }
    return false;
}

static bool is_narrower_scope(const struct comparing *c)
{
    for (uint32_t i = 0; i < c->would_count; i++)
        if (c->would[i].scope == c->row->assignment->scope)
            return false;
    return c->would_count > 0;
}

static void note_places(struct comparing *c)
{
    node_id *places = arena_array(c->x->arena, c->would_count + 1, sizeof *places);
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->would_count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < count; k++)
            known = known || places[k] == c->would[i].scope;
        if (!known)
            places[count++] = c->would[i].scope;
    }
    c->row->places = places;
    c->row->place_count = count;
}

void excess_azure_compare(struct excess_azure *x, struct excess_azure_row *row,
                          const struct azure_assignment *all, struct azure_near *near)
{
    struct comparing c = {.x = x, .row = row, .all = all, .near = near};
    unsigned left = 0, ops;
    find_served(&c);
    if (!row->needs->code_known)
        return;
    excess_azure_own(x, row);
    bool policy = row->assignment->form == AZURE_POLICY;
    bool found = policy || find_would(&c);
    if (row->assignment->form == AZURE_CUSTOM)
        note_places(&c);
    for (uint32_t i = 0; i < c.would_count && found && !policy; i++)
        if (is_about(c.would[i].role, c.would[i].target, &ops))
            left |= ops;
    if (policy || !row->served_count)
        left = row->needed | row->perhaps;
    row->wider = !policy && reaches_more(&c) && is_narrower_scope(&c);
    row->over = found ? row->given & ~left : 0;
    row->too_much = found && (row->over || row->wider);
    if (!row->too_much)
        return;
    row->would = c.would;
    row->would_count = c.would_count;
    find_cuts(&c);
}
