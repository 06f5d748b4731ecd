/* SPDX-License-Identifier: MIT */
/* macro.h - keys that are recorded under a letter and typed again.
 * Place:     part of the explorer's shared state (session.h); `:macro`, the key of macro-play. The
 *            personal session keeps them.
 * Text:      keys as `keys` reads them, without those of the command that ends the recording.
 * Bounds:    MACRO_BYTES of keys; a macro types no macro; what is played ends at the first complaint.
 */
#ifndef FAASMAP_MACRO_H
#define FAASMAP_MACRO_H

#include <stdbool.h>

#include "buf.h"
#include "key.h"

struct explorer;

enum { MACROS = 26, MACRO_BYTES = 4000, MACRO_TIMES_MOST = 999 };

struct macros {
    struct buf keys[MACROS];
    char recording;      /* its letter; 0: nothing is recorded */
    struct buf now;      /* the keys of the recording */
    size_t rest;         /* of now: up to where no line, list or chord was open */
    bool playing;
    bool by_keys;        /* the command that runs now was typed: its keys are in now */
    unsigned char typing; /* how deep in commands that type keys */
    bool too_deep;        /* and nobody types any more */
};

void macros_release(struct macros *m);
void macro_key(struct explorer *x, struct key key); /* each key that is typed, before it works */
bool macro_record(struct explorer *x, char letter);
bool macro_end(struct explorer *x);
bool macro_play(struct explorer *x, char letter, long times); /* false: a complaint was made */
/* Types keys as a person would; false: a complaint was made, at a key or by what it did. */
bool macro_type(struct explorer *x, struct str keys);
bool macro_put(struct explorer *x, char letter, struct str keys); /* of the session; false: no keys */

#endif
