/* SPDX-License-Identifier: MIT */
/* pick.h - the one picker: a list over the panes that narrows while one types, with a line about
 * the item under the cursor.
 * Place:     part of the explorer's shared state (x->pick). While it is open it has all keys. The
 *            palette, bare commands, the menu of views and the context menu are kinds of it: a row
 *            of functions, nothing else.
 * Keys:      letters narrow (fuzzy.h), line.h edits, Up Down PgUp PgDn C-p C-n Tab move, Enter takes,
 *            Esc gives up.
 * Ownership: what a kind needs while it is open stands in struct pick; pick_close() frees it.
 * Cost:      a key costs what is left of the list (fuzzy.h) and the lines on the screen.
 */
#ifndef FAASMAP_PICK_H
#define FAASMAP_PICK_H

#include "action.h"
#include "argument.h"
#include "buf.h"
#include "fuzzy.h"
#include "graph.h"
#include "layout.h"
#include "line.h"

struct explorer;
struct completions;
struct systems;

struct pick_kind {
    const char *title;
    bool menu; /* as small as it can be, at the place of struct pick, without a line to type in */
    int name_cols; /* of what stands before a tab in names: the rest stands below each other; 0: no tabs */
    size_t (*count)(const struct explorer *x);
    struct str (*name)(const struct explorer *x, size_t i); /* what is searched and shown */
    bool (*sentence)(const struct explorer *x, size_t i); /* names are; NULL: in a menu only */
    void (*tag)(const struct explorer *x, size_t i, struct buf *out);   /* short, left; may be NULL */
    void (*about)(const struct explorer *x, size_t i, struct buf *out); /* a line; may be NULL */
    /* The picker is closed already; what it had in struct pick still is there. NULL: only to be read. */
    void (*take)(struct explorer *x, size_t i);
    /* NULL: none. A key of its own, before all others; true: it was one. */
    bool (*key)(struct explorer *x, struct key key);
    /* Opens it anew after the graph was replaced; NULL: nothing in it is of the graph. */
    void (*again)(struct explorer *x);
};

struct pick {
    const struct pick_kind *kind; /* NULL: closed */
    struct line line;
    struct fuzzy fuzzy;
    size_t cursor, top;           /* in the hits */
    struct layout_rect rect;      /* of the last drawing, with its border */
    int list_row, list_rows;      /* of the list on the screen */
    int row, col;                 /* where a menu was asked for */

    /* of kinds */
    struct buf title;             /* in place of the kind's; empty: that one */
    struct buf begun;             /* a command that wants one more argument */
    size_t words;                 /* that may stand in place of a node there */
    struct buf lines;             /* that are listed */
    struct systems *systems;      /* that could be opened */
    struct completions *offers;    /* the words that it may be */
    size_t ends[5];               /* of the palette: where each sort of thing in it ends */
    enum action *actions;         /* of a menu */
    size_t action_count;
};

void pick_open(struct explorer *x, const struct pick_kind *kind);
void pick_close(struct explorer *x);
void pick_renew(struct explorer *x); /* another graph: what was typed stays */
void pick_release(struct pick *p);
void pick_take(struct explorer *x, size_t item); /* as Enter on it does */
void pick_key(struct explorer *x, struct key key);
void pick_draw(struct explorer *x); /* over x->screen */
void pick_point(struct explorer *x, int row, int col, bool open); /* a click */

/* --- Kinds (palette.c, pick_lines.c) ------------------------------------------------------------- */
void pick_palette(struct explorer *x); /* views, commands, actions, findings, nodes */
void pick_view(struct explorer *x);    /* of the views */
/* The next argument of a command that is begun ("export json "); what cannot be picked from a list
 * is left to the prompt. */
void pick_argument(struct explorer *x, enum argument kind, struct str begun);
void pick_nodes(struct explorer *x); /* for x->pick.begun (pick_nodes.c) */
void pick_node_about(const struct explorer *x, node_id n, struct buf *out);
void pick_system(struct explorer *x);   /* what is here, the samples (pick_system.c) */
void systems_free(struct systems *s);
void pick_rule(struct explorer *x);
/* The containers of the selection, to go to one; the key that opened it goes to the last place. */
void pick_breadcrumb(struct explorer *x);
/* Lines to read; taken over, empty afterwards. */
void pick_lines(struct explorer *x, const char *title, struct buf *lines);
/* The same for a text of sentences, in lines as wide as the list. */
void pick_text(struct explorer *x, const char *title, struct str text);
/* Lines to choose from: the i-th one is the number that the command takes ("in "), from 1. */
void pick_numbered(struct explorer *x, const char *title, struct str begun, struct buf *lines);
/* What can be done in the view with the keys, at a place of the screen. */
void pick_context(struct explorer *x, int row, int col);

#endif
