/* SPDX-License-Identifier: MIT */
#include "survey.h"

#include <stdlib.h>
#include <time.h>

#include "detect.h"
#include "mem.h"

/* Together well below what a person notices, whatever lies in the folder. */
enum {
    FILES_MOST = 4000,       /* seen by name */
    DOCUMENTS_MOST = 600,    /* read */
    BYTES_MOST = 4 << 20,    /* of them together */
    FILE_BYTES_MOST = 1 << 20,
    PAUSE_MOST_MS = 400,     /* where reading itself is slow */
    ROWS_MOST = 400,
};

/* A file that an importer would begin with. */
struct unit {
    struct str path, folder; /* "orders/template.yaml", "orders/"; folder "": at the top */
    const struct importer *importer;
    struct str told;
};

struct look {
    struct survey *out;
    struct files *files;
    struct unit *units;
    size_t count, cap;
    struct timespec began;
};

/* --- Looking ------------------------------------------------------------------------------------ */

static bool takes_long(const struct look *l)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - l->began.tv_sec) * 1000 + (now.tv_nsec - l->began.tv_nsec) / 1000000 >
           PAUSE_MOST_MS;
}

static void add_unit(struct look *l, const struct candidate *c)
{
    const struct importer *rival, *best = detect_best(c, &rival);
    struct buf told = {0};
    if (best && (!best->tell || best->tell(c, &told))) {
        struct arena *a = l->out->arena;
        struct str path = arena_str(a, c->path);
        if (l->count == l->cap)
            l->units = mem_grow(l->units, &l->cap, sizeof *l->units);
        l->units[l->count++] = (struct unit){path, str_sub(path, 0, path.len - c->base.len), best,
                                             arena_str(a, buf_str(&told))};
    }
    buf_release(&told);
}

/* Documents near the top first: what is left out then lies deep. */
static int by_depth(const void *a, const void *b, void *arg)
{
    const struct files *f = arg;
    struct str x = files_label(f, *(const size_t *)a), y = files_label(f, *(const size_t *)b);
    size_t deep = 0, other = 0;
    for (size_t i = 0; i < x.len; i++)
        deep += x.ptr[i] == '/';
    for (size_t i = 0; i < y.len; i++)
        other += y.ptr[i] == '/';
    return deep != other ? (deep > other) - (deep < other) : str_cmp(x, y);
}

static void look_around(struct look *l)
{
    size_t *order = mem_zalloc(files_count(l->files) + 1, sizeof *order), count = 0, bytes = 0;
    for (size_t i = 0; i < files_count(l->files); i++)
        if (files_is_document(files_label(l->files, i)))
            order[count++] = i;
    if (count)
        qsort_r(order, count, sizeof *order, by_depth, l->files);
    for (size_t k = 0; k < count; k++) {
        size_t size = files_size(l->files, order[k]);
        struct candidate c;
        if (size > FILE_BYTES_MOST || size == 0)
            continue;
        if (k >= DOCUMENTS_MOST || bytes + size > BYTES_MOST || takes_long(l)) {
            l->out->is_cut = true;
            break;
        }
        bytes += size;
        if (detect_candidate(l->files, order[k], &c) && !str_is(c.base, OVERLAY_FILE))
            add_unit(l, &c);
        files_drop(l->files, order[k]);
    }
    mem_free(order);
}

/* --- Telling ------------------------------------------------------------------------------------ */

/* "2 SAM templates, 1 ARM template"; *kinds: how many kinds there are. */
static struct str kinds_of(const struct look *l, size_t first, size_t end, size_t *kinds)
{
    struct buf text = {0};
    *kinds = 0;
    for (const struct importer *const *i = importers; *i; i++) {
        size_t count = 0;
        for (size_t k = first; k < end; k++)
            count += l->units[k].importer == *i;
        if (count) {
            buf_puts(&text, text.len ? ", " : "");
            buf_count(&text, count, (*i)->unit);
            ++*kinds;
        }
    }
    struct str kept = arena_str(l->out->arena, buf_str(&text));
    buf_release(&text);
    return kept;
}

/* One unit with what it told; of several how many there are. */
static void add_row(struct look *l, struct str path, size_t first, size_t end)
{
    struct survey *s = l->out;
    struct survey_row row = {.path = path};
    struct buf text = {0};
    size_t kinds;
    if (s->count == ROWS_MOST) {
        s->is_cut = true;
        return;
    }
    if (end - first == 1) {
        buf_puts(&text, l->units[first].importer->unit);
        buf_puts(&text, l->units[first].told.len ? ", " : "");
        buf_add(&text, l->units[first].told);
    } else {
        row.kinds = kinds_of(l, first, end, &kinds);
        if (kinds == 1)
            buf_add(&text, row.kinds);
        else
            buf_printf(&text, "%zu systems of %zu kinds", end - first, kinds);
    }
    row.what = arena_str(s->arena, buf_str(&text));
    s->rows[s->count++] = row;
    buf_release(&text);
}

static int by_folder(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    int order = str_cmp(x->folder, y->folder);
    return order ? order : str_cmp(x->path, y->path);
}

static void tell(struct look *l)
{
    if (!l->count)
        return;
    l->out->rows = arena_array(l->out->arena, ROWS_MOST, sizeof *l->out->rows);
    qsort(l->units, l->count, sizeof *l->units, by_folder);
    /* where all lies in one folder below, that one is enough */
    if (!l->units[0].folder.len || !str_eq(l->units[0].folder, l->units[l->count - 1].folder))
        add_row(l, STR("."), 0, l->count);
    for (size_t i = 0, end; i < l->count; i = end) {
        for (end = i + 1; end < l->count && str_eq(l->units[end].folder, l->units[i].folder);)
            end++;
        if (l->units[i].folder.len)
            add_row(l, l->units[i].folder, i, end);
        for (size_t k = i; k < end && end - i > 1; k++)
            if (l->units[k].importer->lone)
                add_row(l, l->units[k].path, k, k + 1);
    }
}

void survey_folder(const char *folder, struct survey *out)
{
    struct diags *diags = diags_new();
    struct look l = {.out = out};
    *out = (struct survey){.arena = arena_new()};
    clock_gettime(CLOCK_MONOTONIC, &l.began);
    l.files = files_new(diags, NULL);
    files_bound(l.files, FILES_MOST, &out->is_cut);
    files_add_path(l.files, folder, STR_NONE);
    files_ready(l.files);
    look_around(&l);
    tell(&l);
    mem_free(l.units);
    files_free(l.files);
    diags_free(diags);
}

void survey_release(struct survey *s)
{
    arena_free(s->arena);
    *s = (struct survey){0};
}

/* --- Samples ------------------------------------------------------------------------------------ */

/* The name of the folder, if the file is the README of a sample. */
static struct str sample_of(const struct embedded_file *f)
{
    struct str path = str_from(f->path), start = STR("samples/"), end = STR("/README.md"), name;
    if (!str_starts(path, start) || !str_ends(path, end) || path.len <= start.len + end.len)
        return STR_NONE;
    name = str_sub(path, start.len, path.len - end.len - start.len);
    return str_chr(name, '/') == STR_NPOS ? name : STR_NONE;
}

bool survey_sample(size_t i, struct str *name, struct str *title)
{
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        *name = sample_of(f);
        if (str_empty(*name) || i-- > 0)
            continue;
        struct str rest = {f->bytes, f->size};
        *title = STR_NONE;
        str_cut(&rest, '\n', title); /* the first heading */
        while (title->len && (title->ptr[0] == '#' || title->ptr[0] == ' '))
            *title = str_from_at(*title, 1);
        return true;
    }
    return false;
}
