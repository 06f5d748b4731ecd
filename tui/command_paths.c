/* SPDX-License-Identifier: MIT */
/* command_paths.c - from a seat to what it reaches. */
#include "answers.h"
#include "cli_options.h"
#include "commands.h"
#include "output.h"
#include "targets.h"

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_NAVIGATOR };

bool commands_question(const struct cli *cli, struct path_question *q)
{
    struct str mode = cli_text(cli, OPT_MODE), auth = cli_text(cli, OPT_AUTH);
    struct str with = cli_text(cli, OPT_WITH);
    if (!str_empty(mode) && !mode_find(mode, &q->mode)) {
        output_error("--mode is strict, evidence or flow, not '%s'", cli->value[OPT_MODE]);
        return false;
    }
    if (!str_empty(auth) && !auth_view_find(auth, &q->auth)) {
        output_error("--auth is worst or best, not '%s'", cli->value[OPT_AUTH]);
        return false;
    }
    if (!str_empty(with) && !str_is(with, "response")) {
        output_error("--with knows response only, not '%s'", cli->value[OPT_WITH]);
        return false;
    }
    q->response = !str_empty(with);
    q->exact = cli_has(cli, OPT_EXACT);
    return true;
}

static bool read_form(const struct cli *cli, struct paths_form *form)
{
    long ways = 0;
    if (!cli_has(cli, OPT_WAYS))
        return true;
    if (!str_to_long(cli_text(cli, OPT_WAYS), &ways) || ways < 1 || ways > PATH_WAYS_MAX) {
        output_error("-k takes a number of ways, 1 to %d, not '%s'", PATH_WAYS_MAX,
                     cli->value[OPT_WAYS]);
        return false;
    }
    if (ways > 1 && cli_has(cli, OPT_EXACT)) {
        output_error("--exact proves the best way only; without it -k tells more");
        return false;
    }
    form->ways = (size_t)ways;
    return true;
}

/* The answer, and the ways that are told besides the best ones. */
static bool verify(const struct path_answer *a, const struct paths_form *form, struct buf *why)
{
    struct path_checker *c = path_checker_new(a);
    bool good = path_checker_answer(c, why), differing;
    for (size_t i = 0; good && i < path_answer_count(a); i++) {
        const struct path_target *t = path_answer_at(a, i);
        struct arena *arena = arena_new();
        struct path_ways ways = paths_ways_told(a, t, form, arena, &differing);
        if (ways.count)
            good = path_checker_ways(c, (struct fact){t->node, t->best}, &ways, differing, why);
        arena_free(arena);
    }
    path_checker_free(c);
    return good;
}

static int tell(const struct cli *cli, const struct graph *g, const struct path_answer *a,
                const struct paths_form *form, int output)
{
    struct buf out = {0}, why = {0};
    int code;
    if (cli_has(cli, OPT_VERIFY) && !verify(a, form, &why)) {
        code = commands_refuted(&why);
    } else {
        if (output == OUTPUT_JSON)
            paths_json(&out, a, form);
        else if (output == OUTPUT_NAVIGATOR)
            paths_navigator(&out, a);
        else
            paths_text(&out, a, form);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&why);
    return code;
}

static int answer_paths(const struct cli *cli, const struct graph *g, struct path_question *q,
                        const struct paths_form *form, int output)
{
    struct targets targets = {0};
    struct buf error = {0};
    struct path_answer *a = NULL;
    int code = EXIT_USAGE;
    if (!cli_has(cli, OPT_TO)) {
        a = paths_from(g, q);
    } else if (targets_find(g, cli_text(cli, OPT_TO), &targets, &error)) {
        q->states = targets.state == STATE_COUNT ? 0 : 1u << targets.state;
        if (targets.count == 0)
            output_error("no node fits '%s'", cli->value[OPT_TO]);
        a = paths_between(g, q, targets.nodes, targets.count);
    } else {
        for (struct str rest = buf_str(&error), line; str_cut(&rest, '\n', &line);)
            output_error("%.*s", (int)line.len, line.ptr);
    }
    if (a)
        code = tell(cli, g, a, form, output);
    path_answer_free(a);
    targets_release(&targets);
    buf_release(&error);
    return code;
}

/* --labels: a question of its own, about data and not about an attacker. */
static bool labels_alone(const struct cli *cli, int output)
{
    static const enum cli_option others[] = {OPT_FROM, OPT_TO,    OPT_WAYS, OPT_MODE,
                                             OPT_AUTH, OPT_EXACT, OPT_WITH};
    for (size_t i = 0; i < COUNT(others); i++) {
        if (cli_has(cli, others[i])) {
            output_error("--labels asks where data flows, with no attacker: not with --%s",
                         cli_options[others[i]].name);
            return false;
        }
    }
    if (output == OUTPUT_NAVIGATOR)
        output_error("--labels answers as text or json");
    return output != OUTPUT_NAVIGATOR;
}

static int answer_labels(const struct cli *cli, const struct graph *g, int output)
{
    struct label_flow *f = label_flow_find(g);
    struct buf out = {0}, why = {0};
    int code;
    if (cli_has(cli, OPT_VERIFY) && !label_flow_verify(f, &why)) {
        code = commands_refuted(&why);
    } else {
        if (output == OUTPUT_JSON)
            labels_json(&out, f);
        else
            labels_text(&out, f);
        code = commands_finish(cli, g, &out);
    }
    buf_release(&why);
    label_flow_free(f);
    return code;
}

int command_paths(const struct cli *cli)
{
    static const char *const names[] = {"text", "json", "navigator"};
    int output;
    struct path_question q = {0};
    struct paths_form form = {0};
    if (!commands_form(cli, names, COUNT(names), &output) || !commands_question(cli, &q) || !read_form(cli, &form) ||
        (cli_has(cli, OPT_LABELS) && !labels_alone(cli, output)))
        return EXIT_USAGE;
    struct graph *g = commands_open(cli);
    if (!g)
        return EXIT_USAGE;
    struct seat seat;
    int code = EXIT_USAGE;
    if (cli_has(cli, OPT_LABELS)) {
        code = answer_labels(cli, g, output);
    } else if (commands_seat(cli, g, &seat)) {
        q.seat = &seat;
        code = answer_paths(cli, g, &q, &form, output);
    }
    graph_free(g);
    return code;
}
