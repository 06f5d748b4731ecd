/* SPDX-License-Identifier: MIT */
/* commands.c - the sub-commands that answer a question about a system: stats, export; and what
 * the commands share. */
#include "commands.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "advised.h"
#include "answers.h"
#include "explorer.h"
#include "exporter.h"
#include "mem.h"
#include "output.h"
#include "place.h"
#include "progress.h"
#include "query.h"
#include "settings.h"
#include "suggest.h"

int commands_finish(const struct cli *cli, const struct graph *g, struct buf *out)
{
    bool ok = cli_has(cli, OPT_OUTPUT)
                  ? output_file(cli->value[OPT_OUTPUT], buf_str(out), cli_has(cli, OPT_FORCE))
                  : output_stdout(buf_str(out));
    buf_release(out);
    if (!ok)
        return EXIT_OUTPUT;
    return g && diags_errors(graph_diags(g)) ? EXIT_INPUT : EXIT_FINE;
}

int commands_refuted(const struct buf *why)
{
    output_error("the answer does not hold: %s", why->ptr ? why->ptr : "");
    return EXIT_OUTPUT;
}

void commands_tell(const struct cli *cli, const struct graph *g, struct diags *diags)
{
    output_diags(diags, cli_has(cli, OPT_QUIET));
    diags_move(graph_diags(g), diags);
}

struct jewels *commands_jewels(const struct cli *cli, const struct graph *g, const struct exposure *x,
                               const struct decisions *d)
{
    struct diags *diags = diags_new();
    struct jewels *jewels = decisions_jewels(d, g, x, diags);
    commands_tell(cli, g, diags);
    return jewels;
}

int commands_number(const char *variable, int otherwise)
{
    enum { NUMBER_MAX = 1000 };
    long value;
    bool ok = str_to_long(str_from(getenv(variable)), &value) && value > 0 && value <= NUMBER_MAX;
    return ok ? (int)value : otherwise;
}

/* What the explorer was told in an earlier run holds here too. */
static bool is_still(void)
{
    struct arena *arena = arena_new();
    struct str path = place_of_state(arena, STR("settings"));
    struct buf value = {0};
    bool still = !str_empty(path) && settings_find(path.ptr, "reduce-motion", &value) &&
                 str_is(buf_str(&value), "on");

    buf_release(&value);
    arena_free(arena);
    return still;
}

static struct graph *open_input(const struct cli *cli, struct decisions *d, int out_fd, bool keys)
{
    const struct progress_options line = {
        .out_fd = out_fd,
        .keys = keys,
        .still = is_still(),
        .sync_fd = commands_number("FAASMAP_PROGRESS_SYNC_FD", -1),
    };
    struct import_progress counters = {0};
    struct import_options options = cli_import_options(cli);
    if (options.importer && !importer_find(str_from(options.importer))) {
        struct suggestion near = suggest_for(str_from(options.importer));
        for (const struct importer *const *i = importers; *i; i++)
            suggest_try(&near, str_from((*i)->name));
        output_error("no importer is called '%s'%s%.*s", options.importer,
                     near.best.len ? "; did you mean " : "", (int)near.best.len,
                     near.best.len ? near.best.ptr : "");
        return NULL;
    }
    options.progress = &counters;
    struct progress *progress = cli_has(cli, OPT_QUIET) ? NULL : progress_start(&line, &counters);
    struct arena *arena = arena_new();
    struct graph *g = d ? advised_import(&options, cli->value[OPT_ADVISORIES],
                                         import_base(&options, arena).ptr, d)
                        : import_all(&options);
    arena_free(arena);
    progress_end(progress);
    output_diags(graph_diags(g), cli_has(cli, OPT_QUIET));
    return g;
}

struct graph *commands_open(const struct cli *cli)
{
    return open_input(cli, NULL, STDERR_FILENO, false);
}

struct graph *commands_open_decided(const struct cli *cli, struct decisions *d)
{
    return open_input(cli, d, STDERR_FILENO, false);
}

struct graph *commands_open_explorer(const struct cli *cli, struct decisions *d)
{
    return open_input(cli, d, STDOUT_FILENO, true);
}

bool commands_form(const struct cli *cli, const char *const *names, size_t count, int *out)
{
    struct str said = cli_text(cli, OPT_FORMAT);
    *out = 0;
    for (size_t i = 0; i < count; i++)
        if (str_is(said, names[i]))
            *out = (int)i;
    if (str_empty(said) || str_is(said, names[*out]))
        return true;
    output_error("`faasmap %s` does not answer as '%s'", cli->command->name,
                 cli->value[OPT_FORMAT]);
    return false;
}

bool commands_wants_json(const struct cli *cli, bool *json)
{
    struct str format = cli_text(cli, OPT_FORMAT);
    *json = str_is(format, "json");
    if (*json || str_empty(format) || str_is(format, "text"))
        return true;
    output_error("`faasmap %s` answers as text or json, not '%s'", cli->command->name,
                 cli->value[OPT_FORMAT]);
    return false;
}

/* --- export ------------------------------------------------------------------------------------- */

