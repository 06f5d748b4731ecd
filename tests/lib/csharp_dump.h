/* SPDX-License-Identifier: MIT */
/* csharp_dump.h - C# facts as text, one per line: what tests compare and people read.
 * Line: "function op resource name [@connection] [(detail)] [#conf] [+held] [key=setting,...]".
 * Raw secrets are shown as <secret> only.
 */
#ifndef FAASMAP_CSHARP_DUMP_H
#define FAASMAP_CSHARP_DUMP_H

#include "buf.h"
#include "csharp.h"

enum csharp_dump { DUMP_PLACES = 1, DUMP_BINDINGS = 2, DUMP_EFFECTS = 4 };

void csharp_dump(struct buf *out, const struct csharp_facts *f, unsigned what);

#endif
