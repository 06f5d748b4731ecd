/* SPDX-License-Identifier: MIT */
/* cli_commands.c - the table of sub-commands. */
#include "cli_options.h"
#include "commands.h"

#define PATHS "[PATH...]"

static const char paths_more[] =
    "Each node is told with its best way. If --to names one node, the best way by each other door (first\n"
    "hop) follows, and then ways by other techniques, as far as they are among the best ways: only of\n"
    "doors is nothing left out, up to four ways in all. Whoever wants every way says -k N: none that is\n"
    "left out is better than the last one told. What was cut short is said.\n"
    "-f navigator writes the techniques of the best ways as a layer of the ATT&CK Navigator.\n";

const struct cli_command cli_commands[] = {
    {.name = "explore", .args = PATHS, .help = "open the explorer",
     .options = CLI_EXPLORE | CLI_MAP, .takes_args = true, .run = command_explore},
    {.name = "map", .args = PATHS, .help = "the map as text",
     .options = CLI_MAP | CLI_OUTPUT, .takes_args = true, .run = command_map},
    {.name = "paths", .args = PATHS, .help = "what an attacker reaches, hop by hop",
     .more = paths_more,
     .options = OPT_BIT(FORMAT) | OPT_BIT(FROM) | OPT_BIT(TO) | OPT_BIT(WAYS) |
                OPT_BIT(LABELS) | CLI_ANALYSIS | CLI_OUTPUT,
     .takes_args = true, .run = command_paths},
    {.name = "blast", .args = "NODE [PATH...]",
     .help = "what falls if NODE falls: who is taken over, what is read, which roles are obtained",
     .options = OPT_BIT(FORMAT) | CLI_ANALYSIS | CLI_OUTPUT, .takes_args = true,
     .run = command_blast},
    {.name = "cut", .args = PATHS, .help = "the cheapest changes that close all ways to what matters",
     .options = OPT_BIT(FORMAT) | OPT_BIT(FROM) | OPT_BIT(TO) | OPT_BIT(NO_STORED) | OPT_BIT(RELEASE) |
                OPT_BIT(COSTS) | OPT_BIT(BUDGET) | (CLI_ANALYSIS & ~OPT_BIT(EXACT)) | CLI_OUTPUT,
     .takes_args = true, .run = command_cut},
    {.name = "check", .args = PATHS, .help = "the findings: what is wrong, why, what to do",
     .options = OPT_BIT(FORMAT) | CLI_CHECK | CLI_OUTPUT, .takes_args = true,
     .run = command_check},
    {.name = "flood", .args = PATHS, .help = "what one request makes, loops, caps, cost an hour",
     .options = OPT_BIT(FORMAT) | OPT_BIT(ENTRY) | OPT_BIT(RATE) | OPT_BIT(PRICES) |
                OPT_BIT(VERIFY) | CLI_OUTPUT,
     .takes_args = true, .run = command_flood},
    {.name = "excess", .args = PATHS, .help = "least privilege: what is given and not needed",
     .options = OPT_BIT(FORMAT) | OPT_BIT(NARROWED) | OPT_BIT(VERIFY) | CLI_OUTPUT,
     .takes_args = true, .run = command_excess},
    {.name = "can", .args = "[PRINCIPAL ACTION RESOURCE [PATH...]]",
     .help = "may it? By the policies of a system, or of a file, as AWS decides",
     .options = OPT_BIT(FORMAT) | OPT_BIT(POLICIES) | CLI_OUTPUT, .takes_args = true,
     .run = command_can},
    {.name = "stats", .args = PATHS, .help = "counts: kinds, entries, reach, unresolved",
     .options = OPT_BIT(FORMAT) | OPT_BIT(SURFACE) | OPT_BIT(TIMING) | CLI_OUTPUT,
     .takes_args = true, .run = command_stats},
    {.name = "export", .args = PATHS, .help = "the graph in another format",
     .options = OPT_BIT(FORMAT) | OPT_BIT(THEME) | CLI_OUTPUT, .takes_args = true,
     .run = command_export},
    {.name = "rules", .args = "", .help = "the catalogue of findings",
     .options = OPT_BIT(FORMAT) | CLI_OUTPUT, .run = command_rules},
    {.name = "importers", .args = "", .help = "what can be read", .options = CLI_OUTPUT,
     .run = command_importers},
    {.name = "formats", .args = "", .help = "what can be exported", .options = CLI_OUTPUT,
     .run = command_formats},
    {.name = "samples", .args = "", .help = "the built-in samples", .options = CLI_OUTPUT,
     .run = command_samples},
    {.name = "themes", .args = "", .help = "the colour themes", .options = CLI_OUTPUT,
     .run = command_themes},
    {.name = "keys", .args = "[check]",
     .help = "the keys of the explorer; check: what is wrong in your keys.conf",
     .options = CLI_OUTPUT | OPT_BIT(FORMAT), .takes_args = true, .run = command_keys},
    {.name = "manual", .args = "", .help = "the manual page, in roff", .options = CLI_OUTPUT,
     .run = command_manual},
    {.name = "help", .args = "[COMMAND]", .help = "this text, or what a command takes",
     .options = CLI_OUTPUT, .takes_args = true, .run = command_usage},
    {.name = "completion", .args = "", .help = "completion for bash", .options = CLI_OUTPUT,
     .run = command_completion},
    {0},
};
