/* SPDX-License-Identifier: MIT */
/* view_cut.c - the cheapest changes that close all ways of anyone on the internet to what must not
 * fall: where each is made, what it breaks, and what stays open; Enter shows what is changed. */
#include "act_work.h"
#include "cut.h"
#include "decisions.h"
#include "linear.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "session.h"

enum { LABEL_COLS = 12, CHANGE_COLS = 4, GOALS_SHOWN = 12, EFFECTS_SHOWN = 6 };

/* An answer with what it borrows. */
struct closing {
    const struct graph *graph;
    struct seat seat;
    struct cut_question question;
    struct cut *cut;
};

struct cut_view {
    struct page page;
    struct closing *closing; /* of the system as it is; NULL: not known yet */
    bool built, tried;
    size_t hidden;
    int width;
};

static const struct page_target no_target = {0};

static void closing_free(struct closing *c)
{
    if (c)
        cut_free(c->cut);
    mem_free(c);
}

struct cut_job {
    struct closing *closing;
};

static void job_fill(struct explorer *x, void *job)
{
    struct closing *c = mem_zalloc(1, sizeof *c);
    struct cut_question *q = &c->question;

    c->graph = x->graph;
    c->seat = seat_of(SEAT_ANONYMOUS, 0);
    q->path = (struct path_question){.seat = &c->seat, .mode = MODE_STRICT,
                                     .auth = AUTH_VIEW_WORST};
    q->jewels = session_jewels(x);
    q->prices = change_prices_usual();
    if (x->options.decisions)
        decisions_costs(x->options.decisions, &q->prices);
    ((struct cut_job *)job)->closing = c;
}

static void job_work(void *job)
{
    struct closing *c = ((struct cut_job *)job)->closing;

    c->cut = cut_find(c->graph, &c->question);
}

static void job_take(struct explorer *x, void *job)
{
    struct cut_view *v = x->views[VIEW_CUT];

    closing_free(v->closing);
    v->closing = ((struct cut_job *)job)->closing;
    ((struct cut_job *)job)->closing = NULL;
    v->built = false;
}

static void job_drop(void *job)
{
    closing_free(((struct cut_job *)job)->closing);
}

