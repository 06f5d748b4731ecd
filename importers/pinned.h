/* SPDX-License-Identifier: MIT */
/* pinned.h - the packages that the functions of a system install, by their lock files.
 * Place:     importers; import.c calls it when the graph is sealed and
 *            ids stay, for who asks (import_options.packages).
 * Which:     every function or app that FACT_PACKAGES is recorded of: its FACT_LOCKFILE, or go.mod;
 *            without one, what its manifest pins to one version (==1.0, an exact number).
 * Files:     at most LOCK_BYTES each; each is read once, however many functions share it.
 */
#ifndef FAASMAP_PINNED_H
#define FAASMAP_PINNED_H

#include "manifest.h"
#include "packages.h"

enum { LOCK_BYTES = 64 * 1024 * 1024 };

void pinned_read(struct import *im, struct packages *out);

/* The one version that a manifest leaves; false: it leaves several. */
bool pinned_version(enum manifest_form form, const struct manifest_package *p, struct package *out);

#endif
