/* SPDX-License-Identifier: MIT */
/* yaml_items.h - what a YAML stream says, item by item; the one file that knows libyaml.
 * Place:     private to the readers, under read_yaml.c; on yaml_usual.h for what is written as
 *            usual.
 * Hazards:   libyaml has no depth limit and is quadratic in it, and in %TAG lines: both are
 *            bounded here (LIMIT_DEPTH, LIMIT_DIRECTIVES, the latter for the whole stream). Every return is checked and every
 *            event deleted on every path.
 * Secrets:   texts and the buffers of the parser are overwritten when they are given up. What
 *            libyaml frees itself while a buffer grows is out of reach.
 */
#ifndef FAASMAP_YAML_ITEMS_H
#define FAASMAP_YAML_ITEMS_H

#include <stdbool.h>
#include <stdint.h>

#include "limit_say.h"
#include "str.h"

enum item_kind {
    ITEM_DOCUMENT,     /* begins; `marked` if by "---" */
    ITEM_DOCUMENT_END, /* `marked` if by "..." */
    ITEM_SCALAR,
    ITEM_LIST,
    ITEM_MAP,
    ITEM_CLOSE, /* of the innermost list or map */
    ITEM_ALIAS,
    ITEM_END /* of the stream */
};

enum item_style { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED };

struct yaml_item {
    enum item_kind kind;
    enum item_style style; /* of a scalar */
    bool marked;           /* of the beginning and the end of a document */
    bool flow;             /* of a list or map: it is in brackets */
    struct str text;       /* of a scalar */
    struct str tag;        /* of a scalar, list, map: "tag:yaml.org,2002:str", "!Ref"; or empty */
    struct str anchor;     /* of a scalar, list, map; the name that an alias refers to */
    uint32_t line, col;    /* from 1; with a tag or anchor that is where it stands */
};

struct yaml_fault {
    const char *text;         /* fixed texts, never of the input; NULL where a limit was hit */
    enum limit_id limit;
    uint32_t line, col;
    const char *context;      /* "while parsing a block mapping"; NULL: none */
    uint32_t context_line, context_col;
};

struct yaml_items; /* opaque */

enum yaml_way {
    YAML_FAST,   /* libyaml reads from the first construct on that is not usual */
    YAML_LIBYAML /* all of it: for tests, what the other way must say as well */
};

/* Borrows the text (no byte order mark). NULL: out of memory. */
struct yaml_items *yaml_items_new(struct str utf8, enum yaml_way way);
void yaml_items_free(struct yaml_items *y);
/* false: the stream is wrong, see the fault; nothing must be asked after that or after ITEM_END.
 * Sets what belongs to the kind of item; its texts are valid until the next call. */
bool yaml_items_next(struct yaml_items *y, struct yaml_item *item);
const struct yaml_fault *yaml_items_fault(const struct yaml_items *y);

#endif
