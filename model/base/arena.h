/* SPDX-License-Identifier: MIT */
/* arena.h - memory that is freed all at once.
 * Place:     one arena per open project, one per document; views keep their own.
 * Ownership: everything that comes out of an arena lives until arena_free().
 * Failure:   out of memory ends in die().
 */
#ifndef FAASMAP_ARENA_H
#define FAASMAP_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "attr.h"
#include "str.h"

struct arena; /* opaque */

struct arena *arena_new(void) ATTR_RETURNS_NONNULL;
/* So much is likely to come: only a hint, it saves the system giving out page after page. */
void arena_expect(struct arena *a, size_t bytes);
void arena_free(struct arena *a);  /* NULL is allowed */
void arena_clear(struct arena *a); /* what came out of it is gone, one block stays to be filled again */
void arena_wipe(struct arena *a);  /* overwrites all blocks, then frees: for raw secrets */

void *arena_alloc(struct arena *a, size_t size) ATTR_RETURNS_NONNULL;  /* zeroed, max-aligned */
void *arena_array(struct arena *a, size_t count, size_t size) ATTR_RETURNS_NONNULL; /* zeroed */
void *arena_bytes(struct arena *a, size_t size); /* not initialised, aligned for pointers */
struct str arena_str(struct arena *a, struct str s);                  /* a copy, NUL behind it */
struct str arena_printf(struct arena *a, const char *fmt, ...) ATTR_PRINTF(2, 3);
struct str arena_vprintf(struct arena *a, const char *fmt, va_list args) ATTR_PRINTF(2, 0);
struct str arena_join(struct arena *a, size_t count, const struct str *parts);
#define ARENA_JOIN(a, ...)                                                                         \
    arena_join(a, sizeof((struct str[]){__VA_ARGS__}) / sizeof(struct str),                        \
               (struct str[]){__VA_ARGS__})
struct str arena_lower(struct arena *a, struct str s); /* a copy, its ASCII letters in lower case */
size_t arena_used(const struct arena *a); /* bytes handed out */

#endif
