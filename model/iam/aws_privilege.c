/* SPDX-License-Identifier: MIT */
/* aws_privilege.c - privilege paths (aws_tables.h) that are complete -> controls. */
#include "aws_iam.h"

#include "limits.h"
#include "mem.h"

/* --- Which actions are allowed somewhere ------------------------------------------------------- */

enum { WORDS = 4, ACTIONS_MAX = WORDS * 64 };
struct set {
    uint64_t word[WORDS];
};

struct passable { /* roles that a service may assume */
    struct str service;
    struct aws_touches roles;
};

struct paths {
    struct aws_work *w;
    struct str actions[ACTIONS_MAX]; /* of all rows */
    size_t action_count;
    struct map number;               /* action -> its index */
    struct set *needs;               /* by row */
    struct passable *passable;
    size_t passable_count, passable_cap;
    struct aws_touch *hits;          /* of one resource, filtered */
    size_t hit_cap;
    node_id *whole;                  /* by row: the collective of a service; 0: none, or not asked */
    uint32_t *users_first;           /* by node: what loads its code from it; made when needed */
    node_id *users;
    bool *deployed;                  /* by node: a stack with a role of its own; made when needed */
};

static const struct str pass_role = STR_INIT("iam:passrole");

static uint32_t number_of(struct paths *x, struct str action)
{
    bool added;
    uint32_t *at = map_put(&x->number, action, &added);
    if (added) {
        *at = (uint32_t)x->action_count;
        x->actions[x->action_count++] = action;
    }
    return *at;
}

static void number_actions(struct paths *x)
{
    x->needs = mem_zalloc(aws_path_row_count, sizeof *x->needs);
    x->whole = mem_zalloc(aws_path_row_count, sizeof *x->whole);
    for (size_t i = 0; i < aws_path_row_count; i++) {
        const struct aws_path_row *row = &aws_path_rows[i];
        uint32_t n = number_of(x, pass_role);
        if (row->relation == AWS_PATH_PASS)
            x->needs[i].word[n / 64] |= 1ull << n % 64;
        for (struct str rest = str_from(row->actions), one; str_cut(&rest, ',', &one);) {
            n = number_of(x, one);
            x->needs[i].word[n / 64] |= 1ull << n % 64;
        }
    }
}

static void add_allowed(const struct paths *x, const struct aws_statement *s, struct set *out)
{
    bool wild = s->not_action;
    uint32_t n;
    for (uint32_t i = 0; i < s->action_count; i++)
        wild = wild || s->actions[i].wild;
    for (size_t i = 0; wild && i < x->action_count; i++)
        if (aws_actions_match(s, x->actions[i]))
            out->word[i / 64] |= 1ull << i % 64;
    for (uint32_t i = 0; !wild && i < s->action_count; i++)
        if (map_get(&x->number, s->actions[i].text, &n))
            out->word[n / 64] |= 1ull << n % 64;
}

/* What the holder may do on something. */
static struct set allowed_somewhere(const struct paths *x, const struct aws_policies *p)
{
    struct set allowed = {{0}}, denied = {{0}};
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            bool whole = s->resource_count && s->resources[0].all && !s->not_resource;
            if (!s->has_resource || s->has_principal)
                continue;
            if (s->allow)
                add_allowed(x, s, &allowed);
            else if (whole && aws_is_unconditional(s))
                add_allowed(x, s, &denied);
        }
    for (int i = 0; i < WORDS; i++)
        allowed.word[i] &= ~denied.word[i];
    return allowed;
}

/* --- One holder and one row -------------------------------------------------------------------- */

struct pathing {
    struct paths *paths;
    struct aws_work *w;
    node_id holder;
    struct str arn;
    struct aws_case c;
    const struct aws_path_row *row;
    node_id target; /* that is asked about; 0: many at once */
    struct aws_decision d;
};

