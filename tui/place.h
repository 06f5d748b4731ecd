/* SPDX-License-Identifier: MIT */
/* place.h - where a system comes from and what is kept of it: its folder, its personal session file;
 * and reading it, at the start or again.
 * Place:     between the command line and the explorer.
 */
#ifndef FAASMAP_PLACE_H
#define FAASMAP_PLACE_H

#include "arena.h"
#include "cli.h"
#include "explorer.h"
#include "live.h"

/* $XDG_CONFIG_HOME/faasmap/NAME and $XDG_STATE_HOME/faasmap/NAME, or below the home folder; empty if
 * neither is known. */
struct str place_of_config(struct arena *arena, const char *name);
struct str place_of_state(struct arena *arena, struct str name);

/* Texts live in the arena or are borrowed from the options. */
void place_find(const struct cli *cli, const struct import_options *import, struct arena *arena,
                struct system_place *out);

/* The load of struct loader; arg points at a const struct cli *. */
void place_load(void *arg, const char *path, const atomic_bool *stop,
                struct loaded *out);

#endif
