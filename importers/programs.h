/* SPDX-License-Identifier: MIT */
/* programs.h - files that say how to make what an importer reads, but are programs: nobody runs them here,
 * so they are named with the command that writes their result; and languages that are not read.
 * Place:     importers. */
#ifndef FAASMAP_PROGRAMS_H
#define FAASMAP_PROGRAMS_H

#include "diag.h"
#include "files.h"

void programs_say(const struct files *files, struct diags *diags);

#endif
