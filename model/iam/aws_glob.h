/* SPDX-License-Identifier: MIT */
/* aws_glob.h - patterns of policies, and texts of which a part is not known at design time.
 * Place:     iam; knows base only.
 * Form:      a pattern is a text in which GLOB_RUN stands for any run of bytes and GLOB_ONE for any
 *            one byte, so that a literal '*' (a variable's value, "${*}") stays itself. The same form
 *            describes a value that is half known: GLOB_RUN for what is not, GLOB_PART for what is
 *            not and has no slash, the name of one thing among others on a path.
 * Algorithms: two pointers with one restart (O(n*m), no recursion) for matching; a row of
 *            reachable pattern positions per value byte (O(n*m)) for overlap.
 */
#ifndef FAASMAP_AWS_GLOB_H
#define FAASMAP_AWS_GLOB_H

#include <stdbool.h>

#include "arena.h"
#include "str.h"

enum { GLOB_RUN = 1, GLOB_ONE = 2, GLOB_NEVER = 3, GLOB_PART = 4 };
extern const struct str glob_run, glob_part; /* the tokens as texts */

/* What is known of a fact: false, true, or not decided at design time. */
enum tri { TRI_FALSE, TRI_UNKNOWN, TRI_TRUE };

static inline enum tri tri_and(enum tri a, enum tri b)
{
    return a < b ? a : b;
}
static inline enum tri tri_or(enum tri a, enum tri b)
{
    return a > b ? a : b;
}
static inline enum tri tri_not(enum tri a)
{
    return (enum tri)(TRI_TRUE - a);
}

/* '*' and '?' become tokens; bytes 1 to 4 become GLOB_NEVER, which no value has. In the arena, or the
 * text itself if it has nothing of that sort. */
struct str glob_compile(struct arena *a, struct str pattern);
/* For people: tokens become '*' and '?' again. */
struct str glob_print(struct arena *a, struct str compiled);
bool glob_has_tokens(struct str compiled);

/* Matches a value without tokens. In a value with GLOB_RUN or GLOB_PART that token is matched by GLOB_RUN
 * only: true means that the pattern takes whatever the value may be. */
bool glob_match(struct str compiled, struct str value, bool fold);
/* Is there a text that both match? */
bool glob_overlap(struct str a, struct str b, bool fold);
/* True: all that value may be is matched; false: none; else unknown. */
enum tri glob_tri(struct str compiled, struct str value, bool fold);

#endif
