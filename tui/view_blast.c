/* SPDX-License-Identifier: MIT */
/* view_blast.c - what falls if the node falls that was selected when the view was asked for: the
 * measure, what is lost by level, and every node, whose path the cursor lights. */
#include "act_work.h"
#include "blast.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "session.h"

enum { LABEL_COLS = 9, WIDTH = 60 /* until it was drawn once */ };

/* An answer with what it borrows. */
struct fallen {
    const struct graph *graph;
    const struct jewels *jewels;
    node_id node;
    struct seat seat;
    struct what_if *change; /* NULL: nothing was tried */
    unsigned version;       /* of what was tried on paper */
    struct blast *blast;
};

struct blast_view {
    struct page page;
    node_id asked;         /* 0: nothing yet */
    struct fallen *fallen; /* NULL: not known yet */
    unsigned questions;    /* so many were asked */
    unsigned version;      /* of the last one */
    bool built, stopped;   /* nobody waited for the answer, then */
    int width;
};

static const struct page_target no_target = {0};
static const enum state levels[] = {STATE_CONTROL, STATE_HOLD, STATE_WRITE, STATE_READ,
                                    STATE_INPUT}; /* load alone is no fall */

static void fallen_free(struct fallen *f)
{
    if (f) {
        blast_free(f->blast);
        session_change_free(f->change);
    }
    mem_free(f);
}

struct blast_job {
    struct fallen *fallen;
};

static void job_fill(struct explorer *x, void *job)
{
    const struct blast_view *v = x->views[VIEW_BLAST];
    struct seat said = seat_of(SEAT_NODE, v->asked);
    struct fallen *f = mem_zalloc(1, sizeof *f);

    f->graph = x->graph;
    f->jewels = session_jewels(x);
    f->node = v->asked;
    f->seat = blast_seat(x->graph, &said);
    f->change = session_change(x) ? session_change_copy(x) : NULL;
    f->version = x->trials.version;
    ((struct blast_job *)job)->fallen = f;
}

static void job_work(void *job)
{
    struct fallen *f = ((struct blast_job *)job)->fallen;
    const struct path_question q = {.seat = &f->seat, .mode = MODE_STRICT,
                                    .auth = AUTH_VIEW_WORST, .change = f->change};

    f->blast = blast_find(f->graph, &q, f->jewels);
}

static void job_take(struct explorer *x, void *job)
{
    struct blast_view *v = x->views[VIEW_BLAST];

    fallen_free(v->fallen);
    v->fallen = ((struct blast_job *)job)->fallen;
    ((struct blast_job *)job)->fallen = NULL;
    v->built = false;
}

static void job_drop(void *job)
{
    fallen_free(((struct blast_job *)job)->fallen);
}

const struct inquiry_kind inquiry_blast = {
    .doing = "looking for what falls... Esc stops it",
    .job_size = sizeof(struct blast_job),
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

/* The answer about this node; what is tried anew makes another one, and the old one stands until then. */
static void ask(struct explorer *x, struct blast_view *v, node_id node)
{
    if (v->asked != node) {
        v->page.top = 0;
        page_reset(&v->page);
        v->page.cursor = 0;
        fallen_free(v->fallen);
        v->fallen = NULL;
    }
    v->asked = node;
    v->version = x->trials.version;
    v->built = false;
    inquiry_ask(x, INQUIRY_BLAST, ++v->questions);
}

static void ready(struct explorer *x, struct blast_view *v)
{
    node_id node = v->asked ? v->asked : x->at.node;
    bool known = v->fallen || inquiry_busy(x, INQUIRY_BLAST) || inquiry_stopped(x, INQUIRY_BLAST);

    if (node && (!known || v->version != x->trials.version))
        ask(x, v, node);
}

/* --- The page -------------------------------------------------------------------------------- */

static void field(struct page *p, int width, const char *label, struct buf *value)
{
    if (!value->len)
        return;
    page_line(p, no_target);
    page_puts(p, label, ROLE_LABEL);
    page_at(p, LABEL_COLS);
    page_wrap(p, buf_str(value), ROLE_VALUE, width, LABEL_COLS, no_target);
    buf_reset(value);
}

static size_t count_at(const struct blast *b, enum state level)
{
    size_t count = 0;

    for (size_t i = 0; i < path_answer_count(b->answer); i++)
        count += path_answer_at(b->answer, i)->best == level;
    return count;
}

static void jewels_text(const struct explorer *x, const struct blast *b, struct buf *out)
{
    size_t told = 0;

    if (!b->jewel_count)
        return;
    buf_printf(out, "%zu of %zu crown jewels fall", b->jewels_fallen, b->jewel_count);
    for (size_t i = 0; i < b->jewel_count; i++) {
        const struct blast_jewel *j = &b->jewels[i];
        if (!j->states)
            continue;
        buf_puts(out, told++ ? ", " : ": ");
        buf_add(out, session_name(x, j->node));
        buf_printf(out, " (%u %s away)", (unsigned)j->depth,
                   j->depth == 1 ? "boundary" : "boundaries");
    }
}

static void names_text(const struct explorer *x, const node_id *nodes, size_t count,
                       struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i ? ", " : "");
        buf_add(out, session_name(x, nodes[i]));
    }
}

