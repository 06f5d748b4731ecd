/* SPDX-License-Identifier: MIT */
/* manifest_xml.c - *.csproj with central versions, and pom.xml with its parents.
 * Sources:   learn.microsoft.com, "Central Package Management"; maven.apache.org, POM reference and
 *            "Introduction to the Dependency Mechanism".
 * Properties: "$(A)" and "${a}" in any place of a version. */
#include "arena.h"
#include "attr.h"
#include "manifest.h"
#include "manifest_values.h"
#include "mem.h"
#include "xml_tags.h"

/* --- Properties ------------------------------------------------------------------------------- */

/* "${a}.${b}" into out, properties of properties too. false: there is one that nobody knows. */
static bool expand(const struct values *p, const char *open, char close, struct str text,
                   struct buf *out)
{
    enum { ROUNDS = 8, LONGEST = 256 };
    struct buf round = {0};
    bool known = true;
    buf_reset(out);
    buf_add(out, text);
    for (int i = 0; known && i < ROUNDS; i++) {
        struct str rest = buf_str(out), value;
        size_t at = str_find(rest, str_from(open));
        if (at == STR_NPOS)
            break;
        buf_reset(&round);
        for (; known && at != STR_NPOS; at = str_find(rest, str_from(open))) {
            struct str inner = str_from_at(rest, at + 2);
            size_t end = str_chr(inner, close);
            known = end != STR_NPOS && values_get(p, str_sub(inner, 0, end), &value) &&
                    round.len + value.len < LONGEST;
            if (!known)
                break;
            buf_add(&round, str_sub(rest, 0, at));
            buf_add(&round, value);
            rest = str_from_at(inner, end + 1);
        }
        buf_add(&round, rest);
        buf_reset(out);
        buf_add(out, buf_str(&round));
    }
    buf_release(&round);
    return known && str_find(buf_str(out), str_from(open)) == STR_NPOS;
}

/* --- NuGet ------------------------------------------------------------------------------------ */

struct reference {
    struct str name, version;
    uint32_t line;
};

struct references {
    struct reference *items;
    size_t count, cap;
};

static struct reference *add_reference(struct references *n, struct str name, uint32_t line)
{
    if (n->count == n->cap)
        n->items = mem_grow(n->items, &n->cap, sizeof *n->items);
    n->items[n->count] = (struct reference){.name = name, .line = line};
    return &n->items[n->count++];
}

/* The one framework that is built for; empty: nobody knows, or there are several. */
static struct str framework_of(struct str text)
{
    struct str found = STR_NONE;
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        if (x.opens || !xml_ends(&x, "PropertyGroup/TargetFramework"))
            continue;
        if (found.len || str_chr(x.text, '$') != STR_NPOS)
            return STR("");
        found = x.text;
    }
    return found;
}

/* '$(TargetFramework)' == 'net8.0', or != : it does not hold. What says more is not judged. */
static bool is_off(struct str condition, struct str framework)
{
    static const struct str mark = STR_INIT("'$(TargetFramework)'");
    struct str rest = str_trim(condition);
    if (!framework.len || !str_istarts(rest, mark))
        return false;
    rest = str_trim(str_from_at(rest, mark.len));
    bool same = str_starts(rest, STR("=="));
    if (!same && !str_starts(rest, STR("!=")))
        return false;
    rest = str_trim(str_from_at(rest, 2));
    size_t end = str_starts(rest, STR("'")) ? str_chr(str_from_at(rest, 1), '\'') : STR_NPOS;
    if (end == STR_NPOS || end + 2 != rest.len)
        return false;
    return str_ieq(str_sub(rest, 1, end), framework) != same;
}

/* The items of this name, and all properties. */
static void read_items(struct str text, const char *item, const char *version, struct str framework,
                       struct references *n, struct values *properties, size_t owner)
{
    struct reference *open = NULL;
    size_t off = 0; /* depth of the element that is not for this framework */
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        if (!off && x.opens && is_off(xml_attribute(&x, "Condition"), framework))
            off = x.depth;
        if (off) {
            off = !x.opens && x.depth <= off ? 0 : off;
            continue;
        }
        if (x.opens && xml_ends(&x, item)) {
            struct str name = xml_attribute(&x, "Include"), own = xml_attribute(&x, "VersionOverride");
            bool fits = name.len && n->count < MANIFEST_PACKAGES;
            open = fits ? add_reference(n, name, x.at) : NULL;
            if (open)
                open->version = own.len ? own : xml_attribute(&x, "Version");
        } else if (!x.opens && open && xml_ends(&x, version)) {
            open->version = x.text;
        } else if (!x.opens && x.depth > 1 && x.depth <= XML_DEPTH && x.text.len &&
                   str_is(x.names[x.depth - 2], "PropertyGroup")) {
            values_set(properties, x.names[x.depth - 1], x.text, owner);
        }
    }
}

static void say_reference(const struct values *properties, const struct reference *r,
                          struct str range, const struct manifest_sink *sink)
{
    struct buf value = {0};
    bool known = expand(properties, "$(", ')', range, &value);
    struct str meant = known ? buf_str(&value) : range;
    const struct manifest_package p = {
        .name = str_trim(r->name),
        .range = str_trim(range),
        .value = str_eq(meant, range) ? STR_NONE : meant,
        .line = r->line,
        .loose = values_loose_interval(str_trim(meant)),
    };
    if (p.name.len && p.range.len) /* else nobody in the project says it */
        sink->package(sink->arg, &p);
    buf_release(&value);
}

