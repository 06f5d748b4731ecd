/* SPDX-License-Identifier: MIT */
/* command.c - the table of the `:` language, running a line, help and completion of names. */
#include "command.h"

#include "attr.h"
#include "page.h"

enum { USAGE_COLS = 26 };

static const struct command commands[] = {
    {"export", NULL, "export FORMAT FILE", "Write the system to a new file",
     {ARGUMENT_FORMAT, ARGUMENT_FILE}, NULL, ask_export},
    {"goto", "g", "goto NODE", "Select a node by id, name or a part of either",
     {ARGUMENT_NODE}, NULL, ask_goto},
    {"help", "h", "help", "Keys, commands, legend", {ARGUMENT_NONE}, NULL, ask_help},
    {"hide", NULL, "hide [EXPR]", "Out of views and paths: the node, or all that fit",
     {ARGUMENT_EXPRESSION}, NULL, ask_hide},
    {"keys", NULL, "keys KEYS", "Press keys, as in keys gp<Down><Enter>",
     {ARGUMENT_TEXT}, NULL, ask_keys},
    {"layers", NULL, "layers LIST", "Layers of the map: flow,identity or +identity",
     {ARGUMENT_LAYER}, NULL, ask_layers},
    {"layout", NULL, "layout NAME [lr|tb]", "Map by flow, zones (a column each) or stack",
     {ARGUMENT_WORD}, "flow|zones|stack", ask_layout},
    {"mark", NULL, "mark [a|EXPR]", "Mark the node or all that fit; a to z: bookmark it",
     {ARGUMENT_EXPRESSION}, NULL, ask_mark},
    {"note", NULL, "note TEXT", "A note at the node; note - takes it away",
     {ARGUMENT_TEXT}, NULL, ask_note},
    {"path", "p", "path [NODE]", "Path from the internet to a node; alone: clears it",
     {ARGUMENT_NODE}, NULL, ask_path},
    {"quit", "q", "quit", "End the explorer", {ARGUMENT_NONE}, NULL, ask_quit},
    {"redo", NULL, "redo", "Do again what was undone", {ARGUMENT_NONE}, NULL, ask_redo},
    {"search", NULL, "search TEXT", "Light up and go to nodes with this text",
     {ARGUMENT_TEXT}, NULL, ask_search},
    {"set", NULL, "set NAME=VALUE", "boxes, direction, frames, glyphs, wide",
     {ARGUMENT_SETTING}, NULL, ask_set},
    {"tag", NULL, "tag [NODE] TAG", "Tag a node, as in stride:T; filters find tag:TAG",
     {ARGUMENT_TEXT}, NULL, ask_tag},
    {"theme", NULL, "theme [NAME]", "Colours; alone: which there are",
     {ARGUMENT_THEME}, NULL, ask_theme},
    {"undo", NULL, "undo", "Take the last change of the view back",
     {ARGUMENT_NONE}, NULL, ask_undo},
    {"unhide", NULL, "unhide [all|EXPR]", "Back from hiding; alone: the list",
     {ARGUMENT_EXPRESSION}, NULL, ask_unhide},
    {"unmark", NULL, "unmark [EXPR]", "Take marks away; alone: all",
     {ARGUMENT_EXPRESSION}, NULL, ask_unmark},
    {"untag", NULL, "untag [NODE] TAG", "Take a tag away", {ARGUMENT_TEXT}, NULL, ask_untag},
    {"view", "v", "view NAME", "Another view; alone: which there are",
     {ARGUMENT_VIEW}, NULL, ask_view},
    {"what-if", NULL, "what-if [WHAT]", "off (the line), guard NODE, take NODE, clear",
     {ARGUMENT_WORD_NODE}, "off|guard |take |clear", ask_what_if},
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

bool command_run(struct explorer *x, struct str line)
{
    struct str rest = str_trim(line), name = ask_word(&rest);
    const struct command *c = command_find(name);
    struct suggestion n = suggest_for(name);

    if (str_empty(name))
        return true;
    if (c)
        return c->run(x, str_trim(rest));
    for (size_t i = 0; i < COUNT(commands); i++)
        suggest_try(&n, str_from(commands[i].name));
    ask_unknown(x, "command", &n);
    return false;
}

void command_help(struct page *p)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        page_line(p, (struct page_target){0});
        if (commands[i].alias)
            page_printf(p, ROLE_KEY, "%s, ", commands[i].alias);
        page_puts(p, commands[i].usage, ROLE_KEY);
        page_puts(p, " ", ROLE_NORMAL);
        page_at(p, USAGE_COLS);
        page_puts(p, commands[i].help, ROLE_HINT);
    }
}

size_t command_complete(struct str head, struct buf *out)
{
    size_t hits = 0;
    struct str common = STR_NONE;

    for (size_t i = 0; i < COUNT(commands); i++) {
        struct str name = str_from(commands[i].name);
        size_t same = 0;
        if (!str_starts(name, head))
            continue;
        if (hits++ == 0)
            common = name;
        while (same < common.len && same < name.len && common.ptr[same] == name.ptr[same])
            same++;
        common = str_sub(common, 0, same);
    }
    buf_add(out, common);
    return hits;
}
