/* SPDX-License-Identifier: MIT */
/* render.h - DOT text to a picture, by the Graphviz library in a child process.
 * Place:     export; the formats png and pdf go through it. Only text that exporter_dot wrote comes here.
 * Failure:   false and one line in why: a plugin that is not installed, a limit, a crash.
 */
#ifndef FAASMAP_RENDER_H
#define FAASMAP_RENDER_H

#include <stdbool.h>

#include "buf.h"

bool render_dot(struct str dot, const char *format, struct buf *out, struct buf *why);

#endif
