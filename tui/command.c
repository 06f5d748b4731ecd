/* SPDX-License-Identifier: MIT */
/* command.c - the table of the `:` language, running a line, help and completion of names. */
#include "command.h"

#include "attr.h"
#include "page.h"
#include "query.h"

enum { USAGE_COLS = 26 };

static const struct command commands[] = {
    {"blast", NULL, "blast [NODE]", "What falls if a node falls, by level",
     {ARGUMENT_NODE}, NULL, ask_blast},
    {"colour", NULL, "colour NAME", "By zone, kind, reach, privilege or finding",
     {ARGUMENT_WORD}, "zone|kind|reach|privilege|finding", ask_colour},
    {"cut", NULL, "cut", "The cheapest changes that close all ways in",
     {ARGUMENT_NONE}, NULL, ask_cut},
    {"excess", NULL, "excess [NODE]", "What identities are given and need: the matrix",
     {ARGUMENT_NODE}, NULL, ask_excess},
    {"export", NULL, "export [FORMAT] FILE", "The view: text, svg, screen; all: md, json, dot",
     {ARGUMENT_FORMAT, ARGUMENT_FILE}, NULL, ask_export},
    {"filter", NULL, "filter [EXPR]", "This view shows only what fits; alone: everything",
     {ARGUMENT_EXPRESSION}, NULL, ask_filter},
    {"findings", NULL, "findings [NODE]", "What is wrong: all, or at a node",
     {ARGUMENT_NODE}, NULL, ask_findings},
    {"flood", NULL, "flood [NODE]", "What one request or event there makes and costs",
     {ARGUMENT_NODE}, NULL, ask_flood},
    {"focus", NULL, "focus NODE [HOPS]", "Map only what is near; focus off, focus auto",
     {ARGUMENT_NODE}, "off|auto", ask_focus},
    {"fold", NULL, "fold NODE", "A container as one box; again: open; all, none, auto",
     {ARGUMENT_NODE}, "all|none|auto", ask_fold},
    {"goto", "g", "goto NODE", "Select a node by id, name or a part of either",
     {ARGUMENT_NODE}, NULL, ask_goto},
    {"help", "h", "help [TEXT]", "Keys, commands, legend; or what of it has a text",
     {ARGUMENT_TEXT}, NULL, ask_help},
    {"here", NULL, "here", "Where you are, in sentences", {ARGUMENT_NONE}, NULL, ask_here},
    {"hide", NULL, "hide [EXPR]", "Out of views and paths: the node, or all that fit",
     {ARGUMENT_EXPRESSION}, NULL, ask_hide},
    {"in", NULL, "in [N]", "What comes in; with a number: to that node",
     {ARGUMENT_TEXT}, NULL, ask_in},
    {"keys", NULL, "keys KEYS", "Press keys: keys gp<Enter>; keys check: conflicts",
     {ARGUMENT_TEXT}, NULL, ask_keys},
    {"layers", NULL, "layers LIST", "Layers of the map: flow,identity or +identity",
     {ARGUMENT_LAYER}, NULL, ask_layers},
    {"layout", NULL, "layout NAME [lr|tb]", "Map by flow, zones (a column each) or stack",
     {ARGUMENT_WORD}, "flow|zones|stack", ask_layout},
    {"log", NULL, "log", "What the status line said in this run", {ARGUMENT_NONE}, NULL, ask_log},
    {"macro", NULL, "macro [WHAT]", "record a, play a [TIMES], end; alone: list, or end",
     {ARGUMENT_MACRO}, NULL, ask_macro},
    {"mark", NULL, "mark [a|EXPR]", "Mark the node or all that fit; a to z: bookmark it",
     {ARGUMENT_EXPRESSION}, NULL, ask_mark},
    {"note", NULL, "note TEXT", "A note at the node; note - takes it away",
     {ARGUMENT_TEXT}, NULL, ask_note},
    {"open", "o", "open PATH", "Another system: folder, file, sample:NAME, or a list",
     {ARGUMENT_SYSTEM}, NULL, ask_open},
    {"out", NULL, "out [N]", "What goes out; with a number: to that node",
     {ARGUMENT_TEXT}, NULL, ask_out},
    {"overview", NULL, "overview", "The system in few boxes", {ARGUMENT_NONE}, NULL, ask_overview},
    {"path", "p", "path [A ->] B", "Path, with max N, avoid X, via Y; path off clears it",
     {ARGUMENT_NODE}, "off", ask_path},
    {"present", NULL, "present [on|off]", "For a projector: colours, full boxes, minutes, mask",
     {ARGUMENT_WORD}, "on|off", ask_present},
    {"quit", "q", "quit", "End the explorer", {ARGUMENT_NONE}, NULL, ask_quit},
    {"reach", NULL, "reach FROM", "Map only what internet or thirdparty reaches",
     {ARGUMENT_WORD}, "internet|thirdparty|internal", ask_reach},
    {"read", NULL, "read", "The whole view as text (for --linear)",
     {ARGUMENT_NONE}, NULL, ask_read},
    {"redo", NULL, "redo", "Do again what was undone", {ARGUMENT_NONE}, NULL, ask_redo},
    {"reload", NULL, "reload", "Read the files again", {ARGUMENT_NONE}, NULL, ask_reload},
    {"rule", NULL, "rule ID", "What a rule finds here; rule list: all of them",
     {ARGUMENT_RULE}, NULL, ask_rule},
    {"search", NULL, "search TEXT", "Light up and go to nodes with this text",
     {ARGUMENT_TEXT}, NULL, ask_search},
    {"set", NULL, "set NAME=VALUE", "How things look; alone: all settings",
     {ARGUMENT_SETTING}, NULL, ask_set},
    {"sort", NULL, "sort COLUMN [reverse]", "The table by a column, or the other way round",
     {ARGUMENT_WORD}, "auth|findings|in|kind|name|out|priv|reach|secrets|trigger|zone", ask_sort},
    {"source", NULL, "source [NODE]", "The lines of the input that made it",
     {ARGUMENT_NODE}, NULL, ask_source},
    {"table", NULL, "table", "Every node a row", {ARGUMENT_NONE}, NULL, ask_table},
    {"tag", NULL, "tag [NODE] TAG", "Tag a node, as in stride:T; filters find tag:TAG",
     {ARGUMENT_TEXT}, NULL, ask_tag},
    {"theme", NULL, "theme NAME", "Another set of colours",
     {ARGUMENT_THEME}, NULL, ask_theme},
    {"time", NULL, "time [NODE]", "When timers fire; timeouts, retries, what is kept",
     {ARGUMENT_NODE}, NULL, ask_time},
    {"tree", NULL, "tree [up|down] [NODE]", "What a node leads on to, or what leads to it",
     {ARGUMENT_WORD_NODE}, "up|down", ask_tree},
    {"tutor", NULL, "tutor", "A guided tour of the sample", {ARGUMENT_NONE}, NULL, ask_tutor},
    {"undo", NULL, "undo", "Take the last change of the view back",
     {ARGUMENT_NONE}, NULL, ask_undo},
    {"unhide", "show", "unhide [all|EXPR]", "Back from hiding; alone: the list",
     {ARGUMENT_EXPRESSION}, NULL, ask_unhide},
    {"unmark", NULL, "unmark [EXPR]", "Take marks away; alone: all",
     {ARGUMENT_EXPRESSION}, NULL, ask_unmark},
    {"untag", NULL, "untag [NODE] TAG", "Take a tag away", {ARGUMENT_TEXT}, NULL, ask_untag},
    {"view", "v", "view NAME", "Another view",
     {ARGUMENT_VIEW}, NULL, ask_view},
    {"w", NULL, "w [FILE]", "Save marks, notes and the like; or a copy as FILE",
     {ARGUMENT_FILE}, NULL, ask_save},
    {"what-if", NULL, "what-if [WHAT]", "off (the line), guard NODE, take NODE, clear",
     {ARGUMENT_WORD_NODE}, "off|guard |take |clear", ask_what_if},
    {"yank", "y", "yank [WHAT]", "Copy name, id, node, path, view or dot",
     {ARGUMENT_WORD}, "name|id|node|path|view|dot", ask_yank},
};

