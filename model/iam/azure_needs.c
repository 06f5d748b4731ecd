/* SPDX-License-Identifier: MIT */
#include "azure_needs.h"

#include <stdlib.h>

#include "arena.h"
#include "by_node.h"
#include "facts.h"
#include "mem.h"
#include "query.h"

enum {
    ALL_DATA = OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE,
    STORED = OP_READ | OP_WRITE | OP_DELETE
};

struct opened { /* an account that settings lead to */
    node_id account;
    uint32_t order; /* as settings name them */
    bool by_key, by_identity;
};

static const char named[] = "a setting names it";

struct gathering {
    const struct graph *g;
    struct arena *arena;
    struct azure_need *items;
    size_t count, cap;
    struct opened *opened; /* of the app that is looked at, by account once all are there */
    size_t opened_count, opened_cap;
};

/* --- Collecting ------------------------------------------------------------------------------- */

static void add(struct gathering *x, struct azure_need need)
{
    if (!need.ops || !need.target)
        return;
    if (x->count == x->cap)
        x->items = mem_grow(x->items, &x->cap, sizeof *x->items);
    x->items[x->count++] = need;
}

static int by_account(const void *a, const void *b)
{
    const struct opened *x = a, *y = b;
    int c = (x->account > y->account) - (x->account < y->account);
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* By account, each once, at the place where it is named first. */
static void sort_opened(struct gathering *x)
{
    size_t kept = 0;
    if (x->opened_count)
        qsort(x->opened, x->opened_count, sizeof *x->opened, by_account);
    for (size_t i = 0; i < x->opened_count; i++) {
        const struct opened *o = &x->opened[i];
        if (!kept || x->opened[kept - 1].account != o->account)
            x->opened[kept++] = *o;
        x->opened[kept - 1].by_key |= o->by_key;
        x->opened[kept - 1].by_identity |= o->by_identity;
    }
    x->opened_count = kept;
}

/* Of those that it lies in, the one that is named first. */
static const struct opened *opened_of(const struct gathering *x, node_id thing)
{
    node_id up[AZURE_BOXES_MAX];
    const struct opened *first = NULL;
    for (size_t i = 0, count = azure_boxes_around(x->g, thing, up); i < count; i++) {
        size_t at = by_node_first(x->opened, x->opened_count, sizeof *x->opened, up[i]);
        const struct opened *o = &x->opened[at];
        if (at < x->opened_count && o->account == up[i] && (!first || o->order < first->order))
            first = o;
    }
    return first;
}

/* What an edge shows of the thing, in op classes. in: the edge comes from the thing. */
static const struct {
    enum edge_kind kind;
    bool in;
    const char *target;
    unsigned needed, possible;
    const char *why;
} rows[] = {
    {EDGE_TRIGGERS, true, "queue", OP_READ | OP_DELETE, 0, "it takes messages from there"},
    {EDGE_TRIGGERS, true, "blob", OP_READ, OP_WRITE | OP_DELETE | OP_POLICY,
     "what is put there starts it"},
    {EDGE_TRIGGERS, true, "bus", OP_READ | OP_DELETE, 0, "it takes messages from there"},
    {EDGE_TRIGGERS, true, "hub", OP_READ, 0, "it reads the events"},
    {EDGE_TRIGGERS, true, "cosmos", STORED, 0, "it follows changes there, and keeps leases"},
    {EDGE_TRIGGERS, true, "files", OP_READ, 0, "what is put there starts it"},
    {EDGE_READS, false, "queue", OP_READ | OP_DELETE, 0, "it takes messages from there"},
    {EDGE_READS, false, "bus", OP_READ | OP_DELETE, 0, "it takes messages from there"},
    {EDGE_READS, false, NULL, OP_READ, 0, "it reads it"},
    {EDGE_WRITES, false, "blob", OP_WRITE, OP_READ | OP_DELETE | OP_POLICY, "it writes there"},
    {EDGE_WRITES, false, "table", OP_WRITE, OP_READ | OP_DELETE, "it writes there"},
    {EDGE_WRITES, false, "cosmos", OP_WRITE, OP_READ | OP_DELETE, "it writes there"},
    {EDGE_WRITES, false, NULL, OP_WRITE, 0, "it writes there"},
    {EDGE_INVOKES, false, "workflow", OP_INVOKE, 0, "it calls it"},
    {EDGE_DELIVERS, false, NULL, OP_WRITE, 0, "its results go there"},
    {EDGE_DEADLETTERS, false, NULL, OP_WRITE, 0, "what fails goes there"},
    {EDGE_LOGS_TO, false, "log", 0, OP_WRITE, "it logs there"},
};

/* Sure, or with a connection string as well only possible. */
static void add_use(struct gathering *x, struct azure_need need, unsigned possible)
{
    const struct opened *o = opened_of(x, need.node);
    bool by_key = o && o->by_key && !o->by_identity;
    struct azure_need more = need;
    need.possible = by_key;
    need.by_identity = o && o->by_identity && !o->by_key;
    if (by_key)
        need.why = "it is used, with a connection string as it seems";
    add(x, need);
    more.ops = possible & ~need.ops;
    more.possible = true;
    more.why = "the documentation recommends it for this use";
    add(x, more);
}

/* The account of a queue or container that triggers something: messages that fail go to a further queue,
 * and blobs that are found stand in a queue. */
static void add_beside(struct gathering *x, node_id user, node_id thing, edge_id id,
                       const char *target)
{
    edge_id in = graph_first_out(x->g, thing, EDGE_RESIDES_IN);
    bool blob = strcmp(target, "blob") == 0;
    if (!in || (!blob && strcmp(target, "queue") != 0))
        return;
    add_use(x, (struct azure_need){.user = user, .node = graph_edge_at(x->g, in)->to,
                                   .target = "queue", .edge = id, .ops = blob ? STORED : 0,
                                   .why = "the trigger keeps queues of its own there",
                                   .where = graph_edge_at(x->g, id)->where},
            blob ? 0 : OP_WRITE);
}

static void add_row(struct gathering *x, node_id user, node_id thing, edge_id id, bool in)
{
    const struct edge *e = graph_edge_at(x->g, id);
    const char *target = azure_target_of(graph_node_at(x->g, thing));
    for (size_t i = 0; i < COUNT(rows) && target; i++) {
        if (rows[i].kind != e->kind || rows[i].in != in ||
            (rows[i].target && strcmp(rows[i].target, target) != 0))
            continue;
        unsigned does = op_classes_of(edge_attr_text(e, FACT_DOES));
        struct azure_need need = {.user = user, .node = thing, .target = target, .edge = id,
                                  .ops = does ? does : rows[i].needed, .why = rows[i].why,
                                  .where = e->where};
        if (does)
            need.why = "its code uses it";
        add_use(x, need, does ? 0 : rows[i].possible);
        if (e->kind == EDGE_TRIGGERS)
            add_beside(x, user, thing, id, target);
        return;
    }
}

/* Secrets and keys of a vault: a setting refers to them, or code asks for them. */
static void add_secret(struct gathering *x, node_id user, edge_id id)
{
    const struct edge *e = graph_edge_at(x->g, id);
    const struct node *to = graph_node_at(x->g, e->to);
    const char *target = azure_target_of(to);
    bool key = target && strcmp(target, "key") == 0;
    if (edge_fact_is(e, FACT_VALUE, "deployment") || edge_fact_is(e, FACT_VALUE, "plain"))
        return; /* the deployment has fetched it */
    if (!target || (!key && strcmp(target, "secret") != 0))
        return;
    unsigned does = op_classes_of(edge_attr_text(e, FACT_DOES));
    add(x, (struct azure_need){.user = user, .node = e->to, .target = target, .edge = id,
                               .ops = does ? does : OP_READ, .where = e->where, .by_identity = true,
                               .why = e->evidence == EVIDENCE_CODE ? "its code asks for it"
                                                                   : "a setting refers to it"});
    if (key) /* one call of a client signs, another one decrypts */
        add(x, (struct azure_need){.user = user, .node = e->to, .target = target, .edge = id,
                                   .ops = OP_READ | OP_WRITE, .possible = true, .where = e->where,
                                   .why = "a key is used for more than one thing"});
}

static bool is_use(const struct edge *e)
{
    return e->evidence != EVIDENCE_POLICY && edge_fact_bool(e, FACT_ENABLED, true);
}

static void add_edges(struct gathering *x, node_id user)
{
    struct edge_list out = graph_out(x->g, user), in = graph_in(x->g, user);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(x->g, out.ids[i]);
        if (e->kind == EDGE_USES)
            add_secret(x, user, out.ids[i]);
        else if (is_use(e))
            add_row(x, user, e->to, out.ids[i], false);
    }
    for (size_t i = 0; i < in.count; i++)
        if (graph_edge_at(x->g, in.ids[i])->kind == EDGE_TRIGGERS)
            add_row(x, user, graph_edge_at(x->g, in.ids[i])->from, in.ids[i], true);
}