static enum aws_answer may(struct pathing *x, struct str action, struct str resource)
{
    const struct aws_action_row *known = aws_action_find(action);
    struct str service = str_from(x->row->what);
    if (known && known->shape == 'o')
        resource = ARENA_JOIN(x->w->arena, resource, STR("/*"));
    struct aws_context to = {.key = STR("iam:PassedToService"), .values = &service, .count = 1};
    x->c.request = (struct aws_request){
        .principal = aws_holder_arn(x->w, x->holder), .action = action, .resource = resource,
        .context_open = true, .design = true};
    if (str_eq(action, pass_role)) {
        x->c.request.context = &to;
        x->c.request.context_count = 1;
    }
    aws_request_ready(x->w->arena, &x->c.request);
    aws_decide(&x->c, &x->d);
    return x->d.answer;
}

/* An action that is about something else than the target: on what it is asked. Empty: the target. */
static struct str beside_target(const struct aws_path_row *row, struct str action)
{
    if (str_is(action, "iam:createpolicyversion") && row->relation != AWS_PATH_SELF)
        return STR("arn:aws:iam::*:policy/*");
    if (str_is(action, "sagemaker:createnotebookinstancelifecycleconfig"))
        return STR("arn:aws:sagemaker:*:*:notebook-instance-lifecycle-config/*");
    return STR("");
}

bool aws_path_on_end(const struct aws_path_row *row, struct str action)
{
    return !str_is(action, "sts:assumerole") && str_empty(beside_target(row, action));
}

/* May the holder change a policy that is attached to n? One that is attached to nobody gives nothing. */
static bool may_change_policy(struct pathing *x, node_id n, struct str action)
{
    struct aws_policies p = aws_docs_of(x->w->docs, n, AWS_USE_IDENTITY);
    for (size_t i = 0; i < p.count; i++)
        if (p.items[i].arn.len && may(x, action, p.items[i].arn) != AWS_DENIED)
            return true;
    return false;
}

/* All actions of the row on one ARN, or passing it; what depends is kept in x->d. */
static bool may_all(struct pathing *x, struct str resource)
{
    struct aws_decision open = {.answer = AWS_ALLOWED};
    if (x->row->relation == AWS_PATH_PASS)
        return may(x, pass_role, resource) != AWS_DENIED;
    for (struct str rest = str_from(x->row->actions), one; str_cut(&rest, ',', &one);) {
        if (str_is(one, "sts:assumerole")) /* asked together with the trust policy, lets_in() */
            continue;
        struct str beside = beside_target(x->row, one);
        bool version = str_is(one, "iam:createpolicyversion") && x->target;
        if (version ? !may_change_policy(x, x->target, one)
                    : may(x, one, beside.len ? beside : resource) == AWS_DENIED)
            return false;
        if (x->d.answer == AWS_DEPENDS)
            open = x->d;
    }
    if (open.answer == AWS_DEPENDS)
        x->d = open;
    return true;
}

static edge_id add_control(struct pathing *x, node_id to)
{
    struct graph *g = x->w->g;
    struct origin where = {0};
    if (x->d.hit_count)
        where = aws_docs_place(x->w->docs, x->d.hits[0].policy, x->d.hits[0].statement);
    int sure = str_is(str_from(x->row->id), "fwp-19") ? 40 /* a service that is hardly documented */
               : x->d.answer == AWS_DEPENDS           ? 60
                                                      : 90;
    edge_id e = graph_edge(g, EDGE_CONTROLS, x->holder, to, EVIDENCE_POLICY, sure, where);
    if (!e)
        return 0;
    struct str before = edge_attr_text(graph_edge_at(g, e), FACT_PRIMITIVE);
    bool surer = x->d.answer == AWS_ALLOWED && graph_edge_at(g, e)->condition.len;
    if (surer) /* this path asks for nothing */
        graph_edge_condition(g, e, STR(""));
    if (str_empty(before) || surer) {
        graph_edge_attr(g, e, FACT_PRIMITIVE, str_from(x->row->primitive));
        graph_edge_attr(g, e, "path", str_from(x->row->id));
    }
    if (x->d.answer == AWS_DEPENDS && str_empty(before)) {
        const char *kind;
        graph_edge_condition(g, e, aws_open_conditions(x->w, &x->d, &kind));
    }
    return e;
}

