/* SPDX-License-Identifier: MIT */
#include "term.h"

#include <assert.h>

struct term *term_open(const struct term_kind *kind, const struct term_options *options,
                       struct buf *why)
{
    struct term *t = kind->open(options, why);
    if (t)
        t->kind = kind;
    return t;
}

void term_close(struct term *t)
{
    if (t)
        t->kind->close(t);
}

void term_size(struct term *t, int *rows, int *cols)
{
    t->kind->size(t, rows, cols);
}

void term_show(struct term *t, const struct canvas *c, const struct style *styles, int cursor_row,
               int cursor_col)
{
    t->kind->show(t, c, styles, cursor_row, cursor_col);
}

struct term_event term_read(struct term *t, int timeout_ms)
{
    return t->kind->read(t, timeout_ms);
}

void term_watch(struct term *t, int fd, bool awaited)
{
    int i = 0;

    while (i < t->watched_count && t->watched[i].fd != fd)
        i++;
    assert(i < TERM_WATCH_MAX);
    t->watched[i].fd = fd;
    t->watched[i].awaited = awaited;
    if (i == t->watched_count)
        t->watched_count++;
}

void term_unwatch(struct term *t, int fd)
{
    for (int i = 0; i < t->watched_count; i++) {
        if (t->watched[i].fd == fd)
            t->watched[i--] = t->watched[--t->watched_count];
    }
}

bool term_awaits(const struct term *t)
{
    for (int i = 0; i < t->watched_count; i++) {
        if (t->watched[i].awaited)
            return true;
    }
    return false;
}

void term_repaint(struct term *t)
{
    t->kind->repaint(t);
}

void term_pause(struct term *t)
{
    t->kind->pause(t);
}

void term_resume(struct term *t)
{
    t->kind->resume(t);
}

void term_suspend(struct term *t)
{
    t->kind->suspend(t);
}

void term_bell(struct term *t)
{
    if (!t->quiet)
        t->kind->bell(t);
}

void term_quiet(struct term *t, bool on)
{
    t->quiet = on;
}

void term_mouse(struct term *t, bool on)
{
    t->kind->mouse(t, on);
}

bool term_copy(struct term *t, struct str text)
{
    return text.len <= TERM_COPY_MAX && t->kind->copy(t, text);
}
