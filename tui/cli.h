/* SPDX-License-Identifier: MIT */
/* cli.h - the command line: one table of sub-commands, one of options.
 * Place:     tui; main.c calls cli_main(). Usage, --help, the manual page and shell completion are
 *            made from the two tables.
 * Exit codes: 0 fine; 1 check or diff found something; 2 bad usage; 3 some input could not be read
 *            (wins over 1); 4 output failed; 71 out of memory.
 */
#ifndef FAASMAP_CLI_H
#define FAASMAP_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "importer.h"

enum {
    EXIT_FINE = 0,
    EXIT_FOUND = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_OUTPUT = 4, /* no answer: it could not be written, or does not hold */
};

/* X(ENUM, "long", 'letter' or 0, "ARGUMENT" or "", "help"): in the order of --help. */
#define CLI_OPTIONS(X)                                                                             \
    X(FORMAT, "format", 'f', "FORMAT", "form of the answer (export: `faasmap formats`)")           \
    X(OUTPUT, "output", 'o', "FILE", "write to FILE instead of stdout")                            \
    X(FORCE, "force", 0, "", "overwrite FILE if it is there")                                      \
    X(FROM, "from", 0, "SEAT|NODE", "where the attacker starts (default anonymous)")               \
    X(TO, "to", 0, "NODE|FILTER", "only paths to these nodes; :STATE behind it: to that state")    \
    X(WAYS, "ways", 'k', "N", "the N best ways to each node (default: one by each door)")      \
    X(LABELS, "labels", 0, "", "data that flows from a store to one of a lower label")             \
    X(MODE, "mode", 0, "strict|evidence|flow", "what is assumed of code (default strict)")         \
    X(AUTH, "auth", 0, "worst|best", "how an unknown gate counts (default worst)")                 \
    X(EXACT, "exact", 0, "", "conditions of hops must be proved, not only listed")                 \
    X(WITH, "with", 0, "response", "the answer of a callee is input of its caller")                \
    X(NO_STORED, "no-stored", 0, "", "do not follow input that is stored and read back later")         \
    X(RELEASE, "release", 0, "FILTER", "connections of these nodes may go as well")                \
    X(COSTS, "costs", 0, "FILE", "lines `CHANGE COST` in the place of the usual costs")            \
    X(BUDGET, "budget", 0, "N", "close the most with changes that cost N in all")                  \
    X(FAIL_ON, "fail-on", 0, "SEVERITY", "exit 1 from this severity on (default high; never: 0)")  \
    X(SEVERITY, "severity", 0, "SEVERITY", "tell findings from this severity on (default info)")   \
    X(RULES, "rules", 0, "LIST", "only these rules: ids or globs, commas between (FW-04*)")        \
    X(IGNORE, "ignore", 0, "LIST", "without these rules")                                          \
    X(TODAY, "today", 0, "YYYY-MM-DD", "the day for what expires (default: the clock's)")          \
    X(BASELINE, "baseline", 0, "FILE", "what an earlier `check -f json` wrote: it is known")       \
    X(BEFORE, "before", 0, "PATH", "an older state: folder, template or exported JSON (FW-038)")   \
    X(ADVISORIES, "advisories", 0, "PATH", "OSV advisories, file or folder, to look packages up in") \
    X(SUPPRESSED, "suppressed", 0, "", "tell suppressed and known findings as well")               \
    X(ENTRY, "entry", 0, "FILTER", "only entries that fit (flood)")                                \
    X(RATE, "rate", 0, "N", "requests a second at each entry (default 100)")                       \
    X(PRICES, "prices", 0, "FILE", "a table of prices over the built-in one")                      \
    X(VERIFY, "verify", 0, "", "check every answer with the independent checker")                  \
    X(NARROWED, "narrowed", 0, "NODE", "only the policy or role assignments that would do, to copy")  \
    X(WIDTH, "width", 0, "N", "columns of the map (default COLUMNS or 100)")                       \
    X(LAYOUT, "layout", 0, "flow|zones|stack", "ranks by flow; a column per zone; stacks framed")  \
    X(DIRECTION, "direction", 0, "lr|tb", "left to right or top to bottom (default: what fits)")   \
    X(BOXES, "boxes", 0, "full|compact|detailed", "boxes with borders, one line each, or all facts")\
    X(FRAMES, "frames", 0, "on|off", "frames around containers")                                   \
    X(DETAILS, "details", 0, "", "triggers and schedules in the boxes")                            \
    X(LAYERS, "layers", 0, "LIST", "flow,identity,infrastructure (default flow)")                  \
    X(ASCII, "ascii", 0, "", "plain ASCII instead of line glyphs")                                 \
    X(FOCUS, "focus", 0, "NODE", "only what is near NODE")                                         \
    X(HOPS, "hops", 0, "N", "how near (default 2)")                                                \
    X(SURFACE, "surface", 0, "", "the attack surface as well, and what stands behind each door")                 \
    X(TIMING, "timing", 0, "", "add the seconds of each phase")                                    \
    X(IMPORTER, "importer", 0, "NAME", "read with this importer (`faasmap importers`)")            \
    X(PARAM, "param", 0, "K=V", "a value that templates ask for; may be repeated")                 \
    X(STAGE, "stage", 0, "S", "the deployment stage")                                              \
    X(POLICIES, "policies", 0, "FILE", "cases to decide, as JSON (`-`: standard input)")           \
    X(THEME, "theme", 0, "NAME", "colours of the explorer (`faasmap themes`)")                     \
    X(COLOR, "color", 0, "WHEN", "auto, always, never, or a depth: mono 16 256 true")              \
    X(NO_MOUSE, "no-mouse", 0, "", "leave the mouse to the terminal")                              \
    X(COMMAND, "command", 'c', "COMMAND", "run an explorer command, then quit; may be repeated")   \
    X(SCRIPT, "script", 0, "FILE", "run a file of explorer commands, then quit")                   \
    X(LINEAR, "linear", 0, "", "a conversation in plain lines, for screen readers (also TERM=dumb)") \
    X(COPY_CMD, "copy-cmd", 0, "COMMAND", "gets what is copied on its stdin (default: OSC 52)")    \
    X(SESSION, "session", 0, "FILE", "keep marks, notes and the like in FILE, not in the state folder") \
    X(NO_SESSION, "no-session", 0, "", "read and keep no marks, notes and the like")               \
    X(QUIET, "quiet", 'q', "", "only errors on stderr")                                            \
    X(HELP, "help", 'h', "", "this text")                                                          \
    X(VERSION, "version", 0, "", "name and version")

