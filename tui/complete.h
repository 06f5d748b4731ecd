/* SPDX-License-Identifier: MIT */
/* complete.h - what could stand where the cursor of a command line stands.
 * Place:     between the prompt, which shows and inserts it, and the tables: commands, their
 *            arguments (command.h), nodes, views, themes, settings, formats, files, filter keys.
 * Order:     what begins with the typed letters first, then what has them in their order.
 * Cost:      a look at every name of the kind that the argument has; nodes: every node once.
 * Ownership: texts are the list's; completions_release() frees them. {0} is an empty list.
 */
#ifndef FAASMAP_COMPLETE_H
#define FAASMAP_COMPLETE_H

#include "arena.h"
#include "buf.h"

struct explorer;
struct canvas;
struct command;

enum { CANDIDATES_MAX = 100 };

struct completion {
    struct str text; /* takes the place of [from, from + length) of the line */
    struct str help;
    bool more;       /* an argument follows: a blank goes behind it */
};

struct completions {
    struct arena *arena;
    struct completion items[CANDIDATES_MAX];
    size_t count, all;   /* all: how many there would be */
    size_t from, length; /* the word of the line that they stand for */
    int chosen, top;     /* -1: none yet */
    bool open;           /* the menu is shown */
    int row, rows;       /* on the screen, of the last drawing: the first candidate, and how many */
};

void completions_release(struct completions *c);
/* For the text before the cursor. */
void complete_command(struct explorer *x, struct str text, struct completions *out);
/* The longest beginning that all candidates have which begin with the word, at least the word. */
struct str completions_common(const struct completions *c, struct str word);
/* The command whose name stands at the start of the line; NULL: none yet. */
const struct command *complete_which(struct str line);

#endif
