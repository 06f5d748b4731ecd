/* SPDX-License-Identifier: MIT */
/* advised.h - an import, with the packages of its lock files looked up in advisories.
 * Place:     between the command line and the importers: it opens what --advisories and the member
 *            `advisories` of faasmap.yaml name.
 * Cost:      lock files are read only where advisories were named.
 */
#ifndef FAASMAP_ADVISED_H
#define FAASMAP_ADVISED_H

#include "decisions.h"
#include "importer.h"

/* import_all(), with faasmap.yaml going to d, which then knows the advisories. named: a path of the
 * user's, NULL: none. base: what paths of faasmap.yaml are relative to; "": the working folder. What is
 * wrong with the files stands among the messages of the graph. */
struct graph *advised_import(struct import_options *options, const char *named, const char *base,
                             struct decisions *d) ATTR_RETURNS_NONNULL;

#endif