static void summary(const struct explorer *x, const struct blast_view *v, struct page *p,
                    int width)
{
    const struct blast *b = v->fallen->blast;
    struct buf text = {0};
    const char *sep = ": ";

    if (v->fallen->change) {
        buf_puts(&text, "with what is tried on paper or hidden");
        field(p, width, "what if", &text);
    }
    buf_printf(&text, "%u of 1000 of what the system has to lose", b->per_mille);
    field(p, width, "measure", &text);
    buf_printf(&text, "%zu of %zu nodes", b->fallen, b->nodes);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        size_t count = count_at(b, levels[i]);
        if (count) {
            buf_printf(&text, "%s%zu %s", sep, count, state_names[levels[i]]);
            sep = ", ";
        }
    }
    field(p, width, "falls", &text);
    jewels_text(x, b, &text);
    field(p, width, "jewels", &text);
    names_text(x, b->roles, b->role_count, &text);
    field(p, width, "roles", &text);
    for (size_t i = 0; i < b->shared_count; i++) {
        buf_add(&text, session_name(x, b->shared[i].what));
        buf_puts(&text, " is known then; also used by ");
        names_text(x, b->shared[i].users, b->shared[i].user_count, &text);
        field(p, width, i ? "" : "shared", &text);
    }
    buf_release(&text);
}

static void target_text(void *arg, struct page *p, const struct page_target *line)
{
    const struct explorer *x = arg;
    const struct blast_view *v = x->views[VIEW_BLAST];
    const struct path_target *t = path_answer_at(v->fallen->blast->answer, line->item - 1);

    page_printf(p, ROLE_LABEL, "%-8s", state_names[t->best]);
    page_printf(p, ROLE_HINT, "%2u ", t->hops);
    page_add(p, session_name(x, t->node), session_zone_role(x, t->node));
}

static void list(const struct explorer *x, const struct blast *b, struct page *p, int width)
{
    size_t first;

    page_line(p, no_target);
    page_line(p, no_target);
    page_puts(p, "What falls with it", ROLE_TITLE);
    page_puts(p, linear_or(x, "  level, hops; Enter shows the way on the map", "  level, hops"),
              ROLE_HINT);
    first = p->line_count;
    for (size_t level = 0; level < sizeof levels / sizeof levels[0]; level++) {
        for (size_t i = 0; i < path_answer_count(b->answer); i++) {
            const struct path_target *t = path_answer_at(b->answer, i);
            if (t->best != levels[level])
                continue;
            page_line_later(p, (struct page_target){
                                   .node = t->node, .item = (uint32_t)i + 1, .rest = true});
        }
    }
    if (p->line_count == first) {
        page_line(p, no_target);
        page_wrap(p, STR("Nothing else was found to fall, under these assumptions."), ROLE_DIM,
                  width, 0, no_target);
    }
}

