/* SPDX-License-Identifier: MIT */
/* findings_parts.h - what the files of the view findings share.
 * Place:     private to view_findings.c (keys, drawing), findings_list.c (the lines on the left) and
 *            findings_text.c (what stands beside them).
 */
#ifndef FAASMAP_FINDINGS_PARTS_H
#define FAASMAP_FINDINGS_PARTS_H

#include "page.h"
#include "session.h"

enum { FINDINGS_LIST_LEAST = 36 };

struct rule_group {
    struct judged_group is;
    bool folded;
};

struct findings_view {
    struct page list, text;
    struct rule_group *groups; /* NULL: not made yet for these findings */
    size_t group_count;
    bool built, told;
    uint64_t built_for; /* sight_stamp() */
    unsigned told_for;
    int width;
    struct rule_group *before; /* the system was read again: groups that were there */
    size_t before_count;
    struct rule_group at;      /* the group of the cursor then; no rule: none */
    node_id kept;              /* what the finding was about; 0: the cursor was at the group */
};

/* Targets of the list: item is 1 + a group's number, or FINDING_ITEM + a place in the order of judged.h. */
enum { FINDING_ITEM = 1u << 30 };

static inline const struct finding *findings_placed(const struct explorer *x, uint32_t place)
{
    return findings_at(x->findings, x->judged->order[place]);
}

/* findings_list.c */
void findings_group(struct explorer *x, struct findings_view *v); /* of x->judged */
void findings_list(struct explorer *x, struct findings_view *v);  /* the lines; the cursor stays */
bool findings_show(const struct explorer *x, uint32_t place);
size_t findings_group_of(const struct findings_view *v, uint32_t place);
/* The cursor on a finding, unfolded if need be; or on the line of a group. */
void findings_move_to(struct explorer *x, struct findings_view *v, uint32_t item);
/* The line of the group, or of the finding in it, that the cursor was at before. */
void findings_return(struct explorer *x, struct findings_view *v);

/* findings_text.c: what is to be said about the line of the cursor */
void findings_tell(struct explorer *x, struct findings_view *v, int width);

#endif