/* Who may give a target rights before becoming it gets everything through it, unless a boundary holds
 * the target back. */
static void add_controls(struct pathing *x, node_id to)
{
    bool raised = x->row->relation == AWS_PATH_RAISED || x->row->relation == AWS_PATH_TRUSTED;
    add_control(x, to);
    if (!raised || aws_case_of(x->w, to).layers[AWS_LAYER_BOUNDARY].given)
        return;
    edge_id e = add_control(x, aws_any_service(x->w, STR("*")));
    if (e && str_empty(edge_attr_text(graph_edge_at(x->w->g, e), FACT_THROUGH)))
        graph_edge_attr(x->w->g, e, FACT_THROUGH, graph_node_at(x->w->g, to)->id);
}

/* --- Targets ---------------------------------------------------------------------------------- */

/* what: "role", "user" or "group", the beginning of the last part of its ARN. */
static bool is_of(struct str arn, const char *what)
{
    size_t colon = str_rchr(arn, ':'), len = strlen(what);
    struct str last = colon == STR_NPOS ? STR_NONE : str_from_at(arn, colon + 1);
    return str_starts(last, str_from(what)) && last.len > len && last.ptr[len] == '/';
}

/* Roles that the service of the row may assume, found once for each service. */
static struct aws_touches passable(struct pathing *x)
{
    struct paths *p = x->paths;
    struct aws_work *w = x->w;
    struct str service = str_from(x->row->what);
    for (size_t i = 0; i < p->passable_count; i++)
        if (str_eq(p->passable[i].service, service))
            return p->passable[i].roles;
    struct aws_touches found = {0};
    size_t first, end;
    aws_things_of(&w->things, STR("iam"), &first, &end);
    found.items = arena_array(w->arena, end - first + 1, sizeof *found.items);
    for (size_t i = first; i < end; i++) {
        node_id n = w->things.items[i].node;
        struct aws_decision d;
        if (is_of(w->things.items[i].arn, "role") &&
            aws_docs_of(w->docs, n, AWS_USE_TRUST).count &&
            aws_ask_trust(w, 0, service, STR("sts:AssumeRole"), n, &d) != AWS_DENIED)
            found.items[found.count++] = (struct aws_touch){(uint32_t)i, AWS_ITSELF};
    }
    if (p->passable_count == p->passable_cap)
        p->passable = mem_grow(p->passable, &p->passable_cap, sizeof *p->passable);
    p->passable[p->passable_count++] = (struct passable){service, found};
    return found;
}

static bool is_passable(struct pathing *x, uint32_t thing)
{
    struct aws_touches roles = passable(x);
    size_t low = 0, high = roles.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (roles.items[middle].thing < thing)
            low = middle + 1;
        else
            high = middle;
    }
    return low < roles.count && roles.items[low].thing == thing;
}

static bool lets_in(struct pathing *x, node_id role)
{
    struct aws_decision d;
    return aws_ask_trust(x->w, x->holder, aws_holder_arn(x->w, x->holder), STR("sts:AssumeRole"),
                         role, &d) != AWS_DENIED;
}

/* "compute:instance": the kind of the node, and what its ARN is of; without a colon any of the kind. */
static struct str kind_of_targets(const struct aws_path_row *row, struct str *part)
{
    struct str rest = str_from(row->what), kind;
    str_cut(&rest, ':', &kind);
    *part = rest;
    return kind;
}

/* What is deployed by a role of its own does what that role may, not what the caller may. */
static bool has_deployer(struct paths *p, node_id stack)
{
    const struct graph *g = p->w->g;
    if (!p->deployed) {
        p->deployed = mem_zalloc(graph_node_count(g) + 1, sizeof *p->deployed);
        for (size_t i = 1; i <= graph_edge_count(g); i++) {
            const struct edge *e = graph_edge_at(g, (edge_id)i);
            if (e->kind == EDGE_RUNS_AS)
                p->deployed[graph_resolve(g, e->from)] = true;
        }
    }
    return p->deployed[stack];
}

