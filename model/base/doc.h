/* SPDX-License-Identifier: MIT */
/* doc.h - one tree for what YAML, JSON and HCL say, with line:column on every value.
 * Place:     readers (importers/read) build it; importers, themes and key files ask it.
 * Shape:     map, list or scalar. A scalar is always text; what it means (number, boolean, null)
 *            is decided by the reader of the field. `plain` tells a bare word from a quoted one.
 * Tags:      a YAML tag other than the default ones stays with the node ("!Ref"). The YAML reader turns
 *            short CloudFormation tags into their long form, so importers see one spelling.
 * Duplicate keys: both members stay, in order; doc_get() returns the last.
 * Ownership: the document owns all nodes and texts; what you get is borrowed until doc_free().
 *            doc_free() overwrites its texts first, since documents hold raw secrets.
 */
#ifndef FAASMAP_DOC_H
#define FAASMAP_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "diag.h"
#include "str.h"

enum doc_type { DOC_SCALAR, DOC_LIST, DOC_MAP };

struct doc;       /* one document of one file: opaque */
struct doc_extra; /* opaque */

/* Nodes are most of the memory of a project: one is a line of the caches, and what few of them have
 * stands outside. Whoever looks for a member goes along the members: most that are not there he need
 * not look for. */
struct doc_node {
    unsigned type : 2;    /* enum doc_type */
    unsigned key_up : 9;  /* lines from the key down to the value, see doc_key_place() */
    bool plain : 1;       /* scalar written without quotes */
    bool calls : 1;       /* map: a key begins with "Fn::", the functions of CloudFormation */
    bool literal : 1;     /* scalar of YAML in a block (|), whose lines are lines of the file */
    bool twice : 1;       /* map: a key stands more than once */
    bool more : 1;        /* something stands outside */
    uint16_t file;        /* 0: the document's own; else what doc_add_file() gave */
    unsigned count : 24;  /* members or elements */
    signed key_back : 8;  /* columns from the value back to the key */
    struct doc_node *next; /* the next sibling */
    struct str key;        /* of the member that this value belongs to; empty outside a map */
    union {
        struct str text; /* of a scalar */
        struct {
            struct doc_node *head; /* of others: the first child; ask doc_first() */
            uint64_t keys;         /* of a map: str_bit() of all its keys */
        };
    };
    uint32_t line, col; /* of the value; from 1 */
    union {
        struct doc_node *tail;   /* the last child; ask doc_last() */
        struct doc_extra *extra; /* of one that has more */
    };
};

struct doc_place {
    uint32_t line, col; /* from 1; 0: none */
};

/* Life cycle */
struct doc *doc_new(struct str file) ATTR_RETURNS_NONNULL; /* file: as origins shall name it */
void doc_free(struct doc *d);                              /* NULL is allowed */
void doc_expect(struct doc *d, size_t bytes); /* of the text that it is going to be read from */

/* Build. Every function returns a node that belongs to d; texts are copied. */
struct doc_node *doc_scalar(struct doc *d, struct str text, bool plain, uint32_t line, uint32_t col);
struct doc_node *doc_list(struct doc *d, uint32_t line, uint32_t col);
struct doc_node *doc_map(struct doc *d, uint32_t line, uint32_t col);
void doc_append(struct doc_node *list, struct doc_node *item); /* item must stand in no other node */
/* Returns the member of the same key that stood last until now, or NULL. O(1) but for the key. */
const struct doc_node *doc_put(struct doc *d, struct doc_node *map, struct str key,
                               struct doc_place at, struct doc_node *value); /* at: of the key */
/* The same for a key whose bytes live as long as d does (in its arena or a literal): not copied. */
const struct doc_node *doc_put_kept(struct doc *d, struct doc_node *map, struct str key,
                                    struct doc_place at, struct doc_node *value);
/* Where the key of a value stands, whose own place is known: changed together with it. */
void doc_set_key_place(struct doc *d, struct doc_node *value, struct doc_place key);
void doc_set_place(struct doc_node *n, uint32_t line, uint32_t col); /* of the value and its key */
void doc_empty(struct doc_node *n, enum doc_type type); /* from now on a map or list of nothing */
void doc_set_text(struct doc_node *n, struct str text); /* from now on a scalar; text is borrowed */
/* A node of the same type, place, text and tag, but without children and key. Shares the texts. */
struct doc_node *doc_clone(struct doc *d, const struct doc_node *n);
/* The node of another document with all that it holds and its key, in d: texts are copied, places
 * and files stay what they were. What lies deeper than LIMIT_DEPTH below n is left out. */