/* "blob:write,queue:other" */
static void add_calls(struct gathering *x, node_id user)
{
    const struct node *n = graph_node_at(x->g, user);
    struct str list = node_attr_text(n, FACT_CALLS), one, name;
    while (list.len && str_cut(&list, ',', &one)) {
        str_cut(&one, ':', &name);
        bool other = str_is(one, "other");
        const struct azure_target *t = azure_target_find(name);
        unsigned ops = other ? ALL_DATA : op_class_find(one);
        if (t)
            add(x, (struct azure_need){.user = user, .target = t->name, .ops = ops,
                                       .possible = other, .where = n->where,
                                       .why = other ? "its code calls it in a way that is not known"
                                                    : "its code uses one that only the run knows"});
    }
}

/* --- Settings --------------------------------------------------------------------------------- */

struct setting {
    node_id user, account;
    edge_id edge; /* uses */
    struct str head, member, value;
    bool key;     /* it holds a key, or a connection string */
};

static struct str head_of(struct str name, struct str *member)
{
    size_t at = str_find(name, STR("__")), colon = str_chr(name, ':');
    *member = STR_NONE;
    if (at == STR_NPOS && colon == STR_NPOS)
        return name;
    if (at < colon)
        *member = str_from_at(name, at + 2);
    else
        *member = str_from_at(name, colon + 1);
    return str_sub(name, 0, at < colon ? at : colon);
}

