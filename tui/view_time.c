/* SPDX-License-Identifier: MIT */
/* view_time.c - the fourth dimension: when timers fire, as lanes over the 24 hours of a day, and how
 * long functions and queues wait, how often they try again, how much they do at once, what is kept.
 * Shown is what the input says; what it does not say is '-'. An interval counts from when it was
 * switched on: one that is longer than a cell of the lane has no mark at a time of the day. */
#include "act_work.h"
#include "facts.h"
#include "page.h"
#include "query.h"
#include "schedule.h"
#include "schedule_time.h"
#include "session.h"
#include "sight.h"
#include "text.h"

enum {
    LABEL_LEAST = 26,   /* cells for what a lane is about */
    NAMED_LEAST = 52,   /* with so many the timer's own name is there too */
    WORDS_LEAST = 14,   /* "every 15 min" and a blank */
    MANY = 5,           /* firings in a cell that fill it */
    NAME_LEAST = 12, TIMEOUT = 9, RETRIES = 9, BATCH = 7, AT_ONCE = 11, DEAD = 16,
};

struct time_view {
    struct page page;
    bool built;
    unsigned built_shown, worked;
    int width;
    node_id shows; /* the selection that the cursor has followed */
};

static const struct page_target no_target = {0};

static struct page_target row_of(node_id n)
{
    return (struct page_target){.node = n, .rest = true};
}

/* --- Words ---------------------------------------------------------------------------------------- */

/* Clipped to the cells that are there, at a column. */
static void cell(const struct explorer *x, struct page *p, int col, int cells, struct str text,
                 enum role role)
{
    struct buf clipped = {0};

    if (cells > 0)
        esc_term_clip(&clipped, text, (size_t)cells, x->ascii);
    page_at(p, col);
    page_add(p, buf_str(&clipped), role);
    buf_release(&clipped);
}

static void duration(struct buf *out, long seconds)
{
    static const struct {
        long size;
        const char *unit;
    } rows[] = {{86400, "d"}, {3600, "h"}, {60, "min"}};

    for (size_t i = 0; seconds > 0 && i < COUNT(rows); i++) {
        if (seconds % rows[i].size == 0) {
            buf_printf(out, "%ld %s", seconds / rows[i].size, rows[i].unit);
            return;
        }
    }
    buf_printf(out, "%ld s", seconds);
}

static bool is_seconds(struct str text, long *out)
{
    return str_to_long(text, out) && *out >= 0 && *out <= INT32_MAX;
}

/* A number of units as a time; what is no number as it is written; nothing: "-". */
static void time_words(struct buf *out, struct str text, long unit)
{
    long n;

    if (str_empty(text))
        buf_putc(out, '-');
    else if (is_seconds(text, &n))
        duration(out, n * unit);
    else
        buf_add(out, text);
}

static struct str or_silence(struct str text)
{
    return str_empty(text) ? STR("-") : text;
}

/* --- Timers ----------------------------------------------------------------------------------------- */

static struct str expression_of(const struct explorer *x, node_id n)
{
    struct str said = node_attr_text(graph_node_at(x->graph, n), FACT_SCHEDULE);

    return str_empty(said) ? graph_label(x->graph, n) : said;
}

static bool is_off(const struct explorer *x, node_id n)
{
    const struct node *timer = graph_node_at(x->graph, n);

    return str_is(node_attr_text(timer, FACT_DISABLED), "true") ||
           str_iis(node_attr_text(timer, "state"), "DISABLED");
}

/* "Handler", "Handler +2"; nothing: the timer's own name. */
static void started_by(const struct explorer *x, node_id timer, struct buf *out)
{
    struct edge_list list = graph_out(x->graph, timer);
    node_id first = 0;
    size_t count = 0;

    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        if (edge_kinds[e->kind].layer != LAYER_FLOW)
            continue;
        first = first ? first : e->to;
        count++;
    }
    buf_add(out, session_name(x, first ? first : timer));
    if (count > 1)
        buf_printf(out, " +%zu", count - 1);
}

/* Its own, else that of the app of what it starts, where a setting says so; nothing: UTC. */
static struct str zone_of(const struct explorer *x, node_id timer)
{
    struct edge_list list = graph_out(x->graph, timer);
    struct str zone = node_attr_text(graph_node_at(x->graph, timer), FACT_TIME_ZONE);

