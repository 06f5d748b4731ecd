/* SPDX-License-Identifier: MIT */
/* yaml_anchors.h - the anchors of one YAML document and the copies that aliases make of them.
 * Place:  private to the readers, under read_yaml.c.
 * Why:    a document is a tree, so an alias is a copy; what aliases may make is bounded by
 *         LIMIT_ALIAS_NODES values and LIMIT_ALIAS_FACTOR times the bytes of the input (a value
 *         counts as 1 byte and those of its key and text, which copies share).
 *         An anchor is open until its value is complete: an alias to it then would be a cycle.
 */
#ifndef FAASMAP_YAML_ANCHORS_H
#define FAASMAP_YAML_ANCHORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doc.h"
#include "limit_say.h"
#include "map.h"
#include "str.h"

struct yaml_anchor {
    const struct doc_node *node;
    bool open;
};

struct yaml_anchors {
    struct map names; /* to places in items */
    struct yaml_anchor *items;
    size_t count, cap;
};

/* Also forgets all anchors: between two documents. */
void yaml_anchors_release(struct yaml_anchors *a);
/* Notes node under name (borrowed, must live as long as the table), instead of an earlier one of
 * that name; returns its place for yaml_anchors_close(). */
size_t yaml_anchors_add(struct yaml_anchors *a, struct str name, const struct doc_node *node);
void yaml_anchors_close(struct yaml_anchors *a, size_t place);
const struct yaml_anchor *yaml_anchors_find(const struct yaml_anchors *a, struct str name);

/* What may still be made in one file. */
struct yaml_budget {
    size_t nodes;       /* values so far, copies included, of the file */
    size_t alias_nodes; /* of these by aliases */
    uint64_t alias_bytes, alias_bytes_max;
};
static inline enum limit_id yaml_budget_node(struct yaml_budget *b) /* counts one */
{
    return b->nodes++ < LIMIT_DOCUMENT_NODES ? LIMIT_ID_NONE : LIMIT_ID_DOCUMENT_NODES;
}

/* A copy of from with all below it, whose root will stand at depth containers below the root of
 * d. NULL: *limit would be exceeded. O(size of the copy), no recursion. */
struct doc_node *yaml_copy(struct doc *d, const struct doc_node *from, uint32_t depth,
                           struct yaml_budget *budget, enum limit_id *limit);

#endif
