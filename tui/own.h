/* SPDX-License-Identifier: MIT */
/* own.h - the person's own files at the start: keys.conf, a theme, the settings (settings.h).
 * Broken:   what is good in them counts, what is wrong goes to x->own with its place: to the messages
 *           view, `keys check` and the status line. A theme with errors is not used: the embedded one of that
 *           name is, else the default.
 */
#ifndef FAASMAP_OWN_H
#define FAASMAP_OWN_H

#include <stdbool.h>

#include "buf.h"
#include "diag.h"
#include "keymap.h"

struct explorer;

/* Keys and theme. false: *why says why there is no explorer with these options: the theme that they name is
 * not there, or is broken and nobody would see that another one took its place. */
bool own_open(struct explorer *x, struct buf *why);
void own_close(struct explorer *x);
void own_tell(struct explorer *x); /* that something is wrong, once all is open */
void own_edit(struct explorer *x, struct origin where); /* $EDITOR at a place in one of them */
/* The keys that the program comes with. */
bool own_default_keys(struct keymap *keys, struct diags *diags);

#endif
