/* SPDX-License-Identifier: MIT */
#include "mem.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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
static void *large(void *ptr, size_t size)
{
    if (size >= 2 * (size_t)MEM_HUGE) {
        uintptr_t from = ((uintptr_t)ptr + MEM_HUGE - 1) & ~(uintptr_t)(MEM_HUGE - 1);
        uintptr_t to = ((uintptr_t)ptr + size) & ~(uintptr_t)(MEM_HUGE - 1);
        madvise((void *)from, to - from, MADV_HUGEPAGE); /* without them ordinary pages do */
    }
    return ptr;
}

/* Fresh memory for what may grow. From this size on clearing a huge page costs less than a fault for
 * each of the small ones. */
enum { LARGE = MEM_HUGE / 4 };

static void *fresh(size_t size)
{
    if (size < LARGE || size > SIZE_MAX - MEM_HUGE)
        return or_die(malloc(size));
    return mem_alloc_huge((size + MEM_HUGE - 1) & ~(size_t)(MEM_HUGE - 1));
}

void *mem_alloc(size_t size)
{
    return fresh(size ? size : 1);
}

void *mem_zalloc(size_t count, size_t size)
{
    size_t bytes = times(count, size);
    return bytes < LARGE ? or_die(calloc(1, bytes)) : memset(fresh(bytes), 0, bytes);
}

#ifdef FAASMAP_SANITIZE
static const size_t huge_kept = 0;
#else
static const size_t huge_kept = 32;
#endif
static struct {
    pthread_mutex_t lock;
    void *first; /* each begins with the address of the next */
    size_t count;
} huge = {.lock = PTHREAD_MUTEX_INITIALIZER}; /* process-wide, as memory is */

static void *take_huge(void)
{
    pthread_mutex_lock(&huge.lock);
    void *ptr = huge.first;
    if (ptr) {
        memcpy(&huge.first, ptr, sizeof huge.first);
        huge.count--;
    }
    pthread_mutex_unlock(&huge.lock);
    return ptr;
}

void mem_free_huge(void *ptr)
{
    pthread_mutex_lock(&huge.lock);
    bool keep = ptr && huge.count < huge_kept;
    if (keep) {
        memcpy(ptr, &huge.first, sizeof huge.first);
        huge.first = ptr;
        huge.count++;
    }
    pthread_mutex_unlock(&huge.lock);
    if (!keep)
        mem_free(ptr);
}

void mem_huge_trim(void)
{
    for (void *ptr; (ptr = take_huge());)
        mem_free(ptr);
}

void *mem_alloc_huge(size_t size)
{
    void *ptr = size == MEM_HUGE ? take_huge() : NULL;
    if (ptr)
        return ptr;
    ptr = or_die(aligned_alloc(MEM_HUGE, size));
    madvise(ptr, size, MADV_HUGEPAGE); /* without them ordinary pages do */
    return ptr;
}

void *mem_realloc(void *ptr, size_t count, size_t size)
{
    size_t bytes = times(count, size);
    return ptr ? large(or_die(realloc(ptr, bytes)), bytes) : fresh(bytes);
}

char *mem_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size), text, size);
}

void mem_free(void *ptr)
{
    free(ptr);
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
    if (ptr && *cap < next / 8 && times(next, size) >= LARGE) { /* what is there is soon copied */
        void *larger = memcpy(fresh(times(next, size)), ptr, *cap * size);
        mem_free(ptr);
        ptr = larger;
    } else {
        ptr = mem_realloc(ptr, next, size);
    }
    *cap = next;
    return ptr;
}

void mem_wipe(void *ptr, size_t size)
{
    if (ptr)
        explicit_bzero(ptr, size);
}
