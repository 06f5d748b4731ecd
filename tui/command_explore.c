/* SPDX-License-Identifier: MIT */
/* command_explore.c - the explorer: in the terminal, from a script, or as text where there is no
 * terminal. */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

#include "arena.h"
#include "commands.h"
#include "decisions.h"
#include "explorer.h"
#include "live.h"
#include "output.h"
#include "place.h"
#include "probe.h"
#include "read.h"
#include "save.h"
#include "supervisor.h"

enum { SCRIPT_ROWS = 24, SCRIPT_COLS = 80, PICTURE_ROWS = 50, PICTURE_COLS = 160 };

struct run {
    const struct cli *cli;
    const struct graph *graph;
    struct explorer_options options;
    struct rule_options rules;
    struct decisions *decisions;
    bool from_pipe;      /* the system comes from standard input */
    struct loader loader;
    struct arena *arena; /* texts of the options */
    struct str format;   /* of what is written instead */
};

/* The user's key file, if there is one. */
static void user_keys(struct run *run)
{
    struct str path = place_of_config(run->arena, "keys.conf");
    if (str_empty(path) || !save_is_file(path.ptr))
        return;
    struct buf text = {0};
    const struct read_place place = {.root = AT_FDCWD, .path = path.ptr, .file = path,
                                     .named = true};
    run->options.user_keys_file = path;
    if (read_load(&place, run->options.own, &text))
        run->options.user_keys = arena_str(run->arena, buf_str(&text));
    buf_release(&text);
}

/* The map options of the command line as commands that the explorer begins with. */
static struct str first_commands(const struct run *run)
{
    static const struct {
        enum cli_option option;
        const char *command;
    } rows[] = {
        {OPT_LAYERS, "layers "},   {OPT_LAYOUT, "layout "},     {OPT_DIRECTION, "set direction="},
        {OPT_BOXES, "set boxes="}, {OPT_FRAMES, "set frames="}, {OPT_FOCUS, "goto "},
    };
    struct buf commands = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!cli_has(run->cli, rows[i].option))
            continue;
        buf_puts(&commands, rows[i].command);
        buf_puts(&commands, run->cli->value[rows[i].option]);
        buf_putc(&commands, '\n');
    }
    struct str text = arena_str(run->arena, buf_str(&commands));
    buf_release(&commands);
    return text;
}

static bool scripted(const struct cli *cli)
{
    return cli->command_count || cli_has(cli, OPT_SCRIPT);
}

static bool fill_options(struct run *run)
{
    const struct cli *cli = run->cli;
    struct explorer_options *o = &run->options;
    const struct depth_hints hints = {
        .option = cli->value[OPT_COLOR],
        .no_color = getenv("NO_COLOR"),
        .clicolor_force = getenv("CLICOLOR_FORCE"),
        .colorterm = getenv("COLORTERM"),
        .term = getenv("TERM"),
    };
    if (!depth_choose(&hints, &o->term.depth)) {
        output_error("--color is auto, always, never, mono, 16, 256 or true, not '%s'",
                     cli->value[OPT_COLOR]);
        return false;
    }
    o->own_depth = hints.option && strcmp(hints.option, "auto") != 0;
    const char *term = hints.term ? hints.term : "";
    o->term.ascii = cli_has(cli, OPT_ASCII) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
                    strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0;
    o->term.rows = commands_number("LINES", SCRIPT_ROWS);
    o->term.cols = commands_number("COLUMNS", SCRIPT_COLS);
    o->term.sync_fd = commands_number("FAASMAP_SYNC_FD", -1);
    o->theme = cli->value[OPT_THEME];
    o->mouse = !cli_has(cli, OPT_NO_MOUSE);
    o->decisions = run->decisions;
    run->rules = (struct rule_options){.today = date_today()};
    o->rules = &run->rules;
    struct str themes = place_of_config(run->arena, "themes");
    o->theme_folder = str_empty(themes) ? NULL : themes.ptr;
    const char *editor = getenv("VISUAL");
    o->editor = editor && *editor ? editor : getenv("EDITOR");
    o->copy_command = cli->value[OPT_COPY_CMD];
    o->commands = first_commands(run);
    struct str history = place_of_state(run->arena, STR("history"));
    o->history = str_empty(history) ? NULL : history.ptr;
    struct str settings = place_of_state(run->arena, STR("settings"));
    o->settings = str_empty(settings) ? NULL : settings.ptr;
    o->double_width = wcwidth(0x2500) == 2;
    user_keys(run);
    const struct import_options import = cli_import_options(cli);
    place_find(cli, &import, run->arena, &o->place);
    run->loader = (struct loader){place_load, &run->cli};
    o->loader = run->from_pipe ? NULL : &run->loader;
    o->watch = !scripted(cli);
    return true;
}

/* --- Script ------------------------------------------------------------------------------------- */

/* Every -c, then the file of --script, one command a line. */
static bool script_text(const struct cli *cli, struct buf *script)
{
    for (size_t i = 0; i < cli->command_count; i++) {
        buf_puts(script, cli->commands[i]);
        buf_putc(script, '\n');
    }
    if (!cli_has(cli, OPT_SCRIPT))
        return true;
    const char *path = cli->value[OPT_SCRIPT];
    struct diags *diags = diags_new();
    struct buf text = {0};
    const struct read_place place = {.root = AT_FDCWD, .path = path, .file = str_from(path),
                                     .named = true};
    bool ok = read_load(&place, diags, &text);
    if (ok)
        buf_add(script, buf_str(&text));
    output_diags(diags, false);
    diags_free(diags);
    buf_release(&text);
    return ok;
}

