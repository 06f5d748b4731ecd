/* SPDX-License-Identifier: MIT */
#include "limit_say.h"

void limit_say(struct diags *diags, struct origin where, enum limit_id id)
{
#define ROW(name, label, what) [LIMIT_ID_##name] = {LIMIT_##name, label, what},
    static const struct {
        unsigned long value;
        const char *label, *what;
    } rows[] = {LIMITS(ROW)};
#undef ROW
    diags_add(diags, DIAG_ERROR, where, "more than %lu %s (limit %s)", rows[id].value,
              rows[id].what, rows[id].label);
}
