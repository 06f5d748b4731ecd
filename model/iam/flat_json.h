/* SPDX-License-Identifier: MIT */
/* flat_json.h - members of a JSON object whose values are texts: what our own policy documents are.
 * Place:     iam, which does not know the readers of importers/read.
 * Accepts:   one object; members that are no texts are passed over. Anything else: false.
 */
#ifndef FAASMAP_FLAT_JSON_H
#define FAASMAP_FLAT_JSON_H

#include <stdbool.h>

#include "arena.h"
#include "str.h"

/* The member, decoded, in the arena; false: not there, or the text is no such object. */
bool flat_json_get(struct arena *a, struct str json, const char *key, struct str *value);

#endif
