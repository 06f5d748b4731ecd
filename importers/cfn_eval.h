/* SPDX-License-Identifier: MIT */
/* cfn_eval.h - what the intrinsic functions of a CloudFormation template give, as far as it tells.
 * Place:     private to CloudFormation; knows documents, no graph.
 * Partial:   text has '*' for what only the deployment knows; refs tell which resources, parameters,
 *            exports, secrets it was made of, so half an ARN still finds its node.
 * Fn::If:    decided only by parameters that the caller gave (--param), never by defaults. Otherwise
 *            both branches stay: scalars as alternatives, lists as items with a condition, maps as
 *            one map whose members are Fn::If in turn.
 * Limits:    LIMIT_DEPTH nested functions; steps LIMIT_EVALUATION_STEPS plus CFN_STEPS_PER_RESOURCE
 *            for each resource; CFN_ALTERNATIVES and CFN_REFS per value; LIMIT_STRING_BYTES per text. What goes
 *            beyond is unknown, with one note.
 * Source:    AWS CloudFormation User Guide, "Intrinsic function reference", "Pseudo parameters
 *            reference", "Dynamic references", "AWS::LanguageExtensions transform".
 */
#ifndef FAASMAP_CFN_EVAL_H
#define FAASMAP_CFN_EVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "buf.h"
#include "doc.h"
#include "json_writer.h"
#include "map.h"
#include "str.h"
#include "terms.h"

enum { CFN_ALTERNATIVES = 8, CFN_REFS = 64, CFN_STEPS_PER_RESOURCE = 64 };

enum cfn_ref_kind {
    CFN_REF_RESOURCE, /* id, attr: empty for Ref */
    CFN_REF_PARAM,    /* a parameter without a value */
    CFN_REF_IMPORT,   /* id: name of the export, a pattern if partly unknown */
    CFN_REF_OUTPUT,   /* id: name of a stack; attr: of its output */
    CFN_REF_DYNAMIC,  /* attr: "ssm", "ssm-secure", "secretsmanager"; id: the name of it */
};

struct cfn_ref {
    enum cfn_ref_kind kind;
    struct str id, attr;
    const struct cfn_ref *next;
};

struct cfn_value {
    struct str text;      /* '*' for what is unknown */
    bool unknown;         /* some of it is */
    bool none;            /* AWS::NoValue, or nothing is written here */
    bool secure;          /* made of a NoEcho parameter or a secret: never shown */
    struct str condition; /* holds only if; empty: always */
    const struct cfn_ref *refs;
    const struct cfn_value *other; /* the next alternative */
};

struct cfn_item { /* of a list */
    const struct doc_node *node;   /* reduced; NULL: only the value is there */
    const struct cfn_value *value; /* NULL: evaluate the node */
    struct str condition;
};

struct cfn_eval_host {
    void *arg;
    /* --param and its like; false: not given. */
    bool (*param)(void *arg, struct str name, struct str *value);
    /* The text of an attribute of a resource ("" is Ref); false: there is no such resource. */
    bool (*resource)(void *arg, struct str id, struct str attr, struct str *text);
    /* The resource reads this value from another region, where it is put out by that name. */
    bool (*elsewhere)(void *arg, struct str id, struct str attr, struct str *name);
    /* The document of Fn::Transform AWS::Include; NULL: not local. May be NULL itself. */
    const struct doc *(*include)(void *arg, struct str location, const struct doc_node *at);
    void (*problem)(void *arg, const struct doc_node *at, const char *text); /* may be NULL */
};

struct cfn_scope {
    struct arena *arena;
    const struct doc *doc;  /* places of nodes are asked of it */
    struct doc *work;       /* nodes that evaluation makes */
    const struct cfn_eval_host *host;
    const struct doc_node *parameters, *mappings, *conditions;
    struct map deciding;    /* conditions: 1 true, 2 false, 3 undecided, 4 being decided */
    size_t steps;           /* left */
    unsigned depth;
    bool strict;            /* inside a condition: defaults of parameters count for nothing */
    bool exhausted;
    bool named;             /* what is unknown is written "${Parameter}", not '*' */
};

void cfn_scope_init(struct cfn_scope *s, struct arena *arena, const struct doc *doc,
                    const struct cfn_eval_host *host);
void cfn_scope_release(struct cfn_scope *s);

