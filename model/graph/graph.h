/* SPDX-License-Identifier: MIT */
/* graph.h - the topology: who exposes, triggers, reads, writes, grants and hosts what.
 * Place:     knows base only. Importers build it, analyses and rules ask it, views show it.
 * Two lives: first it is built (any order, ids are those of adding); graph_seal() then resolves
 *            merges, sorts nodes and edges by their id text and builds the adjacency. From there
 *            on it never changes and node_id/edge_id are dense, 1..count in id order, so output
 *            does not depend on the order of files. 0 is "none".
 * Identity:  a node's id text is "<provider>:<scope>:<kind>:<name>", unique, stable across runs
 *            and line moves. An edge's id is given or made of kind and ends.
 * Direction: who declares or initiates -> the other side (kinds.h); reads points at the store.
 * Ownership: the graph owns all texts (copied on the way in); what you get is borrowed until
 *            graph_free().
 * Failure:   out of memory ends in die(); an unknown or foreign id is a bug (assert); the node and
 *            edge limits of limits.h make an addition return 0 and leave one error diagnostic.
 *
 *     [internet] --exposes--> [route] --invokes--> [function] --writes--> [queue]
 *                                                     ^-----triggers-------'
 */
#ifndef FAASMAP_GRAPH_H
#define FAASMAP_GRAPH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"
#include "kinds.h"
#include "str.h"

typedef uint32_t node_id;
typedef uint32_t edge_id;

struct arena;
struct graph;

/* A member of attributes{}: JSON text for ATTR_JSON (an object or a list), the number's text for
 * ATTR_NUMBER, "true"/"false" for ATTR_BOOL, "" for ATTR_NULL. */
enum attr_type { ATTR_TEXT, ATTR_NUMBER, ATTR_BOOL, ATTR_NULL, ATTR_JSON };
struct attr {
    struct str key, value;
    enum attr_type type;
};

struct node {
    enum node_kind kind;
    struct str id, name;
    struct str type;      /* provider type, "Microsoft.Storage/storageAccounts" */
    struct str provider;  /* "azure", "aws", ... */
    struct str stage, condition;
    struct str zone;      /* id of the zone; filled in by graph_seal() where none was set */
    uint32_t zone_at;     /* its zone for graph_zone_at(), once sealed */
    bool zone_set;        /* the input (overlay, topology) said something else than the kind */
    bool external;        /* referred to, not defined in the input */
    int sensitivity;      /* 0 public .. 3 secret; -1 while building: not said */
    struct origin where;
    struct attr *attrs, *tags; /* sorted by key after sealing */
    struct str *policies;      /* policy documents as JSON text; a sorted set after sealing */
    uint32_t attr_count, tag_count, policy_count;
    uint64_t attr_bits; /* str_bit() of all keys: most questions are answered by it alone */
};

struct edge {
    enum edge_kind kind;
    node_id from, to;
    struct str own_id; /* mostly empty, see graph_edge_id() */
    enum evidence evidence;
    int confidence;       /* 0..100 */
    enum auth auth;       /* AUTH_ABSENT: no gate is known on this edge */
    struct str condition;
    struct origin where;
    struct attr *attrs;        /* sorted by key after sealing */
    struct str *actions, *guards; /* sorted sets after sealing */
    uint32_t attr_count, action_count, guard_count;
    uint64_t attr_bits; /* as of a node */
};

struct zone {
    struct str id, name, parent; /* parent: id or empty */
    enum zone_kind kind;
    int trust; /* 0..100 */
};

struct unresolved {
    struct str text, reason;
    node_id node; /* 0: none */
    struct origin where;
};

struct source {
    struct str file, importer;
};

/* --- Life cycle ------------------------------------------------------------------------------ */
struct graph *graph_new(void) ATTR_RETURNS_NONNULL;
void graph_free(struct graph *g); /* NULL is allowed */
struct diags *graph_diags(const struct graph *g); /* the messages of the run, owned by the graph */

/* While the graph is built, *count follows its number of nodes; another thread may read it. NULL
 * ends that. */