static void build(struct explorer *x, struct blast_view *v, int width)
{
    struct page *p = &v->page;
    const struct page_target head = {.node = v->asked, .rest = v->asked != 0};

    page_reset(p);
    p->text = target_text;
    p->text_arg = x;
    page_line(p, head);
    if (v->asked) {
        page_puts(p, "If this falls: ", ROLE_TITLE);
        page_wrap(p, session_name(x, v->asked), session_zone_role(x, v->asked), width, 2,
                  no_target);
        page_line(p, no_target);
    }
    if (v->fallen) {
        const struct seat_part *part = &v->fallen->seat.parts[0];
        page_wrap(p, str_from(seat_help[part->kind]), ROLE_HINT, width, 0, no_target);
        summary(x, v, p, width);
        list(x, v->fallen->blast, p, width);
    } else if (v->asked) {
        page_puts(p, inquiry_stopped(x, INQUIRY_BLAST)
                         ? linear_or(x, "stopped: gb looks again", "stopped: blast looks again")
                         : "searching...",
                  ROLE_DIM);
    } else {
        page_puts(p, "Nothing is selected.", ROLE_DIM);
    }
    v->built = true;
    v->stopped = inquiry_stopped(x, INQUIRY_BLAST);
    v->width = width;
    page_return(p);
}

/* --- The view -------------------------------------------------------------------------------- */

/* What the cursor stands on becomes what is selected, the way to it the path that is lit. */
static void follow_cursor(struct explorer *x, struct blast_view *v)
{
    const struct page_target *t = page_current(&v->page);
    struct arena *arena;
    struct path path;

    if (!t || !t->node)
        return;
    arena = arena_new();
    if (t->item && path_answer_path(v->fallen->blast->answer, t->node,
                                    path_answer_at(v->fallen->blast->answer, t->item - 1)->best,
                                    arena, &path)) {
        session_path_set(x, arena, &path);
    } else {
        arena_free(arena);
        session_path_clear(x);
    }
    session_select(x, t->node);
}

void blast_go(struct explorer *x)
{
    struct blast_view *v = x->views[VIEW_BLAST];

    if (x->at.node && (x->at.node != v->asked || inquiry_stopped(x, INQUIRY_BLAST)))
        ask(x, v, x->at.node);
    session_show_view(x, VIEW_BLAST);
}

static void blast_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct blast_view *v = self;
    int width = screen_page_cols(x, c);

    ready(x, v);
    if (!v->built || v->stopped != inquiry_stopped(x, INQUIRY_BLAST) || v->width != width)
        build(x, v, width);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
}

static unsigned blast_act(struct explorer *x, void *self, enum action action)
{
    struct blast_view *v = self;

    ready(x, v);
    if (!v->built)
        build(x, v, v->width ? v->width : WIDTH);
    if (page_takes(action)) {
        bool moved = page_act(&v->page, action);
        if (moved && action != ACTION_SCROLL_UP && action != ACTION_SCROLL_DOWN)
            follow_cursor(x, v);
        return act_said(moved);
    }
    if (action != ACTION_OPEN)
        return ACT_NOT;
    follow_cursor(x, v);
    session_show_view(x, VIEW_MAP);
    map_follow(x);
    return ACT_HANDLED;
}

static void blast_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct blast_view *)self)->page);
    *col = 1;
}

static void blast_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct blast_view *v = self;

    session_page_moved(x, &v->page, now, old_count);
    v->asked = v->asked <= old_count ? now[v->asked] : 0;
    fallen_free(v->fallen);
    v->fallen = NULL;
    v->built = false;
}

static void blast_close(struct explorer *x, void *self)
{
    struct blast_view *v = self;

    (void)x;
    page_release(&v->page);
    fallen_free(v->fallen);
}

const struct view_kind view_blast = {
    .name = "blast",
    .help = "What falls if the selected node falls; Enter shows the way to it on the map",
    .private_size = sizeof(struct blast_view),
    .page_at = PAGE_AT(struct blast_view, page),
    .lists_lines = true,
    .close = blast_close,
    .moved = blast_moved,
    .draw = blast_draw,
    .act = blast_act,
    .cursor = blast_cursor,
};
