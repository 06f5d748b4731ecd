/* SPDX-License-Identifier: MIT */
/* sight_prompt.h - what the prompt does while a filter is typed.
 * Place:     between prompt.c, which has the keys, bars.c, which draws it, and sight.h.
 */
#ifndef FAASMAP_SIGHT_PROMPT_H
#define FAASMAP_SIGHT_PROMPT_H

#include "canvas.h"
#include "sight.h"

void filter_prompt_live(struct explorer *x); /* after each change of the text: what fits lights up */
bool filter_prompt_done(struct explorer *x); /* Enter; false: the text is wrong, it stays open */
void filter_prompt_leave(struct explorer *x); /* Esc: nothing changes */
/* "ok: 3 of 12", "none of 12", "error", and the role it is drawn in. */
enum role filter_prompt_tag(struct explorer *x, struct buf *out);
const struct sight_check *filter_prompt_error(struct explorer *x); /* NULL: the text is right */

#endif
