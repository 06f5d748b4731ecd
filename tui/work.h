/* SPDX-License-Identifier: MIT */
/* work.h - what the user adds to a system while looking at it: marks, bookmarks, notes, tags, and
 * what is hidden.
 * Place:     part of the explorer's shared state (session.h); commands and keys change it, views ask
 *            it for what they draw, the session file keeps it.
 * Rule:      whoever changes it calls undo_note() first; each function that changes raises
 *            x->selected or, where nodes come and go, x->shown.
 * Sharing:   sets and notes are counted and copied only before a change, so that a copy for undo
 *            costs a few words however large the graph is.
 * Hidden:    is left out of every view and of every search for paths: on paper the lines of the
 *            node are cut (session_trial.c), the graph stays as it is.
 */
#ifndef FAASMAP_WORK_H
#define FAASMAP_WORK_H

#include "graph.h"
#include "str.h"

struct explorer;

enum { BOOKMARKS = 26, WORK_TEXT_MAX = 4096, WORK_LINES_MAX = 20000 };

/* A set of nodes. */
struct work_set {
    unsigned owners;
    size_t count;
    size_t bytes;
    uint8_t bits[]; /* 1 << (id & 7) at id >> 3 */
};

enum work_kind { WORK_NOTE, WORK_TAG };

/* One text at a node; text is kept by its list. */
struct work_line {
    node_id node;
    enum work_kind kind;
    struct work_text *text;
};
struct work_text {
    unsigned owners;
    size_t len;
    char bytes[];
};

/* Sorted by node, kind, text. */
struct work_lines {
    unsigned owners;
    struct work_line *items;
    size_t count, cap;
};

struct work {
    struct work_set *marked, *hidden; /* NULL: empty */
    struct work_lines *lines;         /* NULL: none */
    node_id bookmarks[BOOKMARKS];     /* 0: not set */
};

struct work_tags {
    const struct work_line *items;
    size_t count;
};

/* --- Asking: O(1), notes and tags O(log of their number) ----------------------------------------- */
bool work_hidden(const struct explorer *x, node_id n);
bool work_marked(const struct explorer *x, node_id n);
struct str work_note(const struct explorer *x, node_id n); /* empty: none */
struct work_tags work_tags(const struct explorer *x, node_id n);
struct str work_line_text(const struct work_line *line);
/* Calls test() for every tag of the node, for the key `tag` of the filter, until it says yes. */
bool work_tag_fits(const struct explorer *x, node_id n, bool (*test)(void *arg, struct str tag),
                   void *arg);
/* A note or a tag: what a box gets a sign for. */
bool work_said(const struct explorer *x, node_id n);
size_t work_marked_count(const struct explorer *x);
size_t work_hidden_count(const struct explorer *x);
/* The nodes of a set in id order; writes at most max and returns how many there are. */
size_t work_nodes(const struct work_set *set, node_id *out, size_t max);
node_id work_next(const struct work_set *set, node_id after); /* the first one above; 0: none */

/* --- Changing (each raises x->worked); false: it was so before --------------------------------------------------------- */
bool work_mark(struct explorer *x, node_id n, bool marked);
/* Does not compute again what follows: call session_renew() after the last one. */
bool work_hide(struct explorer *x, node_id n, bool hidden);
/* An empty text takes the note away; at most WORK_TEXT_MAX bytes, and WORK_LINES_MAX texts in all. */
bool work_set_note(struct explorer *x, node_id n, struct str text);
bool work_set_tag(struct explorer *x, node_id n, struct str tag, bool there);
void work_bookmark(struct explorer *x, char letter, node_id n); /* 'a' to 'z'; 0 takes it away */
node_id work_bookmarked(const struct explorer *x, char letter);

/* --- The whole --------------------------------------------------------------------------------- */
struct work work_copy(const struct work *w); /* shares the sets; release each copy */
void work_release(struct work *w);
/* The same of another graph of so many nodes: now[old id] is the new id, 0: gone. was, is: another
 * work that was moved before; what they shared they share again. */
struct work work_moved(const struct work *w, const struct work *was, const struct work *is,
                       const node_id *now, size_t old_count, size_t nodes);
bool work_same(const struct work *a, const struct work *b);
bool work_same_hidden(const struct work *a, const struct work *b);
bool work_line_same(const struct work_line *a, const struct work_line *b);

#endif
