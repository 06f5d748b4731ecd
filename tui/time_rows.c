/* SPDX-License-Identifier: MIT */
/* time_rows.c - how long functions and queues wait, how often they try again, how much they do at once,
 * what is kept. */
#include "facts.h"
#include "mem.h"
#include "query.h"
#include "schedule_time.h"
#include "text.h"
#include "time_parts.h"

enum { ROW_KEPT = 1 /* item of a line that says how long something is kept */ };
enum { NAME_LEAST = 12, DEAD = 12 /* the heading */ };

/* Cells of the columns between names and dead letters. */
struct widths {
    int timeout, retries, batch, at_once;
};
static const struct widths roomy = {9, 9, 7, 11}, tight = {8, 9, 7, 8};

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

/* What has a row, by the heading that it stands below, in the order of names. */
struct rows {
    node_id *functions, *queues, *others;
    size_t function_count, queue_count, other_count;
};

/* More stay in the order of ids: it would be felt. */
static void sort_names(const struct explorer *x, node_id *nodes, size_t count)
{
    enum { SORTED_MOST = 5000 };

    if (count <= SORTED_MOST)
        graph_sort_by_name(x->graph, nodes, count);
}

/* In one look at all nodes. */
static struct rows find_rows(const struct explorer *x)
{
    size_t nodes = graph_node_count(x->graph);
    struct rows r = {.functions = mem_alloc((nodes + 1) * sizeof *r.functions),
                     .queues = mem_alloc((nodes + 1) * sizeof *r.queues),
                     .others = mem_alloc((nodes + 1) * sizeof *r.others)};
    struct buf kept = {0};

    for (node_id n = 1; n <= nodes; n++) {
        const struct node *node = graph_node_at(x->graph, n);
        if (!sight_shows(x, VIEW_TIME, n))
            continue;
        if (node->kind == NODE_FUNCTION)
            r.functions[r.function_count++] = n;
        else if (node->kind == NODE_QUEUE)
            r.queues[r.queue_count++] = n;
        if (node->attr_count && kept_words(node, &kept))
            r.others[r.other_count++] = n;
        buf_reset(&kept);
    }
    buf_release(&kept);
    sort_names(x, r.functions, r.function_count);
    sort_names(x, r.queues, r.queue_count);
    sort_names(x, r.others, r.other_count);
    return r;
}

static void rows_release(struct rows *r)
{
    mem_free(r->functions);
    mem_free(r->queues);
    mem_free(r->others);
}

static void weigh_names(const struct explorer *x, const node_id *rows, size_t count, int *names)
{
    for (size_t i = 0; i < count; i++) {
        struct str name = session_name(x, rows[i]);
        int cells = (int)name.len + 2 > *names ? (int)text_width(name) + 2 : 0;
        *names = cells > *names ? cells : *names;
    }
}

/* What the names of rows and of dead letters take, if they are whole. No cell is wider than its bytes:
 * few names are looked at. */
static void weigh(const struct explorer *x, const struct rows *r, int *names, int *dead)
{
    edge_id first, end;

    *names = NAME_LEAST;
    *dead = DEAD;
    weigh_names(x, r->functions, r->function_count, names);
    weigh_names(x, r->queues, r->queue_count, names);
    graph_edges_of(x->graph, EDGE_DEADLETTERS, &first, &end);
    for (edge_id e = first; e < end; e++) {
        const struct edge *edge = graph_edge_at(x->graph, e);
        if ((int)session_name(x, edge->to).len > *dead && has_row(x, edge->from)) {
            int letter = (int)text_width(dead_letter(x, edge->from, NULL));
            *dead = letter > *dead ? letter : *dead;
        }
    }
}

/* Names take what they need, dead letters the rest; where both are clipped, each has its share. */
static struct time_columns columns_of(const struct explorer *x, const struct rows *r, int width)
{
    struct widths w = roomy;
    struct time_columns c = {.x = x, .width = width};
    int rest, names, dead;

