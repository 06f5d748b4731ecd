/* SPDX-License-Identifier: MIT */
/* page.h - lines of styled text with a cursor and a scroll position: lists, trees, details, help.
 * Place:     widget; views fill it, it moves and draws itself. Knows no graph beyond ids that it
 *            carries for the view.
 * Lines:     made of segments with roles. A line may stand for a node, an edge or a number of the
 *            view's own (its target); the cursor rests on such lines only, if there are any.
 * Text:      raw; drawing goes through canvas_text. Texts are copied.
 * Ownership: page_release() frees everything; {0} is an empty page.
 */
#ifndef FAASMAP_PAGE_H
#define FAASMAP_PAGE_H

#include "action.h"
#include "canvas.h"
#include "graph.h"

struct explorer;

struct page_segment {
    struct str text;
    uint8_t role;
    bool prose;     /* clipped at its end, not in its middle */
    bool sign;      /* what stands before it leaves it its room */
    uint16_t col;   /* where it begins; 0: behind the one before */
};

struct page_target {
    node_id node;
    edge_id edge;
    uint32_t item; /* the view's own number */
    bool rest;     /* the cursor may rest here */
};

struct page_line {
    uint32_t first, count; /* segments */
    bool lazy;             /* its text is made when it is drawn first, from this column on: */
    uint16_t from;
    struct page_target target;
};

struct page {
    struct arena *arena;
    struct page_segment *segments;
    struct page_line *lines;
    size_t segment_count, segment_cap, line_count, line_cap;
    unsigned made;         /* raised when the lines go to be made anew */
    int cursor, top;       /* line numbers */
    int height;            /* rows of the last drawing */
    int row, col, width;   /* where that was on its canvas */
    int bar_gap;           /* columns between it and its scrollbar */
    int pointed;           /* the line that ACTION_POINT is for */
    bool loose;            /* scrolled by hand: the cursor may be out of sight */
    void (*text)(void *arg, struct page *p, const struct page_target *t); /* of lazy lines */
    void *text_arg;
    size_t filling;        /* 1 + the line that text is added to; 0: the last */
    struct page_target kept; /* what the cursor stood for when the lines went; rest: false: nothing */
    int kept_row, kept_part; /* in the window; of so many lines that stand for it, from 0 */
};

void page_release(struct page *p);
void page_reset(struct page *p); /* no lines; cursor and scroll stay */
/* After the lines were made anew: the cursor goes to what it stood for before, which stays in the same
 * row of the window; where that is gone, to the nearest place to rest, until it is there again or
 * somebody moves the cursor. */
void page_return(struct page *p);

void page_line(struct page *p, struct page_target target); /* begins a line */
/* The same for one of very many lines: p->text adds its text when it comes into sight. */
void page_line_later(struct page *p, struct page_target target);
void page_line_later_at(struct page *p, struct page_target target, int col); /* begins there */
void page_add(struct page *p, struct str text, enum role role);
void page_puts(struct page *p, const char *text, enum role role);
void page_prose(struct page *p, struct str text, enum role role); /* a sentence */
void page_sign(struct page *p); /* what was added last stays where the line is too long: a sign */
void page_printf(struct page *p, enum role role, const char *fmt, ...) ATTR_PRINTF(3, 4);
void page_at(struct page *p, int col); /* the next segment begins at this column */
/* The first part of *rest, which is escaped, that fits into so many cells, and takes it out: whole words; a
 * single longer word up to its last slash or other mark, else as far as it goes. */
struct str page_take_words(struct str *rest, int room);
/* A sentence in so many cells: what does not fit is cut off behind a whole word, unless that leaves more than
 * a quarter of them empty. Returns the cells used. */
int page_sentence(struct canvas *c, int row, int col, int room, struct str sentence, enum role role,
                  bool ascii);
/* Words over as many lines as they need, each indented; the first goes on where the line is. */
void page_wrap(struct page *p, struct str text, enum role role, int width, int indent,
               struct page_target target);
/* label     value, wrapped behind the label; the value is empty then. */
enum { PAGE_LABEL_COLS = 10 };
void page_field(struct page *p, int width, const char *label, struct buf *value, enum role role);

bool page_same_target(const struct page_target *a, const struct page_target *b);
const struct page_target *page_current(const struct page *p); /* NULL: no such line */
void page_move_to(struct page *p, int line);                  /* or the nearest place to rest */
/* The first line that stands for this node (edge 0) or edge; -1: none. */
int page_find(const struct page *p, node_id node, edge_id edge);
/* Calls take() for the node of every line from the one of a to the one of b. */
void page_between(const struct page *p, node_id a, node_id b,
                  void (*take)(struct explorer *x, node_id n), struct explorer *x);
/* The mouse is at this cell of the canvas: ACTION_POINT will go to the line there. false: no line
 * of the page is there, or none to rest on. */
bool page_point(struct page *p, int row, int col);
/* True for what page_act() does: up, down, first, last, page-up, page-down, scroll-up, -down, point. */
bool page_takes(enum action action);
/* One of these; false: there is no way on. Others change nothing and give false. */
bool page_act(struct page *p, enum action action);
/* Into the rectangle; the cursor line in the cursor role if marked. needle: lights up hits. */
void page_draw(struct page *p, struct canvas *c, int row, int col, int rows, int cols, bool marked,
               struct str needle, bool ascii);
/* Lights up the needle in a row that was drawn: for who draws text without a page. */
void page_light(struct canvas *c, int row, int col, int cols, struct str needle);
/* Row of the cursor line on the canvas of the last drawing, relative to its rectangle. */
/* Columns of a list that has a text beside it: wanted, between least and most, never all. */
int page_list_cols(int cols, int wanted, int least, int most);
int page_cursor_row(const struct page *p);

#endif
