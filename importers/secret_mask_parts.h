/* SPDX-License-Identifier: MIT */
/* secret_mask_parts.h - private to secret_mask*.c: the text and what of it is to be masked. */
#ifndef FAASMAP_SECRET_MASK_PARTS_H
#define FAASMAP_SECRET_MASK_PARTS_H

#include <stdbool.h>

#include "secret_mask.h"

enum { MASK_VALUES = 64 };

struct mask_span {
    size_t from, to; /* bytes */
};

struct mask {
    struct str text, file;
    size_t *lines;          /* where each begins */
    size_t line_count, line_cap;
    bool settings;          /* names that might mean a secret count everywhere */
    struct mask_span *spans;
    size_t count, cap;
};

void mask_add(struct mask *m, size_t from, size_t to);
/* True if the value is to be masked under this name (which may be empty). */
bool mask_judges(struct str name, struct str value, bool settings);
bool mask_names_secret(struct str name); /* or might */
/* A name that says nothing of its own: "value", "default". */
bool mask_is_generic(struct str name);
struct str mask_line(const struct mask *m, size_t line); /* from 0, without its break */

/* secret_mask_doc.c: false if the text is no whole document of JSON or YAML. */
bool mask_document(struct mask *m);
/* secret_mask_words.c: any text. code: unquoted words are expressions, not values. */
void mask_words(struct mask *m, bool code);

#endif
