/* SPDX-License-Identifier: MIT */
/* manifest_gradle.c - build.gradle and build.gradle.kts, with the version catalog and the properties of
 * the project. They are programs: what is read is what most of them are made of, lines of dependencies
 * with a text, a name in the catalog, or group, name and version.
 * Sources:   docs.gradle.org, "Declaring dependencies", "Version catalogs", "Dependency versions". */
#include "buf.h"
#include "manifest.h"
#include "manifest_values.h"
#include "text_lines.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The word at the beginning. */
static struct str word_at(struct str s, const char *more)
{
    size_t len = 0;
    while (len < s.len && (is_word(s.ptr[len]) || (s.ptr[len] && strchr(more, s.ptr[len]))))
        len++;
    return str_sub(s, 0, len);
}

/* --- The catalog ------------------------------------------------------------------------------ */

/* "aws-lambda_core" and "aws.lambda.core" are one. */
static bool is_alias(struct str alias, struct str accessor)
{
    if (alias.len != accessor.len)
        return false;
    for (size_t i = 0; i < alias.len; i++) {
        char c = alias.ptr[i];
        if ((c == '-' || c == '_' ? '.' : c) != accessor.ptr[i])
            return false;
    }
    return alias.len > 0;
}

static struct str unquoted(struct str s)
{
    struct str text;
    return str_starts(s, STR("\"")) && lines_quoted(&s, &text) ? text : s;
}

/* The quoted text behind KEY = in a table on one line; empty: none. */
static struct str member(struct str table, const char *key)
{
    struct str want = str_from(key), value;
    for (size_t at; (at = str_find(table, want)) != STR_NPOS;) {
        bool begins = at == 0 || !(is_word(table.ptr[at - 1]) || table.ptr[at - 1] == '.');
        table = str_from_at(table, at + want.len);
        struct str rest = str_trim(table);
        if (begins && str_starts(rest, STR("=")) && lines_quoted(&rest, &value))
            return value;
    }
    return STR_NONE;
}

/* What the catalog says of a name in one of its tables. */
static bool catalog_find(struct str catalog, const char *table, struct str accessor, struct str *value)
{
    bool inside = false;
    for (struct lines l = {.rest = catalog}; lines_next(&l);) {
        size_t equals = str_chr(l.line, '=');
        if (str_starts(l.line, STR("["))) {
            inside = str_is(l.line, table);
        } else if (inside && equals != STR_NPOS &&
                   is_alias(unquoted(str_trim(str_sub(l.line, 0, equals))), accessor)) {
            *value = str_trim(str_from_at(l.line, equals + 1));
            size_t end = str_starts(*value, STR("[")) ? str_chr(l.rest, ']') : STR_NPOS;
            if (end != STR_NPOS && !str_ends(*value, STR("]"))) /* a list over several lines */
                *value = (struct str){value->ptr, (size_t)(l.rest.ptr + end - value->ptr)};
            return true;
        }
    }
    return false;
}

/* "1.0", {strictly = "1.0"} */
static struct str catalog_version(struct str value)
{
    static const char *const keys[] = {"strictly", "require", "prefer"};
    if (!str_starts(value, STR("{")))
        return unquoted(value);
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct str version = member(value, keys[i]);
        if (version.len)
            return version;
    }
    return STR_NONE;
}

static struct str version_named(struct str catalog, struct str name)
{
    struct str value;
    char plain[64];
    if (name.len > sizeof plain)
        return STR_NONE;
    for (size_t i = 0; i < name.len; i++)
        plain[i] = name.ptr[i] == '-' || name.ptr[i] == '_' ? '.' : name.ptr[i];
    if (!catalog_find(catalog, "[versions]", (struct str){plain, name.len}, &value))
        return STR_NONE;
    return catalog_version(value);
}

/* --- Properties ------------------------------------------------------------------------------- */

