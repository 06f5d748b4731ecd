/* SPDX-License-Identifier: MIT */
/* spawn.h - programs that the user named: the editor, the clipboard's. No shell: the command is
 * split at blanks, what is added is one argument each.
 */
#ifndef FAASMAP_SPAWN_H
#define FAASMAP_SPAWN_H

#include "str.h"

enum { SPAWN_WORDS = 16, SPAWN_NOT_FOUND = 127, SPAWN_WAIT_MS = 2000 };

/* Runs it with the terminal and waits. Returns its exit code, 127 if it is not there, -1 if it ended
 * by a signal. arguments: NULL at the end. */
int spawn_wait(const char *command, const char *const *arguments);
/* Gives it text on its standard input; it has no terminal and SPAWN_WAIT_MS to take it. */
int spawn_feed(const char *command, struct str input);

#endif