const struct command *command_at(size_t i)
{
    return i < COUNT(commands) ? &commands[i] : NULL;
}

const struct command *command_find(struct str name)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        const struct command *c = &commands[i];
        if (str_is(name, c->name) || (c->alias && str_is(name, c->alias)))
            return c;
    }
    return NULL;
}

/* How many words of the usage may not be left out; what may stands in brackets there. */
static int needed(const struct command *c)
{
    struct str rest = str_from(c->usage);
    int count = -1; /* the name */

    for (struct str part; !str_empty(part = ask_word(&rest));)
        count += part.ptr[0] != '[';
    return count;
}

/* What could be the file of `export` alone is a format where there is one of that name. */
static bool is_format(struct str word)
{
    for (size_t i = 0; !str_empty(export_format(i)); i++) {
        if (str_ieq(export_format(i), word))
            return true;
    }
    return false;
}

enum argument command_missing(const struct command *c, struct str args)
{
    struct str rest = str_trim(args), word = ask_word(&rest);

    rest = str_trim(rest);
    if (c->arguments[0] == ARGUMENT_NONE)
        return ARGUMENT_NONE;
    if (str_empty(word))
        return needed(c) < 1 ? ARGUMENT_NONE : c->arguments[0];
    if (!str_empty(rest))
        return ARGUMENT_NONE;
    if (c->arguments[0] == ARGUMENT_SETTING && str_ends(word, STR("=")))
        return ARGUMENT_SETTING;
    if (c->arguments[0] == ARGUMENT_FORMAT && is_format(word))
        return c->arguments[1];
    for (struct str words = str_from(c->words), one; str_cut(&words, '|', &one);) {
        if (str_ends(one, STR(" ")) && str_eq(str_trim(one), word))
            return ARGUMENT_NODE;
    }
    return needed(c) < 2 ? ARGUMENT_NONE : c->arguments[1];
}

