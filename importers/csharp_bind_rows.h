/* SPDX-License-Identifier: MIT */
/* csharp_bind_rows.h - which attribute is which binding of function.json.
 * Place:     importers; data for csharp_bind.c.
 * Source:    attribute classes of the WebJobs extensions and of the isolated worker.
 */
#ifndef FAASMAP_CSHARP_BIND_ROWS_H
#define FAASMAP_CSHARP_BIND_ROWS_H

#include "str.h"

enum cs_way { CS_WAY_TRIGGER, CS_WAY_IN, CS_WAY_OUT, CS_WAY_BY_PARAMETER };

struct cs_binding_row {
    const char *attribute, *type;
    enum cs_way way;
    const char *positional; /* names of the arguments in order */
};

/* NULL: not in the table. */
const struct cs_binding_row *cs_binding_row_of(struct str attribute);

#endif
