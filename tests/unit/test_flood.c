/* SPDX-License-Identifier: MIT */
/* flood.c and prices.c: figures of money worked out by hand, caps, entries, tables of prices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "flood.h"
#include "flood_attacks.h"
#include "flood_out.h"
#include "graph_yaml.h"
#include "tiny_graph.h"

#define AWS "provider=aws"

struct asked {
    struct graph *g;
    struct prices *prices;
    struct flood *f;
};

static struct asked ask_graph(struct graph *g, long rate)
{
    struct asked a = {.g = g, .prices = prices_new()};
    const struct flood_question q = {.prices = a.prices, .rate = rate};
    struct buf why = {0};
    a.f = flood_build(a.g, &q);
    if (!amplify_check(flood_amplify(a.f), &why))
        fail_msg("%s", why.ptr);
    buf_release(&why);
    return a;
}

static struct asked ask(const char *text, long rate)
{
    return ask_graph(tiny_graph(text), rate);
}

static void done(struct asked *a)
{
    flood_free(a->f);
    prices_free(a->prices);
    graph_free(a->g);
}

static void expect_money(amount pico, const char *want)
{
    struct buf b = {0};
    amount_money(&b, pico, STR("USD"));
    assert_string_equal(b.ptr, want);
    buf_release(&b);
}

static const char all_copies[] =
    "faasmap: 1\nnodes:\n  - {id: a, kind: api, provider: aws, type: 'AWS::ApiGateway::RestApi'}\n"
    "  - {id: r, kind: route, provider: aws}\n"
    "  - {id: f, kind: function, provider: aws, attributes: {memory-size: 1024, timeout: 3}}\n"
    "edges:\n  - {kind: exposes, from: internet, to: r, auth: none}\n"
    "  - {kind: routes, from: a, to: r}\n  - {kind: invokes, from: r, to: f}\n";

/* 1 GB, 100 ms, 1000 at once behind a REST API: 36 million runs an hour are $60.00 of compute, $7.20
 * of requests, $18.00 of logs (1 KB each) and $126.00 of the gateway. */
static void test_an_hour_of_all_copies(void **state)
{
    (void)state;
    struct asked a = ask_graph(graph_of_yaml(all_copies), 20000);
    assert_int_equal(flood_count(a.f), 1);
    const struct flood_entry *e = flood_at(a.f, 0);
    struct flood_hour h = flood_hour(a.f, e);
    expect_money(h.full, "$211.20");
    assert_true(h.runs == (amount)36000000);
    expect_money(h.money, "$211.20");
    /* A million requests: 3.50 for the gateway, 0.20 + 0.50 (log) + 1.66667 (0.1 GB-s). */
    expect_money(e->sums[LOAD_VIEW_CALM].money / AMOUNT_ONE * 1000000, "$5.87");
    /* At worst each runs into its timeout of 3 s: 50.0001 instead of 1.66667. */
    expect_money(e->sums[LOAD_VIEW_SEEN].money / AMOUNT_ONE * 1000000, "$54.20");
    flood_hour_free(&h);
    done(&a);
}

/* The same entry, as the three attacks see it: a blast is an hour of all copies; 2,592,000 requests at
 * $5.87 a million go by unseen in a month; nothing goes on behind. */
