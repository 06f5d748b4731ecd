/* SPDX-License-Identifier: MIT */
/* advisories.h - which of the packages that are locked have known vulnerabilities.
 * Place:     packages; documents come from whoever opened the files (advisory_files.h).
 * Source:    ossf.github.io/osv-schema 1.7: "affected[] fields" and "Evaluation".
 *            A version is affected if `versions` lists it, or a range of type SEMVER or ECOSYSTEM has
 *            it: by the last of its events (introduced, fixed, last_affected) that is not newer,
 *            and below one of its limits. Ranges of type GIT, and `withdrawn` advisories, do not count.
 *            A version that is none in its registry's order is affected only where it is listed.
 * Joined:    advisories of one package that name each other as an alias are one vulnerability.
 * Memory:    only what affects a package is kept.
 * Order:     vulnerabilities by package, severity, id, whatever the order of the advisories.
 * Ownership: texts live until advisories_free(); packages are borrowed.
 */
#ifndef FAASMAP_ADVISORIES_H
#define FAASMAP_ADVISORIES_H

#include "doc.h"
#include "packages.h"

enum advisory_level { /* as the advisory says; malicious packages (MAL-...) are critical */
    ADVISORY_UNRATED,
    ADVISORY_LOW,
    ADVISORY_MEDIUM,
    ADVISORY_HIGH,
    ADVISORY_CRITICAL
};

struct vulnerability {
    uint32_t package;             /* index of packages_at() */
    enum advisory_level level;    /* the worst of those that were joined */
    int score;                    /* CVSS base score in tenths; -1: none */
    struct str id;                /* of the best known one: CVE and GHSA before others */
    const struct str *aliases;    /* all its other names, sorted */
    size_t alias_count;
    struct str fixed;             /* the first version without it; empty: none is known */
};

struct advisories;

struct advisories *advisories_new(const struct packages *p) ATTR_RETURNS_NONNULL;
void advisories_free(struct advisories *a); /* NULL is allowed */

/* One OSV record. false: it has no id and no `affected`, so it is no advisory. */
bool advisories_add(struct advisories *a, const struct doc *d);
void advisories_count_one(struct advisories *a); /* one that is about other packages was passed over */
size_t advisories_read(const struct advisories *a); /* how many were looked at */
void advisories_ready(struct advisories *a);     /* once, behind the last one: joins and sorts */

size_t advisories_found(const struct advisories *a);
const struct vulnerability *advisories_at(const struct advisories *a, size_t i);
const struct packages *advisories_packages(const struct advisories *a);
/* Is it called so, by any of its names? Without case. */
bool vulnerability_is(const struct vulnerability *v, struct str name);

#endif