/* `def v = "1.0"`, `val v = "1.0"`, `ext.v = "1.0"`, `v = "1.0"` */
static void set_variables(struct values *v, struct str text)
{
    static const char *const heads[] = {"def ", "val ", "const ", "String "};
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str line = l.line, value;
        size_t equals = str_chr(line, '=');
        if (equals == STR_NPOS)
            continue;
        struct str name = str_trim(str_sub(line, 0, equals)), rest = str_trim(str_from_at(line, equals + 1));
        for (size_t i = 0; i < COUNT(heads); i++)
            if (str_starts(name, str_from(heads[i])))
                name = str_trim(str_from_at(name, strlen(heads[i])));
        size_t dot = str_rchr(name, '.');
        name = dot == STR_NPOS ? name : str_from_at(name, dot + 1);
        bool quoted = str_starts(rest, STR("\"")) || str_starts(rest, STR("'"));
        if (quoted && name.len && word_at(name, "").len == name.len && lines_quoted(&rest, &value) &&
            !str_trim(rest).len)
            values_set(v, name, value, 0);
    }
}

/* gradle.properties: NAME=VALUE */
static void set_properties(struct values *v, struct str text)
{
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        size_t equals = str_chr(l.line, '=');
        if (equals != STR_NPOS)
            values_set(v, str_trim(str_sub(l.line, 0, equals)), str_trim(str_from_at(l.line, equals + 1)), 1);
    }
}

struct gradle {
    struct str catalog;
    struct values values;
    const struct manifest_sink *sink;
};

/* What "$v", "${project.v}" and "${libs.versions.v.get()}" stand for goes to out; false: nobody knows. */
static bool expand(const struct gradle *g, struct str text, struct buf *out)
{
    for (size_t at; (at = str_chr(text, '$')) != STR_NPOS;) {
        struct str name, value;
        buf_add(out, str_sub(text, 0, at));
        text = str_from_at(text, at + 1);
        if (str_starts(text, STR("{"))) {
            size_t end = str_chr(text, '}');
            if (end == STR_NPOS)
                return false;
            name = str_trim(str_sub(text, 1, end - 1));
            text = str_from_at(text, end + 1);
        } else {
            name = word_at(text, ".");
            text = str_from_at(text, name.len);
        }
        if (str_starts(name, STR("libs.versions."))) {
            name = str_from_at(name, 14);
            value = version_named(g->catalog, str_sub(name, 0, str_find(name, STR(".get()"))));
        } else {
            size_t dot = str_rchr(name, '.');
            if (!values_get(&g->values, dot == STR_NPOS ? name : str_from_at(name, dot + 1), &value))
                return false;
        }
        if (!value.len || str_chr(value, '$') != STR_NPOS)
            return false;
        buf_add(out, value);
    }
    buf_add(out, text);
    return true;
}

/* --- Dependencies ----------------------------------------------------------------------------- */

static void say(const struct gradle *g, struct str group, struct str name, struct str range, uint32_t line)
{
    struct buf value = {0};
    bool known = expand(g, range, &value);
    struct str version = known ? buf_str(&value) : range;
    const struct manifest_package p = {
        .group = group,
        .name = name,
        .range = range,
        .value = known && !str_eq(version, range) ? version : STR_NONE,
        .line = line,
        .loose = str_ends(version, STR("+")) || str_starts(version, STR("latest.")) ||
                 str_ends(version, STR("-SNAPSHOT")) || values_loose_interval(version),
    };
    if (group.len && name.len && range.len && str_chr(name, '$') == STR_NPOS)
        g->sink->package(g->sink->arg, &p); /* without a version a platform says it */
    buf_release(&value);
}

/* "g:a:1.0", also with "@jar" or ":classifier"; false: it is none. */
static bool say_text(const struct gradle *g, struct str text, uint32_t line)
{
    struct str group, name, version;
    if (!str_cut(&text, ':', &group) || !str_cut(&text, ':', &name) || !str_cut(&text, '@', &version))
        return false;
    if (str_find(version, STR("${")) == STR_NPOS)
        version = str_sub(version, 0, str_chr(version, ':'));
    say(g, group, name, version, line);
    return true;
}

/* One library of the catalog: {module = "g:a", version.ref = "v"}, "g:a:1.0". */
static void say_library(const struct gradle *g, struct str accessor, uint32_t line)
{
    struct str value, group = STR_NONE, name, version;
    if (!catalog_find(g->catalog, "[libraries]", accessor, &value) ||
        (!str_starts(value, STR("{")) && say_text(g, unquoted(value), line)))
        return;
    struct str module = member(value, "module"), ref = member(value, "version.ref");
    if (module.len) {
        str_cut(&module, ':', &group);
        name = module;
    } else {
        group = member(value, "group");
        name = member(value, "name");
    }
    version = ref.len ? version_named(g->catalog, ref) : member(value, "version");
    say(g, group, name, version.len ? version : catalog_version(value), line);
}

