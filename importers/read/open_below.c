/* SPDX-License-Identifier: MIT */
#include "open_below.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "buf.h"

enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* Takes out "", "." and "..": the path "a/./b/../c" becomes "a/c"; false: it leads out. */
static bool normalise(const char *path, struct buf *out)
{
    if (path[0] == '/')
        return false;
    for (struct str rest = str_from(path), name; str_cut(&rest, '/', &name);) {
        if (str_empty(name) || str_is(name, "."))
            continue;
        if (!str_is(name, "..")) {
            if (out->len)
                buf_putc(out, '/');
            buf_add(out, name);
            continue;
        }
        if (!out->len)
            return false;
        size_t cut = str_rchr(buf_str(out), '/');
        out->len = cut == STR_NPOS ? 0 : cut;
        out->ptr[out->len] = '\0';
    }
    return true;
}

static int walk(int root, char *path)
{
    int dir = root;
    char *name = path;
    for (char *slash; (slash = strchr(name, '/')); name = slash + 1) {
        *slash = '\0';
        int next = openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int why = errno;
        if (dir != root)
            close(dir);
        if (next < 0) {
            errno = why;
            return -1;
        }
        dir = next;
    }
    int fd = openat(dir, *name ? name : ".", OPEN_FLAGS | O_NOFOLLOW);
    int why = errno;
    if (dir != root)
        close(dir);
    errno = why;
    return fd;
}

int open_below_walk(int root, const char *path)
{
    struct buf clean = {0};
    int fd = -1, why = EXDEV;
    buf_puts(&clean, "");
    if (normalise(path, &clean)) {
        fd = walk(root, clean.ptr);
        why = errno;
    }
    buf_release(&clean);
    errno = why;
    return fd;
}

int open_below(int root, const char *path)
{
    struct open_how how = {.flags = (unsigned)OPEN_FLAGS,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd;
    int tries = 8; /* EAGAIN: something was renamed meanwhile */
    do
        fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    while (fd < 0 && (errno == EAGAIN || errno == EINTR) && tries--);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return open_below_walk(root, path);
    return (int)fd;
}
