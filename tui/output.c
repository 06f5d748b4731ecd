/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "save.h"
#include "text.h"

void output_error(const char *fmt, ...)
{
    struct buf raw = {0}, line = {0};
    va_list args;
    va_start(args, fmt);
    buf_vprintf(&raw, fmt, args);
    va_end(args);
    buf_puts(&line, "faasmap: ");
    esc_term(&line, buf_str(&raw));
    buf_putc(&line, '\n');
    save_bytes(STDERR_FILENO, buf_str(&line));
    buf_release(&raw);
    buf_release(&line);
}

bool output_stdout(struct str bytes)
{
    if (save_bytes(STDOUT_FILENO, bytes))
        return true;
    if (errno != EPIPE) /* `| head` is no accident */
        output_error("cannot write to stdout: %s", strerror(errno));
    return false;
}

/* A device or a pipe that the user names is written to as it is. */
static bool write_special(const char *path, struct str bytes)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && save_bytes(fd, bytes);
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    return ok;
}

bool output_file(const char *path, struct str bytes, bool force)
{
    struct stat st;
    bool there = lstat(path, &st) == 0;
    mode_t mode = 0644;
    struct buf name = {0};
    bool ok;
    if (there && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode) && !S_ISDIR(st.st_mode)) {
        ok = write_special(path, bytes);
    } else if (there && !force) {
        output_error("%s is already there (--force overwrites it)", path);
        return false;
    } else if (there && !S_ISREG(st.st_mode)) {
        errno = S_ISLNK(st.st_mode) ? ELOOP : EISDIR; /* never through a link */
        ok = false;
    } else {
        if (there)
            mode = st.st_mode & 07777;
        buf_puts(&name, path);
        buf_puts(&name, ".XXXXXX");
        ok = save_beside(name.ptr, bytes, mode);
        /* Without force the name must still be free: link() refuses to replace, rename() does not. */
        if (ok) {
            ok = force ? rename(name.ptr, path) == 0 : link(name.ptr, path) == 0;
            int error = errno;
            if (!ok || !force)
                unlink(name.ptr);
            errno = error;
        }
        if (ok && !save_sync_folder(path))
            output_error("cannot sync the folder: %s", strerror(errno));
    }
    if (!ok)
        output_error("cannot write %s: %s", path, strerror(errno));
    buf_release(&name);
    return ok;
}

void output_diags(const struct diags *d, bool quiet)
{
    struct buf out = {0};
    for (size_t i = 0; i < diags_count(d); i++) {
        const struct diag *m = diags_at(d, i);
        if (quiet && m->level != DIAG_ERROR)
            continue;
        if (str_empty(m->where.file))
            buf_puts(&out, "faasmap");
        else
            esc_term(&out, m->where.file);
        if (m->where.line)
            buf_printf(&out, ":%u", m->where.line);
        if (m->where.line && m->where.col)
            buf_printf(&out, ":%u", m->where.col);
        buf_printf(&out, ": %s: ", diag_level_name(m->level));
        esc_term(&out, m->text);
        buf_putc(&out, '\n');
    }
    save_bytes(STDERR_FILENO, buf_str(&out));
    buf_release(&out);
}
