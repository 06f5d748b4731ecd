/* SPDX-License-Identifier: MIT */
#include "roles.h"

#include "attr.h"

#define X(e, name, mono, help) [ROLE_##e] = {name, mono, help},
const struct role_row roles[ROLE_COUNT] = {ROLES(X)};
#undef X

bool role_find(struct str name, enum role *out)
{
    for (size_t i = 0; i < COUNT(roles); i++) {
        if (str_is(name, roles[i].name)) {
            *out = (enum role)i;
            return true;
        }
    }
    return false;
}
