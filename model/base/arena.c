/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>

#include "eight.h"
#include "mem.h"

/* Blocks, their heads among them, double from the first size to the largest. */
enum { ARENA_FIRST = 4 * 1024, ARENA_BLOCK = 64 * 1024 };

struct block {
    struct block *next;
    size_t size, used; /* used: of one that is not being filled */
    char line[40];      /* bytes of an aligned block begin at a line of the caches */
    alignas(max_align_t) char bytes[];
};

struct arena {
    char *at, *end;     /* what is free of the head */
    struct block *head; /* the block that is being filled */
    size_t next_size, closed; /* closed: bytes used in the other blocks */
};

static size_t head_used(const struct arena *a)
{
    return a->head ? (size_t)(a->at - a->head->bytes) : 0;
}

static void fill_from(struct arena *a, struct block *b)
{
    a->head = b;
    a->at = b->bytes;
    a->end = b->bytes + b->size;
}

struct arena *arena_new(void)
{
    struct arena *a = mem_zalloc(1, sizeof *a);
    a->next_size = ARENA_FIRST;
    return a;
}

void arena_expect(struct arena *a, size_t bytes)
{
    if (bytes >= ARENA_BLOCK)
        a->next_size = ARENA_BLOCK;
}

static void free_blocks(struct block *b)
{
    for (struct block *next; b; b = next) {
        next = b->next;
        mem_free(b);
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks(a->head);
    mem_free(a);
}

void arena_clear(struct arena *a)
{
    struct block *kept = a->head;
    if (kept) {
        free_blocks(kept->next);
        kept->next = NULL;
        fill_from(a, kept);
    }
    a->closed = 0;
}

void arena_wipe(struct arena *a)
{
    if (!a)
        return;
    if (a->head)
        a->head->used = head_used(a);
    for (struct block *b = a->head; b; b = b->next)
        mem_wipe(b->bytes, b->used);
    arena_free(a);
}

static struct block *new_block(const struct arena *a, size_t size)
{
    size_t bytes;
    if (__builtin_add_overflow(size, sizeof(struct block), &bytes))
        die("out of memory (size overflow)");
    if (bytes < a->next_size)
        bytes = a->next_size;
    struct block *b = mem_alloc(bytes);
    b->size = bytes - sizeof(struct block);
    b->used = 0;
    return b;
}

static void add_block(struct arena *a, size_t size)
{
    struct block *b = new_block(a, size);
    if (a->head)
        a->head->used = head_used(a);
    a->closed += head_used(a);
    b->next = a->head;
    fill_from(a, b);
    if (a->next_size < ARENA_BLOCK)
        a->next_size *= 2;
}

/* A big piece gets its own block behind the head, so that the head's rest is not lost. */
static void *take_big(struct arena *a, size_t size)
{
    struct block *b = new_block(a, size);
    b->next = a->head->next;
    a->head->next = b;
    b->used = size;
    a->closed += size;
    return b->bytes;
}

static void *take_slow(struct arena *a, size_t size)
{
    if (a->head && size > a->next_size)
        return take_big(a, size);
    add_block(a, size);
    char *p = a->at;
    a->at += size;
    return p;
}

static inline void *take(struct arena *a, size_t size, size_t align)
{
    size_t gap = -(uintptr_t)a->at & (align - 1), room = (uintptr_t)a->end - (uintptr_t)a->at;
    if (__builtin_expect(gap > room || size > room - gap, 0))
        return take_slow(a, size);
    char *p = a->at + gap;
    a->at = p + size;
    return p;
}

void *arena_bytes(struct arena *a, size_t size)
{
    return take(a, size ? size : 1, alignof(void *));
}

void *arena_alloc(struct arena *a, size_t size)
{
    void *p = take(a, size ? size : 1, alignof(max_align_t));
    memset(p, 0, size);
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        die("out of memory (size overflow)");
    return arena_alloc(a, bytes);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = take(a, s.len + 1, 1);
    eight_copy(p, s.ptr, s.len);
    p[s.len] = '\0';
    return (struct str){p, s.len};
}

struct str arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    char room[256]; /* enough for most: formatted once */
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(room, sizeof room, fmt, args);
    if (len < 0)
        die("cannot format a message");
    char *p = take(a, (size_t)len + 1, 1);
    if ((size_t)len < sizeof room)
        memcpy(p, room, (size_t)len + 1);
    else
        vsnprintf(p, (size_t)len + 1, fmt, again);
    va_end(again);
    return (struct str){p, (size_t)len};
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str text = arena_vprintf(a, fmt, args);
    va_end(args);
    return text;
}

struct str arena_join(struct arena *a, size_t count, const struct str *parts)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        if (__builtin_add_overflow(len, parts[i].len, &len))
            die("out of memory (size overflow)");
    char *p = take(a, len + 1, 1), *at = p;
    for (size_t i = 0; i < count; i++) {
        eight_copy(at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    *at = '\0';
    return (struct str){p, len};
}

struct str arena_lower(struct arena *a, struct str s)
{
    char *p = take(a, s.len + 1, 1);
    for (size_t i = 0; i < s.len; i++)
        p[i] = str_lower(s.ptr[i]);
    p[s.len] = '\0';
    return (struct str){p, s.len};
}

size_t arena_used(const struct arena *a)
{
    return a->closed + head_used(a);
}
