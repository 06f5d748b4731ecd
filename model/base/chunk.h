/* SPDX-License-Identifier: MIT */
/* chunk.h - memory in pieces of huge pages, for arenas and for arrays of a certain size.
 * Why:       the first touch of memory is a fault, and the system clears what it gives. For each byte of a
 *            small page that costs ten times as much as of a huge one; and a huge one of which little is
 *            used costs more than what is done with it. Pieces of huge pages that all share have neither
 *            cost, and what one gives back the next one gets, warm and cleared already.
 * Place:     below mem.h, whose functions hand such pieces out; any thread.
 * Form:      a range of addresses is put aside at the first call, so that one look at a pointer says
 *            whether it is a piece. Pages that are wholly free stay with the process, up to 64 MiB.
 * Failure:   NULL if the range is full or could not be had: then malloc() does. Under the sanitizers
 *            and valgrind that is always so, as they see who uses what malloc() got back.
 */
#ifndef FAASMAP_CHUNK_H
#define FAASMAP_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

/* In bytes. CHUNK_LEAST: what is smaller is better off with malloc(). CHUNK_MOST: more cannot be had. */
enum { CHUNK_SIZE = 32 * 1024, CHUNK_LEAST = 16 * 1024, CHUNK_MOST = 2 * 1024 * 1024 };

void *chunk_alloc(size_t size);         /* size: 1 to CHUNK_MOST; not initialised, aligned to CHUNK_SIZE */
bool chunk_is(const void *ptr);         /* whether chunk_alloc() gave it */
size_t chunk_room(const void *ptr);     /* what is really there, a multiple of CHUNK_SIZE */
bool chunk_resize(void *ptr, size_t size); /* where it stands; false: what follows is not free */
void chunk_free(void *ptr);
void chunk_trim(void); /* gives what is wholly free to the system, but for 4 MiB */

#endif
