/* SPDX-License-Identifier: MIT */
/* share.h - how many random cases a test runs where each takes long. The sanitizers look at memory, not at
 * figures: a part of them will do for them. */
#ifndef FAASMAP_TESTS_SHARE_H
#define FAASMAP_TESTS_SHARE_H

#ifdef FAASMAP_SANITIZE
enum { RANDOM_SHARE = 4 };
#else
enum { RANDOM_SHARE = 1 };
#endif

#endif
