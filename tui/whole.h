/* SPDX-License-Identifier: MIT */
/* whole.h - a view with all of its lines, not only those that fit: for exports and --linear.
 * Method:    the view draws itself once more into a canvas that is large enough; its window is
 *            brought back by the next drawing on the screen.
 */
#ifndef FAASMAP_WHOLE_H
#define FAASMAP_WHOLE_H

#include "session.h"

enum { WHOLE_ROWS_MAX = 5000 }; /* of a list; what lies behind is not in the picture */

/* Fills c (to be released by the caller). The map is as large as it is, lists are as wide as their
 * pane (cols: or this, if not 0) and end with their last line. */
void whole_view(struct explorer *x, enum view_id view, int cols, struct canvas *c);
/* The same as lines of text, for people who hear it: what stands side by side comes one below the
 * other, blank lines stay. */
void whole_text(struct explorer *x, enum view_id view, int cols, struct buf *out);

#endif
