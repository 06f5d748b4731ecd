/* SPDX-License-Identifier: MIT */
/* arm_settings.h - application settings of a template: values that the deployment puts together.
 * Place:     private to the ARM importer; nodes and ids are those of azure_settings.h, so that the
 *            settings of a project and of its template meet.
 *            scope of the ids: "<template path>/<name of the app>"
 * Values:    listKeys() and its like, and secureString parameters: a secret that the deployment
 *            writes down (uses value=deployment, unlocks what the key belongs to).
 *            @Microsoft.KeyVault(...): uses of the vault's secret. A property of Application
 *            Insights: logs-to. Anything else: a secret or param by azure_settings.h's rules, with
 *            a depends edge to every resource that it was made from.
 * Accounts:  the attribute "settings" of an account names the settings that lead to it, as
 *            azure_settings.h has it; X__accountName leads there as X.
 */
#ifndef FAASMAP_ARM_SETTINGS_H
#define FAASMAP_ARM_SETTINGS_H

#include "arm_graph.h"

/* [{name, value}], {NAME: value}, {NAME: {value, type}} or [{name, connectionString}]. NULL m: no
 * settings. */
void arm_settings_list(struct arm_graph *a, const struct arm_resource *r, node_id app,
                       const struct arm_member *m);
void arm_settings_object(struct arm_graph *a, const struct arm_resource *r, node_id app,
                         const struct arm_member *m);
void arm_connection_strings(struct arm_graph *a, const struct arm_resource *r, node_id app,
                            const struct arm_member *m);

/* The account of this template that a connection string, host or address names. 0: none. */
node_id arm_account_of_text(struct arm_graph *a, struct str text);
/* A queue, table, container or share of an account by its name; made external if not declared. */
node_id arm_store_in(struct arm_graph *a, node_id account, enum node_kind kind, struct str name,
                     struct origin where);

#endif
