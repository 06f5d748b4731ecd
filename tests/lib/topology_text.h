/* SPDX-License-Identifier: MIT */
/* topology_text.h - native topologies from texts, and what reading them said.
 * Failure:   a text that is no document, or a difference, fails the cmocka test.
 */
#ifndef FAASMAP_TESTS_TOPOLOGY_TEXT_H
#define FAASMAP_TESTS_TOPOLOGY_TEXT_H

#include "doc.h"
#include "graph.h"

struct doc *topology_doc(struct str text, bool json);     /* one document; doc_free() */
struct graph *topology_graph(struct str text, bool json); /* sealed, with its messages */
struct graph *topology_yaml(const char *text);

/* The messages as "line:col level text" lines. */
void topology_expect(struct graph *g, const char *want);

#endif
