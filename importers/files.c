/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map.h"
#include "mem.h"
#include "walk.h"

enum state { UNREAD, READ, BROKEN };

struct file {
    struct str label;
    const char *path;    /* to open, relative to root; NULL: memory */
    int root;
    bool named;
    struct buf raw;      /* owned bytes */
    struct str memory;   /* borrowed bytes */
    enum state bytes_state, docs_state;
    struct docs docs;
    struct diags *waiting; /* what was said of the document; NULL: nothing, or it was given */
};

struct files {
    struct arena *arena;
    struct diags *diags;
    const atomic_bool *stop;
    struct file *items;
    size_t count, cap;
    struct map by_label;
    int *roots;
    size_t root_count, root_cap;
    size_t most; /* of a walk, 0: as many as the limit allows */
    bool *is_cut;
    struct stat without; /* st_ino 0: nothing */
};

struct files *files_new(struct diags *diags, const atomic_bool *stop)
{
    struct files *f = mem_zalloc(1, sizeof *f);
    f->arena = arena_new();
    f->diags = diags;
    f->stop = stop;
    return f;
}

void files_bound(struct files *f, size_t most, bool *is_cut)
{
    f->most = most;
    f->is_cut = is_cut;
}

void files_without(struct files *f, const char *path)
{
    if (stat(path, &f->without) != 0)
        f->without.st_ino = 0;
}

static void release(struct file *file)
{
    docs_release(&file->docs);
    read_wipe(&file->raw);
    diags_free(file->waiting);
}

void files_free(struct files *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        release(&f->items[i]);
    for (size_t i = 0; i < f->root_count; i++)
        close(f->roots[i]);
    map_release(&f->by_label);
    mem_free(f->roots);
    mem_free(f->items);
    arena_free(f->arena);
    mem_free(f);
}

static struct file *add(struct files *f, struct str label)
{
    if (f->count == f->cap)
        f->items = mem_grow(f->items, &f->cap, sizeof *f->items);
    struct file *file = &f->items[f->count++];
    *file = (struct file){.label = arena_str(f->arena, label), .root = AT_FDCWD};
    return file;
}

void files_add_memory(struct files *f, struct str label, struct str bytes)
{
    struct file *file = add(f, label);
    file->memory = bytes.ptr ? bytes : STR("");
}

struct walk_to {
    struct files *files;
    int root;
    struct str prefix;
};

static struct str prefixed(struct files *f, struct str prefix, struct str label)
{
    return str_empty(prefix) ? label : ARENA_JOIN(f->arena, prefix, STR("/"), label);
}

static void found(void *arg, struct str label)
{
    struct walk_to *to = arg;
    struct file *file = add(to->files, prefixed(to->files, to->prefix, label));
    file->path = arena_str(to->files->arena, label).ptr;
    file->root = to->root;
}

static int keep_root(struct files *f, int fd)
{
    if (f->root_count == f->root_cap)
        f->roots = mem_grow(f->roots, &f->root_cap, sizeof *f->roots);
    f->roots[f->root_count++] = fd;
    return fd;
}

static bool add_folder(struct files *f, const char *path, struct str prefix)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        diags_add(f->diags, DIAG_ERROR, (struct origin){.file = str_from(path)},
                  "cannot read the folder: %s", strerror(errno));
        return false;
    }
    struct walk_to to = {f, keep_root(f, fd), prefix};
    struct buf ignore = {0};
    struct stat st;
    if (fstatat(fd, ".faasmapignore", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        const struct read_place place = {.root = fd, .path = ".faasmapignore",
                                         .file = prefixed(f, prefix, STR(".faasmapignore")),
                                         .stop = f->stop};
        read_load(&place, f->diags, &ignore);
    }
    const struct walk_options options = {.arena = f->arena, .diags = f->diags, .stop = f->stop,
                                         .prefix = prefix, .ignore = buf_str(&ignore),
                                         .without = f->without.st_ino ? &f->without : NULL,
                                         .found = found, .arg = &to, .most = f->most,
                                         .is_cut = f->is_cut};
    bool ok = walk_folder(fd, &options);
    buf_release(&ignore);
    return ok;
}

