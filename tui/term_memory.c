/* SPDX-License-Identifier: MIT */
/* term_memory.c - a terminal without a terminal: events come from a queue, the screen is kept.
 * For scripted sessions and tests: no TTY, no clock, no sleeps. An empty queue reads as EVENT_END.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "mem.h"
#include "term.h"

struct memory {
    struct term base;
    struct canvas screen;
    int rows, cols, cursor_row, cursor_col;
    struct term_event *queue;
    size_t first, count, cap;
    struct buf clipboard;
    unsigned rows_sent;
    bool mouse;
};

static struct memory *self(struct term *t)
{
    return (struct memory *)t;
}

static struct term *memory_open(const struct term_options *options, struct buf *why)
{
    struct memory *m = mem_zalloc(1, sizeof *m);

    (void)why;
    m->base.depth = options->depth;
    m->rows = options->rows;
    m->cols = options->cols;
    canvas_init(&m->screen, m->rows, m->cols);
    return &m->base;
}

static void memory_size(struct term *t, int *rows, int *cols)
{
    *rows = self(t)->rows;
    *cols = self(t)->cols;
}

static bool row_same(const struct canvas *a, const struct canvas *b, int row)
{
    return memcmp(canvas_get(a, row, 0), canvas_get(b, row, 0),
                  (size_t)a->cols * sizeof(struct cell)) == 0;
}

static void memory_show(struct term *t, const struct canvas *c, const struct style *styles,
                        int cursor_row, int cursor_col)
{
    struct memory *m = self(t);

    (void)styles;
    if (m->screen.rows != c->rows || m->screen.cols != c->cols)
        canvas_resize(&m->screen, c->rows, c->cols);
    m->rows_sent = 0;
    for (int row = 0; row < c->rows; row++)
        m->rows_sent += c->cols > 0 && !row_same(&m->screen, c, row);
    canvas_blit(&m->screen, 0, 0, c, 0, 0, c->rows, c->cols);
    m->cursor_row = cursor_row;
    m->cursor_col = cursor_col;
}

/* What is awaited is waited for, whatever the caller's patience: there is no clock here. */
static bool read_watched(struct term *t, struct term_event *event)
{
    struct pollfd fds[TERM_WATCH_MAX];

    for (int i = 0; i < t->watched_count; i++)
        fds[i] = (struct pollfd){.fd = t->watched[i].fd, .events = POLLIN};
    while (poll(fds, (nfds_t)t->watched_count, term_awaits(t) ? -1 : 0) < 0 && errno == EINTR)
        ;
    for (int i = 0; i < t->watched_count; i++) {
        if (fds[i].revents & POLLIN) {
            *event = (struct term_event){.type = EVENT_WORK, .fd = fds[i].fd};
            return true;
        }
    }
    return false;
}

static struct term_event memory_read(struct term *t, int timeout_ms)
{
    struct memory *m = self(t);

    struct term_event event;

    (void)timeout_ms;
    if (m->first == m->count && t->watched_count && read_watched(t, &event))
        return event;
    if (m->first == m->count)
        return (struct term_event){.type = EVENT_END};
    return m->queue[m->first++];
}

static void memory_nothing(struct term *t)
{
    (void)t;
}

static void memory_mouse(struct term *t, bool on)
{
    self(t)->mouse = on;
}

static bool memory_copy(struct term *t, struct str text)
{
    buf_reset(&self(t)->clipboard);
    buf_add(&self(t)->clipboard, text);
    return true;
}

static void memory_close(struct term *t)
{
    struct memory *m = self(t);

    canvas_release(&m->screen);
    buf_release(&m->clipboard);
    mem_free(m->queue);
    mem_free(m);
}

const struct term_kind term_memory = {
    .name = "memory",
    .open = memory_open,
    .size = memory_size,
    .show = memory_show,
    .read = memory_read,
    .repaint = memory_nothing,
    .pause = memory_nothing,
    .resume = memory_nothing,
    .suspend = memory_nothing,
    .bell = memory_nothing,
    .mouse = memory_mouse,
    .copy = memory_copy,
    .close = memory_close,
};

void term_memory_push(struct term *t, struct term_event event)
{
    struct memory *m = self(t);

    if (m->first == m->count)
        m->first = m->count = 0;
    if (m->count == m->cap)
        m->queue = mem_grow(m->queue, &m->cap, sizeof *m->queue);
    m->queue[m->count++] = event;
}

void term_memory_resize(struct term *t, int rows, int cols)
{
    self(t)->rows = rows;
    self(t)->cols = cols;
    term_memory_push(t, (struct term_event){.type = EVENT_RESIZE});
}

const struct canvas *term_memory_screen(const struct term *t)
{
    return &((const struct memory *)t)->screen;
}

void term_memory_cursor(const struct term *t, int *row, int *col)
{
    *row = ((const struct memory *)t)->cursor_row;
    *col = ((const struct memory *)t)->cursor_col;
}

struct str term_memory_clipboard(const struct term *t)
{
    return buf_str(&((const struct memory *)t)->clipboard);
}

unsigned term_memory_rows_sent(const struct term *t)
{
    return ((const struct memory *)t)->rows_sent;
}

bool term_memory_mouse(const struct term *t)
{
    return ((const struct memory *)t)->mouse;
}
