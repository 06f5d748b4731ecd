/* SPDX-License-Identifier: MIT */
/* save.h - bytes into a file so that it is the old one or the new one, never half of it.
 * Place:     below output.h and personal.h, which know what is written and who is told of failures.
 * How:       into a temporary file in the same folder, fsync, checked close, rename, fsync of the
 *            folder. Failure leaves nothing behind and errno set.
 */
#ifndef FAASMAP_SAVE_H
#define FAASMAP_SAVE_H

#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"

/* A file, through links. What else stands where our own files belong is neither read, which might wait for
 * ever, nor moved away: it may be a device of the machine. */
bool save_is_file(const char *path);
bool save_bytes(int fd, struct str bytes); /* all of them, past interrupts and short writes */
/* A new file only, never through a link. false: why says so, nothing is left behind. */
bool save_new(const char *path, struct str bytes, struct buf *why);
/* A new file, synced; name ends in XXXXXX and becomes its name. */
bool save_beside(char *name, struct str bytes, mode_t mode);
/* Every folder on the way to the file that is missing, for this user only; 0, or why one cannot be made. */
int save_folders(const char *path);
bool save_sync_folder(const char *path); /* of a file; false only if the disk failed */
/* Replaces the file or makes it. */
bool save_replace(const char *path, struct str bytes, mode_t mode);

#endif
