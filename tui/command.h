/* SPDX-License-Identifier: MIT */
/* command.h - the `:` language: one table for the prompt, -c, scripts, palette and help.
 * Place:     command.c has the table and runs lines; the work is done in ask_SUBJECT.c files.
 * A new one: a row in the table of command.c (in order of the names), a function ask_NAME below,
 *            its body in the ask_*.c of its subject (or a new file), and session tests.
 * Line:      the first word is the name or the alias; a function gets the rest, trimmed. What the
 *            words of the rest are is said in the row: completion, pickers and help read it there.
 * Failure:   a function that answers false has said why with session_complain().
 */
#ifndef FAASMAP_COMMAND_H
#define FAASMAP_COMMAND_H

#include "argument.h"
#include "session.h"
#include "suggest.h"

enum { COMMAND_ARGUMENTS_MAX = 2 };

struct command {
    const char *name, *alias; /* alias: NULL: none */
    const char *usage, *help;
    enum argument arguments[COMMAND_ARGUMENTS_MAX];
    const char *words; /* of ARGUMENT_WORD, or in place of a node, with | between; NULL: none */
    bool (*run)(struct explorer *x, struct str args);
};

const struct command *command_at(size_t i); /* NULL behind the last; sorted by name */
const struct command *command_find(struct str name); /* name or alias; NULL: none */
/* Runs a line; where an argument is missing that the command needs, a picker opens for it.
 * false: a complaint was made. */
bool command_run(struct explorer *x, struct str line);
/* The same for a person: the line goes to the history, and . repeats it. */
bool command_typed(struct explorer *x, struct str line);
/* The argument that is needed and not there; ARGUMENT_NONE: nothing is missing. */
enum argument command_missing(const struct command *c, struct str args);
/* A line per command; its target's item is HELP_COMMAND + its number. */
enum { HELP_COMMAND = 1 << 16 };
void command_help(struct page *p);

/* A setting of `:set NAME=VALUE` (ask_set.c). */
struct setting {
    const char *name, *values, *help;
    bool (*set)(struct explorer *x, struct str value); /* false: not one of values */
    void (*get)(const struct explorer *x, struct buf *out);
    bool kept; /* for the next run, whatever system is open then (settings.h) */
};
const struct setting *setting_at(size_t i); /* NULL behind the last; sorted by name */

/* --- For the functions (ask.c) ------------------------------------------------------------------ */
struct str ask_word(struct str *rest); /* cuts off the next word; empty: no more */
node_id ask_node(struct explorer *x, struct str text); /* the one that it names, or a complaint: 0 */
/* All that an expression fits, or the one node that a name names; *nodes is the caller's. false: a complaint
 * was made. true with a *count of 0: what fits is looked for, the command is run again when it is known. */
bool ask_nodes(struct explorer *x, struct str text, node_id **nodes, size_t *count);
/* "unknown WHAT 'word'; did you mean 'best'?" */
void ask_unknown(struct explorer *x, const char *what, const struct suggestion *n);

/* yes, no or "auto" into *out; false: none of the three. */
bool ask_choice(enum choice *out, struct str value, const char *yes, const char *no);

/* --- ask_answers.c: what the analyses say of a node ------------------------------------------------ */
bool ask_blast(struct explorer *x, struct str args);
bool ask_cut(struct explorer *x, struct str args);
bool ask_excess(struct explorer *x, struct str args);
bool ask_findings(struct explorer *x, struct str args);
bool ask_flood(struct explorer *x, struct str args);

/* --- ask_first.c: first steps ------------------------------------------------------------------------ */
bool ask_present(struct explorer *x, struct str args);
bool ask_tutor(struct explorer *x, struct str args);

/* --- ask_macro.c: keys, rules --------------------------------------------------------------------- */
bool ask_keys(struct explorer *x, struct str args);
bool ask_macro(struct explorer *x, struct str args);
bool ask_rule(struct explorer *x, struct str args);

/* --- ask_map.c: what the map shows --------------------------------------------------------------- */
bool ask_layers(struct explorer *x, struct str args);
bool ask_layout(struct explorer *x, struct str args);

/* --- ask_node.c: going to nodes, paths, changes on paper ------------------------------------------ */
bool ask_goto(struct explorer *x, struct str args);
bool ask_search(struct explorer *x, struct str args);
bool ask_what_if(struct explorer *x, struct str args);

/* --- ask_out.c: files ------------------------------------------------------------------------------ */
bool ask_export(struct explorer *x, struct str args);
bool ask_open(struct explorer *x, struct str args);
bool ask_reload(struct explorer *x, struct str args);
struct str export_format(size_t i); /* the names of formats; empty behind the last */
struct str export_format_help(size_t i, struct str *help); /* the same, and what it is */
/* Writes a new file, never over one that is there nor through a link, and says so. */
bool ask_write_new(struct explorer *x, const char *path, struct str bytes);

/* --- ask_report.c: sentences, the clipboard ---------------------------------------------------------- */
bool ask_here(struct explorer *x, struct str args);
bool ask_in(struct explorer *x, struct str args);
bool ask_out(struct explorer *x, struct str args);
bool ask_read(struct explorer *x, struct str args);
bool ask_yank(struct explorer *x, struct str args);

/* --- ask_path.c ------------------------------------------------------------------------------------- */
bool ask_path(struct explorer *x, struct str args);

/* --- ask_set.c: settings, themes -------------------------------------------------------------------- */
bool ask_set(struct explorer *x, struct str args);
bool ask_theme(struct explorer *x, struct str args);

/* --- ask_work.c: marks, notes, tags, hiding, undo ---------------------------------------------------- */
bool ask_hide(struct explorer *x, struct str args);
bool ask_mark(struct explorer *x, struct str args);
bool ask_note(struct explorer *x, struct str args);
bool ask_redo(struct explorer *x, struct str args);
bool ask_tag(struct explorer *x, struct str args);
bool ask_save(struct explorer *x, struct str args);
bool ask_undo(struct explorer *x, struct str args);
bool ask_unhide(struct explorer *x, struct str args);
bool ask_unmark(struct explorer *x, struct str args);
bool ask_untag(struct explorer *x, struct str args);

/* --- ask_views.c: overview, source, time, tree ------------------------------------------------------- */
bool ask_overview(struct explorer *x, struct str args);
bool ask_source(struct explorer *x, struct str args);
bool ask_time(struct explorer *x, struct str args);
bool ask_tree(struct explorer *x, struct str args);
/* --- ask_table.c: all nodes as rows ------------------------------------------------------------- */
bool ask_sort(struct explorer *x, struct str args);
bool ask_table(struct explorer *x, struct str args);

/* --- ask_sight.c: filters, focus, folding, colours -------------------------------------------------- */
bool ask_colour(struct explorer *x, struct str args);
bool ask_filter(struct explorer *x, struct str args);
bool ask_focus(struct explorer *x, struct str args);
bool ask_fold(struct explorer *x, struct str args);
bool ask_reach(struct explorer *x, struct str args);

/* --- ask_view.c: views, help, the end --------------------------------------------------------------- */
bool ask_help(struct explorer *x, struct str args);
bool ask_log(struct explorer *x, struct str args);
bool ask_quit(struct explorer *x, struct str args);
bool ask_view(struct explorer *x, struct str args);

#endif
