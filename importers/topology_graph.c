/* SPDX-License-Identifier: MIT */
#include "suggest.h"
#include "topology_parts.h"

enum { MAX_SUGGESTIONS = 20, EMPTY_NAME = -1, UNKNOWN_NAME = -2 };

static const char *node_kind_name(int i)
{
    return node_kinds[i].name;
}

static const char *edge_kind_name(int i)
{
    return edge_kinds[i].name;
}

static const char *evidence_name(int i)
{
    return evidence_names[i];
}

static const char *auth_name(int i)
{
    return auths[i].name;
}

/* --- Finding nodes ------------------------------------------------------------------------------ */

static void add_name(struct reader *r, struct str key, node_id n)
{
    bool added;
    uint32_t *at = map_put(&r->names, key, &added);
    if (added)
        *at = n;
    else if (*at != n)
        *at = AMBIGUOUS;
}

/* Nodes that came since the last time; merged ones count as their survivor. */
static void update_names(struct reader *r)
{
    while (r->named < graph_node_count(r->g)) {
        node_id n = ++r->named;
        const struct node *node = graph_node_at(r->g, n);
        node_id survivor = graph_resolve(r->g, n);
        struct str kind = str_from(node_kinds[node->kind].name);
        add_name(r, node->name, survivor);
        add_name(r, ARENA_JOIN(r->arena, kind, STR(":"), node->name), survivor);
    }
}

/* By id, else by name or "kind:name"; 0: none, AMBIGUOUS: several. */
static node_id find_node(struct reader *r, struct str text)
{
    node_id n = graph_find(r->g, text);
    if (n)
        return graph_resolve(r->g, n);
    update_names(r);
    uint32_t found;
    return map_get(&r->names, text, &found) ? found : 0;
}

static void report_missing(struct reader *r, const struct doc_node *where, struct str text)
{
    struct suggestion near = suggest_for(text);
    if (r->suggestions++ < MAX_SUGGESTIONS) {
        for (node_id n = 1; n <= graph_node_count(r->g); n++) {
            suggest_try(&near, graph_node_at(r->g, n)->id);
            suggest_try(&near, graph_node_at(r->g, n)->name);
        }
    }
    if (str_empty(near.best))
        SAY(r, DIAG_ERROR, where, "there is no node '%.*s'", QUOTE(text));
    else
        SAY(r, DIAG_ERROR, where, "there is no node '%.*s'; did you mean '%.*s'?", QUOTE(text),
            QUOTE(near.best));
}

static node_id find_or_report(struct reader *r, const struct doc_node *where, struct str text)
{
    node_id n = find_node(r, text);
    if (n == 0 && str_is(text, "internet")) /* built in: nobody needs to write it down */
        return graph_node(r->g, NODE_ACTOR, text, text, doc_where(r->doc, where));
    if (n == 0)
        report_missing(r, where, text);
    if (n != AMBIGUOUS)
        return n;
    SAY(r, DIAG_ERROR, where, "'%.*s' is the name of several nodes; write the id, or kind:name",
        QUOTE(text));
    return 0;
}

node_id find_end(struct reader *r, const struct doc_node *map, const char *key)
{
    struct str text;
    if (!field_text(r, map, key, &text)) {
        if (doc_is_null(doc_get(map, key)))
            SAY(r, DIAG_ERROR, map, "an edge needs '%s'", key);
        return 0;
    }
    return find_or_report(r, doc_get(map, key), text);
}

/* --- Nodes -------------------------------------------------------------------------------------- */

static void keep_node_member(struct reader *r, uint32_t n, const struct doc_node *m)
{
    struct attr a = field_attr(r, m);
    graph_attr_typed(r->g, n, a.key, a.type, a.value);
}

static void set_zone(struct reader *r, const struct doc_node *map, node_id n)
{
    struct str zone;
    enum zone_kind kind;
    if (!field_text(r, map, "zone", &zone) || str_empty(zone))
        return;
    if (!graph_find_zone(r->g, zone) && !zone_kind_find(zone, &kind)) {
        struct suggestion near = suggest_for(zone);
        for (int i = 0; i < ZONE_CUSTOM; i++)
            suggest_try(&near, str_from(zone_kinds[i].name));
        for (size_t i = 0; i < graph_zone_count(r->g); i++)
            suggest_try(&near, graph_zone_at(r->g, i)->id);
        const struct doc_node *at = doc_get(map, "zone");
        if (str_empty(near.best))
            SAY(r, DIAG_WARNING, at, "zone '%.*s' is not declared; it becomes a zone of its own",
                QUOTE(zone));
        else
            SAY(r, DIAG_WARNING, at,
                "zone '%.*s' is not declared; it becomes a zone of its own (did you mean '%.*s'?)",
                QUOTE(zone), QUOTE(near.best));
    }
    graph_set_zone(r->g, n, zone);
}

