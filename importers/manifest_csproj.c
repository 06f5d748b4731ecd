/* SPDX-License-Identifier: MIT */
/* manifest_csproj.c - *.csproj with central versions.
 * Source:    learn.microsoft.com, "Central Package Management", "PackageReference in project files".
 * Tools:     PrivateAssets="all" is how tools of the build are referred to: they do not run.
 * Shared:    a Directory.Build.props is for several projects; what it has under a condition that is not
 *            known to hold is for others.
 * Properties: "$(A)" in any place of a version. */
#include "attr.h"
#include "manifest.h"
#include "manifest_values.h"
#include "mem.h"
#include "xml_tags.h"

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

enum condition { HOLDS, FAILS, OPEN };

/* '$(TargetFramework)' == 'net8.0', or != . What says more is not judged. */
static enum condition judge(struct str condition, struct str framework)
{
    static const struct str mark = STR_INIT("'$(TargetFramework)'");
    struct str rest = str_trim(condition);
    if (!rest.len)
        return HOLDS;
    if (!framework.len || !str_istarts(rest, mark))
        return OPEN;
    rest = str_trim(str_from_at(rest, mark.len));
    bool same = str_starts(rest, STR("=="));
    if (!same && !str_starts(rest, STR("!=")))
        return OPEN;
    rest = str_trim(str_from_at(rest, 2));
    size_t end = str_starts(rest, STR("'")) ? str_chr(str_from_at(rest, 1), '\'') : STR_NPOS;
    if (end == STR_NPOS || end + 2 != rest.len)
        return OPEN;
    return str_ieq(str_sub(rest, 1, end), framework) == same ? HOLDS : FAILS;
}

struct wanted {
    const char *item, *version;
    struct str framework;
    bool shared;
};

static bool is_off(const struct wanted *w, struct str condition)
{
    enum condition c = judge(condition, w->framework);
    return c == FAILS || (w->shared && c == OPEN);
}

/* The items of this name, and all properties. */
static void read_items(struct str text, const struct wanted *w, struct references *n,
                       struct values *properties, size_t owner)
{
    struct reference *open = NULL;
    size_t off = 0; /* depth of the element that is not for this framework */
    for (struct xml x = {.rest = text, .line = 1}; xml_next(&x);) {
        if (!off && x.opens && is_off(w, xml_attribute(&x, "Condition")))
            off = x.depth;
        if (off) {
            off = !x.opens && x.depth <= off ? 0 : off;
            continue;
        }
        if (x.opens && xml_ends(&x, w->item)) {
            struct str name = xml_attribute(&x, "Include"), own = xml_attribute(&x, "VersionOverride");
            bool tool = str_iis(xml_attribute(&x, "PrivateAssets"), "all");
            bool fits = name.len && !tool && n->count < MANIFEST_PACKAGES;
            open = fits ? add_reference(n, name, x.at) : NULL;
            if (open)
                open->version = own.len ? own : xml_attribute(&x, "Version");
        } else if (!x.opens && open && xml_ends(&x, w->version)) {
            open->version = x.text;
        } else if (!x.opens && open && xml_ends(&x, "PackageReference/PrivateAssets")) {
            n->count -= str_iis(str_trim(x.text), "all");
            open = str_iis(str_trim(x.text), "all") ? NULL : open;
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
    bool known = values_expand(properties, "$(", ')', range, &value);
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
    const struct wanted references = {"PackageReference", "PackageReference/Version", framework,
                                      sink->shared};
    const struct wanted versions = {"PackageVersion", "PackageVersion/Version", framework, false};
    read_items(text, &references, &project, &properties, 0);
    for (size_t i = 0; i < sink->beside_count; i++)
        read_items(sink->beside[i], &versions, &central, &properties, i + 1);
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