    for (size_t i = 0; str_empty(zone) && i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        node_id app = edge_kinds[e->kind].layer == LAYER_FLOW ? graph_container(x->graph, e->to) : 0;
        if (app)
            zone = node_attr_text(graph_node_at(x->graph, app), FACT_TIME_ZONE);
    }
    return zone;
}

static void when_words(const struct explorer *x, node_id n, const struct schedule_time *t, bool known,
                       struct buf *out)
{
    struct str text = expression_of(x, n), zone = zone_of(x, n);

    schedule_words(out, text);
    if (known && t->some_days && str_eq(buf_str(out), str_trim(text)))
        buf_puts(out, ", not every day");
    if (!str_empty(zone) && !(known && t->period)) { /* an interval is the same everywhere */
        buf_putc(out, ' ');
        buf_add(out, zone);
    }
    if (is_off(x, n))
        buf_puts(out, ", off");
}

/* A cell of the lane: how often it fires in these minutes. */
static const char *mark_of(const struct explorer *x, const struct schedule_time *t, unsigned from,
                           unsigned minutes)
{
    unsigned count = schedule_time_count(t, from, from + minutes);

    if (t->period > (long)minutes * 60)
        return "~";
    if (t->period)
        count = (unsigned)((long)minutes * 60 / t->period);
    if (!count)
        return x->ascii ? "." : "·";
    if (x->ascii)
        return count == 1 ? "|" : count < MANY ? "+" : "#";
    return count == 1 ? "│" : count < MANY ? "▒" : "█";
}

static void lane(const struct explorer *x, struct page *p, node_id n, int label, int cells)
{
    struct schedule_time t;
    bool known = schedule_time_read(expression_of(x, n), &t);
    struct buf text = {0}, when = {0}, marks = {0};
    int half = label - (label / 3 > WORDS_LEAST ? label / 3 : WORDS_LEAST);

    page_line(p, row_of(n));
    if (label >= NAMED_LEAST) {
        buf_add(&text, session_name(x, n));
        buf_puts(&text, " > ");
    }
    started_by(x, n, &text);
    when_words(x, n, &t, known, &when);
    if (!known && cells) { /* all the room for what is written there */
        cell(x, p, 0, half - 1, buf_str(&text), session_zone_role(x, n));
        cell(x, p, half, label + cells - half, buf_str(&when), ROLE_VALUE);
    } else {
        cell(x, p, 0, half - 1, buf_str(&text), session_zone_role(x, n));
        cell(x, p, half, label - half - 1, buf_str(&when), is_off(x, n) ? ROLE_DIM : ROLE_VALUE);
        for (int i = 0; i < cells; i++)
            buf_puts(&marks, mark_of(x, &t, (unsigned)(i * (DAY_MINUTES / cells)),
                                     (unsigned)(DAY_MINUTES / cells)));
        page_at(p, label);
        page_add(p, buf_str(&marks), is_off(x, n) ? ROLE_DIM : ROLE_NORMAL);
    }
    buf_release(&text);
    buf_release(&when);
    buf_release(&marks);
}

/* As many cells for a day as leave room for the label; 0: too narrow for lanes. */
static int cells_of_day(int width)
{
    static const int all[] = {96, 72, 48, 24};

    for (size_t i = 0; i < COUNT(all); i++)
        if (width - all[i] >= LABEL_LEAST)
            return all[i];
    return 0;
}

static void hours(struct page *p, int label, int cells)
{
    int step = cells >= 48 ? 3 : 6;

    page_line(p, no_target);
    for (int h = 0; h < 24; h += step) {
        page_at(p, label + h * cells / 24);
        page_printf(p, ROLE_HINT, "%02d", h);
    }
}

static void legend(const struct explorer *x, struct page *p, int width, int cells)
{
    struct buf text = {0};

    if (!cells)
        return;
    buf_puts(&text, x->ascii ? "| once  + 2 to 4 times  # more" : "│ once  ▒ 2 to 4 times  █ more");
    buf_printf(&text, "  in %d min  ~ some time, as it was switched on", DAY_MINUTES / cells);
    page_line(p, no_target);
    page_wrap(p, buf_str(&text), ROLE_HINT, width, 0, no_target);
    buf_release(&text);
}

