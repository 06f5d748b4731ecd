/* SPDX-License-Identifier: MIT */
#include "chunk.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

enum {
    PAGE_SIZE = 2 * 1024 * 1024, /* of a huge one */
    PIECES = PAGE_SIZE / CHUNK_SIZE,
    PAGES = 2048, /* addresses of 4 GiB; more goes to malloc() */
    KEPT = 32,   /* pages, wholly free */
    RESTING = 2, /* of those after chunk_trim() */
    NONE = PAGES
};
#if defined FAASMAP_SANITIZE || defined FAASMAP_PLAIN_MEMORY
enum { POOLED = false };
#else
enum { POOLED = true };
#endif
static const uint64_t all = UINT64_MAX;
_Static_assert(PIECES == 64 && (int)CHUNK_MOST == (int)PAGE_SIZE, "a bit for each piece");

struct page {
    uint64_t free;      /* a bit for each piece, from the lowest address */
    uint64_t first;     /* of the others: where what was given out begins */
    uint16_t next, prev; /* among those with a free piece; NONE: no other */
    bool warm;           /* the system gave it and has not got it back */
};

/* Process-wide, as memory is. */
static struct {
    pthread_mutex_t lock;
    char *_Atomic from; /* NULL: nothing put aside yet, or it could not be */
    bool tried;
    struct page pages[PAGES];
    uint16_t used;  /* pages that were ever used: from here on all are new */
    uint16_t open;  /* the first with a free piece */
    uint16_t kept;  /* how many of those are wholly free and warm */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .open = NONE};

/* Another thread may be in here when one forks: its child would wait for that thread for ever. */
static void before_fork(void)
{
    pthread_mutex_lock(&pool.lock);
}

static void behind_fork(void)
{
    pthread_mutex_unlock(&pool.lock);
}

static void put_aside(void)
{
    if (!pool.tried && sizeof(void *) > 4) {
        size_t size = ((size_t)PAGES + 1) * PAGE_SIZE;
        char *p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p != MAP_FAILED)
            pool.from = p + (-(uintptr_t)p & (PAGE_SIZE - 1));
        pthread_atfork(before_fork, behind_fork, behind_fork);
    }
    pool.tried = true;
}

static char *start_of(const struct page *p)
{
    return pool.from + (size_t)(p - pool.pages) * PAGE_SIZE;
}

static void unlist(struct page *p)
{
    *(p->prev == NONE ? &pool.open : &pool.pages[p->prev].next) = p->next;
    if (p->next != NONE)
        pool.pages[p->next].prev = p->prev;
}

static void list(struct page *p)
{
    uint16_t at = (uint16_t)(p - pool.pages);
    p->prev = NONE;
    p->next = pool.open;
    if (p->next != NONE)
        pool.pages[p->next].prev = at;
    pool.open = at;
}

static uint64_t run_at(unsigned piece, unsigned pieces)
{
    return (pieces == PIECES ? all : (1ULL << pieces) - 1) << piece;
}

/* The pieces from there on that are one. */
static unsigned length_of(const struct page *p, unsigned piece)
{
    uint64_t ends = piece + 1 < PIECES ? (p->free | p->first) >> (piece + 1) : 0;
    return ends ? (unsigned)__builtin_ctzll(ends) + 1 : PIECES - piece;
}

/* The lowest piece from which so many are free; PIECES: none. */
static unsigned find_run(uint64_t free, unsigned pieces)
{
    for (unsigned run = 1, more; run < pieces && free; run += more) { /* set: free for a whole run */
        more = run < pieces - run ? run : pieces - run;
        free &= free >> more;
    }
    return free ? (unsigned)__builtin_ctzll(free) : PIECES;
}

static struct page *new_page(void)
{
    struct page *p = &pool.pages[pool.used];
    if (pool.used == PAGES || mprotect(start_of(p), PAGE_SIZE, PROT_READ | PROT_WRITE))
        return NULL;
    madvise(start_of(p), PAGE_SIZE, MADV_HUGEPAGE); /* without them ordinary pages do */
    pool.used++;
    p->free = all;
    list(p);
    return p;
}