#define X(e, ...) OPT_##e,
enum cli_option { CLI_OPTIONS(X) OPT_COUNT };
#undef X

/* What was said. Texts are borrowed from argv. */
struct cli {
    const struct cli_command *command;
    const char *value[OPT_COUNT];     /* NULL: not given; "" for an option without argument */
    const char **commands;            /* every -c, in order */
    size_t command_count, command_cap;
    struct attr *params;              /* every --param */
    size_t param_count, param_cap;
    const char **args;                /* the positional ones */
    size_t arg_count, arg_cap;
    const char *program;              /* argv[0] */
};

struct cli_command {
    const char *name;
    const char *args;                 /* "[PATH...]" */
    const char *help;
    const char *more;                 /* what else is to be known, in whole lines; NULL: nothing */
    unsigned long options;            /* bits 1 << OPT_x, besides those of every command */
    bool takes_args;
    int (*run)(const struct cli *cli);
};

extern const struct cli_command cli_commands[]; /* name NULL at the end; the first is the default */

const struct cli_command *cli_command_find(const char *name); /* NULL: there is none */

int cli_main(int argc, char **argv);

bool cli_has(const struct cli *cli, enum cli_option o);
struct str cli_text(const struct cli *cli, enum cli_option o); /* empty: not given */
/* The options of the import that the command line asks for; paths are cli->args, or the built-in
 * sample where there are none. */
struct import_options cli_import_options(const struct cli *cli);

void cli_help(const struct cli_command *command, struct buf *out); /* NULL: of the program */
void cli_manual(struct buf *out);                                  /* faasmap.1, roff */
void cli_completion(struct buf *out);                              /* bash */

#endif
