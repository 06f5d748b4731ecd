/* SPDX-License-Identifier: MIT */
/* sam_tables.h - what AWS SAM's policy templates and connectors grant,
 * and where AWS keeps managed policies that have a path.
 * Source:    the policy templates and connector profiles that AWS publishes with SAM; the tables
 *            are made from sam_policy_templates.tsv and sam_connectors.tsv, which say their form.
 */
#ifndef FAASMAP_SAM_TABLES_H
#define FAASMAP_SAM_TABLES_H

#include <stddef.h>

struct sam_policy_row { /* one statement; rows of a template stand together */
    const char *name, *parameters, *actions, *resources, *condition;
};
extern const struct sam_policy_row sam_policy_rows[]; /* sorted by name */
extern const size_t sam_policy_row_count;

struct sam_managed_row { /* a managed policy of AWS and its path, without slashes around it */
    const char *name, *path;
};
extern const struct sam_managed_row sam_managed_rows[]; /* sorted by name */
extern const size_t sam_managed_row_count;

struct sam_connector_row { /* one statement, or one permission of a function */
    const char *source, *destination;
    const char *kind;   /* "source-role", "destination-role", "permission", "queue", "topic" */
    const char *access; /* "Read", "Write" */
    const char *actions, *resources;
    const char *principal; /* a service, for permission, queue and topic */
    const char *condition; /* OPERATOR KEY VALUE, or nothing */
};
extern const struct sam_connector_row sam_connector_rows[];
extern const size_t sam_connector_row_count;

#endif
