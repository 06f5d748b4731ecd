/* SPDX-License-Identifier: MIT */
#include "arm_graph.h"

#include "azure_settings.h"
#include "mem.h"

/* --- Small questions -------------------------------------------------------------------------- */

bool arm_type_is(const struct arm_resource *r, const char *type)
{
    return str_iis(r->type, type);
}

struct str arm_prop(const struct arm_resource *r, const char *path)
{
    return arm_show(arm_path(r->value, path));
}

bool arm_prop_is(const struct arm_resource *r, const char *path, const char *text)
{
    return str_iis(arm_prop(r, path), text);
}

bool arm_prop_bool(const struct arm_resource *r, const char *path, bool *out)
{
    const struct arm_value *v = arm_path(r->value, path);
    return v && arm_to_bool(v, out);
}

edge_id arm_edge(struct arm_graph *a, enum edge_kind kind, node_id from, node_id to,
                 struct origin where)
{
    if (!from || !to || from == to)
        return 0;
    return graph_edge(a->g, kind, from, to, EVIDENCE_DECLARED, -1, where);
}

void arm_copy_attr(struct arm_graph *a, struct arm_resource *r, node_id n, const char *path,
                   const char *attr)
{
    const struct arm_value *v = arm_path(r->value, path);
    if (!arm_is_scalar(v) || v->type == ARM_NULL || arm_secure(v))
        return;
    if (v->type == ARM_BOOL)
        graph_attr_typed(a->g, n, str_from(attr), ATTR_BOOL, v->text);
    else
        graph_attr(a->g, n, attr, azure_safe(a->im, v->text));
}

/* --- Ids -------------------------------------------------------------------------------------- */

