/* SPDX-License-Identifier: MIT */
/* settings.h - the settings that are about the person and the terminal, kept for the next run: rows
 * of command.h with `kept`. Those about one system are in its session file (personal.h).
 * File:      options.settings, lines NAME=VALUE; what `set` changes is written at once. Lines that
 *            nobody knows stay. Scripts and tests neither read nor write it.
 * Broken:    a line that is none and a value that is none are told (own.h); a file that cannot be read is
 *            not written.
 */
#ifndef FAASMAP_SETTINGS_H
#define FAASMAP_SETTINGS_H

#include <stdbool.h>

#include "buf.h"

struct explorer;
struct setting;

void settings_load(struct explorer *x);
void settings_keep(struct explorer *x, const struct setting *s); /* with the value that it has now */
/* What the file says of a setting, for who comes before the explorer; false: nothing. */
bool settings_find(const char *path, const char *name, struct buf *value);

#endif
