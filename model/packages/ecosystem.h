/* SPDX-License-Identifier: MIT */
/* ecosystem.h - registries of packages: their names in advisories, their versions, how they compare
 * names.
 * Place:     packages; knows base only.
 * Source:    ossf.github.io/osv-schema, "Defined ecosystems"; PEP 503 (names of PyPI); package ids of
 *            NuGet are without case.
 */
#ifndef FAASMAP_ECOSYSTEM_H
#define FAASMAP_ECOSYSTEM_H

#include "buf.h"
#include "version.h"

/* X(ENUM, "name in advisories", scheme) */
#define ECOSYSTEMS(X)                                                                              \
    X(NPM, "npm", VERSION_SEMVER)                                                                  \
    X(PYPI, "PyPI", VERSION_PEP440)                                                                \
    X(GO, "Go", VERSION_GO)                                                                        \
    X(MAVEN, "Maven", VERSION_MAVEN)                                                               \
    X(NUGET, "NuGet", VERSION_NUGET)                                                               \
    X(GEM, "RubyGems", VERSION_GEM)

#define X(e, ...) ECOSYSTEM_##e,
enum ecosystem { ECOSYSTEMS(X) ECOSYSTEM_COUNT };
#undef X

struct ecosystem_row {
    const char *name;
    enum version_scheme scheme;
};
extern const struct ecosystem_row ecosystems[ECOSYSTEM_COUNT];

/* "Maven:https://repo1.maven.org/maven2" is Maven; false: one that no lock file here has. */
bool ecosystem_find(struct str name, enum ecosystem *out);
/* Adds "PyPI zope-interface": the same for two spellings that the registry takes for one. */
void ecosystem_key(enum ecosystem e, struct str name, struct buf *out);

#endif
