/* SPDX-License-Identifier: MIT */
/* manifest_read.c - the forms of manifest.h: each is read line by line or element by element, in one
 * pass, and what is not understood is passed over. */
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

/* NuGet and Maven: "*", "[1.0,)", "(,)" */
static bool is_loose_interval(struct str range)
{
    if (str_is(range, "*") || str_is(range, "*-*"))
        return true;
    bool interval = str_starts(range, STR("[")) || str_starts(range, STR("("));
    return interval && (str_ends(range, STR(",)")) || str_ends(range, STR(", )")));
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

/* --- XML, as far as these files go ------------------------------------------------------------ */

struct elements {
    struct str rest, body; /* body: from behind the name to the end of the element */
    uint32_t line;
};

static uint32_t count_lines(struct str text)
{
    uint32_t lines = 0;
    for (struct str rest = text, line; str_cut(&rest, '\n', &line) && rest.ptr;)
        lines++;
    return lines;
}

static void pass(struct elements *e, size_t bytes)
{
    e->line += count_lines(str_sub(e->rest, 0, bytes));
    e->rest = str_from_at(e->rest, bytes);
}

/* The next <name ...> outside comments, with what it holds up to </name> or "/>". */
static bool next_element(struct elements *e, const char *open, const char *close)
{
    for (;;) {
        size_t at = str_find(e->rest, str_from(open)), comment = str_find(e->rest, STR("<!--"));
        if (at == STR_NPOS)
            return false;
        if (comment < at) {
            pass(e, comment);
            size_t end = str_find(e->rest, STR("-->"));
            if (end == STR_NPOS)
                return false;
            pass(e, end + 3);
            continue;
        }
        pass(e, at + strlen(open));
        size_t tag = str_chr(e->rest, '>'), end = str_find(e->rest, str_from(close));
        bool closed = tag != STR_NPOS && tag > 0 && e->rest.ptr[tag - 1] == '/';
        if (e->rest.len && is_name(e->rest.ptr[0])) /* a longer name */
            continue;
        e->body = str_sub(e->rest, 0, closed || end == STR_NPOS ? tag : end);
        return true;
    }
}

/* The text of <name>...</name> in it, or of name="..."; empty: none. */
static struct str part_of(struct str body, const char *element, const char *attribute)
{
    size_t at = str_find(body, str_from(element)), value = str_find(body, str_from(attribute));
    size_t tag = str_chr(body, '>');
    struct str rest, text = STR_NONE;
    if (value != STR_NPOS && (tag == STR_NPOS || value < tag)) {
        rest = str_from_at(body, value + strlen(attribute) - 1);
        return lines_quoted(&rest, &text) ? text : STR_NONE;
    }
    if (at == STR_NPOS)
        return STR_NONE;
    rest = str_from_at(body, at + strlen(element));
    return str_cut(&rest, '<', &text) ? str_trim(text) : STR_NONE;
}

static void read_csproj(struct str text, const struct manifest_sink *sink)
{
    struct elements e = {.rest = text, .line = 1};
    while (next_element(&e, "<PackageReference", "</PackageReference")) {
        struct str name = part_of(e.body, "<Include>", " Include=\"");
        struct str range = part_of(e.body, "<Version>", " Version=\"");
        if (range.len) /* without one it stands in Directory.Packages.props */
            say(sink, name, range, e.line, is_loose_interval(range));
    }
}

/* What ${name} stands for in the file itself; empty: it comes from elsewhere. */
static struct str property(struct str text, struct str range)
{
    size_t from = 0;
    struct str name = str_sub(range, 2, range.len - 3), list = STR_NONE;
    if (!str_starts(range, STR("${")) || !str_ends(range, STR("}")))
        return STR_NONE;
    size_t begin = str_find(text, STR("<properties>"));
    if (begin != STR_NPOS) {
        list = str_from_at(text, begin);
        list = str_sub(list, 0, str_find(list, STR("</properties>")));
    }
    for (size_t at; (at = str_find(str_from_at(list, from), name)) != STR_NPOS; from += at + 1) {
        struct str rest = str_from_at(list, from + at + name.len), value;
        if (from + at > 0 && list.ptr[from + at - 1] == '<' && str_starts(rest, STR(">")))
            return str_cut(&rest, '<', &value) ? str_trim(str_from_at(value, 1)) : STR_NONE;
    }
    return STR_NONE;
}

static void read_pom(struct str text, const struct manifest_sink *sink)
{
    struct elements e = {.rest = text, .line = 1};
    while (next_element(&e, "<dependency", "</dependency>")) {
        struct str range = part_of(e.body, "<version>", " version=\"");
        struct str scope = part_of(e.body, "<scope>", " scope=\"");
        const struct manifest_package p = {
            .name = part_of(e.body, "<artifactId>", " artifactId=\""),
            .group = part_of(e.body, "<groupId>", " groupId=\""),
            .range = range,
            .value = property(text, range),
            .line = e.line,
            .loose = str_is(range, "LATEST") || str_is(range, "RELEASE") ||
                     is_loose_interval(range) || str_ends(range, STR("-SNAPSHOT")),
        };
        if (p.name.len && range.len && !str_is(scope, "test") && !str_is(scope, "provided"))
            sink->package(sink->arg, &p);
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
        read_csproj(text, sink);
        break;
    case MANIFEST_POM:
        read_pom(text, sink);
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
