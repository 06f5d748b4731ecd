/* SPDX-License-Identifier: MIT */
/* later.h - a command that asks for what is still looked for: it is run again when that is there.
 * Place:     part of the explorer's shared state (session.h), on inquiry.h. Scripts and --linear have none:
 *            there who asks waits.
 * Invariant: what is there soon is waited for before anything else is done, so that commands and keys have
 *            their effect in the order they were typed in; the rules take longer: keys go on meanwhile, Esc
 *            drops the commands that wait for them, and those are run in their order.
 */
#ifndef FAASMAP_LATER_H
#define FAASMAP_LATER_H

#include <stdbool.h>

#include "buf.h"

struct explorer;

enum later_for { LATER_NOTHING, LATER_RULES, LATER_FITS /* what fits a filter */ };

struct later {
    struct buf lines;    /* of the commands, each with a line end */
    enum later_for awaits;
    struct str running;  /* the command that runs now; it stands where that was typed */
};

/* False: others wait for something that takes longer; who needs this only waits for it on the spot. */
bool later_can(const struct explorer *x, enum later_for awaits);
/* Called by a command; what it asks for was asked for. */
void later_run(struct explorer *x, enum later_for awaits, const char *say);
bool later_is_set(const struct explorer *x);
void later_there(struct explorer *x, enum later_for what); /* an answer has come */
void later_settle(struct explorer *x); /* before anybody acts: what is there soon is waited for */
void later_finish(struct explorer *x); /* whatever it is, it is waited for */
void later_ask(struct explorer *x);    /* once more, of another graph */
void later_drop(struct explorer *x);
void later_release(struct later *l);

#endif
