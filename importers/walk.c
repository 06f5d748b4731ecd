/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "ignore.h"
#include "limits.h"
#include "mem.h"

static const char *const skipped[] = {".git", "node_modules", ".terraform", ".aws-sam", "bin", "obj"};

struct walk {
    const struct walk_options *options;
    struct str *folders; /* labels that were found; those before next are read */
    size_t folder_count, folder_cap, next;
    size_t files, most;
    bool full;
};

static bool skip_folder(const char *name)
{
    for (size_t i = 0; i < COUNT(skipped); i++)
        if (strcmp(name, skipped[i]) == 0)
            return true;
    return false;
}

static void visit(struct walk *w, int folder, struct str parent, const struct dirent *entry)
{
    const struct walk_options *o = w->options;
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return;
    struct stat st;
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return; /* gone meanwhile */
    if (o->without && st.st_dev == o->without->st_dev && st.st_ino == o->without->st_ino)
        return;
    struct str label = str_empty(parent)
                           ? arena_str(o->arena, str_from(name))
                           : ARENA_JOIN(o->arena, parent, STR("/"), str_from(name));
    if (S_ISDIR(st.st_mode)) {
        if (skip_folder(name) ||
            ignore_names(o->ignore, ARENA_JOIN(o->arena, label, STR("/"))))
            return;
        if (w->folder_count == w->folder_cap)
            w->folders = mem_grow(w->folders, &w->folder_cap, sizeof *w->folders);
        w->folders[w->folder_count++] = label;
        return;
    }
    if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
        return;
    if (ignore_names(o->ignore, label))
        return;
    if (w->files++ < w->most)
        o->found(o->arg, label);
    else
        w->full = true;
}

/* Opens a folder part by part, so that a link put in its place meanwhile is not followed. */
static int open_below(int root, struct str label)
{
    int at = dup(root);
    for (struct str rest = label, part; at >= 0 && str_cut(&rest, '/', &part);) {
        char name[NAME_MAX + 1];
        if (part.len > NAME_MAX) {
            close(at);
            return -1;
        }
        if (part.len == 0)
            continue;
        memcpy(name, part.ptr, part.len);
        name[part.len] = '\0';
        int next = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(at);
        at = next;
    }
    return at;
}

static bool read_folder(struct walk *w, int root, struct str label)
{
    int fd = str_empty(label) ? openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                              : open_below(root, label);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        const struct walk_options *o = w->options;
        struct str file = str_empty(o->prefix)  ? label
                          : str_empty(label)    ? o->prefix
                                                : ARENA_JOIN(o->arena, o->prefix, STR("/"), label);
        diags_add(o->diags, DIAG_ERROR, (struct origin){.file = file},
                  "cannot read the folder: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    const struct dirent *entry;
    while ((entry = readdir(dir)))
        visit(w, dirfd(dir), label, entry);
    closedir(dir);
    return true;
}

bool walk_folder(int folder, const struct walk_options *options)
{
    struct walk w = {.options = options, .most = options->most ? options->most : LIMIT_WALK_FILES};
    bool ok = read_folder(&w, folder, STR_NONE);
    while (w.next < w.folder_count && !w.full && !(options->stop && *options->stop))
        read_folder(&w, folder, w.folders[w.next++]);
    if (w.full && options->is_cut)
        *options->is_cut = true;
    else if (w.full)
        diags_add(options->diags, DIAG_ERROR, (struct origin){0},
                  "limit walk-files (%u) reached: the rest of the folder is left out",
                  LIMIT_WALK_FILES);
    mem_free(w.folders);
    return ok;
}
