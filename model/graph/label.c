/* SPDX-License-Identifier: MIT */
/* label.c - what nodes are called where their names alone would not tell them apart. Made when the
 * first one is asked for, since much that is asked of a graph needs none (50,000 resources: 2 of 230 ms). */
#include <pthread.h>

#include "graph_internal.h"

#include "mem.h"
#include "query.h"

/* Tried one after the other: its holder, that one's and so on, then 2 to HOLDERS of them together, then
 * the others. An id is always different. */
enum { HOLDERS = 4 };
enum means { BY_HOLDER = 1, BY_HOLDERS = HOLDERS + 1, BY_SCOPE = 2 * HOLDERS, BY_FILE, BY_ID, MEANS_END };

struct labels {
    pthread_mutex_t making; /* several threads may ask a sealed graph */
    atomic_bool made;
    struct arena *arena;
    struct str *of; /* of node_count + 1; NULL: all names differ, empty: the name will do */
};

/* By kind, texts and the first node that has them: names, labels of one round, labels that are given. */
struct names {
    struct map of[NODE_KIND_COUNT];
};

static void names_release(struct names *names)
{
    for (size_t k = 0; k < NODE_KIND_COUNT; k++)
        map_release(&names->of[k]);
}

/* Marks in alike both nodes of which n is the second one with this text. */
static void enter(const struct graph *g, struct names *names, node_id n, struct str text,
                  bool *alike)
{
    bool added;
    uint32_t *first = map_put(&names->of[g->nodes[n].kind], text, &added);

    if (added)
        *first = n;
    else
        alike[n] = alike[*first] = true;
}

/* The only one that uses it. */
static node_id user_of(const struct graph *g, node_id n)
{
    struct edge_list in = graph_in(g, n);
    node_id user = 0;

    for (size_t i = 0; i < in.count; i++) {
        if (g->edges[in.ids[i]].kind != EDGE_USES)
            continue;
        if (user)
            return 0;
        user = g->edges[in.ids[i]].from;
    }
    return user;
}

/* A route belongs to its API, a timer to what it starts, a secret to its only user; anything else to
 * what holds it. */
static node_id holder_of(const struct graph *g, node_id n)
{
    node_id user;
    edge_id e;

    switch ((int)g->nodes[n].kind) {
    case NODE_ROUTE:
        e = graph_first_in(g, n, EDGE_ROUTES);
        return e ? g->edges[e].from : graph_container(g, n);
    case NODE_TIMER:
        e = graph_first_out(g, n, EDGE_TRIGGERS);
        return e ? g->edges[e].to : graph_container(g, n);
    case NODE_SECRET:
        user = user_of(g, n);
        return user ? user : graph_container(g, n);
    default:
        return graph_container(g, n);
    }
}

struct str graph_id_scope(struct str id)
{
    struct str provider, scope;

    return str_cut(&id, ':', &provider) && str_cut(&id, ':', &scope) && id.len ? scope : STR_NONE;
}

/* "outer/inner", so many of them as there are, one in another of its name once; or only the last one.
 * Empty: there are fewer. */
static struct str holders_of(const struct graph *g, node_id n, int most, bool all)
{
    struct str text = STR_NONE, last = STR_NONE;

    for (int i = 0; i < most; i++) {
        n = holder_of(g, n);
        if (!n)
            return all ? text : STR_NONE;
        struct str name = g->nodes[n].name;
        if (!i || !all)
            text = name;
        else if (!str_eq(name, last))
            text = ARENA_JOIN(g->labels->arena, name, STR("/"), text);
        last = name;
    }
    return text;
}

static struct str said(const struct graph *g, node_id n, int by)
{
    if (by == BY_SCOPE)
        return graph_id_scope(g->nodes[n].id);
    if (by == BY_FILE)
        return g->nodes[n].where.file;
    if (by == BY_ID)
        return g->nodes[n].id;
    return by < BY_HOLDERS ? holders_of(g, n, by, false)
                           : holders_of(g, n, by - BY_HOLDERS + 2, true);
}

/* One round: who is still like another gets what this means gives, where nobody else has that. */
static bool name_apart(const struct graph *g, bool *alike, struct names *given, int by)
{
    struct names names = {0};
    struct str *labels = g->labels->of;
    bool *again = mem_zalloc(g->node_count + 1, sizeof *again), any = false;

    for (size_t n = 1; n <= g->node_count; n++) {
        if (!alike[n])
            continue;
        struct str more = said(g, (node_id)n, by), name = g->nodes[n].name;
        if (str_empty(more) && by != BY_HOLDER) { /* one that nothing holds may go by its name */
            again[n] = true;
            continue;
        }
        labels[n] = str_empty(more)
                        ? name
                        : ARENA_JOIN(g->labels->arena, name, STR(" ("), more, STR(")"));
        enter(g, &names, (node_id)n, labels[n], again);
        if (map_get(&given->of[g->nodes[n].kind], labels[n], NULL))
            again[n] = true;
    }
    for (size_t n = 1; n <= g->node_count; n++) {
        if (alike[n] && !again[n])
            map_set(&given->of[g->nodes[n].kind], labels[n], (uint32_t)n);
        alike[n] = again[n];
        any = any || again[n];
    }
    mem_free(again);
    names_release(&names);
    return any;
}

static void make(const struct graph *g)
{
    struct names names = {0}, given = {0};
    bool *alike = mem_zalloc(g->node_count + 1, sizeof *alike), any = false;
    size_t of_kind[NODE_KIND_COUNT] = {0};

    for (size_t n = 1; n <= g->node_count; n++)
        of_kind[g->nodes[n].kind]++;
    for (size_t k = 0; k < NODE_KIND_COUNT; k++)
        if (of_kind[k])
            map_reserve(&names.of[k], of_kind[k]);
    for (size_t n = 1; n <= g->node_count; n++)
        enter(g, &names, (node_id)n, g->nodes[n].name, alike);
    for (size_t n = 1; n <= g->node_count; n++)
        any = any || alike[n];
    if (any)
        g->labels->of = arena_array(g->labels->arena, g->node_count + 1, sizeof(struct str));
    for (int by = 1; any && by < MEANS_END; by++)
        any = name_apart(g, alike, &given, by);
    names_release(&names);
    names_release(&given);
    mem_free(alike);
}

struct labels *labels_new(void)
{
    struct labels *l = mem_zalloc(1, sizeof *l);

    pthread_mutex_init(&l->making, NULL);
    l->arena = arena_new();
    return l;
}

void labels_free(struct labels *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->making);
    arena_free(l->arena);
    mem_free(l);
}

struct str graph_label(const struct graph *g, node_id n)
{
    struct labels *l = g->labels;
    const struct node *node = graph_node_at(g, n);

    if (!atomic_load_explicit(&l->made, memory_order_acquire)) {
        pthread_mutex_lock(&l->making);
        if (!atomic_load_explicit(&l->made, memory_order_relaxed))
            make(g);
        atomic_store_explicit(&l->made, true, memory_order_release);
        pthread_mutex_unlock(&l->making);
    }
    return l->of && l->of[n].len ? l->of[n] : node->name;
}

struct str graph_label_more(const struct graph *g, node_id n)
{
    struct str label = graph_label(g, n), name = graph_node_at(g, n)->name;

    return label.len > name.len + 3 ? str_sub(label, name.len + 2, label.len - name.len - 3)
                                    : STR_NONE;
}