static bool is_timer(const struct explorer *x, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);

    return sight_shows(x, VIEW_TIME, n) &&
           (node->kind == NODE_TIMER || node_attr(node, FACT_SCHEDULE));
}

static void build_timers(const struct explorer *x, struct page *p, int width)
{
    int cells = cells_of_day(width), label = width - cells;
    size_t count = 0;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        if (!is_timer(x, n))
            continue;
        if (count++ == 0) {
            page_line(p, no_target);
            page_puts(p, "Timers", ROLE_TITLE);
            page_puts(p, "  a day in UTC, unless a timer names a time zone", ROLE_HINT);
            if (cells)
                hours(p, label, cells);
        }
        lane(x, p, n, label, cells);
    }
    if (count)
        legend(x, p, width, cells);
    else {
        page_line(p, no_target);
        page_puts(p, "Nothing here is started by the clock.", ROLE_DIM);
    }
}

/* --- Functions and queues ----------------------------------------------------------------------------- */

struct columns {
    int timeout, retries, batch, at_once, dead, width;
};

static struct columns columns_of(int width)
{
    int name = width - (TIMEOUT + RETRIES + BATCH + AT_ONCE + DEAD);
    struct columns c = {.timeout = name > NAME_LEAST ? name : NAME_LEAST, .width = width};

    c.retries = c.timeout + TIMEOUT;
    c.batch = c.retries + RETRIES;
    c.at_once = c.batch + BATCH;
    c.dead = c.at_once + AT_ONCE;
    return c;
}

static void heading(struct page *p, const struct columns *c, const char *title,
                    const char *const words[5])
{
    const int at[] = {c->timeout, c->retries, c->batch, c->at_once, c->dead};

    page_line(p, no_target);
    page_line(p, no_target);
    page_puts(p, title, ROLE_TITLE);
    for (size_t i = 0; i < COUNT(at); i++) {
        page_at(p, at[i]);
        page_puts(p, words[i], ROLE_LABEL);
    }
}

static struct str dead_letter(const struct explorer *x, node_id n, struct str *receives)
{
    struct edge_list list = graph_out(x->graph, n);

    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        if (e->kind != EDGE_DEADLETTERS || str_is(edge_attr_text(e, FACT_ON), "success"))
            continue;
        if (receives)
            *receives = edge_attr_text(e, FACT_MAX_RECEIVE);
        return session_name(x, e->to);
    }
    return STR_NONE;
}

/* What the triggers of a function say; two that differ are both there: "10,100". */
static void of_triggers(const struct explorer *x, node_id n, const char *attr, struct buf *out)
{
    struct edge_list list = graph_in(x->graph, n);
    struct str first = STR_NONE;

    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        struct str text = e->kind == EDGE_TRIGGERS ? edge_attr_text(e, attr) : STR_NONE;
        if (str_empty(text) || str_eq(text, first))
            continue;
        buf_printf(out, "%s", out->len ? "," : "");
        buf_add(out, text);
        if (first.ptr)
            break;
        first = text;
    }
}

/* Its own, else that of the host of the app: "00:05:00". */
static void timeout_words(const struct explorer *x, node_id n, struct buf *out)
{
    struct str own = node_attr_text(graph_node_at(x->graph, n), FACT_TIMEOUT);
    struct edge_list list = graph_out(x->graph, n);
    struct schedule_time t;

    for (size_t i = 0; str_empty(own) && i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        if (e->kind == EDGE_HOSTED_BY)
            own = node_attr_text(graph_node_at(x->graph, e->to), "host.functionTimeout");
    }
    if (str_chr(own, ':') != STR_NPOS && schedule_time_read(own, &t) && t.period)
        duration(out, t.period);
    else
        time_words(out, own, 1);
}

static void at_once_words(const struct node *n, struct buf *out)
{
    struct str reserved = node_attr_text(n, FACT_RESERVED),
               warm = node_attr_text(n, "provisioned-concurrency");

    if (str_empty(reserved))
        reserved = node_attr_text(n, FACT_RESERVED_ASKED);
    buf_add(out, reserved);
    if (!str_empty(warm)) {
        buf_puts(out, reserved.len ? ", " : "");
        buf_add(out, warm);
        buf_puts(out, " warm");
    }
}

