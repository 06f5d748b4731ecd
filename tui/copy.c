/* SPDX-License-Identifier: MIT */
/* copy.c - text to the clipboard: the user's own program, else the terminal's OSC 52, else a file. */
#include <stdlib.h>
#include <unistd.h>

#include "save.h"
#include "session.h"
#include "spawn.h"

static bool to_file(struct explorer *x, struct str text)
{
    const char *folder = getenv("TMPDIR");
    struct buf path = {0};
    bool good;
    int fd;

    buf_printf(&path, "%s/faasmap-XXXXXX", folder && *folder == '/' ? folder : "/tmp");
    fd = mkstemp(path.ptr);
    good = fd >= 0 && save_bytes(fd, text);
    if (fd >= 0 && close(fd) < 0)
        good = false;
    if (good)
        session_say(x, "too long for the clipboard: written to %s", path.ptr);
    else
        session_complain(x, "too long for the clipboard, and %s cannot be written", path.ptr);
    buf_release(&path);
    return good;
}

bool session_copy(struct explorer *x, struct buf *copied)
{
    const char *command = x->options.copy_command;
    struct str text;
    int code;

    if (x->present.mask)
        mask_text(copied, MASK_TEXT);
    text = buf_str(copied);
    if (command) {
        code = spawn_feed(command, text);
        if (code != 0)
            session_complain(x, code == SPAWN_NOT_FOUND ? "%s was not found" : "%s failed", command);
        return code == 0;
    }
    return term_copy(x->term, text) || to_file(x, text);
}
