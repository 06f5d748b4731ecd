/* SPDX-License-Identifier: MIT */
/* editor.c - the user's editor at the place where the selection is defined. No shell: the editor's
 * command is split at blanks, the file is one argument behind "+line". Only files below the folder
 * that was opened, and only real ones. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"
#include "session.h"

enum { EDITOR_ARGS = 16 };

static struct origin selected_place(const struct explorer *x)
{
    if (x->at.edge)
        return graph_edge_at(x->graph, x->at.edge)->where;
    return x->at.node ? graph_node_at(x->graph, x->at.node)->where : (struct origin){0};
}

/* Splits at blanks; returns the number of words. words point into text. */
static int split(char *text, char **words, int max)
{
    int count = 0;

    for (char *c = text; *c && count < max;) {
        while (*c == ' ')
            *c++ = '\0';
        if (*c)
            words[count++] = c;
        while (*c && *c != ' ')
            c++;
    }
    return count;
}

static int run(char **argv)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL);
        execvp(argv[0], argv);
        _exit(127);
    }
    if (pid < 0)
        return -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void edit_file(struct explorer *x, const char *path, uint32_t line)
{
    char *command = mem_strdup(x->options.editor && *x->options.editor ? x->options.editor : "vi");
    char *argv[EDITOR_ARGS + 3] = {0};
    struct buf place = {0};
    int count = split(command, argv, EDITOR_ARGS), status;

    buf_printf(&place, "+%u", line ? line : 1);
    argv[count++] = place.ptr;
    argv[count] = mem_strdup(path);
    term_pause(x->term);
    status = run(argv);
    term_resume(x->term);
    if (status != 0)
        session_complain(x, status == 127 ? "the editor %s was not found" : "the editor %s failed",
                         argv[0]);
    mem_free(argv[count]);
    mem_free(command);
    buf_release(&place);
}

void session_edit(struct explorer *x)
{
    session_edit_at(x, selected_place(x));
}

void session_edit_at(struct explorer *x, struct origin where)
{
    struct buf path = {0};
    struct stat st;

    if (str_empty(where.file)) {
        session_complain(x, "nothing in a file says this");
        return;
    }
    if (!x->options.folder) {
        session_complain(x, "this system is not read from files: there is nothing to edit");
        return;
    }
    buf_puts(&path, x->options.folder);
    if (path.len && path.ptr[path.len - 1] != '/')
        buf_putc(&path, '/');
    buf_add(&path, where.file);
    /* a name with a NUL in it would name another file */
    if (strlen(path.ptr) != path.len || stat(path.ptr, &st) < 0 || !S_ISREG(st.st_mode))
        session_complain(x, "the file is not there any more");
    else
        edit_file(x, path.ptr, where.line);
    buf_release(&path);
}
