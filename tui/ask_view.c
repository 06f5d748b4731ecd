/* SPDX-License-Identifier: MIT */
/* ask_view.c - commands: views, help, what was said, the end. */
#include "command.h"
#include "session.h"

bool ask_quit(struct explorer *x, struct str args)
{
    (void)args;
    session_quit(x, 0);
    return true;
}

bool ask_view(struct explorer *x, struct str args)
{
    struct suggestion n = suggest_for(args);
    enum view_id view;

    if (view_find(args, &view) && view != VIEW_ANY) {
        session_show_view(x, view);
        return true;
    }
    for (size_t i = 0; i < VIEW_COUNT; i++)
        suggest_try(&n, str_from(view_names[i]));
    ask_unknown(x, "view", &n);
    return false;
}

bool ask_help(struct explorer *x, struct str args)
{
    session_show_view(x, VIEW_HELP);
    help_go(x, false);
    if (str_empty(args))
        return true;
    session_search_here(x, args, false);
    if (x->search.count)
        return true;
    session_complain(x, "help does not speak of '%.*s'", (int)args.len, args.ptr);
    session_search(x, STR_NONE, false);
    return false;
}

bool ask_log(struct explorer *x, struct str args)
{
    struct buf lines = {0};

    (void)args;
    if (x->log.len == 0) {
        session_say(x, "nothing was said yet");
        return true;
    }
    buf_add(&lines, buf_str(&x->log));
    pick_lines(x, "What was said", &lines);
    return true;
}
