/* SPDX-License-Identifier: MIT */
/* view_paths.c - from the internet to everything reached: the list, and one path hop by hop. */
#include <stdio.h>

#include "map_view.h"
#include "page.h"
#include "query.h"

enum { LIST_COLS = 38, LIST_COLS_NARROW = 28, NARROW = 90, CHAIN_INDENT = 3 };

#define MODE_NOTE "   mode strict: code that gets input is taken over"

struct paths {
    struct page list, chain;
    struct path_answer *answer;
    struct seat seat;
    size_t shows;         /* the target whose chain is on the right */
    bool built, listed;
    unsigned built_for;
    int width;
};

static const struct page_target no_target = {0};

/* The answer is computed when the view is looked at first. */
static void ask(struct explorer *x, struct paths *p)
{
    struct path_question q = {.seat = &p->seat, .mode = MODE_STRICT, .auth = AUTH_VIEW_WORST};

    if (p->answer)
        return;
    p->seat = seat_of(SEAT_ANONYMOUS, 0);
    p->answer = paths_from(x->graph, &q);
}

static const struct path_target *current(const struct paths *p)
{
    const struct page_target *t = page_current(&p->list);
    return t && t->item ? path_answer_at(p->answer, t->item - 1) : NULL;
}

/* --- The list ----------------------------------------------------------------------------------- */

static void list_build(struct explorer *x, struct paths *p)
{
    size_t count = path_answer_count(p->answer);

    page_reset(&p->list);
    if (count == 0) {
        page_wrap(&p->list, STR("Nothing was found that anyone on the internet reaches, under "
                                "these assumptions."),
                  ROLE_DIM, LIST_COLS_NARROW - 2, 0, no_target);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct path_target *t = path_answer_at(p->answer, i);
        page_line(&p->list,
                  (struct page_target){.node = t->node, .item = (uint32_t)i + 1, .rest = true});
        page_printf(&p->list, ROLE_LABEL, "%-8s", state_names[t->best]);
        page_printf(&p->list, ROLE_HINT, "%2u ", t->hops);
        page_add(&p->list, session_name(x, t->node), session_zone_role(x, t->node));
    }
    p->listed = true;
}

/* --- The chain ---------------------------------------------------------------------------------- */

static void chain_node(const struct explorer *x, struct page *page, node_id n, enum state state)
{
    page_line(page, no_target);
    page_add(page, session_name(x, n), session_zone_role(x, n));
    page_printf(page, ROLE_HINT, "  %s", state_names[state]);
}

static void rail(const struct explorer *x, struct page *page, bool heavy, struct page_target target)
{
    static const uint32_t glyphs[2][2] = {{0x2502, 0x2503}, {'|', 'H'}};
    struct buf text = {0};

    page_line(page, target);
    page_at(page, 1);
    buf_utf8(&text, glyphs[x->ascii][heavy]);
    page_add(page, buf_str(&text), heavy ? ROLE_PATH : ROLE_EDGE);
    page_at(page, CHAIN_INDENT);
    buf_release(&text);
}

/* The words of a hop beside the rail, over several lines if need be. */
static void rail_text(const struct explorer *x, struct page *page, bool heavy, struct str text,
                      enum role role, int width)
{
    struct page scratch = {0};

    page_line(&scratch, no_target);
    page_wrap(&scratch, text, role, width - CHAIN_INDENT, 0, no_target);
    for (size_t i = 0; i < scratch.line_count; i++) {
        const struct page_line *l = &scratch.lines[i];
        rail(x, page, heavy, no_target);
        for (uint32_t k = 0; k < l->count; k++)
            page_add(page, scratch.segments[l->first + k].text, role);
    }
    page_release(&scratch);
}

static void chain_hop(const struct explorer *x, struct page *page, const struct path_hop *hop,
                      size_t number, bool here, int width)
{
    struct buf text = {0};

    rail(x, page, here,
         (struct page_target){.node = hop->to, .edge = hop->edge, .item = (uint32_t)number,
                              .rest = true});
    page_printf(page, here ? ROLE_PATH : ROLE_KEY, "%zu ", number);
    page_puts(page, hop->edge ? edge_kinds[graph_edge_at(x->graph, hop->edge)->kind].name
                              : "takes over",
              here ? ROLE_PATH : ROLE_LABEL);
    if (hop->gate != AUTH_ABSENT && hop->gate != AUTH_NONE)
        page_printf(page, ROLE_GATE_SHARED, "  gate %s", auths[hop->gate].name);
    else if (hop->gate == AUTH_NONE)
        page_puts(page, "  no gate", ROLE_GATE_OPEN);
    rail_text(x, page, here, hop->sentence, ROLE_VALUE, width);
    buf_puts(&text, evidence_names[hop->evidence]);
    if (hop->confidence < 100)
        buf_printf(&text, " %d%%", hop->confidence);
    if (!str_empty(hop->where.file)) {
        buf_puts(&text, "  ");
        buf_add(&text, hop->where.file);
        if (hop->where.line)
            buf_printf(&text, ":%u", hop->where.line);
    }
    rail_text(x, page, here, buf_str(&text), ROLE_DIM, width);
    if (hop->crossing != CROSSING_NONE) {
        buf_reset(&text);
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        buf_printf(&text, " %s boundary: %s changes", crossing_names[hop->crossing],
                   crossing_reason_texts[hop->crossing_reason]);
        rail_text(x, page, here, buf_str(&text),
                  hop->crossing == CROSSING_OUTER ? ROLE_CROSSING : ROLE_LABEL, width);
    }
    for (size_t i = 0; i < hop->condition_count; i++)
        rail_text(x, page, here, hop->conditions[i], ROLE_FINDING_MED, width);
    buf_release(&text);
}

