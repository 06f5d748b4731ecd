/* SPDX-License-Identifier: MIT */
/* handler_tables.h - what calls in the code of functions mean.
 * Place:     private to the scan of handler code; generated from aws_calls.tsv (operations of AWS's
 *            SDKs, with the actions of model/iam) and handler_rows.tsv (everything else).
 */
#ifndef FAASMAP_HANDLER_TABLES_H
#define FAASMAP_HANDLER_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "kinds.h"

struct aws_service_row {
    const char *names;   /* " events eventbridge ": as the SDKs call it, blanks around */
    const char *iam;     /* prefix of its actions */
    enum node_kind kind; /* of what its parameters name */
    const char *params;
};
extern const struct aws_service_row aws_service_rows[];
extern const size_t aws_service_row_count;

struct aws_call_row {
    unsigned char service;
    const char *op;     /* "putitem" */
    const char *action; /* "PutItem" */
    char effect;        /* r reads, w writes, b both, i invokes, u uses, - nothing on the map */
    signed char arg;    /* the argument by place that names the thing; -1: none */
};
extern const struct aws_call_row aws_call_rows[];
extern const size_t aws_call_row_count;

#define HANDLER_ROLES(X)                                                                           \
    X(CLIENT)   /* a client of the service that the argument, or what, names */                    \
    X(ENV)      /* the variable that the argument names */                                         \
    X(ENVIRON)  /* not called: all variables */                                                    \
    X(INPUT)    /* not called: what the caller sent */                                             \
    X(SAME)     /* gives its argument */                                                           \
    X(TEXT)     /* gives its argument as text */                                                   \
    X(PATH)     /* joins its arguments by slashes */                                               \
    X(JSON)     /* an object of the caller's, if its argument is his */                           \
    X(CLEAN)    /* what comes out is no input any more */                                          \
    X(WEB)      /* calls the functions it is given with what the caller sent */                    \
    X(HTTP)     /* sends a request to the address; what: r or w */                                 \
    X(DATABASE) /* opens a database; the argument says where */                                    \
    X(AWS)      /* one call of AWS, what: "ssm:getparameter"; the argument names the thing */      \
    X(CODE)     /* runs the argument as code */                                                    \
    X(SHELL)    /* gives it to a shell */                                                          \
    X(PROCESS)  /* gives it to a shell if asked to, else runs the program that it names */         \
    X(OBJECTS)  /* makes objects of it, with code in them */                                       \
    X(YAML)     /* so does it unless a safe loader is named */                                     \
    X(TEMPLATE) /* a template of the server */                                                     \
    X(SQL)      /* a text of SQL */                                                                \
    X(NOSQL)    /* a query with operators */                                                       \
    X(FILE)     /* a path */                                                                       \
    X(XML)      /* a document with entities */                                                     \
    X(ENTITIES) /* so it is if they are switched on */                                             \
    X(FEATURE)  /* of a parser of XML: switched on or off */

enum handler_role {
#define X(name) HANDLER_##name,
    HANDLER_ROLES(X)
#undef X
};

struct handler_row {
    bool python;
    const char *path; /* "requests.*": the dotted name of what is called, "()" behind calls */
    enum handler_role role;
    const char *args; /* "0 url": by place, by name; empty: none */
    const char *what;
};
extern const struct handler_row handler_rows[];
extern const size_t handler_row_count;

#endif