static bool is_existing(struct pathing *x, const struct aws_thing *t, const struct node *n)
{
    struct str part;
    if (!str_is(kind_of_targets(x->row, &part), node_kinds[n->kind].name))
        return false;
    return (str_empty(part) || is_of(t->arn, part.ptr)) &&
           (n->kind != NODE_BOUNDARY || has_deployer(x->paths, t->node));
}

/* Where the row raises by a new version of a policy: of one that the target has. */
static bool is_raisable(struct pathing *x, node_id target)
{
    struct str action = STR("iam:createpolicyversion");
    for (struct str rest = str_from(x->row->actions), one; str_cut(&rest, ',', &one);)
        if (str_eq(one, action))
            return may_change_policy(x, target, action);
    return true;
}

/* Is the thing such as the row speaks of, and somebody else? */
static bool is_target(struct pathing *x, uint32_t thing)
{
    const struct aws_thing *t = &x->w->things.items[thing];
    const struct node *n = graph_node_at(x->w->g, t->node);
    if (t->node == x->holder)
        return false;
    switch (x->row->relation) {
    case AWS_PATH_PASS:
        return is_passable(x, thing);
    case AWS_PATH_TRUSTED:
        return n->kind == NODE_IDENTITY && is_of(t->arn, "role") && is_raisable(x, t->node) &&
               lets_in(x, t->node);
    case AWS_PATH_OTHER:
    case AWS_PATH_RAISED:
        return n->kind == NODE_IDENTITY && is_of(t->arn, x->row->what) && is_raisable(x, t->node);
    case AWS_PATH_EXISTING:
        return is_existing(x, t, n);
    case AWS_PATH_CODE:
    case AWS_PATH_SELF:
    case AWS_PATH_OPENS:
    case AWS_PATH_FEDERATED:
    default:
        return str_is(str_from(node_kinds[n->kind].name), x->row->what);
    }
}

static struct str service_of_targets(const struct aws_path_row *row)
{
    struct str rest = str_from(row->actions), service = STR("iam");
    if (row->relation == AWS_PATH_EXISTING || row->relation == AWS_PATH_CODE)
        str_cut(&rest, ':', &service);
    if (str_is(service, "ssm") || str_is(service, "ec2-instance-connect"))
        return STR("ec2"); /* what they act on */
    return service;
}

/* "iam:role:lambda.amazonaws.com", "lambda:function"; pattern NULL: everything of that sort. */
static struct str collective_tail(struct pathing *x, const struct aws_arn *pattern)
{
    struct arena *a = x->w->arena;
    bool pass = x->row->relation == AWS_PATH_PASS;
    return ARENA_JOIN(a, service_of_targets(x->row), STR(":"),
                      pass ? STR("role:") : STR(""), str_from(x->row->what),
                      pattern ? STR(":") : STR(""), pattern ? pattern->written : STR(""));
}

static struct str collective_name(struct pathing *x, const struct aws_arn *pattern)
{
    struct arena *a = x->w->arena;
    struct str in = pattern ? ARENA_JOIN(a, STR(" in "), pattern->written) : STR("");
    if (x->row->relation == AWS_PATH_PASS)
        return ARENA_JOIN(a, STR("all roles that "), str_from(x->row->what), STR(" may assume"), in);
    struct str part, kind = kind_of_targets(x->row, &part);
    return ARENA_JOIN(a, STR("all "), part.len ? part : kind, STR("s"), in);
}

