/* SPDX-License-Identifier: MIT */
#include "flood_out.h"

#include "flood_attacks.h"
#include "parts_text.h"
#include "text.h"

enum {
    LABEL = 10,        /* columns of "an hour", "caps" */
    INDENT = PART_NUMBER + 1,
    PARTS_SHOWN = 5,
    DETAILED = 40,     /* entries that are told whole */
    MEMBERS_SHOWN = 12,
};

static void name_of(struct buf *line, const struct graph *g, node_id n)
{
    esc_term(line, graph_label(g, n));
}

static void labelled(struct buf *out, const char *label, const struct buf *line)
{
    buf_fill(out, ' ', INDENT);
    buf_puts(out, label);
    buf_fill(out, ' ', LABEL - strlen(label));
    part_wrap(out, buf_str(line), INDENT + LABEL, INDENT + LABEL);
}

static void count_text(struct buf *line, amount a, const char *one, const char *many)
{
    amount_text(line, a);
    buf_printf(line, " %s", a && a <= AMOUNT_ONE ? one : many);
}

void flood_counts_text(struct buf *line, const struct load_sum *s)
{
    if (s->endless) {
        buf_puts(line, "invocations without end");
        return;
    }
    count_text(line, s->runs, "invocation", "invocations");
    if (s->messages) {
        buf_puts(line, " and ");
        count_text(line, s->messages, "message", "messages");
    }
}

/* --- One entry -------------------------------------------------------------------------------- */

static bool is_equal(const struct load_sum *a, const struct load_sum *b)
{
    return a->endless == b->endless && (a->endless || (a->runs == b->runs &&
                                                       a->messages == b->messages));
}

static const char *verb_of(enum node_kind kind)
{
    switch ((int)kind) {
    case NODE_ROUTE:
    case NODE_API:
    case NODE_FRONT:
    case NODE_AUTH:
        return "One request to ";
    case NODE_FUNCTION:
    case NODE_COMPUTE:
    case NODE_WORKFLOW:
        return "One call of ";
    case NODE_BUCKET:
    case NODE_TABLE:
    case NODE_FILES:
        return "One object or record put into ";
    default:
        return "One message to ";
    }
}

static void head_of_entry(struct buf *out, const struct flood *f, const struct flood_entry *e,
                          size_t number)
{
    const struct graph *g = flood_graph(f);
    const struct load_sum *calm = &e->sums[LOAD_VIEW_CALM], *seen = &e->sums[LOAD_VIEW_SEEN];
    const struct load_sum *most = &e->sums[LOAD_VIEW_MOST];
    struct buf line = {0};
    buf_puts(&line, verb_of(graph_node_at(g, e->node)->kind));
    name_of(&line, g, e->node);
    buf_printf(&line, " (%s) can make ", e->auth == AUTH_NONE ? "no authentication"
                                                           : auths[e->auth].name);
    if (!seen->endless && seen->runs != calm->runs)
        buf_puts(&line, "up to ");
    flood_counts_text(&line, seen);
    if (!is_equal(seen, calm)) {
        buf_puts(&line, "; ");
        flood_counts_text(&line, calm);
        buf_puts(&line, " if nothing fails");
    }
    if (!is_equal(seen, most)) {
        buf_puts(&line, "; up to ");
        flood_counts_text(&line, most);
        buf_putc(&line, ' ');
        load_guesses_text(&line, amplify_guesses(flood_amplify(f), e->node));
    }
    buf_printf(out, "\n%*zu. ", PART_NUMBER - 1, number);
    part_wrap(out, buf_str(&line), INDENT, INDENT);
    buf_release(&line);
}

static void parts_of_entry(struct buf *out, const struct flood *f, const struct flood_entry *e,
                           const struct flood_hour *h)
{
    const struct graph *g = flood_graph(f);
    struct buf line = {0};
    size_t shown = 0;
    for (size_t i = 0; i < h->part_count && shown < PARTS_SHOWN; i++) {
        const struct flood_part *p = &h->parts[i];
        if (p->node == e->node && p->times == AMOUNT_ONE)
            continue;
        buf_reset(&line);
        name_of(&line, g, p->node);
        buf_puts(&line, " ");
        if (p->times == AMOUNT_MAX)
            buf_puts(&line, "without end");
        else
            amount_text(&line, p->times);
        if (p->edge && (p->tries > 1 || p->why == ATTEMPTS_EXPIRY)) {
            buf_printf(&line, ": %s (", load_attempts_texts[p->why]);
            if (p->why == ATTEMPTS_EXPIRY)
                buf_puts(&line, "counted once");
            else
                amount_text(&line, p->tries * AMOUNT_ONE), buf_puts(&line, " times");
            part_where(&line, graph_edge_at(g, p->edge)->where);
            buf_putc(&line, ')');
        }
        labelled(out, shown++ ? "" : "of them", &line);
    }
    buf_release(&line);
}