static void say_alias(const struct gradle *g, struct str accessor, uint32_t line)
{
    struct str value, alias;
    char plain[64];
    if (!str_starts(accessor, STR("bundles."))) {
        say_library(g, accessor, line);
        return;
    }
    if (!catalog_find(g->catalog, "[bundles]", str_from_at(accessor, 8), &value))
        return;
    while (lines_quoted(&value, &alias)) {
        for (size_t i = 0; i < alias.len && i < sizeof plain; i++)
            plain[i] = alias.ptr[i] == '-' || alias.ptr[i] == '_' ? '.' : alias.ptr[i];
        if (alias.len <= sizeof plain)
            say_library(g, (struct str){plain, alias.len}, line);
    }
}

/* group: 'g', name: 'a', version: 'v' and group = "g", ... */
static struct str named(struct str text, const char *key)
{
    struct str value, want = str_from(key);
    size_t at = str_find(text, want);
    if (at == STR_NPOS)
        return STR_NONE;
    text = str_trim(str_from_at(text, at + want.len));
    bool is = str_starts(text, STR(":")) || str_starts(text, STR("="));
    return is && lines_quoted(&text, &value) ? value : STR_NONE;
}

/* All that stands behind the configuration; a platform says versions and is not installed. */
static void say_line(const struct gradle *g, struct str text, uint32_t line)
{
    struct str group, quoted;
    for (size_t i = 0; i < text.len; i++) /* a block excludes and explains */
        if (text.ptr[i] == '{' && (i == 0 || text.ptr[i - 1] != '$'))
            text.len = i;
    group = named(text, "group");
    if (str_ifind(text, STR("platform")) != STR_NPOS || str_starts(text, STR("project")))
        return;
    if (group.len) {
        say(g, group, named(text, "name"), named(text, "version"), line);
        return;
    }
    for (struct str rest = text; lines_quoted(&rest, &quoted);)
        say_text(g, quoted, line);
    for (size_t at; (at = str_find(text, STR("libs."))) != STR_NPOS;) {
        bool begins = at == 0 || !(is_word(text.ptr[at - 1]) || text.ptr[at - 1] == '.' || text.ptr[at - 1] == '{');
        struct str accessor = word_at(str_from_at(text, at + 5), ".");
        if (begins)
            say_alias(g, accessor, line);
        text = str_from_at(text, at + 5 + accessor.len);
    }
}

/* Of main code, as it runs: "implementation", "releaseImplementation". */
static bool is_installed(struct str configuration)
{
    static const char *const names[] = {"implementation", "api", "runtimeOnly", "compile", "runtime"};
    static const char *const ends[] = {"Implementation", "RuntimeOnly"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(configuration, names[i]))
            return true;
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(configuration, str_from(ends[i])))
            return str_ifind(configuration, STR("test")) == STR_NPOS;
    return false;
}

static struct str without_comment(struct str line)
{
    size_t at = str_starts(line, STR("//")) ? 0 : str_find(line, STR(" //"));
    return str_trim(str_sub(line, 0, at));
}

void manifest_read_gradle(struct str text, const struct manifest_sink *sink)
{
    struct gradle g = {.sink = sink, .catalog = sink->beside_count > 0 ? sink->beside[0] : STR_NONE};
    bool goes_on = false;
    set_variables(&g.values, text);
    if (sink->beside_count > 1)
        set_properties(&g.values, sink->beside[1]);
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str line = without_comment(l.line), word = word_at(line, "");
        struct str rest = str_trim(str_from_at(line, word.len));
        bool begins = is_installed(word) && !str_starts(rest, STR("=")) && !str_starts(rest, STR("."));
        if (begins)
            say_line(&g, str_starts(rest, STR("(")) ? str_from_at(rest, 1) : rest, l.number);
        else if (goes_on)
            say_line(&g, line, l.number);
        goes_on = (begins || goes_on) && (str_ends(line, STR(",")) || str_ends(line, STR("(")));
    }
    values_release(&g.values);
}
