/* SPDX-License-Identifier: MIT */
#include "pinned.h"

#include "arena.h"
#include "facts.h"
#include "lock.h"
#include "map.h"
#include "mem.h"

/* --- Manifests -------------------------------------------------------------------------------- */

/* "1.0", "[1.0]"; not "1.*", "[1.0,2.0)" */
static bool one_of_interval(struct str range, struct str *version)
{
    if (str_starts(range, STR("[")) && str_ends(range, STR("]")))
        range = str_sub(range, 1, range.len - 2);
    *version = str_trim(range);
    return version->len > 0 && version->ptr[0] >= '0' && version->ptr[0] <= '9' &&
           str_chr(range, ',') == STR_NPOS && str_chr(range, '*') == STR_NPOS &&
           !str_ends(range, STR("+")); /* of Gradle: "1.+" */
}

/* "==1.0", "===1.0", and "1.0" where that is allowed */
static bool one_of_python(struct str range, bool bare, struct str *version)
{
    if (str_starts(range, STR("(")) && str_ends(range, STR(")")))
        range = str_trim(str_sub(range, 1, range.len - 2));
    if (!str_starts(range, STR("==")) && !(bare && range.len && range.ptr[0] >= '0' && range.ptr[0] <= '9'))
        return false;
    while (str_starts(range, STR("=")))
        range = str_from_at(range, 1);
    *version = str_trim(range);
    return str_chr(range, ',') == STR_NPOS && str_chr(range, '*') == STR_NPOS;
}

/* "1.2.3", "=1.2.3", "v1.2.3"; npm:other@1.2.3 */
static bool one_of_node(struct str range, struct str *name, struct str *version)
{
    if (str_starts(range, STR("npm:"))) {
        size_t at = str_rchr(range, '@');
        if (at == STR_NPOS || at < 5)
            return false;
        *name = str_sub(range, 4, at - 4);
        range = str_from_at(range, at + 1);
    }
    if (str_starts(range, STR("=")))
        range = str_trim(str_from_at(range, 1));
    *version = str_starts(range, STR("v")) ? str_from_at(range, 1) : range;
    size_t first = str_chr(*version, '.');
    return first != STR_NPOS && str_chr(str_from_at(*version, first + 1), '.') != STR_NPOS &&
           version_is_valid(VERSION_SEMVER, *version);
}

bool pinned_version(enum manifest_form form, const struct manifest_package *p, struct package *out)
{
    *out = (struct package){.name = p->name, .line = p->line};
    switch (form) {
    case MANIFEST_NODE:
        out->ecosystem = ECOSYSTEM_NPM;
        return one_of_node(p->range, &out->name, &out->version);
    case MANIFEST_REQUIREMENTS:
    case MANIFEST_PIPFILE:
    case MANIFEST_PYPROJECT:
        out->ecosystem = ECOSYSTEM_PYPI;
        return one_of_python(p->range, form == MANIFEST_PYPROJECT, &out->version);
    case MANIFEST_CSPROJ: /* "1.0" is "1.0 or later", and NuGet takes the lowest */
        out->ecosystem = ECOSYSTEM_NUGET;
        return one_of_interval(p->value.len ? p->value : p->range, &out->version);
    case MANIFEST_POM:
    case MANIFEST_GRADLE:
        out->ecosystem = ECOSYSTEM_MAVEN;
        return one_of_interval(p->value.len ? p->value : p->range, &out->version);
    case MANIFEST_GO:
    case MANIFEST_GEMFILE:
        break;
    }
    return false;
}

struct pinning {
    struct import *im;
    struct packages *out;
    struct str file; /* of the set that is open */
    bool open;
};

static void take(void *arg, enum manifest_form form, struct str in_file,
                 const struct manifest_package *p)
{
    struct pinning *s = arg;
    struct package one;
    if (!s->open || !str_eq(in_file, s->file))
        packages_set(s->out, in_file);
    s->open = true;
    s->file = in_file;
    if (!pinned_version(form, p, &one))
        return;
    if (form == MANIFEST_POM || form == MANIFEST_GRADLE)
        one.name = ARENA_JOIN(import_arena(s->im), p->group, STR(":"), p->name);
    packages_add(s->out, &one);
}

/* --- Lock files ------------------------------------------------------------------------------- */

static const struct doc *project_at(struct import *im, struct str folder)
{
    struct str path;
    return import_join(im, folder, STR("package.json"), &path) && import_exists(im, path)
               ? import_load(im, path) : NULL;
}

struct projects {
    const struct doc **items;
    size_t count, cap;
};

static bool add_project(struct projects *p, const struct doc *d)
{
    if (p->count == p->cap)
        p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
    p->items[p->count++] = d;
    return d != NULL;
}

static size_t slashes(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == '/';
    return count;
}

/* "packages/a", "./packages/{one name}", "packages/" and any way below */
static bool is_workspace(struct str pattern, struct str folder)
{
    if (str_starts(pattern, STR("./")))
        pattern = str_from_at(pattern, 2);
    if (str_ends(pattern, STR("/")))
        pattern = str_sub(pattern, 0, pattern.len - 1);
    return str_glob(pattern, folder, false) &&
           (str_find(pattern, STR("**")) != STR_NPOS || slashes(pattern) == slashes(folder));
}