/* The ARN that stands for everything of that sort. */
static struct str whole_arn(struct pathing *x)
{
    struct arena *a = x->w->arena;
    if (x->row->relation == AWS_PATH_EXISTING || x->row->relation == AWS_PATH_CODE)
        return ARENA_JOIN(a, STR("arn:aws:"), service_of_targets(x->row), STR(":*:*:*"));
    const char *what = x->row->relation == AWS_PATH_PASS ? "role" : x->row->what;
    return ARENA_JOIN(a, STR("arn:aws:iam::*:"), str_from(what), STR("/*"));
}

static size_t keep_targets(struct pathing *x, struct aws_touches touched)
{
    struct paths *p = x->paths;
    size_t n = 0;
    for (uint32_t i = 0; i < touched.count; i++) {
        if (!is_target(x, touched.items[i].thing))
            continue;
        if (n == p->hit_cap)
            p->hits = mem_grow(p->hits, &p->hit_cap, sizeof *p->hits);
        p->hits[n++] = touched.items[i];
    }
    return n;
}

static void control_collective(struct pathing *x, const struct aws_arn *pattern, size_t count)
{
    if (count && may_all(x, pattern ? pattern->written : whole_arn(x)))
        add_controls(x, aws_any(x->w, collective_tail(x, pattern), collective_name(x, pattern),
                                x->paths->hits, count));
}

static void control_pattern(struct pathing *x, const struct aws_arn *pattern)
{
    struct aws_work *w = x->w;
    size_t count = keep_targets(x, aws_touch_of(&w->things, pattern, service_of_targets(x->row),
                                                w->things.stack_of[x->holder]));
    if (count > LIMIT_GRANT_TARGETS) {
        control_collective(x, pattern, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct aws_thing *t = &w->things.items[x->paths->hits[i].thing];
        x->target = t->node;
        if (may_all(x, t->arn))
            add_controls(x, t->node);
    }
    x->target = 0;
}

/* What stands for all things of the service already, if they are targets but for artifacts, which go
 * with the code that they are of: a role has one end then, not two. */
static node_id whole_service(struct pathing *x, size_t first, size_t end)
{
    struct aws_work *w = x->w;
    struct str service = service_of_targets(x->row);
    node_id any = x->row->relation == AWS_PATH_EXISTING
                      ? graph_find(w->g, ARENA_JOIN(w->arena, STR("aws:any:"), service)) : 0;
    for (size_t i = first; any && i < end; i++)
        if (!is_target(x, (uint32_t)i) &&
            graph_node_at(w->g, w->things.items[i].node)->kind != NODE_CODE)
            any = 0;
    return any;
}

static void control_everything(struct pathing *x)
{
    struct aws_work *w = x->w;
    size_t first, end;
    struct str id = ARENA_JOIN(w->arena, STR("aws:any:"), collective_tail(x, NULL));
    node_id *known = &x->paths->whole[x->row - aws_path_rows];
    node_id any = *known ? *known : graph_find(w->g, id);
    if (any) {
        if (may_all(x, whole_arn(x)))
            add_controls(x, any);
        return;
    }
    aws_things_of(&w->things, service_of_targets(x->row), &first, &end);
    *known = whole_service(x, first, end);
    if (*known) {
        if (may_all(x, whole_arn(x)))
            add_controls(x, *known);
        return;
    }
    struct aws_touches all = {.items = mem_alloc((end - first + 1) * sizeof *all.items)};
    for (size_t i = first; i < end; i++)
        all.items[all.count++] = (struct aws_touch){(uint32_t)i, AWS_ITSELF};
    control_collective(x, NULL, keep_targets(x, all));
    mem_free(all.items);
}

/* --- What the statements name ------------------------------------------------------------------ */

typedef void visit_resource(struct pathing *x, const struct aws_arn *pattern);

/* Calls visit for every resource on which a statement allows the action. False: it may be done to
 * everything of that sort, or to everything but something. */
static bool each_resource(struct pathing *x, struct str action, size_t *count,
                          visit_resource *visit)
{
    const struct aws_policies *p = &x->c.layers[AWS_LAYER_IDENTITY];
    struct str service = service_of_targets(x->row);
    *count = 0;
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            if (!s->allow || !s->has_resource || !aws_actions_match(s, action))
                continue;
            for (uint32_t r = 0; r < s->resource_count; r++) {
                if (s->not_resource || aws_is_broad(&s->resources[r], service))
                    return false;
                ++*count;
                if (visit)
                    visit(x, &s->resources[r]);
            }
        }
    return true;
}

