/* SPDX-License-Identifier: MIT */
/* cfn_graph.c - one template: its resources, in the order of writing, become nodes, then edges. */
#include "cfn_graph.h"
#include "handler.h"
#include "handler_edges.h"
#include "manifest.h"

#include "cfn_functions.h"

/* --- Resources -------------------------------------------------------------------------------- */

struct origin cfn_at(struct cfn *c, const struct doc_node *n)
{
    return n ? cfn_where(&c->scope, n) : (struct origin){.file = c->path};
}

struct cfn_resource *cfn_find(struct cfn *c, struct str id)
{
    uint32_t i;
    return map_get(&c->by_id, id, &i) ? &c->resources[i - 1] : NULL;
}

/* What Ref and GetAtt name, where they are written in the usual way. */
static struct str direct_id(const struct doc_node *n)
{
    const struct doc_node *call = cfn_call(n);
    if (call && str_is(call->key, "Ref"))
        return doc_text(call);
    if (call && str_is(call->key, "Fn::GetAtt") && doc_is_list(call))
        return doc_text(doc_first(call));
    return STR("");
}

struct cfn_resource *cfn_resource_of(struct cfn *c, const struct doc_node *n)
{
    struct str id = direct_id(n);
    struct cfn_resource *direct =
        id.len && !doc_get_str(c->scope.parameters, id) ? cfn_find(c, id) : NULL;
    if (direct)
        return direct;
    struct cfn_value v = cfn_value(&c->scope, n);
    for (const struct cfn_value *i = &v; i; i = i->other)
        for (const struct cfn_ref *ref = i->refs; ref; ref = ref->next)
            if (ref->kind == CFN_REF_RESOURCE && cfn_find(c, ref->id))
                return cfn_find(c, ref->id);
    return NULL;
}

static bool holds(struct cfn *c, const struct doc_node *at, struct str *condition)
{
    *condition = doc_text(doc_get(at, "Condition"));
    if (str_empty(*condition))
        return true;
    int yes = cfn_condition(&c->scope, *condition, at);
    if (yes == 1)
        *condition = STR("");
    return yes != 0;
}

static void add_resource(struct cfn *c, const struct doc_node *at)
{
    struct cfn_resource *r = &c->resources[c->count];
    struct str type = doc_text(doc_get(at, "Type")), condition;
    bool added;
    if (!doc_is_map(at) || str_empty(type)) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, at),
                  "a resource without a type is left out");
        return;
    }
    if (!holds(c, at, &condition))
        return;
    uint32_t *index = map_put(&c->by_id, at->key, &added);
    if (!added)
        return;
    *index = (uint32_t)++c->count;
    const struct cfn_kind *of = cfn_kind_of(c, type);
    *r = (struct cfn_resource){.id = at->key, .type = of->type, .condition = condition, .at = at,
                               .of = of, .row = of->row};
    r->name = ARENA_JOIN(c->arena, STR("*-"), r->id, STR("-*")); /* until it is named */
    r->props = doc_get(at, "Properties");
    if (cfn_is(r, "AWS::Events::Rule") && doc_get(r->props, "ScheduleExpression") &&
        !doc_get(r->props, "EventPattern"))
        r->row = &cfn_type_timer;
    r->where = cfn_at(c, at);
    r->where.line = doc_begin(at).line; /* a resource stands where its name does */
    r->where.col = doc_begin(at).col;
    r->where.field = ARENA_JOIN(c->arena, STR("Resources."), at->key);
}

static void note_paths(struct cfn *c)
{
    for (size_t i = 0; i < c->options->path_count; i++)
        map_set(&c->paths, c->options->paths[i].name, (uint32_t)i + 1);
}

enum { BYTES_A_RESOURCE = 400 }; /* values, names and ids on the way to the graph, about */

/* What a resource holds stands behind it, as it was read: fetched while those before it are worked
 * on. */
static void soon(const struct cfn *c, size_t i)
{
    enum { AHEAD = 3, BYTES = 1280 /* about as much as most hold */ };
    if (i + AHEAD < c->count)
        mem_soon_all(c->resources[i + AHEAD].at, BYTES);
}

/* Behind the others, as they may say more than one. */
static void add_permissions(struct cfn *c, size_t policy)
{
    const struct doc_node *list = cfn_policy_permissions(c, &c->resources[policy]);
    if (!list || !list->count)
        return;
    c->resources = mem_realloc(c->resources, c->count + list->count, sizeof *c->resources);
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        add_resource(c, n);
}

