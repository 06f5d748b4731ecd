/* SPDX-License-Identifier: MIT */
/* targets.h - the nodes that a question is about, from one text.
 * Place:     analysis, on filter.h; `--to` of paths.
 * Forms:     an id, a name, or a unique part of either; a glob of ids or names ("order*"); a filter
 *            ("kind:table priv:read", filter.h). ":STATE" behind any of them asks for that state
 *            alone ("orders:write", "kind:table:read").
 */
#ifndef FAASMAP_TARGETS_H
#define FAASMAP_TARGETS_H

#include "filter.h"

struct targets {
    node_id *nodes; /* ascending */
    size_t count;   /* 0: a filter or glob that nothing fits */
    enum state state; /* STATE_COUNT: any */
};

/* false: *error gets lines for people, raw text. out is to be released either way. */
bool targets_find(const struct graph *g, struct str text, struct targets *out, struct buf *error);
void targets_release(struct targets *t);

#endif
