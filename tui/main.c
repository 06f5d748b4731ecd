/* SPDX-License-Identifier: MIT */
/* main.c - the way in: descriptors, locale, then the command line. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli.h"

/* A program started with 0, 1 or 2 closed would write messages into the next file it opens. */
static void fill_descriptors(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= 2);
    if (fd > 2)
        close(fd);
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
    return cli_main(argc, argv);
}
