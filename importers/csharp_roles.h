/* SPDX-License-Identifier: MIT */
/* csharp_roles.h - what the arguments of an SDK call say, by the roles of csharp_sdk.h.
 * Place:     importers; beside csharp_client.c.
 */
#ifndef FAASMAP_CSHARP_ROLES_H
#define FAASMAP_CSHARP_ROLES_H

#include "csharp_run.h"

struct cs_roles {
    cs_val conn, name, detail;
    struct str creds;
};

struct cs_roles cs_read_roles(struct cs_run *r, const char *roles, const struct cs_args *args);
/* One atom like that for each combination of what the roles can be. */
cs_val cs_combine(struct cs_run *r, const struct cs_atom_row *like, const struct cs_roles *roles);
/* Kinds of objects that are told apart one by one, since code changes them. */
bool cs_has_state(uint8_t sdk);

#endif
