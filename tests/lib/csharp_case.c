/* SPDX-License-Identifier: MIT */
#include "csharp_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "csharp_dump.h"

enum { MAX_FILES = 16 };

static size_t split(struct str code, struct str *names, struct str *bodies)
{
    size_t count = 0;
    static const struct str mark = STR_INIT("//// ");
    struct str rest = code;
    names[count] = STR("a.cs");
    while (rest.len && count < MAX_FILES) {
        if (str_starts(rest, mark)) {
            size_t end = str_chr(rest, '\n');
            names[count] = str_sub(rest, mark.len, end - mark.len);
            rest = str_from_at(rest, end + 1);
        }
        size_t next = str_find(rest, STR("\n//// "));
        bodies[count++] = next == STR_NPOS ? rest : str_sub(rest, 0, next + 1);
        rest = next == STR_NPOS ? STR_NONE : str_from_at(rest, next + 1);
    }
    return count;
}

static void check(const struct csharp_case *c, unsigned what, bool backwards)
{
    struct str names[MAX_FILES], bodies[MAX_FILES];
    size_t count = split(str_from(c->code), names, bodies);
    struct diags *diags = diags_new();
    struct csharp *p = csharp_new(diags);
    for (size_t i = 0; i < count; i++) {
        size_t k = backwards ? count - 1 - i : i;
        csharp_add(p, names[k], bodies[k]);
    }
    struct buf out = {0};
    csharp_dump(&out, csharp_scan(p), what);
    const char *got = out.ptr ? out.ptr : "";
    if (strcmp(got, c->facts) != 0)
        print_error("case: %s\n", c->name);
    assert_string_equal(got, c->facts);
    assert_int_equal(diags_count(diags), 0);
    buf_release(&out);
    csharp_free(p);
    diags_free(diags);
}

void csharp_check(const struct csharp_case *c, unsigned what)
{
    check(c, what, false);
    check(c, what, true);
}

void csharp_check_all(const struct csharp_case *rows, size_t count, unsigned what)
{
    for (size_t i = 0; i < count; i++)
        csharp_check(&rows[i], what);
}
