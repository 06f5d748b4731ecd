/* SPDX-License-Identifier: MIT */
#include "jump.h"

#include "page.h"
#include "session.h"

static const char letters[] = "asdfghjklqwertyuiopzxcvbnm";

static void add(struct jump *j, int row, int col)
{
    if (j->count < JUMPS_MAX)
        j->targets[j->count++] = (struct jump_target){row, col};
}

static bool same_box(const struct explorer *x, const struct layout_rect *in, int row, int col,
                     const struct cell *cell)
{
    const struct cell *other = row >= in->row && col >= in->col ? canvas_get(&x->screen, row, col)
                                                                : NULL;

    return other && other->owner_kind == OWNER_NODE && other->owner == cell->owner;
}

/* The upper left cell of each box that is in sight. */
static void add_boxes(const struct explorer *x, const struct layout_rect *in, struct jump *j)
{
    for (int row = in->row; row < in->row + in->rows; row++) {
        for (int col = in->col; col < in->col + in->cols; col++) {
            const struct cell *cell = canvas_get(&x->screen, row, col);
            if (cell && cell->owner_kind == OWNER_NODE && !same_box(x, in, row - 1, col, cell) &&
                !same_box(x, in, row, col - 1, cell))
                add(j, row, col);
        }
    }
}

static void add_lines(struct explorer *x, const struct pane *pane, const struct layout_rect *in,
                      struct jump *j)
{
    struct page *page = view_page(x, pane->view);

    for (int row = 0; page && row < in->rows; row++) {
        if (page_point(page, row, page->col))
            add(j, in->row + row, in->col + page->col);
    }
}

static void add_pane(struct explorer *x, const struct pane *pane, struct jump *j)
{
    struct layout_rect in = screen_inside(x, pane);

    if (pane->view == VIEW_MAP)
        add_boxes(x, &in, j);
    else
        add_lines(x, pane, &in, j);
}

bool jump_start(struct explorer *x)
{
    struct jump *j = &x->jump;

    j->count = 0;
    j->first = 0;
    for (int i = 0; i < x->pane_count; i++) {
        if (x->panes[i].view == x->focus)
            add_pane(x, &x->panes[i], j);
    }
    for (int i = 0; i < x->pane_count; i++) {
        if (x->panes[i].view != x->focus)
            add_pane(x, &x->panes[i], j);
    }
    j->on = j->count > 0;
    return j->on;
}

/* One letter where they suffice, else two for all. */
static void label(const struct jump *j, size_t i, char out[3])
{
    bool one = j->count <= 26;

    out[0] = one ? letters[i] : letters[i / 26];
    out[1] = one ? '\0' : letters[i % 26];
    out[2] = '\0';
}

void jump_key(struct explorer *x, struct key key)
{
    struct jump *j = &x->jump;
    bool letter = key_is_text(key) && key.code >= 'a' && key.code <= 'z', begun = false;
    char typed[3] = {j->first ? j->first : (char)key.code, j->first ? (char)key.code : '\0', '\0'};

    j->on = false;
    for (size_t i = 0; i < j->count && letter; i++) {
        char name[3];
        label(j, i, name);
        if (name[0] == typed[0] && name[1] == typed[1]) {
            mouse_point(x, j->targets[i].row, j->targets[i].col);
            return;
        }
        begun = begun || (name[0] == typed[0] && !j->first);
    }
    j->on = begun;
    j->first = begun ? typed[0] : 0;
    if (!begun && key.code != KEYCODE_ESC)
        term_bell(x->term);
}

void jump_draw(struct explorer *x)
{
    const struct jump *j = &x->jump;

    for (size_t i = 0; j->on && i < j->count; i++) {
        char name[3];
        label(j, i, name);
        if (j->first && name[0] != j->first)
            continue;
        canvas_puts(&x->screen, j->targets[i].row, j->targets[i].col, name, ROLE_KEY);
        canvas_flags(&x->screen, j->targets[i].row, j->targets[i].col, name[1] ? 2 : 1,
                     CELL_REVERSE | CELL_BOLD);
    }
}
