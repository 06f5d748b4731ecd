/* SPDX-License-Identifier: MIT */
/* ask_path.c - the command path: path B, path A -> B [max N] [avoid X] [via Y], path off */
#include "command.h"
#include "mem.h"
#include "path_ask.h"
#include "session.h"

enum { AVOID_MAX = 16 };

struct words {
    struct str from, to, via, most, avoid[AVOID_MAX];
    size_t avoid_count;
    bool arrow;
};

/* The first " max ", " avoid " or " via " of the text; STR_NPOS: none. */
static size_t next_option(struct str text)
{
    static const char *const names[] = {" max ", " avoid ", " via "};
    size_t first = STR_NPOS;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t at = str_find(text, str_from(names[i]));
        if (at < first)
            first = at;
    }
    return first;
}

/* False: an option that is not understood. */
static bool split(struct str args, struct words *w)
{
    size_t arrow = str_find(args, STR("->")), option;

    if (arrow != STR_NPOS) {
        w->arrow = true;
        w->from = str_trim(str_sub(args, 0, arrow));
        args = str_from_at(args, arrow + 2);
    }
    option = next_option(args);
    w->to = str_trim(str_sub(args, 0, option == STR_NPOS ? args.len : option));
    while (option != STR_NPOS) {
        struct str rest = str_trim(str_from_at(args, option)), name = ask_word(&rest), value;
        option = next_option(rest);
        value = str_trim(str_sub(rest, 0, option == STR_NPOS ? rest.len : option));
        args = rest;
        if (str_empty(value))
            return false;
        if (str_is(name, "max"))
            w->most = value;
        else if (str_is(name, "via"))
            w->via = value;
        else if (w->avoid_count < AVOID_MAX)
            w->avoid[w->avoid_count++] = value;
        else
            return false;
    }
    return !str_empty(w->to);
}

static bool is_anyone(struct str text)
{
    return str_empty(text) || str_iis(text, "internet") || str_iis(text, "anonymous");
}

/* Appends the nodes of a text; *whole is false where they come later. false: a complaint was made. */
static bool add_nodes(struct explorer *x, struct str text, node_id **nodes, size_t *count, bool *whole)
{
    node_id *more;
    size_t found;
    bool good = ask_nodes(x, text, &more, &found);

    if (found) {
        *nodes = mem_realloc(*nodes, *count + found, sizeof **nodes);
        memcpy(*nodes + *count, more, found * sizeof *more);
        *count += found;
    }
    *whole = *whole && found;
    mem_free(more);
    return good;
}

static bool ask_between(struct explorer *x, const struct words *w)
{
    struct path_ask q = {0};
    node_id *from = NULL, *to = NULL, *avoid = NULL;
    long most = 0;
    bool good = true, whole = true;

    if (!str_empty(w->most) && (!str_to_long(w->most, &most) || most < 1)) {
        session_complain(x, "max takes a number of hops");
        return false;
    }
    q.most = (size_t)most;
    if (!is_anyone(w->from))
        good = add_nodes(x, w->from, &from, &q.from_count, &whole);
    good = good && add_nodes(x, w->to, &to, &q.to_count, &whole);
    for (size_t i = 0; good && i < w->avoid_count; i++)
        good = add_nodes(x, w->avoid[i], &avoid, &q.avoid_count, &whole);
    if (good && !str_empty(w->via))
        good = (q.via = ask_node(x, w->via)) != 0;
    q.from = from;
    q.to = to;
    q.avoid = avoid;
    q.select = true;
    good = good && (!whole || path_ask(x, &q));
    mem_free(from);
    mem_free(to);
    mem_free(avoid);
    return good;
}

/* Where each line has its path it stays. */
static void clear(struct explorer *x)
{
    if (x->main == VIEW_PATHS) {
        session_say(x, "this view shows the path of its line: path NODE shows another");
        return;
    }
    session_say(x, x->path.on ? "no path is shown any more" : "no path is shown: path NODE shows one");
    session_path_clear(x);
}

bool ask_path(struct explorer *x, struct str args)
{
    struct words w = {.arrow = false};
    node_id n;

    if (str_is(args, "off")) {
        clear(x);
        return true;
    }
    if (!split(args, &w)) {
        session_complain(x, "usage: path [A ->] B [max N] [avoid X] [via Y]");
        return false;
    }
    if (w.arrow || w.avoid_count || !str_empty(w.via) || !str_empty(w.most))
        return ask_between(x, &w);
    n = ask_node(x, w.to);
    if (!n)
        return false;
    return session_path_asked(x, n, true);
}
