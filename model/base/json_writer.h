/* SPDX-License-Identifier: MIT */
/* json_writer.h - JSON as it is written: exports, and the JSON answers of every command.
 * Place:     base. Reading is another matter (importers/read); nothing here builds a tree.
 * Form:      two spaces per level; what is opened with json_..._inline() stands on one line. Texts go
 *            through esc_json(), so any bytes may come in. The same calls give the same bytes.
 * Use:       struct json_writer w = json_writer(&buf);
 *            json_object(&w);
 *            json_key(&w, "nodes"), json_list(&w);
 *            ...
 *            json_end(&w), json_end(&w);
 *            The caller keeps the order of JSON (a key before each member); asserts check it.
 */
#ifndef FAASMAP_JSON_WRITER_H
#define FAASMAP_JSON_WRITER_H

#include <stdbool.h>

#include "buf.h"
#include "doc.h"
#include "limits.h"
#include "str.h"

enum { JSON_WRITER_DEPTH = LIMIT_DEPTH + 16 }; /* a document of the deepest kind within our frame */

struct json_writer {
    struct buf *out;
    unsigned depth;
    unsigned inline_from;          /* levels from there on stand on one line; 0: none */
    bool empty;                    /* nothing in the innermost level yet */
    bool keyed;                    /* a key was written, its value comes next */
    char close[JSON_WRITER_DEPTH]; /* per level '}' or ']' */
};

struct json_writer json_writer(struct buf *out);

void json_object(struct json_writer *w);
void json_list(struct json_writer *w);
void json_object_inline(struct json_writer *w);
void json_list_inline(struct json_writer *w);
void json_end(struct json_writer *w); /* the innermost; a newline behind the outermost */

void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, struct str key);

void json_text(struct json_writer *w, struct str s);
void json_literal(struct json_writer *w, const char *s);
void json_long(struct json_writer *w, long value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
void json_number(struct json_writer *w, struct str text); /* no JSON number: written as a text */
/* JSON text made elsewhere, on one line, escapes and spaces as ours; what is no JSON (or deeper
 * than LIMIT_DEPTH) is written as a text. */
void json_raw(struct json_writer *w, struct str json);
/* A document's value on one line. Plain scalars that are JSON numbers, true, false, null (in YAML
 * ~ or nothing as well) are written as such, all others as texts. */
void json_doc(struct json_writer *w, const struct doc_node *n);

/* The same as one text of its own: what graph attributes and policies hold. */
struct str json_from_doc(struct arena *a, const struct doc_node *n);

/* Members, in one call each. json_member_if: left out if s is empty. */
void json_member(struct json_writer *w, const char *key, struct str s);
void json_member_if(struct json_writer *w, const char *key, struct str s);
void json_member_long(struct json_writer *w, const char *key, long value);
void json_member_bool(struct json_writer *w, const char *key, bool value);

bool json_is_number(struct str text); /* RFC 8259 grammar */

#endif
