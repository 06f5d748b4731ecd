/* SPDX-License-Identifier: MIT */
#include "mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "chunk.h"

static struct {
    void (*run)(void *arg);
    void *arg;
} hook; /* process-wide by nature: there is one terminal to restore */

void die_hook(void (*run)(void *arg), void *arg)
{
    hook.run = run;
    hook.arg = arg;
}

void die(const char *why)
{
    if (hook.run) {
        void (*run)(void *) = hook.run;
        hook.run = NULL; /* a hook that dies itself must not come back here */
        run(hook.arg);
    }
    /* write() and not stdio: stdio may allocate. */
    static const char head[] = "faasmap: ";
    if (write(STDERR_FILENO, head, sizeof head - 1) < 0 ||
        write(STDERR_FILENO, why, strlen(why)) < 0 || write(STDERR_FILENO, "\n", 1) < 0)
        _Exit(EXIT_OUT_OF_MEMORY);
    _Exit(EXIT_OUT_OF_MEMORY);
}

static void *or_die(void *ptr)
{
    if (!ptr)
        die("out of memory");
    return ptr;
}

static size_t times(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        die("out of memory (size overflow)");
    return bytes ? bytes : 1;
}

/* Large arrays in huge pages: a fault for each 4 KiB of them costs more than filling them, and so
 * does finding each of the small pages again. */
enum { HUGE_PAGE = 2 * 1024 * 1024 };

static void *large(void *ptr, size_t size)
{
    if (size >= 2 * (size_t)HUGE_PAGE) {
        uintptr_t from = ((uintptr_t)ptr + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
        uintptr_t to = ((uintptr_t)ptr + size) & ~(uintptr_t)(HUGE_PAGE - 1);
        madvise((void *)from, to - from, MADV_HUGEPAGE); /* without them ordinary pages do */
    }
    return ptr;
}

static void *whole_pages(size_t size)
{
    size = (size + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    void *ptr = or_die(aligned_alloc(HUGE_PAGE, size));
    madvise(ptr, size, MADV_HUGEPAGE);
    return ptr;
}

static void *fresh(size_t size)
{
    void *ptr = size >= CHUNK_LEAST && size <= CHUNK_MOST ? chunk_alloc(size) : NULL;
    if (ptr)
        return ptr;
    return size <= CHUNK_MOST || size > SIZE_MAX - HUGE_PAGE ? or_die(malloc(size))
                                                             : whole_pages(size);
}

void *mem_alloc(size_t size)
{
    return fresh(size ? size : 1);
}

void *mem_zalloc(size_t count, size_t size)
{
    size_t bytes = times(count, size);
    return bytes < CHUNK_LEAST ? or_die(calloc(1, bytes)) : memset(fresh(bytes), 0, bytes);
}

static void *moved(void *ptr, size_t used, size_t size)
{
    void *to = memcpy(fresh(size), ptr, used < size ? used : size);
    mem_free(ptr);
    return to;
}

void *mem_realloc(void *ptr, size_t count, size_t size)
{
    size_t bytes = times(count, size);
    if (!ptr)
        return fresh(bytes);
    if (chunk_is(ptr))
        return chunk_resize(ptr, bytes) ? ptr : moved(ptr, chunk_room(ptr), bytes);
    return large(or_die(realloc(ptr, bytes)), bytes);
}

char *mem_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size), text, size);
}

void mem_free(void *ptr)
{
    if (chunk_is(ptr))
        chunk_free(ptr);
    else
        free(ptr);
}

void mem_trim(void)
{
    chunk_trim();
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *mem_grow(void *ptr, size_t *cap, size_t size)
{
    return mem_reserve(ptr, cap, *cap + 1, size);
}

void *mem_reserve(void *ptr, size_t *cap, size_t want, size_t size)
{
    if (ptr && want <= *cap)
        return ptr;
    size_t next = *cap < 8 ? 8 : *cap;
    while (next < want) {
        if (next > SIZE_MAX / 2)
            die("out of memory (size overflow)");
        next *= 2;
    }
    size_t used = *cap * size, bytes = times(next, size);
    bool now_chunk = used < CHUNK_LEAST && bytes >= CHUNK_LEAST; /* from malloc() to huge pages */
    ptr = ptr && now_chunk ? moved(ptr, used, bytes) : mem_realloc(ptr, next, size);
    *cap = next;
    return ptr;
}

void mem_wipe(void *ptr, size_t size)
{
    if (ptr)
        explicit_bzero(ptr, size);
}
