/* SPDX-License-Identifier: MIT */
/* manifest.h - third-party packages that stand beside code, and which of them may be any version.
 * Place:     importers; knows the import (for files). No dialect: whoever has a function or an app with
 *            a folder of code calls manifest_record().
 * Files:     package.json; requirements.txt with what it includes; Pipfile; pyproject.toml (of the
 *            standard and of Poetry); *.csproj; pom.xml; build.gradle, build.gradle.kts; go.mod;
 *            Gemfile. Of the nearest folder that has one, from that of the code up to `top`. Packages
 *            of development and tests do not count.
 * Beside:    what stands elsewhere in the input completes some: Directory.Packages.props and
 *            Directory.Build.props above a *.csproj (with the packages that it gives all projects below), the
 *            parents of a pom.xml and the poms that it imports,
 *            gradle/libs.versions.toml and gradle.properties above a build.gradle.
 * Loose:     "*", "latest", no version, no upper bound, a branch. A range with an upper bound is not
 *            loose, nor is what the build fills in ("${version}", central versions).
 * Lock:      a lock file in that folder, or one above it below the input root, pins everything.
 * Limits:    files of MANIFEST_BYTES, MANIFEST_PACKAGES of one, MANIFEST_INCLUDES of requirements;
 *            what lies beyond is not read. Names and ranges keep only the bytes that such texts have:
 *            no address, no credential in one, gets into the graph.
 * Ownership: texts live in the arena of the import; manifests_free() frees the rest.
 */
#ifndef FAASMAP_MANIFEST_H
#define FAASMAP_MANIFEST_H

#include "importer.h"

enum {
    MANIFEST_BYTES = 1024 * 1024,
    MANIFEST_PACKAGES = 4096,
    MANIFEST_INCLUDES = 8, /* and parents */
    MANIFEST_POMS = 256,   /* that are looked through for one that is imported */
    MANIFEST_SHOWN = 8,
};

struct manifests; /* the folders that were looked into */
struct manifests *manifests_new(struct import *im);
void manifests_free(struct manifests *m); /* NULL is allowed; what was recorded stays */

/* Records FACT_PACKAGES, FACT_LOOSE, FACT_LOOSE_AT and FACT_LOCKFILE on the node, as far as there are
 * any. runtime: "nodejs22.x", "python3.13", "dotnet8", "java21"; empty: any language. */
void manifest_record(struct manifests *m, node_id n, struct str folder, struct str top,
                     struct str runtime);

/* --- What stands in one ------------------------------------------------------------------------ */
enum manifest_form {
    MANIFEST_NODE,
    MANIFEST_REQUIREMENTS,
    MANIFEST_PIPFILE,
    MANIFEST_PYPROJECT,
    MANIFEST_CSPROJ,
    MANIFEST_POM,
    MANIFEST_GO,
    MANIFEST_GEMFILE,
    MANIFEST_GRADLE,
};

struct manifest_package { /* texts live during the call */
    struct str name, range; /* as written */
    struct str group;       /* of pom.xml and build.gradle */
    struct str value;       /* what its properties stand for, or who manages it says; empty: nothing */
    uint32_t line;
    bool loose;
};

/* Hands over what stands in a manifest that manifest_record() has named, and in what it includes; in_file:
 * where the line is one of. */
void manifest_each(struct import *im, struct str file,
                   void (*take)(void *arg, enum manifest_form form, struct str in_file,
                                const struct manifest_package *p),
                   void *arg);

/* --- Between manifest.c and manifest_read.c --------------------------------------------------- */

struct manifest_sink {
    void (*package)(void *arg, const struct manifest_package *p);
    void (*include)(void *arg, struct str path); /* of requirements: relative to the file */
    void *arg;
    const struct str *beside; /* texts of the files that complete it: parents from the nearest on; of
                               * build.gradle the catalog and the properties, empty: there is none */
    size_t beside_count;
    bool shared;            /* it is no project, but for several ones */
    const struct str *poms; /* of pom.xml: all of the input, where it imports one */
    size_t pom_count;
    size_t (*parents)(void *arg, size_t pom, struct str *beside); /* of one; MANIFEST_INCLUDES at most */
};

/* text: of any form but MANIFEST_NODE, whose document is read by manifest_read_node(). */
void manifest_read(enum manifest_form form, struct str text, const struct manifest_sink *sink);
void manifest_read_node(const struct doc *d, const struct manifest_sink *sink);
void manifest_read_csproj(struct str text, const struct manifest_sink *sink);
void manifest_read_pom(struct str text, const struct manifest_sink *sink);
void manifest_read_gradle(struct str text, const struct manifest_sink *sink); /* beside: catalog, properties */
/* Where the parent of a pom.xml is said to lie, a file or a folder; false: it has none in the project. */
bool manifest_pom_parent(struct str text, struct str *path);

#endif
