/* SPDX-License-Identifier: MIT */
/* session_file.h - sessions: keys and the screens that they must lead to, in one text file.
 * Place:     shared test code; test_sessions runs them on the memory terminal, test_pty through a
 *            real pseudo terminal.
 *
 *     # what the session is about
 *     size 80x24                   before open; later it resizes the terminal
 *     theme mono                   default dark
 *     charset ascii                default utf8
 *     open tests/sessions/waste.yaml
 *     open-broken FILE             the same for input that has errors
 *     first-run                    nobody chose a system: the first hints are there
 *     no-files                     the files that were read are not there, as after `-`
 *     here FOLDER                  where `open` alone looks around
 *     view paths                   the first view; default map
 *     rules FW-001 FW-004          the rules that are asked, on 2026-11-01; default none
 *     keys j j <Enter> gp          typed one after the other; blanks only separate
 *     mouse click 3 12             a key of the mouse (key.h) at row and column, from 0
 *     screen                       the whole screen, each line behind "| ", blanks at the end cut
 *     | ...
 *     roles                        row:column (from 0) and the role of that cell
 *     3:12 zone.internet
 *     cursor 3:12                  where the hardware cursor is
 *     status 0                     the explorer has ended, with this exit code
 *
 * FAASMAP_GOLDEN=write rewrites the screens in place; they are to be read before they are kept.
 */
#ifndef FAASMAP_SESSION_FILE_H
#define FAASMAP_SESSION_FILE_H

#include <stdbool.h>

#include "explorer.h"

/* What runs a session: the memory terminal, or a child behind a pseudo terminal. */
struct session_stage {
    bool (*start)(void *self, const struct explorer_options *options, const struct graph *g,
                  struct buf *why);
    void (*key)(void *self, struct key key);
    void (*mouse)(void *self, struct key key, int row, int col);
    void (*resize)(void *self, int rows, int cols);
    void (*screen)(void *self, struct buf *out);                  /* lines, right-trimmed */
    bool (*role)(void *self, int row, int col, struct str *name); /* false: cannot tell */
    bool (*cursor)(void *self, int *row, int *col);
    int (*end)(void *self); /* exit code, or -1 while it still runs */
};

/* Runs the file at the path; fails the cmocka test at the first difference. rewrite: screens are
 * written anew instead. */
void session_file_run(const char *path, const struct session_stage *stage, void *self,
                      bool rewrite);

#endif
