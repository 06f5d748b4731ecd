/* SPDX-License-Identifier: MIT */
/* ask_view.c - commands: views, keys, the end. */
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
    (void)args;
    session_show_view(x, VIEW_HELP);
    help_go(x, false);
    return true;
}

/* Types keys as a person would: keys gp<Down><Enter> */
static bool keys_check(struct explorer *x)
{
    struct buf lines = {0};
    size_t count = keymap_conflicts(&x->keys, &lines);

    if (count)
        pick_lines(x, "Keys that hide others", &lines);
    else
        session_say(x, "no keys hide others");
    buf_release(&lines);
    return true;
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

bool ask_keys(struct explorer *x, struct str args)
{
    size_t at = 0;
    struct key key;

    if (str_is(args, "check"))
        return keys_check(x);

    while (at < args.len && !x->ending) {
        if (args.ptr[at] == ' ') {
            at++;
        } else if (key_parse(args, &at, &key)) {
            session_type(x, key);
        } else {
            session_complain(x, "no key is called '%.*s'", (int)(args.len - at), args.ptr + at);
            return false;
        }
    }
    return true;
}
