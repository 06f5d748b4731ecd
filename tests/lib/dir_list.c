/* SPDX-License-Identifier: MIT */
#include "dir_list.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>

#include "mem.h"

static int by_bytes(const void *a, const void *b)
{
    char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

void dir_list_make(struct dir_list *list, const char *folder, const char *ending)
{
    char *root = mem_strdup(folder), *roots[] = {root, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; walk && (e = fts_read(walk));) {
        if (e->fts_info != FTS_F || !str_ends(str_from(e->fts_path), str_from(ending)))
            continue;
        if (list->count == list->cap)
            list->paths = mem_grow(list->paths, &list->cap, sizeof *list->paths);
        list->paths[list->count++] = mem_strdup(e->fts_path);
    }
    if (walk)
        fts_close(walk);
    if (list->count)
        qsort(list->paths, list->count, sizeof *list->paths, by_bytes);
    mem_free(root);
}

void dir_list_release(struct dir_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->paths[i]);
    mem_free(list->paths);
    *list = (struct dir_list){0};
}

bool file_bytes(struct buf *out, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    char part[4096];
    buf_puts(out, "");
    for (size_t got; (got = fread(part, 1, sizeof part, f)) > 0;)
        buf_add(out, (struct str){part, got});
    bool good = !ferror(f);
    fclose(f);
    return good;
}
