/* SPDX-License-Identifier: MIT */
/* Arenas, plain memory, and the one way to give up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "attr.h"
#include "mem.h"

enum { HUGE_PAGE = 2 * 1024 * 1024 };

/* Pieces of all sizes: none overlaps another, all are zeroed and aligned, through small, ordinary
 * and huge blocks. */
static void pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { PIECES = 3000 };
    static unsigned char *piece[PIECES];
    static size_t size[PIECES];
    struct arena *a = arena_new();
    size_t sum = 0;
    for (size_t i = 0; i < PIECES; i++) {
        size[i] = i % 100 == 99 ? 70000 + i : i * 7 % 4000;
        piece[i] = i % 3 ? arena_alloc(a, size[i]) : arena_bytes(a, size[i]);
        assert_int_equal((uintptr_t)piece[i] % (i % 3 ? alignof(max_align_t) : alignof(void *)), 0);
        for (size_t k = 0; i % 3 && k < size[i]; k++)
            assert_int_equal(piece[i][k], 0);
        memset(piece[i], (int)(i % 251), size[i]);
        sum += size[i];
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < size[i]; k++)
            assert_int_equal(piece[i][k], i % 251);
    assert_true(arena_used(a) >= sum);
    arena_wipe(a);
    arena_free(NULL);
    arena_wipe(NULL);
}

static void larger_than_a_huge_page(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char *small = arena_alloc(a, 10), *big = arena_alloc(a, 5 * HUGE_PAGE),
         *after = arena_alloc(a, 10);
    memset(big, 1, 5 * HUGE_PAGE);
    assert_int_equal(small[0], 0);
    assert_int_equal(after[9], 0);
    big = arena_alloc(a, 3 * HUGE_PAGE);
    assert_int_equal(big[3 * HUGE_PAGE - 1], 0);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(a, HUGE_PAGE / 10), 2, HUGE_PAGE / 10);
    arena_free(a);
}

static void texts(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct str s = arena_str(a, STR("copy")), n = arena_str(a, STR_NONE);
    assert_string_equal(s.ptr, "copy");
    assert_string_equal(n.ptr, "");
    struct str p = arena_printf(a, "%s-%d", "x", 12);
    assert_string_equal(p.ptr, "x-12");
    assert_int_equal(p.len, 4);
    struct str j = ARENA_JOIN(a, STR("a"), STR_NONE, STR("bc"), STR("\0d"));
    assert_int_equal(j.len, 5);
    assert_memory_equal(j.ptr, "abc\0d", 6);
    int *array = arena_array(a, 10, sizeof *array);
    assert_int_equal(array[9], 0);
    arena_free(a);
}

static void growing_arrays(void **state)
{
    (void)state;
    size_t cap = 0, n = 0;
    int *items = NULL;
    for (; n < 1000; n++) {
        if (n == cap)
            items = mem_grow(items, &cap, sizeof *items);
        items[n] = (int)n;
    }
    assert_true(cap >= 1000);
    items = mem_reserve(items, &cap, 5000, sizeof *items);
    assert_true(cap >= 5000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    for (size_t most = 10000; most < 5000000; most *= 3) { /* through all that memory comes from */
        items = mem_reserve(items, &cap, most, sizeof *items);
        for (; n < most; n++)
            items[n] = (int)n;
    }
    items = mem_realloc(items, n, sizeof *items);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(items[i], i);
    for (size_t left = n; left > 10; left /= 7) {
        items = mem_realloc(items, left, sizeof *items);
        assert_int_equal(items[left - 1], left - 1);
    }
    assert_int_equal(items[9], 9);
    mem_free(items);
    char *zeroed = mem_zalloc(3, 20000); /* of memory that was used */
    for (size_t at = 0; at < 60000; at++)
        assert_int_equal(zeroed[at], 0);
    mem_free(zeroed);
    char *copy = mem_strdup("text");
    assert_string_equal(copy, "text");
    mem_wipe(copy, 2);
    assert_memory_equal(copy, "\0\0xt", 5);
    mem_wipe(NULL, 5);
    mem_free(copy);
    mem_free(mem_alloc(0));
    mem_free(mem_zalloc(0, 8));
}

/* What is asked for cannot be had: exit 71 and one line, the hook first. */
static void overflow_in_array(void)
{
    arena_array(arena_new(), (size_t)-1 / 2, 4);
}

static void overflow_in_zalloc(void)
{
    mem_zalloc((size_t)-1, 2);
}

static void overflow_in_realloc(void)
{
    mem_realloc(NULL, (size_t)-1, 16);
}

static void overflow_in_reserve(void)
{
    size_t cap = 0;
    mem_reserve(NULL, &cap, (size_t)-1, 1);
}

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1 /* it ends the program itself when asked for that much */
#elif defined(__has_feature)
#define ASAN __has_feature(address_sanitizer)
#else
#define ASAN 0
#endif

#if !ASAN
static void more_than_there_is(void)
{
    mem_alloc((size_t)-1 / 4);
}

static void more_than_there_is_in_an_arena(void)
{
    arena_bytes(arena_new(), (size_t)-1 / 4);
}

#endif

static void overflow_in_an_arena(void)
{
    arena_bytes(arena_new(), (size_t)-8);
}

static void (*const cannot[])(void) = {
    overflow_in_array,    overflow_in_zalloc,
    overflow_in_realloc,  overflow_in_reserve,
    overflow_in_an_arena,
#if !ASAN
    more_than_there_is,   more_than_there_is_in_an_arena,
#endif
};

static void hook(void *arg)
{
    if (write(*(int *)arg, "hook ", 5) != 5)
        _exit(1);
    die("again"); /* must not come back here */
}

static void gives_up_with_71(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cannot); i++) {
        int ends[2], status = 0;
        char said[128] = "";
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            dup2(ends[1], STDERR_FILENO);
            die_hook(hook, &ends[1]);
            cannot[i]();
            _exit(0);
        }
        close(ends[1]);
        size_t len = 0;
        for (ssize_t got; (got = read(ends[0], said + len, sizeof said - 1 - len)) > 0;)
            len += (size_t)got;
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_OUT_OF_MEMORY ||
            strcmp(said, "hook faasmap: again\n") != 0)
            fail_msg("row %zu: status %x, said %s", i, (unsigned)status, said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(larger_than_a_huge_page),
        cmocka_unit_test(texts),
        cmocka_unit_test(growing_arrays),
        cmocka_unit_test(gives_up_with_71),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
