/* SPDX-License-Identifier: MIT */
/* arm_graph.h - from the resources of a template to nodes and edges.
 * Place:     private to the ARM importer.
 * Table:     arm_types.c says for each resource type what kind of node it is, whether it stands in
 *            the graph by itself or is folded into the resource that it belongs to, and which
 *            function reads its properties. A type without a row becomes a `service` node. Either
 *            way every resource that it refers to gets a `depends` edge.
 * Ids:       azure:<template path>:<kind>:<name>; the name is the full one ("acct/telemetry")
 *            without "default"; where two types would meet in one id, "@<last part of the type>"
 *            follows. Resources that are only referred to are external nodes of the same form.
 * Groups:    what a template deploys resides in a boundary of class resource-group; children
 *            reside in their account.
 */
#ifndef FAASMAP_ARM_GRAPH_H
#define FAASMAP_ARM_GRAPH_H

#include "arm_template.h"
#include "facts.h"
#include "graph.h"

struct arm_graph {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct arm_set *set;
    struct map ids;      /* "kind:name" -> 1 + number of the type that took it, see arm_graph.c */
    struct map external; /* "type\nname" -> node */
    struct arm_resource **by_node; /* by node id, what a node was made for; NULL: something else */
    size_t by_node_count;
};

enum arm_place {
    ARM_NODE,   /* a node of its own */
    ARM_FOLD,   /* facts about the resource that it belongs to */
    ARM_IGNORE, /* says nothing about the topology: tags, locks, policies of the tenant */
};

struct arm_type_row {
    const char *type;
    enum arm_place place;
    enum node_kind kind;
    enum boundary_class class; /* of a boundary */
    void (*emit)(struct arm_graph *a, struct arm_resource *r); /* or NULL */
};

/* Never NULL: the row of the type, else of no type (a service node). */
const struct arm_type_row *arm_type_find(struct str type);

void arm_graph_emit(struct import *im, struct arm_set *set);

/* --- For the handlers ------------------------------------------------------------------------- */
/* The node that a reference means: of this template, or an external one. 0: it means no node (a
 * deployment, a role definition, a name that is not known at all). */
node_id arm_node_of_ref(struct arm_graph *a, const struct arm_ref *ref, struct origin where);
/* The same for the text of a resource id, or a value that holds one. */
node_id arm_node_of_id(struct arm_graph *a, struct str id, struct origin where);
node_id arm_node_of_value(struct arm_graph *a, const struct arm_value *v, struct origin where);
/* The resource that a node stands for; NULL: none of this template. */
struct arm_resource *arm_resource_of(struct arm_graph *a, node_id n);
/* The resource group (empty: that of the template), the subscription. */
node_id arm_group_node(struct arm_graph *a, struct str group, struct origin where);
node_id arm_subscription_node(struct arm_graph *a, struct origin where);
node_id arm_internet(struct arm_graph *a);
/* A node that belongs to r: azure:<path>:<kind>:<name of r>/<name>. */
node_id arm_part(struct arm_graph *a, const struct arm_resource *r, enum node_kind kind,
                 struct str name, struct origin where);
struct str arm_scope_of(struct arm_graph *a, const struct arm_resource *r); /* "<path>/<name>" */

edge_id arm_edge(struct arm_graph *a, enum edge_kind kind, node_id from, node_id to,
                 struct origin where);
/* A property as attribute, when it is there and may be shown: "properties.httpsOnly". */
void arm_copy_attr(struct arm_graph *a, struct arm_resource *r, node_id n, const char *path,
                   const char *attr);
struct str arm_prop(const struct arm_resource *r, const char *path); /* "" if not there */
bool arm_prop_is(const struct arm_resource *r, const char *path, const char *text); /* no case */
bool arm_prop_bool(const struct arm_resource *r, const char *path, bool *out);
bool arm_type_is(const struct arm_resource *r, const char *type);

/* Handlers, one group per file. */
void arm_emit_site(struct arm_graph *a, struct arm_resource *r);           /* arm_site.c */
void arm_emit_site_config(struct arm_graph *a, struct arm_resource *r);
void arm_emit_site_function(struct arm_graph *a, struct arm_resource *r);
void arm_emit_site_policy(struct arm_graph *a, struct arm_resource *r);
void arm_emit_site_source(struct arm_graph *a, struct arm_resource *r);
void arm_emit_plan(struct arm_graph *a, struct arm_resource *r);
void arm_emit_identity_of(struct arm_graph *a, struct arm_resource *r);    /* arm_iam.c */
void arm_emit_role_assignment(struct arm_graph *a, struct arm_resource *r);
void arm_emit_role_definition(struct arm_graph *a, struct arm_resource *r);
void arm_emit_vault(struct arm_graph *a, struct arm_resource *r);
void arm_emit_vault_policies(struct arm_graph *a, struct arm_resource *r);
void arm_emit_cosmos_assignment(struct arm_graph *a, struct arm_resource *r);
void arm_emit_federation(struct arm_graph *a, struct arm_resource *r);
void arm_emit_storage(struct arm_graph *a, struct arm_resource *r);        /* arm_data.c */
void arm_emit_blob_service(struct arm_graph *a, struct arm_resource *r);
void arm_emit_container(struct arm_graph *a, struct arm_resource *r);
void arm_emit_namespace(struct arm_graph *a, struct arm_resource *r);
void arm_emit_hub(struct arm_graph *a, struct arm_resource *r);
void arm_emit_bus_queue(struct arm_graph *a, struct arm_resource *r);
void arm_emit_bus_subscription(struct arm_graph *a, struct arm_resource *r);
void arm_emit_access_rule(struct arm_graph *a, struct arm_resource *r);
void arm_emit_iot_hub(struct arm_graph *a, struct arm_resource *r);
void arm_emit_event_subscription(struct arm_graph *a, struct arm_resource *r);
void arm_emit_database(struct arm_graph *a, struct arm_resource *r);
void arm_emit_firewall_rule(struct arm_graph *a, struct arm_resource *r);
void arm_emit_public(struct arm_graph *a, struct arm_resource *r);
void arm_emit_api_diagnostics(struct arm_graph *a, struct arm_resource *r);
void arm_emit_diagnostics(struct arm_graph *a, struct arm_resource *r);
void arm_emit_workflow(struct arm_graph *a, struct arm_resource *r);
void arm_emit_secret(struct arm_graph *a, struct arm_resource *r);

#endif