static void function_row(const struct explorer *x, struct page *p, const struct columns *c, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);
    struct buf timeout = {0}, retries = {0}, batch = {0}, at_once = {0};

    timeout_words(x, n, &timeout);
    buf_add(&retries, node_attr_text(node, FACT_ASYNC_RETRIES));
    if (!retries.len)
        of_triggers(x, n, FACT_RETRY, &retries);
    of_triggers(x, n, FACT_BATCH, &batch);
    at_once_words(node, &at_once);
    page_line(p, row_of(n));
    cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
    cell(x, p, c->timeout, TIMEOUT - 1, buf_str(&timeout), ROLE_VALUE);
    cell(x, p, c->retries, RETRIES - 1, or_silence(buf_str(&retries)), ROLE_VALUE);
    cell(x, p, c->batch, BATCH - 1, or_silence(buf_str(&batch)), ROLE_VALUE);
    cell(x, p, c->at_once, AT_ONCE - 1, or_silence(buf_str(&at_once)), ROLE_VALUE);
    cell(x, p, c->dead, c->width - c->dead, or_silence(dead_letter(x, n, NULL)), ROLE_VALUE);
    buf_release(&timeout);
    buf_release(&retries);
    buf_release(&batch);
    buf_release(&at_once);
}

/* Both are said, and the message comes back while the function may still work on it. */
static void queue_warnings(const struct explorer *x, struct page *p, node_id n, int width)
{
    struct edge_list list = graph_out(x->graph, n);
    long hidden, seconds;

    if (!is_seconds(node_attr_text(graph_node_at(x->graph, n), FACT_VISIBILITY), &hidden))
        return;
    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        struct buf text = {0};
        if (e->kind != EDGE_TRIGGERS ||
            !is_seconds(node_attr_text(graph_node_at(x->graph, e->to), FACT_TIMEOUT), &seconds) ||
            hidden >= seconds)
            continue;
        buf_puts(&text, "  ! hides a message for ");
        duration(&text, hidden);
        buf_puts(&text, ", but ");
        buf_add(&text, session_name(x, e->to));
        buf_puts(&text, " may work on it for ");
        duration(&text, seconds);
        page_line(p, no_target);
        page_wrap(p, buf_str(&text), ROLE_FINDING_MED, width, 4, no_target);
        buf_release(&text);
    }
}

static void queue_row(const struct explorer *x, struct page *p, const struct columns *c, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);
    struct str receives = STR_NONE, dead = dead_letter(x, n, &receives);
    struct buf hidden = {0}, kept = {0};

    if (str_empty(receives))
        receives = node_attr_text(node, "maxDeliveryCount");
    time_words(&hidden, node_attr_text(node, FACT_VISIBILITY), 1);
    time_words(&kept, node_attr_text(node, FACT_RETENTION), 1);
    page_line(p, row_of(n));
    cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
    cell(x, p, c->timeout, TIMEOUT - 1, buf_str(&hidden), ROLE_VALUE);
    cell(x, p, c->retries, RETRIES - 1, or_silence(receives), ROLE_VALUE);
    cell(x, p, c->at_once, AT_ONCE - 1, buf_str(&kept), ROLE_VALUE);
    cell(x, p, c->dead, c->width - c->dead, or_silence(dead), ROLE_VALUE);
    buf_release(&hidden);
    buf_release(&kept);
    queue_warnings(x, p, n, c->width);
}

/* How long it keeps what is in it; false: the input does not say. */
static bool kept_words(const struct node *n, struct buf *out)
{
    static const struct {
        const char *attr;
        long unit;
    } rows[] = {{"retention-period-hours", 3600}, {"messageRetentionInDays", 86400},
                {"retention-in-days", 86400}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (node_attr(n, rows[i].attr)) {
            time_words(out, node_attr_text(n, rows[i].attr), rows[i].unit);
            return true;
        }
    }
    if (n->kind == NODE_TABLE && str_is(node_attr_text(n, "time-to-live"), "true"))
        buf_puts(out, "as each item says");
    return out->len > 0;
}

