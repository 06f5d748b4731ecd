/* SPDX-License-Identifier: MIT */
/* commands.h - the functions behind the rows of cli_commands. Each returns an exit code. */
#ifndef FAASMAP_COMMANDS_H
#define FAASMAP_COMMANDS_H

#include "cli.h"

int command_explore(const struct cli *cli);
int command_map(const struct cli *cli);
int command_export(const struct cli *cli);
int command_stats(const struct cli *cli);
int command_paths(const struct cli *cli);
int command_importers(const struct cli *cli);
int command_themes(const struct cli *cli);
int command_keys(const struct cli *cli);
int command_formats(const struct cli *cli);
int command_samples(const struct cli *cli);
int command_manual(const struct cli *cli);
int command_completion(const struct cli *cli);

#endif
