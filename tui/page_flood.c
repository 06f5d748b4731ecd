/* SPDX-License-Identifier: MIT */
#include "page_flood.h"

#include "flood_out.h"

enum { FLOOD_UNASKED = 20000 }; /* nodes: beyond, those of one node take the time of a key; :flood asks */

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
    if (!x->flood && (x->flood_sought || graph_node_count(x->graph) <= FLOOD_UNASKED))
        inquiry_ask(x, INQUIRY_FLOOD, 0);
    if (!x->flood && x->options.patient)
        inquiry_wait(x, INQUIRY_FLOOD);
    return x->flood;
}

static bool is_member(const struct load_graph *g, const struct load_loop *l, node_id n)
{
    for (size_t i = 0; i < l->member_count; i++) {
        if (g->node[l->members[i]] == n)
            return true;
    }
    return false;
}

static bool in_loop(const struct amplify *a, node_id n)
{
    for (size_t i = 0; i < amplify_loop_count(a); i++) {
        if (is_member(amplify_graph(a), amplify_loop(a, i), n))
            return true;
    }
    return false;
}

static void loop_fields(struct page *p, int width, const struct amplify *a, node_id n)
{
    const struct load_graph *g = amplify_graph(a);
    struct buf text = {0};

    for (size_t i = 0; i < amplify_loop_count(a); i++) {
        const struct load_loop *l = amplify_loop(a, i);
        if (!is_member(g, l, n))
            continue;
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
static void money_fields(struct page *p, int width, const struct flood *f,
                         const struct flood_entry *e)
{
    struct flood_hour hour = flood_hour(f, e);
    struct buf text = {0};

    flood_cost_text(&text, f, e, &hour);
    if (e->sums[LOAD_VIEW_SEEN].money) /* 0: nothing of it has a price in the table */
        page_field(p, width, "cost", &text, ROLE_VALUE);
    buf_reset(&text);
    flood_hour_text(&text, f, e, &hour);
    page_field(p, width, "an hour", &text, hour.runs == AMOUNT_MAX ? ROLE_FINDING_MED : ROLE_VALUE);
    flood_hour_free(&hour);
    buf_release(&text);
}

void page_flood(struct explorer *x, struct page *page, node_id n, int width)
{
    const struct flood *f = flood_of_session(x);
    const struct flood_entry *entry = f ? flood_of(f, n) : NULL;
    const struct amplify *a = f ? flood_amplify(f) : NULL;
    struct load_sum seen, calm;
    struct buf text = {0};

    if (!f && graph_node_count(x->graph) > FLOOD_UNASKED && !inquiry_busy(x, INQUIRY_FLOOD)) {
        page_line(page, no_target);
        page_line(page, no_target);
        page_puts(page, FLOOD_HEADING, ROLE_TITLE);
        page_puts(page, " of a system of this size: :flood", ROLE_HINT);
    }
    if (!f)
        return;
    seen = amplify_of(a, LOAD_VIEW_SEEN, n);
    calm = amplify_of(a, LOAD_VIEW_CALM, n);
    if (!entry && !in_loop(a, n) && !seen.endless &&
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
        money_fields(page, width, f, entry);
    }
    loop_fields(page, width, a, n);
    buf_release(&text);
}
