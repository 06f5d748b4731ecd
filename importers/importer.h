/* SPDX-License-Identifier: MIT */
/* importer.h - one row per dialect: from documents to graph facts.
 * Place:     importers know the graph and the readers, never each other, never an analysis.
 * Contract:  an importer opens no file by itself, prints nothing, exits never. It gets documents
 *            through `struct import`, adds nodes, edges and unresolved entries to the graph, and
 *            speaks through the diagnostics. What it does not know becomes a node of kind
 *            `service` with its provider type and references as `depends` edges, or an entry in
 *            the unresolved list with a reason. It records facts; it judges nothing.
 * Secrets:   a raw secret goes to import_secret() and nowhere else.
 * Bids:      claim() says how sure the importer is that a file is its own: 0 not mine, 1..100.
 *            The best bid wins; two equal best bids are reported and the first by name wins.
 * Units:     an importer is called once per claimed file, files in byte order of their paths.
 *            Files that it reads besides (import_load, import_read) are its own too and are not
 *            offered to others afterwards if they were not claimed by themselves.
 * Ownership: documents and texts live until the whole import has ended.
 */
#ifndef FAASMAP_IMPORTER_H
#define FAASMAP_IMPORTER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "doc.h"
#include "graph.h"
#include "str.h"

struct packages;
struct import; /* one run of one importer over one unit: opaque */

/* What claim() may look at. */
struct candidate {
    struct str path;          /* relative to the input root, '/' between parts */
    struct str base;          /* its last part */
    const struct doc *doc;    /* NULL: the file is not JSON or YAML, or is broken */
    struct str head;          /* the first bytes (at most 4096) of any other file */
};

struct importer {
    const char *name;  /* "azure-functions": --importer NAME */
    const char *title;
    const char *unit;  /* one of them: "SAM template" */
    const char *files; /* for people: "host.json, function.json, *.cs" */
    const char *help;
    int (*claim)(const struct candidate *c);
    void (*import)(struct import *im, const struct candidate *unit);
    /* Optional: called once after all importers' units, before link; for joins inside one dialect. */
    void (*finish)(struct import *im);
    /* Optional: the document lists the files that it was made of, and is no source itself. */
    bool (*names_sources)(const struct doc *d);
    /* Optional: what stands in a file that it claims, at no cost: "12 functions"; false: the file is
     * only a part of another unit. */
    bool (*tell)(const struct candidate *c, struct buf *out);
    bool lone; /* a file of it is a system by itself; else what lies beside it belongs to it */
    /* Its units come before all others, or behind them; what was read before is part of those that
     * read it and nobody's own unit. */
    bool first, last;
};

/* A new importer is one file with one `const struct importer importer_NAME` and one row here. */
#define IMPORTERS(X)                                                                               \
    X(topology)                                                                                    \
    X(asl)                                                                                         \
    X(azure_functions)                                                                             \
    X(arm)                                                                                         \
    X(cdk)                                                                                         \
    X(chalice)                                                                                     \
    X(cloudformation)                                                                              \
    X(serverless)                                                                                  \
    X(sam)

#define X(name) extern const struct importer importer_##name;
IMPORTERS(X)
#undef X
extern const struct importer *const importers[]; /* NULL at the end */
const struct importer *importer_find(struct str name); /* NULL: none */

/* --- What an importer may do ------------------------------------------------------------------- */
struct graph *import_graph(struct import *im);
struct diags *import_diags(struct import *im);
struct arena *import_arena(struct import *im); /* lives until the whole import has ended */

/* Files below the input root that the walk has seen (skipped folders are not among them), sorted.
 * under: a folder relative to the root, "" for all; suffix: ".cs", compared without case. */
size_t import_list(struct import *im, struct str under, struct str suffix, const struct str **paths);
/* A JSON or YAML document by its path relative to the root: read once, shared. NULL: missing or
 * broken (then there is a diagnostic already, unless it is simply not there). For a YAML file with
 * several documents the first one; import_documents() gives all. */
