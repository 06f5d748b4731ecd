/* SPDX-License-Identifier: MIT */
#include "iam.h"
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli_options.h"
#include "mem.h"
#include "output.h"
#include "suggest.h"

#define X(e, name, letter, arg, help) [OPT_##e] = {name, letter, arg, help},
const struct cli_option_row cli_options[OPT_COUNT] = {CLI_OPTIONS(X)};
#undef X

bool cli_has(const struct cli *cli, enum cli_option o)
{
    return cli->value[o] != NULL;
}

struct str cli_text(const struct cli *cli, enum cli_option o)
{
    return str_from(cli->value[o]);
}

struct import_options cli_import_options(const struct cli *cli)
{
    static const char *const built_in[] = {"sample:waste-management"};
    return (struct import_options){
        .derive = iam_derive,
        .paths = cli->arg_count ? cli->args : built_in,
        .path_count = cli->arg_count ? cli->arg_count : COUNT(built_in),
        .importer = cli->value[OPT_IMPORTER],
        .stage = cli->value[OPT_STAGE],
        .params = cli->params,
        .param_count = cli->param_count,
    };
}

bool cli_allows(const struct cli_command *c, enum cli_option o)
{
    return (c->options | CLI_EVERYWHERE) >> o & 1;
}

/* --- Errors of usage ---------------------------------------------------------------------------- */

static bool no_such_option(const struct cli_command *c, struct str said)
{
    struct suggestion near = suggest_for(said);
    for (int o = 0; o < OPT_COUNT; o++)
        if (cli_allows(c, (enum cli_option)o))
            suggest_try(&near, str_from(cli_options[o].name));
    struct str best = near.best;
    if (str_empty(best))
        output_error("unknown option --%.*s (`faasmap %s --help` lists them)", (int)said.len,
                     said.ptr, c->name);
    else
        output_error("unknown option --%.*s; did you mean --%.*s?", (int)said.len, said.ptr,
                     (int)best.len, best.ptr);
    return false;
}

static bool set_option(struct cli *cli, enum cli_option o, const char *value)
{
    cli->value[o] = value;
    if (o == OPT_COMMAND) {
        if (cli->command_count == cli->command_cap)
            cli->commands = mem_grow(cli->commands, &cli->command_cap, sizeof *cli->commands);
        cli->commands[cli->command_count++] = value;
    }
    if (o == OPT_PARAM) {
        struct str text = str_from(value);
        size_t eq = str_chr(text, '=');
        if (eq == STR_NPOS || eq == 0) {
            output_error("--param takes NAME=VALUE, not '%s'", value);
            return false;
        }
        if (cli->param_count == cli->param_cap)
            cli->params = mem_grow(cli->params, &cli->param_cap, sizeof *cli->params);
        cli->params[cli->param_count++] =
            (struct attr){str_sub(text, 0, eq), str_from_at(text, eq + 1), ATTR_TEXT};
    }
    return true;
}

static bool take_value(struct cli *cli, enum cli_option o, const char *inlined, int argc,
                       char **argv, int *i)
{
    const struct cli_option_row *row = &cli_options[o];
    if (!*row->arg) {
        if (inlined) {
            output_error("--%s takes no value", row->name);
            return false;
        }
        return set_option(cli, o, "");
    }
    if (inlined)
        return set_option(cli, o, inlined);
    if (*i + 1 >= argc) {
        output_error("--%s needs %s", row->name, row->arg);
        return false;
    }
    return set_option(cli, o, argv[++*i]);
}

static bool parse_long(struct cli *cli, const char *arg, int argc, char **argv, int *i)
{
    struct str said = str_from(arg + 2);
    size_t eq = str_chr(said, '=');
    const char *inlined = eq == STR_NPOS ? NULL : arg + 2 + eq + 1;
    if (eq != STR_NPOS)
        said = str_sub(said, 0, eq);
    for (int o = 0; o < OPT_COUNT; o++)
        if (str_is(said, cli_options[o].name) && cli_allows(cli->command, (enum cli_option)o))
            return take_value(cli, (enum cli_option)o, inlined, argc, argv, i);
    return no_such_option(cli->command, said);
}

