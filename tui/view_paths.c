/* SPDX-License-Identifier: MIT */
/* view_paths.c - from the internet to everything reached: the list, and one path hop by hop. */
#include <stdio.h>

#include "act_work.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "text.h"
#include "page.h"
#include "page_path.h"
#include "query.h"

#define COLUMNS ": state, hops"

enum { LIST_LEAST = 28, LIST_MOST = 50,
       CHAIN_LEAST = 44, CHAIN_BESIDE = 22, /* columns */
       LIST_ALONE = 6, /* rows */ STATE_COLS = 14 /* before a name, with the margins */,
       WEIGHED = 400 /* names */ };

#define MODE_NOTE "   mode strict: code that gets input is taken over"

/* An answer with what it borrows. */
struct reached {
    const struct graph *graph;
    struct path_answer *answer;
    struct page_target *lines; /* one for each target of the answer; logs stand last */
    size_t logs_from;
    struct seat seat;
    struct what_if *change; /* NULL: nothing was tried */
    unsigned version;       /* of what is tried */
};

struct paths {
    struct page list, chain;
    struct reached *reached; /* NULL: not known yet */
    node_id shows;        /* the target whose chain is on the right */
    bool built, listed;
    bool opened;          /* the cursor has been brought to what was selected */
    unsigned built_for;
    uint64_t listed_for;  /* sight_stamp() */
    size_t passing;       /* targets that the list has */
    int name_cols;        /* of the longest of the first names */
    bool again;           /* the system was read again: the hop cursor stays */
    bool anew;            /* something was tried: the selection stays, on its line if it has one */
    int width;
};

static const struct page_target no_target = {0};

static void reached_free(struct reached *r)
{
    if (r) {
        path_answer_free(r->answer);
        mem_free(r->lines);
        session_change_free(r->change);
    }
    mem_free(r);
}

struct paths_job {
    struct reached *reached;
};

static void job_fill(struct explorer *x, void *job)
{
    struct reached *r = mem_zalloc(1, sizeof *r);

    r->graph = x->graph;
    r->seat = seat_of(SEAT_ANONYMOUS, 0);
    r->change = session_change(x) ? session_change_copy(x) : NULL;
    r->version = x->trials.version;
    ((struct paths_job *)job)->reached = r;
}

/* What lies in the log is not had by that: seldom what somebody is after. */
static bool is_log(const struct graph *g, const struct path_target *t)
{
    return graph_node_at(g, t->node)->kind == NODE_LOG &&
           (t->best == STATE_WRITE || t->best == STATE_INPUT || t->best == STATE_EXHAUST);
}

static void put_in_order(struct reached *r)
{
    size_t count = path_answer_count(r->answer), at = 0;

    r->lines = mem_zalloc(count + 1, sizeof *r->lines);
    for (int logs = 0; logs <= 1; logs++) {
        r->logs_from = logs ? at : count;
        for (size_t i = 0; i < count; i++) {
            const struct path_target *t = path_answer_at(r->answer, i);
            if (is_log(r->graph, t) == (logs == 1))
                r->lines[at++] = (struct page_target){.node = t->node, .item = (uint32_t)i + 1,
                                                      .rest = true};
        }
    }
}

static void job_work(void *job)
{
    struct reached *r = ((struct paths_job *)job)->reached;
    struct path_question q = {.seat = &r->seat, .mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                              .change = r->change};

    r->answer = paths_from(r->graph, &q);
    put_in_order(r);
}

static void job_take(struct explorer *x, void *job)
{
    struct paths *p = x->views[VIEW_PATHS];

    if (p->reached) { /* another way may lead there now; what was just hidden gives way to the next line */
        p->anew = p->shows && !work_hidden(x, p->shows);
        p->shows = 0;
    }
    reached_free(p->reached);
    p->reached = ((struct paths_job *)job)->reached;
    ((struct paths_job *)job)->reached = NULL;
    p->listed = p->built = false;
}

static void job_drop(void *job)
{
    reached_free(((struct paths_job *)job)->reached);
}

