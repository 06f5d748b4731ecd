/* SPDX-License-Identifier: MIT */
/* topology_parts.h - private to topology*.c: the state of one reading and its helpers. */
#ifndef FAASMAP_TOPOLOGY_PARTS_H
#define FAASMAP_TOPOLOGY_PARTS_H

#include "arena.h"
#include "doc.h"
#include "graph.h"
#include "map.h"

struct reader {
    const struct doc *doc;
    struct graph *g;
    struct diags *diags;
    struct arena *arena;      /* for the keys of the maps */
    bool overlay;
    struct map seen;          /* ids of nodes and edges of this document -> line */
    struct map names;         /* "name" and "kind:name" -> node, or AMBIGUOUS */
    node_id named;            /* nodes up to this one stand in names */
    struct map edges;         /* ids of their own of edges that are there -> edge */
    edge_id indexed;          /* edges up to this one stand in edges */
    unsigned suggestions;     /* node names that were looked for so far: each costs O(nodes) */
};

#define AMBIGUOUS UINT32_MAX /* several nodes have this name */

/* --- topology_fields.c: members of a map. NULL maps and missing or null members are "not there";
 * one of the wrong type is an error message and then as good as not there. ------------------- */
#define SAY(r, level, n, ...) diags_add((r)->diags, level, doc_where((r)->doc, n), __VA_ARGS__)
#define QUOTE(s) (int)((s).len < 80 ? (s).len : 80), (s).len ? (s).ptr : ""

struct origin key_where(const struct reader *r, const struct doc_node *member);
bool field_text(struct reader *r, const struct doc_node *map, const char *key, struct str *out);
bool field_bool(struct reader *r, const struct doc_node *map, const char *key, bool *out);
bool field_long(struct reader *r, const struct doc_node *map, const char *key, long low, long high,
                long *out);
const struct doc_node *field_map(struct reader *r, const struct doc_node *map, const char *key);
const struct doc_node *field_list(struct reader *r, const struct doc_node *map, const char *key);
/* One of a list of names; what names it is for the message ("node kind"). Returns the index, or -1
 * if the member is not there, or -2 after the message about an unknown name. */
int field_name(struct reader *r, const struct doc_node *map, const char *key, const char *what,
               const char *(*name_at)(int), int count);
struct origin field_where(struct reader *r, const struct doc_node *map);
/* Any value as JSON text; one that an export could not hold is an error and empty. */
struct str field_json(struct reader *r, const struct doc_node *value);
/* A value as an attribute: its type by JSON's rules. */
struct attr field_attr(struct reader *r, const struct doc_node *value);
/* A note for every member that is not among known[]; those go to keep(), if it is given. */
void field_unknown(struct reader *r, const struct doc_node *map, const char *const *known,
                   size_t count, void (*keep)(struct reader *, uint32_t, const struct doc_node *),
                   uint32_t owner);
/* False, with an error message, if the id has been used by this document already. */
bool field_first_use(struct reader *r, const struct doc_node *n, struct str id, const char *what);

/* --- topology_graph.c -------------------------------------------------------------------------- */
void read_nodes(struct reader *r, const struct doc_node *list);
void read_edges(struct reader *r, const struct doc_node *list);
/* A node by id, unique name, "kind:name" or "internet"; 0 and an error message if there is none. */
node_id find_end(struct reader *r, const struct doc_node *map, const char *key);

#endif
