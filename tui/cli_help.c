/* SPDX-License-Identifier: MIT */
/* cli_help.c - usage, manual page and completion, all made from the tables of cli.h. */
#include "cli_options.h"

static const struct {
    int code;
    const char *meaning;
} exit_codes[] = {
    {EXIT_FINE, "fine"},
    {EXIT_FOUND, "something at or above the threshold was found"},
    {EXIT_USAGE, "the command line is wrong"},
    {EXIT_INPUT, "some input could not be read; what could be read is shown"},
    {EXIT_OUTPUT, "the output could not be written, or --verify refutes the answer"},
};

static const char path_text[] =
    "PATH is a file, a folder (walked; .git node_modules .terraform .aws-sam bin obj and what\n"
    ".faasmapignore names are skipped), sample:NAME, or - for standard input. `--` ends the options.\n"
    "A folder that is called like a command is opened as ./NAME.\n";

static void option_line(const struct cli_option_row *o, struct buf *out)
{
    size_t start = out->len;
    buf_puts(out, "  ");
    if (o->letter)
        buf_printf(out, "-%c, ", o->letter);
    else
        buf_puts(out, "    ");
    buf_printf(out, "--%s%s%s", o->name, *o->arg ? " " : "", o->arg);
    size_t used = out->len - start;
    if (used >= 34) {
        buf_putc(out, '\n');
        used = 0;
    }
    buf_fill(out, ' ', 34 - used);
    buf_printf(out, "%s\n", o->help);
}

static void options_of(const struct cli_command *c, struct buf *out)
{
    for (int o = 0; o < OPT_COUNT; o++)
        if (cli_allows(c, (enum cli_option)o))
            option_line(&cli_options[o], out);
}

static void program_help(struct buf *out)
{
    buf_puts(out, "faasmap - explore a serverless system and its security in the terminal\n\n"
                  "usage: faasmap [OPTIONS] [PATH...]\n"
                  "       faasmap COMMAND [OPTIONS] ...\n\n");
    for (const struct cli_command *c = cli_commands + 1; c->name; c++) {
        size_t start = out->len;
        buf_printf(out, "  %s %s", c->name, c->args);
        size_t used = out->len - start;
        buf_fill(out, ' ', used < 34 ? 34 - used : 1);
        buf_printf(out, "%s\n", c->help);
    }
    buf_puts(out, "\nWithout a command the explorer opens; with no PATH, on the built-in sample;\n"
                  "with no terminal, the text map is printed.\n\n");
    buf_puts(out, path_text);
    buf_puts(out, "\noptions (`faasmap COMMAND --help` lists those of a command):\n");
    options_of(&cli_commands[0], out);
    buf_puts(out, "\nexit codes:\n");
    for (size_t i = 0; i < COUNT(exit_codes); i++)
        buf_printf(out, "  %d  %s\n", exit_codes[i].code, exit_codes[i].meaning);
}

void cli_help(const struct cli_command *c, struct buf *out)
{
    if (!c) {
        program_help(out);
        return;
    }
    buf_printf(out, "usage: faasmap %s [OPTIONS]%s%s\n\n%s.\n\n", c->name, *c->args ? " " : "",
               c->args, c->help);
    if (c->more)
        buf_printf(out, "%s\n", c->more);
    options_of(c, out);
}

/* --- roff --------------------------------------------------------------------------------------- */

static void roff(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '-')
            buf_puts(out, "\\-");
        else if (*text == '\\')
            buf_puts(out, "\\e");
        else
            buf_putc(out, *text);
    }
}

static void roff_options(struct buf *out, unsigned long options)
{
    for (int o = 0; o < OPT_COUNT; o++) {
        if (!(options >> o & 1))
            continue;
        buf_puts(out, ".TP\n.B ");
        if (cli_options[o].letter)
            buf_printf(out, "\\-%c\\fR, \\fB", cli_options[o].letter);
        buf_puts(out, "\\-\\-");
        roff(out, cli_options[o].name);
        if (*cli_options[o].arg) {
            buf_puts(out, " \\fI");
            roff(out, cli_options[o].arg);
        }
        buf_putc(out, '\n');
        roff(out, cli_options[o].help);
        buf_puts(out, ".\n");
    }
}