const struct inquiry_kind inquiry_paths = {
    .doing = "looking for all paths... Esc stops it",
    .job_size = sizeof(struct paths_job),
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

/* Asked when the view is looked at first, and when something else is tried: the old answer stands
 * until the new one is there. */
static void ask(struct explorer *x, struct paths *p)
{
    if (!p->reached || p->reached->version != x->trials.version)
        inquiry_ask(x, INQUIRY_PATHS, x->trials.version);
}

static const struct path_target *current(const struct paths *p)
{
    const struct page_target *t = page_current(&p->list);
    return t && t->item ? path_answer_at(p->reached->answer, t->item - 1) : NULL;
}

/* --- The list ----------------------------------------------------------------------------------- */

static void target_text(void *arg, struct page *list, const struct page_target *line)
{
    const struct explorer *x = arg;
    const struct paths *p = x->views[VIEW_PATHS];
    const struct path_target *t = path_answer_at(p->reached->answer, line->item - 1);

    page_printf(list, ROLE_LABEL, "%-8s", state_names[t->best]);
    page_printf(list, ROLE_HINT, "%2u ", t->hops);
    page_add(list, session_name(x, t->node), session_zone_role(x, t->node));
}

static void list_targets(struct explorer *x, struct paths *p)
{
    size_t count = path_answer_count(p->reached->answer);
    bool titled = false;

    for (size_t i = 0; i < count; i++) {
        const struct page_target *t = &p->reached->lines[i];
        if (!sight_shows(x, VIEW_PATHS, t->node))
            continue;
        if (i >= p->reached->logs_from && !titled) {
            titled = true;
            page_line(&p->list, no_target);
            page_line(&p->list, no_target);
            page_puts(&p->list, "Logs that are written to", ROLE_TITLE);
        }
        if (p->passing++ < WEIGHED) {
            int cols = (int)text_width(session_name(x, t->node));
            p->name_cols = cols > p->name_cols ? cols : p->name_cols;
        }
        page_line_later(&p->list, *t);
    }
}

/* Logs stand last. The cursor stays on its target; where the filter takes that away, on the one below it. */
static void list_build(struct explorer *x, struct paths *p)
{
    size_t count = p->reached ? path_answer_count(p->reached->answer) : 0;

    page_reset(&p->list);
    p->list.text = target_text;
    p->list.text_arg = x;
    p->passing = 0;
    p->name_cols = 0;
    p->listed = true;
    p->listed_for = sight_stamp(x, VIEW_PATHS);
    if (!p->reached)
        return;
    if (count == 0) {
        page_wrap(&p->list, STR("Nothing was found that anyone on the internet reaches, under "
                                "these assumptions."),
                  ROLE_DIM, LIST_LEAST - 2, 0, no_target);
        return;
    }
    list_targets(x, p);
    if (!p->passing)
        page_wrap(&p->list, linear_nothing_passes(x), ROLE_DIM,
                  LIST_LEAST - 2, 0, no_target);
    page_return(&p->list);
}

/* --- The chain ---------------------------------------------------------------------------------- */

static void chain_build(struct explorer *x, struct paths *p, int width)
{
    page_reset(&p->chain);
    p->chain.cursor = -1;
    p->chain.loose = true;
    if (x->path.on && x->path.path.hop_count)
        page_path(x, &p->chain, &x->path.path, x->path.hop, width);
    p->built = true;
    p->built_for = x->selected;
    p->width = width;
}

/* Makes the chosen path the one that is lit everywhere; where another view has put it out, it is lit
 * again. */
static void show_target(struct explorer *x, struct paths *p)
{
    const struct path_target *t = current(p);
    bool relit = t && t->node == p->shows;
    struct selection at = x->at;
    struct arena *arena;
    struct path path;
    size_t hop;

    if (!t || (relit && (x->path.on || p->reached->version != x->trials.version)))
        return;
    arena = arena_new();
    hop = p->again && x->path.on && x->path.path.target == t->node ? x->path.hop : 0;
    if (!path_answer_path(p->reached->answer, t->node, t->best, arena, &path)) {
        arena_free(arena);
    } else if (hop && hop <= path.hop_count) {
        session_path_set(x, arena, &path);
        x->path.hop = hop;
        x->at = at;
    } else {
        session_path_set(x, arena, &path);
        if (p->anew || relit)
            x->at = at;
        else
            session_select(x, t->node);
        p->chain.top = 0;
    }
    p->again = p->anew = false;
    p->shows = t->node;
}

/* The view opens on the way to what is selected. All views share the selection: it stays, also where no way
 * leads to it. */
static void to_selected(struct explorer *x, struct paths *p)
{
    bool opens = !p->opened && p->passing;
    int line = p->anew || opens ? page_find(&p->list, x->at.node, 0) : -1;

    if (line >= 0 || !page_current(&p->list))
        page_move_to(&p->list, line >= 0 ? line : 0);
    if (!opens || !x->at.node)
        return;
    p->opened = p->anew = true;
    if (line < 0 && !x->message.len && graph_node_at(x->graph, x->at.node)->kind != NODE_ACTOR)
        session_say(x, "no way from the internet to %.*s",
                    (int)session_name(x, x->at.node).len, session_name(x, x->at.node).ptr);
}

/* --- The view ----------------------------------------------------------------------------------- */

/* "3 of 12 reached +1 taken, was 14": who is in the attacker's hands has no line, but counts. */
static void head_text(struct explorer *x, const struct paths *p, int room, struct buf *head)
{
    const struct trials *t = session_change(x) ? session_figures(x) : NULL;
    size_t count = p->reached ? path_answer_count(p->reached->answer) : 0;
    bool plain = !session_change(x) && count; /* what the columns are is said, if there is room */
    int left;

    if (!p->reached) {
        buf_puts(head, inquiry_stopped(x, INQUIRY_PATHS)
                           ? linear_or(x, "stopped: gp looks again", "stopped: view paths looks again")
                           : "searching...");
        return;
    }
    if (p->passing < count)
        buf_printf(head, "%zu of ", p->passing);
    left = room - (int)head->len - snprintf(NULL, 0, "%zu", count) - (int)strlen(" by anyone" COLUMNS);
    buf_printf(head, "%zu%s%s", count,
               plain && left >= 0 && left < (int)strlen(" reached") ? "" : " reached",
               p->reached->change ? "" : " by anyone");
    if (t && t->now.reached > count)
        buf_printf(head, " +%zu taken", t->now.reached - count);
    if (t)
        buf_printf(head, ", was %zu", t->before.reached);
    buf_puts(head, plain && left >= 0 ? COLUMNS : "");
}

/* Where the list and the chain stand, each with its head. */
struct division {
    struct layout_rect list, chain;
    bool below;
};

/* Names that two fifths of the view would cut get more, as far as the chain can spare it; and one column,
 * so that they do not touch the scrollbar. Where the chain would be a column of syllables, it goes
 * below. */
static struct division divide(struct paths *p, const struct canvas *c)
{
    int rows = c->rows, cols = c->cols, gap, part, whole, list;

    if (cols - LIST_LEAST < CHAIN_BESIDE) {
        int all = (int)p->list.line_count + 1, half = rows > LIST_ALONE ? rows / 2 : rows;
        half = all < half ? all : half;
        p->list.bar_gap = p->list.line_count > (size_t)half - 1;
        return (struct division){{0, 0, half, cols}, {half + 1, 0, rows - half - 1, cols}, true};
    }
    p->list.bar_gap = gap = p->list.line_count > (size_t)rows - 1;
    part = 2 * cols / 5 + gap;
    whole = p->name_cols + STATE_COLS + gap;
    whole = whole < cols - CHAIN_LEAST ? whole : cols - CHAIN_LEAST;
    list = page_list_cols(cols, whole > part ? whole : part, LIST_LEAST + gap, LIST_MOST);
    return (struct division){{0, 0, rows, list}, {0, list + 1, rows, cols - list - 1}, false};
}

static void draw_list(struct explorer *x, struct paths *p, struct canvas *c,
                      const struct layout_rect *r, bool focused)
{
    struct buf head = {0};

    head_text(x, p, r->cols - 2, &head);
    canvas_text(c, r->row, 1, r->cols - 2, buf_str(&head), ROLE_TITLE, x->ascii);
    page_draw(&p->list, c, r->row + 1, 1, r->rows - 1, r->cols - 2 - p->list.bar_gap, focused,
              buf_str(&x->search.text), x->ascii);
    work_signs(x, &p->list, c, r->row + 1, 0, r->rows - 1);
    buf_release(&head);
}

static void draw_chain(struct explorer *x, struct paths *p, struct canvas *c,
                       const struct layout_rect *r)
{
    struct buf head = {0};

    if (x->path.on) {
        buf_printf(&head, "%zu hop%s, %s%s", x->path.path.hop_count,
                   x->path.path.hop_count == 1 ? "" : "s",
                   x->path.path.gate == AUTH_NONE ? "no gate" : "gate ",
                   x->path.path.gate == AUTH_NONE ? "" : auths[x->path.path.gate].name);
        buf_printf(&head, ", confidence %d%%", x->path.path.confidence);
        if ((int)(head.len + sizeof MODE_NOTE) < r->cols - 2)
            buf_puts(&head, MODE_NOTE);
    }
    canvas_prose(c, r->row, r->col + 1, r->cols - 2, buf_str(&head), ROLE_HINT, x->ascii);
    page_draw(&p->chain, c, r->row + 1, r->col + 1, r->rows - 1, r->cols - 2, false, STR_NONE,
              x->ascii);
    buf_release(&head);
}

static void paths_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct paths *p = self;
    struct division d;

    ask(x, p);
    if (!p->listed || p->listed_for != sight_stamp(x, VIEW_PATHS))
        list_build(x, p);
    d = divide(p, c);
    to_selected(x, p);
    show_target(x, p);
    if (!p->built || p->built_for != x->selected || p->width != d.chain.cols - 2)
        chain_build(x, p, d.chain.cols - 2);
    draw_list(x, p, c, &d.list, focused);
    if (d.below)
        canvas_fill(c, d.list.rows, 0, 1, c->cols, x->ascii ? '-' : 0x2500, ROLE_FRAME);
    else
        canvas_fill(c, 0, d.list.cols, c->rows, 1, x->ascii ? '|' : 0x2502, ROLE_FRAME);
    if (d.chain.rows > 1)
        draw_chain(x, p, c, &d.chain);
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
        return x->path.on ? act_said(session_step(x, action == ACTION_STEP ? 1 : -1)) : ACT_NOT;
    if (page_takes(action))
        return act_said(page_act(&p->list, action));
    return ACT_NOT;
}

static void lines_between(struct explorer *x, void *self, node_id from, node_id to,
                          void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct paths *)self)->list, from, to, take, x);
}

static void paths_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = 1 + page_cursor_row(&((struct paths *)self)->list);
    *col = 1;
}

static void paths_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct paths *p = self;

    session_page_moved(x, &p->list, now, old_count);
    page_reset(&p->chain);
    p->shows = 0;
    p->again = true;
    reached_free(p->reached);
    p->reached = NULL;
    p->listed = p->built = false;
}

static void paths_close(struct explorer *x, void *self)
{
    struct paths *p = self;

    (void)x;
    page_release(&p->list);
    page_release(&p->chain);
    reached_free(p->reached);
}

const struct view_kind view_paths = {
    .name = "paths",
    .help = "What anyone on the internet reaches, weakest gate first, then least effort",
    .private_size = sizeof(struct paths),
    .page_at = PAGE_AT(struct paths, list),
    .lists_lines = true,
    .close = paths_close,
    .moved = paths_moved,
    .draw = paths_draw,
    .act = paths_act,
    .between = lines_between,
    .cursor = paths_cursor,
};
