/* SPDX-License-Identifier: MIT */
/* time_rows.c - how long functions and queues wait, how often they try again, how much they do at once,
 * what is kept. */
#include "facts.h"
#include "query.h"
#include "schedule_time.h"
#include "text.h"
#include "time_parts.h"

enum { NAME_LEAST = 12, TIMEOUT = 9, RETRIES = 9, BATCH = 7, AT_ONCE = 11, DEAD = 16 };

static const struct page_target no_target = {0};

static void heading(struct page *p, const struct time_columns *c, const char *title,
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

    if (!graph_first_out(x->graph, n, EDGE_DEADLETTERS)) /* of most; found without a look at all */
        return STR_NONE;
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

static bool has_row(const struct explorer *x, node_id n)
{
    enum node_kind kind = graph_node_at(x->graph, n)->kind;

    return (kind == NODE_FUNCTION || kind == NODE_QUEUE) && sight_shows(x, VIEW_TIME, n);
}

/* What the names of rows and of dead letters take, if they are whole. No cell is wider than its bytes:
 * few names are looked at. */
static void weigh(const struct explorer *x, int *names, int *dead)
{
    edge_id first, end;

    *names = NAME_LEAST;
    *dead = DEAD;
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct str name = session_name(x, n);
        if ((int)name.len + 2 > *names && has_row(x, n)) {
            int cells = (int)text_width(name) + 2;
            *names = cells > *names ? cells : *names;
        }
    }
    graph_edges_of(x->graph, EDGE_DEADLETTERS, &first, &end);
    for (edge_id e = first; e < end; e++) {
        node_id n = graph_edge_at(x->graph, e)->from;
        int letter = has_row(x, n) ? (int)text_width(dead_letter(x, n, NULL)) : 0;
        *dead = letter > *dead ? letter : *dead;
    }
}

/* Names take what they need, dead letters the rest; where both are clipped, each has its share. */
static struct time_columns columns_of(const struct explorer *x, int width)
{
    int rest = width - (TIMEOUT + RETRIES + BATCH + AT_ONCE), names, dead;
    struct time_columns c = {.x = x, .width = width};

    weigh(x, &names, &dead);
    if (names + dead > rest)
        dead = dead > rest - names && rest - names > rest * 2 / 5 ? rest - names : rest * 2 / 5;
    dead = dead < DEAD ? DEAD : dead;
    names = names > rest - dead ? rest - dead : names;
    c.timeout = names > NAME_LEAST ? names : NAME_LEAST;
    c.retries = c.timeout + TIMEOUT;
    c.batch = c.retries + RETRIES;
    c.at_once = c.batch + BATCH;
    c.dead = c.at_once + AT_ONCE;
    return c;
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
        time_duration(out, t.period);
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

static void function_text(const struct explorer *x, struct page *p, const struct time_columns *c,
                          node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);
    struct buf timeout = {0}, retries = {0}, batch = {0}, at_once = {0};

    timeout_words(x, n, &timeout);
    buf_add(&retries, node_attr_text(node, FACT_ASYNC_RETRIES));
    if (!retries.len)
        of_triggers(x, n, FACT_RETRY, &retries);
    of_triggers(x, n, FACT_BATCH, &batch);
    at_once_words(node, &at_once);
    time_cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
    time_cell(x, p, c->timeout, TIMEOUT - 1, buf_str(&timeout), ROLE_VALUE);
    time_cell(x, p, c->retries, RETRIES - 1, time_or_silence(buf_str(&retries)), ROLE_VALUE);
    time_cell(x, p, c->batch, BATCH - 1, time_or_silence(buf_str(&batch)), ROLE_VALUE);
    time_cell(x, p, c->at_once, AT_ONCE - 1, time_or_silence(buf_str(&at_once)), ROLE_VALUE);
    time_cell(x, p, c->dead, c->width - c->dead, time_or_silence(dead_letter(x, n, NULL)), ROLE_VALUE);
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

