/* SPDX-License-Identifier: MIT */
/* cli_options.h - the option rows, shared by the parser and by what is generated from them. */
#ifndef FAASMAP_CLI_OPTIONS_H
#define FAASMAP_CLI_OPTIONS_H

#include "cli.h"

struct cli_option_row {
    const char *name;
    char letter; /* 0: none */
    const char *arg, *help;
};
extern const struct cli_option_row cli_options[OPT_COUNT];

#define OPT_BIT(o) (1ul << OPT_##o)
#define CLI_EVERYWHERE                                                                             \
    (OPT_BIT(IMPORTER) | OPT_BIT(PARAM) | OPT_BIT(STAGE) | OPT_BIT(QUIET) | OPT_BIT(HELP) |        \
     OPT_BIT(VERSION))
#define CLI_ANALYSIS                                                                               \
    (OPT_BIT(MODE) | OPT_BIT(AUTH) | OPT_BIT(EXACT) | OPT_BIT(WITH) | OPT_BIT(VERIFY))
#define CLI_CHECK                                                                                  \
    (OPT_BIT(FAIL_ON) | OPT_BIT(SEVERITY) | OPT_BIT(RULES) | OPT_BIT(IGNORE) | OPT_BIT(TODAY) |    \
     OPT_BIT(SUPPRESSED) | OPT_BIT(BASELINE) | OPT_BIT(BEFORE) | OPT_BIT(ADVISORIES) | \
     OPT_BIT(VERIFY))
#define CLI_OUTPUT   (OPT_BIT(OUTPUT) | OPT_BIT(FORCE))
#define CLI_MAP                                                                                    \
    (OPT_BIT(WIDTH) | OPT_BIT(LAYOUT) | OPT_BIT(DIRECTION) | OPT_BIT(BOXES) | OPT_BIT(FRAMES) |    \
     OPT_BIT(DETAILS) | OPT_BIT(LAYERS) | OPT_BIT(ASCII) | OPT_BIT(FOCUS) | OPT_BIT(HOPS))
#define CLI_EXPLORE                                                                                \
    (OPT_BIT(THEME) | OPT_BIT(COLOR) | OPT_BIT(COMMAND) | OPT_BIT(SCRIPT) | OPT_BIT(LINEAR) |       \
     OPT_BIT(COPY_CMD) | OPT_BIT(SESSION) | OPT_BIT(NO_SESSION) | OPT_BIT(NO_MOUSE) |              \
     OPT_BIT(ADVISORIES))

bool cli_allows(const struct cli_command *c, enum cli_option o);

#endif
