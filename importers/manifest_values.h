/* SPDX-License-Identifier: MIT */
/* manifest_values.h - what the files of a project set for its versions to use.
 * Place:     private to the readers of manifests. Texts are borrowed.
 * Owners:    the files, 0 is the nearest one; they set from the nearest on, and the nearest wins. What
 *            one file sets to several values depends on conditions, so nobody knows it.
 */
#ifndef FAASMAP_MANIFEST_VALUES_H
#define FAASMAP_MANIFEST_VALUES_H

#include <stdbool.h>

#include "attr.h"
#include "buf.h"
#include "map.h"
#include "str.h"

struct value {
    struct str text;
    size_t owner;
    bool unclear;
};

/* {0} is an empty one. */
struct values {
    struct value *items;
    size_t count, cap;
    struct map by_name; /* -> index */
};

void values_set(struct values *v, struct str name, struct str text, size_t owner);
bool values_get(const struct values *v, struct str name, struct str *text); /* false: nobody knows */
void values_release(struct values *v);
/* "${a}.${b}" into out, values in values too. false: there is one that nobody knows. open: "${", "$(". */
bool values_expand(const struct values *v, const char *open, char close, struct str text, struct buf *out);

/* A range of NuGet, Maven or Gradle without an upper bound: "*", "[1.0,)", "(,)". */
bool values_loose_interval(struct str range);

#endif
