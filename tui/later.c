/* SPDX-License-Identifier: MIT */
#include "later.h"

#include "command.h"
#include "session.h"

void later_run(struct explorer *x, enum later_for awaits, const char *say)
{
    struct buf line = {0};

    buf_add(&line, x->later.running); /* which may stand in the line that waited before */
    buf_release(&x->later.line);
    x->later.line = line;
    x->later.awaits = awaits;
    session_say(x, "%s", say);
}

bool later_is_set(const struct explorer *x)
{
    return x->later.awaits != LATER_NOTHING;
}

void later_drop(struct explorer *x)
{
    x->later.awaits = LATER_NOTHING;
}

static void go_on(struct explorer *x)
{
    struct buf line = x->later.line;

    x->later.line = (struct buf){0};
    later_drop(x);
    buf_reset(&x->message);
    command_run(x, buf_str(&line));
    buf_release(&line);
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
    buf_release(&l->line);
}