/* Calls back for each account, or thing, that a setting of the user leads to. */
static void each_setting(struct gathering *x, node_id user,
                         void (*found)(struct gathering *, const struct setting *))
{
    struct edge_list out = graph_out(x->g, user);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *use = graph_edge_at(x->g, out.ids[i]);
        const struct node *n = graph_node_at(x->g, use->to);
        struct setting s = {.user = user, .edge = out.ids[i], .key = n->kind == NODE_SECRET,
                            .value = node_attr_text(n, "value")};
        if (use->kind != EDGE_USES || (n->kind != NODE_SECRET && n->kind != NODE_PARAM))
            continue;
        s.head = head_of(edge_attr_text(use, FACT_SETTING), &s.member);
        struct edge_list to = graph_out(x->g, use->to);
        for (size_t k = 0; k < to.count; k++) {
            const struct edge *e = graph_edge_at(x->g, to.ids[k]);
            bool leads = e->kind == EDGE_UNLOCKS || (e->kind == EDGE_DEPENDS && !s.key);
            if (!leads || !edge_fact_bool(e, FACT_ENABLED, true))
                continue;
            s.account = e->to;
            found(x, &s);
        }
    }
}

static void note_opened(struct gathering *x, const struct setting *s)
{
    if (x->opened_count == x->opened_cap)
        x->opened = mem_grow(x->opened, &x->opened_cap, sizeof *x->opened);
    x->opened[x->opened_count] = (struct opened){s->account, (uint32_t)x->opened_count, s->key, !s->key};
    x->opened_count++;
}

/* Which of its services a setting means: "X__queueServiceUri", or by the host in its value. */
static bool means(const struct setting *s, const char *service)
{
    static const char *const all[] = {"blob", "queue", "table", "file"};
    bool said = false;
    for (size_t i = 0; i < COUNT(all); i++) {
        char host[16] = ".";
        size_t len = strlen(all[i]);
        memcpy(host + 1, all[i], len);
        memcpy(host + 1 + len, ".", 2);
        bool it = str_istarts(s->member, str_from(all[i])) ||
                  str_ifind(s->value, str_from(host)) != STR_NPOS;
        if (it && strncmp(all[i], service, len) == 0)
            return true;
        said = said || it;
    }
    return !said;
}