/* Looks at the targets of that action which names the fewest. */
static void control_targets(struct pathing *x)
{
    struct str best = STR_NONE;
    size_t fewest = 0, count;
    if (x->row->relation == AWS_PATH_PASS) {
        if (each_resource(x, pass_role, &count, NULL))
            best = pass_role;
    } else {
        for (struct str rest = str_from(x->row->actions), one; str_cut(&rest, ',', &one);)
            if (str_empty(beside_target(x->row, one)) && each_resource(x, one, &count, NULL) &&
                (best.len == 0 || count < fewest)) {
                best = one;
                fewest = count;
            }
    }
    if (best.len)
        each_resource(x, best, &count, control_pattern);
    else
        control_everything(x);
}

/* Actions on the holder itself, or on policies that are attached to it. */
static void control_itself(struct pathing *x)
{
    bool policy = str_is(str_from(x->row->what), "policy");
    if (policy ? may_change_policy(x, x->holder, str_from(x->row->actions)) &&
                     x->d.answer == AWS_ALLOWED
               : is_of(x->arn, x->row->what) && may_all(x, x->arn))
        add_controls(x, aws_any_service(x->w, STR("*")));
}

/* Whoever has everything need not go a longer way. */
static bool has_everything(const struct aws_case *c)
{
    const struct aws_policies *p = &c->layers[AWS_LAYER_IDENTITY];
    bool all = false;
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            if (!s->allow)
                return false;
            all = all || (aws_is_unconditional(s) && aws_is_everything(s));
        }
    return all && !c->layers[AWS_LAYER_BOUNDARY].given;
}

/* --- Through what runs later ------------------------------------------------------------------ */

static void find_users(struct paths *p) /* the first time that a path leads through code */
{
    const struct graph *g = p->w->g;
    size_t nodes = graph_node_count(g), count = graph_edge_count(g);
    p->users_first = mem_zalloc(nodes + 2, sizeof *p->users_first);
    p->users = mem_zalloc(count + 1, sizeof *p->users);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 1; i <= count; i++) {
            const struct edge *e = graph_edge_at(g, (edge_id)i);
            if (e->kind != EDGE_CODE_FROM)
                continue;
            node_id store = graph_resolve(g, e->to);
            if (pass)
                p->users[--p->users_first[store]] = graph_resolve(g, e->from);
            else
                p->users_first[store]++;
        }
        for (size_t i = 1; !pass && i <= nodes + 1; i++)
            p->users_first[i] += p->users_first[i - 1];
    }
}

/* What loads its code from the store. */
static void control_users(struct pathing *x, node_id store)
{
    const struct paths *p = x->paths;
    for (uint32_t i = p->users_first[store]; i < p->users_first[store + 1]; i++)
        if (p->users[i] != x->holder)
            add_controls(x, p->users[i]);
}

static void control_code_in(struct pathing *x, const struct aws_arn *pattern)
{
    struct aws_work *w = x->w;
    struct aws_touches touched = aws_touch_of(&w->things, pattern, service_of_targets(x->row),
                                              w->things.stack_of[x->holder]);
    for (uint32_t i = 0; i < touched.count; i++) {
        const struct aws_thing *t = &w->things.items[touched.items[i].thing];
        if (is_target(x, touched.items[i].thing) && may_all(x, t->arn))
            control_users(x, t->node);
    }
}

