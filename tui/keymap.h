/* SPDX-License-Identifier: MIT */
/* keymap.h - which keys do what, per view.
 * Place:     between terminal keys and actions; read from text in one grammar, the defaults
 *            (keys.conf, embedded) and the user's file alike:
 *
 *     bind VIEW KEYS ACTION   # help
 *
 * VIEW is a view of action.h or `any`; KEYS are one to four keys without spaces (key.h: "za",
 * "<C-l>", "g<Up>"); ACTION is a name of action.h, or `none` to free the keys. The comment is what
 * help shows instead of the action's own text.
 * Lookup: bindings of the view first, then those of `any`.
 * Conflicts: in one text no keys are bound twice in a view, nor stand both alone and at the start
 *            of others. A later text (the user's) replaces earlier bindings of the same keys.
 * Ownership: the keymap owns its texts; keymap_release() frees them. {0} is empty.
 */
#ifndef FAASMAP_KEYMAP_H
#define FAASMAP_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "action.h"
#include "arena.h"
#include "buf.h"
#include "diag.h"
#include "key.h"

enum { KEYMAP_CHORD_MAX = 4 };

struct binding {
    enum view_id view; /* VIEW_ANY: everywhere */
    struct key keys[KEYMAP_CHORD_MAX];
    unsigned count;
    enum action action;
    struct str help; /* never empty */
    struct origin where;
    unsigned text;   /* which keymap_read() brought it */
};

struct keymap {
    struct arena *arena;
    struct binding *rows; /* in the order of reading */
    size_t count, cap;
    unsigned texts;
};

enum keymap_answer { KEYMAP_NOTHING, KEYMAP_MORE, KEYMAP_FOUND };

void keymap_release(struct keymap *m);
/* Adds the bindings of a text. false: at least one error with its place was added to diags; the
 * good lines count all the same. */
bool keymap_read(struct keymap *m, struct str text, struct str file, struct diags *diags);
/* What count keys mean in a view: nothing, the start of a longer row, or an action. */
enum keymap_answer keymap_find(const struct keymap *m, enum view_id view, const struct key *keys,
                               unsigned count, enum action *out);
/* The binding that help names for an action in a view: the first one, the view's own before
 * those of `any`; NULL: none. */
const struct binding *keymap_for(const struct keymap *m, enum view_id view, enum action action);
/* True if the row is not replaced or freed by another one in this view. */
bool keymap_active(const struct keymap *m, const struct binding *b);
void binding_print(struct buf *out, const struct binding *b); /* the keys */
/* For people: as above, but a lone < is itself. */
void binding_show(struct buf *out, const struct binding *b);

/* A line for each binding whose keys another one stands in front of: one of the view takes the place of
 * one of `any`, or is its beginning, or goes on from it. Those that the view means to replace in the
 * same text with the same keys are no conflict. Returns how many. */
size_t keymap_conflicts(const struct keymap *m, struct buf *out);

/* All active bindings, one row per action, grouped by view: `faasmap keys`, README. */
enum keymap_form { KEYMAP_TEXT, KEYMAP_MARKDOWN };
void keymap_print(const struct keymap *m, enum keymap_form form, struct buf *out);

#endif
