/* SPDX-License-Identifier: MIT */
/* read.h - from bytes to `doc` trees: JSON and YAML, and how their files are opened.
 * Place:     the lowest part of the importers; knows base only. Importers see documents, never
 *            libyaml or cJSON, whose types do not leave this folder.
 * Result:    true: the documents are there, perhaps with notes, and with an error for every
 *            duplicate key (both members stay, doc_get() takes the last).
 *            false: nothing was made, and at least one error with file:line:col was added. A file
 *            is read whole or not at all; the caller goes on with the next file.
 * Messages:  `file:line:col: error: ...`; they never quote a scalar or a key, only its place. A
 *            limit that was hit is named as its row of limits.h is ("depth", "string-size", ...).
 * Ownership: inputs are borrowed for the call; documents belong to the caller (doc_free() or
 *            docs_release()). Buffers of raw text are overwritten before they are freed.
 * Failure:   out of memory in our code ends in die(), in a library in an error message.
 * Cost:      linear in the bytes; beside the document about as much memory as the bytes take.
 *
 * What a scalar's text is: in JSON the text of the number as it stands (never through a double),
 * true, false, null, or the decoded string with plain = false; in YAML the text, with plain = true
 * for the plain style. A NUL inside a text is refused, since two names could become equal.
 */
#ifndef FAASMAP_READ_H
#define FAASMAP_READ_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "diag.h"
#include "doc.h"
#include "str.h"

/* A list of documents; {0} is an empty one. */
struct docs {
    struct doc **items; /* in the order of the file */
    size_t count, cap;
};
void docs_add(struct docs *set, struct doc *d); /* set owns d from now on */
void docs_release(struct docs *set);            /* frees the documents and the list */

enum read_flags {
    READ_STRICT = 0,
    /* JSON as it comes in practice: UTF-16 with or without a mark, comments, trailing commas,
     * strings over several lines, a byte order mark. Positions are those of the file; a note tells what was passed over. */
    READ_RELAXED = 1,
};

/* One JSON text: RFC 8259 without exceptions but those of READ_RELAXED. A byte order mark at the
 * start is passed over with a note in both modes. *out is set only if the answer is true. */
bool read_json(struct str bytes, struct str file, unsigned flags, struct diags *diags,
               struct doc **out);

/* YAML 1.1 as libyaml has it: UTF-8 or UTF-16, any number of documents (none in an empty file),
 * added to out. Aliases and merge keys (`<<`) are expanded: a copy carries the place of what was
 * copied, its key the place of the original key; members of the map itself win over merged ones.
 * Short CloudFormation tags become the long form: `!Ref X` is {Ref: X}, `!GetAtt A.b.c` is
 * {Fn::GetAtt: [A, b.c]}, `!Condition C` is {Condition: C}, `!Sub` and its like {Fn::Sub: ...};
 * the new map stands where the tag stood. Other tags stay in the node. */
bool read_yaml(struct str bytes, struct str file, unsigned flags, struct diags *diags,
               struct docs *out);

/* JSON or YAML, by the name's end and by content: what ends in .json, .jsonc, .tfstate or .arm is
 * JSON; any other text that begins as JSON does is JSON if the scan accepts it; the rest is YAML.*/
enum read_format { READ_FORMAT_JSON, READ_FORMAT_YAML };
enum read_format read_format(struct str bytes, struct str file);
bool read_any(struct str bytes, struct str file, unsigned flags, struct diags *diags,
              struct docs *out);

/* Where a file is. */
struct read_place {
    int root;         /* directory descriptor, or AT_FDCWD */
    const char *path; /* relative to root */
    struct str file;  /* as messages and origins name it */
    /* named: the user gave this very path. A FIFO, a device and standard input ("-") are read up
     * to the size limit, links are followed.
     * Otherwise the path came from a walk or from another document: it must be a regular file
     * below root. Links that lead out of root, "..", that leave it, and absolute paths are refused
     * (openat2 RESOLVE_BENEATH; where the kernel has none, every link is refused). */
    bool named;
    bool plain;       /* not named: and through no link at all */
    size_t most;      /* reads no more bytes than these, a longer file is no error; 0: all */
    const atomic_bool *stop; /* set: gives up with an error; asked while waiting; or NULL */
};

/* The bytes of a file, at most LIMIT_DOCUMENT_BYTES of them, added to the empty buffer *raw.
 * Also for files that are no documents, such as source code. Free it with read_wipe(). */
bool read_load(const struct read_place *place, struct diags *diags, struct buf *raw);
void read_wipe(struct buf *raw); /* overwrites, then frees */

/* read_load() and read_any(). */
bool read_file(const struct read_place *place, unsigned flags, struct diags *diags,
               struct docs *out);

#endif