static void test_attacks(void **state)
{
    (void)state;
    struct asked a = ask_graph(graph_of_yaml(all_copies), 100);
    struct flood_attacks x = flood_attacks_of(a.f, flood_at(a.f, 0));
    assert_int_equal(x.blast_rate, FLOOD_RATE_MAX);
    assert_true(x.blast_runs == (amount)36000000);
    expect_money(x.blast_money, "$211.20");
    assert_int_equal(x.quiet_rate, 1);
    expect_money(x.quiet_money, "$15.21");
    assert_true(x.chained == 0 && x.all == AMOUNT_ONE);
    done(&a);

    /* A throttle bounds the blast: 10 a second are 36,000 an hour. f is called, and calls g; what the
     * topic starts is behind; h is both, and is called. */
    a = ask("actor internet\nroute r " AWS " limit='throttle 10/s'\nfunction f " AWS "\n"
            "function g " AWS "\nfunction h " AWS "\nfunction k " AWS "\ntopic t " AWS "\n"
            "internet -exposes-> r auth=none\nr -invokes-> f sync=true\nf -invokes-> g sync=true\n"
            "f -invokes-> h sync=true\nf -writes-> t\nt -triggers-> k\nt -triggers-> h\n", 100);
    const struct flood_entry *e = flood_of(a.f, tiny_node(a.g, "r"));
    struct flood_hour hour = flood_hour(a.f, e);
    amount behind = 0, all = 0;
    for (size_t i = 0; i < hour.part_count; i++) {
        if (graph_node_at(a.g, hour.parts[i].node)->kind != NODE_FUNCTION)
            continue;
        all += hour.parts[i].times;
        behind += hour.parts[i].node == tiny_node(a.g, "k") ? hour.parts[i].times : 0;
    }
    flood_hour_free(&hour);
    x = flood_attacks_of(a.f, e);
    assert_int_equal(x.blast_rate, 10);
    assert_true(x.blast_runs == all / AMOUNT_ONE * 36000);
    assert_true(behind >= AMOUNT_ONE && x.chained == behind && x.all == all);
    done(&a);

    /* A queue that feeds itself goes on without end; a platform without a pool has no cap. */
    a = ask("actor internet\nroute r\nfunction f\nfunction k\nqueue q\n"
            "internet -exposes-> r auth=none\nr -invokes-> f\nf -writes-> q\nq -triggers-> k\n"
            "k -writes-> q\n", 100);
    struct buf out = {0}, json = {0};
    x = flood_attacks_of(a.f, flood_at(a.f, 0));
    assert_true(x.chained == AMOUNT_MAX && x.blast_runs == AMOUNT_MAX && x.blast_money == 0);
    flood_text(&out, a.f);
    flood_json(&json, a.f);
    assert_non_null(strstr(out.ptr, "blast: no cap is known; continual inconspicuous: "));
    assert_non_null(strstr(out.ptr, "background chained: without end"));
    assert_non_null(strstr(json.ptr, "\"blast\": {\"rate\": 10000000, \"runs\": null}"));
    assert_non_null(strstr(json.ptr, "\"background_chained\": {\"runs\": null, \"of\": null}"));
    buf_release(&out);
    buf_release(&json);
    done(&a);
}

/* A cap that is low makes an hour cheap; the limit of concurrency is not a limit of money: it gives
 * a figure of its own. */
static void test_caps_bound_the_hour(void **state)
{
    (void)state;
    struct asked a = ask("route r " AWS " limit='throttle 10/s'\nroute s " AWS "\nroute u " AWS "\n"
                         "function f " AWS "\nfunction g " AWS " reserved=5 limit='concurrency 5'\n"
                         "actor internet\ninternet -exposes-> r auth=none\n"
                         "internet -exposes-> s auth=none\ninternet -exposes-> u auth=none\n"
                         "r -invokes-> f\ns -invokes-> g\nu -invokes-> f\nu -invokes-> g", 1000);
    const struct flood_entry *r = flood_of(a.f, tiny_node(a.g, "r"));
    const struct flood_entry *s = flood_of(a.f, tiny_node(a.g, "s"));
    const struct flood_entry *u = flood_of(a.f, tiny_node(a.g, "u"));
    assert_true(r->rate_capped && !r->copies_capped && r->rate == 10);
    assert_true(!s->rate_capped && s->copies_capped && s->rate == 1000);
    assert_true(!u->rate_capped && !u->copies_capped && u->cap_count == 1);
    struct flood_hour h = flood_hour(a.f, r);
    assert_true(h.runs == (amount)36000);
    flood_hour_free(&h);
    h = flood_hour(a.f, s);
    assert_true(h.runs == (amount)5 * 36000); /* 5 at once, ten a second each */
    assert_true(h.full > 0);
    struct flood_hour all = flood_hour(a.f, u);
    assert_true(all.full > h.full);
    flood_hour_free(&h);
    flood_hour_free(&all);
    done(&a);
}

