/* SPDX-License-Identifier: MIT */
/* C# sources: a NUL byte ends a file, so several of them see each other. Besides memory errors it
 * ends on: a fact about a function that is not there, an unknown kind, a mark of the interpreter in
 * a text, facts that depend on the order of the files. */
#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "csharp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_FILES = 8 };

static void put(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 1 && s.ptr[i] <= 3)
            abort();
    buf_add(out, s);
    buf_putc(out, '\n');
}

static void check(const struct csharp_facts *f, struct buf *out)
{
    for (size_t i = 0; i < f->function_count; i++) {
        const struct csharp_function *fn = &f->functions[i];
        buf_add(out, fn->name);
        for (size_t k = 0; k < fn->count; k++) {
            buf_add(out, fn->bindings[k].type);
            for (size_t n = 0; n < fn->bindings[k].count; n++)
                if (!fn->bindings[k].properties[n].count)
                    abort();
        }
    }
    for (size_t i = 0; i < f->effect_count; i++) {
        const struct csharp_effect *e = &f->effects[i];
        if (e->function != CSHARP_APP && e->function >= f->function_count)
            abort();
        if (e->resource >= CSHARP_RESOURCE_COUNT || e->op > CSHARP_OTHER || e->conf > 90)
            abort();
        if (e->name.form == CSHARP_TEXT_UNKNOWN && e->name.text.len)
            abort();
        buf_printf(out, "%u %d %d %d ", e->function, e->op, e->resource, e->does);
        put(out, e->name.text);
        put(out, e->detail.text);
        put(out, e->connection.text);
        buf_add(out, e->where.file);
        buf_printf(out, " %u:%u\n", e->where.line, e->where.col);
    }
    for (size_t i = 0; i < f->unread_count; i++)
        put(out, f->unread[i]);
    for (size_t i = 0; i < f->function_count; i++)
        buf_putc(out, f->functions[i].whole ? 'w' : 'p');
    buf_putc(out, f->whole ? 'w' : 'p');
}

static void scan(struct str all, bool backwards, struct buf *out)
{
    static const char *const names[MAX_FILES] = {"a.cs", "b.cs", "c/d.cs", "c/e.csx",
                                                 "f.cs", "g.cs", "h.cs",   "i.cs"};
    struct str files[MAX_FILES], rest = all;
    size_t count = 0;
    while (rest.ptr && count < MAX_FILES)
        str_cut(&rest, '\0', &files[count++]);
    struct diags *diags = diags_new();
    struct csharp *p = csharp_new(diags);
    csharp_add_entry(p, STR("entry"), STR("c/e.csx"), STR_NONE);
    for (size_t i = 0; i < count; i++) {
        size_t k = backwards ? count - 1 - i : i;
        csharp_add(p, str_from(names[k]), files[k]);
    }
    check(csharp_scan(p), out);
    csharp_free(p);
    diags_free(diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = {(const char *)data, size};
    struct buf forth = {0}, back = {0};
    scan(all, false, &forth);
    if (size < 8192) {
        scan(all, true, &back);
        if (!str_eq(buf_str(&forth), buf_str(&back)))
            abort();
    }
    buf_release(&forth);
    buf_release(&back);
    return 0;
}