static void add_named(struct gathering *x, const struct setting *s)
{
    static const char *const stored[] = {"blob", "queue", "table", "files"};
    static const char *const kept[] = {"secret", "key"};
    const char *target = azure_target_of(graph_node_at(x->g, s->account));
    struct azure_need need = {.user = s->user, .node = s->account, .target = target,
                              .ops = ALL_DATA, .possible = true, .edge = s->edge,
                              .why = named,
                              .where = graph_edge_at(x->g, s->edge)->where};
    bool host = str_iis(s->head, "AzureWebJobsStorage") ||
                str_iis(s->head, "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING") ||
                str_iis(s->head, "APPLICATIONINSIGHTS_CONNECTION_STRING");
    if (host || s->key || !target)
        return; /* what opens with a key needs no right */
    bool storage = strcmp(target, "storage") == 0, vault = strcmp(target, "vault") == 0;
    for (size_t i = 0; i < COUNT(stored) && storage; i++) {
        need.target = stored[i];
        if (means(s, stored[i]))
            add(x, need);
    }
    for (size_t i = 0; i < COUNT(kept) && vault; i++) {
        need.target = kept[i];
        add(x, need);
    }
    if (!storage && !vault)
        add(x, need);
}

/* --- The host --------------------------------------------------------------------------------- */

struct hosting {
    bool durable, blobs; /* a function of the app is durable, or started by blobs */
};

static struct hosting hosting_of(const struct gathering *x, node_id app)
{
    struct hosting h = {0};
    struct edge_list in = graph_in(x->g, app);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(x->g, in.ids[i]);
        if (e->kind != EDGE_HOSTED_BY)
            continue;
        h.durable = h.durable || node_attr(graph_node_at(x->g, e->from), "durable");
        struct edge_list to = graph_in(x->g, e->from);
        for (size_t k = 0; k < to.count; k++) {
            const struct edge *t = graph_edge_at(x->g, to.ids[k]);
            h.blobs = h.blobs || (t->kind == EDGE_TRIGGERS &&
                                  graph_node_at(x->g, t->from)->kind == NODE_BUCKET);
        }
    }
    return h;
}

/* AzureWebJobsStorage__accountName and its like. */
static void add_host(struct gathering *x, const struct setting *s)
{
    static const struct {
        const char *target;
        unsigned needed, possible, durable, blobs;
    } parts[] = {
        {"blob", STORED | OP_POLICY, 0, 0, 0},
        {"queue", 0, STORED, STORED, STORED},
        {"table", 0, STORED, STORED, 0},
        {"storage", 0, 0, 0, 0},
    };
    if (!str_iis(s->head, "AzureWebJobsStorage") || s->key)
        return;
    struct hosting h = hosting_of(x, s->user);
    struct azure_need need = {.user = s->user, .node = s->account, .edge = s->edge, .by_identity = true,
                              .where = graph_edge_at(x->g, s->edge)->where};
    for (size_t i = 0; i < COUNT(parts); i++) {
        need.target = parts[i].target;
        need.ops = parts[i].needed | (h.durable ? parts[i].durable : 0) |
                   (h.blobs ? parts[i].blobs : 0);
        need.possible = false;
        need.why = "the host of the functions keeps its own things there";
        add(x, need);
        need.ops = parts[i].possible & ~need.ops;
        need.possible = true;
        need.why = "the host of the functions may use it for its own things";
        add(x, need);
    }
    if (h.blobs) {
        need.target = "storage";
        need.ops = STORED | OP_ADMIN;
        need.why = "the documentation recommends it where blobs start functions";
        add(x, need);
    }
}

/* The container that a deployment leaves the code in. */
static void add_code(struct gathering *x, node_id user)
{
    const struct node *n = graph_node_at(x->g, user);
    struct edge_list out = graph_out(x->g, user);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(x->g, out.ids[i]);
        if (e->kind != EDGE_CODE_FROM ||
            edge_fact_is(e, FACT_EDGE_ROLE, FACT_ROLE_HOST_STORAGE))
            continue;
        const char *target = azure_target_of(graph_node_at(x->g, e->to));
        struct azure_need need = {.user = user, .node = e->to, .target = target,
                                  .ops = OP_READ, .edge = out.ids[i], .where = e->where,
                                  .why = "its code lies there"};
        add(x, need);
        need.ops = OP_WRITE | OP_DELETE | OP_POLICY;
        need.possible = true;
        need.why = "the documentation recommends it for where the code lies";
        if (target && strcmp(target, "blob") == 0)
            add(x, need);
    }
    bool image = n->kind == NODE_COMPUTE ||
                 str_istarts(node_attr_text(n, "linuxFxVersion"), STR("DOCKER")) ||
                 str_istarts(n->type, STR("Microsoft.App/"));
    if (image)
        add(x, (struct azure_need){.user = user, .target = "registry", .ops = OP_READ,
                                   .possible = true, .where = n->where,
                                   .why = "its image comes from a registry"});
}

/* --- Users ------------------------------------------------------------------------------------ */