static bool is_left_out(const struct doc_node *patterns, struct str folder)
{
    for (const struct doc_node *n = doc_first(patterns); n; n = n->next)
        if (str_starts(doc_text(n), STR("!")) && is_workspace(str_from_at(doc_text(n), 1), folder))
            return true;
    return false;
}

/* Yarn 1 names its projects in package.json only, as patterns. false: one of them fits nothing that is
 * here, or they are written in another way. */
static bool add_workspaces(struct import *im, struct str folder, const struct doc_node *said,
                           struct projects *out)
{
    const struct doc_node *patterns = doc_is_map(said) ? doc_get(said, "packages") : said;
    const struct str *paths;
    size_t count = import_list(im, folder, STR("package.json"), &paths);
    bool known = doc_is_list(patterns);
    for (const struct doc_node *n = known ? doc_first(patterns) : NULL; known && n; n = n->next) {
        bool fits = str_starts(doc_text(n), STR("!"));
        for (size_t i = 0; i < count && !str_starts(doc_text(n), STR("!")); i++) {
            struct str at = import_folder(paths[i]), below;
            if (at.len <= folder.len || !str_ends(paths[i], STR("/package.json")))
                continue;
            below = str_from_at(at, folder.len ? folder.len + 1 : 0);
            if (!is_workspace(doc_text(n), below) || is_left_out(patterns, below))
                continue;
            fits = add_project(out, import_load(im, paths[i]));
        }
        known = fits;
    }
    return known;
}

/* With the package.json of all its projects; where one is not there, nothing is for development. */
static void read_yarn(struct import *im, struct str file, struct str text, struct packages *out)
{
    struct str folder = import_folder(file), rest = text, part, path;
    struct projects projects = {0};
    const struct doc *root = project_at(im, folder);
    bool known = root != NULL;
    while (known && lock_yarn_part(&rest, &part))
        known = add_project(&projects, import_join(im, folder, part, &path) ? project_at(im, path) : NULL);
    if (known && !projects.count) {
        const struct doc_node *workspaces = doc_get(doc_root(root), "workspaces");
        add_project(&projects, root);
        known = !workspaces || add_workspaces(im, folder, workspaces, &projects);
    }
    lock_read_yarn_of(text, projects.items, known ? projects.count : 0, out);
    mem_free(projects.items);
}

static bool read_lock(struct import *im, struct str file, struct packages *out)
{
    const struct lock_form *form = lock_form_of(file);
    struct str text;
    if (!form)
        return false;
    if (form->read_doc) {
        const struct doc *d = import_load(im, file);
        if (!d)
            return false;
        packages_set(out, file);
        form->read_doc(d, out);
        return true;
    }
    if (!import_read(im, file, &text) || text.len > LOCK_BYTES)
        return false;
    packages_set(out, file);
    if (form->read_text == lock_read_yarn)
        read_yarn(im, file, text, out);
    else
        form->read_text(text, out);
    return true;
}

/* What belongs to a manifest: its lock file, or what it pins itself. */
static void read_pins(struct import *im, struct str manifest, struct str lock, struct packages *out)
{
    const struct lock_form *own = lock_form_of(manifest);
    struct str text;
    if (own && import_read(im, manifest, &text) && text.len <= LOCK_BYTES) { /* go.mod */
        if (!lock.len || lock_gomod_is_whole(text)) {
            packages_set(out, manifest);
            own->read_text(text, out);
            return;
        }
    }
    if (lock.len && read_lock(im, lock, out))
        return;
    manifest_each(im, manifest, take, &(struct pinning){.im = im, .out = out});
}

struct sets {
    uint32_t first, end;
};

void pinned_read(struct import *im, struct packages *out)
{
    const struct graph *g = import_graph(im);
    struct map seen = {0}; /* lock file, or manifest -> index */
    struct sets *sets = NULL;
    size_t count = 0, cap = 0;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        struct str manifest = node_attr_text(graph_node_at(g, n), FACT_PACKAGES);
        struct str lock = node_attr_text(graph_node_at(g, n), FACT_LOCKFILE);
        bool added;
        if (!manifest.len || str_is(manifest, "?"))
            continue;
        /* One lock file serves many manifests, go.sum only together with its own. */
        bool shared = lock_form_of(lock) && !lock_form_of(manifest);
        uint32_t *at = map_put(&seen, shared ? lock : manifest, &added);
        if (added) {
            if (count == cap)
                sets = mem_grow(sets, &cap, sizeof *sets);
            sets[count].first = (uint32_t)packages_set_count(out);
            read_pins(im, manifest, str_is(lock, "?") ? STR_NONE : lock, out);
            sets[count].end = (uint32_t)packages_set_count(out);
            *at = (uint32_t)count++;
        }
        for (uint32_t s = sets[*at].first; s < sets[*at].end; s++)
            packages_used(out, s, n);
    }
    map_release(&seen);
    mem_free(sets);
}
