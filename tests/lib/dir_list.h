/* SPDX-License-Identifier: MIT */
/* dir_list.h - the files below a folder, in byte order of their paths: for tests over many files. */
#ifndef FAASMAP_DIR_LIST_H
#define FAASMAP_DIR_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct dir_list {
    char **paths; /* with the folder in front */
    size_t count, cap;
};

/* Regular files whose path ends so, through all folders; an empty list if there is no such folder. */
void dir_list_make(struct dir_list *list, const char *folder, const char *ending);
void dir_list_release(struct dir_list *list);

/* The whole of a file of at most 64 MiB; false: it is not there. */
bool file_bytes(struct buf *out, const char *path);

#endif
