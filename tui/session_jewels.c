/* SPDX-License-Identifier: MIT */
/* session_jewels.c - what must not fall in the system that is explored, as the team says it. */
#include "decisions.h"
#include "jewels.h"
#include "session.h"

/* Filters look at what is reached: they are asked before anything is tried on paper. */
const struct jewels *session_jewels(struct explorer *x)
{
    struct buf complaints = {0}; /* `faasmap check` prints them */
    struct str_list names = {0};

    if (x->jewels)
        return x->jewels;
    if (x->options.decisions)
        names = decisions_jewels(x->options.decisions);
    x->jewels = jewels_find(x->graph, x->exposure, names.items, names.count, &complaints);
    buf_release(&complaints);
    return x->jewels;
}
