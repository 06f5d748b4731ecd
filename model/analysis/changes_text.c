/* SPDX-License-Identifier: MIT */
/* Changes as orders to a person, and what they would break. */
#include "changes_parts.h"

#include "mem.h"
#include "query.h"

enum { SHOWN = 6 };

struct telling {
    const struct changes *c;
    const struct graph *g;
    const struct change *change;
    uint32_t number;
    struct arena *arena;
};

static struct str name_of(const struct telling *t, node_id n)
{
    return graph_label(t->g, n);
}

static struct str sentence(const struct telling *t, const char *before, node_id n,
                           const char *after)
{
    return ARENA_JOIN(t->arena, str_from(before), name_of(t, n), str_from(after));
}

static struct str sentence_of_two(const struct telling *t, const char *before, node_id n,
                                  const char *between, node_id other, const char *after)
{
    return ARENA_JOIN(t->arena, str_from(before), name_of(t, n), str_from(between),
                      name_of(t, other), str_from(after));
}

/* --- Lists of names --------------------------------------------------------------------------- */

struct names {
    struct buf text;
    node_id seen[SHOWN];
    size_t count; /* different ones, shown or not */
    node_id last;
};

/* Each node once; ones beyond SHOWN are counted as long as they come in a row. */
static bool add_name(const struct telling *t, struct names *l, node_id n)
{
    for (size_t i = 0; i < l->count && i < SHOWN; i++)
        if (l->seen[i] == n)
            return false;
    if (l->last == n)
        return false;
    l->last = n;
    if (l->count < SHOWN) {
        l->seen[l->count] = n;
        buf_puts(&l->text, l->count ? ", " : "");
        buf_add(&l->text, name_of(t, n));
    }
    l->count++;
    return true;
}

static struct str take_names(const struct telling *t, struct names *l)
{
    if (l->count > SHOWN)
        buf_printf(&l->text, " and %zu more", l->count - SHOWN);
    struct str text = arena_str(t->arena, buf_str(&l->text));
    buf_release(&l->text);
    return text;
}

/* --- What a statement gives ------------------------------------------------------------------- */

/* The grants and privilege paths of the same identity at the same place. */
static bool is_part(const struct telling *t, edge_id e)
{
    const struct edge *a = graph_edge_at(t->g, t->change->edge), *b = graph_edge_at(t->g, e);
    if (b->kind != EDGE_GRANTS && b->kind != EDGE_CONTROLS)
        return false;
    if (str_empty(a->where.file) || !a->where.line)
        return e == t->change->edge;
    return origin_cmp(a->where, b->where) == 0 &&
           (b->kind == EDGE_CONTROLS || changes_is_managed(a) == changes_is_managed(b));
}

/* Further places that give a part of it, each once. */
static struct str other_places(const struct telling *t)
{
    struct edge_list out = graph_out(t->g, t->change->subject);
    struct buf text = {0};
    for (size_t i = 0; i < out.count; i++) {
        struct str also = is_part(t, out.ids[i])
                              ? edge_attr_text(graph_edge_at(t->g, out.ids[i]), FACT_ALSO_AT)
                              : STR_NONE;
        for (struct str place; str_cut(&also, ',', &place);) {
            if (str_empty(place) || str_find(buf_str(&text), place) != STR_NPOS)
                continue;
            buf_puts(&text, text.len ? ", " : "");
            buf_add(&text, place);
        }
    }
    struct str result = arena_str(t->arena, buf_str(&text));
    buf_release(&text);
    return result;
}

static struct str what_it_gives(const struct telling *t)
{
    struct edge_list out = graph_out(t->g, t->change->subject);
    struct names l = {0};
    for (size_t i = 0; i < out.count; i++)
        if (is_part(t, out.ids[i]))
            add_name(t, &l, graph_edge_at(t->g, out.ids[i])->to);
    return take_names(t, &l);
}

