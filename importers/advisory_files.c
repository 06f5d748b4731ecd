/* SPDX-License-Identifier: MIT */
#include "advisory_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_records.h"
#include "mem.h"
#include "walk.h"

struct reading {
    struct advisories *advisories;
    struct diags *diags;
    size_t warnings;
    struct arena *arena;
    struct str *files;
    size_t count, cap;
};

/* The next "name": "..." of a text, cheaply; `sure` is false where it has escapes. */
static bool next_name(struct str *rest, struct str *name, bool *sure)
{
    static const struct str mark = STR_INIT("\"name\"");
    for (size_t at; (at = str_find(*rest, mark)) != STR_NPOS;) {
        *rest = str_trim(str_from_at(*rest, at + mark.len));
        if (!str_starts(*rest, STR(":")))
            continue;
        *rest = str_trim(str_from_at(*rest, 1));
        if (!str_starts(*rest, STR("\"")))
            continue;
        *rest = str_from_at(*rest, 1);
        *name = str_sub(*rest, 0, str_chr(*rest, '"'));
        *sure = str_chr(*name, '\\') == STR_NPOS;
        return true;
    }
    return false;
}

static bool may_matter(const struct packages *p, struct str text)
{
    struct str name;
    bool sure;
    for (struct str rest = text; next_name(&rest, &name, &sure);)
        if (!sure || packages_may_have(p, name))
            return true;
    return false;
}

static void take(void *arg, const struct json_record *record)
{
    struct reading *r = arg;
    bool advisory = str_find(record->text, STR("\"affected\"")) != STR_NPOS ||
                    str_find(record->text, STR("\"withdrawn\"")) != STR_NPOS;
    if (advisory && !may_matter(advisories_packages(r->advisories), record->text)) {
        advisories_count_one(r->advisories);
        return;
    }
    struct doc *d = advisory ? json_record_doc(record, r->diags) : NULL;
    if (advisory && !d)
        return; /* said already */
    if (!advisory || !advisories_add(r->advisories, d)) {
        struct origin where = {record->file, record->line, record->col, STR_NONE};
        if (r->warnings++ < ADVISORY_WARNINGS)
            diags_add(r->diags, DIAG_WARNING, where, "this is no advisory in OSV form");
    }
    doc_free(d);
}

static void found(void *arg, struct str label)
{
    struct reading *r = arg;
    if (!str_iends(label, STR(".json")) && !str_iends(label, STR(".jsonl")) &&
        !str_iends(label, STR(".ndjson")))
        return;
    if (r->count == r->cap)
        r->files = mem_grow(r->files, &r->cap, sizeof *r->files);
    r->files[r->count++] = label;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool read_folder(struct reading *r, const struct read_place *place, int fd)
{
    struct json_sink sink = {take, r, r->diags};
    const struct walk_options walk = {.arena = r->arena, .diags = r->diags, .stop = place->stop,
                                      .prefix = place->file, .found = found, .arg = r};
    bool good = walk_folder(fd, &walk);
    if (r->count)
        qsort(r->files, r->count, sizeof *r->files, by_text);
    for (size_t i = 0; i < r->count && !(place->stop && *place->stop); i++) {
        const struct read_place file = {
            .root = fd,
            .path = arena_str(r->arena, r->files[i]).ptr,
            .file = ARENA_JOIN(r->arena, place->file, STR("/"), r->files[i]),
            .stop = place->stop,
        };
        json_records_file(&file, &sink);
    }
    if (good && !r->count)
        diags_add(r->diags, DIAG_WARNING, (struct origin){.file = place->file},
                  "no file of advisories is in this folder (*.json)");
    return good;
}

bool advisory_files_read(struct advisories *a, const struct read_place *place, struct diags *diags)
{
    struct reading r = {.advisories = a, .diags = diags, .arena = arena_new()};
    int fd = openat(place->root, place->path,
                    O_RDONLY | O_DIRECTORY | O_CLOEXEC | (place->named ? 0 : O_NOFOLLOW));
    bool good;
    if (fd >= 0) {
        good = read_folder(&r, place, fd);
        close(fd);
    } else {
        struct json_sink sink = {take, &r, diags};
        good = json_records_file(place, &sink);
    }
    if (r.warnings > ADVISORY_WARNINGS)
        diags_add(diags, DIAG_WARNING, (struct origin){.file = place->file},
                  "%zu more records are no advisories in OSV form", r.warnings - ADVISORY_WARNINGS);
    mem_free(r.files);
    arena_free(r.arena);
    return good;
}

void advisory_files_text(struct advisories *a, struct str text, struct str file, struct diags *diags)
{
    struct reading r = {.advisories = a, .diags = diags};
    struct json_sink sink = {take, &r, diags};
    json_records_text(text, file, &sink);
}
