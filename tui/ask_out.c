/* SPDX-License-Identifier: MIT */
/* ask_out.c - commands: files. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "command.h"
#include "exporter.h"
#include "session.h"

/* A new file only, never through a link. */
bool ask_write_new(struct explorer *x, const char *path, struct str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    size_t done = 0;

    if (fd < 0) {
        session_complain(x, errno == EEXIST ? "%s is there already" : "%s cannot be written", path);
        return false;
    }
    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (close(fd) < 0 || done < bytes.len) {
        unlink(path);
        session_complain(x, "%s could not be written whole and was removed", path);
        return false;
    }
    session_say(x, "written: %s", path);
    return true;
}

bool ask_export(struct explorer *x, struct str args)
{
    struct str name = ask_word(&args), file = str_trim(args);
    const struct exporter *e = exporter_find(name);
    struct buf path = {0}, out = {0}, why = {0};
    bool good = false;

    if (!e) {
        struct suggestion n = suggest_for(name);
        for (size_t i = 0; exporters[i]; i++)
            suggest_try(&n, str_from(exporters[i]->name));
        ask_unknown(x, "format", &n);
        return false;
    }
    if (str_empty(file)) {
        session_complain(x, "usage: export FORMAT FILE");
        return false;
    }
    buf_add(&path, file);
    if (e->write(x->graph, &out, &why))
        good = ask_write_new(x, path.ptr, buf_str(&out));
    else
        session_complain(x, "%s", why.ptr ? why.ptr : "the export failed");
    buf_release(&path);
    buf_release(&out);
    buf_release(&why);
    return good;
}
