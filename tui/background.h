/* SPDX-License-Identifier: MIT */
/* background.h - is the terminal's background light or dark? For the theme, where nobody named one.
 * Place:     asked once before the explorer opens; knows no curses.
 * Order:     the terminal's own answer to OSC 11 (what is your background?), then COLORFGBG, then
 *            dark. DA1 (what are you?), which every terminal answers, is asked behind OSC 11, so
 *            that one who does not know the first question costs no waiting.
 * Source:    xterm control sequences (OSC 11, DA1); COLORFGBG as rxvt sets it.
 */
#ifndef FAASMAP_BACKGROUND_H
#define FAASMAP_BACKGROUND_H

#include <stdbool.h>

#include "buf.h"
#include "str.h"

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

enum { BACKGROUND_WAIT_MS = 100 }; /* what a person does not notice */

/* Asks the terminal behind fd (read and written) and waits at most wait_ms. Plain
 * characters that a person typed meanwhile are appended to typed, keys that are sequences are lost.
 * The terminal's settings are as they were afterwards. */
enum background background_ask(int fd, long wait_ms, struct buf *typed);

/* The parts, for tests. */
/* What is in the bytes of an answer; *ended: the answer to DA1 was seen. */
enum background background_parse(struct str bytes, bool *ended, struct buf *typed);
enum background background_from_variable(struct str colorfgbg); /* "15;0" -> dark */

#endif
