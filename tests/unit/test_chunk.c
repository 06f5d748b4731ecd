/* SPDX-License-Identifier: MIT */
/* Pieces of huge pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attr.h"
#include "chunk.h"
#include "mem.h"

enum { HUGE_PAGE = CHUNK_MOST, A_PAGE = HUGE_PAGE / CHUNK_SIZE };

/* Under the sanitizers there are none. */
static bool are_there(void)
{
    void *p = chunk_alloc(1);
    if (!p)
        return false;
    chunk_free(p);
    return true;
}

struct held {
    unsigned char *at;
    size_t size;
    unsigned char fill;
};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void fill(struct held *h, size_t from)
{
    for (size_t i = from; i < h->size; i += 509)
        h->at[i] = h->fill;
    h->at[h->size - 1] = h->fill;
}

static bool is_whole(const struct held *h, size_t size)
{
    for (size_t i = 0; i < size; i += 509)
        if (h->at[i] != h->fill)
            return false;
    return true;
}

static size_t some_size(uint32_t *seed)
{
    uint32_t kind = next(seed) % 8;
    return 1 + next(seed) % (kind < 5 ? 3 * CHUNK_SIZE : kind < 7 ? CHUNK_MOST / 3 : CHUNK_MOST);
}

/* Takes, resizes and gives back at random; whatever is held keeps what was written into it. */
static void *at_random(void *arg)
{
    enum { HELD = 60, STEPS = 4000 };
    struct held held[HELD] = {{0}};
    uint32_t seed = *(const uint32_t *)arg;
    uintptr_t wrong = 0;
    for (int step = 0; step < STEPS; step++) {
        struct held *h = &held[next(&seed) % HELD];
        uint32_t what = next(&seed) % 4;
        if (!h->at) {
            h->size = some_size(&seed);
            h->fill = (unsigned char)step;
            h->at = chunk_alloc(h->size);
            wrong += !chunk_is(h->at) || (uintptr_t)h->at % CHUNK_SIZE ||
                     chunk_room(h->at) < h->size || chunk_room(h->at) >= h->size + CHUNK_SIZE;
            fill(h, 0);
        } else if (what) {
            size_t size = some_size(&seed), before = h->size;
            wrong += !is_whole(h, before);
            if (chunk_resize(h->at, size)) {
                h->size = size;
                wrong += chunk_room(h->at) < size || !is_whole(h, size < before ? size : before);
                fill(h, 0);
            } else {
                wrong += size <= before || chunk_room(h->at) < before;
            }
        } else {
            wrong += !is_whole(h, h->size);
            chunk_free(h->at);
            h->at = NULL;
        }
    }
    for (size_t i = 0; i < HELD; i++) {
        wrong += held[i].at && !is_whole(&held[i], held[i].size);
        if (held[i].at)
            chunk_free(held[i].at);
    }
    chunk_trim();
    return (void *)wrong;
}

static void keep_what_was_written(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed < 6 && are_there(); seed++)
        assert_null(at_random(&seed));
}

