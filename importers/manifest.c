/* SPDX-License-Identifier: MIT */
/* manifest.c - which manifest belongs to a folder of code, and what is recorded of it. */
#include "manifest.h"

#include <stdio.h>

#include "arena.h"
#include "attr.h"
#include "facts.h"
#include "map.h"
#include "mem.h"
#include "secrets.h"

struct manifest {
    struct str file, lock;
    struct str loose;  /* "left-pad *, requests": as it is shown */
    uint32_t packages, loose_count, line; /* line: of the first loose one */
    struct str loose_file;
};

struct manifests {
    struct import *im;
    struct map folders;      /* folder and language -> index + 1 */
    struct manifest *items;  /* file empty: nothing was found there */
    size_t count, cap;
};

/* A manifest and what it includes. */
struct reading {
    struct import *im;
    enum manifest_form form;
    void (*take)(void *arg, enum manifest_form form, struct str in_file,
                 const struct manifest_package *p);
    void *arg;
    struct str file;
    struct str includes[MANIFEST_INCLUDES];
    size_t include_count;
    struct str beside[MANIFEST_INCLUDES]; /* texts */
    size_t beside_count;
    const struct str *pom_paths; /* of all in the input, where one is imported */
    struct str *poms;
    size_t pom_count;
};

struct keeping {
    struct manifests *m;
    struct manifest *out;
};

struct manifests *manifests_new(struct import *im)
{
    struct manifests *m = mem_zalloc(1, sizeof *m);
    m->im = im;
    return m;
}

void manifests_free(struct manifests *m)
{
    if (!m)
        return;
    map_release(&m->folders);
    mem_free(m->items);
    mem_free(m);
}

/* --- What is kept ----------------------------------------------------------------------------- */

/* Bytes of names and ranges; anything else, and what looks like a secret, is not shown. */
static struct str plain(struct str text, const char *more)
{
    enum { LONGEST = 64 };
    if (text.len > LONGEST || secret_in_text(text))
        return STR("?");
    for (size_t i = 0; i < text.len; i++) {
        char c = str_lower(text.ptr[i]);
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!word && (!c || !strchr(more, c)))
            return STR("?");
    }
    return text;
}

