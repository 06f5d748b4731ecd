/* SPDX-License-Identifier: MIT */
/* judged.h - the findings in the orders that views ask for: by node, and by how they stand, with their
 * groups. Made once for all findings, so that no frame looks at each of them.
 * Place:     part of the explorer's shared state (x->judged), made together with x->findings.
 * Invariant: describes the findings as they stood then: decisions are applied before.
 * Ownership: judged_free() frees all; the findings and their rules are borrowed. NULL is allowed where a
 *            const struct judged * is taken: nobody was judged.
 */
#ifndef FAASMAP_JUDGED_H
#define FAASMAP_JUDGED_H

#include <stdbool.h>
#include <stddef.h>

#include "finding.h"

enum finding_standing { FINDING_OPEN, FINDING_QUESTION, FINDING_QUIET }; /* quiet: decided or known */
enum finding_standing finding_standing(const struct finding *f);

/* Findings of one rule, severity and standing. */
struct judged_group {
    uint32_t first, count; /* into order */
    const struct rule *rule;
    int standing, severity;
};

/* A finding about a node. */
struct judged_one {
    uint32_t finding;
    uint16_t rule; /* in rules[] */
    uint8_t severity, standing;
};

struct judged {
    size_t count, open;   /* all findings; those that are open */
    uint32_t *order;      /* findings by standing, severity (worst first), rule */
    node_id *subject;     /* of each place of order */
    uint8_t *in_part;     /* of each place: is about a part of the subject that has a name */
    struct judged_group *groups;
    size_t group_count;
    uint32_t *first;      /* per node id: where its own begin in ones; one more at the end */
    struct judged_one *ones; /* all that are not quiet; of a node the worst first */
    uint8_t *grave;       /* per node id: an open one of high severity or worse is about it */
};

struct judged *judged_new(const struct findings *f, size_t nodes);
void judged_free(struct judged *j);

struct judged_list {
    const struct judged_one *ones;
    size_t count;
};
/* What is found about a node, without what is quiet; the worst first. */
struct judged_list judged_about(const struct judged *j, node_id n);

#endif
