/* SPDX-License-Identifier: MIT */
/* cfn_functions.h - what the files of the evaluator share: cfn_eval.c (functions of texts),
 * cfn_values.c, cfn_refs.c, cfn_shape.c (maps), cfn_lists.c, cfn_foreach.c, cfn_json.c,
 * cfn_condition.c.
 */
#ifndef FAASMAP_CFN_FUNCTIONS_H
#define FAASMAP_CFN_FUNCTIONS_H

#include "cfn_eval.h"

enum { CFN_INCLUDED = 0x8000 }; /* bit of doc_node.file: an index of scope.work, not of scope.doc */

/* One step, one level down; false: the limits are reached, and that was said. */
bool cfn_enter(struct cfn_scope *s, const struct doc_node *at);
void cfn_leave(struct cfn_scope *s);
void cfn_problem(struct cfn_scope *s, const struct doc_node *at, const char *text);

struct cfn_value cfn_unknown(void);
struct cfn_value cfn_plain(struct str text);
struct cfn_value cfn_literal(struct cfn_scope *s, struct str text); /* dynamic references in it */
struct cfn_value cfn_of_ref(struct cfn_scope *s, enum cfn_ref_kind kind, struct str id,
                            struct str attr, struct str text);
/* Of a parameter or export that only the deployment knows. */
struct cfn_value cfn_unknown_ref(struct cfn_scope *s, enum cfn_ref_kind kind, struct str id,
                                 struct str name);
struct cfn_value cfn_concat(struct cfn_scope *s, struct cfn_value x, struct cfn_value y);
struct cfn_value cfn_either(struct cfn_scope *s, struct str condition, struct cfn_value yes,
                            struct cfn_value no);
struct cfn_value cfn_ref(struct cfn_scope *s, struct str id, struct str attr); /* attr "": Ref */
struct cfn_value cfn_parameter(struct cfn_scope *s, struct str name);
struct cfn_value cfn_substitute(struct cfn_scope *s, struct str text, const struct doc_node *vars);
const struct cfn_ref *cfn_refs_join(struct cfn_scope *s, const struct cfn_ref *x,
                                    const struct cfn_ref *y);
/* What the values that Fn::FindInMap may give have in common: "site-*.example.com"; else "*". */
struct str cfn_map_pattern(struct cfn_scope *s, const struct doc_node *arg);
struct cfn_value cfn_get_att(struct cfn_scope *s, const struct doc_node *arg);
int cfn_holds(struct cfn_scope *s, const struct doc_node *n); /* as cfn_condition() */

/* Conditions that stand in an Fn::If below n and that only the deployment knows, in the order of
 * writing; those that are in open already are kept. */
enum { CFN_OPEN = 3 };
struct cfn_open {
    struct str names[CFN_OPEN];
    size_t count;
    bool more; /* than there is room for */
};
void cfn_open_conditions(struct cfn_scope *s, const struct doc_node *n, struct cfn_open *open);
/* From here on the condition holds (1), does not (0), or is open again (-1). Only for one that was
 * open. False: there is none of this name. */
bool cfn_assume(struct cfn_scope *s, struct str name, int holds);

/* Nodes that evaluation makes: they stand where the node does that caused them. */
struct doc_node *cfn_shallow(struct cfn_scope *s, const struct doc_node *n); /* children shared */
struct doc_node *cfn_new_map(struct cfn_scope *s, const struct doc_node *at);
struct doc_node *cfn_new_list(struct cfn_scope *s, const struct doc_node *at);
struct doc_node *cfn_new_text(struct cfn_scope *s, struct str text, const struct doc_node *at);
void cfn_put(struct cfn_scope *s, struct doc_node *map, const struct doc_node *like,
             struct str key, struct doc_node *value);
bool cfn_is_no_value(const struct doc_node *n); /* nothing, or Ref AWS::NoValue */

#endif
