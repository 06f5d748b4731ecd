/* SPDX-License-Identifier: MIT */
/* mem.h - memory that never comes back as NULL, and the one way to give up.
 * Place:     the lowest layer; knows nothing.
 * Failure:   out of memory ends in die(): the hook of the terminal layer runs first (it restores
 *            the terminal and saves the session), one line goes to stderr, the exit code is 71.
 *            Sizes are checked for overflow; a size of 0 is allowed and gives a valid pointer.
 */
#ifndef FAASMAP_MEM_H
#define FAASMAP_MEM_H

#include <stddef.h>

#include "attr.h"

enum { EXIT_OUT_OF_MEMORY = 71 };

/* Called by die() before the message; one hook at a time, NULL removes it. */
void die_hook(void (*hook)(void *arg), void *arg);
void die(const char *why) ATTR_NORETURN;

void *mem_alloc(size_t size) ATTR_RETURNS_NONNULL;             /* bytes not initialised */
void *mem_zalloc(size_t count, size_t size) ATTR_RETURNS_NONNULL;
void *mem_realloc(void *ptr, size_t count, size_t size) ATTR_RETURNS_NONNULL;
char *mem_strdup(const char *text) ATTR_RETURNS_NONNULL;
void mem_free(void *ptr);
void mem_trim(void); /* what was kept for the next that asks goes back to the system */

/* Room for one more element: doubles *cap (in elements) and returns the array, moved or not.
 *     if (n == cap)
 *         items = mem_grow(items, &cap, sizeof *items);
 *     items[n++] = x;
 */
void *mem_grow(void *ptr, size_t *cap, size_t size) ATTR_RETURNS_NONNULL;
/* The same, until *cap is at least want. */
void *mem_reserve(void *ptr, size_t *cap, size_t want, size_t size) ATTR_RETURNS_NONNULL;

/* What stands there is going to be read: for walks in another order than that of the memory, some
 * steps ahead. Any pointer will do. */
enum { MEM_AHEAD = 8 };
static inline void mem_soon(const void *ptr)
{
    __builtin_prefetch(ptr);
}

static inline void mem_soon_all(const void *ptr, size_t size)
{
    enum { LINE = 64 }; /* of the caches, on nearly all machines */
    for (size_t at = 0; ptr && at < size; at += LINE)
        mem_soon((const char *)ptr + at);
}

/* Overwrites what held a raw secret, in a way that the compiler keeps. */
void mem_wipe(void *ptr, size_t size);

#endif
