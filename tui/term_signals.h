/* SPDX-License-Identifier: MIT */
/* term_signals.h - signals as bytes in a pipe that the loop of a terminal waits on.
 * Place:     used by term_curses.c only. The handlers only write a byte: INT TERM HUP QUIT, TSTP,
 *            CONT, WINCH. PIPE is ignored.
 * Hanging:   a second request to end while the first is unanswered takes the default action.
 */
#ifndef FAASMAP_TERM_SIGNALS_H
#define FAASMAP_TERM_SIGNALS_H

void term_signals_install(void);
void term_signals_default(void); /* the usual actions again */
int term_signals_fd(void);       /* readable when a signal waits; after an install */
int term_signals_read(void);     /* the next one; 0: none */

#endif
