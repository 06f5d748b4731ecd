/* SPDX-License-Identifier: MIT */
/* csharp_value.h - the abstract values of the interpreter: small sets of atoms.
 * Place:     importers; the csharp_*.c files only.
 * Atoms:     a text, an object of a project class, a class, a name outside of the project, an SDK
 *            object, a configuration section, a collection, a lambda, a method.
 * Texts:     a template: settings stand as CS_SETTING_OPEN name CS_SETTING_CLOSE, what is not
 *            known as CS_HOLE. Input bytes of these three values never get into a template.
 * Sets:      interned, so equal sets have equal numbers; at most CS_SET_MAX atoms. 0 is the empty
 *            set: never assigned, or null. A set that would grow larger becomes unknown text plus
 *            the first other atoms.
 * Ownership: atoms and sets live until cs_values_release(); texts in the arena.
 */
#ifndef FAASMAP_CSHARP_VALUE_H
#define FAASMAP_CSHARP_VALUE_H

#include "csharp_ast.h"
#include "csharp_sdk.h"

enum { CS_SET_MAX = 8, CS_TEMPLATE_MAX = 4096 };
#define CS_SETTING_OPEN  '\x01'
#define CS_SETTING_CLOSE '\x02'
#define CS_HOLE          '\x03'

typedef uint32_t cs_val;  /* a set */
typedef uint32_t cs_atom; /* index of an atom */

enum cs_atom_kind {
    CS_ATOM_TEXT,   /* text: a template */
    CS_ATOM_OBJECT, /* cls; fields are in the heap */
    CS_ATOM_CLASS,  /* cls: the class itself; static fields are in the heap */
    CS_ATOM_EXTERN, /* text: dotted name outside of the project; detail: of an enumeration's value
                       its name */
    CS_ATOM_SDK,    /* sdk, name, detail, conn, creds */
    CS_ATOM_CONFIG, /* text: section with ':' behind it, or empty */
    CS_ATOM_LIST,   /* elements are the field "[]" in the heap */
    CS_ATOM_LAMBDA, /* lambda, frame */
    CS_ATOM_METHOD, /* self, cls and text: a group of methods */
};

struct cs_frame;
struct cs_atom_row {
    uint8_t kind;
    uint8_t sdk;      /* enum cs_sdk */
    bool guessed;     /* made from a declared type only */
    bool bound;       /* made by the host for a binding: it reads the connection, not the code */
    uint32_t serial;  /* makes objects, lists and clients with a state differ; 0: interned */
    uint32_t born;    /* branch depth at which it was made */
    struct str text, name, detail, conn, creds;
    struct cs_class *cls;
    struct cs_lambda *lambda;
    struct cs_member *member; /* a local function in the place of lambda */
    struct cs_frame *frame;
    struct cs_unit *unit;
    cs_atom self;
};

struct cs_values; /* opaque */
struct cs_values *cs_values_new(struct arena *a);
void cs_values_release(struct cs_values *v);

const struct cs_atom_row *cs_atom_at(const struct cs_values *v, cs_atom a);
cs_atom cs_atom_put(struct cs_values *v, const struct cs_atom_row *row); /* serial 0: interned */
uint32_t cs_serial(struct cs_values *v);

cs_val cs_one(struct cs_values *v, cs_atom a);
cs_val cs_put(struct cs_values *v, const struct cs_atom_row *row); /* both steps */
cs_val cs_join(struct cs_values *v, cs_val a, cs_val b);
uint32_t cs_count(const struct cs_values *v, cs_val set);
cs_atom cs_nth(const struct cs_values *v, cs_val set, uint32_t i);
static inline const struct cs_atom_row *cs_row(const struct cs_values *v, cs_val set, uint32_t i)
{
    return cs_atom_at(v, cs_nth(v, set, i));
}

/* Texts */
cs_val cs_unknown(struct cs_values *v);               /* a text of which nothing is known */
bool cs_is_unknown(const struct cs_values *v, cs_val set); /* empty or nothing but unknown text */
cs_val cs_text(struct cs_values *v, struct str template); /* a template as it is */
cs_val cs_literal(struct cs_values *v, struct str text);  /* text of the source */
cs_val cs_setting(struct cs_values *v, struct str name);
/* Every text of a before every text of b; atoms that are no text count as a hole. */
cs_val cs_concat(struct cs_values *v, cs_val a, cs_val b);
/* The template of an atom: of a text, of the text an SDK object came from, else a hole. */
struct str cs_template(const struct cs_atom_row *row);
bool cs_has_hole(struct str template);
bool cs_has_setting(struct str template);
/* The next setting of a template, from *at on. */
bool cs_next_setting(struct str template, size_t *at, struct str *name);

/* Memory of fields: (atom, name) -> set. */
struct cs_heap {
    struct cs_cell *cells;
    size_t used, cap;
    uint32_t version; /* counts changes */
};
cs_val cs_heap_get(const struct cs_heap *h, cs_atom owner, uint32_t name);
void cs_heap_set(struct cs_heap *h, cs_atom owner, uint32_t name, cs_val value);
void cs_heap_release(struct cs_heap *h);

#endif