static void collect(struct cfn *c)
{
    const struct doc_node *list =
        cfn_node(&c->scope, doc_get(doc_root(c->scope.doc), "Resources"));
    if (!doc_is_map(list)) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, list),
                  "a template without resources");
        return;
    }
    c->resources = mem_alloc((list->count + 1) * sizeof *c->resources);
    map_reserve(&c->by_id, list->count);
    map_reserve(&c->by_name, list->count);
    graph_expect(c->g, list->count, 2 * (size_t)list->count);
    arena_expect(c->arena, (size_t)list->count * BYTES_A_RESOURCE);
    size_t at = 0;
    for (const struct doc_node *n = doc_first(list); n; n = n->next) {
        doc_soon(list, at++);
        if (!str_is(n->key, "Fn::Transform"))
            add_resource(c, n);
    }
    for (size_t i = 0, written = c->count; i < written; i++)
        if (cfn_is(&c->resources[i], "AWS::Lambda::ResourcePolicy"))
            add_permissions(c, i);
    for (size_t i = 0; i < c->count; i++) {
        soon(c, i);
        cfn_name_resource(c, &c->resources[i]);
    }
}

/* --- Edges of every resource ------------------------------------------------------------------- */

struct depends {
    struct cfn *c;
    struct cfn_resource *r;
};

static void add_depends(void *arg, const struct cfn_ref *ref)
{
    struct depends *d = arg;
    struct cfn_resource *to = ref->kind == CFN_REF_RESOURCE ? cfn_find(d->c, ref->id) : NULL;
    struct cfn_value v = {.text = STR("*"), .unknown = true, .refs = ref};
    struct cfn_ref one = *ref;
    one.next = NULL;
    v.refs = &one;
    node_id n = to ? cfn_node_of(d->c, to) : 0;
    if (!n && (ref->kind == CFN_REF_DYNAMIC || ref->kind == CFN_REF_IMPORT))
        n = cfn_target(d->c, &v, NODE_SERVICE, d->r->where);
    if (n && n != d->r->node)
        cfn_edge(d->c, EDGE_DEPENDS, d->r->node, n, d->r->at, d->r->condition);
}

static void emit(struct cfn *c, struct cfn_resource *r)
{
    if (r->row->place == CFN_IGNORE)
        return;
    cfn_node_of(c, r);
    if (r->node && r->row->place == CFN_NODE)
        cfn_show_facts(c, r);
    cfn_links(c, r);
    if (r->row->emit)
        r->row->emit(c, r);
    else if (!r->row->type.len && r->node)
        cfn_each_ref(&c->scope, r->props, add_depends, &(struct depends){c, r});
    const struct cfn_item *items;
    size_t count = r->node ? cfn_list(&c->scope, doc_get(r->at, "DependsOn"), &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *to = cfn_find(c, doc_text(items[i].node));
        node_id n = to ? cfn_node_of(c, to) : 0;
        if (n && n != r->node && r->row->place == CFN_NODE)
            cfn_edge(c, EDGE_DEPENDS, r->node, n, items[i].node, r->condition);
    }
}

/* --- Parameters and outputs --------------------------------------------------------------------- */

/* A NoEcho parameter with a default: everybody can read it in the template. */
static void read_parameters(struct cfn *c)
{
    for (const struct doc_node *p = doc_first(c->scope.parameters); p; p = p->next) {
        bool hidden = false;
        struct str raw = doc_text(doc_get(p, "Default"));
        doc_bool(doc_get(p, "NoEcho"), &hidden);
        if (!doc_is_map(p) || !hidden || str_empty(raw) || str_find(raw, STR("{{resolve:")) == 0)
            continue;
        struct origin where = cfn_at(c, doc_get(p, "Default"));
        where.field = ARENA_JOIN(c->arena, STR("Parameters."), p->key, STR(".Default"));
        node_id n = cfn_secret_literal(c, p->key, p->key, raw, where);
        cfn_edge(c, EDGE_RESIDES_IN, n, c->stack, p, STR(""));
    }
}

void cfn_export(struct cfn *c, struct str name, const struct doc_node *value)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    node_id n = v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
    if (n && name.len)
        graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("export:"), cfn_safe(c, name)),
                         ATTR_TEXT, graph_node_at(c->g, n)->id);
}

/* What other templates may ask for: attributes of the stack, joined by cfn_finish(). */
static void read_outputs(struct cfn *c)
{
    const struct doc_node *list = cfn_members(&c->scope, doc_get(doc_root(c->scope.doc), "Outputs"));
    if (!doc_is_map(list))
        return;
    for (const struct doc_node *o = doc_first(list); o; o = o->next) {
        struct str condition;
        if (!doc_is_map(o) || !holds(c, o, &condition))
            continue;
        const struct doc_node *value = doc_get(o, "Value");
        struct cfn_value v = cfn_value(&c->scope, value);
        cfn_show(c, c->stack, value, o->key, false, condition);
        node_id n = v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
        if (!n)
            continue;
        struct str id = graph_node_at(c->g, n)->id;
        struct str name = cfn_text(&c->scope, cfn_get(&c->scope, doc_get(o, "Export"), "Name"));
        if (name.len)
            graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("export:"),
                                                        cfn_safe(c, name)), ATTR_TEXT, id);
        graph_attr_typed(c->g, c->stack, ARENA_JOIN(c->arena, STR("output:"), o->key), ATTR_TEXT,
                         id);
    }
}

