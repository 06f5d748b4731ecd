/* SPDX-License-Identifier: MIT */
#include "page_flood.h"

#include "flood_out.h"
#include "mem.h"

static const struct page_target no_target = {0};

struct flood_job {
    const struct graph *graph;
    struct prices *prices;
    struct flood *flood;
};

static void fill(struct explorer *x, void *job)
{
    ((struct flood_job *)job)->graph = x->graph;
}

static void work(void *job)
{
    struct flood_job *j = job;
    struct flood_question q = {0};

    q.prices = j->prices = prices_new();
    j->flood = flood_build(j->graph, &q);
}

static void take(struct explorer *x, void *job)
{
    struct flood_job *j = job;

    x->flood = j->flood;
    x->prices = j->prices;
    j->flood = NULL;
    j->prices = NULL;
    x->selected++; /* the details know more now */
}

static void drop(void *job)
{
    struct flood_job *j = job;

    flood_free(j->flood);
    prices_free(j->prices);
}

const struct inquiry_kind inquiry_flood = {
    .doing = "reckoning floods...",
    .job_size = sizeof(struct flood_job),
    .fill = fill,
    .work = work,
    .take = take,
    .drop = drop,
};

static const struct flood *flood_of_session(struct explorer *x)
{
    if (!x->flood)
        inquiry_ask(x, INQUIRY_FLOOD, 0);
    if (!x->flood && x->options.patient)
        inquiry_wait(x, INQUIRY_FLOOD);
    return x->flood;
}

/* --- An hour at one entry ------------------------------------------------------------------------- */

struct flood_hour_at {
    const struct flood *flood;
    node_id node;
    bool known;
    struct flood_hour hour; /* without its parts */
};

static void fill_hour(struct explorer *x, void *job)
{
    *(struct flood_hour_at *)job = *x->flood_hour;
}

static void work_hour(void *job)
{
    struct flood_hour_at *j = job;
    struct flood_hour hour = flood_hour(j->flood, flood_of(j->flood, j->node));

    j->hour = hour;
    j->hour.parts = NULL;
    j->known = true;
    flood_hour_free(&hour);
}

static void take_hour(struct explorer *x, void *job)
{
    *x->flood_hour = *(struct flood_hour_at *)job;
    x->selected++;
}

static void drop_hour(void *job)
{
    (void)job; /* it has nothing of its own */
}

const struct inquiry_kind inquiry_hour = {
    .doing = "reckoning an hour...",
    .job_size = sizeof(struct flood_hour_at),
    .fill = fill_hour,
    .work = work_hour,
    .take = take_hour,
    .drop = drop_hour,
};

static const struct flood_hour_at *hour_of(struct explorer *x, node_id n)
{
    if (!x->flood_hour)
        x->flood_hour = mem_zalloc(1, sizeof *x->flood_hour);
    if (x->flood_hour->node != n)
        *x->flood_hour = (struct flood_hour_at){.flood = x->flood, .node = n};
    if (!x->flood_hour->known)
        inquiry_ask(x, INQUIRY_HOUR, n);
    if (!x->flood_hour->known && x->options.patient)
        inquiry_wait(x, INQUIRY_HOUR);
    return x->flood_hour;
}

/* --- The page ------------------------------------------------------------------------------------- */

static void loop_fields(struct page *p, int width, const struct amplify *a, node_id n)
{
    const struct load_graph *g = amplify_graph(a);
    struct load_loops own = amplify_loops_of(a, n);
    struct buf text = {0};

    for (size_t i = 0; i < own.count; i++) {
        const struct load_loop *l = amplify_loop(a, own.ids[i]);
        flood_cycle_text(&text, g, l);
        page_field(p, width, "loop", &text, ROLE_VALUE);
        flood_loop_text(&text, g, l);
        page_field(p, width, "", &text,
              l->class == LOOP_UNBOUNDED ? ROLE_FINDING_HIGH : ROLE_FINDING_MED);
    }
    buf_release(&text);
}

static void sum_fields(struct page *p, int width, const struct load_sum *seen,
                       const struct load_sum *calm)
{
    bool same = calm->endless == seen->endless && calm->runs == seen->runs &&
                calm->messages == seen->messages;
    struct buf text = {0};

    buf_puts(&text, same ? "" : "up to ");
    flood_counts_text(&text, seen);
    page_field(p, width, "makes", &text, seen->endless ? ROLE_FINDING_HIGH : ROLE_VALUE);
    if (!same) {
        flood_counts_text(&text, calm);
        buf_puts(&text, " if nothing fails");
        page_field(p, width, "", &text, ROLE_VALUE);
    }
    if (!seen->endless && seen->flags & (LOAD_MANY | LOAD_EXPIRY)) {
        buf_puts(&text, "what the input or an expiry decides is counted once");
        page_field(p, width, "", &text, ROLE_DIM);
    }
    buf_release(&text);
}

/* By the built-in table of list prices. */
static void money_fields(struct explorer *x, struct page *p, int width, const struct flood_entry *e)
{
    const struct flood_hour_at *at = hour_of(x, e->node);
    const struct flood *f = x->flood;
    struct buf text = {0};

    if (!at->known) {
        buf_puts(&text, inquiry_busy(x, INQUIRY_HOUR) ? "..." : "not reckoned: it was stopped");
        page_field(p, width, "an hour", &text, ROLE_DIM);
        buf_release(&text);
        return;
    }
    flood_cost_text(&text, f, e, &at->hour);
    if (e->sums[LOAD_VIEW_SEEN].money) /* 0: nothing of it has a price in the table */
        page_field(p, width, "cost", &text, ROLE_VALUE);
    buf_reset(&text);
    flood_hour_text(&text, f, e, &at->hour);
    page_field(p, width, "an hour", &text,
               at->hour.runs == AMOUNT_MAX ? ROLE_FINDING_MED : ROLE_VALUE);
    buf_release(&text);
}

void page_flood(struct explorer *x, struct page *page, node_id n, int width)
{
    const struct flood *f = flood_of_session(x);
    const struct flood_entry *entry = f ? flood_of(f, n) : NULL;
    const struct amplify *a = f ? flood_amplify(f) : NULL;
    struct load_sum seen, calm;
    struct buf text = {0};

    if (!f)
        return;
    seen = amplify_of(a, LOAD_VIEW_SEEN, n);
    calm = amplify_of(a, LOAD_VIEW_CALM, n);
    if (!entry && !amplify_loops_of(a, n).count && !seen.endless &&
        amount_add(seen.runs, seen.messages) <= AMOUNT_ONE)
        return;
    page_line(page, no_target);
    page_line(page, no_target);
    page_puts(page, FLOOD_HEADING, ROLE_TITLE);
    page_puts(page, entry ? " of one request" : " of one event", ROLE_HINT);
    if (x->trials.count) {
        buf_puts(&text, "of the system without what is tried on paper");
        page_field(page, width, "what if", &text, ROLE_FINDING_MED);
    }
    sum_fields(page, width, &seen, &calm);
    if (entry) {
        flood_caps_text(&text, f, entry);
        page_field(page, width, "caps", &text,
              entry->rate_capped || entry->copies_capped ? ROLE_VALUE : ROLE_FINDING_MED);
        money_fields(x, page, width, entry);
    }
    loop_fields(page, width, a, n);
    buf_release(&text);
}
