/* SPDX-License-Identifier: MIT */
/* view.h - one row per view: what a pane shows and does.
 * Place:     a view is a file view_NAME.c, a row in action.h's VIEWS, and tests/sessions/NAME/.
 * Drawing:   into a canvas of the inside of its pane, roles only, never colours or ncurses.
 * Acting:    gets the actions of its keys first; what it does not handle is done for all views.
 * State:     a private part of private_size bytes, zeroed; what is shared is in session.h.
 */
#ifndef FAASMAP_VIEW_H
#define FAASMAP_VIEW_H

#include <stddef.h>

#include "action.h"
#include "canvas.h"
#include "graph.h"
#include "graph.h"

struct buf;
struct explorer;

enum { ACT_NOT = 0, ACT_HANDLED = 1, ACT_BELL = 2 };

/* The answer to an action of one's own: the bell says that it had no effect. */
static inline unsigned act_said(bool done)
{
    return done ? ACT_HANDLED : ACT_HANDLED | ACT_BELL;
}

#define PAGE_AT(type, member) (offsetof(type, member) + 1)

struct view_kind {
    const char *name;
    const char *help; /* one sentence for the help page */
    size_t private_size;
    void (*open)(struct explorer *x, void *self);  /* may be NULL */
    void (*close)(struct explorer *x, void *self); /* may be NULL */
    /* Another state of the graph is there: now[old id] is the new id, 0: gone; ids of edges are all
     * new. NULL: the view is closed and opened. */
    void (*moved)(struct explorer *x, void *self, const node_id *now, size_t old_count);
    void (*draw)(struct explorer *x, void *self, struct canvas *c, bool focused);
    unsigned (*act)(struct explorer *x, void *self, enum action action);
    /* NULL: search is for nodes. Else the view looks through its own lines for x->search.text, goes
     * to the next hit (direction 0: the first) and returns how many lines have it. */
    size_t (*find)(struct explorer *x, void *self, int direction);
    /* The cursor goes to what is selected elsewhere. */
    bool follows;
    /* NULL: the next hit of a search is on the next line that stands for one, or in views that list no nodes
     * the next node of the graph. Else this says which node comes next, also in what is folded; 0: none. */
    node_id (*next_hit)(struct explorer *x, void *self, int direction);
    /* NULL: views without an order. Calls take() for every node from one to the other as the view
     * has them; nothing, if it does not show both. */
    void (*between)(struct explorer *x, void *self, node_id from, node_id to,
                    void (*take)(struct explorer *x, node_id n));
    /* The nodes that the view is a list of, for keys that are for all of them: those of the lines of
     * its page; or in[id] is set for each, also in what is folded; neither: all that pass the filter,
     * on the map those with a box. */
    bool lists_lines;
    void (*listed)(struct explorer *x, void *self, uint8_t *in);
    /* NULL: the kind of the selected node. Writes the filter for the value under the cursor, such as
     * zone:code; false: there is none. */
    bool (*value)(struct explorer *x, void *self, struct buf *out);
    /* PAGE_AT() of the page that the cursor moves in: lists that the mouse points into, jump labels
     * and scrollbars go by it; 0: no page. */
    size_t page_at;
    /* NULL: as the page has it. Selects what stands at the cell of the last drawing's canvas; false:
     * nothing does. */
    bool (*point)(struct explorer *x, void *self, int row, int col);
    /* where the hardware cursor goes, in the canvas of the last drawing */
    void (*cursor)(struct explorer *x, void *self, int *row, int *col);
};

struct page;
struct page *view_page(struct explorer *x, enum view_id view); /* NULL: it has none */

#define X(e, name, title) extern const struct view_kind view_##name;
VIEWS(X)
#undef X
extern const struct view_kind *const view_kinds[VIEW_COUNT];

#endif
