/* SPDX-License-Identifier: MIT */
/* ask_node.c - commands: to a node, what if it were otherwise. */
#include "command.h"
#include "linear.h"
#include "session.h"

bool ask_search(struct explorer *x, struct str args)
{
    bool here = session_search_here(x, args, false);

    if (x->search.count == 0 && session_search_await(x))
        return true;
    if (x->search.count == 0) {
        session_complain(x, "%s", here ? "no line has this" : "no node is called like that");
        return false;
    }
    return here || session_search_next(x, 1);
}

bool ask_goto(struct explorer *x, struct str args)
{
    node_id n = ask_node(x, args);

    session_select(x, n);
    return n != 0;
}

/* what-if off|guard NODE|take NODE|clear */
bool ask_what_if(struct explorer *x, struct str args)
{
    struct str word = ask_word(&args);
    struct trial t = {0};

    if (str_empty(word)) {
        session_show_view(x, VIEW_WHATIF);
        return true;
    }
    if (str_is(word, "clear")) {
        session_trials_clear(x);
        return true;
    }
    if (str_is(word, "off")) {
        t.edge = x->at.edge;
        if (!t.edge)
            session_complain(x, "no line is chosen%s", linear_or(x, ": ) chooses one of the node", ""));
        return t.edge && session_trial(x, t);
    }
    if (!str_is(word, "guard") && !str_is(word, "take")) {
        session_complain(x, "usage: what-if off|guard NODE|take NODE|clear");
        return false;
    }
    t.kind = str_is(word, "guard") ? TRIAL_GUARD : TRIAL_TAKEN;
    t.node = ask_node(x, args);
    if (!t.node)
        return false;
    if (!session_trial(x, t)) {
        session_complain(x, t.kind == TRIAL_GUARD ? "no door leads there"
                                                  : "nothing that an attacker could hold");
        return false;
    }
    return true;
}
