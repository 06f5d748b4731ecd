/* SPDX-License-Identifier: MIT */
/* YAML, and detection. Besides memory errors it ends on a refusal without a message or with
 * documents, on a tree deeper or larger than allowed, and on items that are not those of libyaml. */
#include <stdint.h>
#include <stdlib.h>

#include "limits.h"
#include "read.h"
#include "text.h"
#include "yaml_both.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t walk(const struct doc_node *n, unsigned depth)
{
    size_t nodes = 1;
    if (n->type != DOC_SCALAR && ++depth > LIMIT_DEPTH)
        abort();
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        nodes += walk(c, depth);
        if (n->type == DOC_MAP && !doc_get_str(n, c->key))
            abort();
    }
    return nodes;
}

static void read_once(struct str text, bool any)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    bool done = any ? read_any(text, STR("fuzz"), READ_RELAXED, diags, &docs)
                    : read_yaml(text, STR("fuzz"), READ_STRICT, diags, &docs);
    if (!done && (!diags_errors(diags) || docs.count))
        abort();
    size_t nodes = 0;
    for (size_t i = 0; i < docs.count; i++)
        nodes += walk(doc_root(docs.items[i]), 0);
    if (nodes > LIMIT_ALIAS_NODES + 4 * text.len + 1)
        abort();
    docs_release(&docs);
    diags_free(diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    read_once(text, false);
    read_once(text, true);
    if (utf8_valid(text) && !yaml_both(text).agree)
        abort();
    return 0;
}