void flood_cost_text(struct buf *line, const struct flood *f, const struct flood_entry *e,
                     const struct flood_hour *h)
{
    struct str currency = prices_currency(flood_prices(f));
    const struct load_sum *calm = &e->sums[LOAD_VIEW_CALM], *seen = &e->sums[LOAD_VIEW_SEEN];
    if (!calm->endless && calm->money != AMOUNT_MAX) {
        amount_money(line, calm->money / AMOUNT_ONE, currency);
        buf_puts(line, " each if nothing fails");
    }
    if (h->full && (seen->endless || seen->runs / AMOUNT_ONE > FLOOD_POOL_HOUR))
        buf_printf(line, "%sat worst more than an account runs in an hour: all its copies stay busy "
                   "until events expire (6 hours, 4 days in a queue)", line->len ? ", " : "");
    else if (!seen->endless && seen->money != AMOUNT_MAX)
        buf_puts(line, line->len ? ", up to " : "up to "),
            amount_money(line, seen->money / AMOUNT_ONE, currency);
}

void flood_hour_text(struct buf *line, const struct flood *f, const struct flood_entry *e,
                     const struct flood_hour *h)
{
    struct str currency = prices_currency(flood_prices(f));
    buf_printf(line, "at %ld a second ", e->rate);
    if (h->runs == AMOUNT_MAX) {
        buf_puts(line, "without end: no cap is known");
    } else {
        buf_puts(line, "up to ");
        amount_text(line, amount_times(h->runs, AMOUNT_ONE));
        buf_puts(line, " invocations");
    }
    if (h->money) {
        buf_puts(line, ", ");
        if (h->money_calm && h->money_calm < h->money)
            amount_money(line, h->money_calm, currency), buf_puts(line, " to ");
        amount_money(line, h->money, currency);
    }
    if (h->full) {
        buf_puts(line, "; with all copies busy ");
        amount_money(line, h->full, currency);
    }
}

static void money_of_entry(struct buf *out, const struct flood *f, const struct flood_entry *e,
                           const struct flood_hour *h)
{
    struct buf line = {0};
    flood_cost_text(&line, f, e, h);
    if (line.len)
        labelled(out, "cost", &line);
    buf_reset(&line);
    flood_hour_text(&line, f, e, h);
    labelled(out, "an hour", &line);
    buf_release(&line);
}

static void add_money(struct buf *line, const struct flood *f, amount money)
{
    if (!money || money == AMOUNT_MAX)
        buf_puts(line, "cost not known");
    else
        amount_money(line, money, prices_currency(flood_prices(f)));
}

static void attacks_of_entry(struct buf *out, const struct flood *f, const struct flood_entry *e)
{
    struct flood_attacks a = flood_attacks_of(f, e);
    struct buf line = {0};
    buf_puts(&line, "blast: ");
    if (a.blast_runs == AMOUNT_MAX) {
        buf_puts(&line, "no cap is known");
    } else {
        add_money(&line, f, a.blast_money);
        buf_puts(&line, " in an hour, ");
        amount_text(&line, amount_times(a.blast_runs, AMOUNT_ONE));
        buf_puts(&line, " invocations");
    }
    buf_puts(&line, "; continual inconspicuous: ");
    add_money(&line, f, a.quiet_money);
    buf_printf(&line, " in %d days at %ld a second; background chained: ", QUIET_DAYS, a.quiet_rate);
    if (a.chained == AMOUNT_MAX)
        buf_puts(&line, "without end");
    else if (!a.chained)
        buf_puts(&line, "none");
    else
        amount_text(&line, a.chained), buf_puts(&line, " of "), amount_text(&line, a.all),
            buf_puts(&line, " invocations");
    labelled(out, "attacks", &line);
    buf_release(&line);
}

