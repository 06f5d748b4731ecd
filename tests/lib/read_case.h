/* SPDX-License-Identifier: MIT */
/* read_case.h - one text through a reader, and what came out as text to compare.
 * Result: the documents, a line each as doc_text.h writes them, then the messages, a line each;
 *         "failed" stands in the place of documents where the reader refused. The file is "f".
 */
#ifndef FAASMAP_READ_CASE_H
#define FAASMAP_READ_CASE_H

#include "doc_text.h"
#include "read.h"

enum read_case_how { CASE_JSON, CASE_JSON_RELAXED, CASE_YAML, CASE_YAML_PLACES, CASE_JSON_PLACES,
                     CASE_RELAXED_PLACES };

/* Appends to out; also checks that a refusal has an error and that nothing else is made then. */
void read_case(struct buf *out, enum read_case_how how, struct str text);

struct read_row {
    struct str text;
    const char *wanted;
};
/* Fails the running test with the number of the first row whose result is another. */
void read_case_rows(enum read_case_how how, const struct read_row *rows, size_t count);

#endif
