/* SPDX-License-Identifier: MIT */
/* handler.h - what the code of one function does: calls of AWS, requests, databases, and what the
 * caller sent reaching a dangerous place.
 * Place:     importers; knows the import (for files) and the tables, no dialect. handler_edges.c makes
 *            edges of the facts for CloudFormation and what is lowered to it.
 * How:       the source becomes a small tree (handler_ast.h); handler_eval.c runs the module and the
 *            handler once, with values that are names, texts, clients or unknown. Only what is
 *            reached from there counts: no comment, no function that nobody calls. Branches all
 *            count, what they assign is added to what was there.
 * Texts:     a text may have parts that only running tells, as bytes that no source text keeps:
 *                MARK_ENV NAME MARK_END   the environment variable
 *                MARK_ENV NAME MARK_ELSE TEXT MARK_END   or the text where it is not set
 *                MARK_UNKNOWN                unknown
 *                MARK_INPUT                  from what the caller sent
 * Limits:    files of HANDLER_FILE_BYTES, modules HANDLER_FILES per function, HANDLER_STEPS steps; node_modules, .venv and
 *            site-packages are never entered. What is passed over leaves a note.
 * Ownership: everything lives in the arena of the import.
 */
#ifndef FAASMAP_HANDLER_H
#define FAASMAP_HANDLER_H

#include "handler_tables.h"
#include "importer.h"

enum {
    MARK_ENV = 1,
    MARK_END = 2,
    MARK_UNKNOWN = 3,
    MARK_INPUT = 4,
    MARK_ELSE = 5,
    HANDLER_FILE_BYTES = 2 * 1024 * 1024,
    HANDLER_FILES = 64,
    HANDLER_STEPS = 400000,
};

enum handler_fact_kind {
    HANDLER_FACT_CALL,   /* row, target: what names the thing, empty if nothing does; what: not
                            empty if the client has credentials of its own */
    HANDLER_FACT_ALSO,   /* what: "service:operation" of a call that draws nothing on the map;
                            "service:*": a client went to code that is not read */
    HANDLER_FACT_HTTP,   /* target: address; what: "r" or "w"; method: "POST", empty if not known */
    HANDLER_FACT_FETCH,  /* a request whose address the caller chooses; method as above */
    HANDLER_FACT_DATABASE,
    HANDLER_FACT_FLAW,   /* what: "eval", ...; role */
    HANDLER_FACT_SECRET, /* what: its name, target: the raw value, to be given to import_secret() */
    HANDLER_FACT_SIFTS,  /* a condition looks at a record of the input */
    HANDLER_FACT_SORTS,  /* a condition looks at what all records of one source have alike */
    HANDLER_FACT_NOTE,   /* what: why some of the code was not read */
};

struct handler_fact {
    enum handler_fact_kind kind;
    const struct aws_call_row *row;
    enum handler_role role;
    struct str what, target, method;
    bool presigned;    /* call: only an address is made, whoever has it makes the call */
    struct str object; /* call: the key of the object that is written; empty: not known */
    struct str source, type; /* call that puts events: of one that it puts, and of its detail */
    struct origin where;
    struct handler_fact *next;
};

struct handler_source {
    struct str handler;      /* "src/app.handler" */
    struct str runtime;      /* "python3.12"; empty: not known */
    struct str folder;       /* of the code, relative to the root of the import */
    struct str inline_text;  /* ptr NULL: none */
    struct origin inline_at; /* of its first line */
    bool inline_lines;       /* its lines are those of the file; else all stand at inline_at */
    const struct str *layers; /* folders of layers */
    size_t layer_count;
};

struct handler_cache; /* sources that were read: one per template or more */
struct handler_cache *handler_cache_new(struct import *im);
void handler_cache_free(struct handler_cache *c); /* NULL is allowed; facts stay */

/* The facts in the order of running; NULL: no source was found. *file: where the handler is. */
const struct handler_fact *handler_scan(struct handler_cache *c, const struct handler_source *s,
                                        struct str *file);

/* "s3", "list_objects" -> "s3:ListBucket"; empty: the tables of the SDKs do not have it. */
struct str aws_action(struct arena *a, struct str service, struct str method);
bool aws_puts_events(const struct aws_call_row *row); /* is it the call that has source and type? */

#endif