void manifest_read_csproj(struct str text, const struct manifest_sink *sink)
{
    struct references project = {0}, central = {0};
    struct values properties = {0};
    struct str framework = framework_of(text);
    for (size_t i = 0; i < sink->beside_count && !framework.ptr; i++)
        framework = framework_of(sink->beside[i]);
    read_items(text, "PackageReference", "PackageReference/Version", framework, &project, &properties,
               0);
    for (size_t i = 0; i < sink->beside_count; i++)
        read_items(sink->beside[i], "PackageVersion", "PackageVersion/Version", framework,
                   &central, &properties, i + 1);
    for (size_t i = 0; i < project.count; i++) {
        const struct reference *r = &project.items[i];
        if (r->version.len)
            say_reference(&properties, r, r->version, sink);
        for (size_t k = 0; k < central.count && !r->version.len; k++)
            if (str_ieq(central.items[k].name, r->name))
                say_reference(&properties, r, central.items[k].version, sink);
    }
    mem_free(project.items);
    mem_free(central.items);
    values_release(&properties);
}

/* --- Maven ------------------------------------------------------------------------------------ */

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

/* properties may be NULL. */
static void read_pom(struct pom *p, struct str text, struct values *properties, size_t owner)
{
    bool inside = false;
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        bool managed = xml_is(&x, "project/dependencyManagement/dependencies/dependency");
        bool own = xml_is(&x, "project/dependencies/dependency");
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
            if (properties && x.depth == 3 && str_is(x.names[1], "properties") &&
                str_is(x.names[0], "project"))
                values_set(properties, x.names[2], x.text, owner);
        }
    }
}

bool manifest_pom_parent(struct str text, struct str *path)
{
    struct pom p = {0};
    read_pom(&p, text, NULL, 0);
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
        values_set(all, str_from(versions[i]), version, 0);
    for (size_t i = 0; group.len && i < COUNT(groups); i++)
        values_set(all, str_from(groups[i]), group, 0);
    if (p->parent_version.len)
        values_set(all, STR("project.parent.version"), p->parent_version, 0);
    if (p->parent_group.len)
        values_set(all, STR("project.parent.groupId"), p->parent_group, 0);
}

/* The project, its parents, and what all of them set. */
struct family {
    struct arena *arena;
    struct pom poms[1 + MANIFEST_INCLUDES];
    size_t count;
    struct values properties;
    struct map managers; /* key of a dependency -> pom * MANIFEST_PACKAGES + index, the nearest */
    struct map own;      /* "group:name" -> the nearest pom that has it */
};

/* Is it the parent that the child means? Else that one comes from a repository. */
static bool is_parent(struct str text, const struct pom *child)
{
    struct pom p = {0};
    read_pom(&p, text, NULL, 0);
    bool is = p.name.len > 0 && str_eq(p.name, child->parent_name);
    mem_free(p.items);
    return is;
}

static void read_family(struct family *f, struct str text, const struct manifest_sink *sink)
{
    struct pom *p = &f->poms[f->count++];
    read_pom(p, text, &f->properties, 0);
    set_coordinates(&f->properties, p);
    for (size_t i = 0; i < sink->beside_count && i < MANIFEST_INCLUDES; i++) {
        if (!is_parent(sink->beside[i], p))
            break;
        p = &f->poms[f->count];
        read_pom(p, sink->beside[i], &f->properties, f->count);
        f->count++;
    }
}

/* A text as it is meant; *known false: as it is written. */
static struct str meant(const struct family *f, struct str text, bool *known)
{
    struct buf out = {0};
    *known = expand(&f->properties, "${", '}', text, &out);
    struct str kept = *known ? arena_str(f->arena, buf_str(&out)) : text;
    buf_release(&out);
    return kept;
}

static struct str key_of(const struct family *f, const struct dependency *d)
{
    return ARENA_JOIN(f->arena, d->group, STR(":"), d->name, STR(":"), d->type, STR(":"),
                      d->classifier);
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
            struct str key = d->managed ? key_of(f, d)
                                        : ARENA_JOIN(f->arena, d->group, STR(":"), d->name);
            uint32_t *at = map_put(d->managed ? &f->managers : &f->own, key, &added);
            if (added)
                *at = (uint32_t)(d->managed ? i * MANIFEST_PACKAGES + k : i);
        }
}

static const struct dependency *manager_of(const struct family *f, const struct dependency *d)
{
    uint32_t at;
    if (!map_get(&f->managers, key_of(f, d), &at))
        return NULL;
    return &f->poms[at / MANIFEST_PACKAGES].items[at % MANIFEST_PACKAGES];
}

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
                say_dependency(f, d, i ? f->poms[0].parent_line : d->line, sink);
        }
}

void manifest_read_pom(struct str text, const struct manifest_sink *sink)
{
    struct family f = {.arena = arena_new()};
    read_family(&f, text, sink);
    index_family(&f);
    say_family(&f, sink);
    for (size_t i = 0; i < f.count; i++)
        mem_free(f.poms[i].items);
    values_release(&f.properties);
    map_release(&f.managers);
    map_release(&f.own);
    arena_free(f.arena);
}
