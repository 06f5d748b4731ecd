/* SPDX-License-Identifier: MIT */
#include "save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool save_is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool save_bytes(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_from_at(bytes, (size_t)n);
    }
    return true;
}

bool save_new(const char *path, struct str bytes, struct buf *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool good;

    if (fd < 0) {
        if (errno == EEXIST)
            buf_printf(why, "%s is there already", path);
        else
            buf_printf(why, "%s cannot be written: %s", path, strerror(errno));
        return false;
    }
    good = save_bytes(fd, bytes);
    if (close(fd) < 0 || !good) {
        unlink(path);
        buf_printf(why, "%s could not be written whole and was removed", path);
        return false;
    }
    return true;
}

bool save_beside(char *name, struct str bytes, mode_t mode)
{
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = save_bytes(fd, bytes) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && ok) {
        error = errno;
        ok = false;
    }
    if (!ok) {
        unlink(name);
        errno = error;
    }
    return ok;
}

int save_folders(const char *path)
{
    struct buf folder = {0};
    int error = 0;
    for (const char *slash = *path ? strchr(path + 1, '/') : NULL; slash;
         slash = strchr(slash + 1, '/')) {
        buf_reset(&folder);
        buf_add(&folder, (struct str){path, (size_t)(slash - path)});
        bool there = mkdir(folder.ptr, 0700) == 0 || errno == EEXIST;
        error = there ? 0 : error ? error : errno; /* of those below only that the one above is missing */
    }
    buf_release(&folder);
    return error;
}

bool save_sync_folder(const char *path)
{
    struct str p = str_from(path);
    size_t slash = str_rchr(p, '/');
    struct buf folder = {0};
    bool ok = true;
    buf_add(&folder, slash == STR_NPOS ? STR(".") : str_sub(p, 0, slash ? slash : 1));
    int fd = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ok = fsync(fd) == 0 || errno != EIO;
        close(fd);
    }
    buf_release(&folder);
    return ok;
}

bool save_replace(const char *path, struct str bytes, mode_t mode)
{
    struct buf name = {0};
    buf_puts(&name, path);
    buf_puts(&name, ".tmp.XXXXXX");
    bool ok = save_beside(name.ptr, bytes, mode);
    if (ok && rename(name.ptr, path) != 0) {
        int error = errno;
        unlink(name.ptr);
        errno = error;
        ok = false;
    }
    if (ok)
        save_sync_folder(path);
    buf_release(&name);
    return ok;
}
