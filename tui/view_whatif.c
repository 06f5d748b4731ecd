/* SPDX-License-Identifier: MIT */
/* view_whatif.c - what was tried on paper and what it does: figures before and after, and the list
 * of changes, each of which Enter takes back. */
#include <stdio.h>

#include "act_work.h"
#include "jewels.h"
#include "linear.h"
#include "page.h"
#include "session.h"

enum { HIDDEN_TOLD = 1000, BEFORE_COLS = 34, NOW_COLS = 44, KIND_COLS = 14 };

struct whatif {
    struct page page;
    bool built;
    unsigned version;
    bool counted, stopped; /* the figures, then */
    int width;
};

static const struct page_target no_target = {0};

/* To the right of its column: blanks before it would be underlined, too. */
static void number(struct page *p, int col, size_t n, enum role role)
{
    enum { DIGITS = 7 };
    char text[24];
    int length = snprintf(text, sizeof text, "%zu", n);

    page_at(p, col + (length < DIGITS ? DIGITS - length : 0));
    page_puts(p, text, role);
}

/* risen: what it is when there are more of them; nodes that are reached in a lesser way than before make
 * more of those, which is no worse. */
static void figure(struct page *p, const char *label, size_t before, size_t now, enum role risen)
{
    page_line(p, no_target);
    page_at(p, 2);
    page_puts(p, label, ROLE_VALUE);
    number(p, BEFORE_COLS, before, ROLE_HINT);
    number(p, NOW_COLS, now, now < before ? ROLE_GATE_STRONG : now > before ? risen : ROLE_VALUE);
    if (now != before)
        page_printf(p, ROLE_HINT, "  %+ld", (long)now - (long)before);
}

static void figures(const struct trials *t, struct page *p)
{
    static const struct {
        enum state state;
        const char *label;
    } rows[] = {
        {STATE_CONTROL, "  runs code in it"}, {STATE_HOLD, "  acts as it"},
        {STATE_WRITE, "  changes it"},        {STATE_READ, "  reads it"},
        {STATE_INPUT, "  sends it input"},    {STATE_EXHAUST, "  only drives its load"},
    };
    char label[64];

    page_line(p, no_target);
    page_puts(p, "What anyone on the internet reaches", ROLE_TITLE);
    page_at(p, BEFORE_COLS + 1);
    page_puts(p, " before", ROLE_HINT);
    page_at(p, NOW_COLS + 3);
    page_puts(p, " now", ROLE_HINT);
    figure(p, "nodes", t->before.reached, t->now.reached, ROLE_FINDING_HIGH);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        figure(p, rows[i].label, t->before.by_state[rows[i].state],
               t->now.by_state[rows[i].state],
               t->now.reached < t->before.reached ? ROLE_VALUE : ROLE_FINDING_HIGH);
    snprintf(label, sizeof label, "crown jewels that fall, of %zu", t->jewels->count);
    figure(p, label, t->before.fallen, t->now.fallen, ROLE_FINDING_HIGH);
}

static void trial_line(const struct explorer *x, struct page *p, int width, size_t i)
{
    const struct trial *t = &x->trials.items[i];
    const struct page_target target = {.item = (uint32_t)i + 1, .rest = true};
    struct buf text = {0};

    page_line(p, target);
    page_puts(p, trial_words[t->kind], t->kind == TRIAL_TAKEN ? ROLE_FINDING_HIGH : ROLE_GATE_STRONG);
    page_at(p, KIND_COLS);
    session_trial_about(x, t, &text);
    page_wrap(p, buf_str(&text), ROLE_NORMAL, width, KIND_COLS, target);
    buf_release(&text);
}

/* The nodes that are hidden; of very many the first. */
static void hidden_lines(const struct explorer *x, struct page *p, int width)
{
    size_t count = work_hidden_count(x), told = 0;

    if (count == 0)
        return;
    page_line(p, no_target);
    page_line(p, no_target);
    page_printf(p, ROLE_TITLE, "%zu hidden node%s", count, count == 1 ? "" : "s");
    page_puts(p, linear_or(x, "  out of views and paths; Enter takes one back, :unhide all",
                           "  out of views and paths; unhide NODE takes one back, unhide all"),
              ROLE_HINT);
    for (node_id n = work_next(x->work.hidden, 0); n && told < HIDDEN_TOLD;
         n = work_next(x->work.hidden, n), told++) {
        const struct page_target target = {.node = n, .rest = true};
        page_line(p, target);
        page_puts(p, "hidden", ROLE_GATE_STRONG);
        page_at(p, KIND_COLS);
        page_wrap(p, session_name(x, n), session_zone_role(x, n), width, KIND_COLS, target);
    }
    if (told < count) {
        page_line(p, no_target);
        page_printf(p, ROLE_HINT, "and %zu more; :unhide EXPR takes some back", count - told);
    }
}

