/* SPDX-License-Identifier: MIT */
/* azure_roles.h - what the built-in roles of Azure give, and what an action of a custom role is.
 * Data:      azure_roles.tsv: GUID, name, "target:class,class target:class" and the actions that
 *            matter most. Classes are those of facts.h (OP_CLASSES); "controls" besides says that
 *            the role makes its holder become the target. A target without classes is only shown.
 * Targets:   names of groups of resource types (table in azure_roles.c); "any" is the scope of the
 *            assignment itself, whatever lies in it included.
 * Source:    GUIDs, names and actions from iann0036/iam-dataset (MIT), which follows the reference
 *            of Microsoft; the classes are ours. Cosmos DB data roles from the same reference.
 */
#ifndef FAASMAP_AZURE_ROLES_H
#define FAASMAP_AZURE_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "graph.h"
#include "str.h"

struct azure_role {
    const char *guid, *name, *grants, *actions;
};
extern const struct azure_role azure_roles[];
extern const size_t azure_role_count;
const struct azure_role *azure_role_find(struct str guid); /* case ignored; NULL: unknown */

/* A group of resource types. */
struct azure_target {
    const char *name;
    enum node_kind kind;  /* what such a thing is on the map */
    const char *types[5]; /* a node is one of them if its type equals or begins with "TYPE/";
                             a last '$' wants the very type */
    const char *what;     /* "any blob container" */
};
enum { AZURE_TARGET_MAX = 32 };
const struct azure_target *azure_target_find(struct str name); /* NULL: no such target */
bool azure_target_holds(const struct azure_target *t, const struct node *n);

/* Classes by target that a list of allowed actions and data actions (patterns with '*', separated
 * by blanks) gives: calls found() once for each target, in the order of the table. */
struct azure_actions {
    struct str actions, not_actions, data_actions, not_data_actions;
};
void azure_actions_classify(const struct azure_actions *a,
                            void (*found)(void *arg, const char *target, unsigned ops), void *arg);

/* Of a list of allowed actions those that give what is wanted of each target, and what only shows ("/read" of
 * no class). wanted: classes; a role about everything gives data, too. Texts lie in the arena. false: some of it
 * no action of the list is known to give. */
bool azure_actions_narrow(const struct azure_actions *a, struct arena *arena,
                          unsigned (*wanted)(void *arg, const char *target), void *arg,
                          struct azure_actions *out);

#endif