bool files_add_path(struct files *f, const char *path, struct str prefix)
{
    if (strcmp(path, "-") == 0) {
        struct file *file = add(f, STR("stdin"));
        file->path = "-";
        file->named = true;
        return true;
    }
    struct stat st;
    if (stat(path, &st) != 0) {
        diags_add(f->diags, DIAG_ERROR, (struct origin){.file = str_from(path)}, "cannot open: %s",
                  strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode))
        return add_folder(f, path, prefix);
    struct str name = str_from(path);
    size_t slash = str_rchr(name, '/');
    struct file *file =
        add(f, prefixed(f, prefix, slash == STR_NPOS ? name : str_from_at(name, slash + 1)));
    file->path = arena_str(f->arena, name).ptr;
    file->named = true;
    return true;
}

static int by_label(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    return str_cmp(x->label, y->label);
}

static void list(struct files *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->count; i++) {
        bool added;
        uint32_t *at = map_put(&f->by_label, f->items[i].label, &added);
        if (!added)
            continue; /* the same file given twice */
        *at = (uint32_t)kept;
        f->items[kept++] = f->items[i];
    }
    f->count = kept;
}

void files_ready(struct files *f)
{
    if (f->count)
        qsort(f->items, f->count, sizeof *f->items, by_label);
    list(f);
}

void files_leave_out(struct files *f, struct str label)
{
    size_t first, end, at;
    if (files_find(f, label, &at))
        first = at, end = at + 1;
    else
        files_below(f, label, &first, &end);
    if (first == end)
        return;
    for (size_t i = first; i < end; i++)
        release(&f->items[i]);
    memmove(&f->items[first], &f->items[end], (f->count - end) * sizeof *f->items);
    f->count -= end - first;
    map_release(&f->by_label);
    list(f);
}

size_t files_count(const struct files *f)
{
    return f->count;
}

struct str files_label(const struct files *f, size_t i)
{
    return f->items[i].label;
}

bool files_named(const struct files *f, size_t i)
{
    return f->items[i].named;
}

size_t files_size(const struct files *f, size_t i)
{
    const struct file *file = &f->items[i];
    struct stat st;
    if (!file->path)
        return file->memory.len;
    return fstatat(file->root, file->path, &st, 0) == 0 && st.st_size > 0 ? (size_t)st.st_size : 0;
}

bool files_find(const struct files *f, struct str label, size_t *i)
{
    uint32_t at;
    if (!map_get(&f->by_label, label, &at))
        return false;
    *i = at;
    return true;
}

static size_t lower_bound(const struct files *f, struct str label)
{
    size_t low = 0, high = f->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(f->items[middle].label, label) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void files_below(const struct files *f, struct str folder, size_t *first, size_t *end)
{
    if (str_empty(folder)) {
        *first = 0;
        *end = f->count;
        return;
    }
    /* '0' follows '/', so the range holds exactly what begins with "folder/". */
    *first = lower_bound(f, ARENA_JOIN(f->arena, folder, STR("/")));
    *end = lower_bound(f, ARENA_JOIN(f->arena, folder, STR("0")));
}

static const char *const document_ends[] = {".json", ".jsonc", ".yaml", ".yml", ".template"};
static const char *const source_ends[] = {".cs", ".csproj", ".sln", ".fs", ".py", ".js", ".ts",
                                          ".mjs", ".cjs", ".tsx",
                                          ".java", ".ps1", ".bicep", ".tf", ".txt", ".config"};

static bool ends_in(struct str label, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_iends(label, str_from(ends[i])))
            return true;
    return false;
}

/* "asset.DIGEST": what CDK uploads. Code in it is code of the system; documents in it are the
 * program's own business. */
static bool in_asset(struct str label)
{
    for (struct str rest = label, part; str_cut(&rest, '/', &part);) {
        size_t n = 0;
        struct str digest = str_starts(part, STR("asset.")) ? str_from_at(part, 6) : STR("");
        while (n < digest.len && ((digest.ptr[n] >= '0' && digest.ptr[n] <= '9') ||
                                  (digest.ptr[n] >= 'a' && digest.ptr[n] <= 'f')))
            n++;
        if (n >= 32)
            return true;
    }
    return false;
}

bool files_is_document(struct str label)
{
    return ends_in(label, document_ends, COUNT(document_ends)) && !in_asset(label);
}

bool files_is_input(struct str label)
{
    return files_is_document(label) || ends_in(label, source_ends, COUNT(source_ends));
}

bool files_bytes(struct files *f, size_t i, struct str *bytes)
{
    struct file *file = &f->items[i];
    if (file->bytes_state == UNREAD && file->path) {
        const struct read_place place = {.root = file->root, .path = file->path,
                                         .file = file->label, .named = file->named,
                                         .stop = f->stop};
        file->bytes_state = read_load(&place, f->diags, &file->raw) ? READ : BROKEN;
    }
    if (file->bytes_state == BROKEN)
        return false;
    *bytes = file->path ? buf_str(&file->raw) : file->memory;
    if (!bytes->ptr)
        *bytes = STR("");
    return true;
}