void flood_caps_text(struct buf *line, const struct flood *f, const struct flood_entry *e)
{
    const struct graph *g = flood_graph(f);
    if (!e->rate_capped && !e->copies_capped)
        buf_puts(line, "none: no throttle, no quota, no reserved concurrency for all it starts");
    if (!e->rate_capped && !e->copies_capped && e->cap_count)
        buf_puts(line, "; ");
    for (size_t i = 0; i < e->cap_count; i++) {
        const struct flood_cap *c = &e->caps[i];
        buf_puts(line, i ? ", " : "");
        if (c->kind == CAP_QUOTA)
            buf_puts(line, "a quota");
        else if (c->kind == CAP_RATE && c->value)
            buf_printf(line, "%ld a second", c->value);
        else if (c->kind == CAP_RATE)
            buf_puts(line, "a limit of its rate");
        else if (c->value)
            buf_printf(line, "%ld at once", c->value);
        else
            buf_puts(line, "so many at once");
        buf_puts(line, " at ");
        name_of(line, g, c->at);
    }
}

static void caps_of_entry(struct buf *out, const struct flood *f, const struct flood_entry *e)
{
    struct buf line = {0};
    flood_caps_text(&line, f, e);
    labelled(out, "caps", &line);
    buf_release(&line);
}

static void notes_of_entry(struct buf *out, const struct flood_entry *e)
{
    unsigned flags = e->sums[LOAD_VIEW_SEEN].flags;
    struct buf line = {0};
    if (flags & LOAD_MANY)
        buf_puts(&line, "a list in the input decides how often a part of it runs: counted once. ");
    if (flags & LOAD_EXPIRY)
        buf_puts(&line, "a stream tries what fails until it expires: counted once. ");
    if (flags & LOAD_STOPPED)
        buf_puts(&line, "it goes round in a loop that the provider stops, see below. ");
    if (line.len)
        labelled(out, "note", &(struct buf){line.ptr, line.len - 1, line.cap});
    buf_release(&line);
}

static void entry_text(struct buf *out, const struct flood *f, const struct flood_entry *e,
                       size_t number)
{
    head_of_entry(out, f, e, number);
    if (number <= DETAILED) {
        struct flood_hour h = flood_hour(f, e);
        parts_of_entry(out, f, e, &h);
        money_of_entry(out, f, e, &h);
        flood_hour_free(&h);
        attacks_of_entry(out, f, e);
    }
    caps_of_entry(out, f, e);
    notes_of_entry(out, e);
}

/* --- Loops ------------------------------------------------------------------------------------ */

void flood_cycle_text(struct buf *line, const struct load_graph *g, const struct load_loop *l)
{
    node_id last = 0;
    for (size_t i = 0; i < l->cycle_count && i < MEMBERS_SHOWN; i++) {
        node_id n = g->node[g->arcs[l->cycle[i]].from];
        if (n != last)
            name_of(line, g->graph, n), buf_puts(line, " -> ");
        last = n;
    }
    if (l->cycle_count > MEMBERS_SHOWN)
        buf_puts(line, "... -> ");
    if (l->cycle_count) {
        name_of(line, g->graph, g->node[g->arcs[l->cycle[0]].from]);
        return;
    }
    for (size_t i = 0; i < l->member_count && i < MEMBERS_SHOWN; i++) {
        buf_puts(line, i ? ", " : "among ");
        name_of(line, g->graph, g->node[l->members[i]]);
    }
}

void flood_loop_text(struct buf *line, const struct load_graph *g, const struct load_loop *l)
{
    if (l->class == LOOP_BOUNDED) {
        buf_puts(line, "dies out: each round is smaller than the one before");
    } else if (l->class == LOOP_PACED) {
        const struct load_arc *first = &g->arcs[l->cycle[0]];
        buf_puts(line, "paced: ");
        name_of(line, g->graph, g->node[first->to]);
        buf_puts(line, " runs no more often for it: what comes back waits in ");
        name_of(line, g->graph, g->node[first->from]);
        buf_puts(line, " until it is fetched");
        part_where(line, graph_edge_at(g->graph, first->edge)->where);
    } else if (l->class == LOOP_STOPPED) {
        buf_printf(line, "stopped by the provider: Lambda ends a lineage at the %dth run of a "
                   "function, where its SDK passes the trace on", LOOP_DEPTH);
    } else if (l->open) {
        const struct edge *e = graph_edge_at(g->graph, g->arcs[l->open - 1].edge);
        buf_puts(line, "unbounded: no provider follows what goes from ");
        name_of(line, g->graph, g->node[g->arcs[l->open - 1].from]);
        buf_puts(line, " to ");
        name_of(line, g->graph, g->node[g->arcs[l->open - 1].to]);
        part_where(line, e->where);
    } else {
        buf_puts(line, "unbounded: ");
        if (l->allows)
            name_of(line, g->graph, l->allows), buf_puts(line, " is allowed to go round "
                                                         "(RecursiveLoop: Allow)");
        else
            buf_puts(line, "it passes nothing that would stop it");
    }
    uint32_t asked = load_loop_asks(g, l);
    if (asked) {
        buf_puts(line, "; possible only: the caller chooses the address that ");
        name_of(line, g->graph, g->node[g->arcs[asked - 1].from]);
        buf_puts(line, " asks, and may choose this one");
    } else if (l->view == LOAD_VIEW_MOST)
        buf_puts(line, "; possible only: policies, names of objects or addresses would let it, the "
                 "code was not seen to");
    else if (l->class != LOOP_BOUNDED && !l->calm)
        buf_puts(line, "; only what fails goes round");
    if (l->undecided)
        buf_puts(line, "; its gain is too near to 1 to tell, so it counts as unbounded");
}

