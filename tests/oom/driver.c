/* SPDX-License-Identifier: MIT */
#include "driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"

/* glibc's own, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *ptr, size_t size);
void *__libc_memalign(size_t align, size_t size);
void __libc_free(void *ptr);

enum { NOT_MET = 3, BROKEN = 4, LEAKED = 5, LIMIT = 20000 };

static bool armed, forever, met;
static long calls, fail_at, live;

static bool fails(void)
{
    if (!armed)
        return false;
    calls++;
    bool now = forever ? calls >= fail_at : calls == fail_at;
    met |= now;
    if (now)
        errno = ENOMEM;
    return now;
}

static void *counted(void *ptr)
{
    live += ptr != NULL;
    return ptr;
}

void *malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *ptr, size_t size)
{
    if (fails())
        return NULL;
    void *moved = __libc_realloc(ptr, size);
    live += !ptr && moved;
    return moved;
}

void *aligned_alloc(size_t align, size_t size)
{
    return fails() ? NULL : counted(__libc_memalign(align, size));
}

void free(void *ptr)
{
    live -= ptr != NULL;
    __libc_free(ptr);
}

void oom_check(bool good)
{
    if (!good)
        _exit(BROKEN);
}

static int child(long at, bool for_good)
{
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0)
        dup2(null, STDERR_FILENO); /* die() says its line a thousand times */
    long before = live;
    fail_at = at;
    forever = for_good;
    armed = true;
    oom_scenario();
    armed = false;
    if (live != before)
        return LEAKED;
    return met ? 0 : NOT_MET;
}

static bool run(bool for_good)
{
    long clean = 0, gave_up = 0;
    for (long at = 1; at < LIMIT; at++) {
        int status = 0;
        pid_t pid = fork();
        if (pid < 0)
            return false;
        if (!pid)
            _exit(child(at, for_good));
        if (waitpid(pid, &status, 0) != pid)
            return false;
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (code == NOT_MET) {
            printf("ok %s, allocations failing %s: %ld reported, %ld gave up\n", oom_name,
                   for_good ? "for good" : "once", clean, gave_up);
            return true;
        }
        clean += code == 0;
        gave_up += code == EXIT_OUT_OF_MEMORY;
        if (code != 0 && code != EXIT_OUT_OF_MEMORY) {
            printf("not ok %s, allocation %ld failing %s: %s %d\n", oom_name, at,
                   for_good ? "for good" : "once", code < 0 ? "signal" : "exit",
                   code < 0 ? WTERMSIG(status) : code);
            return false;
        }
    }
    printf("not ok %s: no end after %d allocations\n", oom_name, LIMIT);
    return false;
}

int main(void)
{
    bool once = run(false), always = run(true);
    return once && always ? 0 : 1;
}
