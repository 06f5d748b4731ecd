/* SPDX-License-Identifier: MIT */
/* command_cut.c - the cheapest set of changes that closes all ways to what must not fall. */
#include <fcntl.h>

#include "check_cut.h"
#include "commands.h"
#include "cut_out.h"
#include "mem.h"
#include "output.h"
#include "read.h"

enum { BUDGET_MAX = 1000000 };

/* --costs FILE on top of what faasmap.yaml says; false: said already, *code says how to end. */
static bool read_costs(const struct cli *cli, struct change_prices *prices, int *code)
{
    struct str path = cli_text(cli, OPT_COSTS);
    if (!cli_has(cli, OPT_COSTS))
        return true;
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .named = true,
                                     .file = str_is(path, "-") ? STR("stdin") : path};
    struct diags *diags = diags_new();
    struct buf bytes = {0}, error = {0};
    bool good = read_load(&place, diags, &bytes);
    output_diags(diags, false);
    diags_free(diags);
    if (good && !change_prices_read(prices, buf_str(&bytes), &error)) {
        output_error("%s: %s", path.ptr, error.ptr);
        good = false;
    }
    buf_release(&bytes);
    buf_release(&error);
    *code = EXIT_INPUT;
    return good;
}

static bool read_budget(const struct cli *cli, uint64_t *budget)
{
    long number;
    if (!cli_has(cli, OPT_BUDGET))
        return true;
    if (str_to_long(cli_text(cli, OPT_BUDGET), &number) && number > 0 && number <= BUDGET_MAX) {
        *budget = (uint64_t)number;
        return true;
    }
    output_error("--budget takes a number from 1 to %d, not '%s'", BUDGET_MAX,
                 cli->value[OPT_BUDGET]);
    return false;
}

/* The nodes that --release names; NULL: none, or a message was given and *good is false. */
static uint8_t *read_released(const struct cli *cli, const struct graph *g,
                              const struct exposure *x, bool *good)
{
    struct buf error = {0};
    uint8_t *released = NULL;
    *good = true;
    if (!cli_has(cli, OPT_RELEASE))
        return NULL;
    struct filter *f = filter_compile(g, x, NULL, cli_text(cli, OPT_RELEASE), &error, NULL);
    if (f)
        released = mem_zalloc(graph_node_count(g) + 1, 1);
    else
        output_error("--release: %s", error.ptr);
    for (size_t n = 1; f && n <= graph_node_count(g); n++)
        released[n] = filter_test(f, (node_id)n);
    *good = f != NULL;
    filter_free(f);
    buf_release(&error);
    return released;
}

/* What must not fall: --to, else what the team names, else what the system says. */
static struct jewels *find_jewels(const struct cli *cli, const struct graph *g,
                                  const struct exposure *x, const struct decisions *d, bool *good)
{
    const struct jewel_name to = {.text = cli_text(cli, OPT_TO)};
    *good = true;
    if (!cli_has(cli, OPT_TO))
        return commands_jewels(cli, g, x, d);
    struct diags *diags = diags_new();
    struct jewels *j = jewels_find(g, x, &to, 1, diags);
    *good = diags_count(diags) == 0;
    for (size_t i = 0; i < diags_count(diags); i++)
        output_error("%.*s", (int)diags_at(diags, i)->text.len, diags_at(diags, i)->text.ptr);
    diags_free(diags);
    return j;
}

static int tell(const struct cli *cli, const struct graph *g, const struct cut_question *q, bool json)
{
    struct cut *c = cut_find(g, q);
    struct buf out = {0}, why = {0};
    int code;
    if (cli_has(cli, OPT_VERIFY) && !cut_verify(c, &why)) {
        code = commands_refuted(&why);
    } else {
        if (json)
            cut_json(&out, c);
        else
            cut_text(&out, c);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&why);
    cut_free(c);
    return code;
}

static int answer(const struct cli *cli, struct cut_question *q, struct decisions *d, bool json)
{
    struct graph *g = commands_open_decided(cli, d);
    struct seat seat;
    int code = EXIT_USAGE;
    bool good = g && commands_seat(cli, g, &seat), fine = true;
    if (!good) {
        graph_free(g);
        return EXIT_USAGE;
    }
    struct exposure *x = exposure_build(g);
    uint8_t *released = read_released(cli, g, x, &fine);
    struct jewels *jewels = find_jewels(cli, g, x, d, &good);
    q->path.seat = &seat;
    q->jewels = jewels;
    q->released = released;
    q->prices = change_prices_usual();
    decisions_costs(d, &q->prices);
    if (good && fine && read_costs(cli, &q->prices, &code))
        code = tell(cli, g, q, json);
    jewels_free(jewels);
    mem_free(released);
    exposure_free(x);
    graph_free(g);
    return code;
}

int command_cut(const struct cli *cli)
{
    struct cut_question q = {.direct = cli_has(cli, OPT_NO_STORED)};
    bool json;
    if (!commands_wants_json(cli, &json) || !commands_question(cli, &q.path) ||
        !read_budget(cli, &q.budget))
        return EXIT_USAGE;
    struct decisions *d = decisions_new();
    int code = answer(cli, &q, d, json);
    decisions_free(d);
    return code;
}