void graph_watch(struct graph *g, atomic_size_t *count);

/* --- Build (before graph_seal) ---------------------------------------------------------------- */
void graph_set_name(struct graph *g, struct str name);
/* So many nodes and edges more are likely to come: only a hint, it saves moving them about. */
void graph_expect(struct graph *g, size_t nodes, size_t edges);
/* The node with this id: the one that is there (kind and name stay; where is kept, or set if it
 * was empty) or a new one. Names are display names; an empty name becomes the id's last part.
 * 0: the graph is full (said once as an error). Whatever is then said of node 0 or edge 0 goes
 * nowhere, an edge at node 0 is edge 0: an importer may go on as if nothing were. */
node_id graph_node(struct graph *g, enum node_kind kind, struct str id, struct str name,
                   struct origin where);
node_id graph_find(const struct graph *g, struct str id); /* before and after sealing; 0: none */
void graph_set_node_name(struct graph *g, node_id n, struct str name);
void graph_set_type(struct graph *g, node_id n, struct str type);
void graph_set_provider(struct graph *g, node_id n, struct str provider);
void graph_set_stage(struct graph *g, node_id n, struct str stage);
void graph_set_node_condition(struct graph *g, node_id n, struct str condition);
void graph_set_zone(struct graph *g, node_id n, struct str zone_id);
void graph_set_external(struct graph *g, node_id n, bool external);
void graph_set_sensitivity(struct graph *g, node_id n, int level); /* raises, never lowers */
void graph_set_where(struct graph *g, node_id n, struct origin where);
/* Sets or replaces. Text only under a literal key, or with a type; with a key that outlives the graph
 * (a literal, a row of a table): it is not copied. */
void graph_attr_kept(struct graph *g, node_id n, struct str key, enum attr_type type,
                     struct str value);
static inline void graph_attr(struct graph *g, node_id n, const char *key, struct str value)
{
    graph_attr_kept(g, n, str_from(key), ATTR_TEXT, value);
}
void graph_attr_typed(struct graph *g, node_id n, struct str key, enum attr_type type,
                      struct str value);
void graph_tag(struct graph *g, node_id n, struct str key, struct str value);
void graph_policy(struct graph *g, node_id n, struct str json); /* an equal one is not repeated */

/* An edge of this kind between these ends: a new one, or the one that is there, which then takes
 * the stronger evidence with its place and confidence, the weaker auth, and the union of the
 * rest. confidence -1 means the usual one of the evidence (100, 90, 60, 50, 30). */
edge_id graph_edge(struct graph *g, enum edge_kind kind, node_id from, node_id to,
                   enum evidence evidence, int confidence, struct origin where);
/* The same with an id of its own: edges with different ids stay apart even between equal ends. */
edge_id graph_edge_with_id(struct graph *g, struct str id, enum edge_kind kind, node_id from,
                           node_id to, enum evidence evidence, int confidence,
                           struct origin where);
void graph_edge_confidence(struct graph *g, edge_id e, int confidence); /* 0..100, as it is */
void graph_edge_auth(struct graph *g, edge_id e, enum auth auth); /* keeps the weaker of the two */
void graph_edge_condition(struct graph *g, edge_id e, struct str condition);
void graph_edge_guard(struct graph *g, edge_id e, struct str guard);
void graph_edge_action(struct graph *g, edge_id e, struct str action);
void graph_edge_attr(struct graph *g, edge_id e, const char *key, struct str value);
void graph_edge_attr_kept(struct graph *g, edge_id e, struct str key, enum attr_type type,
                          struct str value);
void graph_edge_attr_typed(struct graph *g, edge_id e, struct str key, enum attr_type type,
                           struct str value);

/* The two nodes are one thing: drop disappears at sealing, its edges, attributes, tags and
 * policies go to keep, whose own values win. Chains of merges are followed. */
void graph_merge(struct graph *g, node_id keep, node_id drop);
node_id graph_resolve(const struct graph *g, node_id n); /* the survivor of all merges so far */