static void explain(const struct explorer *x, struct page *p, int width)
{
    page_line(p, no_target);
    page_wrap(p, STR("Nothing is tried. What if ..."),
              ROLE_NORMAL, width, 0, no_target);
    static const struct {
        enum action action;
        const char *command, *text;
    } rows[] = {
        {ACTION_SWITCH_OFF, "what-if off", "a line or a hop is not there; without one, the selected node"},
        {ACTION_ADD_AUTHORIZER, "what-if guard", "the selected node, or the routes that call it, ask for a token"},
        {ACTION_TAKE_OVER, "what-if take", "the selected node is in an attacker's hands"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct binding *b = keymap_for(&x->keys, VIEW_MAP, rows[i].action);
        struct buf key = {0};
        if (x->options.linear)
            buf_puts(&key, rows[i].command);
        else if (b)
            binding_show(&key, b);
        page_line(p, no_target);
        page_at(p, 2);
        page_add(p, key.len ? buf_str(&key) : str_from(actions[rows[i].action].name), ROLE_KEY);
        page_puts(p, "  ", ROLE_HINT);
        page_wrap(p, str_from(rows[i].text), ROLE_HINT, width, 5, no_target);
        buf_release(&key);
    }
}

static void build(struct explorer *x, struct whatif *v, int width)
{
    const struct trials *t = NULL;
    struct page *p = &v->page;

    page_reset(p);
    if (session_change(x) || x->trials.counted_before)
        t = session_figures(x);
    if (t)
        figures(t, p);
    else if (session_change(x))
        page_puts(p, inquiry_stopped(x, INQUIRY_FIGURES) ? "What anyone reaches was not counted."
                                                         : "Counting what anyone reaches...",
                  ROLE_DIM);
    if (!session_change(x)) {
        if (x->trials.counted)
            page_line(p, no_target);
        explain(x, p, width);
    } else if (x->trials.count) {
        page_line(p, no_target);
        page_line(p, no_target);
        page_printf(p, ROLE_TITLE, "%zu change%s", x->trials.count,
                    x->trials.count == 1 ? "" : "s");
        page_puts(p, linear_or(x, "  Enter takes one back, :what-if clear all",
                               "  undo takes the last back, what-if clear all"), ROLE_HINT);
        for (size_t i = 0; i < x->trials.count; i++)
            trial_line(x, p, width, i);
    }
    hidden_lines(x, p, width);
    v->built = true;
    v->version = x->trials.version;
    v->counted = x->trials.counted;
    v->stopped = inquiry_stopped(x, INQUIRY_FIGURES);
    v->width = width;
    page_return(p);
}

static void refresh(struct explorer *x, struct whatif *v, int width)
{
    if (!v->built || v->version != x->trials.version || v->counted != x->trials.counted ||
        v->stopped != inquiry_stopped(x, INQUIRY_FIGURES) || v->width != width)
        build(x, v, width);
}

static void whatif_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct whatif *v = self;
    int width = screen_page_cols(x, c);

    refresh(x, v, width);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
}

static unsigned whatif_act(struct explorer *x, void *self, enum action action)
{
    struct whatif *v = self;
    const struct page_target *t;

    if (page_takes(action))
        return act_said(page_act(&v->page, action));
    refresh(x, v, v->width); /* the key before may have taken a line away, without a frame since */
    t = page_current(&v->page);
    if (action == ACTION_OPEN || action == ACTION_SWITCH_OFF) {
        if (t && t->item)
            session_trial_back(x, t->item - 1);
        else if (t && t->node)
            work_hide_node(x, t->node, false);
        return act_said(t && (t->item || t->node));
    }
    return ACT_NOT;
}

static void whatif_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct whatif *)self)->page);
    *col = 1;
}

static void whatif_close(struct explorer *x, void *self)
{
    (void)x;
    page_release(&((struct whatif *)self)->page);
}

const struct view_kind view_whatif = {
    .name = "whatif",
    .help = "What is tried on paper, what is reached then; Enter takes a change back",
    .private_size = sizeof(struct whatif),
    .page_at = PAGE_AT(struct whatif, page),
    .lists_lines = true,
    .close = whatif_close,
    .draw = whatif_draw,
    .act = whatif_act,
    .cursor = whatif_cursor,
};
