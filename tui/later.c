/* SPDX-License-Identifier: MIT */
#include "later.h"

#include "command.h"
#include "session.h"

/* Of one command both sides may wait. */
static bool is_last(const struct later *l, struct str line)
{
    struct str rest = buf_str(&l->lines), last = STR_NONE;

    while (str_cut(&rest, '\n', &last) && !str_empty(rest))
        ;
    return l->lines.len && str_eq(last, line);
}

bool later_can(const struct explorer *x, enum later_for awaits)
{
    return awaits == LATER_RULES || x->later.awaits != LATER_RULES;
}

void later_run(struct explorer *x, enum later_for awaits, const char *say)
{
    struct later *l = &x->later;

    if (!is_last(l, l->running)) {
        buf_add(&l->lines, l->running);
        buf_putc(&l->lines, '\n');
    }
    l->awaits = awaits;
    session_say(x, "%s", say);
}

bool later_is_set(const struct explorer *x)
{
    return x->later.awaits != LATER_NOTHING;
}

void later_drop(struct explorer *x)
{
    x->later.awaits = LATER_NOTHING;
    buf_reset(&x->later.lines);
}

/* The first of them may have to wait once more, and those behind it with it. */
static void go_on(struct explorer *x)
{
    struct buf lines = x->later.lines;
    struct str rest = buf_str(&lines), line;

    x->later.lines = (struct buf){0};
    later_drop(x);
    buf_reset(&x->message);
    while (!later_is_set(x) && !str_empty(rest) && str_cut(&rest, '\n', &line))
        command_run(x, line);
    buf_add(&x->later.lines, rest);
    buf_release(&lines);
}

void later_there(struct explorer *x, enum later_for what)
{
    if (x->later.awaits == what)
        go_on(x);
}

void later_ask(struct explorer *x)
{
    if (x->later.awaits == LATER_RULES)
        session_findings_asked(x);
    else if (later_is_set(x))
        go_on(x); /* its filter is asked about the nodes that there are now */
}

void later_settle(struct explorer *x)
{
    while (x->later.awaits == LATER_FITS) {
        if (!sight_words_wait(x))
            later_drop(x);
    }
}

void later_finish(struct explorer *x)
{
    while (later_is_set(x)) {
        later_settle(x);
        if (later_is_set(x))
            session_findings(x);
    }
}

void later_release(struct later *l)
{
    buf_release(&l->lines);
}
