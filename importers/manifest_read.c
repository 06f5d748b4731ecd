/* SPDX-License-Identifier: MIT */
/* manifest_read.c - the forms of manifest.h that are read line by line, in one pass; what is not
 * understood is passed over. Those of XML stand in manifest_csproj.c. */
#include "attr.h"
#include "manifest.h"
#include "text_lines.h"

/* --- Versions --------------------------------------------------------------------------------- */

static bool has(struct str text, const char *part)
{
    return str_find(text, str_from(part)) != STR_NPOS;
}

static bool has_digest(struct str text, size_t most) /* a run of so many hex digits */
{
    size_t run = 0;
    for (size_t i = 0; i < text.len && run < most; i++) {
        char c = str_lower(text.ptr[i]);
        run = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? run + 1 : 0;
    }
    return run >= most;
}

static bool is_address(struct str text)
{
    return has(text, "://") || str_starts(text, STR("git+")) || str_starts(text, STR("git@")) ||
           str_starts(text, STR("github:")) || str_starts(text, STR("gitlab:")) ||
           str_starts(text, STR("bitbucket:"));
}

/* A commit, or the digest of what is fetched, is one version; a branch is not, and so is a tag that
 * somebody may move. */
static bool is_loose_address(struct str text)
{
    return !has_digest(text, 40) && !has(text, "#semver:");
}

/* "*", "x", "latest", ">=1" */
static bool is_loose_node(struct str range)
{
    static const char *const any[] = {"", "*", "x", "X", "latest", "next", "canary", "main",
                                      "master", "beta"};
    if (str_starts(range, STR("npm:"))) { /* npm:name@range */
        size_t at = str_rchr(range, '@');
        range = at == STR_NPOS || at < 5 ? STR_NONE : str_from_at(range, at + 1);
    }
    if (str_starts(range, STR("workspace:")) || str_starts(range, STR("file:")) ||
        str_starts(range, STR("link:")) || str_starts(range, STR("catalog:")) ||
        str_starts(range, STR("./")) || str_starts(range, STR("../")))
        return false;
    for (size_t i = 0; i < COUNT(any); i++)
        if (str_is(range, any[i]))
            return true;
    if (is_address(range))
        return is_loose_address(range);
    bool open = false; /* one alternative of "||" is enough */
    for (struct str rest = range, part; str_cut(&rest, '|', &part);) {
        part = str_trim(part);
        open = open || str_is(part, "*") || (str_starts(part, STR(">")) && !has(part, "<"));
    }
    if (open)
        return true;
    /* "owner/name": a repository */
    return str_chr(range, '/') != STR_NPOS && range.ptr[0] != '@' && is_loose_address(range);
}

/* What stands behind the name: "==1.2", ">=1,<2", "~=1.4", "" */
static bool is_loose_python(struct str range)
{
    range = str_trim(range);
    if (str_starts(range, STR("("))) /* "(>=1.0)" */
        range = str_sub(range, 1, range.len - (str_ends(range, STR(")")) ? 2 : 1));
    return !has(range, "==") && !has(range, "~") && !has(range, "<") && !has(range, "^") &&
           !(range.len && range.ptr[0] >= '0' && range.ptr[0] <= '9');
}

static void say(const struct manifest_sink *sink, struct str name, struct str range, uint32_t line,
                bool loose)
{
    const struct manifest_package p = {.name = str_trim(name), .range = str_trim(range),
                                       .line = line, .loose = loose};
    if (p.name.len)
        sink->package(sink->arg, &p);
}

/* --- package.json ----------------------------------------------------------------------------- */

void manifest_read_node(const struct doc *d, const struct manifest_sink *sink)
{
    static const char *const members[] = {"dependencies", "optionalDependencies"};
    for (size_t m = 0; m < COUNT(members); m++) {
        const struct doc_node *list = doc_get(doc_root(d), members[m]);
        for (const struct doc_node *n = doc_is_map(list) ? doc_first(list) : NULL; n; n = n->next)
            if (doc_is_scalar(n))
                say(sink, n->key, doc_text(n), n->line, is_loose_node(str_trim(doc_text(n))));
    }
}

/* --- Lines ------------------------------------------------------------------------------------ */

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* "name[extra]>=1.0; python_version > '3'" */
static void requirement(const struct manifest_sink *sink, struct str text, uint32_t line)
{
    size_t len = 0;
    text = str_trim(text);
    if (str_starts(text, STR(".")) || str_starts(text, STR("/")) || str_starts(text, STR("file:")))
        return; /* of one's own */
    while (len < text.len && is_name(text.ptr[len]))
        len++;
    struct str name = str_sub(text, 0, len), range = str_trim(str_from_at(text, len));
    if (!len || is_address(text)) { /* the name of an address is not known */
        size_t egg = str_find(text, STR("#egg="));
        if (is_address(text))
            say(sink, egg == STR_NPOS ? STR("an address") : str_from_at(text, egg + 5), STR("branch"),
                line, is_loose_address(text));
        return;
    }
    if (str_starts(range, STR("["))) {
        size_t end = str_chr(range, ']');
        range = end == STR_NPOS ? STR_NONE : str_trim(str_from_at(range, end + 1));
    }
    size_t marker = str_chr(range, ';'), option = str_find(range, STR(" --"));
    range = str_sub(range, 0, marker < option ? marker : option);
    if (str_starts(range, STR("@")))
        say(sink, name, STR("address"), line, is_loose_address(range));
    else
        say(sink, name, range, line, is_loose_python(range));
}

