/* SPDX-License-Identifier: MIT */
/* lock.h - lock files: every package with the one version that is installed.
 * Place:     importers; knows base and packages. Documents and texts come from pinned.c.
 * Files:     package-lock.json and npm-shrinkwrap.json (1 to 3), yarn.lock (1 and later), pnpm-lock.yaml
 *            (5 to 9), bun.lock (not the binary bun.lockb), Pipfile.lock, poetry.lock, uv.lock,
 *            pdm.lock, packages.lock.json, gradle.lockfile, go.mod, go.sum, Gemfile.lock.
 * Left out:  what has no version of a registry: folders, repositories, addresses, the project itself.
 * Sources:   docs.npmjs.com "package-lock.json"; yarnpkg.com "Lockfile"; github.com/pnpm/spec;
 *            docs.gradle.org "Locking dependency versions";
 *            go.dev/ref/mod; the files themselves where nothing is written.
 * Hostile:   what is not understood is passed over; walks have no recursion.
 */
#ifndef FAASMAP_LOCK_H
#define FAASMAP_LOCK_H

#include "doc.h"
#include "packages.h"

/* How a file of that name is read; both NULL: it is none of these. */
struct lock_form {
    const char *file;
    void (*read_doc)(const struct doc *d, struct packages *out); /* JSON, YAML */
    void (*read_text)(struct str text, struct packages *out);
};
const struct lock_form *lock_form_of(struct str path); /* NULL: none */

/* Between the files of this room. */
void lock_read_npm(const struct doc *d, struct packages *out);
void lock_read_yarn(struct str text, struct packages *out); /* nothing is for development */
void lock_read_pnpm(const struct doc *d, struct packages *out);
void lock_read_bun(const struct doc *d, struct packages *out);
void lock_read_gradle(struct str text, struct packages *out);
void lock_read_pipfile(const struct doc *d, struct packages *out);
void lock_read_toml(struct str text, struct packages *out);
void lock_read_nuget(const struct doc *d, struct packages *out);
void lock_read_gemfile(struct str text, struct packages *out);
void lock_read_gomod(struct str text, struct packages *out);
void lock_read_gosum(struct str text, struct packages *out);
void lock_add_npm(struct packages *out, struct str name, struct str version, uint32_t line,
                  bool development);
/* "name@1.0.0" and "@scope/name@git+ssh://git@h": names have no @ behind their first byte. */
bool lock_cut_at(struct str text, struct str *name, struct str *version);

/* yarn.lock does not say what is for development, and of its projects only where they are: parts are
 * the package.json of all of them. */
void lock_read_yarn_of(struct str text, const struct doc *const *parts, size_t part_count,
                       struct packages *out);
/* The folders of projects, "." for that of the file, of yarn 2 and later; *rest begins as the text. */
bool lock_yarn_part(struct str *rest, struct str *folder);
/* Does go.mod name all packages that are built in? So it is from go 1.17 on. */
bool lock_gomod_is_whole(struct str text);

#endif
