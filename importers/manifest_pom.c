/* SPDX-License-Identifier: MIT */
/* manifest_pom.c - pom.xml with its parents, with the profiles that are on by themselves, and with what other
 * poms of the input manage for it (scope import). What lies in a repository is not known.
 * Source:    maven.apache.org, POM reference, "Introduction to the Dependency Mechanism", "Introduction to
 *            Build Profiles".
 * Properties: "${a}" in any place of a version. */
#include "arena.h"
#include "attr.h"
#include "manifest.h"
#include "manifest_values.h"
#include "mem.h"
#include "xml_tags.h"

enum { PROFILES = 64, IMPORTS = 64 };

struct dependency {
    struct str group, name, version, scope, type, classifier;
    uint32_t line;
    bool managed;
};

struct pom {
    struct str group, name, version;
    struct str parent_group, parent_name, parent_version, parent_path;
    bool has_parent, says_path;
    uint32_t parent_line;
    struct dependency *items;
    size_t count, cap;
};

static void read_dependency(struct pom *p, const struct xml *x)
{
    static const struct {
        const char *element;
        size_t at;
    } rows[] = {
        {"dependency/groupId", offsetof(struct dependency, group)},
        {"dependency/artifactId", offsetof(struct dependency, name)},
        {"dependency/version", offsetof(struct dependency, version)},
        {"dependency/scope", offsetof(struct dependency, scope)},
        {"dependency/type", offsetof(struct dependency, type)},
        {"dependency/classifier", offsetof(struct dependency, classifier)},
    };
    for (size_t i = 0; i < COUNT(rows) && p->count; i++)
        if (xml_ends(x, rows[i].element))
            *(struct str *)(void *)((char *)&p->items[p->count - 1] + rows[i].at) = x->text;
}

static void read_head(struct pom *p, const struct xml *x)
{
    const struct {
        const char *path;
        struct str *to;
    } rows[] = {
        {"project/groupId", &p->group},
        {"project/artifactId", &p->name},
        {"project/version", &p->version},
        {"project/parent/groupId", &p->parent_group},
        {"project/parent/artifactId", &p->parent_name},
        {"project/parent/version", &p->parent_version},
        {"project/parent/relativePath", &p->parent_path},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (xml_is(x, rows[i].path))
            *rows[i].to = x->text;
    p->has_parent = p->has_parent || xml_is(x, "project/parent");
    p->says_path = p->says_path || xml_is(x, "project/parent/relativePath");
}

/* What the main part says or, if there are any, what the profiles of these numbers say. */
static bool is_part(const struct xml *x, uint64_t profiles, size_t profile, const char *own,
                    const char *of_profile)
{
    return profiles ? profile < PROFILES && profiles >> profile & 1 && xml_is(x, of_profile)
                    : xml_is(x, own);
}

#define PROFILE "project/profiles/profile/"
#define MANAGED "dependencyManagement/dependencies/dependency"

/* properties may be NULL. */
static void read_pom(struct pom *p, struct str text, uint64_t profiles, struct values *properties,
                     size_t owner)
{
    bool inside = false;
    size_t started = 0, depth = profiles ? 5 : 3;
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        started += x.opens && xml_is(&x, "project/profiles/profile");
        size_t now = started - 1;
        bool managed = is_part(&x, profiles, now, "project/" MANAGED, PROFILE MANAGED);
        bool own = is_part(&x, profiles, now, "project/dependencies/dependency",
                           PROFILE "dependencies/dependency");
        if (managed || own) {
            inside = x.opens && p->count < MANIFEST_PACKAGES;
            if (!inside)
                continue;
            if (p->count == p->cap)
                p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
            p->items[p->count++] = (struct dependency){.line = x.at, .managed = managed};
        } else if (x.opens && xml_is(&x, "project/parent")) {
            p->parent_line = x.at;
        } else if (!x.opens && inside) {
            read_dependency(p, &x);
        } else if (!x.opens) {
            read_head(p, &x);
            bool set = properties && x.depth == depth && str_is(x.names[depth - 2], "properties") &&
                       str_is(x.names[0], "project");
            if (set && (!profiles || (str_is(x.names[2], "profile") && now < PROFILES && profiles >> now & 1)))
                values_set(properties, x.names[depth - 1], x.text, owner);
        }
    }
}

/* The profiles that a build takes which names none, a bit each. 0 where one may be taken because of the
 * machine: then those for all others are not. */
static uint64_t default_profiles(struct str text)
{
    static const char *const machine[] = {PROFILE "activation/jdk", PROFILE "activation/os",
                                          PROFILE "activation/file"};
    size_t started = 0;
    uint64_t found = 0;
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        started += x.opens && xml_is(&x, "project/profiles/profile");
        for (size_t i = 0; i < COUNT(machine); i++)
            if (xml_is(&x, machine[i]))
                return 0;
        if (x.opens)
            continue;
        if ((xml_is(&x, PROFILE "activation/property/name") ||
             xml_is(&x, PROFILE "activation/property/value")) && str_starts(x.text, STR("!")))
            return 0;
        if (xml_is(&x, PROFILE "activation/activeByDefault") && str_iis(x.text, "true") &&
            started <= PROFILES)
            found |= (uint64_t)1 << (started - 1);
    }
    return found;
}

