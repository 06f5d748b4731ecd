/* SPDX-License-Identifier: MIT */
/* yaml_usual.h - the items of a YAML stream as nearly all files are written, several times faster
 * than libyaml gives them.
 * Place:     private to the readers, under yaml_items.c.
 * Knows:     one document, begun by "---" or not: block maps and lists, collections in brackets,
 *            plain and quoted scalars (in brackets on one line), texts in blocks (| and >),
 *            comments, tags of letters and digits ("!Ref").
 * Otherwise: whatever it does not know or finds wrong, it gives up, and libyaml reads the stream
 *            from its beginning: libyaml alone says what is wrong. So all items given until then
 *            must be those of libyaml 0.2.5, text, tag and place, but for the places of the ends;
 *            a test and the fuzz target compare. In doubt it gives up.
 * Cost:      one pass beside the check of the bytes, no recursion.
 */
#ifndef FAASMAP_YAML_USUAL_H
#define FAASMAP_YAML_USUAL_H

#include "buf.h"
#include "yaml_items.h"

struct yaml_usual_level {
    uint8_t kind;
    int32_t indent; /* column of its entries, from 0; in brackets: of the block around */
};

struct yaml_usual {
    const char *at, *end, *line_start;
    uint32_t line;
    bool wide;             /* there are characters of several bytes */
    const char *counted;   /* of this line: so far columns are counted, if wide */
    uint32_t counted_col;
    uint8_t state;
    uint8_t from;          /* what stands before the node that comes */
    int32_t column;        /* of what the line begins with; -1: the text ends */
    bool after_comment;    /* a line of comment stands before that line */
    uint32_t end_line, end_col; /* behind the "-" or ":" */
    struct str tag;        /* of the node that comes; empty: none */
    uint32_t tag_line, tag_col;
    const char *key_from, *key_behind; /* where the key begins that was looked at last, and ends */
    struct yaml_item key;              /* which it is */
    uint32_t depth;
    struct yaml_usual_level levels[LIMIT_DEPTH];
    struct buf scratch;    /* the text that does not stand in the file as it is */
};

/* Borrows the text. Afterwards yaml_usual_release(), which overwrites what was in the scratch. */
void yaml_usual_init(struct yaml_usual *u, struct str utf8);
void yaml_usual_release(struct yaml_usual *u);
/* false: it gives up; nothing must be asked after that or after ITEM_END. */
bool yaml_usual_next(struct yaml_usual *u, struct yaml_item *item);

#endif
