/* SPDX-License-Identifier: MIT */
/* ask_first.c - commands: first steps, presenting. */
#include <string.h>

#include "command.h"
#include "session.h"

bool ask_present(struct explorer *x, struct str args)
{
    if (!str_empty(args) && !str_is(args, "on") && !str_is(args, "off")) {
        session_complain(x, "present is on or off");
        return false;
    }
    return present_set(x, str_empty(args) ? !x->present.on : str_is(args, "on"));
}

/* The tour is about the sample: another system makes place for it. */
bool ask_tutor(struct explorer *x, struct str args)
{
    const char *sample = x->options.place.sample;

    (void)args;
    if (x->options.linear) {
        session_complain(x, "the tour needs the screen; help lists the commands");
        return false;
    }
    if ((!sample || strcmp(sample, TUTOR_SAMPLE) != 0) && !live_read(x, "sample:" TUTOR_SAMPLE))
        return false;
    session_show_view(x, VIEW_MAP);
    tutor_begin(x);
    return true;
}
