/* SPDX-License-Identifier: MIT */
#include "keys_twice.h"

void keys_twice_say(struct keys_twice *t, struct diags *diags, const struct doc *d,
                    const struct doc_node *before, const struct doc_node *again)
{
    const struct doc_place at = doc_key_place(again), first = doc_key_place(before);
    struct origin where = {doc_file(d), at.line, at.col, STR_NONE};
    if (t->count++ < KEYS_TWICE_MAX)
        diags_add(diags, DIAG_ERROR, where,
                  "this key stands twice in its map (first at %u:%u); the last one counts",
                  first.line, first.col);
    else if (t->count == KEYS_TWICE_MAX + 1)
        diags_add(diags, DIAG_ERROR, where, "more keys stand twice in their maps from here on");
}
