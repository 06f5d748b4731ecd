/* SPDX-License-Identifier: MIT */
/* files.h - the input of one run: every file below the given paths, read when asked for.
 * Place:     importers; import.c owns the set, importers see it through importer.h.
 * Labels:    a file is named relative to its root; with several roots the root as the user gave it
 *            stands before. Sorted by label, so nothing depends on the order of a directory.
 * Walk:      folders called .git node_modules .terraform .aws-sam bin obj are skipped, and what
 *            `.faasmapignore` of the root names (ignore.h).
 *            Links to folders are not followed.
 * Messages:  about a file that nobody needs none is given, since most JSON and YAML of a project is
 *            no part of it; but if the user named the file, or if it is broken and looks like a template.
 * Ownership: the set owns labels, bytes and documents until files_free(); bytes are overwritten.
 */
#ifndef FAASMAP_FILES_H
#define FAASMAP_FILES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "read.h"
#include "str.h"

struct files;

struct files *files_new(struct diags *diags, const atomic_bool *stop);
void files_free(struct files *f); /* NULL is allowed */

/* From now on no more than so many files of a folder are taken; where there are more, *is_cut is set
 * instead of a complaint. */
void files_bound(struct files *f, size_t most, bool *is_cut);

/* From now on what lies at this path is left out of folders, if it is there. */
void files_without(struct files *f, const char *path);

/* Adds a file, a folder or "-". prefix: stands before the labels, may be empty. */
bool files_add_path(struct files *f, const char *path, struct str prefix);
void files_add_memory(struct files *f, struct str label, struct str bytes); /* bytes borrowed */
void files_ready(struct files *f); /* sorts; call once after the last addition */
void files_leave_out(struct files *f, struct str label); /* a file, or all of a folder, when ready */

size_t files_count(const struct files *f);
struct str files_label(const struct files *f, size_t i);
bool files_named(const struct files *f, size_t i); /* the user gave this very file */
size_t files_size(const struct files *f, size_t i); /* bytes, without reading; 0: not known */
bool files_find(const struct files *f, struct str label, size_t *i);

/* The range of labels below a folder ("" for all), first..end. */
void files_below(const struct files *f, struct str folder, size_t *first, size_t *end);

bool files_is_document(struct str label); /* JSON or YAML by its ending, in no asset of CDK */
bool files_is_input(struct str label);    /* a document, source code or a project file */

/* Reads on first use; false: unreadable or broken, with a diagnostic. */
bool files_docs(struct files *f, size_t i, const struct docs **docs);
/* The same to see whose it is: its messages wait for files_docs() or files_hear(). */
bool files_look(struct files *f, size_t i, const struct docs **docs);
void files_hear(struct files *f, size_t i); /* somebody needs the file: gives what waits */
void files_hear_broken(struct files *f);    /* of all files that could not be read */
const struct docs *files_peek(const struct files *f, size_t i); /* NULL: not read, or dropped */
bool files_bytes(struct files *f, size_t i, struct str *bytes);
void files_drop(struct files *f, size_t i); /* frees bytes and documents; a later call reads again */

#endif
