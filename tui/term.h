/* SPDX-License-Identifier: MIT */
/* term.h - what the explorer wants from a terminal.
 * Place:     below the views; a back end is one file and one row here: term_curses.c (with
 *            term_curses_keys.c the only one that knows ncurses) and term_memory.c (no terminal at all: tests and scripts).
 * Drawing:   the explorer draws a whole canvas of the size of the terminal and shows it; the back
 *            end compares it with the last one and sends changed rows only.
 * Events:    keys in normal form (key.h), resizes, requests to stop. Signals arrive as events.
 * Ownership: term_open() gives a terminal, term_close() restores the screen and frees it.
 * Failure:   term_open() answers NULL with one line in *why; later writes that fail are ignored,
 *            a terminal that went away reads as EVENT_END.
 */
#ifndef FAASMAP_TERM_H
#define FAASMAP_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "canvas.h"
#include "colour.h"
#include "key.h"

enum term_event_type {
    EVENT_NOTHING, /* the time is over */
    EVENT_KEY,
    EVENT_RESIZE,
    EVENT_SUSPEND, /* SIGTSTP from outside */
    EVENT_REPAINT, /* after SIGCONT */
    EVENT_WORK,    /* a watched descriptor can be read: event.fd */
    EVENT_SIGNAL,  /* asked to end: event.signal */
    EVENT_END,     /* no more input will come */
};

struct term_event {
    enum term_event_type type;
    struct key key;
    int row, col; /* of a key of the mouse (key_is_mouse()) */
    bool pasted;  /* a character of pasted text; ends of lines are blanks there */
    int signal;
    int fd;
};

struct term_options {
    enum depth depth;
    bool ascii;        /* only ASCII glyphs leave the program */
    int rows, cols;    /* memory only */
    struct str typed;  /* keys that were typed before it was opened; curses only */
    int sync_fd;       /* test hook: a byte before each wait for input alone; -1: none */
};

struct term;

struct term_kind {
    const char *name;
    struct term *(*open)(const struct term_options *options, struct buf *why);
    void (*size)(struct term *t, int *rows, int *cols);
    void (*show)(struct term *t, const struct canvas *c, const struct style *styles, int cursor_row,
                 int cursor_col);
    struct term_event (*read)(struct term *t, int timeout_ms);
    void (*repaint)(struct term *t);
    void (*pause)(struct term *t);
    void (*resume)(struct term *t);
    void (*suspend)(struct term *t);
    void (*bell)(struct term *t);
    void (*mouse)(struct term *t, bool on);
    bool (*copy)(struct term *t, struct str text);
    void (*close)(struct term *t);
};

extern const struct term_kind term_curses, term_memory;

enum { TERM_WATCH_MAX = 32 };

/* What every back end begins with. */
struct term {
    const struct term_kind *kind;
    enum depth depth; /* of colours, that it has: at most the one asked for; set by open() */
    struct {
        int fd;
        bool awaited;
    } watched[TERM_WATCH_MAX];
    int watched_count;
    bool quiet;
};

struct term *term_open(const struct term_kind *kind, const struct term_options *options,
                       struct buf *why);
void term_close(struct term *t); /* NULL is allowed */
void term_size(struct term *t, int *rows, int *cols);
/* styles: ROLE_COUNT rows. The hardware cursor goes to the given cell, for those who follow it. */
void term_show(struct term *t, const struct canvas *c, const struct style *styles, int cursor_row,
               int cursor_col);
struct term_event term_read(struct term *t, int timeout_ms); /* -1: waits for ever */
/* From now on term_read() also answers when fd can be read: a worker has finished, a file changed.
 * awaited: something will surely come, so the memory terminal waits for it before it says END. At
 * most TERM_WATCH_MAX; the same fd again only changes awaited. */
void term_watch(struct term *t, int fd, bool awaited);
void term_unwatch(struct term *t, int fd); /* one that is not watched is allowed */
bool term_awaits(const struct term *t);
void term_repaint(struct term *t); /* the next show sends everything */
void term_pause(struct term *t);   /* gives the terminal to another program... */
void term_resume(struct term *t);  /* ...and takes it back */
void term_suspend(struct term *t); /* stops this process until it is continued */
void term_bell(struct term *t);
void term_quiet(struct term *t, bool on); /* no bell from now on */
void term_mouse(struct term *t, bool on); /* off at the start; off, the terminal marks text itself */
/* To the clipboard (OSC 52). false: longer than TERM_COPY_MAX, nothing was sent. */
bool term_copy(struct term *t, struct str text);

enum { TERM_COPY_MAX = 74994 }; /* = an escape sequence of 100,000 bytes, the usual bound */

/* A terminal that says to be larger is used up to here: a wrong figure must not take all memory. */
enum { TERM_ROWS_MAX = 500, TERM_COLS_MAX = 1000 };

/* --- The memory terminal ---------------------------------------------------------------------- */
void term_memory_push(struct term *t, struct term_event event);
void term_memory_resize(struct term *t, int rows, int cols); /* and queues the event */
const struct canvas *term_memory_screen(const struct term *t);
void term_memory_cursor(const struct term *t, int *row, int *col);
struct str term_memory_clipboard(const struct term *t);
bool term_memory_mouse(const struct term *t); /* whether it is on */
unsigned term_memory_rows_sent(const struct term *t); /* changed rows of the last show */

#endif
