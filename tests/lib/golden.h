/* SPDX-License-Identifier: MIT */
/* golden.h - golden tests of importers: a folder in, a readable list of facts out.
 * Place:     shared test code.
 * A case is a folder: the input files as a user would have them, beside them
 *     expected.facts   one line per zone-less fact, sorted as the graph sorts; see golden_facts()
 *     note.md          what the case is about (for people, never read)
 * These two files are not part of the input. FAASMAP_GOLDEN=write in the environment rewrites
 * expected.facts; the rewritten file is to be read line by line before it is committed.
 * Failure:   a difference fails the cmocka test and prints the first lines that differ.
 */
#ifndef FAASMAP_TESTS_GOLDEN_H
#define FAASMAP_TESTS_GOLDEN_H

#include "buf.h"
#include "decisions.h"
#include "graph.h"
#include "importer.h"

/* The graph as lines, byte-identical for equal graphs:
 *   node KIND ID "NAME" TYPE external sensitivity=N key=value ... @FILE:LINE:COL FIELD
 *   edge KIND FROM -> TO ev=EVIDENCE conf=N auth=A actions=a,b guards=a,b key=value ... @...
 *   unresolved TEXT | REASON | NODE @...
 *   LEVEL FILE:LINE:COL TEXT          (diagnostics)
 * Members that hold their usual value (sensitivity of the kind, evidence declared with confidence
 * 100, empty texts, provider azure) are left out. Fingerprints show as "secret:1", "secret:2", ...
 * in the order of their first line, since they depend on every byte of the input. */
void golden_facts(const struct graph *g, struct buf *out);

/* A line of it without its places: the one at its end, and the further ones of a grant. */
struct str golden_placeless(struct arena *a, struct str line);

/* Imports the files of the folder, but expected.facts and note.md, as if it were the input root; or a file
 * alone. */
struct graph *golden_import(const char *folder) ATTR_RETURNS_NONNULL;
/* The same; decisions takes what faasmap.yaml says besides the topology. */
struct graph *golden_import_decided(const char *folder, struct decisions *decisions)
    ATTR_RETURNS_NONNULL;

/* One case, or every sub-folder of a folder (sorted) that holds an expected.facts. Paths are
 * relative to the repository: "tests/golden/importers/azure_functions". Fails if there is none. */
void golden_case(const char *folder);
void golden_all(const char *folder);

/* The bytes of a file of the repository, added to out; fails the test if it cannot be read. */
void golden_read(const char *path, struct buf *out);
/* Fails the test unless a file of the repository says the same; FAASMAP_GOLDEN=write writes it. */
void golden_text(const char *path, struct str text);

#endif
