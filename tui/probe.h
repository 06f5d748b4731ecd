/* SPDX-License-Identifier: MIT */
/* probe.h - what the terminal says of itself: is its background light or dark, how many cells does it
 * give to signs whose width is ambiguous (lines, arrows)?
 * Place:     asked once before the explorer opens; knows no curses.
 * Background: the answer to OSC 11 (what is your background?), then COLORFGBG; for the theme, where
 *            nobody named one.
 * Cells:     such a sign is written between two questions for the place of the cursor (CPR), which then
 *            goes back to where it was and erases the sign.
 * Order:     DA1 (what are you?), which every terminal answers, is asked last, so that one who does
 *            not know another question costs no waiting.
 * Source:    xterm control sequences (OSC 11, CPR, DECSC, DA1); COLORFGBG as rxvt sets it.
 */
#ifndef FAASMAP_PROBE_H
#define FAASMAP_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "str.h"

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

enum { PROBE_BACKGROUND = 1, PROBE_CELLS = 2 }; /* what is asked */

struct probe {
    enum background background;
    int cells;  /* of an ambiguous sign, 1 or 2; 0: not said */
    bool ended; /* the answer to DA1 was seen */
    bool cut;   /* the bytes end within a sequence */
};

/* What follows Esc where a string begins that goes up to Esc \: OSC, DCS, APC, PM, SOS. */
#define PROBE_STRINGS "]P_^X"

enum { PROBE_WAIT_MS = 100 }; /* what a person does not notice */
enum { PROBE_CUT_MS = 1000 }; /* how much longer for the rest of a sequence, which would be typing */

/* Asks the terminal behind fd (read and written) and waits at most wait_ms. Plain
 * characters that a person typed meanwhile are appended to typed, keys that are sequences are lost.
 * The terminal's settings are as they were afterwards. */
struct probe probe_ask(int fd, unsigned what, long wait_ms, struct buf *typed);

/* Whether a colour, as a background, is light or dark. */
enum background background_of(uint32_t rgb);

/* The parts, for tests. */
struct probe probe_parse(struct str bytes, struct buf *typed); /* what is in the bytes of an answer */
enum background background_from_variable(struct str colorfgbg); /* "15;0" -> dark */

#endif
