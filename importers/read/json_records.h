/* SPDX-License-Identifier: MIT */
/* json_records.h - a file of JSON, one record after the other, however large the file is.
 * Forms:     one object; an array of objects; an object per line (that is so where the first line is
 *            one by itself and more follow). A byte order mark is passed over.
 * Result:    every record that is JSON is handed over, whatever is wrong with others. A line that is
 *            broken costs that line; in the other forms what comes behind the fault is lost. Each fault
 *            is an error with file:line:col, as read_json() has them.
 * Memory:    one record at a time, and a block; no record is larger than LIMIT_DOCUMENT_BYTES.
 * Place:     one of the readers; who wants the document of a record asks json_record_doc().
 */
#ifndef FAASMAP_JSON_RECORDS_H
#define FAASMAP_JSON_RECORDS_H

#include "read.h"

struct json_record {
    struct str text, file; /* valid during the call only */
    uint32_t line, col;    /* where it begins */
};

struct json_sink {
    void (*take)(void *arg, const struct json_record *r);
    void *arg;
    struct diags *diags;
};

/* A regular file, or - where the place is named - whatever can be opened. false: there was an error. */
bool json_records_file(const struct read_place *place, const struct json_sink *sink);
/* The same of bytes that are there: for tests and fuzzing. */
bool json_records_text(struct str text, struct str file, const struct json_sink *sink);
/* Its document; NULL: something is wrong all the same (a NUL in a string), said already. */
struct doc *json_record_doc(const struct json_record *r, struct diags *diags);

#endif
