/* SPDX-License-Identifier: MIT */
/* ask_views.c - commands that open a view at a node: overview, source, time, tree. */
#include "command.h"
#include "session.h"
#include "tree_view.h"

bool ask_overview(struct explorer *x, struct str args)
{
    (void)args;
    session_show_view(x, VIEW_OVERVIEW);
    return true;
}

/* The view, at the node if one is named. */
static bool show_at(struct explorer *x, struct str args, enum view_id view)
{
    node_id n = str_empty(args) ? x->at.node : ask_node(x, args);

    if (!n && !str_empty(args))
        return false;
    if (!str_empty(args))
        session_select(x, n);
    session_show_view(x, view);
    return true;
}

bool ask_source(struct explorer *x, struct str args)
{
    return show_at(x, args, VIEW_SOURCE);
}

bool ask_time(struct explorer *x, struct str args)
{
    return show_at(x, args, VIEW_TIME);
}

/* tree, tree up, tree up NODE, tree NODE */
bool ask_tree(struct explorer *x, struct str args)
{
    struct str rest = args, word = ask_word(&rest);
    bool up = str_is(word, "up"), turn = up || str_is(word, "down");
    struct str name = turn ? str_trim(rest) : args;
    node_id n = str_empty(name) ? x->at.node : ask_node(x, name);

    if (!n) {
        if (str_empty(name))
            session_complain(x, "nothing is selected");
        return false;
    }
    if (n != x->at.node)
        session_select(x, n);
    if (turn)
        tree_turn(x, up);
    else
        tree_go(x);
    return true;
}