/* "acct/default/telemetry" -> "acct/telemetry" */
static struct str id_name(struct arena *arena, struct str name)
{
    struct buf b = {0};
    for (struct str rest = name, part; str_cut(&rest, '/', &part);) {
        if (b.len > 0 && str_iis(part, "default"))
            continue;
        if (b.len > 0)
            buf_putc(&b, '/');
        buf_add(&b, part);
    }
    struct str out = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static enum node_kind kind_of(const struct arm_resource *r, const struct arm_type_row *row)
{
    struct str kind = r->value ? arm_prop(r, "kind") : STR_NONE;
    if (row->kind == NODE_COMPUTE && arm_type_is(r, "Microsoft.App/containerApps") &&
        str_ifind(kind, STR("functionapp")) != STR_NPOS)
        return NODE_APP;
    return row->kind;
}

static struct str id_key(struct arm_graph *a, enum node_kind kind, struct str name)
{
    return arena_lower(a->arena,
                     ARENA_JOIN(a->arena, str_from(node_kinds[kind].name), STR(":"), name));
}

static const uint32_t TYPES_DIFFER = UINT32_MAX;

/* Before any node is made: do several types want this id? */
static void reserve_id(struct arm_graph *a, enum node_kind kind, struct str type, struct str name)
{
    bool added;
    uint32_t *at = map_put(&a->ids, id_key(a, kind, id_name(a->arena, name)), &added);
    uint32_t mark = (uint32_t)(str_hash(arena_lower(a->arena, type)) | 1);
    if (added)
        *at = mark;
    else if (*at != mark)
        *at = TYPES_DIFFER;
}

static struct str make_id(struct arm_graph *a, enum node_kind kind, struct str type,
                          struct str name)
{
    struct str shown = id_name(a->arena, name);
    uint32_t taken = 0;
    if (map_get(&a->ids, id_key(a, kind, shown), &taken) && taken == TYPES_DIFFER)
        shown = ARENA_JOIN(a->arena, shown, STR("@"), arm_last_part(type));
    return azure_id(a->im, a->set->path, kind, shown);
}

struct str arm_scope_of(struct arm_graph *a, const struct arm_resource *r)
{
    return ARENA_JOIN(a->arena, a->set->path, STR("/"), id_name(a->arena, r->name));
}

node_id arm_part(struct arm_graph *a, const struct arm_resource *r, enum node_kind kind,
                 struct str name, struct origin where)
{
    struct str full = ARENA_JOIN(a->arena, id_name(a->arena, r->name), STR("/"), name);
    node_id n = graph_node(a->g, kind, azure_id(a->im, a->set->path, kind, full),
                           azure_safe(a->im, name), where);
    graph_set_provider(a->g, n, STR("azure"));
    return n;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

static void describe_boundary(struct arm_graph *a, node_id n, enum boundary_class class)
{
    if (class != BOUNDARY_NONE)
        graph_attr(a->g, n, FACT_CLASS, str_from(boundary_class_names[class]));
}

static node_id make_node(struct arm_graph *a, enum node_kind kind, struct str type, struct str name,
                         enum boundary_class class, struct origin where)
{
    /* What lies in a namespace of its own is called by its last part. */
    struct str shown = kind == NODE_APP ? name : arm_last_part(name);
    if (str_iis(shown, "default") || str_empty(shown))
        shown = name;
    node_id n =
        graph_node(a->g, kind, make_id(a, kind, type, name), azure_safe(a->im, shown), where);
    graph_set_type(a->g, n, type);
    graph_set_provider(a->g, n, STR("azure"));
    if (kind == NODE_BOUNDARY)
        describe_boundary(a, n, class);
    return n;
}

node_id arm_internet(struct arm_graph *a)
{
    return graph_node(a->g, NODE_ACTOR, STR("internet"), STR("internet"), (struct origin){0});
}

node_id arm_group_node(struct arm_graph *a, struct str group, struct origin where)
{
    if (str_is(group, "{resourceGroup}"))
        group = STR_NONE;
    const struct arm_resource *r =
        group.len ? arm_set_find(a->set, STR("Microsoft.Resources/resourceGroups"), group) : NULL;
    if (r && r->node)
        return r->node;
    struct str name = group.len ? group : STR("resource-group");
    node_id n = graph_node(a->g, NODE_BOUNDARY, azure_id(a->im, a->set->path, NODE_BOUNDARY, name),
                           group.len ? azure_safe(a->im, group) : STR("resource group"),
                           group.len ? where : (struct origin){.file = a->set->path});
    graph_set_type(a->g, n, STR("Microsoft.Resources/resourceGroups"));
    graph_set_provider(a->g, n, STR("azure"));
    describe_boundary(a, n, BOUNDARY_RESOURCE_GROUP);
    return n;
}

node_id arm_subscription_node(struct arm_graph *a, struct origin where)
{
    node_id n = graph_node(a->g, NODE_BOUNDARY,
                           azure_id(a->im, a->set->path, NODE_BOUNDARY, STR("subscription")),
                           STR("subscription"), where);
    graph_set_type(a->g, n, STR("Microsoft.Resources/subscriptions"));
    graph_set_provider(a->g, n, STR("azure"));
    describe_boundary(a, n, BOUNDARY_SUBSCRIPTION);
    return n;
}

/* A resource that the template does not have. What is folded is looked for one level up. */
static node_id external_node(struct arm_graph *a, struct str type, struct str name,
                             struct origin where)
{
    const struct arm_resource *known = arm_set_find(a->set, type, name);
    const struct arm_type_row *row = arm_type_find(type);
    if (known && known->node)
        return known->node;
    while (row->place == ARM_FOLD) {
        size_t t = str_rchr(type, '/'), n = str_rchr(name, '/');
        if (t == STR_NPOS || n == STR_NPOS || str_istarts(type, STR("Microsoft.Authorization/")))
            return 0;
        type = str_sub(type, 0, t);
        name = str_sub(name, 0, n);
        const struct arm_resource *found = arm_set_find(a->set, type, name);
        if (found && found->node)
            return found->node;
        row = arm_type_find(type);
    }
    size_t dot = str_chr(type, '.');
    if (row->place == ARM_IGNORE || dot == STR_NPOS || str_chr(type, '/') == STR_NPOS ||
        str_empty(name))
        return 0;
    struct str key = arena_lower(a->arena, ARENA_JOIN(a->arena, type, STR("\n"), name));
    bool added;
    uint32_t *at = map_put(&a->external, key, &added);
    if (!added)
        return *at;
    node_id n = make_node(a, row->kind, type, name, row->class, where);
    graph_set_external(a->g, n, true);
    if (str_iends(type, STR("/authorizationRules")) &&
        str_iends(name, STR("/RootManageSharedAccessKey"))) /* every namespace is born with it */
        graph_attr(a->g, n, FACT_MADE_BY, STR("platform"));
    map_set(&a->external, key, n);
    size_t t = str_rchr(type, '/'), slash = str_rchr(name, '/');
    if (slash != STR_NPOS && str_chr(str_sub(type, 0, t), '/') != STR_NPOS) {
        node_id box = external_node(a, str_sub(type, 0, t), str_sub(name, 0, slash), where);
        arm_edge(a, EDGE_RESIDES_IN, n, box, where);
    }
    return n;
}

node_id arm_node_of_ref(struct arm_graph *a, const struct arm_ref *ref, struct origin where)
{
    const struct arm_resource *r = arm_set_of_ref(a->set, ref);
    if (r)
        return r->node;
    if (str_iis(ref->type, "Microsoft.Resources/resourceGroups"))
        return arm_group_node(a, ref->name, where);
    return str_empty(ref->type) ? 0 : external_node(a, ref->type, ref->name, where);
}

node_id arm_node_of_id(struct arm_graph *a, struct str id, struct origin where)
{
    struct arm_ref ref = {0};
    if (arm_id_parse(a->arena, id, &ref.type, &ref.name, NULL, NULL))
        return arm_node_of_ref(a, &ref, where);
    ref.name = id;
    const struct arm_resource *r = str_empty(id) ? NULL : arm_set_of_ref(a->set, &ref);
    return r ? r->node : 0;
}

node_id arm_node_of_value(struct arm_graph *a, const struct arm_value *v, struct origin where)
{
    node_id n = arm_is_scalar(v) ? arm_node_of_id(a, v->text, where) : 0;
    for (const struct arm_ref *r = arm_refs(a->arena, v); r && !n; r = r->next)
        n = arm_node_of_ref(a, r, where);
    return n;
}

static node_id parent_node(struct arm_graph *a, const struct arm_resource *r)
{
    const struct arm_resource *p = arm_set_parent(a->set, r);
    if (p)
        return p->node;
    size_t t = str_rchr(r->type, '/'), n = str_rchr(r->name, '/');
    if (t == STR_NPOS || n == STR_NPOS || arm_part_count(r->type) < 3)
        return 0;
    return external_node(a, str_sub(r->type, 0, t), str_sub(r->name, 0, n), arm_where(r));
}

/* The nearest of the resources around r that is drawn as a frame. */
static node_id box_of(struct arm_graph *a, const struct arm_resource *r, node_id parent)
{
    for (int i = 0; parent && i < 16; i++) {
        enum node_kind kind = graph_node_at(a->g, parent)->kind;
        if (kind == NODE_BOUNDARY || kind == NODE_APP || kind == NODE_NET)
            return parent;
        r = arm_set_parent(a->set, r);
        parent = r ? parent_node(a, r) : 0;
    }
    return 0;
}

/* Where it lies: in its account, app or network, else in the resource group. */
static void place_node(struct arm_graph *a, struct arm_resource *r, const struct arm_type_row *row,
                       enum node_kind kind, node_id parent)
{
    struct origin where = arm_where(r);
    if (row->kind == NODE_BOUNDARY && row->class == BOUNDARY_RESOURCE_GROUP) {
        arm_edge(a, EDGE_RESIDES_IN, r->node, arm_subscription_node(a, where), where);
        return;
    }
    if (parent && kind == NODE_FUNCTION) {
        arm_edge(a, EDGE_HOSTED_BY, r->node, parent, where);
        return;
    }
    node_id box = kind == NODE_APP ? 0 : box_of(a, r, parent);
    if (parent && box != parent) /* a slot of an app, an operation of an API */
        arm_edge(a, kind == NODE_ROUTE ? EDGE_ROUTES : EDGE_DEPENDS,
                 kind == NODE_ROUTE ? parent : r->node, kind == NODE_ROUTE ? r->node : parent,
                 where);
    if (!box && !r->existing)
        box = arm_group_node(a, r->group, where);
    arm_edge(a, EDGE_RESIDES_IN, r->node, box, where);
}

static void make_resource(struct arm_graph *a, struct arm_resource *r)
{
    const struct arm_type_row *row = arm_type_find(r->type);
    struct origin where = arm_where(r);
    if (row->place == ARM_IGNORE)
        return;
    node_id parent = parent_node(a, r);
    if (row->place == ARM_FOLD) {
        r->node = r->scope.len ? arm_node_of_id(a, r->scope, where) : parent;
        if (!r->node && arm_part_count(r->type) > 2)
            graph_unresolved(a->g, azure_safe(a->im, r->name),
                             STR("what this resource belongs to is not known"), 0, where);
        return;
    }
    enum node_kind kind = kind_of(r, row);
    r->node = make_node(a, kind, r->type, r->name, row->class, where);
    if (r->existing)
        graph_set_external(a->g, r->node, true);
    if (r->off)
        graph_attr_typed(a->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    if (r->condition.len)
        graph_set_node_condition(a->g, r->node, azure_safe(a->im, r->condition));
    if (r->copies != 1)
        graph_attr(a->g, r->node, "multiplicity",
                   r->copies ? arena_printf(a->arena, "x%ld", r->copies) : STR("xN"));
    const struct arm_value *tags = arm_path(r->value, "tags");
    for (size_t i = 0; tags && i < tags->count; i++)
        if (tags->type == ARM_OBJECT && !arm_secure(tags->members[i].value) &&
            !str_istarts(tags->members[i].key, STR("hidden-"))) /* of the portal, for itself */
            graph_tag(a->g, r->node, azure_safe(a->im, tags->members[i].key),
                      azure_safe(a->im, arm_show(tags->members[i].value)));
    const char *const shown[] = {"kind", "sku.name", "location"};
    for (size_t i = 0; i < COUNT(shown); i++)
        if (arm_text_known(arm_prop(r, shown[i])) && arm_prop(r, shown[i]).len)
            arm_copy_attr(a, r, r->node, shown[i], i == 1 ? "sku" : shown[i]);
    place_node(a, r, row, kind, parent);
}

/* --- References ------------------------------------------------------------------------------- */

static bool lies_in(const struct arm_graph *a, const struct arm_resource *r, node_id n)
{
    const struct arm_resource *p = arm_set_parent(a->set, r);
    for (int i = 0; p && i < 16; i++, p = arm_set_parent(a->set, p))
        if (p->node == n)
            return true;
    return false;
}

/* A resource id, a name, a symbolic name, or the name of a loop. */
static void depend_on(struct arm_graph *a, const struct arm_resource *r, const struct arm_member *m)
{
    struct origin where = arm_member_where(r, m, "dependsOn");
    struct str text = arm_show(m->value);
    struct arm_ref name = {.name = text};
    const struct arm_resource *named = arm_set_of_symbol(a->set, r, text);
    if (!named)
        named = arm_set_of_ref(a->set, &name);
    node_id to = named ? named->node : arm_node_of_id(a, text, where);
    for (const struct arm_ref *ref = m->value->refs; ref && !to; ref = ref->next)
        to = arm_node_of_ref(a, ref, where);
    if (to && !lies_in(a, r, to))
        arm_edge(a, EDGE_DEPENDS, r->node, to, where);
    bool loop = false;
    for (size_t i = 0; i < a->set->count && !named && !to; i++) {
        const struct arm_resource *one = a->set->items[i];
        if (one->in != r->in || !one->loop || !str_ieq(one->loop->name, text))
            continue;
        loop = true;
        if (one->node && !lies_in(a, r, one->node))
            arm_edge(a, EDGE_DEPENDS, r->node, one->node, where);
    }
    if (!named && !to && !loop && text.len && !m->value->refs && arm_text_known(text) &&
        str_chr(text, '/') == STR_NPOS)
        graph_unresolved(a->g, azure_safe(a->im, text),
                         STR("the template has no resource of this name"), r->node, where);
}

static void refer(struct arm_graph *a, struct arm_resource *r)
{
    for (size_t i = 0; i < r->value->count; i++) {
        const struct arm_member *m = &r->value->members[i];
        if (str_iis(m->key, "dependsOn")) {
            for (size_t k = 0; k < m->value->count; k++)
                depend_on(a, r, &m->value->members[k]);
            continue;
        }
        struct origin where = arm_member_where(r, m, NULL);
        where.field = m->key;
        for (const struct arm_ref *ref = arm_refs(a->arena, m->value); ref; ref = ref->next) {
            if (str_iends(ref->property, STR("principalId"))) /* policies say that */
                continue;
            node_id to = arm_node_of_ref(a, ref, where);
            if (to && to != r->node && !lies_in(a, r, to))
                arm_edge(a, EDGE_DEPENDS, r->node, to, where);
            if (!to && str_empty(ref->type) && ref->name.len && arm_text_known(ref->name))
                graph_unresolved(a->g, azure_safe(a->im, ref->name),
                                 STR("the template has no resource of this name"), r->node, where);
        }
    }
}

/* --- Back from a node to its resource ----------------------------------------------------------
 */

static void index_nodes(struct arm_graph *a)
{
    a->by_node_count = graph_node_count(a->g) + 1;
    a->by_node = mem_zalloc(a->by_node_count, sizeof *a->by_node);
    for (size_t i = a->set->count; i-- > 0;) { /* the first of several stays */
        struct arm_resource *r = a->set->items[i];
        if (r->node && arm_type_find(r->type)->place == ARM_NODE)
            a->by_node[r->node] = r;
    }
}

struct arm_resource *arm_resource_of(struct arm_graph *a, node_id n)
{
    return n < a->by_node_count ? a->by_node[n] : NULL;
}

/* --- The whole -------------------------------------------------------------------------------- */

void arm_graph_emit(struct import *im, struct arm_set *set)
{
    struct arm_graph a = {.im = im, .g = import_graph(im), .arena = import_arena(im), .set = set};
    size_t deepest = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct arm_resource *r = set->items[i];
        const struct arm_type_row *row = arm_type_find(r->type);
        if (row->place == ARM_NODE)
            reserve_id(&a, kind_of(r, row), r->type, r->name);
        if (arm_part_count(r->type) > deepest)
            deepest = arm_part_count(r->type);
    }
    for (size_t depth = 1; depth <= deepest; depth++) /* parents before children */
        for (size_t i = 0; i < set->count; i++)
            if (arm_part_count(set->items[i]->type) == depth && !set->items[i]->scope.len)
                make_resource(&a, set->items[i]);
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i]->scope.len)
            make_resource(&a, set->items[i]);
    index_nodes(&a);
    for (size_t i = 0; i < set->count; i++) {
        struct arm_resource *r = set->items[i];
        const struct arm_type_row *row = arm_type_find(r->type);
        if (row->emit && !r->existing)
            row->emit(&a, r);
    }
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i]->node &&
            !str_istarts(set->items[i]->type, STR("Microsoft.Authorization/")))
            refer(&a, set->items[i]);
    map_release(&a.ids);
    map_release(&a.external);
    mem_free(a.by_node);
}
