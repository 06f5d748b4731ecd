/* SPDX-License-Identifier: MIT */
/* json_value.h - a small tree of JSON values: what policy documents and cases of them are read into.
 * Place:     iam, which does not know the readers of importers/read; base only.
 * Accepts:   RFC 8259 to the letter, at most LIMIT_DEPTH levels. Duplicate keys: both members stay,
 *            json_value_get() takes the last.
 * Ownership: everything lies in the arena; texts without escapes borrow the bytes read.
 * Failure:   NULL and the offset of the first byte that is wrong.
 */
#ifndef FAASMAP_JSON_VALUE_H
#define FAASMAP_JSON_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"

enum json_value_type {
    JSON_VALUE_NULL,
    JSON_VALUE_BOOL,
    JSON_VALUE_NUMBER,
    JSON_VALUE_TEXT,
    JSON_VALUE_LIST,
    JSON_VALUE_OBJECT,
};

struct json_value {
    enum json_value_type type;
    uint32_t count;                  /* members or elements */
    struct str key;                  /* of the member; empty outside an object */
    struct str text;                 /* decoded text; "true", "false", or the number as written */
    size_t at;                       /* offset in the bytes read */
    const struct json_value *first;  /* child */
    const struct json_value *next;   /* sibling */
};

const struct json_value *json_value_read(struct arena *a, struct str json, size_t *wrong_at);
/* The same, where texts outlive the tree: those with escapes lie in texts. */
const struct json_value *json_value_read_apart(struct arena *tree, struct arena *texts,
                                               struct str json, size_t *wrong_at);

/* All take NULL as "not there". */
const struct json_value *json_value_get(const struct json_value *object, const char *key);
bool json_value_is(const struct json_value *v, enum json_value_type type);
struct str json_value_text(const struct json_value *v); /* of a text; else empty */

/* Line and column (both from 1, columns in bytes) of an offset, by binary search. */
struct json_lines {
    const size_t *starts; /* offset of each line */
    size_t count;
};
struct json_lines json_lines(struct arena *a, struct str json);
void json_lines_place(const struct json_lines *l, size_t at, uint32_t *line, uint32_t *col);

#endif
