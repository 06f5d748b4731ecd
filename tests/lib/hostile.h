/* SPDX-License-Identifier: MIT */
/* hostile.h - inputs that are made to hurt a reader: bombs, floods, towers.
 * Each must be read or refused with exactly this message, within a second and 256 MiB (the bench
 * measures that, the unit test compares the messages).
 */
#ifndef FAASMAP_HOSTILE_H
#define FAASMAP_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct hostile {
    const char *name;
    bool yaml;                   /* else JSON, relaxed */
    void (*make)(struct buf *b); /* appends the input */
    const char *says;            /* the first message, the file being "f"; NULL: it is read */
};

extern const struct hostile hostile_cases[];
extern const size_t hostile_count;

#endif
