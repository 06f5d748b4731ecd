/* SPDX-License-Identifier: MIT */
/* findings_out.h - findings as text for people, as JSON for programs, as SARIF for code scanners.
 * Place:     export; knows findings, never computes. All text from input is sanitised on its way.
 * SARIF:     version 2.1.0 (OASIS). A finding is a result of kind fail, a question one of kind
 *            open; hops are the locations of a code flow; a suppression is external, with its
 *            reason; partialFingerprints/faasmap1 survives moved lines. Columns are code points.
 */
#ifndef FAASMAP_FINDINGS_OUT_H
#define FAASMAP_FINDINGS_OUT_H

#include "buf.h"
#include "finding.h"

struct findings_form {
    enum severity from;  /* less severe ones are counted, not told */
    bool suppressed;     /* tell suppressed and known ones as well */
    const char *version; /* of the program, for SARIF */
};

void findings_text(struct buf *out, const struct findings *f, const struct findings_form *form);
void findings_json(struct buf *out, const struct findings *f, const struct findings_form *form);
void findings_sarif(struct buf *out, const struct findings *f, const struct findings_form *form);
/* The catalogue: every rule with what it is about, why and what to do. */
void rules_text(struct buf *out);
void rules_json(struct buf *out);

#endif
