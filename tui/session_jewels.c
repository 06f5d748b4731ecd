/* SPDX-License-Identifier: MIT */
/* session_jewels.c - what must not fall in the system that is explored, as the team says it. */
#include "decisions.h"
#include "jewels.h"
#include "session.h"

/* Filters look at what is reached: they are asked before anything is tried on paper. */
const struct jewels *session_jewels(struct explorer *x)
{
    const struct decisions *d = x->options.decisions;

    if (!x->jewels && !exposure_known(x->exposure))
        inquiry_wait(x, INQUIRY_REACH);
    if (!x->jewels) /* what is wrong with their names `faasmap check` says */
        x->jewels = d ? decisions_jewels(d, x->graph, x->exposure, NULL)
                      : jewels_find(x->graph, x->exposure, NULL, 0, NULL);
    return x->jewels;
}