static void set_tags(struct reader *r, const struct doc_node *map, node_id n)
{
    const struct doc_node *tags = field_map(r, map, "tags");
    for (const struct doc_node *t = doc_first(tags); t; t = t->next) {
        if (doc_is_scalar(t))
            graph_tag(r->g, n, t->key, doc_is_null(t) ? STR("") : doc_text(t));
        else
            SAY(r, DIAG_ERROR, t, "a tag must be text");
    }
}

static void set_node_members(struct reader *r, const struct doc_node *map, node_id n)
{
    static const struct {
        const char *key;
        void (*set)(struct graph *, node_id, struct str);
    } texts[] = {
        {"type", graph_set_type},
        {"provider", graph_set_provider},
        {"stage", graph_set_stage},
        {"condition", graph_set_node_condition},
    };
    struct str text;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (field_text(r, map, texts[i].key, &text))
            texts[i].set(r->g, n, text);
    bool external;
    if (field_bool(r, map, "external", &external))
        graph_set_external(r->g, n, external);
    long level;
    if (field_long(r, map, "sensitivity", 0, 3, &level))
        graph_set_sensitivity(r->g, n, (int)level);
    set_zone(r, map, n);
    set_tags(r, map, n);
    const struct doc_node *attrs = field_map(r, map, "attributes");
    for (const struct doc_node *a = doc_first(attrs); a; a = a->next)
        keep_node_member(r, n, a);
    const struct doc_node *policies = field_list(r, map, "policies");
    for (const struct doc_node *p = doc_first(policies); p; p = p->next) {
        struct str json = field_json(r, p);
        if (!str_empty(json))
            graph_policy(r->g, n, json);
    }
}

/* The node that an overlay entry speaks about: 0 if it is a new one, AMBIGUOUS if it is none. */
static node_id overlay_target(struct reader *r, const struct doc_node *map, struct str id, int kind)
{
    node_id n = graph_find(r->g, id);
    if (n)
        n = graph_resolve(r->g, n);
    else if (kind == EMPTY_NAME)
        n = find_or_report(r, doc_get(map, "id"), id);
    else
        return 0;
    if (n == 0)
        return AMBIGUOUS;
    enum node_kind is = graph_node_at(r->g, n)->kind;
    if (kind >= 0 && kind != (int)is)
        SAY(r, DIAG_ERROR, doc_get(map, "kind"), "node '%.*s' is of kind %s; this changes nothing",
            QUOTE(id), node_kinds[is].name);
    return n;
}

static node_id add_node(struct reader *r, const struct doc_node *map, struct str id, int kind)
{
    struct str name = STR_NONE;
    field_text(r, map, "name", &name);
    if (kind == EMPTY_NAME)
        SAY(r, DIAG_ERROR, map, "node '%.*s' has no kind; it is shown as a service", QUOTE(id));
    enum node_kind use = kind < 0 ? NODE_SERVICE : (enum node_kind)kind;
    return graph_node(r->g, use, id, name, field_where(r, map));
}

/* The id of an entry. An overlay may name a node that exists instead, by name or kind and name:
 * then the id is that node's. */
static bool entry_id(struct reader *r, const struct doc_node *map, int kind, struct str *id)
{
    struct str name;
    if (field_text(r, map, "id", id) && !str_empty(*id))
        return true;
    bool said = doc_get(map, "id") && !doc_is_scalar(doc_get(map, "id"));
    if (r->overlay && !said && kind != UNKNOWN_NAME && field_text(r, map, "name", &name)) {
        struct str text = name;
        if (kind >= 0)
            text = ARENA_JOIN(r->arena, str_from(node_kinds[kind].name), STR(":"), name);
        node_id n = find_or_report(r, doc_get(map, "name"), text);
        if (n)
            *id = graph_node_at(r->g, n)->id;
        return n != 0;
    }
    if (!said)
        SAY(r, DIAG_ERROR, map, "a node needs an id");
    return false;
}

static void read_node(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {
        "id",          "kind",       "name",      "type", "zone",     "provider", "stage", "external",
        "sensitivity", "attributes", "condition", "tags", "policies", "where",    "reach"};
    struct str id, name;
    if (!doc_is_map(map)) {
        SAY(r, DIAG_ERROR, map, "a node must be a map of members");
        return;
    }
    int kind = field_name(r, map, "kind", "node kind", node_kind_name, NODE_KIND_COUNT);
    if (!entry_id(r, map, kind, &id) || !field_first_use(r, map, id, "node"))
        return;
    node_id n = r->overlay ? overlay_target(r, map, id, kind) : 0;
    if (n == AMBIGUOUS)
        return;
    if (n == 0)
        n = add_node(r, map, id, kind);
    else if (field_text(r, map, "name", &name))
        graph_set_node_name(r->g, n, name);
    if (n == 0)
        return; /* the node limit; it has been reported */
    set_node_members(r, map, n);
    field_unknown(r, map, known, COUNT(known), keep_node_member, n);
}

void read_nodes(struct reader *r, const struct doc_node *list)
{
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        read_node(r, n);
    r->named = 0; /* an overlay may have renamed some; edges may use either name */
}

