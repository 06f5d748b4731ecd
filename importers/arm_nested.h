/* SPDX-License-Identifier: MIT */
/* arm_nested.h - templates inside templates: what arm_nested.c and arm_template.c share.
 * Place:     private to the ARM importer. arm_nested.c registers what is written, without
 *            evaluating names; arm_template.c makes resources of it.
 */
#ifndef FAASMAP_ARM_NESTED_H
#define FAASMAP_ARM_NESTED_H

#include "arm_template.h"

/* A resource as it is written: before loops and conditions. */
struct arm_raw {
    const struct doc_node *doc;
    struct str symbol, type;     /* type in full */
    struct arm_raw *parent;          /* nested children */
    struct arm_template *nested; /* of a deployment */
    struct str name;             /* evaluated outside of loops, on demand */
    bool named, naming;
};

struct arm_template {
    struct arm_set *set;
    struct arm_scope *scope;
    bool own_scope; /* false: evaluates in the scope of the template around it */
    const struct doc_node *root;
    struct arm_template *outer;
    struct arm_raw **raws;
    size_t raw_count, raw_cap;
    struct map symbols; /* of the raws -> place + 1 */
    unsigned depth, number;
};

/* own_scope false: expressions are evaluated in the scope of the template around it. */
struct arm_template *arm_template_add(struct arm_set *set, struct arm_template *outer,
                                      const struct doc *doc, const struct doc_node *root,
                                      bool own_scope);
/* Raw entries for all resources of t and of the templates nested in it. */
void arm_register(struct arm_template *t);
/* The template of a deployment resource, registered; NULL: it has none that can be read. */
struct arm_template *arm_nested_template(struct arm_template *t, const struct doc_node *res);
bool arm_is_deployment(struct str type);

#endif
