/* SPDX-License-Identifier: MIT */
/* arm_expr.h - the expression language of ARM templates: "[concat('a', parameters('b'))]".
 * Place:     private to the ARM importer; knows documents and values, no graph.
 * Partial:   what only the deployment knows is unknown, never guessed (arm_value.h). A function
 *            that nobody knows gives an unknown value that keeps the references of its arguments,
 *            and a problem. A condition that cannot be decided gives both branches.
 * Lazy:      parameters and variables are evaluated on first use, once; a circle is a problem.
 * Limits:    LIMIT_DEPTH nested calls, LIMIT_EVALUATION_STEPS steps for a template and what is
 *            nested in it (a step is a call, a member of a document, an element of a list made);
 *            LIMIT_STRING_BYTES for a text. What goes beyond is unknown, with one problem.
 * Parameters: host.param (--param) wins, then the parameter file, then defaultValue, else unknown.
 * Grammar:   ARM template syntax reference, "Syntax and expressions in ARM templates"; functions:
 *            "ARM template functions". Names of functions ignore case.
 * Places:    a problem stands at line:col of the text plus the offset in it (escapes of the JSON
 *            before it are not counted back).
 */
#ifndef FAASMAP_ARM_EXPR_H
#define FAASMAP_ARM_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "arm_value.h"
#include "diag.h"
#include "doc.h"
#include "map.h"

enum arm_problem {
    ARM_PROBLEM_SYNTAX,   /* the expression cannot be read: text says why */
    ARM_PROBLEM_FUNCTION, /* unknown function: text is its name */
    ARM_PROBLEM_NAME,     /* unknown parameter or variable: text is its name */
    ARM_PROBLEM_CIRCLE,   /* a variable or parameter that needs itself: text is its name */
    ARM_PROBLEM_VALUE,    /* a function cannot work on these arguments: text is its name */
    ARM_PROBLEM_LIMIT,    /* text is the name of the limit */
};

struct arm_scope;

struct arm_host {
    void *arg;
    /* The value given for a parameter of the outermost template; false: none. */
    bool (*param)(void *arg, struct str name, struct str *value);
    void (*problem)(void *arg, enum arm_problem what, struct origin where, struct str text);
    /* The resource id text of a symbolic name (languageVersion 2.0); NULL: there is none. */
    const struct arm_value *(*symbol)(void *arg, const struct arm_scope *scope, struct str name);
    /* The outputs of a deployment of this template; NULL: not known. */
    const struct arm_value *(*output)(void *arg, const struct arm_scope *scope,
                                      struct str deployment, struct str name);
};

struct arm_loop {
    struct str name;              /* of the copy; empty: the innermost may be meant */
    const struct arm_value *index;
    struct arm_loop *outer;
};

/* One template with its parameters. Made by arm_scope_new(), lives in the arena. */
struct arm_scope {
    struct arena *arena;
    const struct arm_host *host;
    const struct doc *doc;
    const struct doc_node *root;      /* the template */
    const struct doc_node *given;     /* parameters handed in: {name: {value: ..}}, or NULL */
    struct arm_scope *given_in;       /* the scope that they are written in; NULL: a file */
    struct arm_loop *given_loop;      /* its copies at that place */
    bool symbolic;                    /* resources is a map */
    struct arm_loop *loop;            /* copies that we are inside of */
    struct arm_budget *budget;        /* shared with nested templates */
    struct map slots;                 /* "p:name", "v:name" -> values + 1 */
    struct arm_slot *values;
    size_t value_count, value_cap;
    const struct arm_value *bound;    /* arguments of a user function: an object */
    struct str group;                 /* resource group, where it is known */
    void *owner;                      /* the template that the importer keeps for it */
};

struct arm_scope *arm_scope_new(struct arena *a, const struct arm_host *host,
                                const struct doc *doc, const struct doc_node *root);
/* A template nested in another: shares the budget. */
struct arm_scope *arm_scope_nested(const struct arm_scope *outer, const struct doc *doc,
                                   const struct doc_node *root);
/* Frees what is not in the arena. */
void arm_scope_release(struct arm_scope *s);

/* A document value with all expressions in it evaluated, copy members expanded. Never NULL. */
const struct arm_value *arm_eval(struct arm_scope *s, const struct doc_node *n);
/* Only this text; `n` tells where it stands. */
const struct arm_value *arm_eval_text(struct arm_scope *s, struct str text,
                                      const struct doc_node *n);
const struct arm_value *arm_parameter(struct arm_scope *s, struct str name,
                                      const struct doc_node *at);
/* outputs.<name>.value of the template of s; NULL: there is no such output. */
const struct arm_value *arm_output(struct arm_scope *s, struct str name);

/* --- For arm_functions.c ---------------------------------------------------------------------- */
struct arm_call {
    struct arm_scope *scope;
    const struct doc_node *at; /* the text that the call stands in */
    size_t offset;             /* in that text */
    struct str name;
    const struct arm_value *const *args;
    size_t count;
};

/* NULL: no such function. Arguments are there: count lies between the row's bounds. */
struct arm_function {
    const char *name;
    unsigned min, max;
    const struct arm_value *(*run)(const struct arm_call *c);
};
const struct arm_function *arm_function_find(struct str name);
void arm_call_problem(const struct arm_call *c, enum arm_problem what, struct str text);
bool arm_spend(struct arm_scope *s, size_t steps, const struct doc_node *at); /* false: used up */
/* What a property of a deployed resource is, where its name tells ("primaryEndpoints.blob"). */
const struct arm_value *arm_property(struct arm_scope *s, const struct arm_value *v,
                                     struct str key);
/* "{what}" with all that the arguments carry. */
const struct arm_value *arm_call_unknown(const struct arm_call *c, struct str what);

#endif
