/* SPDX-License-Identifier: MIT */
/* serverless_steps.h - what state machines of the plugin serverless-step-functions may do.
 * Place:     private to serverless_steps.c.
 */
#ifndef FAASMAP_SERVERLESS_STEPS_H
#define FAASMAP_SERVERLESS_STEPS_H

#include "serverless_lower.h"

/* The statements of the role of a machine; a list that stands nowhere yet. */
struct doc_node *sls_machine_rights(struct sls *s, const struct doc_node *machine,
                                    const struct doc_node *definition);

#endif