void cli_manual(struct buf *out)
{
    buf_puts(out, ".\\\" Made by `faasmap manual` from the tables of the program.\n"
                  ".TH FAASMAP 1 \"\" \"faasmap " FAASMAP_VERSION "\" \"User Commands\"\n"
                  ".SH NAME\nfaasmap \\- explore a serverless system and its security in the "
                  "terminal\n"
                  ".SH SYNOPSIS\n.B faasmap\n[\\fIOPTIONS\\fR] [\\fIPATH\\fR...]\n.br\n"
                  ".B faasmap\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n"
                  ".SH DESCRIPTION\n"
                  "Reads infrastructure templates and function projects, offline and without "
                  "credentials, builds one graph of functions, triggers, queues, stores and "
                  "permissions, and shows what the internet can reach, over which trust "
                  "boundaries, and which file and line says so.\n.PP\n");
    roff(out, path_text);
    buf_puts(out, ".SH OPTIONS OF EVERY COMMAND\n");
    roff_options(out, CLI_EVERYWHERE);
    buf_puts(out, ".SH OPTIONS OF THE EXPLORER\n");
    roff_options(out, cli_commands[0].options & ~CLI_EVERYWHERE);
    buf_puts(out, ".SH COMMANDS\n");
    for (const struct cli_command *c = cli_commands + 1; c->name; c++) {
        buf_printf(out, ".SS %s ", c->name);
        roff(out, c->args);
        buf_putc(out, '\n');
        roff(out, c->help);
        buf_puts(out, ".\n");
        if (c->more) {
            buf_puts(out, ".PP\n");
            roff(out, c->more);
        }
        roff_options(out, c->options & ~CLI_EVERYWHERE);
    }
    buf_puts(out, ".SH EXIT STATUS\n");
    for (size_t i = 0; i < COUNT(exit_codes); i++) {
        buf_printf(out, ".TP\n.B %d\n", exit_codes[i].code);
        roff(out, exit_codes[i].meaning);
        buf_puts(out, ".\n");
    }
    buf_puts(out, ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf set and not empty, no colours.\n"
                  ".TP\n.B COLUMNS\nWidth of the text map where stdout is no terminal.\n"
                  ".TP\n.B VISUAL, EDITOR\nWhat opens a file at a line.\n");
}

/* --- bash --------------------------------------------------------------------------------------- */

void cli_completion(struct buf *out)
{
    buf_puts(out, "# Made by `faasmap completion`. Source it, or put it where bash-completion looks.\n"
                  "_faasmap() {\n"
                  "    local word=${COMP_WORDS[COMP_CWORD]} options\n"
                  "    case ${COMP_WORDS[1]} in\n");
    for (const struct cli_command *c = cli_commands + 1; c->name; c++) {
        buf_printf(out, "    %s) options=\"", c->name);
        for (int o = 0; o < OPT_COUNT; o++)
            if (cli_allows(c, (enum cli_option)o))
                buf_printf(out, "--%s ", cli_options[o].name);
        buf_puts(out, "\" ;;\n");
    }
    buf_puts(out, "    *) options=\"");
    for (int o = 0; o < OPT_COUNT; o++)
        if (cli_allows(&cli_commands[0], (enum cli_option)o))
            buf_printf(out, "--%s ", cli_options[o].name);
    buf_puts(out, "\" ;;\n    esac\n"
                  "    if [[ $word == -* ]]; then\n"
                  "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                  "    elif [[ $COMP_CWORD == 1 ]]; then\n"
                  "        COMPREPLY=($(compgen -W \"");
    for (const struct cli_command *c = cli_commands + 1; c->name; c++)
        buf_printf(out, "%s ", c->name);
    buf_puts(out, "\" -- \"$word\") $(compgen -f -- \"$word\"))\n"
                  "    else\n"
                  "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                  "    fi\n"
                  "}\n"
                  "complete -o filenames -F _faasmap faasmap\n");
}
