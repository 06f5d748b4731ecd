/* SPDX-License-Identifier: MIT */
/* command_blast.c - what falls if one thing falls. */
#include "answers.h"
#include "commands.h"
#include "output.h"

static int tell(const struct cli *cli, const struct graph *g, const struct path_question *q,
                const struct jewels *jewels, bool json)
{
    struct blast *b = blast_find(g, q, jewels);
    struct buf out = {0}, why = {0};
    int code;
    if (cli_has(cli, OPT_VERIFY) && !blast_verify(b, jewels, &why)) {
        code = commands_refuted(&why);
    } else {
        if (json)
            blast_json(&out, b);
        else
            blast_text(&out, b);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&why);
    blast_free(b);
    return code;
}

static int answer_blast(const struct cli *cli, const struct graph *g, const struct decisions *d,
                        struct path_question *q, struct str from, bool json)
{
    struct seat said, seat;
    struct buf error = {0};
    int code = EXIT_USAGE;
    if (seat_parse(g, from, &said, &error)) {
        struct exposure *x = exposure_build(g);
        struct jewels *jewels = commands_jewels(cli, g, x, d);
        seat = blast_seat(g, &said);
        q->seat = &seat;
        code = tell(cli, g, q, jewels, json);
        jewels_free(jewels);
        exposure_free(x);
    } else {
        output_error("%s", error.ptr);
    }
    buf_release(&error);
    return code;
}

int command_blast(const struct cli *cli)
{
    bool json;
    struct path_question q = {0};
    if (!commands_wants_json(cli, &json) || !commands_question(cli, &q))
        return EXIT_USAGE;
    if (cli->arg_count == 0) {
        output_error("`faasmap blast` needs a node or a seat: faasmap blast NODE [PATH...]");
        return EXIT_USAGE;
    }
    struct cli rest = *cli;
    rest.args++;
    rest.arg_count--;
    struct decisions *d = decisions_new();
    struct graph *g = commands_open_decided(&rest, d);
    int code = EXIT_USAGE;
    if (g)
        code = answer_blast(&rest, g, d, &q, str_from(cli->args[0]), json);
    graph_free(g);
    decisions_free(d);
    return code;
}
