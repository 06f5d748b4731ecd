/* SPDX-License-Identifier: MIT */
/* time_timers.c - when timers fire, as lanes over the 24 hours of a day, time zone by time zone. An
 * interval counts from when it was switched on: one that is longer than a cell of the lane has no mark
 * at a time of the day, and it is the same in every zone. */
#include <stdlib.h>

#include "facts.h"
#include "query.h"
#include "schedule.h"
#include "schedule_time.h"
#include "mem.h"
#include "text.h"
#include "time_parts.h"

enum {
    LABEL_LEAST = 26,   /* cells for what a lane is about */
    NAMED_LEAST = 52,   /* with so many the timer's own name is there too */
    WORDS_LEAST = 14,   /* "every 15 min" and a blank */
    MANY = 5,           /* firings in a cell that fill it */
    BELOW = 2,          /* where words begin that stand below the name */
};

static const struct page_target no_target = {0};

static struct str expression_of(const struct explorer *x, node_id n)
{
    struct str said = node_attr_text(graph_node_at(x->graph, n), FACT_SCHEDULE);

    return str_empty(said) ? graph_node_at(x->graph, n)->name : said;
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
    struct str text = expression_of(x, n);

    schedule_words(out, text);
    if (known && t->some_days && str_eq(buf_str(out), str_trim(text)))
        buf_puts(out, ", not every day");
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

static void marks(const struct explorer *x, struct page *p, const struct schedule_time *t, int label,
                  int cells, enum role role)
{
    struct buf text = {0};

    for (int i = 0; i < cells; i++)
        buf_puts(&text, mark_of(x, t, (unsigned)(i * (DAY_MINUTES / cells)),
                                (unsigned)(DAY_MINUTES / cells)));
    page_at(p, label);
    page_add(p, buf_str(&text), role);
    buf_release(&text);
}

/* What the cells before the lane are for. */
struct label {
    int cols, words; /* all of it; where the words begin that stand beside a name */
    int cells;       /* of the lane after it; 0: too narrow for lanes */
};

static bool beside(const struct label *l, int name, int words)
{
    return name < l->words && l->words + words < l->cols;
}

/* What it starts, and where there is room the timer's own name. */
static void lane_name(const struct explorer *x, node_id n, const struct label *l, struct buf *out)
{
    if (l->cols >= NAMED_LEAST) {
        buf_add(out, session_name(x, n));
        buf_puts(out, " > ");
    }
    started_by(x, n, out);
}

/* Name, words, lane. Words that do not fit beside the name stand below it; those of a schedule that
 * cannot be read take the place of the lane. */
static void lane(const struct explorer *x, struct page *p, node_id n, const struct label *l)
{
    struct schedule_time t;
    bool known = schedule_time_read(expression_of(x, n), &t), fits = true;
    struct buf text = {0}, when = {0};
    enum role role = is_off(x, n) ? ROLE_DIM : ROLE_VALUE;

    page_line(p, time_row(n));
    lane_name(x, n, l, &text);
    when_words(x, n, &t, known, &when);
    if (l->cells && known)
        fits = beside(l, (int)text_width(buf_str(&text)), (int)text_width(buf_str(&when)));
    time_cell(x, p, 0, (fits ? l->words : l->cols) - 1, buf_str(&text), session_zone_role(x, n));
    if (fits)
        time_cell(x, p, l->words, (known ? l->cols : l->cols + l->cells) - l->words - known,
                  buf_str(&when), role);
    if (known)
        marks(x, p, &t, l->cols, l->cells, is_off(x, n) ? ROLE_DIM : ROLE_NORMAL);
    if (!fits) {
        page_line(p, no_target);
        page_at(p, BELOW);
        page_wrap(p, buf_str(&when), role, l->cols + l->cells, BELOW, no_target);
    }
    buf_release(&text);
    buf_release(&when);
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

struct timer {
    node_id node;
    struct str id;
    struct str zone; /* empty: UTC, or an interval */
};

/* UTC first. */
static int by_zone(const void *a, const void *b)
{
    const struct timer *s = a, *t = b;
    int order = str_cmp(s->zone, t->zone);

    return order ? order : str_name_cmp(s->id, t->id);
}

static struct timer *find_timers(const struct explorer *x, size_t *count)
{
    struct timer *timers = NULL;
    size_t cap = 0;

    *count = 0;
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct schedule_time t;
        bool interval;
        if (!is_timer(x, n))
            continue;
        if (*count == cap)
            timers = mem_grow(timers, &cap, sizeof *timers);
        interval = schedule_time_read(expression_of(x, n), &t) && t.period;
        timers[(*count)++] = (struct timer){n, graph_node_at(x->graph, n)->id,
                                          interval ? STR("") : zone_of(x, n)};
    }
    if (*count)
        qsort(timers, *count, sizeof *timers, by_zone);
    return timers;
}

/* The words of all lanes begin in one column: that in which the most fit beside their names, of
 * such the one nearest to what names and words get by default. */
static void place_words(const struct explorer *x, const struct timer *timers, size_t count,
                        struct label *l)
{
    int usual = l->cols - (l->cols / 3 > WORDS_LEAST ? l->cols / 3 : WORDS_LEAST);
    int *gain = mem_zalloc((size_t)l->cols + 1, sizeof *gain), best = usual;
    struct buf name = {0}, when = {0};

    for (size_t i = 0; i < count; i++) {
        struct schedule_time t;
        int from, to; /* with the words in any of these columns it fits */
        bool known = schedule_time_read(expression_of(x, timers[i].node), &t);
        lane_name(x, timers[i].node, l, &name);
        when_words(x, timers[i].node, &t, known, &when);
        from = (int)text_width(buf_str(&name)) + 1;
        to = l->cols - (int)text_width(buf_str(&when)) - 1;
        if (known && from <= to) {
            gain[from]++;
            gain[to + 1]--;
        }
        buf_reset(&name);
        buf_reset(&when);
    }
    for (int at = 1; at <= l->cols; at++)
        gain[at] += gain[at - 1];
    for (int at = 1; at <= l->cols; at++) {
        if (gain[at] > gain[best] || (gain[at] == gain[best] && abs(at - usual) < abs(best - usual)))
            best = at;
    }
    l->words = best;
    mem_free(gain);
    buf_release(&name);
    buf_release(&when);
}

void time_timers(const struct explorer *x, struct page *p, int width)
{
    int cells = cells_of_day(width);
    struct label label = {.cols = width - cells, .cells = cells};
    size_t count;
    struct timer *timers = find_timers(x, &count);
    bool zones = count && !str_empty(timers[count - 1].zone);

    page_line(p, no_target);
    if (count) {
        page_puts(p, "Timers", ROLE_TITLE);
        page_puts(p, zones ? "  a day in the time zone of each" : "  a day in UTC", ROLE_HINT);
        if (cells)
            hours(p, label.cols, cells);
        place_words(x, timers, count, &label);
    } else {
        page_puts(p, "Nothing here is started by the clock.", ROLE_DIM);
    }
    for (size_t i = 0; i < count; i++) {
        if (zones && (i == 0 || !str_eq(timers[i].zone, timers[i - 1].zone))) {
            page_line(p, no_target);
            page_puts(p, "in ", ROLE_LABEL);
            page_wrap(p, str_empty(timers[i].zone) ? STR("UTC") : timers[i].zone, ROLE_LABEL, width,
                      BELOW, no_target);
        }
        lane(x, p, timers[i].node, &label);
    }
    if (count)
        legend(x, p, width, cells);
    mem_free(timers);
}