static struct str statement_sentence(const struct telling *t)
{
    const struct edge *e = graph_edge_at(t->g, t->change->edge);
    struct str policy = edge_attr_text(e, "policy"), role = edge_attr_text(e, "role");
    struct str also = other_places(t), what = what_it_gives(t);
    struct str holder = name_of(t, t->change->subject);
    struct str more = str_empty(also) ? STR_NONE
                                      : ARENA_JOIN(t->arena, STR(" (partly also at "), also, STR(")"));
    if (t->change->kind == CHANGE_POLICY)
        return ARENA_JOIN(t->arena, STR("Detach "), policy, STR(" from "), holder,
                          STR(" and allow only what its code needs; it gives "), what, more);
    if (!str_empty(role))
        return ARENA_JOIN(t->arena, STR("Assign "), holder, STR(" less than "), role, STR(" on "),
                          what);
    return ARENA_JOIN(t->arena, STR("Narrow the statement that gives "), holder, STR(" "), what,
                      more);
}

/* --- Gates ------------------------------------------------------------------------------------ */

/* The routes behind the gate of an API, or of an app: those that call its functions. */
static void each_route(const struct telling *t, node_id api,
                       void (*see)(void *arg, const struct telling *t, node_id route), void *arg)
{
    struct edge_list out = graph_out(t->g, api), in = graph_in(t->g, api);
    for (size_t i = 0; i < out.count; i++)
        if (graph_edge_at(t->g, out.ids[i])->kind == EDGE_ROUTES)
            see(arg, t, graph_edge_at(t->g, out.ids[i])->to);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *guest = graph_edge_at(t->g, in.ids[i]);
        if (guest->kind != EDGE_HOSTED_BY)
            continue;
        struct edge_list callers = graph_in(t->g, guest->from);
        for (size_t k = 0; k < callers.count; k++) {
            const struct edge *e = graph_edge_at(t->g, callers.ids[k]);
            if (e->kind == EDGE_INVOKES && graph_node_at(t->g, e->from)->kind == NODE_ROUTE)
                see(arg, t, e->from);
        }
    }
}

static void see_name(void *arg, const struct telling *t, node_id route)
{
    add_name(t, arg, route);
}

static struct str routes_of(const struct telling *t, node_id api)
{
    struct names l = {0};
    each_route(t, api, see_name, &l);
    return take_names(t, &l);
}

static enum auth gate_at(const struct telling *t, node_id n)
{
    struct edge_list in = graph_in(t->g, n);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        if (e->kind == EDGE_EXPOSES)
            return e->auth == AUTH_ABSENT ? AUTH_UNKNOWN : e->auth;
    }
    return AUTH_NONE;
}

static struct str gate_sentence(const struct telling *t)
{
    node_id n = t->change->subject;
    enum auth gate = gate_at(t, n);
    if (gate == AUTH_UNKNOWN)
        return sentence(t, "Make sure that ", n,
                        " asks for authentication; the input does not say so");
    if (auths[gate].class == AUTH_CLASS_SHARED)
        return sentence(t, "Put authentication in the place of the shared key of ", n, "");
    if (auths[gate].class == AUTH_CLASS_SELF_SERVICE)
        return sentence(t, "Ask on ", n, " for a scope or group that nobody can give himself");
    if (graph_node_at(t->g, n)->kind == NODE_ROUTE)
        return sentence(t, "Add authentication to ", n, "");
    return sentence(t, "Add authentication to the address of ", n, "");
}

static struct str api_sentence(const struct telling *t)
{
    struct str routes = routes_of(t, t->change->subject);
    if (str_empty(routes))
        return sentence(t, "Add authentication to ", t->change->subject, "");
    return ARENA_JOIN(t->arena, STR("Add authentication to all of "),
                      name_of(t, t->change->subject),
                      graph_node_at(t->g, t->change->subject)->kind == NODE_APP
                          ? STR(" (before its code runs): ")
                          : STR(" (a default authorizer): "),
                      routes);
}

/* --- Settings --------------------------------------------------------------------------------- */

/* Another setting that holds the secret at the same place. */
static bool is_same_setting(const struct telling *t, edge_id id)
{
    const struct edge *a = graph_edge_at(t->g, t->change->edge), *b = graph_edge_at(t->g, id);
    return id == t->change->edge || (b->kind == EDGE_USES && a->where.line &&
                                     origin_cmp(a->where, b->where) == 0);
}

