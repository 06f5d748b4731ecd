/* SPDX-License-Identifier: MIT */
/* sam_lower.c - the way of a template through the parts that lower it. */
#include "cfn.h"
#include "sam.h"

/* --- Resources of the result ---- */

static void emit(struct sam *s, const struct sam_item *item, struct str id,
                 const struct doc_node *at, const char *type, struct doc_node *props, bool self)
{
    static const char *const kept[] = {"DependsOn", "Metadata", "DeletionPolicy",
                                       "UpdateReplacePolicy", NULL};
    if (doc_get_str(s->resources, id)) {
        if (self)
            sam_unresolved(s, at, id, "another resource has this logical id already");
        return;
    }
    sam_propagate(s, item, type, props);
    struct doc_node *made =
        sam_make(s, at, "{'Type':%z,'Condition':%n,'Properties':%n}", type,
                 doc_is_scalar(item->condition) ? sam_copy(s, item->condition) : NULL, props);
    if (self)
        sam_pass(s, made, item->node, kept);
    if (!self || item->implicit)
        sam_put(s, made, CFN_ORIGIN,
                sam_text_node(s, at, item->implicit ? STR("*") : item->id));
    struct doc_place key = doc_key_place(at);
    doc_put(s->out, s->resources, id, key.line ? key : doc_value_place(made), made);
}

void sam_emit(struct sam *s, const struct sam_item *item, struct str id, const struct doc_node *at,
              const char *type, struct doc_node *props)
{
    emit(s, item, id, at, type, props, false);
}

void sam_emit_self(struct sam *s, const struct sam_item *item, const char *type,
                   struct doc_node *props)
{
    emit(s, item, item->id, item->node, type, props, true);
}

struct sam_item *sam_find(struct sam *s, struct str id)
{
    uint32_t at;
    return map_get(&s->by_id, id, &at) ? &s->items[at] : NULL;
}

void sam_depend(struct sam *s, struct doc_node *resource, struct str id)
{
    struct doc_node *there = sam_member(resource, "DependsOn");
    if (doc_is_list(there)) {
        size_t seen = 0;
        for (const struct doc_node *c = doc_first(there); c && seen < SAM_COMPARED;
             c = c->next, seen++)
            if (str_eq(doc_text(c), id))
                return;
        doc_append(there, sam_text_node(s, resource, id));
    } else if (doc_is_map(resource) && !sam_is(there, arena_str(s->arena, id).ptr)) {
        sam_put(s, resource, "DependsOn",
                there ? sam_make(s, resource, "[%n,%s]", sam_copy(s, there), id)
                      : sam_make(s, resource, "[%s]", id));
    }
}

void sam_rename(struct sam *s, const struct sam_item *item, const char *property, struct str id)
{
    struct str name = *property ? SAM_JOIN(s, item->id, STR("."), str_from(property)) : item->id;
    if (!doc_get_str(s->renamed, name))
        sam_put_str(s, s->renamed, name, sam_text_node(s, item->node, id));
}

void sam_unresolved(struct sam *s, const struct doc_node *at, struct str text, const char *reason)
{
    graph_unresolved(import_graph(s->im), text, str_from(reason), 0, doc_where(s->out, at));
}

/* --- The template ---- */

bool sam_is_type(struct str type)
{
    return str_starts(type, STR("AWS::Serverless::"));
}

/* Resources that are none of SAM stand in the result from the start: events may change them. */
static void read_resources(struct sam *s, const struct doc *in, const struct doc_node *resources,
                           const struct doc_node *globals)
{
    /* Two more: the implicit APIs. */
    s->items = arena_array(s->arena, (size_t)resources->count + 2, sizeof *s->items);
    for (const struct doc_node *c = doc_first(resources); c; c = c->next) {
        if (doc_get_str(resources, c->key) != c) /* the last of a key counts */
            continue;
        struct doc_node *node = doc_copy(s->out, in, c);
        struct str type = doc_text(doc_get(node, "Type"));
        if (!sam_is_type(type)) {
            doc_put(s->out, s->resources, node->key, doc_key_place(node), node);
            continue;
        }
        struct sam_item *item = &s->items[s->item_count];
        *item = (struct sam_item){.id = node->key, .type = type, .node = node,
                                  .condition = doc_get(node, "Condition"),
                                  .props = sam_with_globals(s, globals, type, node)};
        map_set(&s->by_id, item->id, (uint32_t)s->item_count++);
    }
}

/* A resource of SAM that nothing here knows: kept as it is, with what Globals said. */
static void keep(struct sam *s, const struct sam_item *item)
{
    struct doc_node *props = sam_copy(s, item->props);
    emit(s, item, item->id, item->node, arena_str(s->arena, item->type).ptr, props, true);
}

static void lower_items(struct sam *s)
{
    for (size_t i = 0; i < s->item_count; i++) {
        const struct sam_item *item = &s->items[i];
        if (str_is(item->type, "AWS::Serverless::Function"))
            sam_function(s, item);
        else if (str_is(item->type, "AWS::Serverless::StateMachine"))
            sam_state_machine(s, item);
        else if (str_is(item->type, "AWS::Serverless::WebSocketApi"))
            sam_websocket(s, item);
        else if (str_is(item->type, "AWS::Serverless::GraphQLApi"))
            sam_graphql(s, item);
        else if (!str_is(item->type, "AWS::Serverless::Api") &&
                 !str_is(item->type, "AWS::Serverless::HttpApi") &&
                 !str_is(item->type, "AWS::Serverless::Connector") && !sam_simple(s, item))
            keep(s, item);
    }
    sam_deployments(s);
    sam_apis_emit(s);
    sam_connectors(s);
}

struct doc *sam_lower(struct import *im, const struct doc *in)
{
    static const char *const whole[] = {"AWSTemplateFormatVersion", "Description", "Metadata",
                                        "Mappings", "Parameters", "Outputs", "Rules", NULL};
    const struct doc_node *root = doc_root(in), *resources = doc_get(root, "Resources"),
                          *globals = doc_get(root, "Globals");
    if (!doc_is_map(resources)) {
        diags_add(import_diags(im), DIAG_ERROR, doc_where(in, root),
                  "the template has no resources");
        return NULL;
    }
    struct doc *out = doc_new(doc_file(in));
    struct sam s = {.im = im, .out = out, .arena = doc_arena(out), .path = doc_file(in),
                    .folder = import_folder(doc_file(in)),
                    .parameters = doc_get(root, "Parameters")};
    struct doc_node *made = doc_clone(out, root);
    for (const char *const *name = whole; *name; name++)
        if (doc_get(root, *name))
            sam_put(&s, made, *name, doc_copy(out, in, doc_get(root, *name)));
    const struct doc_node *conditions = doc_get(root, "Conditions");
    s.conditions = doc_is_map(conditions) ? doc_copy(out, in, conditions)
                                          : sam_make(&s, made, "{}");
    s.resources = doc_clone(out, resources);
    s.renamed = sam_make(&s, made, "{}");
    read_resources(&s, in, resources, doc_is_map(globals) ? doc_copy(out, in, globals) : NULL);
    sam_apis_find(&s, doc_is_map(globals) ? doc_copy(out, in, globals) : NULL);
    lower_items(&s);
    doc_put(out, made, STR("Resources"), doc_key_place(resources), s.resources);
    if (s.conditions->count)
        sam_put(&s, made, "Conditions", s.conditions);
    sam_refs(&s, made);
    doc_set_root(out, made);
    map_release(&s.by_id);
    map_release(&s.usual);
    return out;
}
