/* SPDX-License-Identifier: MIT */
/* version.h - which of two versions of a package is the older one, as its registry has it.
 * Place:     packages; knows base only. One file per ordering, version.c chooses.
 * Sources:   semver.org 2.0.0 (npm); PEP 440 (PyPI); go.dev/ref/mod#versions (Go: semver with a leading
 *            v that may be missing); learn.microsoft.com, "Package versioning" (NuGet: up to four
 *            numbers, prereleases without case); maven.apache.org, POM reference, "Version Order
 *            Specification"; Gem::Version of RubyGems.
 * Any text:  may come in. What is no version of its scheme is older than all that are, and such texts
 *            are in byte order; so is what is longer than VERSION_BYTES_MAX.
 * Order:     total, but for Maven's, which is the one that its specification gives: there "1-sp" is
 *            newer than "1" and older than "1.0.alpha", which is older than "1".
 * Cost:      linear in the texts, no allocation.
 */
#ifndef FAASMAP_VERSION_H
#define FAASMAP_VERSION_H

#include <stdbool.h>

#include "str.h"

enum version_scheme {
    VERSION_SEMVER,
    VERSION_PEP440,
    VERSION_GO,
    VERSION_MAVEN,
    VERSION_NUGET,
    VERSION_GEM,
    VERSION_SCHEME_COUNT
};

enum { VERSION_BYTES_MAX = 256 };

bool version_is_valid(enum version_scheme s, struct str v);
int version_compare(enum version_scheme s, struct str a, struct str b); /* -1, 0, 1 */

#endif
