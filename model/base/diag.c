/* SPDX-License-Identifier: MIT */
#include "diag.h"

#include <stdlib.h>

#include "arena.h"
#include "mem.h"

struct diags {
    struct arena *arena;
    struct diag *items;
    size_t count, cap, errors;
};

struct diags *diags_new(void)
{
    struct diags *d = mem_zalloc(1, sizeof *d);
    d->arena = arena_new();
    return d;
}

void diags_free(struct diags *d)
{
    if (!d)
        return;
    arena_free(d->arena);
    mem_free(d->items);
    mem_free(d);
}

static void append(struct diags *d, enum diag_level level, struct origin where, struct str text)
{
    if (d->count == d->cap)
        d->items = mem_grow(d->items, &d->cap, sizeof *d->items);
    where.file = arena_str(d->arena, where.file);
    where.field = arena_str(d->arena, where.field);
    d->items[d->count++] = (struct diag){level, where, text};
    d->errors += level == DIAG_ERROR;
}

void diags_add(struct diags *d, enum diag_level level, struct origin where, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str text = arena_vprintf(d->arena, fmt, args);
    va_end(args);
    append(d, level, where, text);
}

void diags_move(struct diags *to, struct diags *from)
{
    for (size_t i = 0; from && i < from->count; i++)
        append(to, from->items[i].level, from->items[i].where,
               arena_str(to->arena, from->items[i].text));
    diags_free(from);
}

size_t diags_count(const struct diags *d)
{
    return d->count;
}

const struct diag *diags_at(const struct diags *d, size_t i)
{
    return &d->items[i];
}

size_t diags_errors(const struct diags *d)
{
    return d->errors;
}

int origin_cmp(struct origin a, struct origin b)
{
    int c = str_cmp(a.file, b.file);
    if (!c)
        c = (a.line > b.line) - (a.line < b.line);
    return c ? c : (a.col > b.col) - (a.col < b.col);
}

static int order(const void *a, const void *b)
{
    const struct diag *x = a, *y = b;
    int c = origin_cmp(x->where, y->where);
    if (!c)
        c = (x->level > y->level) - (x->level < y->level);
    if (!c)
        c = str_cmp(x->text, y->text);
    return c ? c : str_cmp(x->where.field, y->where.field);
}

void diags_sort(struct diags *d)
{
    if (!d->count)
        return;
    qsort(d->items, d->count, sizeof *d->items, order);
    size_t kept = 1;
    for (size_t i = 1; i < d->count; i++) {
        if (order(&d->items[kept - 1], &d->items[i]) != 0)
            d->items[kept++] = d->items[i];
        else
            d->errors -= d->items[i].level == DIAG_ERROR;
    }
    d->count = kept;
}

const char *diag_level_name(enum diag_level level)
{
    switch (level) {
    case DIAG_ERROR:
        return "error";
    case DIAG_WARNING:
        return "warning";
    case DIAG_NOTE:
        return "note";
    }
    return "note";
}

void diag_print(const struct diag *m, struct buf *out)
{
    buf_add(out, m->where.file);
    if (m->where.line)
        buf_printf(out, ":%u:%u", m->where.line, m->where.col);
    buf_puts(out, str_empty(m->where.file) ? "" : ": ");
    buf_add(out, m->text);
}

void diags_first(const struct diags *d, struct buf *out)
{
    const struct diag *m = diags_count(d) ? diags_at(d, 0) : NULL;
    for (size_t i = 0; i < diags_count(d) && m->level != DIAG_ERROR; i++) {
        if (diags_at(d, i)->level == DIAG_ERROR)
            m = diags_at(d, i);
    }
    if (m)
        diag_print(m, out);
}
