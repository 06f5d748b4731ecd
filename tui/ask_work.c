/* SPDX-License-Identifier: MIT */
/* ask_work.c - commands: marks, notes, tags, hiding, undo. */
#include "act_work.h"
#include "command.h"
#include "map_view.h"
#include "mem.h"
#include "query.h"
#include "secrets.h"
#include "session.h"

/* --- Marks ------------------------------------------------------------------------------------- */

static bool mark_all(struct explorer *x, struct str text, bool marked)
{
    node_id *nodes;
    size_t count, changed = 0, now;

    if (!ask_nodes(x, text, &nodes, &count))
        return false;
    if (count == 0)
        return true;
    undo_note(x);
    for (size_t i = 0; i < count; i++)
        changed += work_mark(x, nodes[i], marked);
    mem_free(nodes);
    now = work_marked_count(x);
    if (!changed)
        session_say(x, marked ? "marked already, %zu in all" : "not marked, %zu others are", now);
    else
        session_say(x, "%zu node%s %s, %zu marked now", changed, changed == 1 ? "" : "s",
                    marked ? "more" : "less", now);
    return true;
}

/* mark a (a bookmark), mark EXPR */
bool ask_mark(struct explorer *x, struct str args)
{
    if (args.len != 1 || args.ptr[0] < 'a' || args.ptr[0] > 'z') {
        if (str_empty(args)) {
            session_perform(x, ACTION_MARK);
            return x->at.node != 0;
        }
        return mark_all(x, args, true);
    }
    if (!x->at.node) {
        session_complain(x, "nothing is selected");
        return false;
    }
    undo_note(x);
    work_bookmark(x, args.ptr[0], x->at.node);
    struct str name = session_name(x, x->at.node);
    session_say(x, "bookmark %c: %.*s", args.ptr[0], (int)name.len, name.ptr);
    return true;
}

/* unmark, unmark EXPR */
bool ask_unmark(struct explorer *x, struct str args)
{
    node_id n;

    if (!str_empty(args))
        return mark_all(x, args, false);
    bool none = work_marked_count(x) == 0;
    undo_note(x);
    for (n = work_next(x->work.marked, 0); n; n = work_next(x->work.marked, n))
        work_mark(x, n, false);
    session_say(x, none ? "nothing is marked" : "nothing is marked any more");
    return true;
}

/* --- Notes and tags ---------------------------------------------------------------------------- */

/* What is written down stays in a file: no secret may get there. */
static bool refused(struct explorer *x, struct str text)
{
    const char *secret = secret_in_text(text);

    if (text.len > WORK_TEXT_MAX)
        session_complain(x, "at most %d bytes", WORK_TEXT_MAX);
    else if (secret)
        session_complain(x, "that looks like a secret (%s): it is not kept", secret);
    return text.len > WORK_TEXT_MAX || secret;
}

/* note TEXT; "note -" takes it away */
bool ask_note(struct explorer *x, struct str args)
{
    struct str name = session_name(x, x->at.node);
    bool away = str_is(args, "-");

    if (!x->at.node) {
        session_complain(x, "nothing is selected");
        return false;
    }
    if (str_empty(args)) {
        session_complain(x, "usage: note TEXT; note - takes it away");
        return false;
    }
    if (refused(x, args))
        return false;
    undo_note(x);
    if (!work_set_note(x, x->at.node, away ? STR_NONE : args) && away) {
        session_complain(x, "%.*s has no note", (int)name.len, name.ptr);
        return false;
    }
    session_say(x, away ? "no note at %.*s any more" : "noted at %.*s", (int)name.len, name.ptr);
    return true;
}

static bool called(const struct explorer *x, struct str text)
{
    node_id found;

    return graph_match(x->graph, text, &found, 1) == 1 && str_eq(session_name(x, found), text);
}