static const struct entry_case {
    const char *text;
    enum flood_level level; /* of node x; FLOOD_LEVEL_COUNT: it is no entry */
    bool rate, copies;
} entries[] = {
    {"route x\nfunction f\nactor internet\ninternet -exposes-> x\nx -invokes-> f", FLOOD_NONE, 0, 0},
    {"route x\nactor internet\ninternet -exposes-> x", FLOOD_NOTHING, 0, 0},
    {"route x preflight=true\nfunction f\nactor internet\ninternet -exposes-> x\nx -invokes-> f",
     FLOOD_LEVEL_COUNT, 0, 0},
    {"api x\nroute r\nfunction f\nactor internet\ninternet -exposes-> x\nx -routes-> r\n"
     "r -invokes-> f", FLOOD_LEVEL_COUNT, 0, 0},
    {"api x\nfunction f\nactor internet\ninternet -exposes-> x\nx -invokes-> f", FLOOD_NONE, 0, 0},
    {"function x\nroute r\nactor internet\ninternet -exposes-> x via=r", FLOOD_LEVEL_COUNT, 0, 0},
    {"route x\nfunction f\nactor internet\ninternet -exposes-> x auth=private\nx -invokes-> f",
     FLOOD_LEVEL_COUNT, 0, 0},
    {"route x\nfunction f\nactor team role=operator\nteam -exposes-> x\nx -invokes-> f",
     FLOOD_LEVEL_COUNT, 0, 0},
    /* A bucket that may be read only starts nothing; one that may be written does. */
    {"bucket x\nfunction f\nactor internet\ninternet -exposes-> x ops=read\nx -triggers-> f",
     FLOOD_LEVEL_COUNT, 0, 0},
    {"bucket x\nfunction f\nactor internet\ninternet -exposes-> x ops=read,write\nx -triggers-> f",
     FLOOD_NONE, 0, 0},
    {"topic x " AWS "\nfunction f " AWS "\nactor internet\ninternet -exposes-> x\nx -triggers-> f",
     FLOOD_LINEAR, 0, 0},
    {"queue x " AWS "\nfunction f " AWS "\nactor internet\ninternet -exposes-> x\nx -triggers-> f",
     FLOOD_EXPLOSIVE, 0, 0},
    {"queue x " AWS "\nfunction f " AWS "\nactor internet\ninternet -exposes-> x\n"
     "x -triggers-> f limit=5", FLOOD_EXPLOSIVE, 0, 1},
    {"queue x " AWS " visibility-timeout=3600\nfunction f " AWS "\nactor internet\n"
     "internet -exposes-> x\nx -triggers-> f", FLOOD_BURST, 0, 0},
    {"function x\nactor internet\ninternet -exposes-> x\nx -invokes-> x", FLOOD_ENDLESS, 0, 0},
    {"function x " AWS "\nactor internet\ninternet -exposes-> x\nx -invokes-> x", FLOOD_STOPPED, 0,
     0},
    /* An app's limit of instances holds for what it runs; one of two functions is not enough. */
    {"route x\nfunction f\napp a limit='at most 5 instances'\nactor internet\n"
     "internet -exposes-> x\nx -invokes-> f\nf -hosted-by-> a", FLOOD_NONE, 0, 1},
    {"route x\nfunction f limit=5\nfunction g\nactor internet\ninternet -exposes-> x\n"
     "x -invokes-> f\nx -invokes-> g", FLOOD_LINEAR, 0, 0},
    /* The alarm of a budget is no cap, whatever it says of limits. */
    {"route x\nfunction f\nservice budget limit='7 dollars'\nactor internet\n"
     "internet -exposes-> x\nx -invokes-> f\nf -logs-to-> budget", FLOOD_NONE, 0, 0},
};

static void test_entries(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(entries); i++) {
        const struct entry_case *c = &entries[i];
        struct asked a = ask(c->text, 0);
        const struct flood_entry *e = flood_of(a.f, tiny_node(a.g, "x"));
        if (!e != (c->level == FLOOD_LEVEL_COUNT))
            fail_msg("%s entry\n%s", e ? "an" : "no", c->text);
        if (e && (e->level != c->level || e->rate_capped != c->rate || e->copies_capped != c->copies))
            fail_msg("level %s, rate %d, copies %d\n%s", flood_level_names[e->level],
                     (int)e->rate_capped, (int)e->copies_capped, c->text);
        done(&a);
    }
}

/* The text says the figure in plain words, and the same input gives the same bytes. */
static void test_text(void **state)
{
    (void)state;
    struct asked a = ask("route r " AWS "\nfunction f " AWS "\nqueue q " AWS "\nfunction g " AWS "\n"
                         "queue d " AWS "\nactor internet\ninternet -exposes-> r auth=none\n"
                         "r -invokes-> f\nf -writes-> q\nq -triggers-> g\n"
                         "q -deadletters-> d max-receive=1259", 0);
    struct buf out = {0}, again = {0}, json = {0};
    flood_text(&out, a.f);
    flood_text(&again, a.f);
    flood_json(&json, a.f);
    assert_non_null(strstr(out.ptr, "One request to r (no authentication) can make up to 1,260 "
                                    "invocations and 2"));
    assert_non_null(strstr(out.ptr, "no cap at all: r"));
    assert_non_null(strstr(json.ptr, "\"runs\": 1260"));
    assert_string_equal(out.ptr, again.ptr);
    buf_release(&out);
    buf_release(&again);
    buf_release(&json);
    done(&a);
}

