/* SPDX-License-Identifier: MIT */
/* act_why.c - what is said where a key had nothing to do, and nobody knew better why: a bell alone is
 * nothing on a terminal that has none. Moving further than the end needs no words. */
#include "act_work.h"
#include "session.h"

static const char *const words[ACTION_COUNT] = {
    [ACTION_OPEN] = "there is nothing to open here",
    [ACTION_BACK] = "nothing is open, lit or filtered that could be closed",
    [ACTION_CENTRE] = "it is as far in the middle as can be",
    [ACTION_EDGE_NEXT] = "no line begins or ends here",
    [ACTION_EDGE_PREVIOUS] = "no line begins or ends here",
    [ACTION_HISTORY_BACK] = "no other place was visited before this one",
    [ACTION_HISTORY_FORWARD] = "no other place was visited after this one",
    [ACTION_HISTORY_TOGGLE] = "no other place was visited yet",
    [ACTION_SEARCH_NEXT] = "nothing here has what is searched for",
    [ACTION_SEARCH_PREVIOUS] = "nothing here has what is searched for",
    [ACTION_STEP] = "the path ends here",
    [ACTION_STEP_BACK] = "the path begins here",
    [ACTION_SWITCH_OFF] = "nothing is hidden or tried in this line",
    [ACTION_FOLD_TOGGLE] = "there is nothing to fold here",
    [ACTION_FOLD_OPEN] = "nothing is folded here",
    [ACTION_FOLD_CLOSE] = "there is nothing to fold here",
    [ACTION_FOLD_ALL] = "everything is folded that can be",
    [ACTION_FOLD_NONE] = "nothing is folded",
    [ACTION_COUNTER_NEXT] = "it has no other counter",
    [ACTION_COUNTER_PREVIOUS] = "no counter stands before",
    [ACTION_TREE_DOWN] = "the tree shows what it leads on to already",
    [ACTION_TREE_UP] = "the tree shows what leads to it already",
    [ACTION_SOURCE_NEXT] = "there is no other place",
    [ACTION_SOURCE_PREVIOUS] = "there is no other place",
    [ACTION_EDIT] = "no line of a file is known for it",
    [ACTION_JUMP] = "nothing here has a place to jump to",
    [ACTION_REPEAT] = "no command was typed yet that could be repeated",
    [ACTION_SCREEN_MORE] = "it has all the room there is",
    [ACTION_SCREEN_LESS] = "all panes are as at the start",
    [ACTION_SCREEN_RESET] = "all panes are as at the start",
};

void act_say_why(struct explorer *x, enum action action)
{
    const struct view_kind *view = view_kinds[x->focus];
    bool of_node = !view->find && !page_takes(action);

    if (x->message.len)
        return;
    if (words[action])
        session_say(x, "%s", words[action]);
    else if (of_node && !x->at.node)
        session_say(x, "nothing is selected");
}

void act_say_no_key(struct explorer *x)
{
    struct buf keys = {0};

    for (unsigned i = 0; i < x->typed_count; i++)
        key_print(&keys, x->typed[i]);
    session_say(x, "%s is no key here: ? lists the keys", keys.ptr ? keys.ptr : "");
    buf_release(&keys);
}
