/* SPDX-License-Identifier: MIT */
/* chalice.h - what decorators in app.py say, and the SAM template that `chalice package` makes of it.
 * Place:     private to the importer of AWS Chalice; what the template means is the business of sam.h
 *            and cfn.h.
 * Code:      app.py and the modules below chalicelib/ are read as trees (handler_ast.h), nothing is
 *            run: arguments count if they are texts, lists of texts, names of those in the same
 *            file, or variables of the environment that config.json sets.
 * Ownership: everything lives in the arena of the import.
 * Source:    the documentation of AWS Chalice 1.x (topics: configuration file, routing, event
 *            sources, authorization, blueprints) and what its packager makes.
 */
#ifndef FAASMAP_CHALICE_H
#define FAASMAP_CHALICE_H

#include "doc.h"
#include "handler_ast.h"
#include "importer.h"

struct chalice_file {
    struct str path, module; /* "app", "chalicelib.extra" */
    const struct code_node *root;
};

struct chalice_use { /* one decorator above one function */
    const struct chalice_file *file;
    const struct code_node *call; /* app.schedule(...), or app.authorizer without brackets */
    struct str what, function;    /* "schedule", "every_hour" */
    struct str prefix;            /* of the blueprint, for routes */
};

struct chalice_code {
    struct import *im;
    struct arena *arena;
    const struct doc_node *variables; /* of the environment, as config.json says; may be NULL */
    struct chalice_file *files;
    size_t file_count, file_cap;
    struct chalice_use *uses;
    size_t use_count, use_cap;
    struct str name; /* app_name */
};

/* Reads the files and finds the decorators; chalice_code_free() frees the lists. */
void chalice_code_read(struct chalice_code *c, struct str path);
void chalice_code_free(struct chalice_code *c);
/* The argument of a call: by its name, else by its place (-1: by name alone); NULL: not given. */
const struct code_node *chalice_argument(const struct code_node *call, const char *name, int at);
/* What a name of the file is set to, or the node itself. */
const struct code_node *chalice_meant(const struct chalice_file *f, const struct code_node *n);
/* The text that it means; empty: not known. */
struct str chalice_text(const struct chalice_code *c, const struct chalice_file *f,
                        const struct code_node *n);
/* The name at the end of what is called: "Rate" of chalice.Rate(5). Empty: it is no call. */
struct str chalice_called(const struct code_node *n);

/* The policy that is made of the calls in app.py (autogen_policy), on every resource. traced: with X-Ray. */
struct doc_node *chalice_policy(struct chalice_code *c, struct doc *d, const struct doc_node *at,
                                bool traced);

/* The template; the caller frees it. */
struct doc *chalice_lower(struct chalice_code *c, struct str path, struct str stage);

#endif