static struct str setting_sentence(const struct telling *t)
{
    struct edge_list in = graph_in(t->g, t->change->subject);
    struct names l = {0};
    for (size_t i = 0; i < in.count; i++)
        if (is_same_setting(t, in.ids[i]))
            add_name(t, &l, graph_edge_at(t->g, in.ids[i])->from);
    return ARENA_JOIN(t->arena, STR("Take "), name_of(t, t->change->subject),
                      STR(" out of the settings of "), take_names(t, &l),
                      STR("; use an identity, or a secret store that only its user may read"));
}

/* --- Sentences -------------------------------------------------------------------------------- */

static struct str connection_sentence(const struct telling *t)
{
    const struct edge *e = graph_edge_at(t->g, t->change->edge);
    return ARENA_JOIN(t->arena, STR("Remove the connection from "), name_of(t, e->from),
                      STR(" to "), name_of(t, e->to), STR(" ("),
                      str_from(edge_kinds[e->kind].name), STR(")"));
}

static struct str flaw_sentence(const struct telling *t)
{
    struct str why = node_attr_text(graph_node_at(t->g, t->change->subject), FACT_EXPLOITABLE);
    return ARENA_JOIN(t->arena, STR("Repair the flaw of "), name_of(t, t->change->subject),
                      STR(": "), why);
}

struct str change_sentence(const struct changes *c, uint32_t i, struct arena *arena)
{
    const struct change *x = &c->items[i];
    const struct telling telling = {c, c->attack->graph, x, i, arena}, *t = &telling;
    switch (x->kind) {
    case CHANGE_GATE:
        return gate_sentence(t);
    case CHANGE_GATE_API:
        return api_sentence(t);
    case CHANGE_PUBLIC:
        return sentence(t, "Close ", x->subject, " to the public");
    case CHANGE_GUEST:
        return sentence(t, "Hand out no credentials of ", x->subject, " to guests");
    case CHANGE_STATEMENT:
    case CHANGE_POLICY:
        return statement_sentence(t);
    case CHANGE_TRUST:
        return sentence_of_two(t, "Take ", x->other, " out of the trust policy of ", x->subject,
                               "");
    case CHANGE_SETTING:
        return setting_sentence(t);
    case CHANGE_CREDENTIAL:
        return sentence_of_two(t, "Replace ", x->subject, " by a credential that does not open ",
                               x->other, "");
    case CHANGE_ROLE:
        return sentence_of_two(t, "Give ", x->subject, " a role of its own in the place of ",
                               x->other, ", with what its code needs");
    case CHANGE_APP:
        return sentence_of_two(t, "Move ", x->subject, " out of ", x->other,
                               " into a function app of its own");
    case CHANGE_CODE:
        return sentence(t, "Let only the pipeline write ", x->subject, ", which code is run from");
    case CHANGE_FLAW:
        return flaw_sentence(t);
    case CHANGE_CONNECTION:
        return connection_sentence(t);
    case CHANGE_ACCESS:
        return sentence_of_two(t, "Take the access to ", x->other, " away from ", x->subject, "");
    case CHANGE_RETIRE:
        return sentence(t, "Retire ", x->subject, "");
    case CHANGE_KIND_COUNT:
        break;
    }
    return STR_NONE;
}

/* --- Effects ---------------------------------------------------------------------------------- */

struct effects {
    const struct telling *t;
    struct change_effect *items;
    size_t count, cap;
};

static void add_effect(struct effects *l, enum change_effect_kind kind, edge_id e, struct str text)
{
    if (l->count == l->cap)
        l->items = mem_grow(l->items, &l->cap, sizeof *l->items);
    l->items[l->count++] = (struct change_effect){kind, text, e};
}

/* Everybody who comes that way now, and with what. */
static void gate_effects(struct effects *l, node_id n)
{
    const struct telling *t = l->t;
    struct edge_list in = graph_in(t->g, n);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        bool open = e->auth == AUTH_ABSENT || e->auth == AUTH_UNKNOWN || e->auth == AUTH_NONE;
        if (e->kind != EDGE_EXPOSES)
            continue;
        struct str how = open ? STR("without authentication")
                              : ARENA_JOIN(t->arena, STR("with "), str_from(auths[e->auth].name));
        add_effect(l, EFFECT_LOST, in.ids[i],
                   ARENA_JOIN(t->arena, name_of(t, e->from), STR(" calls "), name_of(t, e->to),
                              STR(" "), how, STR(" and will need a token")));
    }
}