const struct inquiry_kind inquiry_cut = {
    .doing = "looking for the cheapest changes... Esc stops it",
    .job_size = sizeof(struct cut_job),
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

/* --- The page -------------------------------------------------------------------------------- */

static void field(struct page *p, int width, const char *label, struct buf *value, enum role role)
{
    page_line(p, no_target);
    page_puts(p, label, ROLE_LABEL);
    page_at(p, LABEL_COLS);
    page_wrap(p, buf_str(value), role, width, LABEL_COLS, no_target);
    buf_reset(value);
}

static void say(struct page *p, int width, int indent, struct str text, enum role role)
{
    page_line(p, no_target);
    page_at(p, indent);
    page_wrap(p, text, role, width, indent, no_target);
}

/* Nodes of the goals that are marked, each once; among NULL: those that are reached. */
static size_t goals(const struct explorer *x, const struct cut *c, const uint8_t *among,
                    struct buf *out)
{
    size_t count = 0;
    node_id last = 0;

    for (size_t i = 0; i < c->goal_count; i++) {
        const struct cut_goal *g = &c->goals[i];
        if (!(among ? among[i] : g->reached) || g->node == last)
            continue;
        last = g->node;
        if (count++ < GOALS_SHOWN) {
            buf_puts(out, count > 1 ? ", " : "");
            buf_add(out, session_name(x, g->node));
        }
    }
    if (count > GOALS_SHOWN)
        buf_printf(out, " and %zu more", count - GOALS_SHOWN);
    return count;
}

static void head(const struct explorer *x, const struct cut *c, struct page *p, int width)
{
    const struct jewels *jewels = c->question.jewels;
    struct buf text = {0}, names = {0};
    size_t falls = goals(x, c, NULL, &names);

    page_line(p, no_target);
    page_wrap(p, STR("The cheapest changes that close all ways to what must not fall"), ROLE_TITLE,
              width, 0, no_target);
    if (x->trials.count) {
        buf_puts(&text, "of the system as it is, without what is tried on paper");
        field(p, width, "what if", &text, ROLE_FINDING_MED);
    }
    if (work_hidden_count(x)) {
        buf_printf(&text, "%zu node%s hidden by you, part of this all the same",
                   work_hidden_count(x), work_hidden_count(x) == 1 ? "" : "s");
        field(p, width, "hidden", &text, ROLE_FINDING_MED);
    }
    if (jewels->count)
        buf_printf(&text, "%zu%s", jewels->count,
                   jewels->named ? ", as named"
                                 : " (sensitive stores, secrets, powerful identities)");
    else
        buf_puts(&text, "nothing was found; `jewels:` of faasmap.yaml names it");
    field(p, width, "jewels", &text, ROLE_VALUE);
    if (falls) {
        page_line(p, no_target);
        page_puts(p, "falls", ROLE_LABEL);
        page_at(p, LABEL_COLS);
        page_printf(p, ROLE_FINDING_HIGH, "%zu", falls);
        page_puts(p, ": ", ROLE_VALUE);
        page_wrap(p, buf_str(&names), ROLE_VALUE, width, LABEL_COLS, no_target);
    } else {
        buf_puts(&text, "nothing, under these assumptions");
        field(p, width, "falls", &text, ROLE_VALUE);
    }
    for (size_t i = 0; i < c->choke_count; i++) {
        if (!c->chokes[i].node)
            continue;
        buf_puts(&text, text.len ? ", " : "pass ");
        buf_add(&text, session_name(x, c->chokes[i].node));
    }
    if (text.len)
        field(p, width, "all ways", &text, ROLE_VALUE);
    buf_release(&text);
    buf_release(&names);
}

/* What a change breaks is told once, where it is named first. */
static bool told_before(const struct cut *c, const struct cut_proposal *p, uint32_t change)
{
    for (const struct cut_proposal *q = c->proposals; q < p; q++)
        for (size_t i = 0; i < q->count; i++)
            if (q->changes[i] == change)
                return true;
    return false;
}

static void effects(const struct cut *c, uint32_t change, struct arena *arena, struct page *p,
                    int width)
{
    static const struct {
        const char *word;
        enum role role;
    } rows[] = {[EFFECT_LOST] = {"lost: ", ROLE_FINDING_MED}, [EFFECT_KEPT] = {"keep: ", ROLE_VALUE},
                [EFFECT_REPLACED] = {"replace: ", ROLE_VALUE}};
    const struct change_effect *list;
    size_t count = change_effects(c->changes, change, arena, &list);

    for (size_t i = 0; i < count && i < EFFECTS_SHOWN; i++) {
        page_line(p, no_target);
        page_at(p, CHANGE_COLS);
        page_puts(p, rows[list[i].kind].word, rows[list[i].kind].role);
        page_wrap(p, list[i].text, ROLE_HINT, width, CHANGE_COLS + 2, no_target);
    }
    if (count > EFFECTS_SHOWN) {
        page_line(p, no_target);
        page_at(p, CHANGE_COLS);
        page_printf(p, ROLE_HINT, "and %zu more", count - EFFECTS_SHOWN);
    }
}

static void change_lines(const struct cut *c, const struct cut_proposal *proposal, size_t number,
                         struct page *p, int width)
{
    uint32_t i = proposal->changes[number];
    const struct change *change = changes_at(c->changes, i);
    const struct page_target target = {.node = change->subject, .edge = change->edge,
                                       .item = i + 1, .rest = true};
    bool told = told_before(c, proposal, i);
    struct arena *arena = arena_new();
    struct buf text = {0};

    page_line(p, target);
    page_printf(p, ROLE_LABEL, "%2zu. ", number + 1);
    page_wrap(p, change_sentence(c->changes, i, arena), ROLE_NORMAL, width, CHANGE_COLS,
              no_target);
    buf_printf(&text, "%s, cost %u", change_costs[change->kind].name, (unsigned)change->cost);
    if (change->where.file.len) {
        buf_puts(&text, " at ");
        buf_add(&text, change->where.file);
        if (change->where.line)
            buf_printf(&text, ":%u", change->where.line);
    }
    buf_puts(&text, told ? ", as above" : "");
    say(p, width, CHANGE_COLS, buf_str(&text), ROLE_LABEL);
    if (!told)
        effects(c, i, arena, p, width);
    buf_release(&text);
    arena_free(arena);
}

static void certainty_text(const struct cut_proposal *p, struct buf *out)
{
    if (p->exact)
        buf_printf(out, "exact: no cheaper set of changes closes all ways%s",
                   p->fewest && p->count > 1 ? ", nor fewer for the same cost" : "");
    else
        buf_printf(out, "heuristic: a set that costs %llu or more may do; cheaper ones do not",
                   (unsigned long long)p->bound);
}

static void proposal(const struct explorer *x, const struct cut *c, const struct cut_proposal *q,
                     struct page *p, int width)
{
    static const char *const titles[CUT_SIDE_COUNT] = {
        [CUT_SOURCE] = "Nearest to the attacker",
        [CUT_DATA] = "Nearest to the data",
        [CUT_INSIDE] = "With all entries as they are",
    };
    struct buf text = {0}, names = {0};
    size_t open = goals(x, c, q->open, &names), all = goals(x, c, NULL, &text);

    page_line(p, no_target);
    page_line(p, no_target);
    page_puts(p, titles[q->side], ROLE_TITLE);
    page_printf(p, ROLE_HINT, "  %zu change%s, cost %llu; closes %zu of %zu", q->count,
                q->count == 1 ? "" : "s", (unsigned long long)q->cost, all - open, all);
    for (size_t i = 0; i < q->count; i++)
        change_lines(c, q, i, p, width);
    buf_reset(&text);
    buf_puts(&text, open ? "still falls: " : "nothing of it falls any more");
    buf_add(&text, buf_str(&names));
    say(p, width, 1, buf_str(&text), open ? ROLE_FINDING_HIGH : ROLE_GATE_STRONG);
    buf_reset(&text);
    certainty_text(q, &text);
    say(p, width, 1, buf_str(&text), ROLE_HINT);
    buf_release(&text);
    buf_release(&names);
}

/* Goals that are reached over connections that stay, each with the node that stands for it. */
static void open_lines(const struct explorer *x, const struct cut *c, struct page *p, int width)
{
    node_id last = 0;

    if (!c->open)
        return;
    page_line(p, no_target);
    page_line(p, no_target);
    page_wrap(p, STR("Falls whatever is changed, by connections that stay"), ROLE_TITLE, width, 0,
              no_target);
    for (size_t i = 0; i < c->goal_count; i++) {
        node_id n = c->goals[i].node;
        if (!c->goals[i].open || n == last)
            continue;
        last = n;
        page_line(p, (struct page_target){.node = n, .rest = true});
        page_at(p, CHANGE_COLS);
        page_add(p, session_name(x, n), session_zone_role(x, n));
    }
}

static void build(const struct explorer *x, struct cut_view *v, int width)
{
    const struct cut *c = v->closing->cut;
    struct page *p = &v->page;
    struct buf text = {0};

    page_reset(p);
    head(x, c, p, width);
    for (size_t i = 0; i < c->proposal_count; i++)
        proposal(x, c, &c->proposals[i], p, width);
    open_lines(x, c, p, width);
    if (c->proposal_count) {
        page_line(p, no_target);
        buf_printf(&text, "costs rank the changes, they are not money; table of %s",
                   change_costs[0].as_of);
        say(p, width, 0, buf_str(&text), ROLE_DIM);
    }
    buf_release(&text);
    v->built = true;
    v->tried = x->trials.count != 0;
    v->hidden = work_hidden_count(x);
    v->width = width;
    page_return(p);
}

/* --- The view -------------------------------------------------------------------------------- */

static void cut_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct cut_view *v = self;
    int width = screen_page_cols(x, c);

    if (!v->closing)
        inquiry_ask(x, INQUIRY_CUT, 0); /* when it is looked at first */
    if (!v->closing) {
        canvas_text(c, 0, 1, width,
                    str_from(inquiry_stopped(x, INQUIRY_CUT)
                                 ? linear_or(x, "stopped: gc looks again", "stopped: cut looks again")
                                 : "searching..."),
                    ROLE_DIM, x->ascii);
        return;
    }
    if (!v->built || v->tried != (x->trials.count != 0) || v->hidden != work_hidden_count(x) ||
        v->width != width)
        build(x, v, width);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
}

