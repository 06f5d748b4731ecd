/* SPDX-License-Identifier: MIT */
/* azure_binding_rows.h - the table of binding types: what each one leads to.
 * Place:     importers; azure_functions_bindings.c reads the rows.
 * Rule:      a new binding type is a row; only a type that is more than a named thing in an account
 *            needs a form of its own.
 * Sources:   the type list of the extension bundles, bindings.json of the Functions templates, and
 *            the attributes of the .NET worker extensions.
 */
#ifndef FAASMAP_AZURE_BINDING_ROWS_H
#define FAASMAP_AZURE_BINDING_ROWS_H

#include "kinds.h"
#include "secrets.h"
#include "str.h"

/* How a binding is read. STORE: a named thing in an account; the others have a function of
 * their own in azure_functions_bindings.c. */
enum form {
    FORM_STORE,
    FORM_COMPONENT,  /* the same in a component of the project's own, without a setting */
    FORM_QUEUE,      /* storage queue: poison queue, batch */
    FORM_BLOB,       /* container/path */
    FORM_BUS,        /* queue, or topic and subscription */
    FORM_COSMOS,     /* database and container */
    FORM_SQL,        /* table name or command text */
    FORM_GRID_EVENT, /* webhook */
    FORM_GRID_TOPIC, /* endpoint in a setting */
    FORM_BROKER,     /* kafka: brokers instead of a connection */
    FORM_OUTSIDE,    /* service of somebody else, named by the row */
    FORM_HTTP,
    FORM_TIMER,
    FORM_WEBHOOK,    /* called through /runtime/webhooks with a system key */
    FORM_DURABLE,
    FORM_NONE,       /* part of another binding, or nothing that moves data */
};

struct binding_row {
    const char *type;
    enum form form;
    enum node_kind kind;
    enum connection_service service;
    const char *account; /* provider type of the account */
    const char *part;    /* provider type of the thing in it is account/part; a title for OUTSIDE */
    const char *names;   /* properties that name it */
    const char *connections, *usual; /* properties that name the setting; the usual setting */
};

/* Compared without case; NULL: not in the table. */
const struct binding_row *binding_row_find(struct str type);

#endif
