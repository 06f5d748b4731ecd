/* SPDX-License-Identifier: MIT */
/* handler_value.h - values of the abstract run (handler_eval.h).
 * Place:     private to the scan of handler code.
 * Rule:      a value never changes but for the table of a map, which is shared as objects are.
 *            Alternatives hang on `other`, at most HANDLER_ALTERNATIVES. An alternative that is not
 *            known is not kept: `more` of any of the others says that there is one.
 */
#ifndef FAASMAP_HANDLER_VALUE_H
#define FAASMAP_HANDLER_VALUE_H

#include "handler.h"
#include "handler_ast.h"

enum { HANDLER_ALTERNATIVES = 16, HANDLER_TEXT_BYTES = 2048 };
#define HANDLER_FIELDS "..." /* key of a map that has fields which are not known */

enum value_kind {
    VALUE_UNKNOWN,
    VALUE_TEXT,     /* text, with marks of handler.h */
    VALUE_PATH,     /* text: dotted name of something outside, "boto3.Session()" */
    VALUE_MAP,      /* fields; a namespace, an object; of an instance node is its class */
    VALUE_LIST,     /* fields "0", "1", ...; element is any of them */
    VALUE_FUNCTION, /* node, scope */
    VALUE_CLASS,    /* fields, element: base */
    VALUE_CLIENT,   /* service, text: the thing it is bound to */
    VALUE_COMMAND,  /* call, element: parameters */
};

/* Key of a map for a field that is set in a branch only: perhaps it is not there. */
#define HANDLER_ABSENT "?"

struct value;
struct table_entry {
    struct str key;
    const struct value *value;
    struct table_entry *next, *after; /* in the bucket; in the order of setting */
};
struct table { /* {0} is an empty one */
    struct table_entry **buckets, *first, *last;
    size_t size, count; /* size: 0 or a power of two */
};
struct scope {
    struct table names;
    struct scope *outer;
    struct code_unit *unit;
};
struct code_unit { /* a file */
    struct str path;
    bool python, begun, missing;
    struct code_node *root;
    struct scope *scope;
    struct origin at; /* of inline code */
    bool lines;       /* whose lines are those of the file */
    struct code_unit *next;
};

struct value {
    enum value_kind kind;
    bool input;                 /* from what the caller sent, in whole; of a client: it has
                                   credentials of its own */
    bool more;                  /* or something else that is not known */
    struct str text;
    struct table *fields;
    const struct code_node *node;
    struct scope *scope;
    const struct value *self;    /* of a bound function */
    const struct value *element; /* of a list, a class, a wrapped function of a path */
    const struct aws_service_row *service;
    const struct aws_call_row *call;
    const struct value *other;
    unsigned maybe;              /* of a map: inside how many branches of its function it is made */
};

/* What the caller sent: a text; an object of his, a request whose members are such. */
extern const struct value value_unknown, value_input, value_sent, value_request;
/* A number, a truth value, none: it names nothing, so it is no alternative to what does. */
extern const struct value value_nothing;

const struct value *table_get(const struct table *t, struct str key); /* NULL: not there */
void table_set(struct arena *a, struct table *t, struct str key, const struct value *v);

struct value *value_new(struct arena *a, enum value_kind kind);
const struct value *value_text(struct arena *a, struct str text);
const struct value *value_path(struct arena *a, struct str text, bool input);
/* One of both; NULL is none. */
const struct value *value_either(struct arena *a, const struct value *x, const struct value *y);
/* v, or something that is not known. */
const struct value *value_more(struct arena *a, const struct value *v);
bool value_has_more(const struct value *v);
/* x, or y where x is a variable that is not set. */
const struct value *value_or(struct arena *a, const struct value *x, const struct value *y);
/* As a text with marks; unknown ones are a mark. */
struct str value_say(const struct value *v);
const struct value *value_join(struct arena *a, const struct value *x, const struct value *y);
/* Some of it is what the caller sent. */
bool value_tainted(const struct value *v);

#endif