/* --- The whole --------------------------------------------------------------------------------- */

/* A file that is called as all such files are says less than the folder it lies in. */
static struct str stack_title(struct cfn *c)
{
    static const char *const usual[] = {"template", "packaged", "sam", "cloudformation", "stack",
                                        "main", "cfn", "packaged-template", "index"};
    size_t slash = str_rchr(c->path, '/');
    struct str file = slash == STR_NPOS ? c->path : str_from_at(c->path, slash + 1);
    if (str_ends(file, STR(".template.json"))) /* of CDK: STACK.template.json */
        return str_sub(file, 0, file.len - 14);
    struct str folder = import_folder(c->path), stem = str_sub(file, 0, str_rchr(file, '.'));
    bool plain = false;
    for (size_t i = 0; i < COUNT(usual); i++)
        plain |= str_iis(stem, usual[i]);
    if (!plain)
        return file;
    if (str_empty(folder)) /* the root of what is read, where it has a name that is not the file's */
        return graph_name(c->g).len && !str_eq(graph_name(c->g), file) ? graph_name(c->g) : file;
    slash = str_rchr(folder, '/');
    return slash == STR_NPOS ? folder : str_from_at(folder, slash + 1);
}

static void make_stack(struct cfn *c)
{
    const struct doc *doc = c->scope.doc;
    struct str title = c->options->title.len ? c->options->title : stack_title(c);
    struct str id = ARENA_JOIN(c->arena, STR("aws:"), c->space, STR(":boundary:stack"));
    c->stack = graph_node(c->g, NODE_BOUNDARY, id, title,
                          (struct origin){.file = c->path, .line = 1, .col = 1});
    graph_set_type(c->g, c->stack, STR("AWS::CloudFormation::Stack"));
    graph_set_provider(c->g, c->stack, STR("aws"));
    graph_attr(c->g, c->stack, FACT_CLASS, STR("stack"));
    graph_attr(c->g, c->stack, "template", c->path);
    if (c->options->stack.len)
        graph_attr(c->g, c->stack, "stack-name", cfn_safe(c, c->options->stack));
    cfn_note_place(c, c->stack);
    struct str about = doc_text(doc_get(doc_root(doc), "Description"));
    if (about.len)
        graph_attr(c->g, c->stack, "description", cfn_safe(c, str_sub(about, 0, 300)));
}

void cfn_import_one(struct import *im, const struct doc *doc, const struct cfn_options *o)
{
    struct cfn *c = mem_zalloc(1, sizeof *c);
    *c = (struct cfn){
        .im = im,
        .g = import_graph(im),
        .arena = import_arena(im),
        .options = o,
        .space = o->scope,
        .path = o->file.ptr ? o->file : o->scope,
    };
    c->folder = o->folder.ptr ? o->folder : import_folder(c->path);
    c->host = cfn_eval_host_of(c);
    cfn_scope_init(&c->scope, c->arena, doc, &c->host);
    if (!o->bare)
        make_stack(c);
    note_paths(c);
    collect(c);
    for (size_t i = 0; i < c->count; i++) {
        if (i + MEM_AHEAD < c->count)
            mem_soon_all(c->resources[i + MEM_AHEAD].at, sizeof *c->resources[i].at);
        if (c->resources[i].row->place == CFN_NODE)
            cfn_make_node(c, &c->resources[i]);
    }
    read_parameters(c);
    cfn_stack_deployer(c);
    cfn_note_guards(c);
    cfn_mentions_begin(c);
    for (size_t i = 0; i < c->count; i++) {
        soon(c, i);
        emit(c, &c->resources[i]);
        cfn_mentions_in(c, &c->resources[i]);
        cfn_plain_secrets(c, &c->resources[i]);
    }
    cfn_code(c);
    read_outputs(c);
    cfn_unattached(c);
    map_release(&c->by_id);
    map_release(&c->by_name);
    map_release(&c->paths);
    for (size_t i = 0; i < COUNT(c->notes); i++)
        map_release(&c->notes[i]);
    map_release(&c->shared);
    map_release(&c->kind_index);
    mem_free(c->kinds);
    mem_free(c->resources);
    handler_cache_free(c->code);
    manifests_free(c->packages);
    cfn_scope_release(&c->scope);
    mem_free(c);
}
