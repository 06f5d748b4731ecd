/* SPDX-License-Identifier: MIT */
/* walk.h - the regular files below a folder, without following links to folders.
 * Ownership: labels live in the caller's arena.
 */
#ifndef FAASMAP_WALK_H
#define FAASMAP_WALK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "arena.h"
#include "diag.h"
#include "str.h"

struct walk_options {
    struct arena *arena;
    struct diags *diags;
    const atomic_bool *stop;
    struct str prefix; /* before labels in messages; may be empty */
    struct str ignore; /* text of .faasmapignore, may be empty */
    const struct stat *without; /* a file or folder that is passed over; NULL: none */
    void (*found)(void *arg, struct str label); /* relative to the folder, '/' between parts */
    void *arg;
    size_t most;  /* files, 0: LIMIT_WALK_FILES */
    bool *is_cut; /* set where that many were there; NULL: the diagnostics say so, as an error */
};

/* Folder by folder, those at the top first; the order in one is the directory's. false if the folder
 * itself cannot be read (with a diagnostic). */
bool walk_folder(int folder, const struct walk_options *options);

#endif
