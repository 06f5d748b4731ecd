/* SPDX-License-Identifier: MIT */
/* advisory_files.h - advisories in OSV form from files: of those that are about what is locked, the
 * documents are made; all others are only looked through.
 * Place:     importers; the front end opens what --advisories and faasmap.yaml name.
 * Input:     a file of one record, an array of them, or one a line; or a folder, whose *.json, *.jsonl
 *            and *.ndjson are read in the order of their names, in sub-folders too.
 * Messages:  what is no JSON is an error with file:line:col and costs only itself; what is JSON and no
 *            advisory is a warning, ADVISORY_WARNINGS of them at the most.
 * Cost:      linear in the bytes; memory for the largest record and for what is kept.
 */
#ifndef FAASMAP_ADVISORY_FILES_H
#define FAASMAP_ADVISORY_FILES_H

#include <signal.h>

#include "advisories.h"
#include "diag.h"
#include "read.h"

enum { ADVISORY_WARNINGS = 20 };

/* place: as of a file; it may be a folder as well. false: it cannot be read at all. */
bool advisory_files_read(struct advisories *a, const struct read_place *place, struct diags *diags);
/* The same of bytes that are there: for tests and fuzzing. */
void advisory_files_text(struct advisories *a, struct str text, struct str file, struct diags *diags);

#endif
