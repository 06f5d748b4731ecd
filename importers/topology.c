/* SPDX-License-Identifier: MIT */
#include "topology.h"

#include "importer.h"
#include "topology_parts.h"

enum { FORMAT_VERSION = 1 };

static const char *zone_kind_name(int i)
{
    return zone_kinds[i].name;
}

static const char *level_name(int i)
{
    return diag_level_name((enum diag_level)i);
}

static void read_zone(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"id", "name", "kind", "parent", "trust"};
    struct str id, name = STR_NONE, parent = STR_NONE;
    if (!doc_is_map(map) || !field_text(r, map, "id", &id) || str_empty(id)) {
        SAY(r, DIAG_ERROR, map, "a zone must be a map of members, with an id");
        return;
    }
    if (!field_first_use(r, map, id, "zone"))
        return;
    int kind = field_name(r, map, "kind", "zone kind", zone_kind_name, ZONE_KIND_COUNT);
    enum zone_kind use = ZONE_CUSTOM;
    if (kind >= 0)
        use = (enum zone_kind)kind;
    else
        zone_kind_find(id, &use);
    if (!field_text(r, map, "name", &name))
        name = use == ZONE_CUSTOM ? id : str_from(zone_kinds[use].title);
    field_text(r, map, "parent", &parent);
    long trust = -1;
    field_long(r, map, "trust", 0, 100, &trust);
    graph_zone(r->g, id, name, use, parent, (int)trust);
    field_unknown(r, map, known, COUNT(known), NULL, 0);
}

/* Once all zones are known. */
static void check_parent(struct reader *r, const struct doc_node *map)
{
    struct str parent = doc_text(doc_get(map, "parent"));
    enum zone_kind kind;
    if (doc_is_null(doc_get(map, "parent")) || str_empty(parent))
        return;
    if (!graph_find_zone(r->g, parent) && !zone_kind_find(parent, &kind))
        SAY(r, DIAG_WARNING, doc_get(map, "parent"), "the parent zone '%.*s' is not declared",
            QUOTE(parent));
}

static void read_source(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"file", "importer"};
    struct str file, importer = STR_NONE;
    if (!doc_is_map(map) || !field_text(r, map, "file", &file)) {
        SAY(r, DIAG_ERROR, map, "a source must be a map of members, with a file");
        return;
    }
    field_text(r, map, "importer", &importer);
    graph_source(r->g, file, importer);
    field_unknown(r, map, known, COUNT(known), NULL, 0);
}

static void read_unresolved(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"text", "reason", "node", "where"};
    struct str text, reason = STR_NONE;
    if (!doc_is_map(map) || !field_text(r, map, "text", &text)) {
        SAY(r, DIAG_ERROR, map, "an unresolved entry must be a map of members, with a text");
        return;
    }
    field_text(r, map, "reason", &reason);
    node_id node = doc_is_null(doc_get(map, "node")) ? 0 : find_end(r, map, "node");
    graph_unresolved(r->g, text, reason, node, field_where(r, map));
    field_unknown(r, map, known, COUNT(known), NULL, 0);
}

static void read_diagnostic(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"level", "text", "where"};
    struct str text;
    if (!doc_is_map(map) || !field_text(r, map, "text", &text)) {
        SAY(r, DIAG_ERROR, map, "a diagnostic must be a map of members, with a text");
        return;
    }
    int level = field_name(r, map, "level", "level", level_name, DIAG_NOTE + 1);
    diags_add(r->diags, level < 0 ? DIAG_NOTE : (enum diag_level)level, field_where(r, map), "%.*s",
              (int)text.len, text.len ? text.ptr : "");
    field_unknown(r, map, known, COUNT(known), NULL, 0);
}

static void each(struct reader *r, const struct doc_node *root, const char *key,
                 void (*read)(struct reader *, const struct doc_node *))
{
    const struct doc_node *list = field_list(r, root, key);
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        read(r, n);
}

static void check_version(struct reader *r, const struct doc_node *root)
{
    long version = FORMAT_VERSION;
    const struct doc_node *n = doc_get(root, "faasmap");
    if (!n && !r->overlay)
        SAY(r, DIAG_NOTE, root, "no format version; write 'faasmap: %d' at the top", FORMAT_VERSION);
    if (n && (!doc_long(n, &version) || version != FORMAT_VERSION))
        SAY(r, DIAG_ERROR, n, "this program reads format version %d", FORMAT_VERSION);
}

