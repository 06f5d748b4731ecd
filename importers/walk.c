/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "mem.h"

static const char *const skipped[] = {".git", "node_modules", ".terraform", ".aws-sam", "bin", "obj"};

/* '*' stops at '/', "**" does not, '?' is one byte but '/'. The last star of each sort keeps one
 * place to come back to, so the time is polynomial and nothing recurses. */
static bool path_glob(struct str p, struct str s)
{
    size_t i = 0, k = 0, star = STR_NPOS, mark = 0, deep = STR_NPOS, deep_mark = 0;
    while (k < s.len) {
        if (i + 1 < p.len && p.ptr[i] == '*' && p.ptr[i + 1] == '*') {
            i += 2;
            deep = i;
            deep_mark = k;
            star = STR_NPOS;
        } else if (i < p.len && p.ptr[i] == '*') {
            star = ++i;
            mark = k;
        } else if (i < p.len && (p.ptr[i] == s.ptr[k] || (p.ptr[i] == '?' && s.ptr[k] != '/'))) {
            i++;
            k++;
        } else if (star != STR_NPOS && s.ptr[mark] != '/') {
            i = star;
            k = ++mark;
        } else if (deep != STR_NPOS) {
            i = deep;
            k = ++deep_mark;
            star = STR_NPOS;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == '*')
        i++;
    return i == p.len;
}

static bool any_part(struct str pattern, struct str label)
{
    for (struct str rest = label, part; str_cut(&rest, '/', &part);)
        if (path_glob(pattern, part))
            return true;
    return false;
}

bool walk_ignored(struct str ignore, struct str label)
{
    bool folder = str_ends(label, STR("/"));
    if (folder)
        label.len--;
    for (struct str rest = ignore, line; str_cut(&rest, '\n', &line);) {
        line = str_trim(line);
        if (str_empty(line) || line.ptr[0] == '#')
            continue;
        bool only_folders = str_ends(line, STR("/"));
        if (only_folders)
            line.len--;
        if (only_folders && !folder)
            continue;
        if (line.len && line.ptr[0] == '/')
            line = str_from_at(line, 1);
        else if (str_chr(line, '/') == STR_NPOS) {
            if (any_part(line, label))
                return true;
            continue;
        }
        if (path_glob(line, label))
            return true;
    }
    return false;
}

struct walk {
    const struct walk_options *options;
    struct str *folders; /* labels still to read, "" for the root */
    size_t folder_count, folder_cap;
    size_t files;
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
    struct str label = str_empty(parent)
                           ? arena_str(o->arena, str_from(name))
                           : ARENA_JOIN(o->arena, parent, STR("/"), str_from(name));
    if (S_ISDIR(st.st_mode)) {
        if (skip_folder(name) ||
            walk_ignored(o->ignore, ARENA_JOIN(o->arena, label, STR("/"))))
            return;
        if (w->folder_count == w->folder_cap)
            w->folders = mem_grow(w->folders, &w->folder_cap, sizeof *w->folders);
        w->folders[w->folder_count++] = label;
        return;
    }
    if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
        return;
    if (walk_ignored(o->ignore, label))
        return;
    if (w->files++ < LIMIT_WALK_FILES)
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
    struct walk w = {.options = options};
    bool ok = read_folder(&w, folder, STR_NONE);
    while (w.folder_count && !w.full && !(options->stop && *options->stop))
        read_folder(&w, folder, w.folders[--w.folder_count]);
    if (w.full)
        diags_add(options->diags, DIAG_ERROR, (struct origin){0},
                  "limit walk-files (%u) reached: the rest of the folder is left out",
                  LIMIT_WALK_FILES);
    mem_free(w.folders);
    return ok;
}
