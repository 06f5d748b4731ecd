/* SPDX-License-Identifier: MIT */
/* secret_args.h - values that stand behind an option in a script: `--password x`, `mysql -px`,
 * `curl -u name:x`, `IDENTIFIED BY 'x'`, `echo name:x | chpasswd`.
 * Place:     importers, on secrets.h; the secrets of properties (cfn_plain.c) and the masked text of
 *            files (secret_mask_words.c) ask here.
 * How:       words between blanks and quotes, no grammar: shells, PowerShell, lists of JSON. What a short
 *            option means depends on the program before it; `|`, `;`, `&` and the end of a line that is
 *            not continued end a program. "\n" in two bytes is such an end, as JSON has it.
 * Rule:      says where a secret would stand, not that one does: the caller judges the value.
 *            Options, variables, places to fill (<password>, PASSWORD) and empty values are none.
 * Source:    the manuals of the programs.
 * Cost:      linear in the text.
 */
#ifndef FAASMAP_SECRET_ARGS_H
#define FAASMAP_SECRET_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct secret_argument {
    struct str name;    /* "password" of --password and of programs' short options */
    struct str program; /* whose short option it is; empty: none */
    struct str value;   /* in the text */
    bool quoted;
};

struct secret_args {
    struct str text;
    /* Private. */
    size_t at, program, skip; /* program: row + 1 */
    struct str name, last, before; /* what waits for its value; the last word; that before a pipe */
    bool pair, quotes;             /* the value is behind a colon; it stands in quotes, or is none */
};

struct secret_args secret_args_of(struct str text);
bool secret_args_next(struct secret_args *s, struct secret_argument *found); /* false: no more */

#endif
