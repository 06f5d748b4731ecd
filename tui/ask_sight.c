/* SPDX-License-Identifier: MIT */
/* ask_sight.c - commands: filters, focus, folding, colours. */
#include "command.h"
#include "map_view.h"
#include "query.h"
#include "session.h"

bool ask_filter(struct explorer *x, struct str args)
{
    enum view_id view = sight_view(x);

    if (!sight_filter_set(x, view, args))
        return false;
    sight_filter_say(x, view);
    return true;
}

/* reach internet: the map shows that alone */
bool ask_reach(struct explorer *x, struct str args)
{
    static const char *const whence[] = {"internet", "thirdparty", "internal"};
    struct suggestion n = suggest_for(args);
    struct buf text = {0};
    bool good = false;

    for (size_t i = 0; i < COUNT(whence); i++) {
        suggest_try(&n, str_from(whence[i]));
        good = good || str_is(args, whence[i]);
    }
    if (!good) {
        ask_unknown(x, "origin", &n);
        return false;
    }
    buf_puts(&text, "reach:");
    buf_add(&text, args);
    session_show_view(x, VIEW_MAP);
    good = sight_filter_set(x, VIEW_MAP, buf_str(&text));
    sight_filter_say(x, VIEW_MAP);
    buf_release(&text);
    return good;
}

/* focus NODE [k], focus off, focus auto */
bool ask_focus(struct explorer *x, struct str args)
{
    size_t blank = str_rchr(args, ' ');
    struct str last = blank == STR_NPOS ? STR_NONE : str_from_at(args, blank + 1);
    long hops = 2;
    node_id n;

    if (str_is(args, "auto")) {
        sight_focus_auto(x);
        return true;
    }
    if (str_is(args, "off"))
        return sight_focus(x, x->at.node, 0);
    if (last.len && str_to_long(last, &hops)) {
        if (hops < 1 || hops > SIGHT_HOPS_MOST) {
            session_complain(x, "hops are 1 to %d; focus off ends it", SIGHT_HOPS_MOST);
            return false;
        }
        args = str_trim(str_sub(args, 0, blank));
    }
    n = ask_node(x, args);
    if (!n)
        return false;
    session_select(x, n);
    return sight_focus(x, n, (int)hops);
}

/* fold CONTAINER, or all, none, auto; a container that is folded opens */
bool ask_fold(struct explorer *x, struct str args)
{
    node_id n;

    if (str_is(args, "all") || str_is(args, "none"))
        return sight_fold_all(x, str_is(args, "all"));
    if (str_is(args, "auto"))
        return sight_fold_auto(x);
    n = ask_node(x, args);
    return n && sight_fold(x, n, !node_set_has(&x->sight.folded, n));
}

bool ask_colour(struct explorer *x, struct str args)
{
    struct suggestion n = suggest_for(args);

    for (size_t i = 0; i < COLOUR_BY_COUNT; i++) {
        suggest_try(&n, str_from(colour_by_names[i]));
        if (str_is(args, colour_by_names[i])) {
            sight_colour(x, (enum colour_by)i);
            return true;
        }
    }
    ask_unknown(x, "colouring", &n);
    return false;
}