static void see_gate(void *arg, const struct telling *t, node_id route)
{
    (void)t;
    gate_effects(arg, route);
}

static void public_effects(struct effects *l)
{
    const struct telling *t = l->t;
    struct edge_list in = graph_in(t->g, t->change->subject);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        unsigned ops = edge_ops(e);
        if (e->kind != EDGE_EXPOSES)
            continue;
        const char *what = ops & OP_READ && ops & OP_WRITE ? " reads and writes "
                           : ops & OP_READ                 ? " reads "
                           : ops & OP_WRITE                ? " writes "
                                                           : " uses ";
        add_effect(l, EFFECT_LOST, in.ids[i],
                   sentence_of_two(t, "", e->from, what, e->to, " and could not any more"));
    }
}

/* Is a thing among what the statement gives, itself or as a part of something? */
static bool gives(const struct telling *t, node_id thing)
{
    struct pair_range direct = changes_between(t->c, t->change->subject, thing);
    for (size_t i = 0; i < direct.count; i++)
        if (is_part(t, direct.items[i].edge))
            return true;
    struct edge_list holders = graph_out(t->g, thing);
    for (size_t k = 0; k < holders.count; k++) {
        const struct edge *lies = graph_edge_at(t->g, holders.ids[k]);
        struct pair_range grants = changes_between(t->c, t->change->subject, lies->to);
        for (size_t i = 0; lies->kind == EDGE_RESIDES_IN && i < grants.count; i++)
            if (is_part(t, grants.items[i].edge))
                return true;
    }
    return false;
}

/* One sentence for each thing and way of using it that goes through the statement. */
static void runner_effects(void *arg, node_id code)
{
    struct effects *l = arg;
    const struct telling *t = l->t;
    struct edge_list out = graph_out(t->g, code);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(t->g, out.ids[i]);
        bool access = e->kind == EDGE_READS || e->kind == EDGE_WRITES || e->kind == EDGE_INVOKES;
        const char *verb = e->kind == EDGE_READS    ? " reads "
                           : e->kind == EDGE_WRITES ? " writes "
                                                    : " calls ";
        unsigned op;
        if (!access || !gives(t, e->to))
            continue;
        bool lost = changes_follows(t->c, e, &op);
        add_effect(l, lost ? EFFECT_LOST : EFFECT_KEPT, out.ids[i],
                   sentence_of_two(t, "", e->from, verb, e->to,
                                   lost ? " as far as its policies go; no use of it was seen"
                                        : " and must go on"));
    }
}

static void statement_effects(struct effects *l)
{
    size_t before = l->count;
    changes_runners(l->t->c, l->t->change->subject, runner_effects, l);
    if (l->count == before)
        add_effect(l, EFFECT_LOST, l->t->change->edge,
                   STR("nothing that was read uses it"));
}

/* The host of an app runs with some settings: no code shows it. */
static void host_effects(struct effects *l)
{
    const struct telling *t = l->t;
    const struct edge *e = graph_edge_at(t->g, t->change->edge);
    edge_id opens = graph_first_out(t->g, t->change->subject, EDGE_UNLOCKS);
    if (!str_is(node_attr_text(graph_node_at(t->g, t->change->subject), FACT_READ_BY), "platform"))
        return;
    add_effect(l, EFFECT_REPLACED, t->change->edge,
               opens ? sentence_of_two(t, "the host of ", e->from, " opens ",
                                       graph_edge_at(t->g, opens)->to,
                                       " with it and needs another way")
                     : sentence(t, "the host of ", e->from, " uses it and needs another way"));
}