/* The whole hop with its two ends, as far as there is room. */
static void into_sight(struct page *page, int first, int end)
{
    if (end > page->top + page->height)
        page->top = end - page->height;
    if (first < page->top)
        page->top = first;
}

static void chain_build(struct explorer *x, struct paths *p, int width)
{
    const struct path *path = &x->path.path;

    page_reset(&p->chain);
    p->chain.cursor = -1;
    p->chain.loose = true;
    if (!x->path.on || path->hop_count == 0) {
        page_puts(&p->chain, "No path is shown.", ROLE_DIM);
    } else {
        chain_node(x, &p->chain, path->hops[0].from, path->hops[0].from_state);
        for (size_t i = 0; i < path->hop_count; i++) {
            int first = (int)p->chain.line_count;
            chain_hop(x, &p->chain, &path->hops[i], i + 1, x->path.hop == i + 1, width);
            chain_node(x, &p->chain, path->hops[i].to, path->hops[i].to_state);
            if (x->path.hop == i + 1)
                into_sight(&p->chain, first - 1, (int)p->chain.line_count);
        }
    }
    p->built = true;
    p->built_for = x->selected;
    p->width = width;
}

/* Makes the chosen path the one that is lit everywhere. */
static void show_target(struct explorer *x, struct paths *p)
{
    const struct path_target *t = current(p);
    struct arena *arena;
    struct path path;

    if (!t)
        return;
    arena = arena_new();
    if (path_answer_path(p->answer, t->node, t->best, arena, &path)) {
        session_path_set(x, arena, &path);
        session_select(x, t->node);
    } else {
        arena_free(arena);
    }
    p->chain.top = 0;
    p->shows = page_current(&p->list)->item;
}

/* --- The view ----------------------------------------------------------------------------------- */

static void paths_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct paths *p = self;
    int list = c->cols < NARROW ? LIST_COLS_NARROW : LIST_COLS, right = list + 1;
    struct buf head = {0};

    ask(x, p);
    if (!p->listed)
        list_build(x, p);
    if (!page_current(&p->list))
        page_move_to(&p->list, 0);
    if (current(p) && p->shows != page_current(&p->list)->item)
        show_target(x, p);
    if (!p->built || p->built_for != x->selected || p->width != c->cols - right - 2)
        chain_build(x, p, c->cols - right - 2);
    buf_printf(&head, "%zu reached by anyone%s", path_answer_count(p->answer),
               list >= LIST_COLS ? ": state, hops" : "");
    canvas_text(c, 0, 1, list - 2, buf_str(&head), ROLE_TITLE, x->ascii);
    buf_reset(&head);
    if (x->path.on) {
        buf_printf(&head, "%zu hop%s, %s%s", x->path.path.hop_count,
                   x->path.path.hop_count == 1 ? "" : "s",
                   x->path.path.gate == AUTH_NONE ? "no gate" : "gate ",
                   x->path.path.gate == AUTH_NONE ? "" : auths[x->path.path.gate].name);
        buf_printf(&head, ", confidence %d%%", x->path.path.confidence);
        if ((int)(head.len + sizeof MODE_NOTE) < c->cols - right - 2)
            buf_puts(&head, MODE_NOTE);
    }
    canvas_text(c, 0, right + 1, c->cols - right - 2, buf_str(&head), ROLE_HINT, x->ascii);
    buf_release(&head);
    page_draw(&p->list, c, 1, 1, c->rows - 1, list - 2, focused, buf_str(&x->search.text),
              x->ascii);
    canvas_fill(c, 0, list, c->rows, 1, x->ascii ? '|' : 0x2502, ROLE_FRAME);
    page_draw(&p->chain, c, 1, right + 1, c->rows - 1, c->cols - right - 2, false, STR_NONE,
              x->ascii);
}

static unsigned paths_act(struct explorer *x, void *self, enum action action)
{
    struct paths *p = self;

    switch ((int)action) {
    case ACTION_PATH_NEXT:
        action = ACTION_DOWN;
        break;
    case ACTION_PATH_PREVIOUS:
        action = ACTION_UP;
        break;
    case ACTION_OPEN: /* the path on the map */
        session_show_view(x, VIEW_MAP);
        map_follow(x);
        return ACT_HANDLED;
    case ACTION_RIGHT:
        action = ACTION_STEP;
        break;
    case ACTION_LEFT:
        action = ACTION_STEP_BACK;
        break;
    default:
        break;
    }
    if (action == ACTION_SCROLL_UP || action == ACTION_SCROLL_DOWN)
        return act_said(page_act(&p->chain, action));
    if (action == ACTION_STEP || action == ACTION_STEP_BACK)
        return act_said(session_step(x, action == ACTION_STEP ? 1 : -1));
    if (page_takes(action))
        return act_said(page_act(&p->list, action));
    return ACT_NOT;
}

static void paths_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = 1 + page_cursor_row(&((struct paths *)self)->list);
    *col = 1;
}

static void paths_close(struct explorer *x, void *self)
{
    struct paths *p = self;

    (void)x;
    page_release(&p->list);
    page_release(&p->chain);
    path_answer_free(p->answer);
}

const struct view_kind view_paths = {
    .name = "paths",
    .help = "What anyone on the internet reaches, the best path to each, hop by hop",
    .private_size = sizeof(struct paths),
    .close = paths_close,
    .draw = paths_draw,
    .act = paths_act,
    .cursor = paths_cursor,
};
