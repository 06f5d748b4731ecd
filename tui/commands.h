/* SPDX-License-Identifier: MIT */
/* commands.h - the functions behind the rows of cli_commands. Each returns an exit code. */
#ifndef FAASMAP_COMMANDS_H
#define FAASMAP_COMMANDS_H

#include "buf.h"
#include "cli.h"
#include "decisions.h"
#include "graph.h"
#include "map_text.h"
#include "paths.h"

int command_explore(const struct cli *cli);
int command_map(const struct cli *cli);
int command_export(const struct cli *cli);
/* The same in a format of explorer_format(). */
int command_export_view(const struct cli *cli, struct str format);
int command_stats(const struct cli *cli);
int command_paths(const struct cli *cli);
int command_blast(const struct cli *cli);
int command_check(const struct cli *cli);
int command_flood(const struct cli *cli);
int command_rules(const struct cli *cli);
int command_excess(const struct cli *cli);
int command_can(const struct cli *cli);
int command_cut(const struct cli *cli);
int command_importers(const struct cli *cli);
int command_themes(const struct cli *cli);
int command_keys(const struct cli *cli);
int command_formats(const struct cli *cli);
int command_usage(const struct cli *cli);
int command_samples(const struct cli *cli);
int command_manual(const struct cli *cli);
int command_completion(const struct cli *cli);

/* --- Shared by the commands -------------------------------------------------------------------- */

/* Imports what the command line names and prints the messages; NULL: wrong usage, said already. */
struct graph *commands_open(const struct cli *cli);
/* A positive number in the environment, at most 1000, or what is to be without it. */
int commands_number(const char *variable, int otherwise);
/* The same, and d takes what faasmap.yaml says besides the topology. */
struct graph *commands_open_decided(const struct cli *cli, struct decisions *d);
/* The same before the explorer: it has the terminal, whose line of progress takes keys. */
struct graph *commands_open_explorer(const struct cli *cli, struct decisions *d);
/* Writes to -o FILE or stdout, releases the buffer, and adds what the messages of the input say to
 * the exit code. g may be NULL. */
int commands_finish(const struct cli *cli, const struct graph *g, struct buf *out);
/* Says why --verify refutes an answer, which is then not told, and returns the exit code. */
int commands_refuted(const struct buf *why);
/* Prints what is to be said of an input that was read already, and hands it on to its messages: errors
 * count for the exit code. */
void commands_tell(const struct cli *cli, const struct graph *g, struct diags *diags);
/* What must not fall, as faasmap.yaml or the system says it; complaints are told. jewels_free(). */
struct jewels *commands_jewels(const struct cli *cli, const struct graph *g, const struct exposure *x,
                               const struct decisions *d) ATTR_RETURNS_NONNULL;
/* -f text or json, for commands that know both; false: wrong usage, said already. */
bool commands_wants_json(const struct cli *cli, bool *json);
/* The place of what -f says among the names, the first one without it; false: it is none of them. */
bool commands_form(const struct cli *cli, const char *const *names, size_t count, int *out);
/* --mode, --auth, --exact, --with; false: wrong usage, said already. */
bool commands_question(const struct cli *cli, struct path_question *q);
/* One node by id, name or unique part; 0: none or several, said already. */
node_id commands_node(const struct graph *g, struct str text);
/* --from, or anonymous; false: wrong usage, said already. */
bool commands_seat(const struct cli *cli, const struct graph *g, struct seat *seat);
/* The map options of the command line; false: wrong usage, said already. width 0: not given. */
bool commands_map_options(const struct cli *cli, const struct graph *g,
                          struct map_text_options *out);

#endif