static void loops_text(struct buf *out, const struct flood *f)
{
    const struct load_graph *g = amplify_graph(flood_amplify(f));
    size_t count = amplify_loop_count(flood_amplify(f));
    struct buf line = {0};
    buf_puts(out, "\nloops ");
    if (!count)
        buf_puts(out, "none\n");
    else
        buf_printf(out, "%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        const struct load_loop *l = amplify_loop(flood_amplify(f), i);
        buf_reset(&line);
        flood_cycle_text(&line, g, l);
        buf_printf(out, "\n%*zu. ", PART_NUMBER - 1, i + 1);
        part_wrap(out, buf_str(&line), INDENT, INDENT);
        buf_reset(&line);
        flood_loop_text(&line, g, l);
        buf_fill(out, ' ', INDENT);
        part_wrap(out, buf_str(&line), INDENT, INDENT + 2);
    }
    buf_release(&line);
}

/* --- The whole answer ------------------------------------------------------------------------- */

/* Where the prices are from: those of the clouds that run code here. */
static void add_regions(struct buf *line, const struct flood *f)
{
    const struct graph *g = flood_graph(f);
    bool azure = false, other = false;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, n);
        bool runs = node->kind == NODE_FUNCTION && !node->external;
        azure = azure || (runs && str_is(node->provider, "azure"));
        other = other || (runs && !str_is(node->provider, "azure"));
    }
    if (other || !azure)
        esc_term(line, prices_of(flood_prices(f), PRICE_LAMBDA_REQUEST)->region);
    if (azure) {
        buf_puts(line, other ? " and " : "");
        esc_term(line, prices_of(flood_prices(f), PRICE_AZURE_RUN)->region);
    }
}

static void head_text(struct buf *out, const struct flood *f)
{
    struct buf line = {0};
    struct str first, last;
    prices_months(flood_prices(f), &first, &last);
    buf_puts(&line, "list prices of ");
    esc_term(&line, first);
    if (!str_eq(first, last))
        buf_puts(&line, " to "), esc_term(&line, last);
    buf_puts(&line, ", ");
    add_regions(&line, f);
    buf_printf(&line, ", first tier, no free tier; a run is %d ms, or the timeout where it fails, with %d bytes "
               "of log", FLOOD_RUN_MS, FLOOD_LOG_BYTES);
    buf_puts(out, "cost  ");
    part_wrap(out, buf_str(&line), 6, 6);
    buf_puts(out, "caps  what a template says; the alarm of a budget is none\n");
    buf_release(&line);
}

static void uncapped_text(struct buf *out, const struct flood *f)
{
    struct buf line = {0};
    size_t count = 0;
    for (size_t i = 0; i < flood_count(f); i++) {
        const struct flood_entry *e = flood_at(f, i);
        if (e->level == FLOOD_NOTHING || e->rate_capped || e->copies_capped)
            continue;
        buf_puts(&line, count++ ? ", " : "");
        name_of(&line, flood_graph(f), e->node);
    }
    if (count) {
        buf_puts(out, "\nno cap at all: ");
        part_wrap(out, buf_str(&line), 15, INDENT);
    }
    buf_release(&line);
}

void flood_text(struct buf *out, const struct flood *f)
{
    size_t number = 0, nothing = 0;
    head_text(out, f);
    for (size_t i = 0; i < flood_count(f); i++) {
        if (flood_at(f, i)->level == FLOOD_NOTHING)
            nothing++;
        else
            entry_text(out, f, flood_at(f, i), ++number);
    }
    if (!number)
        buf_puts(out, "\nno entry of the internet starts anything\n");
    if (nothing) {
        buf_putc(out, '\n');
        part_plural(out, nothing, "entry starts", "entries start");
        buf_puts(out, " nothing\n");
    }
    uncapped_text(out, f);
    loops_text(out, f);
}