/* --- Edges -------------------------------------------------------------------------------------- */

static void keep_edge_member(struct reader *r, uint32_t e, const struct doc_node *m)
{
    struct attr a = field_attr(r, m);
    graph_edge_attr_typed(r->g, e, a.key, a.type, a.value);
}

static void add_texts(struct reader *r, const struct doc_node *map, const char *key, edge_id e,
                      void (*add)(struct graph *, edge_id, struct str))
{
    const struct doc_node *list = field_list(r, map, key);
    for (const struct doc_node *t = doc_first(list); t; t = t->next) {
        if (doc_is_scalar(t))
            add(r->g, e, doc_text(t));
        else
            SAY(r, DIAG_ERROR, t, "'%s' must be a list of texts", key);
    }
}

static void set_edge_members(struct reader *r, const struct doc_node *map, edge_id e)
{
    struct str condition;
    int auth = field_name(r, map, "auth", "authentication", auth_name, AUTH_COUNT);
    if (auth >= 0)
        graph_edge_auth(r->g, e, (enum auth)auth);
    if (field_text(r, map, "condition", &condition))
        graph_edge_condition(r->g, e, condition);
    add_texts(r, map, "guards", e, graph_edge_guard);
    add_texts(r, map, "actions", e, graph_edge_action);
    const struct doc_node *attrs = field_map(r, map, "attributes");
    for (const struct doc_node *a = doc_first(attrs); a; a = a->next)
        keep_edge_member(r, e, a);
}

/* "reads:a->b" */
static bool looks_derived(struct str id)
{
    enum edge_kind kind;
    size_t colon = str_chr(id, ':');
    return colon != STR_NPOS && edge_kind_find(str_sub(id, 0, colon), &kind) &&
           str_find(id, STR("->")) != STR_NPOS;
}

/* An id of its own must not be that of another edge: of this document, of an earlier one, or one
 * that is made of kind and ends. */
static bool id_is_free(struct reader *r, const struct doc_node *map, struct str id,
                       enum edge_kind kind, node_id from, node_id to)
{
    uint32_t at;
    while (r->indexed < graph_edge_count(r->g)) {
        struct str own = graph_edge_at(r->g, ++r->indexed)->own_id;
        if (!str_empty(own))
            map_set(&r->edges, own, r->indexed);
    }
    if (looks_derived(id)) {
        SAY(r, DIAG_ERROR, doc_get(map, "id"), "the id '%.*s' belongs to an edge between other nodes",
            QUOTE(id));
        return false;
    }
    if (!map_get(&r->edges, id, &at))
        return true;
    const struct edge *e = graph_edge_at(r->g, at);
    if (e->kind == kind && e->from == from && e->to == to)
        return true;
    SAY(r, DIAG_ERROR, doc_get(map, "id"), "the id '%.*s' belongs to an edge between other nodes",
        QUOTE(id));
    return false;
}

static void read_edge(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"id",         "kind",  "from",   "to",        "evidence",
                                        "confidence", "auth",  "guards", "condition", "actions",
                                        "attributes", "where", "crosses"};
    if (!doc_is_map(map)) {
        SAY(r, DIAG_ERROR, map, "an edge must be a map of members");
        return;
    }
    int kind = field_name(r, map, "kind", "edge kind", edge_kind_name, EDGE_KIND_COUNT);
    if (kind == EMPTY_NAME)
        SAY(r, DIAG_ERROR, map, "an edge needs a kind");
    node_id from = find_end(r, map, "from"), to = find_end(r, map, "to");
    if (kind < 0 || !from || !to)
        return;
    struct str given = STR_NONE, usual = ARENA_JOIN(
        r->arena, str_from(edge_kinds[kind].name), STR(":"), graph_node_at(r->g, from)->id,
        STR("->"), graph_node_at(r->g, to)->id);
    field_text(r, map, "id", &given);
    if (!field_first_use(r, map, str_empty(given) ? usual : given, "edge"))
        return;
    /* An id that is made of kind and ends is what an edge without one gets: the same edge. */
    if (str_eq(given, usual))
        given = STR_NONE;
    if (!str_empty(given) && !id_is_free(r, map, given, (enum edge_kind)kind, from, to))
        return;
    int evidence = field_name(r, map, "evidence", "evidence", evidence_name, EVIDENCE_COUNT);
    long confidence = -1;
    field_long(r, map, "confidence", 0, 100, &confidence);
    edge_id e = graph_edge_with_id(r->g, given, (enum edge_kind)kind, from, to,
                                   evidence < 0 ? EVIDENCE_DECLARED : (enum evidence)evidence,
                                   (int)confidence, field_where(r, map));
    if (!e)
        return; /* the edge limit; it has been reported */
    set_edge_members(r, map, e);
    field_unknown(r, map, known, COUNT(known), keep_edge_member, e);
}

void read_edges(struct reader *r, const struct doc_node *list)
{
    for (const struct doc_node *e = doc_first(list); e; e = e->next)
        read_edge(r, e);
}