struct doc_node *doc_copy(struct doc *d, const struct doc *from, const struct doc_node *n);
/* For a document that is put together from several files: the index of a further file, for
 * doc_node.file; 0 if it is d's own or there are too many (65,535). */
uint16_t doc_add_file(struct doc *d, struct str file);
void doc_set_tag(struct doc *d, struct doc_node *n, struct str tag);
void doc_set_root(struct doc *d, struct doc_node *root);
struct arena *doc_arena(struct doc *d); /* for readers that make texts themselves */
/* A key in the document's memory: mostly it stands there already, as few keys are most. */
struct str doc_key(struct doc *d, struct str key);

/* Ask. All take NULL as "not there" and answer NULL, 0, false or the empty text. */
const struct doc_node *doc_root(const struct doc *d);
struct str doc_file(const struct doc *d);
struct str doc_tag(const struct doc_node *n); /* empty: none */
static inline bool doc_is_map(const struct doc_node *n)
{
    return n && n->type == DOC_MAP;
}
static inline bool doc_is_list(const struct doc_node *n)
{
    return n && n->type == DOC_LIST;
}
static inline bool doc_is_scalar(const struct doc_node *n)
{
    return n && n->type == DOC_SCALAR;
}
struct doc_node *doc_last(const struct doc_node *n);        /* child; NULL: there is none */
struct doc_place doc_key_place(const struct doc_node *n);  /* 0:0 outside a map */
static inline struct doc_place doc_value_place(const struct doc_node *n)
{
    return n ? (struct doc_place){n->line, n->col} : (struct doc_place){0, 0};
}
/* Where a member begins: at its key; what is none, at itself. */
static inline struct doc_place doc_begin(const struct doc_node *n)
{
    struct doc_place key = doc_key_place(n);
    return key.line ? key : doc_value_place(n);
}
bool doc_is_null(const struct doc_node *n);  /* missing, or plain null, ~ or nothing */
const struct doc_node *doc_find(const struct doc_node *map, struct str key); /* map is one */
static inline const struct doc_node *doc_get_str(const struct doc_node *map, struct str key)
{
    return doc_is_map(map) && (map->keys & str_bit(key)) ? doc_find(map, key) : NULL;
}
static inline const struct doc_node *doc_get(const struct doc_node *map, const char *key)
{
    return doc_get_str(map, str_from(key));
}
const struct doc_node *doc_iget(const struct doc_node *map, const char *key); /* ASCII case ignored */
const struct doc_node *doc_at(const struct doc_node *list, size_t i);         /* O(i) */
const struct doc_node *doc_path(const struct doc_node *n, const char *path);  /* "a.b.c" of maps */
static inline struct str doc_text(const struct doc_node *n) /* of a scalar */
{
    return doc_is_scalar(n) ? n->text : STR_NONE;
}
bool doc_bool(const struct doc_node *n, bool *out);   /* true false yes no on off, plain or quoted */
bool doc_long(const struct doc_node *n, long *out);   /* a whole number; false if it is none */
struct origin doc_where(const struct doc *d, const struct doc_node *n); /* field left empty */

/* Who walks along a map and is at its member i: of a large one those that come later are fetched, with
 * the first that each of them holds. */
void doc_soon(const struct doc_node *map, size_t i);
/* Is it so of the text of any member called "Type", anywhere in a document as it was read? It may also
 * be said where there are too many such texts. False spares a look at all things of a large template. */
bool doc_may_have_type(const struct doc *d, bool (*is_so)(struct str type));
/* Is it so of any member of the map? */
bool doc_any(const struct doc_node *map, bool (*is_so)(const struct doc_node *member));

/* Walk: for (const struct doc_node *c = doc_first(n); c; c = c->next) */
static inline const struct doc_node *doc_first(const struct doc_node *n)
{
    return n && n->type != DOC_SCALAR ? n->head : NULL;
}

#endif