/* Where a node stands, be it of the template, made by the evaluator, or of an included file. */
struct origin cfn_where(const struct cfn_scope *s, const struct doc_node *n);

/* Scalars. A map or list that is no function gives an unknown value with the refs in it. */
struct cfn_value cfn_value(struct cfn_scope *s, const struct doc_node *n);
struct cfn_value cfn_item_value(struct cfn_scope *s, const struct cfn_item *item);
/* The text if it is known in full and always holds, else empty. */
struct str cfn_known(struct cfn_scope *s, const struct doc_node *n);
struct str cfn_text(struct cfn_scope *s, const struct doc_node *n); /* first alternative */
bool cfn_bool(struct cfn_scope *s, const struct doc_node *n, bool silence);

/* The node with functions that give maps or lists worked off: NULL, a scalar, a list, or a map that is
 * no function, or a function that gives a scalar. */
const struct doc_node *cfn_node_of_call(struct cfn_scope *s, const struct doc_node *map);
static inline const struct doc_node *cfn_node(struct cfn_scope *s, const struct doc_node *n)
{
    bool plain = !doc_is_map(n) || (n->count != 1 && !n->calls); /* nothing to work off: nearly all */
    return plain ? n : cfn_node_of_call(s, n);
}
static inline const struct doc_node *cfn_get_str(struct cfn_scope *s, const struct doc_node *n,
                                                 struct str key)
{
    const struct doc_node *at = doc_get_str(cfn_node(s, n), key);
    return at ? cfn_node(s, at) : NULL;
}
const struct doc_node *cfn_path_str(struct cfn_scope *s, const struct doc_node *n, struct str path);
/* Always inline: what a literal is like is then known where it is written. */
__attribute__((always_inline)) static inline const struct doc_node *
cfn_get(struct cfn_scope *s, const struct doc_node *n, const char *key)
{
    return cfn_get_str(s, n, str_from(key));
}
__attribute__((always_inline)) static inline const struct doc_node *
cfn_path(struct cfn_scope *s, const struct doc_node *n, const char *path)
{
    return strchr(path, '.') ? cfn_path_str(s, n, str_from(path)) : cfn_get(s, n, path);
}
/* Elements of a list, both branches of an Fn::If among them, Fn::Split and lists of parameters as
 * values; anything else that is there is a list of one. The items live in the arena. */
size_t cfn_list(struct cfn_scope *s, const struct doc_node *n, const struct cfn_item **items);

/* The references below n, in the order of writing; conditions passed over. Every one of them goes
 * to visit(); the list has each once, at most CFN_REFS. */
void cfn_each_ref(struct cfn_scope *s, const struct doc_node *n,
                  void (*visit)(void *arg, const struct cfn_ref *ref), void *arg);
const struct cfn_ref *cfn_refs(struct cfn_scope *s, const struct doc_node *n);

/* The condition called name: 1 true, 0 false, -1 only the deployment knows. */
int cfn_condition(struct cfn_scope *s, struct str name, const struct doc_node *at);

/* Who writes statements of policies: maps that have the member Effect. */
struct cfn_json_hook {
    void *arg;
    /* Writes n as elements of the list that w is in, or (alone) as the one value that w expects.
     * when: what holds where the list has it. */
    void (*statement)(void *arg, struct json_writer *w, const struct doc_node *n, struct str when,
                      bool alone);
};
/* The whole as compact JSON, scalars evaluated: alternatives become lists, secure values "***". */
void cfn_json(struct cfn_scope *s, const struct doc_node *n, struct buf *out);
/* The same as the next value of w, which is writing on one line. hook: NULL: nothing is special. */
void cfn_json_into(struct cfn_scope *s, const struct doc_node *n, const struct cfn_json_hook *hook,
                   struct json_writer *w);

/* The root of another document, as if it stood in this one; its places stay its own. */
const struct doc_node *cfn_adopt(struct cfn_scope *s, const struct doc *doc);

/* Members of a map with Fn::ForEach expanded: the map itself where there is none. */
const struct doc_node *cfn_members(struct cfn_scope *s, const struct doc_node *map);

/* The single member of a function call ("Ref", "Condition", "Fn::..."); NULL: none. */
const struct doc_node *cfn_call(const struct doc_node *n);

#endif
