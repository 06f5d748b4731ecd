/* SPDX-License-Identifier: MIT */
/* Words and literals, line by line, without a grammar: what stands behind a name. */
#include <string.h>

#include "attr.h"
#include "secret_args.h"
#include "secret_mask_parts.h"
#include "secrets.h"

enum { BLOCK_HEAD = 3 };  /* "|-", ">2+" */
enum { WORD_BYTES = 16 }; /* a shorter word has no form of a secret by itself */

/* The last two words or literals of the line that may be the name of what comes. */
struct names {
    struct str last, before;
    size_t end;       /* of the last one, in the line */
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static size_t word_end(struct str line, size_t at)
{
    while (at < line.len && is_word(line.ptr[at]))
        at++;
    return at;
}

static void push(struct names *n, struct str word, size_t end)
{
    n->before = n->last;
    n->last = word;
    n->end = end;
}

/* What gets a secret is called with the name of one. */
static bool is_getter(struct str name)
{
    static const char *const heads[] = {"get", "fetch", "read", "find", "lookup", "load", "resolve",
                                        "require", "import", "nameof", "using"};
    size_t dot = str_rchr(name, '.');
    struct str last = dot == STR_NPOS ? name : str_from_at(name, dot + 1);

    for (size_t i = 0; i < COUNT(heads); i++) {
        if (str_istarts(last, str_from(heads[i])))
            return true;
    }
    return false;
}

/* True if nothing but signs that bind a value to its name stands in between. */
static bool binds(struct str gap)
{
    for (size_t i = 0; i < gap.len; i++) {
        if (!strchr(" \t:=>([{,+@$fFrRbBuU]?", gap.ptr[i]))
            return false;
    }
    return true;
}

static struct str name_for(const struct names *n, struct str line, size_t at)
{
    struct str gap = str_sub(line, n->end, at - n->end);

    if (str_empty(n->last) || !binds(gap))
        return STR_NONE;
    if (str_chr(gap, '(') != STR_NPOS && is_getter(n->last))
        return STR_NONE;
    struct str name = mask_is_generic(n->last) ? n->before : n->last;
    return mask_names_secret(name) ? name : STR_NONE;
}

/* A literal that is itself the name of what follows. */
static bool is_key(struct str line, size_t end)
{
    while (end < line.len && (line.ptr[end] == ' ' || line.ptr[end] == '\t'))
        end++;
    return end < line.len && (line.ptr[end] == ':' || (line.ptr[end] == '=' &&
                                                       line.ptr[end - 1] != ']'));
}

static size_t literal_end(struct str line, size_t at)
{
    char quote = line.ptr[at++];

    while (at < line.len && line.ptr[at] != quote)
        at += line.ptr[at] == '\\' ? 2 : 1;
    return at < line.len ? at : line.len;
}

/* --- Values without quotes ----------------------------------------------------------------------- */

/* key: value, KEY=value, <Key>value: the value is the rest of the line, or up to the next tag. */
static void mask_bare(struct mask *m, size_t begin, struct str line, struct str name, size_t from)
{
    size_t end = line.len, tag;
    struct str value;

    while (from < end && (line.ptr[from] == ' ' || line.ptr[from] == '\t'))
        from++;
    if (from == end || strchr("\"'`{[&*!", line.ptr[from]))
        return; /* a literal, a structure, a function of a template */
    if ((line.ptr[from] == '|' || line.ptr[from] == '>') && end - from <= BLOCK_HEAD)
        return;
    value = str_sub(line, from, end - from);
    tag = str_find(value, STR("</"));
    if (tag != STR_NPOS)
        value = str_sub(value, 0, tag);
    tag = str_find(value, STR(" #"));
    if (tag != STR_NPOS)
        value = str_sub(value, 0, tag);
    value = str_trim(value);
    if (value.len && value.ptr[value.len - 1] == ',')
        value.len--;
    if (mask_judges(name, value, m->settings))
        mask_add(m, begin + (size_t)(value.ptr - line.ptr),
                 begin + (size_t)(value.ptr - line.ptr) + value.len);
}

/* --- Lines ---------------------------------------------------------------------------------------- */

static size_t comment_start(struct str line)
{
    size_t at = str_find(line, STR("//")), hash = str_chr(line, '#');

    if (at != STR_NPOS && at > 0 && line.ptr[at - 1] == ':')
        at = STR_NPOS; /* of an address */
    if (hash != STR_NPOS && (at == STR_NPOS || hash < at) && (!hash || line.ptr[hash - 1] == ' '))
        at = hash;
    return at == STR_NPOS ? line.len : at;
}

static void mask_one(struct mask *m, size_t i, bool code)
{
    struct str line = mask_line(m, i);
    size_t begin = m->lines[i], comment = comment_start(line);
    struct names n = {0};

    for (size_t at = 0; at < line.len;) {
        char c = line.ptr[at];
        bool bare = !code || at > comment;
        if (c == '"' || c == '\'' || c == '`') {
            size_t end = literal_end(line, at);
            struct str value = str_sub(line, at + 1, end - at - 1);
            struct str name = is_key(line, end + 1) ? STR_NONE : name_for(&n, line, at);
            if (mask_judges(name, value, m->settings))
                mask_add(m, begin + at + 1, begin + end);
            push(&n, value, end + 1);
            at = end + 1;
        } else if (is_word(c)) {
            size_t end = word_end(line, at);
            push(&n, str_sub(line, at, end - at), end);
            if (n.last.len >= WORD_BYTES && mask_judges(STR_NONE, n.last, false))
                mask_add(m, begin + at, begin + end);
            at = end;
        } else {
            char next = at + 1 < line.len ? line.ptr[at + 1] : ' ', before = at ? line.ptr[at - 1] : ' ';
            bool sign = (c == ':' && next != ':' && before != ':') || (c == '=' && next != '=') ||
                        (c == '>' && !code);
            if (bare && sign && n.last.len && binds(str_sub(line, n.end, at - n.end)))
                mask_bare(m, begin, line, n.last, at + 1);
            if (c == ';')
                n = (struct names){0};
            at++;
        }
    }
}

/* A key in the form of PEM goes over many lines. */
static bool opens_key(struct str line)
{
    return str_find(line, STR("-----BEGIN ")) != STR_NPOS &&
           str_find(line, STR("PRIVATE KEY")) != STR_NPOS;
}

/* What stands behind options of programs, in scripts and in texts of them. */
static void mask_arguments(struct mask *m)
{
    struct secret_args args = secret_args_of(m->text);
    struct secret_argument found;

    while (secret_args_next(&args, &found)) {
        size_t from = (size_t)(found.value.ptr - m->text.ptr);
        if (mask_judges(found.name, found.value, true))
            mask_add(m, from, from + found.value.len);
    }
}

void mask_words(struct mask *m, bool code)
{
    bool inside = false;

    mask_arguments(m);
    for (size_t i = 0; i < m->line_count; i++) {
        struct str line = mask_line(m, i);
        bool ends = str_find(line, STR("-----END ")) != STR_NPOS;
        if (inside || opens_key(line)) {
            mask_add(m, m->lines[i], m->lines[i] + line.len);
            inside = !ends;
            continue;
        }
        mask_one(m, i, code);
    }
}
