/* SPDX-License-Identifier: MIT */
/* The values of a document under all the names that might be theirs, and where they stand in the
 * text. */
#include "attr.h"
#include "limits.h"
#include "read.h"
#include "secret_mask_parts.h"
#include "text.h"

enum { NAMES_AROUND = 4, LONG_VALUE = 8 };

/* What is open on the way from the root to a value. */
struct level {
    const struct doc_node *node, *at;
    bool settings;
};

static bool opens_settings(struct str key)
{
    static const char *const keys[] = {"variables", "environment", "environmentvariables", "env",
        "values", "appsettings", "connectionstrings", "parameters", "params", "custom", "settings",
        "secrets", "stagevariables"};

    for (size_t i = 0; i < COUNT(keys); i++) {
        if (str_iis(key, keys[i]))
            return true;
    }
    return false;
}

/* {name: X, value: Y}: what Y is called. */
static struct str name_beside(const struct doc_node *map, const struct doc_node *value)
{
    static const char *const keys[] = {"name", "key", "parameterkey", "settingname", "id"};

    for (size_t i = 0; doc_is_map(map) && i < COUNT(keys); i++) {
        const struct doc_node *n = doc_iget(map, keys[i]);
        if (n && n != value && doc_is_scalar(n))
            return n->text;
    }
    return STR_NONE;
}

static bool judge(const struct level *levels, size_t depth, const struct doc_node *n)
{
    const struct level *in = &levels[depth - 1];
    struct str own = n->key;
    size_t d = depth, around = 0;

    while (str_empty(own) && d > 0)
        own = levels[--d].node->key; /* an item is called like its list */
    if (mask_judges(own, n->text, in->settings))
        return true;
    if (!mask_is_generic(own))
        return false;
    if (mask_judges(name_beside(in->node, n), n->text, true))
        return true;
    for (d = depth; d > 0 && around < NAMES_AROUND; around++) {
        if (mask_judges(levels[--d].node->key, n->text, in->settings))
            return true;
    }
    return false;
}

/* --- Where it stands ---------------------------------------------------------------------------- */

static size_t byte_of(const struct mask *m, uint32_t line, uint32_t col)
{
    struct str text = mask_line(m, line - 1);
    size_t at = 0;
    uint32_t code;

    while (col > 1 && at < text.len) {
        utf8_next(text, &at, &code);
        col--;
    }
    return m->lines[line - 1] + at;
}

/* Behind a tag and an anchor in front of the value. */
static size_t skip_properties(const struct mask *m, size_t at)
{
    while (at < m->text.len && (m->text.ptr[at] == '!' || m->text.ptr[at] == '&')) {
        while (at < m->text.len && !strchr(" \t\r\n", m->text.ptr[at]))
            at++;
        while (at < m->text.len && strchr(" \t\r\n", m->text.ptr[at]))
            at++;
    }
    return at;
}

static size_t quoted_end(const struct mask *m, size_t at)
{
    char quote = m->text.ptr[at++];

    for (; at < m->text.len; at++) {
        if (m->text.ptr[at] == '\\' && quote == '"') {
            at++;
        } else if (m->text.ptr[at] == quote) {
            if (quote == '"' || at + 1 >= m->text.len || m->text.ptr[at + 1] != quote)
                return at;
            at++;
        }
    }
    return m->text.len;
}

static size_t line_indent(struct str line)
{
    size_t at = 0;

    while (at < line.len && line.ptr[at] == ' ')
        at++;
    return at;
}

/* The lines below that belong to a value by their indentation. */
static void add_lines_below(struct mask *m, size_t line, size_t indent)
{
    for (size_t i = line + 1; i < m->line_count; i++) {
        struct str text = mask_line(m, i);
        size_t own = line_indent(text);
        if (own == text.len)
            continue;
        if (own <= indent)
            return;
        mask_add(m, m->lines[i] + own, m->lines[i] + text.len);
    }
}

static void add_value(struct mask *m, const struct doc_node *n)
{
    if (n->line < 1 || n->line > m->line_count)
        return;
    size_t line = n->line - 1, at = skip_properties(m, byte_of(m, n->line, n->col));
    while (line + 1 < m->line_count && m->lines[line + 1] <= at)
        line++;
    struct str text = mask_line(m, line);
    size_t end = m->lines[line] + text.len;
    size_t indent = doc_key_place(n).col ? doc_key_place(n).col - 1 : line_indent(text);
    char c = at < m->text.len ? m->text.ptr[at] : '\0';

    if (c == '"' || c == '\'') {
        size_t to = quoted_end(m, at), from = at + 1;
        for (size_t i = line; from < to && i < m->line_count; i++) { /* line breaks stay */
            struct str one = mask_line(m, i);
            size_t stop = m->lines[i] + one.len;
            mask_add(m, from, stop < to ? stop : to);
            from = i + 1 < m->line_count ? m->lines[i + 1] : to;
        }
    } else if (c == '|' || c == '>') {
        add_lines_below(m, line, indent);
    } else if (n->text.len && at + n->text.len <= end &&
               memcmp(m->text.ptr + at, n->text.ptr, n->text.len) == 0) {
        mask_add(m, at, at + n->text.len);
    } else {
        mask_add(m, at, end);
        add_lines_below(m, line, indent);
    }
}

/* A secret may be repeated where no name tells: in comments, descriptions, commands. */
static void add_repeated(struct mask *m, struct str value)
{
    for (size_t at = 0, hit; value.len >= LONG_VALUE; at += hit + value.len) {
        hit = str_find(str_from_at(m->text, at), value);
        if (hit == STR_NPOS || str_chr(value, '\n') != STR_NPOS)
            return;
        mask_add(m, at + hit, at + hit + value.len);
    }
}

/* --- Walk ----------------------------------------------------------------------------------------- */

static void mask_tree(struct mask *m, const struct doc_node *root, size_t *repeated)
{
    struct level levels[LIMIT_DEPTH + 2];
    size_t depth = 1;

    if (!root || root->type == DOC_SCALAR)
        return;
    levels[0] = (struct level){root, doc_first(root), false};
    while (depth) {
        struct level *top = &levels[depth - 1];
        const struct doc_node *n = top->at;
        if (!n) {
            depth--;
            continue;
        }
        top->at = n->next;
        if (n->type != DOC_SCALAR) {
            if (depth < COUNT(levels))
                levels[depth++] = (struct level){n, doc_first(n),
                                                 top->settings || opens_settings(n->key)};
        } else if (judge(levels, depth, n)) {
            add_value(m, n);
            if (*repeated < MASK_VALUES && ++*repeated)
                add_repeated(m, n->text);
        }
    }
}

/* YAML counts these as line breaks; then its lines are not ours. */
static bool has_other_breaks(struct str text)
{
    return str_find(text, STR("\xc2\x85")) != STR_NPOS ||
           str_find(text, STR("\xe2\x80\xa8")) != STR_NPOS ||
           str_find(text, STR("\xe2\x80\xa9")) != STR_NPOS;
}

bool mask_document(struct mask *m)
{
    struct docs docs = {0};
    struct diags *diags = diags_new();
    bool good = !has_other_breaks(m->text) &&
                read_any(m->text, m->file, READ_RELAXED, diags, &docs) && !diags_errors(diags);
    size_t repeated = 0;

    for (size_t i = 0; i < docs.count; i++)
        mask_tree(m, doc_root(docs.items[i]), &repeated);
    docs_release(&docs);
    diags_free(diags);
    return good;
}
