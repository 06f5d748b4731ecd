/* SPDX-License-Identifier: MIT */
/* keys_twice.h - the message for a key that stands twice in one map.
 * Place: private to the readers. After KEYS_TWICE_MAX of them in one file one line stands for the
 *        rest, so that a hostile file cannot fill the memory with messages.
 */
#ifndef FAASMAP_KEYS_TWICE_H
#define FAASMAP_KEYS_TWICE_H

#include <stddef.h>

#include "diag.h"
#include "doc.h"

enum { KEYS_TWICE_MAX = 100 };

struct keys_twice {
    size_t count; /* in this file so far */
};

void keys_twice_say(struct keys_twice *t, struct diags *diags, const struct doc *d,
                    const struct doc_node *before, const struct doc_node *again);

#endif
