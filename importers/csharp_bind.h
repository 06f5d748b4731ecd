/* SPDX-License-Identifier: MIT */
/* csharp_bind.h - functions and bindings as attributes declare them.
 * Place:     importers; uses the interpreter to know the value of constants in attributes.
 * Source:    attribute classes of the WebJobs extensions and of the isolated worker; property names
 *            are those of function.json.
 */
#ifndef FAASMAP_CSHARP_BIND_H
#define FAASMAP_CSHARP_BIND_H

#include "csharp_run.h"

/* The function that a method declares; NULL if it declares none. */
struct csharp_function *cs_bind_function(struct cs_run *r, struct cs_member *m);
/* What a parameter holds when the function starts, as far as its binding says; 0: nothing. */
cs_val cs_bind_param(struct cs_run *r, const struct cs_member *m, const struct cs_param *p,
                     const struct csharp_function *fn);

#endif
