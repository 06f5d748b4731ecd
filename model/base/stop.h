/* SPDX-License-Identifier: MIT */
/* stop.h - work that nobody waits for any more.
 * Place:     base. Who starts a thread says once which flag it goes by; loops that may take long ask now
 *            and then, between steps after which what there is can be freed as it stands.
 * Holds:     without a flag nothing is ever asked to stop: commands and tests always get whole answers.
 *            What was stopped is no answer: whoever set the flag drops it.
 */
#ifndef FAASMAP_STOP_H
#define FAASMAP_STOP_H

#include <stdatomic.h>
#include <stdbool.h>

void stop_watch(const atomic_bool *flag); /* for this thread; borrowed; NULL: none */
bool stop_asked(void);                    /* costs a look at memory */

#endif