bool manifest_pom_parent(struct str text, struct str *path)
{
    struct pom p = {0};
    read_pom(&p, text, 0, NULL, 0);
    *path = p.says_path ? p.parent_path : STR("..");
    bool has = p.has_parent && path->len > 0; /* "<relativePath/>": from a repository */
    mem_free(p.items);
    return has;
}

/* What Maven itself gives: the coordinates of the project, as far as somebody says them. */
static void set_coordinates(struct values *all, const struct pom *p)
{
    struct str group = p->group.len ? p->group : p->parent_group;
    struct str version = p->version.len ? p->version : p->parent_version;
    static const char *const versions[] = {"project.version", "pom.version", "version"};
    static const char *const groups[] = {"project.groupId", "pom.groupId"};
    for (size_t i = 0; version.len && i < COUNT(versions); i++)
        values_set(all, str_from(versions[i]), version, 1);
    for (size_t i = 0; group.len && i < COUNT(groups); i++)
        values_set(all, str_from(groups[i]), group, 1);
    if (p->parent_version.len)
        values_set(all, STR("project.parent.version"), p->parent_version, 1);
    if (p->parent_group.len)
        values_set(all, STR("project.parent.groupId"), p->parent_group, 1);
}

/* The project, its parents, and what all of them set. Each is two: its profiles, which come first, and what it
 * says itself. */
struct family {
    struct arena *arena;
    struct pom poms[2 * (1 + MANIFEST_INCLUDES)];
    size_t count;
    struct values properties;
    struct dependency *managed; /* in the order of their weight */
    size_t managed_count, managed_cap;
    struct map managers; /* key of a dependency -> index of `managed`, the nearest */
    struct map own;      /* "group:name" -> the nearest pom that has it */
    unsigned *imports;   /* that may still be read */
};

/* Is it the parent that the child means? Else that one comes from a repository. */
static bool is_parent(struct str text, const struct pom *child)
{
    struct pom p = {0};
    read_pom(&p, text, 0, NULL, 0);
    bool is = p.name.len > 0 && str_eq(p.name, child->parent_name);
    mem_free(p.items);
    return is;
}

static const struct pom *read_member(struct family *f, struct str text)
{
    uint64_t profiles = default_profiles(text);
    if (profiles)
        read_pom(&f->poms[f->count], text, profiles, &f->properties, f->count);
    f->count++;
    struct pom *p = &f->poms[f->count];
    read_pom(p, text, 0, &f->properties, f->count);
    f->count++;
    return p;
}

static void read_family(struct family *f, struct str text, const struct str *beside, size_t count)
{
    const struct pom *p = read_member(f, text);
    set_coordinates(&f->properties, p);
    for (size_t i = 0; i < count && i < MANIFEST_INCLUDES && is_parent(beside[i], p); i++)
        p = read_member(f, beside[i]);
}

static void forget_family(struct family *f)
{
    for (size_t i = 0; i < f->count; i++)
        mem_free(f->poms[i].items);
    values_release(&f->properties);
    mem_free(f->managed);
    map_release(&f->managers);
    map_release(&f->own);
}

/* A text as it is meant; *known false: as it is written. */
static struct str meant(const struct family *f, struct str text, bool *known)
{
    struct buf out = {0};
    *known = values_expand(&f->properties, "${", '}', text, &out);
    struct str kept = *known ? arena_str(f->arena, buf_str(&out)) : text;
    buf_release(&out);
    return kept;
}

static struct str key_of(const struct family *f, const struct dependency *d)
{
    return ARENA_JOIN(f->arena, d->group, STR(":"), d->name, STR(":"), d->type, STR(":"),
                      d->classifier);
}

static bool is_import(const struct dependency *d)
{
    return d->managed && str_is(d->scope, "import") && str_is(d->type, "pom");
}

static void add_manager(struct family *f, const struct dependency *d)
{
    bool added;
    uint32_t *at = map_put(&f->managers, key_of(f, d), &added);
    if (!added)
        return;
    if (f->managed_count == f->managed_cap)
        f->managed = mem_grow(f->managed, &f->managed_cap, sizeof *f->managed);
    *at = (uint32_t)f->managed_count;
    f->managed[f->managed_count++] = *d;
}