static void build_kept(const struct explorer *x, struct page *p, const struct columns *c)
{
    bool any = false;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct buf kept = {0};
        if (sight_shows(x, VIEW_TIME, n) && kept_words(graph_node_at(x->graph, n), &kept)) {
            if (!any)
                heading(p, c, "Others", (const char *const[]){"kept", "", "", "", ""});
            any = true;
            page_line(p, row_of(n));
            cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
            cell(x, p, c->timeout, c->width - c->timeout, buf_str(&kept), ROLE_VALUE);
        }
        buf_release(&kept);
    }
}

static void build_kind(const struct explorer *x, struct page *p, const struct columns *c,
                       enum node_kind kind, const char *title, const char *const words[5],
                       void (*row)(const struct explorer *x, struct page *p, const struct columns *c,
                                   node_id n))
{
    bool any = false;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        if (graph_node_at(x->graph, n)->kind != kind || !sight_shows(x, VIEW_TIME, n))
            continue;
        if (!any)
            heading(p, c, title, words);
        any = true;
        row(x, p, c, n);
    }
}

/* --- The view --------------------------------------------------------------------------------------- */

static void build(const struct explorer *x, struct time_view *v)
{
    static const char *const of_functions[] = {"timeout", "retries", "batch", "at once",
                                               "dead letters"};
    static const char *const of_queues[] = {"hidden", "receives", "", "kept", "dead letters"};
    const struct columns c = columns_of(v->width);

    page_reset(&v->page);
    build_timers(x, &v->page, v->width);
    build_kind(x, &v->page, &c, NODE_FUNCTION, "Functions", of_functions, function_row);
    build_kind(x, &v->page, &c, NODE_QUEUE, "Queues", of_queues, queue_row);
    build_kept(x, &v->page, &c);
    v->built = true;
    v->built_shown = x->shown;
    v->worked = x->worked;
    page_return(&v->page);
}

/* The cursor goes to what somebody else has selected, if it is listed. */
static void follow(const struct explorer *x, struct time_view *v)
{
    int line;

    if (v->shows == x->at.node)
        return;
    v->shows = x->at.node;
    line = page_find(&v->page, x->at.node, 0);
    if (line >= 0)
        page_move_to(&v->page, line);
}

static void time_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct time_view *v = self;

    if (!v->built || v->built_shown != x->shown || v->worked != x->worked ||
        v->width != c->cols - 2) {
        v->width = c->cols - 2;
        build(x, v);
        if (!page_current(&v->page) || page_current(&v->page)->node != x->at.node)
            v->shows = 0;
    }
    follow(x, v);
    page_draw(&v->page, c, 0, 1, c->rows, c->cols - 2, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
    if (!focused && page_current(&v->page))
        canvas_role(c, page_cursor_row(&v->page), 1, c->cols - 2, ROLE_MARK);
}

static void take_over(struct explorer *x, struct time_view *v)
{
    const struct page_target *t = page_current(&v->page);

    if (t && t->node) {
        v->shows = t->node;
        session_select(x, t->node);
    }
}

static unsigned time_act(struct explorer *x, void *self, enum action action)
{
    struct time_view *v = self;
    bool moved;

    if (!page_takes(action)) {
        /* what is under the cursor is what the rest of the keys are for, selected before or not */
        if (action == ACTION_OPEN && page_current(&v->page) &&
            page_current(&v->page)->node != x->at.node)
            take_over(x, v);
        return ACT_NOT;
    }
    moved = page_act(&v->page, action);
    if (moved && !v->page.loose)
        take_over(x, v);
    return act_said(moved);
}

static void time_between(struct explorer *x, void *self, node_id from, node_id to,
                         void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct time_view *)self)->page, from, to, take, x);
}

static void time_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct time_view *)self)->page);
    *col = 1;
}

static void time_close(struct explorer *x, void *self)
{
    (void)x;
    page_release(&((struct time_view *)self)->page);
}

const struct view_kind view_time = {
    .name = "time",
    .help = "When timers fire in a day; timeouts, retries, concurrency, what is kept and for how long",
    .private_size = sizeof(struct time_view),
    .page_at = PAGE_AT(struct time_view, page),
    .close = time_close,
    .draw = time_draw,
    .act = time_act,
    .between = time_between,
    .cursor = time_cursor,
};
