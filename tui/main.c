/* SPDX-License-Identifier: MIT */
/* main.c - the way in: descriptors, locale, then the command line. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli.h"

/* A program started with 0, 1 or 2 closed would write messages into the next file it opens. What
 * goes to a closed stdout must fail, so that descriptor is filled for reading only. */
static void fill_descriptors(void)
{
    static const int how[] = {O_RDONLY, O_RDONLY, O_WRONLY};

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", how[fd]); /* the lowest free one: this */
}

/* Raw secrets are in memory while files are read: no core file, nobody attaches. The leak checker
 * of sanitizer builds must attach. */
static void keep_private(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef FAASMAP_SANITIZE
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

int main(int argc, char **argv)
{
    fill_descriptors();
    keep_private();
    setlocale(LC_CTYPE, ""); /* the rest stays C: output does not depend on the locale */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the write */
    return cli_main(argc, argv);
}
