/* SPDX-License-Identifier: MIT */
/* command_flood.c - what a stranger can make the system do, and what it costs. */
#include <fcntl.h>

#include "commands.h"
#include "filter.h"
#include "flood_out.h"
#include "output.h"
#include "read.h"

/* --prices FILE over the built-in table; false: said already, *code says how to end. */
static bool read_prices(const struct cli *cli, struct prices *prices, int *code)
{
    struct str path = cli_text(cli, OPT_PRICES);
    if (!cli_has(cli, OPT_PRICES))
        return true;
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .named = true,
                                     .file = str_is(path, "-") ? STR("stdin") : path};
    struct diags *diags = diags_new();
    struct buf text = {0};
    bool good = read_load(&place, diags, &text) &&
                prices_read(prices, buf_str(&text), place.file, diags);
    output_diags(diags, false);
    diags_free(diags);
    buf_release(&text);
    *code = EXIT_INPUT;
    return good;
}

static bool read_rate(const struct cli *cli, long *rate)
{
    *rate = 0;
    if (!cli_has(cli, OPT_RATE) || (str_to_long(cli_text(cli, OPT_RATE), rate) && *rate >= 1 &&
                                    *rate <= FLOOD_RATE_MAX))
        return true;
    output_error("--rate takes a whole number from 1 to %d", FLOOD_RATE_MAX);
    return false;
}

static bool takes(void *arg, node_id n)
{
    return filter_test(arg, n);
}

static int answer(const struct cli *cli, const struct graph *g, const struct flood_question *q,
                  bool json)
{
    struct flood *f = flood_build(g, q);
    struct buf out = {0}, why = {0};
    int code;
    if (cli_has(cli, OPT_VERIFY) && !amplify_check(flood_amplify(f), &why)) {
        code = commands_refuted(&why);
    } else {
        if (json)
            flood_json(&out, f);
        else
            flood_text(&out, f);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&why);
    flood_free(f);
    return code;
}

/* --entry FILTER, then the answer. */
static int ask(const struct cli *cli, const struct graph *g, struct flood_question *q, bool json)
{
    if (!cli_has(cli, OPT_ENTRY))
        return answer(cli, g, q, json);
    struct buf error = {0};
    struct exposure *x = exposure_build(g);
    struct filter *filter = filter_compile(g, x, NULL, cli_text(cli, OPT_ENTRY), &error, NULL);
    int code = EXIT_USAGE;
    if (filter) {
        q->takes = takes;
        q->arg = filter;
        code = answer(cli, g, q, json);
    } else {
        output_error("--entry: %s", error.ptr ? error.ptr : "");
    }
    filter_free(filter);
    exposure_free(x);
    buf_release(&error);
    return code;
}

int command_flood(const struct cli *cli)
{
    struct flood_question q = {0};
    bool json;
    int code = EXIT_USAGE;
    if (!commands_wants_json(cli, &json) || !read_rate(cli, &q.rate))
        return EXIT_USAGE;
    struct prices *prices = prices_new();
    q.prices = prices;
    if (read_prices(cli, prices, &code)) {
        struct graph *g = commands_open(cli);
        code = g ? ask(cli, g, &q, json) : EXIT_USAGE;
        graph_free(g);
    }
    prices_free(prices);
    return code;
}