    if (!time_seconds(node_attr_text(graph_node_at(x->graph, n), FACT_VISIBILITY), &hidden))
        return;
    for (size_t i = 0; i < list.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, list.ids[i]);
        struct buf text = {0};
        if (e->kind != EDGE_TRIGGERS ||
            !time_seconds(node_attr_text(graph_node_at(x->graph, e->to), FACT_TIMEOUT), &seconds) ||
            hidden >= seconds)
            continue;
        buf_puts(&text, "  ! hides a message for ");
        time_duration(&text, hidden);
        buf_puts(&text, ", but ");
        buf_add(&text, session_name(x, e->to));
        buf_puts(&text, " may work on it for ");
        time_duration(&text, seconds);
        page_line(p, no_target);
        page_wrap(p, buf_str(&text), ROLE_FINDING_MED, width, 4, no_target);
        buf_release(&text);
    }
}

static void function_row(const struct explorer *x, struct page *p, const struct time_columns *c, node_id n)
{
    (void)x;
    (void)c;
    page_line_later(p, time_row(n));
}

static void queue_text(const struct explorer *x, struct page *p, const struct time_columns *c, node_id n)
{
    const struct node *node = graph_node_at(x->graph, n);
    struct str receives = STR_NONE, dead = dead_letter(x, n, &receives);
    struct buf hidden = {0}, kept = {0};

    if (str_empty(receives))
        receives = node_attr_text(node, "maxDeliveryCount");
    time_words(&hidden, node_attr_text(node, FACT_VISIBILITY), 1);
    time_words(&kept, node_attr_text(node, FACT_RETENTION), 1);
    time_cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
    time_cell(x, p, c->timeout, TIMEOUT - 1, buf_str(&hidden), ROLE_VALUE);
    time_cell(x, p, c->retries, RETRIES - 1, time_or_silence(receives), ROLE_VALUE);
    time_cell(x, p, c->at_once, AT_ONCE - 1, buf_str(&kept), ROLE_VALUE);
    time_cell(x, p, c->dead, c->width - c->dead, time_or_silence(dead), ROLE_VALUE);
    buf_release(&hidden);
    buf_release(&kept);
}

static void queue_row(const struct explorer *x, struct page *p, const struct time_columns *c, node_id n)
{
    page_line_later(p, time_row(n));
    queue_warnings(x, p, n, c->width);
}

void time_row_text(void *arg, struct page *p, const struct page_target *line)
{
    const struct time_columns *c = arg;

    if (graph_node_at(c->x->graph, line->node)->kind == NODE_FUNCTION)
        function_text(c->x, p, c, line->node);
    else
        queue_text(c->x, p, c, line->node);
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

static void build_kept(const struct explorer *x, struct page *p, const struct time_columns *c)
{
    bool any = false;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct buf kept = {0};
        if (sight_shows(x, VIEW_TIME, n) && kept_words(graph_node_at(x->graph, n), &kept)) {
            if (!any)
                heading(p, c, "Others", (const char *const[]){"kept", "", "", "", ""});
            any = true;
            page_line(p, time_row(n));
            time_cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
            time_cell(x, p, c->timeout, c->width - c->timeout, buf_str(&kept), ROLE_VALUE);
        }
        buf_release(&kept);
    }
}

static bool build_kind(const struct explorer *x, struct page *p, const struct time_columns *c,
                       enum node_kind kind, const char *title, const char *const words[5],
                       void (*row)(const struct explorer *x, struct page *p, const struct time_columns *c,
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
    return any;
}

static void explain(struct page *p, int width, const char *words)
{
    page_line(p, no_target);
    page_wrap(p, str_from(words), ROLE_HINT, width, 0, no_target);
}

void time_rows(const struct explorer *x, struct page *p, int width, struct time_columns *columns)
{
    static const char *const of_functions[] = {"timeout", "retries", "batch", "at once",
                                               "dead letters"};
    static const char *const of_queues[] = {"hidden", "receives", "", "kept", "dead letters"};
    const struct time_columns c = columns_of(x, width);

    *columns = c;
    if (build_kind(x, p, &c, NODE_FUNCTION, "Functions", of_functions, function_row))
        explain(p, width, "at once: copies that may run side by side; -: the input does not say, "
                          "the default of the provider holds");
    if (build_kind(x, p, &c, NODE_QUEUE, "Queues", of_queues, queue_row))
        explain(p, width, "hidden: how long a message that somebody works on is kept from others; "
                          "receives: how often it is handed out before it is a dead letter");
    build_kept(x, p, &c);
}