/* NODE TAG, or TAG of the selected node; the tag is the last word. */
static bool tag_node(struct explorer *x, struct str args, bool there)
{
    size_t space = str_rchr(args, ' ');
    struct str tag = space == STR_NPOS ? args : str_from_at(args, space + 1), name;
    node_id n = x->at.node;

    if (str_empty(args) || (space == STR_NPOS && !n)) {
        session_complain(x, "usage: %s [NODE] TAG, as in stride:T", there ? "tag" : "untag");
        return false;
    }
    if (space == STR_NPOS && called(x, args)) { /* the tag was forgotten */
        session_complain(x, "which tag? %s %.*s TAG, as in stride:T", there ? "tag" : "untag",
                         (int)args.len, args.ptr);
        return false;
    }
    if (space != STR_NPOS)
        n = ask_node(x, str_trim(str_sub(args, 0, space)));
    if (!n || refused(x, tag))
        return false;
    name = session_name(x, n);
    undo_note(x);
    if (!work_set_tag(x, n, tag, there)) {
        session_complain(x, there ? "%.*s has this tag" : "%.*s has no such tag", (int)name.len,
                         name.ptr);
        return false;
    }
    session_say(x, there ? "%.*s has the tag %.*s; tag:%.*s finds it"
                         : "%.*s lost the tag %.*s", (int)name.len, name.ptr, (int)tag.len,
                tag.ptr, (int)tag.len, tag.ptr);
    return true;
}

bool ask_tag(struct explorer *x, struct str args)
{
    return tag_node(x, args, true);
}

bool ask_untag(struct explorer *x, struct str args)
{
    return tag_node(x, args, false);
}

/* --- Hiding ------------------------------------------------------------------------------------ */

static void say_hidden(struct explorer *x, size_t changed, bool hidden)
{
    struct buf what = {0};

    buf_printf(&what, "%zu node%s %s", changed, changed == 1 ? "" : "s", hidden ? "hidden" : "back");
    session_say_effect(x, buf_str(&what));
    buf_release(&what);
}

static bool hide_all(struct explorer *x, struct str text, bool hidden)
{
    node_id *nodes;
    size_t count, changed = 0;

    if (!ask_nodes(x, text, &nodes, &count))
        return false;
    if (count == 0)
        return true;
    undo_note(x);
    for (size_t i = 0; i < count; i++)
        changed += work_hide(x, nodes[i], hidden);
    mem_free(nodes);
    if (changed) {
        session_renew(x);
        say_hidden(x, changed, hidden);
    } else {
        session_say(x, hidden ? "hidden already" : "not hidden");
    }
    return true;
}

bool ask_hide(struct explorer *x, struct str args)
{
    if (str_empty(args)) {
        if (x->at.node)
            work_hide_node(x, x->at.node, true);
        else
            session_complain(x, "nothing is selected");
        return x->at.node != 0;
    }
    return hide_all(x, args, true);
}

/* unhide (the list), unhide all, unhide EXPR */
bool ask_unhide(struct explorer *x, struct str args)
{
    node_id n;

    if (str_empty(args)) {
        session_show_view(x, VIEW_WHATIF);
        return true;
    }
    if (!str_is(args, "all"))
        return hide_all(x, args, false);
    bool none = work_hidden_count(x) == 0;
    undo_note(x);
    for (n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        work_hide(x, n, false);
    session_renew(x);
    map_follow(x);
    session_say(x, none ? "nothing is hidden" : "nothing is hidden any more");
    return true;
}

/* --- The session file ----------------------------------------------------------------------------- */

/* w, w FILE */
bool ask_save(struct explorer *x, struct str args)
{
    struct buf path = {0}, text = {0};
    bool good;

    if (str_empty(args))
        return personal_save_now(x);
    buf_add(&path, args);
    personal_text(x, &text);
    good = ask_write_new(x, path.ptr, buf_str(&text));
    buf_release(&path);
    buf_release(&text);
    return good;
}

/* --- Undo -------------------------------------------------------------------------------------- */

bool ask_undo(struct explorer *x, struct str args)
{
    (void)args;
    return undo_step(x, -1);
}

bool ask_redo(struct explorer *x, struct str args)
{
    (void)args;
    return undo_step(x, 1);
}
