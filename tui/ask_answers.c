/* SPDX-License-Identifier: MIT */
/* ask_answers.c - commands that lead to the answer of an analysis: blast, cut, excess, findings,
 * flood. Each is a view that is there, on the node that is named or selected. */
#include "command.h"
#include "session.h"

/* The named node is selected, or the selection stays. needs: without any there is no answer. */
static bool show_at(struct explorer *x, struct str args, enum view_id view, bool needs)
{
    node_id n = str_empty(args) ? x->at.node : ask_node(x, args);

    if (!n && !str_empty(args))
        return false;
    if (!n && needs) {
        session_complain(x, "nothing is selected");
        return false;
    }
    if (!str_empty(args))
        session_select(x, n);
    session_show_view(x, view);
    return true;
}

bool ask_blast(struct explorer *x, struct str args)
{
    return show_at(x, args, VIEW_BLAST, true);
}

bool ask_cut(struct explorer *x, struct str args)
{
    return show_at(x, args, VIEW_CUT, false);
}

bool ask_excess(struct explorer *x, struct str args)
{
    return show_at(x, args, VIEW_MATRIX, false);
}

/* Of a node: its details list them. */
bool ask_findings(struct explorer *x, struct str args)
{
    return show_at(x, args, str_empty(args) ? VIEW_FINDINGS : VIEW_DETAIL, false);
}

/* The details of the node have it, below all else. */
bool ask_flood(struct explorer *x, struct str args)
{
    if (!show_at(x, args, VIEW_DETAIL, true))
        return false;
    x->flood_sought = true;
    x->selected++; /* the page is made anew, and may ask */
    inquiry_resume(x);
    return true;
}