static int run_script(struct run *run)
{
    struct buf script = {0}, out = {0}, why = {0};
    int code = EXIT_INPUT;
    if (script_text(run->cli, &script)) {
        code = explorer_script(&run->options, run->graph, buf_str(&script), &out, &why);
        if (why.len)
            output_error("%s", why.ptr);
        if (!output_stdout(buf_str(&out)))
            code = EXIT_OUTPUT;
    }
    buf_release(&script);
    buf_release(&out);
    buf_release(&why);
    return code;
}

/* --- Terminal ----------------------------------------------------------------------------------- */

/* What only the terminal knows: its background, and the theme for it where nobody chose one; whether
 * lines take two cells. Where the C library thinks that they do curses does too: nothing to ask then. */
static void ask_terminal(struct explorer_options *o, struct buf *typed)
{
    const char *term = getenv("TERM");
    bool plain = strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0;
    unsigned what = (o->term.depth != DEPTH_MONO && !plain ? PROBE_BACKGROUND : 0) |
                    (!o->term.ascii && !o->double_width ? PROBE_CELLS : 0);
    int fd = what ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;
    struct probe said = {0};

    if (fd >= 0) {
        said = probe_ask(fd, what, PROBE_WAIT_MS, typed);
        close(fd);
    }
    if (said.cells == 2)
        o->double_width = true;
    if (said.background == BACKGROUND_UNKNOWN)
        said.background = background_from_variable(str_from(getenv("COLORFGBG")));
    o->background = said.background;
    if (!o->theme)
        o->theme = said.background == BACKGROUND_LIGHT ? "light" : "dark";
    o->term.typed = buf_str(typed);
}

static int explore(struct run *run)
{
    struct buf why = {0}, typed = {0};

    run->options.first_run = run->cli->arg_count == 0;
    ask_terminal(&run->options, &typed);
    int code = explorer_run(&run->options, run->graph, &why);
    if (why.len)
        output_error("%s", why.ptr);
    buf_release(&why);
    buf_release(&typed);
    return code;
}

/* Commands from standard input, or from the terminal where that is the system itself. */
static int converse(struct run *run)
{
    struct buf why = {0};
    FILE *own = run->from_pipe ? fopen("/dev/tty", "re") : NULL, *in = own ? own : stdin;
    bool prompt = isatty(fileno(in)) && isatty(STDOUT_FILENO);
    int code = explorer_linear(&run->options, run->graph, in, output_stdout, prompt,
                               &why);

    if (why.len)
        output_error("%s", why.ptr);
    if (own)
        fclose(own);
    buf_release(&why);
    return code;
}

/* Reads the input and does what is asked with it. */
static int open_and(int (*what)(struct run *run), struct run *run,
                    struct graph *(*open)(const struct cli *cli, struct decisions *d))
{
    struct map_text_options map;
    struct graph *g = open(run->cli, run->decisions);
    int code = EXIT_USAGE;
    if (g && commands_map_options(run->cli, g, &map)) {
        run->graph = g;
        code = what(run);
        if (code == EXIT_FINE && diags_errors(graph_diags(g)))
            code = EXIT_INPUT;
    }
    graph_free(g);
    return code;
}

/* The supervisor watches over the reading too: the line of progress has the terminal then. */
static int in_terminal(void *arg)
{
    return open_and(explore, arg, commands_open_explorer);
}

static bool reads_stdin(const struct cli *cli)
{
    for (size_t i = 0; i < cli->arg_count; i++) {
        if (strcmp(cli->args[i], "-") == 0)
            return true;
    }
    return false;
}

static bool have_terminal(const struct cli *cli)
{
    return isatty(STDOUT_FILENO) && (isatty(STDIN_FILENO) || reads_stdin(cli));
}

/* Nobody's settings, marks or terminal are in it: the same for everybody. */
static int write_view(struct run *run)
{
    struct explorer_options *o = &run->options;
    struct buf out = {0}, why = {0};

    o->term.ascii = o->double_width = o->own_depth = false;
    o->term.depth = DEPTH_TRUE;
    o->term.rows = PICTURE_ROWS;
    o->term.cols = PICTURE_COLS;
    o->place.session = NULL;
    int code = explorer_export(o, run->graph, run->format, &out, &why);
    if (code == EXIT_FINE)
        code = commands_finish(run->cli, run->graph, &out);
    else
        output_error("%s", why.ptr ? why.ptr : "the export failed");
    buf_release(&out);
    buf_release(&why);
    return code;
}

static int run_in(const struct cli *cli, struct str format, int (*what)(struct run *run))
{
    struct run run = {.cli = cli, .arena = arena_new(), .decisions = decisions_new(),
                      .from_pipe = reads_stdin(cli), .format = format};
    int code = EXIT_USAGE;
    run.options.own = diags_new();
    if (fill_options(&run))
        code = what ? open_and(what, &run, commands_open_decided)
                    : supervisor_run(in_terminal, &run);
    if (what == run_script || what == write_view) /* the others have told it */
        output_diags(run.options.own, false);
    diags_free(run.options.own);
    decisions_free(run.decisions);
    arena_free(run.arena);
    return code;
}

int command_explore(const struct cli *cli)
{
    const char *term = getenv("TERM");
    bool dumb = term && strcmp(term, "dumb") == 0;
    if (scripted(cli))
        return run_in(cli, STR_NONE, run_script);
    if (cli_has(cli, OPT_LINEAR) || (dumb && have_terminal(cli)))
        return run_in(cli, STR_NONE, converse);
    if (!have_terminal(cli))
        return command_map(cli);
    if (!term || !*term) {
        output_error("TERM is not set, so no terminal can be driven; `faasmap map` prints the map");
        return EXIT_USAGE;
    }
    return run_in(cli, STR_NONE, NULL);
}

int command_export_view(const struct cli *cli, struct str format)
{
    return run_in(cli, format, write_view);
}