/* The text says where its prices are from: the clouds whose code runs here. */
static void test_regions(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"function f " AWS, "2024-12, us-east-1, first tier, no free tier"},
        {"function f provider=azure", "2024-12, eastus, first tier, no free tier"},
        {"function f provider=azure\nfunction g " AWS, "2024-12, us-east-1 and eastus, first tier"},
        {"queue q", "2024-12, us-east-1, first tier, no free tier"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct asked a = ask(cases[i].text, 0);
        struct buf out = {0};
        flood_text(&out, a.f);
        if (!strstr(out.ptr, cases[i].want))
            fail_msg("no %s in\n%s", cases[i].want, out.ptr);
        buf_release(&out);
        done(&a);
    }
}

/* --- Prices ------------------------------------------------------------------------------------ */

#define ROW(price, per) "aws-lambda-request\t" price "\t" per "\trequest\tUSD\teu-central-1\t2026-11\tx\n"
static const struct {
    const char *text, *message; /* NULL: it is good */
    unsigned line, col;
} tables[] = {
    {ROW("0.40", "1000000"), NULL, 0, 0},
    {"# a comment\n\n" ROW("1", "1"), NULL, 0, 0},
    {"aws-lambda-request\t0.40\t1000000\trequest\tUSD\teu\t2026-11\tx\r\n", NULL, 0, 0},
    {"\n" ROW("0,40", "1000000"), "a price is a number such as 0.20, with at most 12 decimals", 2, 20},
    {ROW("-1", "1"), "a price is a number such as 0.20, with at most 12 decimals", 1, 20},
    {ROW("0.1234567890123", "1"), "a price is a number such as 0.20, with at most 12 decimals", 1,
     20},
    {ROW("1", "0"), "per so many: a number above 0", 1, 22},
    {"aws-lambda-requests\t1\t1\tx\tUSD\tx\t2026-11\tx\n",
     "no item has this name; did you mean aws-lambda-request", 1, 1},
    {"aws-lambda-request\t1\t1\tx\tUSD\tx\t2026-13\tx\n", "the month of a price is written YYYY-MM", 1,
     32},
    {"aws-lambda-request\t1\t1\tx\tDollar\tx\t2026-11\tx\n", "a currency has three letters", 1, 26},
    {"aws-lambda-request\t1\n", "a row has eight columns: item, price, per, unit, currency, region, "
     "month, source", 1, 1},
    {"aws-lambda-request\t1\t1\tx\tEUR\tx\t2026-11\tx\n", "prices of two currencies cannot be added: a "
     "table in another one gives every item", 0, 1},
};

static void test_tables_of_prices(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(tables); i++) {
        struct prices *p = prices_new();
        struct diags *diags = diags_new();
        bool good = prices_read(p, str_from(tables[i].text), STR("own.tsv"), diags);
        assert_int_equal(good, !tables[i].message);
        assert_int_equal(diags_count(diags), tables[i].message != NULL);
        if (tables[i].message) {
            const struct diag *d = diags_at(diags, 0);
            assert_int_equal(d->text.len, strlen(tables[i].message));
            assert_memory_equal(d->text.ptr, tables[i].message, d->text.len);
            assert_int_equal(d->where.line, tables[i].line);
            assert_int_equal(d->where.col, tables[i].col);
        }
        diags_free(diags);
        prices_free(p);
    }
}

/* Of every item there is a price, of a month and from somewhere; first tiers as published. */
static void test_built_in_prices(void **state)
{
    (void)state;
    struct prices *p = prices_new();
    for (int i = 0; i < PRICE_COUNT; i++) {
        const struct price_row *row = prices_of(p, (enum price_item)i);
        assert_true(row->pico > 0 && row->as_of.len == 7 && row->source.len > 0);
    }
    /* 100,000 requests of 350 ms with 128 MB: $0.02 and $0.07. */
    amount requests = prices_of(p, PRICE_LAMBDA_REQUEST)->pico * 100000;
    amount compute = prices_of(p, PRICE_LAMBDA_SECOND)->pico * 100000 * 350 * 128 / 1000 / 1024;
    expect_money(requests, "$0.02");
    expect_money(compute, "$0.07");
    prices_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_hour_of_all_copies),
        cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_caps_bound_the_hour),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_tables_of_prices),
        cmocka_unit_test(test_built_in_prices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
