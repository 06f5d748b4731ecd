/* SPDX-License-Identifier: MIT */
/* aws_case.h - one question to the evaluator as a JSON document, and its answer.
 * Place:     iam; `faasmap can --policies` and the tests read cases, other evaluators can be given
 *            the same.
 * Case:      {"request": {"principal", "action", "resource", "resourceAccount", "context": {..}},
 *             "identityPolicies": [..], "resourcePolicy": {..} or null, "permissionBoundaries": [..],
 *             "sessionPolicies": [..], "serviceControlPolicies": [..],
 *             "resourceControlPolicies": [..]}
 *            A policy is a document, or {"name": .., "policy" or "document": {..}}; a list may be a
 *            single one. Missing, null and empty lists of the guard rails mean that there are none.
 *            Service and resource control policies stand on one level, of which one must allow; a
 *            list in the list, or an object with "policies", is a level of its own, and every level
 *            must allow.
 *            context: key to text or list of texts. null: this key is not known. Without the member
 *            "context" no key is known; otherwise a key that is not listed is absent.
 * Answer:    {"decision", "reason", "layer", "statements": [{"layer", "policy", "index", "sid",
 *             "effect", "match", "where"}], "conditions": [of the template that it depends on],
 *             "unknown": [keys], "problems": [..]}
 * Ownership: everything lies in the arena; texts borrow the bytes of the JSON.
 */
#ifndef FAASMAP_AWS_CASE_H
#define FAASMAP_AWS_CASE_H

#include "aws_docs.h"
#include "json_writer.h"

struct aws_case_file {
    struct arena *arena;
    struct str name; /* as places name it */
    struct json_lines lines;
    const struct aws_docs *docs; /* or NULL: policies of a graph, which know their places */
};

/* false: *why says what is wrong with the case. problems: of its policies, as texts with places. */
struct aws_case_read {
    struct aws_case c;
    struct str *problems;
    size_t problem_count;
    const char *why;
};
bool aws_case_read(const struct aws_case_file *f, const struct json_value *v,
                   struct aws_case_read *out);

/* As members of an object that the caller has opened. */
void aws_answer_json(struct json_writer *w, const struct aws_case_file *f,
                     const struct aws_decision *d);
/* Where a statement was written: its own word, else its place in the file, or that of its document. */
struct str aws_statement_where(const struct aws_case_file *f, const struct aws_hit *h);

#endif
