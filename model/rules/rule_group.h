/* SPDX-License-Identifier: MIT */
/* rule_group.h - what holds for many nodes of a system is said once, with their names.
 * Place:     rules. A rule adds the nodes that it means, in id order; they are put together by what
 *            holds them (rule_frame()) and by a number of the rule's own choice, and each group is
 *            one finding.
 * Subject:   the first of them, so that the place is one that can be opened; the others stand beside.
 * Ownership: everything lives in rule_arena().
 */
#ifndef FAASMAP_RULE_GROUP_H
#define FAASMAP_RULE_GROUP_H

#include "rule_ask.h"

struct rule_group {
    node_id frame; /* 0: nothing holds them */
    unsigned key;
    node_id *nodes;
    size_t count, cap;
};

struct rule_groups {
    struct rule_group *items; /* in the order in which they came up */
    size_t count, cap;
};

/* The stack that a node belongs to, rather than its network; else what holds it: app, group. 0:
 * nothing does. */
node_id rule_frame(const struct rule_run *run, node_id n);
/* Linear in the groups of one call of a rule: these are few. */
void rule_group_add(struct rule_run *run, struct rule_groups *groups, node_id n, unsigned key);
/* A finding about a group, with its nodes, or a question; severity and text are the rule's to say. */
struct finding *rule_group_find(struct rule_run *run, const struct rule_group *g);
struct finding *rule_group_ask(struct rule_run *run, const struct rule_group *g);
/* Says "A", "A and B", "A, B and C", or "A, B and 7 more", then the words for one or for many. */
void rule_group_say(struct rule_run *run, struct finding *f, const struct rule_group *g,
                    const char *one, const char *many);

#endif
