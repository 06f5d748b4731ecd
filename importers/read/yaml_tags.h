/* SPDX-License-Identifier: MIT */
/* yaml_tags.h - what a tag does to a value: the table of short CloudFormation tags.
 * Place:  private to the readers.
 * Source: AWS CloudFormation User Guide, intrinsic function reference: each function has a full
 *         name ("Fn::Join") and, in YAML, a short form ("!Join").
 */
#ifndef FAASMAP_YAML_TAGS_H
#define FAASMAP_YAML_TAGS_H

#include <stdbool.h>

#include "str.h"

struct yaml_tag {
    struct str long_form; /* the value becomes {long_form: value}; empty: it does not */
    bool is_text;         /* !!str and !: the scalar is text, as if it were quoted */
    bool kept;            /* the tag stays in the node */
    bool splits;          /* a scalar is split at its first dot into a list of two */
};

struct yaml_tag yaml_tag_look_up(struct str tag); /* of a tag that is not empty */

/* Most values have no tag: that does nothing. */
static inline struct yaml_tag yaml_tag_of(struct str tag)
{
    return str_empty(tag) ? (struct yaml_tag){{NULL, 0}, false, false, false}
                          : yaml_tag_look_up(tag);
}

#endif