/* What came through a pipe cannot be read again, so it stays. */
static void drop_bytes(struct file *file)
{
    if (file->path && !file->named && file->bytes_state == READ) {
        read_wipe(&file->raw);
        file->bytes_state = UNREAD;
    }
}

/* {{ cookiecutter.name }}, {% if x %}: what makes files of it is Jinja. */
static bool is_jinja(struct str bytes)
{
    return str_find(bytes, STR("{{cookiecutter.")) != STR_NPOS ||
           str_find(bytes, STR("{{ cookiecutter.")) != STR_NPOS ||
           (str_find(bytes, STR("{%")) != STR_NPOS && str_find(bytes, STR("%}")) != STR_NPOS);
}

static bool has(struct str bytes, const char *word)
{
    return str_find(bytes, str_from(word)) != STR_NPOS;
}

/* One value a line, as logs and data sets have it. */
static bool is_lines(struct str bytes)
{
    struct str line;
    size_t count = 0;
    for (struct str rest = bytes; count < 2 && str_cut(&rest, '\n', &line);) {
        line = str_trim(line);
        if (str_empty(line))
            continue;
        char first = line.ptr[0], last = line.ptr[line.len - 1];
        if (!(first == '{' && last == '}') && !(first == '[' && last == ']'))
            return false;
        count++;
    }
    return count == 2;
}

/* A broken file that somebody means as a part of the system. */
static bool looks_ours(struct str label, struct str bytes)
{
    static const char *const names[] = {"template.yaml", "template.yml", "template.json", "host.json",
                                        "function.json", "local.settings.json", "serverless.yml",
                                        "serverless.yaml", "serverless.json", "azuredeploy.json",
                                        "serverless-compose.yml", "faasmap.yaml"};
    static const char *const words[] = {"AWSTemplateFormatVersion", "AWS::", "deploymentTemplate.json",
                                        "AWS-SAM", "\"faasmap\"", "\nfaasmap:"};
    size_t slash = str_rchr(label, '/');
    struct str base = slash == STR_NPOS ? label : str_from_at(label, slash + 1);
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(base, names[i]))
            return true;
    for (size_t i = 0; i < COUNT(words); i++)
        if (has(bytes, words[i]))
            return !is_lines(bytes);
    if (str_starts(bytes, STR("faasmap:")))
        return true;
    return str_iends(base, STR(".asl.json")) || str_iends(base, STR(".asl.yaml")) ||
           (has(bytes, "StartAt") && has(bytes, "States") && !is_lines(bytes));
}

void files_hear(struct files *f, size_t i)
{
    struct file *file = &f->items[i];
    diags_move(f->diags, file->waiting);
    file->waiting = NULL;
}

void files_hear_broken(struct files *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->items[i].docs_state == BROKEN)
            files_hear(f, i);
}

bool files_look(struct files *f, size_t i, const struct docs **docs)
{
    struct file *file = &f->items[i];
    struct str bytes = STR("");
    if (file->docs_state == UNREAD) {
        diags_free(file->waiting);
        file->waiting = diags_new();
        bool there = files_bytes(f, i, &bytes);
        bool ok = there && read_any(bytes, file->label, READ_RELAXED, file->waiting, &file->docs);
        file->docs_state = ok ? READ : BROKEN;
        if (there && !ok && is_jinja(bytes))
            diags_add(file->waiting, DIAG_NOTE, (struct origin){.file = file->label},
                      "a pattern for cookiecutter or Jinja: what is made of it can be read");
        if (file->named || (there && !ok && looks_ours(file->label, bytes)))
            files_hear(f, i);
        drop_bytes(file);
    }
    *docs = &file->docs;
    return file->docs_state == READ;
}

bool files_docs(struct files *f, size_t i, const struct docs **docs)
{
    bool ok = files_look(f, i, docs);
    files_hear(f, i);
    return ok;
}

const struct docs *files_peek(const struct files *f, size_t i)
{
    const struct file *file = &f->items[i];
    return file->docs_state == READ ? &file->docs : NULL;
}

void files_drop(struct files *f, size_t i)
{
    struct file *file = &f->items[i];
    drop_bytes(file);
    if (file->docs_state == READ) {
        docs_release(&file->docs);
        file->docs_state = UNREAD;
    }
}