static void is_not_read(struct azure_needs *out, node_id at, struct str what)
{
    if (!out->code_known)
        return;
    out->code_known = false;
    out->unread_at = at;
    out->unread = what;
}

static void look_at_code(const struct gathering *x, struct azure_needs *out, node_id user)
{
    const struct node *n = graph_node_at(x->g, user);
    struct str read = node_attr_text(n, FACT_CODE_READ);
    if (!str_is(read, "all"))
        is_not_read(out, user, read);
}

static void look_at_user(struct gathering *x, struct azure_needs *out, node_id user)
{
    struct edge_list in = graph_in(x->g, user);
    bool any = false;
    x->opened_count = 0;
    each_setting(x, user, note_opened);
    for (size_t i = 0; i < in.count; i++)
        if (graph_edge_at(x->g, in.ids[i])->kind == EDGE_HOSTED_BY)
            each_setting(x, graph_edge_at(x->g, in.ids[i])->from, note_opened);
    sort_opened(x);
    add_edges(x, user);
    add_calls(x, user);
    add_code(x, user);
    each_setting(x, user, add_host);
    each_setting(x, user, add_named);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(x->g, in.ids[i]);
        if (e->kind != EDGE_HOSTED_BY)
            continue;
        any = true;
        add_edges(x, e->from);
        add_calls(x, e->from);
        each_setting(x, e->from, add_named);
        look_at_code(x, out, e->from);
    }
    if (!any)
        look_at_code(x, out, user);
}

/* --- All -------------------------------------------------------------------------------------- */

static int by_need(const void *a, const void *b)
{
    const struct azure_need *x = a, *y = b;
    int c = (x->user > y->user) - (x->user < y->user);
    c = c ? c : (x->node > y->node) - (x->node < y->node);
    c = c ? c : strcmp(x->target, y->target);
    c = c ? c : (int)x->possible - (int)y->possible;
    c = c ? c : (x->edge > y->edge) - (x->edge < y->edge);
    return c ? c : strcmp(x->why, y->why);
}

static bool is_one(const struct azure_need *a, const struct azure_need *b)
{
    return a->user == b->user && a->node == b->node && strcmp(a->target, b->target) == 0 &&
           a->possible == b->possible && a->edge == b->edge && strcmp(a->why, b->why) == 0;
}

static int by_id(const void *a, const void *b)
{
    const node_id *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* What is surely needed, and all that it lies in, by id; mem_free(). */
static node_id *find_used(const struct gathering *x, size_t *count)
{
    size_t cap = 0;
    node_id *used = NULL, up[AZURE_BOXES_MAX];
    *count = 0;
    for (size_t i = 0; i < x->count; i++) {
        bool sure = !x->items[i].possible && x->items[i].node;
        size_t boxes = sure ? azure_boxes_around(x->g, x->items[i].node, up) : 0;
        for (size_t k = 0; k < boxes; k++) {
            if (*count == cap)
                used = mem_grow(used, &cap, sizeof *used);
            used[(*count)++] = up[k];
        }
    }
    if (*count)
        qsort(used, *count, sizeof *used, by_id);
    return used;
}

/* A setting that leads to what is seen to be used says nothing more. */
static bool is_told(const struct azure_need *need, const node_id *used, size_t count)
{
    return need->possible && need->node && need->why == named && count &&
           bsearch(&need->node, used, count, sizeof *used, by_id);
}

struct azure_needs azure_needs_of(const struct graph *g, node_id identity, struct arena *a)
{
    struct gathering x = {.g = g, .arena = a};
    struct azure_needs out = {.code_known = true};
    struct edge_list in = graph_in(g, identity);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind != EDGE_RUNS_AS)
            continue;
        out.used = true;
        look_at_user(&x, &out, e->from);
    }
    out.code_known = out.code_known && out.used;
    if (x.count)
        qsort(x.items, x.count, sizeof *x.items, by_need);
    out.items = arena_array(a, x.count + 1, sizeof *out.items);
    size_t used_count;
    node_id *used = find_used(&x, &used_count);
    for (size_t i = 0; i < x.count; i++) {
        if (out.count && is_one(&out.items[out.count - 1], &x.items[i]))
            out.items[out.count - 1].ops |= x.items[i].ops;
        else if (!is_told(&x.items[i], used, used_count))
            out.items[out.count++] = x.items[i];
    }
    mem_free(used);
    mem_free(x.items);
    mem_free(x.opened);
    return out;
}
