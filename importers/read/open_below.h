/* SPDX-License-Identifier: MIT */
/* open_below.h - opens a file that a document or a walk named, never outside a directory.
 * Place:   private to the readers.
 * How:     openat2(RESOLVE_BENEATH); where the kernel has none, a walk over the components with
 *          O_NOFOLLOW, which refuses every link, also one that would stay inside.
 * Result:  a descriptor (read only, non-blocking, close on exec), or -1 and errno: EXDEV for a
 *          path that leads out, ELOOP or ENOTDIR for a link that the walk met.
 */
#ifndef FAASMAP_OPEN_BELOW_H
#define FAASMAP_OPEN_BELOW_H

int open_below(int root, const char *path);
int open_below_walk(int root, const char *path); /* the second way, on its own for its test */

#endif