    weigh(x, r, &names, &dead);
    if (names + dead > width - (w.timeout + w.retries + w.batch + w.at_once))
        w = tight;
    rest = width - (w.timeout + w.retries + w.batch + w.at_once);
    if (names + dead > rest)
        dead = dead > rest - names && rest - names > rest * 2 / 5 ? rest - names : rest * 2 / 5;
    dead = dead < DEAD ? DEAD : dead;
    names = names > rest - dead ? rest - dead : names;
    c.timeout = names > NAME_LEAST ? names : NAME_LEAST;
    c.retries = c.timeout + w.timeout;
    c.batch = c.retries + w.retries;
    c.at_once = c.batch + w.batch;
    c.dead = c.at_once + w.at_once;
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
    time_cell(x, p, c->timeout, c->retries - c->timeout - 1, buf_str(&timeout), ROLE_VALUE);
    time_cell(x, p, c->retries, c->batch - c->retries - 1, time_or_silence(buf_str(&retries)), ROLE_VALUE);
    time_cell(x, p, c->batch, c->at_once - c->batch - 1, time_or_silence(buf_str(&batch)), ROLE_VALUE);
    time_cell(x, p, c->at_once, c->dead - c->at_once - 1, time_or_silence(buf_str(&at_once)), ROLE_VALUE);
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
    time_cell(x, p, c->timeout, c->retries - c->timeout - 1, buf_str(&hidden), ROLE_VALUE);
    time_cell(x, p, c->retries, c->batch - c->retries - 1, time_or_silence(receives), ROLE_VALUE);
    time_cell(x, p, c->at_once, c->dead - c->at_once - 1, buf_str(&kept), ROLE_VALUE);
    time_cell(x, p, c->dead, c->width - c->dead, time_or_silence(dead), ROLE_VALUE);
    buf_release(&hidden);
    buf_release(&kept);
}

static void kept_text(const struct explorer *x, struct page *p, const struct time_columns *c, node_id n)
{
    struct buf kept = {0};

    kept_words(graph_node_at(x->graph, n), &kept);
    time_cell(x, p, 0, c->timeout - 1, session_name(x, n), session_zone_role(x, n));
    time_cell(x, p, c->timeout, c->width - c->timeout, buf_str(&kept), ROLE_VALUE);
    buf_release(&kept);
}

void time_row_text(void *arg, struct page *p, const struct page_target *line)
{
    const struct time_columns *c = arg;

    if (line->item == ROW_KEPT)
        kept_text(c->x, p, c, line->node);
    else if (graph_node_at(c->x->graph, line->node)->kind == NODE_FUNCTION)
        function_text(c->x, p, c, line->node);
    else
        queue_text(c->x, p, c, line->node);
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
    static const char *const of_others[] = {"kept", "", "", "", ""};
    struct rows r = find_rows(x);
    const struct time_columns c = columns_of(x, &r, width);

    *columns = c;
    if (r.function_count)
        heading(p, &c, "Functions", of_functions);
    for (size_t i = 0; i < r.function_count; i++)
        page_line_later(p, time_row(r.functions[i]));
    if (r.function_count)
        explain(p, width, "at once: copies that may run side by side; -: the input does not say, "
                          "the default of the provider holds");
    if (r.queue_count)
        heading(p, &c, "Queues", of_queues);
    for (size_t i = 0; i < r.queue_count; i++) {
        page_line_later(p, time_row(r.queues[i]));
        queue_warnings(x, p, r.queues[i], width);
    }
    if (r.queue_count)
        explain(p, width, "hidden: how long a message that somebody works on is kept from others; "
                          "receives: how often it is handed out before it is a dead letter");
    if (r.other_count)
        heading(p, &c, "Others", of_others);
    for (size_t i = 0; i < r.other_count; i++)
        page_line_later(p, (struct page_target){.node = r.others[i], .item = ROW_KEPT, .rest = true});
    rows_release(&r);
}