/* A format that the explorer has, by -f or the end of the file's name; empty: none. */
static struct str view_format(const struct cli *cli)
{
    struct str file = cli_text(cli, OPT_OUTPUT), asked = cli_text(cli, OPT_FORMAT), name, help;
    size_t dot = str_rchr(file, '.');

    if (!cli_has(cli, OPT_FORMAT) && dot != STR_NPOS)
        asked = str_from_at(file, dot + 1);
    for (size_t i = 0; !str_empty(name = explorer_format(i, &help)); i++) {
        if (str_iis(asked, name.ptr))
            return name;
    }
    return STR_NONE;
}

static const struct exporter *chosen_format(const struct cli *cli)
{
    struct str name, help;

    if (!cli_has(cli, OPT_FORMAT)) {
        const struct exporter *x = exporter_for_file(cli_text(cli, OPT_OUTPUT));
        if (!x)
            output_error("which format? -f FORMAT says it (`faasmap formats` lists them)");
        return x;
    }
    const struct exporter *x = exporter_find(cli_text(cli, OPT_FORMAT));
    if (x)
        return x;
    struct suggestion near = suggest_for(cli_text(cli, OPT_FORMAT));
    for (const struct exporter *const *e = exporters; *e; e++)
        suggest_try(&near, str_from((*e)->name));
    for (size_t i = 0; !str_empty(name = explorer_format(i, &help)); i++)
        suggest_try(&near, name);
    output_error("no format is called '%s'%s%.*s (`faasmap formats` lists them)",
                 cli->value[OPT_FORMAT], near.best.len ? "; did you mean " : "",
                 (int)near.best.len, near.best.len ? near.best.ptr : "");
    return NULL;
}

int command_export(const struct cli *cli)
{
    struct str of_view = view_format(cli);
    if (!str_empty(of_view))
        return command_export_view(cli, of_view);
    const struct exporter *format = chosen_format(cli);
    if (format && format->render && !cli_has(cli, OPT_OUTPUT) && isatty(STDOUT_FILENO)) {
        output_error("%s is nothing for a terminal: -o FILE writes it", format->name);
        return EXIT_USAGE;
    }
    struct graph *g = format ? commands_open(cli) : NULL;
    if (!g)
        return EXIT_USAGE;
    struct buf out = {0}, why = {0};
    int code;
    if (format->write(g, &out, &why) && exporter_render(format, &out, &why)) {
        code = commands_finish(cli, g, &out);
    } else {
        output_error("%s: %s", format->name, why.ptr ? why.ptr : "failed");
        buf_release(&out);
        code = EXIT_OUTPUT;
    }
    buf_release(&why);
    graph_free(g);
    return code;
}

/* --- stats -------------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int command_stats(const struct cli *cli)
{
    bool json;
    if (!commands_wants_json(cli, &json))
        return EXIT_USAGE;
    double start = now();
    struct decisions *d = decisions_new();
    bool jewelled = cli_has(cli, OPT_SURFACE);
    struct graph *g = jewelled ? commands_open_decided(cli, d) : commands_open(cli);
    if (!g) {
        decisions_free(d);
        return EXIT_USAGE;
    }
    double imported = now();
    struct exposure *x = exposure_build(g);
    struct stats s;
    stats_count(g, x, &s);
    double reached = now();
    struct surface surface = {0}, *asked = jewelled ? &surface : NULL;
    if (asked) {
        struct jewels *jewels = commands_jewels(cli, g, x, d);
        surface_find(g, x, jewels, asked);
        jewels_free(jewels);
    }
    exposure_free(x);
    struct buf out = {0};
    if (json)
        stats_json(&out, g, &s, asked);
    else
        stats_text(&out, g, &s, asked);
    if (cli_has(cli, OPT_TIMING))
        output_error("import %.3f s, reach %.3f s", imported - start, reached - imported);
    int code = commands_finish(cli, g, &out);
    surface_release(&surface);
    decisions_free(d);
    graph_free(g);
    return code;
}

/* --- Nodes -------------------------------------------------------------------------------------- */

enum { NODES_SHOWN = 12 };

node_id commands_node(const struct graph *g, struct str text)
{
    node_id found[NODES_SHOWN];
    size_t count = graph_match(g, text, found, NODES_SHOWN);
    if (count == 1)
        return found[0];
    if (count == 0) {
        output_error("no node is called '%.*s'", (int)text.len, text.ptr);
        return 0;
    }
    output_error("%zu nodes match '%.*s':", count, (int)text.len, text.ptr);
    for (size_t i = 0; i < count && i < NODES_SHOWN; i++) {
        struct str id = graph_node_at(g, found[i])->id;
        output_error("  %.*s", (int)id.len, id.ptr);
    }
    if (count > NODES_SHOWN)
        output_error("  ... and %zu more", count - NODES_SHOWN);
    return 0;
}

bool commands_seat(const struct cli *cli, const struct graph *g, struct seat *seat)
{
    struct buf error = {0};
    struct str from = cli_has(cli, OPT_FROM) ? cli_text(cli, OPT_FROM) : STR("anonymous");
    bool good = seat_parse(g, from, seat, &error);
    if (!good)
        output_error("%s", error.ptr);
    buf_release(&error);
    return good;
}
