/* SPDX-License-Identifier: MIT */
/* term_curses.h - what the two files of the terminal through ncursesw share.
 * Place:     private to term_curses.c and term_curses_keys.c: the only ones that know ncurses.
 */
#ifndef FAASMAP_TERM_CURSES_H
#define FAASMAP_TERM_CURSES_H

#include <curses.h>
#include <stdio.h>

#include "canvas.h"
#include "term.h"

struct curses {
    struct term base;
    SCREEN *screen;
    FILE *in, *out; /* the controlling terminal where stdin or stdout is none; else NULL */
    int in_fd, out_fd, sync_fd;
    bool heard; /* keys or a signal came since it was last told that all is done */
    bool ascii, all, paused;
    struct canvas last;
    struct key pending; /* read behind an Esc that stood alone */
    int pending_row, pending_col;
    bool mouse;
    MEVENT pressed;     /* the last press of the first button... */
    long pressed_at;    /* ...and when in waited_ms, 0: never; two make a double click */
    long waited_ms;     /* time spent on waiting alone: a slow frame parts no double click; from 1 */
    bool held;
    bool pasting;       /* between the two marks that the terminal puts around pasted text */
};

/* Sequences that terminals send although their description names others. */
void curses_define_keys(void);
/* What begins a report of the mouse (kmous; in numbers it is asked for anyway); to be called again when
 * curses was told about the mouse. */
void curses_define_mouse(const char *report);
/* What is already there: a key, with Alt put together from Esc and the key behind it, a key of the mouse,
 * or another size. false: nothing is. */
bool curses_read_key(struct curses *c, struct term_event *event);

#endif
