/* SPDX-License-Identifier: MIT */
/* JSON, strict and relaxed. Besides memory errors it ends on: a tree that is not the one that cJSON
 * makes of the text, a refusal without a message, a text that only the strict form accepts, a tree
 * deeper than allowed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

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

static void must_be(bool good)
{
    if (!good)
        abort();
}

/* The depth is bounded by the reader. */
static void compare(const struct doc_node *n, const cJSON *item)
{
    if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
        const struct doc_node *c = doc_first(n);
        must_be(n->type == (cJSON_IsObject(item) ? DOC_MAP : DOC_LIST));
        for (item = item->child; item && c; item = item->next, c = c->next) {
            must_be(n->type == DOC_LIST || str_is(c->key, item->string));
            compare(c, item);
        }
        must_be(!item && !c);
        return;
    }
    must_be(doc_is_scalar(n) && n->plain == !cJSON_IsString(item));
    if (cJSON_IsString(item))
        must_be(str_is(n->text, item->valuestring));
    else if (cJSON_IsNumber(item))
        must_be(strchr("-0123456789", n->text.ptr[0]) != NULL);
    else
        must_be(str_is(n->text, cJSON_IsNull(item) ? "null" : cJSON_IsTrue(item) ? "true" : "false"));
}

/* d was read strictly. What cJSON has no room for (a number of many digits) is passed over. */
static void compare_all(const struct doc *d, struct str text)
{
    cJSON *tree = cJSON_ParseWithLength(text.ptr, text.len);
    if (tree)
        compare(doc_root(d), tree);
    cJSON_Delete(tree);
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
    if (d && flags == READ_STRICT)
        compare_all(d, text);
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