static void read_requirements(struct str text, const struct manifest_sink *sink)
{
    bool goes_on = false; /* the line before ended in a backslash */
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        bool part = goes_on;
        goes_on = str_ends(l.line, STR("\\"));
        struct str line = str_trim(str_sub(l.line, 0, l.line.len - goes_on));
        if (part || !line.len)
            continue;
        bool short_form = str_starts(line, STR("-r "));
        if (short_form || str_starts(line, STR("--requirement ")))
            sink->include(sink->arg, str_trim(str_from_at(line, short_form ? 3 : 14)));
        else if (str_starts(line, STR("-e ")))
            requirement(sink, str_from_at(line, 3), l.number);
        else if (line.ptr[0] != '-')
            requirement(sink, line, l.number);
    }
}

/* --- TOML, as far as these files go ----------------------------------------------------------- */

/* name = "range", or name = {version = "range", ...} */
static void toml_package(const struct manifest_sink *sink, struct str key, struct str value,
                         uint32_t line)
{
    struct str range = STR_NONE, rest = value;
    key = str_trim(key);
    if (str_starts(key, STR("\"")))
        key = str_sub(key, 1, key.len - 2);
    if (str_iis(key, "python"))
        return;
    if (str_starts(value, STR("{"))) {
        size_t at = str_find(value, STR("version"));
        bool git = has(value, "git") || has(value, "url");
        if (has(value, "path") || (at == STR_NPOS && !git))
            return;
        if (at == STR_NPOS) {
            say(sink, key, STR("branch"), line, !has(value, "rev") && is_loose_address(value));
            return;
        }
        rest = str_from_at(value, at);
    }
    if (lines_quoted(&rest, &range))
        say(sink, key, range, line, str_is(range, "*") || is_loose_python(range));
}

static void read_toml(struct str text, bool pipfile, const struct manifest_sink *sink)
{
    struct str section = STR_NONE;
    bool in_list = false;
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str rest = l.line, one;
        size_t equals = str_chr(l.line, '=');
        if (in_list) {
            while (lines_quoted(&rest, &one))
                requirement(sink, one, l.number);
            in_list = !str_ends(l.line, STR("]")) && !str_starts(l.line, STR("]"));
            continue;
        }
        if (str_starts(l.line, STR("["))) {
            section = l.line;
            continue;
        }
        if (equals == STR_NPOS)
            continue;
        struct str key = str_trim(str_sub(l.line, 0, equals));
        struct str value = str_trim(str_from_at(l.line, equals + 1));
        if (pipfile ? str_is(section, "[packages]")
                    : str_is(section, "[tool.poetry.dependencies]")) {
            toml_package(sink, key, value, l.number);
        } else if (!pipfile && str_is(section, "[project]") && str_is(key, "dependencies")) {
            while (lines_quoted(&value, &one))
                requirement(sink, one, l.number);
            in_list = !str_ends(l.line, STR("]"));
        }
    }
}

/* --- Gemfile ------------------------------------------------------------------------------------ */

/* gem "name", "range", "range", option: ... */
static void read_gemfile(struct str text, const struct manifest_sink *sink)
{
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str rest = l.line, name, one;
        bool loose = true;
        if (!str_starts(rest, STR("gem ")) || !lines_quoted(&rest, &name))
            continue;
        struct str options = str_sub(rest, 0, str_chr(rest, ':')), range = STR_NONE;
        while (lines_quoted(&options, &one)) {
            loose = loose && (has(one, ">") || has(one, "!=")) && !has(one, "~>");
            range = one;
        }
        if (!has(rest, "path:") && !has(rest, ":path"))
            say(sink, name, range, l.number, loose && !has(rest, "ref:"));
    }
}

void manifest_read(enum manifest_form form, struct str text, const struct manifest_sink *sink)
{
    switch (form) {
    case MANIFEST_REQUIREMENTS:
        read_requirements(text, sink);
        break;
    case MANIFEST_PIPFILE:
    case MANIFEST_PYPROJECT:
        read_toml(text, form == MANIFEST_PIPFILE, sink);
        break;
    case MANIFEST_CSPROJ:
        manifest_read_csproj(text, sink);
        break;
    case MANIFEST_POM:
        manifest_read_pom(text, sink);
        break;
    case MANIFEST_GRADLE:
        manifest_read_gradle(text, sink);
        break;
    case MANIFEST_GEMFILE:
        read_gemfile(text, sink);
        break;
    case MANIFEST_GO: /* "require" is one version each: nothing is loose */
        if (has(text, "require"))
            say(sink, STR("modules"), STR_NONE, 1, false);
        break;
    case MANIFEST_NODE:
        break;
    }
}
