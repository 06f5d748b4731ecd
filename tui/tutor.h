/* SPDX-License-Identifier: MIT */
/* tutor.h - the guided tour of `:tutor`: one sentence after the other with the key to press.
 * Place:     the last row, in place of the hints. It watches the actions that are performed and goes
 *            on when the one that it asked for was done; all other keys work as always.
 * Keys:      named as the keymap has them; a step whose action has no key is left out. Esc ends it.
 */
#ifndef FAASMAP_TUTOR_H
#define FAASMAP_TUTOR_H

#include "action.h"
#include "key.h"

struct explorer;

#define TUTOR_SAMPLE "waste-management"

struct tutor {
    bool on;
    size_t step;
};

void tutor_begin(struct explorer *x);
void tutor_did(struct explorer *x, enum action action); /* an action was performed */
bool tutor_key(struct explorer *x, struct key key);     /* true: it was the Esc that ends the tour */
void tutor_draw(struct explorer *x);                    /* over x->screen */

#endif