/* Names are what is meant from now on; who manages whom, who is said again nearer to the project. */
static void index_family(struct family *f)
{
    bool known, added;
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->poms[i].count; k++) {
            struct dependency *d = &f->poms[i].items[k];
            d->group = meant(f, d->group, &known);
            d->name = meant(f, d->name, &known);
            if (d->managed && !is_import(d)) {
                add_manager(f, d);
            } else if (!d->managed) {
                uint32_t *at = map_put(&f->own, ARENA_JOIN(f->arena, d->group, STR(":"), d->name), &added);
                if (added)
                    *at = (uint32_t)i;
            }
        }
}

static const struct dependency *manager_of(const struct family *f, const struct dependency *d)
{
    uint32_t at;
    return map_get(&f->managers, key_of(f, d), &at) ? &f->managed[at] : NULL;
}

/* --- Imports ---------------------------------------------------------------------------------- */

static bool is_meant(const struct family *f, struct str text, struct str wanted)
{
    bool known;
    return str_eq(meant(f, text, &known), wanted) && known;
}

/* The very one: another version of it comes from a repository. */
static bool is_coordinate(const struct family *f, const struct dependency *d, struct str version)
{
    const struct pom *p = &f->poms[1];
    return is_meant(f, p->name, d->name) &&
           is_meant(f, p->group.len ? p->group : p->parent_group, d->group) &&
           is_meant(f, p->version.len ? p->version : p->parent_version, version);
}

static void read_imports(struct family *f, const struct manifest_sink *sink, unsigned depth);

/* What a pom.xml of the input manages is managed, in versions as that one means them. */
static void read_import(struct family *f, const struct dependency *d, struct str version,
                        const struct manifest_sink *sink, unsigned depth)
{
    struct str mark = ARENA_JOIN(f->arena, STR("<artifactId>"), d->name, STR("</artifactId>"));
    for (size_t i = 0; i < sink->pom_count && *f->imports; i++) {
        struct str beside[MANIFEST_INCLUDES];
        struct family other = {.arena = f->arena, .imports = f->imports};
        if (str_find(sink->poms[i], mark) == STR_NPOS)
            continue;
        --*f->imports;
        read_family(&other, sink->poms[i], beside, sink->parents(sink->arg, i, beside));
        bool found = is_coordinate(&other, d, version), known;
        if (found) {
            index_family(&other);
            read_imports(&other, sink, depth + 1);
        }
        for (size_t k = 0; found && k < other.managed_count; k++) {
            struct dependency one = other.managed[k];
            one.version = meant(&other, one.version, &known);
            one.version = known ? one.version : STR_NONE;
            add_manager(f, &one);
        }
        forget_family(&other);
        if (found)
            return;
    }
}

/* Those of the nearest pom first; what is managed already stays. */
static void read_imports(struct family *f, const struct manifest_sink *sink, unsigned depth)
{
    enum { DEEPEST = 4 };
    for (size_t i = 0; i < f->count && depth < DEEPEST; i++)
        for (size_t k = 0; k < f->poms[i].count; k++) {
            const struct dependency *d = &f->poms[i].items[k];
            bool known;
            struct str version = meant(f, d->version, &known);
            if (is_import(d) && known && version.len)
                read_import(f, d, version, sink, depth);
        }
}

/* --- What it has ------------------------------------------------------------------------------ */

/* line: in the project; what a parent installs is there because of the line that names it. */
static void say_dependency(const struct family *f, const struct dependency *d, uint32_t line,
                           const struct manifest_sink *sink)
{
    const struct dependency *m = manager_of(f, d);
    struct str range = d->version.len || !m ? d->version : m->version;
    struct str scope = d->scope.len || !m ? d->scope : m->scope;
    bool known;
    struct str version = meant(f, range, &known);
    const struct manifest_package p = {
        .name = d->name,
        .group = d->group,
        .range = range,
        .value = str_eq(version, range) ? STR_NONE : version,
        .line = line,
        .loose = str_is(version, "LATEST") || str_is(version, "RELEASE") ||
                 values_loose_interval(version) || str_ends(version, STR("-SNAPSHOT")),
    };
    if (p.name.len && range.len && !str_is(scope, "test") && !str_is(scope, "provided"))
        sink->package(sink->arg, &p);
}

static void say_family(const struct family *f, const struct manifest_sink *sink)
{
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->poms[i].count; k++) {
            const struct dependency *d = &f->poms[i].items[k];
            uint32_t nearest;
            if (!d->managed &&
                map_get(&f->own, ARENA_JOIN(f->arena, d->group, STR(":"), d->name), &nearest) &&
                nearest == i)
                say_dependency(f, d, i > 1 ? f->poms[1].parent_line : d->line, sink);
        }
}

void manifest_read_pom(struct str text, const struct manifest_sink *sink)
{
    unsigned imports = IMPORTS;
    struct family f = {.arena = arena_new(), .imports = &imports};
    read_family(&f, text, sink->beside, sink->beside_count);
    index_family(&f);
    read_imports(&f, sink, 0);
    say_family(&f, sink);
    forget_family(&f);
    arena_free(f.arena);
}
