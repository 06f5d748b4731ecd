/* SPDX-License-Identifier: MIT */
/* arm_value.h - what an expression of an ARM template is worth, as far as the template tells.
 * Place:     private to the ARM importer.
 * Partial:   a value that only the deployment knows is `unknown`; its text then has a placeholder
 *            in braces where the unknown part stands ("stor{unique}", "{siteName}"), so equal
 *            expressions still give equal texts and names join. Nothing outside this importer may
 *            take a text with a placeholder for a real one: arm_text_known() tells.
 * References: a scalar carries the resources that it was made from (resourceId, reference,
 *            listKeys); lists and objects carry those of their members in the members.
 * Secure:    made from a secureString parameter or its like: the text is never shown.
 * Ownership: values are immutable and live in the arena that they were made in.
 */
#ifndef FAASMAP_ARM_VALUE_H
#define FAASMAP_ARM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "doc.h"
#include "str.h"

enum arm_type { ARM_NULL, ARM_BOOL, ARM_INT, ARM_TEXT, ARM_LIST, ARM_OBJECT };

enum arm_ref_kind {
    ARM_REF_ID,       /* resourceId and its like, or a name: the resource itself */
    ARM_REF_PROPERTY, /* reference(...): a property that the deployed resource has */
    ARM_REF_SECRET,   /* listKeys(...) and its like: a credential of that resource */
};

struct arm_ref {
    enum arm_ref_kind kind;
    struct str type;     /* "Microsoft.Storage/storageAccounts"; empty: only the name was said */
    struct str name;     /* "account/default/queue": one part for each part of the type behind the
                          * provider, or the symbolic name where the type is empty */
    struct str property; /* "identity.principalId"; of a secret: the function, "listKeys" */
    struct str group;    /* resource group, where the expression names one */
    const struct arm_ref *next;
};

struct arm_value;
struct arm_member {
    struct str key; /* empty in a list */
    const struct arm_value *value;
    const struct doc_node *at; /* where it was written, and in which document; or NULL */
    const struct doc *in;
};

struct arm_value {
    enum arm_type type;
    bool unknown, secure;
    uint32_t depth, size; /* nested levels and values in all, itself included */
    struct str text;      /* of a scalar; with its placeholder where a part is unknown */
    const struct arm_member *members;
    size_t count;
    const struct arm_ref *refs;
};

enum { ARM_VALUE_DEPTH = 256, ARM_VALUE_SIZE = 200000 };

extern const struct arm_value arm_null;      /* null */
extern const struct arm_value arm_too_large; /* unknown: list or object beyond the sizes above */

const struct arm_value *arm_text(struct arena *a, struct str text); /* borrows the text */
const struct arm_value *arm_long(struct arena *a, long n);
const struct arm_value *arm_bool(struct arena *a, bool b);
const struct arm_value *arm_list(struct arena *a, const struct arm_value *const *items, size_t n);
const struct arm_value *arm_list_of(struct arena *a, const struct arm_member *items, size_t n);
const struct arm_value *arm_object(struct arena *a, const struct arm_member *members, size_t n);
/* A document as it stands, expressions as text. borrow: texts stay in the document. */
const struct arm_value *arm_from_doc(struct arena *a, const struct doc_node *n, bool borrow);
const struct arm_value *arm_from_json(struct arena *a, struct str text); /* NULL: no JSON */
/* An unknown value whose placeholder is "{" what "}". */
const struct arm_value *arm_unknown(struct arena *a, struct str what);
/* The same value with the flags and references of another one added. */
const struct arm_value *arm_taint(struct arena *a, const struct arm_value *v,
                                  const struct arm_value *from);
const struct arm_value *arm_with_ref(struct arena *a, const struct arm_value *v,
                                     struct arm_ref ref);
const struct arm_ref *arm_refs_join(struct arena *a, const struct arm_ref *x,
                                    const struct arm_ref *y);

bool arm_is_scalar(const struct arm_value *v);
/* Member of an object; names are compared without case, as ARM does. NULL: there is none. */
const struct arm_value *arm_get(const struct arm_value *v, struct str key);
const struct arm_value *arm_path(const struct arm_value *v, const char *path); /* "a.b.c" */
const struct arm_member *arm_find(const struct arm_value *v, const char *path); /* NULL: none */
struct str arm_str(const struct arm_value *v); /* text of a scalar; NULL and null give "" */
/* The same for everything that leaves this importer: "{secure}" instead of a secret. */
struct str arm_show(const struct arm_value *v);
bool arm_equal(const struct arm_value *x, const struct arm_value *y); /* texts byte by byte;
                                                                        linear if keys keep order */
bool arm_to_bool(const struct arm_value *v, bool *out);  /* false: unknown or no boolean */
bool arm_to_long(const struct arm_value *v, long *out);
/* No part of it is unknown, deep. */
bool arm_known(const struct arm_value *v);
bool arm_secure(const struct arm_value *v); /* deep */
/* All references, deep, each once, in order of first appearance. */
const struct arm_ref *arm_refs(struct arena *a, const struct arm_value *v);
/* Compact JSON; secure and secret parts are written as "***". */
void arm_json(struct buf *out, const struct arm_value *v);

/* --- Names of types and resources ------------------------------------------------------------- */
struct str arm_last_part(struct str name);           /* behind the last '/' */
struct str arm_first_part(struct str name);          /* before the first '/' */
size_t arm_part_count(struct str name);              /* between '/'; 0 of the empty text */
/* Does a text have a placeholder? */
bool arm_text_known(struct str text);

/* "/subscriptions/../providers/A.B/c/x/d/y" or "A.B/c/x/d/y" or "A.B/c/d" + names: cuts a resource
 * id into type "A.B/c/d" and name "x/y". The last /providers/ counts; *group and *parent (what
 * stands before that /providers/, when it is a resource itself) may be NULL. */
bool arm_id_parse(struct arena *a, struct str id, struct str *type, struct str *name,
                  struct str *group, struct str *parent);

#endif