const struct doc *import_load(struct import *im, struct str path);
/* The same for who only looks around: files that some importer claimed, and it does not count as
 * reading. NULL: any other file. */
const struct doc *import_peek(struct import *im, struct str path);
size_t import_documents(struct import *im, struct str path, const struct doc *const **docs);
/* The raw bytes of any file; false: missing or unreadable (a diagnostic unless simply not there). */
bool import_read(struct import *im, struct str path, struct str *bytes);
bool import_exists(struct import *im, struct str path);

/* "a/b" + "../c/d.json" -> "a/c/d.json"; false if it leaves the root. base is a folder. */
bool import_join(struct import *im, struct str base, struct str relative, struct str *out);
struct str import_folder(struct str path); /* "a/b/c.json" -> "a/b"; "c.json" -> "" */

/* --param K=V, --stage S: values that templates ask for. */
bool import_param(struct import *im, struct str name, struct str *value);
struct str import_stage(struct import *im); /* empty: not given */

/* Sets a mark that lives as long as the run, for what several units must do once. Marks of different
 * importers are apart. false: it was set before. */
bool import_once(struct import *im, struct str mark);

/* The place of a pointer that lives as long as the run, NULL at first: for what the units of several
 * dialects share under that name. */
void **import_keep(struct import *im, const char *name);

/* Replaces a raw secret by its tag "secret:<16 hex digits>": same value, same tag within the run.
 * HMAC-SHA-256 under a key made of the digests of all input files (reliability: no oracle for
 * whoever has only the export, deterministic for the same input). */
struct str import_secret(struct import *im, struct str raw);

/* --- Running an import: for the front end ------------------------------------------------------ */
struct memory_file {
    struct str path, bytes; /* borrowed during the import */
};

/* What has been done so far; written by the import, read by whoever shows it, from any thread. */
enum import_phase { IMPORT_READING, IMPORT_LINKING, IMPORT_DERIVING };
struct import_progress {
    atomic_size_t files; /* looked into */
    atomic_size_t nodes; /* of the graph */
    atomic_int phase;    /* enum import_phase */
};

struct import_options {
    const char *const *paths;   /* files, folders, "-", "sample:NAME" */
    size_t path_count;
    const struct memory_file *files; /* besides or instead of paths: for tests and fuzzing */
    size_t file_count;
    const char *importer;       /* NULL: detection */
    const char *without;        /* a file or folder that is no part of it, wherever it lies; NULL */
    const char *stage;          /* NULL: not given */
    const struct attr *params;  /* key, value */
    size_t param_count;
    const atomic_bool *stop; /* set by another thread or a signal: gives up; NULL: never */
    void (*overlay)(void *arg, const struct doc *d, struct diags *diags); /* is shown every
                                        faasmap.yaml, for the members that are not topology; the
                                        document dies with the import; NULL: nobody asks */
    void *overlay_arg;
    void (*derive)(struct graph *g); /* what the recorded policies mean (iam_derive); called when
                                        everything is linked; NULL: they stay documents */
    struct packages *packages;       /* gets what the lock files pin; NULL: nobody asks */
    bool (*packages_wanted)(void *overlay_arg); /* asked behind the overlays; NULL: they are */
    struct import_progress *progress; /* zeroed; counts up while the import runs; NULL: nobody asks */
};

/* Reads everything, links, merges the overlay and seals the graph. Always gives a graph; what could
 * not be read stands in its diagnostics (errors there mean exit code 3). */
struct graph *import_all(const struct import_options *options) ATTR_RETURNS_NONNULL;

/* The folder that the files of the graph are relative to, for who wants to open one: "" where
 * there is none (samples, standard input). */
struct str import_base(const struct import_options *options, struct arena *arena);

/* A file compiled into the program. */
struct embedded_file {
    const char *path; /* "samples/waste-management/host.json" */
    const char *bytes;
    size_t size;
};
extern const struct embedded_file embedded_files[]; /* path NULL at the end, sorted by path */

#endif
