/* SPDX-License-Identifier: MIT */
/* diag.h - messages about input: file:line:col, level, text.
 * Place:     readers, importers and loaders add; the front end prints to stderr or shows a list.
 * Ownership: the list owns copies of all texts. Messages must never quote a secret.
 * Order:     diags_sort() puts them by file, line, column, level, text: output does not depend on
 *            the order of the work.
 */
#ifndef FAASMAP_DIAG_H
#define FAASMAP_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "buf.h"
#include "str.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

/* A place in the input. line and col count from 1, col in code points; 0 = not known. field is
 * the path of the member that said so ("Resources.Queue.Properties.QueueName"), often empty. */
struct origin {
    struct str file; /* relative to the input root */
    uint32_t line, col;
    struct str field;
};

/* By file, line and column; the field is not compared. */
int origin_cmp(struct origin a, struct origin b);

struct diag {
    enum diag_level level;
    struct origin where;
    struct str text;
};

struct diags;

struct diags *diags_new(void) ATTR_RETURNS_NONNULL;
void diags_free(struct diags *d);
void diags_add(struct diags *d, enum diag_level level, struct origin where, const char *fmt, ...)
    ATTR_PRINTF(4, 5);
void diags_move(struct diags *to, struct diags *from); /* all of them; from is freed, NULL is allowed */
size_t diags_count(const struct diags *d);
const struct diag *diags_at(const struct diags *d, size_t i); /* valid until the next addition */
size_t diags_errors(const struct diags *d);
/* "file:line:col: text"; raw. */
void diag_print(const struct diag *m, struct buf *out);
/* The first error, else the first message, so; nothing if there is none. */
void diags_first(const struct diags *d, struct buf *out);
void diags_sort(struct diags *d); /* and drops exact repetitions */
const char *diag_level_name(enum diag_level level); /* "error", "warning", "note" */

#endif
