/* SPDX-License-Identifier: MIT */
/* output.h - the last step of every one-shot command: bytes to stdout, a file, or stderr.
 * Rules:     a file is written only where the user said; an existing one only with force. It is
 *            written under another name in the same folder and moved into place, so a reader sees
 *            the old file or the new one, never half of it.
 */
#ifndef FAASMAP_OUTPUT_H
#define FAASMAP_OUTPUT_H

#include <stdbool.h>

#include "buf.h"
#include "diag.h"

/* false: not everything could be written; a message went to stderr. */
bool output_stdout(struct str bytes);
bool output_file(const char *path, struct str bytes, bool force);
/* One line to stderr: "faasmap: " + text, sanitised. */
void output_error(const char *fmt, ...) ATTR_PRINTF(1, 2);
/* All messages, `file:line:col: level: text`; with quiet only the errors. */
void output_diags(const struct diags *d, bool quiet);

#endif