static bool parse_short(struct cli *cli, const char *arg, int argc, char **argv, int *i)
{
    for (int o = 0; o < OPT_COUNT; o++) {
        if (!cli_options[o].letter || cli_options[o].letter != arg[1] ||
            !cli_allows(cli->command, (enum cli_option)o))
            continue;
        if (arg[2] && !*cli_options[o].arg) {
            output_error("-%c takes no value", arg[1]);
            return false;
        }
        return take_value(cli, (enum cli_option)o, arg[2] ? arg + 2 : NULL, argc, argv, i);
    }
    output_error("unknown option %s (`faasmap %s --help` lists them)", arg, cli->command->name);
    return false;
}

static void add_arg(struct cli *cli, const char *arg)
{
    if (cli->arg_count == cli->arg_cap)
        cli->args = mem_grow(cli->args, &cli->arg_cap, sizeof *cli->args);
    cli->args[cli->arg_count++] = arg;
}

static bool parse(struct cli *cli, int argc, char **argv, int first)
{
    bool only_args = false;
    for (int i = first; i < argc; i++) {
        const char *arg = argv[i];
        bool ok = true;
        if (only_args || arg[0] != '-' || strcmp(arg, "-") == 0)
            add_arg(cli, arg);
        else if (strcmp(arg, "--") == 0)
            only_args = true;
        else if (arg[1] == '-')
            ok = parse_long(cli, arg, argc, argv, &i);
        else
            ok = parse_short(cli, arg, argc, argv, &i);
        if (!ok)
            return false;
    }
    if (cli->arg_count && !cli->command->takes_args) {
        output_error("`faasmap %s` takes no arguments", cli->command->name);
        return false;
    }
    return true;
}

const struct cli_command *cli_command_find(const char *name)
{
    for (const struct cli_command *c = cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

/* A first word that is nothing on the disk and nearly a command is a slip, not a file to read. */
static bool is_slip(const char *word)
{
    struct stat st;
    struct str said = str_from(word);
    if (word[0] == '-' || str_starts(said, STR("sample:")) || stat(word, &st) == 0)
        return false;
    struct suggestion near = suggest_for(said);
    for (const struct cli_command *c = cli_commands; c->name; c++)
        suggest_try(&near, str_from(c->name));
    if (str_empty(near.best))
        return false;
    output_error("there is no file, folder or command '%s'; did you mean `faasmap %.*s`?", word,
                 (int)near.best.len, near.best.ptr);
    return true;
}

static int run(struct cli *cli)
{
    struct buf out = {0};
    int code = -1;
    if (cli_has(cli, OPT_HELP)) {
        cli_help(cli->command == cli_commands ? NULL : cli->command, &out);
        code = output_stdout(buf_str(&out)) ? EXIT_FINE : EXIT_OUTPUT;
    } else if (cli_has(cli, OPT_VERSION)) {
        buf_puts(&out, "faasmap " FAASMAP_VERSION "\n");
        code = output_stdout(buf_str(&out)) ? EXIT_FINE : EXIT_OUTPUT;
    }
    buf_release(&out);
    return code >= 0 ? code : cli->command->run(cli);
}

int cli_main(int argc, char **argv)
{
    struct cli cli = {.command = &cli_commands[0], .program = argc ? argv[0] : "faasmap"};
    int first = 1;
    const struct cli_command *named = argc > 1 ? cli_command_find(argv[1]) : NULL;
    if (named) {
        cli.command = named;
        first = 2;
    }
    bool slip = !named && argc > 1 && is_slip(argv[1]);
    int code = !slip && parse(&cli, argc, argv, first) ? run(&cli) : EXIT_USAGE;
    mem_free(cli.commands);
    mem_free(cli.params);
    mem_free(cli.args);
    return code;
}