/* Who really uses it: seen in code, or by a binding of a function. */
static void setting_effects(struct effects *l)
{
    const struct telling *t = l->t;
    struct edge_list in = graph_in(t->g, t->change->subject);
    edge_id opens = graph_first_out(t->g, t->change->subject, EDGE_UNLOCKS);
    host_effects(l);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        if (e->kind != EDGE_USES || is_same_setting(t, in.ids[i]))
            continue;
        add_effect(l, EFFECT_REPLACED, in.ids[i],
                   opens ? sentence_of_two(t, "", e->from, " opens ",
                                           graph_edge_at(t->g, opens)->to,
                                           " with it and needs another way")
                         : sentence(t, "", e->from, " uses it and needs another way"));
    }
    if (l->count == 0 && opens)
        add_effect(l, EFFECT_REPLACED, opens,
                   sentence(t, "it opens ", graph_edge_at(t->g, opens)->to,
                            "; no code that uses it was seen"));
}

static void credential_effects(struct effects *l)
{
    const struct telling *t = l->t;
    struct edge_list in = graph_in(t->g, t->change->subject);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        if (e->kind == EDGE_USES)
            add_effect(l, EFFECT_REPLACED, in.ids[i],
                       sentence_of_two(t, "", e->from, " uses it for ", t->change->other, ""));
    }
}

/* The function's own accesses: what its new role must allow. */
static void role_effects(struct effects *l)
{
    const struct telling *t = l->t;
    struct edge_list out = graph_out(t->g, t->change->subject);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(t->g, out.ids[i]);
        unsigned op;
        if ((e->kind == EDGE_READS || e->kind == EDGE_WRITES || e->kind == EDGE_INVOKES) &&
            !changes_follows(t->c, e, &op))
            add_effect(l, EFFECT_KEPT, out.ids[i],
                       sentence_of_two(t, "", e->from,
                                       e->kind == EDGE_READS    ? " reads "
                                       : e->kind == EDGE_WRITES ? " writes "
                                                                : " calls ",
                                       e->to, " and must go on"));
    }
}

static void retire_effects(struct effects *l)
{
    const struct telling *t = l->t;
    struct edge_list in = graph_in(t->g, t->change->subject);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(t->g, in.ids[i]);
        if (e->kind == EDGE_TRIGGERS || e->kind == EDGE_INVOKES)
            add_effect(l, EFFECT_LOST, in.ids[i],
                       sentence_of_two(t, "", e->from, " starts ", e->to, ""));
    }
}

size_t change_effects(const struct changes *c, uint32_t i, struct arena *arena,
                      const struct change_effect **out)
{
    const struct change *x = &c->items[i];
    const struct telling telling = {c, c->attack->graph, x, i, arena};
    struct effects l = {.t = &telling};
    switch (x->kind) {
    case CHANGE_GATE:
        gate_effects(&l, x->subject);
        break;
    case CHANGE_GATE_API:
        each_route(&telling, x->subject, see_gate, &l);
        if (l.count == 0)
            gate_effects(&l, x->subject);
        break;
    case CHANGE_PUBLIC:
    case CHANGE_GUEST:
        public_effects(&l);
        break;
    case CHANGE_STATEMENT:
    case CHANGE_POLICY:
        statement_effects(&l);
        break;
    case CHANGE_SETTING:
        setting_effects(&l);
        break;
    case CHANGE_CREDENTIAL:
        credential_effects(&l);
        break;
    case CHANGE_ROLE:
        role_effects(&l);
        break;
    case CHANGE_RETIRE:
        retire_effects(&l);
        break;
    case CHANGE_CONNECTION:
    case CHANGE_ACCESS:
    case CHANGE_TRUST:
        add_effect(&l, EFFECT_LOST, x->edge,
                   sentence_of_two(&telling, "", graph_edge_at(telling.g, x->edge)->from,
                                   " does without ", graph_edge_at(telling.g, x->edge)->to, ""));
        break;
    case CHANGE_APP:
    case CHANGE_CODE:
    case CHANGE_FLAW:
    case CHANGE_KIND_COUNT:
        break;
    }
    struct change_effect *items = arena_array(arena, l.count + 1, sizeof *items);
    if (l.count)
        memcpy(items, l.items, l.count * sizeof *items);
    mem_free(l.items);
    *out = items;
    return l.count;
}
