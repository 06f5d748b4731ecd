/* SPDX-License-Identifier: MIT */
/* records.h - what a personal session file says: a list of records, read, written and merged.
 * Place:     below personal.h; knows neither the explorer nor where files are.
 * Form:      JSON, one record a line in the order of their keys, so that two versions can be merged
 *            by line as well:
 *                {"is": "note", "at": "az:q:telemetry", "text": "who reads this?"}
 *            `at` is a stable id of a node or edge, a letter, a view or a name of a choice.
 * Never lost: records of unknown kinds, unknown members of records and of the file are kept as they
 *            came. The checksum (SHA-256 of all bytes before its line) tells a file that somebody
 *            edited; it is used nevertheless.
 * Ownership: a list owns its texts; records_release() frees it, {0} is an empty one.
 */
#ifndef FAASMAP_RECORDS_H
#define FAASMAP_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "str.h"

enum { RECORDS_VERSION = 1, RECORDS_MAX = 1000000 };

/* A member that this version does not know: its key and its value as JSON. */
struct record_member {
    struct str key, json;
};

struct record {
    struct str is, at, text;
    const struct record_member *members;
    size_t member_count;
    struct str key; /* two records of one list never have the same */
};

struct records {
    struct arena *arena;
    struct record *items;
    size_t count, cap;
    struct record_member *members; /* of the file */
    size_t member_count, member_cap;
    bool sorted;
};

void records_release(struct records *r);
void records_add(struct records *r, const char *is, struct str at, struct str text);
void records_copy(struct records *r, const struct record *from);
void records_sort(struct records *r); /* and of records with one key the last stays */
const struct record *records_find(const struct records *r, struct str key); /* of a sorted list */
bool records_same(const struct records *a, const struct records *b);       /* of sorted lists */

enum records_state {
    RECORDS_GOOD,
    RECORDS_EDITED, /* read, but the checksum is another */
    RECORDS_NEWER,  /* of a later version: nothing was read */
    RECORDS_BROKEN, /* no session file: nothing was read */
};
/* Adds what the text says to the empty list, sorted. file: as messages name it; *why gets one line for
 * NEWER and BROKEN. */
enum records_state records_read(struct str text, struct str file, struct records *r,
                                struct buf *why);
/* of: what the session belongs to, for people who look into the file. */
void records_write(const struct records *r, struct str of, struct buf *out);

/* Three ways: what either side added is there, what either side took away is not, unless the other
 * changed it. Two notes at one node that were both changed are joined; of other values ours stays.
 * All lists are sorted; out is empty before. */
void records_merge(const struct records *base, const struct records *ours,
                   const struct records *theirs, struct records *out);

#endif
