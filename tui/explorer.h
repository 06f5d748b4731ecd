/* SPDX-License-Identifier: MIT */
/* explorer.h - the interactive program: a sealed graph in a terminal.
 * Place:     main and the command line start it; it owns the terminal while it runs.
 * Parts:     session.h (what views share), view.h (one row per view), page.h and map_view (what they
 *            draw with), command.h (the `:` language), screen.c (bars and panes).
 * Ownership: graph and options are borrowed until the call returns.
 */
#ifndef FAASMAP_EXPLORER_H
#define FAASMAP_EXPLORER_H

#include <stdio.h>
#include <time.h>

#include "graph.h"
#include "probe.h"
#include "rule_options.h"
#include "term.h"

struct decisions;
struct loader;

struct system_place {
    const char *folder;            /* what files in the graph are relative to; NULL: there are no
                                      files to edit (built-in sample, standard input) */
    const char *sample;            /* name of the built-in sample that was read; NULL: none */
    struct timespec read_at;       /* when the reading of the files began; 0: not known */
    const char *session;           /* file that keeps what the user adds; NULL: nothing is kept */
    const char *session_of;        /* what it belongs to, for people who look into it; NULL: none */
};

struct explorer_options {
    const struct term_kind *kind;  /* NULL: term_curses */
    struct term_options term;
    bool own_depth;              /* term.depth was asked for: pictures have it too */
    const char *theme;             /* NULL: dark */
    const char *theme_folder;      /* the user's themes; NULL: none */
    struct diags *own;             /* gets what is wrong in the person's own files (own.h); NULL: the
                                      explorer alone tells it */
    struct str user_keys;          /* text of the user's keys.conf; empty: none */
    struct str user_keys_file;     /* as messages name it */
    struct system_place place;            /* where the system comes from and what is kept of it */
    const char *editor;            /* command of $VISUAL or $EDITOR; NULL: vi */
    enum background background;    /* the terminal's; unknown: taken for dark */
    const char *view;              /* first view; NULL: map, of a large system the overview */
    const struct rule_options *rules; /* NULL: the rules are not asked for findings */
    struct decisions *decisions;   /* of the team, about findings; NULL: none */
    bool first_run;                /* nobody chose a system: the sample opens with a few hints */
    bool patient;                  /* nobody is at the keys: commands wait for their answers */
    bool beside;                   /* tests: threads work however little there is to do */
    bool linear;                   /* nobody sees a screen: answers are told (explorer_linear) */
    const char *copy_command;      /* gets copied text on its stdin; NULL: OSC 52 */
    const char *here;              /* where `open` alone looks for systems; NULL: the folder in use */
    const struct loader *loader;   /* reads the system again; NULL: it cannot be */
    bool watch;                    /* read it again when its files change */
    struct str commands;           /* `:` commands to begin with, one a line */
    bool mouse;                    /* takes clicks; else they are the terminal's */
    const char *settings;          /* file of the settings that are kept; NULL: none are */
    bool double_width;             /* locale or terminal gives ambiguous signs two cells */
    const char *history;           /* file of the commands of earlier runs; NULL: none */
};

struct explorer;

/* The whole run. Returns an exit code: 0, 2 (terminal unusable, no such theme; *why has a line),
 * or 128 + the signal that asked it to end. */
int explorer_run(const struct explorer_options *options, const struct graph *g, struct buf *why);

/* Runs `:` commands, one a line, on a memory terminal of options->term's size. The command
 * `screen` appends what is on the screen to out, `keys` types keys. The first command that fails
 * ends the script with its message in *why and exit code 2. */
int explorer_script(const struct explorer_options *options, const struct graph *g,
                    struct str script, struct buf *out, struct buf *why);

/* A conversation (--linear): one `:` command a line from in, answers as sentences, without escapes,
 * to say (false: it cannot be written, that is the end); prompt: "> " before each line. Ends at the end of input or with quit. */
int explorer_linear(const struct explorer_options *options, const struct graph *g, FILE *in,
                    bool (*say)(struct str bytes), bool prompt, struct buf *why);

/* The formats of :export that need no screen, and exporter.h does not have; empty behind the last. */
struct str explorer_format(size_t i, struct str *help);
/* The whole system in one of them, as the explorer shows it where nobody has changed anything. Exit code
 * 0, or 2 with a line in *why. */
int explorer_export(const struct explorer_options *options, const struct graph *g,
                    struct str format, struct buf *out, struct buf *why);

/* --- The run in steps, for tests --------------------------------------------------------------- */
struct explorer *explorer_open(const struct explorer_options *options, const struct graph *g,
                               struct buf *why); /* NULL: *why says so */
void explorer_close(struct explorer *x);         /* NULL is allowed; restores the terminal */
/* Draws, waits for one event and handles it. false: the explorer is to end. */
bool explorer_step(struct explorer *x);
/* Handles everything that is there, draws, and returns; false as above. */
bool explorer_settle(struct explorer *x);
/* One event that is there or will surely come, and its frame: what somebody at the keys waits for. false:
 * there is none, nothing was drawn. */
bool explorer_frame(struct explorer *x);
struct term *explorer_term(struct explorer *x);
int explorer_status(const struct explorer *x); /* exit code so far */

#endif