/* Every store that code comes from, if it is not too many; else what there is says enough. */
static void control_code(struct pathing *x)
{
    struct aws_work *w = x->w;
    size_t count, first, end, stores = 0;
    if (!x->paths->users)
        find_users(x->paths);
    if (each_resource(x, str_from(x->row->actions), &count, NULL)) {
        each_resource(x, str_from(x->row->actions), &count, control_code_in);
        return;
    }
    aws_things_of(&w->things, service_of_targets(x->row), &first, &end);
    for (size_t i = first; i < end && stores <= LIMIT_GRANT_TARGETS; i++) {
        const struct aws_thing *t = &w->things.items[i];
        if (x->paths->users_first[t->node] == x->paths->users_first[t->node + 1] ||
            !is_target(x, (uint32_t)i) || !may_all(x, t->arn))
            continue;
        stores++;
        control_users(x, t->node);
    }
}

/* Roles that trust an identity provider, whoever vouches for what. */
static void control_federated(struct pathing *x)
{
    struct aws_work *w = x->w;
    size_t first, end;
    bool saml = str_is(str_from(x->row->actions), "iam:updatesamlprovider");
    if (!may_all(x, saml ? STR("arn:aws:iam::*:saml-provider/*")
                         : STR("arn:aws:iam::*:oidc-provider/*")))
        return;
    struct aws_decision d = x->d;
    struct aws_touches roles = {0};
    aws_things_of(&w->things, STR("iam"), &first, &end);
    roles.items = mem_alloc((end - first + 1) * sizeof *roles.items);
    for (size_t i = first; i < end; i++)
        if (w->things.items[i].node != x->holder &&
            aws_trusts_provider(w, w->things.items[i].node, saml))
            roles.items[roles.count++] = (struct aws_touch){(uint32_t)i, AWS_ITSELF};
    x->d = d;
    if (roles.count > LIMIT_GRANT_TARGETS)
        add_controls(x, aws_any(w, saml ? STR("iam:role:saml") : STR("iam:role:oidc"),
                                STR("all roles that trust an identity provider"), roles.items,
                                roles.count));
    else
        for (uint32_t i = 0; i < roles.count; i++)
            add_controls(x, w->things.items[roles.items[i].thing].node);
    mem_free(roles.items);
}

static void try_rows(struct paths *p, node_id holder)
{
    struct pathing x = {.paths = p, .w = p->w, .holder = holder};
    x.arn = aws_node_arn(p->w->g, holder);
    x.c = aws_case_of(p->w, holder);
    if (!x.c.layers[AWS_LAYER_IDENTITY].count || has_everything(&x.c))
        return;
    struct set allowed = allowed_somewhere(p, &x.c.layers[AWS_LAYER_IDENTITY]);
    if (!(allowed.word[0] | allowed.word[1] | allowed.word[2] | allowed.word[3]))
        return; /* most: there is no path without an action */
    for (size_t i = 0; i < aws_path_row_count; i++) {
        bool complete = true;
        for (int k = 0; k < WORDS; k++)
            complete = complete && !(p->needs[i].word[k] & ~allowed.word[k]);
        if (!complete)
            continue;
        x.row = &aws_path_rows[i];
        switch (x.row->relation) {
        case AWS_PATH_SELF:
            control_itself(&x);
            break;
        case AWS_PATH_CODE:
            control_code(&x);
            break;
        case AWS_PATH_FEDERATED:
            control_federated(&x);
            break;
        case AWS_PATH_OPENS:
            break; /* its grant says so */
        case AWS_PATH_OTHER:
        case AWS_PATH_RAISED:
        case AWS_PATH_TRUSTED:
        case AWS_PATH_PASS:
        case AWS_PATH_EXISTING:
        default:
            control_targets(&x);
        }
    }
}

void aws_derive_privilege(struct aws_work *w)
{
    struct paths p = {.w = w};
    number_actions(&p);
    for (size_t h = 0; h < w->holder_count; h++)
        try_rows(&p, w->holders[h]);
    map_release(&p.number);
    mem_free(p.needs);
    mem_free(p.whole);
    mem_free(p.passable);
    mem_free(p.hits);
    mem_free(p.users_first);
    mem_free(p.users);
    mem_free(p.deployed);
}
