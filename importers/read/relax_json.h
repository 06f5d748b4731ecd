/* SPDX-License-Identifier: MIT */
/* relax_json.h - turns JSON as people keep it into JSON: comments and trailing commas go,
 *            and ${NAME} where a value stands (a deployment puts it in) becomes null.
 * Place:     private to the readers; its result goes through the strict scan like any other text.
 * How:       what goes is replaced by spaces, one for each code point, line ends stay: every
 *            place in the result is that of the file. A comma goes only if a value stands before
 *            it and a closing bracket behind it.
 */
#ifndef FAASMAP_RELAX_JSON_H
#define FAASMAP_RELAX_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "str.h"

struct relax_json {
    size_t comments, commas, placeholders; /* how many went */
    size_t first_comment, first_comma, first_placeholder; /* offsets in the input; valid if there
                                                             was one */
    bool open_comment;                 /* the last one has no end */
    size_t open_at;
};

/* Writes the result into the empty buffer *out (which never moves; free it with read_wipe()). */
void relax_json(struct str text, struct buf *out, struct relax_json *found);

#endif
