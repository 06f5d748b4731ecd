/* SPDX-License-Identifier: MIT */
/* command_excess.c - least privilege: what identities are given beyond what they are needed for. */
#include "commands.h"
#include "excess_out.h"
#include "output.h"

static struct findings *find_leftovers(const struct graph *g, struct decisions *d)
{
    static const struct str ids[] = {STR_INIT("FW-021"), STR_INIT("FW-042"), STR_INIT("FW-084"),
                                     STR_INIT("FW-085"), STR_INIT("FW-103"), STR_INIT("FW-105"),
                                     STR_INIT("FW-108")};
    const struct rule_options said = {.today = date_today(),
                                      .only = {ids, sizeof ids / sizeof ids[0]}};
    const struct rule_options options = decisions_options(d, &said);
    return findings_find(g, &options);
}

/* The policy alone, or the role assignments, to copy. */
static bool write_narrowed(const struct excess *x, const struct excess_azure *azure, struct str name,
                           struct buf *out)
{
    node_id n = commands_node(excess_graph(x), name);
    for (size_t k = 0; n && k < excess_count(x); k++) {
        if (excess_at(x, k)->identity != n)
            continue;
        buf_add(out, excess_at(x, k)->narrowed);
        if (!out->len)
            output_error("nothing is known to be needed of it: there is no policy to narrow to");
        return out->len > 0;
    }
    enum excess_azure_told told = n ? excess_azure_narrowed(out, azure, n) : EXCESS_AZURE_NONE;
    if (told == EXCESS_AZURE_UNKNOWN)
        output_error("the code of what runs as it was not read: there is nothing to narrow to");
    else if (n && told == EXCESS_AZURE_NONE)
        output_error("'%.*s' is no identity with policies of AWS or role assignments of Azure",
                     (int)name.len, name.ptr);
    return told == EXCESS_AZURE_TOLD;
}

static int answer(const struct cli *cli, const struct graph *g, struct decisions *d, bool json)
{
    struct exposure *exposure = exposure_build(g);
    struct jewels *jewels = commands_jewels(cli, g, exposure, d);
    struct excess *x = excess_find(g, jewels);
    struct excess_azure *azure = excess_azure_find(g, jewels);
    struct buf out = {0}, why = {0};
    int code = EXIT_FINE;
    if (cli_has(cli, OPT_VERIFY) && !(excess_verify(x, &why) && excess_azure_verify(azure, &why))) {
        code = commands_refuted(&why);
    } else if (cli_has(cli, OPT_NARROWED)) {
        if (!write_narrowed(x, azure, cli_text(cli, OPT_NARROWED), &out))
            code = EXIT_USAGE;
    } else {
        struct findings *leftovers = find_leftovers(g, d);
        if (json)
            excess_json(&out, x, azure, leftovers);
        else
            excess_text(&out, x, azure, leftovers);
        findings_free(leftovers);
    }
    excess_free(x);
    excess_azure_free(azure);
    jewels_free(jewels);
    exposure_free(exposure);
    buf_release(&why);
    if (code == EXIT_FINE)
        return commands_finish(cli, g, &out);
    buf_release(&out);
    return code;
}

int command_excess(const struct cli *cli)
{
    bool json;
    if (!commands_wants_json(cli, &json))
        return EXIT_USAGE;
    struct decisions *d = decisions_new();
    struct graph *g = commands_open_decided(cli, d);
    int code = g ? answer(cli, g, d, json) : EXIT_USAGE;
    graph_free(g);
    decisions_free(d);
    return code;
}