static bool ask_for(struct explorer *x, const struct command *c, enum argument kind,
                    struct str args)
{
    struct buf begun = {0};

    buf_printf(&begun, "%s ", c->name);
    if (!str_empty(args)) {
        buf_add(&begun, args);
        if (kind != ARGUMENT_SETTING)
            buf_putc(&begun, ' ');
    }
    pick_argument(x, kind, buf_str(&begun));
    buf_release(&begun);
    return true;
}

/* What other programs call it; empty: nothing here. */
static struct str by_habit(struct str name)
{
    static const struct {
        const char *other, *ours;
    } rows[] = {
        {"exit", "quit"}, {"q!", "quit"},     {"wq", "quit"},   {"x", "quit"},     {"find", "search"},
        {"ls", "table"},  {"list", "table"},  {"e", "open"},    {"edit", "open"},  {"cd", "open"},
        {"save", "w"},    {"write", "w"},     {"man", "help"},  {"select", "goto"}, {"refresh", "reload"},
        {"copy", "yank"}, {"print", "export"}, {"grep", "search"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (str_iis(name, rows[i].other))
            return str_from(rows[i].ours);
    }
    return STR_NONE;
}

static bool run(struct explorer *x, const struct command *c, struct str line, struct str args)
{
    const struct str outer = x->later.running; /* `keys` types others */
    bool good;

    x->later.running = line;
    good = c->run(x, args);
    x->later.running = outer;
    return good;
}

bool command_run(struct explorer *x, struct str line)
{
    struct str rest = str_trim(line), name = ask_word(&rest);
    const struct command *c = command_find(name);
    struct suggestion n = suggest_for(name);

    rest = str_trim(rest);
    if (str_empty(name))
        return true;
    if (c && c->arguments[0] == ARGUMENT_NONE && !str_empty(rest)) {
        session_complain(x, "%s stands alone: what is '%.*s'?", c->name, (int)rest.len, rest.ptr);
        return false;
    }
    if (c) {
        enum argument missing = command_missing(c, rest);
        return missing == ARGUMENT_NONE ? run(x, c, line, rest) : ask_for(x, c, missing, rest);
    }
    for (size_t i = 0; i < COUNT(commands); i++) {
        suggest_try(&n, str_from(commands[i].name));
        if (commands[i].alias)
            suggest_try(&n, str_from(commands[i].alias));
    }
    if (!str_empty(by_habit(name)))
        n.best = by_habit(name);
    ask_unknown(x, "command", &n);
    return false;
}

/* A name that several nodes have a part of: which of them is chosen from a list of those. */
static bool choose_node(struct explorer *x, const struct command *c, struct str args)
{
    node_id found[2];
    struct buf begun = {0};

    for (struct str words = str_from(c->words), one; str_cut(&words, '|', &one);) {
        if (str_eq(one, args))
            return false; /* "fold all" speaks of no node */
    }
    if (c->arguments[0] != ARGUMENT_NODE || str_empty(args) ||
        graph_match(x->graph, args, found, COUNT(found)) < 2)
        return false;
    buf_add(&begun, args); /* it may stand in the picker that is closed now */
    ask_for(x, c, ARGUMENT_NODE, STR_NONE);
    line_set(&x->pick.line, buf_str(&begun));
    fuzzy_run(&x->pick.fuzzy, buf_str(&begun));
    buf_release(&begun);
    return true;
}

bool command_typed(struct explorer *x, struct str line)
{
    struct str rest = str_trim(line), name = ask_word(&rest);
    const struct command *c = command_find(name);
    struct buf copy = {0};
    bool good;

    session_catch_up(x);
    if (x->macros.playing || (c && command_missing(c, rest) != ARGUMENT_NONE))
        return command_run(x, line); /* nobody typed it now, or not all of it yet */
    if (c && choose_node(x, c, str_trim(rest)))
        return true;
    buf_add(&copy, line); /* the command may change what the line stands in */
    history_add(&x->prompt.history, line);
    if (x->options.history)
        history_save(&x->prompt.history, x->options.history);
    buf_reset(&x->last_command);
    buf_add(&x->last_command, str_trim(line));
    x->macros.by_keys = true;
    good = command_run(x, buf_str(&copy));
    x->macros.by_keys = false;
    buf_release(&copy);
    return good;
}

void command_help(struct page *p)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        page_line(p, (struct page_target){.item = HELP_COMMAND + (uint32_t)i, .rest = true});
        if (commands[i].alias)
            page_printf(p, ROLE_KEY, "%s, ", commands[i].alias);
        page_puts(p, commands[i].usage, ROLE_KEY);
        page_puts(p, " ", ROLE_NORMAL);
        page_at(p, USAGE_COLS);
        page_puts(p, commands[i].help, ROLE_HINT);
    }
}