void graph_zone(struct graph *g, struct str id, struct str name, enum zone_kind kind,
                struct str parent, int trust); /* parent may be empty; trust -1: the kind's */
void graph_unresolved(struct graph *g, struct str text, struct str reason, node_id node,
                      struct origin where);
/* Takes back every entry with this text at this node (0: at none): another file has the answer. */
void graph_settle(struct graph *g, struct str text, node_id node);
void graph_source(struct graph *g, struct str file, struct str importer);

/* Ends the building; call once. Built-in zones exist from here on. */
void graph_seal(struct graph *g);
bool graph_sealed(const struct graph *g);
/* Was a node of this kind or of this provider ever added? Spares rules about them a look at all. */
bool graph_has_kind(const struct graph *g, enum node_kind kind);
bool graph_has_provider(const struct graph *g, struct str provider);

/* --- Ask -------------------------------------------------------------------------------------- */
struct str graph_name(const struct graph *g);
size_t graph_node_count(const struct graph *g);
size_t graph_edge_count(const struct graph *g);
const struct node *graph_node_at(const struct graph *g, node_id n); /* 1..count */
/* What people are told: the name; where others of the kind have the same, with what tells them
 * apart: its holder, "Api (orders)", more holders, the scope, the file, the id. Sealed only. The first
 * one asked for costs as much as all. */
struct str graph_label(const struct graph *g, node_id n);
/* What tells it apart, without the name: "orders"; empty where the name is enough. */
struct str graph_label_more(const struct graph *g, node_id n);
/* "two" of the id "azure:two:queue:log"; empty: it has no such part. */
struct str graph_id_scope(struct str id);
const struct edge *graph_edge_at(const struct graph *g, edge_id e);
/* Edges of one kind stand together: [*first, *end), empty if there is none. Sealed. */
void graph_edges_of(const struct graph *g, enum edge_kind kind, edge_id *first, edge_id *end);
/* Its own id, else "KIND:FROM->TO", made in the arena: few edges are ever asked. */
struct str graph_edge_id(const struct graph *g, edge_id e, struct arena *a);
edge_id graph_find_edge(const struct graph *g, struct str id); /* sealed only */
size_t graph_zone_count(const struct graph *g);
const struct zone *graph_zone_at(const struct graph *g, size_t i); /* sorted by id after sealing */
const struct zone *graph_find_zone(const struct graph *g, struct str id); /* NULL: none */
size_t graph_unresolved_count(const struct graph *g);
const struct unresolved *graph_unresolved_at(const struct graph *g, size_t i);
size_t graph_source_count(const struct graph *g);
const struct source *graph_source_at(const struct graph *g, size_t i);

const struct attr *node_attr_find(const struct node *n, struct str key);
static inline const struct attr *node_attr(const struct node *n, const char *key) /* NULL: none */
{
    struct str k = str_from(key);
    return n->attr_bits & str_bit(k) ? node_attr_find(n, k) : NULL;
}
static inline struct str node_attr_text(const struct node *n, const char *key) /* empty: none */
{
    const struct attr *a = node_attr(n, key);
    return a ? a->value : STR_NONE;
}
const struct attr *edge_attr_find(const struct edge *e, struct str key);
static inline const struct attr *edge_attr(const struct edge *e, const char *key) /* NULL: none */
{
    struct str k = str_from(key);
    return e->attr_bits & str_bit(k) ? edge_attr_find(e, k) : NULL;
}
static inline struct str edge_attr_text(const struct edge *e, const char *key) /* empty: none */
{
    const struct attr *a = edge_attr(e, key);
    return a ? a->value : STR_NONE;
}
bool edge_has_guard(const struct edge *e, const char *guard);

/* --- Walk (sealed): edges in id order ---------------------------------------------------------- */
struct edge_list {
    const edge_id *ids;
    size_t count;
};
struct edge_list graph_out(const struct graph *g, node_id n);
struct edge_list graph_in(const struct graph *g, node_id n);

#endif
