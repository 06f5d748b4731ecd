/* SPDX-License-Identifier: MIT */
/* exporter.h - one row per output format: from the sealed graph to bytes.
 * Place:     a format is one file and one row here; the row feeds `faasmap formats`, -f and the
 *            guess from a file name. Nothing here opens a file or prints.
 * Pictures:  are made of the text that write() gives: whoever uses write() alone asks for render too.
 * Text:      every format takes its texts through the one esc_* function of its sink (text.h).
 * Ownership: write() appends to the caller's buffer.
 * Failure:   write() returns false with one line for people in why, and what out holds is then of
 *            no use. Only formats that need a helper process can fail.
 */
#ifndef FAASMAP_EXPORTER_H
#define FAASMAP_EXPORTER_H

#include <stdbool.h>

#include "buf.h"
#include "graph.h"
#include "str.h"

struct exporter {
    const char *name, *extension, *mime, *help;
    bool (*write)(const struct graph *g, struct buf *out, struct buf *why);
    /* NULL: what write() gives is all. Else that text, which may be masked before, becomes a picture. */
    bool (*render)(struct str text, struct buf *out, struct buf *why);
};

#define EXPORTERS(X)                                                                               \
    X(json)                                                                                        \
    X(dot)                                                                                         \
    X(mermaid)                                                                                     \
    X(png)                                                                                         \
    X(pdf)                                                                                         \
    X(text)

#define X(name) extern const struct exporter exporter_##name;
EXPORTERS(X)
#undef X

extern const struct exporter *const exporters[]; /* in the order above; NULL at the end */
const struct exporter *exporter_find(struct str name);      /* NULL: none */
/* The second step, in place: nothing, where there is none. */
bool exporter_render(const struct exporter *e, struct buf *text, struct buf *why);
const struct exporter *exporter_for_file(struct str path);  /* by its extension; NULL: none */

#endif
