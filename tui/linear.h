/* SPDX-License-Identifier: MIT */
/* linear.h - words for who sees no screen.
 * Place:     views and answers that name a key; in a conversation (--linear) there are none.
 */
#ifndef FAASMAP_LINEAR_H
#define FAASMAP_LINEAR_H

#include "page.h"
#include "session.h"

/* How something is done: by the keys, or by the command. */
static inline const char *linear_or(const struct explorer *x, const char *keys, const char *command)
{
    return x->options.linear ? command : keys;
}

/* A glyph of a list, behind what is to be clipped with it; in a conversation the word for it, as it would
 * be read out as a star or not at all. */
void linear_glyph(const struct explorer *x, struct page *p, const char *before, enum glyph glyph,
                  enum role role);
/* What stands in a column before the lines of a list; in a conversation a word behind the line. */
void linear_sign(const struct explorer *x, struct canvas *c, int row, int col, enum glyph glyph);

/* All of the view with the keys, as sentences where it is a drawing or a table. */
void linear_view(struct explorer *x, struct buf *out);

/* Of a list that the filter leaves nothing of. */
static inline struct str linear_nothing_passes(const struct explorer *x)
{
    return str_from(linear_or(x, "Nothing passes the filter: && clears it.",
                              "Nothing passes the filter; the command filter alone clears it."));
}

#endif
