/* SPDX-License-Identifier: MIT */
/* ignore.h - the lines of a .faasmapignore, by the rules of .gitignore (gitignore(5)).
 * Rules:     '#' begins a comment, '!' takes back what a line before has named; the last line that
 *            fits decides. A '/' at the end: folders only. A '/' elsewhere: from the root on,
 *            otherwise a name in any folder. '*' and '?' stop at '/', [a-z] [!a] [[:digit:]] are
 *            sets. A part that is "**" stands for any number of folders, at the end for everything
 *            inside. '\' takes the meaning from what follows; blanks at the end count only behind
 *            one. What lies in a folder that is named cannot be taken back: the walk never gets
 *            there.
 * Cost:      per line and label at most length times length; nothing recurses.
 */
#ifndef FAASMAP_IGNORE_H
#define FAASMAP_IGNORE_H

#include <stdbool.h>

#include "str.h"

/* True if the text names this label (relative to its folder; a folder's label ends in '/'). */
bool ignore_names(struct str text, struct str label);

#endif
