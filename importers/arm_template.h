/* SPDX-License-Identifier: MIT */
/* arm_template.h - from a template document to the list of resources that it deploys.
 * Place:     private to the ARM importer. Makes no node: arm_graph.c does.
 * Does:      nested children, "parent/child" names, the old ".../providers/x" form of extensions,
 *            copy loops, conditions, symbolic names, inline deployments (scope inner or outer) and
 *            linked templates that lie beside this one.
 * Loops:     a name that takes an element of a list gives one resource for each index (at most
 *            ARM_COPIES_MAX); a name that only counts ("vm0", "vm1") gives one resource with
 *            `copies` and "{i}" in its name.
 * Names:     equal type and name are one resource, wherever they stand: mutually exclusive
 *            conditions and `existing` references meet there.
 * Ownership: everything lives in the arena of the import; arm_set_release() frees the maps.
 */
#ifndef FAASMAP_ARM_TEMPLATE_H
#define FAASMAP_ARM_TEMPLATE_H

#include "arm_expr.h"
#include "importer.h"

enum { ARM_COPIES_MAX = 256 };

struct arm_template;

struct arm_resource {
    struct arm_template *in;
    struct str type, name;        /* "Microsoft.Storage/storageAccounts/queueServices/queues",
                                     "acct/default/telemetry" */
    struct str symbol;            /* languageVersion 2.0; else empty */
    const struct doc_node *doc;
    struct arm_loop *loop;        /* copies in force */
    const struct arm_value *value; /* the resource without nested resources and templates */
    struct str condition;         /* the expression, when it cannot be decided; else empty */
    struct str scope;             /* id of the resource that an extension stands on; or empty */
    struct str group;             /* resource group, where it is not that of the template */
    long copies;                  /* 1, or how many the one stands for; 0: unknown */
    bool existing, off;           /* referred to, not deployed; condition is false */
    bool named;                   /* all of the name is known */
    node_id node;                 /* of arm_graph.c; 0: none */
    node_id box;                  /* the node that stands for what lies in it, see arm_graph.c */
};

struct arm_set {
    struct import *im;
    struct arena *arena;
    struct str path;              /* of the root template */
    struct arm_host host;
    struct arm_resource **items;
    size_t count, cap;
    struct map by_key;            /* "type\nname" in lower case -> place in items + 1 */
    struct map by_name;           /* name -> place + 1, for names alone */
    struct map by_symbol;         /* "number of the template\nsymbol" -> place + 1 */
    struct arm_template *root;
    struct arm_template **templates;
    size_t template_count, template_cap;
    size_t linked;
};

/* doc: a deployment template. params: the document of its parameter file, or NULL. */
void arm_set_load(struct arm_set *set, struct import *im, struct str path, const struct doc *doc,
                  const struct doc *params);
void arm_set_release(struct arm_set *set);

/* The resource with this type (empty: any) and name; compares without case. NULL: none. */
struct arm_resource *arm_set_find(const struct arm_set *set, struct str type, struct str name);
/* By symbolic name in the template of `from`. */
struct arm_resource *arm_set_of_symbol(const struct arm_set *set, const struct arm_resource *from,
                                       struct str symbol);
struct arm_resource *arm_set_of_ref(const struct arm_set *set, const struct arm_ref *ref);
/* The resource that this one is a child of ("acct/default/q" -> "acct/default", "acct"). */
struct arm_resource *arm_set_parent(const struct arm_set *set, const struct arm_resource *r);

struct origin arm_where(const struct arm_resource *r);             /* of the resource */
struct origin arm_member_where(const struct arm_resource *r, const struct arm_member *m,
                               const char *field);                 /* NULL m: of the resource */
struct arena *arm_arena(const struct arm_resource *r);

/* Is the template deployed to a subscription, not to a resource group? */
bool arm_subscription_level(const struct arm_resource *r);

/* Paths of the templates that this one links to and that are there, relative to the root. */
void arm_template_links(struct import *im, struct str path, const struct doc *doc,
                        void (*found)(void *arg, struct str path), void *arg);
bool arm_is_template(const struct doc *doc);

#endif
