/* SPDX-License-Identifier: MIT */
/* JSON, strict and relaxed. Besides memory errors it ends on: the two readers of JSON disagree, a
 * refusal without a message, a text that only the strict form accepts, a tree deeper than allowed.
 */
#include <stdint.h>
#include <stdlib.h>

#include "limits.h"
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Looks at every node; the depth is bounded by the reader, which this checks. */
static size_t walk(const struct doc_node *n, unsigned depth)
{
    size_t bytes = n->key.len + doc_text(n).len;
    if (n->type != DOC_SCALAR && ++depth > LIMIT_DEPTH)
        abort();
    uint32_t count = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next, count++) {
        bytes += walk(c, depth);
        if (n->type == DOC_MAP && !doc_get_str(n, c->key))
            abort();
    }
    if (n->type != DOC_SCALAR && count != n->count)
        abort();
    return bytes;
}

static bool read_once(struct str text, unsigned flags)
{
    struct diags *diags = diags_new();
    struct doc *d = NULL;
    bool done = read_json(text, STR("fuzz"), flags, diags, &d);
    if (done != (d != NULL) || (!done && !diags_errors(diags)))
        abort();
    for (size_t i = 0; i < diags_count(diags); i++)
        if (str_starts(diags_at(diags, i)->text, STR("internal error")))
            abort();
    if (d && walk(doc_root(d), 0) > 4 * text.len)
        abort();
    doc_free(d);
    diags_free(diags);
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    bool strict = read_once(text, READ_STRICT), relaxed = read_once(text, READ_RELAXED);
    if (strict && !relaxed)
        abort();
    return 0;
}
