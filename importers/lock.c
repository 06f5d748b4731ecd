/* SPDX-License-Identifier: MIT */
/* lock.c - which lock file is read how; those that are short. */
#include "lock.h"

#include "attr.h"
#include "text_lines.h"

static const struct lock_form forms[] = {
    {"package-lock.json", lock_read_npm, NULL},     {"npm-shrinkwrap.json", lock_read_npm, NULL},
    {"yarn.lock", NULL, lock_read_yarn},            {"pnpm-lock.yaml", lock_read_pnpm, NULL},
    {"bun.lock", lock_read_bun, NULL},              {"gradle.lockfile", NULL, lock_read_gradle},
    {"Pipfile.lock", lock_read_pipfile, NULL},      {"poetry.lock", NULL, lock_read_toml},
    {"uv.lock", NULL, lock_read_toml},              {"pdm.lock", NULL, lock_read_toml},
    {"packages.lock.json", lock_read_nuget, NULL},  {"Gemfile.lock", NULL, lock_read_gemfile},
    {"go.mod", NULL, lock_read_gomod},              {"go.sum", NULL, lock_read_gosum},
};

const struct lock_form *lock_form_of(struct str path)
{
    size_t slash = str_rchr(path, '/');
    struct str base = slash == STR_NPOS ? path : str_from_at(path, slash + 1);
    for (size_t i = 0; i < COUNT(forms); i++)
        if (str_is(base, forms[i].file))
            return &forms[i];
    return NULL;
}

/* {"default": {NAME: {"version": "==1.0"}}, "develop": {...}} */
void lock_read_pipfile(const struct doc *d, struct packages *out)
{
    static const char *const sections[] = {"default", "develop"};
    for (size_t i = 0; i < COUNT(sections); i++) {
        const struct doc_node *map = doc_get(doc_root(d), sections[i]);
        for (const struct doc_node *n = doc_is_map(map) ? doc_first(map) : NULL; n; n = n->next) {
            struct str version = str_trim(doc_text(doc_get(n, "version")));
            if (str_starts(version, STR("==")))
                packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_PYPI,
                                                    .name = n->key,
                                                    .version = str_from_at(version, 2),
                                                    .line = doc_key_place(n).line,
                                                    .development = i == 1});
        }
    }
}

/* {"dependencies": {FRAMEWORK: {NAME: {"type": "Direct", "resolved": "1.0.0"}}}} */
void lock_read_nuget(const struct doc *d, struct packages *out)
{
    const struct doc_node *all = doc_get(doc_root(d), "dependencies");
    for (const struct doc_node *f = doc_is_map(all) ? doc_first(all) : NULL; f; f = f->next) {
        if (!doc_is_map(f))
            continue;
        for (const struct doc_node *n = doc_first(f); n; n = n->next)
            if (!str_iis(doc_text(doc_get(n, "type")), "Project"))
                packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_NUGET,
                                                    .name = n->key,
                                                    .version = doc_text(doc_get(n, "resolved")),
                                                    .line = doc_key_place(n).line});
    }
}

/* --- TOML of poetry, uv and pdm ----------------------------------------------------------------- */

struct toml_package {
    struct package package;
    bool foreign; /* from no registry */
};

static void end_package(struct toml_package *p, struct packages *out)
{
    if (!p->foreign)
        packages_add(out, &p->package);
    *p = (struct toml_package){.foreign = true};
}

/* groups = ["dev", "test"]: those that are installed with the project are called so. */
static bool is_development(struct str key, struct str value)
{
    struct str one;
    if (str_is(key, "category"))
        return lines_quoted(&value, &one) && !str_is(one, "main");
    bool any = false;
    while (str_is(key, "groups") && lines_quoted(&value, &one)) {
        if (str_is(one, "main") || str_is(one, "default"))
            return false;
        any = true;
    }
    return any;
}

static bool is_registry(struct str source)
{
    return str_find(source, STR("registry")) != STR_NPOS;
}

void lock_read_toml(struct str text, struct packages *out)
{
    struct toml_package p = {.foreign = true};
    bool inside = false; /* in [[package]] itself, not in a table of it */
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        if (str_starts(l.line, STR("["))) {
            bool begins = str_is(l.line, "[[package]]");
            if (begins || !str_starts(l.line, STR("[package.")))
                end_package(&p, out);
            if (begins)
                p = (struct toml_package){.package = {.ecosystem = ECOSYSTEM_PYPI}};
            p.foreign = p.foreign || str_is(l.line, "[package.source]"); /* poetry: git, url, folder */
            inside = begins;
            continue;
        }
        size_t equals = str_chr(l.line, '=');
        if (!inside || equals == STR_NPOS)
            continue;
        struct str key = str_trim(str_sub(l.line, 0, equals));
        struct str value = str_trim(str_from_at(l.line, equals + 1)), rest = value;
        if (str_is(key, "name") && lines_quoted(&rest, &p.package.name))
            p.package.line = l.number;
        else if (str_is(key, "version"))
            lines_quoted(&rest, &p.package.version);
        else if (str_is(key, "source"))
            p.foreign = !is_registry(value); /* uv: {registry = ...} or {editable = "."} */
        else if (str_is(key, "git") || str_is(key, "path") || str_is(key, "url"))
            p.foreign = true; /* pdm */
        else if (is_development(key, value))
            p.package.development = true;
    }
    end_package(&p, out);
}

/* --- Gradle ------------------------------------------------------------------------------------- */

/* Main code is compiled and run with it: "runtimeClasspath", "releaseCompileClasspath". The others are
 * those of tests and of tools. */
static bool is_installed(struct str configurations)
{
    for (struct str one; str_cut(&configurations, ',', &one);)
        if ((str_iends(one, STR("RuntimeClasspath")) || str_iends(one, STR("CompileClasspath"))) &&
            str_ifind(one, STR("test")) == STR_NPOS)
            return true;
    return false;
}

/* GROUP:NAME:VERSION=CONFIGURATION,CONFIGURATION */
void lock_read_gradle(struct str text, struct packages *out)
{
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        size_t equals = str_chr(l.line, '='), colon = str_rchr(str_sub(l.line, 0, equals), ':');
        if (equals == STR_NPOS || colon == STR_NPOS ||
            str_chr(str_sub(l.line, 0, colon), ':') == STR_NPOS)
            continue; /* "empty=..." */
        packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_MAVEN,
                                            .name = str_sub(l.line, 0, colon),
                                            .version = str_sub(l.line, colon + 1, equals - colon - 1),
                                            .line = l.number,
                                            .development = !is_installed(str_from_at(l.line, equals + 1))});
    }
}

/* --- Gemfile.lock ------------------------------------------------------------------------------- */

/* Below GEM and `specs:`, four blanks before "rack (2.2.3)"; "-x86_64-linux" is a platform. */
void lock_read_gemfile(struct str text, struct packages *out)
{
    bool gems = false;
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        if (!l.indent && l.line.len)
            gems = str_is(l.line, "GEM");
        size_t open = str_find(l.line, STR(" ("));
        if (!gems || l.indent != 4 || open == STR_NPOS || !str_ends(l.line, STR(")")))
            continue;
        struct str version = str_sub(l.line, open + 2, l.line.len - open - 3);
        packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_GEM,
                                            .name = str_sub(l.line, 0, open),
                                            .version = str_sub(version, 0, str_chr(version, '-')),
                                            .line = l.number});
    }
}
