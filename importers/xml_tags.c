/* SPDX-License-Identifier: MIT */
#include "xml_tags.h"

#include "text_lines.h"

static void pass(struct xml *x, size_t bytes)
{
    struct str gone = str_sub(x->rest, 0, bytes);
    for (size_t i = 0; i < gone.len; i++)
        x->line += gone.ptr[i] == '\n';
    x->rest = str_from_at(x->rest, gone.len);
}

/* What is no tag: false: it has no end. */
static bool pass_other(struct xml *x)
{
    static const struct {
        const char *open, *close;
    } rows[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<!", ">"}, {"<?", "?>"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str close = str_from(rows[i].close);
        if (!str_starts(x->rest, str_from(rows[i].open)))
            continue;
        size_t end = str_find(x->rest, close);
        if (end == STR_NPOS)
            return false;
        pass(x, end + close.len);
        break;
    }
    return true;
}

static bool is_name_end(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/';
}

static struct str name_at(struct str tag)
{
    size_t len = 0;
    while (len < tag.len && !is_name_end(tag.ptr[len]))
        len++;
    return str_sub(tag, 0, len);
}

/* false: nobody has opened it, or nobody knows its name. */
static bool close_element(struct xml *x, struct str name)
{
    size_t depth = x->depth;
    if (depth > XML_DEPTH) {
        x->depth--;
        return false;
    }
    while (depth > 0 && !str_eq(x->names[depth - 1], name))
        depth--;
    if (depth)
        x->depth = depth;
    return depth > 0;
}

static void open_element(struct xml *x, struct str tag)
{
    struct str name = name_at(tag);
    if (x->depth < XML_DEPTH)
        x->names[x->depth] = name;
    x->depth++;
    x->opens = true;
    x->empty = str_ends(tag, STR("/"));
    x->attributes = str_from_at(tag, name.len);
}

/* The end of a tag: the first '>' outside quotes. */
static size_t tag_end(struct str s)
{
    char quote = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        else if (!quote && c == '>')
            return i;
    }
    return STR_NPOS;
}

bool xml_next(struct xml *x)
{
    bool was_open = x->opens && x->empty;
    if (!x->opens && x->depth && x->at)
        x->depth--; /* the step before has closed it */
    x->text = STR_NONE;
    x->opens = x->empty = false;
    if (was_open)
        return true;
    for (;;) {
        size_t at = str_chr(x->rest, '<');
        if (at == STR_NPOS)
            return false;
        if (!x->text.len)
            x->text = str_trim(str_sub(x->rest, 0, at));
        pass(x, at);
        if (str_starts(x->rest, STR("<!")) || str_starts(x->rest, STR("<?"))) {
            if (!pass_other(x))
                return false;
            continue;
        }
        size_t end = tag_end(x->rest);
        if (end == STR_NPOS)
            return false;
        struct str tag = str_sub(x->rest, 1, end - 1);
        x->at = x->line;
        pass(x, end + 1);
        if (!str_starts(tag, STR("/"))) {
            open_element(x, tag);
            return true;
        }
        if (close_element(x, name_at(str_from_at(tag, 1))))
            return true;
        x->text = STR_NONE;
    }
}

static bool ends_at(const struct xml *x, struct str path, size_t *depth)
{
    *depth = x->depth;
    if (x->depth > XML_DEPTH)
        return false;
    for (;;) {
        size_t slash = str_rchr(path, '/');
        struct str last = slash == STR_NPOS ? path : str_from_at(path, slash + 1);
        if (!*depth || !str_eq(x->names[*depth - 1], last))
            return false;
        --*depth;
        if (slash == STR_NPOS)
            return true;
        path = str_sub(path, 0, slash);
    }
}

bool xml_ends(const struct xml *x, const char *path)
{
    size_t depth;
    return ends_at(x, str_from(path), &depth);
}

bool xml_is(const struct xml *x, const char *path)
{
    size_t depth;
    return ends_at(x, str_from(path), &depth) && depth == 0;
}

struct str xml_attribute(const struct xml *x, const char *name)
{
    struct str rest = x->attributes, want = str_from(name), value;
    for (;;) {
        size_t equals = str_chr(rest, '=');
        if (equals == STR_NPOS)
            return STR_NONE;
        struct str key = str_trim(str_sub(rest, 0, equals));
        rest = str_from_at(rest, equals + 1);
        if (!lines_quoted(&rest, &value))
            return STR_NONE;
        if (str_eq(key, want))
            return value;
    }
}