static struct page *page_with(unsigned pieces, unsigned *piece)
{
    for (uint16_t at = pool.open; at != NONE; at = pool.pages[at].next)
        if ((*piece = find_run(pool.pages[at].free, pieces)) < PIECES)
            return &pool.pages[at];
    *piece = 0;
    return new_page();
}

static void take(struct page *p, unsigned piece, unsigned pieces)
{
    if (p->free == all && p->warm)
        pool.kept--;
    p->warm = true;
    p->free &= ~run_at(piece, pieces);
    if (!p->free)
        unlist(p);
}

static void cool(struct page *p)
{
    madvise(start_of(p), PAGE_SIZE, MADV_DONTNEED);
    p->warm = false;
}

static unsigned pieces_of(size_t size)
{
    return (unsigned)((size + CHUNK_SIZE - 1) / CHUNK_SIZE);
}

void *chunk_alloc(size_t size)
{
    assert(size && size <= CHUNK_MOST);
    unsigned pieces = pieces_of(size), piece;
    if (!POOLED)
        return NULL;
    pthread_mutex_lock(&pool.lock);
    if (!pool.from)
        put_aside();
    struct page *p = pool.from ? page_with(pieces, &piece) : NULL;
    if (p) {
        take(p, piece, pieces);
        p->first |= run_at(piece, 1);
    }
    pthread_mutex_unlock(&pool.lock);
    return p ? start_of(p) + (size_t)piece * CHUNK_SIZE : NULL;
}

bool chunk_is(const void *ptr)
{
    return (uintptr_t)ptr - (uintptr_t)pool.from < (size_t)PAGES * PAGE_SIZE && pool.from;
}

static struct page *page_of(const void *ptr, unsigned *piece)
{
    size_t at = (size_t)((const char *)ptr - pool.from);
    assert(chunk_is(ptr) && !(at % CHUNK_SIZE));
    *piece = (unsigned)(at % PAGE_SIZE / CHUNK_SIZE);
    return &pool.pages[at / PAGE_SIZE];
}

size_t chunk_room(const void *ptr)
{
    unsigned piece;
    pthread_mutex_lock(&pool.lock);
    const struct page *p = page_of(ptr, &piece);
    size_t pieces = length_of(p, piece);
    pthread_mutex_unlock(&pool.lock);
    return pieces * CHUNK_SIZE;
}

static void give_back(struct page *p, uint64_t run)
{
    if (!p->free)
        list(p);
    p->free |= run;
    if (p->free != all)
        return;
    if (pool.kept < KEPT)
        pool.kept++;
    else
        cool(p);
}

bool chunk_resize(void *ptr, size_t size)
{
    if (size > CHUNK_MOST)
        return false;
    pthread_mutex_lock(&pool.lock);
    unsigned piece, want = pieces_of(size);
    struct page *p = page_of(ptr, &piece);
    unsigned has = length_of(p, piece);
    bool good = want <= has;
    if (want < has) {
        give_back(p, run_at(piece + want, has - want));
    } else if (want > has && piece + want <= PIECES) {
        uint64_t more = run_at(piece + has, want - has);
        good = (p->free & more) == more;
        if (good)
            take(p, piece + has, want - has);
    }
    pthread_mutex_unlock(&pool.lock);
    return good;
}

void chunk_free(void *ptr)
{
    unsigned piece;
    pthread_mutex_lock(&pool.lock);
    struct page *p = page_of(ptr, &piece);
    assert(p->first & run_at(piece, 1));
    uint64_t run = run_at(piece, length_of(p, piece));
    p->first &= ~run_at(piece, 1);
    give_back(p, run);
    pthread_mutex_unlock(&pool.lock);
}

void chunk_trim(void)
{
    pthread_mutex_lock(&pool.lock);
    for (uint16_t at = pool.open; at != NONE && pool.kept > RESTING; at = pool.pages[at].next)
        if (pool.pages[at].free == all && pool.pages[at].warm) {
            cool(&pool.pages[at]);
            pool.kept--;
        }
    pthread_mutex_unlock(&pool.lock);
}