static void keep_package(void *arg, enum manifest_form form, struct str in_file,
                         const struct manifest_package *p)
{
    const struct keeping *k = arg;
    struct manifest *out = k->out;
    struct arena *a = import_arena(k->m->im);
    (void)form;
    if (out->packages >= MANIFEST_PACKAGES)
        return;
    out->packages++;
    if (!p->loose)
        return;
    if (!out->loose_count++) {
        out->line = p->line;
        out->loose_file = in_file;
    }
    if (out->loose_count > MANIFEST_SHOWN)
        return;
    struct str name = plain(p->name, "@/: "), range = plain(p->range, "*<>=!~^|,[]() +");
    if (str_find(p->range, STR("://")) != STR_NPOS)
        range = STR("branch");
    out->loose = ARENA_JOIN(a, out->loose, out->loose_count > 1 ? STR(", ") : STR(""), name,
                            range.len ? STR(" ") : STR(""), range);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void take_package(void *arg, const struct manifest_package *p)
{
    const struct reading *r = arg;
    r->take(r->arg, r->form, r->file, p);
}

static void take_include(void *arg, struct str path)
{
    struct reading *r = arg;
    struct str found;
    if (r->include_count < MANIFEST_INCLUDES &&
        import_join(r->im, import_folder(r->file), path, &found))
        r->includes[r->include_count++] = found;
}

static bool load(struct reading *r, struct str file, struct str *text)
{
    return import_exists(r->im, file) && import_read(r->im, file, text) &&
           text->len <= MANIFEST_BYTES;
}

static void take_beside(struct reading *r, struct str file)
{
    struct str text;
    if (r->beside_count < MANIFEST_INCLUDES && load(r, file, &text))
        r->beside[r->beside_count++] = text;
}

/* The nearest file of that name, from the folder upwards to the root of the input; empty: none. */
static struct str take_above(struct reading *r, struct str folder, const char *name)
{
    for (;;) {
        struct str path = folder.len ? ARENA_JOIN(import_arena(r->im), folder, STR("/"), str_from(name))
                                     : str_from(name);
        if (import_exists(r->im, path)) {
            take_beside(r, path);
            return path;
        }
        if (!folder.len)
            return STR_NONE;
        folder = import_folder(folder);
    }
}

static bool is_shared(struct str file)
{
    return str_iends(file, STR(".props"));
}

/* The parents of a pom.xml that lie in the input, the nearest first. */
static size_t find_parents(struct reading *r, struct str file, struct str text, struct str *parents)
{
    struct str said, path, with_name;
    size_t count = 0;
    while (count < MANIFEST_INCLUDES && manifest_pom_parent(text, &said) &&
           import_join(r->im, import_folder(file), said, &path)) {
        with_name = path.len ? ARENA_JOIN(import_arena(r->im), path, STR("/pom.xml")) : STR("pom.xml");
        file = import_exists(r->im, path) ? path : with_name;
        if (!load(r, file, &text))
            break;
        parents[count++] = text;
    }
    return count;
}

static size_t parents_of(void *arg, size_t pom, struct str *beside)
{
    struct reading *r = arg;
    return find_parents(r, r->pom_paths[pom], r->poms[pom], beside);
}

/* All of the input, where the pom.xml or a parent may import one. */
static void take_poms(struct reading *r, struct str text)
{
    bool imports = str_find(text, STR(">import<")) != STR_NPOS;
    for (size_t i = 0; i < r->beside_count; i++)
        imports = imports || str_find(r->beside[i], STR(">import<")) != STR_NPOS;
    r->pom_count = 0;
    if (!imports)
        return;
    size_t count = import_list(r->im, STR(""), STR("pom.xml"), &r->pom_paths);
    count = count < MANIFEST_POMS ? count : MANIFEST_POMS;
    r->poms = arena_array(import_arena(r->im), count + 1, sizeof *r->poms);
    for (; r->pom_count < count; r->pom_count++)
        if (!load(r, r->pom_paths[r->pom_count], &r->poms[r->pom_count]))
            r->poms[r->pom_count] = STR("");
}

static void take_all_beside(struct reading *r, struct str file, struct str text)
{
    r->beside_count = 0;
    if (r->form == MANIFEST_CSPROJ) {
        take_above(r, import_folder(file), "Directory.Packages.props");
        struct str shared = take_above(r, import_folder(file), "Directory.Build.props");
        if (shared.len && !is_shared(file) && r->include_count < MANIFEST_INCLUDES)
            r->includes[r->include_count++] = shared;
    } else if (r->form == MANIFEST_POM) {
        r->beside_count = find_parents(r, file, text, r->beside);
        take_poms(r, text);
    } else if (r->form == MANIFEST_GRADLE) {
        if (!take_above(r, import_folder(file), "gradle/libs.versions.toml").len)
            r->beside[r->beside_count++] = STR_NONE;
        take_above(r, import_folder(file), "gradle.properties");
    }
}

static void read_one(struct reading *r, struct str file)
{
    struct str text;
    struct manifest_sink sink = {.package = take_package, .include = take_include, .arg = r};
    r->file = file;
    if (r->form == MANIFEST_NODE) {
        const struct doc *d = import_load(r->im, file);
        if (d)
            manifest_read_node(d, &sink);
    } else if (import_read(r->im, file, &text) && text.len <= MANIFEST_BYTES) {
        take_all_beside(r, file, text);
        sink.beside = r->beside;
        sink.beside_count = r->beside_count;
        sink.shared = is_shared(file);
        sink.poms = r->poms;
        sink.pom_count = r->pom_count;
        sink.parents = parents_of;
        manifest_read(r->form, text, &sink);
    }
}

static void read_all(struct reading *r, struct str file)
{
    read_one(r, file);
    for (size_t k = 0; k < r->include_count; k++) /* those of an included file are added */
        read_one(r, r->includes[k]);
}

/* --- Where it is ------------------------------------------------------------------------------ */

static struct str in_folder(struct manifests *m, struct str folder, const char *name)
{
    return folder.len ? ARENA_JOIN(import_arena(m->im), folder, STR("/"), str_from(name))
                      : str_from(name);
}

/* The one project file of the folder itself; empty: none, or several. */
static struct str project_file(struct manifests *m, struct str folder)
{
    const struct str *paths;
    struct str found = STR_NONE;
    size_t count = import_list(m->im, folder, STR(".csproj"), &paths);
    for (size_t i = 0; i < count; i++)
        if (str_eq(import_folder(paths[i]), folder)) {
            if (found.len)
                return STR_NONE;
            found = paths[i];
        }
    return found;
}

/* The nearest of these files, from the folder upwards to the root of the input. */
static struct str lock_file(struct manifests *m, struct str folder, const char *const *names)
{
    for (;;) {
        for (const char *const *n = names; *n; n++) {
            struct str path = in_folder(m, folder, *n);
            if (import_exists(m->im, path))
                return path;
        }
        if (!folder.len)
            return STR_NONE;
        folder = import_folder(folder);
    }
}

static const struct {
    enum manifest_form form;
    const char *language, *file;
    const char *locks[6];
} rows[] = {
    {MANIFEST_NODE, "nodejs", "package.json",
     {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", NULL}},
    {MANIFEST_REQUIREMENTS, "python", "requirements.txt", {NULL}},
    {MANIFEST_PIPFILE, "python", "Pipfile", {"Pipfile.lock", NULL}},
    {MANIFEST_PYPROJECT, "python", "pyproject.toml",
     {"poetry.lock", "uv.lock", "pdm.lock", NULL}},
    {MANIFEST_CSPROJ, "dotnet", NULL, {"packages.lock.json", NULL}},
    {MANIFEST_POM, "java", "pom.xml", {NULL}},
    {MANIFEST_GRADLE, "java", "build.gradle", {"gradle.lockfile", NULL}},
    {MANIFEST_GRADLE, "java", "build.gradle.kts", {"gradle.lockfile", NULL}},
    {MANIFEST_GO, "go", "go.mod", {"go.sum", NULL}},
    {MANIFEST_GEMFILE, "ruby", "Gemfile", {"Gemfile.lock", NULL}},
};

/* A runtime of one's own is most often for what Go was compiled to. */
static bool speaks(struct str runtime, const char *language)
{
    return !runtime.len || str_istarts(runtime, str_from(language)) ||
           (str_is(str_from(language), "go") && str_istarts(runtime, STR("provided")));
}

void manifest_each(struct import *im, struct str file,
                   void (*take)(void *arg, enum manifest_form form, struct str in_file,
                                const struct manifest_package *p),
                   void *arg)
{
    size_t slash = str_rchr(file, '/');
    struct str base = slash == STR_NPOS ? file : str_from_at(file, slash + 1);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].file ? str_is(base, rows[i].file) : str_iends(base, STR(".csproj")))
            read_all(&(struct reading){.im = im, .form = rows[i].form, .take = take, .arg = arg},
                     file);
}

static void find_in(struct manifests *m, struct str folder, struct str runtime, struct manifest *out)
{
    for (size_t i = 0; i < COUNT(rows) && !out->file.len; i++) {
        if (!speaks(runtime, rows[i].language))
            continue;
        struct str file = rows[i].file ? in_folder(m, folder, rows[i].file)
                                       : project_file(m, folder);
        if (!file.len || !import_exists(m->im, file))
            continue;
        struct keeping k = {m, out};
        read_all(&(struct reading){.im = m->im, .form = rows[i].form, .take = keep_package,
                                   .arg = &k},
                 file);
        if (!out->packages)
            continue; /* pyproject.toml for the tools only */
        out->file = file;
        out->lock = lock_file(m, folder, rows[i].locks);
    }
}

static const struct manifest *manifest_of(struct manifests *m, struct str folder,
                                          struct str runtime)
{
    struct str key = ARENA_JOIN(import_arena(m->im), folder, STR("\n"), runtime);
    bool added;
    uint32_t *at = map_put(&m->folders, key, &added);
    if (added) {
        if (m->count == m->cap)
            m->items = mem_grow(m->items, &m->cap, sizeof *m->items);
        m->items[m->count] = (struct manifest){0};
        *at = (uint32_t)m->count + 1;
        find_in(m, folder, runtime, &m->items[m->count++]);
        return &m->items[m->count - 1];
    }
    return &m->items[*at - 1];
}

static struct str shown(struct str path)
{
    return secret_in_text(path) ? STR("?") : path;
}

static bool is_below(struct str folder, struct str top)
{
    return !top.len || str_eq(folder, top) ||
           (str_starts(folder, top) && folder.ptr[top.len] == '/');
}

void manifest_record(struct manifests *m, node_id n, struct str folder, struct str top,
                     struct str runtime)
{
    struct graph *g = import_graph(m->im);
    struct arena *a = import_arena(m->im);
    const struct manifest *found = NULL;
    while (is_below(folder, top)) {
        found = manifest_of(m, folder, runtime);
        if (found->file.len || !folder.len)
            break;
        folder = import_folder(folder);
    }
    if (!found || !found->file.len)
        return;
    graph_attr(g, n, FACT_PACKAGES, shown(found->file));
    if (found->lock.len)
        graph_attr(g, n, FACT_LOCKFILE, shown(found->lock));
    if (!found->loose_count)
        return;
    struct str more = STR("");
    if (found->loose_count > MANIFEST_SHOWN)
        more = arena_printf(a, " and %u more", (unsigned)(found->loose_count - MANIFEST_SHOWN));
    graph_attr(g, n, FACT_LOOSE, ARENA_JOIN(a, found->loose, more));
    graph_attr(g, n, FACT_LOOSE_AT,
               ARENA_JOIN(a, shown(found->loose_file), STR(":"),
                          arena_printf(a, "%u", (unsigned)found->line)));
}
