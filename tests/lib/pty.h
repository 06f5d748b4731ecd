/* SPDX-License-Identifier: MIT */
/* pty.h - a program behind a real pseudo terminal, its screen kept by libvterm.
 * Place:     shared test code.
 * Settling:  the program writes one byte to a pipe before each wait for input; who sent a key waits
 *            for that byte, and then takes all that was written before it. No blind sleeps.
 * Failure:   a program that does not settle or end within PTY_PATIENCE_MS fails the cmocka test.
 */
#ifndef FAASMAP_PTY_H
#define FAASMAP_PTY_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "buf.h"
#include "key.h"

enum { PTY_PATIENCE_MS = 20000 };

struct pty {
    int master, slave, sync; /* slave stays open, so that its settings can be read afterwards */
    pid_t pid;
    struct termios before;
    VTerm *vt;
    VTermScreen *screen;
    bool alt_screen, cursor_shown, ended, double_signs, silent;
    int mouse, status;       /* status: exit code, or 128 + signal */
    int rows, cols;
    size_t marks;            /* of pty_flush(), that came back */
    struct buf raw;          /* everything that the program wrote */
};

struct pty_environment {
    const char *term, *locale; /* NULL: xterm-256color, C.UTF-8 */
    const char *state;         /* XDG_STATE_HOME; NULL: nowhere, nothing can be kept */
    bool double_signs;         /* lines and arrows have two cells, as set by some people in East Asia */
    bool no_sync;              /* a program that does not tell when it waits: nothing is settled */
    bool silent;               /* a terminal that answers nothing that it is asked */
};

/* Runs job(arg, sync descriptor) in a child behind a new terminal and settles. */
void pty_start(struct pty *p, int rows, int cols, const struct pty_environment *env,
               int (*job)(void *arg, int sync), void *arg);
/* For a job: the program under test instead of this process; it tells each wait for input through sync. */
int pty_become(int sync, const char *const *args);
void pty_send(struct pty *p, const char *bytes, size_t len); /* without settling */
void pty_key(struct pty *p, struct key key);                 /* and settles */
void pty_type(struct pty *p, const char *keys);               /* each of them; \n is Enter */
void pty_quit(struct pty *p); /* Q, and asserts that all is as before; ends p */
void pty_resize(struct pty *p, int rows, int cols);          /* and settles */
void pty_settle(struct pty *p);
void pty_flush(struct pty *p);  /* takes all output that was written before the call */
void pty_await(struct pty *p, const char *part); /* until the program has written it */
int pty_wait(struct pty *p);    /* until the child has ended: its status */
pid_t pty_explorer(const struct pty *p); /* the child of the child, the one that draws */
bool pty_has(const struct pty *p, const char *part); /* in all that the program wrote so far */
void pty_text(struct pty *p, struct buf *out); /* lines, blanks at their ends cut */
void pty_cell(struct pty *p, int row, int col, VTermScreenCell *out);
/* True if settings, screen, cursor and mouse are as they were before the program began. */
bool pty_restored(struct pty *p);
void pty_end(struct pty *p);    /* kills the child if it still runs; frees everything */

#endif