/* What is changed becomes what is selected: the edge, where it is about one. */
static unsigned open_current(struct explorer *x, const struct cut_view *v)
{
    const struct page_target *t = page_current(&v->page);

    if (!t || (!t->node && !t->edge))
        return act_said(false);
    session_select(x, t->edge ? session_boxed(x, graph_edge_at(x->graph, t->edge)->from) : t->node);
    if (t->edge)
        session_select_edge(x, t->edge);
    session_show_view(x, VIEW_MAP);
    map_follow(x);
    return ACT_HANDLED;
}

static unsigned cut_act(struct explorer *x, void *self, enum action action)
{
    struct cut_view *v = self;

    if (page_takes(action))
        return act_said(page_act(&v->page, action));
    return action == ACTION_OPEN ? open_current(x, v) : ACT_NOT;
}

static void cut_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct cut_view *)self)->page);
    *col = 1;
}

static void cut_close(struct explorer *x, void *self)
{
    struct cut_view *v = self;

    (void)x;
    page_release(&v->page);
    closing_free(v->closing);
}

const struct view_kind view_cut = {
    .name = "cut",
    .help = "The cheapest changes that save what must not fall; Enter shows a change",
    .private_size = sizeof(struct cut_view),
    .page_at = PAGE_AT(struct cut_view, page),
    .lists_lines = true,
    .close = cut_close,
    .draw = cut_draw,
    .act = cut_act,
    .cursor = cut_cursor,
};
