/* SPDX-License-Identifier: MIT */
/* serverless_variables.h - "${source:address, fallback}" of the Serverless Framework.
 * Place:     private to the importer of the Serverless Framework; knows documents and a host that
 *            gives files and parameters; no graph.
 * Gives:     a copy of a part of the service file with its variables replaced, everything in one
 *            document: what comes out of ${file(...)} keeps its file and place.
 * Left:      what only the cloud or whoever deploys knows stays as it is written
 *            ("${ssm:/key}", "${env:KEY}") and goes to the host's open(), once per address. A
 *            fallback stands for it where there is one; the entry says so.
 *            ${AWS::Region}, ${Name} and ${!x} belong to CloudFormation and stay, too.
 * Given:     --param SOURCE:ADDRESS=VALUE answers any variable ("env:KEY", "ssm:/key"), and
 *            --param NAME=VALUE those of the sources param and opt.
 * Limits:    LIMIT_INCLUDE_DEPTH * 2 variables within each other, LIMIT_EVALUATION_STEPS variables,
 *            LIMIT_ALIAS_NODES copied values, LIMIT_INCLUDE_FILES files, LIMIT_STRING_BYTES per
 *            text; beyond stays as written, with one message.
 * Source:    Serverless Framework, docs/guides/variables.
 */
#ifndef FAASMAP_SERVERLESS_VARIABLES_H
#define FAASMAP_SERVERLESS_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "doc.h"
#include "map.h"
#include "str.h"

struct sls_host {
    void *arg;
    /* A JSON or YAML file below the root; NULL: not there or broken. */
    const struct doc *(*load)(void *arg, struct str path);
    bool (*read)(void *arg, struct str path, struct str *bytes); /* any other file */
    bool (*join)(void *arg, struct str folder, struct str relative, struct str *path);
    bool (*param)(void *arg, struct str name, struct str *value);
    /* What cannot be known here. */
    void (*open)(void *arg, struct str text, struct str reason, struct origin where);
    void (*say)(void *arg, enum diag_level level, struct origin where, struct str text);
    struct str stage; /* --stage; empty: not given */
};

struct sls_vars {
    const struct sls_host *host;
    struct arena *arena;
    struct doc *doc;                /* everything lives here */
    const struct doc_node *raw;     /* the service file as written */
    const struct doc_node *given;   /* parameters from a compose file, or NULL */
    struct str folder;              /* of the service file */
    struct str stage, region;       /* in force; set by sls_vars_init() */
    struct str open, close;         /* of provider.variableSyntax; empty: the usual "${" and "}" */
    struct map files, opened;       /* path -> place in roots + 1; addresses that were listed */
    const struct doc_node **roots;
    size_t file_count, file_cap;
    size_t steps, nodes;            /* left */
    unsigned depth;
    bool exhausted;
};

/* service: the root document. doc: empty, gets a copy of it. */
void sls_vars_init(struct sls_vars *v, const struct sls_host *host, struct arena *arena,
                   struct doc *doc, const struct doc *service, struct str folder);
void sls_vars_release(struct sls_vars *v);

/* Versions 1 and 2: provider.variableSyntax may say how variables are written. Writes those of all
 * texts below n as "${...}", in place; other "${" belong to CloudFormation, as they are. */
void sls_new_syntax(struct sls_vars *v, struct doc_node *n);

/* A part of the service file without its variables; NULL stays NULL. The copy has the key of n. */
struct doc_node *sls_resolve(struct sls_vars *v, const struct doc_node *n);
/* The same for a top-level member, or "custom.x"; NULL: not there. */
struct doc_node *sls_resolve_path(struct sls_vars *v, const char *path);

/* A variable that was left in a text: {from, end} of "${...}" behind `start`, and its address
 * without fallbacks ("env:KEY"). Those of CloudFormation are passed over. */
struct sls_variable {
    size_t from, end;
    struct str address;
};
bool sls_next_variable(struct str text, size_t start, struct sls_variable *found);

#endif
