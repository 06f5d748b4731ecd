/* SPDX-License-Identifier: MIT */
/* editor.c - the user's editor at the place where the selection is defined: the file is one
 * argument behind "+line". Of what the
 * input names only files below the folder that was opened, and only real ones. */
#include <string.h>
#include <sys/stat.h>

#include "own.h"
#include "session.h"
#include "spawn.h"

static struct origin selected_place(const struct explorer *x)
{
    if (x->at.edge)
        return graph_edge_at(x->graph, x->at.edge)->where;
    return x->at.node ? graph_node_at(x->graph, x->at.node)->where : (struct origin){0};
}

static void edit_file(struct explorer *x, const char *path, uint32_t line)
{
    const char *editor = x->options.editor && *x->options.editor ? x->options.editor : "vi";
    struct buf place = {0};
    int status;

    buf_printf(&place, "+%u", line ? line : 1);
    personal_save(x); /* a signal ends us at once while the editor has the terminal */
    term_pause(x->term);
    status = spawn_wait(editor, (const char *const[]){place.ptr, path, NULL});
    term_resume(x->term);
    if (status != 0)
        session_complain(x, status == SPAWN_NOT_FOUND ? "the editor %s was not found"
                                                      : "the editor %s failed", editor);
    buf_release(&place);
}

void session_edit(struct explorer *x)
{
    session_edit_at(x, selected_place(x));
}

/* As far as it is a real file. */
static void edit_real(struct explorer *x, const struct buf *path, uint32_t line)
{
    struct stat st;

    /* a name with a NUL in it would name another file */
    if (strlen(path->ptr) != path->len || stat(path->ptr, &st) < 0 || !S_ISREG(st.st_mode))
        session_complain(x, "the file is not there any more");
    else
        edit_file(x, path->ptr, line);
}

void own_edit(struct explorer *x, struct origin where)
{
    struct buf path = {0};

    buf_puts(&path, "");
    buf_add(&path, where.file);
    edit_real(x, &path, where.line);
    buf_release(&path);
}

void session_edit_at(struct explorer *x, struct origin where)
{
    struct buf path = {0};

    if (str_empty(where.file)) {
        session_complain(x, "nothing in a file says this");
        return;
    }
    if (!x->options.place.folder) {
        session_complain(x, "this system is not read from files: there is nothing to edit");
        return;
    }
    buf_puts(&path, x->options.place.folder);
    if (path.len && path.ptr[path.len - 1] != '/')
        buf_putc(&path, '/');
    buf_add(&path, where.file);
    edit_real(x, &path, where.line);
    buf_release(&path);
}
