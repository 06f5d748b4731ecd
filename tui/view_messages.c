/* SPDX-License-Identifier: MIT */
/* view_messages.c - what the reading of the person's own files and of the input said: errors, warnings, notes, and references that
 * lead nowhere, each with its place. Enter opens the place, or goes to the node. */
#include "own.h"
#include "page.h"
#include "session.h"

struct messages {
    struct page page;
    bool built;
    int width;
};

static void heading(struct page *p, size_t count, const char *text)
{
    if (p->line_count)
        page_line(p, (struct page_target){0});
    page_line(p, (struct page_target){0});
    page_printf(p, ROLE_TITLE, "%zu %s", count, text);
}

static void place(struct page *p, struct origin where)
{
    if (str_empty(where.file))
        return;
    page_add(p, where.file, ROLE_VALUE);
    if (where.line)
        page_printf(p, ROLE_VALUE, ":%u", where.line);
    if (where.line && where.col)
        page_printf(p, ROLE_VALUE, ":%u", where.col);
    page_puts(p, "  ", ROLE_NORMAL);
}

static size_t message_count(const struct explorer *x)
{
    return diags_count(x->own) + diags_count(graph_diags(x->graph));
}

static const struct diag *message_at(const struct explorer *x, size_t i)
{
    size_t own = diags_count(x->own);

    return i < own ? diags_at(x->own, i) : diags_at(graph_diags(x->graph), i - own);
}

static void build(const struct explorer *x, struct messages *m, int width)
{
    static const enum role roles_of[] = {[DIAG_ERROR] = ROLE_FINDING_HIGH,
                                         [DIAG_WARNING] = ROLE_FINDING_MED,
                                         [DIAG_NOTE] = ROLE_FINDING_LOW};
    size_t count = message_count(x), unresolved = graph_unresolved_count(x->graph);

    page_reset(&m->page);
    heading(&m->page, count, count == 1 ? "message" : "messages");
    for (size_t i = 0; i < count; i++) {
        const struct diag *one = message_at(x, i);
        const struct page_target target = {.item = (uint32_t)i + 1, .rest = true};
        page_line(&m->page, target);
        page_printf(&m->page, roles_of[one->level], "%-8s", diag_level_name(one->level));
        place(&m->page, one->where);
        page_wrap(&m->page, one->text, ROLE_NORMAL, width, 8, target);
    }
    heading(&m->page, unresolved,
            unresolved == 1 ? "reference that leads nowhere" : "references that lead nowhere");
    for (size_t i = 0; i < unresolved; i++) {
        const struct unresolved *u = graph_unresolved_at(x->graph, i);
        const struct page_target target = {.node = u->node, .rest = u->node != 0};
        page_line(&m->page, target);
        page_add(&m->page, u->text, ROLE_NORMAL);
        page_puts(&m->page, "  ", ROLE_NORMAL);
        place(&m->page, u->where);
        page_wrap(&m->page, u->reason, ROLE_DIM, width, 8, target);
    }
    if (!count && !unresolved) {
        page_line(&m->page, (struct page_target){0});
        page_line(&m->page, (struct page_target){0});
        page_wrap(&m->page, STR("Reading gave no warning, and all that was referred to was found."),
                  ROLE_HINT, width, 0, (struct page_target){0});
    }
    m->built = true;
    m->width = width;
}

static void messages_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct messages *m = self;
    int width = screen_page_cols(x, c);

    if (!m->built || m->width != width) {
        build(x, m, width);
        page_return(&m->page);
    }
    page_draw(&m->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
}

static unsigned open_target(struct explorer *x, struct messages *m)
{
    const struct page_target *t = page_current(&m->page);

    if (t && t->item && t->item <= diags_count(x->own))
        own_edit(x, diags_at(x->own, t->item - 1)->where);
    else if (t && t->item)
        session_edit_at(x, message_at(x, t->item - 1)->where);
    else if (t && t->node)
        session_select(x, t->node);
    else
        return ACT_HANDLED | ACT_BELL;
    return ACT_HANDLED;
}

static unsigned messages_act(struct explorer *x, void *self, enum action action)
{
    struct messages *m = self;

    if (action == ACTION_OPEN || action == ACTION_EDIT)
        return open_target(x, m);
    if (page_takes(action))
        return act_said(page_act(&m->page, action));
    return ACT_NOT;
}

static void messages_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct messages *)self)->page);
    *col = 1;
}

static void messages_close(struct explorer *x, void *self)
{
    (void)x;
    page_release(&((struct messages *)self)->page);
}

const struct view_kind view_messages = {
    .name = "messages",
    .help = "What reading said, references that lead nowhere; Enter opens the place",
    .private_size = sizeof(struct messages),
    .page_at = PAGE_AT(struct messages, page),
    .close = messages_close,
    .draw = messages_draw,
    .act = messages_act,
    .cursor = messages_cursor,
};