static void read_graph(struct reader *r, const struct doc_node *root)
{
    static const char *const known[] = {"faasmap", "name",       "sources",     "zones",  "nodes",
                                        "edges",   "unresolved", "diagnostics", "$schema"};
    const struct doc_node *nodes, *edges;
    struct str name;
    check_version(r, root);
    if (field_text(r, root, "name", &name))
        graph_set_name(r->g, name);
    each(r, root, "sources", read_source);
    each(r, root, "zones", read_zone);
    each(r, root, "zones", check_parent);
    nodes = field_list(r, root, "nodes");
    edges = field_list(r, root, "edges");
    graph_expect(r->g, nodes ? nodes->count : 0, edges ? edges->count : 0);
    read_nodes(r, nodes);
    read_edges(r, edges);
    each(r, root, "unresolved", read_unresolved);
    each(r, root, "diagnostics", read_diagnostic);
    field_unknown(r, root, known, COUNT(known), NULL, 0);
}

static struct reader reader_for(const struct doc *d, struct graph *g, bool overlay)
{
    return (struct reader){.doc = d, .g = g, .diags = graph_diags(g), .arena = arena_new(),
                           .overlay = overlay};
}

static void reader_release(struct reader *r)
{
    map_release(&r->seen);
    map_release(&r->names);
    map_release(&r->edges);
    arena_free(r->arena);
}

void topology_read(const struct doc *d, struct graph *g)
{
    const struct doc_node *root = doc_root(d);
    struct reader r = reader_for(d, g, false);
    if (doc_is_map(root))
        read_graph(&r, root);
    else if (root)
        SAY(&r, DIAG_ERROR, root, "a topology must be a map with nodes and edges");
    reader_release(&r);
}

void topology_overlay(const struct doc *d, struct graph *g)
{
    /* The later ones belong to commands that read this file themselves; the last three stand in the
     * wrong place, which those say. */
    static const char *const known[] = {"faasmap",    "topology",  "suppressions",
                                        "assertions", "decisions", "rules",      "jewels",
                                        "costs",      "advisories", "$schema",    "never",
                                        "require",    "maxfan"};
    const struct doc_node *root = doc_root(d);
    struct reader r = reader_for(d, g, true);
    if (doc_is_map(root)) {
        const struct doc_node *topology = field_map(&r, root, "topology");
        if (topology)
            read_graph(&r, topology);
        field_unknown(&r, root, known, COUNT(known), NULL, 0);
    } else if (!doc_is_null(root)) {
        SAY(&r, DIAG_ERROR, root, "this file must be a map of members");
    }
    reader_release(&r);
}

bool topology_matches(const struct doc *d)
{
    const struct doc_node *root = doc_root(d);
    const struct doc_node *nodes = doc_get(root, "nodes");
    if (doc_get(root, "faasmap") && (nodes || doc_get(root, "edges") || doc_get(root, "zones")))
        return true;
    return doc_is_list(nodes) && doc_is_list(doc_get(root, "edges")) &&
           !doc_is_null(doc_get(doc_first(nodes), "id")) &&
           !doc_is_null(doc_get(doc_first(nodes), "kind"));
}

/* --- As an importer ------------------------------------------------------------------------------ */

static bool topology_tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *nodes = doc_get(doc_root(c->doc), "nodes");
    if (doc_is_list(nodes))
        buf_count(out, nodes->count, "node");
    return true;
}

static int topology_claim(const struct candidate *c)
{
    if (!c->doc || !topology_matches(c->doc))
        return 0;
    return doc_get(doc_root(c->doc), "faasmap") ? 100 : 60;
}

static void topology_import(struct import *im, const struct candidate *unit)
{
    const struct doc *const *docs;
    size_t count = import_documents(im, unit->path, &docs);
    for (size_t i = 0; i < count; i++)
        topology_read(docs[i], import_graph(im));
}

static bool topology_names_sources(const struct doc *d)
{
    return doc_first(doc_get(doc_root(d), "sources")) != NULL;
}

const struct importer importer_topology = {
    .name = "topology",
    .title = "faasmap topology",
    .unit = "faasmap topology",
    .files = "*.yaml, *.yml, *.json with a member 'faasmap'",
    .help = "The native format: what `export -f json` writes, or a system drawn by hand",
    .claim = topology_claim,
    .import = topology_import,
    .names_sources = topology_names_sources,
    .tell = topology_tell,
    .lone = true,
};
