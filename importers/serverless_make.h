/* SPDX-License-Identifier: MIT */
/* serverless_make.h - documents written as templates, and merged as the Serverless Framework does.
 * Place:     private to the importer of the Serverless Framework; documents only.
 */
#ifndef FAASMAP_SERVERLESS_MAKE_H
#define FAASMAP_SERVERLESS_MAKE_H

#include "arena.h"
#include "doc.h"

/* Reads JSON with single quotes and makes nodes at the place of `at`; text is constant. Values:
 *   %s  a struct str, a scalar; where it is empty the member or element is left out
 *   %n  a const struct doc_node * of d, copied; NULL is left out
 *   %m  a struct doc_node * of d that stands nowhere yet; NULL is left out
 * A text may be cut up by %s as well: 'a-%s-b' (an empty one stays empty there). */
struct doc_node *sls_make(struct doc *d, const struct doc_node *at, const char *form, ...);

/* Maps are merged, lists element by element, of all else b wins: a new node. NULL is nothing. */
struct doc_node *sls_merge(struct doc *d, const struct doc_node *a, const struct doc_node *b);

/* A list of maps as one map, merged in order; anything else is copied. NULL stays NULL. */
struct doc_node *sls_merge_list(struct doc *d, const struct doc_node *n);

/* "my-fn_1" -> "MyDashfnUnderscore1": as logical ids of functions are made. */
struct str sls_norm(struct arena *a, struct str name);
/* "get" -> "GET", "get" -> "Get". */
struct str sls_capitals(struct arena *a, struct str text);
struct str sls_upper(struct arena *a, struct str name);
/* "my-topic.x" -> "Mytopicx": letters and digits, the first one a capital. */
struct str sls_alnum(struct arena *a, struct str name);
/* "users/{userId}/my-x" -> "UsersUseridVarMyDashx": the parts of a path. */
struct str sls_path_norm(struct arena *a, struct str path);

#endif
