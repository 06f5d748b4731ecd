/* SPDX-License-Identifier: MIT */
/* topology.h - the native format: the graph as JSON or YAML, exported or written by hand.
 * Place:     importers; the writer is model/export/json.c, the contract graph.schema.json beside it.
 * By hand:   id and kind are all that a node needs; the ends of an edge may be ids, unique names or
 *            "kind:name", "internet" needs no node; evidence is declared unless it says otherwise.
 * Places:    a node or edge without a `where` of its own stands where the document says it.
 * Unknown:   a member that nobody knows is reported as a note, with the nearest known name, and kept
 *            as an attribute of its node or edge. reach and crosses are derived and passed over.
 * Failure:   an error with file:line:col for what cannot be understood; the rest is still read.
 */
#ifndef FAASMAP_TOPOLOGY_H
#define FAASMAP_TOPOLOGY_H

#include "doc.h"
#include "graph.h"

/* Reads a document in the native format into g, which must not be sealed. */
void topology_read(const struct doc *d, struct graph *g);

/* faasmap.yaml: its member `topology` is merged into g by id, when everything else is there. A node
 * entry whose id exists, or without a kind (its id is then an id, a unique name or "kind:name"), or
 * without an id (then by name, or kind and name), speaks about a node that is there, and may set its
 * name, zone, sensitivity, tags, attributes and so on. The members of later uses
 * (suppressions, assertions, decisions) are left alone. */
void topology_overlay(const struct doc *d, struct graph *g);

/* True if the document looks like the native format: for detection. */
bool topology_matches(const struct doc *d);

#endif
