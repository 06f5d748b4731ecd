/* SPDX-License-Identifier: MIT */
/* serverless_other.h - services of other providers than AWS: functions and events as far as the
 * file says them. What a gate is that the file does not name stays unknown.
 * Place:     private to the importer of the Serverless Framework. Adds to the graph itself.
 * Ids:       <provider>:<path of the file>:<kind>:<name>
 */
#ifndef FAASMAP_SERVERLESS_OTHER_H
#define FAASMAP_SERVERLESS_OTHER_H

#include "importer.h"
#include "serverless_variables.h"

/* provider: the name the file gives it ("azure", "google", "openwhisk", ...). */
void sls_other(struct import *im, const struct sls_host *host, struct str path,
               const struct doc *service, struct str provider);

#endif