static void of_several_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    uint32_t seeds[THREADS] = {11, 12, 13, 14};
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS && are_there(); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, at_random, &seeds[i]), 0);
    for (size_t i = 0; i < THREADS && are_there(); i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

/* One page holds just so many; what is given back is had again, the lowest first; what grows takes what
 * follows it, and no more than that. */
static void one_page(void **state)
{
    (void)state;
    char *piece[A_PAGE];
    if (!are_there())
        return;
    char *page = chunk_alloc(HUGE_PAGE);
    chunk_free(page);
    for (size_t i = 0; i < A_PAGE; i++) {
        piece[i] = chunk_alloc(CHUNK_SIZE);
        assert_ptr_equal(piece[i], page + i * CHUNK_SIZE);
    }
    char *other = chunk_alloc(1);
    assert_true(other < page || other >= page + HUGE_PAGE);
    chunk_free(other);
    chunk_free(piece[40]);
    chunk_free(piece[3]);
    assert_ptr_equal(chunk_alloc(CHUNK_SIZE), piece[3]);
    assert_false(chunk_resize(piece[3], CHUNK_SIZE + 1));
    assert_true(chunk_resize(piece[39], 2 * CHUNK_SIZE));
    assert_int_equal(chunk_room(piece[39]), 2 * CHUNK_SIZE);
    assert_false(chunk_resize(piece[39], 2 * CHUNK_SIZE + 1));
    assert_false(chunk_resize(piece[63], 2 * CHUNK_SIZE)); /* the page ends */
    assert_true(chunk_resize(piece[39], 1));
    assert_ptr_equal(chunk_alloc(1), piece[40]);
    for (size_t i = 0; i < A_PAGE; i++)
        chunk_free(piece[i]);
    assert_ptr_equal(chunk_alloc(HUGE_PAGE), page);
    assert_false(chunk_resize(page, HUGE_PAGE + 1));
    chunk_free(page);
}

static bool is_zero(const char *page)
{
    for (size_t at = 0; at < HUGE_PAGE; at += 4096)
        if (page[at])
            return false;
    return true;
}

/* Few of the wholly free pages stay with the process. */
static void trimmed(void **state)
{
    (void)state;
    enum { MANY = 50 };
    char *page[MANY];
    size_t cleared[2] = {0};
    for (int trim = 0; trim < 2 && are_there(); trim++) {
        for (size_t i = 0; i < MANY; i++)
            memset(page[i] = chunk_alloc(HUGE_PAGE), 1, HUGE_PAGE);
        for (size_t i = 0; i < MANY; i++)
            chunk_free(page[i]);
        if (trim)
            chunk_trim();
        for (size_t i = 0; i < MANY; i++)
            cleared[trim] += is_zero(page[i] = chunk_alloc(HUGE_PAGE));
        for (size_t i = 0; i < MANY; i++)
            chunk_free(page[i]);
        chunk_trim();
    }
    if (are_there()) {
        assert_int_equal(cleared[0], MANY - 32);
        assert_int_equal(cleared[1], MANY - 2);
    }
}

/* Addresses end: from there on malloc() gives. */
static void none_left(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    static void *page[MOST];
    size_t count = 0;
    if (!are_there())
        return;
    while (count < MOST && (page[count] = chunk_alloc(HUGE_PAGE)))
        count++;
    assert_in_range(count, 100, MOST - 1);
    char *more = mem_alloc(HUGE_PAGE);
    assert_false(chunk_is(more));
    memset(more, 1, HUGE_PAGE);
    chunk_free(page[--count]);
    more = mem_realloc(more, 1, HUGE_PAGE + 1);
    assert_int_equal(more[HUGE_PAGE - 1], 1);
    mem_free(more);
    while (count)
        chunk_free(page[--count]);
}

static void *take_and_give(void *stop)
{
    while (!atomic_load((atomic_bool *)stop)) {
        void *p = chunk_alloc(1);
        if (p)
            chunk_free(p);
    }
    return NULL;
}

/* A child that is forked while other threads take pieces can take some itself. */
static void in_a_child(void **state)
{
    (void)state;
    enum { THREADS = 2, CHILDREN = 200, PATIENCE_S = 10 };
    pthread_t threads[THREADS];
    atomic_bool stop = false;
    int ended = 0;
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, &stop), 0);
    for (int i = 0; i < CHILDREN; i++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            alarm(PATIENCE_S);
            void *p = chunk_alloc(1);
            if (p)
                chunk_free(p);
            _exit(0);
        }
        waitpid(child, &status, 0);
        ended += status == 0;
        if (status != 0)
            break;
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(ended, CHILDREN);
}

static void another_pointer_is_none(void **state)
{
    (void)state;
    static char text[] = "text";
    char *small = mem_alloc(10);
    assert_false(chunk_is(small));
    assert_false(chunk_is(text));
    assert_false(chunk_is(NULL));
    mem_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_pointer_is_none),
        cmocka_unit_test(one_page),
        cmocka_unit_test(keep_what_was_written),
        cmocka_unit_test(of_several_threads),
        cmocka_unit_test(in_a_child),
        cmocka_unit_test(trimmed),
        cmocka_unit_test(none_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
