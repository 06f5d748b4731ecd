/* SPDX-License-Identifier: MIT */
/* serverless_sources.h - what stands behind the address of a variable: self, opt, env, file(),
 * param, sls, aws, strToBool(), and all those that need the cloud.
 * Place:     private to serverless_variables.c.
 * Source:    Serverless Framework, docs/guides/variables.
 */
#ifndef FAASMAP_SERVERLESS_SOURCES_H
#define FAASMAP_SERVERLESS_SOURCES_H

#include "serverless_variables.h"

enum sls_found { SLS_FOUND, SLS_MISSING, SLS_UNKNOWN };

struct sls_result {
    enum sls_found found;
    const struct doc_node *node; /* its own variables are not replaced yet */
    struct str reason;           /* of SLS_UNKNOWN */
};

struct sls_result sls_source(struct sls_vars *v, const struct doc_node *at, struct str address);

/* "a.b.0.c" below n; what is a variable on the way is replaced first. NULL: not there. */
const struct doc_node *sls_look_up(struct sls_vars *v, const struct doc_node *n, struct str path);

#endif
